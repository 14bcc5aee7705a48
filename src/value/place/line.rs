//! An address that stands in one line: post code, town and country taken out of the street lines of a record whose own
//! cells for them are blank.
//!
//! `Kerkstraat 12 2800 Mechelen`, `12 Main Street Euclid OH 50511`, `5 High Street, Leeds LS1 4AP, United Kingdom`: with
//! a comma, a line break, a hyphen or nothing between. What is not surely a post code or a town stays in the street, for
//! a town that is not known contradicts nothing and a wrong one does.

use crate::value::country::Country;
use crate::value::place::code::{self, Shape};
use crate::value::place::number::{house, number_end};
use crate::value::place::street::{is_typed, kind};
use crate::value::place::town;
use crate::value::place::words::Kind;

/// The most words that the name of a town has, with what is said behind it.
const TOWN_WORDS: usize = 6;

/// What the lines tell beside the street; what is not found is empty.
#[derive(Debug, Default, PartialEq, Eq)]
pub(super) struct Found {
    /// The post code, folded.
    pub(super) post_code: String,
    /// The town, folded.
    pub(super) city: String,
    /// The country that stands last.
    pub(super) country: Option<Country>,
}

/// The words of the lines; a segment ends at a comma or line break.
struct Lines<'a> {
    segments: Vec<Vec<&'a str>>,
    /// The country whose post codes are looked for; any where there is none.
    country: Option<Country>,
}

/// Takes post code, town and country out of the segments of the street lines. The shape of the post code is that of the
/// record's `country`; where it has none, that of the country assumed (`home`), else any.
pub(super) fn take(segments: &mut Vec<(usize, String)>, country: Option<Country>, home: Option<Country>) -> Found {
    let mut found = Found::default();
    let words = segments.iter().map(|(_, text)| without_calls(text.split(' ').collect()));
    let mut lines = Lines { segments: words.collect(), country };
    let said = lines.take_country();
    let known = country.or(said.as_ref().map(|(country, _)| *country));
    lines.country = known.or(home);
    lines.take_code(&mut found);
    if known.is_none() && home.is_some() && found.post_code.is_empty() {
        lines.country = None;
        lines.take_code(&mut found);
    }
    if let Some((country, words)) = said {
        found.country = Some(country);
        lines.place_country(&words, &mut found);
    }
    if found.post_code.is_empty() && found.city.is_empty() {
        lines.take_known_town(&mut found);
    }
    let left: Vec<String> = lines.segments.iter().map(|words| words.join(" ")).collect();
    for ((_, text), left) in segments.iter_mut().zip(left) {
        *text = left;
    }
    segments.retain(|(_, text)| !text.is_empty());
    found
}

impl<'a> Lines<'a> {
    /// Takes off the country that stands last; gives it with its words.
    fn take_country(&mut self) -> Option<(Country, Vec<&'a str>)> {
        let last = self.segments.iter().rposition(|words| !words.is_empty())?;
        let words = &mut self.segments[last];
        let from = (0..words.len()).filter(|&at| words.len() - at <= 4).find(|&at| country(&words[at..]).is_some())?;
        let found = country(&words[from..])?;
        // `New Jersey`, `New Mexico`, `New South Wales`; and Georgia is the state more often.
        let state = words[..from].last().is_some_and(|word| matches!(*word, "new" | "northern" | "south"))
            || words[from] == "georgia";
        if state {
            return None;
        }
        let name = words.split_off(from);
        Some((found, name))
    }

    /// Puts the words of a country where they belong: back into the street that they are a part of (`Rue de France`), or
    /// into the town that has its name (`L-1234 Luxembourg`).
    fn place_country(&mut self, words: &[&'a str], found: &mut Found) {
        if !found.post_code.is_empty() {
            let name = words.join(" ");
            if found.city.is_empty() && town::is_known(&name) {
                found.city = name;
            }
            return;
        }
        let Some(last) = self.segments.iter().rposition(|words| !words.is_empty()) else { return };
        let ends = self.segments.len() - 1 == last;
        let street = &mut self.segments[last];
        // Behind a comma, or behind a house number, it is the country.
        if ends && !(street.len() > 1 && street.last().is_some_and(|word| house(word, None))) {
            street.extend(words);
            found.country = None;
        }
    }

    /// Takes the last post code with the town behind it, or before it.
    fn take_code(&mut self, found: &mut Found) {
        for segment in (0..self.segments.len()).rev() {
            for at in (0..self.segments[segment].len()).rev() {
                if let Some(shape) = code::at(&self.segments[segment], at, self.country)
                    && (shape.is_sure || self.may_stand(segment, at))
                    && let Some(city) = self.take_town(segment, at, &shape)
                {
                    found.city = city;
                    found.post_code = shape.text;
                    return;
                }
            }
        }
    }

    /// Whether digits can be a post code where they stand: not in front, where the house number is, and not behind a word
    /// that announces another number.
    fn may_stand(&self, segment: usize, at: usize) -> bool {
        let announced = |word: &&str| {
            let kind = kind(word);
            matches!(kind, Some(Kind::Unit | Kind::PoBox | Kind::Number | Kind::Floor | Kind::Site)) || *word == "#"
        };
        let before = self.segments[..segment].iter().any(|words| !words.is_empty());
        (before || at > 0) && !self.segments[segment][..at].last().is_some_and(announced)
    }

    /// Whether a house number stands before a word, which that of a suite or a building is not.
    fn has_number(&self, segment: usize, at: usize) -> bool {
        let lines = self.segments[..segment].iter().map(Vec::as_slice).chain([&self.segments[segment][..at]]);
        let inside = |word: &&str| matches!(kind(word), Some(Kind::Unit | Kind::Floor | Kind::Site));
        let is_house = |words: &[&str], at: usize| {
            words[at].starts_with(|char: char| char.is_ascii_digit()) && !words[..at].last().is_some_and(inside)
        };
        lines.into_iter().any(|words| (0..words.len()).any(|at| is_house(words, at)))
    }

    /// Takes a post code with its town, which may be empty; `None` where it is no post code after all.
    fn take_town(&mut self, segment: usize, at: usize, shape: &Shape) -> Option<String> {
        let words = &self.segments[segment];
        let (before, behind) = (&words[..at], &words[at + shape.words..]);
        let alone = before.is_empty() && segment > 0;
        if !behind.is_empty() {
            // In the United States the post code stands last: what others follow is a house number.
            let fits = shape.is_sure || !shape.is_last && (alone || shape.words > 1 || self.has_number(segment, at));
            if !fits || !is_town(behind) {
                return None;
            }
            let city = behind.join(" ");
            self.cut(segment, at);
            return Some(city);
        }
        if before.is_empty()
            && let Some(next) = self.segments.get(segment + 1).filter(|next| is_town(next))
        {
            let city = next.join(" ");
            self.segments[segment + 1].clear();
            self.cut(segment, at);
            return Some(city);
        }
        let is_state = before.last().is_some_and(|word| code::is_state(word));
        let numbered = shape.is_last && self.has_number(segment, at);
        let whole = &before[..before.len() - usize::from(is_state && shape.is_last)];
        if segment > 0 && !whole.is_empty() {
            // `Madrid 28001` behind a comma.
            let city = (is_town(whole) && (shape.is_sure || shape.is_whole)).then(|| whole.join(" "));
            if city.is_some() || shape.is_sure || numbered {
                self.cut(segment, if city.is_some() { 0 } else { at });
                return Some(city.unwrap_or_default());
            }
            return None;
        }
        if whole.is_empty() && segment > 1 && is_town(&self.segments[segment - 1]) {
            let city = self.segments[segment - 1].join(" ");
            self.segments[segment - 1].clear();
            self.cut(segment, 0);
            return Some(city);
        }
        if !(shape.is_sure || numbered && (is_state || self.country.is_some())) {
            return None;
        }
        let end = street_end(whole).filter(|&end| is_town(&whole[end..])).unwrap_or(whole.len());
        let city = whole[end..].join(" ");
        self.cut(segment, end);
        Some(city)
    }

    /// Takes the town that stands behind a street without a post code, where it has a name that is known.
    fn take_known_town(&mut self, found: &mut Found) {
        let Some(last) = self.segments.iter().rposition(|words| !words.is_empty()) else { return };
        let words = &self.segments[last];
        let from = if last > 0 { Some(0) } else { street_end(words) };
        if let Some(from) = from.filter(|&from| from < words.len()) {
            let city = words[from..].join(" ");
            if town::is_known(&city) {
                found.city = city;
                self.cut(last, from);
            }
        }
    }

    /// Ends a segment before a word, and before the hyphen that stands there.
    fn cut(&mut self, segment: usize, at: usize) {
        let words = &mut self.segments[segment];
        words.truncate(at);
        while words.last().is_some_and(|word| !word.bytes().any(|byte| byte.is_ascii_alphanumeric())) {
            words.pop();
        }
    }
}

/// The words of a line without `tel 123`, `fax 123` and `attn somebody`, which are no part of an address.
fn without_calls(mut words: Vec<&str>) -> Vec<&str> {
    let digits = |word: &str| word.bytes().any(|byte| byte.is_ascii_digit());
    let number = |word: &&&str| word.bytes().all(|byte| !byte.is_ascii_alphabetic());
    let mut at = 0;
    while at < words.len() {
        let behind = &words[at + 1..];
        let taken = match words[at].trim_end_matches([':', '.']) {
            call if is_call(call)
                && behind.first().is_none_or(|next| number(&next))
                && (at > 0 || !behind.is_empty()) =>
            {
                behind.iter().take_while(number).count()
            }
            "attn" | "t.a.v" | "z.hd" => behind.iter().take_while(|word| !digits(word) && !is_call(word)).count(),
            _ => {
                at += 1;
                continue;
            }
        };
        words.drain(at..=at + taken);
    }
    words
}

/// Whether a word announces the number of a telephone.
fn is_call(word: &str) -> bool {
    matches!(
        word.trim_end_matches([':', '.']),
        "tel" | "telephone" | "telefoon" | "telefon" | "phone" | "fax" | "telefax"
    )
}

/// The country whose name the words are; its codes are not names, for `NL` and `CA` are states and provinces too.
fn country(words: &[&str]) -> Option<Country> {
    let name = words.join(" ");
    let name = name.trim_matches(['(', ')', '-', ' ', '.']);
    match name {
        "usa" | "u.s.a" => Some(Country::of(b"US")),
        "uk" | "u.k" | "england" | "scotland" | "wales" | "northern ireland" => Some(Country::of(b"GB")),
        _ if name.len() > 3 && !words[0].starts_with('-') => Country::parse(name),
        _ => None,
    }
}

/// Whether words are a town: letters first, in the end no word for "street", and nothing that announces a number.
fn is_town(words: &[&str]) -> bool {
    let words: &[&str] = if let ["-", rest @ ..] = words { rest } else { words };
    let (Some(first), Some(last)) = (words.first(), words.last()) else { return false };
    let digits = |word: &str| word.bytes().filter(u8::is_ascii_digit).count();
    let is_named = first.bytes().any(|byte| byte.is_ascii_alphabetic()) && digits(first) == 0;
    let is_street = |word: &str| matches!(kind(word), Some(Kind::Type)) || matches!(word, "st" | "st.");
    let numbers = |word: &&str| {
        matches!(kind(word), Some(Kind::Unit | Kind::Floor | Kind::Ground | Kind::PoBox | Kind::Number))
            || *word != "s" && matches!(kind(word), Some(Kind::Suffix))
    };
    let long = words.iter().any(|word| word.len() >= 2);
    words.len() <= TOWN_WORDS
        && is_named
        && long
        && !is_street(last)
        && !matches!(kind(first), Some(Kind::Type | Kind::Site | Kind::Estate))
        && !numbers(first)
        && words.iter().all(|word| digits(word) <= 2)
}

/// Where the street ends that the words begin with: behind its house number, or where that stands in front, behind the
/// first word for "street" that follows a name. `None` where there is no such end.
fn street_end(words: &[&str]) -> Option<usize> {
    let leads = words.first().is_some_and(|first| house(first, words.get(1)));
    let mut end = if leads {
        let mut at = (2..words.len()).find(|&at| is_typed(words[at]))? + 1;
        // `park avenue`, `25th street w`.
        let more = |at: usize| {
            is_typed(words[at]) && !words[at].starts_with("st") || matches!(words[at], "n" | "s" | "e" | "w")
        };
        while at < words.len() && more(at) {
            at += 1;
        }
        at
    } else {
        let at = (1..words.len()).rev().find(|&at| house(words[at], words.get(at + 1)))?;
        number_end(words, at, false)
    };
    // Box, suite or floor of the number.
    while end + 1 < words.len()
        && (matches!(kind(words[end]), Some(Kind::Unit | Kind::Floor)) || matches!(words[end], "ste" | "#"))
        && words[end + 1].len() <= 6
    {
        end += 2;
    }
    Some(end)
}
