//! Names as words of one vocabulary.

use indexmap::IndexSet;
use rustc_hash::{FxBuildHasher, FxHashMap};

use crate::clean::distinct::{Distinct, Texts, position};
use crate::clean::vocabulary::{Vocabulary, hash, together};
use crate::clean::{NONE, Profiles, Span, unlike};
use crate::read::options::ContactType;
use crate::record::{Field, Kind, Tables};
use crate::value::name::{self, Form, Role};
use crate::value::person::{self, Generation, Person};
use crate::value::text::Placeholders;

/// What a word does in its name.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Part {
    /// Carries the name of a business.
    Content,
    /// Says next to nothing.
    Common,
    /// A trade.
    Trade,
    /// A town, region or country.
    Place,
    /// A branch word.
    Branch,
    /// A number, by which siblings differ.
    Number,
    /// A single letter.
    Initial,
    /// A given name of a person.
    Given,
    /// A family name of a person.
    Family,
    /// A particle of a family name.
    Particle,
}

/// A word of a name.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Token {
    /// In the [`Vocabulary`].
    pub word: u32,
    /// What it does here.
    pub part: Part,
    /// Its first letter.
    pub first: u8,
    /// How many letters it has; 255 for more.
    pub len: u8,
    /// Whether other words are akin to it.
    pub akin: bool,
}

/// A distinct name.
#[derive(Debug, Clone)]
pub struct Entry {
    /// Its words in order, in [`Names::tokens`].
    pub tokens: Span,
    /// Its other names, in [`Names::aliases`].
    pub aliases: Span,
    /// Its legal form.
    pub form: Option<Form>,
    /// Whether it is, or reads like, the name of a person.
    pub person: bool,
    /// Junior, senior, the second.
    pub generation: Option<Generation>,
    /// Whether its tail says that the record is not to be used any more.
    pub closed: bool,
    /// The words under which it can meet others, in [`Names::keys`].
    pub keys: Span,
    /// The same for two names of the same words, whatever their order; common words left out unless nothing else is there.
    pub set: u64,
}

/// All distinct names.
#[derive(Debug, Default)]
pub struct Names {
    /// The names.
    pub entries: Vec<Entry>,
    /// Their words.
    pub tokens: Vec<Token>,
    /// Their other names: spans of `tokens`.
    pub aliases: Vec<Span>,
    /// The words under which they can meet others.
    pub keys: Vec<u32>,
    /// The words themselves.
    pub vocabulary: Vocabulary,
    /// How many unlike records of the fullest table have a name of the same words, by [`Entry::set`]; and at how many places.
    pub sets: FxHashMap<u64, (u32, u32)>,
}

impl Names {
    /// The words of a name.
    pub fn tokens(&self, span: Span) -> &[Token] {
        &self.tokens[span.range()]
    }
}

/// A parsed name whose words are still texts.
struct Parsed {
    words: Vec<(String, Part)>,
    aliases: Vec<Vec<(String, Part)>>,
    form: Option<Form>,
    person: bool,
    generation: Option<Generation>,
    closed: bool,
}

/// Cleans the names of all records; gives the names and each record's position among them.
pub fn clean(tables: &Tables, types: &[Option<ContactType>], placeholders: &Placeholders) -> (Names, Vec<u32>) {
    const FIELDS: [Field; 5] = [Field::Name, Field::Name2, Field::FirstName, Field::MiddleName, Field::Surname];
    let mut distinct = Distinct::of(tables, &FIELDS, |record| {
        Some(match types[record] {
            Some(ContactType::Person) => 'p',
            Some(ContactType::Company) => 'c',
            None => '?',
        })
    });
    let mut texts: Texts = IndexSet::with_hasher(FxBuildHasher);
    let mut names = Names::default();
    distinct.parse(
        |cells| parse(cells, placeholders),
        |parsed| {
            let entry = parsed.map_or_else(empty, |parsed| intern(parsed, &mut names, &mut texts));
            names.entries.push(entry);
        },
    );
    sort(&mut names, texts);
    let of =
        distinct.of.iter().map(|&id| if id != NONE && names.entries[id as usize].tokens.len > 0 { id } else { NONE });
    let of = of.collect();
    (names, of)
}

fn empty() -> Entry {
    Entry {
        tokens: Span::default(),
        aliases: Span::default(),
        form: None,
        person: false,
        generation: None,
        closed: false,
        set: 0,
        keys: Span::default(),
    }
}

/// Parses the cells of one record: mark, name, name 2, first, middle and family name.
fn parse(cells: &[&str], placeholders: &Placeholders) -> Option<Parsed> {
    let &[mark, name, name_2, first, middle, surname] = cells else { return None };
    let name = if placeholders.hold(name) { "" } else { name };
    if mark == "p" {
        let whole = if name_2.is_empty() { name.to_owned() } else { format!("{name} {name_2}") };
        return person::parse(&whole, first, middle, surname).map(of_person);
    }
    let parsed = name::parse(name, name_2)?;
    let named = mark == "?" && parsed.form.is_none() && person::looks_like_person(&parsed);
    if named && let Some(person) = person::parse(name, "", "", "") {
        return Some(of_person(person));
    }
    let words = |words: Vec<name::Word>| words.into_iter().map(|word| (word.text, part(word.role))).collect();
    Some(Parsed {
        words: words(parsed.words),
        aliases: parsed.aliases.into_iter().map(words).collect(),
        form: parsed.form,
        person: false,
        generation: None,
        closed: parsed.closed,
    })
}

fn of_person(person: Person) -> Parsed {
    let given = person.given.into_iter().map(|text| {
        let part = if text.len() == 1 { Part::Initial } else { Part::Given };
        (text, part)
    });
    let particles = person.particles.into_iter().map(|text| (text, Part::Particle));
    let family = person.family.into_iter().map(|text| (text, Part::Family));
    Parsed {
        words: given.chain(particles).chain(family).collect(),
        aliases: Vec::new(),
        form: None,
        person: true,
        generation: person.generation,
        closed: false,
    }
}

fn part(role: Role) -> Part {
    match role {
        Role::Content => Part::Content,
        Role::Common => Part::Common,
        Role::Trade => Part::Trade,
        Role::Place => Part::Place,
        Role::Branch => Part::Branch,
        Role::Number => Part::Number,
        Role::Initial => Part::Initial,
    }
}

/// Turns the words of a name into positions.
fn intern(parsed: Parsed, names: &mut Names, texts: &mut Texts) -> Entry {
    let mut add = |words: Vec<(String, Part)>| {
        let start = names.tokens.len();
        for (text, part) in words {
            let first = text.bytes().next().unwrap_or(0);
            let len = u8::try_from(text.len()).unwrap_or(u8::MAX);
            let token = Token { word: position(texts, &text), part, first, len, akin: false };
            // Who says a word twice means it once: "Rond Point - Rond Point Nord".
            if !names.tokens[start..].iter().any(|earlier| earlier.word == token.word) {
                names.tokens.push(token);
            }
        }
        let len = u32::try_from(names.tokens.len() - start).unwrap_or(0);
        Span { start: u32::try_from(start).unwrap_or(NONE), len }
    };
    let tokens = add(parsed.words);
    let aliases: Vec<Span> = parsed.aliases.into_iter().map(&mut add).collect();
    let start = u32::try_from(names.aliases.len()).unwrap_or(NONE);
    let aliases_span = Span { start, len: u32::try_from(aliases.len()).unwrap_or(0) };
    names.aliases.extend(aliases);
    Entry {
        tokens,
        aliases: aliases_span,
        form: parsed.form,
        person: parsed.person,
        generation: parsed.generation,
        closed: parsed.closed,
        set: 0,
        keys: Span::default(),
    }
}

/// Sorts the vocabulary, moves every token to its new position, and gives each name the key of its set of words.
fn sort(names: &mut Names, texts: Texts) {
    let mut order: Vec<u32> = (0..u32::try_from(texts.len()).unwrap_or(NONE)).collect();
    order.sort_unstable_by(|&a, &b| texts[a as usize].cmp(&texts[b as usize]));
    let mut to = vec![0u32; order.len()];
    for (new, &old) in (0..).zip(&order) {
        to[old as usize] = new;
    }
    for token in &mut names.tokens {
        token.word = to[token.word as usize];
    }
    let mut words: Vec<Box<str>> = texts.into_iter().collect();
    words.sort_unstable();
    names.vocabulary = Vocabulary::new(words);
    for token in &mut names.tokens {
        token.akin = !names.vocabulary.akin(token.word).is_empty();
    }
    for at in 0..names.entries.len() {
        names.entries[at].set = set_of(names.tokens(names.entries[at].tokens));
        let keys = keys(names, &names.entries[at]);
        let start = u32::try_from(names.keys.len()).unwrap_or(NONE);
        names.entries[at].keys = Span { start, len: u32::try_from(keys.len()).unwrap_or(0) };
        names.keys.extend(keys);
    }
}

/// Whether a word may bring records together at all.
fn says_something(token: &Token) -> bool {
    !matches!(token.part, Part::Common | Part::Particle | Part::Initial | Part::Branch)
}

/// The words under which a name can meet others: those of it and its aliases that say something; of words that stand
/// apart on one side and joined on the other, the joined one; of a name of three words or more, its acronym where that
/// is a word.
fn keys(names: &Names, entry: &Entry) -> Vec<u32> {
    let mut words = Vec::new();
    let spans = std::iter::once(entry.tokens).chain(names.aliases[entry.aliases.range()].iter().copied());
    for span in spans {
        let tokens = names.tokens(span);
        let before = words.len();
        words.extend(tokens.iter().filter(|token| says_something(token)).map(|token| token.word));
        if words.len() == before {
            words.extend(tokens.iter().map(|token| token.word));
        }
        for two in tokens.windows(2) {
            let joined = format!("{}{}", names.vocabulary.text(two[0].word), names.vocabulary.text(two[1].word));
            words.extend(names.vocabulary.position(&joined));
        }
        if tokens.len() >= 3 && !entry.person {
            let initials = tokens.iter().filter(|token| !matches!(token.part, Part::Common | Part::Particle));
            let acronym: String =
                initials.filter_map(|token| names.vocabulary.text(token.word).chars().next()).collect();
            words.extend((acronym.len() >= 3).then(|| names.vocabulary.position(&acronym)).flatten());
        }
    }
    words.sort_unstable();
    words.dedup();
    words
}

/// The key of a set of words: those that say something, or all where none does.
pub fn set_of(tokens: &[Token]) -> u64 {
    let says = |token: &&Token| !matches!(token.part, Part::Common | Part::Particle);
    let mut words: Vec<u32> = tokens.iter().filter(says).map(|token| token.word).collect();
    if words.is_empty() {
        words = tokens.iter().map(|token| token.word).collect();
    }
    words.sort_unstable();
    words.dedup();
    hash(&words)
}

/// The least number of records a word occurs in for its company to be counted: two rarer words leave little to correct.
pub const TOGETHER_MIN: u32 = 4;
/// The most words of one name that are looked at in pairs, the rarest first.
const TOGETHER_WORDS: usize = 5;

/// Counts, over the records that take part, for how many unlike records of the fullest table each word, set of words, and
/// pair of frequent words stands. Records at one place count once, so that duplicates do not make a name look common.
pub fn count(profiles: &mut Profiles) {
    let mut frequency = vec![0u32; profiles.names.vocabulary.words.len()];
    let mut sets: FxHashMap<u64, (u32, u32)> = FxHashMap::default();
    let mut fullest = 1;
    for kind in Kind::ALL {
        let (mut words, mut of_sets, mut found) = (Vec::new(), Vec::new(), Vec::new());
        let mut records = 0;
        for record in profiles.free(kind) {
            records += 1;
            let profile = profiles.get(record);
            if profile.name == NONE {
                continue;
            }
            let (who, place) = (profiles.identity(record), profiles.places.establishment(profile.place));
            distinct_words(&profiles.names, profile.name, &mut found);
            words.extend(found.iter().map(|&word| (u64::from(word), who)));
            of_sets.push((profiles.names.entries[profile.name as usize].set, place.unwrap_or(0)));
        }
        fullest = fullest.max(records);
        for (word, one) in unlike(words) {
            let all = &mut frequency[word as usize];
            *all = (*all).max(one);
        }
        for (set, one) in unlike(of_sets.iter().copied().filter(|&(_, place)| place != 0).collect()) {
            let all = sets.entry(set).or_insert((1, 0));
            *all = (all.0.max(one), all.1.max(one));
        }
        for (set, _) in of_sets {
            sets.entry(set).or_insert((1, 0));
        }
    }
    profiles.names.sets = sets;
    profiles.names.vocabulary.frequency = frequency;
    profiles.names.vocabulary.records = fullest;
    profiles.names.vocabulary.together = pairs(profiles);
}

/// How many unlike records of the fullest table hold each pair of words that are frequent enough to correlate.
fn pairs(profiles: &Profiles) -> FxHashMap<u64, u32> {
    let names = &profiles.names;
    let mut all: FxHashMap<u64, u32> = FxHashMap::default();
    let mut words = Vec::new();
    for kind in Kind::ALL {
        let mut of_kind = Vec::new();
        for record in profiles.free(kind) {
            let name = profiles.get(record).name;
            if name == NONE {
                continue;
            }
            let who = profiles.identity(record);
            distinct_words(names, name, &mut words);
            words.retain(|&word| names.vocabulary.frequency[word as usize] >= TOGETHER_MIN);
            words.sort_unstable_by_key(|&word| (names.vocabulary.frequency[word as usize], word));
            words.truncate(TOGETHER_WORDS);
            for (nth, &a) in words.iter().enumerate() {
                of_kind.extend(words[nth + 1..].iter().map(|&b| (together(a, b), who)));
            }
        }
        for (pair, one) in unlike(of_kind) {
            if one > 1 {
                let count = all.entry(pair).or_default();
                *count = (*count).max(one);
            }
        }
    }
    all
}

/// The distinct words of a name and its aliases, sorted.
fn distinct_words(names: &Names, name: u32, words: &mut Vec<u32>) {
    let entry = &names.entries[name as usize];
    words.clear();
    words.extend(names.tokens(entry.tokens).iter().map(|token| token.word));
    for &alias in &names.aliases[entry.aliases.range()] {
        words.extend(names.tokens(alias).iter().map(|token| token.word));
    }
    words.sort_unstable();
    words.dedup();
}
