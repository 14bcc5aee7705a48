//! Doubts about the cells of accepted rows: what a spreadsheet or a transfer did to them, and option values nobody knows.
//!
//! The cells stay as they are; somebody should know. Whole-text searches come first, so that a clean file costs nothing.

use std::borrow::Cow;

use csv::ByteRecord;
use rustc_hash::FxHashSet;

use super::options;
use super::rows::{Layout, quotes_close};
use crate::error::{Action, Issue};
use crate::record::{COMPARED_MAX, Field};
use crate::value::tax_id::Validity;
use crate::value::{iban, spoilt, text};

/// A cell of a column koppel does not know is noted beyond this many bytes: a lost quote makes such cells.
const CELL_MAX: usize = 64 << 10;
/// How many characters of a cell an issue shows.
const SHOWN_MAX: usize = 200;
/// How many different unknown values of one column are listed.
const UNKNOWN_MAX: usize = 20;

/// Fields whose values are numbers nobody calculates with: a spreadsheet turns them into `1,23E+11`.
pub(crate) const NUMBERS: [Field; 18] = [
    Field::No,
    Field::CompanyNo,
    Field::ContactNo,
    Field::PrimaryContactNo,
    Field::PostCode,
    Field::Phone,
    Field::Mobile,
    Field::Fax,
    Field::VatNo,
    Field::EnterpriseNo,
    Field::RegistrationNo,
    Field::SirenNo,
    Field::FiscalCode,
    Field::Identifier,
    Field::Gln,
    Field::Iban,
    Field::BankAccountNo,
    Field::BankBranchNo,
];

/// Whether a text is one of the values of an option.
type IsOption = fn(&str) -> bool;

/// Columns of options, and what is one of theirs.
const OPTIONS: [(Field, IsOption); 5] = [
    (Field::Type, |text| options::contact_type(text).is_some()),
    (Field::ContactType, |text| options::contact_type(text).is_some()),
    (Field::BusinessRelation, |text| options::relation(text).is_some()),
    (Field::LinkToTable, |text| options::linked_to(text).is_some()),
    (Field::PrivacyBlocked, |text| options::is_set(text).is_some()),
];

/// An option column and the values met in it.
struct Options {
    field: Field,
    column: usize,
    known: IsOption,
    met: FxHashSet<Vec<u8>>,
    unknown: usize,
}

/// Looks at rows and collects what is doubtful.
pub(super) struct Doubts<'a> {
    layout: &'a Layout,
    numbers: Vec<usize>,
    options: Vec<Options>,
    /// The columns of the account number and of the code of its bank, where both are there.
    bank: Option<(usize, usize)>,
    any_sheet_error: bool,
    any_odd_sign: bool,
    any_look_alike: bool,
    any_direction: bool,
    any_misread: bool,
    issues: Vec<Issue>,
}

impl<'a> Doubts<'a> {
    /// Looks at the text as a whole first.
    pub(super) fn new(whole: &str, layout: &'a Layout) -> Self {
        let damaged = whole.contains("E+") || whole.contains("e+");
        let numbers = NUMBERS.iter().filter(|_| damaged).filter_map(|&field| layout.column(field)).collect();
        let options = OPTIONS.iter().filter_map(|&(field, known)| {
            layout.column(field).map(|column| Options { field, column, known, met: FxHashSet::default(), unknown: 0 })
        });
        Self {
            layout,
            numbers,
            options: options.collect(),
            bank: layout.column(Field::Iban).zip(layout.column(Field::Swift)),
            any_sheet_error: whole.contains('#'),
            any_odd_sign: has_odd_sign(whole.as_bytes()),
            any_look_alike: text::mixes_alphabets(whole),
            any_direction: turns(whole),
            any_misread: may_be_misread(whole.as_bytes()),
            issues: Vec::new(),
        }
    }

    /// Looks at one accepted row.
    pub(super) fn look(&mut self, raw: &str, line: u32, cells: &ByteRecord) {
        if raw.contains('"') && !quotes_close(raw, self.layout.delimiter) {
            self.issues.push(self.layout.issue(line, "a quote inside a quoted cell is not doubled", Action::Noted));
        }
        for at in 0..self.numbers.len() {
            let column = self.numbers[at];
            if cells.get(column).is_some_and(spoilt::is_power) {
                self.note(line, column, cells, "a number a spreadsheet has cut to a power of ten: digits are lost");
            }
        }
        if let Some(column) = self.layout.column(Field::No)
            && cells.get(column).is_some_and(hides)
        {
            let problem = "holds signs that nobody sees: it is not the number that it looks like";
            let issue = self.layout.issue(line, problem, Action::Noted).column(self.layout.captions[column].clone());
            let no = shown(&String::from_utf8_lossy(cells.get(column).unwrap_or_default())).into_owned();
            self.issues.push(issue.value(text::revealed(&no)));
        }
        self.look_at_bank(line, cells);
        let any = self.any_odd_sign || self.any_look_alike || self.any_direction || self.any_sheet_error;
        if any || self.any_misread || raw.len() > COMPARED_MAX {
            self.look_at_signs(line, cells);
        }
        for at in 0..self.options.len() {
            self.look_at_option(line, at, cells);
        }
    }

    /// An account number and the code of a bank that are not of one bank: payments go to the one or the other.
    fn look_at_bank(&mut self, line: u32, cells: &ByteRecord) {
        let Some((number, code)) = self.bank else { return };
        let text = |column| cells.get(column).and_then(|cell| std::str::from_utf8(cell).ok()).unwrap_or_default();
        let (Some((number, Validity::Valid)), Some(bic)) = (iban::parse(text(number)), iban::bic(text(code))) else {
            return;
        };
        let problem = match iban::differ(&number, &bic) {
            Some(iban::Difference::Country) => "the SWIFT code is of another country than the IBAN",
            Some(iban::Difference::Bank) => "the SWIFT code is of another bank than the IBAN",
            None => return,
        };
        self.note(line, code, cells, problem);
    }

    fn look_at_signs(&mut self, line: u32, cells: &ByteRecord) {
        for (column, cell) in cells.iter().enumerate() {
            if self.any_odd_sign && has_odd_sign(cell) {
                self.note(line, column, cells, "holds control characters, or letters lost in an earlier transfer");
            }
            if self.any_look_alike && !cell.is_ascii() && text::mixes_alphabets(&String::from_utf8_lossy(cell)) {
                self.note(line, column, cells, "letters of two alphabets in one word: some only look like others");
            }
            if self.any_direction && !cell.is_ascii() && turns(&String::from_utf8_lossy(cell)) {
                self.note(
                    line,
                    column,
                    cells,
                    "holds signs that turn the direction of text: it may not be what it shows",
                );
            }
            if self.any_misread && may_be_misread(cell) {
                self.look_at_letters(line, column, cells);
            }
            if self.any_sheet_error && spoilt::is_sheet_error(cell) {
                self.note(line, column, cells, "a spreadsheet's error stands in place of a value");
            }
            let known = self.layout.columns.contains(&u16::try_from(column).ok());
            if cell.len() > if known { COMPARED_MAX } else { CELL_MAX } {
                let compared = if known { ", so it is not compared" } else { "" };
                let problem = format!("holds {} bytes: more than any field does{compared}", cell.len());
                let issue = self.layout.issue(line, problem, Action::Noted);
                self.issues.push(issue.column(self.layout.captions[column].clone()));
            }
        }
    }

    /// A cell of which letters were UTF-8, read as Windows-1252: it is compared as it was meant, where that can be known.
    fn look_at_letters(&mut self, line: u32, column: usize, cells: &ByteRecord) {
        let cell = String::from_utf8_lossy(cells.get(column).unwrap_or_default());
        let (problem, action, meant) = match text::repair(&cell) {
            Cow::Owned(meant) => {
                ("letters of UTF-8 read as Windows-1252: compared as what they were", Action::Repaired, meant)
            }
            Cow::Borrowed(_) if text::is_misread(&cell) => {
                ("letters of UTF-8 read as Windows-1252, of which some are lost", Action::Noted, String::new())
            }
            Cow::Borrowed(_) => return,
        };
        let issue = self.layout.issue(line, problem, action).column(self.layout.captions[column].clone());
        self.issues.push(issue.value(shown(&cell)).propose(shown(&meant)));
    }

    fn look_at_option(&mut self, line: u32, at: usize, cells: &ByteRecord) {
        let options = &mut self.options[at];
        let Some(cell) = cells.get(options.column).filter(|cell| !cell.trim_ascii().is_empty()) else { return };
        if options.met.contains(cell) {
            return;
        }
        if options.unknown < UNKNOWN_MAX {
            options.met.insert(cell.to_vec());
        }
        let text = String::from_utf8_lossy(cell);
        if options::is_blank(&text) || (options.known)(&text) {
            return;
        }
        options.unknown += 1;
        if options.unknown <= UNKNOWN_MAX {
            let column = options.column;
            let problem = match options.field {
                Field::PrivacyBlocked => "an option koppel does not know, here for the first time: taken as yes",
                Field::LinkToTable => {
                    "an option koppel does not know, here for the first time: the code is asked instead"
                }
                _ => "an option koppel does not know, here for the first time: taken as blank",
            };
            self.note(line, column, cells, problem);
        }
    }

    /// Notes a cell.
    fn note(&mut self, line: u32, column: usize, cells: &ByteRecord, problem: &'static str) {
        let issue = self.layout.issue(line, problem, Action::Noted).column(self.layout.captions[column].clone());
        self.issues.push(issue.value(shown(&String::from_utf8_lossy(cells.get(column).unwrap_or_default()))));
    }

    /// Everything found.
    pub(super) fn found(mut self) -> Vec<Issue> {
        for options in self.options.iter().filter(|options| options.unknown > UNKNOWN_MAX) {
            let problem = format!("is hardly an option column: more than {UNKNOWN_MAX} values koppel does not know");
            let issue = self.layout.issue(0, problem, Action::Noted);
            self.issues.push(issue.column(self.layout.captions[options.column].clone()));
        }
        self.issues
    }
}

/// The beginning of a cell as an issue shows it: what a terminal could take for an order is spelt out.
pub(crate) fn shown(cell: &str) -> Cow<'_, str> {
    shown_to(cell, SHOWN_MAX)
}

/// The same with another bound, in characters.
pub(crate) fn shown_to(text: &str, most: usize) -> Cow<'_, str> {
    // Nearly all are short.
    let end = if text.len() <= most { None } else { text.char_indices().nth(most) };
    text::visible(end.map_or(text, |(end, _)| &text[..end]))
}

/// Whether a text holds signs that embed or override a direction (U+202A to U+202E, U+2066 to U+2069): what a person
/// sees is then not what the letters say. Those that only mark one (U+200E, U+200F) come along with pasted numbers.
fn turns(text: &str) -> bool {
    text::has_byte(text.as_bytes(), |byte| byte == 0xE2)
        && text.contains(|char| matches!(char, '\u{202A}'..='\u{202E}' | '\u{2066}'..='\u{2069}'))
}

/// Whether a text may hold letters of UTF-8 that were read as Windows-1252: `Ã` or `Â`, in UTF-8, as their beginning shows.
fn may_be_misread(cell: &[u8]) -> bool {
    text::has_byte(cell, |byte| byte == 0xC3) && cell.windows(2).any(|pair| matches!(pair, [0xC3, 0x82 | 0x83]))
}

/// Whether a number holds signs that nobody sees, for which there is no other word: two numbers of which one has some
/// look the same.
fn hides(no: &[u8]) -> bool {
    let plain = |byte: &u8| (b' '..0x7F).contains(byte);
    if no.iter().all(plain) || has_odd_sign(no) {
        return false;
    }
    let no = String::from_utf8_lossy(no);
    no.trim().contains(text::is_unseen) && !turns(&no)
}

/// Whether a text holds a control character (C0 but for tab and line ends, DEL, C1) or U+FFFD, in UTF-8.
fn has_odd_sign(text: &[u8]) -> bool {
    let control = |byte: u8| (byte < 0x20 && !matches!(byte, b'\t' | b'\r' | b'\n')) || byte == 0x7F;
    let suspect = |byte: u8| control(byte) || matches!(byte, 0xC2 | 0xEF);
    let odd = |at: usize| match text[at..] {
        [0xC2, ref rest @ ..] => rest.first().is_some_and(|&next| next < 0xA0),
        [0xEF, ref rest @ ..] => rest.starts_with(&[0xBF, 0xBD]),
        _ => true,
    };
    text::has_byte(text, suspect) && text.iter().enumerate().any(|(at, &byte)| suspect(byte) && odd(at))
}
