//! Random histories as a stream for `git fast-import`, and random index lines.

/// xorshift64*: the same numbers on every machine.
pub struct Random(u64);

impl Random {
    pub fn new(seed: u64) -> Self {
        Self(seed | 1)
    }

    pub fn below(&mut self, limit: usize) -> usize {
        self.0 ^= self.0 >> 12;
        self.0 ^= self.0 << 25;
        self.0 ^= self.0 >> 27;
        (self.0.wrapping_mul(0x2545_f491_4f6c_dd1d) >> 33) as usize % limit
    }
}

/// Few names, so that commits meet: a file here is a folder there; what sorts oddly; bytes that are no UTF-8.
const NAMES: [&[u8]; 12] = [
    b"a",
    b"a.b",
    b"a0",
    b"b",
    b"dir",
    b"dir.x",
    b"dir-",
    b"sp ace",
    b"tab\t",
    b"q\"uote",
    b"\xff\xfe",
    "ü\n".as_bytes(),
];

pub fn path(random: &mut Random) -> Vec<u8> {
    let depth = 1 + random.below(3);
    let parts: Vec<&[u8]> = (0..depth).map(|_| NAMES[random.below(NAMES.len())]).collect();
    parts.join(&b'/')
}

/// A path as fast-import reads it.
fn quoted(path: &[u8]) -> Vec<u8> {
    let mut out = vec![b'"'];
    for byte in path {
        match byte {
            b'"' | b'\\' => out.extend([b'\\', *byte]),
            0x20..0x7f => out.push(*byte),
            byte => out.extend(format!("\\{byte:03o}").into_bytes()),
        }
    }
    out.push(b'"');
    out
}

fn content(random: &mut Random) -> Vec<u8> {
    let lines = random.below(4);
    (0..lines).flat_map(|_| format!("line {}\n", random.below(6)).into_bytes()).collect()
}

fn data(out: &mut Vec<u8>, bytes: &[u8]) {
    out.extend(format!("data {}\n", bytes.len()).into_bytes());
    out.extend_from_slice(bytes);
    out.push(b'\n');
}

/// `commits` commits, each with a ref of its own; about half are merges, with contents that no parent may have.
pub fn history(random: &mut Random, commits: usize) -> Vec<u8> {
    let mut out = Vec::new();
    for mark in 1..=commits {
        out.extend(format!("commit refs/keep/{mark}\nmark :{mark}\n").into_bytes());
        out.extend(format!("committer A <a@example.com> {} +0000\n", 1_700_000_000 + mark).into_bytes());
        data(&mut out, b"x");
        if mark > 1 {
            let first = mark - 1 - random.below((mark - 1).min(6));
            out.extend(format!("from :{first}\n").into_bytes());
            for _ in 0..[0, 0, 0, 1, 1, 2][random.below(6)] {
                let other = 1 + random.below(mark - 1);
                out.extend(if other == first { String::new() } else { format!("merge :{other}\n") }.into_bytes());
            }
        }
        for _ in 0..=random.below(6) {
            change(random, &mut out, mark);
        }
        let branch = ["main", "side", "other", "x/y"][random.below(4)];
        out.extend(format!("\nreset refs/heads/{branch}\nfrom :{mark}\n\n").into_bytes());
    }
    out
}

fn change(random: &mut Random, out: &mut Vec<u8>, mark: usize) {
    let path = quoted(&path(random));
    match random.below(10) {
        0 | 1 => out.extend([b"D ".as_slice(), &path, b"\n"].concat()),
        2 => out.extend([format!("M 160000 {mark:040x} ").as_bytes(), &path, b"\n"].concat()),
        kind => {
            let mode = ["100644", "100755", "120000"][usize::from(kind == 3) + 2 * usize::from(kind == 4)];
            out.extend([format!("M {mode} inline ").as_bytes(), &path, b"\n"].concat());
            let text = if kind == 4 { b"target".to_vec() } else { content(random) };
            data(out, &text);
        }
    }
}

/// Lines for `git update-index -z --index-info`: removals, submodules, and conflicts.
pub fn index_lines(random: &mut Random, commits: &[String]) -> Vec<u8> {
    let mut out = Vec::new();
    let zero = "0".repeat(40);
    for _ in 0..random.below(5) {
        let (path, commit) = (path(random), &commits[random.below(commits.len())]);
        let lines: Vec<String> = match random.below(4) {
            0 | 1 => vec![format!("0 {zero}\t")],
            2 => vec![format!("160000 {commit} 0\t")],
            _ => vec![format!("0 {zero}\t"), format!("160000 {commit} 1\t"), format!("160000 {commit} 2\t")],
        };
        for line in lines {
            out.extend([line.as_bytes(), &path, b"\0"].concat());
        }
    }
    out
}
