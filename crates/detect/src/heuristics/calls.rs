//! The calls that take a secret as an argument, and what they do with it.

use super::name::NameKind;

/// A call, the positions of the arguments that may be the secret (counted from 0), and what kind of secret it is.
pub(super) struct Call {
    pub(super) name: &'static str,
    pub(super) places: &'static [usize],
    pub(super) kind: NameKind,
    pub(super) usage: Use,
}

/// What a call does with its argument, as far as that changes what the argument may be.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Use {
    /// Logs in, signs or encrypts with it.
    Credential,
    /// Creates an account with it: people choose such passwords, and tests and database seeds are full of them.
    Account,
    /// Compares with it: code compares digests of files as often.
    Compared,
}

const fn password(name: &'static str, places: &'static [usize]) -> Call {
    Call { name, places, kind: NameKind::Password, usage: Use::Credential }
}

const fn secret(name: &'static str, places: &'static [usize]) -> Call {
    Call { name, places, kind: NameKind::Secret, usage: Use::Credential }
}

const fn account(name: &'static str, places: &'static [usize]) -> Call {
    Call { name, places, kind: NameKind::Password, usage: Use::Account }
}

const fn compared(name: &'static str, places: &'static [usize]) -> Call {
    Call { name, places, kind: NameKind::Secret, usage: Use::Compared }
}

/// The keywords of the rule `call-secret`, in lower case. Letters may follow: `SetBasicAuth`, `createCipheriv`.
pub(super) static CALLS: [Call; 136] = [
    // Databases.
    password("mysqli(", &[2]),
    password("mysqli_connect", &[2]),
    password("mysqli_real_connect", &[3]),
    password("mysql_connect", &[2]),
    password("mysql_pconnect", &[2]),
    password("mysql_real_connect", &[3]),
    password("mysql.connect", &[2]),
    password("mysqldb.connect", &[2]),
    password("pymssql.connect", &[2]),
    password("oracledb.connect", &[1]),
    password("oracle.connect", &[1]),
    password("pdo(", &[2]),
    password("dbi->connect", &[2]),
    password("odbc_connect", &[2]),
    password("oci_connect", &[1]),
    password("oci_pconnect", &[1]),
    password("sqlconnect", &[1, 2]),
    password("dbconnect", &[2, 3]),
    password("db.connect", &[1, 2, 3]),
    password("client.connect", &[1, 2, 3]),
    password(".connect(", &[2, 3]),
    password("getconnection", &[2]),
    password("setcredentials", &[1]),
    // Mail, files, directories.
    password("imap_open", &[2]),
    password("imap_login", &[2, 1]),
    password("ftp_login", &[2]),
    password("ftplib.ftp", &[2]),
    password("ssh2_auth_password", &[2]),
    password("ldap_bind", &[2]),
    password("simple_bind", &[1]),
    password("plainauth", &[2]),
    password("plaincredentials", &[1]),
    password(".authenticate(", &[1, 2]),
    // Web.
    password("networkcredential", &[1]),
    password("httpbasicauth", &[1]),
    password("httpdigestauth", &[1]),
    password("httpproxyauth", &[1]),
    password("basic_auth", &[1]),
    password("basicauth", &[1]),
    password("credentials.basic", &[1]),
    password("passwordauthentication", &[1]),
    password("passwordcredential", &[1]),
    password("passwordtoken", &[1]),
    password("auth=(", &[1]),
    password(".login(", &[1, 0]),
    password(".auth(", &[1, 0]),
    secret("bearer_auth", &[0]),
    secret("bearerauth", &[0]),
    secret("awscredentials", &[1]),
    secret("basiccredentials", &[1]),
    secret("staticcredentials", &[1]),
    secret("sharedkeycredential", &[1]),
    secret("secretcredential", &[2]),
    // Keys.
    secret("jwt.sign", &[1]),
    secret("jwt.encode", &[1]),
    secret("jwt.verify", &[1]),
    secret("jwt.decode", &[1]),
    secret("signedstring", &[0]),
    secret("signwith", &[1]),
    secret("createhmac", &[1]),
    secret("hash_hmac", &[2]),
    secret("hmac.new", &[0, 1]),
    secret("hmac.hexdigest", &[1]),
    secret("hmacsha", &[0, 1]),
    secret("hmac256", &[0]),
    secret("createcipher", &[1]),
    secret("secretkeyspec", &[0]),
    secret("fernet", &[0]),
    secret("cookieparser", &[0]),
    // Rust's lettre, sbt's four strings, Java's MinIO, Arduino and MicroPython, MATLAB.
    password("credentials::new", &[1]),
    password("credentials(", &[3, 1]),
    password("authenticateas", &[1]),
    password("httpbasic(", &[1]),
    password("wlan.connect(", &[1]),
    password("wifi.connect(", &[1]),
    password("sta_if.connect(", &[1]),
    password("station.connect(", &[1]),
    password("wifi.begin(", &[1]),
    password("wifi_sta.connect(", &[1]),
    password("addap(", &[1]),
    password("softap(", &[1]),
    password("= database(", &[2]),
    password("pgp_sym_encrypt", &[1]),
    password("pgp_sym_decrypt", &[1]),
    // Object-relational mappers, files, mail, Lua, clouds, strategies of OmniAuth.
    password("sequelize(", &[2]),
    password("sftpclient(", &[3, 2]),
    password("->connect(", &[2, 3]),
    password("->auth(", &[1, 0]),
    password("->login(", &[1, 0]),
    password("->credentials(", &[3]),
    password(":auth(", &[1, 0]),
    secret("jwt:verify", &[0]),
    secret("jwt:sign", &[0]),
    secret("unsafeplaintext", &[0]),
    secret("newstaticv4", &[1]),
    account("createaccount", &[1]),
    secret("provider :", &[2]),
    password("frompassword(", &[1]),
    // Keys of ciphers, signatures and cookies.
    secret("totp(", &[0]),
    secret("hotp(", &[0]),
    secret("key.fromutf8", &[0]),
    secret("key.frombase", &[0]),
    secret("key::from(", &[0]),
    secret("hs256(", &[0]),
    secret("hs384(", &[0]),
    secret("hs512(", &[0]),
    secret("newcookiestore", &[0]),
    secret("cookie.newstore", &[0]),
    secret("securecookie.new", &[0, 1]),
    secret("encryption.getkey", &[0]),
    secret("aes.new", &[0]),
    secret("des3.new", &[0]),
    secret("arc4.new", &[0]),
    secret("blowfish.new", &[0]),
    secret("algorithms.aes", &[0]),
    secret("aes.encrypt(", &[1]),
    secret("aes.decrypt(", &[1]),
    secret("aes_encrypt", &[1]),
    secret("aes_decrypt", &[1]),
    secret("aescipher(", &[0]),
    // Accounts.
    account("hash::make", &[0]),
    account("hash_password", &[0]),
    account("make_password", &[0]),
    account("generate_password_hash", &[0]),
    account("get_password_hash", &[0]),
    account("hashpw", &[0]),
    account("create_superuser", &[2]),
    account("usermanager.createasync", &[1]),
    // Guards.
    compared("constanttimecompare", &[1, 0]),
    compared("constant_time_compare", &[1, 0]),
    compared("compare_digest", &[1, 0]),
    compared("timingsafeequal", &[1, 0]),
    compared("secure_compare", &[1, 0]),
    compared("hash_equals", &[0, 1]),
    compared("messagedigest.isequal", &[0, 1]),
    compared("fixedtimeequals", &[1, 0]),
];
