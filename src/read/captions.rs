//! Captions to fields: which column is what, in four languages and in the names programs use.
//!
//! The list is `data/captions.tsv`; what it says holds per table, since one caption means different things in different
//! tables. A job's `columns` speak before it, and after it the captions of other programs. What is not recognised is no error: the column travels untouched.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::LazyLock;

use rustc_hash::FxHashMap;

use super::{Input, aliases, decisions};
use crate::error::{Error, Result};
use crate::record::{Field, Kind, Source, Table};
use crate::value::text::{fold, repair};
use crate::value::word::nearest;

/// A caption's field, and how late it stands in the list: the earlier one is taken where a file has two.
type Known = FxHashMap<String, (Field, usize)>;

/// Per table: the four record tables, then the links.
static KNOWN: LazyLock<[Known; 5]> = LazyLock::new(|| {
    let mut known: [Known; 5] = Default::default();
    for (field, place, rank, caption) in listed() {
        known[place].entry(key(caption)).or_insert((field, rank));
    }
    known
});

/// Every caption of the list with its field, its table and its rank.
fn listed() -> impl Iterator<Item = (Field, usize, usize, &'static str)> {
    let lines = include_str!("data/captions.tsv").lines().filter(|line| !line.starts_with('#'));
    lines.enumerate().flat_map(|(at, line)| {
        let mut cells = line.split('\t');
        let field = cells.next().and_then(by_english);
        let places = cells.next().map(places).unwrap_or_default();
        let captions = cells.flat_map(|cell| cell.split('|')).map(str::trim).filter(|caption| !caption.is_empty());
        let ranked: Vec<_> = captions.enumerate().map(|(rank, caption)| (at * 100 + rank, caption)).collect();
        field.into_iter().flat_map(move |field| {
            let ranked = ranked.clone();
            places.clone().into_iter().flat_map(move |place| {
                ranked.clone().into_iter().map(move |(rank, caption)| (field, place, rank, caption))
            })
        })
    })
}

/// The tables a line of the list names.
pub(super) fn places(words: &str) -> Vec<usize> {
    let one = |word: &str| match word {
        "all" => vec![0, 1, 2, 3],
        "accounts" => vec![1, 2, 3],
        "links" => vec![4],
        kind => Kind::ALL.iter().filter(|&known| known.key() == kind).map(|known| known.index()).collect(),
    };
    words.split(' ').flat_map(one).collect()
}

/// Where the captions of an input stand in [`KNOWN`].
fn known(source: Source) -> Option<&'static Known> {
    match source {
        Source::Table(kind) => Some(&KNOWN[kind.index()]),
        Source::Links => Some(&KNOWN[4]),
        Source::Decisions => None,
    }
}

/// A caption as it is looked up: folded letters and digits, with "number" always in its short form.
///
/// `N° de téléphone`, `N. téléphone` and `Numéro téléphone` are one; so are `Telefoonnummer` and `Telefoon nr.`, `Phone
/// No.` and `phoneNumber`.
pub fn key(caption: &str) -> String {
    let mut out = String::new();
    let caption = repair(caption).replace(['°', 'º'], " ").replace('№', "n ");
    for word in fold(&caption).split(|char: char| !char.is_ascii_alphanumeric()) {
        match word {
            "de" | "du" | "des" | "d" | "la" | "le" | "les" | "l" => {}
            "n" | "num" | "numero" => out.push_str("no"),
            _ => match (word.strip_suffix("nummer"), word.strip_suffix("number")) {
                (Some(stem), _) => out.extend([stem, "nr"]),
                (_, Some(stem)) => out.extend([stem, "no"]),
                _ => out.push_str(word),
            },
        }
    }
    out
}

/// The field a caption stands for in a table, by the list alone.
pub fn field(source: Source, caption: &str) -> Option<Field> {
    known(source)?.get(&key(caption)).map(|&(field, _)| field)
}

/// Whether a caption is one of an input's.
pub(super) fn knows(source: Source, caption: &str) -> bool {
    match source {
        Source::Decisions => decisions::knows(caption),
        _ => field(source, caption).is_some(),
    }
}

/// Whether a caption is one of an input's, or may be.
pub(super) fn may_know(source: Source, caption: &str) -> bool {
    knows(source, caption) || aliases::knows(source, caption)
}

/// Whether some of these are surely captions: a line without any may be somebody's record, which no message shows. A word
/// such as `Company` may stand in a record too.
pub(super) fn are_captions(source: Source, captions: &[String]) -> bool {
    let may_be = captions.iter().filter(|caption| may_know(source, caption)).count();
    may_be > 1 || captions.iter().any(|caption| knows(source, caption))
}

/// The field of an English caption, as job files name it.
pub fn by_english(caption: &str) -> Option<Field> {
    let key = key(caption);
    Field::ALL.iter().copied().find(|field| field.caption() == caption || self::key(field.caption()) == key)
}

/// Which column each field stands in, by `Field as usize`; and the columns that repeat a field, which are not used.
#[derive(Debug, Default)]
pub(super) struct Placed {
    pub(super) columns: Vec<Option<u16>>,
    pub(super) second: Vec<(usize, Field)>,
}

impl Placed {
    /// The field of a column.
    pub(super) fn field(&self, column: usize) -> Option<Field> {
        Field::ALL.iter().copied().find(|&field| self.columns[field as usize].map(usize::from) == Some(column))
    }
}

/// Finds the column of every field; `declared` is the job's `columns`: English caption to caption in the file.
///
/// Refused: a declared field or caption that does not exist; two columns that may be the number of a record or its name.
pub(super) fn place(source: Source, captions: &[String], declared: &BTreeMap<String, String>) -> Result<Placed> {
    let mut placed = Placed { columns: vec![None; Field::ALL.len()], second: Vec::new() };
    let mut taken = vec![false; captions.len()];
    let mut wrong = Vec::new();
    let shows =
        are_captions(source, captions) || declared.values().any(|caption| column_of(captions, caption).is_some());
    for (english, caption) in declared {
        match (by_english(english), column_of(captions, caption)) {
            (None, _) => wrong.push(unknown_field(english)),
            (Some(_), None) => wrong.push(no_such_caption(english, caption, captions, shows)),
            (Some(_), Some(column)) if taken[column] => {
                let error = Error::refused(format!("\"{caption}\" is named for two fields"));
                wrong.push(error.column(format!("columns.\"{english}\"")).hint("one column holds one field"));
            }
            (Some(field), Some(column)) => {
                placed.columns[field as usize] = u16::try_from(column).ok();
                taken[column] = true;
            }
        }
    }
    Error::all(wrong)?;
    let Some(known) = known(source) else { return Ok(placed) };
    let mut found: Vec<(Field, usize, usize)> = Vec::new();
    for (column, caption) in captions.iter().enumerate().filter(|&(column, _)| !taken[column]) {
        if let Some(&(field, rank)) = known.get(&key(caption)) {
            found.push((field, rank, column));
        }
    }
    found.sort_unstable();
    for (field, _, column) in found {
        let place = &mut placed.columns[field as usize];
        match place {
            None => *place = u16::try_from(column).ok(),
            Some(_) => placed.second.push((column, field)),
        }
    }
    if let Source::Table(kind) = source {
        aliases::place(kind, captions, &taken, &mut placed)?;
    }
    placed.second.sort_unstable();
    Ok(placed)
}

/// The fields whose column neither the job names nor a caption that is surely theirs.
pub(super) fn guessed(table: &Table, input: &Input) -> Vec<Field> {
    let Some(known) = known(table.source) else { return Vec::new() };
    let is_declared = |field: Field| input.columns.keys().any(|english| by_english(english) == Some(field));
    let is_known = |column: usize, field| known.get(&key(&table.captions[column])).is_some_and(|one| one.0 == field);
    let has_guess =
        |&field: &Field| table.column(field).is_some_and(|column| !is_known(column, field)) && !is_declared(field);
    Field::ALL.iter().copied().filter(has_guess).collect()
}

/// The captions of the number and the name of a table, where both are known as those of other programs only: what kind of
/// list it is nobody has said.
pub(super) fn stranger(table: &Table) -> Option<[&str; 2]> {
    let name = if table.column(Field::Name).is_some() { Field::Name } else { Field::Surname };
    let both = [Field::No, name];
    both.iter().all(|field| table.guessed.contains(field)).then(|| both.map(|field| table.caption(field)))
}

/// The column with this caption: as it stands, else by its key.
fn column_of(captions: &[String], caption: &str) -> Option<usize> {
    let wanted = key(caption);
    captions
        .iter()
        .position(|found| found == caption)
        .or_else(|| captions.iter().position(|found| key(found) == wanted && !wanted.is_empty()))
}

/// That the left side of `columns` names no field.
pub(super) fn unknown_field(english: &str) -> Error {
    let names = Field::ALL.iter().map(|field| field.caption());
    let hint = nearest(english, names).map_or_else(
        || "the left side is koppel's own name of the field, such as \"VAT Registration No.\"".to_owned(),
        |name| format!("did you mean \"{name}\"?"),
    );
    Error::refused("is no field koppel knows").column(format!("columns.\"{english}\"")).hint(hint)
}

fn no_such_caption(english: &str, caption: &str, captions: &[String], shows: bool) -> Error {
    let there = if shows { list(captions) } else { "nothing that koppel knows as a caption".to_owned() };
    Error::refused(format!("has no column \"{caption}\"; it has {there}"))
        .column(format!("columns.\"{english}\""))
        .hint("give the caption as it stands in the first line of the file")
}

/// The captions as a message shows them: the first 60, none longer than 40 characters.
pub(super) fn list(captions: &[String]) -> String {
    let short = |caption: &String| caption.chars().take(40).collect::<String>().escape_debug().to_string();
    let mut shown: Vec<_> = captions.iter().take(60).map(short).collect();
    if captions.len() > shown.len() {
        shown.push(format!("and {} more", captions.len() - shown.len()));
    }
    shown.join(", ")
}

/// The caption of those nobody knows that most likely means `field`: one letter in four at most is another than in a
/// spelling of the lists, else it alone ends in a word for what is wanted.
pub(super) fn likely<'c>(source: Source, field: Field, free: &[&'c String]) -> Option<&'c str> {
    let known = known(source)?.iter().filter(|known| known.1.0 == field).map(|known| known.0.as_str());
    let spellings: BTreeSet<&str> = known.chain(aliases::spellings(source, field)).collect();
    let like = |caption: &str| {
        let caption = key(caption);
        spellings.iter().map(|spelling| strsim::normalized_damerau_levenshtein(&caption, spelling)).fold(0.0, f64::max)
    };
    let best = free.iter().map(|caption| (like(caption), caption.as_str())).max_by(|a, b| a.0.total_cmp(&b.0));
    let is_of = |caption: &str, words: &[&str]| words.iter().any(|word| key(caption).contains(word));
    let says_so = |caption: &str| match field {
        Field::No if is_of(caption, &OTHER_NUMBERS) => false,
        Field::No => ["id", "no", "nr", "code", "key"].contains(&&*key(last_word(caption))),
        Field::Name => ["name", "naam"].iter().any(|end| key(caption).ends_with(end)),
        _ => false,
    };
    let mut ending = free.iter().filter(|caption| says_so(caption));
    let alone = ending.next().filter(|_| ending.next().is_none()).map(|caption| caption.as_str());
    best.filter(|&(like, _)| like >= 0.75).map(|best| best.1).or(alone)
}

/// What else has numbers: a column of such is no likely number of the record.
const OTHER_NUMBERS: [&str; 18] = [
    "street", "house", "straat", "huis", "haus", "tax", "vat", "ust", "btw", "tva", "phone", "fax", "bank", "iban",
    "post", "country", "parent", "owner",
];

/// The last word of a caption: of `voter_id` and `VoterID` the `id`.
fn last_word(caption: &str) -> &str {
    let signs: Vec<(usize, char)> =
        caption.trim_end_matches(|char: char| !char.is_alphanumeric()).char_indices().collect();
    let begins =
        |two: &[(usize, char)]| !two[0].1.is_alphanumeric() || two[0].1.is_lowercase() && two[1].1.is_uppercase();
    signs.windows(2).rev().find(|two| begins(two)).map_or(caption, |two| &caption[two[1].0..])
}

#[cfg(test)]
mod tests {
    use super::*;

    const CONTACTS: Source = Source::Table(Kind::Contact);
    const CUSTOMERS: Source = Source::Table(Kind::Customer);
    const BANKS: Source = Source::Table(Kind::BankAccount);

    #[test]
    fn captions_are_known_however_they_are_written() {
        for (source, caption, found) in [
            (CONTACTS, "No.", Some(Field::No)),
            (CONTACTS, "NO", Some(Field::No)),
            (CONTACTS, "N°", Some(Field::No)),
            (CONTACTS, "Nº", Some(Field::No)),
            (CONTACTS, "NÂ°", Some(Field::No)),
            (CONTACTS, "n\u{a0}°.", Some(Field::No)),
            (BANKS, " nr ", Some(Field::No)),
            (CONTACTS, "Nee.", Some(Field::No)),
            (CONTACTS, "number", Some(Field::No)),
            (CONTACTS, "Soort", Some(Field::Type)),
            (CUSTOMERS, "Soort contact", Some(Field::ContactType)),
            (CUSTOMERS, "Kontaktart", Some(Field::ContactType)),
            (CONTACTS, "Contact", None),
            (CUSTOMERS, "Contactpersoon", Some(Field::ContactName)),
            (CUSTOMERS, "Kontakt", Some(Field::ContactName)),
            (CONTACTS, "Relation d′affaires", Some(Field::BusinessRelation)),
            (CONTACTS, "RELATION D’AFFAIRES", Some(Field::BusinessRelation)),
            (CONTACTS, "N° de téléphone", Some(Field::Phone)),
            (CONTACTS, "Numéro téléphone", Some(Field::Phone)),
            (CONTACTS, "TelefoonNee", Some(Field::Phone)),
            (CONTACTS, "phoneNumber", Some(Field::Phone)),
            (CONTACTS, "Telefoonnummer", Some(Field::Phone)),
            (CUSTOMERS, "taxRegistrationNumber", Some(Field::VatNo)),
            (CUSTOMERS, "displayName", Some(Field::Name)),
            (CUSTOMERS, "Email", Some(Field::Email)),
            (CUSTOMERS, "Länder-/Regionscode", Some(Field::Country)),
            (CUSTOMERS, "Land-/regiocode", Some(Field::Country)),
            (CUSTOMERS, "Adresse (2ème ligne)", Some(Field::Address2)),
            (CONTACTS, "Unternehmensnr.", Some(Field::CompanyNo)),
            (CUSTOMERS, "Unternehmensnr.", Some(Field::EnterpriseNo)),
            (CUSTOMERS, "Klantnummer", Some(Field::No)),
            (CONTACTS, "given_name", Some(Field::FirstName)),
            (CONTACTS, "Family Name", Some(Field::Surname)),
            (CUSTOMERS, "DOB", Some(Field::DateOfBirth)),
            (CUSTOMERS, "tax_id", Some(Field::VatNo)),
            (CUSTOMERS, "Street", Some(Field::Address)),
            (CUSTOMERS, "Kredietlimiet", None),
            (CUSTOMERS, "", None),
            (Source::Links, "Koppelen aan tabel", Some(Field::LinkToTable)),
            (Source::Links, "Contactnr.", Some(Field::ContactNo)),
        ] {
            assert_eq!(field(source, caption), found, "{caption}");
        }
    }

    #[test]
    fn the_list_names_real_fields_and_tables_and_never_two_fields_for_one_caption() {
        for line in include_str!("data/captions.tsv").lines().filter(|line| !line.starts_with('#')) {
            let cells: Vec<_> = line.split('\t').collect();
            assert_eq!(cells.len(), 7, "{line}");
            assert!(by_english(cells[0]).is_some_and(|field| field.caption() == cells[0]), "{line}");
            assert!(cells[1].split(' ').all(|word| !places(word).is_empty()), "{line}");
        }
        let mut seen: BTreeMap<(usize, String), (Field, &str)> = BTreeMap::new();
        for (field, place, _, caption) in listed() {
            let first = *seen.entry((place, key(caption))).or_insert((field, caption));
            assert_eq!(first.0, field, "{caption} and {}", first.1);
        }
    }

    #[test]
    fn the_job_speaks_first_and_a_second_column_is_set_aside() {
        let captions = ["Nr.", "Naam", "Email", "E-mailadres", "BTW"].map(str::to_owned);
        let declared = BTreeMap::from([("VAT Registration No.".to_owned(), "btw".to_owned())]);
        let placed = place(CUSTOMERS, &captions, &declared).unwrap();
        assert_eq!(placed.columns[Field::VatNo as usize], Some(4));
        assert_eq!(placed.columns[Field::Email as usize], Some(2));
        assert_eq!(placed.second, [(3, Field::Email)]);
        let typo = BTreeMap::from([("VAT Registation No.".to_owned(), "BTW".to_owned())]);
        assert!(
            place(CUSTOMERS, &captions, &typo)
                .unwrap_err()
                .to_string()
                .contains("did you mean \"VAT Registration No.\"")
        );
        let absent = BTreeMap::from([("Name".to_owned(), "Firma".to_owned())]);
        assert!(place(CUSTOMERS, &captions, &absent).unwrap_err().what.contains("Nr., Naam, Email"));
    }
}
