//! Cutting a cell into what may be numbers: `BTW BE 0403.170.701 RPR Brussel` is a word, a country, digits, a word, a town.
//!
//! In: the text of a cell. Out: segments of at most one number each, with the words and the prefix that stand before it.

use std::borrow::Cow;

use super::DIGITS_MIN;
use super::rules::{self, Word};
use crate::value::country::Country;
use crate::value::text::fold;

/// The text in ASCII capitals, without dots between letters and without the `.0` of a number that was a decimal.
pub(super) fn plain(text: &str) -> String {
    let ascii: Cow<'_, str> =
        if text.is_ascii() { text.into() } else { fold(&text.replace(['°', 'º', '№'], " ")).into() };
    let bytes = ascii.as_bytes();
    let is_letter = |at: usize| bytes.get(at).is_some_and(u8::is_ascii_alphabetic);
    let mut plain = String::with_capacity(bytes.len());
    for (at, &byte) in bytes.iter().enumerate() {
        if !(byte == b'.' && at > 0 && is_letter(at - 1) && is_letter(at + 1)) {
            plain.push(char::from(byte.to_ascii_uppercase()));
        }
    }
    if let Some(whole) = plain.strip_suffix(".0")
        && whole.bytes().all(|byte| byte.is_ascii_digit())
    {
        plain.truncate(plain.len() - 2);
    }
    plain
}

/// At most one number with what stands before it.
#[derive(Default)]
pub(super) struct Segment {
    /// The country whose code stands before the number.
    pub(super) prefix: Option<Country>,
    /// The word that says what the number is.
    pub(super) word: Option<(&'static Word, String)>,
    /// Letters and digits of the number, perhaps with short letter chunks that do not belong to it.
    pub(super) body: String,
    /// How much of `body` is such chunks before the first digit ...
    pub(super) lead: usize,
    /// ... and after the last.
    pub(super) tail: usize,
}

impl Segment {
    fn has_digits(&self) -> bool {
        self.body.len() > self.lead
    }
}

/// Cuts a plain text into segments that have digits.
pub(super) fn segments(plain: &str) -> Vec<Segment> {
    let mut cutter = Cutter { done: Vec::with_capacity(1), now: Segment::default() };
    let bytes = plain.as_bytes();
    let mut at = 0;
    let mut chunks = 0;
    while at < bytes.len() {
        let gap = at;
        while at < bytes.len() && !bytes[at].is_ascii_alphanumeric() {
            at += 1;
        }
        let start = at;
        while at < bytes.len() && bytes[at].is_ascii_alphanumeric() {
            at += 1;
        }
        if is_break(&plain[gap..start]) {
            cutter.cut();
        }
        let chunk = &plain[start..at];
        if !chunk.is_empty() {
            let digits_follow = || bytes[at..].iter().any(u8::is_ascii_digit);
            cutter.take(chunk, chunks == 0, digits_follow);
            chunks += 1;
        }
    }
    cutter.cut();
    cutter.done
}

/// Whether what stands between two chunks says that another thing follows.
fn is_break(gap: &str) -> bool {
    gap.len() > 1 && (gap.contains(", ") || gap.contains(" / ")) || gap.contains([';', '|', '\n', '\t', '(', ')'])
}

/// Collects chunks into segments.
struct Cutter {
    done: Vec<Segment>,
    now: Segment,
}

impl Cutter {
    /// Ends the segment when it has a number; the word before it holds on for what follows only when it has none.
    fn cut(&mut self) {
        if self.now.has_digits() {
            self.done.push(std::mem::take(&mut self.now));
        } else {
            let word = self.now.word.take();
            self.now = Segment { word, ..Segment::default() };
        }
    }

    /// One chunk of letters and digits; `first` when nothing stands before it in the cell.
    fn take(&mut self, chunk: &str, first: bool, digits_follow: impl Fn() -> bool) {
        if chunk.bytes().any(|byte| byte.is_ascii_digit()) {
            self.take_number(chunk);
        } else if chunk == "NO" && first {
            self.now.prefix = Country::parse(chunk);
        } else if let Some(word) = rules::word(chunk) {
            self.take_word(word, chunk);
        } else if let Some(country) = prefix(chunk).filter(|_| chunk.len() == 2 && digits_follow()) {
            self.cut();
            self.now.prefix = Some(country);
        } else if chunk.len() <= 2 {
            let place = if self.now.has_digits() { &mut self.now.tail } else { &mut self.now.lead };
            *place += chunk.len();
            self.now.body.push_str(chunk);
        } else if let Some((word, rest)) = glued_word(chunk) {
            self.take_word(word.0, &word.1);
            self.now.prefix = prefix(rest);
        } else {
            self.cut();
        }
    }

    /// A chunk with digits, perhaps with a word glued before or after them.
    fn take_number(&mut self, chunk: &str) {
        let mut chunk = chunk;
        if let Some((word, rest)) = glued_word(chunk) {
            self.take_word(word.0, &word.1);
            chunk = rest;
        } else if self.now.has_digits() && self.now.body.len() >= DIGITS_MIN && prefix(chunk).is_some() {
            self.cut();
        }
        for suffix in ["MWST", "TVA", "IVA", "MVA"] {
            if let Some(rest) =
                chunk.strip_suffix(suffix).filter(|rest| rest.ends_with(|last: char| last.is_ascii_digit()))
            {
                chunk = rest;
            }
        }
        self.now.body.push_str(chunk);
        self.now.tail = 0;
    }

    /// A word says what the number after it is; or the one before it, where nothing has said so yet.
    fn take_word(&mut self, word: &'static Word, text: &str) {
        let says_nothing = word.countries.is_empty() && word.scheme.is_none();
        if self.now.has_digits() {
            if self.now.word.is_none() && !says_nothing {
                self.now.word = Some((word, text.into()));
            }
            self.cut();
        }
        self.now.body.clear();
        self.now.lead = 0;
        if !says_nothing {
            self.now.word = Some((word, text.into()));
        }
    }
}

/// The country whose code the text begins with, when there are rules for it.
pub(super) fn prefix(text: &str) -> Option<Country> {
    let letters = text.get(..2).filter(|two| two.bytes().all(|byte| byte.is_ascii_uppercase()))?;
    Country::parse(letters).map(rules::home).filter(|&country| !rules::of(country).is_empty())
}

/// A known word at the front of a chunk, and the rest: digits, or a country's code, or a letter and digits.
fn glued_word(chunk: &str) -> Option<((&'static Word, String), &str)> {
    let letters = chunk.bytes().take_while(u8::is_ascii_uppercase).count();
    (3..=letters.min(20)).rev().find_map(|at| {
        let (text, rest) = chunk.split_at(at);
        let clean = letters - at < 2 || (letters - at < 4 && prefix(rest).is_some());
        let word = rules::word(text).filter(|_| clean && !rest.is_empty() && text != "CHE")?;
        Some(((word, text.into()), rest))
    })
}
