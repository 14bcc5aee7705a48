//! Runs `samples/` and `tests/cases/`: one shape for people and for machines.

use std::fs;
use std::path::PathBuf;

use crate::harness;

/// The folders in a folder, in the order of their names.
pub(crate) fn folders(place: &str) -> Vec<PathBuf> {
    let entries = fs::read_dir(harness::root().join(place)).unwrap();
    let mut folders: Vec<PathBuf> = entries.flatten().map(|entry| entry.path()).filter(|path| path.is_dir()).collect();
    folders.sort();
    folders
}

fn check(place: &str) {
    let folders = folders(place);
    assert!(!folders.is_empty(), "{place} is empty");
    let wrong: Vec<String> = folders.iter().filter_map(|folder| harness::case(folder).err()).collect();
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
#[ignore = "the samples have no expectations yet"]
fn samples_come_out_as_expected() {
    check("samples");
}

#[test]
fn cases_come_out_as_expected() {
    check("tests/cases");
}
