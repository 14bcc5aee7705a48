//! What people decided: `decisions.csv`, appended to by people and never rewritten by koppel.

use std::borrow::Cow;
use std::ops::Range;

use super::captions::{self, key};
use super::doubts::shown;
use super::options;
use super::rows::Layout;
use crate::error::{Action, Error, Issue, Result};
use crate::record::{Field, Kind, Row, Source, Table, split, unquote};
use crate::value::formula::bare;

/// What a line of `decisions.csv` says.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Verb {
    /// These two belong together.
    Link,
    /// These two do not.
    Reject,
    /// This field takes this side's value.
    Field,
    /// These two records of one table are the same business.
    Same,
    /// These two records of one table are not.
    Different,
    /// Undoes what was said on the subject before.
    Withdraw,
    /// No word koppel knows: the line cannot be applied, and what it is about waits until a person has mended it.
    Unknown,
}

/// Whose value a field decision chooses.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Choice {
    /// The contact's.
    Contact,
    /// The account's.
    Account,
    /// A new one, in `New Value`.
    Value,
    /// No word koppel knows: the line cannot be applied, and no rule chooses in its place.
    Unknown,
    /// An account of another table than the line is about: the same.
    OtherTable,
}

/// One line of `decisions.csv`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Decision {
    /// The physical line it came from.
    pub line: u32,
    /// What it says.
    pub verb: Verb,
    /// The contact it is about.
    pub contact_no: String,
    /// The table of the account (for same and different: the table of both records).
    pub kind: Kind,
    /// The account (for same and different: the other record).
    pub no: String,
    /// The field, for field decisions.
    pub field: Option<Field>,
    /// Whose value, for field decisions.
    pub choice: Choice,
    /// The value to take, where the choice is `value`.
    pub new_value: String,
    /// The fingerprint of what was decided on; empty: taken as given.
    pub seen: String,
}

/// A line that was rejected: what it says is not known for sure, and what it may be about waits for a person.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Unread {
    /// The physical line.
    pub line: u32,
    /// The word it begins with.
    pub verb: Verb,
    /// The table it names, where it names one.
    pub kind: Option<Kind>,
    /// The contact it may be about; empty where none can be seen.
    pub contact_no: String,
    /// The account, or the other record, it may be about.
    pub no: String,
}

/// What is wrong with a line whose verb no word of koppel's is.
pub(crate) const UNKNOWN_VERB: &str = "no decision koppel knows: link, reject, field, same, different, withdraw";

/// A caption, and what is wrong with its cell.
pub(crate) type Fault = (&'static str, &'static str);

impl Decision {
    /// Why it cannot be applied, whatever stands in the other files: the caption at fault, and what is wrong.
    pub(crate) fn fault(&self) -> Option<Fault> {
        match (self.verb, self.choice) {
            (Verb::Unknown, _) => Some((CAPTIONS[KIND], UNKNOWN_VERB)),
            (Verb::Field, Choice::Unknown) => {
                Some((CAPTIONS[CHOICE], "no choice koppel knows: contact, account, value"))
            }
            (Verb::Field, Choice::OtherTable) => {
                Some((CAPTIONS[CHOICE], "names another table of accounts than `Link to Table` does"))
            }
            (Verb::Field, Choice::Value) if self.new_value.trim().is_empty() => {
                Some((CAPTIONS[NEW_VALUE], "the choice is value, and there is none"))
            }
            _ => None,
        }
    }
}

/// The captions of the file; `By`, `At` and `Note` are for people and not read.
const CAPTIONS: [&str; 11] =
    ["Kind", "Contact No.", "Link to Table", "No.", "Field", "Choice", "New Value", "By", "At", "Note", "Seen"];

// Places in `CAPTIONS`.
const KIND: usize = 0;
const CONTACT_NO: usize = 1;
const LINK_TO_TABLE: usize = 2;
const NO: usize = 3;
const FIELD: usize = 4;
const CHOICE: usize = 5;
const NEW_VALUE: usize = 6;
const SEEN: usize = 10;

/// The caption at fault, by its place, and what is wrong with its cell.
type Wrong = (usize, &'static str);

/// Whether a caption is one of this file's.
pub(super) fn knows(caption: &str) -> bool {
    let key = key(caption);
    CAPTIONS.iter().any(|known| captions::key(known) == key)
}

/// The columns without which nothing can be read from the file.
pub(super) fn require(layout: &Layout) -> Result<()> {
    let needed = [KIND, CONTACT_NO, NO].map(|at| CAPTIONS[at]).into_iter();
    let missing: Vec<_> = needed.filter(|needed| column(&layout.captions, needed).is_none()).collect();
    if missing.is_empty() {
        return Ok(());
    }
    let mut what = format!("has no column `{}`", missing.join("` and none `"));
    // Where no caption is known, the cells may be somebody's data.
    if layout.captions.iter().any(|caption| knows(caption)) {
        what += &format!("; its captions are: {}", captions::list(&layout.captions));
    }
    let hint = format!("a decisions file begins with: {}", CAPTIONS.join(","));
    Err(Error::refused(what).line(layout.header.line.into()).hint(hint))
}

fn column(captions: &[String], caption: &str) -> Option<usize> {
    let wanted = key(caption);
    captions.iter().position(|found| key(found) == wanted)
}

/// The verb, as people type it.
fn verb(text: &str) -> Verb {
    match &*options::word(text).unwrap_or_default() {
        "link" | "linked" | "koppel" | "koppelen" | "lier" | "lien" | "verknupfen" => Verb::Link,
        "reject" | "rejected" | "nolink" | "afwijzen" | "weiger" | "weigeren" | "rejeter" | "refuser" | "ablehnen" => {
            Verb::Reject
        }
        "field" | "veld" | "champ" | "feld" => Verb::Field,
        "same" | "zelfde" | "hetzelfde" | "dezelfde" | "identique" | "meme" | "gleich" | "dasselbe" => Verb::Same,
        "different" | "verschillend" | "anders" | "verschieden" => Verb::Different,
        "withdraw" | "withdrawn" | "undo" | "intrekken" | "retirer" | "annuler" | "zuruckziehen" => Verb::Withdraw,
        _ => Verb::Unknown,
    }
}

/// The choice, as people type it; the name of the table of the account is the account.
fn choice(text: &str, kind: Kind) -> Choice {
    match &*options::word(text).unwrap_or_default() {
        "contact" | "kontakt" | "crm" => Choice::Contact,
        "account" | "rekening" | "compte" | "konto" => Choice::Account,
        "value" | "newvalue" | "waarde" | "nieuwewaarde" | "valeur" | "nouvellevaleur" | "wert" | "neuerwert" => {
            Choice::Value
        }
        word => match options::account(word) {
            Some(named) if named == kind => Choice::Account,
            Some(_) => Choice::OtherTable,
            None => Choice::Unknown,
        },
    }
}

/// The decisions of a table, in the order of the file, and the lines that are none: those of which it is not clear what
/// they are about, and those that were rejected before.
pub(super) fn decisions(table: &mut Table, issues: &mut Vec<Issue>) -> (Vec<Decision>, Vec<Unread>) {
    let columns = CAPTIONS.map(|caption| column(&table.captions, caption));
    let delimiter = table.dialect.delimiter;
    let mut unread: Vec<Unread> =
        table.rejected.iter().map(|&row| of_rejected(row.line, table.raw(row), delimiter, columns)).collect();
    let mut decisions = Vec::with_capacity(table.len());
    let mut accepted: Vec<Row> = Vec::with_capacity(table.len());
    for row in std::mem::take(&mut table.rows) {
        let cells = cells(table.raw(row), delimiter);
        match decision(row.line, |at| cell(&cells, columns[at])) {
            Ok(decision) => {
                decisions.push(decision);
                accepted.push(row);
            }
            Err(fault) => {
                issues.push(rejected(row.line, fault, cell(&cells, columns[fault.0])));
                unread.push(what_is_left(row.line, |at| cell(&cells, columns[at])));
                table.rejected.push(row);
            }
        }
    }
    table.rows = accepted;
    table.rejected.sort_unstable_by_key(|row| row.start);
    unread.sort_unstable_by_key(|unread| unread.line);
    (decisions, unread)
}

/// The cells of a row, unquoted.
fn cells(raw: &str, delimiter: u8) -> Vec<Cow<'_, str>> {
    let mut spans: Vec<Range<usize>> = Vec::new();
    split(raw, delimiter, &mut spans);
    spans.into_iter().map(|span| unquote(&raw[span])).collect()
}

/// The cell of a column, where the row reaches it.
fn cell<'c>(cells: &'c [Cow<'_, str>], column: Option<usize>) -> &'c str {
    column.and_then(|column| cells.get(column)).map_or("", |cell| cell)
}

/// What can be seen of a row that was rejected. The cells before the one that is missing or too much stand in their
/// places; a row that was typed with another delimiter, or between quotes as a whole, is taken apart by what it has.
fn of_rejected(line: u32, raw: &str, delimiter: u8, columns: [Option<usize>; CAPTIONS.len()]) -> Unread {
    let mut found = cells(raw, delimiter);
    if let [whole] = &*found {
        let count = |delimiter: &char| whole.matches(*delimiter).count();
        let own = [' ', '|', '\t', ';', ','].into_iter().max_by_key(count).unwrap_or(',');
        found = whole.split(own).map(|cell| Cow::Owned(cell.trim_matches('"').to_owned())).collect();
    }
    what_is_left(line, |at| cell(&found, columns[at]))
}

/// What can be seen of a line that cannot be read as a whole.
fn what_is_left<'c>(line: u32, cell: impl Fn(usize) -> &'c str) -> Unread {
    let text = |at: usize| bare(cell(at).trim());
    let kind = options::table(text(LINK_TO_TABLE));
    Unread { line, verb: verb(text(KIND)), kind, contact_no: text(CONTACT_NO).to_owned(), no: text(NO).to_owned() }
}

fn rejected(line: u32, (at, problem): Wrong, cell: &str) -> Issue {
    Issue::new(Source::Decisions, line, problem, Action::Rejected).column(CAPTIONS[at]).value(shown(cell))
}

/// One decision from its cells by their place in [`CAPTIONS`].
fn decision<'c>(line: u32, cell: impl Fn(usize) -> &'c str) -> std::result::Result<Decision, Wrong> {
    let text = |at: usize| bare(cell(at).trim());
    /// A blank is nothing said; what is said must be understood.
    fn said<T>(text: &str, meaning: impl FnOnce() -> Option<T>, fault: Wrong) -> std::result::Result<Option<T>, Wrong> {
        if text.is_empty() { Ok(None) } else { meaning().map(Some).ok_or(fault) }
    }
    let verb = verb(text(KIND));
    let table = text(LINK_TO_TABLE);
    let kind = said(table, || options::table(table), (LINK_TO_TABLE, "no table koppel knows"))?;
    let named = text(FIELD);
    let field = said(named, || field(kind, named), (FIELD, "no field koppel knows"))?;
    let [contact_no, no, new_value, seen] = [CONTACT_NO, NO, NEW_VALUE, SEEN].map(|at| text(at).to_owned());
    if contact_no.is_empty() {
        return Err((CONTACT_NO, "without `Contact No.`"));
    }
    if no.is_empty() {
        return Err((NO, "without `No.`"));
    }
    let kind = kind.ok_or((LINK_TO_TABLE, "without `Link to Table`"))?;
    let choice = choice(text(CHOICE), kind);
    let decision = Decision { line, verb, contact_no, kind, no, field, choice, new_value, seen };
    complete(&decision).map(|()| decision)
}

/// Whether a decision says all that its verb needs.
fn complete(decision: &Decision) -> std::result::Result<(), Wrong> {
    match (decision.verb, decision.kind) {
        (Verb::Withdraw, _) => Ok(()),
        (Verb::Link | Verb::Reject | Verb::Field, Kind::Contact) => {
            Err((LINK_TO_TABLE, "a contact is not linked to a contact"))
        }
        (Verb::Field, _) if decision.field.is_none() => Err((FIELD, "without `Field`")),
        _ => Ok(()),
    }
}

/// The field of a caption, given in any language the table knows.
fn field(kind: Option<Kind>, text: &str) -> Option<Field> {
    let by_table = || {
        [kind, Some(Kind::Contact)].into_iter().flatten().find_map(|kind| captions::field(Source::Table(kind), text))
    };
    captions::by_english(text).or_else(by_table)
}
