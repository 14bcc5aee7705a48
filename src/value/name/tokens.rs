//! A name cut into tokens in one pass: letters and digits apart, dotted initials joined, elided articles dropped.
//!
//! In: any text, and the text of the second line. Out: tokens whose letters stand one after the other in one buffer, so
//! that the spelling of a phrase without its spaces (`besloten vennootschap`, `sp. z o.o.`) is a slice of it.

use crate::value::text::fold;

/// What stands between a token and the one before it; a later one is the stronger.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Gap {
    /// Nothing, a dot or a hyphen.
    Glued,
    Space,
    Comma,
    /// ` / ` or `|`.
    Slash,
    /// ` - ` or `_`.
    Dash,
    /// `*`, as in `*** OLD ***`.
    Star,
    Close,
    Open,
    /// The second line of the name.
    Line,
}

#[derive(Debug, Clone, Copy)]
pub(super) struct Token {
    start: u32,
    end: u32,
    pub(super) gap: Gap,
    /// Made of single letters with dots: `b.v.`, the `j.` of `j. jansen`.
    pub(super) dotted: bool,
}

/// The tokens of a text, and their letters.
#[derive(Debug, Clone, Default)]
pub(super) struct Tokens {
    letters: String,
    list: Vec<Token>,
    /// The number of the first token of the second line; the number of tokens when there is none.
    pub(super) second: usize,
    /// A bracket is open at the end.
    pub(super) unclosed: bool,
}

/// Articles and prepositions that lose their vowel before a word, in French and Italian.
const ELIDED: [&str; 17] =
    ["d", "l", "s", "t", "m", "n", "j", "c", "k", "qu", "dell", "all", "dall", "nell", "sull", "un", "jusqu"];

/// What follows `d'` in Flemish family names, where it belongs to the name (`D'Hondt`, `Dhondt`). Own knowledge.
const FLEMISH_D: [&str; 16] = [
    "hondt",
    "hooghe",
    "hoore",
    "hulst",
    "haese",
    "haene",
    "haeyer",
    "haens",
    "hont",
    "hoker",
    "hulster",
    "heer",
    "heere",
    "herde",
    "hollander",
    "huyvetter",
];

/// The endings of an ordinal written with digits (`1st`, `2e`, `3de`, `1er`, `4eme`).
const ORDINAL_ENDINGS: [&str; 12] = ["st", "nd", "rd", "th", "e", "er", "ere", "eme", "ieme", "ste", "de", "re"];

impl Tokens {
    /// The tokens of the two lines of a name.
    pub(super) fn new(first: &str, second: &str) -> Self {
        let mut tokens = Self { letters: String::with_capacity(first.len() + second.len()), ..Self::default() };
        tokens.list.reserve(8);
        tokens.read(&fold(first), Gap::Space);
        tokens.second = tokens.list.len();
        if !second.is_empty() {
            tokens.read(&fold(second), Gap::Line);
        }
        tokens
    }

    pub(super) fn len(&self) -> usize {
        self.list.len()
    }

    pub(super) fn gap(&self, at: usize) -> Gap {
        self.list.get(at).map_or(Gap::Line, |token| token.gap)
    }

    pub(super) fn dotted(&self, at: usize) -> bool {
        self.list.get(at).is_some_and(|token| token.dotted)
    }

    /// The letters of one token.
    pub(super) fn text(&self, at: usize) -> &str {
        self.phrase(at, at + 1)
    }

    /// The letters of the tokens from one up to another, without what stands between them.
    pub(super) fn phrase(&self, from: usize, to: usize) -> &str {
        let (Some(first), Some(last)) = (self.list.get(from), to.checked_sub(1).and_then(|last| self.list.get(last)))
        else {
            return "";
        };
        self.letters.get(first.start as usize..last.end as usize).unwrap_or("")
    }

    /// The same tokens without those that are not wanted.
    pub(super) fn only(&self, wanted: impl Iterator<Item = usize>) -> Self {
        let mut kept = Self { unclosed: self.unclosed, ..Self::default() };
        for at in wanted {
            if let Some(token) = self.list.get(at) {
                kept.push(self.text(at), token.gap, token.dotted);
            }
        }
        kept.second = kept.list.len();
        kept
    }

    fn push(&mut self, text: &str, gap: Gap, dotted: bool) {
        let start = self.letters.len() as u32;
        self.letters.push_str(text);
        self.list.push(Token { start, end: self.letters.len() as u32, gap, dotted });
    }

    fn read(&mut self, text: &str, mut gap: Gap) {
        let bytes = text.as_bytes();
        let mut at = 0;
        // Where the last token is a letter that waits for another: `b.` of `b.v.`, `c/` of `c/o`.
        let mut chain: Option<u8> = None;
        while let Some(&byte) = bytes.get(at) {
            let start = at;
            if byte.is_ascii_digit() {
                at += bytes[at..].iter().take_while(|byte| byte.is_ascii_digit()).count();
                self.push(&text[start..at], gap, false);
                at += ordinal_ending(&text[at..]);
                (gap, chain) = (Gap::Glued, None);
            } else if byte.is_ascii_lowercase() {
                at += letters(&bytes[at..]);
                let single = at - start == 1;
                if let Some(after) = elided(text, start, at) {
                    at = after;
                    continue;
                }
                match chain {
                    Some(sign) if single && self.goes_on(gap, &bytes[at..]) => {
                        self.extend_chain(sign, &text[start..at]);
                    }
                    _ => {
                        self.push(&text[start..at], gap, single && bytes.get(at) == Some(&b'.'));
                        at = self.apostrophe(text, at);
                    }
                }
                let single = at - start == 1;
                chain = match bytes.get(at) {
                    Some(&sign @ b'.') if single => Some(sign),
                    Some(&sign @ b'/') if single && is_single(&bytes[at + 1..]) => Some(sign),
                    _ => None,
                };
                gap = Gap::Glued;
            } else {
                at += 1;
                if byte == b'&' || byte == b'+' {
                    self.push("&", gap, false);
                    (gap, chain) = (Gap::Glued, None);
                } else {
                    self.unclosed = matches!(byte, b'(' | b'[') || (self.unclosed && !matches!(byte, b')' | b']'));
                    gap = gap.max(gap_of(byte, start.checked_sub(1).map(|before| bytes[before]), bytes.get(at)));
                    chain = chain.filter(|_| matches!(byte, b'.' | b' ' | b'/'));
                }
            }
        }
    }

    /// Whether a letter belongs to the initials before it: `s. r.l.` is one word, `b.v. t.h.o.d.n.` are two.
    fn goes_on(&self, gap: Gap, rest: &[u8]) -> bool {
        let long = self.list.last().is_some_and(|last| last.end - last.start > 1);
        let tight = matches!(rest, [b'.', next, ..] if next.is_ascii_lowercase());
        gap == Gap::Glued || (gap == Gap::Space && matches!(rest.first(), None | Some(b'.')) && !(long && tight))
    }

    /// Adds a letter to the initials that the last token is.
    fn extend_chain(&mut self, sign: u8, letter: &str) {
        if sign == b'/' {
            self.letters.push('/');
        }
        self.letters.push_str(letter);
        if let Some(last) = self.list.last_mut() {
            last.end = self.letters.len() as u32;
            last.dotted = sign == b'.';
        }
    }

    /// What an apostrophe after a word joins to it: `o'brien` is one word, the `s` of `mcdonald's` falls away.
    fn apostrophe(&mut self, text: &str, at: usize) -> usize {
        let bytes = text.as_bytes();
        if !is_apostrophe(bytes.get(at)) {
            return at;
        }
        let rest = &text[at + 1..];
        let length = letters(rest.as_bytes());
        if length > 0 && &rest[..length] != "s" {
            self.letters.push_str(&rest[..length]);
            if let Some(last) = self.list.last_mut() {
                last.end = self.letters.len() as u32;
            }
        }
        at + 1 + length
    }
}

fn letters(bytes: &[u8]) -> usize {
    bytes.iter().take_while(|byte| byte.is_ascii_lowercase()).count()
}

fn is_apostrophe(byte: Option<&u8>) -> bool {
    matches!(byte, Some(b'\'' | b'`'))
}

/// Whether the bytes start with a letter that stands alone.
fn is_single(bytes: &[u8]) -> bool {
    letters(bytes) == 1
}

/// Where to go on after an article that fell away before an apostrophe: `l'` of `l'eglise`, `'s` and `'t` of Dutch.
fn elided(text: &str, start: usize, end: usize) -> Option<usize> {
    let bytes = text.as_bytes();
    let word = &text[start..end];
    if is_apostrophe(bytes.get(end)) && ELIDED.contains(&word) {
        let rest = &text[end + 1..];
        let next = &rest[..letters(rest.as_bytes())];
        let joined = word == "d" && FLEMISH_D.contains(&next);
        return (!next.is_empty() && !joined).then_some(end + 1);
    }
    let after_apostrophe = start > 0 && is_apostrophe(bytes.get(start - 1));
    // Where nothing follows, it is all there is of the name.
    let more = bytes[end..].iter().any(u8::is_ascii_alphanumeric);
    (after_apostrophe && more && matches!(word, "s" | "t" | "n" | "k")).then_some(end)
}

/// The length of the ending of an ordinal directly after its digits.
fn ordinal_ending(rest: &str) -> usize {
    let length = letters(rest.as_bytes());
    if ORDINAL_ENDINGS.contains(&&rest[..length]) { length } else { 0 }
}

/// What a sign between two words says, by the signs around it.
fn gap_of(sign: u8, before: Option<u8>, after: Option<&u8>) -> Gap {
    let spaced = before.is_none_or(|byte| byte == b' ') || after.is_none_or(|&byte| byte == b' ');
    let apart = before.is_some_and(|byte| byte == b' ') && after.is_some_and(|&byte| byte == b' ');
    match sign {
        b'(' | b'[' | b'{' | b'<' => Gap::Open,
        b')' | b']' | b'}' | b'>' => Gap::Close,
        b'*' | b'#' | b'!' => Gap::Star,
        b'-' if spaced => Gap::Dash,
        b'_' => Gap::Dash,
        b'/' if apart => Gap::Slash,
        b'|' => Gap::Slash,
        b',' | b';' => Gap::Comma,
        b'-' | b'.' | b'/' | b'\'' | b'`' => Gap::Glued,
        _ => Gap::Space,
    }
}
