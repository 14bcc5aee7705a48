//! Texts that a spreadsheet would take for formulas: guarded where people read them, and bare again where they come back.

use std::borrow::Cow;

use crate::value::text::is_unseen;

/// Keeps a text from running as a formula when a spreadsheet opens it: an apostrophe in front.
///
/// Source: OWASP, CSV Injection: cells that begin with `= + - @`, TAB, CR or LF, their full-width and small forms, the sign of minus, also
/// behind blanks and signs that are not seen, which some programs take off. `+32 2 555 01 23` is a telephone number and is
/// guarded too: in a report it is read by people, and a spreadsheet would drop its plus sign. Files that go back into the ERP
/// stay verbatim unless the job asks otherwise.
pub fn guard(text: Cow<'_, str>) -> Cow<'_, str> {
    if runs(&text) { Cow::Owned(format!("'{text}")) } else { text }
}

/// Whether a spreadsheet would take a text for a formula.
pub fn runs(text: &str) -> bool {
    const BEGINS: [char; 16] =
        ['=', '+', '-', '@', '\t', '\r', '\n', '＝', '＋', '－', '＠', '﹦', '﹢', '﹣', '﹫', '\u{2212}'];
    let may = |byte: &u8| matches!(byte, 0..=b' ' | b'=' | b'+' | b'-' | b'@' | 0x7F | 0xC2..);
    if !text.as_bytes().first().is_some_and(may) {
        return false;
    }
    let unseen = |char: char| char == ' ' || is_unseen(char) && !BEGINS.contains(&char);
    text.trim_start_matches(unseen).starts_with(BEGINS)
}

/// A text as it was before [`guard`]: what a person copies out of a report is meant without the apostrophe.
pub fn bare(text: &str) -> &str {
    text.strip_prefix('\'').filter(|rest| runs(rest)).unwrap_or(text)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_runs_behind_signs_nobody_sees_is_guarded() {
        for text in
            ["=1", "\u{3000}=1", "\u{0}=1", "\u{1b}@x", "\u{202e}+1", "\u{180e}\u{a0} -1", "﹢1", "＝1", "\tx", " \n1"]
        {
            assert!(runs(text), "{text:?}");
        }
        for text in ["", " ", "\u{3000}x", "é=1", "1=1", "中"] {
            assert!(!runs(text), "{text:?}");
        }
    }

    #[test]
    fn what_is_guarded_comes_back_as_it_was() {
        for text in ["=1+1", "+32 2 555 01 23", " @x", "plain", "", "'s Gravenhage", "'t Hof", "'"] {
            assert_eq!(bare(&guard(text.into())), text);
        }
        assert_eq!(bare("'t Hof"), "'t Hof");
    }
}
