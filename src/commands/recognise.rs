//! Which export a file is: its captions say, and where they are the same for two tables its name does.

use std::path::Path;

use crate::error::{Error, Issue, Result};
use crate::read::{self, Heading};
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

/// Opens a file, tries its captions as everything it could be, and reads its rows as what fits best; with `strict`, in an
/// encoding that need not be guessed.
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
    let mut opened = read::open(&input)?;
    if strict {
        opened.refuse_concluded(named(path).unwrap_or(SOURCES[0]))?;
    }
    let (mut fits, mut wrong) = (Vec::new(), Vec::new());
    for source in SOURCES {
        match opened.headings(source) {
            Ok(headings) => fits.push((fit(path, source, &headings), source)),
            Err(error) => wrong.push((source, error)),
        }
    }
    // A stable sort: what fits equally well stays in the order of the job file.
    fits.sort_by_key(|(fit, _)| std::cmp::Reverse(*fit));
    for (at, &(best, source)) in fits.iter().enumerate() {
        let mut issues = Vec::new();
        match opened.table(source, &mut issues) {
            Ok(table) => {
                let equal = fits[at..].iter().take_while(|(fit, _)| *fit == best);
                let sources = equal.map(|(_, source)| *source).collect();
                return Ok(Recognised { sources, table, issues });
            }
            Err(error) => wrong.push((source, error)),
        }
    }
    Err(reason(path, wrong))
}

/// What a file that fits nothing has wrong: as what its name says, else as contacts.
fn reason(path: &Path, mut wrong: Vec<(Source, Error)>) -> Error {
    let said = named(path);
    wrong.sort_by_key(|(source, _)| (Some(*source) != said, SOURCES.iter().position(|one| one == source)));
    wrong.into_iter().next().map_or_else(|| Error::refused("this is no table").file(path), |(_, error)| error)
}

/// How many columns fit, and whether its name and its own captions say the same.
fn fit(path: &Path, source: Source, headings: &[Heading]) -> usize {
    let known = headings.iter().filter(|heading| heading.field.is_some()).count();
    let own = headings.iter().filter(|heading| {
        // Numbers and names of accounts are those of contacts too.
        let says = heading.field.is_none_or(|field| matches!(field, Field::No | Field::Name));
        says && word(&heading.caption) == Some(source) && source != Source::Table(Kind::Contact)
    });
    // Decisions and links have few columns, and captions no other table has.
    let few = if matches!(source, Source::Links | Source::Decisions) { headings.len() } else { known };
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
