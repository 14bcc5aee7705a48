//! Text to rows: where each begins and ends, and which of them can be used.
//!
//! Every physical row becomes an accepted, a collapsed or a rejected row, or was blank (no cell with a sign in it: these
//! are counted in one note and leave). A row is rejected whole and verbatim: nothing is cut, padded or joined; a row with
//! a cell too few or too many has no recoverable truth. A stray quote costs the line it stands on, never the lines it
//! would swallow: such a row is rejected up to its first line end, and reading resumes on the next line.

use std::borrow::Cow;
use std::ops::Range;

use csv::{ByteRecord, Reader, ReaderBuilder};
use rustc_hash::FxHashMap;

use super::captions;
use super::dialect::line_ends;
use super::doubts::Doubts;
use super::repeats;
use crate::error::{Action, Error, Issue, Result};
use crate::record::{Field, Row, Source, closing_quote, split};
use crate::value::text::{fold, noun};

/// How much, in multiples of the file, may be read again after stray quotes before the file is given up.
const AGAIN_MAX: usize = 16;

/// How many reasons to reject a row are kept to be said again. Few are ever met; those that name a line may be many.
const REASONS_MAX: usize = 1_000;

/// Words that begin a totals line under a list (practitioner knowledge, four languages; as [`fold`] leaves them).
const TOTALS: [&str; 10] =
    ["total", "totaal", "totaux", "eindtotaal", "grand total", "somme", "summe", "gesamt", "aantal records", "rows:"];

/// What is known of a table before its rows are read.
#[derive(Debug)]
pub(super) struct Layout {
    pub(super) source: Source,
    pub(super) delimiter: u8,
    /// The physical line on which the text begins.
    pub(super) first_line: usize,
    pub(super) header: Row,
    /// One for each column of the rows.
    pub(super) captions: Vec<String>,
    /// By `Field as usize`.
    pub(super) columns: Vec<Option<u16>>,
    /// The lines that are not in the encoding of the file, in the order of the text.
    pub(super) foreign: Vec<Range<usize>>,
}

impl Layout {
    /// The column of a field.
    pub(super) fn column(&self, field: Field) -> Option<usize> {
        self.columns[field as usize].map(usize::from)
    }

    /// Whether a row has a line that is not in the encoding of the file.
    pub(super) fn is_foreign(&self, row: Row) -> bool {
        let first = self.foreign.partition_point(|line| line.end <= row.start);
        self.foreign.get(first).is_some_and(|line| line.start < row.start + row.len as usize)
    }

    /// A doubt about a whole row or, with a caption, about a cell of it.
    pub(super) fn issue(&self, line: u32, problem: impl Into<Cow<'static, str>>, action: Action) -> Issue {
        Issue::new(self.source, line, problem, action)
    }
}

/// The rows of a table, each list in the order of the file.
#[derive(Debug, Default)]
pub(super) struct Sorted {
    /// How many were met, whatever became of them.
    pub(super) read: usize,
    pub(super) rows: Vec<Row>,
    pub(super) rejected: Vec<Row>,
    pub(super) collapsed: Vec<Row>,
    pub(super) issues: Vec<Issue>,
    /// One issue for each reason met so far: millions of rows may share it.
    reasons: FxHashMap<Cow<'static, str>, Issue>,
}

impl Sorted {
    /// Rejects a row, and says why.
    fn reject(&mut self, layout: &Layout, row: Row, problem: impl Into<Cow<'static, str>>) {
        let problem = problem.into();
        self.rejected.push(row);
        let issue = match self.reasons.get(&problem) {
            Some(reason) => reason.again(row.line),
            None => {
                let issue = layout.issue(row.line, problem.clone(), Action::Rejected);
                if self.reasons.len() < REASONS_MAX {
                    self.reasons.insert(problem, issue.clone());
                }
                issue
            }
        };
        self.issues.push(issue);
    }
}

/// Goes over the records of a text.
pub(super) struct Scan<'t> {
    text: &'t str,
    delimiter: u8,
    reader: Reader<&'t [u8]>,
    /// Where the reader began.
    base: usize,
    /// Where the last record ended, and on which line.
    end: usize,
    line: usize,
    /// The cells of the last record, unquoted.
    pub(super) cells: ByteRecord,
    /// Empty lines passed over, and the line of the first.
    pub(super) blank: (usize, usize),
}

impl<'t> Scan<'t> {
    /// Begins at the start of a text whose first line is `line`.
    pub(super) fn new(text: &'t str, delimiter: u8, line: usize) -> Self {
        let reader = reader(text, delimiter);
        Self { text, delimiter, reader, base: 0, end: 0, line, cells: ByteRecord::new(), blank: (0, 0) }
    }

    /// The next record; `None` at the end. Empty lines are passed over.
    pub(super) fn next(&mut self) -> Option<Row> {
        // Reading flexible bytes from memory cannot fail.
        if !self.reader.read_byte_record(&mut self.cells).unwrap_or(false) {
            return None;
        }
        let from = self.base + self.cells.position().map_or(0, |position| offset(position.byte()));
        let to = self.base + offset(self.reader.position().byte());
        let span = &self.text[from..to];
        let start = from + (span.len() - span.trim_start_matches(['\r', '\n']).len());
        let gap = line_ends(&self.text[self.end..start]);
        let empty = gap.saturating_sub(usize::from(self.end > 0));
        self.count_blank(empty, self.line + gap - empty);
        let line = self.line + gap;
        let raw = &self.text[start..to];
        let raw = raw.strip_suffix("\r\n").or_else(|| raw.strip_suffix(['\r', '\n'])).unwrap_or(raw);
        self.end = start + raw.len();
        // Without a quote there is no line end inside.
        self.line = line + if raw.contains('"') { line_ends(raw) } else { 0 };
        // A text has at most 4 GiB.
        Some(Row { start, len: raw.len() as u32, line: line as u32 })
    }

    /// Counts lines without content.
    fn count_blank(&mut self, lines: usize, first: usize) {
        if lines > 0 {
            self.blank = (self.blank.0 + lines, if self.blank.0 == 0 { first } else { self.blank.1 });
        }
    }

    /// Goes back to the line after the first one of `row`, the last record read; the row cut off there.
    fn resume_after_first_line(&mut self, row: Row) -> Row {
        let raw = &self.text[row.start..row.start + row.len as usize];
        let len = raw.find(['\r', '\n']).unwrap_or(raw.len());
        self.base = row.start + len;
        (self.end, self.line) = (self.base, row.line as usize);
        self.reader = reader(&self.text[self.base..], self.delimiter);
        Row { len: len as u32, ..row }
    }
}

fn reader(text: &str, delimiter: u8) -> Reader<&[u8]> {
    ReaderBuilder::new().has_headers(false).flexible(true).delimiter(delimiter).from_reader(text.as_bytes())
}

/// An offset in memory: it fits.
fn offset(byte: u64) -> usize {
    usize::try_from(byte).unwrap_or(usize::MAX)
}

/// Reads all rows after the header.
///
/// Fails only where the quotes of the file do not pair up at all.
pub(super) fn read(text: &str, layout: &Layout) -> Result<Sorted> {
    let mut sorted = Sorted::default();
    let mut doubts = Doubts::new(text, layout);
    let mut scan = Scan::new(text, layout.delimiter, layout.first_line);
    let (mut again, mut shadow) = (0, (0, 0));
    scan.next();
    while let Some(row) = scan.next() {
        let raw = &text[row.start..row.start + row.len as usize];
        if is_blank(&scan.cells) && !layout.is_foreign(row) {
            scan.count_blank(1, row.line as usize);
            continue;
        }
        sorted.read += 1;
        if swallows(raw, layout, scan.cells.len()) {
            again += raw.len();
            if again > text.len().saturating_mul(AGAIN_MAX) {
                return Err(quotes_do_not_pair(row));
            }
            shadow = shadow.max((row.start + raw.len(), row.line));
            let row = scan.resume_after_first_line(row);
            sorted.reject(layout, row, "a stray quote: the row does not end on this line");
        } else if row.start < shadow.0 && raw.matches('"').count() % 2 == 1 {
            sorted.reject(layout, row, format!("a stray quote: it may belong to the row of line {}", shadow.1));
        } else if layout.is_foreign(row) {
            sorted.reject(layout, row, "holds bytes that are not UTF-8, unlike the rest of the file");
        } else if raw.contains('"') && is_open(raw, layout.delimiter) {
            sorted.reject(layout, row, "a stray quote: it is never closed");
        } else if let Some(problem) = of_the_head(&scan.cells, layout) {
            sorted.reject(layout, row, problem);
        } else if let Some(problem) = unusable(&scan.cells, layout) {
            sorted.reject(layout, row, problem);
        } else {
            doubts.look(raw, row.line, &scan.cells);
            sorted.rows.push(row);
        }
    }
    sorted.issues.extend(doubts.found());
    if scan.blank.0 > 0 {
        let problem = format!("blank rows left out: {}, the first one here", scan.blank.0);
        sorted.issues.push(layout.issue(scan.blank.1 as u32, problem, Action::Noted));
    }
    if matches!(layout.source, Source::Table(_)) {
        repeats::sort(text, layout, &mut sorted);
    }
    sorted.rejected.sort_unstable_by_key(|row| row.start);
    sorted.issues.sort_unstable();
    Ok(sorted)
}

fn quotes_do_not_pair(row: Row) -> Error {
    Error::refused("quotes do not pair up, in a great many rows from this one on")
        .line(row.line.into())
        .hint("export again with every quote inside a cell doubled, or with another delimiter and no quotes")
}

/// Whether no cell has a sign in it: an empty row of a spreadsheet, or the end-of-file mark of an old program.
pub(super) fn is_blank(cells: &ByteRecord) -> bool {
    cells.iter().all(says_nothing)
}

/// Whether a cell holds nothing but blanks of any kind.
fn says_nothing(cell: &[u8]) -> bool {
    let blank = |char: char| char.is_whitespace() || char.is_control() || char == '\u{FEFF}';
    std::str::from_utf8(cell).is_ok_and(|cell| cell.chars().all(blank))
}

/// Whether a record of several lines is several rows caught by a stray quote.
///
/// So it is when its cells do not match the header, when a quoted cell goes on after its closing quote, or when each of
/// its lines would make a row by itself.
fn swallows(raw: &str, layout: &Layout, cells: usize) -> bool {
    if !raw.contains('"') || !raw.contains(['\r', '\n']) {
        return false;
    }
    let width = layout.captions.len();
    let delimiter = char::from(layout.delimiter);
    let whole = |line: &str| line.is_empty() || line.matches(delimiter).count() + 1 >= width;
    cells != width || !quotes_close(raw, layout.delimiter) || (width > 1 && raw.split(['\r', '\n']).all(whole))
}

/// Whether every quoted cell ends with its closing quote.
pub(crate) fn quotes_close(raw: &str, delimiter: u8) -> bool {
    let mut cells = Vec::new();
    split(raw, delimiter, &mut cells);
    cells.into_iter().map(|cell| &raw[cell]).filter(|cell| cell.starts_with('"')).all(|cell| {
        let inner = cell[1..].strip_suffix('"');
        inner.is_some_and(|inner| inner.split("\"\"").all(|part| !part.contains('"')))
    })
}

/// Whether the last cell of a row begins with a quote that is never closed, as where a file is cut off.
pub(super) fn is_open(raw: &str, delimiter: u8) -> bool {
    let mut cells = Vec::new();
    split(raw, delimiter, &mut cells);
    let open = |cell: &str| cell.strip_prefix('"').is_some_and(|inner| closing_quote(inner).is_none());
    cells.pop().is_some_and(|cell| open(&raw[cell]))
}

/// Why a row cannot be used, where it cannot.
fn unusable(cells: &ByteRecord, layout: &Layout) -> Option<Cow<'static, str>> {
    if is_total(cells, layout) {
        return Some("a totals line, not a record".into());
    }
    let width = layout.captions.len();
    if cells.len() != width {
        return Some(
            format!("ragged: {} {} where the header has {width}", cells.len(), noun(cells.len(), "cells")).into(),
        );
    }
    let no = layout.column(Field::No).and_then(|column| cells.get(column)).unwrap_or_default();
    let missing = matches!(layout.source, Source::Table(_)) && says_nothing(no);
    missing.then_some(Cow::Borrowed("no `No.`"))
}

/// What a row is that stands in the head of a table and is no record: the captions again, in any spelling or language
/// that is known, as where files were joined; the types of the columns; or a line drawn below their captions.
fn of_the_head(cells: &ByteRecord, layout: &Layout) -> Option<&'static str> {
    let column = layout.column(Field::No)?;
    let no = cells.get(column)?;
    // Numbers have digits, and hardly one has a bracket: nearly all rows end here.
    if no.iter().any(u8::is_ascii_digit) && !no.iter().any(|byte| b"[(".contains(byte)) {
        return None;
    }
    let says = |is: fn(&Layout, usize, &str) -> bool| {
        if !is(layout, column, &String::from_utf8_lossy(no)) {
            return false;
        }
        let filled = || cells.iter().enumerate().filter(|(_, cell)| !says_nothing(cell));
        let hits = filled().filter(|&(column, cell)| is(layout, column, &String::from_utf8_lossy(cell))).count();
        hits > 1 && hits * 2 > filled().count()
    };
    if says(is_caption) {
        Some("the captions again, not a record: were two files joined?")
    } else if says(is_type) {
        Some("the types of the columns, not a record")
    } else if says(is_drawn) {
        Some("a line drawn below the captions, not a record")
    } else {
        None
    }
}

/// Whether a cell is the caption of its column, or another one for the same field.
fn is_caption(layout: &Layout, column: usize, cell: &str) -> bool {
    let key = captions::key(cell);
    let own = layout.captions.get(column).is_some_and(|caption| captions::key(caption) == key);
    let of_field = || captions::field(layout.source, cell).is_some_and(|field| layout.column(field) == Some(column));
    !key.is_empty() && (own || of_field())
}

/// Whether a cell is the type of a column, such as `Code[20]`, as programs write it below the captions.
fn is_type(_: &Layout, _: usize, cell: &str) -> bool {
    const TYPES: [&str; 24] = [
        "code",
        "text",
        "option",
        "enum",
        "boolean",
        "bool",
        "bit",
        "date",
        "datetime",
        "time",
        "integer",
        "int",
        "bigint",
        "decimal",
        "numeric",
        "float",
        "guid",
        "uniqueidentifier",
        "char",
        "nchar",
        "varchar",
        "nvarchar",
        "string",
        "blob",
    ];
    let cell = cell.trim().to_lowercase();
    let (name, size) = cell.split_once(['[', '(']).unwrap_or((&cell, ""));
    let sized = size.strip_suffix([']', ')']).unwrap_or(size);
    let is_size = |char: char| char.is_ascii_digit() || char == ',' || char == ' ';
    TYPES.contains(&name.trim()) && (sized == "max" || sized.chars().all(is_size))
}

/// Whether a cell is a drawn line.
fn is_drawn(_: &Layout, _: usize, cell: &str) -> bool {
    let cell = cell.trim();
    cell.chars().nth(1).is_some() && cell.chars().all(|char| matches!(char, '-' | '=' | '_' | '\u{2500}' | '\u{2501}'))
}

/// Whether a row is the totals line of a list: few cells filled, the first of them says so, and no name.
fn is_total(cells: &ByteRecord, layout: &Layout) -> bool {
    let mut filled = cells.iter().filter(|cell| !cell.trim_ascii().is_empty());
    let Some(first) = filled.next() else { return false };
    // Most rows are no totals line by their length alone.
    if filled.nth(2).is_some() || first.len() > 40 {
        return false;
    }
    let first = fold(&String::from_utf8_lossy(first));
    let cell = |field| layout.column(field).and_then(|column| cells.get(column)).unwrap_or_default().trim_ascii();
    let is_blank = |field: &Field| cell(*field).is_empty();
    let nameless = [Field::Name, Field::Surname].iter().all(is_blank) || is_blank(&Field::No);
    nameless
        && TOTALS.iter().any(|word| first.strip_prefix(word).is_some_and(|rest| !rest.starts_with(char::is_alphabetic)))
}
