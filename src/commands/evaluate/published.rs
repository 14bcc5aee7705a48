//! A published set as `evaluate` reads it: what its own files say, and nothing else.
//!
//! In: the folder of a run. Out: a [`Set`]. A file that `koppel verify` would call altered is read all the same, and named.

use std::path::Path;

use serde::Deserialize;
use serde::de::DeserializeOwned;

use crate::commands::evaluate::measure::Pair;
use crate::decide::Cardinality;
use crate::error::{Error, Result};
use crate::read::file::contents;
use crate::read::{options, text};
use crate::record::{Kind, code};
use crate::value::formula::bare;
use crate::write::manifest;

/// A pair of `linked.csv` or `review.csv`.
#[derive(Debug, Clone)]
pub(super) struct Stated {
    pub(super) pair: Pair,
    /// `linked`, `existing`, `decided` or `review`.
    pub(super) status: String,
    pub(super) probability: f64,
    /// Why it is in review; empty for a link.
    pub(super) reason: String,
}

impl Stated {
    /// Whether the run found it by itself.
    pub(super) fn is_found(&self) -> bool {
        self.status == "linked" || self.status == "review"
    }
}

/// A record without a link to a table.
#[derive(Debug, Clone)]
pub(super) struct Unlinked {
    pub(super) table: Kind,
    pub(super) no: String,
    pub(super) target: Kind,
    pub(super) reason: String,
}

/// A record of `duplicates.csv`.
#[derive(Debug, Clone)]
pub(super) struct Grouped {
    pub(super) table: Kind,
    pub(super) no: String,
    pub(super) cluster: String,
    pub(super) probability: f64,
}

/// What a run published.
#[derive(Debug, Clone, Default)]
pub(super) struct Set {
    /// The settings of the run, as the manifest keeps them.
    pub(super) settings: serde_json::Value,
    /// The inputs: the key of the job file, and the SHA-256.
    pub(super) inputs: Vec<(String, String)>,
    pub(super) cardinality: Cardinality,
    /// `None` for a set of duplicates.
    pub(super) linked: Option<Vec<Stated>>,
    pub(super) review: Vec<Stated>,
    pub(super) unlinked: Vec<Unlinked>,
    /// `None` for a set of links.
    pub(super) duplicates: Option<Vec<Grouped>>,
    /// The files read that are not what was published.
    pub(super) altered: Vec<String>,
}

/// The files of a set that say what the run found.
const SAYS: [&str; 4] = ["linked.csv", "review.csv", "unlinked.csv", "duplicates.csv"];

impl Set {
    /// The tables of accounts that the run had.
    pub(super) fn accounts(&self) -> Vec<Kind> {
        let has = |kind: Kind| self.inputs.iter().any(|(role, _)| role == kind.key());
        Kind::ACCOUNTS.into_iter().filter(|&kind| has(kind)).collect()
    }
}

#[derive(Deserialize)]
struct Manifest {
    #[allow(dead_code, reason = "its presence says whose manifest it is")]
    koppel: String,
    settings: serde_json::Value,
    inputs: Vec<Input>,
}

#[derive(Deserialize)]
struct Input {
    role: String,
    sha256: String,
}

#[derive(Deserialize)]
struct PairRow {
    #[serde(rename = "Contact No.")]
    contact: String,
    #[serde(rename = "Link to Table")]
    table: String,
    #[serde(rename = "No.")]
    no: String,
    #[serde(rename = "Status")]
    status: String,
    #[serde(rename = "Probability")]
    probability: f64,
    #[serde(rename = "Reason", default)]
    reason: String,
}

#[derive(Deserialize)]
struct UnlinkedRow {
    #[serde(rename = "Table")]
    table: String,
    #[serde(rename = "No.")]
    no: String,
    #[serde(rename = "Link to Table")]
    target: String,
    #[serde(rename = "Reason")]
    reason: String,
}

#[derive(Deserialize)]
struct GroupedRow {
    #[serde(rename = "Table")]
    table: String,
    #[serde(rename = "No.")]
    no: String,
    #[serde(rename = "Cluster")]
    cluster: String,
    /// Empty where a person put the record there.
    #[serde(rename = "Probability", default)]
    probability: Option<f64>,
}

/// Reads the set in a folder.
///
/// # Errors
///
/// Refused where the folder has no manifest of koppel's, or a file is not as koppel writes it.
pub(super) fn read(folder: &Path) -> Result<Set> {
    if !folder.exists() {
        return Err(Error::refused("does not exist").file(folder).hint("name the output folder of a run"));
    }
    let refuse = || {
        let error = Error::refused("has no manifest that koppel wrote").file(folder);
        error.hint("name the output folder of a run, the one that holds manifest.json")
    };
    let text = contents(&folder.join("manifest.json")).map_err(|_| refuse())?;
    let manifest: Manifest = serde_json::from_slice(&text).map_err(|_| refuse())?;
    let findings = manifest::compare(folder).map_err(|error| Error::io("verify", folder, &error))?;
    let mut altered = findings.map_or_else(Vec::new, |findings| findings.altered);
    altered.retain(|name| SAYS.contains(&&**name));
    let cardinality = manifest.settings.pointer("/decide/cardinality").cloned();
    let mut set = Set {
        cardinality: cardinality.and_then(|word| serde_json::from_value(word).ok()).unwrap_or_default(),
        settings: manifest.settings,
        altered,
        inputs: manifest.inputs.into_iter().map(|input| (input.role, input.sha256)).collect(),
        ..Set::default()
    };
    let duplicates = folder.join("duplicates.csv");
    if duplicates.is_file() {
        let found = rows(&duplicates, |row: GroupedRow| {
            let (table, probability) = (options::table(&row.table)?, row.probability.unwrap_or(1.0));
            Some(Grouped { table, no: number(&row.no), cluster: row.cluster, probability })
        });
        set.duplicates = Some(found?);
    }
    let review = folder.join("review.csv");
    if review.is_file() {
        set.review = rows(&review, stated)?;
    }
    let linked = folder.join("linked.csv");
    if linked.is_file() {
        set.linked = Some(rows(&linked, stated)?);
        set.unlinked = rows(&folder.join("unlinked.csv"), |row: UnlinkedRow| {
            let (table, target) = (options::table(&row.table)?, options::table(&row.target)?);
            Some(Unlinked { table, no: number(&row.no), target, reason: row.reason })
        })?;
    }
    Ok(set)
}

fn stated(row: PairRow) -> Option<Stated> {
    let pair = Pair { contact: number(&row.contact), kind: options::table(&row.table)?, account: number(&row.no) };
    Some(Stated { pair, status: row.status, probability: row.probability, reason: row.reason })
}

/// A number as it is compared, without the apostrophe that keeps a spreadsheet from running it.
fn number(cell: &str) -> String {
    code(bare(cell).into()).into_owned()
}

/// The rows of a file, whatever its delimiter.
fn rows<R: DeserializeOwned, T>(path: &Path, row: impl Fn(R) -> Option<T>) -> Result<Vec<T>> {
    let refuse = |what: String| Error::refused(what).file(path).hint("evaluate a set as koppel published it");
    let (text, delimiter) = text(path, |_| false)?;
    let mut reader = csv::ReaderBuilder::new().delimiter(delimiter).from_reader(text.as_bytes());
    let mut found = Vec::new();
    for read in reader.deserialize::<R>() {
        let read = read.map_err(|error| refuse(format!("is not as koppel writes it: {error}")))?;
        found.push(row(read).ok_or_else(|| refuse("names a table that koppel does not know".to_owned()))?);
    }
    Ok(found)
}
