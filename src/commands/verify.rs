//! `koppel verify OUT`: the manifest against the files.

use std::path::{Path, PathBuf};

use serde::Serialize;

use crate::error::{Error, Result};
use crate::value::text::visible;
use crate::write::manifest::{self, Findings};

/// What became of a published set since.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Report {
    /// The folder, as given.
    pub directory: PathBuf,
    /// What differs.
    #[serde(flatten)]
    pub findings: Findings,
}

impl Report {
    /// Whether every file is what was published: exit code 0, else 1.
    pub fn intact(&self) -> bool {
        self.findings.intact()
    }

    /// The report as text: a line for each file that differs, and one for the whole.
    pub fn text(&self) -> String {
        let Findings { files, altered, missing, foreign } = &self.findings;
        let mut text = String::new();
        for (word, names) in [("altered", altered), ("missing", missing), ("foreign", foreign)] {
            for name in names {
                text.push_str(&format!("{word:<8}{}\n", visible(name)));
            }
        }
        let whole = if self.intact() {
            format!("{files} files, all as published\n")
        } else {
            format!("{files} files: {} altered, {} missing, {} foreign\n", altered.len(), missing.len(), foreign.len())
        };
        text + &format!("{}: ", visible(&self.directory.to_string_lossy())) + &whole
    }
}

/// Reads every file of a published set and compares it with the manifest.
///
/// Refused where the folder has no manifest of koppel's; failed where a file cannot be read.
pub fn verify(directory: &Path) -> Result<Report> {
    if !directory.exists() {
        return Err(Error::refused("does not exist").file(directory).hint("name the output folder of a run"));
    }
    if !directory.is_dir() {
        return Err(Error::refused("is no folder").file(directory));
    }
    let findings = manifest::compare(directory).map_err(|error| Error::io("verify", directory, &error))?;
    let Some(findings) = findings else {
        let error = Error::refused("has no manifest that koppel wrote").file(directory);
        return Err(error.hint("name the output folder of a run, the one that holds manifest.json"));
    };
    Ok(Report { directory: directory.to_path_buf(), findings })
}

#[cfg(test)]
mod tests {
    use std::fs;

    use super::*;
    use crate::decide::Linkage;
    use crate::error::Cause;
    use crate::merge::Merged;
    use crate::read::Read;
    use crate::stage::Silent;
    use crate::write::{self, Set, Settings, Summary};

    /// A published set without a single row.
    fn published(directory: PathBuf) -> PathBuf {
        let (read, linkage, merged) = (Read::default(), Linkage::default(), Merged::default());
        let summary = Summary::new(&read, &linkage, &merged, &[], "2026-03-01");
        let set = Set {
            read: &read,
            linkage: &linkage,
            merged: &merged,
            issues: &[],
            summary: &summary,
            as_of: "2026-03-01",
            settings: &serde_json::Value::Null,
        };
        let settings = Settings { directory, ..Settings::default() };
        let lock = write::lock(&settings.directory, &[]).unwrap();
        write::write(&set, &settings, &lock, &Silent).unwrap().directory
    }

    #[test]
    fn a_set_as_published_is_intact() {
        let place = tempfile::tempdir().unwrap();
        let out = published(place.path().join("out"));
        let report = verify(&out).unwrap();
        assert!(report.intact());
        assert_eq!(report.text(), format!("{}: 7 files, all as published\n", out.display()));
    }

    #[test]
    fn every_file_that_differs_is_named() {
        let place = tempfile::tempdir().unwrap();
        let out = published(place.path().join("out"));
        fs::write(out.join("issues.csv"), "x").unwrap();
        fs::remove_file(out.join("linked.csv")).unwrap();
        fs::write(out.join("notes.txt"), "").unwrap();
        let report = verify(&out).unwrap();
        assert!(!report.intact());
        let json = serde_json::to_value(&report).unwrap();
        let list = |key: &str| json[key].as_array().unwrap().iter().map(|name| name.as_str().unwrap().to_owned());
        assert!(
            list("altered").eq(["issues.csv"])
                && list("missing").eq(["linked.csv"])
                && list("foreign").eq(["notes.txt"])
        );
        assert_eq!(json["files"], 7);
        let lines = "altered issues.csv\nmissing linked.csv\nforeign notes.txt\n";
        let whole = format!("{}: 7 files: 1 altered, 1 missing, 1 foreign\n", out.display());
        assert_eq!(report.text(), format!("{lines}{whole}"));
    }

    #[test]
    fn what_is_no_set_is_refused() {
        let place = tempfile::tempdir().unwrap();
        for folder in [place.path(), &place.path().join("nowhere")] {
            assert_eq!(verify(folder).unwrap_err().cause, Cause::Refused);
        }
    }
}
