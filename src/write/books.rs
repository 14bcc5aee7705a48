//! That the books balance, looked at once more before anything is published, in every build.
//!
//! What is counted here was counted where it was made; a difference is a fault in koppel, never in the data, and nothing
//! is published then.

use super::inputs;
use super::summary::unbalanced;
use crate::decide::Linkage;
use crate::decide::lines::Fate;
use crate::error::{Action, Issue, Result};
use crate::read::Read;
use crate::record::{Kind, Table};

/// Every row read is used, rejected or collapsed, once; every rejected one has its issue among these, which are sorted.
pub(super) fn check(read: &Read, issues: &[Issue]) -> Result<()> {
    for table in inputs(read) {
        let of = |what: &str| unbalanced(what).file(table.file_name());
        let sorted = table.rows.len() + table.rejected.len() + table.collapsed.len();
        if table.rows_read != sorted {
            return Err(of(&format!("{} rows were read, and {sorted} are accounted for", table.rows_read)));
        }
        if let Some(line) = met_twice(table) {
            return Err(of("a row is in two places").line(line));
        }
        // Both in the order of the lines: no list of millions is made for a look at each.
        let about = |issue: &&Issue| issue.source == table.source && issue.action == Action::Rejected;
        let mut told = issues.iter().filter(about).map(|issue| issue.line).peekable();
        for row in &table.rejected {
            while told.next_if(|&line| line < row.line).is_some() {}
            if told.peek() != Some(&row.line) {
                return Err(of("a row was rejected without a reason").line(row.line.into()));
            }
        }
    }
    Ok(())
}

/// The line of a row that stands in two of the lists of a table, or twice in one.
fn met_twice(table: &Table) -> Option<u64> {
    let others = || table.rejected.iter().chain(&table.collapsed);
    let mut starts: Vec<usize> = others().map(|row| row.start).collect();
    starts.sort_unstable();
    if starts.array_windows().any(|[one, next]| one == next) {
        return others().map(|row| row.line.into()).max();
    }
    let ordered = table.rows.array_windows().find(|[one, next]| one.start >= next.start).map(|[_, next]| next);
    let elsewhere = || table.rows.iter().find(|row| starts.binary_search(&row.start).is_ok());
    ordered.or_else(elsewhere).map(|row| row.line.into())
}

/// Every decision that was read has become one thing.
pub(super) fn check_decisions<'a>(read: &Read, fates: impl Iterator<Item = &'a (u32, Fate)>) -> Result<()> {
    let mut told: Vec<u32> = fates.map(|&(line, _)| line).collect();
    told.sort_unstable();
    let unread = read.unread.iter().map(|unread| unread.line);
    let mut lines: Vec<u32> = read.decisions.iter().map(|decision| decision.line).chain(unread).collect();
    lines.sort_unstable();
    if told == lines {
        return Ok(());
    }
    let astray = lines.iter().find(|line| told.iter().filter(|told| told == line).count() != 1);
    let astray = astray.or_else(|| told.iter().find(|line| lines.binary_search(line).is_err()));
    let error = unbalanced("what became of a decision is not known, or two things are");
    let error = read.decisions_table.iter().fold(error, |error, table| error.file(table.file_name()));
    Err(astray.into_iter().fold(error, |error, &line| error.line(line.into())))
}

/// For each account table, every contact and every account is linked or has its one reason why not.
pub(super) fn check_places(read: &Read, linkage: &Linkage) -> Result<()> {
    for kind in Kind::ACCOUNTS.into_iter().filter(|&kind| read.tables.get(kind).is_some()) {
        for (table, target) in [(Kind::Contact, kind), (kind, Kind::Contact)] {
            let mut linked = vec![false; read.tables.rows(table)];
            for pair in linkage.links.iter().map(|link| &link.pair).filter(|pair| pair.kind == kind) {
                let row = if table == Kind::Contact { pair.contact } else { pair.account };
                match linked.get_mut(row as usize) {
                    Some(place) => *place = true,
                    None => return Err(unbalanced(&format!("a link names row {row} of {}", table.word()))),
                }
            }
            let mut placed = linked;
            for one in linkage.unlinked.iter().filter(|one| one.table == table && one.target == target) {
                match placed.get_mut(one.row as usize) {
                    Some(place) if !*place => *place = true,
                    _ => return Err(astray(read, table, target, one.row, "is in two places")),
                }
            }
            if let Some(row) = placed.iter().position(|placed| !placed) {
                return Err(astray(read, table, target, u32::try_from(row).unwrap_or(u32::MAX), "is nowhere"));
            }
        }
    }
    Ok(())
}

/// That a used row is not in exactly one place.
fn astray(read: &Read, table: Kind, target: Kind, row: u32, what: &str) -> crate::error::Error {
    let error = unbalanced(&format!("a {} {what}, as to {}", table.word(), target.word()));
    match read.tables.get(table) {
        Some(table) => {
            let line = table.rows.get(row as usize).map_or(0, |row| row.line.into());
            error.file(table.file_name()).line(line)
        }
        None => error,
    }
}
