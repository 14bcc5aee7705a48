//! What follows where a contact has got another name.
//!
//! In: the rows of such contacts and their new names. Out: the Company Name of a company and of its people, and a note
//! wherever a text is lost that was no name of the company, or a person's First Name and Surname no longer make
//! the name.

use std::collections::BTreeSet;

use rustc_hash::FxHashMap;

use crate::error::Issue;
use crate::merge::{Change, Merged};
use crate::read::options::{self, ContactType};
use crate::record::{Field, Kind, Source, Table, Tables, code};
use crate::value::text::{fold, squeeze};

/// Changes and notes what follows from the new names.
pub(crate) fn follow(tables: &Tables, renamed: &[(u32, String)], merged: &mut Merged<'_>) {
    let Some(table) = tables.get(Kind::Contact).filter(|_| !renamed.is_empty()) else { return };
    let renamed = renamed.iter().map(|(row, name)| (*row as usize, name.as_str()));
    let (people, companies): (Vec<_>, Vec<_>) = renamed.partition(|&(row, _)| is_person(table, row));
    for (row, name) in people {
        merged.issues.extend(stale_parts(table, row, name));
    }
    follow_company(table, &companies, merged);
}

fn is_person(table: &Table, row: usize) -> bool {
    let [kind, no, company] = [Field::Type, Field::No, Field::CompanyNo].map(|field| table.value(row, field));
    let kind = table.column(Field::Type).map(|_| &*kind);
    options::type_of_contact(kind, &no, &company) == Some(ContactType::Person)
}

/// The people under a renamed company take its new name as their Company Name, and so does the company itself; companies
/// are under nobody else, people under no person, as cleaning has it. What a contact that is blocked for privacy holds
/// stays.
fn follow_company(table: &Table, companies: &[(usize, &str)], merged: &mut Merged<'_>) {
    if table.guessed.contains(&Field::CompanyName) {
        return;
    }
    let Some(column) = table.column(Field::CompanyName).and_then(|column| u16::try_from(column).ok()) else { return };
    let companies: FxHashMap<_, _> =
        companies.iter().map(|&(row, name)| (code(table.value(row, Field::No)), (row, name))).collect();
    for row in 0..table.len() {
        let Some(&(company, name)) = companies.get(&code(table.value(row, Field::CompanyNo))) else { continue };
        if company != row && !is_person(table, row) {
            continue;
        }
        let is_blocked = || options::may_be_true(&table.value(row, Field::PrivacyBlocked));
        let old = table.value(row, Field::CompanyName);
        if old == name || is_blocked() {
            continue;
        }
        let known = [name, &*table.value(company, Field::Name)].map(squeeze);
        if !old.trim().is_empty() && !known.contains(&squeeze(&old)) {
            let problem = "was not the name of the company: takes its new one all the same";
            merged.issues.push(note(table, row, Field::CompanyName, problem));
        }
        // What fits into Name fits here.
        let row = u32::try_from(row).unwrap_or(u32::MAX);
        merged.changes.push(Change { kind: Kind::Contact, row, column, value: name.to_owned() });
    }
}

/// That a person's new name is not the one that First Name, Middle Name and Surname make: these stay.
fn stale_parts(table: &Table, row: usize, name: &str) -> Option<Issue> {
    let parts = [Field::FirstName, Field::MiddleName, Field::Surname].map(|field| table.value(row, field));
    let words = |text: &str| -> BTreeSet<String> {
        let folded = fold(text);
        let words = folded.split(|char: char| !char.is_ascii_alphanumeric()).filter(|word| !word.is_empty());
        words.map(str::to_owned).collect()
    };
    let own = words(&parts.join(" "));
    let field = if parts[2].trim().is_empty() { Field::FirstName } else { Field::Surname };
    let is_stale = !own.is_empty() && own != words(name) && table.value(row, Field::Name) != name;
    is_stale.then(|| note(table, row, field, "First Name and Surname stay, though the name of this person changes"))
}

/// A note on a cell of a contact.
fn note(table: &Table, row: usize, field: Field, problem: &'static str) -> Issue {
    let issue = Issue::noted(Source::Table(Kind::Contact), table.rows[row].line, problem);
    issue.column(table.caption(field).to_owned()).value(table.value(row, field))
}
