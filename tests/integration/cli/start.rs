//! What the program needs to start.

use std::fs::File;
use std::io::Read;

#[test]
fn nothing_is_moved_at_the_start() {
    let mut header = [0; 18];
    File::open(env!("CARGO_BIN_EXE_akguard")).unwrap().read_exact(&mut header).unwrap();
    assert_eq!(&header[..4], b"\x7fELF");
    // ET_EXEC of elf(5): a program with a fixed address. ET_DYN is 3.
    assert_eq!(u16::from_le_bytes([header[16], header[17]]), 2);
}
