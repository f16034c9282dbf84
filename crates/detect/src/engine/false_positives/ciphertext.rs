//! Ciphertext of the tools that put it into repositories, and what is plain beside it: the first is silent, the second is
//! reported.

use super::{FalsePositives, failures};
use crate::file_class::FileClass;

/// A line of an Ansible Vault.
const LINE: &str = "    3{digits:1}3{digits:1}3{digits:1}3{digits:1}3{digits:1}3{digits:1}3{digits:1}3{digits:1}3{digits:1}3{digits:1}3{digits:1}3{digits:1}3{digits:1}3{digits:1}3{digits:1}3{digits:1}3{digits:1}3{digits:1}3{digits:1}3{digits:1}3{digits:1}3{digits:1}3{digits:1}3{digits:1}3{digits:1}3{digits:1}3{digits:1}3{digits:1}3{digits:1}3{digits:1}3{digits:1}3{digits:1}3{digits:1}3{digits:1}3{digits:1}3{digits:1}3{digits:1}3{digits:1}3{digits:1}0a\n";

/// Ciphertext, by tool.
const CIPHERTEXT: [FalsePositives; 13] = [
    (
        "SOPS",
        &[
            &[
                "db_password: ENC[AES256_GCM,data:{b64:43}=,iv:{b64:43}=,tag:{b64:22}==,type:str]\nsops:\n    age:\n        - recipient: age1{base36:58}\n",
                "          enc: |\n            -----BEGIN AGE ENCRYPTED FILE-----\n            YWdlLWVuY3J5cHRpb24ub3JnL3Yx{b64:36}\n            {b64:64}\n",
                "            -----END AGE ENCRYPTED FILE-----\n    mac: ENC[AES256_GCM,data:{b64:86}==,iv:{b64:43}=,tag:{b64:22}==,type:str]\n",
            ],
            &["\"api_key\": \"ENC[AES256_GCM,data:{b64:43}=,iv:{b64:43}=,tag:{b64:22}==,type:str]\""],
        ],
    ),
    (
        "Ansible and Vault",
        &[
            &["$ANSIBLE_VAULT;1.1;AES256\n", LINE, LINE],
            &["db_password: !vault |\n    $ANSIBLE_VAULT;1.2;AES256;prod\n", LINE, LINE],
            &["github_token: vault:v12:{b64:64}"],
            &["secret_key=vault:v1:{b64:86}=="],
        ],
    ),
    (
        "Kubernetes",
        &[
            &["kind: SealedSecret\nspec:\n  encryptedData:\n    password: AgA{b64:400}\n    token: AgD{b64:400}\n"],
            &["$secret = 'k8s:enc:aescbc:v1:key1:{b64:40}';"],
        ],
    ),
    (
        "Maven and Jasypt",
        &[
            &["<server><id>a</id><password>{{{b64:43}=}</password></server>"],
            &["<password>{{[name=m,cipher=AES/GCM/NoPadding,version=4.0]{b64:43}=}</password>"],
            &["<settingsSecurity><master>{{{b64:43}=}</master></settingsSecurity>"],
            &["spring.datasource.password=ENC({b64:43}=)"],
        ],
    ),
    (
        "hiera-eyaml",
        &[&["db::password: >\n    ENC[PKCS7,{b64:60}\n    {b64:60}]"], &["db::password: ENC[GPG,{b64:200}]"]],
    ),
    (
        "age and PGP",
        &[
            &["age-encryption.org/v1\n-> X25519 {b64:43}\n{b64:43}\n--- {b64:43}\n"],
            &["secret: YWdlLWVuY3J5cHRpb24ub3JnL3Yx{b64:200}"],
            &["secret_recipient: age1{base36:58}"],
            &["-----BEGIN PGP MESSAGE-----\n\n{b64:64}\n{b64:64}\n=ab12\n-----END PGP MESSAGE-----\n"],
        ],
    ),
    ("git-crypt", &[&["\0GITCRYPT\0{b64:12}{b64:400}"]]),
    ("dotenvx", &[&["API_KEY=\"encrypted:B{b64:150}=\"\nDOTENV_PUBLIC_KEY=\"02{hex:64}\""]]),
    (
        "Rails",
        &[
            &["{b64:200}--{b64:16}--{b64:21}A=="],
            &["secret: {b64:200}--{b64:16}--{b64:21}A=="],
            &["{{\"p\":\"{b64:60}\",\"h\":{{\"iv\":\"{b64:16}\",\"at\":\"{b64:22}==\"}}"],
        ],
    ),
    (
        "Laravel, Fernet, OpenSSL",
        &[
            &["eyJpdiI6{alnum:200}"],
            &["token=eyJpdiI6{alnum:200}=="],
            &["FERNET_TOKEN=gAAAAABl{b64url:112}"],
            &["password=U2FsdGVkX1{b64:32}"],
            &["U2FsdGVkX1{b64:54}\n{b64:64}\n"],
        ],
    ),
    (
        "Spring and Pulumi",
        &[
            &["spring.datasource.password={{cipher}{hex:64}"],
            &["password: '{{cipher}AQB{b64:200}='"],
            &[
                "config:\n  app:dbPassword:\n    secure: v1:{b64:16}:{b64:44}\nencryptionsalt: v1:{b64:11}=:v1:{b64:16}:{b64:44}\n",
            ],
        ],
    ),
    (
        "clouds and JWE",
        &[
            &["secret=AQICAHh{b64:120}"],
            &["DB_PASSWORD: CiQA{b64:120}"],
            &["token=eyJhbGciOiJSU0EtT0FFUCIsImVuYyI6IkEyNTZHQ00ifQ.{b64url:340}.{b64url:16}.{b64url:40}.{b64url:22}"],
        ],
    ),
    (
        "Travis and Chef",
        &[
            &["deploy:\n  api_key:\n    secure: {b64:342}==\n"],
            &[
                "{{\"password\": {{\"encrypted_data\": \"{b64:80}\", \"iv\": \"{b64:16}\", \"auth_tag\": \"{b64:22}==\", \"cipher\": \"aes-256-gcm\"}}",
            ],
        ],
    ),
];

/// The plain twin, by tool.
const PLAIN: [FalsePositives; 10] = [
    ("SOPS and age", &[&["{age}"], &["sops: {{}\ndb_password: {alnum:20}\n"]]),
    ("Ansible and Vault", &[&["vault_password: {alnum:20}"], &["VAULT_TOKEN=hvs.{b64url:95}"]]),
    ("Kubernetes", &[&["kind: Secret\nstringData:\n  password: {alnum:20}\n"]]),
    (
        "Maven and Jasypt",
        &[
            &["<server><id>a</id><username>ci</username><password>{alnum:20}</password></server>"],
            &["<settingsSecurity><master>{alnum:20}</master></settingsSecurity>"],
            &["jasypt.encryptor.password={alnum:20}"],
            &["spring.datasource.password=DEC({alnum:20})"],
        ],
    ),
    ("hiera-eyaml", &[&["db::password: DEC::PKCS7[{alnum:16}]!"]]),
    ("dotenvx", &[&["DOTENV_PRIVATE_KEY_CI=7{hex:63}"]]),
    ("Rails", &[&["RAILS_MASTER_KEY={hex:32}"]]),
    (
        "Laravel, Fernet, OpenSSL",
        &[
            &["APP_KEY=base64:{b64:42}A="],
            &["LARAVEL_ENV_ENCRYPTION_KEY=base64:{b64:42}A="],
            &["FERNET_KEY={b64url:42}A="],
            &["openssl enc -aes-256-cbc -pass pass:{alnum:20}"],
        ],
    ),
    ("Spring and Pulumi", &[&["encrypt.key={alnum:32}"], &["PULUMI_CONFIG_PASSPHRASE={alnum:20}"]]),
    (
        "JWE, Travis, Chef",
        &[
            &["token={jwt:live}"],
            &["deploy:\n  api_key: {alnum:40}\n"],
            &["{{\"id\": \"db\", \"password\": \"{alnum:20}\"}"],
        ],
    ),
];

#[test]
fn ciphertext_is_silent() {
    let wrong = failures(&CIPHERTEXT, FileClass::Data, |found| found.is_empty());
    assert!(wrong.is_empty(), "\n{}", wrong.join("\n"));
}

#[test]
fn its_plain_twin_is_reported() {
    let wrong = failures(&PLAIN, FileClass::Data, |found| !found.is_empty());
    assert!(wrong.is_empty(), "\n{}", wrong.join("\n"));
}
