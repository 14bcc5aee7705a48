//! Titles and forms of address: what falls away from a name, and whom it says.
//!
//! The list is `data/titles.tsv`.

use std::sync::LazyLock;

use rustc_hash::FxHashMap;

use super::Sex;
use crate::value::text::fold;

/// What a title says.
#[derive(Debug, Clone, Copy)]
struct Title {
    sex: Option<Sex>,
    people_alone: bool,
    name: Option<Place>,
}

/// Where in a text a title may be a name too.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Place {
    /// Wherever it stands.
    Anywhere,
    /// As the first word, without a dot; or as the last.
    First,
    /// As the last word of a name, or behind a particle.
    Last,
}

static TITLES: LazyLock<FxHashMap<&str, Title>> = LazyLock::new(|| {
    let mut titles = FxHashMap::default();
    for line in include_str!("../data/titles.tsv").lines().filter(|line| !line.starts_with('#')) {
        let mut columns = line.split('\t');
        let mut next = || columns.next();
        let (Some(whom), Some(where_), Some(name), Some(spellings)) = (next(), next(), next(), next()) else {
            continue;
        };
        let sex = match whom {
            "man" => Some(Sex::Man),
            "woman" => Some(Sex::Woman),
            _ => None,
        };
        let name = match name {
            "anywhere" => Some(Place::Anywhere),
            "first" => Some(Place::First),
            "last" => Some(Place::Last),
            _ => None,
        };
        titles.extend(spellings.split(';').map(|title| (title, Title { sex, people_alone: where_ == "people", name })));
    }
    titles
});

/// Whether a folded word is a title or form of address.
pub(super) fn is_title(word: &str) -> bool {
    TITLES.contains_key(word)
}

/// Where a folded word that is a title may be a name too.
pub(super) fn may_be_name(word: &str) -> Option<Place> {
    TITLES.get(word)?.name
}

/// Whether a folded word is a form of address that no firm has in its name.
pub(super) fn is_of_people_alone(word: &str) -> bool {
    TITLES.get(word).is_some_and(|title| title.people_alone)
}

/// Whether a man or a woman is addressed in a name; nothing where nobody or both are: `Dhr. en Mevr. Peeters`.
pub(super) fn sex_in(text: &str) -> Option<Sex> {
    let folded = fold(text);
    let words = folded.split(|char: char| !char.is_alphanumeric());
    let mut sexes = words.filter_map(|word| TITLES.get(word)?.sex);
    let first = sexes.next()?;
    sexes.all(|other| other == first).then_some(first)
}
