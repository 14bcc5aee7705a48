//! A table as it stood in the file: its text once, its rows as spans of it, its columns by [`Field`].
//!
//! Nothing here interprets a value. The decoded text is kept whole: a row nobody changed, and a column that is not known, leave as they came.

use std::borrow::Cow;
use std::ops::Range;
use std::path::PathBuf;

use rayon::prelude::*;
use rustc_hash::FxHashSet;

/// What a record is: the four tables that meet in a hub.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Kind {
    /// Contact (Business Central table 5050).
    Contact,
    /// Customer (table 18).
    Customer,
    /// Vendor (table 23).
    Vendor,
    /// Bank Account (table 270).
    BankAccount,
}

impl Kind {
    /// All four, contacts first.
    pub const ALL: [Self; 4] = [Self::Contact, Self::Customer, Self::Vendor, Self::BankAccount];
    /// The three a contact can be linked to.
    pub const ACCOUNTS: [Self; 3] = [Self::Customer, Self::Vendor, Self::BankAccount];

    /// As `Link to Table` spells it: `Contact`, `Customer`, `Vendor`, `Bank Account`.
    pub fn word(self) -> &'static str {
        match self {
            Self::Contact => "Contact",
            Self::Customer => "Customer",
            Self::Vendor => "Vendor",
            Self::BankAccount => "Bank Account",
        }
    }

    /// The key of the job file: `contacts`, `customers`, `vendors`, `bank_accounts`.
    pub fn key(self) -> &'static str {
        match self {
            Self::Contact => "contacts",
            Self::Customer => "customers",
            Self::Vendor => "vendors",
            Self::BankAccount => "bank_accounts",
        }
    }

    /// The position in [`Kind::ALL`].
    pub fn index(self) -> usize {
        self as usize
    }
}

/// An input file of a run.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Source {
    /// One of the four record tables.
    Table(Kind),
    /// Links that exist already (table 5054, Contact Business Relation).
    Links,
    /// What people decided.
    Decisions,
}

impl Source {
    /// The key of the job file: that of a table, `links` or `decisions`.
    pub fn key(self) -> &'static str {
        match self {
            Self::Table(kind) => kind.key(),
            Self::Links => "links",
            Self::Decisions => "decisions",
        }
    }
}

macro_rules! fields {
    ($($(#[$doc:meta])* $variant:ident = $caption:literal, $max:expr;)*) => {
        /// A column koppel knows, whatever its caption in the file.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub enum Field { $($(#[$doc])* #[doc = $caption] $variant,)* }

        impl Field {
            /// Every field, in the order of their declaration.
            pub const ALL: &'static [Self] = &[$(Self::$variant,)*];

            /// The English caption: the name in job files, messages and koppel's own outputs.
            pub fn caption(self) -> &'static str {
                match self { $(Self::$variant => $caption,)* }
            }

            /// The most characters the field holds in Business Central; `None` where no limit is known.
            pub fn max_length(self) -> Option<usize> {
                match self { $(Self::$variant => $max,)* }
            }
        }
    };
}

fields! {
    No = "No.", Some(20);
    Type = "Type", None;
    CompanyNo = "Company No.", Some(20);
    CompanyName = "Company Name", Some(100);
    Name = "Name", Some(100);
    Name2 = "Name 2", Some(50);
    SearchName = "Search Name", Some(100);
    FirstName = "First Name", Some(30);
    MiddleName = "Middle Name", Some(30);
    Surname = "Surname", Some(30);
    JobTitle = "Job Title", Some(30);
    Address = "Address", Some(100);
    Address2 = "Address 2", Some(50);
    PostCode = "Post Code", Some(20);
    City = "City", Some(30);
    County = "County", Some(30);
    Country = "Country/Region Code", Some(10);
    Phone = "Phone No.", Some(30);
    Mobile = "Mobile Phone No.", Some(30);
    Fax = "Fax No.", Some(30);
    Telex = "Telex No.", Some(20);
    TelexAnswerBack = "Telex Answer Back", Some(20);
    Email = "E-Mail", Some(80);
    Email2 = "E-Mail 2", Some(80);
    HomePage = "Home Page", Some(255);
    VatNo = "VAT Registration No.", Some(20);
    EnterpriseNo = "Enterprise No.", Some(50);
    RegistrationNo = "Registration No.", Some(20);
    SirenNo = "SIREN No.", Some(9);
    FiscalCode = "Fiscal Code", Some(20);
    /// Any other national identifier, named by the job's `columns`.
    Identifier = "Identifier", None;
    DateOfBirth = "Date of Birth", None;
    Salesperson = "Salesperson Code", Some(20);
    Purchaser = "Purchaser Code", Some(20);
    OurContact = "Our Contact Code", Some(20);
    Territory = "Territory Code", Some(10);
    Currency = "Currency Code", Some(10);
    Language = "Language Code", Some(10);
    FormatRegion = "Format Region", Some(80);
    ContactType = "Contact Type", None;
    ContactName = "Contact", Some(100);
    PrimaryContactNo = "Primary Contact No.", Some(20);
    BusinessRelation = "Business Relation", None;
    Blocked = "Blocked", None;
    PrivacyBlocked = "Privacy Blocked", None;
    LastModified = "Last Date Modified", None;
    Image = "Image", None;
    Gln = "GLN", Some(13);
    Iban = "IBAN", Some(50);
    Swift = "SWIFT Code", Some(20);
    BankAccountNo = "Bank Account No.", Some(30);
    BankBranchNo = "Bank Branch No.", Some(20);
    SystemId = "SystemId", None;
    ContactNo = "Contact No.", Some(20);
    BusinessRelationCode = "Business Relation Code", Some(10);
    LinkToTable = "Link to Table", None;
}

/// How a file was written, kept so that it can be written that way again.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Dialect {
    /// The encoding by its WHATWG name (`UTF-8`, `windows-1252`, `UTF-16LE` ...).
    pub encoding: &'static str,
    /// Whether the encoding was declared, by the job or by a byte-order mark, rather than concluded.
    pub encoding_declared: bool,
    /// Whether the file began with a byte-order mark.
    pub mark: bool,
    /// The delimiter: one of `, ; TAB |`, or what the job declared.
    pub delimiter: u8,
    /// The `sep=` line with its line end, verbatim, where the file began with one.
    pub sep_line: String,
    /// The line end of the header: `\r\n`, `\n` or `\r`.
    pub line_end: &'static str,
    /// Whether the file was compressed with gzip.
    pub gzip: bool,
}

/// The most bytes of a cell that is compared. Business Central has no text field of more than 2,048 characters; what is
/// longer is a lost quote or an attack, stays as it is, and counts as blank. Comparing takes more than linear time.
pub const COMPARED_MAX: usize = 4 << 10;

/// One accepted row: a span of the table's text, without its line end.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Row {
    /// Where it starts, in bytes of the text.
    pub start: usize,
    /// How many bytes it has, its line end not counted.
    pub len: u32,
    /// Its first physical line, counted from 1.
    pub line: u32,
}

/// A table as it stood in the file.
#[derive(Debug, Clone)]
pub struct Table {
    /// Which input it is.
    pub source: Source,
    /// The path as given.
    pub path: PathBuf,
    /// How it was written.
    pub dialect: Dialect,
    /// The decoded text: mark and `sep=` line removed, everything else as it came.
    pub text: String,
    /// The header row, a span like any other.
    pub header: Row,
    /// The captions as they stand, unquoted, in the order of the columns.
    pub captions: Vec<String>,
    /// The column of each field, by `Field as usize`.
    pub columns: Vec<Option<u16>>,
    /// The fields whose column is known by a caption of other programs alone: compared, and never merged.
    pub guessed: Vec<Field>,
    /// How many rows with something in them stand under the header, counted as they were met.
    pub rows_read: usize,
    /// The accepted rows, in the order of the file.
    pub rows: Vec<Row>,
    /// The rejected rows, in the order of the file; each has its [`crate::error::Issue`].
    pub rejected: Vec<Row>,
    /// Rows that said exactly what an earlier accepted row says, collapsed into it (noted, not rejected).
    pub collapsed: Vec<Row>,
    /// The lines in Windows-1252 instead of the encoding of the file, as spans of the text, in order; their rows are rejected.
    pub foreign: Vec<Range<usize>>,
    /// SHA-256 of the file as it lay on disk, in lower-case hexadecimal.
    pub sha256: String,
}

impl Table {
    /// The number of accepted rows.
    pub fn len(&self) -> usize {
        self.rows.len()
    }

    /// Whether no row was accepted.
    pub fn is_empty(&self) -> bool {
        self.rows.is_empty()
    }

    /// The name of the file, without its folder.
    pub fn file_name(&self) -> String {
        self.path.file_name().map_or_else(String::new, |name| name.to_string_lossy().into_owned())
    }

    /// The column of a field, counted from 0, where the file has it.
    pub fn column(&self, field: Field) -> Option<usize> {
        self.columns.get(field as usize).copied().flatten().map(usize::from)
    }

    /// The field of a column, where koppel knows it.
    pub fn field(&self, column: usize) -> Option<Field> {
        Field::ALL.iter().copied().find(|&field| self.column(field) == Some(column))
    }

    /// The caption of a field in this file; the English one where the file does not have it.
    pub fn caption(&self, field: Field) -> &str {
        self.column(field).map_or(field.caption(), |column| &self.captions[column])
    }

    /// The raw text of a row, its line end not included.
    pub fn raw(&self, row: Row) -> &str {
        &self.text[row.start..row.start + row.len as usize]
    }

    /// The line end that follows a row in the text, so that it can be written again; empty where the text ends with it.
    pub fn line_end(&self, row: Row) -> &str {
        let rest = &self.text[row.start + row.len as usize..];
        ["\r\n", "\n", "\r"].into_iter().find(|&end| rest.starts_with(end)).unwrap_or_default()
    }

    /// The value of a field in the accepted row `row`, unquoted; empty where the file has no such column.
    pub fn value(&self, row: usize, field: Field) -> Cow<'_, str> {
        let Some(column) = self.column(field) else { return Cow::Borrowed("") };
        unquote(cell(self.raw(self.rows[row]), column, self.dialect.delimiter))
    }

    /// The different values of a field, for columns that have few of them: days, codes.
    pub fn distinct(&self, field: Field) -> FxHashSet<Cow<'_, str>> {
        fn with<'t>(mut texts: FxHashSet<Cow<'t, str>>, text: Cow<'t, str>) -> FxHashSet<Cow<'t, str>> {
            texts.insert(text);
            texts
        }
        let values = (0..self.len()).into_par_iter().map(|row| self.value(row, field));
        let sets = values.fold(FxHashSet::default, with);
        sets.reduce(FxHashSet::default, |one, other| other.into_iter().fold(one, with))
    }

    /// Splits the accepted row `row` into the spans of its raw cells, quotes included, relative to [`Table::raw`].
    pub fn split(&self, row: usize, cells: &mut Vec<Range<usize>>) {
        split(self.raw(self.rows[row]), self.dialect.delimiter, cells);
    }
}

/// The tables of one run, at most one of each kind.
#[derive(Debug, Clone, Default)]
pub struct Tables([Option<Table>; 4]);

impl Tables {
    /// Puts a table in its place.
    pub fn set(&mut self, kind: Kind, table: Table) {
        self.0[kind.index()] = Some(table);
    }

    /// The table of a kind, where the run has one.
    pub fn get(&self, kind: Kind) -> Option<&Table> {
        self.0[kind.index()].as_ref()
    }

    /// The tables there are, contacts first.
    pub fn iter(&self) -> impl Iterator<Item = (Kind, &Table)> {
        Kind::ALL.into_iter().filter_map(|kind| self.get(kind).map(|table| (kind, table)))
    }

    /// The number of accepted rows of a kind; 0 where the run has no such table.
    pub fn rows(&self, kind: Kind) -> usize {
        self.get(kind).map_or(0, Table::len)
    }
}

/// Splits one raw row into the spans of its cells, quotes included: a delimiter inside quotes does not separate.
pub fn split(raw: &str, delimiter: u8, cells: &mut Vec<Range<usize>>) {
    cells.clear();
    let mut at = 0;
    loop {
        let end = cell_end(raw, at, delimiter);
        cells.push(at..end);
        if end >= raw.len() {
            return;
        }
        at = end + 1;
    }
}

/// The raw cell of one column, quotes included; empty where the row ends before it.
pub fn cell(raw: &str, column: usize, delimiter: u8) -> &str {
    let (mut at, mut left, mut passed) = (0, column, 0);
    // Up to the first quote every delimiter separates: what is far before the cell is counted through, many bytes at a time.
    for block in raw.as_bytes().chunks(32) {
        let count = |wanted| block.iter().fold(0_u8, |count, &byte| count.wrapping_add(u8::from(byte == wanted)));
        let within = usize::from(count(delimiter));
        if within >= left || count(b'"') > 0 {
            break;
        }
        if let Some(last) = block.iter().rposition(|&byte| byte == delimiter) {
            (at, left) = (passed + last + 1, left - within);
        }
        passed += block.len();
    }
    let start = (0..left).try_fold(at, |at, _| Some(cell_end(raw, at, delimiter) + 1).filter(|&at| at <= raw.len()));
    start.map_or("", |at| &raw[at..cell_end(raw, at, delimiter)])
}

/// Where the cell that starts at `at` ends: at the next delimiter outside quotes, or at the end of the row.
fn cell_end(raw: &str, at: usize, delimiter: u8) -> usize {
    let bytes = raw.as_bytes();
    let mut end = at;
    if bytes.get(at) == Some(&b'"') {
        end = closing_quote(&raw[at + 1..]).map_or(bytes.len(), |closing| at + 1 + closing);
    }
    bytes[end..].iter().position(|&byte| byte == delimiter).map_or(bytes.len(), |after| end + after)
}

/// The value of a raw cell: outer quotes removed, doubled quotes halved.
pub fn unquote(raw: &str) -> Cow<'_, str> {
    let Some(inner) = raw.strip_prefix('"') else { return Cow::Borrowed(raw) };
    let Some(end) = closing_quote(inner) else { return Cow::Owned(inner.replace("\"\"", "\"")) };
    let (body, rest) = (&inner[..end], &inner[end + 1..]);
    if rest.is_empty() && !body.contains('"') {
        return Cow::Borrowed(body);
    }
    Cow::Owned(body.replace("\"\"", "\"") + rest)
}

/// A code, such as a number of a record, as it is compared: without outer blanks and in upper case, as Business Central
/// keeps them.
pub fn code(cell: Cow<'_, str>) -> Cow<'_, str> {
    let cell = match cell {
        Cow::Borrowed(text) => Cow::Borrowed(text.trim()),
        Cow::Owned(text) => Cow::Owned(text.trim().to_owned()),
    };
    let upper = cell.bytes().all(|byte| byte.is_ascii() && !byte.is_ascii_lowercase());
    if upper { cell } else { Cow::Owned(cell.to_uppercase()) }
}

/// Where a quoted cell closes: at the first quote that is not doubled.
pub fn closing_quote(inner: &str) -> Option<usize> {
    let bytes = inner.as_bytes();
    let mut at = 0;
    while at < bytes.len() {
        if bytes[at] == b'"' {
            if bytes.get(at + 1) != Some(&b'"') {
                return Some(at);
            }
            at += 1;
        }
        at += 1;
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_delimiter_inside_quotes_does_not_separate() {
        let raw = "a;\"b;\"\"c\"\"\";;\"d\"";
        let mut cells = Vec::new();
        split(raw, b';', &mut cells);
        let values: Vec<_> = cells.iter().map(|cell| unquote(&raw[cell.clone()])).collect();
        assert_eq!(values, ["a", "b;\"c\"", "", "d"]);
    }

    #[test]
    fn a_cell_is_the_one_that_splitting_gives() {
        let long = "é".repeat(40);
        let inside = format!("{};a\"b\"{long};c;{long}\";d;\"e;f\";g", "x".repeat(29));
        let quoted = format!("a;b;{long};\"c;d\";{long};e");
        let many = [format!("{long};b;;{long};e"), format!("{};x", ";".repeat(70)), inside, quoted];
        let rows = ["", "a", "a;b", ";;", "a;\"b;c\";d;"].into_iter().chain(many.iter().map(String::as_str));
        for raw in rows {
            let mut cells = Vec::new();
            split(raw, b';', &mut cells);
            for column in 0..cells.len() + 2 {
                let expected = cells.get(column).map_or("", |span| &raw[span.clone()]);
                assert_eq!(cell(raw, column, b';'), expected, "{column} of {raw}");
            }
        }
    }

    #[test]
    fn a_trailing_delimiter_is_an_empty_cell() {
        let mut cells = Vec::new();
        split("a,", b',', &mut cells);
        assert_eq!(cells, [0..1, 2..2]);
        split("", b',', &mut cells);
        assert_eq!(cells, [Range { start: 0, end: 0 }]);
    }
}
