//! Decisions to merged rows and conflicts: one value per field for a whole hub.
//!
//! In: tables, links, what people decided, a [`Policy`]. Out: the cells that change and the conflicts. A hub is a contact
//! with all the accounts linked to it. Nothing depends on the order of the links or on threads, merging cannot fail, and
//! the outputs taken as inputs again with the same links change nothing more.

mod answers;
mod conflicts;
mod draft;
mod fields;
mod group;
mod heard;
mod hub;
mod per_field;
mod policy;
mod renamed;
mod rules;
mod same;
mod settings;
mod tax;
#[cfg(test)]
mod tests;
mod whole_record;

use std::borrow::Cow;
use std::collections::BTreeMap;

use rayon::prelude::*;

use crate::decide::Link;
use crate::decide::lines::Fates;
use crate::error::Issue;
use crate::merge::answers::{Answers, Brought};
use crate::merge::hub::{Hub, Rows};
use crate::merge::per_field::Bench;
use crate::read::decisions::Decision;
use crate::record::{Field, Kind, Source, Tables};
use crate::value::country::Country;
use crate::value::date::Date;
use crate::value::text::Placeholders;

pub use policy::{Mode, Policy, Rule};
pub use same::{Same, same};
pub use settings::Settings;

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
pub struct Conflict<'t> {
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
    pub contact_value: Cow<'t, str>,
    /// The account's value, raw.
    pub account_value: Cow<'t, str>,
    /// The value chosen, raw; empty while the conflict is open.
    pub chosen_value: Cow<'t, str>,
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

/// What merging has to know of the run.
#[derive(Debug, Clone, Copy)]
pub struct Context<'a> {
    /// Whether the cardinality of the job is one-to-one. Under any other nothing is merged: see [`Merged::skipped`].
    pub one_to_one: bool,
    /// The country of records that name none.
    pub home: Option<Country>,
    /// The texts that stand for no value.
    pub placeholders: &'a Placeholders,
    /// Whether [`Merged::cosmetics`] is wanted.
    pub cosmetic: bool,
    /// The day of the run: what is said to have changed after it says nothing of when it did.
    pub as_of: Option<Date>,
}

/// The product of this stage.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Merged<'t> {
    /// Cells that change, sorted by table, row and column; never a cell that would keep its value.
    pub changes: Vec<Change>,
    /// Conflicts, open ones first, then by severity, contact number, table, account number and field.
    pub conflicts: Vec<Conflict<'t>>,
    /// Fields that differ by writing alone, where they were asked for; sorted likewise.
    pub cosmetics: Vec<Conflict<'t>>,
    /// How many fields differ by writing alone, asked for or not.
    pub cosmetic: u64,
    /// How many blanks were filled, by field.
    pub fills: BTreeMap<Field, u64>,
    /// Values that do not fit their targets, decisions that could not be applied, links that break one-to-one.
    pub issues: Vec<Issue>,
    /// What became of each decision on a field.
    pub fates: Fates,
    /// Nothing was merged, since the cardinality is not one-to-one: the outputs equal the inputs.
    pub skipped: bool,
}

/// Merges every hub by the policy.
pub fn merge<'t>(
    tables: &'t Tables,
    links: &[Link],
    decisions: &[Decision],
    policy: &Policy,
    context: &Context<'_>,
) -> Merged<'t> {
    if !context.one_to_one {
        let (fates, issues) = answers::unmerged(decisions);
        return Merged { skipped: true, fates, issues, ..Merged::default() };
    }
    let (hubs, crossed) = hub::gather(tables, links, &policy.order);
    let Brought { answers, fates, mut issues } = answers::bring(tables, links, &hubs, decisions, policy.mode);
    issues.extend(crossed.into_iter().filter_map(|link| unmerged(tables, link)));
    let has_enterprise_no = tables.iter().any(|(_, table)| table.column(Field::EnterpriseNo).is_some());
    let units = per_field::units(policy);
    let (orders, country) = (hub::date_orders(tables), context.home);
    let bench = Bench { policy, context, orders, has_enterprise_no, units: &units, country };
    let parts: Vec<Part<'_>> = hubs.par_chunks(PART).map(|hubs| Part::of(tables, hubs, &answers, bench)).collect();
    let mut merged = Merged { issues, fates, ..Merged::default() };
    merged.changes.reserve_exact(parts.iter().map(|part| part.merged.changes.len()).sum());
    merged.conflicts.reserve_exact(parts.iter().map(|part| part.merged.conflicts.len()).sum());
    let mut renamed = Vec::new();
    for part in parts {
        merged.append(part.merged);
        renamed.extend(part.renamed);
    }
    renamed::follow(tables, &renamed, &mut merged);
    merged.sort();
    merged
}

/// How many hubs one thread merges in a row.
const PART: usize = 1024;

/// Some hubs, merged.
#[derive(Debug, Default)]
struct Part<'t> {
    merged: Merged<'t>,
    /// The rows of contacts, and their new names.
    renamed: Vec<(u32, String)>,
}

impl<'t> Part<'t> {
    fn of(tables: &'t Tables, hubs: &[Rows], answers: &Answers, bench: Bench<'_>) -> Self {
        let mut part = Self::default();
        for rows in hubs {
            let answers = answers.get(&rows.contact).cloned().unwrap_or_default();
            part.add(&Hub::open(tables, rows, answers, bench.orders), bench);
        }
        part
    }

    /// Merges a hub. Its conflicts come in the order of the tables, then of the fields.
    fn add(&mut self, hub: &Hub<'t>, bench: Bench<'_>) {
        let mut draft = match bench.policy.mode {
            Mode::PerField => per_field::merge(hub, bench),
            Mode::WholeRecord => whole_record::merge(hub, bench),
        };
        for conflicts in [&mut draft.conflicts, &mut draft.cosmetics] {
            conflicts.sort_by_key(|conflict| (conflict.kind, conflict.field));
        }
        self.merged.fates.append(&mut draft.fates(hub));
        self.renamed.extend(draft.writes.get(&(0, Field::Name)).map(|name| (hub.members[0].row, name.clone())));
        let merged = &mut self.merged;
        merged.changes.extend(draft::changes(draft.writes, hub));
        merged.conflicts.append(&mut draft.conflicts);
        merged.cosmetics.append(&mut draft.cosmetics);
        merged.cosmetic += draft.cosmetic;
        for field in draft.fills {
            *merged.fills.entry(field).or_default() += 1;
        }
        merged.issues.append(&mut draft.issues);
    }
}

impl Merged<'_> {
    fn append(&mut self, mut part: Self) {
        self.changes.append(&mut part.changes);
        self.conflicts.append(&mut part.conflicts);
        self.cosmetics.append(&mut part.cosmetics);
        self.cosmetic += part.cosmetic;
        for (field, count) in part.fills {
            *self.fills.entry(field).or_default() += count;
        }
        self.issues.append(&mut part.issues);
        self.fates.append(&mut part.fates);
    }

    /// Conflicts come in the order of the contacts' numbers, and keep it within those of one standing and severity.
    fn sort(&mut self) {
        self.changes.par_sort_unstable();
        self.issues.sort();
        self.issues.dedup();
        let key =
            |conflict: &Conflict<'_>| (matches!(conflict.state, State::ByRule | State::Answered), conflict.severity);
        // Cached not for the sake of the key, but since a conflict is large: positions are sorted instead.
        self.conflicts.sort_by_cached_key(key);
        self.cosmetics.sort_by_cached_key(key);
    }
}

/// A link that is left out, since another link of the same table shares one of its ends.
fn unmerged(tables: &Tables, (_, kind, account): (u32, Kind, u32)) -> Option<Issue> {
    let table = tables.get(kind)?;
    let line = table.rows.get(account as usize)?.line;
    let issue = Issue::noted(Source::Table(kind), line, "its link is not one to one, so it was not merged");
    Some(issue.column(table.caption(Field::No).to_owned()).value(table.value(account as usize, Field::No)))
}
