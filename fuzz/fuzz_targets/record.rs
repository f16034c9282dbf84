//! Allow records: any bytes give a record or an error, and what is read is written again as it was.
#![no_main]

use akguard::config::Config;
use akguard::policy::{Reason, Record, RecordError, Status, Today};
use akguard::sanitize::Untrusted;
use arbitrary::Arbitrary;
use libfuzzer_sys::fuzz_target;

#[derive(Arbitrary, Debug)]
enum Input<'a> {
    /// A file as it lies in the folder.
    File { name: &'a str, content: &'a [u8] },
    /// What `--allow` writes.
    Made(Fields),
}

#[derive(Arbitrary, Debug)]
struct Fields {
    id: [u8; 16],
    texts: [String; 8],
    reason: u8,
    expires: Option<(u16, u8, u8)>,
    approved_by: Option<String>,
    revoked: Option<String>,
    rules: u32,
}

fuzz_target!(|input: Input<'_>| {
    match input {
        Input::File { name, content } => {
            read(name, content);
            // The name that the content asks for.
            let table = std::str::from_utf8(content).ok().and_then(|text| text.parse::<toml::Table>().ok());
            if let Some(id) = table.as_ref().and_then(|table| table.get("id")?.as_str()) {
                let file = Record::file_of(id);
                read(file.rsplit('/').next().unwrap_or_default(), content);
            }
        }
        Input::Made(fields) => {
            let record = fields.record();
            let text = record.to_toml().expect("no field is beyond TOML");
            let file = record.file();
            match Record::parse(file.rsplit('/').next().unwrap_or_default(), text.as_bytes()) {
                Ok(again) => assert_eq!(again, record),
                Err(why) => {
                    let short = record.note.expose_text().trim().chars().count() < 10;
                    let undated = record.expires.is_some();
                    let is_right = (short && why == RecordError::Note) || (undated && why == RecordError::Expires);
                    assert!(is_right, "{why}: {text}");
                }
            }
        }
    }
});

fn read(name: &str, content: &[u8]) {
    let Ok(record) = Record::parse(name, content) else { return };
    let text = record.to_toml().expect("a record that was read can be written");
    assert_eq!(Record::parse(name, text.as_bytes()).as_ref(), Ok(&record), "{text}");
    let status = record.status(&Config::default().policy, Today::now());
    assert!(record.revoked.is_none() || status == Status::Revoked);
    if let Status::Invalid(why) = status {
        assert!(record.reason == Reason::FixLater || why.contains("made"), "{why}");
    }
}

impl Fields {
    fn record(self) -> Record {
        let [rule, path, kind, note, who, actor, created, tool] = self.texts;
        Record {
            v: 1,
            id: self.id.iter().map(|b| format!("{b:02x}")).collect(),
            rule: rule.into(),
            path: path.into(),
            kind: Untrusted::from(kind).into(),
            reason: Reason::ALL[usize::from(self.reason) % Reason::ALL.len()],
            note: note.into(),
            who: who.into(),
            actor: Untrusted::from(actor).into(),
            created: created.into(),
            expires: self.expires.map(|(year, month, day)| format!("{year:04}-{month:02}-{day:02}").into()),
            tool: tool.into(),
            rules: self.rules as usize,
            approved_by: self.approved_by.map(Into::into),
            revoked: self.revoked.map(Into::into),
        }
    }
}
