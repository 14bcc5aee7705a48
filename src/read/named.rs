//! What a record is called, whatever columns its name stands in.

use std::borrow::Cow;

use crate::record::{Field, Table};

/// The columns that make the name of a person.
const PARTS: [Field; 3] = [Field::FirstName, Field::MiddleName, Field::Surname];

/// The name of a record by its cells: its Name; where that is blank, First Name, Middle Name and Surname; in a table
/// without a Name, where these are blank too, its Company Name, which beside a Name is that of whom a person works for.
///
/// It is there to be compared and shown: no cell holds it, so none is merged by it.
pub fn name_of<'t>(table: &Table, cell: impl Fn(Field) -> Cow<'t, str>) -> Cow<'t, str> {
    let name = cell(Field::Name);
    if !name.trim().is_empty() || PARTS.iter().all(|&part| table.column(part).is_none()) {
        return name;
    }
    let parts = PARTS.map(&cell);
    let mut words = parts.iter().map(|part| part.trim()).filter(|part| !part.is_empty()).peekable();
    if words.peek().is_none() && table.column(Field::Name).is_none() {
        return cell(Field::CompanyName);
    }
    Cow::Owned(words.collect::<Vec<_>>().join(" "))
}

/// The name of the accepted row `row`.
pub fn name(table: &Table, row: usize) -> Cow<'_, str> {
    name_of(table, |field| table.value(row, field))
}
