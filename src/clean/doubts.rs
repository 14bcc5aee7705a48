//! Values that somebody should look at: numbers whose check digits are wrong, days that are none.
//!
//! In: the tables and what was read from them. Out: issues; nothing is changed.

use std::borrow::Cow;
use std::collections::{BTreeMap, BTreeSet};

use rayon::prelude::*;
use rustc_hash::{FxHashMap, FxHashSet};

use crate::clean::batch::Row;
use crate::clean::texts::Texts;
use crate::clean::values::Values;
use crate::error::{Action, Issue};
use crate::record::{Field, Kind, Source, Table, Tables};
use crate::value::date::{self, Date, Order};
use crate::value::tax_id;
use crate::value::text::Placeholders;

/// The date of birth of each record, and what is doubtful about those and about the days of the last change.
pub(super) fn days(tables: &Tables, placeholders: &Placeholders) -> (Vec<Option<Date>>, Vec<Issue>) {
    let (mut births, mut issues) = (Vec::new(), Vec::new());
    for (kind, table) in tables.iter() {
        match table.column(Field::DateOfBirth) {
            Some(_) => births.extend(column(kind, table, Field::DateOfBirth, placeholders, &mut issues)),
            None => births.resize(births.len() + table.len(), None),
        }
        if table.column(Field::LastModified).is_some() {
            column(kind, table, Field::LastModified, placeholders, &mut issues);
        }
    }
    (births, issues)
}

/// The days of a column. A column in which nothing proves whether day or month comes first is noted once, a cell that is
/// no day by itself.
fn column(
    kind: Kind,
    table: &Table,
    field: Field,
    placeholders: &Placeholders,
    issues: &mut Vec<Issue>,
) -> Vec<Option<Date>> {
    let texts: Vec<Cow<'_, str>> = (0..table.len()).map(|row| table.value(row, field)).collect();
    let proven = date::order_of(texts.iter().map(|text| &**text));
    let order = proven.unwrap_or(Order::DayMonth);
    let issue = |line: u32, problem: &'static str, value: &str| Issue {
        source: Source::Table(kind),
        line: u64::from(line),
        column: Cow::Owned(table.caption(field).to_owned()),
        problem: problem.into(),
        value: value.to_owned(),
        action: Action::Noted,
    };
    let days: Vec<Option<Date>> = texts.iter().map(|text| date::parse(text, order)).collect();
    let other = if order == Order::DayMonth { Order::MonthDay } else { Order::DayMonth };
    let mut pairs = texts.iter().zip(&days).filter(|(_, day)| day.is_some());
    if proven.is_none() && pairs.any(|(text, &day)| date::parse(text, other) != day) {
        issues.push(issue(0, "no date proves whether day or month comes first: read as day, month, year", ""));
    }
    for (row, text) in texts.iter().enumerate().filter(|&(row, _)| days[row].is_none()) {
        if !placeholders.hold(text) && !date::is_blank(text) {
            issues.push(issue(table.rows[row].line, "no day that the calendar has: taken as blank", text));
        }
    }
    days
}

/// Notes the tax identifiers whose check digits are wrong; where the other side has exactly one valid number that is one
/// slip away, that is what it was meant to be.
pub(super) fn numbers(
    doubted: Vec<(Issue, u32)>,
    tables: &Tables,
    rows: &[Row],
    lists: &[u32],
    values: &Values,
    canonical: &Texts,
    issues: &mut Vec<Issue>,
) {
    let mut meant: FxHashMap<u32, Vec<u32>> = FxHashMap::default();
    for &(_, at) in &doubted {
        meant.entry(at).or_insert_with(|| {
            let repairs = tax_id::repairs(&values.taxes[at as usize]);
            repairs.iter().filter_map(|id| canonical.find(&id.canonical())).collect()
        });
    }
    let wanted: BTreeSet<u32> = meant.values().flatten().copied().collect();
    let holders = if wanted.is_empty() { Default::default() } else { holders(tables, rows, lists, &wanted) };
    for (mut issue, at) in doubted {
        let other = &holders[usize::from(issue.source == Source::Table(Kind::Contact))];
        let mut found = meant[&at].iter().filter_map(|meant| Some((meant, other.get(meant)?)));
        if let (Some((&meant, holder)), None) = (found.next(), found.next()) {
            let number = values.taxes[meant as usize].canonical();
            issue.problem = Cow::Owned(format!("{}; one slip away from {number} of {holder}", issue.problem));
        }
        issues.push(issue);
    }
}

/// The contact and the account that has each of some tax identifiers: the first by their numbers.
fn holders(tables: &Tables, rows: &[Row], lists: &[u32], wanted: &BTreeSet<u32>) -> [BTreeMap<u32, String>; 2] {
    let mut holders = [BTreeMap::new(), BTreeMap::new()];
    let mut first = 0;
    for (kind, table) in tables.iter() {
        let side = &mut holders[usize::from(kind != Kind::Contact)];
        for row in 0..table.len() {
            for at in lists[rows[first + row].spans[0].range()].iter().filter(|at| wanted.contains(at)) {
                let holder = format!("{} {}", kind.word().to_lowercase(), table.value(row, Field::No).trim());
                let least = side.entry(*at).or_insert_with(|| holder.clone());
                if holder < *least {
                    *least = holder;
                }
            }
        }
        first += table.len();
    }
    holders
}

/// The newest `Last Date Modified` of the inputs, as `YYYY-MM-DD`; empty where there is none.
pub fn newest(tables: &Tables) -> String {
    fn with<'t>(mut texts: FxHashSet<Cow<'t, str>>, text: Cow<'t, str>) -> FxHashSet<Cow<'t, str>> {
        texts.insert(text);
        texts
    }
    let mut newest: Option<Date> = None;
    for (_, table) in tables.iter().filter(|(_, table)| table.column(Field::LastModified).is_some()) {
        // Some thousand days, however many records.
        let texts: FxHashSet<Cow<'_, str>> = (0..table.len())
            .into_par_iter()
            .map(|row| table.value(row, Field::LastModified))
            .fold(FxHashSet::default, with)
            .reduce(FxHashSet::default, |one, other| other.into_iter().fold(one, with));
        let order = date::order_of(texts.iter().map(|text| &**text)).unwrap_or(Order::DayMonth);
        newest = newest.max(texts.iter().filter_map(|text| date::parse(text, order)).max());
    }
    newest.map_or_else(String::new, |date| date.to_string())
}
