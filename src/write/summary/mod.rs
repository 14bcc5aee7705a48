//! `summary.json`: the counts of a run, and that they add up.
//!
//! The summary is a pure function of the inputs: no time, no duration, no path goes in. Every row read ends in exactly
//! one place; each contact is in exactly one state for each account table of the run.

pub(super) mod text;

use std::collections::BTreeMap;

use serde::Serialize;

use crate::decide::lines::Fate;
use crate::decide::{Linkage, Unlinked, Why};
use crate::error::{Action, Error, Issue, Result};
use crate::merge::{Merged, Severity};
use crate::read::Read;
use crate::record::{Dialect, Kind, Table};

/// Counts by a word.
pub type Counts = BTreeMap<String, u64>;

/// The counts of a run.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
pub struct Summary {
    /// The version of koppel.
    pub koppel: &'static str,
    /// The as-of date of the run.
    pub as_of: String,
    /// The files read, tables first.
    pub inputs: Vec<InputCount>,
    /// What was compared; filled by the run.
    #[serde(flatten)]
    pub compared: Compared,
    /// The contacts by their state, for each account table of the run.
    pub contacts: BTreeMap<&'static str, States>,
    /// The links, for each account table.
    pub links: BTreeMap<&'static str, LinkCount>,
    /// Pairs for a person to look at, by kind of reason.
    pub reviews: Counts,
    /// Records without a link.
    pub unlinked: Vec<UnlinkedCount>,
    /// What became of people's decisions: `read` are the lines, and each of them has one of the other outcomes.
    pub decisions: Counts,
    /// Conflicts by severity (material, minor, cosmetic) and status.
    pub conflicts: BTreeMap<&'static str, Counts>,
    /// Blanks that were filled, by field.
    pub fills: BTreeMap<&'static str, u64>,
    /// What changed, for each file.
    pub changed: Vec<ChangeCount>,
    /// Rows and values with a problem.
    pub issues: Vec<IssueCount>,
    /// Things about the whole run that somebody should know, ready to print; filled by the run.
    pub notes: Vec<String>,
}

/// What was compared, and what was not.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
pub struct Compared {
    /// What each key found, in the order of the keys.
    pub keys: Vec<KeyStat>,
    /// Different pairs compared.
    pub pairs: u64,
    /// What was left out for want of budget, by what it was.
    pub cut: Counts,
}

/// A file that was read.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
pub struct InputCount {
    /// The key of the job file: `contacts`, ... `links`, `decisions`.
    pub role: &'static str,
    /// The name of the file, without its folder.
    pub file: String,
    /// Rows under the header.
    pub rows_read: u64,
    /// Rows that take part.
    pub accepted: u64,
    /// Rows that cannot be used; they stand in `rejected/` or in `issues.csv`.
    pub rejected: u64,
    /// Rows that say exactly what an earlier one says.
    pub collapsed: u64,
    /// How it was written.
    pub dialect: DialectFound,
}

/// How a file was written.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
pub struct DialectFound {
    /// By its WHATWG name.
    pub encoding: &'static str,
    /// By the job or a byte-order mark, rather than concluded.
    pub encoding_declared: bool,
    /// Whether there was a byte-order mark.
    pub mark: bool,
    /// Between the cells; a tab is `TAB`.
    pub delimiter: String,
    /// `CRLF`, `LF` or `CR`.
    pub line_end: &'static str,
    /// Whether it was packed.
    pub gzip: bool,
}

/// What a key of candidate pairs did.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
pub struct KeyStat {
    /// Its name.
    pub name: String,
    /// Whether every two records that share a value of it were compared.
    pub lossless: bool,
    /// The product of records up to which every value is used whatever the budget; `None` for keys that promise none.
    pub lossless_below: Option<u64>,
    /// Different values that both sides share.
    pub keys: u64,
    /// Values over budget, which brought no pair.
    pub over_budget: u64,
    /// The key under which the records of those met again.
    pub met_again_under: Option<&'static str>,
    /// Pairs it found, those that other keys found too included.
    pub pairs: u64,
    /// Those of them that were left out because their contact, or both records of one table, had too many candidates.
    #[serde(skip_serializing_if = "is_zero")]
    pub cut: u64,
    /// Those of them that were left out because one word or place is all that the two share of what both have.
    #[serde(skip_serializing_if = "is_zero")]
    pub thin: u64,
}

/// Whether there is nothing to tell.
#[allow(clippy::trivially_copy_pass_by_ref, reason = "serde hands it a reference")]
fn is_zero(count: &u64) -> bool {
    *count == 0
}

/// The contacts of a run for one account table.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize)]
pub struct States {
    /// All of them.
    pub contacts: u64,
    /// With a link.
    pub linked: u64,
    /// Without one, and a person should look at a candidate.
    pub review: u64,
    /// Without one.
    pub unlinked: u64,
}

/// The links to one account table.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
pub struct LinkCount {
    /// By status: linked, existing, decided.
    pub status: Counts,
    /// By what they chiefly rest on.
    pub basis: Counts,
}

/// Records without a link, by reason.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
pub struct UnlinkedCount {
    /// The table of the records.
    pub table: &'static str,
    /// The table they could be linked to.
    pub link_to_table: &'static str,
    /// The kind of reason.
    pub reason: String,
    /// How many.
    pub records: u64,
}

/// What changed in a file.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
pub struct ChangeCount {
    /// The file.
    pub file: String,
    /// Rows with a changed cell.
    pub rows: u64,
    /// Changed cells.
    pub cells: u64,
}

/// Rows and values with one problem.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
pub struct IssueCount {
    /// What became of them.
    pub action: &'static str,
    /// What is wrong.
    pub problem: String,
    /// How many.
    pub times: u64,
}

impl Summary {
    /// Counts everything that the products of the stages tell; the rest is filled in by the run.
    pub fn new(read: &Read, linkage: &Linkage, merged: &Merged<'_>, issues: &[Issue], as_of: &str) -> Self {
        let mut summary = Self { koppel: env!("CARGO_PKG_VERSION"), as_of: as_of.to_owned(), ..Self::default() };
        summary.inputs = super::inputs(read).map(input_count).collect();
        summary.decisions = count_fates(read, linkage.fates.iter().chain(&merged.fates));
        summary.count_links(read, linkage);
        summary.count_merged(read, merged);
        summary.issues = count_issues(issues);
        summary
    }

    fn count_links(&mut self, read: &Read, linkage: &Linkage) {
        for kind in Kind::ACCOUNTS.into_iter().filter(|&kind| read.tables.get(kind).is_some()) {
            self.links.insert(kind.word(), LinkCount::default());
            self.contacts.insert(kind.word(), states(read, linkage, kind));
        }
        for link in &linkage.links {
            let count = self.links.entry(link.pair.kind.word()).or_default();
            add(&mut count.status, link.status.word());
            add(&mut count.basis, link.pair.basis.word());
        }
        for review in &linkage.reviews {
            add(&mut self.reviews, family(&review.reason));
        }
        let mut unlinked = BTreeMap::new();
        for record in &linkage.unlinked {
            *unlinked.entry((record.table, record.target, record.why.words())).or_insert(0) += 1;
        }
        let row = |((table, target, reason), records): ((Kind, Kind, &str), u64)| UnlinkedCount {
            table: table.word(),
            link_to_table: target.word(),
            reason: reason.to_owned(),
            records,
        };
        self.unlinked = unlinked.into_iter().map(row).collect();
    }

    fn count_merged(&mut self, read: &Read, merged: &Merged<'_>) {
        for conflict in &merged.conflicts {
            add(self.conflicts.entry(conflict.severity.word()).or_default(), conflict.state.word());
        }
        if merged.cosmetic > 0 {
            self.conflicts.entry(Severity::Cosmetic.word()).or_default().insert("counted".to_owned(), merged.cosmetic);
        }
        self.fills = merged.fills.iter().map(|(field, &count)| (field.caption(), count)).collect();
        for (kind, table) in read.tables.iter() {
            let Some(sheet) = super::merged::Sheet::new(&read.tables, kind, &merged.changes, false) else { continue };
            let (rows, cells) = (sheet.changed_rows(), sheet.changes.len() as u64);
            self.changed.push(ChangeCount { file: table.file_name(), rows, cells });
        }
    }

    /// The reviews, and the material conflicts nobody has settled: what waits for a person.
    pub fn waiting(&self) -> u64 {
        let reviews: u64 = self.reviews.values().sum();
        let material = self.conflicts.get(Severity::Material.word());
        let open = |state| material.and_then(|counts| counts.get(state)).copied().unwrap_or(0);
        reviews + open("open") + open("stale")
    }

    /// The rows that could not be used, over all files.
    pub fn rejected(&self) -> u64 {
        self.inputs.iter().map(|input| input.rejected).sum()
    }

    /// That the books balance. An error is a fault in koppel, not in the data, and nothing is published then.
    pub fn check(&self) -> Result<()> {
        for input in &self.inputs {
            if input.rows_read != input.accepted + input.rejected + input.collapsed {
                return Err(unbalanced(&format!(
                    "{} rows read are not {} accepted, {} rejected and {} collapsed ones",
                    input.rows_read, input.accepted, input.rejected, input.collapsed
                ))
                .file(&input.file));
            }
        }
        for (table, states) in &self.contacts {
            if states.contacts != states.linked + states.review + states.unlinked {
                return Err(unbalanced(&format!(
                    "for {table}, {} contacts are not {} linked, {} in review and {} unlinked ones",
                    states.contacts, states.linked, states.review, states.unlinked
                )));
            }
        }
        let outcomes: u64 = self.decisions.iter().filter(|(word, _)| *word != READ).map(|(_, count)| count).sum();
        match self.decisions.get(READ).copied().unwrap_or(0) {
            read if read == outcomes => Ok(()),
            read => Err(unbalanced(&format!("{read} decisions were read, and {outcomes} are accounted for"))),
        }
    }
}

/// The word under which the lines of `decisions.csv` are counted, beside their outcomes.
const READ: &str = "read";

/// What became of people's decisions, by outcome, and how many there are.
pub(super) fn count_fates<'a>(read: &Read, fates: impl Iterator<Item = &'a (u32, Fate)>) -> Counts {
    let mut counts = Counts::new();
    let lines = read.decisions.len() + read.unread.len();
    if lines > 0 {
        counts.insert(READ.to_owned(), lines as u64);
    }
    fates.for_each(|(_, fate)| add(&mut counts, fate.word()));
    counts
}

pub(super) fn unbalanced(what: &str) -> Error {
    Error::failed(format!("the books do not balance: {what}")).hint("this is a fault in koppel: please report it")
}

pub(super) fn input_count(table: &Table) -> InputCount {
    InputCount {
        role: table.source.key(),
        file: table.file_name(),
        rows_read: table.rows_read as u64,
        accepted: table.rows.len() as u64,
        rejected: table.rejected.len() as u64,
        collapsed: table.collapsed.len() as u64,
        dialect: dialect(table),
    }
}

fn dialect(table: &Table) -> DialectFound {
    let Dialect { encoding, encoding_declared, mark, gzip, .. } = table.dialect;
    let (delimiter, line_end) = (table.dialect.delimiter_word(), table.dialect.line_end_word());
    DialectFound { encoding, encoding_declared, mark, delimiter, line_end, gzip }
}

/// The contacts by their state for one account table.
fn states(read: &Read, linkage: &Linkage, kind: Kind) -> States {
    let mut linked: Vec<u32> =
        linkage.links.iter().filter(|link| link.pair.kind == kind).map(|link| link.pair.contact).collect();
    linked.sort_unstable();
    linked.dedup();
    let without = |unlinked: &&Unlinked| unlinked.table == Kind::Contact && unlinked.target == kind;
    let (mut review, mut unlinked) = (0, 0);
    for record in linkage.unlinked.iter().filter(without) {
        *if record.why == Why::InReview { &mut review } else { &mut unlinked } += 1;
    }
    States { contacts: read.tables.rows(Kind::Contact) as u64, linked: linked.len() as u64, review, unlinked }
}

pub(super) fn count_issues(issues: &[Issue]) -> Vec<IssueCount> {
    let mut counts = BTreeMap::new();
    for issue in issues {
        *counts.entry((issue.action, family(&issue.problem))).or_insert(0) += 1;
    }
    let row = |((action, problem), times): ((Action, &str), u64)| IssueCount {
        action: action.word(),
        problem: problem.to_owned(),
        times,
    };
    counts.into_iter().map(row).collect()
}

/// The kind of a reason or problem: the words before the colon.
pub(super) fn family(reason: &str) -> &str {
    reason.split(':').next().unwrap_or(reason)
}

fn add(counts: &mut Counts, word: &str) {
    match counts.get_mut(word) {
        Some(count) => *count += 1,
        None => drop(counts.insert(word.to_owned(), 1)),
    }
}
