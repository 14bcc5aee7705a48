//! The lines of `decisions.csv`: which of them stand, and what became of each.
//!
//! One file serves `link` and `dedupe`: each takes the lines that are for it. Of the lines on one subject the last one
//! stands. What became of a line is said once, where it is decided, and `write` looks whether every line has its one
//! [`Fate`] before anything is published.

use std::borrow::Cow;

use rustc_hash::{FxHashMap, FxHashSet};

use crate::error::{Action, Issue};
use crate::read::decisions::{Decision, Verb};
use crate::record::{Kind, Source, code};

/// What became of a line; where several things did, the last in this order counts.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Fate {
    /// What it wants stands already.
    Fulfilled,
    /// Done as it says.
    Applied,
    /// A later line on the same subject stands instead.
    Overtaken,
    /// A later line withdraws it.
    Withdrawn,
    /// It is for the other command, or for a table that this run leaves out.
    Unused,
    /// What it is about has changed since: a person is asked again.
    Stale,
    /// It cannot be applied; an issue says why.
    Refused,
}

impl Fate {
    /// The word in `summary.json`.
    pub fn word(self) -> &'static str {
        match self {
            Self::Fulfilled => "fulfilled",
            Self::Applied => "applied",
            Self::Overtaken => "overtaken",
            Self::Withdrawn => "withdrawn",
            Self::Unused => "unused",
            Self::Stale => "stale",
            Self::Refused => "refused",
        }
    }
}

/// What became of lines, by their physical line: each stands here once.
pub type Fates = Vec<(u32, Fate)>;

/// Whether a line is about a field.
pub(crate) fn is_about_field(decision: &Decision) -> bool {
    decision.verb == Verb::Field || matches!(decision.verb, Verb::Withdraw | Verb::Unknown) && decision.field.is_some()
}

/// The lines that say whether a contact and an account, or two records of a table, belong together.
#[derive(Debug, Default)]
pub(super) struct OnPairs<'a> {
    /// For `link`.
    pub(super) links: Vec<&'a Decision>,
    /// For `dedupe`.
    pub(super) duplicates: Vec<&'a Decision>,
}

impl<'a> OnPairs<'a> {
    /// Sorts the lines out. A `withdraw` is for the command that used what was said on its two numbers before; where
    /// nothing was, its table tells.
    pub(super) fn of(decisions: &'a [Decision]) -> Self {
        let mut sorted = Self::default();
        let (mut linked, mut compared) = (FxHashSet::default(), FxHashSet::default());
        for decision in decisions.iter().filter(|decision| !is_about_field(decision)) {
            let (link, pair) = (of_link(decision), of_pair(decision));
            match decision.verb {
                Verb::Link | Verb::Reject => {
                    linked.insert(link);
                    sorted.links.push(decision);
                }
                Verb::Same | Verb::Different => {
                    compared.insert(pair);
                    sorted.duplicates.push(decision);
                }
                Verb::Unknown if decision.kind == Kind::Contact => sorted.duplicates.push(decision),
                Verb::Unknown => sorted.links.push(decision),
                Verb::Field | Verb::Withdraw => {
                    let on_duplicates = decision.kind == Kind::Contact || compared.contains(&pair);
                    if on_duplicates {
                        sorted.duplicates.push(decision);
                    }
                    if !on_duplicates || linked.contains(&link) {
                        sorted.links.push(decision);
                    }
                }
            }
        }
        sorted
    }
}

/// What a line on a link is about: the table, the contact, the account.
pub(crate) type Subject<'a> = (Kind, Cow<'a, str>, Cow<'a, str>);

/// The subject of a line on a link.
pub(crate) fn of_link(decision: &Decision) -> Subject<'_> {
    (decision.kind, code((&decision.contact_no).into()), code((&decision.no).into()))
}

/// The subject of a line on two records of a table: it has no direction.
pub(super) fn of_pair(decision: &Decision) -> Subject<'_> {
    let (table, one, other) = of_link(decision);
    if one <= other { (table, one, other) } else { (table, other, one) }
}

/// The lines that stand, in their order: the last on each subject, and each `withdraw` that found nothing to undo.
/// What became of the others is known by that.
pub(crate) fn last_words<'a, S: std::hash::Hash + Eq>(
    lines: impl IntoIterator<Item = &'a Decision>,
    subject: impl Fn(&'a Decision) -> S,
    fates: &mut Fates,
) -> Vec<&'a Decision> {
    let mut last: FxHashMap<S, &Decision> = FxHashMap::default();
    let mut idle = Vec::new();
    for decision in lines {
        if decision.verb == Verb::Withdraw {
            match last.remove(&subject(decision)) {
                Some(before) => fates.extend([(before.line, Fate::Withdrawn), (decision.line, Fate::Applied)]),
                None => idle.push(decision),
            }
        } else if let Some(before) = last.insert(subject(decision), decision) {
            fates.push((before.line, Fate::Overtaken));
        }
    }
    idle.extend(last.into_values());
    idle.sort_unstable_by_key(|decision| decision.line);
    idle
}

/// That a `withdraw` undoes nothing, which may be a slip in a number: what it was to undo would stand on.
pub(crate) fn nothing_to_withdraw(decision: &Decision, fates: &mut Fates) -> Issue {
    fates.push((decision.line, Fate::Fulfilled));
    issue(decision, "there is nothing to withdraw: no line before it stands on this", Action::Noted)
}

/// That the records have changed since a line on two of them: what it says is put before a person again.
pub(super) fn changed_since(decision: &Decision, fates: &mut Fates) -> Issue {
    fates.push((decision.line, Fate::Stale));
    issue(decision, "the records have changed since the decision: it is put before a person again", Action::Noted)
}

/// The reason of the review in which that is done.
pub(super) const STALE: &str = "decision stale: the records have changed since";

/// The reason of the review in which what such a line is about waits.
pub(super) const UNKNOWN: &str = "decision unclear: its line has no word koppel knows";

/// The same, where the line cannot be read as a whole, or names what is not there.
pub(super) const UNREAD: &str = "decision unclear: a line that may be about this cannot be applied";

/// An issue about a line, with the two numbers it names.
pub(super) fn issue(decision: &Decision, problem: impl Into<Cow<'static, str>>, action: Action) -> Issue {
    let named = format!("{} {}", decision.contact_no, decision.no);
    Issue::new(Source::Decisions, decision.line, problem, action).value(named)
}
