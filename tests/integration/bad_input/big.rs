//! Big files: read, found, and reported small.

use crate::common::{GROQ, TestRepo};

#[test]
fn a_file_of_200_megabytes_is_read_to_its_end() {
    let repo = TestRepo::new();
    let line = "a line of plain text, of the kind that a generated file is full of\n";
    let mut text = line.repeat((200 << 20) / line.len());
    repo.git(&["config", "core.compression", "0"]).exits(0);
    repo.stage("big.txt", &text);
    repo.passes().says("1 file");
    let lines = text.lines().count();
    text.push_str(&format!("key = \"{}\"\n", repo.plant(GROQ)));
    repo.stage("big.txt", &text);
    repo.stops().says(&format!("big.txt:{}:8: error[groq-key]", lines + 1));
}
