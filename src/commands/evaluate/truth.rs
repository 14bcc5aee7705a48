//! What is known to be right: pairs of records, or clusters of them.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use crate::error::{Error, Result};
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
    let mut reader = csv::ReaderBuilder::new().flexible(true).from_path(path).map_err(refuse)?;
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

/// The most of these pairs that one-to-one allows: of each group of records of one establishment and table, as many as the
/// smaller side has.
pub fn most(pairs: &BTreeSet<Named>) -> usize {
    let mut group_of: BTreeMap<(Option<Kind>, bool, &str), usize> = BTreeMap::new();
    let mut groups: Vec<Vec<(Option<Kind>, bool, &str)>> = Vec::new();
    for (contact, kind, account) in pairs {
        let ends = [(*kind, false, contact.as_str()), (*kind, true, account.as_str())];
        let found: Vec<usize> = ends.iter().filter_map(|end| group_of.get(end).copied()).collect();
        let to = found.first().copied().unwrap_or_else(|| {
            groups.push(Vec::new());
            groups.len() - 1
        });
        if let [a, b] = found[..]
            && a != b
        {
            let moved = std::mem::take(&mut groups[b]);
            moved.iter().for_each(|end| {
                group_of.insert(*end, a);
            });
            groups[a].extend(moved);
        }
        for end in ends {
            if group_of.insert(end, to) != Some(to) && !groups[to].contains(&end) {
                groups[to].push(end);
            }
        }
    }
    let accounts = |group: &[(Option<Kind>, bool, &str)]| group.iter().filter(|end| end.1).count();
    groups.iter().map(|group| accounts(group).min(group.len() - accounts(group))).sum()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn of_two_contacts_and_one_customer_one_pair_is_allowed() {
        let pair = |contact: &str, account: &str| (contact.to_owned(), Some(Kind::Customer), account.to_owned());
        let pairs = BTreeSet::from([
            pair("a", "1"),
            pair("b", "1"),
            pair("c", "2"),
            pair("c", "3"),
            pair("d", "3"),
            pair("d", "2"),
        ]);
        assert_eq!(most(&pairs), 3);
    }
}
