use super::*;

fn found(line: &str) -> Option<&str> {
    let names = COMMANDS.iter().map(|command| command.name).chain([LITERAL, AUTH]).chain(PIPED);
    let places = names.filter_map(|name| Some((line.to_ascii_lowercase().find(name)?, name.len())));
    let mut found = places.filter_map(|(at, length)| password(line.as_bytes(), &(at..at + length)));
    found.next().map(|password| &line[password.literal.span])
}

#[test]
fn each_command_is_a_keyword_of_the_rule() {
    let rules = crate::Detector::built_in();
    let rule = rules.iter().find(|rule| rule.id == "command-password").unwrap();
    let names: Vec<_> = COMMANDS.iter().map(|command| command.name).chain([LITERAL, AUTH]).chain(PIPED).collect();
    for name in &names {
        assert!(rule.keywords.iter().any(|keyword| keyword == name), "{name}");
    }
    assert_eq!(rule.keywords.len(), names.len());
}

#[test]
fn options_that_take_a_password() {
    for line in [
        "curl -u ci:Xk7pQ2vLm9 https://acme.dev",
        "$(curl -s --user 'ci:Xk7pQ2vLm9' \\\n  https://acme.dev)",
        "curl --user ci:'Xk7pQ2vLm9' x",
        "curl \\\n  --user=ci:Xk7pQ2vLm9 x",
        "http -a ci:Xk7pQ2vLm9 acme.dev",
        "sshpass -p Xk7pQ2vLm9 ssh root@acme.dev",
        "sshpass -pXk7pQ2vLm9 ssh root@acme.dev",
        "mysql -uroot -pXk7pQ2vLm9 main",
        "mongo -u app -p Xk7pQ2vLm9 main",
        "redis-cli -h acme.dev -a \"Xk7pQ2vLm9\" ping",
        "docker login -u ci -p Xk7pQ2vLm9 acme.dev",
        "helm registry login -u ci -p Xk7pQ2vLm9 acme.dev",
        "az login --service-principal -u app -p Xk7pQ2vLm9 --tenant x",
        "smbclient //nas/x -U ci%Xk7pQ2vLm9",
        "lftp -u ci,Xk7pQ2vLm9 acme.dev",
        "ldapsearch -x -D cn=admin -w Xk7pQ2vLm9 -b dc=acme",
        "7z a -pXk7pQ2vLm9 x.7z x",
        "zip -r -P Xk7pQ2vLm9 x.zip x",
        "zip -P Xk7pQ2vLm9 x.zip x",
        "rabbitmqctl add_user ci Xk7pQ2vLm9",
        "rabbitmqctl add_user ci \\\r\n  Xk7pQ2vLm9",
        "net use \\\\nas\\x Xk7pQ2vLm9 /user:ci",
        "net use P: \\\\nas\\x Xk7pQ2vLm9 /user:ci",
        "net use P: \\\\nas\\x /user:ci Xk7pQ2vLm9",
        "net use * \\\\nas\\x Xk7pQ2vLm9",
        "signtool sign /f x.pfx /p Xk7pQ2vLm9 x.exe",
        "signtool.exe sign /ph /f x.pfx /p \"Xk7pQ2vLm9\" x.exe",
        "openssl enc -aes-256-cbc -salt -in x -out y -k Xk7pQ2vLm9",
        "mysqldump -u root -p'Xk7pQ2vLm9' main",
        "mysql -uroot -p\"Xk7pQ2vLm9\" main",
        "dotnet nuget push x.nupkg -k Xk7pQ2vLm9 -s x",
        "snmp-server community Xk7pQ2vLm9 RO",
        "erl -sname a -setcookie Xk7pQ2vLm9",
        "  user ci insecure-password Xk7pQ2vLm9",
        "createUser monitor SHA \"Xk7pQ2vLm9\" AES",
        "createUser monitor SHA-256 Xk7pQ2vLm9",
        "upload_flags = --auth=Xk7pQ2vLm9",
        "espota.py -i 10.0.0.7 --auth=\"Xk7pQ2vLm9\"",
        "mc alias set s3 https://acme.dev AKEYID Xk7pQ2vLm9",
        "htpasswd -b .htpasswd ci Xk7pQ2vLm9",
        "xfreerdp /u:ci /p:Xk7pQ2vLm9 /v:acme.dev",
        "kubectl create secret generic db --from-literal=any='Xk7pQ2vLm9'",
        "kubectl create secret generic db --from-literal any=Xk7pQ2vLm9",
        "echo 'Xk7pQ2vLm9' | docker login -u ci --password-stdin acme.dev",
        "echo Xk7pQ2vLm9 | sudo -S apt update",
        "  echo \"ci:Xk7pQ2vLm9\" | chpasswd",
    ] {
        assert_eq!(found(line), Some("Xk7pQ2vLm9"), "{line}");
    }
    for line in [
        "curl -u user:password x",
        "curl -u $USER:$PASS x",
        "mysql -p main",
        "libcurl -u a:Xk7pQ2vLm9",
        "curl x\n -u a:Xk7pQ2vLm9",
        "cd include/curl && $(MAKE) x",
        "`curl` x",
        "docker login -u=\"$USER\" -p=\"$PASS\"",
        "$(curl ) x",
        "gzip -P Xk7pQ2vLm9",
        "zip -r x.zip Xk7pQ2vLm9",
        "echo $PASS | sudo -S ls",
        "cat x | chpasswd",
        "--from-literal=a=$B",
        "rabbitmqctl add_user ci",
        "net user",
        "net use P: \\\\nas\\x /user:ci *",
        "net use P: /delete",
        // The next free drive has a place only in `net use`.
        "snmp-server community * Xk7pQ2vLm9 RO",
        "openssl req -keyout Xk7pQ2vLm9 -out y",
        "signtool sign /ph Xk7pQ2vLm9",
        "snmp-server community public RO",
        "createuser --interactive Xk7pQ2vLm9 a b",
        "createUser monitor name Xk7pQ2vLm9",
        "createUser(a, b, Xk7pQ2vLm9)",
        "--auth=basic",
        "curl --auth=$KEY",
        "7z a",
    ] {
        assert_eq!(found(line), None, "{line}");
    }
}

#[test]
fn an_argument_may_end_where_the_search_ends() {
    for length in MAX_LENGTH - 20..MAX_LENGTH + 4 {
        for sign in [":", "=", "%"] {
            let text = format!("curl -u {}{sign}'pw' x", "a".repeat(length));
            let _ = password(text.as_bytes(), &(0..4));
        }
    }
}

#[test]
fn a_drive_comes_before_the_arguments_of_net_use_only() {
    let argument = |place| at_place(b"net use c: Xk7pQ2vLm9", 7, place);
    assert_eq!(argument(0), Some(8..10));
    assert_eq!(argument(1), None);
}
