//! Bytes to text and back: the one place that knows encodings and compression.
//!
//! A file is decoded whole, without loss or not at all: no letter ever becomes a replacement character. In order: a
//! byte-order mark; the encoding the job declares, by any label of the WHATWG Encoding Standard; strict UTF-8; and
//! what is no UTF-8 is Windows-1252, which gives every byte a letter and every letter its byte back. Where most lines
//! with such letters are UTF-8, the file is, and the others are lines of another encoding: their rows are rejected.

use std::borrow::Cow;
use std::io::Read as _;
#[cfg(test)]
use std::io::Write as _;
use std::ops::Range;

use encoding_rs::{DecoderResult, EncoderResult, Encoding, UTF_8, UTF_16BE, UTF_16LE, WINDOWS_1252};
use flate2::read::MultiGzDecoder;
#[cfg(test)]
use flate2::{Compression, GzBuilder};
use sha2::{Digest, Sha256};

use crate::error::{Error, Result};
use crate::record::Dialect;

/// The most bytes a text may have: a row keeps its length and its line in 32 bits.
pub(super) const TEXT_MAX: usize = u32::MAX as usize;
/// How far a compressed file may grow: tables shrink some 5 to 20 times, a bomb 1,000 times (the limit of deflate).
const GROWTH_MAX: usize = 200;
/// A file may always grow to this, whatever its ratio: a small file of one repeated row is no attack.
const GROWTH_FREE: usize = 64 << 20;

/// A decoded file.
#[derive(Debug)]
pub(super) struct Decoded {
    /// The text, without its mark.
    pub(super) text: String,
    /// By its WHATWG name.
    pub(super) encoding: &'static str,
    /// By the job or by a mark.
    pub(super) declared: bool,
    /// Whether there was a byte-order mark.
    pub(super) mark: bool,
    /// The lines that are not in the encoding of the file, as places in the text: read as Windows-1252.
    pub(super) foreign: Vec<Range<usize>>,
    /// What somebody should know, with the line it is about (0: the whole file).
    pub(super) doubts: Vec<(u32, &'static str)>,
}

/// The SHA-256 of a file as it lies on disk (FIPS 180-4), in lower-case hexadecimal.
pub fn sha256(bytes: &[u8]) -> String {
    Sha256::digest(bytes).iter().map(|byte| format!("{byte:02x}")).collect()
}

/// Unpacks where needed and decodes: whether it was packed, and the text.
pub(super) fn open(bytes: Vec<u8>, label: Option<&str>) -> Result<(bool, Decoded)> {
    let gzip = is_gzip(&bytes);
    let bytes = if gzip { gunzip(&bytes)? } else { bytes };
    Ok((gzip, decode(bytes, label)?))
}

/// Whether the bytes are compressed with gzip (RFC 1952: they begin with 1F 8B, and 08 for deflate).
fn is_gzip(bytes: &[u8]) -> bool {
    bytes.starts_with(&[0x1F, 0x8B, 0x08])
}

/// Unpacks a gzip file, all of its members.
///
/// Refused when it is damaged or cut off, and when it grows to more than 200 times its size and 64 MiB.
fn gunzip(bytes: &[u8]) -> Result<Vec<u8>> {
    let most = bytes.len().saturating_mul(GROWTH_MAX).clamp(GROWTH_FREE, TEXT_MAX);
    let mut out = Vec::new();
    MultiGzDecoder::new(bytes).take(most as u64 + 1).read_to_end(&mut out).map_err(|error| {
        Error::refused(format!("cannot be unpacked: {error}")).hint("copy the file again: it is damaged or cut off")
    })?;
    if out.len() > most {
        let what = format!("unpacks to more than {most} bytes, which no table of this size does");
        return Err(Error::refused(what).hint("unpack the file yourself and name the unpacked one, if it is right"));
    }
    Ok(out)
}

/// Packs bytes with gzip.
#[cfg(test)]
pub(super) fn gzip(bytes: &[u8]) -> std::io::Result<Vec<u8>> {
    let mut packer = GzBuilder::new().write(Vec::new(), Compression::default());
    packer.write_all(bytes)?;
    packer.finish()
}

/// Decodes a whole file; `label` is what the job declares.
///
/// Refused: an unknown label, bytes that are invalid in the encoding declared, formats that are no text.
fn decode(bytes: Vec<u8>, label: Option<&str>) -> Result<Decoded> {
    if bytes.len() > TEXT_MAX {
        return Err(Error::refused("is larger than 4 GiB").hint("split it and run each part by itself"));
    }
    let declared = label.map(by_label).transpose()?;
    refuse_utf_32(&bytes)?;
    if let Some((encoding, length)) = Encoding::for_bom(&bytes) {
        let mut decoded = strictly(bytes, length, encoding)?;
        decoded.mark = true;
        if declared.is_some_and(|declared| declared != encoding) {
            decoded
                .doubts
                .push((0, "the job declares another encoding than the byte-order mark of the file, which counts"));
        }
        return Ok(decoded);
    }
    refuse_other_formats(&bytes)?;
    if let Some(encoding) = declared {
        // Next to no text of another encoding is valid UTF-8 by chance: what was declared once no longer holds.
        let is_utf_8 = encoding != UTF_8 && !bytes.is_ascii() && std::str::from_utf8(&bytes).is_ok();
        let mut decoded = strictly(bytes, 0, encoding)?;
        let doubt = "the job declares another encoding, which counts, though all of the file is valid UTF-8";
        decoded.doubts.extend(is_utf_8.then_some((0, doubt)));
        return Ok(decoded);
    }
    refuse_unmarked_utf_16(&bytes)?;
    refuse_no_text(&bytes)?;
    match String::from_utf8(bytes) {
        Ok(text) => {
            let doubts = utf_7(&text).into_iter().collect();
            Ok(Decoded { doubts, ..plain(text, UTF_8, false) })
        }
        Err(error) => by_lines(error.into_bytes()),
    }
}

/// Where a text of ASCII has letters as UTF-7 (RFC 2152) writes those of Latin-1, alone: `+AOk-` for `é`.
fn utf_7(text: &str) -> Option<(u32, &'static str)> {
    if !text.is_ascii() || !text.contains("+A") {
        return None;
    }
    let is_letter =
        |five: &[u8]| matches!(five, [b'+', b'A', b'M'..=b'P', last, b'-'] if b"AEIMQUYcgkosw048".contains(last));
    let at = text.as_bytes().windows(5).position(is_letter)?;
    // A text has at most 4 GiB.
    Some((line_of(&text.as_bytes()[..at]) as u32, "seems to be UTF-7, which is not read as such: save it as UTF-8"))
}

/// Whether every text of ASCII is the same bytes in an encoding.
pub(super) fn extends_ascii(encoding: &str) -> bool {
    Encoding::for_label(encoding.as_bytes()).is_some_and(Encoding::is_ascii_compatible)
}

/// Decodes what is no UTF-8 as a whole: by what most of the lines with letters beyond ASCII are.
fn by_lines(bytes: Vec<u8>) -> Result<Decoded> {
    let lines = || bytes.split_inclusive(|byte| matches!(byte, b'\n' | b'\r'));
    let (mut utf_8, mut others, mut first) = (0_usize, 0_usize, None);
    for (line, text) in lines().enumerate().filter(|(_, line)| !line.is_ascii()) {
        let valid = std::str::from_utf8(text).is_ok();
        *if valid { &mut utf_8 } else { &mut others } += 1;
        if valid && first.is_none() {
            first = Some(lines().take(line).map(<[u8]>::len).sum::<usize>());
        }
    }
    if utf_8 > others {
        let mut text = String::with_capacity(bytes.len());
        let mut foreign = Vec::new();
        for line in lines() {
            let start = text.len();
            match std::str::from_utf8(line) {
                Ok(line) => text.push_str(line),
                Err(_) => {
                    text.push_str(&WINDOWS_1252.decode_without_bom_handling(line).0);
                    foreign.push(start..text.len());
                }
            }
        }
        return Ok(Decoded { foreign, ..plain(text, UTF_8, false) });
    }
    // A text has at most 4 GiB.
    let line = first.map(|at| line_of(&bytes[..at]) as u32);
    let oem = oem(&bytes);
    let mut decoded = strictly(bytes, 0, WINDOWS_1252)?;
    decoded.declared = false;
    let doubt = "valid UTF-8 here, though the rest of the file is not: the whole is read as windows-1252";
    decoded.doubts.extend(line.map(|line| (line, doubt)));
    decoded.doubts.extend(oem);
    Ok(decoded)
}

/// Where a text has letters as code page 850 of DOS and the old Navision has them: a byte that in Windows-1252 is a sign, or
/// a capital, between a letter and a small one (`Li\x8Age`, which is `Liège` there and `LiŠge` here).
fn oem(bytes: &[u8]) -> Option<(u32, &'static str)> {
    let between = |three: &[u8]| {
        let [before, byte, after] = three else { return false };
        // The dash and the apostrophe of Windows-1252, and its small letters, stand there too.
        let is_other = matches!(byte, 0x80..=0x90 | 0x93..=0x95 | 0x98 | 0x99 | 0x9B | 0x9D | 0x9F);
        is_other && before.is_ascii_alphabetic() && after.is_ascii_lowercase()
    };
    let at = bytes.windows(3).position(between)?;
    // A text has at most 4 GiB.
    Some((
        line_of(&bytes[..at]) as u32,
        "seems to be of an OEM code page, which is not read as such: save it as UTF-8, or as Windows-1252",
    ))
}

/// A text without marks and doubts.
fn plain(text: String, encoding: &'static Encoding, declared: bool) -> Decoded {
    Decoded { text, encoding: encoding.name(), declared, mark: false, foreign: Vec::new(), doubts: Vec::new() }
}

/// Decodes what follows the `skip` bytes of the mark, refusing the first invalid byte by its line.
fn strictly(mut bytes: Vec<u8>, skip: usize, encoding: &'static Encoding) -> Result<Decoded> {
    if encoding == UTF_8 {
        bytes.drain(..skip);
        return match String::from_utf8(bytes) {
            Ok(text) => Ok(plain(text, encoding, true)),
            Err(error) => {
                let line = line_of(&error.as_bytes()[..error.utf8_error().valid_up_to()]);
                Err(invalid(encoding, line, skip > 0))
            }
        };
    }
    let mut decoder = encoding.new_decoder_without_bom_handling();
    let most = decoder.max_utf8_buffer_length_without_replacement(bytes.len() - skip);
    let mut text = String::with_capacity(most.unwrap_or(0).min(TEXT_MAX));
    match decoder.decode_to_string_without_replacement(&bytes[skip..], &mut text, true) {
        (DecoderResult::InputEmpty, _) => {}
        (DecoderResult::Malformed(..), read) if !encoding.is_ascii_compatible() && read + skip == bytes.len() => {
            let error = Error::refused(format!("ends in the middle of a letter of {}", encoding.name()));
            return Err(error.line(line_of(text.as_bytes())).hint("copy or export it again: it is damaged or cut off"));
        }
        (DecoderResult::Malformed(..), _) => return Err(invalid(encoding, line_of(text.as_bytes()), skip > 0)),
        (DecoderResult::OutputFull, _) => {
            return Err(Error::refused("is larger than 4 GiB as text").hint("split it and run each part by itself"));
        }
    }
    text.shrink_to_fit();
    let mut decoded = plain(text, encoding, true);
    if !loses_nothing(&decoded, &bytes[skip..], encoding) {
        decoded
            .doubts
            .push((0, "some letters of this encoding have two spellings: untouched cells may leave in the other one"));
    }
    Ok(decoded)
}

/// Whether encoding gives back what was decoded: always so for one byte a letter and for UTF-16, else to be tried.
fn loses_nothing(decoded: &Decoded, bytes: &[u8], encoding: &'static Encoding) -> bool {
    encoding.is_single_byte()
        || encoding == UTF_16LE
        || encoding == UTF_16BE
        || encode_as(&decoded.text, encoding).is_ok_and(|again| *again == *bytes)
}

/// The line in which the text before a place ends, counted from 1.
fn line_of(before: &[u8]) -> u64 {
    let returns = before.windows(2).filter(|pair| pair[0] == b'\r' && pair[1] != b'\n').count();
    1 + (before.iter().filter(|&&byte| byte == b'\n').count() + returns) as u64
}

/// Bytes that are no letters in the encoding that the job declares or, `marked`, the file itself by its first bytes.
fn invalid(encoding: &'static Encoding, line: u64, marked: bool) -> Error {
    let name = encoding.name();
    let (what, hint) = if marked {
        (
            format!("holds bytes that are not valid {name}, which its byte-order mark says it is"),
            "export it again: it is damaged, or two files of unlike encodings were joined",
        )
    } else {
        (
            format!("holds bytes that are not valid {name}"),
            "leave `encoding` out to let it be found, or name the right one, such as \"windows-1252\" or \"utf-8\"",
        )
    };
    Error::refused(what).line(line).hint(hint)
}

/// An encoding by its label; those that cannot be written again are refused like unknown ones.
pub(super) fn by_label(label: &str) -> Result<&'static Encoding> {
    let encoding = Encoding::for_label_no_replacement(label.as_bytes());
    encoding.filter(|&found| found != encoding_rs::X_USER_DEFINED && found != encoding_rs::ISO_2022_JP).ok_or_else(
        || {
            Error::refused(format!("does not know the encoding \"{label}\"")).column("encoding").hint(
                "name it as web pages do: \"utf-8\", \"utf-16le\", \"windows-1252\", \"iso-8859-15\", \"windows-1250\"",
            )
        },
    )
}

/// Files that are no table, by their first bytes (ZIP: 50 4B 03 04; compound file: D0 CF 11 E0; zstd, bzip2, xz, 7z and
/// RAR; PDF: `%PDF`; markup
/// begins with `<`, which no caption does).
fn refuse_other_formats(bytes: &[u8]) -> Result<()> {
    let begins = bytes.trim_ascii_start();
    let again = "export it again as CSV";
    let (what, hint) = match bytes {
        [b'P', b'K', 3, 4, ..] => ("is a ZIP archive or an Excel workbook, not a CSV file", SAVE),
        [0xD0, 0xCF, 0x11, 0xE0, ..] => ("is an old Excel workbook, not a CSV file", SAVE),
        [0x28, 0xB5, 0x2F, 0xFD, ..]
        | [b'B', b'Z', b'h', b'1'..=b'9', b'1', b'A', b'Y', ..]
        | [0xFD, b'7', b'z', b'X', b'Z', 0, ..]
        | [b'7', b'z', 0xBC, 0xAF, 0x27, 0x1C, ..]
        | [b'R', b'a', b'r', b'!', 0x1A, ..] => ("is packed, and not with gzip", "unpack it, or pack it with gzip"),
        [b'%', b'P', b'D', b'F', ..] => ("is a PDF, not a CSV file", SAVE),
        _ => match begins {
            [b'<', b'?', b'x' | b'X', ..] => ("is XML, not a CSV file", again),
            [b'<', b'!' | b'h' | b'H' | b't' | b'T' | b'b' | b'B' | b'm' | b'M', ..] => {
                ("is HTML, such as a page that asks to log in, not a CSV file", again)
            }
            [b'{' | b'[', rest @ ..] if matches!(rest.trim_ascii_start(), [b'{' | b'"', ..]) => {
                ("is JSON, not a CSV file", again)
            }
            _ => return Ok(()),
        },
    };
    Err(Error::refused(what).hint(hint))
}

/// What to try with a workbook.
const SAVE: &str = "open it and save the sheet as \"CSV UTF-8\"";

/// Bytes of which one in ten is a control character that no text has, at the beginning of a file.
fn refuse_no_text(bytes: &[u8]) -> Result<()> {
    // Zeros at the end are what a copy that broke off leaves.
    let filled = bytes.len() - bytes.iter().rev().take_while(|&&byte| byte == 0).count();
    let begins = &bytes[..bytes.len().min(1024).min(filled.max(1))];
    let odd = |byte: &&u8| **byte < b' ' && !matches!(byte, b'\t' | b'\r' | b'\n' | 0x1A);
    if begins.iter().filter(odd).count() * 10 < begins.len().max(1) {
        return Ok(());
    }
    Err(Error::refused("is no text: it is full of control characters").hint("export it again as CSV"))
}

/// UTF-32, by its mark or since Latin text has three zeros to a letter.
fn refuse_utf_32(bytes: &[u8]) -> Result<()> {
    let is = match bytes {
        [0xFF, 0xFE, 0, 0, ..] | [0, 0, 0xFE, 0xFF, ..] => true,
        [a, 0, 0, 0, b, 0, 0, 0, ..] | [0, 0, 0, a, 0, 0, 0, b, ..] => *a != 0 && *b != 0,
        _ => false,
    };
    if is { Err(Error::refused("is UTF-32, which nothing exports").hint("save it as UTF-8")) } else { Ok(()) }
}

/// UTF-16 without a mark: Latin text has a zero in every second byte.
fn refuse_unmarked_utf_16(bytes: &[u8]) -> Result<()> {
    let label = match bytes {
        [first, 0, second, 0, ..] if *first != 0 && *second != 0 => "utf-16le",
        [0, first, 0, second, ..] if *first != 0 && *second != 0 => "utf-16be",
        _ => return Ok(()),
    };
    Err(Error::refused("looks like UTF-16 without a byte-order mark").hint(format!("declare encoding = \"{label}\"")))
}

/// The bytes of a text in the encoding of a file, or the first character that encoding cannot hold.
///
/// The byte-order mark is a character like any other here (`\u{FEFF}`): who writes a file begins with it where
/// [`Dialect::mark`] says so. Nothing is packed here.
pub fn encode<'t>(text: &'t str, dialect: &Dialect) -> std::result::Result<Cow<'t, [u8]>, char> {
    if dialect.encoding == UTF_8.name() {
        return Ok(Cow::Borrowed(text.as_bytes()));
    }
    encode_as(text, Encoding::for_label(dialect.encoding.as_bytes()).unwrap_or(UTF_8))
}

/// What an encoding lacks for a text, in words; nothing where it can hold it.
pub fn lacks(text: &str, dialect: &Dialect) -> Option<String> {
    let char = encode(text, dialect).err()?;
    Some(format!("{} has no U+{:04X}", dialect.encoding, u32::from(char)))
}

fn encode_as<'t>(text: &'t str, encoding: &'static Encoding) -> std::result::Result<Cow<'t, [u8]>, char> {
    if encoding == UTF_8 || (text.is_ascii() && encoding.is_ascii_compatible()) {
        return Ok(Cow::Borrowed(text.as_bytes()));
    }
    if encoding == UTF_16LE {
        return Ok(Cow::Owned(text.encode_utf16().flat_map(u16::to_le_bytes).collect()));
    }
    if encoding == UTF_16BE {
        return Ok(Cow::Owned(text.encode_utf16().flat_map(u16::to_be_bytes).collect()));
    }
    let mut encoder = encoding.new_encoder();
    let most = encoder.max_buffer_length_from_utf8_without_replacement(text.len()).unwrap_or(0);
    let mut out = Vec::with_capacity(most);
    match encoder.encode_from_utf8_to_vec_without_replacement(text, &mut out, true).0 {
        EncoderResult::Unmappable(char) => Err(char),
        EncoderResult::InputEmpty | EncoderResult::OutputFull => Ok(Cow::Owned(out)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn dialect(encoding: &'static str) -> Dialect {
        Dialect {
            encoding,
            encoding_declared: true,
            mark: false,
            delimiter: b';',
            sep_line: String::new(),
            line_end: "\n",
            gzip: false,
        }
    }

    #[test]
    fn bytes_become_text_and_the_same_bytes_again() {
        for (bytes, label, text, encoding, declared) in [
            (&b"Kerkstraat"[..], None, "Kerkstraat", "UTF-8", false),
            ("Liège €".as_bytes(), None, "Liège €", "UTF-8", false),
            (b"\xEF\xBB\xBFLi\xC3\xA8ge", None, "Liège", "UTF-8", true),
            (b"Li\xE8ge \x80 \x81\x9D", None, "Liège € \u{81}\u{9D}", "windows-1252", false),
            (b"Li\xE8ge \xA4", Some("iso-8859-15"), "Liège €", "ISO-8859-15", true),
            (b"\xFF\xFEL\0\xE8\0", None, "Lè", "UTF-16LE", true),
            (b"\xFE\xFF\0L\x01\x42", None, "Lł", "UTF-16BE", true),
            (b"L\0\xE8\0", Some("utf-16le"), "Lè", "UTF-16LE", true),
        ] {
            let decoded = decode(bytes.to_vec(), label).unwrap();
            assert_eq!((&*decoded.text, decoded.encoding, decoded.declared), (text, encoding, declared));
            let mark = if decoded.mark { "\u{FEFF}" } else { "" };
            assert_eq!(encode(&format!("{mark}{text}"), &dialect(encoding)).unwrap(), bytes, "{text}");
        }
    }

    #[test]
    fn what_is_no_text_is_refused_with_a_way_out() {
        for (bytes, label, what) in [
            (&b"PK\x03\x04..."[..], None, "Excel workbook"),
            (b"a\nb\nc\xFF", Some("utf-8"), "not valid UTF-8"),
            (b"a\0b\0", None, "UTF-16 without"),
            (b"\xFF\xFE\0\0N\0\0\0", None, "UTF-32"),
            (b"N\0\0\0o\0\0\0", None, "UTF-32"),
            (b"\n <html>", None, "HTML"),
            (b"<?xml version='1.0'?>", None, "XML"),
            (b"[ {\"No.\": 1}]", None, "JSON"),
            (b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR", None, "no text"),
            (b"a", Some("utf-9"), "does not know"),
            (b"\xFF\xFEL\0\xE8", None, "ends in the middle of a letter"),
            (b"L\0\xE8", Some("utf-16le"), "ends in the middle of a letter"),
            (b"\xFF\xFE\0\xD8L\0", None, "not valid UTF-16LE, which its byte-order mark"),
            (b"\xEF\xBB\xBFa\xFF", None, "not valid UTF-8, which its byte-order mark"),
        ] {
            let error = decode(bytes.to_vec(), label).unwrap_err();
            assert!(error.what.contains(what) && error.hint.is_some(), "{error}");
            let declared = error.hint.is_some_and(|hint| hint.contains("leave `encoding` out"));
            assert!(!declared || label.is_some(), "{what}");
        }
        assert_eq!(decode(b"a\r\nb\r\nc\xFF".to_vec(), Some("utf-8")).unwrap_err().line, Some(3));
    }

    #[test]
    fn letters_of_an_oem_code_page_are_told() {
        for (text, line) in [
            (&b"No.;City\n1;Li\x8Age\n"[..], Some(2)),
            (b"M\x81ller", Some(1)),
            // What Windows-1252 has there: an apostrophe, a dash, a ligature, a capital at the start, a quotation mark.
            (b"l\x92\xE9cole; a\x96b; c\x9Cur; \x8Akoda; \x93x\x94; 5 \x80; Ko\x9Aice", None),
        ] {
            let decoded = decode(text.to_vec(), None).unwrap();
            assert_eq!(decoded.encoding, "windows-1252");
            assert_eq!(decoded.doubts.first().map(|doubt| doubt.0), line, "{:?}", decoded.text);
        }
    }

    #[test]
    fn a_line_of_another_encoding_is_known_by_the_others() {
        let decoded = decode(b"\xC3\xA9\n\xC3\xA8\nCaf\xE9\nx".to_vec(), None).unwrap();
        assert_eq!(
            (decoded.encoding, &*decoded.text, decoded.foreign.first()),
            ("UTF-8", "é\nè\nCafé\nx", Some(&(6..12)))
        );
        let decoded = decode(b"x\n\xE9\n\xC3\xA9\n\xE8\n".to_vec(), None).unwrap();
        assert_eq!((decoded.encoding, decoded.doubts[0].0, decoded.foreign), ("windows-1252", 3, vec![]));
    }

    #[test]
    fn letters_of_utf_7_are_noted() {
        for (text, line) in [
            ("No.\nCaf+AOk-", Some(2)),
            ("M+APw-ller", Some(1)),
            ("+A", None),
            ("tel. +ABC-4", None),
            ("é +AOk-", None),
        ] {
            assert_eq!(utf_7(text).map(|doubt| doubt.0), line, "{text}");
        }
    }

    #[test]
    fn a_character_an_encoding_lacks_is_named() {
        assert_eq!(encode("Łódź", &dialect("windows-1252")), Err('Ł'));
        assert_eq!(encode("Łódź", &dialect("UTF-8")).as_deref(), Ok("Łódź".as_bytes()));
    }

    #[test]
    fn gzip_opens_again_and_a_bomb_does_not() {
        let packed = gzip(b"No.,Name").unwrap();
        assert!(is_gzip(&packed));
        assert_eq!(gunzip(&packed).unwrap(), b"No.,Name");
        assert_eq!(gunzip(&[&packed[..], &packed].concat()).unwrap(), b"No.,NameNo.,Name");
        assert!(gunzip(&packed[..12]).is_err());
        let bomb = gzip(&vec![b'0'; GROWTH_FREE + 1]).unwrap();
        assert!(gunzip(&bomb).unwrap_err().what.contains("unpacks to more"));
    }
}
