//! A job in a folder of its own: files, arguments, expectations.
//!
//! A case is a folder with inputs, an optional `args` (one argument a line; `link` where there is none) and `expected/`,
//! which holds `stdout`, `stderr`, `exit` and every file the run leaves beside its inputs. The set of files is compared
//! as well as their bytes. Where there is a file `before`, of the shape of `args`, that run goes first, and what it
//! leaves is input too. With `KOPPEL_BLESS=1` in the environment the expectations are written anew instead: read the
//! difference as you would read code.

use std::collections::BTreeMap;
use std::fs;
use std::path::{MAIN_SEPARATOR, Path, PathBuf};
use std::process::Command;

/// What a run said.
#[derive(Debug)]
pub(crate) struct Run {
    pub(crate) code: i32,
    pub(crate) stdout: String,
    pub(crate) stderr: String,
}

/// Files by their paths from the folder, with `/` on every system.
pub(crate) type Files = BTreeMap<String, Vec<u8>>;

/// The root of the repository.
pub(crate) fn root() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR"))
}

/// Whether expectations are written anew rather than compared.
pub(crate) fn blessing() -> bool {
    std::env::var_os("KOPPEL_BLESS").is_some()
}

/// Runs koppel in a folder.
pub(crate) fn koppel<S: AsRef<str>>(folder: &Path, arguments: &[S]) -> Run {
    let output = Command::new(env!("CARGO_BIN_EXE_koppel"))
        .args(arguments.iter().map(AsRef::as_ref))
        .current_dir(folder)
        .env_remove("RUST_BACKTRACE")
        .output()
        .unwrap();
    let said = |bytes: Vec<u8>| String::from_utf8(bytes).unwrap().replace(&*folder.to_string_lossy(), ".");
    Run {
        code: output.status.code().unwrap_or(-1),
        stdout: said(output.stdout),
        stderr: without_durations(&said(output.stderr)),
    }
}

/// A new folder, by the name that koppel too has for it: without links, without short names such as `RUNNER~1`, and
/// without what Windows puts before a path it has resolved.
fn place() -> tempfile::TempDir {
    let temp = std::env::temp_dir().canonicalize().unwrap();
    tempfile::tempdir_in(temp.to_str().unwrap().trim_start_matches(r"\\?\")).unwrap()
}

/// A new folder with these files in it.
pub(crate) fn folder(files: &[(&str, &[u8])]) -> tempfile::TempDir {
    let folder = place();
    for (name, bytes) in files {
        let path = folder.path().join(name);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, bytes).unwrap();
    }
    folder
}

/// A new folder with the inputs of a sample in it.
pub(crate) fn sample(name: &str) -> tempfile::TempDir {
    let folder = place();
    put(&inputs(&root().join("samples").join(name)), folder.path());
    folder
}

/// Runs a case; what differs from its expectations is the error.
pub(crate) fn case(case: &Path) -> Result<(), String> {
    let mut inputs = inputs(case);
    let place = place();
    put(&inputs, place.path());
    if let Some(before) = arguments(&inputs, "before") {
        let run = koppel(place.path(), &before);
        if run.code != 0 {
            return Err(format!("{}: the run before ended with {}: {}", case.display(), run.code, run.stderr));
        }
        inputs = files(place.path(), place.path());
    }
    let run = koppel(place.path(), &arguments(&inputs, "args").unwrap_or_else(|| vec!["link".to_owned()]));
    let mut found = files(place.path(), place.path());
    for (name, bytes) in &inputs {
        if found.remove(name).as_ref() != Some(bytes) {
            return Err(format!("{}: the run changed its input {name}", case.display()));
        }
    }
    found.retain(|name, _| !name.ends_with(".koppel.lock"));
    found.insert("exit".to_owned(), format!("{}\n", run.code).into_bytes());
    found.insert("stdout".to_owned(), run.stdout.into_bytes());
    found.insert("stderr".to_owned(), run.stderr.into_bytes());
    let expected = case.join("expected");
    if blessing() {
        let _ = fs::remove_dir_all(&expected);
        put(&found, &expected);
        return Ok(());
    }
    let expected = with_slashes(files(&expected, &expected));
    compare(&expected, &with_slashes(found)).map_err(|difference| format!("{}: {difference}", case.display()))
}

/// The same with `/` in the paths that a run tells of, on every system.
fn with_slashes(mut files: Files) -> Files {
    for (_, text) in files.iter_mut().filter(|(name, _)| ["stdout", "stderr"].contains(&name.as_str())) {
        *text = String::from_utf8_lossy(text).replace(MAIN_SEPARATOR, "/").into_bytes();
    }
    files
}

/// The arguments in a file of a case, one a line.
fn arguments(inputs: &Files, name: &str) -> Option<Vec<String>> {
    inputs.get(name).map(|text| String::from_utf8_lossy(text).lines().map(str::to_owned).collect())
}

/// The first difference between two sets of files.
fn compare(expected: &Files, found: &Files) -> Result<(), String> {
    let names = |files: &Files| files.keys().cloned().collect::<Vec<_>>();
    if names(expected) != names(found) {
        return Err(format!(
            "another set of files\n  expected {:?}\n  found    {:?}\n  (KOPPEL_BLESS=1 cargo test writes expectations anew)",
            names(expected),
            names(found)
        ));
    }
    for (name, bytes) in expected {
        if bytes != &found[name] {
            let (expected, found) = (String::from_utf8_lossy(bytes), String::from_utf8_lossy(&found[name]));
            let line = expected.lines().zip(found.lines()).take_while(|(a, b)| a == b).count();
            let show = |text: &str| text.lines().nth(line).unwrap_or("(ends here)").to_owned();
            return Err(format!(
                "{name}, line {}\n  expected {}\n  found    {}",
                line + 1,
                show(&expected),
                show(&found)
            ));
        }
    }
    Ok(())
}

/// The inputs of a case: everything but what a run leaves.
fn inputs(case: &Path) -> Files {
    let mut inputs = files(case, case);
    inputs.retain(|name, _| !name.starts_with("expected/") && !name.starts_with("out/") && !name.ends_with(".lock"));
    inputs
}

/// Every file below a folder.
pub(crate) fn files(folder: &Path, from: &Path) -> Files {
    let mut found = Files::new();
    let Ok(entries) = fs::read_dir(folder) else { return found };
    for entry in entries.flatten() {
        let path = entry.path();
        if path.is_dir() {
            found.extend(files(&path, from));
        } else {
            let name = path.strip_prefix(from).unwrap().to_string_lossy().replace('\\', "/");
            found.insert(name, fs::read(&path).unwrap());
        }
    }
    found
}

fn put(files: &Files, folder: &Path) {
    for (name, bytes) in files {
        let path = folder.join(name);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, bytes).unwrap();
    }
}

/// Durations differ from run to run: `1.23 s` becomes `# s`.
fn without_durations(text: &str) -> String {
    let mut out: Vec<String> = Vec::new();
    for line in text.split('\n') {
        let words: Vec<&str> = line.split(' ').collect();
        let unit = |at: usize| {
            words.get(at + 1).is_some_and(|next| matches!(next.trim_end_matches([',', ';', ')']), "s" | "ms"))
        };
        let shown = words.iter().enumerate().map(
            |(at, &word)| {
                if unit(at) && word.parse::<f64>().is_ok() { "#" } else { word }
            },
        );
        out.push(shown.collect::<Vec<_>>().join(" "));
    }
    out.join("\n")
}

#[test]
fn only_durations_are_taken_out() {
    assert_eq!(without_durations("read 0.01 s, 12 rows\nall 3 ms"), "read # s, 12 rows\nall # ms");
}

#[test]
fn a_missing_file_and_a_changed_byte_are_differences() {
    let files = |list: &[(&str, &str)]| -> Files {
        list.iter().map(|(name, text)| ((*name).to_owned(), text.as_bytes().to_vec())).collect()
    };
    assert!(compare(&files(&[("a", "1")]), &files(&[("a", "1")])).is_ok());
    assert!(compare(&files(&[("a", "1")]), &files(&[])).is_err());
    assert!(compare(&files(&[]), &files(&[("a", "1")])).is_err());
    assert!(compare(&files(&[("a", "x\ny")]), &files(&[("a", "x\nz")])).unwrap_err().contains("line 2"));
}
