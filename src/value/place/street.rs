//! The street lines: which part is street, which number, box, PO box, building.

use crate::value::country::Country;
use crate::value::place::Place;
use crate::value::place::number::{house, is_rank, leading_number, number_end, number_span, read_number};
use crate::value::place::words::{self, Kind};

/// Reads the segments of the street lines (folded; with the number of the cell) into the place.
///
/// The segment that looks most like a street is the street; boxes, floors and PO boxes are taken out of all; a segment
/// that is a number alone completes a street without one; the rest is [`Place::site`].
pub(super) fn read(segments: &[(usize, String)], habits: Option<Country>, place: &mut Place) {
    let mut rests: Vec<(usize, Vec<&str>)> = Vec::with_capacity(segments.len());
    for (line, text) in segments {
        let tokens = tokens(text);
        rests.push((*line, take_marked(&tokens, place)));
    }
    let best = (0..rests.len())
        .filter(|&at| !rests[at].1.is_empty())
        .max_by_key(|&at| (likeness(&rests[at].1, rests[at].0), std::cmp::Reverse(at)));
    let Some(best) = best else { return };
    if likeness(&rests[best].1, rests[best].0) > 0 {
        let number = read_street(&rests[best].1, habits, place);
        rests[best].1 = number;
    }
    for (_, rest) in &rests {
        match rest.as_slice() {
            [] => {}
            [first, ..]
                if place.number.is_none()
                    && leading_number(first).is_some()
                    && number_end(rest, 0, false) == rest.len() =>
            {
                read_number(&rest.join(" "), habits, place);
            }
            _ => read_site(rest, habits, place),
        }
    }
}

/// Reads what names an estate or a building; where there is no street, it has the number.
fn read_site(rest: &[&str], habits: Option<Country>, place: &mut Place) {
    let mut rest = rest;
    if let [name @ .., last] = rest
        && place.street.is_empty()
        && place.number.is_none()
        && !name.is_empty()
        && house(last, None)
    {
        read_number(last, habits, place);
        rest = name;
    }
    for (at, token) in rest.iter().enumerate() {
        match words::word(token).map(|word| (word.kind, word.canonical)) {
            // `Victoria Ind Est`: the two together are an estate, `est` alone may be the east.
            _ if at > 1 && rest[at - 1] == "ind" && *token == "est" => push_word(&mut place.site, "estate"),
            _ if at > 0 && *token == "ind" && rest.get(at + 1) == Some(&"est") => {}
            Some((Kind::Estate | Kind::Article, _)) => {}
            Some((Kind::Site, canonical)) if canonical != "-" => push_word(&mut place.site, canonical),
            _ => {
                let kept = token.replace(|char: char| !char.is_ascii_alphanumeric() && char != '-', "");
                push_word(&mut place.site, &kept);
            }
        }
    }
}

/// The tokens of a folded text: words with their dots, hyphens and slashes; `kerkstr.12` and `p.o.box` taken apart.
fn tokens(text: &str) -> Vec<&str> {
    let mut out = Vec::with_capacity(8);
    for word in text.split([' ', '(', ')', '"', ':']).filter(|word| !word.is_empty()) {
        let inner = word.find('.').filter(|&at| at + 1 < word.len());
        match inner {
            Some(_) if words::word(word).is_some() || is_dotted(word) => out.push(word),
            Some(_) => out.extend(word.split_inclusive('.')),
            None => out.push(word),
        }
    }
    out
}

/// Whether a word is single letters between dots: `p.o.`, `z.i.`.
fn is_dotted(word: &str) -> bool {
    word.split('.').all(|part| part.len() <= 1 && part.bytes().all(|byte| byte.is_ascii_alphabetic()))
}

/// The kind of a token, dotted abbreviations (`z.i.`, `p.o.`, `b.p.`) included.
pub(super) fn kind(token: &str) -> Option<Kind> {
    match token {
        "z.i" | "z.a" => Some(Kind::Site),
        "p.o." | "p.o" | "b.p." | "b.p" | "p.b." | "c.p." => Some(Kind::PoBox),
        _ => words::word(token).map(|word| word.kind),
    }
}

/// Takes boxes, floors and PO boxes out of the tokens; gives what is left.
fn take_marked<'a>(tokens: &[&'a str], place: &mut Place) -> Vec<&'a str> {
    let mut rest = Vec::with_capacity(tokens.len());
    let mut at = 0;
    while at < tokens.len() {
        at += match marked(&tokens[at..], &rest, place) {
            0 => {
                rest.push(tokens[at]);
                1
            }
            taken => taken,
        };
    }
    rest
}

/// Reads one box, floor or PO box that the tokens begin with; gives how many tokens it took.
fn marked(tokens: &[&str], before: &[&str], place: &mut Place) -> usize {
    let token = tokens[0];
    let next = tokens.get(1).copied().unwrap_or_default();
    if let Some(value) = glued_unit(token) {
        set_unit(place, &value);
        return 1;
    }
    // `2e verdieping`, but not `12 verdieping 2`.
    let counted = tokens.get(2).is_some_and(|token| leading_number(token).is_some());
    let within = !before.is_empty() || tokens.len() == 2;
    let written_out = words::word(token).filter(|word| word.kind == Kind::Ordinal).map(|word| word.canonical);
    let floor = written_out.unwrap_or(token);
    if leading_number(floor).is_some() && kind(next) == Some(Kind::Floor) && within && !counted {
        set_floor(place, floor);
        return 2;
    }
    // `59th Street 1st`: a rank that ends a line behind the word for "street" is a floor.
    let rank = leading_number(token).is_some_and(|(_, tail)| matches!(tail, "st" | "nd" | "rd" | "th"));
    if rank && next.is_empty() && before.len() > 1 && before.last().is_some_and(|last| is_typed(last)) {
        set_floor(place, token);
        return 1;
    }
    let follows_number = before.last().is_none_or(|token| leading_number(token).is_some());
    if follows_number && tokens.len() <= 2 && is_floor_and_door(token, next) {
        if next.is_empty() {
            set_floor(place, token);
        } else {
            set_unit(place, &[token, next].concat());
        }
        return tokens.len();
    }
    match kind(token) {
        Some(Kind::PoBox) => po_box(tokens, place),
        Some(Kind::Unit) if is_unit_value(next) => {
            let alone = before.is_empty() && tokens.len() == 2 && place.street.is_empty();
            if alone && token == "box" {
                place.po_box = digits(next);
            } else {
                set_unit(place, next);
            }
            2
        }
        Some(Kind::Floor) if leading_number(next).is_some() && (!before.is_empty() || tokens.len() == 2) => {
            set_floor(place, next);
            2
        }
        Some(Kind::Ground) => {
            set_floor(place, "0");
            1
        }
        Some(Kind::Number) if next.starts_with(|char: char| char.is_ascii_digit()) => 1,
        // In the United States a suite, elsewhere a saint.
        _ if token.trim_end_matches('.') == "ste" && !before.is_empty() && leading_number(next).is_some() => {
            set_unit(place, next);
            2
        }
        // Sin número, senza numero civico, zonder nummer: without number.
        _ if matches!(token, "s/n" | "z/n" | "zn" | "snc") => 1,
        _ => 0,
    }
}

/// Whether two tokens are a floor and perhaps a door, as in Spain, Portugal and Denmark: `2º B` (folded), `1o esq.`, `2 tv`.
fn is_floor_and_door(floor: &str, door: &str) -> bool {
    let door = door.trim_end_matches('.');
    let side = matches!(door, "esq" | "dto" | "dcha" | "izq" | "izda" | "tv" | "th" | "mf");
    match leading_number(floor) {
        Some((_, "o")) => side || door.len() <= 1,
        Some((_, "." | "")) => side,
        _ => false,
    }
}

/// A PO box: its word, perhaps `box` or a word for number, and its digits.
fn po_box(tokens: &[&str], place: &mut Place) -> usize {
    let skip = |token: &str| matches!(kind(token), Some(Kind::Number | Kind::Unit | Kind::PoBox)) || token == "postale";
    let words = tokens.iter().take_while(|token| skip(token)).count().max(1);
    let number = tokens[words.min(tokens.len())..].iter();
    let number: Vec<&&str> = number.take_while(|token| token.starts_with(|c: char| c.is_ascii_digit())).collect();
    if number.is_empty() {
        return 0;
    }
    if place.po_box.is_empty() {
        place.po_box = number.iter().map(|token| digits(token)).collect();
    }
    words + number.len()
}

/// The value of `bus3`, `bte4`, `#4`.
fn glued_unit(token: &str) -> Option<String> {
    let value = ["bus", "bte", "box", "apt", "#"].iter().find_map(|word| token.strip_prefix(word))?;
    value.starts_with(|char: char| char.is_ascii_digit()).then(|| value.to_owned())
}

/// Whether a token can be the number of a box: a digit in it, or one letter.
fn is_unit_value(token: &str) -> bool {
    let token = token.trim_end_matches('.');
    token.len() <= 8 && token.bytes().any(|byte| byte.is_ascii_digit())
        || token.len() == 1 && token.bytes().all(|byte| byte.is_ascii_alphabetic())
}

pub(super) fn set_unit(place: &mut Place, value: &str) {
    let value = canonical_unit(value);
    if place.unit.is_empty() || place.unit.starts_with("floor") {
        place.unit = value;
    } else if place.unit != value {
        place.unit.push('/');
        place.unit.push_str(&value);
    }
}

fn set_floor(place: &mut Place, token: &str) {
    if place.unit.is_empty() {
        place.unit = format!("floor {}", leading_number(token).map_or(0, |(number, _)| number));
    }
}

/// The letters and digits of a box number without leading zeros: `0101` is `101`.
pub(super) fn canonical_unit(value: &str) -> String {
    let mut kept: String = value.chars().filter(char::is_ascii_alphanumeric).collect();
    // The sign of an ordinal, folded: `3oa` is the third floor, door A.
    let ordinal =
        leading_number(&kept).filter(|(_, tail)| tail.starts_with('o')).map(|(_, tail)| kept.len() - tail.len());
    if let Some(at) = ordinal {
        kept.remove(at);
    }
    let trimmed = kept.trim_start_matches('0');
    if trimmed.is_empty() && !kept.is_empty() { "0".to_owned() } else { trimmed.to_owned() }
}

fn digits(text: &str) -> String {
    text.chars().filter(char::is_ascii_digit).collect()
}

/// How much a segment looks like a street: has a word for one, a house number, stands in the first cell.
fn likeness(rest: &[&str], line: usize) -> u32 {
    let number = (0..rest.len()).any(|at| house(rest[at], rest.get(at + 1)));
    let letters = rest.iter().any(|token| token.bytes().filter(u8::is_ascii_alphabetic).count() > 1);
    let typed = letters && rest.iter().any(|token| is_typed(token));
    let site = rest.first().and_then(|token| kind(token)) == Some(Kind::Site);
    if !letters || site && !typed {
        return 0;
    }
    // The second cell is the street only when it surely is one.
    match (line, typed, number) {
        (_, true, true) => 8 - u32::from(line > 0),
        (0, true, false) => 5,
        (0, false, true) => 4,
        (_, true, false) => 3,
        (0, false, false) => 2,
        _ => 0,
    }
}

/// Whether a token is or ends in a word for "street".
pub(super) fn is_typed(token: &str) -> bool {
    matches!(kind(token), Some(Kind::Type)) || words::compound(token).is_some() || matches!(token, "st" | "st.")
}

/// Reads street and number of one segment; gives the tokens that belong to neither.
fn read_street<'a>(rest: &[&'a str], habits: Option<Country>, place: &mut Place) -> Vec<&'a str> {
    let (from, to) = number_span(rest, habits);
    if from < to {
        read_number(&rest[from..to].join(" "), habits, place);
    }
    let (name, left) = if from == 0 && from < to { (&rest[to..], &[][..]) } else { (&rest[..from], &rest[to..]) };
    place.street = canonical(name, habits, from == 0 && from < to);
    left.to_vec()
}

fn push_word(text: &mut String, word: &str) {
    if !word.is_empty() {
        if !text.is_empty() {
            text.push(' ');
        }
        text.push_str(word);
    }
}

/// The canonical form of a street's name. `leading` says that the number stood before it.
pub(super) fn canonical(name: &[&str], habits: Option<Country>, leading: bool) -> String {
    let split = |token: &&'_ str| words::word(token).is_none();
    let mut pieces: Vec<&str> = Vec::with_capacity(name.len() + 2);
    for token in name {
        if split(token) {
            let genitive = |piece: &str| piece == "s" && token.contains('\'');
            let dotted = is_dotted(token);
            let parts = token.split(|char: char| {
                matches!(char, '-' | '/' | '\'' | '`' | '_' | '*' | '&' | '+') || char == '.' && dotted
            });
            pieces.extend(parts.filter(|piece| !piece.is_empty() && !genitive(piece)));
        } else {
            pieces.push(token);
        }
    }
    let english = leading || habits.is_none_or(|c| matches!(c.code(), "GB" | "IE" | "US" | "CA" | "AU" | "NZ"));
    let mut out = String::with_capacity(32);
    let mut last_is_type = false;
    for at in 0..pieces.len() {
        last_is_type = push_piece(&mut out, &pieces, at, (habits, english, leading), last_is_type);
    }
    if out.is_empty() {
        pieces.iter().for_each(|piece| push_word(&mut out, piece.trim_end_matches('.')));
    }
    out
}

/// Adds one piece of a name; gives whether it was a word for "street".
fn push_piece(
    out: &mut String,
    pieces: &[&str],
    at: usize,
    (habits, english, leading): (Option<Country>, bool, bool),
    after_type: bool,
) -> bool {
    let piece = pieces[at];
    let bare = piece.trim_matches(|char: char| !char.is_ascii_alphanumeric());
    if let Some((number, tail)) = leading_number(piece) {
        let followed = pieces.get(at + 1).is_some_and(|next| next.len() > 2);
        push_word(out, if is_rank(tail, followed) { &piece[..piece.len() - tail.len()] } else { bare });
        return number == u32::MAX;
    }
    if let Some(number) = words::roman(bare, at > 0 && pieces.get(at + 1).is_none_or(|next| is_typed(next))) {
        push_word(out, number);
        return false;
    }
    if english && bare == "e" {
        push_word(out, "east");
        return false;
    }
    let word = words::word_at(pieces, at, habits, english && (leading || habits.is_some()));
    match word.map(|word| (word.kind, word.canonical)) {
        Some((Kind::Article, _)) => after_type,
        // A lone letter is a word for "street" in front only: `r. des Prés`, but `rue R. Schuman`.
        Some((Kind::Type, canonical)) if at > 0 && bare.len() == 1 && canonical != "utca" => {
            push_word(out, bare);
            false
        }
        Some((Kind::Type, canonical)) => {
            let last = at > 0 && at + 1 == pieces.len() && !english;
            let canonical = words::in_its_place(piece, canonical, last, habits);
            if words::is_joined(canonical) && !out.is_empty() && !after_type {
                out.push_str(canonical);
            } else {
                push_word(out, canonical);
            }
            true
        }
        Some((Kind::Direction, canonical)) => {
            push_word(out, if english || bare.len() > 2 { canonical } else { bare });
            false
        }
        // `Ind. Est.`: an estate named like a street.
        Some((Kind::Site | Kind::Estate, canonical)) if piece.ends_with('.') && canonical != "-" => {
            push_word(out, canonical);
            false
        }
        Some((Kind::Word | Kind::Title | Kind::Ordinal, canonical)) => {
            push_word(out, canonical);
            false
        }
        _ => {
            match words::compound(piece) {
                Some((stem, end)) => {
                    push_word(out, stem.trim_start_matches(|char: char| !char.is_ascii_alphanumeric()));
                    out.push_str(words::in_its_place(piece, end, true, habits));
                }
                None => push_word(out, bare),
            }
            false
        }
    }
}
