//! Help, exit codes, commands that need no job.

use std::fs;
use std::io::Read as _;
use std::path::Path;
use std::process::{Command, Stdio};

use crate::harness::{folder, koppel, sample};

#[test]
fn help_names_every_command_and_every_exit_code() {
    let run = koppel(Path::new("."), &["--help"]);
    assert_eq!((run.code, run.stderr.as_str()), (0, ""));
    let commands = ["link", "dedupe", "init", "check", "read", "explain", "evaluate", "verify", "completions", "man"];
    for command in commands {
        assert!(run.stdout.contains(&format!("\n  {command} ")), "{command} is missing:\n{}", run.stdout);
        let own = koppel(Path::new("."), &[command, "--help"]);
        assert_eq!(own.code, 0, "{command} --help: {}", own.stderr);
    }
    for code in 0..=5 {
        assert!(run.stdout.contains(&format!("\n  {code}  ")), "exit code {code} is missing");
    }
}

#[test]
fn wrong_arguments_are_refused_with_1() {
    for line in ["", "lnik", "link --nope", "explain CT1", "explain CT1 10000", "link --as-of 31-12-2026", "read"] {
        let run = koppel(Path::new("."), &line.split_whitespace().collect::<Vec<_>>());
        assert_eq!((run.code, run.stdout.as_str()), (1, ""), "koppel {line}: {}", run.stderr);
        assert!(!run.stderr.is_empty(), "koppel {line}");
    }
}

/// On Windows too, where the first word may be `koppel.exe`.
#[test]
fn usage_calls_the_program_what_it_is_called() {
    let said = koppel::cli::parse(["koppel.exe", "link", "--nope"].map(Into::into)).unwrap_err();
    assert!(said.text.contains("Usage: koppel link "), "{}", said.text);
}

#[test]
fn an_option_that_says_nothing_to_a_command_is_refused_with_1() {
    let place = sample("first-run");
    for (line, hint) in [
        (
            "check --timings t.json",
            "`koppel check` has no use for `--timings`\n  hint: it is an option of link, dedupe\n",
        ),
        ("read klanten.csv --json", "it is an option of link, dedupe, check, explain, evaluate, verify\n"),
        ("explain CT000101 customer:K10010 --timings t.json", "it is an option of link, dedupe\n"),
    ] {
        let run = koppel(place.path(), &line.split_whitespace().collect::<Vec<_>>());
        assert!(run.code == 1 && run.stdout.is_empty() && run.stderr.ends_with(hint), "{line}: {}", run.stderr);
        assert!(!place.path().join("t.json").exists(), "{line}");
    }
}

#[test]
fn the_version_is_the_crates() {
    let run = koppel(Path::new("."), &["--version"]);
    assert_eq!((run.code, run.stdout), (0, format!("koppel {}\n", env!("CARGO_PKG_VERSION"))));
}

#[test]
fn completions_and_the_manual_know_the_commands() {
    for shell in ["bash", "zsh", "fish", "powershell", "elvish"] {
        let run = koppel(Path::new("."), &["completions", shell]);
        assert!(run.code == 0 && run.stdout.contains("evaluate"), "{shell}: {}", run.stderr);
    }
    let run = koppel(Path::new("."), &["man"]);
    assert!(run.code == 0 && run.stdout.starts_with(".ie") && run.stdout.contains("evaluate"), "{}", run.stdout);
}

#[test]
fn a_reader_that_has_gone_is_no_failure() {
    let mut child = Command::new(env!("CARGO_BIN_EXE_koppel"))
        .args(["completions", "bash"])
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    drop(child.stdout.take());
    let mut said = String::new();
    child.stderr.take().unwrap().read_to_string(&mut said).unwrap();
    assert_eq!((child.wait().unwrap().code(), said.as_str()), (Some(0), ""));
}

#[test]
fn init_writes_a_job_that_runs_and_never_replaces_one() {
    let place = sample("first-run");
    fs::remove_file(place.path().join("koppel.toml")).unwrap();
    let run = koppel(place.path(), &["init"]);
    assert_eq!(run.code, 0, "{}", run.stderr);
    let job = fs::read_to_string(place.path().join("koppel.toml")).unwrap();
    for line in [
        "contacts = { path = 'contacten.csv', encoding = \"windows-1252\" }",
        "customers = { path = 'klanten.csv', encoding = \"windows-1252\" }",
        "vendors = { path = 'leveranciers.csv', encoding = \"windows-1252\" }",
        "bank_accounts = 'bankrekeningen.csv'",
        "links = 'zakenrelaties.csv'",
        "country = \"BE\"",
    ] {
        assert!(job.lines().any(|found| found == line), "{line} is missing in\n{job}");
    }
    assert_eq!(koppel(place.path(), &["check"]).code, 0);
    let again = koppel(place.path(), &["init"]);
    assert_eq!(again.code, 1);
    assert_eq!(fs::read_to_string(place.path().join("koppel.toml")).unwrap(), job);
}

/// What was concluded stands in the job, so that a strict run has nothing to conclude; and what comes next is what the
/// exports are enough for.
#[test]
fn init_names_what_lies_beside_the_job_as_the_job_sees_it() {
    for (out, exports, contacts) in [
        ("./koppel.toml", ".", "contacts = 'contacts.csv'"),
        ("koppel.toml", "./.", "contacts = 'contacts.csv'"),
        ("./jobs/../koppel.toml", "more", "contacts = "),
        ("more/./koppel.toml", "more", "contacts = 'contacts.csv'"),
    ] {
        let table = b"No.,Type,Name,Company No.\nC1,Company,Ronsevaal,C1\n";
        let place = folder(&[("contacts.csv", table), ("more/contacts.csv", table), ("jobs/note.txt", b"")]);
        let run = koppel(place.path(), &["init", exports, "--out", out]);
        assert_eq!(run.code, 0, "{}", run.stderr);
        let job = fs::read_to_string(place.path().join(out)).unwrap();
        assert!(job.contains(contacts) && !job.contains(r"\\?\"), "{out}\n{job}");
        assert_eq!(koppel(place.path(), &["check", out]).code, 0, "{out}\n{job}");
    }
}

#[test]
fn init_writes_a_job_that_runs_strictly_and_says_what_comes_next() {
    let contacts: &[u8] = b"No.;Type;Name;Company No.\nC1;Company;Caf\xe9 Gent;C1\nC2;Company;Slagerij Jansen;C2\n";
    let place = folder(&[("contacts.csv", contacts)]);
    let run = koppel(place.path(), &["init"]);
    assert!(run.stdout.ends_with("Next: koppel check, then koppel dedupe.\n"), "{}", run.stdout);
    let job = fs::read_to_string(place.path().join("koppel.toml")).unwrap();
    let input = "\ncontacts = { path = 'contacts.csv', encoding = \"windows-1252\" }\n";
    assert!(job.contains(input) && job.contains("`koppel dedupe` runs the job"), "{job}");
    for command in ["check", "dedupe"] {
        let run = koppel(place.path(), &[command, "--strict"]);
        assert_eq!(run.code, 0, "{command}: {}{}", run.stdout, run.stderr);
    }
}

/// Orders, payments and price lists name customers, accounts and vendors too, by captions that other programs have.
#[test]
fn init_takes_no_list_of_orders_for_one_of_customers() {
    let orders: &[u8] = b"ID,Customer Name,Date,Amount\n1,Ronsevaal,2026-01-02,12.50\n";
    let statement: &[u8] =
        b"ID,Account Name,Account No.,IBAN,Amount,Date\n1,Ronsevaal,K1,BE68539007547034,1,2026-01-02\n";
    let prices: &[u8] = b"ID,Name,Supplier Name,Price\n1,Widget,Ronsevaal,2.00\n";
    let place = folder(&[
        ("contacten.csv", b"No.,Type,Name,Company No.\nC1,Company,Ronsevaal,C1\n"),
        ("klanten.csv", b"No.,Name,City\nK1,Ronsevaal,Gent\n"),
        ("more klanten.csv", b"Customer ID,Customer Name,Town\nK1,Ronsevaal,Gent\n"),
        ("orders klanten.csv", orders),
        ("orders.csv", orders),
        ("bank.csv", statement),
        ("leveranciers_prijzen.csv", prices),
    ]);
    let run = koppel(place.path(), &["init"]);
    assert_eq!(run.code, 0, "{}", run.stderr);
    let job = fs::read_to_string(place.path().join("koppel.toml")).unwrap();
    let inputs: Vec<&str> = job.lines().filter(|line| line.contains(".csv'") && !line.starts_with('#')).collect();
    assert_eq!(inputs, ["contacts = 'contacten.csv'", "customers = 'klanten.csv'"]);
    assert_eq!(run.stderr.lines().filter(|line| line.starts_with("left out: ")).count(), 5, "{}", run.stderr);
    assert!(run.stderr.contains("more klanten.csv, since klanten.csv surely holds customers"), "{}", run.stderr);
}

/// Every default that a new job file shows in its comments is the default.
#[test]
fn what_init_shows_as_a_default_is_the_default() {
    let place = sample("first-run");
    fs::remove_file(place.path().join("koppel.toml")).unwrap();
    assert_eq!(koppel(place.path(), &["init"]).code, 0);
    let settings = |text: &str| {
        let shown = text.split("defaults included:").nth(1).unwrap().to_owned();
        shown.split("[clean]").nth(1).unwrap().to_owned()
    };
    let before = settings(&koppel(place.path(), &["check"]).stdout);
    let path = place.path().join("koppel.toml");
    let job = fs::read_to_string(&path).unwrap();
    let (inputs, rest) = job.split_once("[clean]").unwrap();
    let said: String = rest
        .lines()
        .map(|line| line.strip_prefix("# ").filter(|line| line.contains(" = ")).unwrap_or(line).to_owned() + "\n")
        .filter(|line| !line.starts_with("placeholders") && !line.starts_with("\"E-Mail\""))
        .filter(|line| !line.starts_with("name =") && !line.starts_with("\"VAT") && !line.starts_with("\"Currency"))
        .collect();
    fs::write(&path, format!("{inputs}[clean]{said}")).unwrap();
    let run = koppel(place.path(), &["check"]);
    assert_eq!(run.code, 0, "{}{}", run.stdout, run.stderr);
    assert_eq!(settings(&run.stdout), before);
}

#[test]
fn check_says_what_it_understood_and_shows_no_value() {
    let place = sample("first-run");
    let run = koppel(place.path(), &["check", "--quiet"]);
    assert_eq!((run.code, run.stderr.as_str()), (0, ""));
    for text in [
        "windows-1252 (concluded)",
        "delimiter `;`",
        "Btw-nummer",
        "VAT Registration No.",
        "travels untouched",
        "link = 0.95",
    ] {
        assert!(run.stdout.contains(text), "{text} is missing in\n{}", run.stdout);
    }
    for value in ["Korenaar", "BE01", "@"] {
        assert!(!run.stdout.contains(value), "{value} is shown");
    }
}

#[test]
fn check_tells_programs_what_it_tells_people() {
    let place = folder(&[
        ("koppel.toml", b"[read]\ncontacts = 'c.csv'\ncustomers = 'none.csv'\ndecisions = 'later.csv'\n"),
        ("c.csv", b"No.,Type,Name,Company No.,Shoe\n1,Company,A,1,\n2,Company\n"),
    ]);
    let run = koppel(place.path(), &["check", "--json"]);
    assert_eq!(run.code, 1, "{}", run.stderr);
    let told: serde_json::Value = serde_json::from_str(&run.stdout).unwrap();
    let [contacts, customers, decisions] = ["contacts", "customers", "decisions"]
        .map(|role| told["inputs"].as_array().unwrap().iter().find(|input| input["role"] == role).unwrap());
    assert_eq!((&contacts["table"]["rows"], &contacts["table"]["rejected"]), (&1.into(), &1.into()));
    let column = |nth: usize| &contacts["table"]["columns"][nth];
    assert_eq!((&column(2)["field"], &column(2)["filled"]), (&"Name".into(), &1.into()));
    assert_eq!((&column(4)["field"], &column(4)["filled"]), (&serde_json::Value::Null, &0.into()));
    assert_eq!((&contacts["problems"][0]["line"], &contacts["problems"][0]["action"]), (&3.into(), &"rejected".into()));
    assert!(customers["errors"][0].as_str().unwrap().contains("no such file"), "{customers}");
    assert!(decisions["table"].is_null() && decisions["errors"].as_array().unwrap().is_empty(), "{decisions}");
    assert_eq!(told["settings"]["decide"]["link"], 0.95);
}

#[test]
fn check_tells_about_every_input_at_once() {
    let place = folder(&[
        ("koppel.toml", b"[read]\ncontacts = 'c.csv'\ncustomers = 'none.csv'\nvendors = 'v.csv'\n"),
        ("c.csv", b"No.,Type,Name,Company No.\n1,Company,A,1\n2,Company\n"),
        ("v.csv", b""),
    ]);
    let run = koppel(place.path(), &["check"]);
    assert_eq!(run.code, 1);
    for text in ["1 row, 1 rejected", "line 3: rejected", "none.csv", "no such file", "v.csv: is empty"] {
        assert!(run.stdout.contains(text), "{text} is missing in\n{}", run.stdout);
    }
}

#[test]
fn read_gives_plain_utf8_and_names_rejected_rows_on_stderr() {
    let place = folder(&[("klanten.csv", b"Nr.;Naam;Plaats\r\nK1;Caf\xe9, Gent;Gent\r\nK2;te kort\r\n")]);
    let run = koppel(place.path(), &["read", "klanten.csv"]);
    assert_eq!((run.code, run.stdout.as_str()), (3, "Nr.,Naam,Plaats\nK1,\"Café, Gent\",Gent\n"));
    assert!(run.stderr.starts_with("klanten.csv:3: "), "{}", run.stderr);
    let run = koppel(place.path(), &["read", "klanten.csv", "--out", "plain.csv"]);
    assert_eq!((run.code, run.stdout.as_str()), (3, ""));
    assert!(place.path().join("plain.csv").exists());
    assert_eq!(koppel(place.path(), &["read", "klanten.csv", "--strict"]).code, 1);
    let onto = koppel(place.path(), &["read", "klanten.csv", "--out", "./klanten.csv"]);
    assert_eq!(onto.code, 1, "{}", onto.stderr);
}
