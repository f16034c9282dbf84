//! Names of environment files, of their neighbours, and of files that only sound like them.

use super::*;

#[test]
fn names() {
    for (path, expected) in [
        (".env", Some(Kind::Env)),
        ("a/b/.env.production", Some(Kind::Env)),
        ("docker/prod.env", Some(Kind::Env)),
        (".ENV", Some(Kind::Env)),
        (".env.example", Some(Kind::Template)),
        ("x/.env.local.sample", Some(Kind::Template)),
        ("example.env", Some(Kind::Template)),
        (".env-template", Some(Kind::Template)),
        ("environment.ts", None),
        ("src/env.rs", None),
        ("src/.env.d.ts", None),
        (".env_prod", Some(Kind::Env)),
        ("app/.flaskenv", Some(Kind::Env)),
        (".env.j2", Some(Kind::Template)),
        (".env/bin/activate", None),
        ("home/.npmrc", Some(Kind::Settings)),
        ("my.npmrc", None),
        (".aws/credentials", Some(Kind::Settings)),
        ("infra/prod.tfstate", Some(Kind::Settings)),
        ("keys/app.p12", Some(Kind::KeyStore)),
        ("android/debug.keystore", None),
    ] {
        assert_eq!(kind(path.as_bytes()), expected, "{path}");
    }
}

#[test]
fn neighbours() {
    let env = [
        ".env copy",
        ".env copy 2",
        ".env - copy",
        "copy of .env",
        ".env (1)",
        ".env(2)",
        ".env2",
        ".env2.local",
        "#.env#",
        ".#.env",
        ".env ",
        ".env\n",
        " .env",
        ".env~",
        ".env.bak",
        "prod.env.bak",
        "prod.env~",
        "prod.env (3)",
        "prod.env.old.2",
        ".envfile",
        ".ENVIRONMENT",
        ".environment.local",
        "env.production",
        "web.env.prod",
        "a/Env.Local",
        ".env.staging",
        "env.development.local",
        ".Env.Local",
        ".env+x",
    ];
    for path in env {
        assert_eq!(kind(path.as_bytes()), Some(Kind::Env), "{path:?}");
    }
    for path in
        [".env example", "env.production.example", ".env.sample (1)", "env.production.sample.bak", ".envs/.example"]
    {
        assert_eq!(kind(path.as_bytes()), Some(Kind::Template), "{path:?}");
    }
    for path in [
        ".env.d/db",
        "svc/.env.d/10-db.conf",
        ".envs/.production/.postgres",
        ".secrets",
        ".dev.vars.production",
        ".dev.vars2",
        ".envrc.local",
        "docker/env_file",
        ".Envs/local/a",
    ] {
        assert_eq!(kind(path.as_bytes()), Some(Kind::Settings), "{path:?}");
    }
    for path in [
        "env.local.ts",
        "env.production.js",
        "config/env.production.json5.md",
        "env.prod.yaml",
        "env.staging.yml",
        ".env.d/a.py",
        ".envs/readme.md",
        ".envs/a.yaml",
        "env.php",
        "environment.prod.ts",
        ".environments/a",
        "env",
        "env2",
        "my.environment",
        "src/env/production",
        ".envoy",
        "conda.env.yml",
        ".envfile.go",
        "env.prod.sh.rb",
        "secrets",
        "x.secrets",
        "env_files",
        "golang.env.production.kt",
    ] {
        assert_eq!(kind(path.as_bytes()), None, "{path:?}");
    }
}

#[test]
fn what_tools_read_is_no_neighbour() {
    for path in [".env", "x/.env.local", "prod.env", ".ENV", ".flaskenv"] {
        assert!(!is_neighbour(path.as_bytes()), "{path}");
    }
    for path in [".env2", "x/.env copy", "env.production", ".envfile"] {
        assert!(is_neighbour(path.as_bytes()), "{path}");
    }
}
