//! Names as words of one vocabulary.

use rayon::prelude::*;
use rustc_hash::FxHashMap;

use crate::clean::cells::Cells;
use crate::clean::meeting::{keys, set_of};
use crate::clean::texts::Texts;
use crate::clean::values::position;
use crate::clean::vocabulary::Vocabulary;
use crate::clean::{NONE, Span};
use crate::read::options::ContactType;
use crate::record::Field;
use crate::value::fingerprint::fingerprint;
use crate::value::name::{self, Form, Role};
use crate::value::person::{self, Generation, Person, Sex};
use crate::value::text::{Placeholders, mixes_alphabets};

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
    /// The first letter as it was written, which an acronym has: `r` of `rental`, kept as `verhuur`.
    pub initial: u8,
    /// How many letters it has; 255 for more.
    pub len: u8,
    /// The second and the third letter; zero where there is none.
    pub next: [u8; 2],
    /// The marks of the words that are akin to it, by [`mark`].
    pub akin: u16,
}

impl Token {
    /// Whether acronyms leave the word out: `de`, `and`, a particle.
    pub fn is_small(self) -> bool {
        self.part == Part::Particle || self.part == Part::Common && self.len <= 3
    }

    /// Whether a name that begins with the word has the same name without it. `De` and `la` begin family names.
    pub fn is_article(self) -> bool {
        self.part == Part::Common && self.len == 3 && self.first == b't' && self.next == *b"he"
    }

    /// Whether two words may be akin, or one the beginning of the other. Most have nothing to do with each other, and show
    /// it before anything is looked up.
    pub fn may_be_akin(self, other: Self) -> bool {
        let begins = || match self.len.min(other.len) {
            1 => true,
            shorter => shorter > 2 && self.next == other.next,
        };
        self.akin & mark(other.word) != 0 && other.akin & mark(self.word) != 0 || self.first == other.first && begins()
    }
}

/// One bit for a word: several have the same.
pub fn mark(word: u32) -> u16 {
    1 << (word % u16::BITS)
}

/// A name.
#[derive(Debug, Clone)]
pub struct Entry {
    /// Its words in order, in [`Names::tokens`].
    pub tokens: Span,
    /// Its other names, in [`Names::aliases`].
    pub aliases: Span,
    /// Its legal form.
    pub form: Option<&'static Form>,
    /// Whether it is, or reads like, the name of a person.
    pub person: bool,
    /// Junior, senior, the second.
    pub generation: Option<Generation>,
    /// Whether a man or a woman is addressed.
    pub sex: Option<Sex>,
    /// Whether its tail says that the record is not to be used any more.
    pub closed: bool,
    /// Whether letters of another alphabet stand in its words that only look like those of the word.
    pub disguised: bool,
    /// Whether its end may be missing.
    pub cut: bool,
    /// The words under which it can meet others, in [`Names::keys`].
    pub keys: Span,
    /// The same for two names of the same words, whatever their order; common words left out unless nothing else is there.
    pub set: u64,
}

/// All names.
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
    /// How many unlike records of the fullest table have a name of the same words, by [`Entry::set`]; and at how many
    /// places the business that is at most places among them may be.
    pub sets: FxHashMap<u64, (u32, u32)>,
}

impl Names {
    /// The words of a name.
    pub fn tokens(&self, span: Span) -> &[Token] {
        &self.tokens[span.range()]
    }
}

/// A word of a parsed name: its text, what it does, its first letter as it was written.
type Spelled = (String, Part, u8);

/// A parsed name whose words are still texts.
struct Parsed {
    words: Vec<Spelled>,
    aliases: Vec<Vec<Spelled>>,
    form: Option<&'static Form>,
    person: bool,
    generation: Option<Generation>,
    sex: Option<Sex>,
    closed: bool,
    cut: bool,
}

/// Names whose words are not sorted yet: of some records, in the end of all.
#[derive(Debug, Default)]
pub struct Draft {
    names: Names,
    texts: Texts,
}

impl Draft {
    /// Adds the name of a record, which says what it is, or does not; where it does not, it may stand among people. Gives its
    /// position among the names, or [`NONE`].
    pub fn add(
        &mut self,
        cells: &Cells<'_>,
        said: Option<ContactType>,
        among_people: bool,
        placeholders: &Placeholders,
    ) -> u32 {
        let entry = parse(cells, said, among_people, placeholders)
            .map(|parsed| intern(parsed, &mut self.names, &mut self.texts));
        let Some(mut entry) = entry.filter(|entry| entry.tokens.len > 0) else { return NONE };
        entry.disguised = [cells.name(), cells.get(Field::Name2)].iter().any(|text| mixes_alphabets(text));
        self.names.entries.push(entry);
        position(self.names.entries.len() - 1)
    }

    /// Adds the names of other records behind these; gives the position at which they begin.
    pub fn append(&mut self, other: Self) -> u32 {
        let to = self.texts.append(&other.texts);
        let names = &mut self.names;
        let [entry, token, alias] = [names.entries.len(), names.tokens.len(), names.aliases.len()].map(position);
        let moved = |at: Token| Token { word: to[at.word as usize], ..at };
        names.tokens.extend(other.names.tokens.into_iter().map(moved));
        names.aliases.extend(other.names.aliases.into_iter().map(|span| span.behind(token)));
        names.entries.extend(other.names.entries.into_iter().map(|entry| Entry {
            tokens: entry.tokens.behind(token),
            aliases: entry.aliases.behind(alias),
            ..entry
        }));
        entry
    }

    /// The names of all records.
    pub fn finish(self) -> Names {
        let mut names = self.names;
        sort(&mut names, &self.texts);
        names
    }
}

/// Parses the name of one record.
fn parse(
    cells: &Cells<'_>,
    said: Option<ContactType>,
    among_people: bool,
    placeholders: &Placeholders,
) -> Option<Parsed> {
    let (name, name_2) = (cells.name(), cells.get(Field::Name2));
    let name = if placeholders.hold(&name) { "" } else { &*name };
    let of_columns = || {
        let whole = if name_2.is_empty() { name.to_owned() } else { format!("{name} {name_2}") };
        let [first, middle, surname] = [Field::FirstName, Field::MiddleName, Field::Surname].map(|at| cells.get(at));
        person::parse(&whole, &first, &middle, &surname).map(of_person)
    };
    if said == Some(ContactType::Person) {
        return of_columns();
    }
    let parsed = name::parse(name, &name_2);
    if said.is_none() && among_people && parsed.as_ref().is_none_or(|parsed| person::may_be_person(parsed, name)) {
        return of_columns();
    }
    let mut parsed = parsed?;
    // `Maes Karel (Frituur 't Hoekske)` is a business with the name of its owner.
    let may_be_person = parsed.form.is_none() && parsed.aliases.is_empty();
    let named = may_be_person && person::looks_like_person(&parsed, name);
    if named
        && said.is_none()
        && let Some(person) = person::parse(parsed.plain.as_deref().unwrap_or(name), "", "", "")
    {
        return Some(Parsed { closed: parsed.closed, ..of_person(person) });
    }
    // Whoever calls a man a firm tells him from his father all the same.
    let generation = if named { person::take_generation_of(&mut parsed) } else { None };
    let words = |words: Vec<name::Word>| {
        let spelled = |word: name::Word| (word.text, part(word.role), word.initial);
        words.into_iter().map(spelled).collect()
    };
    Some(Parsed {
        words: words(parsed.words),
        aliases: parsed.aliases.into_iter().map(words).collect(),
        form: parsed.form,
        person: false,
        generation,
        sex: None,
        closed: parsed.closed,
        cut: parsed.cut,
    })
}

fn of_person(person: Person) -> Parsed {
    let spelled = |text: String, part| {
        let initial = text.bytes().next().unwrap_or(0);
        (text, part, initial)
    };
    let given = person.given.into_iter().map(|text| {
        let part = if text.len() == 1 { Part::Initial } else { Part::Given };
        spelled(text, part)
    });
    let particles = person.particles.into_iter().map(|text| spelled(text, Part::Particle));
    let family = person.family.into_iter().map(|text| spelled(text, Part::Family));
    Parsed {
        words: given.chain(particles).chain(family).collect(),
        aliases: Vec::new(),
        form: None,
        person: true,
        generation: person.generation,
        sex: person.sex,
        closed: false,
        cut: false,
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
    let mut add = |words: Vec<Spelled>| {
        let start = names.tokens.len();
        for (text, part, initial) in compared(words) {
            let letter = |at: usize| text.as_bytes().get(at).copied().unwrap_or(0);
            let (first, next) = (letter(0), [letter(1), letter(2)]);
            let len = u8::try_from(text.len()).unwrap_or(u8::MAX);
            names.tokens.push(Token { word: texts.position(&text), part, first, initial, len, next, akin: 0 });
        }
        let len = u32::try_from(names.tokens.len() - start).unwrap_or(0);
        Span { start: u32::try_from(start).unwrap_or(NONE), len }
    };
    let tokens = add(parsed.words);
    let aliases: Vec<Span> = parsed.aliases.into_iter().take(ALIASES_MAX).map(&mut add).collect();
    let start = position(names.aliases.len());
    let aliases_span = Span { start, len: u32::try_from(aliases.len()).unwrap_or(0) };
    names.aliases.extend(aliases);
    Entry {
        tokens,
        aliases: aliases_span,
        form: parsed.form,
        person: parsed.person,
        generation: parsed.generation,
        sex: parsed.sex,
        closed: parsed.closed,
        disguised: false,
        cut: parsed.cut,
        set: 0,
        keys: Span::default(),
    }
}

/// The words of a name that are compared: each once, and of more than [`WORDS_MAX`] one in place of the last ones, which no
/// two names have in common but those that end in the same words.
fn compared(words: Vec<Spelled>) -> Vec<Spelled> {
    let mut kept: Vec<Spelled> = Vec::with_capacity(words.len());
    for word in words {
        // Who says a word twice means it once: "Rond Point - Rond Point Nord".
        if kept.iter().take(WORDS_MAX).all(|earlier| earlier.0 != word.0) {
            kept.push(word);
        }
    }
    if kept.len() > WORDS_MAX {
        let beyond = kept.split_off(WORDS_MAX - 1);
        let of_person = matches!(beyond[0].1, Part::Given | Part::Family | Part::Particle);
        let part = if of_person { Part::Family } else { Part::Content };
        // Words with a digit are akin to none.
        kept.push((format!("0{}", fingerprint(beyond.iter().map(|(text, ..)| text.as_str()))), part, 0));
    }
    kept
}

/// The most words of a name that are compared one by one: scoring marks each by a bit.
pub const WORDS_MAX: usize = 32;

/// The most other names of one name that are looked at: nobody has more, and each is held against each of another one.
const ALIASES_MAX: usize = 6;

/// How many names are looked at together.
const CHUNK: usize = 4096;

/// Sorts the vocabulary, moves every token to its new position, and gives each name its keys and that of its set of words.
fn sort(names: &mut Names, texts: &Texts) {
    let mut order: Vec<(&str, u32)> = texts.iter().zip(0..).collect();
    order.par_sort_unstable();
    let mut to = vec![0u32; order.len()];
    let mut words = Texts::default();
    for (word, old) in order {
        to[old as usize] = words.position(word);
    }
    let mut occur = vec![0u32; words.len()];
    names.tokens.iter().for_each(|token| occur[to[token.word as usize] as usize] += 1);
    let vocabulary = Vocabulary::new(words, &occur, names.entries.len());
    let marks = |word: u32| vocabulary.akin(word).iter().fold(0, |marks, &(other, _)| marks | mark(other));
    let akin: Vec<u16> = (0..position(vocabulary.len())).map(marks).collect();
    names.tokens.par_iter_mut().for_each(|token| {
        token.word = to[token.word as usize];
        token.akin = akin[token.word as usize];
    });
    names.vocabulary = vocabulary;
    let of_chunk = |chunk: &[Entry]| {
        let (mut all, mut found, mut joined) = (Vec::with_capacity(chunk.len() * 4), Vec::new(), String::new());
        let mut of_entry = |entry: &Entry| {
            keys(names, entry, &mut joined, &mut found);
            all.extend_from_slice(&found);
            (set_of(names.tokens(entry.tokens)), position(found.len()))
        };
        let each: Vec<(u64, u32)> = chunk.iter().map(&mut of_entry).collect();
        (each, all)
    };
    let chunks: Vec<_> = names.entries.par_chunks(CHUNK).map(of_chunk).collect();
    let mut entries = names.entries.iter_mut();
    for (each, all) in chunks {
        let mut start = position(names.keys.len());
        for ((set, len), entry) in each.into_iter().zip(&mut entries) {
            (entry.set, entry.keys) = (set, Span { start, len });
            start += len;
        }
        names.keys.extend(all);
    }
}

/// The least number of records a word occurs in for its company to be counted: two rarer words leave little to correct.
pub const TOGETHER_MIN: u32 = 4;
