//! Whether a record is a person, where no column says so.
//!
//! A day of birth, or a name that is made of a First Name and a Surname, tells of one record. Of a whole table its names
//! do: where nearly all could be those of people, and many have a known given name, the others are people too, whatever
//! language their names are of.

use crate::clean::cells::Cells;
use crate::clean::vocabulary::hash;
use crate::read::options::{self, ContactType};
use crate::record::{Field, Kind, Table, code};
use crate::value::text::{Placeholders, fold};
use crate::value::{name, person};

/// How many names of a table are looked at, about.
const SAMPLE: usize = 2_000;

/// The fewest names that tell what a table holds.
const FEWEST: usize = 20;

/// What a record is, as far as its own cells say it in so many words. A contact is a company where its Type is blank, as
/// in a new card; where the export has no Type, people are filed under another contact, companies under themselves.
pub(super) fn said(kind: Kind, cells: &Cells<'_>) -> Option<ContactType> {
    if kind != Kind::Contact {
        return options::contact_type(&cells.get(Field::ContactType));
    }
    let [text, no, company] = [Field::Type, Field::No, Field::CompanyNo].map(|field| cells.get(field));
    if cells.table.column(Field::Type).is_some() {
        return Some(options::type_of_contact(&text, &no, &company));
    }
    let own = code(no) == code(company.clone());
    (!company.is_empty()).then_some(if own { ContactType::Company } else { ContactType::Person })
}

/// Whether a record has what only people have.
pub(super) fn is_described(cells: &Cells<'_>, placeholders: &Placeholders) -> bool {
    let born = cells.get(Field::DateOfBirth);
    if born.bytes().any(|byte| matches!(byte, b'1'..=b'9')) && !placeholders.hold(&born) {
        return true;
    }
    let [first, surname] = [Field::FirstName, Field::Surname].map(|field| fold(&cells.get(field)));
    if first.is_empty() || surname.is_empty() {
        return false;
    }
    let name = fold(&cells.get(Field::Name));
    let mut words = name.split([' ', ',']).filter(|word| !word.is_empty());
    // Beside the name of a firm they are those of whom to ask for.
    words.all(|word| first.contains(word) || surname.contains(word))
}

/// Whether the names of a table are those of people. The names that are looked at are chosen by what they are, so that it
/// does not matter in which order they stand.
pub(super) fn are_listed(table: &Table, kind: Kind, placeholders: &Placeholders) -> bool {
    let one_in = (table.len() / SAMPLE).max(1) as u64;
    let mut cells = Cells::of(table);
    let (mut all, mut people, mut firms) = (0, 0, 0);
    for row in 0..table.len() {
        let name = table.value(row, Field::Name);
        if name.is_empty() || !hash(&*name).is_multiple_of(one_in) || placeholders.hold(&name) {
            continue;
        }
        cells.go(row);
        if said(kind, &cells).is_some() {
            continue;
        }
        let Some(parsed) = name::parse(&name, &cells.get(Field::Name2)) else { continue };
        all += 1;
        if person::looks_like_person(&parsed, &name) {
            people += 1;
        } else if !person::may_be_person(&parsed) {
            firms += 1;
        }
    }
    all >= FEWEST && people * 5 >= all * 2 && firms * 20 <= all
}
