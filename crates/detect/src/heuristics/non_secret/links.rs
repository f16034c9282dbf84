//! Links whose token is as public as what they show: pictures, badges, downloads of Firebase.

use std::ops::Range;

use akguard_common::bytes;

use super::super::slices::trailing;

/// Maximum length of a link before and after the value, in bytes.
const BACK: usize = 1024;
const FORTH: usize = 256;

/// Extensions of pictures and other files that a page shows. A token in their address gives access to nothing else.
#[rustfmt::skip]
const SHOWN: &[&str] = &[
    ".png", ".jpg", ".jpeg", ".gif", ".webp", ".svg", ".ico", ".bmp", ".avif", ".mp4", ".webm", ".mp3", ".woff2",
    ".css",
];

/// Is the value a part of such a link?
pub(crate) fn is_public_link(text: &[u8], value: &Range<usize>) -> bool {
    let ends = |b: &u8| b.is_ascii_whitespace() || b"\"'`<>()[]{}\\|".contains(b);
    let before = trailing(&text[value.start.saturating_sub(BACK)..value.start], |b| !ends(b));
    if bytes::find_text(b"://", before).is_none() && !before.starts_with(b"//") {
        return false;
    }
    let after = &text[value.end..text.len().min(value.end + FORTH)];
    let end = after.iter().position(ends).unwrap_or(after.len());
    let link = [before, &after[..end]].concat().to_ascii_lowercase();
    // A link in the query is not a part of the path.
    let path = link.split(|b| *b == b'?').next().unwrap_or(&link);
    // These give access to more than the picture.
    const LOGINS: [&[u8]; 7] = [b"pwd=", b"password=", b"pass=", b"passwd=", b"api_key=", b"apikey=", b"access_token="];
    let own = before.to_ascii_lowercase();
    if !own.contains(&b'?') || LOGINS.iter().any(|name| own.ends_with(name)) {
        return false;
    }
    let contains = |text: &[u8], words: &[&[u8]]| words.iter().any(|word| bytes::find_text(word, text).is_some());
    is_shown(path)
        || contains(path, &[b"/badge/", b"/badge.", b"_badges/", b"status-badge", b"img.shields.io/"])
        || contains(path, &[b"firebasestorage.googleapis.com/", b"firebasestorage.app/"])
            && contains(&link, &[b"alt=media"])
}

/// Does the path end with the extension of a picture? Also `x.svg/`, which one service of badges uses.
fn is_shown(path: &[u8]) -> bool {
    let path = path.strip_suffix(b"/").unwrap_or(path);
    SHOWN.iter().any(|end| path.ends_with(end.as_bytes()))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn is(link: &str) -> bool {
        let at = link.find('@').unwrap();
        is_public_link(link.as_bytes(), &(at..at + 1))
    }

    #[test]
    fn what_pages_show() {
        for link in [
            "url: \"https://firebasestorage.googleapis.com/v0/b/acme.appspot.com/o/m%2F1.jpeg?alt=media&token=@\"",
            "https://firebasestorage.googleapis.com/v0/b/acme/o/doc.pdf?token=@&alt=media",
            "![](https://circleci.com/gh/a/b/tree/main.svg?style=svg&circle-token=@)",
            "![](https://codecov.io/gh/a/b/branch/main/graph/badge.svg?token=@)",
            "https://sonarcloud.io/api/project_badges/measure?project=a&token=@",
            "https://app.deepsource.com/gh/a/b.svg/?label=x&token=@",
            "<img src='//acme.dev/p.png?key=@'>",
        ] {
            assert!(is(link), "{link}");
        }
        for link in [
            "https://api.acme.dev/v1/users?token=@",
            "https://acme.dev/x.zip?token=@",
            "token=@ https://a.dev/a.png",
            "https://firebasestorage.googleapis.com/v0/b/a?key=@",
            "a.png?token=@",
            "https://acme.dev/?next=/a.png&token=@",
        ] {
            assert!(!is(link), "{link}");
        }
    }
}
