//! What every CSV of koppel's own has in common: rows are structs, their columns the names serde gives the fields.
//!
//! `review.csv` and `conflicts.csv`, which people fill in, take the delimiter of the contacts file and a byte-order
//! mark, so that a double click opens them right; the others are plain UTF-8 with commas.

use std::borrow::Cow;
use std::io;

use csv::WriterBuilder;
use serde::Serialize;

use super::output::Output;
use crate::error::Result;
use crate::read::named;
use crate::record::{Field, Kind, Table, Tables};
use crate::value::formula::guard;

/// The writer looks through the rest of a cell again whenever its buffer is full: of a cell of some MB that is often.
const BUFFER: usize = 1 << 20;

/// How a CSV of koppel's own is written.
#[derive(Debug, Clone, Copy)]
pub(super) struct Style {
    pub(super) delimiter: u8,
    pub(super) mark: bool,
    /// Whether texts that come from the inputs are kept from running as formulas.
    pub(super) guard: bool,
}

impl Style {
    /// Of texts that are there to be read, such as names beside numbers: always guarded.
    pub(super) const READING: Self = Self { delimiter: b',', mark: false, guard: true };

    /// For programs: UTF-8, comma, no mark, verbatim unless the job asks for the guard.
    pub(super) fn plain(guard: bool) -> Self {
        Self { delimiter: b',', mark: false, guard }
    }

    /// For people to fill in: the delimiter of the contacts, a mark, always guarded.
    pub(super) fn human(tables: &Tables) -> Self {
        let delimiter = tables.get(Kind::Contact).map_or(b',', |table| table.dialect.delimiter);
        Self { delimiter, mark: true, guard: true }
    }

    /// A text that comes from the inputs, as it goes into a cell.
    pub(super) fn cell<'t>(self, text: impl Into<Cow<'t, str>>) -> Cow<'t, str> {
        let text = text.into();
        if self.guard { guard(text) } else { text }
    }

    /// The value of a field, as it goes into a cell.
    pub(super) fn value<'t>(self, table: Option<&'t Table>, row: u32, field: Field) -> Cow<'t, str> {
        self.cell(table.map_or(Cow::Borrowed(""), |table| table.value(row as usize, field)))
    }

    /// The name of a record, as it goes into a cell.
    pub(super) fn name(self, table: Option<&Table>, row: u32) -> Cow<'_, str> {
        self.cell(table.map_or(Cow::Borrowed(""), |table| named::name(table, row as usize)))
    }
}

/// Writes the header and all rows; gives their number. The header stands there without rows too.
pub(super) fn write<R: Serialize + Default>(
    out: &mut Output,
    style: Style,
    rows: impl Iterator<Item = R>,
) -> Result<u64> {
    if style.mark {
        out.bytes("\u{FEFF}".as_bytes())?;
    }
    let header = header::<R>(style).map_err(|error| out.failed(&error))?;
    out.bytes(&header)?;
    let mut count = 0;
    let mut writer = WriterBuilder::new();
    let writer = writer.delimiter(style.delimiter).has_headers(false).buffer_capacity(BUFFER);
    let mut writer = writer.from_writer(&mut *out);
    let written = rows.into_iter().try_for_each(|row| {
        count += 1;
        writer.serialize(row)
    });
    let written = written.map_err(io::Error::from).and_then(|()| writer.flush());
    drop(writer);
    written.map_err(|error| out.failed(&error))?;
    Ok(count)
}

/// The header line of a row type: what stands above a row of defaults.
fn header<R: Serialize + Default>(style: Style) -> io::Result<Vec<u8>> {
    let mut writer = WriterBuilder::new().delimiter(style.delimiter).from_writer(Vec::new());
    writer.serialize(R::default())?;
    let mut bytes = writer.into_inner().map_err(csv::IntoInnerError::into_error)?;
    let end = bytes.iter().position(|&byte| byte == b'\n').map_or(bytes.len(), |at| at + 1);
    bytes.truncate(end);
    Ok(bytes)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_runs_gets_an_apostrophe_and_nothing_else_does() {
        for (text, guarded) in [
            ("=1+1", "'=1+1"),
            ("+32 2 555 01 23", "'+32 2 555 01 23"),
            ("-", "'-"),
            ("@SUM(A1)", "'@SUM(A1)"),
            ("\tx", "'\tx"),
            ("\u{FEFF}=1", "'\u{FEFF}=1"),
            (" \u{A0}\u{200B}=1", "' \u{A0}\u{200B}=1"),
            (" Élan", " Élan"),
            ("＝1", "'＝1"),
            ("Kerkstraat 1=2", "Kerkstraat 1=2"),
            ("0032 2", "0032 2"),
            ("", ""),
        ] {
            assert_eq!(guard(text.into()), guarded);
        }
    }

    #[test]
    fn the_header_is_the_names_of_the_fields() {
        #[derive(Serialize, Default)]
        struct Row {
            #[serde(rename = "Link; to")]
            to: u8,
            no: u8,
        }
        let style = Style { delimiter: b';', mark: false, guard: false };
        assert_eq!(header::<Row>(style).unwrap(), b"\"Link; to\";no\n");
    }
}
