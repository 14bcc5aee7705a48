//! `conflicts.csv` and `issues.csv`: what the sides disagree on, and what the rows had wrong.

use std::borrow::Cow;

use serde::Serialize;

use super::output::Output;
use super::sheet::{self, Style};
use crate::error::{Issue, Result};
use crate::merge::{Conflict, Merged};
use crate::read::{Read, shown, shown_to};
use crate::record::{Field, Kind, Source, Tables};

/// A row of `conflicts.csv`. Columns are only ever added at the end.
#[derive(Serialize, Default)]
struct ConflictRow<'a> {
    #[serde(rename = "Conflict ID")]
    id: &'a str,
    #[serde(rename = "Contact No.")]
    contact_no: Cow<'a, str>,
    #[serde(rename = "Link to Table")]
    table: &'static str,
    #[serde(rename = "No.")]
    no: Cow<'a, str>,
    #[serde(rename = "Field")]
    field: &'static str,
    #[serde(rename = "Contact Value")]
    contact_value: Cow<'a, str>,
    #[serde(rename = "Account Value")]
    account_value: Cow<'a, str>,
    #[serde(rename = "Chosen Value")]
    chosen_value: Cow<'a, str>,
    #[serde(rename = "Chosen From")]
    chosen_from: &'static str,
    #[serde(rename = "Rule")]
    rule: &'static str,
    #[serde(rename = "Severity")]
    severity: &'static str,
    #[serde(rename = "Status")]
    status: &'static str,
    #[serde(rename = "First Seen")]
    first_seen: &'a str,
    #[serde(rename = "Seen")]
    seen: Cow<'a, str>,
    #[serde(rename = "Decision")]
    decision: &'static str,
    #[serde(rename = "New Value")]
    new_value: &'static str,
    #[serde(rename = "Note")]
    note: &'static str,
}

/// Writes `conflicts.csv`; cosmetic ones where asked.
pub(super) fn conflicts(
    out: &mut Output,
    style: Style,
    tables: &Tables,
    merged: &Merged<'_>,
    as_of: &str,
) -> Result<u64> {
    let shown = merged.conflicts.iter().chain(&merged.cosmetics);
    sheet::write(out, style, shown.map(|conflict| conflict_row(tables, style, conflict, as_of)))
}

fn conflict_row<'a>(tables: &'a Tables, style: Style, conflict: &'a Conflict<'a>, as_of: &'a str) -> ConflictRow<'a> {
    ConflictRow {
        id: &conflict.id,
        contact_no: style.value(tables.get(Kind::Contact), conflict.contact, Field::No),
        table: conflict.kind.word(),
        no: style.value(tables.get(conflict.kind), conflict.account, Field::No),
        field: conflict.field.caption(),
        contact_value: style.cell(&*conflict.contact_value),
        account_value: style.cell(&*conflict.account_value),
        chosen_value: style.cell(&*conflict.chosen_value),
        chosen_from: conflict.chosen_from,
        rule: conflict.rule,
        severity: conflict.severity.word(),
        status: conflict.state.word(),
        first_seen: as_of,
        seen: style.cell(&*conflict.seen),
        ..ConflictRow::default()
    }
}

/// A row of `issues.csv`.
#[derive(Serialize, Default)]
struct IssueRow<'a> {
    #[serde(rename = "File")]
    file: Cow<'a, str>,
    #[serde(rename = "Line")]
    line: Option<u64>,
    #[serde(rename = "Column")]
    column: Cow<'a, str>,
    #[serde(rename = "Problem")]
    problem: Cow<'a, str>,
    #[serde(rename = "Value")]
    value: Cow<'a, str>,
    #[serde(rename = "Action")]
    action: &'static str,
}

/// The most characters of a problem: it may name records by their numbers, which may be of any length.
const PROBLEM_MAX: usize = 1_000;

/// Writes `issues.csv`: a report, so guarded always.
pub(super) fn issues(out: &mut Output, read: &Read, issues: &[Issue]) -> Result<u64> {
    let style = Style::plain(true);
    let files: Vec<(Source, String)> = super::inputs(read).map(|table| (table.source, table.file_name())).collect();
    let file = |source| files.iter().find(|of| of.0 == source).map_or_else(|| source.key(), |of| &of.1);
    let rows = issues.iter().map(|issue| IssueRow {
        file: style.cell(file(issue.source)),
        line: (issue.line > 0).then_some(issue.line.into()),
        column: style.cell(&*issue.column),
        problem: style.cell(match &*issue.proposal {
            "" => shown_to(&issue.problem, PROBLEM_MAX),
            proposal => Cow::Owned(shown_to(&format!("{}; {proposal}", issue.problem), PROBLEM_MAX).into_owned()),
        }),
        value: style.cell(shown(&issue.value)),
        action: issue.action.word(),
    });
    sheet::write(out, style, rows)
}
