//! Offline checks: checksums and decoders that tell a credential from text that only looks like one.

mod aws;
mod azure;
mod base58;
mod bech32;
mod bip39;
mod body;
mod crc;
mod curve;
mod dsn;
mod google;
mod host;
mod input;
mod jwk_text;
mod jwt;
mod login;
mod macaroon;
mod name;
mod object;
mod password;
mod pem;
mod pkcs12;
mod presigned;
mod proves;
mod seed;
mod stored;
mod tokens;
mod url;
mod webhook;

mod wrapped;

pub(crate) use akguard_rules::check_name::CheckName;

pub(super) use self::input::{Input, Proof, Verdict};

/// Does a pass of this check prove every byte of the value, and so its start and its end? Each of these checks has a checksum
/// of at least 16 bits over all bytes, and fixed characters.
pub(super) fn is_checksum(check: CheckName) -> bool {
    matches!(
        check,
        CheckName::Age
            | CheckName::Anthropic
            | CheckName::AzureCask
            | CheckName::AzureDevops
            | CheckName::AzureEntra
            | CheckName::AzureKey
            | CheckName::Bech32
            | CheckName::Bitcoin
            | CheckName::CrcBase64
            | CheckName::CrcHexBody
            | CheckName::CrcHexLittle
            | CheckName::CrcHexUpper
            | CheckName::Crc62AfterPrefix
            | CheckName::Crc62AfterLast
            | CheckName::Crc62LowerWhole
            | CheckName::Crc62Whole
            | CheckName::GitlabRoutable
            | CheckName::Nkey
            | CheckName::Polar
            | CheckName::Stellar
    )
}

/// Runs `check` on the value of `input`.
pub(super) fn run(check: CheckName, input: &Input<'_>) -> Verdict {
    match check {
        CheckName::Anthropic => Verdict::from_proof(crc::anthropic(input.value())),
        CheckName::AwsId => aws::id(input.value()),
        CheckName::Mixed => aws::mixed(input.value()),
        CheckName::AzureCask => Verdict::from_proof(azure::cask(input)),
        CheckName::AzureDevops => Verdict::from_proof(azure::devops(input.value())),
        CheckName::AzureEntra => Verdict::from_proof(azure::entra(input.value())),
        CheckName::AzureKey => azure::identifiable(input.value()),
        CheckName::AzureSas => azure::sas(input),
        CheckName::Crc62AfterPrefix => Verdict::from_proof(crc::crc62_after_prefix(input.value())),
        CheckName::GitlabRoutable => crc::gitlab_routable(input),
        CheckName::Jwt => jwt::check(input.value(), input.now),
        CheckName::PrivateKey => pem::check(input),
        CheckName::Pypi => Verdict::from_proof(macaroon::check(input.value())),
        CheckName::UrlPassword => url::check(input),
        CheckName::Age => Verdict::from_proof(bech32::age(input.value())),
        CheckName::ArtifactoryKey => Verdict::from_proof(base58::artifactory(input.value())),
        CheckName::ArtifactoryReference => wrapped::artifactory(input.value(), input.now),
        CheckName::Base64Pair => wrapped::pair(input.value()),
        CheckName::Bech32 => Verdict::from_proof(bech32::holds(input.value())),
        CheckName::Bip39 => bip39::check(input),
        CheckName::Bitcoin => Verdict::from_proof(base58::bitcoin(input.value())),
        CheckName::CrcBase64 => Verdict::from_proof(crc::crc_base64_tail(input.value())),
        CheckName::CrcHexBody => Verdict::from_proof(crc::crc_hex_body(input.value())),
        CheckName::CrcHexLittle => Verdict::from_proof(crc::crc_hex_little_end(input.value())),
        CheckName::CrcHexUpper => Verdict::from_proof(crc::crc_hex_upper(input.value())),
        CheckName::Crc62AfterLast => Verdict::from_proof(crc::crc62_after_last(input.value())),
        CheckName::Crc62LowerWhole => Verdict::from_proof(crc::crc62_lower_whole(input.value())),
        CheckName::Crc62Whole => Verdict::from_proof(crc::crc62_whole(input.value())),
        CheckName::DataCentre => Verdict::from_proof(wrapped::data_centre(input.value())),
        CheckName::Discord => Verdict::from_proof(wrapped::discord(input.value())),
        CheckName::DsnPassword => dsn::check(input),
        CheckName::Elastic => Verdict::from_proof(wrapped::elastic(input.value())),
        CheckName::GoogleWeb => google::web(input),
        CheckName::GrafanaCloud => Verdict::from_proof(wrapped::grafana_cloud(input.value())),
        CheckName::GrafanaLegacy => Verdict::from_proof(wrapped::grafana_legacy(input.value())),
        CheckName::Intercom => Verdict::from_proof(wrapped::intercom(input.value())),
        CheckName::Jwk => object::jwk(input),
        CheckName::JwtServiceRole => jwt::service_role(input.value(), input.now),
        CheckName::KeyName => name::check(input),
        CheckName::Mapbox => Verdict::from_proof(wrapped::mapbox(input.value())),
        CheckName::Ngc => Verdict::from_proof(wrapped::ngc(input.value())),
        CheckName::Nkey => Verdict::from_proof(seed::nkey(input.value())),
        CheckName::OnePassword => Verdict::from_proof(wrapped::onepassword(input.value())),
        CheckName::Password => password::any(input.value()),
        CheckName::PasswordMixed => password::mixed(input.value()),
        CheckName::Pkcs12 => pkcs12::check(input),
        CheckName::Presigned => presigned::check(input),
        CheckName::Secp256k1 => curve::secp256k1(input.value()),
        CheckName::Sentry => Verdict::from_proof(wrapped::sentry(input.value())),
        CheckName::ServiceAccount => object::service_account(input),
        CheckName::Snyk => wrapped::snyk(input.value(), input.now),
        CheckName::Stellar => Verdict::from_proof(seed::stellar(input.value())),
        CheckName::Wireguard => Verdict::from_proof(curve::wireguard(input.value())),
        CheckName::Workos => Verdict::from_proof(wrapped::workos(input.value())),
        CheckName::RandomBody => body::any(input),
        CheckName::RandomBase64 => body::base64(input),
        CheckName::RandomAnthropic => body::anthropic(input),
        CheckName::RandomCrc62 => body::crc62(input),
        CheckName::RandomGitlab => body::gitlab(input),
        CheckName::Polar => tokens::polar(input.value()),
        CheckName::Xor62 => Verdict::from_proof(tokens::xor62(input.value())),
        CheckName::AesKey => stored::aes(input.value()),
        CheckName::JwtScalr => jwt::scalr(input.value(), input.now),
        CheckName::JwtTemporal => jwt::temporal(input.value(), input.now),
        CheckName::RailsSecret => stored::rails(input),
        CheckName::StandardWebhooks => webhook::standard(input),
    }
}

pub(super) use azure::azure_sample;
pub(super) use base58::base58;
pub(super) use bech32::{age_identity, bech32};
pub(super) use bip39::phrase;
pub(super) use crc::{anthropic_tail, crc_base64, crc_hex, crc_hex_little, crc62, crc62_lower, gitlab_tail};
pub use proves::proves;
pub(super) use seed::with_crc16;
pub(super) use stored::is_local;
pub(super) use tokens::xor62_digit;
pub(super) use wrapped::basic;

#[cfg(test)]
mod tests;
