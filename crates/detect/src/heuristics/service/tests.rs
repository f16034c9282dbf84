use super::*;

fn is_at(text: &str) -> bool {
    let from = text.to_ascii_lowercase().find("github").unwrap();
    at(text.as_bytes(), &(from..from + 6)).is_some()
}

#[test]
fn a_service_is_a_whole_word() {
    for text in
        ["github", "my_github", "my_github_token", "MyGithub", "1github", "githubToken", "githubtoken", "github2"]
    {
        assert!(is_at(text), "{text}");
    }
    for text in ["ingithub", "githubber", "INGITHUB"] {
        assert!(!is_at(text), "{text}");
    }
}

#[test]
fn what_is_written_directly_after_a_service_leaves_three_letters_of_it() {
    assert_eq!(without_grown(b"aaatoken"), Some(b"aaa".as_slice()));
    assert_eq!(without_grown(b"aatoken"), None);
    assert_eq!(without_grown(b"github"), None);
}
