//! Text before it is anything else: mojibake undone, letters folded, placeholders recognised, orders spelt out.

use std::borrow::Cow;

use deunicode::deunicode;
use rustc_hash::FxHashSet;

/// The text in lower-case ASCII with single spaces: `Łódź Müller ` becomes `lodz muller`.
///
/// Transliterates every script by `deunicode`; keeps punctuation. Undoes mojibake first. In a word of Latin letters a
/// Greek or Cyrillic one only looks right, and is as a letter missing: the word is much like the honest one, not equal.
pub fn fold(text: &str) -> String {
    let ascii: Cow<'_, str> =
        if text.is_ascii() { Cow::Borrowed(text) } else { Cow::Owned(latin(&own_letters(&repair(text)))) };
    // All of it is ASCII, so a byte is a character.
    let bytes = ascii.as_bytes();
    let spaces = bytes.iter().zip(bytes.iter().skip(1)).fold(false, |any, two| any | (two == (&b' ', &b' ')));
    let odd = spaces | has_byte(bytes, |byte| byte < b' ' || byte == 0x7F);
    if !odd && bytes.first() != Some(&b' ') && bytes.last() != Some(&b' ') {
        return ascii.to_ascii_lowercase();
    }
    let mut out = String::with_capacity(bytes.len());
    let mut space = false;
    for &byte in bytes {
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

/// Whether some byte of a text is one of these. All of them are looked at, many at a time, which stopping at the first
/// does not allow; nor does counting, where each step is checked for an overflow.
pub fn has_byte(text: &[u8], is: impl Fn(u8) -> bool) -> bool {
    text.iter().fold(false, |any, &byte| any | is(byte))
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

/// Whether a word has letters of two alphabets that look alike: Latin ones, and Greek, Cyrillic or Armenian ones.
pub fn mixes_alphabets(text: &str) -> bool {
    // In UTF-8 letters of these alphabets begin with these bytes.
    if !has_byte(text.as_bytes(), |byte| matches!(byte, 0xCD..=0xD6)) {
        return false;
    }
    text.split(|char: char| !char.is_alphabetic()).any(|word| word.contains(is_latin) && word.contains(looks_latin))
}

/// A text without the letters that only look like those of the word they stand in.
fn own_letters(text: &str) -> Cow<'_, str> {
    if !mixes_alphabets(text) {
        return Cow::Borrowed(text);
    }
    let words = text.split_inclusive(|char: char| !char.is_alphabetic());
    Cow::Owned(
        words.map(|word| if word.contains(is_latin) { word.replace(looks_latin, "") } else { word.into() }).collect(),
    )
}

fn is_latin(char: char) -> bool {
    char.is_ascii_alphabetic() || matches!(char, '\u{C0}'..='\u{24F}' | '\u{1E00}'..='\u{1EFF}')
}

/// A letter of an alphabet whose letters are taken for Latin ones.
fn looks_latin(char: char) -> bool {
    matches!(char, '\u{370}'..='\u{3FF}' | '\u{400}'..='\u{52F}' | '\u{531}'..='\u{58F}') && char.is_alphabetic()
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

/// Whether some letter of a text was UTF-8, read as Windows-1252: `Ã` or `Â` before what is the second byte of a letter.
pub fn is_misread(text: &str) -> bool {
    let mut pairs = text.chars().zip(text.chars().skip(1));
    pairs.any(|(first, second)| {
        matches!(first, 'Ã' | 'Â') && windows_1252(second).is_some_and(|byte| (0x80..=0xBF).contains(&byte))
    })
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
pub struct Placeholders {
    /// Their letters and digits.
    texts: FxHashSet<String>,
    /// Those that say something where a tax number belongs: `niet btw-plichtig`.
    said: FxHashSet<String>,
    /// The first two of each, a bit of the second under the first: nearly every text that is asked about is a value, and
    /// differs there.
    beginnings: [u64; 128],
    /// How many the longest has.
    longest: usize,
}

/// Signs that fill a cell when repeated: `000000`, `xxx`.
const FILLERS: [u8; 3] = *b"09x";

impl Placeholders {
    /// The built-in list with `more` added.
    pub fn new<'a>(more: impl IntoIterator<Item = &'a str>) -> Self {
        let built_in = include_str!("data/placeholders.tsv").lines().filter(|line| !line.starts_with('#'));
        let (said, built_in): (Vec<&str>, Vec<&str>) = built_in.partition(|line| line.ends_with("\tsaid"));
        let mut said: FxHashSet<String> = said.iter().map(|line| squeeze(line.trim_end_matches("\tsaid"))).collect();
        let more: Vec<String> = more.into_iter().map(squeeze).collect();
        let mut texts: FxHashSet<String> = built_in.into_iter().map(squeeze).chain(said.iter().cloned()).collect();
        // What the job names is a placeholder everywhere.
        said.retain(|text| !more.contains(text));
        texts.extend(more.into_iter().filter(|text| !text.is_empty()));
        let mut beginnings = [0; 128];
        for [first, second] in texts.iter().map(|text| beginning(text)) {
            beginnings[usize::from(first)] |= 1 << (second % 64);
        }
        let longest = texts.iter().map(String::len).max().unwrap_or(0);
        Self { texts, said, beginnings, longest }
    }

    /// Whether the text says that there is no value: empty, listed, punctuation only, or one sign repeated.
    pub fn hold(&self, text: &str) -> bool {
        let [first, second] = beginning(text);
        let may_be_filled = first == second && FILLERS.contains(&first);
        let begins_like_one = || self.beginnings[usize::from(first)] >> (second % 64) & 1 == 1;
        let letters = || text.bytes().filter(u8::is_ascii_alphanumeric).count();
        let is_value = || first != 0 && !may_be_filled && (!begins_like_one() || letters() > self.longest);
        if text.is_empty() || text.is_ascii() && is_value() {
            return text.is_empty();
        }
        let squeezed = squeeze(text);
        let mut bytes = squeezed.bytes();
        let Some(first) = bytes.next() else { return true };
        let repeated = squeezed.len() >= 3 && FILLERS.contains(&first) && bytes.all(|byte| byte == first);
        repeated || self.texts.contains(&squeezed)
    }

    /// The same where a tax number belongs.
    pub fn hold_no_number(&self, text: &str) -> bool {
        self.hold(text) && !self.said.contains(&squeeze(text))
    }
}

/// The first two letters or digits of a text in ASCII, in lower case; zero where there are not so many.
fn beginning(text: &str) -> [u8; 2] {
    let mut letters = text.bytes().filter(u8::is_ascii_alphanumeric).map(|byte| byte.to_ascii_lowercase());
    [letters.next().unwrap_or(0), letters.next().unwrap_or(0)]
}

impl Default for Placeholders {
    fn default() -> Self {
        Self::new([])
    }
}

/// A text that stands in one line and that no terminal takes for an order: line ends, control characters and marks that
/// turn the direction of writing are spelt out, `\u{1b}` for the escape.
pub fn visible(text: &str) -> Cow<'_, str> {
    spelt_out(text, acts)
}

/// A text in which what nobody sees is spelt out: `K\u{200b}1`.
pub fn revealed(text: &str) -> Cow<'_, str> {
    spelt_out(text, is_unseen)
}

/// A text with some characters by their numbers.
fn spelt_out(text: &str, which: impl Fn(char) -> bool) -> Cow<'_, str> {
    if !text.chars().any(&which) {
        return Cow::Borrowed(text);
    }
    let mut out = String::with_capacity(text.len() + 8);
    for char in text.chars() {
        if which(char) { out.extend(char.escape_default()) } else { out.push(char) }
    }
    Cow::Owned(out)
}

/// The same for several lines, which stay lines.
pub fn visible_lines(text: &str) -> Cow<'_, str> {
    if !text.chars().any(|char| char != '\n' && acts(char)) {
        return Cow::Borrowed(text);
    }
    Cow::Owned(text.split('\n').map(visible).collect::<Vec<_>>().join("\n"))
}

/// Whether a character does something where it is shown: C0, DEL and C1, the line and paragraph separators, and the
/// marks of direction (Unicode 16, `Bidi_Control`).
fn acts(char: char) -> bool {
    char.is_control()
        || matches!(char, '\u{61C}' | '\u{200E}' | '\u{200F}' | '\u{2028}'..='\u{202E}' | '\u{2066}'..='\u{2069}')
}

/// Whether nobody sees a character, or sees a plain blank: control characters, blanks other than the space, and those
/// that take no room (Unicode 16, `Default_Ignorable_Code_Point`).
pub fn is_unseen(char: char) -> bool {
    char.is_control()
        || (char.is_whitespace() && char != ' ')
        || matches!(char,
            '\u{AD}' | '\u{34F}' | '\u{61C}' | '\u{115F}' | '\u{1160}' | '\u{17B4}' | '\u{17B5}'
            | '\u{180B}'..='\u{180F}' | '\u{200B}'..='\u{200F}' | '\u{202A}'..='\u{202E}' | '\u{2060}'..='\u{206F}'
            | '\u{3164}' | '\u{FE00}'..='\u{FE0F}' | '\u{FEFF}' | '\u{FFA0}' | '\u{FFF0}'..='\u{FFF8}'
            | '\u{1BCA0}'..='\u{1BCA3}' | '\u{1D173}'..='\u{1D17A}' | '\u{E0000}'..='\u{E0FFF}')
}

/// A noun as it stands after a count: `rows`, but `1 row`.
pub fn noun(count: impl TryInto<u64>, plural: &str) -> &str {
    let is_one = count.try_into().is_ok_and(|count| count == 1);
    plural.strip_suffix('s').filter(|_| is_one).unwrap_or(plural)
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
            ("", ""),
            (" ", ""),
            ("\t", ""),
            ("A", "a"),
            ("A B-c, D", "a b-c, d"),
            ("A  B", "a b"),
            ("A\tB", "a b"),
            ("A \n", "a"),
            (" A", "a"),
            ("A\u{7f}B", "a b"),
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
    fn a_letter_that_only_looks_right_makes_another_word() {
        for (text, folded, mixed) in [
            ("G\u{430}rage", "grage", true),
            ("Гараж Меркс", "garazh merks", false),
            ("Ω Group, Αθήνα", "o group, athina", false),
            ("caf\u{e9} b\u{3bf}ss", "cafe bss", true),
        ] {
            assert_eq!((fold(text).as_str(), mixes_alphabets(text)), (folded, mixed), "{text}");
        }
    }

    #[test]
    fn what_acts_is_spelt_out() {
        for (text, shown) in [
            ("Łódź, Ελλάδα, 東京", "Łódź, Ελλάδα, 東京"),
            ("\u{1b}[31mred\u{7}\r", "\\u{1b}[31mred\\u{7}\\r"),
            ("a\u{9b}1m\u{202e}b\u{2066}", "a\\u{9b}1m\\u{202e}b\\u{2066}"),
            ("a\nb", "a\\nb"),
        ] {
            assert_eq!(visible(text), shown);
        }
        assert_eq!(visible_lines("a\nb\tc\n"), "a\nb\\tc\n");
    }

    #[test]
    fn nobody_sees_what_takes_no_room() {
        for char in
            ['\0', '\t', '\u{A0}', '\u{200B}', '\u{2028}', '\u{202E}', '\u{3000}', '\u{3164}', '\u{FE0F}', '\u{E0041}']
        {
            assert!(is_unseen(char), "{char:?}");
        }
        assert!(!"K 1-é中\u{301}".contains(is_unseen));
        assert_eq!(revealed("K\u{200B}é 1\n"), "K\\u{200b}é 1\\n");
    }

    #[test]
    fn one_is_no_plural() {
        assert_eq!([0, 1, 2].map(|count| noun(count, "rows")), ["rows", "row", "rows"]);
        assert_eq!(noun(1_usize, "bytes"), "byte");
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

    #[test]
    fn what_is_said_of_a_firm_is_no_number_and_no_placeholder_of_one() {
        for (text, number) in [("Niet btw-plichtig", false), ("particulier", false), ("geen", true), ("", true)] {
            assert_eq!(Placeholders::default().hold_no_number(text), number, "{text}");
            assert!(Placeholders::default().hold(text) && Placeholders::new(["Particulier"]).hold(text), "{text}");
        }
        assert!(Placeholders::new(["Particulier"]).hold_no_number("PARTICULIER"));
        assert!(!Placeholders::default().hold("said"));
    }
}
