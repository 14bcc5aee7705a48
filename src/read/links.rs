//! Links that exist already: an export of table 5054, Contact Business Relation.

use crate::record::Kind;

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
