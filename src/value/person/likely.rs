//! Whether a name is that of a person, where nothing else says so.

use super::{PARTICLE, generation, is_given, title};
use crate::value::name::{Name, Role, Word};
use crate::value::text::fold;

/// Whether a name may be that of a person, among people: no legal form, no number, no word that only organisations have; or
/// initials and one name or two. People are named for their towns, and for their trades where a known given name stands
/// before or behind.
pub fn may_be_person(name: &Name, text: &str) -> bool {
    let is_trade = are_given(name).contains(&true);
    has_initials(name, text) || !is_firm(name) && name.words.len() <= PERSON_WORDS && is_personal(name, text, is_trade)
}

/// Whether a name has a legal form that is no initials.
fn is_firm(name: &Name) -> bool {
    name.form.is_some() && !name.may_be_initials
}

/// The most words that a name of a person has.
const PERSON_WORDS: usize = 6;

/// Whether a company name is that of a person: a form of address before it; or two to five words, a known given name
/// first or last, no legal form, and no word of a trade, an organisation or a branch.
pub fn looks_like_person(name: &Name, text: &str) -> bool {
    let address = fold(text.split_whitespace().next().unwrap_or_default());
    let addressed = title::is_of_people_alone(address.trim_end_matches('.'))
        || address == "de" && fold(text).starts_with("de heer ");
    if addressed && name.form.is_none() && name.words.iter().all(|word| word.role != Role::Number) {
        return true;
    }
    let is_short = name.form.is_none() && (2..=5).contains(&name.words.len());
    is_short && are_given(name).contains(&true) && is_personal(name, text, false)
}

/// Whether the first and the last word of a name are known given names.
fn are_given(name: &Name) -> [bool; 2] {
    [name.words.first(), name.words.last()].map(|word| word.is_some_and(|word| is_given(&word.text)))
}

/// Whether each word can be one of a person's name, the word of a trade only where that is allowed. A lone capital letter
/// that is a word in some language is an initial, but between two given names: `John E Menon`, `Maria e Jose`. A number
/// behind the name is that of a generation: `David Paz III`.
fn is_personal(name: &Name, text: &str, is_trade: bool) -> bool {
    let lone = |letter: &str| matches!(letter.trim_end_matches('.'), "A" | "E" | "I" | "O" | "U");
    let ties = name.words.iter().filter(|word| word.text == "and").count();
    let are_initials =
        are_given(name) != [true; 2] && (1..=text.split_whitespace().filter(|word| lone(word)).count()).contains(&ties);
    let is_generation = || text.split_whitespace().next_back().is_some_and(|word| generation(&fold(word)).is_some());
    let personal = |(at, word): (usize, &Word)| match word.role {
        Role::Content | Role::Initial | Role::Place => true,
        Role::Trade => is_trade,
        Role::Common => PARTICLE.contains(word.text.as_str()) || are_initials && word.text == "and",
        Role::Number => at > 1 && at + 1 == name.words.len() && is_generation(),
        Role::Branch => false,
    };
    name.words.iter().enumerate().all(personal)
}

/// Whether a name is one or two with initials before or behind, and nothing else: `K. Khan`, `KHAN K`, `Wayne, V. A.`. One
/// letter alone is no legal form, and beside it `Wood` no trade; several may be a form.
pub fn has_initials(name: &Name, text: &str) -> bool {
    let folded = fold(text);
    let is_word = |word: &&str| word.len() == 1 || !word.is_empty() && !PARTICLE.contains(word);
    let words = || folded.split([' ', ',', '.', '-']).filter(is_word);
    let initials = words().filter(|word| word.len() == 1).count();
    let names = words().count() - initials;
    let letters = |word: &str| word.bytes().all(|byte| byte.is_ascii_lowercase() || byte == b'\'');
    let initials_most = if is_firm(name) { 1 } else { 3 };
    // `A. Zorbex Garage` is a firm, `P Wood` is none.
    let is_trade = names > 1 && name.words.iter().any(|word| word.role == Role::Trade);
    (1..=initials_most).contains(&initials) && (1..=2).contains(&names) && !is_trade && words().all(letters)
}
