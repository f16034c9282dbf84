//! What the host of a URL says about the password before it: an example, this machine, or a real server.

/// The kind of host in a URL.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum HostKind {
    /// Reserved for documentation (RFC 2606, RFC 6761).
    Example,
    /// A word in the place of a name: `default`, `server`.
    Word,
    /// This machine.
    Local,
    /// A name without a dot: in the network of a compose file or of an office.
    Near,
    Public,
}

/// Words that people and default settings use for a host.
const WORDS: [&[u8]; 12] = [
    b"default",
    b"server",
    b"servername",
    b"myserver",
    b"myhost",
    b"yourhost",
    b"domain",
    b"address",
    b"dbhost",
    b"db_host",
    b"db-host",
    b"somehost",
];

pub(super) fn host_kind(host: &[u8]) -> HostKind {
    let host = host.to_ascii_lowercase();
    let name = host.split(|b| *b == b':').next().unwrap_or(&[]);
    let ends = |suffix: &[u8]| name.ends_with(suffix);
    let of = |domain: &[u8]| name.strip_suffix(domain).is_some_and(|rest| rest.is_empty() || rest.ends_with(b"."));
    if [b".example".as_slice(), b".invalid", b".test"].iter().any(|s| ends(s))
        || [b"example.com".as_slice(), b"example.org", b"example.net"].iter().any(|d| of(d))
        || [b"example".as_slice(), b"host", b"hostname"].contains(&name)
    {
        HostKind::Example
    } else if WORDS.contains(&name) {
        HostKind::Word
    } else if [b"localhost".as_slice(), b"host.docker.internal", b"0.0.0.0"].contains(&name)
        || ends(b".localhost")
        || name.starts_with(b"127.")
        || host.starts_with(b"[::1]")
    {
        HostKind::Local
    } else if ends(b".local") || !(name.is_empty() || name.contains(&b'.')) {
        HostKind::Near
    } else {
        HostKind::Public
    }
}
