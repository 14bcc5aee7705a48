//! How a text is laid out: its `sep=` line, its delimiter, its line ends.
//!
//! The captions decide on the delimiter: the one under which most of the first line is known is right, whatever the
//! rows hold. No statistics, no guesses by language.

use csv::{ByteRecord, ReaderBuilder};

use crate::error::{Error, Result};
use crate::record::Dialect;

/// The delimiters tried, the usual ones of exports first.
const DELIMITERS: [u8; 4] = *b";,\t|";

/// Cuts the `sep=` line off a text: the line with its line end, and the delimiter it names.
///
/// Spreadsheets write it, or expect it, before the header; some put it into quotes.
pub(super) fn sep_line(text: &str) -> Option<(&str, u8)> {
    let end = text.find(['\r', '\n'])?;
    let line = text[..end].trim_end().trim_matches('"');
    let (word, delimiter) = (line.get(..4)?, line.get(4..)?);
    let delimiter = match delimiter.as_bytes() {
        [] if text[..end].ends_with('\t') => b'\t',
        [delimiter] => *delimiter,
        _ => return None,
    };
    let whole = end + if text[end..].starts_with("\r\n") { 2 } else { 1 };
    word.eq_ignore_ascii_case("sep=").then(|| (&text[..whole], delimiter))
}

/// A delimiter as a job declares it: one ASCII character, or `tab`.
pub(super) fn declared(text: &str) -> Result<u8> {
    match text.as_bytes() {
        b"tab" | b"TAB" | b"Tab" | b"\\t" => Ok(b'\t'),
        [delimiter] if delimiter.is_ascii() && !matches!(delimiter, b'"' | b'\r' | b'\n' | 0) => Ok(*delimiter),
        _ => Err(Error::refused(format!("cannot be the delimiter: \"{}\"", text.escape_debug()))
            .column("delimiter")
            .hint("one character, such as \";\", or \"tab\"")),
    }
}

/// The delimiter under which most captions of the header are known; among equals, the one that makes most columns.
pub(super) fn delimiter(text: &str, known: impl Fn(&str) -> bool) -> u8 {
    let mut best = (0, 0, DELIMITERS[0]);
    for delimiter in DELIMITERS {
        let captions = first_record(text, delimiter);
        let hits = captions.iter().filter(|caption| known(&String::from_utf8_lossy(caption))).count();
        if (hits, captions.len()) > (best.0, best.1) {
            best = (hits, captions.len(), delimiter);
        }
    }
    best.2
}

/// The first record of a text, blank lines before it passed over.
fn first_record(text: &str, delimiter: u8) -> ByteRecord {
    let mut record = ByteRecord::new();
    let mut reader =
        ReaderBuilder::new().has_headers(false).flexible(true).delimiter(delimiter).from_reader(text.as_bytes());
    // Reading from memory cannot fail; nothing read is a record without cells.
    let _ = reader.read_byte_record(&mut record);
    record
}

/// The line end at the start of `rest`, the text after the header; `\n` where there is none.
pub(super) fn line_end(rest: &str) -> &'static str {
    match rest.as_bytes() {
        [b'\r', b'\n', ..] => "\r\n",
        [b'\r', ..] => "\r",
        _ => "\n",
    }
}

impl Dialect {
    /// The delimiter in words: itself, or TAB.
    pub fn delimiter_word(&self) -> String {
        if self.delimiter == b'\t' { "TAB".to_owned() } else { char::from(self.delimiter).to_string() }
    }

    /// The line end in words.
    pub fn line_end_word(&self) -> &'static str {
        match self.line_end {
            "\r\n" => "CRLF",
            "\r" => "CR",
            _ => "LF",
        }
    }
}

/// The number of line ends in a text: CR LF, LF or CR.
pub(super) fn line_ends(text: &str) -> usize {
    let bytes = text.as_bytes();
    let feeds = bytes.iter().filter(|&&byte| byte == b'\n').count();
    if !bytes.contains(&b'\r') {
        return feeds;
    }
    feeds + (0..bytes.len()).filter(|&at| bytes[at] == b'\r' && bytes.get(at + 1) != Some(&b'\n')).count()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_sep_line_is_cut_off() {
        for (text, cut) in [
            ("sep=;\r\nNo.;Name", Some(("sep=;\r\n", b';'))),
            ("SEP=,\nNo.,Name", Some(("SEP=,\n", b','))),
            ("\"sep=|\"\rNo.|Name", Some(("\"sep=|\"\r", b'|'))),
            ("sep=\t\nNo.\tName", Some(("sep=\t\n", b'\t'))),
            ("No.;Name\n", None),
            ("sep=", None),
            ("é=;\n", None),
        ] {
            assert_eq!(sep_line(text), cut, "{text:?}");
        }
    }

    #[test]
    fn the_captions_decide_on_the_delimiter() {
        let known = |caption: &str| ["No.", "Name", "City"].contains(&caption);
        for (text, found) in [
            ("No.;Name;\"Gemeente, deel, wijk, buurt\"\n", b';'),
            ("No.,Name,a;b;c;d;e\n", b','),
            ("\n\nNo.\tName\n", b'\t'),
            ("No.|Name|City", b'|'),
            ("a,b,c;d\n", b','),
            ("", b';'),
        ] {
            assert_eq!(delimiter(text, known), found, "{text:?}");
        }
        assert_eq!(declared("tab").unwrap(), b'\t');
        assert!(declared("\"").is_err() && declared("").is_err() && declared(";;").is_err());
    }

    #[test]
    fn line_ends_of_three_kinds_count_once_each() {
        for (text, count) in [("", 0), ("a\r\nb\r\n", 2), ("a\nb", 1), ("a\rb\r\r\n", 3)] {
            assert_eq!(line_ends(text), count, "{text:?}");
        }
    }
}
