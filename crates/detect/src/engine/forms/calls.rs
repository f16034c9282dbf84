//! Secrets that are recognised by where they are: headers, arguments of calls, options of commands.

use super::{must_find, must_pass};

#[test]
fn headers_without_a_name() {
    must_find(&[
        ("a.go", "req.Header.Set(h, \"Bearer «{b64url:43}»\")"),
        ("a.js", "const auth = `Bearer «{alnum:40}»`;"),
        ("a.py", "HEADERS = [\"Bearer «{alnum:40}»\"]"),
        ("a.rb", "auth = 'Basic «{b64text:ci-bot:[alnum:16]}»'"),
        ("a.cs", "new AuthenticationHeaderValue(\"Basic\", x); y(\"Basic «{b64text:svc:[alnum:20]}»\");"),
        ("a.sh", "wget --header=\"X-Acme-Key: «{alnum:32}»\" x"),
        ("a.http", "X-Auth-Key: «{hex:37}»"),
        ("a.js", "headers: {{ 'x-functions-key': '«{alnum:44}»' }"),
        ("a.py", "h = {{\"X-Vault-Token\": \"«{alnum:26}»\"}"),
    ]);
    must_pass(&[
        ("a.md", "Bearer authentication-of-the-client is needed"),
        ("a.js", "const auth = `Bearer ${{token}`;"),
        ("a.py", "auth = \"Bearer %s\" % token"),
        ("a.py", "auth = \"Basic \" + encode(user)"),
        ("a.md", "Basic configuration/of/the/application12"),
        ("a.js", "'Bearer YOUR_TOKEN'"),
        ("a.http", "X-Cache-Key: {hex:40}"),
        ("a.http", "X-Idempotency-Key: {hex:32}"),
    ]);
}

#[test]
fn arguments_of_calls() {
    must_find(&[
        ("a.php", "$c = new mysqli(\"db.acme.io\", \"app\", \"«{alnum:16}»\", \"shop\");"),
        ("a.php", "$p = new PDO(\"mysql:host=db.acme.io;dbname=x\", \"app\", \"«{alnum:16}»\");"),
        ("a.php", "$c = mysqli_connect('localhost', 'root', '«{alnum:14}»');"),
        ("a.php", "ftp_login($conn, 'app', '«{alnum:14}»');"),
        ("a.php", "$s = hash_hmac('sha256', $data, '«{alnum:32}»');"),
        ("a.py", "requests.get(url, auth=(\"app\", \"«{alnum:16}»\"))"),
        ("a.py", "requests.get(url, auth=HTTPBasicAuth(\"app\", \"«{alnum:16}»\"))"),
        ("a.py", "server.login(\"robot@acme.io\", \"«{alnum:16}»\")"),
        ("a.py", "db = MySQLdb.connect(\"db7\", \"app\", \"«{alnum:16}»\", \"shop\")"),
        ("a.py", "t = jwt.encode({{\"id\": 1}, \"«{alnum:40}»\", algorithm=\"HS256\")"),
        ("a.py", "f = Fernet(b\"«{b64url:43}=»\")"),
        ("a.py", "m = hmac.new(b\"«{alnum:32}»\", msg, hashlib.sha256)"),
        ("a.py", "client.bind_s; conn.simple_bind_s(\"cn=admin,dc=acme\", \"«{alnum:16}»\")"),
        ("a.js", "jwt.sign({{ id: 1, roles: ['a', 'b'] }, '«{alnum:40}»', {{ expiresIn: '1h' });"),
        ("a.js", "jwt.verify(token, \"«{alnum:40}»\");"),
        ("a.js", "crypto.createHmac('sha256', '«{alnum:40}»').update(x)"),
        ("a.js", "app.use(cookieParser('«{alnum:32}»'));"),
        ("a.js", "app.use(session({{ secret: '«{alnum:32}»', resave: false }));"),
        ("a.js", "app.use(cookieSession({{ keys: ['«{alnum:32}»'] }));"),
        ("a.js", "client.login('«{alnum:40}»');"),
        ("a.js", "request.get(u).auth('app', '«{alnum:16}»')"),
        ("a.go", "req.SetBasicAuth(\"app\", \"«{alnum:16}»\")"),
        ("a.go", "auth := smtp.PlainAuth(\"\", \"robot\", \"«{alnum:16}»\", host)"),
        ("a.go", "s, err := token.SignedString([]byte(\"«{alnum:40}»\"))"),
        ("a.go", "m := hmac.New(sha256.New, []byte(\"«{alnum:32}»\"))"),
        ("a.rs", "client.get(u).basic_auth(\"app\", Some(\"«{alnum:16}»\"))"),
        ("a.rs", "client.get(u).bearer_auth(\"«{alnum:40}»\")"),
        ("a.rb", "request.basic_auth 'app', '«{alnum:16}»'"),
        ("a.rb", "request.basic_auth(\"app\", \"«{alnum:16}»\")"),
        ("a.rb", "JWT.encode(payload, '«{alnum:40}»', 'HS256')"),
        ("a.cs", "new NetworkCredential(\"app\", \"«{alnum:16}»\");"),
        ("a.cs", "new SymmetricSecurityKey(Encoding.UTF8.GetBytes(\"«{alnum:40}»\"));"),
        ("a.java", "DriverManager.getConnection(\"jdbc:mysql://db7/x\", \"app\", \"«{alnum:16}»\");"),
        ("a.java", "Algorithm.HMAC256(\"«{alnum:40}»\");"),
        ("a.java", "new SecretKeySpec(\"«{alnum:32}»\".getBytes(), \"AES\");"),
        ("a.java", "new UsernamePasswordCredentials(\"app\", \"«{alnum:16}»\")"),
        ("a.java", "new BasicAWSCredentials(\"AKID\", \"«{b64:40}»\")"),
        ("a.java", "props.setProperty(\"mail.password\", \"«{alnum:16}»\");"),
        ("a.kt", "Credentials.basic(\"app\", \"«{alnum:16}»\")"),
        ("a.scala", "DriverManager.getConnection(url, \"app\", \"«{alnum:16}»\")"),
        ("a.pl", "my $dbh = DBI->connect($dsn, 'app', '«{alnum:16}»');"),
        ("a.ps1", "$p = ConvertTo-SecureString \"«{alnum:16}»\" -AsPlainText -Force"),
        ("a.ps1", "$p = ConvertTo-SecureString -String '«{alnum:16}»' -AsPlainText -Force"),
        ("a.c", "mysql_real_connect(c, \"db7\", \"app\", \"«{alnum:16}»\", \"x\", 0, NULL, 0);"),
    ]);
    must_pass(&[
        ("a.php", "$c = new mysqli($host, $user, $password, 'shop');"),
        ("a.php", "new mysqli('localhost', 'root', 'root', 'test');"),
        ("a.py", "requests.get(url, auth=(USER, TOKEN))"),
        ("a.py", "server.login(user, getpass())"),
        ("a.js", "jwt.verify(token, process.env.JWT_SECRET);"),
        ("a.js", "jwt.sign({{ id: '{alnum:32}' }, key);"),
        ("a.js", "crypto.createHmac('sha256', key).update('{alnum:40}')"),
        ("a.js", "socket.connect(port, host, 'connected to the server')"),
        ("a.go", "req.SetBasicAuth(user, pass)"),
        ("a.rs", "client.get(u).basic_auth(user, Some(password))"),
        ("a.java", "DriverManager.getConnection(url, user, System.getenv(\"{upper:20}\"));"),
        ("a.ps1", "$p = ConvertTo-SecureString $env:PW -AsPlainText -Force"),
        ("a.ps1", "$p = Read-Host -AsSecureString \"Enter the password\""),
    ]);
}

#[test]
fn command_lines() {
    must_find(&[
        ("a.sh", "PGPASSWORD=«{alnum:16}» psql -h db7 -U app"),
        ("a.sh", "wget --user=app --password='«{alnum:16}»' x"),
        ("a.sh", "helm upgrade x ./x --set db.password=«{alnum:16}»"),
        ("a.sh", "kubectl create secret generic x --from-literal=password=«{alnum:16}»"),
        ("a.sh", "openssl rsa -in x -passin pass:«{alnum:16}»"),
        ("a.sh", "gpg --batch --passphrase '«{alnum:16}»' -c x"),
        ("a.sh", "keytool -genkey -storepass «{alnum:16}» -alias x"),
        ("a.sh", "ansible-playbook x.yml --extra-vars \"db_password=«{alnum:16}»\""),
        ("a.sh", "aws configure set aws_secret_access_key «{b64:40}»"),
        ("a.sh", "git config --global acme.token «{alnum:40}»"),
        ("a.sh", "vault kv put secret/db password=«{alnum:16}»"),
        ("a.sh", "consul kv put app/db/password «{alnum:16}»"),
        ("a.bat", "setx API_TOKEN «{alnum:32}»"),
        ("a.sh", "dotnet user-secrets set \"Db:Password\" \"«{alnum:16}»\""),
        ("a.sh", "mount -t cifs //nas/x /mnt -o username=app,password=«{alnum:16}»"),
        ("a.sh", "curl --user app:'«{alnum:16}»' https://acme.dev"),
    ]);
    must_pass(&[
        ("a.sh", "wget --password=\"$PASSWORD\" x"),
        ("a.sh", "git config --global user.signingkey {hex:16}"),
        ("a.sh", "kubectl create secret generic x --from-literal=password=$PW"),
        ("a.sh", "openssl rsa -in x -passin env:PW"),
        ("a.sh", "echo \"enter a password\" | chpasswd"),
    ]);
}
