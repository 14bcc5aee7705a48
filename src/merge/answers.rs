//! What people decided on fields: the lines of `decisions.csv` brought to their hubs.
//!
//! In: decisions, hubs by row. Out: the answers of each hub, and what became of the lines that reach none. The last line
//! on a subject stands, and `withdraw` undoes it.

use std::borrow::Cow;

use rustc_hash::{FxHashMap, FxHashSet};

use crate::decide::Link;
use crate::decide::lines::{Fate, Fates, is_about_field, last_words, nothing_to_withdraw, of_link};
use crate::decide::numbers::Numbers;
use crate::error::{Action, Issue};
use crate::merge::fields::is_shared;
use crate::merge::hub::Rows;
use crate::merge::policy::Mode;
use crate::read::decisions::{Choice, Decision, Fault, Verb};
use crate::record::{Field, Kind, Source, Tables};

/// What a person decided on a field of a hub.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Answer {
    /// The physical line it came from.
    pub(crate) line: u32,
    /// The account that was before the person, beside the contact.
    pub(crate) kind: Kind,
    /// The field; field by field VAT Registration No. for Enterprise No. too.
    pub(crate) field: Field,
    /// Whose value; or the column that says nothing clear, and what is wrong with it: no rule chooses in its place.
    pub(crate) choice: Result<Choice, Fault>,
    /// The value to take, where it is a new one.
    pub(crate) new_value: String,
    /// The fingerprint of the cells that were before the person; empty: taken as given.
    pub(crate) seen: String,
}

/// The answers by the row of the contact.
pub(crate) type Answers = FxHashMap<u32, Vec<Answer>>;

/// VAT Registration No. and Enterprise No. are one subject.
pub(crate) fn notion(field: Field) -> Field {
    if field == Field::EnterpriseNo { Field::VatNo } else { field }
}

/// The field that an answer is on: where whole records are copied, each column is one by itself.
pub(crate) fn subject(field: Field, mode: Mode) -> Field {
    match mode {
        Mode::PerField => notion(field),
        Mode::WholeRecord => field,
    }
}

/// An issue about a line of the decisions that cannot be applied.
pub(crate) fn refuse(line: u32, column: &'static str, problem: impl Into<Cow<'static, str>>, value: &str) -> Issue {
    Issue::new(Source::Decisions, line, problem, Action::Rejected).column(column).value(value)
}

/// What the decisions on fields come to before their hubs are merged.
#[derive(Debug, Default)]
pub(crate) struct Brought {
    /// Those that reached a hub: what becomes of them is seen there.
    pub(crate) answers: Answers,
    /// What became of all others.
    pub(crate) fates: Fates,
    /// Why, where they cannot be applied.
    pub(crate) issues: Vec<Issue>,
}

impl Brought {
    fn refuse(&mut self, line: u32, column: &'static str, problem: impl Into<Cow<'static, str>>, value: &str) {
        self.fates.push((line, Fate::Refused));
        self.issues.push(refuse(line, column, problem, value));
    }
}

/// Brings the decisions on fields to their hubs.
pub(crate) fn bring(tables: &Tables, links: &[Link], hubs: &[Rows], decisions: &[Decision], mode: Mode) -> Brought {
    let mut brought = Brought::default();
    let numbers = Numbers::of(tables);
    let ends = |link: &Link| (link.pair.contact, link.pair.kind, link.pair.account);
    let doubted: FxHashSet<_> = links.iter().filter(|link| link.doubted).map(ends).collect();
    let mut of_contact: FxHashMap<u32, &Rows> = FxHashMap::default();
    for (decision, field) in standing(decisions, mode, &mut brought.fates) {
        let kind = decision.kind;
        // Search Name is copied with whole records; else it follows the name.
        let is_copied = mode == Mode::WholeRecord && field == Field::SearchName;
        if !(is_shared(kind, field) || is_copied) || kind == Kind::Contact {
            brought.refuse(decision.line, "Field", "this field is not synchronised here", field.caption());
            continue;
        }
        let field = subject(field, mode);
        let (contact, account) = (numbers.row(Kind::Contact, &decision.contact_no), numbers.row(kind, &decision.no));
        let (contact, account) = match (contact, account) {
            (Some(contact), Some(account)) => (contact, account),
            (None, _) => {
                let problem = nobody(&numbers, "no contact has this number", Kind::Contact, &decision.contact_no);
                brought.refuse(decision.line, "Contact No.", problem, &decision.contact_no);
                continue;
            }
            (_, None) => {
                let problem = nobody(&numbers, "no account has this number", kind, &decision.no);
                brought.refuse(decision.line, "No.", problem, &decision.no);
                continue;
            }
        };
        if decision.verb == Verb::Withdraw {
            let issue = nothing_to_withdraw(decision, &mut brought.fates);
            brought.issues.push(issue);
            continue;
        }
        if of_contact.is_empty() {
            of_contact.extend(hubs.iter().map(|hub| (hub.contact, hub)));
        }
        let is_member = |hub: &&&Rows| hub.accounts.iter().any(|&(of, row, _)| (of, row) == (kind, account));
        if of_contact.get(&contact).filter(is_member).is_none() {
            let problem = if doubted.contains(&(contact, kind, account)) {
                "nothing is merged by this link: it waits in review, or a record of it is blocked for privacy"
            } else {
                "this account is not linked to the contact: there is nothing to decide"
            };
            brought.refuse(decision.line, "No.", problem, &decision.no);
            continue;
        }
        let (line, choice) = (decision.line, decision.fault().map_or(Ok(decision.choice), Err));
        let (new_value, seen) = (decision.new_value.clone(), decision.seen.trim().to_owned());
        let answer = Answer { line, kind, field, choice, new_value, seen };
        brought.answers.entry(contact).or_default().push(answer);
    }
    brought
}

/// The decisions on fields where nothing is merged.
pub(crate) fn unmerged(decisions: &[Decision]) -> (Fates, Vec<Issue>) {
    let mut brought = Brought::default();
    for (decision, field) in standing(decisions, Mode::PerField, &mut brought.fates) {
        let problem = "nothing is merged, since the cardinality is not one-to-one: decisions on fields are not applied";
        brought.refuse(decision.line, "Field", problem, field.caption());
    }
    (brought.fates, brought.issues)
}

/// The decisions on fields that stand, and the fields they are on.
fn standing<'d>(decisions: &'d [Decision], mode: Mode, fates: &mut Fates) -> Vec<(&'d Decision, Field)> {
    let about_fields = decisions.iter().filter(|decision| is_about_field(decision));
    let field = |decision: &Decision| decision.field.map(|field| subject(field, mode));
    let standing = last_words(about_fields, |decision| (of_link(decision), field(decision)), fates);
    standing.into_iter().filter_map(|decision| Some((decision, decision.field?))).collect()
}

/// That nobody has a number, and what may have been meant.
fn nobody(numbers: &Numbers<'_>, problem: &'static str, kind: Kind, no: &str) -> Cow<'static, str> {
    numbers.meant(kind, no).map_or(Cow::Borrowed(problem), |meant| format!("{problem}: {meant}").into())
}
