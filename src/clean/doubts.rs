//! Values that somebody should look at: numbers whose check digits are wrong, days that are none.
//!
//! In: the tables and what was read from them. Out: issues; nothing is changed.

use std::borrow::Cow;
use std::collections::{BTreeMap, BTreeSet};

use rustc_hash::{FxHashMap, FxHashSet};

use crate::clean::batch::Row;
use crate::clean::texts::Texts;
use crate::clean::values::Values;
use crate::error::Issue;
use crate::record::{Field, Kind, Source, Table, Tables};
use crate::value::date::{self, Date, Order};
use crate::value::tax_id;
use crate::value::text::Placeholders;

/// The date of birth of each record, and what is doubtful about those and about the days of the last change.
pub(super) fn days(tables: &Tables, placeholders: &Placeholders) -> (Vec<Option<Date>>, Vec<Issue>) {
    let (mut births, mut issues) = (Vec::new(), Vec::new());
    for (kind, table) in tables.iter() {
        match table.column(Field::DateOfBirth) {
            Some(_) => {
                let days = column(kind, table, Field::DateOfBirth, placeholders, &mut issues);
                births.extend((0..table.len()).map(|row| days[&table.value(row, Field::DateOfBirth)]));
            }
            None => births.resize(births.len() + table.len(), None),
        }
        if table.column(Field::LastModified).is_some() {
            column(kind, table, Field::LastModified, placeholders, &mut issues);
        }
    }
    (births, issues)
}

/// The days of a column by the texts that stand for them. A column in which nothing proves whether day or month comes
/// first is noted once, a cell that is no day by itself.
fn column<'t>(
    kind: Kind,
    table: &'t Table,
    field: Field,
    placeholders: &Placeholders,
    issues: &mut Vec<Issue>,
) -> FxHashMap<Cow<'t, str>, Option<Date>> {
    let texts = table.distinct(field);
    let proven = date::order_of(&texts);
    let order = proven.unwrap_or(Order::DayMonth);
    let issue = |line: u32, problem: &'static str, value: &str| {
        Issue::noted(Source::Table(kind), line, problem).column(table.caption(field).to_owned()).value(value)
    };
    let other = if order == Order::DayMonth { Order::MonthDay } else { Order::DayMonth };
    let is_open = |text: &Cow<'_, str>| {
        let day = date::parse(text, order);
        day.is_some() && date::parse(text, other) != day
    };
    if proven.is_none() && texts.iter().any(is_open) {
        // Merging, which asks what is newer, guesses no order (`merge/rules.rs`).
        let problem = match (date::proofs_of(&texts), field) {
            ((true, true), _) => {
                "some dates prove that the day comes first, others that the month does: the rest is read as day, month, year"
            }
            (_, Field::LastModified) => {
                "no date proves whether day or month comes first: read as in the other tables, else newer only where it is so either way"
            }
            _ => "no date proves whether day or month comes first: read as day, month, year",
        };
        issues.push(issue(0, problem, ""));
    }
    let is_wrong = |text: &str| !placeholders.hold(text) && !date::is_blank(text);
    let read = if field == Field::DateOfBirth { date::parse_birth } else { date::parse };
    let days: FxHashMap<_, _> = texts.into_iter().map(|text| (text.clone(), read(&text, order))).collect();
    let wrong: FxHashSet<&str> =
        days.iter().filter(|(text, day)| day.is_none() && is_wrong(text)).map(|(text, _)| &**text).collect();
    for row in (0..table.len()).filter(|_| !wrong.is_empty()) {
        let text = table.value(row, field);
        if wrong.contains(&*text) {
            issues.push(issue(table.rows[row].line, "no day that the calendar has: taken as blank", &text));
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
            issue = issue.propose(format!("one slip away from {number} of {holder}"));
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
            for at in lists[rows[first + row].spans.taxes.range()].iter().filter(|at| wanted.contains(at)) {
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

/// The fewest days that say what is usual.
const USUAL: usize = 10;
/// The years after which a day stands apart from all before it.
const APART: i16 = 5;

/// No record was changed in a year after this one: where there are other days, such a day is a slip, however few they are.
const LAST_YEAR: i16 = 2049;

/// The newest `Last Date Modified` of the inputs, as `YYYY-MM-DD`; empty where there is none. A day, or one in a hundred,
/// that is years after all others is a slip and no day of a run.
pub fn newest(tables: &Tables) -> String {
    let mut days: BTreeSet<Date> = BTreeSet::new();
    for (_, table) in tables.iter().filter(|(_, table)| table.column(Field::LastModified).is_some()) {
        let texts = table.distinct(Field::LastModified);
        let order = date::order_of(&texts).unwrap_or(Order::DayMonth);
        days.extend(texts.iter().filter_map(|text| date::parse(text, order)));
    }
    if days.first().is_some_and(|first| first.year <= LAST_YEAR) {
        days.retain(|day| day.year <= LAST_YEAR);
    }
    let days: Vec<Date> = days.into_iter().collect();
    let slips = if days.len() < USUAL { 0 } else { (days.len() / 100).max(1) };
    let is_apart = |last: &&[Date]| last[1].year - last[0].year > APART;
    let apart = days.windows(2).rev().take(slips).rfind(is_apart);
    apart.map(|pair| pair[0]).or(days.last().copied()).map_or_else(String::new, |date| date.to_string())
}

/// The cells of `Last Date Modified` that tell a day after that of the run, whichever of two numbers is the day.
pub fn late(tables: &Tables, as_of: &str) -> Vec<Issue> {
    let mut issues = Vec::new();
    let Some(as_of) = date::parse(as_of, Order::DayMonth) else { return issues };
    for (kind, table) in tables.iter().filter(|(_, table)| table.column(Field::LastModified).is_some()) {
        let texts = table.distinct(Field::LastModified);
        let orders = date::order_of(&texts).map_or(vec![Order::DayMonth, Order::MonthDay], |order| vec![order]);
        let is_late = |text: &str| orders.iter().all(|&order| date::parse(text, order).is_some_and(|day| day > as_of));
        let late: FxHashSet<&str> = texts.iter().map(|text| &**text).filter(|text| is_late(text)).collect();
        for row in (0..table.len()).filter(|_| !late.is_empty()) {
            let text = table.value(row, Field::LastModified);
            if late.contains(&*text) {
                let problem = "a day after that of the run: it says nothing of what is newer";
                let issue = Issue::noted(Source::Table(kind), table.rows[row].line, problem);
                issues.push(issue.column(table.caption(Field::LastModified).to_owned()).value(&*text));
            }
        }
    }
    issues
}
