//! Default values: the value of a secret-like name where its variable is not set.

use super::{Line, must_find, must_pass};

#[test]
fn defaults_of_variables() {
    const LINES: &[Line] = &[
        ("a.js", "const token = process.env.API_TOKEN || '«{alnum:32}»';"),
        ("a.ts", "password: process.env.DB_PASSWORD ?? \"«{alnum:20}»\","),
        ("a.ts", "const conn = {{ pass: env.DB_PASS ?? '«{alnum:20}»' };"),
        ("a.js", "app.set('s', process.env['SESSION_SECRET'] || '«{alnum:32}»')"),
        ("a.py", "SECRET = os.getenv(\"APP_SECRET\") or \"«{alnum:40}»\""),
        ("a.py", "PW = os.environ.get('DB_PASSWORD', '«{alnum:18}»')"),
        ("a.py", "db_password = os.environ.get('DBP', '«{alnum:18}»')"),
        ("a.py", "token = settings.get(\"t\", default=\"«{alnum:32}»\")"),
        ("a.py", "token = env.str(\"T\", \"«{alnum:32}»\")"),
        ("a.py", "password = given if given else \"«{alnum:20}»\""),
        ("a.rb", "secret = ENV.fetch('APP_SECRET') {{ '«{alnum:32}»' }"),
        ("a.rb", "token = ENV['T'] || '«{alnum:32}»'"),
        ("a.rb", "password: ENV.fetch(\"DB_PASSWORD\", \"«{alnum:20}»\")"),
        ("a.php", "$password = getenv('DBP') ?: '«{alnum:20}»';"),
        ("a.php", "'password' => env('DB_PASSWORD', '«{alnum:20}»'),"),
        ("a.php", "$token = $_ENV['TOKEN'] ?? '«{alnum:32}»';"),
        ("a.go", "token := getEnv(\"API_TOKEN\", \"«{alnum:32}»\")"),
        ("a.go", "viper.SetDefault(\"db.password\", \"«{alnum:20}»\")"),
        ("a.rs", "let token = env::var(\"API_TOKEN\").unwrap_or(\"«{alnum:32}»\".to_string());"),
        ("a.rs", "let token = env::var(\"T\").unwrap_or_else(|_| String::from(\"«{alnum:32}»\"));"),
        ("a.java", "String secret = Optional.ofNullable(System.getenv(\"S\")).orElse(\"«{alnum:32}»\");"),
        ("a.java", "@Value(\"${{app.jwt.secret:«{alnum:40}»}\") private String s;"),
        ("a.kt", "val token = System.getenv(\"API_TOKEN\") ?: \"«{alnum:32}»\""),
        ("a.scala", "val secret = sys.env.getOrElse(\"APP_SECRET\", \"«{alnum:32}»\")"),
        ("a.cs", "var pw = Environment.GetEnvironmentVariable(\"DB_PASSWORD\") ?? \"«{alnum:20}»\";"),
        ("a.cs", "var token = config[\"Token\"] ?? \"«{alnum:32}»\";"),
        ("a.swift", "let token = env[\"API_TOKEN\"] ?? \"«{alnum:32}»\""),
        ("a.ex", "secret = System.get_env(\"APP_SECRET\") || \"«{alnum:40}»\""),
        ("a.lua", "local token = os.getenv(\"TOKEN\") or \"«{alnum:32}»\""),
        ("a.pl", "my $password = $ENV{{DB_PASSWORD} // '«{alnum:20}»';"),
        ("a.sh", "DB_PASSWORD=${{DB_PASSWORD:-«{alnum:20}»}"),
        ("a.sh", "PASSWORD=${{DBP:-«{alnum:20}»}"),
        ("compose.yml", "  POSTGRES_PASSWORD: ${{PG:-«{alnum:20}»}"),
        ("a.yml", "  password: ${{DB_PASSWORD:«{alnum:20}»}"),
        ("a.ts", "const token = isProd ? getToken() : '«{alnum:32}»';"),
        ("a.js", "const secret =\n  process.env.APP_SECRET ||\n  '«{alnum:32}»';"),
    ];
    must_find(LINES);
}

#[test]
fn defaults_of_options_and_parameters() {
    must_find(&[
        ("a.py", "parser.add_argument(\"--password\", default=\"«{alnum:20}»\")"),
        ("a.py", "parser.add_argument('--api-key', type=str, help='the key', default='«{alnum:32}»')"),
        ("a.py", "@click.option(\"--token\", envvar=\"T\", default=\"«{alnum:32}»\", show_default=True)"),
        ("a.py", "def connect(host, password=\"«{alnum:20}»\"):"),
        ("a.py", "    api_key: str | None = \"«{alnum:32}»\""),
        ("a.py", "    api_key: SecretStr = SecretStr(\"«{alnum:32}»\")"),
        ("a.py", "    token: str = Field(\"«{alnum:32}»\", description=\"x\")"),
        ("a.go", "pw := flag.String(\"db-password\", \"«{alnum:20}»\", \"the password\")"),
        ("a.go", "cmd.Flags().StringVarP(&pw, \"password\", \"p\", \"«{alnum:20}»\", \"the password\")"),
        ("a.rs", "Arg::new(\"token\").long(\"token\").default_value(\"«{alnum:32}»\")"),
        ("a.js", ".option('--password <value>', 'the password of it', '«{alnum:20}»')"),
        ("a.js", ".option('password', {{ alias: 'p', default: '«{alnum:20}»' })"),
        ("a.js", "function login(user, password = '«{alnum:20}»') {{}"),
        ("a.kt", "fun login(user: String, password: String = \"«{alnum:20}»\")"),
        ("a.dart", "void login({{String password = '«{alnum:20}»'}) {{}"),
        ("a.c", "static const char db_password[] = \"«{alnum:20}»\";"),
        ("a.c", "char api_key[64] = \"«{alnum:32}»\";"),
        ("t.yaml", "Parameters:\n  DBPassword:\n    Type: String\n    NoEcho: true\n    Default: «{alnum:18}»\n"),
        ("t.json", "{{\"Parameters\": {{\"DBPassword\": {{\"Type\": \"String\", \"Default\": \"«{alnum:18}»\"}}}"),
        ("t.tf", "variable \"db_password\" {{\n  type = string\n  sensitive = true\n  default = \"«{alnum:18}»\"\n}"),
        ("values.yaml", "db:\n  password:\n    value: \"«{alnum:18}»\"\n"),
        ("schema.json", "\"apiKey\": {{\"type\": \"string\", \"default\": \"«{alnum:32}»\"}"),
        ("a.json", "{{\"name\": \"DB_PASSWORD\", \"value\": \"«{alnum:18}»\"}"),
    ]);
}

#[test]
fn what_is_no_default() {
    must_pass(&[
        ("a.js", "const token = process.env.API_TOKEN || config.get('{alnum:32}');"),
        ("a.js", "const token = process.env.API_TOKEN || '';"),
        ("a.js", "const token = getToken('{alnum:32}');"),
        ("a.js", "const token = cache['{alnum:32}'];"),
        ("a.py", "token = os.environ.get('{alnum:32}')"),
        ("a.py", "token = load(\"x\") or \"not configured yet\""),
        ("a.py", "parser.add_argument(\"--password\", help=\"{alnum:32}\")"),
        ("a.py", "def f(token: str) -> str:\n    name = \"{alnum:32}\""),
        ("a.py", "if token == other or x == 3:\n    etag = \"{alnum:32}\""),
        ("a.rs", "let token = env::var(\"API_TOKEN\").expect(\"API_TOKEN is not set\");"),
        ("a.ts", "token: string;\nname = '{alnum:32}';"),
        ("a.ts", "interface X {{ token: {{ type: string } }\nconst value = '{alnum:32}';"),
        ("a.yml", "password:\n  valueFrom:\n    secretKeyRef:\n      name: db\n      key: password\n"),
        ("t.yaml", "  DBPassword:\n    Type: String\n  Image:\n    Default: {alnum:18}\n"),
        ("a.go", "pw := flag.String(\"db-password\", \"\", \"the password\")"),
    ]);
}
