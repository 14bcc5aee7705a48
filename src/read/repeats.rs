//! Rows that share one `No.`: identical ones collapse into the first, unlike ones are all rejected.
//!
//! Numbers are codes and compared as such. Which of two unlike rows is right cannot be known here, and taking the first would make the result hang on the order of the file.

use std::borrow::Cow;
use std::collections::BTreeMap;
use std::ops::Range;

use rustc_hash::FxHashMap;

use super::rows::{Layout, Sorted};
use crate::error::Action;
use crate::record::{Field, Row, cell, code, split, unquote};

/// The most line numbers a message lists.
const LINES_MAX: usize = 10;

/// Takes repeated rows out of the accepted ones.
pub(super) fn sort(text: &str, layout: &Layout, sorted: &mut Sorted) {
    let Some(column) = layout.column(Field::No) else { return };
    let raw = |row: Row| &text[row.start..row.start + row.len as usize];
    let mut first: FxHashMap<Cow<'_, str>, u32> = FxHashMap::default();
    first.reserve(sorted.rows.len());
    let mut groups: BTreeMap<u32, Vec<u32>> = BTreeMap::new();
    for (at, &row) in (0..).zip(&sorted.rows) {
        let found = *first.entry(number(cell(raw(row), column, layout.delimiter))).or_insert(at);
        if found != at {
            groups.entry(found).or_insert_with(|| vec![found]).push(at);
        }
    }
    drop(first);
    if groups.is_empty() {
        return;
    }
    // The common caption is not copied.
    let caption = match layout.captions[column].as_str() {
        caption if caption == Field::No.caption() => Cow::Borrowed(Field::No.caption()),
        caption => Cow::Owned(caption.to_owned()),
    };
    let mut keep = vec![true; sorted.rows.len()];
    for group in groups.values() {
        let rows: Vec<Row> = group.iter().map(|&at| sorted.rows[at as usize]).collect();
        let alike = rows[1..].iter().all(|&row| same(raw(rows[0]), raw(row), column, layout.delimiter));
        let (problem, action, place) = if alike {
            let problem = format!("says the same as line {}: taken once", rows[0].line);
            (problem, Action::Noted, &mut sorted.collapsed)
        } else {
            let problem = format!("one number, different contents: lines {}", lines(&rows));
            (problem, Action::Rejected, &mut sorted.rejected)
        };
        let mut issue = layout.issue(0, problem, action).column(caption.clone());
        for (&at, &row) in group.iter().zip(&rows).skip(usize::from(alike)) {
            keep[at as usize] = false;
            place.push(row);
            let value = unquote(cell(raw(row), column, layout.delimiter));
            // The rows of a group write their number alike, but for a few.
            if issue.value != value {
                issue = issue.value(value);
            }
            sorted.issues.push(issue.again(row.line));
        }
    }
    let mut kept = keep.iter();
    sorted.rows.retain(|_| kept.next().copied().unwrap_or(true));
    sorted.collapsed.sort_unstable_by_key(|row| row.start);
}

/// A number as it is compared.
fn number(raw: &str) -> Cow<'_, str> {
    code(unquote(raw))
}

/// Whether two rows say the same in every cell, however quoted; their numbers as numbers compare.
fn same(one: &str, other: &str, no: usize, delimiter: u8) -> bool {
    if one == other {
        return true;
    }
    let cells = |raw| {
        let mut cells: Vec<Range<usize>> = Vec::new();
        split(raw, delimiter, &mut cells);
        cells
    };
    let (left, right) = (cells(one), cells(other));
    left.len() == right.len()
        && left.into_iter().zip(right).enumerate().all(|(column, (left, right))| {
            let (left, right) = (&one[left], &other[right]);
            if column == no { number(left) == number(right) } else { unquote(left) == unquote(right) }
        })
}

/// Line numbers as a message lists them.
fn lines(rows: &[Row]) -> String {
    let mut shown: Vec<_> = rows.iter().take(LINES_MAX).map(|row| row.line.to_string()).collect();
    if rows.len() > LINES_MAX {
        shown.push(format!("and {} more", rows.len() - LINES_MAX));
    }
    shown.join(", ")
}
