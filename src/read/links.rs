//! Links that exist already: an export of table 5054, Contact Business Relation.

use super::options;
use crate::error::Issue;
use crate::record::{Field, Kind, Source, Table};

/// One link of the ledger as it stands today.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ExistingLink {
    /// The physical line it came from.
    pub line: u32,
    /// The contact.
    pub contact_no: String,
    /// The table it is linked to; never [`Kind::Contact`].
    pub kind: Kind,
    /// The account in that table.
    pub account_no: String,
    /// The business relation code, as it stands.
    pub code: String,
}

/// The links of a table; rows that link to no account table (employees, relations without a number) are passed over.
///
/// `Link to Table` says which table it is; where it is blank, the business relation code does, if it is one that is
/// usual (`CUST`, `VEND`, `BANK`, practitioner knowledge). A number without a table is noted. Whether the numbers exist
/// is not asked here.
pub(super) fn links(table: &Table, issues: &mut Vec<Issue>) -> Vec<ExistingLink> {
    let mut links = Vec::with_capacity(table.len());
    for row in 0..table.len() {
        let value = |field| table.value(row, field).trim().to_owned();
        let (contact_no, account_no) = (value(Field::ContactNo), value(Field::No));
        if account_no.is_empty() {
            continue;
        }
        let line = table.rows[row].line;
        let (link_to, code) = (value(Field::LinkToTable), value(Field::BusinessRelationCode));
        let problem = match options::account(if link_to.is_empty() { &code } else { &link_to }) {
            _ if contact_no.is_empty() => "a link without `Contact No.`",
            Some(kind) => {
                links.push(ExistingLink { line, contact_no, kind, account_no, code });
                continue;
            }
            None if link_to.is_empty() => "a number without a table: neither `Link to Table` nor the code says which",
            None => continue,
        };
        issues.push(Issue::noted(Source::Links, line, problem).value(code));
    }
    links
}
