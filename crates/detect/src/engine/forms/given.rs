//! Secrets as arguments of calls, in more libraries, and secrets that a check compares with.

use super::{must_pass, must_stop};

#[test]
fn calls_that_log_in() {
    must_stop(&[
        ("a.rs", "let c = Credentials::new(\"robot@acme.io\".to_string(), \"«{alnum:16}»\".to_string());"),
        ("build.sbt", "credentials += Credentials(\"Nexus Realm\", \"nexus.acme.io\", \"deploy\", \"«{alnum:16}»\")"),
        ("a.java", "MinioClient.builder().endpoint(u).credentials(\"acmeaccess\", \"«{alnum:32}»\").build();"),
        ("a.java", "session.authenticateAs(\"deploy\", \"«{alnum:16}»\");"),
        ("main.py", "wlan.connect('acme-guest', '«{alnum:16}»')"),
        ("main.py", "sta_if.connect(\"acme-guest\", \"«{alnum:16}»\")"),
        ("a.ino", "  WiFi.begin(\"acme-guest\", \"«{alnum:16}»\");"),
        ("a.ino", "  WiFi.softAP(\"acme-guest\", \"«{alnum:16}»\");"),
        ("a.ino", "  wifiMulti.addAP(\"acme-guest\", \"«{alnum:16}»\");"),
        ("a.m", "conn = database('shop', 'app', '«{alnum:16}»', 'Vendor', 'MySQL');"),
        ("a.sql", "SELECT pgp_sym_decrypt(card, '«{alnum:20}»') FROM t;"),
        ("a.sql", "INSERT INTO t VALUES (pgp_sym_encrypt('x', '«{alnum:20}»'));"),
        ("a.c", "curl_easy_setopt(curl, CURLOPT_USERPWD, \"app:«{alnum:16}»\");"),
        ("a.php", "curl_setopt($ch, CURLOPT_USERPWD, 'app:«{alnum:16}»');"),
        ("a.php", "curl_setopt_array($ch, [CURLOPT_PROXYUSERPWD => 'app:«{alnum:16}»']);"),
        ("a.py", "c.setopt(pycurl.USERPWD, \"app:«{alnum:16}»\")"),
        ("a.c", "curl_easy_setopt(curl, CURLOPT_PASSWORD, \"«{alnum:16}»\");"),
        ("a.c", "curl_easy_setopt(curl, CURLOPT_XOAUTH2_BEARER, \"«{alnum:40}»\");"),
        ("a.java", "ks.load(in, \"«{alnum:16}»\".toCharArray());"),
        ("a.kt", "val x = \"«{alnum:24}»\".toCharArray()"),
        ("a.java", "props.setProperty(Keys.DB_PASSWD, \"«{alnum:16}»\");"),
        ("a.java", "conf.set(Settings.API_SECRET, \"«{alnum:32}»\");"),
        ("a.js", "xhr.setRequestHeader(\"X-Api-Key\", \"«{alnum:32}»\");"),
        ("a.cpp", "req.SetHeader(TEXT(\"X-Title-Secret\"), TEXT(\"«{alnum:32}»\"));"),
        ("a.py", "smtp.login('robot@acme.io', '«{alnum:16}»')"),
        ("a.scala", "DriverManager.getConnection(\"jdbc:mysql://db7/x\", \"app\", \"«{alnum:16}»\")"),
    ]);
    must_pass(&[
        ("a.rs", "let c = Credentials::new(user, env::var(\"SMTP_PASSWORD\")?);"),
        ("a.rs", "let c = Credentials::new(\"username\".into(), \"password\".into());"),
        (
            "build.sbt",
            "credentials += Credentials(\"Sonatype Nexus Repository Manager\", \"oss.sonatype.org\", user, pw)",
        ),
        ("build.sbt", "credentials += Credentials(Path.userHome / \".sbt\" / \".credentials\")"),
        ("a.java", "client.credentials(\"minioadmin\", \"minioadmin\")"),
        ("main.py", "wlan.connect(SSID, PASSWORD)"),
        ("main.py", "wlan.connect('your-ssid', 'your-password')"),
        ("a.ino", "  WiFi.begin(ssid, password);"),
        ("a.m", "conn = database('shop', user, password);"),
        ("a.sql", "SELECT pgp_sym_decrypt(card, current_setting('app.key')) FROM t;"),
        ("a.c", "curl_easy_setopt(curl, CURLOPT_USERPWD, \"user:password\");"),
        ("a.c", "curl_easy_setopt(curl, CURLOPT_USERPWD, buffer);"),
        ("a.c", "curl_easy_setopt(curl, CURLOPT_PASSWORD, password);"),
        ("a.java", "ks.load(in, \"changeit\".toCharArray());"),
        ("a.java", "char[] HEX = \"0123456789abcdef\".toCharArray();"),
        ("a.java", "char[] B = \"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789\".toCharArray();"),
        ("a.java", "props.setProperty(Keys.DB_PASSWD, \"db.password\");"),
        ("a.java", "new PasswordProtection(PASSWORD, \"{alnum:20}\", null)"),
        ("a.php", "connect(DB_HOST, DB_USER, DB_PASSWORD, \"{alnum:16}\");"),
        ("a.py", "cases = [\n    A_SECRET,\n    \"{alnum:32}\",\n]"),
        ("a.java", "errors.put(Codes.BAD_PASSWORD, \"The password is wrong.\");"),
        ("a.cpp", "req.SetHeader(TEXT(\"X-Title-Secret\"), TEXT(\"secret-of-the-title\"));"),
    ]);
}

#[test]
fn keys_of_ciphers_signatures_and_cookies() {
    must_stop(&[
        ("a.py", "totp = pyotp.TOTP(\"«{base32:32}»\")"),
        ("a.dart", "final key = Key.fromUtf8('«{alnum:32}»');"),
        ("a.dart", "final key = Key.fromBase64('«{b64:43}=»');"),
        ("a.rs", "let key = Key::from(&hex::decode(\"«{hex:128}»\").unwrap());"),
        ("a.rs", "let key = Key::from(b\"«{alnum:64}»\");"),
        ("a.swift", "app.jwt.signers.use(.hs256(key: \"«{alnum:40}»\"))"),
        ("a.clj", "(wrap-session app {{:store (cookie-store {{:key \"«{alnum:16}»\"})})"),
        ("a.go", "var store = sessions.NewCookieStore([]byte(\"«{alnum:32}»\"))"),
        ("a.go", "store := cookie.NewStore([]byte(\"«{alnum:32}»\"))"),
        ("a.go", "var s = securecookie.New([]byte(\"«{alnum:64}»\"), nil)"),
        ("a.go", "block, err := aes.NewCipher([]byte(\"«{alnum:32}»\"))"),
        ("a.dart", "final key = await Encryption.getKey('«{alnum:32}»');"),
        ("a.py", "cipher = AES.new(b\"«{alnum:32}»\", AES.MODE_CBC, iv)"),
        ("a.py", "c = Cipher(algorithms.AES(b\"«{alnum:32}»\"), modes.CBC(iv))"),
        ("a.js", "CryptoJS.AES.encrypt(text, \"«{alnum:32}»\").toString()"),
        ("a.sql", "SELECT AES_DECRYPT(card, '«{alnum:24}»') FROM t;"),
    ]);
    must_pass(&[
        ("a.py", "totp = pyotp.TOTP(user.secret)"),
        ("a.py", "totp = pyotp.TOTP('base32secret3232')"),
        ("a.dart", "final key = Key.fromUtf8('my 32 length key................');"),
        ("a.rs", "let key = PublicKey::from(\"{hex:64}\");"),
        ("a.rs", "let key = Key::from(secret.as_bytes());"),
        ("a.go", "var store = sessions.NewCookieStore([]byte(os.Getenv(\"SESSION_KEY\")))"),
        ("a.go", "var store = sessions.NewCookieStore([]byte(\"something-very-secret\"))"),
        ("a.py", "cipher = AES.new(key, AES.MODE_CBC, iv)"),
        ("a.py", "cipher = AES.new(b'Sixteen byte key', AES.MODE_CBC)"),
        ("a.clj", "(wrap-session app {{:store (cookie-store {{:key secret})})"),
        ("a.js", "CryptoJS.AES.encrypt(text, key).toString()"),
    ]);
}

#[test]
fn accounts_are_made_with_chosen_passwords() {
    const LINES: &[super::Line] = &[
        ("a.php", "'password' => Hash::make('«{alnum:14}»'),"),
        ("a.py", "stored = hash_password(b\"«{alnum:14}»\")"),
        ("a.py", "User.objects.create_superuser('root', 'root@acme.io', '«{alnum:14}»')"),
        ("a.cs", "await _userManager.CreateAsync(user, \"«{alnum:10}!»\");"),
    ];
    super::must_find(LINES);
    let detector = super::Detector::new(Vec::new(), 1_790_000_000);
    for (path, template) in LINES {
        let text = super::unmarked(&super::expand(template, 1)).text;
        let found = super::scan(&detector, path, &text);
        assert!(found.iter().all(|c| c.confidence == super::Confidence::Possible), "{template}");
    }
    must_pass(&[
        ("a.php", "Hash::make('password')"),
        ("a.php", "Hash::make($request->password)"),
        ("a.php", "Hash::make('correcthorse')"),
        ("a.py", "User.objects.create_superuser(name, mail, password)"),
        ("a.cs", "await _userManager.CreateAsync(user, model.Password);"),
    ]);
}

#[test]
fn guards_that_compare() {
    must_stop(&[
        ("a.go", "if pw != \"«{alnum:16}»\" {{"),
        ("a.js", "if (pw === '«{alnum:16}»') {{"),
        ("a.cs", "if (password != \"«{alnum:16}»\") return;"),
        ("a.java", "if (password.equals(\"«{alnum:16}»\")) {{"),
        ("a.java", "if (\"«{alnum:16}»\".equals(password)) {{"),
        ("a.c", "if (strcmp(password, \"«{alnum:16}»\") == 0) {{"),
        ("a.go", "subtle.ConstantTimeCompare([]byte(p), []byte(\"«{alnum:32}»\"))"),
        ("a.py", "if not hmac.compare_digest(given, \"«{alnum:32}»\"):"),
        ("a.js", "crypto.timingSafeEqual(Buffer.from(x), Buffer.from('«{alnum:32}»'))"),
        ("a.php", "if (!hash_equals('«{alnum:32}»', $_GET['t'])) die();"),
        ("a.rb", "Rack::Utils.secure_compare(given, '«{alnum:32}»')"),
        ("a.sh", "if [ \"$PASSWORD\" = \"«{alnum:16}»\" ]; then"),
        ("a.py", "if request.headers.get('X-Api-Key') != '«{alnum:32}»':"),
        ("a.go", "if r.Header.Get(\"X-Api-Key\") != \"«{alnum:32}»\" {{"),
        ("a.php", "if ($_POST['password'] == '«{alnum:16}»') {{"),
    ]);
    must_pass(&[
        ("a.go", "if pw != \"\" {{"),
        ("a.go", "if pw != confirm {{"),
        ("a.java", "if (password.equals(\"password\")) {{"),
        ("a.java", "if (tokenType.equals(\"{alnum:16}\")) {{"),
        ("a.py", "hmac.compare_digest(digest, \"{hex:64}\")"),
        ("a.php", "hash_equals('{hex:40}', sha1($body))"),
        ("a.c", "if (strcmp(argv[1], \"--with-password\") == 0) {{"),
        ("a.c", "if (strcmp(pass, \"bad_pass_phrase\") == 0) {{"),
    ]);
}

#[test]
fn more_command_lines() {
    must_stop(&[
        ("a.bat", "net use P: \\\\nas7\\share «{alnum:16}» /user:app"),
        ("a.ps1", "signtool sign /f cert.pfx /p «{alnum:16}» /t x app.exe"),
        ("a.sh", "openssl enc -aes-256-cbc -in a -out b -k «{alnum:16}»"),
        ("a.sh", "openssl pkcs12 -export -in a -passout pass:«{alnum:16}»"),
        ("a.sh", "mysqldump -u root -p'«{alnum:16}»' shop > x.sql"),
        ("a.yml", "  - dotnet nuget push x.nupkg -k «{lower:2}{alnum:40}» -s https://acme.dev"),
        ("router.cfg", "snmp-server community «{alnum:14}» RO"),
        ("snmpd.conf", "createUser monitor SHA \"«{alnum:16}»\" AES"),
        ("vm.args", "-setcookie «{alnum:20}»"),
        ("haproxy.cfg", "  user app insecure-password «{alnum:16}»"),
        ("a.sh", "echo \"pi:«{alnum:16}»\" | sudo chpasswd"),
        ("a.exp", "expect \"*assword:\"\nsend \"«{alnum:16}»\\r\""),
        ("a.exp", "expect \"password:\" {{ send \"«{alnum:16}»\\r\" }"),
        ("a.py", "child.expect('Password:')\nchild.sendline('«{alnum:16}»')"),
        ("a.sh", "psql -c \"ALTER USER app WITH PASSWORD '«{alnum:16}»'\""),
        ("a.sql", "CREATE ROLE app LOGIN PASSWORD '«{alnum:16}»';"),
        ("a.sql", "CREATE LOGIN [app] WITH PASSWORD = N'«{alnum:16}»';"),
        ("a.sql", "ALTER LOGIN app WITH PASSWORD=N'«{alnum:16}»', CHECK_POLICY = OFF;"),
        ("a.sql", "CREATE USER app IDENTIFIED BY «{lower:2}{alnum:14}»;"),
        ("a.sql", "CREATE STAGE s URL='s3://acme' CREDENTIALS=(AWS_KEY_ID='x' AWS_SECRET_KEY='«{b64:40}»');"),
        ("platformio.ini", "upload_flags = --auth=«{alnum:16}»"),
    ]);
    must_pass(&[
        ("a.bat", "net use P: \\\\nas7\\share /user:app *"),
        ("a.ps1", "signtool sign /f cert.pfx /p %PFX_PW% app.exe"),
        ("a.sh", "openssl enc -aes-256-cbc -in a -out b -k \"$KEY\""),
        ("a.sh", "openssl req -x509 -keyout {alnum:16}.key -out x"),
        ("router.cfg", "snmp-server community public RO"),
        ("a.exp", "expect \"*assword:\"\nsend \"$password\\r\""),
        ("a.py", "child.expect('Password:')\nchild.sendline(password)"),
        ("a.sql", "CREATE LOGIN [app] WITH PASSWORD = N'$(Password)';"),
        ("a.md", "Each row is identified by {alnum:16} alone."),
        ("a.sql", "CREATE USER app IDENTIFIED BY password;"),
        ("a.sh", "mitmproxy --auth=basic"),
    ]);
}
