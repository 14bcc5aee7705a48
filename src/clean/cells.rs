//! The cells of one record, found once however many values are read from them.

use std::borrow::Cow;
use std::ops::Range;

use crate::read::named::name_of;
use crate::record::{COMPARED_MAX, Field, Table, unquote};

/// The cells of the row it stands on.
pub struct Cells<'t> {
    /// The table.
    pub table: &'t Table,
    /// The accepted row.
    pub row: usize,
    raw: &'t str,
    spans: Vec<Range<usize>>,
}

impl<'t> Cells<'t> {
    /// Stands on no row yet.
    pub fn of(table: &'t Table) -> Self {
        Self { table, row: 0, raw: "", spans: Vec::new() }
    }

    /// Goes to an accepted row.
    pub fn go(&mut self, row: usize) {
        self.row = row;
        self.raw = self.table.raw(self.table.rows[row]);
        self.table.split(row, &mut self.spans);
    }

    /// The value of a field, unquoted, without outer blanks; empty where the table has no such column, or where it is too
    /// long to be compared.
    pub fn get(&self, field: Field) -> Cow<'t, str> {
        let Some(column) = self.table.column(field) else { return Cow::Borrowed("") };
        let cell = self.spans.get(column).map_or("", |span| &self.raw[span.clone()]);
        if cell.len() > COMPARED_MAX {
            return Cow::Borrowed("");
        }
        match unquote(cell) {
            Cow::Borrowed(text) => Cow::Borrowed(text.trim()),
            Cow::Owned(text) => Cow::Owned(text.trim().to_owned()),
        }
    }

    /// The name of the record.
    pub fn name(&self) -> Cow<'t, str> {
        name_of(self.table, |field| self.get(field))
    }
}
