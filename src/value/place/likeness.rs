//! How alike two names of streets are, and two words of addresses.

use std::borrow::Cow;

use crate::value::person::is_given;
use crate::value::place::words;
use crate::value::word::distance_within;

/// Whether two canonical streets can be one: equal, spaced otherwise, in another order, a slip apart, cut off, without
/// their word for "street", or with an initial for a name. Symmetric.
///
/// Numbers in the name must agree, and points of the compass and words for "street" where both have one.
pub fn street_alike(a: &str, b: &str) -> bool {
    if a == b {
        return !a.is_empty();
    }
    let (short, long) = ordered(a, b);
    if short.is_empty() || !digits(short).eq(digits(long)) {
        return false;
    }
    let (short, long) = (Name::of(short), Name::of(long));
    if apart(short.direction, long.direction) || apart(short.kind, long.kind) {
        return false;
    }
    let (one, other) = (joined(short.whole), joined(long.whole));
    let (one, other) = ordered(&one, &other);
    if one == other || near(one, other) || is_cut(one, other) {
        return true;
    }
    if short.core.is_empty() || long.core.is_empty() {
        return false;
    }
    let (one, other) = (short.core.concat(), long.core.concat());
    let (one, other) = ordered(&one, &other);
    one == other || near(one, other) || is_cut(one, other) || words_within(&short, &long)
}

/// Whether two canonical streets have one name with two words for "street" behind it: `pierce street` is remembered as
/// `pierce avenue`. Where the word stands in front, a town has both more often than not. So it has where the name is a
/// number, and `5 street` crosses `5 avenue`; but `21 place` lies beside `21 street`, and is seldom that of another firm.
pub(super) fn kind_mistaken(a: &str, b: &str) -> bool {
    let behind = |street: &str| street.rsplit(' ').next().is_some_and(words::is_type);
    if !behind(a) || !behind(b) || !digits(a).eq(digits(b)) {
        return false;
    }
    let numbered = digits(a).next().is_some();
    let (a, b) = (Name::of(a), Name::of(b));
    let crossing = |kind: Option<&str>| matches!(kind, Some("street" | "avenue"));
    let apart_by_kind = apart(a.kind, b.kind) && !(numbered && crossing(a.kind) && crossing(b.kind));
    apart_by_kind && !apart(a.direction, b.direction) && !a.core.is_empty() && a.core == b.core
}

/// A street taken apart.
struct Name<'a> {
    whole: &'a str,
    direction: Option<&'a str>,
    kind: Option<&'a str>,
    /// The other words, sorted.
    core: Vec<&'a str>,
}

impl<'a> Name<'a> {
    fn of(whole: &'a str) -> Self {
        let mut name = Self { whole, direction: None, kind: None, core: Vec::with_capacity(4) };
        let mut words = whole.split(' ').peekable();
        while let Some(word) = words.next() {
            let alone = name.core.is_empty() && words.peek().is_none();
            if words::is_direction(word) && !alone && name.direction.is_none() {
                name.direction = Some(word);
            } else if words::is_type(word) && !alone && name.kind.is_none() {
                name.kind = Some(word);
            } else {
                name.core.push(word);
            }
        }
        name.core.sort_unstable();
        name
    }
}

/// Whether both are there and are not the same word nor a slip of it.
fn apart(a: Option<&str>, b: Option<&str>) -> bool {
    matches!((a, b), (Some(a), Some(b)) if a != b)
}

/// Whether the longer goes on the shorter: by a word for "street", or anyhow when eight letters agree.
fn is_cut(short: &str, long: &str) -> bool {
    long.strip_prefix(short).is_some_and(|rest| short.len() >= 8 || short.len() >= 4 && words::is_joined(rest))
}

/// Whether every word of the shorter name has its own in the longer, equal, a slip apart or as an initial, and no more
/// than one is left beside given names and titles: `r schuman` and `robert schuman`, `king` and `doctor martin luther
/// king`. A word alone must have six letters; or four, where a title is left or several words are, given names among them;
/// or where neither has a word for "street" and what is left is the word for an estate (`bedrijvenpark veert` and `veert`)
/// or stands for "street" at the end (`baxter meadow` and `baxter`).
fn words_within(a: &Name<'_>, b: &Name<'_>) -> bool {
    let untyped = a.kind.is_none() && b.kind.is_none();
    let (one, longer) = if (a.core.len(), &a.core) <= (b.core.len(), &b.core) { (a, b) } else { (b, a) };
    let (few, many) = (&one.core, &longer.core);
    if many.len() > 8 {
        return false;
    }
    let initial = |a: &str, b: &str| (a.len() == 1 || b.len() == 1) && a.as_bytes().first() == b.as_bytes().first();
    let mut used = [false; 8];
    let mut firm = 0;
    for strict in [true, false] {
        for word in few {
            let matches = |other: &str| {
                let (short, long) = ordered(word, other);
                let alike = short == long || near(short, long);
                if strict { alike } else { !alike && initial(word, other) }
            };
            let already = !strict && many.iter().any(|other| near_or_equal(word, other));
            let found = (0..many.len()).find(|&at| !used[at] && !already && matches(many[at]));
            if let Some(at) = found {
                used[at] = true;
                firm = if strict { firm.max(word.len()) } else { firm };
            }
        }
    }
    let matched = used.iter().filter(|&&used| used).count();
    let left = || (0..many.len()).filter(|&at| !used[at]).map(|at| many[at]);
    // The family name stands last, `king edward street` is not `king street`; and no mill is one.
    let of_person = |word: &str| word.len() == 1 || words::is_title(word) || is_given(word);
    let mut behind = longer.whole.rsplit(' ').filter(|word| *word != JUNIOR && many.contains(word));
    let is_family = behind.next().is_some_and(|last| !words::is_behind(last) && left().all(|word| word != last));
    let others = left().filter(|word| !is_family || !of_person(word)).count();
    if others > 1 {
        return false;
    }
    let says_little = |word: &str| words::is_estate(word) || words::is_behind(word) && longer.whole.ends_with(word);
    // A given name alone may be a word: `rose hill road` is not `hill road`.
    let is_called = || others < left().count() && (left().count() > 1 || left().any(words::is_title));
    let little = || is_called() || untyped && left().any(says_little);
    matched == few.len() && firm >= if few.len() == 1 && !little() { 6 } else { 4 }
}

/// What stands behind the family name.
const JUNIOR: &str = "junior";

pub(super) fn near_or_equal(a: &str, b: &str) -> bool {
    let (short, long) = ordered(a, b);
    short == long || near(short, long)
}

/// Whether two texts, the shorter first, are one slip apart, or two where the shorter has nine letters.
pub(super) fn near(short: &str, long: &str) -> bool {
    let slips = match short.len() {
        0..5 => return false,
        5..9 => 1,
        _ => 2,
    };
    let apart = (set(short) ^ set(long)).count_ones() as usize;
    long.len() - short.len() <= slips && apart <= 2 * slips && distance_within(short, long, slips).is_some()
}

/// The set of letters of a text as bits: a slip changes at most two of them.
fn set(text: &str) -> u32 {
    text.bytes().fold(0, |set, byte| set | 1 << (byte & 31))
}

/// Both texts, the shorter first, and of two as long the lesser.
pub(super) fn ordered<'a>(a: &'a str, b: &'a str) -> (&'a str, &'a str) {
    if (a.len(), a) <= (b.len(), b) { (a, b) } else { (b, a) }
}

/// The bytes of a text without its spaces.
pub(super) fn letters(text: &str) -> impl Iterator<Item = u8> {
    text.bytes().filter(|&byte| byte != b' ')
}

/// The text without spaces.
fn joined(text: &str) -> Cow<'_, str> {
    if text.contains(' ') { Cow::Owned(text.replace(' ', "")) } else { Cow::Borrowed(text) }
}

/// The digits of a text in their order.
fn digits(text: &str) -> impl Iterator<Item = u8> {
    text.bytes().filter(u8::is_ascii_digit)
}
