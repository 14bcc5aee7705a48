//! Whether a record is a person, where no column says so.
//!
//! A day of birth beside a known given name, or a name that is made of a First Name and a Surname, tells of one record. Of
//! a whole table its names do: where nearly all could be those of people, and half have a known given name or are initials
//! and a name, as in a directory, the others are people too, whatever language their names are of.

use rayon::prelude::*;

use crate::clean::cells::Cells;
use crate::clean::hash::hash;
use crate::read::named;
use crate::read::options::{self, ContactType};
use crate::record::{Field, Kind, Table};
use crate::value::text::{Placeholders, fold};
use crate::value::{name, person};

/// How many names of a table are looked at, about.
const SAMPLE: usize = 2_000;

/// The fewest names that tell what a table holds.
const FEWEST: u32 = 20;

/// The fewest rows that are worth a thread.
const ROWS: usize = 1024;

/// What a record is, as far as its own cells say it in so many words. A contact that says nothing is a company, but where
/// it stands `among` people.
pub(super) fn said(kind: Kind, cells: &Cells<'_>, among: bool) -> Option<ContactType> {
    if kind != Kind::Contact {
        return options::contact_type(&cells.get(Field::ContactType));
    }
    let [text, no, company] = [Field::Type, Field::No, Field::CompanyNo].map(|field| cells.get(field));
    let text = cells.table.column(Field::Type).map(|_| &*text);
    options::type_of_contact(text, &no, &company).or((!among).then_some(ContactType::Company))
}

/// Whether a record has what only people have.
pub(super) fn is_described(cells: &Cells<'_>, placeholders: &Placeholders) -> bool {
    let born = cells.get(Field::DateOfBirth);
    let is_born = born.bytes().any(|byte| matches!(byte, b'1'..=b'9')) && !placeholders.hold(&born);
    let name = fold(&cells.name());
    let mut words = name.split([' ', ',']).filter(|word| !word.is_empty());
    // Of a firm it may be the day of its owner.
    if is_born && words.clone().any(person::is_given) {
        return true;
    }
    let [first, middle, surname] = [Field::FirstName, Field::MiddleName, Field::Surname].map(|at| fold(&cells.get(at)));
    if first.is_empty() || surname.is_empty() {
        return false;
    }
    // Beside the name of a firm they are those of whom to ask for.
    words.all(|word| [&first, &middle, &surname].iter().any(|part| part.contains(word)))
}

/// Whether the names of a table are those of people. The names that are looked at are chosen by what they are, so that it
/// does not matter in which order they stand.
pub(super) fn are_listed(table: &Table, kind: Kind, placeholders: &Placeholders) -> bool {
    if kind == Kind::Contact && table.column(Field::Type).is_some() {
        return false;
    }
    let one_in = (table.len() / SAMPLE).max(1) as u64;
    let is_chosen = |&row: &usize| hash(&*named::name(table, row)).is_multiple_of(one_in);
    let of_row = |cells: &mut Cells<'_>, row: usize| {
        cells.go(row);
        let name = cells.name();
        if name.is_empty() || placeholders.hold(&name) || said(kind, cells, true).is_some() {
            return [0; 3];
        }
        let Some(parsed) = name::parse(&name, &cells.get(Field::Name2)) else { return [0; 3] };
        let is_person = person::looks_like_person(&parsed, &name) || person::has_initials(&parsed, &name);
        [1, u32::from(is_person), u32::from(!is_person && !person::may_be_person(&parsed, &name))]
    };
    let rows = (0..table.len()).into_par_iter().with_min_len(ROWS).filter(is_chosen);
    let counts = rows.map_init(|| Cells::of(table), of_row);
    let [all, people, firms] = counts.reduce(|| [0; 3], |a, b| [a[0] + b[0], a[1] + b[1], a[2] + b[2]]);
    all >= FEWEST && people * 2 >= all && firms * 20 <= all
}
