//! The words of street lines, from `data/street_words.tsv`: what each stands for.

use std::sync::LazyLock;

use rustc_hash::{FxHashMap, FxHashSet};

use crate::value::country::Country;

/// What a word of a street line is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Kind {
    /// A word for "street".
    Type,
    /// A small word.
    Article,
    /// A word of a name, often abbreviated.
    Word,
    /// What a person is called for whom the street is named.
    Title,
    /// A number written out.
    Ordinal,
    /// A point of the compass.
    Direction,
    /// Announces a box or flat.
    Unit,
    /// Announces a floor.
    Floor,
    /// The ground floor.
    Ground,
    /// Announces a house number.
    Number,
    /// Announces a PO box.
    PoBox,
    /// Follows a house number.
    Suffix,
    /// Begins the name of an estate or building.
    Site,
    /// Says no more than that it is an estate.
    Estate,
}

/// A word and the form it is compared in.
#[derive(Debug, Clone, Copy)]
pub(super) struct Word {
    /// What it is.
    pub(super) kind: Kind,
    /// The form it is compared in.
    pub(super) canonical: &'static str,
}

/// The whole table.
struct Table {
    words: FxHashMap<&'static str, Word>,
    /// Forms at the end of compounds by their last letter, longest first.
    ends: [Vec<(&'static str, &'static str)>; 27],
    joined: FxHashSet<&'static str>,
    behind: FxHashSet<&'static str>,
    /// What stands at the end of an English street, whatever it is in other languages.
    english: FxHashMap<&'static str, Word>,
    types: FxHashSet<&'static str>,
    titles: FxHashSet<&'static str>,
    directions: FxHashSet<&'static str>,
}

static TABLE: LazyLock<Table> = LazyLock::new(|| read(include_str!("../data/street_words.tsv")));

/// Reads the table; a line of another form is passed over.
fn read(text: &'static str) -> Table {
    let mut table = Table {
        words: FxHashMap::default(),
        ends: Default::default(),
        joined: FxHashSet::default(),
        behind: FxHashSet::default(),
        english: FxHashMap::default(),
        types: FxHashSet::default(),
        titles: FxHashSet::default(),
        directions: FxHashSet::default(),
    };
    for line in text.lines().filter(|line| !line.starts_with('#')) {
        let mut fields = line.split('\t');
        let (Some(kind), Some(canonical), Some(forms)) = (fields.next(), fields.next(), fields.next()) else {
            continue;
        };
        if kind == "end" {
            table.joined.insert(canonical);
            forms.split(' ').for_each(|form| table.ends[last_letter(form)].push((form, canonical)));
            continue;
        }
        if kind == "behind" {
            table.behind.extend(forms.split(' '));
            continue;
        }
        if kind == "english" {
            table.english.extend(forms.split(' ').map(|form| (form, Word { kind: Kind::Type, canonical })));
            continue;
        }
        let Some(kind) = kind_of(kind) else { continue };
        match kind {
            Kind::Type => drop(table.types.insert(canonical)),
            Kind::Title => drop(table.titles.insert(canonical)),
            Kind::Direction => drop(table.directions.insert(canonical)),
            _ => {}
        }
        for form in forms.split(' ') {
            table.words.entry(form).or_insert(Word { kind, canonical });
        }
    }
    for list in &mut table.ends {
        list.sort_by_key(|(form, _)| std::cmp::Reverse(form.len()));
    }
    table
}

fn kind_of(name: &str) -> Option<Kind> {
    Some(match name {
        "type" => Kind::Type,
        "article" => Kind::Article,
        "word" => Kind::Word,
        "title" => Kind::Title,
        "ordinal" => Kind::Ordinal,
        "direction" => Kind::Direction,
        "unit" => Kind::Unit,
        "floor" => Kind::Floor,
        "ground" => Kind::Ground,
        "number" => Kind::Number,
        "po" => Kind::PoBox,
        "suffix" => Kind::Suffix,
        "site" => Kind::Site,
        "estate" => Kind::Estate,
        _ => return None,
    })
}

/// 0 to 25 for a letter, 26 for a dot and all else.
fn last_letter(text: &str) -> usize {
    text.bytes().last().filter(u8::is_ascii_lowercase).map_or(26, |byte| usize::from(byte - b'a'))
}

/// The word that a token is: as it stands, or without its dot.
pub(super) fn word(token: &str) -> Option<Word> {
    TABLE.words.get(token).or_else(|| TABLE.words.get(token.strip_suffix('.')?)).copied()
}

/// The word that a piece of a street's name is, by its place there. `is_english` says that abbreviations are those of English.
pub(super) fn word_at(pieces: &[&str], at: usize, habits: Option<Country>, is_english: bool) -> Option<Word> {
    let piece = pieces[at];
    match piece.trim_matches(|char: char| !char.is_ascii_alphanumeric()) {
        "st" => Some(saint_or_street(pieces, at, habits)),
        "dr" if at == 0 || !is_last(pieces, at) => Some(Word { kind: Kind::Title, canonical: "doctor" }),
        bare if is_english && at > 0 && is_last(pieces, at) => TABLE.english.get(bare).copied().or_else(|| word(piece)),
        _ => word(piece),
    }
}

/// Whether no more than points of the compass follow.
fn is_last(pieces: &[&str], at: usize) -> bool {
    let compass =
        |next: &&str| next.trim_end_matches('.') == "e" || word(next).is_some_and(|word| word.kind == Kind::Direction);
    pieces[at + 1..].iter().all(compass)
}

/// `St.` is a saint before a name, and a street at the end or before a point of the compass.
fn saint_or_street(pieces: &[&str], at: usize, habits: Option<Country>) -> Word {
    if at == 0 || !is_last(pieces, at) {
        return Word { kind: Kind::Word, canonical: "saint" };
    }
    let joined = habits.is_some_and(|country| matches!(country.code(), "BE" | "NL" | "DE" | "AT" | "CH"));
    Word { kind: Kind::Type, canonical: if joined { "straat" } else { "street" } }
}

/// A compound as its stem and the canonical end: `kerkstr.` is `kerk` and `straat`. The stem has two letters at least.
pub(super) fn compound(token: &str) -> Option<(&str, &'static str)> {
    let split = |token: &'_ str| {
        let ends = &TABLE.ends[last_letter(token)];
        let found = ends.iter().find(|(form, _)| token.len() >= form.len() + 2 && token.ends_with(form));
        found.map(|&(form, canonical)| (token.len() - form.len(), canonical))
    };
    // Of the ends with and without the dot the longer: `stwg.` ends in `wg.` too.
    let bare = token.strip_suffix('.').and_then(split);
    let found = split(token).into_iter().chain(bare).min_by_key(|&(at, _)| at);
    found.map(|(at, canonical)| (&token[..at], canonical))
}

/// Whether a type word is written together with the word before it in some language.
pub(super) fn is_joined(canonical: &str) -> bool {
    TABLE.joined.contains(canonical)
}

/// Whether a word is the canonical form of a type.
pub(super) fn is_type(canonical: &str) -> bool {
    TABLE.types.contains(canonical)
}

/// Whether a word that is part of a name anywhere else is a word for "street" where a street ends with it.
pub(super) fn is_behind(word: &str) -> bool {
    TABLE.behind.contains(word)
}

/// Whether a word says that it is an estate, and no more.
pub(super) fn is_estate(word: &str) -> bool {
    self::word(word).is_some_and(|word| word.kind == Kind::Estate || word.canonical == "estate")
}

/// Whether a word is the canonical form of what a person is called.
pub(super) fn is_title(canonical: &str) -> bool {
    TABLE.titles.contains(canonical)
}

/// Whether a word is the canonical form of a point of the compass.
pub(super) fn is_direction(canonical: &str) -> bool {
    TABLE.directions.contains(canonical)
}

/// What an abbreviation for "street" stands for in its place and country: `pl.` is a plein behind the name, `ch.` a
/// chaussée in Belgium, `g.` a gata in Sweden.
pub(super) fn in_its_place(piece: &str, canonical: &'static str, last: bool, habits: Option<Country>) -> &'static str {
    let country = habits.as_ref().map_or("", Country::code);
    match (canonical, country) {
        ("place", _) if last && matches!(piece, "pl" | "pl.") => "plein",
        ("chemin", "BE") if piece == "ch." => "chaussee",
        ("gasse", "SE") if piece.ends_with("g.") => "gatan",
        _ => canonical,
    }
}

/// The number that a piece of a street's name is in roman numerals; a lone `i` is one only where `lone` says so.
pub(super) fn roman(piece: &str, lone: bool) -> Option<&'static str> {
    const NUMERALS: [(&str, &str); 23] = [
        ("ii", "2"),
        ("iii", "3"),
        ("iv", "4"),
        ("vi", "6"),
        ("vii", "7"),
        ("viii", "8"),
        ("ix", "9"),
        ("xi", "11"),
        ("xii", "12"),
        ("xiii", "13"),
        ("xiv", "14"),
        ("xv", "15"),
        ("xvi", "16"),
        ("xvii", "17"),
        ("xviii", "18"),
        ("xix", "19"),
        ("xx", "20"),
        ("xxi", "21"),
        ("xxii", "22"),
        ("xxiii", "23"),
        ("xxiv", "24"),
        ("xxv", "25"),
        ("i", "1"),
    ];
    let found = NUMERALS.iter().find(|(numeral, _)| *numeral == piece)?;
    (lone || piece.len() > 1).then_some(found.1)
}
