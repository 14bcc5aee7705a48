//! Which export a file is: its captions say, and where they are the same for two tables its name does.

use std::path::Path;

use rayon::prelude::*;

use crate::error::{Error, Issue, Result};
use crate::read;
use crate::record::{Field, Kind, Source, Table};
use crate::value::text::fold;

/// What an input can be, in the order in which a job file names them.
const SOURCES: [Source; 6] = [
    Source::Table(Kind::Contact),
    Source::Table(Kind::Customer),
    Source::Table(Kind::Vendor),
    Source::Table(Kind::BankAccount),
    Source::Links,
    Source::Decisions,
];

/// What people call their exports, in English, Dutch, French and German, beginnings of words (practitioner knowledge).
/// The same words stand in captions that only one of two tables has, such as `Customer Posting Group`.
const WORDS: [(Source, &[&str]); 6] = [
    (Source::Decisions, &["decision", "besliss", "entscheid"]),
    (Source::Links, &["relation", "relatie", "link", "koppeling", "lien", "bezieh", "verknupf"]),
    (Source::Table(Kind::BankAccount), &["bank", "banque", "compte"]),
    (Source::Table(Kind::Vendor), &["vendor", "supplier", "leverancier", "fournisseur", "kredit", "lieferant"]),
    (Source::Table(Kind::Customer), &["customer", "klant", "client", "debit", "kunde"]),
    (Source::Table(Kind::Contact), &["contact", "kontakt", "crm"]),
];

/// How many columns the name of a file is worth: more than the one by which customers and vendors differ, less than the
/// three or more by which contacts differ from accounts.
const NAME: usize = 2;

/// A file that was recognised.
#[derive(Debug)]
pub(crate) struct Recognised {
    /// What it is; more than one, best first, where nothing tells them apart.
    pub(crate) sources: Vec<Source>,
    /// It, read as the first of them.
    pub(crate) table: Table,
    /// What its rows have wrong.
    pub(crate) issues: Vec<Issue>,
}

impl Recognised {
    /// The one thing it can be.
    pub(crate) fn source(&self) -> Option<Source> {
        if let [source] = self.sources.as_slice() { Some(*source) } else { None }
    }
}

/// Reads a file as everything it could be, and keeps what fits best; with `strict`, in an encoding that need not be guessed.
///
/// # Errors
/// Where it can be read as nothing: what is wrong with it as contacts, or as what its name says.
pub(crate) fn recognise(path: &Path, strict: bool) -> Result<Recognised> {
    if !path.is_file() {
        let (what, hint) = match path.exists() {
            true => ("this is no file", "save it as a file first, or name one in that folder"),
            false => ("there is no such file", "look at the name"),
        };
        return Err(Error::refused(what).file(path).hint(hint));
    }
    let input = read::Input::from(path.to_path_buf());
    let read_as = |&source: &Source| {
        let mut issues = Vec::new();
        read::table(&input, source, strict, &mut issues).map(|table| (source, table, issues))
    };
    let mut found = Vec::new();
    let mut wrong = Vec::new();
    for (source, outcome) in SOURCES.into_iter().zip(SOURCES.par_iter().map(read_as).collect::<Vec<_>>()) {
        match outcome {
            Ok((source, table, issues)) => found.push((fit(path, source, &table), source, table, issues)),
            Err(error) => wrong.push((source, error)),
        }
    }
    // A stable sort: what fits equally well stays in the order of the job file.
    found.sort_by_key(|(fit, ..)| std::cmp::Reverse(*fit));
    let Some(best) = found.first().map(|(fit, ..)| *fit) else { return Err(reason(path, wrong)) };
    let sources = found.iter().filter(|(fit, ..)| *fit == best).map(|(_, source, ..)| *source).collect();
    let (_, _, table, issues) = found.swap_remove(0);
    Ok(Recognised { sources, table, issues })
}

/// What a file that fits nothing has wrong.
fn reason(path: &Path, wrong: Vec<(Source, Error)>) -> Error {
    let said = named(path);
    let mut wrong = wrong.into_iter();
    let first = wrong.next();
    let best = wrong.find(|(source, _)| Some(*source) == said).or(first);
    best.map_or_else(|| Error::refused("this is no table").file(path), |(_, error)| error)
}

/// How many columns fit, and whether its name and its own captions say the same.
fn fit(path: &Path, source: Source, table: &Table) -> usize {
    let known = table.columns.iter().flatten().count();
    let own = table.captions.iter().enumerate().filter(|(column, caption)| {
        // Numbers and names of accounts are those of contacts too.
        let says = table.field(*column).is_none_or(|field| matches!(field, Field::No | Field::Name));
        says && word(caption) == Some(source) && source != Source::Table(Kind::Contact)
    });
    // Decisions and links have few columns, and captions no other table has.
    let few = if matches!(source, Source::Links | Source::Decisions) { table.captions.len() } else { known };
    few + own.count() + if named(path) == Some(source) { NAME } else { 0 }
}

/// What the name of a file says it is.
fn named(path: &Path) -> Option<Source> {
    word(&path.file_stem()?.to_string_lossy())
}

/// What a text with one of the words says.
fn word(text: &str) -> Option<Source> {
    let text = fold(text);
    WORDS.iter().find(|(_, words)| words.iter().any(|word| text.contains(word))).map(|(source, _)| *source)
}

/// What an input is called, for people.
pub(crate) fn called(source: Source) -> String {
    source.key().replace('_', " ")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_name_of_a_file_says_what_it_is() {
        let check = |name: &str, expected| assert_eq!(named(Path::new(name)), expected, "{name}");
        check("contacten.csv", Some(Source::Table(Kind::Contact)));
        check("KLANTEN 2026.csv", Some(Source::Table(Kind::Customer)));
        check("Kreditoren.csv", Some(Source::Table(Kind::Vendor)));
        check("comptes_bancaires.csv", Some(Source::Table(Kind::BankAccount)));
        check("contact_business_relations.csv", Some(Source::Links));
        check("zakenrelaties.csv", Some(Source::Links));
        check("decisions.csv", Some(Source::Decisions));
        check("export.csv", None);
    }
}
