//! Assignments in languages with a syntax of their own.

use super::{must_pass, must_stop};

#[test]
fn declarations_of_their_own_kind() {
    must_stop(&[
        ("a.cpp", "std::string api_token{{\"«{alnum:32}»\"};"),
        ("a.cpp", "const std::string kDbPassword{{\"«{alnum:16}»\"};"),
        ("a.lisp", "(defparameter *api-token* \"«{alnum:32}»\")"),
        ("a.lisp", "(defvar *db-password* \"«{alnum:16}»\" \"what opens it\")"),
        ("a.abap", "CONSTANTS gc_apikey TYPE string VALUE '«{alnum:32}»'."),
        ("a.cbl", "       01 WS-PASSWORD PIC X(16) VALUE '«{alnum:16}»'."),
        ("a.applescript", "set smbPass to \"«{alnum:16}»\""),
        ("rabbit.config", "{{default_pass, <<\"«{alnum:16}»\">>},"),
        ("a.erl", "-define(API_KEY, <<\"«{alnum:32}»\">>)."),
        ("unattend.xml", "<AutoLogon><Password><Value>«{alnum:16}»</Value><PlainText>true</PlainText></Password>"),
        ("a.xml", "<ApiKey>\n  <value>«{alnum:32}»</value>\n</ApiKey>"),
        ("a.pl", "$app->secrets(['«{alnum:32}»']);"),
        ("a.pl", "my $c = {{ secrets => ['«{alnum:32}»'] };"),
        ("a.php", "'secrets' => ['«{alnum:32}»'],"),
        ("a.js", "super({{ jwtFromRequest: x, secretOrKey: '«{alnum:32}»' });"),
        ("esp.yaml", "wifi:\n  ssid: acme\n  password: \"«{alnum:16}»\""),
        ("esp.yaml", "api:\n  encryption:\n    key: \"«{b64:43}=»\""),
        ("hosts.yml", "  ansible_become_pass: «{alnum:16}»"),
        ("hosts", "web1 ansible_user=app ansible_ssh_pass=«{alnum:16}»"),
        ("a.R", "con <- dbConnect(odbc(), UID = \"app\", PWD = \"«{alnum:16}»\")"),
        ("a.py", "pyodbc.connect(\"DRIVER=x;SERVER=db7;UID=app;PWD=«{alnum:16}»\")"),
        ("odbc.ini", "[shop]\nUID = app\nPWD = «{alnum:16}»"),
    ]);
    must_pass(&[
        ("a.cpp", "std::string api_token{{argv[1]};"),
        ("a.cpp", "std::string api_token{{\"your-token\"};"),
        ("a.lisp", "(defparameter *token-name* \"{alnum:32}\")"),
        ("a.abap", "CONSTANTS gc_apikey TYPE string VALUE 'API_KEY_OF_THE_SHOP'."),
        ("a.cbl", "       01 WS-PASSWORD PIC X(16) VALUE SPACES."),
        ("a.applescript", "set smbPass to the text returned of result"),
        ("a.xml", "<Password><Value></Value></Password>"),
        ("a.xml", "<Password><Hash>{alnum:16}</Hash></Password>"),
        ("a.yml", "secrets: ['db-password', 'api-token']"),
        ("a.sh", "PWD = {alnum:16}"),
        ("a.sh", "docker run -u $UID -v $PWD:/srv/x1 x"),
    ]);
}

/// A list of random bytes as source code writes it.
fn bytes(size: usize) -> String {
    vec!["0x{hex:2}"; size].join(", ")
}

#[test]
fn keys_as_lists_of_bytes() {
    let lines = [
        ("a.ino", format!("static const u1_t PROGMEM APPKEY[16] = {{{{ «{}» }};", bytes(16))),
        ("a.c", format!("const uint8_t aes_key[32] = {{{{\n  «{}»\n}};", bytes(32))),
        ("a.go", format!("var encryptionKey = []byte{{{{«{}»}}", bytes(32))),
        ("a.rs", format!("const SESSION_KEY: [u8; 32] = [«{}»];", bytes(32))),
        ("a.cs", format!("byte[] encryptionKey = new byte[] {{{{ «{}» }};", bytes(16))),
        ("a.py", format!("SECRET_KEY = b\"«{}»\"", "\\x{hex:2}".repeat(16))),
        ("a.c", format!("unsigned char aes_key[] = \"«{}»\";", "\\x{hex:2}".repeat(32))),
    ];
    must_stop(&lines.map(|(path, line)| (path, &*line.leak())));
    let zeros = vec!["0x00"; 16].join(", ");
    let counted: Vec<_> = (0..16).map(|i| format!("0x{i:02x}")).collect();
    let others = [
        ("a.ino", format!("static const u1_t PROGMEM APPKEY[16] = {{{{ {zeros} }};")),
        ("a.c", format!("const uint8_t aes_key[16] = {{{{ {} }};", counted.join(", "))),
        ("a.c", format!("const uint8_t key[16] = {{{{ {} }};", bytes(16))),
        ("a.c", format!("const uint8_t public_key[32] = {{{{ {} }};", bytes(32))),
        ("a.c", format!("const uint8_t token[15] = {{{{ {} }};", bytes(15))),
        ("a.c", format!("static const u1_t PROGMEM APPEUI[8] = {{{{ {} }};", bytes(8))),
    ];
    must_pass(&others.map(|(path, line)| (path, &*line.leak())));
}

#[test]
fn settings_of_networks_and_keys() {
    must_stop(&[
        ("wpa_supplicant.conf", "network={{\n\tssid=\"acme\"\n\tpsk=«{hex:64}»\n}"),
        ("hostapd.conf", "ssid=acme\nwpa_passphrase=«{alnum:16}»\n"),
        ("acme.nmconnection", "[wifi-security]\nkey-mgmt=wpa-psk\npsk=«{alnum:16}»\n"),
        ("android/key.properties", "storePassword=«{alnum:16}»\nkeyAlias=upload\n"),
    ]);
}
