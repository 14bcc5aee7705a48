//! How close two places are.

use strsim::osa_distance;

use crate::value::country::Country;
use crate::value::place::likeness::{kind_mistaken, letters, near, near_or_equal, ordered, street_alike};
use crate::value::place::{Locality, Premises};

/// How close two places are, from the same door to another country.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Level {
    /// Street, number and box agree (the box also by being absent on both), or the PO box does; post code or town
    /// agrees or is missing on a side.
    SameDoor,
    /// As [`Level::SameDoor`], but a box or suffix differs or is missing on a side, one number lies in the range of the
    /// other, or the word for "street" is another one.
    SameBuilding,
    /// The same street (or estate) of the same town, the number missing on a side.
    SameStreet,
    /// The same street of the same town with the number of a neighbour, or one that is a slip of the other.
    NearNumber,
    /// The same street of the same town with another house number: what tells branches apart.
    OtherNumber,
    /// Two streets, a number in each: of one town, or of two of one area.
    OtherStreet,
    /// A post code as fine as a street agrees (Netherlands, United Kingdom); a street, or a number in it, is missing.
    SamePostCode,
    /// Nothing but the town or a coarse post code agrees; a street, or a number in it, is missing.
    SameTown,
    /// The area that the post code begins with agrees; no two streets, each with a number, tell them apart.
    SameRegion,
    /// The same country, elsewhere; or two streets of which nothing else is known.
    OtherPlace,
    /// The same country, and nothing else that could be compared.
    SameCountry,
    /// Two countries.
    OtherCountry,
    /// Nothing that could be compared.
    Unknown,
}

/// How far two towns agree.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Town {
    /// Post code or name agrees.
    Same,
    /// A side lacks both, or each has the one that the other lacks.
    Unknown,
    /// Neither agrees, the area does, or the one is the county of the other.
    Near,
    /// Neither agrees.
    Other,
}

/// How far two streets and numbers agree.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Door {
    Same,
    Building,
    Street,
    NearNumber,
    OtherNumber,
    OtherStreet,
    Unknown,
}

/// How close two places are. Symmetric. Most pairs of places are in two towns: which doors they are, and whether their
/// streets are alike (by [`street_alike`]), is asked for only where it matters.
///
/// A country that is missing agrees with every other; two countries stand against each other unless post code and town
/// both agree, for then one of the countries is a slip.
pub fn compare<'a>(
    localities: [Locality<'a>; 2],
    premises: impl FnOnce() -> [Premises<'a>; 2],
    streets_alike: impl FnOnce() -> bool,
) -> Level {
    let [a, b] = &localities;
    let same_code = codes_agree(a.post_code, b.post_code);
    let countries = matches!((a.country, b.country), (Some(one), Some(other)) if one != other);
    if countries && !same_code {
        return Level::OtherCountry;
    }
    let same_city = cities_alike(a.city, b.city);
    if countries && !same_city {
        return Level::OtherCountry;
    }
    let town = town(a, b, same_code, same_city);
    let slip = matches!(town, Town::Near | Town::Other) && is_slip(a, b);
    if town == Town::Other && !slip {
        return Level::OtherPlace;
    }
    let [one, other] = premises();
    let door = door(&one, &other, codes_differ(a, b), streets_alike);
    let numbered = one.number.is_some() && other.number.is_some();
    let town = if slip && matches!(door, Door::Same | Door::Building) { Town::Same } else { town };
    let fine = same_code && a.post_code == b.post_code && is_fine(a.post_code, a.country.or(b.country));
    match (town, door) {
        (Town::Other, _) => Level::OtherPlace,
        (Town::Same | Town::Near, Door::OtherStreet) if numbered => Level::OtherStreet,
        (Town::Near, _) => Level::SameRegion,
        (_, Door::Same) => Level::SameDoor,
        (_, Door::Building) => Level::SameBuilding,
        (_, Door::Street) => Level::SameStreet,
        (_, Door::NearNumber) => Level::NearNumber,
        (_, Door::OtherNumber) => Level::OtherNumber,
        (Town::Same, _) => {
            if fine {
                Level::SamePostCode
            } else {
                Level::SameTown
            }
        }
        // Without a town and a number a street may be a house's name, or a line that was not understood.
        (Town::Unknown, Door::OtherStreet) if numbered || is_placed(a) == is_placed(b) => Level::OtherPlace,
        (Town::Unknown, _) if a.country.is_some() && a.country == b.country => Level::SameCountry,
        (Town::Unknown, _) => Level::Unknown,
    }
}

/// The area part of a post code: its first characters, as many as `data/countries.tsv` says for the country (two where
/// there is none), or its letters in the United Kingdom. `None` where the code is shorter.
pub fn region(post_code: &str, country: Option<Country>) -> Option<&str> {
    let british = |code: &str| {
        code.starts_with(|c: char| c.is_ascii_alphabetic()) && code.ends_with(|c: char| c.is_ascii_alphabetic())
    };
    let length = match country.map_or(if british(post_code) { 0 } else { 2 }, Country::post_code_area) {
        0 => post_code.bytes().take_while(u8::is_ascii_alphabetic).count(),
        length => length,
    };
    if length == 0 { None } else { post_code.get(..length) }
}

/// Whether two post codes agree: equal, or one the coarse form of the other (`1234` of `1234AB`, ZIP of ZIP+4).
fn codes_agree(a: &str, b: &str) -> bool {
    let (short, long) = if a.len() <= b.len() { (a, b) } else { (b, a) };
    if short.is_empty() {
        return false;
    }
    let numeric = || long.bytes().all(|byte| byte.is_ascii_digit());
    short == long
        || short.len() >= 3
            && long.starts_with(short)
            && if numeric() {
                matches!((short.len(), long.len()), (5, 9) | (4, 7))
            } else {
                long.len() - short.len() <= 4
            }
}

/// Whether a post code or a town is known.
fn is_placed(place: &Locality<'_>) -> bool {
    !place.post_code.is_empty() || !place.city.is_empty()
}

/// Whether both have a post code, and not the same.
fn codes_differ(a: &Locality<'_>, b: &Locality<'_>) -> bool {
    !a.post_code.is_empty() && !b.post_code.is_empty() && !codes_agree(a.post_code, b.post_code)
}

/// Whether a whole post code names about one street: of the Netherlands, the United Kingdom, Ireland, Canada, Portugal.
fn is_fine(code: &str, country: Option<Country>) -> bool {
    let letters = code.bytes().any(|byte| byte.is_ascii_alphabetic());
    match country {
        Some(country) if country.code() == "PT" => code.len() == 7,
        Some(country) => {
            letters
                && matches!(country.code(), "NL" | "GB" | "IE" | "CA" | "GG" | "JE" | "IM" | "MT")
                && code.len() >= 5
        }
        None => letters && code.len() >= 5,
    }
}

/// Whether two names can be of one town: equal, a slip apart, cut off, or one with an addition.
fn cities_alike(a: &str, b: &str) -> bool {
    if a.is_empty() || b.is_empty() {
        return false;
    }
    let (short, long) = ordered(a, b);
    short == long
        || near(short, long)
        || long.strip_prefix(short).is_some_and(|rest| short.len() >= 8 || short.len() >= 5 && rest.starts_with(' '))
        || long.strip_suffix(short).is_some_and(|rest| short.len() >= 5 && rest.ends_with(' '))
        || letters(short).eq(letters(long))
}

/// How far the towns agree, given what their codes and names say.
fn town(a: &Locality<'_>, b: &Locality<'_>, same_code: bool, same_city: bool) -> Town {
    let codes = !a.post_code.is_empty() && !b.post_code.is_empty();
    let cities = !a.city.is_empty() && !b.city.is_empty();
    if !codes && !cities {
        return Town::Unknown;
    }
    if same_code {
        return Town::Same;
    }
    let country = a.country.or(b.country);
    let area = region(a.post_code, country);
    let near = codes && area.is_some() && area == region(b.post_code, country);
    // A big town has many codes; homonyms lie far apart.
    let first = |place: &Locality<'_>| place.post_code.bytes().next();
    let lettered = first(a).is_some_and(|byte| byte.is_ascii_alphabetic());
    if same_city && (!codes || near || lettered || first(a) == first(b) || is_slip(a, b)) {
        return Town::Same;
    }
    // `Dudley, Somerset` and `Somerset`: the county is the area.
    let lies_in = |a: &Locality<'_>, b: &Locality<'_>| !a.within.is_empty() && a.within == b.city;
    if near || same_city || !codes && (lies_in(a, b) || lies_in(b, a)) { Town::Near } else { Town::Other }
}

/// Whether two post codes are a slip apart that does not move a door: of one character where a town is missing, else of
/// the last one, since a merged commune goes by its own name and code and by the new ones.
fn is_slip(a: &Locality<'_>, b: &Locality<'_>) -> bool {
    let (one, other) = (a.post_code, b.post_code);
    let differing = one.bytes().zip(other.bytes()).filter(|(a, b)| a != b).count();
    let last = || one.bytes().last() != other.bytes().last();
    one.len() >= 4
        && one.len() == other.len()
        && differing == 1
        && (last() || a.city.is_empty() || b.city.is_empty() || cities_alike(a.city, b.city))
}

/// How far street, number, box and PO box agree, of places with two post codes or not.
fn door(a: &Premises<'_>, b: &Premises<'_>, codes_differ: bool, streets_alike: impl FnOnce() -> bool) -> Door {
    let boxes = !a.po_box.is_empty() && a.po_box == b.po_box;
    if a.street.is_empty() || b.street.is_empty() {
        let sites = a.site.len() >= 4 && near_or_equal(a.site, b.site);
        // The kind of estate may be left out: `Bedrijvenpark De Veert 13` and `De Veert 13`.
        let named = |a: &Premises<'_>, b: &Premises<'_>| {
            a.street.is_empty() && a.site.strip_prefix("estate ").is_some_and(|name| name == b.street)
        };
        return match () {
            () if boxes => Door::Same,
            () if named(a, b) || named(b, a) => numbers(a, b),
            () if sites && a.street.is_empty() && b.street.is_empty() => numbers(a, b),
            () if sites => Door::Street,
            () => Door::Unknown,
        };
    }
    match (streets_alike(), numbers(a, b)) {
        (true, Door::Street) if boxes => Door::Same,
        (true, door) => door,
        (false, _) if boxes => Door::Building,
        (false, door) if exchanged(a, b) => door,
        (false, Door::Same | Door::Building) if kind_mistaken(a.street, b.street) && !codes_differ => Door::Building,
        (false, _) => Door::OtherStreet,
    }
}

/// Whether the lines of the address have changed places: the street of each is the estate or building of the other.
fn exchanged(a: &Premises<'_>, b: &Premises<'_>) -> bool {
    let named = |side: &Premises<'_>| side.street.len() >= 4 && side.site.len() >= 4;
    named(a) && named(b) && street_alike(a.street, b.site) && street_alike(a.site, b.street)
}

/// How far the numbers in one street agree.
fn numbers(a: &Premises<'_>, b: &Premises<'_>) -> Door {
    let (Some(one), Some(other)) = (a.number, b.number) else {
        // An estate has units instead of numbers.
        return match a.number.or(b.number) {
            None if a.unit.is_empty() || b.unit.is_empty() => Door::Street,
            None if a.unit == b.unit => Door::Same,
            None => Door::Building,
            Some(_) => Door::Street,
        };
    };
    if one == other {
        // `12-16` and `12/16`: one of two hands took the end of the range for a box, or the other way round.
        let ranged = |a: &Premises<'_>, b: &Premises<'_>| {
            a.unit.is_empty() && a.suffix == b.suffix && a.number_to.is_some_and(|to| b.unit.parse() == Ok(to))
        };
        if a.number_to != b.number_to {
            return if ranged(a, b) || ranged(b, a) { Door::Same } else { Door::Building };
        }
        let units =
            a.unit == b.unit || a.unit.is_empty() && b.unit == b.suffix || b.unit.is_empty() && a.unit == a.suffix;
        // `12-3` is read as a box and `12/A` too, while `12A` has a suffix: either way the same mark.
        let marks = marks_agree(a, b);
        return if marks || units && a.suffix == b.suffix { Door::Same } else { Door::Building };
    }
    let holds = |side: &Premises<'_>, number: u32| {
        side.number_to.is_some_and(|to| side.number.is_some_and(|from| (from..=to).contains(&number)))
    };
    if holds(a, other) || holds(b, one) {
        Door::Building
    } else if is_near(one, other) {
        Door::NearNumber
    } else {
        Door::OtherNumber
    }
}

/// How many houses away a neighbour is at most, counted in their numbers.
const NEIGHBOURS: u32 = 4;

/// Whether two house numbers are those of neighbours, or a slip of each other: a digit of three or more is another one, or
/// is missing, or two are swapped.
fn is_near(one: u32, other: u32) -> bool {
    let (one_text, other_text) = (one.to_string(), other.to_string());
    one.abs_diff(other) <= NEIGHBOURS
        || one_text.len().max(other_text.len()) >= 3 && osa_distance(&one_text, &other_text) == 1
}

/// Whether suffix and box together are the same marks, whichever was taken for what.
fn marks_agree(a: &Premises<'_>, b: &Premises<'_>) -> bool {
    // In France the second and third of a number are `bis` and `ter`, or their letters.
    fn suffix<'a>(side: &Premises<'a>) -> &'a str {
        match side.suffix {
            "bis" => "b",
            "ter" => "t",
            "quater" => "q",
            suffix => suffix,
        }
    }
    suffix(a).bytes().chain(a.unit.bytes()).eq(suffix(b).bytes().chain(b.unit.bytes()))
}
