//! The commands of [`command`](super::command) and where each takes its password.

/// Which part of an argument is the password.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum PasswordPart {
    Whole,
    /// What follows this byte: `user:password`, `user%password`.
    After(u8),
}

/// A command and the position of its password.
pub(super) struct Command {
    /// A keyword of the rule `command-password`. A `-` at its end is the beginning of its options.
    pub(super) name: &'static str,
    /// The options that take the password. After an option with a blank at its end the password is always a separate
    /// argument. Without options it is the argument with the number `place`, counted from 0.
    pub(super) options: &'static [&'static str],
    pub(super) place: usize,
    pub(super) part: PasswordPart,
}

const fn option(name: &'static str, options: &'static [&'static str]) -> Command {
    Command { name, options, place: 0, part: PasswordPart::Whole }
}

const fn login(name: &'static str, options: &'static [&'static str], sign: u8) -> Command {
    Command { name, options, place: 0, part: PasswordPart::After(sign) }
}

const fn place(name: &'static str, place: usize) -> Command {
    Command { name, options: &[], place, part: PasswordPart::Whole }
}

/// All known commands.
pub(super) static COMMANDS: [Command; 69] = [
    login("curl", &["-u", "--user", "-U", "--proxy-user"], b':'),
    login("http -a", &["-a"], b':'),
    login("skopeo", &["--creds", "--src-creds", "--dest-creds"], b':'),
    login("smbclient", &["-U", "--user"], b'%'),
    login("lftp", &["-u"], b','),
    option("sshpass", &["-p"]),
    option("mysql", &["-p"]),
    option("mysqldump", &["-p"]),
    option("mysqladmin", &["-p"]),
    option("mysqlimport", &["-p"]),
    option("mariadb", &["-p"]),
    option("mariadb-dump", &["-p"]),
    option("mongo", &["-p"]),
    option("mongosh", &["-p"]),
    option("mongodump", &["-p"]),
    option("mongorestore", &["-p"]),
    option("mongoexport", &["-p"]),
    option("mongoimport", &["-p"]),
    option("redis-cli", &["-a"]),
    option("cqlsh", &["-p"]),
    option("sqlcmd", &["-P"]),
    option("rabbitmqadmin", &["-p"]),
    option("mosquitto_pub", &["-P"]),
    option("mosquitto_sub", &["-P"]),
    option("docker login", &["-p"]),
    option("podman login", &["-p"]),
    option("buildah login", &["-p"]),
    option("skopeo login", &["-p"]),
    option("nerdctl login", &["-p"]),
    option("registry login", &["-p"]),
    option("oras login", &["-p"]),
    option("auth login", &["-p"]),
    option("oc login", &["-p"]),
    option("az login", &["-p"]),
    option("acr login", &["-p"]),
    option("twine upload", &["-p"]),
    option("gh secret set", &["-b", "--body"]),
    option("ldapsearch", &["-w"]),
    option("ldapadd", &["-w"]),
    option("ldapmodify", &["-w"]),
    option("ldapdelete", &["-w"]),
    option("ldapwhoami", &["-w"]),
    option("ldappasswd", &["-w", "-s"]),
    option("ipmitool", &["-P"]),
    option("snmpwalk", &["-A", "-X"]),
    option("snmpget", &["-A", "-X"]),
    option("plink", &["-pw"]),
    option("pscp", &["-pw"]),
    option("xfreerdp", &["/p:"]),
    option("psexec", &["-p"]),
    option("7z a", &["-p"]),
    option("7z x", &["-p"]),
    option("zip -", &["-P", "-rP", "-erP"]),
    option("unzip -", &["-P"]),
    place("rabbitmqctl add_user", 1),
    place("rabbitmqctl change_password", 1),
    place("net user", 1),
    place("net use", 1),
    place("mc alias set", 3),
    place("vault login", 0),
    place("htpasswd -b", 2),
    place("htpasswd -nb", 1),
    option("signtool", &["/p "]),
    option("openssl", &["-k ", "-K "]),
    option("nuget push", &["-k "]),
    place("snmp-server community", 0),
    place("-setcookie", 0),
    place("insecure-password", 0),
    place("createuser", 2),
];
