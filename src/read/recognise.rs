//! Which input a file is, when nobody says: by its captions, and by its name where these fit two.

use std::path::Path;

use super::captions;
use super::decisions;
use super::rows::Scan;
use super::{Input, dialect, encoding, file};
use crate::error::Result;
use crate::record::{Field, Kind, Source};
use crate::value::text::fold;

/// The inputs in the order in which they are tried.
const SOURCES: [Source; 6] = [
    Source::Decisions,
    Source::Links,
    Source::Table(Kind::Contact),
    Source::Table(Kind::Customer),
    Source::Table(Kind::Vendor),
    Source::Table(Kind::BankAccount),
];

/// What tells one input from the others, and how many of these it takes.
const MARKS: [(Source, &[Field], usize); 5] = [
    (Source::Links, &[Field::ContactNo, Field::LinkToTable, Field::BusinessRelationCode], 2),
    (
        Source::Table(Kind::Contact),
        &[Field::Type, Field::CompanyNo, Field::CompanyName, Field::BusinessRelation, Field::FirstName, Field::Surname],
        2,
    ),
    (Source::Table(Kind::BankAccount), &[Field::Iban, Field::Swift, Field::BankAccountNo, Field::BankBranchNo], 3),
    (Source::Table(Kind::Vendor), &[Field::Purchaser], 1),
    (Source::Table(Kind::Customer), &[Field::Salesperson, Field::ContactType], 1),
];

/// Beginnings of words in file names, folded, in four languages.
const NAMES: [(&str, Source); 17] = [
    ("decision", Source::Decisions),
    ("relation", Source::Links),
    ("link", Source::Links),
    ("contact", Source::Table(Kind::Contact)),
    ("kontakt", Source::Table(Kind::Contact)),
    ("customer", Source::Table(Kind::Customer)),
    ("klant", Source::Table(Kind::Customer)),
    ("client", Source::Table(Kind::Customer)),
    ("debit", Source::Table(Kind::Customer)),
    ("kunde", Source::Table(Kind::Customer)),
    ("vendor", Source::Table(Kind::Vendor)),
    ("supplier", Source::Table(Kind::Vendor)),
    ("leverancier", Source::Table(Kind::Vendor)),
    ("fournisseur", Source::Table(Kind::Vendor)),
    ("kredit", Source::Table(Kind::Vendor)),
    ("lieferant", Source::Table(Kind::Vendor)),
    ("ban", Source::Table(Kind::BankAccount)),
];

/// Which input a file is; `None` where neither its captions nor its name tell.
///
/// Fails where the file cannot be read as text.
pub fn recognise(input: &Input) -> Result<Option<Source>> {
    let bytes = file::contents(&input.path)?;
    let (_, decoded) = encoding::open(bytes, input.encoding.as_deref()).map_err(|error| error.file(&input.path))?;
    let text = decoded.text;
    let sep = dialect::sep_line(&text);
    let text = &text[sep.map_or(0, |(line, _)| line.len())..];
    let known = |caption: &str| SOURCES.iter().any(|&source| knows(source, caption));
    let delimiter = sep.map_or_else(|| dialect::delimiter(text, known), |(_, delimiter)| delimiter);
    let mut scan = Scan::new(text, delimiter, 1);
    scan.next();
    let captions: Vec<_> = scan.cells.iter().map(|cell| String::from_utf8_lossy(cell).into_owned()).collect();
    Ok(by_captions(&captions).or_else(|| by_name(&input.path, &captions)))
}

/// Whether a caption is one of an input's.
pub(super) fn knows(source: Source, caption: &str) -> bool {
    match source {
        Source::Decisions => decisions::knows(caption),
        _ => captions::field(source, caption).is_some(),
    }
}

/// The one input whose marks the captions bear.
fn by_captions(captions: &[String]) -> Option<Source> {
    if captions.iter().filter(|caption| decisions::knows(caption)).count() >= 6 {
        return Some(Source::Decisions);
    }
    let bears = |&&(source, marks, least): &&(Source, &[Field], usize)| {
        let has = |mark: &&Field| captions.iter().any(|caption| captions::field(source, caption) == Some(**mark));
        marks.iter().filter(has).count() >= least
    };
    MARKS.iter().find(bears).map(|&(source, ..)| source)
}

/// The input a file is named after, if it has a number and a name at all.
fn by_name(path: &Path, captions: &[String]) -> Option<Source> {
    let name = fold(&path.file_name()?.to_string_lossy());
    let found = NAMES
        .iter()
        .find(|(word, _)| name.split(|char: char| !char.is_alphanumeric()).any(|part| part.starts_with(word)));
    found.map(|&(_, source)| source).filter(|&source| captions.iter().any(|caption| knows(source, caption)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn files_are_recognised_by_their_captions_first() {
        for (name, header, source) in [
            ("a.csv", "Nr.;Soort;Naam;Bedrijfsnr.", Some(Source::Table(Kind::Contact))),
            ("a.csv", "Nr.;Naam;Inkoperscode", Some(Source::Table(Kind::Vendor))),
            ("a.csv", "No.,Name,Salesperson Code,Blocked", Some(Source::Table(Kind::Customer))),
            ("a.csv", "No.,Name,IBAN,SWIFT Code,Bank Account No.", Some(Source::Table(Kind::BankAccount))),
            ("a.csv", "Contact No.,Business Relation Code,Link to Table,No.", Some(Source::Links)),
            (
                "a.csv",
                "Kind,Contact No.,Link to Table,No.,Field,Choice,New Value,By,At,Note,Seen",
                Some(Source::Decisions),
            ),
            ("Debitoren 2024.csv", "Nr.;Name;Ort", Some(Source::Table(Kind::Customer))),
            ("a.csv", "Nr.;Name;Ort", None),
            ("vendors.csv", "x,y", None),
            ("a.csv", "", None),
        ] {
            let folder = tempfile::tempdir().unwrap();
            let path = folder.path().join(name);
            std::fs::write(&path, header).unwrap();
            assert_eq!(recognise(&Input::from(path)).unwrap(), source, "{name} {header}");
        }
    }
}
