//! Text before it is anything else: mojibake undone, letters folded, placeholders recognised.

use std::borrow::Cow;

use deunicode::deunicode;
use rustc_hash::FxHashSet;

/// The text in lower-case ASCII with single spaces: `Łódź Müller ` becomes `lodz muller`.
///
/// Transliterates every script by `deunicode`; keeps punctuation. Undoes mojibake first.
pub fn fold(text: &str) -> String {
    let ascii: Cow<'_, str> = if text.is_ascii() { Cow::Borrowed(text) } else { Cow::Owned(latin(&repair(text))) };
    let mut out = String::with_capacity(ascii.len());
    let mut space = false;
    // All of it is ASCII, so a byte is a character.
    for byte in ascii.bytes() {
        if byte.is_ascii_whitespace() || byte.is_ascii_control() {
            space = !out.is_empty();
        } else {
            if std::mem::take(&mut space) {
                out.push(' ');
            }
            out.push(char::from(byte.to_ascii_lowercase()));
        }
    }
    out
}

/// A text in ASCII.
fn latin(text: &str) -> String {
    let greek = text.chars().any(|char| matches!(char, '\u{370}'..='\u{3FF}'));
    if greek { deunicode(&from_greek(text)) } else { deunicode(text) }
}

/// Greek letters that a transliteration letter by letter writes otherwise than Greeks write their names in Latin letters,
/// after ELOT 743 (ISO 843, type 2): `η` is i, `υ` is y but for `ου`, `χ` is ch, `φ` is f, `ξ` is x.
fn from_greek(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut after_o = false;
    for char in text.chars() {
        match char {
            'η' | 'ή' | 'Η' | 'Ή' => out.push('i'),
            'υ' | 'ύ' | 'Υ' | 'Ύ' => out.push(if after_o { 'u' } else { 'y' }),
            'χ' | 'Χ' => out.push_str("ch"),
            'φ' | 'Φ' => out.push('f'),
            'ξ' | 'Ξ' => out.push('x'),
            _ => out.push(char),
        }
        after_o = matches!(char, 'ο' | 'Ο' | 'α' | 'Α' | 'ε' | 'Ε');
    }
    out
}

/// Undoes text that was UTF-8, read as Windows-1252 (`MÃ¼ller`), once or twice; borrowed when there is nothing to undo.
pub fn repair(text: &str) -> Cow<'_, str> {
    let mut best = Cow::Borrowed(text);
    for _ in 0..2 {
        match undo(&best) {
            Some(better) => best = Cow::Owned(better),
            None => break,
        }
    }
    best
}

/// One round of [`repair`]: only when the whole text is Windows-1252 and its bytes are strict UTF-8 with a lead C2-F4.
fn undo(text: &str) -> Option<String> {
    if text.is_ascii() || !text.chars().any(|char| matches!(char, '\u{C2}'..='\u{F4}')) {
        return None;
    }
    let bytes = text.chars().map(windows_1252).collect::<Option<Vec<u8>>>()?;
    String::from_utf8(bytes).ok()
}

/// The byte of a character in Windows-1252 (as the WHATWG encoding standard has it), where it has one.
fn windows_1252(char: char) -> Option<u8> {
    const HIGH: [char; 32] = [
        '€', '\u{81}', '‚', 'ƒ', '„', '…', '†', '‡', 'ˆ', '‰', 'Š', '‹', 'Œ', '\u{8D}', 'Ž', '\u{8F}', '\u{90}', '‘',
        '’', '“', '”', '•', '–', '—', '˜', '™', 'š', '›', 'œ', '\u{9D}', 'ž', 'Ÿ',
    ];
    match char as u32 {
        code @ (0..=0x7F | 0xA0..=0xFF) => u8::try_from(code).ok(),
        _ => HIGH.iter().position(|&high| high == char).and_then(|at| u8::try_from(0x80 + at).ok()),
    }
}

/// The texts that stand for "no value": the built-in ones and those of the job file.
#[derive(Debug, Clone)]
pub struct Placeholders(FxHashSet<String>);

impl Placeholders {
    /// The built-in list with `more` added.
    pub fn new<'a>(more: impl IntoIterator<Item = &'a str>) -> Self {
        let built_in = include_str!("data/placeholders.tsv").lines().filter(|line| !line.starts_with('#'));
        Self(built_in.chain(more).map(squeeze).filter(|text| !text.is_empty()).collect())
    }

    /// Whether the text says that there is no value: empty, listed, punctuation only, or one sign repeated.
    pub fn hold(&self, text: &str) -> bool {
        let squeezed = squeeze(text);
        let mut bytes = squeezed.bytes();
        let Some(first) = bytes.next() else { return true };
        let repeated =
            squeezed.len() >= 3 && (first == b'0' || first == b'9' || first == b'x') && bytes.all(|byte| byte == first);
        repeated || self.0.contains(&squeezed)
    }
}

impl Default for Placeholders {
    fn default() -> Self {
        Self::new([])
    }
}

/// The folded letters and digits of a text, nothing else.
pub fn squeeze(text: &str) -> String {
    if text.is_ascii() {
        let mut letters = String::with_capacity(text.len());
        for byte in text.bytes().filter(u8::is_ascii_alphanumeric) {
            letters.push(char::from(byte.to_ascii_lowercase()));
        }
        return letters;
    }
    let mut folded = fold(text);
    folded.retain(|char| char.is_ascii_alphanumeric());
    folded
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn letters_of_all_kinds_fold() {
        for (text, folded) in [
            ("  Łódź  Müller ", "lodz muller"),
            ("Große Straße", "grosse strasse"),
            ("Αθήνα", "athina"),
            ("Παπαδόπουλος", "papadopoulos"),
            ("Ξυλουργική", "xylourgiki"),
            ("MÃ¼ller", "muller"),
            ("Caf\u{c3}\u{a9}", "cafe"),
            ("Ãland", "aland"),
        ] {
            assert_eq!(fold(text), folded, "{text}");
        }
    }

    #[test]
    fn text_that_is_no_mojibake_stays() {
        for text in ["Müller", "Ångström", "Señor", "plain", "Â", "naïve Œuvre"] {
            assert!(matches!(repair(text), Cow::Borrowed(same) if same == text), "{text}");
        }
    }

    #[test]
    fn placeholders_are_no_values() {
        let placeholders = Placeholders::new(["Kassa"]);
        for text in ["", " - ", "n.v.t.", "NVT", "0000000000", "xxx", "kassa", "Diversen"] {
            assert!(placeholders.hold(text), "{text}");
        }
        for text in ["Nivelles", "0", "Kassaburg", "9"] {
            assert!(!placeholders.hold(text), "{text}");
        }
    }
}
