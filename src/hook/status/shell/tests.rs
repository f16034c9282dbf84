use super::*;

#[test]
fn what_only_calls_akguard_has_no_jobs() {
    for text in [
        "#!/bin/sh\n# a comment\nset -e\nakguard hook pre-commit \"$@\" || exit $?\n",
        "akguard hook pre-commit & wait",
        "env >&2; exit 0",
        "if command -v akguard >/dev/null 2>&1; then\n  exec akguard hook pre-commit\nfi\necho 'no akguard' >&2\nexit 1",
        ". \"$(dirname -- \"$0\")/_/husky.sh\"\nsh .husky/akguard pre-commit \"$@\"",
        "(cd \"$(git rev-parse --show-toplevel)\" && sh .husky/akguard pre-commit \"$@\")",
        "PATH=/usr/bin /opt/bin/akguard hook \\\n  pre-commit",
        "akguard_in=$(cat)\nprintf '%s\\n' \"$akguard_in\" | sh .husky/akguard pre-push \"$@\"\n\
         [ -z \"$akguard_in\" ] || exec <<AKGUARD\n$akguard_in\nAKGUARD",
    ] {
        assert_eq!(jobs(text), Vec::<String>::new(), "{text}");
    }
}

#[test]
fn everything_else_is_a_job() {
    for text in [
        "npx lint-staged",
        "akguard hook pre-commit && npm test",
        "echo theirs >>ran",
        "echo $(deploy)",
        "echo `deploy`",
        "echo 'not closed",
        "sh ./other",
        "env deploy",
        "X=1 deploy",
        "command deploy",
        "eval akguard",
        "cat <<EOF",
        "run() { deploy; }",
        "echo a > file",
        ". ./other",
        "echo \\\" ; deploy ; echo \\\"",
        "echo \"\\\" ; deploy ; echo \\\"\"",
        "# a comment \\\ndeploy",
        "echo one # a comment \\\ndeploy",
        "echo one \\\n; deploy",
        "echo\\\nx",
        "echo one \\ \n:",
        "echo \\\\\necho",
    ] {
        assert_eq!(jobs(text).len(), 1, "{text}");
    }
}

#[test]
fn a_question_for_the_branch_is_seen() {
    for text in ["b=$(git symbolic-ref HEAD)", "[ \"$(git rev-parse --abbrev-ref HEAD)\" = main ] || exit 0"] {
        assert!(asks_for_branch(text), "{text}");
    }
    assert!(!asks_for_branch("# not by git branch\nakguard hook pre-commit\n"));
    assert!(!asks_for_branch("akguard hook pre-commit || exit\ngit branch --show-current\n"));
}

#[test]
fn shells_are_told_from_other_programs() {
    for (text, expected) in [
        ("#!/bin/sh\n", true),
        ("#!/usr/bin/env -S bash -e\n", true),
        ("echo\n", true),
        ("#!/usr/bin/env python3\n", false),
        ("#!/usr/bin/fish\n", false),
    ] {
        assert_eq!(is_shell(text.as_bytes()), expected, "{text}");
    }
    assert!(!is_shell(b"\x7fELF\xff"));
    assert!(mentions_akguard("a\nakguard hook pre-commit") && !mentions_akguard("# akguard\nb"));
}
