//! What each check looks at, in a line for people (`akguard rules show`).

use akguard_rules::check_name::CheckName;

/// What `check` proves.
pub fn proves(check: CheckName) -> &'static str {
    match check {
        CheckName::Age => "the Bech32 checksum of an identity of 32 bytes",
        CheckName::Anthropic => "the CRC-32 in the last six bytes",
        CheckName::ArtifactoryKey => "Base58 of 54 bytes",
        CheckName::ArtifactoryReference => "base64 of a reference token and its last day",
        CheckName::AwsId => "the account number in its letters",
        CheckName::Mixed => "both cases and figures, no hex digest",
        CheckName::AzureCask => "Microsoft's signature and the Marvin32 checksum after it",
        CheckName::AzureDevops => "a CRC-32 in four places",
        CheckName::AzureEntra => "the Marvin32 checksum in the last three characters",
        CheckName::AzureKey => "the service's signature and the Marvin32 checksum after it",
        CheckName::AzureSas => "the last day of the signature (`se=`)",
        CheckName::Base64Pair => "base64 of `user:password`, neither of them a sample",
        CheckName::Bech32 => "a Bech32 checksum",
        CheckName::Bip39 => "12 to 24 words of the list, and the checksum in the last",
        CheckName::Bitcoin => "the Base58Check checksum and the version byte",
        CheckName::CrcBase64 => "a CRC-32 in six base64 digits at the end",
        CheckName::CrcHexBody => "the CRC-32 of the body in hex at the end",
        CheckName::CrcHexLittle => "the CRC-32 in hex at the end, least byte first",
        CheckName::CrcHexUpper => "the CRC-32 in upper-case hex at the end",
        CheckName::Crc62AfterPrefix => "the CRC-32 of the body in the last six characters (base 62)",
        CheckName::Crc62AfterLast => "the CRC-32 of what follows the last underscore (base 62)",
        CheckName::Crc62LowerWhole => "the CRC-32 of all before it (base 62, lower case first)",
        CheckName::Crc62Whole => "the CRC-32 of all before it (base 62)",
        CheckName::DataCentre => "base64 of an id, a colon and random bytes",
        CheckName::Discord => "base64 of an account's number before the first dot",
        CheckName::DsnPassword => "a password that is no example and no default",
        CheckName::Elastic => "base64 of an id of 20 characters and a key of 22",
        CheckName::GitlabRoutable => "the payload's length and the CRC-32 at the end",
        CheckName::GoogleWeb => "Firebase's or Maps' name, or Firebase's other settings beside it",
        CheckName::GrafanaCloud => "base64 of JSON with the members o, n and k",
        CheckName::GrafanaLegacy => "base64 of JSON with the members k, n and id",
        CheckName::Intercom => "base64 of `tok:` and an id",
        CheckName::Jwk => "a private value of the right length in a JSON Web Key",
        CheckName::Jwt => "JSON in header and payload, and what the claims say",
        CheckName::JwtServiceRole => "a JSON Web Token whose role may do everything",
        CheckName::KeyName => "a name that holds the key and does not speak of it",
        CheckName::Mapbox => "JSON in the middle part that names user and id",
        CheckName::Ngc => "base64 of 26 characters, a colon and a UUID",
        CheckName::Nkey => "the CRC-16 and the kind of a NATS seed",
        CheckName::OnePassword => "base64 of a service account's JSON",
        CheckName::Password => "a password that is no sample and no words",
        CheckName::PasswordMixed => "a password that is no sample and no words; both cases and figures",
        CheckName::Pkcs12 => "the structure of a PKCS#12 bundle",
        CheckName::Presigned => "the address around it and its last day",
        CheckName::PrivateKey => "the key's own structure; encrypted, elided and broken ones do not count",
        CheckName::Pypi => "the macaroon in it, to its last byte",
        CheckName::RandomAnthropic => "the CRC-32 in the last six bytes, or a body that looks drawn at random",
        CheckName::RandomBase64 => "a body that looks drawn at random, and is no hex digest",
        CheckName::RandomBody => "a body that looks drawn at random",
        CheckName::RandomCrc62 => {
            "the CRC-32 in the last six characters (base 62), or a body that looks drawn at random"
        }
        CheckName::RandomGitlab => {
            "the payload's length and the CRC-32 at the end, or a body that looks drawn at random"
        }
        CheckName::Secp256k1 => "a number within the curve's order that no test chain prints",
        CheckName::Sentry => "base64 of JSON with time and addresses, and 32 bytes",
        CheckName::ServiceAccount => "the service account's JSON around it",
        CheckName::Snyk => "base64 of JSON with host, id and subject, and its last day",
        CheckName::Stellar => "the CRC-16 of a Stellar seed",
        CheckName::UrlPassword => "a password and host that are no example and no default",
        CheckName::Wireguard => "32 bytes, clamped as a private key is",
        CheckName::Workos => "base64 of a key's id and a secret",
        CheckName::Polar => {
            "the CRC-32 of what follows the last underscore (base 62), which each organization's token has"
        }
        CheckName::Xor62 => "the check character at the end",
        CheckName::AesKey => "base64 of 16, 24 or 32 bytes that are no sentence",
        CheckName::JwtScalr => "a JSON Web Token of a user, with an id that begins with `at-`",
        CheckName::JwtTemporal => "a JSON Web Token that names an account, a key and temporal.io",
        CheckName::RailsSecret => "an environment other than development and test",
        CheckName::StandardWebhooks => {
            "base64 of 24 to 64 bytes; where Stripe's form is the same, a sender's name in the line"
        }
    }
}
