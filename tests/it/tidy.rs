//! The house in order: layers, homes of crates, sizes, samples listed.
//!
//! All of it by plain text search, which is what the house rules are made for.

use std::fs;
use std::path::Path;

use crate::cases::folders;
use crate::harness::root;

/// Crates and where they are at home: no file elsewhere names them, and each of these places does.
const HOMES: &[(&str, &[&str])] = &[
    ("clap", &["cli.rs"]),
    ("clap_complete", &["cli.rs"]),
    ("clap_mangen", &["cli.rs"]),
    ("csv", &["read/", "write/sheet.rs", "commands/evaluate/"]),
    ("deunicode", &["value/text.rs"]),
    ("encoding_rs", &["read/encoding.rs"]),
    ("flate2", &["read/encoding.rs", "write/output.rs"]),
    ("hashbrown", &["clean/texts.rs"]),
    ("indicatif", &["progress.rs"]),
    ("rustix", &["write/disk.rs"]),
    ("serde_json", &["write/", "config/mod.rs", "commands/"]),
    ("sha2", &["read/encoding.rs", "value/fingerprint.rs", "write/"]),
    ("strsim", &["value/", "read/captions.rs"]),
    ("terminal_size", &["progress.rs"]),
    ("toml", &["config/"]),
];

/// Notations rather than decisions: these may stand in any stage.
const NOTATIONS: &[&str] = &["serde", "rayon", "rustc-hash", "indexmap", "arrayvec"];

/// The most lines of a file, its tests not counted.
const FILE_MAX: usize = 400;

/// The most lines of a function.
const FUNCTION_MAX: usize = 70;

/// Names that say nothing.
const EMPTY_NAMES: &[&str] =
    &["utils", "util", "common", "misc", "types", "helpers", "helper", "manager", "engine", "processor", "service"];

/// A source file: its path below `src/`, and its lines without those of its tests.
pub(crate) struct File {
    pub(crate) name: String,
    lines: Vec<String>,
}

impl File {
    /// The first part of its path without an ending: `read` for `read/rows.rs` and for `read.rs`.
    fn layer(&self) -> &str {
        self.name.split('/').next().unwrap_or_default().trim_end_matches(".rs")
    }

    /// Its lines that are no comments, with their numbers.
    pub(crate) fn code(&self) -> impl Iterator<Item = (usize, &str)> {
        let lines = self.lines.iter().enumerate().map(|(at, line)| (at + 1, line.as_str()));
        lines.filter(|(_, line)| !line.trim_start().starts_with("//"))
    }
}

/// Every source file.
pub(crate) fn sources() -> Vec<File> {
    fn below(folder: &Path, name: &str, files: &mut Vec<File>) {
        for entry in fs::read_dir(folder).unwrap().flatten() {
            let path = entry.path();
            let own = format!("{name}{}", entry.file_name().to_string_lossy());
            if path.is_dir() {
                below(&path, &format!("{own}/"), files);
            } else if own.ends_with(".rs") && !own.ends_with("tests.rs") && !own.contains("tests/") {
                let text = fs::read_to_string(&path).unwrap();
                // Inline tests stand at the foot.
                let code = text.split("#[cfg(test)]\nmod tests {").next().unwrap_or_default();
                files.push(File { name: own, lines: code.lines().map(str::to_owned).collect() });
            }
        }
    }
    let mut files = Vec::new();
    below(&root().join("src"), "", &mut files);
    files.sort_by(|a, b| a.name.cmp(&b.name));
    assert!(files.len() > 15, "the sources were not found");
    files
}

/// The modules in the order in which `lib.rs` declares them: the law of imports.
fn layers() -> Vec<String> {
    let text = fs::read_to_string(root().join("src/lib.rs")).unwrap();
    let names = text.lines().filter_map(|line| line.strip_prefix("pub mod ")?.strip_suffix(';'));
    names.map(str::to_owned).collect()
}

/// The names that follow a prefix in a line: `crate::a::b` and `crate::{a, b::c}` after `crate::`.
fn named<'l>(line: &'l str, prefix: &str) -> Vec<&'l str> {
    let mut found = Vec::new();
    for (at, _) in line.match_indices(prefix) {
        if line[..at].ends_with(|before: char| before.is_alphanumeric() || before == '_' || before == ':') {
            continue;
        }
        let rest = &line[at + prefix.len()..];
        let word =
            |text: &'l str| text.split(|after: char| !after.is_alphanumeric() && after != '_').next().unwrap_or("");
        match rest.strip_prefix('{') {
            Some(list) => found.extend(list.split(',').map(|item| word(item.trim_start()))),
            None => found.push(word(rest)),
        }
    }
    found
}

fn report(wrong: &[String]) {
    assert!(wrong.is_empty(), "\n{}", wrong.join("\n"));
}

#[test]
fn a_file_imports_only_from_modules_above_its_own() {
    let layers = layers();
    let place = |layer: &str| layers.iter().position(|known| known == layer);
    let mut wrong = Vec::new();
    for file in sources().iter().filter(|file| !["lib.rs", "main.rs", "progress.rs"].contains(&file.name.as_str())) {
        let Some(own) = place(file.layer()) else {
            wrong.push(format!("src/{} is in no module of lib.rs", file.name));
            continue;
        };
        for (line, code) in file.code() {
            for name in named(code, "crate::") {
                if place(name).is_some_and(|other| other > own) {
                    wrong.push(format!(
                        "src/{}:{line} imports `{name}`, which stands below `{}`",
                        file.name,
                        file.layer()
                    ));
                }
            }
            if !file.name.contains('/') && code.contains("super::") {
                wrong.push(format!("src/{}:{line} uses super:: where crate:: says more", file.name));
            }
        }
    }
    report(&wrong);
}

#[test]
fn value_rooms_know_nothing_of_records_files_and_settings() {
    let mut wrong = Vec::new();
    for file in sources().iter().filter(|file| file.layer() == "value") {
        for (line, code) in file.code() {
            for name in named(code, "crate::").into_iter().filter(|name| *name != "value") {
                wrong.push(format!("src/{}:{line} knows `{name}`", file.name));
            }
            if code.contains("std::fs") || code.contains("std::path") {
                wrong.push(format!("src/{}:{line} knows files", file.name));
            }
        }
    }
    report(&wrong);
}

#[test]
fn every_crate_is_at_home() {
    let mut wrong = Vec::new();
    let mut unused: Vec<_> =
        HOMES.iter().flat_map(|(name, homes)| homes.iter().map(move |home| (name, home))).collect();
    for file in sources() {
        for (line, code) in file.code() {
            for (name, homes) in HOMES {
                let prefix = format!("{name}::");
                let used = code.match_indices(&prefix).any(|(at, _)| {
                    !code[..at].ends_with(|before: char| before.is_alphanumeric() || before == '_' || before == ':')
                });
                if !used {
                    continue;
                }
                unused.retain(|(other, home)| *other != name || !file.name.starts_with(**home));
                if !homes.iter().any(|home| file.name.starts_with(home)) {
                    wrong.push(format!("src/{}:{line} uses {name}, whose home is {}", file.name, homes.join(", ")));
                }
            }
        }
    }
    wrong.extend(unused.iter().map(|(name, home)| format!("src/{home} does not use {name}: it is no home of it")));
    report(&wrong);
}

#[test]
fn every_dependency_has_a_home_or_is_a_notation() {
    let manifest = fs::read_to_string(root().join("Cargo.toml")).unwrap();
    let mut wrong = Vec::new();
    let mut section = "";
    for line in manifest.lines() {
        if line.starts_with('[') {
            section = line;
            continue;
        }
        let counts = section.ends_with("dependencies]") && !section.contains("dev-");
        if let Some((name, _)) = line.split_once(" = ").filter(|(name, _)| counts && !name.starts_with('#')) {
            let home = HOMES.iter().any(|(known, _)| *known == name.replace('-', "_"));
            if !home && !NOTATIONS.contains(&name) {
                wrong.push(format!("{name} is a dependency without a home"));
            }
        }
    }
    report(&wrong);
}

#[test]
fn files_and_functions_fit() {
    let mut wrong = Vec::new();
    for file in sources() {
        if file.lines.len() > FILE_MAX {
            wrong.push(format!("src/{} has {} lines, {FILE_MAX} are allowed", file.name, file.lines.len()));
        }
        let mut open: Option<(usize, usize)> = None;
        for (line, code) in file.code() {
            let indent = code.len() - code.trim_start().len();
            let head = code.trim_start();
            let begins = ["fn ", "pub fn ", "pub(crate) fn ", "pub(super) fn ", "const fn ", "pub const fn "];
            if open.is_none() && begins.iter().any(|begin| head.starts_with(begin)) && !code.ends_with('}') {
                open = Some((line, indent));
            }
            if let Some((start, depth)) = open.filter(|(_, depth)| code == format!("{}}}", " ".repeat(*depth))) {
                let _ = depth;
                if line + 1 - start > FUNCTION_MAX {
                    wrong.push(format!("src/{}:{start} has {} lines", file.name, line + 1 - start));
                }
                open = None;
            }
        }
    }
    report(&wrong);
}

#[test]
fn every_file_begins_with_what_it_promises_and_has_a_name_that_says_something() {
    let mut wrong = Vec::new();
    for file in sources() {
        if !file.lines.first().is_some_and(|line| line.starts_with("//!")) {
            wrong.push(format!("src/{} does not begin with //!", file.name));
        }
        for part in file.name.trim_end_matches(".rs").split('/') {
            if EMPTY_NAMES.contains(&part) {
                wrong.push(format!("src/{}: `{part}` says nothing", file.name));
            }
        }
        // Beside it only its tests may stand.
        let beside = root().join("src").join(file.name.trim_end_matches(".rs"));
        if fs::read_dir(beside).is_ok_and(|mut files| files.any(|file| file.unwrap().file_name() != "tests.rs")) {
            wrong.push(format!("src/{} stands beside a folder of its name", file.name));
        }
    }
    report(&wrong);
}

#[test]
fn every_sample_is_listed_for_its_readers() {
    let text = fs::read_to_string(root().join("samples/README.md")).unwrap();
    let mut wrong = Vec::new();
    for folder in folders("samples") {
        let name = folder.file_name().unwrap().to_string_lossy().into_owned();
        if !text.contains(&format!("| `{name}` |")) {
            wrong.push(format!("samples/{name} is not listed in samples/README.md"));
        }
    }
    report(&wrong);
}

#[test]
fn imports_are_found_in_every_form() {
    assert_eq!(named("use crate::read::{a, b};", "crate::"), ["read"]);
    assert_eq!(named("use crate::{read, merge::x};", "crate::"), ["read", "merge"]);
    assert_eq!(named("    let x = crate::cli::parse();", "crate::"), ["cli"]);
    assert!(named("mycrate::read", "crate::").is_empty());
}
