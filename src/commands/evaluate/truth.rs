//! What is known to be right: pairs of records, or clusters of them.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use rustc_hash::FxHashMap;

use crate::error::{Error, Result};
use crate::read::options::{self, Relation};
use crate::read::{captions, quotes_close, text};
use crate::record::{Kind, code};

/// A contact and an account by their numbers; the account's table where the truth names it.
pub type Named = (String, Option<Kind>, String);

/// A truth file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Truth {
    /// Pairs of a contact and an account.
    Links {
        /// The pairs.
        pairs: BTreeSet<Named>,
        /// Rows that say no pair of a contact and an account.
        passed: u64,
    },
    /// The cluster of each record that is not alone.
    Clusters(BTreeMap<String, String>),
}

const CONTACT: &[&str] = &["contact_no", "left_no", "contact", "left"];
const ACCOUNT: &[&str] = &["account_no", "right_no", "account", "right", "no"];
const TABLE: &[&str] = &["account_type", "link_to_table", "table"];
const LINK_KIND: &[&str] = &["link_kind"];
const RECORD: &[&str] = &["no"];
const CLUSTER: &[&str] = &["cluster", "cluster_id"];
const ENTITY: &[&str] = &["entity", "kind", "group"];

/// The rows of a truth, its columns by their captions.
struct Rows {
    captions: Vec<String>,
    rows: Vec<csv::StringRecord>,
}

impl Rows {
    fn read(path: &Path) -> Result<Self> {
        let refuse = |error: csv::Error| Error::refused(format!("cannot be taken apart: {error}")).file(path);
        let all = [CONTACT, ACCOUNT, TABLE, LINK_KIND, CLUSTER, ENTITY];
        let known = |caption: &str| all.iter().any(|names| is(caption, names));
        let (text, delimiter) = text(path, known)?;
        let mut reader = csv::ReaderBuilder::new().flexible(true).delimiter(delimiter).from_reader(text.as_bytes());
        let captions: Vec<String> = reader.headers().map_err(refuse)?.iter().map(str::to_owned).collect();
        let places: Vec<usize> = (0..captions.len()).filter(|&at| known(&captions[at])).collect();
        let offset = |position: &csv::Position| usize::try_from(position.byte()).unwrap_or(usize::MAX);
        let (mut rows, mut row, mut at, mut line) = (Vec::new(), csv::StringRecord::new(), 0, 1);
        while reader.read_record(&mut row).map_err(refuse)? {
            let span = &text[row.position().map_or(0, offset)..offset(reader.position())];
            // A row is taken to begin within the line end before it.
            let raw = span.trim_start_matches(['\r', '\n']);
            let start = offset(reader.position()) - raw.len();
            line += text[at..start].matches('\n').count() as u64;
            at = start;
            row.set_position(Some(csv::Position::new().set_line(line).clone()));
            let is_broken = |&at: &usize| cell(&row, at).contains(['\r', '\n']);
            if raw.contains('"') && (!quotes_close(raw.trim_end(), delimiter) || places.iter().any(is_broken)) {
                let error = wrong("a quote is not closed where its cell ends".to_owned(), &row, path);
                return Err(error.hint("take it out, or double it where it belongs to the value"));
            }
            if row.iter().skip(captions.len()).any(|cell| !cell.trim().is_empty()) {
                let what = format!("{} cells where the captions are {}", row.len(), captions.len());
                return Err(wrong(what, &row, path).hint("put a cell with the delimiter in it between quotes"));
            }
            rows.push(row.clone());
        }
        Ok(Self { captions, rows })
    }

    fn column(&self, names: &[&str]) -> Option<usize> {
        self.captions.iter().position(|caption| is(caption, names))
    }
}

/// Whether a caption is one of these, however it is written.
fn is(caption: &str, names: &[&str]) -> bool {
    let key = captions::key(caption);
    names.iter().any(|name| captions::key(name) == key)
}

fn cell(row: &csv::StringRecord, column: usize) -> &str {
    row.get(column).unwrap_or_default().trim()
}

/// A number as it is compared.
fn number(row: &csv::StringRecord, column: usize) -> String {
    code(cell(row, column).into()).into_owned()
}

/// What is wrong with a row, and where it stands.
fn wrong(what: String, row: &csv::StringRecord, path: &Path) -> Error {
    let error = Error::refused(what).file(path);
    match row.position() {
        Some(position) => error.line(position.line()),
        None => error,
    }
}

/// Reads a truth file, in any encoding and with any delimiter that inputs may have. Its columns are found by their
/// captions: a contact (`contact_no`, `left_no`, `Contact No.`), an account (`account_no`, `right_no`, `No.`) and its table
/// (`account_type`, `link_to_table`, `Link to Table`); or a record (`no`, `No.`) and its `cluster`. Rows whose `link_kind` is
/// not `direct` are passed over, since people follow their company; so are employees, and rows without a number.
///
/// # Errors
///
/// Refused when the file cannot be read, has a quote astray or a cell too many, has neither set of columns, names a table
/// that is none, or has a record in two clusters.
pub fn read(path: &Path) -> Result<Truth> {
    let rows = Rows::read(path)?;
    if let (Some(no), Some(cluster)) = (rows.column(RECORD), rows.column(CLUSTER)) {
        return clusters(&rows.rows, no, cluster, path).map(Truth::Clusters);
    }
    let (Some(contact), Some(account)) = (rows.column(CONTACT), rows.column(ACCOUNT)) else {
        return Err(Error::refused("the truth has neither pairs nor clusters")
            .file(path)
            .hint("give it the columns `contact_no,account_type,account_no`, or `no,cluster`"));
    };
    let (table, kind) = (rows.column(TABLE), rows.column(LINK_KIND));
    let (mut pairs, mut passed) = (BTreeSet::new(), 0);
    for row in &rows.rows {
        let named = (number(row, contact), number(row, account));
        let direct = kind.is_none_or(|at| cell(row, at).eq_ignore_ascii_case("direct"));
        let table = table.map_or("", |at| cell(row, at));
        let table = match options::relation(table) {
            _ if !direct || named.0.is_empty() || named.1.is_empty() => None,
            Some(Relation::Account(kind)) => Some(Some(kind)),
            Some(Relation::Employee | Relation::Other) => None,
            None if table.is_empty() => Some(None),
            _ => {
                let error = wrong(format!("`{table}` is no table of accounts"), row, path);
                return Err(error.hint("write customer, vendor or bank"));
            }
        };
        match table {
            Some(table) => drop(pairs.insert((named.0, table, named.1))),
            None => passed += 1,
        }
    }
    Ok(Truth::Links { pairs, passed })
}

/// The cluster of each record; one without a cluster is alone, as one that is not named.
fn clusters(rows: &[csv::StringRecord], no: usize, cluster: usize, path: &Path) -> Result<BTreeMap<String, String>> {
    let mut of: BTreeMap<String, String> = BTreeMap::new();
    for row in rows {
        let (no, name) = (number(row, no), cell(row, cluster).to_owned());
        if no.is_empty() {
            continue;
        }
        if let Some(other) = of.get(&no).filter(|&other| *other != name) {
            let said = |name: &str| if name.is_empty() { "none".to_owned() } else { format!("`{name}`") };
            let what = format!("{no} is in two clusters: {} and {}", said(other), said(&name));
            return Err(
                wrong(what, row, path).hint("a record belongs to one cluster: take out the row that is not true")
            );
        }
        of.insert(no, name);
    }
    of.retain(|_, name| !name.is_empty());
    Ok(of)
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

/// Reads an entities file: the columns `table`, `no` and `entity`, and where somebody knows them `kind` and `group`.
///
/// # Errors
///
/// Refused when the file cannot be read, lacks a column, or names a table that is none.
pub fn entities(path: &Path) -> Result<Entities> {
    let rows = Rows::read(path)?;
    let [table, no, entity] = ["table", "no", "entity"].map(|name| {
        rows.column(&[name]).ok_or_else(|| {
            let error = Error::refused(format!("the entities have no column `{name}`")).file(path);
            error.hint("give them the columns `table,no,entity,kind,group`")
        })
    });
    let (table, no, entity) = (table?, no?, entity?);
    let [kind, group] = ["kind", "group"].map(|name| rows.column(&[name]));
    let mut entities = Entities::default();
    for row in &rows.rows {
        let word = cell(row, table);
        let of = options::table(word).ok_or_else(|| {
            wrong(format!("`{word}` is no table"), row, path).hint("write contact, customer, vendor or bank")
        })?;
        let may = |column: Option<usize>| column.map_or("", |at| cell(row, at)).to_owned();
        let entity = Entity { entity: cell(row, entity).to_owned(), kind: may(kind), group: may(group) };
        entities.insert((of, number(row, no)), entity);
    }
    Ok(entities)
}
