//! Decisions to merged rows and conflicts: one value per field for a whole hub.

use std::collections::BTreeMap;

use crate::error::Issue;
use crate::record::{Field, Kind};

/// A cell that takes another value.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Change {
    /// The table.
    pub kind: Kind,
    /// The row in that table.
    pub row: u32,
    /// The column in that file, counted from 0.
    pub column: u16,
    /// The value it takes, unquoted.
    pub value: String,
}

/// How much a difference matters.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Severity {
    /// Something identifying or financial differs.
    Material,
    /// Something else differs.
    Minor,
    /// Only the writing differs.
    Cosmetic,
}

impl Severity {
    /// The word in `conflicts.csv`.
    pub fn word(self) -> &'static str {
        match self {
            Self::Material => "material",
            Self::Minor => "minor",
            Self::Cosmetic => "cosmetic",
        }
    }
}

/// Where a conflict stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum State {
    /// Nobody has chosen yet; every side keeps its value.
    Open,
    /// A decision there was is about values that have changed since; open again.
    Stale,
    /// A rule has chosen.
    ByRule,
    /// A person has chosen.
    Answered,
}

impl State {
    /// The word in `conflicts.csv`.
    pub fn word(self) -> &'static str {
        match self {
            Self::Open => "open",
            Self::Stale => "stale",
            Self::ByRule => "by rule",
            Self::Answered => "answered",
        }
    }
}

/// A field of a hub whose sides differ by more than writing.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Conflict {
    /// Letters only, the same from run to run.
    pub id: String,
    /// The row of the contact.
    pub contact: u32,
    /// The table of the account.
    pub kind: Kind,
    /// The row of the account.
    pub account: u32,
    /// The field.
    pub field: Field,
    /// The contact's value, raw.
    pub contact_value: String,
    /// The account's value, raw.
    pub account_value: String,
    /// The value chosen, raw; empty while the conflict is open.
    pub chosen_value: String,
    /// Whose value that is: `contact`, `customer`, `vendor`, `bank account`, `decision`; empty while open.
    pub chosen_from: &'static str,
    /// The rule that spoke, by its name in the job file.
    pub rule: &'static str,
    /// How much it matters.
    pub severity: Severity,
    /// Where it stands.
    pub state: State,
    /// The fingerprint of the values it is about.
    pub seen: String,
}

/// The product of this stage.
#[derive(Debug, Clone, Default)]
pub struct Merged {
    /// Cells that change, sorted by table, row and column; never a cell that would keep its value.
    pub changes: Vec<Change>,
    /// Conflicts, open ones first, then by severity, contact number, table, account number and field.
    pub conflicts: Vec<Conflict>,
    /// How many blanks were filled, by field.
    pub fills: BTreeMap<Field, u64>,
    /// Values too long for their target, decisions that could not be applied.
    pub issues: Vec<Issue>,
}
