//! `merged/`, `changed/` and `rejected/`: rows in the input's own columns, order, dialect and encoding.
//!
//! A file without changes leaves as it came, byte for byte: mark, `sep=` line, quotes, blank lines, line ends, a last
//! line without one. Between changed rows the text is copied whole; a changed row is split again and only its changed
//! cells are written anew. Rejected and collapsed rows are left out together with the line end after them.

use std::ops::Range;

use super::output::Output;
use crate::error::Result;
use crate::merge::Change;
use crate::record::{Dialect, Kind, Row, Table, Tables, split, unquote};
use crate::value::formula;

/// A table with its changes, sorted by row and column.
#[derive(Clone, Copy)]
pub(super) struct Sheet<'a> {
    pub(super) table: &'a Table,
    pub(super) changes: &'a [Change],
    /// Whether cells that would run as formulas are guarded, changed or not.
    pub(super) guard: bool,
}

/// What happens to a span of the text.
enum Step<'a> {
    Drop,
    Rewrite(&'a [Change]),
}

impl<'a> Sheet<'a> {
    /// A table of the run with its part of the changes.
    pub(super) fn new(tables: &'a Tables, kind: Kind, changes: &'a [Change], guard: bool) -> Option<Self> {
        let from = changes.partition_point(|change| change.kind < kind);
        let to = changes.partition_point(|change| change.kind <= kind);
        Some(Self { table: tables.get(kind)?, changes: &changes[from..to], guard })
    }

    /// The number of rows with a changed cell.
    pub(super) fn changed_rows(&self) -> u64 {
        self.changes.chunk_by(|one, next| one.row == next.row).count() as u64
    }

    /// Writes every accepted row.
    pub(super) fn merged(&self, out: &mut Output) -> Result<u64> {
        let table = self.table;
        self.begin(out)?;
        let mut at = 0;
        let mut line = String::new();
        for (row, step) in self.steps() {
            let end = row.start + row.len as usize;
            self.put(out, &table.text[at..row.start])?;
            at = end;
            match step {
                Step::Drop => at += table.line_end(row).len(),
                Step::Rewrite(changes) => {
                    self.rewrite(row, changes, &mut line);
                    self.put(out, &line)?;
                }
            }
        }
        self.put(out, &table.text[at..])?;
        Ok(table.rows.len() as u64)
    }

    /// Writes the header and the rows with a changed cell.
    pub(super) fn changed(&self, out: &mut Output) -> Result<u64> {
        self.begin(out)?;
        self.put_row(out, self.table.header, None)?;
        let mut line = String::new();
        for changes in self.changes.chunk_by(|one, next| one.row == next.row) {
            let row = self.table.rows[changes[0].row as usize];
            self.rewrite(row, changes, &mut line);
            self.put_row(out, row, Some(&line))?;
        }
        Ok(self.changed_rows())
    }

    /// Writes the header and the rejected rows, verbatim.
    pub(super) fn rejected(&self, out: &mut Output) -> Result<u64> {
        self.begin(out)?;
        self.put_row(out, self.table.header, None)?;
        for &row in &self.table.rejected {
            self.put_as_it_came(out, row)?;
        }
        Ok(self.table.rejected.len() as u64)
    }

    /// A row with its line end, lines in another encoding than the file in that one.
    fn put_as_it_came(&self, out: &mut Output, row: Row) -> Result<()> {
        let table = self.table;
        let (mut at, end) = (row.start, row.start + row.len as usize);
        let first = table.foreign.partition_point(|line| line.end <= at);
        for line in table.foreign[first..].iter().take_while(|line| line.start < end) {
            self.put(out, &table.text[at..line.start.max(at)])?;
            at = line.end.min(end);
            let other = Dialect { encoding: "windows-1252", ..table.dialect.clone() };
            out.text(&table.text[line.start.max(row.start)..at], &other)?;
        }
        self.put_row(out, row, Some(&table.text[at..end]))
    }

    /// Mark and `sep=` line.
    fn begin(&self, out: &mut Output) -> Result<()> {
        if self.table.dialect.mark {
            self.put(out, "\u{FEFF}")?;
        }
        self.put(out, &self.table.dialect.sep_line)
    }

    fn put(&self, out: &mut Output, text: &str) -> Result<()> {
        out.text(text, &self.table.dialect)
    }

    /// A row, or what it has become, with the line end it had; that of the file where it was the last without one.
    fn put_row(&self, out: &mut Output, row: Row, instead: Option<&str>) -> Result<()> {
        self.put(out, instead.unwrap_or(self.table.raw(row)))?;
        let end = self.table.line_end(row);
        self.put(out, if end.is_empty() { self.table.dialect.line_end } else { end })
    }

    /// The rows that are not copied, in the order of the text.
    fn steps(&self) -> Vec<(Row, Step<'a>)> {
        let table = self.table;
        let dropped = table.rejected.iter().chain(&table.collapsed).map(|&row| (row, Step::Drop));
        let changed = self.changes.chunk_by(|one, next| one.row == next.row);
        let rewritten = changed.map(|changes| (table.rows[changes[0].row as usize], Step::Rewrite(changes)));
        let mut steps: Vec<_> = dropped.chain(rewritten).collect();
        if self.guard {
            steps.extend(self.guarded().map(|row| (row, Step::Rewrite(&[]))));
        }
        steps.sort_by_key(|(row, _)| row.start);
        steps
    }

    /// The rows no cell of which changes and some cell of which must be guarded.
    fn guarded(&self) -> impl Iterator<Item = Row> {
        let mut cells = Vec::new();
        self.table.rows.iter().enumerate().filter_map(move |(index, &row)| {
            if self.changes.binary_search_by_key(&index, |change| change.row as usize).is_ok() {
                return None;
            }
            let raw = self.table.raw(row);
            split(raw, self.table.dialect.delimiter, &mut cells);
            cells.iter().any(|cell| formula::runs(&unquote(&raw[cell.clone()]))).then_some(row)
        })
    }

    /// Puts a row with its changes into `line`; the other cells as they stand.
    pub(super) fn rewrite(&self, row: Row, changes: &[Change], line: &mut String) {
        let raw = self.table.raw(row);
        let delimiter = self.table.dialect.delimiter;
        let mut cells: Vec<Range<usize>> = Vec::with_capacity(self.table.captions.len());
        split(raw, delimiter, &mut cells);
        // A change beyond the cells of a short row lengthens it.
        let last = changes.last().map_or(0, |change| usize::from(change.column) + 1);
        cells.resize(cells.len().max(last), raw.len()..raw.len());
        line.clear();
        let mut changes = changes.iter().peekable();
        for (column, cell) in cells.into_iter().enumerate() {
            if column > 0 {
                line.push(char::from(delimiter));
            }
            let old = &raw[cell];
            match changes.next_if(|change| usize::from(change.column) == column) {
                Some(change) if self.guard => {
                    put_cell(line, &formula::guard((&*change.value).into()), old, delimiter);
                }
                Some(change) => put_cell(line, &change.value, old, delimiter),
                None if self.guard && formula::runs(&unquote(old)) => {
                    put_cell(line, &formula::guard(unquote(old)), old, delimiter);
                }
                None => line.push_str(old),
            }
        }
    }
}

/// Writes a value where `old` stood: in quotes where it needs them or had them.
fn put_cell(line: &mut String, value: &str, old: &str, delimiter: u8) {
    let needs = |byte: u8| byte == delimiter || matches!(byte, b'"' | b'\r' | b'\n');
    let bytes = value.as_bytes();
    let padded = [bytes.first(), bytes.last()].iter().any(|end| matches!(end, Some(b' ' | b'\t')));
    if !old.starts_with('"') && !padded && !bytes.iter().copied().any(needs) {
        line.push_str(value);
        return;
    }
    line.push('"');
    for (index, part) in value.split('"').enumerate() {
        if index > 0 {
            line.push_str("\"\"");
        }
        line.push_str(part);
    }
    line.push('"');
}
