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

/// Cases that Windows has no cause for, and why.
const NOT_ON_WINDOWS: [(&str, &str); 1] =
    [("output-leads-nowhere", "it takes `..` off a path by the text, before it looks: `out/..` is where `out` lies")];

pub(crate) fn check(place: &str) {
    let mut folders = folders(place);
    let is_here = |folder: &PathBuf| !NOT_ON_WINDOWS.iter().any(|(name, _)| folder.ends_with(name));
    folders.retain(|folder| cfg!(not(windows)) || is_here(folder));
    assert!(!folders.is_empty(), "{place} is empty");
    let wrong: Vec<String> = folders.iter().filter_map(|folder| harness::case(folder).err()).collect();
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn samples_come_out_as_expected() {
    check("samples");
}

/// Between these lines the README shows what the first sample prints.
const SHOWN: [&str; 2] = ["<!-- first-run: the stdout of the sample -->\n```text\n", "```\n<!-- /first-run -->"];

#[test]
fn the_readme_shows_what_the_first_sample_prints() {
    let path = harness::root().join("README.md");
    let readme = fs::read_to_string(&path).unwrap();
    let (before, rest) = readme.split_once(SHOWN[0]).unwrap();
    let (shown, after) = rest.split_once(SHOWN[1]).unwrap();
    // From where a clone begins, as the README has it.
    let place = tempfile::tempdir().unwrap();
    let sample = place.path().join("samples/first-run");
    fs::create_dir_all(sample.parent().unwrap()).unwrap();
    fs::rename(harness::sample("first-run").keep(), &sample).unwrap();
    let printed = harness::koppel(place.path(), &["link", "samples/first-run/koppel.toml"]).stdout;
    let printed = printed.replace(std::path::MAIN_SEPARATOR, "/");
    if harness::blessing() {
        fs::write(path, [before, SHOWN[0], &printed, SHOWN[1], after].concat()).unwrap();
    } else {
        assert_eq!(shown, printed);
    }
}

/// `docs/values.md` shows between lines `<!-- explain CONTACT ACCOUNT -->` and `<!-- /explain -->` what explain prints.
#[test]
fn the_page_on_values_shows_what_explain_prints() {
    let path = harness::root().join("docs/values.md");
    let page = fs::read_to_string(&path).unwrap();
    let place = harness::sample("values");
    let mut anew = String::new();
    for (nth, part) in page.split("<!-- explain ").enumerate() {
        if nth == 0 {
            anew.push_str(part);
            continue;
        }
        let (pair, rest) = part.split_once(" -->").unwrap();
        let (_, after) = rest.split_once("<!-- /explain -->").unwrap();
        let arguments: Vec<&str> = std::iter::once("explain").chain(pair.split(' ')).collect();
        let printed = harness::koppel(place.path(), &arguments).stdout;
        anew.push_str(&format!("<!-- explain {pair} -->\n```text\n{printed}```\n<!-- /explain -->{after}"));
    }
    if harness::blessing() {
        fs::write(path, anew).unwrap();
    } else {
        assert_eq!(page, anew);
    }
}

#[test]
fn cases_come_out_as_expected() {
    check("tests/cases");
}
