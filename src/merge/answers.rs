//! What people decided on fields: the lines of `decisions.csv` brought to their hubs.
//!
//! In: decisions, hubs by row. Out: the answers of each hub, and an issue for each decision that names something
//! unknown. The last line on a subject wins, and `withdraw` undoes it.

use std::borrow::Cow;
use std::collections::BTreeMap;

use rustc_hash::{FxHashMap, FxHashSet};

use crate::error::Issue;
use crate::merge::fields::{by_caption, is_shared};
use crate::merge::hub::Rows;
use crate::read::decisions::{Choice, Decision, Verb};
use crate::record::{Field, Kind, Source, Tables};

/// What a person decided on a field of a hub.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Answer {
    /// The physical line it came from.
    pub(crate) line: u32,
    /// The account that was before the person, beside the contact.
    pub(crate) kind: Kind,
    /// The field; VAT Registration No. for Enterprise No. too.
    pub(crate) field: Field,
    /// Whose value.
    pub(crate) choice: Choice,
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

/// An issue about a line of the decisions.
pub(crate) fn refuse(line: u32, column: &'static str, problem: &'static str, value: &str) -> Issue {
    Issue::noted(Source::Decisions, line, problem).column(column).value(value)
}

/// Brings the decisions on fields to their hubs.
pub(crate) fn bring(tables: &Tables, hubs: &[Rows], decisions: &[Decision]) -> (Answers, Vec<Issue>) {
    let (standing, mut issues) = last_words(decisions);
    let mut answers = Answers::default();
    if standing.is_empty() {
        return (answers, issues);
    }
    let number = |kind, row: u32| {
        let no = tables.get(kind).map_or(Cow::Borrowed(""), |table| table.value(row as usize, Field::No));
        no.trim().to_owned()
    };
    let by_contact: FxHashMap<String, &Rows> =
        hubs.iter().map(|hub| (number(Kind::Contact, hub.contact), hub)).collect();
    let mut astray = Vec::new();
    for (decision, answer) in standing {
        let hub = by_contact.get(decision.contact_no.trim()).filter(|hub| {
            let mut accounts = hub.accounts.iter();
            accounts.any(|&(kind, row, _)| kind == answer.kind && number(kind, row) == decision.no.trim())
        });
        match hub {
            Some(hub) => answers.entry(hub.contact).or_default().push(answer),
            None => astray.push((decision, answer)),
        }
    }
    issues.extend(explain(tables, &astray));
    (answers, issues)
}

/// The decisions on fields that stand, in the order of their lines, and the lines that cannot be understood.
fn last_words(decisions: &[Decision]) -> (Vec<(&Decision, Answer)>, Vec<Issue>) {
    let mut issues = Vec::new();
    let mut subjects = BTreeMap::new();
    let about_fields = decisions
        .iter()
        .filter(|line| line.verb == Verb::Field || (line.verb == Verb::Withdraw && !line.field.trim().is_empty()));
    for decision in about_fields {
        let (field, kind) = match (by_caption(&decision.field), decision.kind) {
            (None, _) => {
                issues.push(refuse(decision.line, "Field", "no such field", &decision.field));
                continue;
            }
            (_, None) => {
                issues.push(refuse(decision.line, "Link to Table", "no table is named", ""));
                continue;
            }
            (Some(field), Some(kind)) if !is_shared(kind, field) || kind == Kind::Contact => {
                issues.push(refuse(decision.line, "Field", "this field is not synchronised here", &decision.field));
                continue;
            }
            (Some(field), Some(kind)) => (notion(field), kind),
        };
        let subject = (decision.contact_no.trim(), kind, decision.no.trim(), field);
        if decision.verb == Verb::Withdraw {
            subjects.remove(&subject);
            continue;
        }
        match answer(decision, kind, field) {
            Ok(answer) => {
                subjects.insert(subject, (decision, answer));
            }
            Err(issue) => issues.push(issue),
        }
    }
    let mut standing: Vec<_> = subjects.into_values().collect();
    standing.sort_by_key(|(decision, _)| decision.line);
    (standing, issues)
}

fn answer(decision: &Decision, kind: Kind, field: Field) -> Result<Answer, Issue> {
    let Some(choice) = decision.choice else {
        return Err(refuse(decision.line, "Choice", "contact, account or value is wanted", ""));
    };
    if choice == Choice::Value && decision.new_value.trim().is_empty() {
        return Err(refuse(decision.line, "New Value", "the choice is value, and there is none", ""));
    }
    let (new_value, seen) = (decision.new_value.clone(), decision.seen.trim().to_owned());
    Ok(Answer { line: decision.line, kind, field, choice, new_value, seen })
}

/// Why decisions found no hub: a number nobody has, or two records that are not linked.
fn explain(tables: &Tables, astray: &[(&Decision, Answer)]) -> Vec<Issue> {
    if astray.is_empty() {
        return Vec::new();
    }
    let numbers = Kind::ALL.map(|kind| {
        let rows =
            tables.get(kind).into_iter().flat_map(|table| (0..table.len()).map(|row| table.value(row, Field::No)));
        rows.map(|no| no.trim().to_owned()).collect::<FxHashSet<_>>()
    });
    let unknown = |kind: Kind, no: &str| !numbers[kind.index()].contains(no.trim());
    let problem = |(decision, answer): &(&Decision, Answer)| {
        if unknown(Kind::Contact, &decision.contact_no) {
            refuse(decision.line, "Contact No.", "no contact has this number", &decision.contact_no)
        } else if unknown(answer.kind, &decision.no) {
            refuse(decision.line, "No.", "no account has this number", &decision.no)
        } else {
            refuse(
                decision.line,
                "No.",
                "this account is not linked to the contact: there is nothing to decide",
                &decision.no,
            )
        }
    };
    astray.iter().map(problem).collect()
}
