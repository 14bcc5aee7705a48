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

#[cfg(test)]
mod tests {
    use std::path::PathBuf;

    use super::*;
    use crate::read::{Input, table};
    use crate::record::{Kind, Source};

    #[test]
    fn a_record_is_called_by_its_name_else_by_its_parts_else_by_its_company() {
        let folder = tempfile::tempdir().unwrap();
        let check = |text: &str, names: &[&str]| {
            let path: PathBuf = folder.path().join("contacts.csv");
            std::fs::write(&path, text).unwrap();
            let table = table(&Input::from(path), Source::Table(Kind::Contact), false, &mut Vec::new()).unwrap();
            assert_eq!((0..table.len()).map(|row| name(&table, row)).collect::<Vec<_>>(), names, "{text}");
        };
        check(
            "No.;First Name;Middle Name;Surname\n1;Jan; ;Maes\n2; Lut;van den;Berg \n4;;;Claes\n",
            &["Jan Maes", "Lut van den Berg", "Claes"],
        );
        // Beside a Name the company is that of whom a person works for.
        check(
            "No.;Name;First Name;Surname;Company Name\n1;J. Maes;Jan;Maes;x\n2;;Lut;Berg;x\n3;;;;x\n",
            &["J. Maes", "Lut Berg", ""],
        );
        check("No.;Company\n1;Acme\n2;\n", &["Acme", ""]);
    }
}
