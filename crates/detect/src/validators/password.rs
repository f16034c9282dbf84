//! Passwords in files whose format always has one: is it a sample, words, or random?

use super::{Verdict, aws, login};

/// For any password: words and samples are not reported.
pub(super) fn any(value: &[u8]) -> Verdict {
    match login::worth(b"", value) {
        Verdict::Pass(_) if login::is_spelled(value) => Verdict::Weak,
        verdict => verdict,
    }
}

/// The same, and a random password must have letters of both cases, and digits or punctuation; anything else fails.
pub(super) fn mixed(value: &[u8]) -> Verdict {
    match any(value) {
        Verdict::Pass(_) => aws::mixed(value),
        verdict => verdict,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::sample::expand;

    #[test]
    fn words_are_weak_and_samples_are_none() {
        let grade = |value: &str| match mixed(value.as_bytes()) {
            Verdict::Pass(_) => "pass",
            Verdict::Weak => "weak",
            Verdict::NotSecret => "none",
            Verdict::Fail | Verdict::Unproven(_) => "fail",
        };
        for value in ["changeme", "password123", "your-password", "my_password!"] {
            assert_eq!(grade(value), "none", "{value}");
        }
        for value in ["S3cretP@ssw0rd!", "W1nt3rC0m1ng", "Horse-Battery-7", "MyP4ssw0rd99"] {
            assert_eq!(grade(value), "weak", "{value}");
        }
        let passed = (0..500).filter(|seed| grade(&expand("{alnum:16}7rQ", *seed)) == "pass").count();
        assert!(passed >= 495, "{passed} of 500");
        assert_eq!(grade(&expand("{base36:20}", 1)), "fail");
    }
}
