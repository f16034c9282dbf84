//! What each check looks at, in a line for people (`akguard rules show`).

/// What the check called `name` proves.
pub fn words(name: &str) -> &'static str {
    match name {
        "aes-key" => "base64 of 16, 24 or 32 bytes that are no sentence",
        "age" => "the Bech32 checksum of an identity of 32 bytes",
        "anthropic" => "the CRC-32 in the last six bytes",
        "artifactory-key" => "Base58 of 54 bytes",
        "artifactory-reference" => "base64 of a reference token and its last day",
        "aws-id" => "the account number in its letters",
        "mixed" => "both cases and figures, no hex digest",
        "azure-cask" => "Microsoft's signature and the Marvin32 checksum after it",
        "azure-devops" => "a CRC-32 in four places",
        "azure-entra" => "the Marvin32 checksum in the last three characters",
        "azure-key" => "the service's signature and the Marvin32 checksum after it",
        "azure-sas" => "the last day of the signature (`se=`)",
        "base64-pair" => "base64 of `user:password`, neither of them a sample",
        "bech32" => "a Bech32 checksum",
        "bip39" => "12 to 24 words of the list, and the checksum in the last",
        "bitcoin" => "the Base58Check checksum and the version byte",
        "crc-base64" => "a CRC-32 in six base64 digits at the end",
        "crc-hex-body" => "the CRC-32 of the body in hex at the end",
        "crc-hex-little" => "the CRC-32 in hex at the end, least byte first",
        "crc-hex-upper" => "the CRC-32 in upper-case hex at the end",
        "crc62-6" => "the CRC-32 of the body in the last six characters (base 62)",
        "crc62-last" => "the CRC-32 of what follows the last underscore (base 62)",
        "crc62-lower-whole" => "the CRC-32 of all before it (base 62, lower case first)",
        "crc62-whole" => "the CRC-32 of all before it (base 62)",
        "data-centre" => "base64 of an id, a colon and random bytes",
        "discord" => "base64 of an account's number before the first dot",
        "dsn-password" => "a password that is no example and no default",
        "elastic" => "base64 of an id of 20 characters and a key of 22",
        "gitlab-routable" => "the payload's length and the CRC-32 at the end",
        "google-web" => "Firebase's or Maps' name, or Firebase's other settings beside it",
        "grafana-cloud" => "base64 of JSON with the members o, n and k",
        "grafana-legacy" => "base64 of JSON with the members k, n and id",
        "intercom" => "base64 of `tok:` and an id",
        "jwk" => "a private value of the right length in a JSON Web Key",
        "jwt" => "JSON in header and payload, and what the claims say",
        "jwt-scalr" => "a JSON Web Token of a user, with an id that begins with `at-`",
        "jwt-service-role" => "a JSON Web Token whose role may do everything",
        "jwt-temporal" => "a JSON Web Token that names an account, a key and temporal.io",
        "key-name" => "a name that holds the key and does not speak of it",
        "mapbox" => "JSON in the middle part that names user and id",
        "ngc" => "base64 of 26 characters, a colon and a UUID",
        "nkey" => "the CRC-16 and the kind of a NATS seed",
        "onepassword" => "base64 of a service account's JSON",
        "password" => "a password that is no sample and no words",
        "password-mixed" => "a password that is no sample and no words; both cases and figures",
        "pkcs12" => "the structure of a PKCS#12 bundle",
        "presigned" => "the address around it and its last day",
        "private-key" => "the key's own structure; encrypted, elided and broken ones do not count",
        "pypi" => "the macaroon in it, to its last byte",
        "rails-secret" => "an environment other than development and test",
        "random-anthropic" => "the CRC-32 in the last six bytes, or a body that looks drawn at random",
        "random-base64" => "a body that looks drawn at random, and is no hex digest",
        "random-body" => "a body that looks drawn at random",
        "random-crc62" => "the CRC-32 in the last six characters (base 62), or a body that looks drawn at random",
        "random-gitlab" => "the payload's length and the CRC-32 at the end, or a body that looks drawn at random",
        "secp256k1" => "a number within the curve's order that no test chain prints",
        "sentry" => "base64 of JSON with time and addresses, and 32 bytes",
        "service-account" => "the service account's JSON around it",
        "snyk" => "base64 of JSON with host, id and subject, and its last day",
        "standard-webhooks" => "base64 of 24 to 64 bytes; where Stripe's form is the same, a sender's name in the line",
        "stellar" => "the CRC-16 of a Stellar seed",
        "url-password" => "a password and host that are no example and no default",
        "wireguard" => "32 bytes, clamped as a private key is",
        "workos" => "base64 of a key's id and a secret",
        _ => "",
    }
}

#[cfg(test)]
mod tests {
    use akguard_rules::schema::CHECKS;

    #[test]
    fn every_check_has_its_words() {
        let silent: Vec<_> = CHECKS.iter().filter(|name| super::words(name).is_empty()).collect();
        assert!(silent.is_empty(), "{silent:?}");
    }
}
