//! What people decided: `decisions.csv`, appended to by people and never rewritten by koppel.

use crate::record::Kind;

/// What a line of `decisions.csv` says.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Verb {
    /// These two belong together.
    Link,
    /// These two do not.
    Reject,
    /// This field takes this side's value.
    Field,
    /// These two records of one table are the same business.
    Same,
    /// These two records of one table are not.
    Different,
    /// Undoes what was said on the subject before.
    Withdraw,
}

/// Whose value a field decision chooses.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Choice {
    /// The contact's.
    Contact,
    /// The account's.
    Account,
    /// A new one, in `New Value`.
    Value,
}

/// One line of `decisions.csv`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Decision {
    /// The physical line it came from.
    pub line: u32,
    /// What it says.
    pub verb: Verb,
    /// The contact it is about.
    pub contact_no: String,
    /// The table of the account (for same and different: the table of both records).
    pub kind: Option<Kind>,
    /// The account (for same and different: the other record).
    pub no: String,
    /// The field, by its English caption, for field decisions.
    pub field: String,
    /// Whose value, for field decisions.
    pub choice: Option<Choice>,
    /// The value to take, where the choice is `value`.
    pub new_value: String,
    /// The fingerprint of what was decided on; empty: taken as given.
    pub seen: String,
}
