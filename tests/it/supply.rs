//! What koppel is built from: licences, sources, reasons, and the settings that make the build trustworthy.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::process::Command;

use serde_json::Value;

use crate::harness::root;

fn text(name: &str) -> String {
    fs::read_to_string(root().join(name)).unwrap()
}

/// What cargo knows of every crate that is built on this machine.
fn metadata() -> Value {
    let version = Command::new("rustc").arg("-vV").output().unwrap();
    let version = String::from_utf8(version.stdout).unwrap();
    let host = version.lines().find_map(|line| line.strip_prefix("host: ")).unwrap();
    let output = Command::new(env!("CARGO"))
        .args(["metadata", "--format-version", "1", "--locked", "--offline", "--filter-platform", host])
        .current_dir(root())
        .output()
        .unwrap();
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    serde_json::from_slice(&output.stdout).unwrap()
}

fn packages(metadata: &Value) -> impl Iterator<Item = &Value> {
    metadata["packages"].as_array().unwrap().iter()
}

/// The licences that `deny.toml` allows.
fn allowed() -> Vec<String> {
    let deny = text("deny.toml");
    let list = deny.lines().find_map(|line| line.strip_prefix("allow = ")).unwrap();
    list.split('"').skip(1).step_by(2).map(str::to_owned).collect()
}

/// Whether an expression of licences can be met by allowed ones: one of the alternatives, and all that it joins.
fn is_met(expression: &str, allowed: &[String]) -> bool {
    let plain = expression.replace('/', " OR ");
    // An alternative between brackets is met by itself: brackets stand only around alternatives.
    let joined: Vec<&str> = plain.split(" AND ").map(|part| part.trim_matches(['(', ')', ' '])).collect();
    joined.iter().all(|part| part.split(" OR ").any(|licence| allowed.iter().any(|known| known == licence.trim())))
}

#[test]
fn licences_are_read_as_they_are_meant() {
    let allowed = ["MIT".to_owned(), "BSD-3-Clause".to_owned()];
    for expression in ["MIT", "Unlicense/MIT", "GPL-3.0 OR MIT", "(Apache-2.0 OR MIT) AND BSD-3-Clause"] {
        assert!(is_met(expression, &allowed), "{expression}");
    }
    for expression in ["GPL-3.0", "MIT AND GPL-3.0", "(MIT OR Apache-2.0) AND Unicode-3.0", ""] {
        assert!(!is_met(expression, &allowed), "{expression}");
    }
}

#[test]
fn every_crate_has_an_allowed_licence_and_comes_from_the_registry_with_its_checksum() {
    let (metadata, allowed, lock) = (metadata(), allowed(), text("Cargo.lock"));
    let mut wrong = Vec::new();
    let mut count = 0;
    for package in packages(&metadata) {
        let (name, version) = (package["name"].as_str().unwrap(), package["version"].as_str().unwrap());
        if !is_met(package["license"].as_str().unwrap_or_default(), &allowed) {
            wrong.push(format!("{name} {version} has the licence {}", package["license"]));
        }
        if name == env!("CARGO_PKG_NAME") {
            continue;
        }
        count += 1;
        let entry = format!(
            "name = \"{name}\"\nversion = \"{version}\"\nsource = \"registry+https://github.com/rust-lang/crates.io-index\"\nchecksum = \""
        );
        if !lock.contains(&entry) {
            wrong.push(format!("{name} {version} is not from crates.io with a checksum"));
        }
    }
    assert!(count > 50, "{count} crates were found");
    assert!(wrong.is_empty(), "\n{}", wrong.join("\n"));
}

/// The most crates that the program is made of: lower it when one goes, and argue before one comes.
const CRATES_MAX: usize = 80;

#[test]
fn the_program_is_made_of_few_crates() {
    let metadata = metadata();
    let nodes = metadata["resolve"]["nodes"].as_array().unwrap();
    let by_id: BTreeMap<&str, &Value> = nodes.iter().map(|node| (node["id"].as_str().unwrap(), node)).collect();
    let mut waiting = vec![metadata["resolve"]["root"].as_str().unwrap()];
    let mut found = BTreeSet::new();
    while let Some(id) = waiting.pop() {
        if !found.insert(id) {
            continue;
        }
        for dependency in by_id[id]["deps"].as_array().unwrap() {
            let kinds = dependency["dep_kinds"].as_array().unwrap();
            if kinds.iter().any(|kind| kind["kind"].is_null()) {
                waiting.push(dependency["pkg"].as_str().unwrap());
            }
        }
    }
    // Beside koppel itself.
    let crates = found.len() - 1;
    assert!((20..=CRATES_MAX).contains(&crates), "{crates} crates");
}

#[test]
fn every_dependency_has_its_reason() {
    let table = text("docs/dependencies.md");
    let reasons = table.lines().filter_map(|line| line.strip_prefix("| `")?.split_once("` | "));
    let reasons: BTreeMap<&str, &str> = reasons.collect();
    let metadata = metadata();
    let own = packages(&metadata).find(|package| package["name"] == env!("CARGO_PKG_NAME")).unwrap();
    let names: BTreeSet<&str> =
        own["dependencies"].as_array().unwrap().iter().map(|one| one["name"].as_str().unwrap()).collect();
    assert!(names.iter().eq(reasons.keys()), "Cargo.toml has {names:?}, docs/dependencies.md {:?}", reasons.keys());
    assert!(reasons.values().all(|reason| reason.len() > 30), "a reason that says nothing");
}

#[test]
fn the_build_checks_what_it_can() {
    let manifest: toml::Value = toml::from_str(&text("Cargo.toml")).unwrap();
    assert_eq!(manifest["lints"]["rust"]["unsafe_code"].as_str(), Some("forbid"));
    assert_eq!(manifest["profile"]["release"]["overflow-checks"].as_bool(), Some(true));
    assert!(manifest.get("patch").is_none() && manifest.get("build-dependencies").is_none());
    assert!(!root().join("build.rs").exists(), "nothing of koppel runs while it is built");
}
