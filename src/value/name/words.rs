//! What a word in a name is: the word kept for its spellings in several languages, and its role.
//!
//! The words are `data/name_words.tsv` and `data/place_words.tsv`; numbers, ordinals and roman numerals are read here.

use std::sync::LazyLock;

use rustc_hash::{FxHashMap, FxHashSet};

use super::tokens::{Gap, Tokens};
use super::{Role, Word};

/// A known word.
#[derive(Debug, Clone, Copy)]
pub(super) struct Known {
    text: &'static str,
    role: Role,
    /// A word that only ties others together: `and`, `of`, `the`.
    link: bool,
    /// A common word that names a firm where no other does.
    vague: bool,
}

struct Words {
    known: FxHashMap<String, Known>,
    /// The words that some may be short for, which may be others as well: `res` is research, and its own word.
    short: FxHashMap<&'static str, Vec<&'static str>>,
    /// The longest key; nothing longer is looked up.
    longest: usize,
}

static WORDS: LazyLock<Words> = LazyLock::new(|| {
    let mut words = Words { known: FxHashMap::default(), short: FxHashMap::default(), longest: 0 };
    for line in include_str!("../data/name_words.tsv").lines().filter(|line| !line.starts_with('#')) {
        let mut columns = line.split('\t');
        if let (Some(text), Some(kind), Some(spellings)) = (columns.next(), columns.next(), columns.next()) {
            words.add(text, kind, spellings);
        }
    }
    for line in include_str!("../data/place_words.tsv").lines().filter(|line| !line.starts_with('#')) {
        let mut columns = line.split('\t');
        if let (Some(text), Some(spellings)) = (columns.next(), columns.next()) {
            words.add(text, "place", spellings);
        }
    }
    words
});

/// Numbers and ordinals as words, in Dutch, French, German and English, but for those that are words of another kind as
/// well: `Premier` and `Prime` are brands, `neuf` is new, `onze` is ours, `elf` an oil company.
static NUMBERS: LazyLock<FxHashMap<&str, &str>> = LazyLock::new(|| {
    let lists: [(&str, &[&str]); 20] = [
        ("1", &["first", "eerste", "erste", "erster", "erstes"]),
        (
            "2",
            &["second", "tweede", "zweite", "zweiter", "deuxieme", "seconde", "secundo", "two", "twee", "deux", "zwei"],
        ),
        ("3", &["third", "derde", "dritte", "troisieme", "three", "drie", "trois", "drei"]),
        ("4", &["fourth", "vierde", "vierte", "quatrieme", "four", "vier", "quatre"]),
        ("5", &["fifth", "vijfde", "funfte", "cinquieme", "five", "vijf", "cinq", "funf"]),
        ("6", &["sixth", "zesde", "sechste", "sixieme", "six", "zes", "sechs"]),
        ("7", &["seventh", "zevende", "siebte", "septieme", "seven", "zeven", "sept", "sieben"]),
        ("8", &["eighth", "achtste", "achte", "huitieme", "eight", "acht", "huit"]),
        ("9", &["ninth", "negende", "neunte", "neuvieme", "nine", "negen", "neun"]),
        ("10", &["tenth", "tiende", "zehnte", "dixieme", "tien", "dix", "zehn"]),
        ("11", &["eleventh", "elfde", "elfte", "onzieme", "eleven"]),
        ("12", &["twelfth", "twaalfde", "zwolfte", "douzieme", "twelve", "twaalf", "douze", "zwolf"]),
        ("13", &["dreizehnte", "dreizehn", "dertien", "thirteen", "treize"]),
        ("14", &["vierzehnte", "vierzehn", "veertien", "fourteen", "quatorze"]),
        ("15", &["funfzehnte", "funfzehn", "vijftien", "fifteen", "quinze"]),
        ("16", &["sechzehnte", "sechzehn", "zestien", "sixteen", "seize"]),
        ("17", &["siebzehnte", "siebzehn", "zeventien", "seventeen"]),
        ("18", &["achtzehnte", "achtzehn", "achttien", "eighteen"]),
        ("19", &["neunzehnte", "neunzehn", "negentien", "nineteen"]),
        ("20", &["zwanzigste", "zwanzig", "twintig", "twenty", "vingt"]),
    ];
    lists.iter().flat_map(|(digit, words)| words.iter().map(move |word| (*word, *digit))).collect()
});

/// Particles before which a place is part of a family name: `van Gent`.
static OF: LazyLock<FxHashSet<&str>> = LazyLock::new(|| ["van", "von", "vander", "vanden"].into_iter().collect());

impl Words {
    fn add(&mut self, text: &'static str, kind: &str, spellings: &'static str) {
        if kind == "short" {
            spellings.split(';').for_each(|spelling| self.short.entry(spelling).or_default().push(text));
        }
        let (role, link) = match kind {
            "link" => (Role::Common, true),
            "common" | "vague" => (Role::Common, false),
            "trade" => (Role::Trade, false),
            "branch" => (Role::Branch, false),
            "place" => (Role::Place, false),
            _ => return,
        };
        for spelling in spellings.split(';') {
            let text = if text == "=" { spelling } else { text };
            let key: String = spelling.split(' ').collect();
            self.longest = self.longest.max(key.len());
            self.known.entry(key).or_insert(Known { text, role, link, vague: kind == "vague" });
        }
    }
}

fn known(key: &str) -> Option<Known> {
    let words = &*WORDS;
    if key.len() > words.longest {
        return None;
    }
    // Of three letters it is a name of its own: `Jae`, `Doe`.
    let written_out = || {
        let umlaut = |pair: &[u8]| matches!(pair, b"ae" | b"oe" | b"ue");
        (key.len() > 3 && key.as_bytes().windows(2).any(umlaut)).then(|| {
            let mut letters = String::with_capacity(key.len());
            letters.push_str(&key[..1]);
            letters.extend(key.as_bytes().windows(2).filter(|pair| !umlaut(pair)).map(|pair| char::from(pair[1])));
            words.known.get(&letters)
        })?
    };
    words.known.get(key).or_else(written_out).copied()
}

/// Whether a word is a listed spelling.
pub fn is_known(word: &str) -> bool {
    WORDS.known.contains_key(word)
}

/// Whether a token only ties words together.
pub(super) fn is_link(tokens: &Tokens, at: usize) -> bool {
    known(tokens.text(at)).is_some_and(|known| known.link)
}

/// Whether a token says where or which branch, by itself.
pub(super) fn is_whereabouts(tokens: &Tokens, at: usize) -> bool {
    let text = tokens.text(at);
    text.bytes().all(|byte| byte.is_ascii_digit())
        || known(text).is_some_and(|known| matches!(known.role, Role::Place | Role::Branch))
}

/// Whether none of the tokens is a word that could name something.
pub(super) fn nameless(tokens: &Tokens, from: usize, to: usize) -> bool {
    words(tokens, from, to).iter().all(|word| !matches!(word.role, Role::Content | Role::Trade))
}

/// The words of the tokens, in their order.
pub(super) fn words(tokens: &Tokens, from: usize, to: usize) -> Vec<Word> {
    let mut out = Vec::with_capacity(to.saturating_sub(from));
    let mut at = from;
    while at < to {
        let (word, next) = word(tokens, from, at, to);
        if let Some(word) = word {
            out.push(word);
        }
        at = next.max(at + 1);
    }
    out
}

/// The most tokens of a known phrase: `veterans of foreign wars`.
const PHRASE: usize = 4;

/// The word that starts at a token, and where the next one starts.
fn word(tokens: &Tokens, from: usize, at: usize, to: usize) -> (Option<Word>, usize) {
    let text = tokens.text(at);
    if text.bytes().all(|byte| byte.is_ascii_digit()) {
        let digits = text.trim_start_matches('0');
        let digits = if digits.is_empty() { "0" } else { digits };
        return (Some(Word::new(digits, Role::Number, text)), at + 1);
    }
    let letter = text.len() == 1 && text != "&";
    let after_of = at > from && OF.contains(tokens.text(at - 1));
    // A letter alone begins a phrase only with a word behind it: `C of E`, and not `c a r`.
    let least = if letter && tokens.text(at + 1).len() == 1 { to + 1 } else { at + 2 + usize::from(letter) };
    for end in (least..=to.min(at + PHRASE)).rev() {
        if let Some(known) = known(tokens.phrase(at, end)).filter(|_| tokens.gap(end - 1) <= Gap::Space) {
            return (Some(Word::new(known.text, known.role, text)), end);
        }
    }
    if letter {
        return single(tokens, from, at, to);
    }
    if at > from
        && let Some(number) = roman(text).filter(|_| !tokens.dotted(at))
    {
        return (Some(Word::new(&number.to_string(), Role::Number, text)), at + 1);
    }
    if let Some(digit) = NUMBERS.get(text) {
        return (Some(Word::new(digit, Role::Number, text)), at + 1);
    }
    // `Nguyen, En`: what stands last behind a comma ties nothing together.
    let is_apart = at + 1 == to && at > from && tokens.gap(at) == Gap::Comma;
    let word = match known(text).filter(|known| !(known.link && is_apart)) {
        Some(known) if (!after_of || known.role != Role::Place) && !tokens.dotted(at) => {
            Word::new(known.text, known.role, text)
        }
        _ if text.contains('/') => Word::new(&text.replace('/', ""), Role::Content, text),
        _ => Word::new(text, Role::Content, text),
    };
    (Some(word), at + 1)
}

/// A letter that stands alone: the number one at the end, a link between words (`Gomez y Hijos`), one of several initials (`K P M G`), or one initial.
fn single(tokens: &Tokens, from: usize, at: usize, to: usize) -> (Option<Word>, usize) {
    // `Hoogendam I` beside `Hoogendam II`: at the end, after a whole word.
    let last = at > from && at + 1 == to && tokens.gap(at) == Gap::Space && tokens.text(at - 1).len() > 1;
    if last && tokens.text(at) == "i" && !tokens.dotted(at) {
        return (Some(Word::new("1", Role::Number, "i")), at + 1);
    }
    let inside = at > from && at + 1 < to;
    if inside
        && !tokens.dotted(at)
        && tokens.text(at + 1).len() > 1
        && known(tokens.text(at)).is_some_and(|known| known.link)
    {
        return (Some(Word::new("and", Role::Common, "&")), at + 1);
    }
    let mut end = at + 1;
    while end < to && tokens.text(end).len() == 1 && tokens.text(end).as_bytes()[0].is_ascii_lowercase() {
        end += 1;
    }
    let role = if end - at > 1 { Role::Content } else { Role::Initial };
    (Some(Word::new(tokens.phrase(at, end), role, tokens.text(at))), end)
}

/// The value of a roman numeral from II to XX.
fn roman(text: &str) -> Option<u8> {
    const NUMERALS: [&str; 19] = [
        "ii", "iii", "iv", "v", "vi", "vii", "viii", "ix", "x", "xi", "xii", "xiii", "xiv", "xv", "xvi", "xvii",
        "xviii", "xix", "xx",
    ];
    let at = NUMERALS.iter().position(|numeral| *numeral == text).filter(|_| text.len() > 1)?;
    u8::try_from(at + 2).ok()
}

/// Gives the common words that name a firm their role where no other does: `Hotel Central`, `Garage de l'Europe`, but not
/// `European Services Group`.
pub(super) fn name_by_vague(words: &mut [Word]) {
    let is_vague = |word: &Word| known(&word.text).is_some_and(|known| known.vague);
    let is_beside = |word: &Word| match word.role {
        Role::Content | Role::Initial => false,
        Role::Common => known(&word.text).is_some_and(|known| known.vague || known.link),
        Role::Trade | Role::Place | Role::Branch | Role::Number => true,
    };
    if words.iter().all(is_beside) {
        words.iter_mut().filter(|word| is_vague(word)).for_each(|word| word.role = Role::Content);
    }
}

/// The words that a word may be short for.
pub fn short_for(word: &str) -> &'static [&'static str] {
    WORDS.short.get(word).map_or(&[], Vec::as_slice)
}

/// Every listed spelling of one word, with the word kept for it: what a spelling with a slip in it may have meant.
pub fn spellings() -> impl Iterator<Item = (&'static str, &'static str)> {
    WORDS.known.iter().filter(|(_, known)| !known.link).map(|(spelling, known)| (&**spelling, known.text))
}
