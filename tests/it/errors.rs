//! The catalogue of errors: `tests/errors/` has a folder for each, with what causes it and the exact text: what is
//! wrong, where, what to try, and that nothing was written, where anything was to be. What files alone cannot cause is caused here.

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;

use crate::cases::{check, folders};
use crate::harness::{folder, koppel};
use crate::tidy::sources;

#[cfg(unix)]
const CONTACTS: &[u8] = b"No.,Type,Name,Company No.\nC1,Company,Ronsevaal,C1\n";
#[cfg(unix)]
const JOB: &[u8] = b"[read]\ncontacts = 'contacts.csv'\ncustomers = 'customers.csv'\n";

/// Errors without a case, by the beginning of their text, and why.
const WITHOUT: &[(&str, &str)] = &[
    ("cannot show the settings", "a fault of koppel: all that a setting can hold has a form"),
    ("cannot write", "a fault of koppel: all that is written has a form"),
    ("cannot make the manual page", "a fault of koppel: it is written to memory"),
    ("cannot start the threads", "the system refuses a thread to a process that has none"),
    ("the books do not balance", "a fault of koppel: tests of the stage `write` cause it"),
    ("is in use by another run", "two runs at once: a test of the stage `write`"),
    ("is larger than 4 GiB as text", "takes more memory than a test should"),
    ("may not be read by this user", "a test that runs as root may read everything"),
    ("may not be changed by this account", "a test that runs as root may change everything"),
    ("cannot be written", "a fault of koppel: what an encoding lacks is taken out before"),
    ("`{text}` names no account", "the arguments are refused for it before"),
    ("`--recall-sample` needs the job", "the arguments are refused for it before"),
    ("cannot be taken apart", "rows of a truth may have any number of cells, and its text is Unicode"),
    ("this is no table", "a file that can be read as nothing has its reason"),
];

/// What the errors say that are caused in this file.
const CAUSED_HERE: [&str; 6] = [
    PIPE,
    "cannot be opened: ",
    "is larger than 4 GiB",
    GROWS,
    "has a name that is no Unicode",
    "the path is no Unicode",
];
const PIPE: &str = "is a pipe or a device, not a file";
const GROWS: &str = "changed while it was read: another program is writing to it";

#[test]
fn every_error_says_exactly_this() {
    check("tests/errors");
}

#[test]
fn an_error_leaves_nothing_behind() {
    let mut wrong = Vec::new();
    for case in folders("tests/errors") {
        let left: BTreeSet<String> = fs::read_dir(case.join("expected"))
            .unwrap()
            .map(|entry| entry.unwrap().file_name().to_string_lossy().into_owned())
            .collect();
        let text = |name: &str| fs::read_to_string(case.join("expected").join(name)).unwrap();
        let said = text("stderr");
        let told = said.ends_with("  nothing was written\n") == writes(&case) || said.starts_with("error: ");
        if left != ["exit", "stderr", "stdout"].map(str::to_owned).into() || text("exit") != "1\n" || !told {
            wrong.push(case.display().to_string());
        }
    }
    assert!(wrong.is_empty(), "{wrong:#?}");
}

/// Whether the command of a case writes anything when all is well.
fn writes(case: &Path) -> bool {
    let line = fs::read_to_string(case.join("args")).unwrap_or_default();
    let mut words = line.lines();
    match words.next() {
        Some("check" | "evaluate" | "explain" | "verify") => false,
        Some("read") => words.any(|word| word == "--out"),
        _ => true,
    }
}

/// Cases that `link` refuses and `check` does not, and why.
const FOR_LINK_ALONE: [(&str, &str); 6] = [
    ("arguments-no-contacts", "a job for `dedupe`; `check` says that `link` would be refused"),
    ("arguments-no-output-folder", "nothing is to be written"),
    ("job-no-contacts", "a job for `dedupe`; `check` says that `link` would be refused"),
    ("job-nothing-to-link-to", "a job for `dedupe`; `check` says that `link` would be refused"),
    ("strict-several-doubts", "a doubt that cleaning has"),
    ("strict-unknown-number", "a doubt that deciding has"),
];

#[test]
fn check_refuses_what_link_refuses() {
    let mut wrong = Vec::new();
    let mut tried = 0;
    for case in folders("tests/errors") {
        let name = case.file_name().unwrap().to_string_lossy().into_owned();
        let line = fs::read_to_string(case.join("args")).unwrap_or_else(|_| "link\n".to_owned());
        let Some(("link", rest)) = line.split_once('\n') else { continue };
        tried += 1;
        let place = folder(&[]);
        copy(&case, place.path());
        let arguments: Vec<&str> = std::iter::once("check").chain(rest.lines()).collect();
        let run = koppel(place.path(), &arguments);
        if (run.code == 1) == FOR_LINK_ALONE.iter().any(|(alone, _)| *alone == name) {
            wrong.push(format!("{name}: {}{}", run.code, run.stderr));
        }
    }
    assert!(wrong.is_empty() && tried > 50, "{tried}\n{}", wrong.join("\n"));
}

/// Copies the inputs of a case.
fn copy(from: &Path, to: &Path) {
    for entry in fs::read_dir(from).unwrap().flatten().filter(|entry| entry.file_name() != "expected") {
        let place = to.join(entry.file_name());
        if entry.path().is_dir() {
            fs::create_dir(&place).unwrap();
            copy(&entry.path(), &place);
        } else {
            fs::copy(entry.path(), place).unwrap();
        }
    }
}

#[test]
fn a_refused_run_leaves_no_folders() {
    const LINK: [&str; 6] = ["link", "--contacts", "contacts.csv", "--customers", "customers.csv", "--out"];
    let contacts = b"No.,Type,Name\nC1,Company,Ronsevaal\n".as_slice();
    for (customers, code) in [("No.,Name\nK1\n", 1), ("No.,Name\nK1,Ronsevaal\n", 0)] {
        let place = folder(&[("contacts.csv", contacts), ("customers.csv", customers.as_bytes())]);
        for (out, made) in [("a/b/out", "a"), ("x/../out", "out"), ("./c/d/../out", "c")] {
            let run = koppel(place.path(), &[LINK.as_slice(), &[out]].concat());
            assert_eq!(run.code, code, "{out}: {}", run.stderr);
            assert_eq!(place.path().join(made).exists(), code == 0, "{out}");
        }
        // What is not there is left out by the text.
        assert!(!place.path().join("x").exists() && !place.path().join("c/d").exists());
        assert_eq!(place.path().join("a/b/out/manifest.json").exists(), code == 0);
    }
}

/// What comes before the text of an error in the source.
const MAKES: [&str; 8] =
    ["Error::refused(", "Error::failed(", "Error::busy(", "error(", "refuse(", "say(", "what = ", "] => ("];

/// The first literal text of a piece of source that begins with nothing else but `format!(`.
fn literal(source: &str) -> Option<(&str, &str)> {
    let source = source.trim_start();
    let inner = source.strip_prefix("format!(").unwrap_or(source).trim_start().strip_prefix('"')?;
    let end = inner.match_indices('"').map(|(at, _)| at).find(|&at| !inner[..at].ends_with('\\'))?;
    Some((&inner[..end], &inner[end + 1..]))
}

/// The parts of a text in the source that stand in the message as they are.
fn parts(text: &str) -> Vec<String> {
    let text = text.replace("\\\"", "\"");
    let mut parts: Vec<String> = vec![String::new()];
    let mut depth = 0;
    for char in text.chars() {
        match char {
            '{' => depth += 1,
            '}' => {
                depth -= 1;
                parts.push(String::new());
            }
            _ if depth == 0 => parts.last_mut().unwrap().push(char),
            _ => {}
        }
    }
    parts.retain(|part| !part.trim().is_empty());
    // Words as short as `and` stand in many messages: they count where there is nothing better.
    if parts.iter().any(|part| part.trim().len() > 5) {
        parts.retain(|part| part.trim().len() > 5);
    }
    parts
}

#[test]
fn every_error_in_the_source_has_a_case() {
    let mut said = vec![CAUSED_HERE.join("\n")];
    for case in folders("tests/errors") {
        said.push(fs::read_to_string(case.join("expected/stderr")).unwrap());
        said.push(fs::read_to_string(case.join("expected/stdout")).unwrap());
    }
    let (mut missing, mut used) = (Vec::new(), BTreeSet::new());
    for file in sources().iter().filter(|file| file.name != "error.rs") {
        let code: String = file.code().map(|(_, line)| format!("{line}\n")).collect();
        for (at, made) in MAKES.iter().flat_map(|made| code.match_indices(made)) {
            let Some((first, rest)) = literal(&code[at + made.len()..]) else { continue };
            // `say` names the key first.
            let key = made == "say(" && first.contains('.') && !first.contains(' ');
            let text = if key { rest.strip_prefix(", ").and_then(literal).map(|(text, _)| text) } else { Some(first) };
            let Some(text) = text else { continue };
            if let Some((why, _)) = WITHOUT.iter().find(|(begin, _)| text.starts_with(begin)) {
                used.insert(*why);
                continue;
            }
            let parts = parts(text);
            if parts.is_empty() || !said.iter().any(|said| parts.iter().all(|part| said.contains(part.as_str()))) {
                missing.push(format!("src/{}: {text}", file.name));
            }
        }
    }
    assert!(missing.is_empty(), "no case in tests/errors/ for\n{}", missing.join("\n"));
    let stale: Vec<_> = WITHOUT.iter().filter(|(begin, _)| !used.contains(begin)).collect();
    assert!(stale.is_empty(), "no such error any more: {stale:?}");
}

/// Runs `link` over contacts that `make` puts there, and gives what stands on stderr.
#[cfg(unix)]
fn refused(make: impl Fn(&Path)) -> String {
    let place = folder(&[("koppel.toml", JOB), ("customers.csv", b"No.,Name\nK1,Ronsevaal\n")]);
    make(&place.path().join("contacts.csv"));
    let run = koppel(place.path(), &["link"]);
    assert_eq!((run.code, run.stdout.as_str()), (1, ""), "{}", run.stderr);
    assert!(!place.path().join("out").exists());
    run.stderr
}

#[cfg(unix)]
#[test]
fn what_is_no_file_is_not_opened() {
    use std::os::unix::fs::symlink;
    let pipe = refused(|path| {
        assert!(std::process::Command::new("mkfifo").arg(path).status().unwrap().success());
    });
    assert!(pipe.contains(&format!("contacts.csv: `contacts`: {PIPE}\n  hint: save it")), "{pipe}");
    let zeros = refused(|path| symlink("/dev/zero", path).unwrap());
    assert!(zeros.contains(PIPE), "{zeros}");
    let circle = refused(|path| symlink("contacts.csv", path).unwrap());
    assert!(circle.contains("contacts.csv: `contacts`: cannot be opened: "), "{circle}");
    let large = refused(|path| fs::File::create(path).unwrap().set_len(5 << 30).unwrap());
    assert!(large.contains("is larger than 4 GiB\n  hint: split it"), "{large}");
}

#[cfg(target_os = "linux")]
#[test]
fn a_file_that_grows_is_not_read() {
    // A file of the kernel has no length and yet contents: as one that is written to between looking and reading.
    let grows = refused(|path| std::os::unix::fs::symlink("/proc/version", path).unwrap());
    assert!(grows.contains(GROWS), "{grows}");
}

#[cfg(unix)]
#[test]
fn a_name_that_is_no_unicode_is_refused_before_the_work() {
    use std::ffi::OsStr;
    use std::os::unix::ffi::OsStrExt;
    let place = folder(&[("koppel.toml", JOB), ("contacts.csv", CONTACTS), ("customers.csv", b"No.,Name\nK1,a\n")]);
    for (arguments, said) in [
        (["link", "--out"].as_slice(), "the output folder has a name that is no Unicode"),
        (&["link", "--out", "out", "--customers", "customers.csv", "--contacts"], "the path is no Unicode"),
    ] {
        let mut command = std::process::Command::new(env!("CARGO_BIN_EXE_koppel"));
        let name = OsStr::from_bytes(b"n\xff");
        let output = command.args(arguments).arg(name).current_dir(place.path()).output().unwrap();
        let stderr = String::from_utf8_lossy(&output.stderr);
        assert!(output.status.code() == Some(1) && stderr.contains(said) && !stderr.contains("read: "), "{stderr}");
    }
}

/// A link to nothing cannot stand in a folder of errors, since what is copied follows it.
#[cfg(unix)]
#[test]
fn an_output_folder_through_a_link_that_leads_nowhere_is_refused_before_the_work() {
    let contacts = b"No.,Type,Name\nC1,Company,Ronsevaal\n".as_slice();
    let place = folder(&[("contacts.csv", contacts), ("customers.csv", b"No.,Name\nK1,Ronsevaal\n")]);
    std::os::unix::fs::symlink("nowhere", place.path().join("link")).unwrap();
    let line = ["link", "--contacts", "contacts.csv", "--customers", "customers.csv", "--out", "link/out"];
    let run = koppel(place.path(), &line);
    assert_eq!(run.code, 1, "{}", run.stderr);
    assert!(run.stderr.contains("cannot be the output folder: a link in it leads nowhere"), "{}", run.stderr);
}
