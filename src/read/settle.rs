//! What a column is where its caption may mean two things and its values tell which.
//!
//! `Company Number` is the number of a firm in a register, or that of a contact's company in this very file; a Name beside
//! a First Name without a Surname is the whole name, or what is left of it. The exact captions of Business Central keep
//! their meaning: where the values speak against it, that is noted.

use std::borrow::Cow;

use rayon::prelude::*;
use rustc_hash::FxHashSet;

use super::{Input, aliases, captions};
use crate::error::{Action, Error, Issue, Result};
use crate::record::{Field, Kind, Source, Table, code};
use crate::value::text::{fold, squeeze};
use crate::value::{name, person};

/// How many filled rows of a table are looked at, from its beginning to its end: enough to tell most from few.
const LOOKED_AT: usize = 1_000;
/// How many of them there must be at least to speak against an exact caption: of one or two the company is elsewhere.
const LEAST: usize = 3;

/// Gives columns of the table to the fields that their values say; tells what they speak against.
///
/// # Errors
/// Refused: the parts of people's names beside what may be the names of the records.
pub(super) fn settle(table: &mut Table, input: &Input, issues: &mut Vec<Issue>) -> Result<()> {
    let Source::Table(kind) = table.source else { return Ok(()) };
    let declared = |field: Field| input.columns.keys().any(|english| captions::by_english(english) == Some(field));
    if kind == Kind::Contact && table.column(Field::CompanyNo).is_some() {
        issues.extend(company_numbers(table, declared(Field::CompanyNo) || declared(Field::RegistrationNo)));
    }
    if !declared(Field::Name) {
        issues.extend(parts_of_names(table));
    }
    if declared(Field::CompanyName) { Ok(()) } else { refuse_people_or_firms(table) }
}

/// Makes the Company Number the Registration No. unless most are the No. of a contact in this file.
fn company_numbers(table: &mut Table, declared: bool) -> Option<Issue> {
    let caption = table.caption(Field::CompanyNo).to_owned();
    let may_be_registered = !declared && aliases::is_company_number(&caption);
    let (filled, known) = numbers_of_contacts(table);
    let note = |problem: String| {
        let issue = Issue::new(table.source, table.header.line, problem, Action::Noted);
        Some(issue.column(caption.clone()))
    };
    let few = known * 20 <= filled;
    if may_be_registered && filled > 0 && known * 2 <= filled {
        let noted = if few { None } else { note(some_are_numbers(filled, known)) };
        let column = table.columns[Field::CompanyNo as usize].take();
        let place = &mut table.columns[Field::RegistrationNo as usize];
        *place = place.or(column);
        return noted;
    }
    if filled < LEAST || !few {
        return None;
    }
    let shown = captions::list(std::slice::from_ref(&caption));
    note(format!(
        "of {filled} values looked at {} the `No.` of a contact in this file, as that of a contact's company is: were \
         contacts left out? If it is the number of a firm in a register, say columns = {{ \"Registration No.\" = \"{shown}\" }}",
        if known == 0 { "none is".to_owned() } else { format!("only {known} are") }
    ))
}

fn some_are_numbers(filled: usize, known: usize) -> String {
    format!(
        "taken for the number of a firm in a register, though of {filled} values looked at {known} are the `No.` of a \
         contact in this file"
    )
}

/// How many values of Company No. were looked at, and how many of these are numbers of the table.
fn numbers_of_contacts(table: &Table) -> (usize, usize) {
    let value = |row: usize| code(table.value(row, Field::CompanyNo));
    let looked_at: Vec<Cow<'_, str>> = some_rows(table, |row| !value(row).is_empty()).map(value).collect();
    let wanted: FxHashSet<&str> = looked_at.iter().map(|cell| &**cell).collect();
    let numbers = (0..table.len()).into_par_iter().map(|row| code(table.value(row, Field::No)));
    let found: FxHashSet<Cow<'_, str>> = numbers.filter(|no| wanted.contains(&**no)).collect();
    (looked_at.len(), looked_at.iter().filter(|cell| found.contains(&**cell)).count())
}

/// Some rows of which the cells looked for are filled, over the whole table.
fn some_rows(table: &Table, is_filled: impl Fn(usize) -> bool) -> impl Iterator<Item = usize> {
    let step = table.len().div_ceil(LOOKED_AT).max(1);
    (0..table.len()).step_by(step).filter(move |&row| is_filled(row))
}

/// Makes the Name beside a First Name the Surname, and beside a Surname the First Name, unless it holds these words too:
/// as `Nom` and `Prénom`, `Naam` and `Voornaam` stand side by side. What it holds must look like that: half of it single
/// words, or given names. Beside the first name of whom to ask for it may be the name of a firm, which has a legal form, or
/// nobody to ask for.
fn parts_of_names(table: &mut Table) -> Option<Issue> {
    let (there, lacking) = match [Field::FirstName, Field::Surname].map(|field| table.column(field).is_some()) {
        [true, false] => (Field::FirstName, Field::Surname),
        [false, true] => (Field::Surname, Field::FirstName),
        _ => return None,
    };
    let column = table.column(Field::Name)?;
    // In English a Name is the whole one; in German it stands beside a Vorname.
    if squeeze(&table.captions[column]) == "name" && squeeze(table.caption(there)) != "vorname" {
        return None;
    }
    let words = |row: usize, field: Field| -> Vec<String> {
        let text = fold(&table.value(row, field));
        let words = text.split(|char: char| !char.is_ascii_alphanumeric()).filter(|word| !word.is_empty());
        words.map(str::to_owned).collect()
    };
    let rows = some_rows(table, |row| !words(row, Field::Name).is_empty());
    let of_row = |row: usize| {
        let (name, other) = (words(row, Field::Name), words(row, there));
        let is_whole = other.is_empty()
            || other.iter().any(|word| name.contains(word))
            || name::parse(&table.value(row, Field::Name), "").is_some_and(|name| name.form.is_some());
        let is_part = if lacking == Field::Surname { name.len() == 1 } else { person::is_given(&name[0]) };
        (usize::from(is_whole), usize::from(is_part))
    };
    let (all, whole, part) = rows.map(of_row).fold((0, 0, 0), |all, row| (all.0 + 1, all.1 + row.0, all.2 + row.1));
    if all == 0 || whole * 20 > all || part * 2 < all {
        return None;
    }
    let name = table.columns[Field::Name as usize].take();
    table.columns[lacking as usize] = name;
    let shown = captions::list(std::slice::from_ref(&table.captions[column]));
    let problem = format!(
        "taken for the {} beside {}: if it is the whole name, say columns = {{ \"Name\" = \"{shown}\" }}",
        lacking.caption(),
        there.caption()
    );
    let issue = Issue::new(table.source, table.header.line, problem, Action::Noted);
    Some(issue.column(table.captions[column].clone()))
}

/// Refuses a list that has the parts of people's names and those of firms, and no name that is surely the record's: who is
/// linked, and whose tax number it is, hangs on what is meant.
fn refuse_people_or_firms(table: &Table) -> Result<()> {
    let named = table.column(Field::Name).is_some() || table.column(Field::Surname).is_none();
    let Some(column) = table.column(Field::CompanyName).filter(|_| !named) else { return Ok(()) };
    let shown = captions::list(std::slice::from_ref(&table.captions[column]));
    let error = Error::refused("has no `Name`, and may be a list of people or of firms").line(table.header.line.into());
    Err(error.column(&table.captions[column]).hint(format!(
        "say in the job which: of firms columns = {{ \"Name\" = \"{shown}\" }}, of people columns = {{ \"Company Name\" = \
         \"{shown}\" }}"
    )))
}

#[cfg(test)]
mod tests {
    use std::path::PathBuf;

    use super::*;

    /// The captions of a table of contacts with the fields of their columns, and the notes on how they were taken.
    fn read(text: &str) -> (String, Vec<String>) {
        let mut issues = Vec::new();
        let input = Input::from(PathBuf::from("contacts.csv"));
        let source = Source::Table(Kind::Contact);
        let table = super::super::parse_bytes(text.as_bytes().to_vec(), &input, source, false, &mut issues).unwrap();
        let columns = (0..table.captions.len()).map(|column| table.field(column).map_or("-", Field::caption));
        let of_every_list = ["no `Type`", "captions of other programs only"];
        let told = issues.iter().filter(|issue| of_every_list.iter().all(|said| !issue.problem.contains(said)));
        (columns.collect::<Vec<_>>().join(" | "), told.map(|issue| issue.problem.to_string()).collect())
    }

    #[test]
    fn a_company_number_is_what_its_values_say() {
        let of_register = "No.;Name;Company Number\nK1;a;01234567\nK2;b;07654321\nK3;c;\nK4;d;SC123456\n";
        assert_eq!(read(of_register), ("No. | Name | Registration No.".to_owned(), vec![]));
        // Registers write it as one word.
        assert_eq!(read(&of_register.replace("Company Number", "CompanyNumber")).0, "No. | Name | Registration No.");
        // As the API has it: the companies stand in the same file.
        let of_contacts = "number;displayName;companyNumber\nK1;a;K1\nK2;b;K1\nK3;c;k1 \nK4;d;K9\n";
        assert_eq!(read(of_contacts), ("No. | Name | Company No.".to_owned(), vec![]));
        let (columns, told) = read("No.;Name;Company Number\nK1;a;K1\nK2;b;B2\nK3;c;B3\n");
        assert_eq!(columns, "No. | Name | Registration No.");
        assert!(told[0].contains("of 3 values looked at 1 are the `No.`"), "{told:?}");
        // One that has a number of a register already keeps it.
        let two = "No.;Name;Reg. No.;Company Number\nK1;a;1;01234567\nK2;b;2;07654321\n";
        assert_eq!(read(two).0, "No. | Name | Registration No. | -");
    }

    #[test]
    fn the_exact_caption_stays_and_is_wondered_at() {
        let (columns, told) = read("No.;Name;Company No.\nK1;a;01234567\nK2;b;07654321\nK3;c;SC123456\n");
        assert_eq!(columns, "No. | Name | Company No.");
        assert!(told[0].contains("of 3 values looked at none is the `No.`"), "{told:?}");
        assert!(told[0].ends_with("columns = { \"Registration No.\" = \"Company No.\" }"), "{told:?}");
        for rows in ["K1;a;K1\nK2;b;K1\nK3;c;X", "K1;a;X\nK2;b;X", "K1;a;\nK2;b;\nK3;c;"] {
            let told = read(&format!("No.;Name;Company No.\n{rows}\n"));
            assert_eq!(told, ("No. | Name | Company No.".to_owned(), vec![]), "{rows}");
        }
    }

    #[test]
    fn a_name_beside_half_of_one_is_the_other_half() {
        for (text, columns) in [
            ("Nr;Nom;Prénom\n1;Durand;Jean\n2;Le Goff;Anne\n3;Petit;Luc\n", "No. | Surname | First Name"),
            ("Nr;Naam;Voornaam\n1;Peeters;Jan\n2;Claes;Els\n", "No. | Surname | First Name"),
            ("Nr;Nom;Prénom\n1;Jean Durand;Jean\n2;Petit Luc;Luc\n", "No. | Name | First Name"),
            ("ID;Nombre;Apellidos\n1;Juan;Moreno Ruiz\n2;Maria;Gil\n", "No. | First Name | Surname"),
            // Firms, and whom to ask for, if anybody.
            ("ID;Name;First Name\n1;Acme;Tom\n2;Bluesky;\n", "No. | Name | First Name"),
            ("ID;Name;First Name\n1;Acme Ltd;Tom\n2;Bluesky Ltd;Ann\n", "No. | Name | First Name"),
            ("ID;Name;First Name\n1;Acme Tools;Tom\n2;Blue Sky Media;Ann\n", "No. | Name | First Name"),
            ("ID;Name;Last Name\n1;Acme Tools;Harper\n2;Blue Sky Media;Stone\n", "No. | Name | Surname"),
        ] {
            let (found, told) = read(text);
            assert_eq!(found, columns, "{text}");
            assert_eq!(told.len(), usize::from(!columns.contains("| Name")), "{told:?}");
        }
    }
}
