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
mod input;
mod jwk_text;
mod jwt;
mod macaroon;
mod name;
mod object;
mod password;
mod pem;
mod pgp;
mod pkcs12;
mod presigned;
mod seed;
mod stored;
mod url;
mod webhook;
mod words;
mod wrapped;

pub(super) use self::input::{Input, Proof, Verdict};

/// Does a pass of this check prove every byte of the value, and so its start and its end? Each of these checks has a checksum
/// of at least 16 bits over all bytes, and fixed characters.
pub(super) fn is_checksum(name: &str) -> bool {
    const CHECKSUMS: [&str; 19] = [
        "age",
        "anthropic",
        "azure-cask",
        "azure-devops",
        "azure-entra",
        "azure-key",
        "bech32",
        "bitcoin",
        "crc-base64",
        "crc-hex-body",
        "crc-hex-little",
        "crc-hex-upper",
        "crc62-6",
        "crc62-last",
        "crc62-lower-whole",
        "crc62-whole",
        "gitlab-routable",
        "nkey",
        "stellar",
    ];
    CHECKSUMS.contains(&name)
}

/// Runs the check called `name`; the schema has refused unknown names.
pub(super) fn run(name: &str, input: &Input<'_>) -> Verdict {
    match name {
        "aes-key" => stored::aes(input.value()),
        "anthropic" => Verdict::from_proof(crc::anthropic(input.value())),
        "aws-id" => aws::id(input.value()),
        "mixed" => aws::mixed(input.value()),
        "azure-cask" => Verdict::from_proof(azure::cask(input)),
        "azure-devops" => Verdict::from_proof(azure::devops(input.value())),
        "azure-entra" => Verdict::from_proof(azure::entra(input.value())),
        "azure-key" => azure::identifiable(input.value()),
        "azure-sas" => azure::sas(input),
        "crc62-6" => Verdict::from_proof(crc::crc62_after_prefix(input.value())),
        "gitlab-routable" => crc::gitlab_routable(input),
        "jwt" => jwt::check(input.value(), input.now),
        "private-key" => pem::check(input),
        "pypi" => Verdict::from_proof(macaroon::check(input.value())),
        "url-password" => url::check(input),
        "age" => Verdict::from_proof(bech32::age(input.value())),
        "artifactory-key" => Verdict::from_proof(base58::artifactory(input.value())),
        "artifactory-reference" => wrapped::artifactory(input.value(), input.now),
        "base64-pair" => wrapped::pair(input.value()),
        "bech32" => Verdict::from_proof(bech32::holds(input.value())),
        "bip39" => bip39::check(input),
        "bitcoin" => Verdict::from_proof(base58::bitcoin(input.value())),
        "crc-base64" => Verdict::from_proof(crc::crc_base64_tail(input.value())),
        "crc-hex-body" => Verdict::from_proof(crc::crc_hex_body(input.value())),
        "crc-hex-little" => Verdict::from_proof(crc::crc_hex_little_end(input.value())),
        "crc-hex-upper" => Verdict::from_proof(crc::crc_hex_upper(input.value())),
        "crc62-last" => Verdict::from_proof(crc::crc62_after_last(input.value())),
        "crc62-lower-whole" => Verdict::from_proof(crc::crc62_lower_whole(input.value())),
        "crc62-whole" => Verdict::from_proof(crc::crc62_whole(input.value())),
        "data-centre" => Verdict::from_proof(wrapped::data_centre(input.value())),
        "discord" => Verdict::from_proof(wrapped::discord(input.value())),
        "dsn-password" => dsn::check(input),
        "elastic" => Verdict::from_proof(wrapped::elastic(input.value())),
        "google-web" => google::web(input),
        "grafana-cloud" => Verdict::from_proof(wrapped::grafana_cloud(input.value())),
        "grafana-legacy" => Verdict::from_proof(wrapped::grafana_legacy(input.value())),
        "intercom" => Verdict::from_proof(wrapped::intercom(input.value())),
        "jwk" => object::jwk(input),
        "jwt-scalr" => jwt::scalr(input.value(), input.now),
        "jwt-temporal" => jwt::temporal(input.value(), input.now),
        "rails-secret" => stored::rails(input),
        "standard-webhooks" => webhook::standard(input),
        "jwt-service-role" => jwt::service_role(input.value(), input.now),
        "key-name" => name::check(input),
        "mapbox" => Verdict::from_proof(wrapped::mapbox(input.value())),
        "ngc" => Verdict::from_proof(wrapped::ngc(input.value())),
        "nkey" => Verdict::from_proof(seed::nkey(input.value())),
        "onepassword" => Verdict::from_proof(wrapped::onepassword(input.value())),
        "password" => password::any(input.value()),
        "password-mixed" => password::mixed(input.value()),
        "pkcs12" => pkcs12::check(input),
        "presigned" => presigned::check(input),
        "secp256k1" => curve::secp256k1(input.value()),
        "sentry" => Verdict::from_proof(wrapped::sentry(input.value())),
        "service-account" => object::service_account(input),
        "snyk" => wrapped::snyk(input.value(), input.now),
        "stellar" => Verdict::from_proof(seed::stellar(input.value())),
        "wireguard" => Verdict::from_proof(curve::wireguard(input.value())),
        "workos" => Verdict::from_proof(wrapped::workos(input.value())),
        "random-body" => body::any(input),
        "random-base64" => body::base64(input),
        "random-anthropic" => body::anthropic(input),
        "random-crc62" => body::crc62(input),
        "random-gitlab" => body::gitlab(input),
        _ => Verdict::Fail,
    }
}

pub(super) use azure::azure_sample;
pub(super) use base58::base58;
pub(super) use bech32::{age_identity, bech32};
pub(super) use bip39::phrase;
pub(super) use crc::{anthropic_tail, crc_base64, crc_hex, crc_hex_little, crc62, crc62_lower, gitlab_tail};
pub(super) use seed::with_crc16;
pub(super) use stored::is_local;
pub use words::words;
pub(super) use wrapped::basic;

#[cfg(test)]
mod tests;
