//! What the hook reads: exactly what the commit adds (most of it is tested in `peers`).

use crate::common::TestRepo;

mod content;
mod state;

#[test]
fn private_keys_are_looked_into() {
    let repo = TestRepo::new();
    let pem = repo.plant("{pem:openssh}");
    repo.stage("id_ed25519", &pem);
    repo.commit().exits(1).says("id_ed25519:1:1: error[private-key]");
    repo.git(&["rm", "-qf", "id_ed25519"]).exits(0);
    for kind in
        ["encrypted", "openssh-encrypted", "legacy-encrypted", "elided", "truncated", "certificate", "ppk-encrypted"]
    {
        repo.stage(&format!("{kind}.pem"), akguard_detect::sample::expand(&format!("{{pem:{kind}}}"), 5));
    }
    repo.commit().exits(0).says("7 files");
}

#[test]
fn armour_around_random_bytes_proves_nothing() {
    let repo = TestRepo::new();
    repo.stage("key.pem", repo.plant("{pem:random}"));
    repo.stops().says("key.pem:1:1: error[private-key]");
    let report = repo.akguard(&["scan", "--format", "json"]).exits(1).stdout;
    let report: serde_json::Value = serde_json::from_str(&report).unwrap();
    assert_eq!(report["findings"][0]["confidence"], "likely");
}
