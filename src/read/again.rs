//! One table given as two: a file that was exported, or saved, a second time under another name.
//!
//! Files of the same bytes are refused; those that are only much the same, as contacts exported with the columns of
//! customers, show by their records: most have the number and the name of a record of the other table, and say nothing
//! else of it. Customers that were made from contacts may have their numbers and names too; they have columns of their
//! own, such as a posting group, or cells that have changed since.

use std::ops::Range;

use rayon::prelude::*;
use rustc_hash::{FxHashMap, FxHashSet};

use super::captions;
use super::header::marks_of_contacts;
use super::named::name;
use crate::error::Issue;
use crate::record::{Field, Kind, Table, Tables, code, unquote};
use crate::value::text::squeeze;

/// How many rows of a table are looked at, from its beginning to its end: enough to tell most from few.
const LOOKED_AT: usize = 1_000;
/// How many of them must be alike at least: in a table of two rows chance may do it.
const LEAST: usize = 3;

/// A note for each table that seems to be an earlier one again.
pub(super) fn doubts(tables: &Tables) -> Vec<Issue> {
    let given: Vec<(Kind, &Table)> = tables.iter().collect();
    let mut doubts = Vec::new();
    for (at, &(_, later)) in given.iter().enumerate() {
        let looked_at = some_rows(later);
        if let Some(&(kind, _)) = given[..at].iter().find(|(_, earlier)| are_again(later, &looked_at, earlier)) {
            let problem = format!(
                "most rows have the number and the name of a row of `{}`, and nothing of their own: is it that file, \
                 exported again?",
                kind.key()
            );
            doubts.push(Issue::noted(later.source, 0, problem).column(later.caption(Field::No).to_owned()));
        }
    }
    doubts
}

/// Some rows of a table that have a name, by their number.
fn some_rows(table: &Table) -> FxHashMap<String, usize> {
    let step = table.len().div_ceil(LOOKED_AT).max(1);
    let named = (0..table.len()).step_by(step).filter(|&row| !name(table, row).trim().is_empty());
    named.map(|row| (code(table.value(row, Field::No)).into_owned(), row)).collect()
}

/// Whether most of these rows stand in an earlier table, say the same there in every cell, and say nothing else.
fn are_again(later: &Table, rows: &FxHashMap<String, usize>, earlier: &Table) -> bool {
    let columns = shared(later, earlier);
    let name = |table: &Table, row| squeeze(&name(table, row));
    let stands = |row: usize| {
        let &same = rows.get(&*code(earlier.value(row, Field::No)))?;
        (name(later, same) == name(earlier, row)).then(|| says_the_same(later, same, earlier, row, &columns))
    };
    let found: Vec<bool> = (0..earlier.len()).into_par_iter().filter_map(stands).collect();
    let most = |count: usize, of: usize| count >= LEAST && count * 2 > of;
    let same = found.iter().filter(|&&same| same).count();
    most(found.len(), rows.len()) && most(same, found.len()) && !has_own(later, rows, earlier)
}

/// The columns that two tables have both: of one field, or of one caption.
fn shared(later: &Table, earlier: &Table) -> Vec<(usize, usize)> {
    let captions: FxHashMap<&str, usize> = earlier.captions.iter().map(String::as_str).zip(0..).collect();
    let of_earlier = |column: usize| match later.field(column) {
        Some(field) => earlier.column(field),
        None => captions.get(later.captions[column].as_str()).copied(),
    };
    let columns = 0..later.captions.len();
    columns.filter_map(|column| of_earlier(column).map(|other| (column, other))).collect()
}

/// Whether two rows say the same in the columns that their tables share; capitals and blanks aside.
fn says_the_same(later: &Table, row: usize, earlier: &Table, other: usize, columns: &[(usize, usize)]) -> bool {
    let (x, y) = (cells(later, row), cells(earlier, other));
    let text =
        |table: &Table, row: usize, cell: &Range<usize>| squeeze(&unquote(&table.raw(table.rows[row])[cell.clone()]));
    columns.iter().all(|&(a, b)| match (x.get(a), y.get(b)) {
        (Some(a), Some(b)) => text(later, row, a) == text(earlier, other, b),
        _ => true,
    })
}

/// Whether a table has a column of its own, filled in most of its rows: one that the other has not, and that no table of
/// the other's kind has. One with columns of contacts is an export of contacts, whatever else stands in it.
fn has_own(later: &Table, rows: &FxHashMap<String, usize>, earlier: &Table) -> bool {
    let of_earlier: FxHashSet<&String> = earlier.captions.iter().collect();
    let is_own = |caption: &String| {
        !caption.is_empty() && !of_earlier.contains(caption) && captions::field(earlier.source, caption).is_none()
    };
    let filled = |column: usize| {
        let is_filled = |&&row: &&usize| cells(later, row).get(column).is_some_and(|cell| !cell.is_empty());
        rows.values().filter(is_filled).count() * 2 > rows.len()
    };
    marks_of_contacts(&later.captions) == 0
        && (0..later.captions.len()).any(|column| is_own(&later.captions[column]) && filled(column))
}

fn cells(table: &Table, row: usize) -> Vec<Range<usize>> {
    let mut cells = Vec::new();
    table.split(row, &mut cells);
    cells
}
