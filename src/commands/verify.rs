//! `koppel verify OUT`: the manifest against the files.

use std::path::{Path, PathBuf};

use crate::error::{Error, Result};
use crate::write::manifest::{self, Findings};

/// What became of a published set since.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Report {
    /// The folder, as given.
    pub directory: PathBuf,
    /// What differs.
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
                text.push_str(&format!("{word:<8}{name}\n"));
            }
        }
        let whole = if self.intact() {
            format!("{files} files, all as published\n")
        } else {
            format!("{files} files: {} altered, {} missing, {} foreign\n", altered.len(), missing.len(), foreign.len())
        };
        text + &format!("{}: ", self.directory.display()) + &whole
    }
}

/// Reads every file of a published set and compares it with the manifest.
///
/// Refused where the folder has no manifest of koppel's; failed where a file cannot be read.
pub fn verify(directory: &Path) -> Result<Report> {
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
