//! Names of people: given names, family name, particles and generation, from columns filled in any mixture.
//!
//! In: the whole name and the columns First Name, Middle Name and Surname, each possibly empty. Out: a [`Person`], or
//! nothing when no letter is left. Titles fall away. Which word is the family name is told by the columns first, then by
//! a comma (`Last, First`), by capitals (`DUPONT Jean`), by particles (`Jan van den Berg`), by known given names, and
//! at last by the order given name - family name.

mod given;
mod likely;
mod sound;
mod title;

#[cfg(test)]
mod tests;

pub use given::{Known, Related, abbreviates, is_given, known, related};
pub use likely::{has_initials, looks_like_person, may_be_person};

use std::fmt;
use std::sync::LazyLock;

use rustc_hash::FxHashSet;

use crate::value::name::{Name, Role, Word};
use crate::value::text::{fold, repair};

use title::Place;

/// A person's name, read. All texts are folded: lower-case ASCII.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Person {
    /// Given names in their order; an initial is a single letter.
    pub given: Vec<String>,
    /// The words of the family name without its particles.
    pub family: Vec<String>,
    /// The particles of the family name: `van`, `den`.
    pub particles: Vec<String>,
    /// Which of several people of one name.
    pub generation: Option<Generation>,
    /// Whether the form of address is that of a man or a woman; nothing where it is neither, or both.
    pub sex: Option<Sex>,
}

/// Which of several people of one name.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Generation {
    /// The younger: Jr, junior, fils, Sohn.
    Junior,
    /// The elder: Sr, senior, père.
    Senior,
    /// By number: `II` is 2.
    Number(u8),
}

impl fmt::Display for Generation {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Junior => f.write_str("junior"),
            Self::Senior => f.write_str("senior"),
            Self::Number(number) => write!(f, "{number}"),
        }
    }
}

/// Whom a form of address is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Sex {
    /// Dhr., Herr, monsieur.
    Man,
    /// Mevr., Frau, madame.
    Woman,
}

impl fmt::Display for Sex {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Man => "man",
            Self::Woman => "woman",
        })
    }
}

/// Particles of family names, in the languages of the lists of given names. Own knowledge.
const PARTICLES: &[&str] = &[
    "van", "de", "der", "den", "het", "t", "ter", "ten", "te", "von", "zu", "zum", "zur", "vom", "du", "des", "la",
    "le", "les", "di", "da", "del", "della", "dello", "dei", "degli", "dos", "das", "do", "d", "el", "al", "bin",
    "ben", "ibn", "af", "av", "op", "aan", "in", "vander", "vanden", "vande", "lo", "st", "saint", "mac", "y", "e",
];

/// The same, for looking up.
static PARTICLE: LazyLock<FxHashSet<&str>> = LazyLock::new(|| PARTICLES.iter().copied().collect());

/// The person in a whole name and its columns; each may be empty.
///
/// A column that holds the whole name is read as one, and a word said twice counts once.
pub fn parse(whole: &str, first: &str, middle: &str, surname: &str) -> Option<Person> {
    let columns = [(whole, 2), (first, 1), (middle, 1), (surname, 1)].map(|(text, others)| split(text, others));
    let generation = columns.iter().find_map(|&(_, generation)| generation);
    let [whole_words, first_words, middle_words, family_words] = columns.map(|(words, _)| words);
    let mut person = match (first_words.is_empty(), family_words.is_empty()) {
        (true, true) if whole.trim().is_empty() => from_whole(&middle_words),
        (true, true) => from_whole(&whole_words),
        (false, false) => from_columns(&first_words, &middle_words, &family_words),
        (false, true) => {
            let rest = without(&whole_words, &first_words, &middle_words);
            if rest.is_empty() { from_whole(&first_words) } else { from_columns(&first_words, &middle_words, &rest) }
        }
        (true, false) => {
            let rest = without(&whole_words, &family_words, &[]);
            match rest.is_empty() && middle_words.is_empty() && family_words.len() > 1 {
                true => from_whole(&family_words),
                false => from_columns(&rest, &middle_words, &family_words),
            }
        }
    };
    person.generation = generation;
    person.sex = [whole, first, middle, surname].iter().find_map(|text| title::sex_in(text));
    (!person.given.is_empty() || !person.family.is_empty()).then_some(person)
}

/// A word of a person's name as it stood.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Part {
    text: String,
    /// Written in capitals throughout, two letters or more.
    capitals: bool,
    /// Joined to the word before it by a hyphen.
    joined: bool,
    /// A comma stands before it.
    comma: bool,
    /// It is a title, which may be a name too in this place.
    title: Option<Place>,
}

/// The words of a text without titles and what stands between brackets behind a name, and the generation that it names: a
/// word behind a particle is a family name (`de Jong`), and so is one beside fewer than `others` names, all of them given ones.
fn split(text: &str, others: usize) -> (Vec<Part>, Option<Generation>) {
    let repaired = repair(text);
    let repaired = match repaired.find('(').filter(|&at| repaired[..at].trim().contains(' ')) {
        Some(open) => {
            let close = repaired[open..].find(')').map_or(repaired.len(), |length| open + length + 1);
            [&repaired[..open], " ", &repaired[close..]].concat().into()
        }
        None => repaired,
    };
    let mut parts: Vec<Part> = Vec::new();
    let (mut comma, mut titled, mut is_first) = (false, false, true);
    for piece in repaired.split_inclusive([' ', ',', '-', '.', '(', ')', '/', '\t']) {
        let raw = piece.trim_end_matches([' ', ',', '-', '.', '(', ')', '/', '\t']);
        let joined = parts.last().is_some_and(|_| piece_before_is_hyphen(&repaired, piece));
        let capitals = raw.chars().count() > 1 && raw.chars().all(|char| !char.is_lowercase());
        let folded = fold(raw);
        let (particle, text) = apostrophe(&folded);
        if let Some(particle) = particle {
            parts.push(Part { text: particle, capitals: false, joined: false, comma, title: None });
            comma = false;
        }
        // In Spain `Sr. D.`, where D. is don; elsewhere a lone `Sr` at the end is the elder.
        let don = titled && text == "d";
        if !text.is_empty() {
            titled = parts.is_empty() && matches!(text.as_str(), "sr" | "sra");
        }
        let name = title::may_be_name(&text).filter(|place| *place != Place::First || !piece.ends_with('.'));
        if !text.is_empty() && !don && (name.is_some() || !title::is_title(&text)) {
            // What only the first word may be is in any other place no more than the last.
            let title = name.map(|place| if is_first || place != Place::First { place } else { Place::Last });
            parts.push(Part { text, capitals, joined, comma, title });
            comma = false;
        }
        is_first &= raw.is_empty();
        comma |= piece.ends_with(',') && !parts.is_empty();
    }
    let mut parts = names_again(parts);
    let generation = take_generation(&mut parts, others);
    (parts, generation)
}

/// Takes the words that name a generation out of a name, and gives the first of them.
fn take_generation(parts: &mut Vec<Part>, others: usize) -> Option<Generation> {
    let is_behind_particle = |at: usize| at > 0 && is_particle(&parts[at - 1]);
    let is_other = |&at: &usize| {
        let part = &parts[at];
        part.text.len() > 1 && !is_particle(part) && (generation(&part.text).is_none() || is_behind_particle(at))
    };
    let names: Vec<&str> = (0..parts.len()).filter(is_other).map(|at| &*parts[at].text).collect();
    let lacks_family = names.len() < others && names.iter().all(|name| is_given(name));
    let is_name =
        |at: usize| FAMILY_TOO.contains(&&*parts[at].text) && (lacks_family || at == 0 || is_behind_particle(at));
    let taken: Vec<bool> = (0..parts.len()).map(|at| generation(&parts[at].text).is_some() && !is_name(at)).collect();
    let found = taken.iter().skip(1).position(|&taken| taken).and_then(|at| generation(&parts[at + 1].text));
    let mut taken = taken.into_iter();
    parts.retain(|_| !taken.next().unwrap_or(false));
    found
}

/// A number that was written as those of people are, up to the fourth of a name: `III`.
fn numeral(word: &Word) -> Option<&'static str> {
    let numeral =
        ["i", "ii", "iii", "iv"].into_iter().zip(["1", "2", "3", "4"]).find(|&(_, number)| word.text == number);
    numeral.filter(|_| word.role == Role::Number && word.initial == b'i').map(|(numeral, _)| numeral)
}

/// Takes the words that name a generation out of a company name that looks like that of a person, as [`parse`] does.
pub fn take_generation_of(name: &mut Name) -> Option<Generation> {
    let part = |word: &Word| {
        let text = numeral(word).map_or_else(|| word.text.clone(), str::to_owned);
        Part { text, capitals: false, joined: false, comma: false, title: None }
    };
    let mut left: Vec<Part> = name.words.iter().map(part).collect();
    let found = take_generation(&mut left, 2)?;
    let mut left = left.into_iter().peekable();
    name.words.retain(|word| left.next_if(|kept| *kept == part(word)).is_some());
    Some(found)
}

/// Generations that are family names too: `Piet de Jong`, `Marie Jeune`, `Amartya Sen`.
const FAMILY_TOO: [&str; 9] = ["junior", "jun", "jong", "jeune", "fils", "senior", "sen", "aine", "pere"];

/// Leaves out titles that are names too where a name of two words is left without them, particles not counted, or where they
/// are no name in their place; and the form of address in `De heer Jansen`.
fn names_again(mut parts: Vec<Part>) -> Vec<Part> {
    if let [de, heer, _, ..] = &*parts
        && (&*de.text, &*heer.text) == ("de", "heer")
    {
        parts.drain(..2);
    }
    let ends = |at: usize| parts.get(at + 1).is_none_or(|next| next.comma);
    let is_last = |at: usize| ends(at) || at > 0 && is_particle(&parts[at - 1]);
    let others = parts.iter().filter(|part| part.title.is_none() && !is_particle(part)).count();
    let stays = |at: usize| parts[at].title.is_none_or(|place| others < 2 && (place != Place::Last || is_last(at)));
    let mut stays = (0..parts.len()).map(stays).collect::<Vec<_>>().into_iter();
    parts.retain(|_| stays.next() == Some(true));
    parts
}

/// Whether the character before a piece of a text is a hyphen.
fn piece_before_is_hyphen(text: &str, piece: &str) -> bool {
    let start = piece.as_ptr() as usize - text.as_ptr() as usize;
    text.get(..start).is_some_and(|before| before.ends_with('-'))
}

/// A particle before an apostrophe (`d'`, `'t`) apart from the letters of the word: `O'Brien` is one word, `'t Hart` two.
fn apostrophe(folded: &str) -> (Option<String>, String) {
    let letters = |text: &str| text.chars().filter(char::is_ascii_alphanumeric).collect::<String>();
    match folded.split_once(['\'', '`']) {
        Some(("dell" | "dall", rest)) if !rest.is_empty() => (Some("della".to_owned()), letters(rest)),
        Some(("l", rest)) if !rest.is_empty() => (Some("la".to_owned()), letters(rest)),
        // The Dutch article: `'t Hart`.
        Some(("", "t")) => (None, "het".to_owned()),
        _ => (None, letters(folded)),
    }
}

/// The words of a text that are not among those of two columns.
fn without(words: &[Part], column: &[Part], more: &[Part]) -> Vec<Part> {
    let taken = |part: &Part| column.iter().chain(more).any(|other| other.text == part.text);
    words.iter().filter(|part| !taken(part)).cloned().collect()
}

/// The person of a given-name column and a family-name column.
fn from_columns(first: &[Part], middle: &[Part], surname: &[Part]) -> Person {
    // `Jan` and `Jan Peeters`: the surname column repeats the given name.
    let repeats = surname.len() > first.len() && surname.iter().zip(first).all(|(a, b)| a.text == b.text);
    let surname = if repeats { &surname[first.len()..] } else { surname };
    // Particles often stand in the middle column: `Jan` / `van den` / `Berg`; or at the end of the first names.
    let mut given: Vec<&Part> = first.iter().collect();
    let mut family: Vec<&Part> = Vec::new();
    while given.len() > 1 && given.last().is_some_and(|part| is_particle(part)) {
        family.extend(given.pop());
    }
    family.reverse();
    let middle_is_family = middle.first().is_some_and(is_particle);
    if middle_is_family {
        family.extend(middle);
    } else {
        given.extend(middle);
    }
    family.extend(surname);
    assemble(&given, &family)
}

fn is_particle(part: &Part) -> bool {
    PARTICLE.contains(part.text.as_str())
}

/// The person of a name in one field.
fn from_whole(parts: &[Part]) -> Person {
    let all: Vec<&Part> = parts.iter().collect();
    if let Some(comma) = parts.iter().position(|part| part.comma) {
        let (family, given) = all.split_at(comma);
        let after_particles = given.iter().position(|part| !is_particle(part)).unwrap_or(0);
        // `Berg, Jan van den`: trailing particles belong to the family name.
        let trailing = given.len() - given.iter().rev().take_while(|part| is_particle(part)).count();
        let (given, particles) = given.split_at(if trailing > after_particles { trailing } else { given.len() });
        return assemble(given, &[particles, family].concat());
    }
    let capitals = parts.iter().filter(|part| part.capitals).count();
    if capitals > 0 && parts.iter().any(|part| !part.capitals && part.text.len() > 1 && !is_particle(part)) {
        let is_family = |part: &Part| part.capitals || is_particle(part);
        let (family, given): (Vec<&Part>, Vec<&Part>) = all.iter().partition(|part| is_family(part));
        if family.iter().any(|part| part.text.len() > 2) {
            return assemble(&given, &family);
        }
    }
    let (given, family) = guess(&all);
    assemble(&given, &family)
}

/// Which words are given and which family name, when nothing else tells.
fn guess<'a>(parts: &[&'a Part]) -> (Vec<&'a Part>, Vec<&'a Part>) {
    // `M. Bruno Castelnaudy`: monsieur, where a given name and another word follow.
    let parts = match parts {
        [m, given, _, ..] if m.text == "m" && is_given(&given.text) => &parts[1..],
        _ => parts,
    };
    let known = |at: usize| parts.get(at).is_some_and(|part| is_given(&part.text));
    let initial = |at: usize| parts.get(at).is_some_and(|part| part.text.len() <= 1);
    let last = parts.len().saturating_sub(1);
    if parts.len() < 2 {
        return if known(0) { (parts.to_vec(), Vec::new()) } else { (Vec::new(), parts.to_vec()) };
    }
    // `Ben` and `Al` are sons of somebody in some names, and given names in front of others.
    let is_name = |at: usize| at == 0 && known(0) && !parts.get(1).is_some_and(|next| is_particle(next));
    let particle = (0..parts.len()).find(|&at| is_particle(parts[at]) && parts[at].text.len() > 1 && !is_name(at));
    match particle {
        // `Van Damme Jan`, `De Smet P.`; a lone `Van den Berg` is all family name.
        Some(0) => {
            let core = parts.iter().position(|part| !is_particle(part)).unwrap_or(last);
            let cut = if core < last && (known(last) || initial(last)) {
                (core + 1..=last).find(|&at| known(at) || initial(at)).unwrap_or(last)
            } else {
                parts.len()
            };
            let (family, given) = parts.split_at(cut);
            (given.to_vec(), family.to_vec())
        }
        Some(at) if at < last => {
            let (given, family) = parts.split_at(at);
            (given.to_vec(), family.to_vec())
        }
        _ => {
            // No family name is one letter: `Lewis P`, whatever else Lewis is.
            let lettered = initial(last) && last == 1;
            let reversed = (known(last) || initial(last)) && (!known(0) || lettered) && !initial(0);
            if reversed {
                let cut = (1..=last).find(|&at| known(at) || initial(at)).unwrap_or(last);
                let (family, given) = parts.split_at(cut);
                return (given.to_vec(), family.to_vec());
            }
            let mut cut = 1;
            while cut < last && (known(cut) || initial(cut)) {
                cut += 1;
            }
            // A hyphenated given name stays whole: `Anne-Kolbe Maas`.
            while cut < last && parts[cut].joined {
                cut += 1;
            }
            let (given, family) = parts.split_at(cut);
            (given.to_vec(), family.to_vec())
        }
    }
}

/// Particles apart from the words of the family name, and initials written together (`JP`) from one another.
fn assemble(given: &[&Part], family: &[&Part]) -> Person {
    let mut person = Person::default();
    for part in given {
        match given::initials(&part.text).filter(|_| part.capitals) {
            Some(letters) => person.given.extend(letters.map(String::from)),
            None => person.given.push(part.text.clone()),
        }
    }
    let last = family.len().saturating_sub(1);
    for (at, part) in family.iter().enumerate() {
        if is_particle(part) && at < last {
            person.particles.push(part.text.clone());
        } else {
            person.family.push(part.text.clone());
        }
    }
    person
}

fn generation(word: &str) -> Option<Generation> {
    Some(match word {
        "jr" | "jnr" | "junior" | "jun" | "jong" | "jeune" | "fils" => Generation::Junior,
        "sr" | "snr" | "senior" | "sen" | "aine" | "pere" => Generation::Senior,
        "ii" | "2nd" => Generation::Number(2),
        "iii" | "3rd" => Generation::Number(3),
        "iv" | "4th" => Generation::Number(4),
        _ => return None,
    })
}
