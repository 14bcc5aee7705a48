//! How two people's names agree.

use strsim::{jaro_winkler, osa_distance};

use super::{Generation, Person, given};
use crate::value::name::variant_key;

/// How two people's names agree, the best first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Likeness {
    /// Given and family name are the same.
    Same,
    /// The family name is the same, one given name is a short form of the other.
    Nickname,
    /// The family name is the same, the initials of one side fit.
    Initials,
    /// Given and family name have changed places.
    Swapped,
    /// The family name is the same, one side has no given name.
    FamilyOnly,
    /// The family name is the same, the given names are not: people of one household.
    OtherGiven,
    /// The name is the same, the generation is not: father and son.
    OtherGeneration,
    /// A typing error or a part of a compound name apart.
    Similar,
    /// Nothing of the above.
    Different,
}

/// How two parts of a name agree.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Level {
    Equal,
    Nickname,
    Initials,
    Missing,
    Similar,
    Different,
}

/// How two people's names agree; the order does not matter.
pub fn compare(a: &Person, b: &Person) -> Likeness {
    let likeness = match (family(a, b), given_names(a, b)) {
        _ if same_words(a, b) && !swapped(a, b) => Likeness::Same,
        (Level::Equal, Level::Equal) => Likeness::Same,
        (Level::Equal, Level::Nickname) => Likeness::Nickname,
        (Level::Equal, Level::Initials) => Likeness::Initials,
        (Level::Equal, Level::Missing) => Likeness::FamilyOnly,
        (Level::Equal, Level::Similar) => Likeness::Similar,
        (Level::Similar, Level::Equal | Level::Nickname) => Likeness::Similar,
        _ if swapped(a, b) => Likeness::Swapped,
        (Level::Equal, Level::Different) => Likeness::OtherGiven,
        (Level::Missing, Level::Equal) => Likeness::Similar,
        _ => Likeness::Different,
    };
    let same = !matches!(likeness, Likeness::Different | Likeness::OtherGiven | Likeness::FamilyOnly);
    if same && other_generation(a.generation, b.generation) { Likeness::OtherGeneration } else { likeness }
}

/// Whether both have the same three words or more in another order: `Jan Peeter Maes` and `Maes Jan Peeter`.
fn same_words(a: &Person, b: &Person) -> bool {
    let words = |person: &Person| {
        let mut words: Vec<String> = [&person.given[..], &person.particles, &person.family].concat();
        words.sort_unstable();
        words
    };
    let length = |person: &Person| person.given.len() + person.particles.len() + person.family.len();
    length(a) >= 3 && length(a) == length(b) && words(a) == words(b)
}

/// Whether both say which generation, and say another; II is the junior.
fn other_generation(a: Option<Generation>, b: Option<Generation>) -> bool {
    let number = |generation| match generation {
        Generation::Senior => 1,
        Generation::Junior => 2,
        Generation::Number(number) => number,
    };
    matches!((a, b), (Some(a), Some(b)) if number(a) != number(b))
}

/// The family names, with and without particles: `Vandenberghe`, `Van den Berghe` and `Berghe` are one.
fn family(a: &Person, b: &Person) -> Level {
    let (bare_a, bare_b) = (a.family.concat(), b.family.concat());
    if bare_a.is_empty() || bare_b.is_empty() {
        return Level::Missing;
    }
    let whole = |person: &Person, bare: &str| person.particles.concat() + bare;
    let (whole_a, whole_b) = (whole(a, &bare_a), whole(b, &bare_b));
    let one_bare = a.particles.is_empty() || b.particles.is_empty();
    if alike(&whole_a, &whole_b) || (one_bare && alike(&bare_a, &bare_b)) {
        return Level::Equal;
    }
    // `D Hondt` and `O Brien`, whose letter was taken for an initial.
    let lettered = |person: &Person, whole: &str, other: &str| {
        let letter = person.given.last().filter(|last| person.given.len() > 1 && matches!(last.as_str(), "d" | "o"));
        letter.is_some_and(|letter| alike(&(letter.clone() + whole), other))
    };
    if lettered(a, &whole_a, &whole_b) || lettered(b, &whole_b, &whole_a) {
        return Level::Equal;
    }
    let mut sorted = [a.family.clone(), b.family.clone()];
    sorted.iter_mut().for_each(|words| words.sort_unstable());
    // `Maes-Claes` and `Claes-Maes`.
    if sorted[0] == sorted[1] && a.particles == b.particles {
        return Level::Equal;
    }
    let compound = |long: &[String], short: &[String]| {
        long.len() > short.len() && !short.is_empty() && short.iter().all(|word| long.contains(word))
    };
    if close(&whole_a, &whole_b)
        || (one_bare && close(&bare_a, &bare_b))
        || bare_a == bare_b
        || compound(&a.family, &b.family)
        || compound(&b.family, &a.family)
    {
        return Level::Similar;
    }
    Level::Different
}

/// Equal, or equal in the spellings taken for one another.
fn alike(a: &str, b: &str) -> bool {
    a == b || variant_key(a) == variant_key(b)
}

/// A typing error apart: one sign in a word of up to seven letters, two in a longer one.
fn close(a: &str, b: &str) -> bool {
    let shorter = a.len().min(b.len());
    if shorter < 4 || a.len().abs_diff(b.len()) > 2 || a.len() > 64 || b.len() > 64 {
        return false;
    }
    let allowed = if shorter < 8 { 1 } else { 2 };
    osa_distance(a, b) <= allowed && jaro_winkler(a, b) >= 0.85
}

/// The given names: the first of each side, or any that both have; joined when one side joins them.
fn given_names(a: &Person, b: &Person) -> Level {
    let (Some(first_a), Some(first_b)) = (a.given.first(), b.given.first()) else { return Level::Missing };
    let joined = a.given.concat() == b.given.concat();
    if joined || (first_a.len() > 1 && alike(first_a, first_b) && !middle_differs(a, b)) {
        return Level::Equal;
    }
    let (group_a, group_b) = (consonants(first_a), consonants(first_b));
    if first_a.len() > 1 && first_b.len() > 1 && !group_a && !group_b && !run_together(&a.given, &b.given) {
        return full_names(a, b, first_a, first_b);
    }
    let begins = |short: &str, long: &str| short.len() > 1 && long.starts_with(short);
    if (group_a && begins(first_a, first_b)) || (group_b && begins(first_b, first_a)) {
        return Level::Initials;
    }
    if initials_fit(&a.given, &b.given) || initials_fit(&b.given, &a.given) || run_together(&a.given, &b.given) {
        Level::Initials
    } else {
        Level::Different
    }
}

/// Whether a given name is letters that stand for its first sound: `Th.`, `Chr.`, `Ph.`.
fn consonants(name: &str) -> bool {
    matches!(name, "th" | "ch" | "chr" | "ph" | "fr" | "st" | "jh")
}

/// Whether both have further given names and these do not go together: `Jan Baptist` and `Jan Karel`.
fn middle_differs(a: &Person, b: &Person) -> bool {
    match (a.given.get(1), b.given.get(1)) {
        (Some(a), Some(b)) => {
            let initial = a.len() == 1 || b.len() == 1;
            if initial { a.as_bytes().first() != b.as_bytes().first() } else { !alike(a, b) && !close(a, b) }
        }
        _ => false,
    }
}

fn full_names(a: &Person, b: &Person, first_a: &str, first_b: &str) -> Level {
    let any = |names: &[String], name: &str| names.iter().any(|other| other.len() > 1 && other == name);
    if given::related(first_a, first_b) && !middle_differs(a, b) {
        return Level::Nickname;
    }
    // The name somebody goes by may be the second: `Jan Willem` and `Willem`.
    if a.given.len() != b.given.len() && (any(&a.given, first_b) || any(&b.given, first_a)) {
        return Level::Nickname;
    }
    // Two letters swapped in a short name, where not both are names: `jna` is `jan`.
    let swapped = !(given::is_given(first_a) && given::is_given(first_b))
        && first_a.len() == 3
        && first_b.len() == 3
        && osa_distance(first_a, first_b) == 1
        && first_a.bytes().all(|byte| first_b.as_bytes().contains(&byte));
    if (close(first_a, first_b) || swapped) && !of_two_sexes(first_a, first_b) && !middle_differs(a, b) {
        Level::Similar
    } else {
        Level::Different
    }
}

/// Whether two given names differ by the ending that makes a man's name a woman's: `Paul` and `Paula`, `Mario` and `Maria`.
fn of_two_sexes(a: &str, b: &str) -> bool {
    let pair = |man: &str, woman: &str| {
        let stem = woman.strip_suffix(['a', 'e']);
        stem.is_some_and(|stem| stem == man || (woman.ends_with('a') && man.strip_suffix('o') == Some(stem)))
    };
    pair(a, b) || pair(b, a)
}

/// Whether the one word of a side is the initials of the other's given names: `jp` and `jean pierre`.
fn run_together(a: &[String], b: &[String]) -> bool {
    let spells = |a: &[String], b: &[String]| {
        matches!(a, [initials] if b.len() > 1
            && initials.len() == b.len()
            && initials.bytes().eq(b.iter().filter_map(|name| name.bytes().next())))
    };
    spells(a, b) || spells(b, a)
}

/// Whether each initial of one side is the first letter of the given name in its place; of initials written as one word too.
fn initials_fit(initials: &[String], full: &[String]) -> bool {
    if initials.first().is_none_or(|initial| initial.len() != 1) {
        return false;
    }
    let mut pairs = initials.iter().zip(full);
    pairs.all(|(initial, name)| initial.as_bytes().first() == name.as_bytes().first())
}

/// Whether the given name of each is the family name of the other.
fn swapped(a: &Person, b: &Person) -> bool {
    let whole = |person: &Person| person.particles.concat() + &person.family.concat();
    let long = |names: &[String]| names.iter().any(|name| name.len() > 1);
    let crossed = alike(&a.given.concat(), &whole(b)) && alike(&b.given.concat(), &whole(a));
    long(&a.given) && long(&b.given) && crossed && !a.family.is_empty() && !b.family.is_empty()
}
