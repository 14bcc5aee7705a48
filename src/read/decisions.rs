//! What people decided: `decisions.csv`, appended to by people and never rewritten by koppel.

use std::borrow::Cow;
use std::ops::Range;

use super::captions::{self, key};
use super::options;
use super::rows::Layout;
use crate::error::{Action, Error, Issue, Result};
use crate::record::{Kind, Row, Source, Table, split, unquote};
use crate::value::text::squeeze;

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
    pub kind: Option<Kind>,
    /// The account (for same and different: the other record).
    pub no: String,
    /// The field, by its English caption, for field decisions.
    pub field: String,
    /// Whose value, for field decisions.
    pub choice: Option<Choice>,
    /// The value to take, where the choice is `value`.
    pub new_value: String,
    /// The fingerprint of what was decided on; empty: taken as given.
    pub seen: String,
}

/// The captions of the file; `By`, `At` and `Note` are for people and not read.
const CAPTIONS: [&str; 11] =
    ["Kind", "Contact No.", "Link to Table", "No.", "Field", "Choice", "New Value", "By", "At", "Note", "Seen"];

/// Whether a caption is one of this file's.
pub(super) fn knows(caption: &str) -> bool {
    let key = key(caption);
    CAPTIONS.iter().any(|known| captions::key(known) == key)
}

/// The columns without which nothing can be read from the file.
pub(super) fn require(layout: &Layout) -> Result<()> {
    for needed in ["Kind", "Contact No.", "No."] {
        if column(&layout.captions, needed).is_none() {
            let what = format!("has no column `{needed}`; its captions are: {}", captions::list(&layout.captions));
            let hint = format!("a decisions file begins with: {}", CAPTIONS.join(","));
            return Err(Error::refused(what).line(layout.header.line.into()).hint(hint));
        }
    }
    Ok(())
}

fn column(captions: &[String], caption: &str) -> Option<usize> {
    let wanted = key(caption);
    captions.iter().position(|found| key(found) == wanted)
}

/// The verb, as people type it.
fn verb(text: &str) -> Option<Verb> {
    Some(match &*squeeze(text) {
        "link" | "linked" | "koppel" | "koppelen" | "lier" | "lien" | "verknupfen" => Verb::Link,
        "reject" | "rejected" | "nolink" | "afwijzen" | "weiger" | "weigeren" | "rejeter" | "refuser" | "ablehnen" => {
            Verb::Reject
        }
        "field" | "veld" | "champ" | "feld" => Verb::Field,
        "same" | "zelfde" | "hetzelfde" | "dezelfde" | "identique" | "meme" | "gleich" | "dasselbe" => Verb::Same,
        "different" | "verschillend" | "anders" | "different2" | "verschieden" => Verb::Different,
        "withdraw" | "withdrawn" | "undo" | "intrekken" | "retirer" | "annuler" | "zuruckziehen" => Verb::Withdraw,
        _ => return None,
    })
}

/// The choice, as people type it; the name of an account table is the account.
fn choice(text: &str) -> Option<Choice> {
    Some(match &*squeeze(text) {
        "contact" | "kontakt" | "crm" => Choice::Contact,
        "account" | "rekening" | "compte" | "konto" => Choice::Account,
        "value" | "newvalue" | "waarde" | "nieuwewaarde" | "valeur" | "nouvellevaleur" | "wert" | "neuerwert" => {
            Choice::Value
        }
        _ => return options::account(text).map(|_| Choice::Account),
    })
}

/// The decisions of a table, in the order of the file; a line that says nothing clear is rejected.
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
            Err((at, problem)) => {
                let source = Source::Decisions;
                let column = Cow::Borrowed(CAPTIONS[at]);
                let value = cell(at).chars().take(100).flat_map(char::escape_debug).collect();
                issues.push(Issue {
                    source,
                    line: row.line.into(),
                    column,
                    problem: problem.into(),
                    value,
                    action: Action::Rejected,
                });
                table.rejected.push(row);
            }
        }
    }
    table.rows = accepted;
    table.rejected.sort_unstable_by_key(|row| row.start);
    decisions
}

/// One decision from its cells by their place in [`CAPTIONS`], or the cell at fault and what is wrong with it.
fn decision<'c>(
    line: u32,
    cell: impl Fn(usize) -> Cow<'c, str>,
) -> std::result::Result<Decision, (usize, &'static str)> {
    let text = |at: usize| cell(at).trim().to_owned();
    let verb = verb(&cell(0)).ok_or((0, "no decision koppel knows: link, reject, field, same, different, withdraw"))?;
    let table = text(2);
    let kind = if table.is_empty() { None } else { Some(options::table(&table).ok_or((2, "no table koppel knows"))?) };
    let choice = match text(5) {
        text if text.is_empty() => None,
        text => Some(choice(&text).ok_or((5, "no choice koppel knows: contact, account, value"))?),
    };
    let field = match text(4) {
        text if text.is_empty() => text,
        text => english(kind, &text).ok_or((4, "no field koppel knows"))?,
    };
    let decision = Decision {
        line,
        verb,
        contact_no: text(1),
        kind,
        no: text(3),
        field,
        choice,
        new_value: cell(6).into_owned(),
        seen: text(10),
    };
    complete(&decision).map(|()| decision)
}

/// Whether a decision names all that its verb needs.
fn complete(decision: &Decision) -> std::result::Result<(), (usize, &'static str)> {
    if decision.contact_no.is_empty() {
        return Err((1, "without `Contact No.`"));
    }
    if decision.no.is_empty() {
        return Err((3, "without `No.`"));
    }
    match (decision.verb, decision.kind) {
        (Verb::Withdraw, _) => Ok(()),
        (_, None) => Err((2, "without `Link to Table`")),
        (Verb::Link | Verb::Reject | Verb::Field, Some(Kind::Contact)) => {
            Err((2, "a contact is not linked to a contact"))
        }
        (Verb::Field, _) if decision.field.is_empty() => Err((4, "without `Field`")),
        (Verb::Field, _) if decision.choice.is_none() => Err((5, "without `Choice`: contact, account or value")),
        _ => Ok(()),
    }
}

/// The English caption of a field, given in any language the table knows.
fn english(kind: Option<Kind>, text: &str) -> Option<String> {
    let by_table = || {
        [kind, Some(Kind::Contact)].into_iter().flatten().find_map(|kind| captions::field(Source::Table(kind), text))
    };
    captions::by_english(text).or_else(by_table).map(|field| field.caption().to_owned())
}
