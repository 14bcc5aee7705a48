//! What is known to be right: pairs of records, or clusters of them.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use rustc_hash::FxHashMap;
use serde::Deserialize;

use crate::error::{Error, Result};
use crate::read::file::contents;
use crate::read::options;
use crate::record::Kind;

/// A contact and an account by their numbers; the account's table where the truth names it.
pub type Named = (String, Option<Kind>, String);

/// A truth file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Truth {
    /// Pairs of a contact and an account.
    Links(BTreeSet<Named>),
    /// The cluster of each record.
    Clusters(BTreeMap<String, String>),
}

/// Reads a truth file. Its columns are found by their captions: a contact (`contact_no`, `left_no`, `Contact No.`), an
/// account (`account_no`, `right_no`, `No.`) and its table (`account_type`, `link_to_table`, `Link to Table`); or a record
/// (`no`, `No.`) and its `cluster`. Rows whose `link_kind` is not `direct` are passed over: people follow their company.
///
/// # Errors
///
/// Refused when the file cannot be read or has neither set of columns.
pub fn read(path: &Path) -> Result<Truth> {
    let refuse = |error: csv::Error| Error::refused(format!("cannot read the truth: {error}")).file(path);
    let bytes = contents(path)?;
    let mut reader = csv::ReaderBuilder::new().flexible(true).from_reader(&*bytes);
    let captions: Vec<String> = reader
        .headers()
        .map_err(refuse)?
        .iter()
        .map(|caption| caption.trim_start_matches('\u{feff}').to_lowercase().replace([' ', '.', '-'], "_"))
        .map(|caption| caption.trim_end_matches('_').to_owned())
        .collect();
    let find = |names: &[&str]| captions.iter().position(|caption| names.contains(&caption.as_str()));
    let rows: Vec<csv::StringRecord> = reader.records().collect::<std::result::Result<_, _>>().map_err(refuse)?;
    let cell = |row: &csv::StringRecord, at: usize| row.get(at).unwrap_or_default().trim().to_owned();
    if let (Some(no), Some(cluster)) = (find(&["no"]), find(&["cluster", "cluster_id"])) {
        return Ok(Truth::Clusters(rows.iter().map(|row| (cell(row, no), cell(row, cluster))).collect()));
    }
    let (Some(contact), Some(account)) = (
        find(&["contact_no", "left_no", "contact", "left"]),
        find(&["account_no", "right_no", "account", "right", "no"]),
    ) else {
        return Err(Error::refused("the truth has neither pairs nor clusters")
            .file(path)
            .hint("give it the columns `contact_no,account_type,account_no`, or `no,cluster`"));
    };
    let (table, kind) = (find(&["account_type", "link_to_table", "table"]), find(&["link_kind"]));
    let direct = |row: &&csv::StringRecord| kind.is_none_or(|at| row.get(at) == Some("direct"));
    let links = rows.iter().filter(direct).map(|row| {
        let table = table.and_then(|at| account_table(row.get(at).unwrap_or_default()));
        (cell(row, contact), table, cell(row, account))
    });
    Ok(Truth::Links(links.collect()))
}

/// The table a truth names: `customer`, `vendor`, `bank`, or as the ledger spells it.
pub fn account_table(text: &str) -> Option<Kind> {
    match text.trim().to_lowercase().as_str() {
        "bank" | "bank_account" | "bank account" => Some(Kind::BankAccount),
        text => options::account(text),
    }
}

/// Whose record it is, where somebody knows: what ties look-alikes that are not the same.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Entity {
    /// The establishment.
    pub entity: String,
    /// What it is: `chain`, `group`, `twin`, `family`, or a word of its own.
    pub kind: String,
    /// What it shares with look-alikes; empty where it has none.
    pub group: String,
}

/// Entities by table and number.
pub type Entities = FxHashMap<(Kind, String), Entity>;

/// Reads an entities file: `table,no,entity,kind,group`.
///
/// # Errors
///
/// Refused when the file cannot be read, lacks a column, or names a table that is none.
pub fn entities(path: &Path) -> Result<Entities> {
    #[derive(Deserialize)]
    struct Row {
        table: String,
        no: String,
        entity: String,
        #[serde(default)]
        kind: String,
        #[serde(default)]
        group: String,
    }
    let refuse =
        |what: String| Error::refused(what).file(path).hint("give it the columns `table,no,entity,kind,group`");
    let bytes = contents(path)?;
    let mut reader = csv::Reader::from_reader(&*bytes);
    let mut entities = Entities::default();
    for row in reader.deserialize::<Row>() {
        let Row { table, no, entity, kind, group } = row.map_err(|error| refuse(format!("cannot read it: {error}")))?;
        let table = options::table(&table).ok_or_else(|| refuse(format!("`{table}` is no table")))?;
        entities.insert((table, no.trim().to_owned()), Entity { entity, kind, group });
    }
    Ok(entities)
}
