//! Records by the numbers that people and the ledger name them by, and what a number nobody has may have been meant as.

use std::borrow::Cow;
use std::cell::OnceCell;

use rustc_hash::FxHashMap;

use crate::record::{Field, Kind, Table, Tables, code, split, unquote};

/// The rows of the tables by their numbers. A table is gone through once, when the first number is looked up in it.
pub struct Numbers<'a> {
    tables: &'a Tables,
    rows: [OnceCell<FxHashMap<Cow<'a, str>, u32>>; 4],
    alike: [OnceCell<FxHashMap<String, u32>>; 4],
    rejected: [OnceCell<FxHashMap<String, u32>>; 4],
}

impl<'a> Numbers<'a> {
    /// Nothing is looked up yet.
    pub fn of(tables: &'a Tables) -> Self {
        Self { tables, rows: Default::default(), alike: Default::default(), rejected: Default::default() }
    }

    /// The row of a record; capitals and spaces around a number count for nothing.
    pub fn row(&self, kind: Kind, no: &str) -> Option<u32> {
        let table = self.tables.get(kind)?;
        let row = |row| code(table.value(row, Field::No));
        let rows = self.rows[kind.index()].get_or_init(|| (0..table.len()).map(row).zip(0..).collect());
        rows.get(&code(no.into())).copied()
    }

    /// What a number that the table does not have may have been meant as: that of a row that was rejected, the number of
    /// another table's record, or one that differs by leading zeros, spaces and signs alone.
    pub fn meant(&self, kind: Kind, no: &str) -> Option<String> {
        if let Some(table) = self.tables.get(kind) {
            let rejected = self.rejected[kind.index()].get_or_init(|| rejected(table));
            if let Some(line) = rejected.get(&*code(no.into())) {
                return Some(format!("its row was rejected, line {line} of `{}`", table.file_name()));
            }
        }
        let elsewhere = Kind::ALL.into_iter().filter(|&other| other != kind);
        if let Some(other) = elsewhere.into_iter().find(|&other| self.row(other, no).is_some()) {
            return Some(format!("{} is a {}'s number", no.trim(), other.word().to_lowercase()));
        }
        let table = self.tables.get(kind)?;
        let alike = self.alike(kind, no)?;
        Some(format!("{} is there: did you mean that?", table.value(alike as usize, Field::No)))
    }

    /// The row of a record whose number this is, or may have been meant as.
    pub(super) fn may_be(&self, kind: Kind, no: &str) -> Option<u32> {
        self.row(kind, no).or_else(|| self.alike(kind, no))
    }

    /// The row of the one record whose number differs by leading zeros, spaces and signs alone.
    fn alike(&self, kind: Kind, no: &str) -> Option<u32> {
        let table = self.tables.get(kind)?;
        let alike = self.alike[kind.index()].get_or_init(|| alike(table));
        alike.get(&bare(no)).copied().filter(|&row| row != SEVERAL)
    }

    /// That no record of a table has a number, and what may have been meant.
    pub(crate) fn missing(&self, kind: Kind, no: &str) -> String {
        let meant = self.meant(kind, no).map_or_else(String::new, |meant| format!(": {meant}"));
        format!("no {} {}{meant}", kind.word().to_lowercase(), no.trim())
    }
}

/// In place of a row: several numbers look like this one.
const SEVERAL: u32 = u32::MAX;

/// The rows of a table by what is left of their numbers.
fn alike(table: &Table) -> FxHashMap<String, u32> {
    let mut alike = FxHashMap::default();
    for (row, at) in (0..table.len()).zip(0..) {
        alike.entry(bare(&table.value(row, Field::No))).and_modify(|row| *row = SEVERAL).or_insert(at);
    }
    alike.remove("");
    alike
}

/// The first lines of rejected rows by their numbers.
fn rejected(table: &Table) -> FxHashMap<String, u32> {
    let mut lines = FxHashMap::default();
    let mut spans = Vec::new();
    let Some(column) = table.column(Field::No) else { return lines };
    for &row in &table.rejected {
        let raw = table.raw(row);
        split(raw, table.dialect.delimiter, &mut spans);
        if let Some(cell) = spans.get(column) {
            lines.entry(code(unquote(&raw[cell.clone()])).into_owned()).or_insert(row.line);
        }
    }
    lines.remove("");
    lines
}

/// A number without what is easily lost or added on the way through a spreadsheet: signs, spaces and the zeros before
/// its digits.
fn bare(no: &str) -> String {
    let mut bare = String::with_capacity(no.len());
    for sign in no.chars().filter(|sign| sign.is_alphanumeric()).flat_map(char::to_uppercase) {
        let before = bare.chars().next_back();
        if before == Some('0')
            && sign.is_ascii_digit()
            && !bare[..bare.len() - 1].ends_with(|one: char| one.is_ascii_digit())
        {
            bare.pop();
        }
        bare.push(sign);
    }
    bare
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn of_a_number_the_digits_that_count_are_left() {
        for (no, left) in [
            ("00120", "120"),
            ("K-0012", "K12"),
            ("ct 000 100", "CT100"),
            ("0", "0"),
            ("1000", "1000"),
            ("A0B00", "A0B0"),
        ] {
            assert_eq!(bare(no), left);
        }
    }
}
