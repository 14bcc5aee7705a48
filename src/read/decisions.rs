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
type Unread = (usize, &'static str);

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

/// The decisions of a table, in the order of the file; a line of which it is not clear what it is about is rejected.
pub(super) fn decisions(table: &mut Table, issues: &mut Vec<Issue>) -> Vec<Decision> {
    let columns = CAPTIONS.map(|caption| column(&table.captions, caption));
    let mut spans: Vec<Range<usize>> = Vec::new();
    let mut decisions = Vec::with_capacity(table.len());
    let mut accepted: Vec<Row> = Vec::with_capacity(table.len());
    for row in std::mem::take(&mut table.rows) {
        let raw = table.raw(row);
        split(raw, table.dialect.delimiter, &mut spans);
        let cell = |at: usize| {
            let span = columns[at].and_then(|column| spans.get(column)).cloned();
            span.map_or(Cow::Borrowed(""), |span| unquote(&raw[span]))
        };
        match decision(row.line, cell) {
            Ok(decision) => {
                decisions.push(decision);
                accepted.push(row);
            }
            Err(fault) => {
                issues.push(rejected(row.line, fault, &cell(fault.0)));
                table.rejected.push(row);
            }
        }
    }
    table.rows = accepted;
    table.rejected.sort_unstable_by_key(|row| row.start);
    decisions
}

fn rejected(line: u32, (at, problem): Unread, cell: &str) -> Issue {
    Issue::new(Source::Decisions, line, problem, Action::Rejected).column(CAPTIONS[at]).value(shown(cell))
}

/// One decision from its cells by their place in [`CAPTIONS`].
fn decision<'c>(line: u32, cell: impl Fn(usize) -> Cow<'c, str>) -> std::result::Result<Decision, Unread> {
    let text = |at: usize| bare(cell(at).trim()).to_owned();
    /// A blank is nothing said; what is said must be understood.
    fn said<T>(text: &str, meaning: Option<T>, fault: Unread) -> std::result::Result<Option<T>, Unread> {
        if text.is_empty() { Ok(None) } else { meaning.map(Some).ok_or(fault) }
    }
    let verb = verb(&text(KIND));
    let table = text(LINK_TO_TABLE);
    let kind = said(&table, options::table(&table), (LINK_TO_TABLE, "no table koppel knows"))?;
    let named = text(FIELD);
    let field = said(&named, field(kind, &named), (FIELD, "no field koppel knows"))?;
    let (contact_no, no, new_value, seen) = (text(CONTACT_NO), text(NO), text(NEW_VALUE), text(SEEN));
    if contact_no.is_empty() {
        return Err((CONTACT_NO, "without `Contact No.`"));
    }
    if no.is_empty() {
        return Err((NO, "without `No.`"));
    }
    let kind = kind.ok_or((LINK_TO_TABLE, "without `Link to Table`"))?;
    let chosen = text(CHOICE);
    let choice = choice(&chosen, kind);
    let decision = Decision { line, verb, contact_no, kind, no, field, choice, new_value, seen };
    complete(&decision).map(|()| decision)
}

/// Whether a decision says all that its verb needs.
fn complete(decision: &Decision) -> std::result::Result<(), Unread> {
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
