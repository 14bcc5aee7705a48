//! Rows that share one `No.`: identical ones collapse into the first, unlike ones are all rejected.
//!
//! Numbers are codes and compared as such. Which of two unlike rows is right cannot be known here, and taking the first
//! would make the result hang on the order of the file.

use std::borrow::Cow;
use std::collections::BTreeMap;
use std::ops::Range;

use rustc_hash::FxHashMap;

use super::doubts::shown;
use super::rows::{Layout, Sorted};
use crate::error::Action;
use crate::record::{Field, Row, cell, code, split, unquote};
use crate::value::text::{fold, is_unseen};

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
    let caption = || layout.captions[column].clone();
    for (at, other) in look_alikes(&first) {
        let (row, other) = (sorted.rows[at as usize], sorted.rows[other as usize].line);
        let problem = format!("looks like the number of line {other}, and is another one");
        let value = shown(&unquote(cell(raw(row), column, layout.delimiter))).into_owned();
        sorted.issues.push(layout.issue(row.line, problem, Action::Noted).column(caption()).value(value));
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

/// Numbers that look like another one of the table and are not it: the row of each, and that of the other.
fn look_alikes(first: &FxHashMap<Cow<'_, str>, u32>) -> Vec<(u32, u32)> {
    let mut odd: Vec<(u32, String)> =
        first.iter().filter(|(number, _)| !number.is_ascii()).map(|(number, &at)| (at, looks(number))).collect();
    odd.sort_unstable();
    let mut seen: FxHashMap<String, u32> = FxHashMap::default();
    let mut found = Vec::new();
    for (at, looks) in odd {
        let other = first.get(looks.as_str()).or_else(|| seen.get(&looks)).copied();
        found.extend(other.filter(|&other| other != at).map(|other| (at, other)));
        seen.entry(looks).or_insert(at);
    }
    found
}

/// What a number in capitals looks like: Greek and Cyrillic letters as the Latin ones that have their form, full-width
/// signs as the plain ones, letters without their accents, nothing of what nobody sees.
fn looks(number: &str) -> String {
    const ALIKE: [(&str, &str); 2] = [("АВЕКМНОРСТУХІЈЅ", "ABEKMHOPCTYXIJS"), ("ΑΒΕΖΗΙΚΜΝΟΡΤΥΧ", "ABEZHIKMNOPTYX")];
    let twin = |char: char| {
        ALIKE
            .iter()
            .find_map(|(own, latin)| own.chars().zip(latin.chars()).find(|pair| pair.0 == char))
            .map(|pair| pair.1)
    };
    let mut out = String::new();
    for char in number.chars().filter(|&char| !is_unseen(char) && !matches!(char, '\u{300}'..='\u{36F}')) {
        match char {
            '\u{FF01}'..='\u{FF5E}' => out.extend(char::from_u32(u32::from(char) - 0xFEE0)),
            '\u{C0}'..='\u{24F}' | '\u{1E00}'..='\u{1EFF}' => {
                out.push_str(&fold(char.encode_utf8(&mut [0; 4])).to_uppercase());
            }
            _ => out.push(twin(char).unwrap_or(char)),
        }
    }
    out
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
