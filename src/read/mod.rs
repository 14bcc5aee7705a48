//! Files to tables and issues: every physical row becomes a record or an issue.

pub mod decisions;
pub mod links;

use crate::error::Issue;
use crate::record::Tables;

use decisions::Decision;
use links::ExistingLink;

/// What was read: the product of this stage.
#[derive(Debug, Clone, Default)]
pub struct Read {
    /// The record tables.
    pub tables: Tables,
    /// Links that exist already, in the order of the file.
    pub links: Vec<ExistingLink>,
    /// What people decided, in the order of the file.
    pub decisions: Vec<Decision>,
    /// What could not be used, was repaired or is doubtful, in the order of the inputs and their lines.
    pub issues: Vec<Issue>,
}
