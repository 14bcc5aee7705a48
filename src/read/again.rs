//! One table given as two: a file that was exported, or saved, a second time under another name.
//!
//! Files of the same bytes are refused; those that are only much the same, as contacts exported with the columns of
//! customers, show by their records: most have both the number and the name of a record of the other table.

use rayon::prelude::*;
use rustc_hash::FxHashMap;

use crate::error::Issue;
use crate::record::{Field, Kind, Table, Tables, code};
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
        if let Some(&(kind, _)) = given[..at].iter().find(|(_, earlier)| are_again(&looked_at, earlier)) {
            let problem = format!(
                "most rows have the number and the name of a row of `{}`: is it that file, exported again?",
                kind.key()
            );
            doubts.push(Issue::noted(later.source, 0, problem).column(later.caption(Field::No).to_owned()));
        }
    }
    doubts
}

/// The number and the name of a row, as they are compared.
fn record(table: &Table, row: usize) -> (String, String) {
    (code(table.value(row, Field::No)).into_owned(), squeeze(&table.value(row, Field::Name)))
}

/// Some rows of a table, by their number.
fn some_rows(table: &Table) -> FxHashMap<String, String> {
    let step = table.len().div_ceil(LOOKED_AT).max(1);
    (0..table.len()).step_by(step).map(|row| record(table, row)).filter(|(_, name)| !name.is_empty()).collect()
}

/// Whether most of these rows stand in a table.
fn are_again(rows: &FxHashMap<String, String>, table: &Table) -> bool {
    let stands = |&row: &usize| {
        let named = rows.get(&*code(table.value(row, Field::No)));
        named.is_some_and(|name| *name == squeeze(&table.value(row, Field::Name)))
    };
    let again = (0..table.len()).into_par_iter().filter(stands).count();
    again >= LEAST && again * 2 > rows.len()
}
