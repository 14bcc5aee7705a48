//! Inputs that no export should hold, and what koppel says of them: named cases, each found by trying.

use std::fmt::Write as _;
use std::time::{Duration, Instant};

use crate::harness::{Run, folder, koppel};

const CONTACTS: &str = "No.,Type,Name,Company No.,Phone No.\n\
                        K1,Company,Bakkerij Peeters,K1,03 123 45 67\n\
                        K2,Company,Slagerij Jansen,K2,03 765 43 21\n";
const CUSTOMERS: &str = "No.,Name,Phone No.\n10,Bakkerij Peeters,03 123 45 67\n20,Slagerij Jansen,03 765 43 21\n";
const HEAD: &str = "Kind,Contact No.,Link to Table,No.,Field,Choice,New Value,By,At,Note,Seen\n";

/// Runs `link` over contacts, customers and decisions; gives the run and `issues.csv`.
fn link(contacts: &str, decisions: &str, more: &[&str]) -> (Run, String) {
    let files = [("c.csv", contacts.as_bytes()), ("k.csv", CUSTOMERS.as_bytes()), ("d.csv", decisions.as_bytes())];
    let place = folder(&files);
    let mut arguments = vec!["link", "--contacts", "c.csv", "--customers", "k.csv", "--decisions", "d.csv"];
    arguments.extend(["--out", "out"]);
    arguments.extend(more);
    let run = koppel(place.path(), &arguments);
    let issues = std::fs::read_to_string(place.path().join("out/issues.csv")).unwrap_or_default();
    (run, issues)
}

#[test]
fn a_circle_of_companies_is_noted_with_its_lines() {
    let contacts = "No.,Type,Name,Company No.\nP1,Person,Jan Peeters,P1\nP2,Person,An Maes,P3\nP3,Person,Els Claes,P2\n\
                    K1,Company,Bakkerij Peeters,K2\nK2,Company,Slagerij Jansen,K1\nK3,Company,Garage Smets,K3\n";
    let (run, issues) = link(contacts, HEAD, &[]);
    assert_eq!(run.code, 0, "{}", run.stderr);
    let lines: Vec<&str> = issues.lines().skip(1).collect();
    assert_eq!(lines.len(), 5, "{issues}");
    for (at, (line, what)) in lines
        .iter()
        .zip([
            "its own company",
            "is no company",
            "is no company",
            "a company under another contact",
            "a company under another contact",
        ])
        .enumerate()
    {
        assert!(line.starts_with(&format!("c.csv,{},Company No.,", at + 2)) && line.contains(what), "{line}");
    }
    assert_eq!(link(contacts, HEAD, &["--strict"]).0.code, 1);
}

/// It may rightly not be there before anything is decided, and its name may be misspelt: the run is done, and says so.
#[test]
fn a_decisions_file_that_is_not_there_yet_is_said_everywhere() {
    let place = folder(&[
        ("koppel.toml", b"[read]\ncontacts = 'c.csv'\ncustomers = 'k.csv'\ndecisions = 'beslissingen.csv'\n"),
        ("c.csv", CONTACTS.as_bytes()),
        ("k.csv", CUSTOMERS.as_bytes()),
    ]);
    let said = "beslissingen.csv is not there yet, so no decisions are applied";
    for command in ["check", "link", "dedupe"] {
        let run = koppel(place.path(), &[command]);
        assert!(run.code == 0 && run.stdout.contains(said), "{command}: {}{}", run.stdout, run.stderr);
        let strict = koppel(place.path(), &[command, "--strict"]);
        assert!(strict.code == 1 && (strict.stdout + &strict.stderr).contains(said), "{command}: {}", strict.stderr);
    }
    let issues = std::fs::read_to_string(place.path().join("out/issues.csv")).unwrap();
    assert!(issues.contains(&format!("decisions,,,\"{said}\",,noted")), "{issues}");
    std::fs::write(place.path().join("beslissingen.csv"), HEAD).unwrap();
    assert_eq!(koppel(place.path(), &["link", "--strict"]).code, 0);
}

#[test]
fn a_decision_that_cannot_be_applied_ends_with_3() {
    for (decision, told) in [
        ("field,K1,Customer,10,Last Date Modified,contact,,,,,\n", "not synchronised"),
        ("field,K1,Customer,99,Phone No.,contact,,,,,\n", "no account has this number"),
        ("field,K1,Vendor,10,Phone No.,contact,,,,,\n", "no account has this number"),
        ("link,K1,Vendor,10,,,,,,,\n", "a table that is not among the inputs"),
        ("reject,K1,Bank Account,10,,,,,,,\n", "a table that is not among the inputs"),
        ("withdraw,K1,,10,,,,,,,\n", "without `Link to Table`"),
        ("link,K9,Customer,10,,,,,,,\n", "not in the files"),
    ] {
        let (run, issues) = link(CONTACTS, &format!("{HEAD}{decision}"), &[]);
        assert_eq!(run.code, 3, "{decision}{}{issues}", run.stdout);
        assert!(issues.contains(told) && issues.contains("d.csv,2,"), "{decision}{issues}");
    }
    let (run, issues) = link(CONTACTS, &format!("{HEAD}field,K1,Customer,10,Phone No.,contact,,,,,\n"), &[]);
    assert_eq!(run.code, 0, "{}{issues}", run.stdout);
}

/// Letters from the bottom up: the same in every run.
fn letters(mut seed: u64, count: usize) -> String {
    let mut text = String::with_capacity(count);
    for _ in 0..count {
        seed = seed.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        text.push(char::from(b'a' + (seed >> 33) as u8 % 26));
    }
    text
}

#[test]
fn words_that_are_all_alike_cost_no_more_than_others() {
    let base = letters(1, 30);
    let mut contacts = "No.,Type,Name\n".to_owned();
    for at in 0..6_000usize {
        let mut word = base.clone().into_bytes();
        for slip in 0..3 {
            word[(at * (7 + slip) + at / 30) % 30] = b'a' + ((at / (slip * 25 + 1)) % 26) as u8;
        }
        let _ = writeln!(contacts, "C{at},Company,{}", String::from_utf8_lossy(&word));
    }
    let since = Instant::now();
    let (run, _) = link(&contacts, HEAD, &[]);
    assert_eq!(run.code, 0, "{}", run.stderr);
    assert!(since.elapsed() < Duration::from_secs(60), "{:?}", since.elapsed());
    assert!(run.stdout.contains("slips were not sought in all of them"), "{}", run.stdout);
}

#[test]
#[cfg(target_os = "linux")]
fn a_file_that_opens_and_cannot_be_read_fails_with_its_name() {
    // Rights do not stop root; the memory of a process opens for anybody, and its first page is there for nobody.
    let place = folder(&[("k.csv", CUSTOMERS.as_bytes())]);
    let run = koppel(place.path(), &["link", "--contacts", "/proc/self/mem", "--customers", "k.csv", "--out", "out"]);
    assert_eq!(run.code, 2, "{}", run.stderr);
    assert!(run.stderr.contains("/proc/self/mem: `contacts`: cannot read: Input/output error"), "{}", run.stderr);
    assert!(!place.path().join("out").exists());
}

/// Runs `link` over contacts and customers as bytes.
fn of(contacts: &[u8], customers: &[u8], more: &[&str]) -> (Run, String) {
    let place = folder(&[("c.csv", contacts), ("k.csv", customers)]);
    let mut arguments = vec!["link", "--contacts", "c.csv", "--customers", "k.csv", "--out", "out"];
    arguments.extend(more);
    let run = koppel(place.path(), &arguments);
    assert_eq!(place.path().join("out").exists(), matches!(run.code, 0 | 3), "{}", run.stderr);
    let issues = std::fs::read_to_string(place.path().join("out/issues.csv")).unwrap_or_default();
    (run, issues)
}

#[test]
fn contacts_exported_again_as_customers_are_noted() {
    let contacts = "No.,Type,Name,Company No.\nK1,Company,Bakkerij Peeters,K1\nK2,Company,Slagerij Jansen,K2\n\
                    K3,Company,Garage Smets,K3\nK4,Company,Drukkerij Maes,K4\nK5,Company,Apotheek Claes,K5\n";
    let again = "No.,Name,City\nk1,BAKKERIJ PEETERS,Gent\nK2,Slagerij Jansen,Lier\nK3,Garage Smets,Mol\n\
                 K4,Drukkerij Maes,Mol\nK6,Bloemen Wouters,Mol\n";
    let (run, issues) = of(contacts.as_bytes(), again.as_bytes(), &[]);
    assert_eq!(run.code, 0, "{}", run.stderr);
    let told = "k.csv,,No.,\"most rows have the number and the name of a row of `contacts`, and nothing of their own: is it that file, exported again?\"";
    assert!(issues.contains(told) || issues.contains(&told.replace('"', "")), "{issues}");
    assert_eq!(of(contacts.as_bytes(), again.as_bytes(), &["--strict"]).0.code, 1);
    // Customers made from contacts have their numbers and names, and a column that contacts never have.
    let own = |text: &str, caption: &str, cell: &str| {
        let lines = text.lines().enumerate();
        lines.map(|(at, line)| format!("{line},{}\n", if at == 0 { caption } else { cell })).collect::<String>()
    };
    let customers = own(again, "Customer Posting Group", "BINNENLAND");
    let (run, issues) = of(contacts.as_bytes(), customers.as_bytes(), &["--strict"]);
    assert_eq!(run.code, 0, "{}{issues}", run.stderr);
    // One that is empty, or that contacts have too, tells nothing; one of contacts tells that it is their export.
    for (caption, cell) in [("Customer Posting Group", ""), ("E-Mail", "info@a.example"), ("Company No.", "K1")] {
        let (run, _) = of(contacts.as_bytes(), own(again, caption, cell).as_bytes(), &["--strict"]);
        assert_eq!(run.code, 1, "{caption}");
    }
    // Or their cells say something else by now.
    let moved = own(again, "Phone No.", "09 221 10 10");
    let (run, issues) = of(own(contacts, "Phone No.", "09 330 10 10").as_bytes(), moved.as_bytes(), &["--strict"]);
    assert_eq!(run.code, 0, "{}{issues}", run.stderr);
    // Numbers that run alike in two tables are no doubt, nor are a few names with the same number.
    let other = again.replace("Slagerij Jansen", "Kapper Vos").replace("Garage Smets", "Traiteur Dubois");
    let (run, issues) = of(contacts.as_bytes(), other.as_bytes(), &["--strict"]);
    assert_eq!(run.code, 0, "{}{issues}", run.stderr);
}

/// What `issues.csv` says of a cell of `Privacy Blocked` is what is done by it.
#[test]
fn a_cell_of_privacy_is_taken_as_it_is_said_to_be() {
    for (cell, linked, noted) in [
        ("", true, false),
        ("No", true, false),
        ("\u{a0}", true, false),
        ("\u{feff}", true, false),
        ("\u{200b}", true, false),
        ("Ja", false, false),
        ("?", false, true),
        ("-", false, true),
        (".", false, true),
        ("no?", false, true),
        ("\u{2713}", false, true),
    ] {
        let head = CONTACTS.replace("Phone No.\n", "Phone No.,Privacy Blocked\n");
        let contacts = head.replace("45 67\n", &format!("45 67,{cell}\n")).replace("43 21\n", "43 21,\n");
        let place = folder(&[("c.csv", contacts.as_bytes()), ("k.csv", CUSTOMERS.as_bytes())]);
        let run = koppel(place.path(), &["link", "--contacts", "c.csv", "--customers", "k.csv", "--out", "out"]);
        assert_eq!(run.code, 0, "{}", run.stderr);
        let text = |name: &str| std::fs::read_to_string(place.path().join("out").join(name)).unwrap();
        let (links, issues) = (text("linked.csv"), text("issues.csv"));
        assert_eq!(links.contains("\nK1,"), linked, "{cell:?}\n{links}");
        assert_eq!(issues.contains("taken as yes"), noted, "{cell:?}\n{issues}");
    }
}

#[test]
fn captions_in_the_middle_are_no_record() {
    let second = CONTACTS.replace("K1", "K3").replace("K2", "K4");
    for joined in [format!("{CONTACTS}{second}"), format!("\u{FEFF}{CONTACTS}\u{FEFF}{second}")] {
        let (run, issues) = of(joined.as_bytes(), CUSTOMERS.as_bytes(), &[]);
        assert_eq!(run.code, 3, "{}", run.stderr);
        assert!(
            issues.contains("c.csv,4,,\"the captions again, not a record")
                || issues.contains("c.csv,4,,the captions again"),
            "{issues}"
        );
        assert!(run.stdout.contains("5 rows  4 used, 1 rejected"), "{}", run.stdout);
    }
}

#[test]
fn utf_16_that_is_cut_off_or_damaged_is_no_matter_of_the_job() {
    let wide = |text: &str| text.encode_utf16().flat_map(u16::to_le_bytes).collect::<Vec<u8>>();
    let marked = |text: &str| [b"\xFF\xFE".as_slice(), &wide(text)].concat();
    let cut = [marked(CONTACTS), b"K".to_vec()].concat();
    let (run, _) = of(&cut, CUSTOMERS.as_bytes(), &[]);
    let said = "koppel: c.csv:4: ends in the middle of a letter of UTF-16LE\n  hint: copy or export it again: it is damaged or cut off\n";
    assert!(run.code == 1 && run.stderr.contains(said), "{}", run.stderr);
    let mut lone = marked(CONTACTS);
    let at = lone.len() - 60;
    lone[at..at + 2].copy_from_slice(&[0, 0xD8]);
    let (run, _) = of(&lone, CUSTOMERS.as_bytes(), &[]);
    let said = "not valid UTF-16LE, which its byte-order mark says it is\n  hint: export it again";
    assert!(run.code == 1 && run.stderr.contains(said), "{}", run.stderr);
}

#[test]
fn signs_that_turn_the_direction_are_noted_and_never_printed() {
    let turned = CONTACTS.replace("Jansen", "\u{202E}nesnaJ");
    let (run, issues) = of(turned.as_bytes(), CUSTOMERS.as_bytes(), &[]);
    assert_eq!(run.code, 0, "{}", run.stderr);
    assert!(issues.contains("c.csv,3,Name,") && issues.contains("turn the direction"), "{issues}");
    assert!(!issues.contains('\u{202E}') && !run.stdout.contains('\u{202E}'), "{issues}");
}

#[cfg(unix)]
#[test]
fn an_output_folder_that_cannot_be_is_refused_before_the_work() {
    let place = folder(&[("c.csv", CONTACTS.as_bytes()), ("k.csv", CUSTOMERS.as_bytes())]);
    std::os::unix::fs::symlink("circle", place.path().join("circle")).unwrap();
    let long = "d".repeat(300);
    for out in ["c.csv/out", "not-there/../c.csv/out", "circle", &long] {
        let run = koppel(place.path(), &["link", "--contacts", "c.csv", "--customers", "k.csv", "--out", out]);
        assert_eq!(run.code, 1, "{}", run.stderr);
        let told = run.stderr.contains("cannot be the output folder: ") && run.stderr.contains("hint: name a folder");
        assert!(told && !run.stderr.contains("read: "), "{}", run.stderr);
    }
}

#[cfg(windows)]
#[test]
fn a_name_that_windows_has_for_something_else_is_no_output_folder() {
    let place = folder(&[("c.csv", CONTACTS.as_bytes()), ("k.csv", CUSTOMERS.as_bytes())]);
    let absent = ('A'..='Z').map(|letter| format!(r"{letter}:\")).find(|drive| !std::path::Path::new(drive).exists());
    for out in [r"c.csv\out", "aux", "out.", "out ", "out:x", &(absent.unwrap() + "out")] {
        let run = koppel(place.path(), &["link", "--contacts", "c.csv", "--customers", "k.csv", "--out", out]);
        let told = run.stderr.contains("cannot be the output folder: ") && !run.stderr.contains("read: ");
        assert!(run.code == 1 && told, "{out}: {}", run.stderr);
    }
}

#[test]
fn no_cell_of_a_record_stands_in_what_is_printed() {
    let contacts = "No.,Type,Name,Company No.,Phone No.,E-Mail,VAT Registration No.\n\
                    K1,Company,Zyxomat Querulant,K1,+32 999 88 77 66,post@zyxomat.example,BE0123456749\n";
    let damaged = [
        contacts.to_owned(),
        contacts.replace("Zyxomat Q", "\"Zyxomat Q"),
        contacts.replace("K1,C", "K1,Zyxomat,C"),
        contacts.replace("K1,C", ",C"),
        format!("{contacts}K1,Company,Zyxomat Other,K1,,,\n"),
        contacts.lines().skip(1).collect(),
        contacts.replace("No.,Type", "Zyxomat,Type"),
        contacts.replace("Company,Z", "Zyxomat,Z"),
        contacts.replace("Zyxomat Q", "Zyx\u{1b}[31momat Q\u{202E}"),
        contacts.replace('\n', "\r\r\n"),
        contacts.replace(',', "|"),
        contacts.replace("Querulant", &"Querulant".repeat(2_000)),
    ];
    for text in damaged {
        for more in [&[][..], &["--strict"]] {
            let (run, _) = of(text.as_bytes(), CUSTOMERS.as_bytes(), more);
            let printed = format!("{}{}", run.stdout, run.stderr);
            // A cell in the place of a caption is none that koppel can tell from one.
            for secret in ["Querulant", "Zyx\u{1b}", "88 77 66", "post@", "0123456749", "\u{1b}", "\u{202E}"] {
                assert!(!printed.contains(secret), "{secret:?} in\n{printed}");
            }
        }
    }
}

#[test]
fn nothing_in_the_program_opens_a_connection() {
    for file in crate::tidy::sources() {
        for (line, code) in file.code() {
            let opens = ["std::net", "TcpStream", "TcpListener", "UdpSocket", "UnixStream", "UnixListener"];
            assert!(!opens.iter().any(|word| code.contains(word)), "src/{}:{line}: {code}", file.name);
        }
    }
}

/// Where a contact may have several accounts, each pair stands once, whatever else the ledger or people say of the contact.
#[test]
fn a_contact_with_several_links_has_each_of_them_once() {
    for cardinality in ["many-to-many", "one-contact-per-account"] {
        let job = format!(
            "[read]\ncontacts = 'c.csv'\ncustomers = 'k.csv'\nlinks = 'l.csv'\n[decide]\ncardinality = '{cardinality}'\n"
        );
        let place = folder(&[
            ("koppel.toml", job.as_bytes()),
            ("c.csv", CONTACTS.as_bytes()),
            ("k.csv", CUSTOMERS.replace("Slagerij Jansen", "Bakkerij Peeters").as_bytes()),
            ("l.csv", b"Contact No.,Link to Table,No.\nK1,Customer,10\nK1,Customer,20\n"),
        ]);
        let run = koppel(place.path(), &["link"]);
        assert_eq!(run.code, 0, "{}", run.stderr);
        let table = |name: &str| std::fs::read_to_string(place.path().join("out").join(name)).unwrap();
        let linked = table("linked.csv");
        assert_eq!(linked.lines().filter(|line| line.starts_with("K1,")).count(), 2, "{cardinality}\n{linked}");
        let review = table("review.csv");
        assert_eq!(review.lines().count(), 1, "{cardinality}\n{review}");
    }
}

/// A file without any letter beyond ASCII goes back to the program that made the others, in the encoding of the others.
#[test]
fn a_file_of_ascii_alone_is_written_as_the_others() {
    let contacts = b"No.,Type,Name,Phone No.,City\nK1,Company,Bakkerij Peeters,03 123 45 67,Li\xe8ge\n";
    let customers = b"No.,Name,Phone No.,City\n10,Bakkerij Peeters,03 123 45 67,\n";
    let place = folder(&[("c.csv", contacts), ("k.csv", customers)]);
    let run = koppel(place.path(), &["link", "--contacts", "c.csv", "--customers", "k.csv", "--out", "out"]);
    assert_eq!(run.code, 0, "{}", run.stderr);
    let merged = std::fs::read(place.path().join("out/merged/k.csv")).unwrap();
    assert_eq!(merged, b"No.,Name,Phone No.,City\n10,Bakkerij Peeters,03 123 45 67,Li\xe8ge\n");
}

#[test]
fn a_link_whose_number_lost_its_zero_is_told_with_the_one_that_is_there() {
    let customers = CUSTOMERS.replace("10,", "0010,");
    let links = b"Contact No.,Link to Table,No.\nK1,Customer,10\n";
    let place = folder(&[("c.csv", CONTACTS.as_bytes()), ("k.csv", customers.as_bytes()), ("l.csv", links)]);
    let inputs = ["link", "--contacts", "c.csv", "--customers", "k.csv", "--links", "l.csv", "--out", "out"];
    assert_eq!(koppel(place.path(), &inputs).code, 0);
    let issues = std::fs::read_to_string(place.path().join("out/issues.csv")).unwrap();
    assert!(issues.contains("l.csv,2,No.,the link names a record that is not in the files: 0010 is there"), "{issues}");
}

#[test]
fn a_person_is_no_duplicate_of_its_own_company() {
    let contacts = b"No.,Type,Name,Company No.,Phone No.,E-Mail,Address,City\n\
                     K1,Company,Jan Peeters,K1,03 123 45 67,jan@peeters.example,Dorp 5,Gent\n\
                     P1,Person,Jan Peeters,K1,03 123 45 67,jan@peeters.example,Dorp 5,Gent\n";
    let place = folder(&[("c.csv", contacts)]);
    assert_eq!(koppel(place.path(), &["dedupe", "--contacts", "c.csv", "--out", "out"]).code, 0);
    for file in ["review.csv", "duplicates.csv"] {
        let text = std::fs::read_to_string(place.path().join("out").join(file)).unwrap();
        assert_eq!(text.lines().count(), 1, "{file}: {text}");
    }
}

/// People open `issues.csv`, and look at it on a terminal: what acts is spelt out there, and what is long is cut.
#[test]
fn issues_show_the_beginning_of_values_and_nothing_that_acts() {
    let long = "9".repeat(5_000);
    let contacts = CONTACTS.replace("03 765 43 21", &long);
    let decisions = format!("{HEAD}link,K1\u{1b}[31m,Customer,10,,,,,,,\nlink,{long},Customer,10,,,,,,,\n");
    let (run, issues) = link(&contacts, &decisions, &[]);
    assert_eq!(run.code, 3, "{}", run.stderr);
    assert!(issues.contains("\\u{1b}[31m") && issues.len() < 3_000, "{issues}");
    assert!(!issues.contains(|char: char| char.is_control() && char != '\n'), "{issues:?}");
}
