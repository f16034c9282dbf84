//! How the program is linked.

/// On Linux the program has a fixed address: then nothing in it has to be moved when it starts, which took half of the time of
/// a clean hook (docs/decisions.md). A static program needs `-C relocation-model=static` for that, as `install.sh` passes it;
/// here cargo does not show that it will be static.
fn main() {
    println!("cargo::rerun-if-changed=build.rs");
    let of_target = |name: &str| std::env::var(format!("CARGO_CFG_TARGET_{name}")).unwrap_or_default();
    if of_target("OS") == "linux" && of_target("ENV") == "gnu" {
        println!("cargo::rustc-link-arg-bins=-no-pie");
    }
}
