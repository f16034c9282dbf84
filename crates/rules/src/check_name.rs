//! The names of the offline checks: checksums and decoders that tell a credential from text that only looks like one.

use std::fmt;

use serde::de::{Deserialize, Deserializer, Error as _};

macro_rules! check_names {
    ($($variant:ident => $name:literal,)+) => {
        /// An offline check that a rule may name; `detect::validators` implements each, and says what it proves.
        #[derive(Debug, Clone, Copy, PartialEq, Eq)]
        #[allow(missing_docs)] // the names; what each proves: `detect::validators::proves`
        pub enum CheckName { $($variant,)+ }

        impl CheckName {
            /// All of them.
            pub const ALL: &'static [Self] = &[$(Self::$variant,)+];
            const NAMES: &'static [&'static str] = &[$($name,)+];

            /// As rules and JSON have it.
            pub fn as_str(self) -> &'static str {
                match self { $(Self::$variant => $name,)+ }
            }
        }
    };
}

check_names! {
    AesKey => "aes-key",
    Age => "age",
    Anthropic => "anthropic",
    ArtifactoryKey => "artifactory-key",
    ArtifactoryReference => "artifactory-reference",
    AwsId => "aws-id",
    AzureCask => "azure-cask",
    AzureDevops => "azure-devops",
    AzureEntra => "azure-entra",
    AzureKey => "azure-key",
    AzureSas => "azure-sas",
    Base64Pair => "base64-pair",
    Bech32 => "bech32",
    Bip39 => "bip39",
    Bitcoin => "bitcoin",
    CrcBase64 => "crc-base64",
    CrcHexBody => "crc-hex-body",
    CrcHexLittle => "crc-hex-little",
    CrcHexUpper => "crc-hex-upper",
    Crc62AfterPrefix => "crc62-6",
    Crc62AfterLast => "crc62-last",
    Crc62LowerWhole => "crc62-lower-whole",
    Crc62Whole => "crc62-whole",
    DataCentre => "data-centre",
    Discord => "discord",
    DsnPassword => "dsn-password",
    Elastic => "elastic",
    GitlabRoutable => "gitlab-routable",
    GoogleWeb => "google-web",
    GrafanaCloud => "grafana-cloud",
    GrafanaLegacy => "grafana-legacy",
    Intercom => "intercom",
    Jwk => "jwk",
    Jwt => "jwt",
    JwtScalr => "jwt-scalr",
    JwtServiceRole => "jwt-service-role",
    JwtTemporal => "jwt-temporal",
    KeyName => "key-name",
    Mapbox => "mapbox",
    Mixed => "mixed",
    Ngc => "ngc",
    Nkey => "nkey",
    OnePassword => "onepassword",
    Password => "password",
    PasswordMixed => "password-mixed",
    Pkcs12 => "pkcs12",
    Polar => "polar",
    Presigned => "presigned",
    PrivateKey => "private-key",
    Pypi => "pypi",
    RailsSecret => "rails-secret",
    RandomAnthropic => "random-anthropic",
    RandomBase64 => "random-base64",
    RandomBody => "random-body",
    RandomCrc62 => "random-crc62",
    RandomGitlab => "random-gitlab",
    Secp256k1 => "secp256k1",
    Sentry => "sentry",
    ServiceAccount => "service-account",
    Snyk => "snyk",
    StandardWebhooks => "standard-webhooks",
    Stellar => "stellar",
    UrlPassword => "url-password",
    Wireguard => "wireguard",
    Workos => "workos",
    Xor62 => "xor62",
}

impl CheckName {
    /// Is it for built-in rules only, because it reads the text around the match?
    pub fn is_built_in_only(self) -> bool {
        matches!(
            self,
            Self::AzureSas
                | Self::Bip39
                | Self::DsnPassword
                | Self::GoogleWeb
                | Self::Jwk
                | Self::KeyName
                | Self::Pkcs12
                | Self::Presigned
                | Self::PrivateKey
                | Self::RailsSecret
                | Self::ServiceAccount
                | Self::StandardWebhooks
                | Self::UrlPassword
        )
    }
}

impl fmt::Display for CheckName {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

impl<'de> Deserialize<'de> for CheckName {
    fn deserialize<D: Deserializer<'de>>(value: D) -> Result<Self, D::Error> {
        let name = String::deserialize(value)?;
        let known = Self::ALL.iter().copied().find(|check| check.as_str() == name);
        known.ok_or_else(|| D::Error::unknown_variant(&name, Self::NAMES))
    }
}
