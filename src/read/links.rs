//! Links that exist already: an export of table 5054, Contact Business Relation.

use super::options::{self, Relation};
use crate::error::Issue;
use crate::record::{Field, Kind, Source, Table, Tables};

/// One link of the ledger as it stands today.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ExistingLink {
    /// The physical line it came from.
    pub line: u32,
    /// The contact.
    pub contact_no: String,
    /// The table it is linked to, never [`Kind::Contact`]; nothing where neither the row nor its code says which.
    pub kind: Option<Kind>,
    /// The account in that table.
    pub account_no: String,
    /// The business relation code, as it stands.
    pub code: String,
}

/// The links of a table; rows that link to no account table (employees, relations without a number) are passed over.
///
/// `Link to Table` says which table it is; where it is blank or says what koppel does not know, the business relation
/// code does, if it is one that is usual (`CUST`, `VEND`, `BANK`, practitioner knowledge). A link of which neither says
/// the table is noted, and kept, so that no other takes its place. Whether the numbers exist is not asked here.
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
        let noted = |problem| Issue::noted(Source::Links, line, problem);
        if contact_no.is_empty() {
            issues.push(noted("a link without `Contact No.`").value(code));
            continue;
        }
        let said = options::linked_to(&link_to).filter(|said| *said != Relation::None);
        let kind = match said.or_else(|| options::relation(&code)) {
            Some(Relation::Account(kind)) => Some(kind),
            Some(Relation::Employee) => continue,
            _ => None,
        };
        if kind.is_none() {
            let problem = "a link of which neither `Link to Table` nor the code says the table: it is not taken over, and \
                           no other is made in its place";
            issues.push(noted(problem).value(if options::is_blank(&link_to) { code.clone() } else { link_to }));
        }
        links.push(ExistingLink { line, contact_no, kind, account_no, code });
    }
    links
}

/// Contacts that say they are linked, while nobody said to what.
pub(super) fn not_given(tables: &Tables) -> Option<Issue> {
    let contacts = tables.get(Kind::Contact)?;
    contacts.column(Field::BusinessRelation)?;
    let linked = |row: &usize| {
        let relation = options::relation(&contacts.value(*row, Field::BusinessRelation));
        matches!(
            relation,
            Some(Relation::Account(Kind::Customer | Kind::Vendor | Kind::BankAccount) | Relation::Multiple)
        )
    };
    let count = (0..contacts.len()).filter(linked).count();
    (count > 0).then(|| {
        let problem = format!(
            "{count} contacts are linked already, but no `links` file says to what: export table 5054 (Contact Business \
             Relation) with a configuration package or from the page Contact Business Relations"
        );
        Issue::noted(contacts.source, 0, problem).column(contacts.caption(Field::BusinessRelation).to_owned())
    })
}
