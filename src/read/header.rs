//! The first row: captions to columns, and whether this is the table it is said to be.

use std::collections::{BTreeMap, BTreeSet};

use rustc_hash::FxHashMap;

use super::rows::{Layout, Scan, is_blank, is_open, quotes_close};
use super::{Input, aliases, captions, decisions};
use crate::error::{Action, Error, Issue, Result};
use crate::record::{Field, Kind, Row, Source};

/// How many rows tell whether rows end in a delimiter more than the header does.
const SAMPLE: usize = 100;
/// How many rows from the top a header that stands too low is looked for.
const LOW: usize = 6;

/// Reads the header of a text into a layout.
///
/// Refused: no header, a known caption twice, a required column missing, certainly the wrong table.
pub(super) fn read(
    text: &str,
    source: Source,
    delimiter: u8,
    first_line: usize,
    input: &Input,
    issues: &mut Vec<Issue>,
) -> Result<Layout> {
    let mut scan = Scan::new(text, delimiter, first_line);
    let Some(header) = scan.next() else {
        let hint = match source {
            Source::Decisions => "delete it where nothing is decided yet, or put its captions in again",
            _ => "export it again: not even the captions are there",
        };
        return Err(Error::refused("is empty").hint(hint));
    };
    let mut captions = cells(&scan);
    refuse_open_quote(&text[header.start..header.start + header.len as usize], delimiter, header)?;
    if captions.len() > usize::from(u16::MAX) {
        let what = format!("has {} columns", captions.len());
        return Err(Error::refused(what).line(header.line.into()).hint("is it a table at all?"));
    }
    let ragged = fit_to_rows(&mut scan, &mut captions);
    refuse_twice(source, &captions, input, header)?;
    let placed = captions::place(source, &captions, &input.columns)
        .map_err(|error| error.map(&|error| error.line(header.line.into())))?;
    let columns = placed.columns;
    let layout = Layout { source, delimiter, first_line, header, captions, columns, foreign: Vec::new() };
    refuse_wrong_table(&layout)?;
    refuse_missing(text, &layout)?;
    if ragged {
        let problem = "the rows end in one delimiter more or fewer than the header: read as an empty last column";
        issues.push(layout.issue(header.line, problem, Action::Noted));
    }
    for (column, field) in placed.second {
        let used = layout.column(field).map_or("", |column| &layout.captions[column]);
        let problem =
            format!("a second column for {}: \"{}\" is used, this one travels untouched", field.caption(), used);
        let issue = layout.issue(header.line, problem, Action::Noted);
        issues.push(issue.column(layout.captions[column].clone()));
    }
    issues.extend(wonder(&layout).map(|problem| layout.issue(header.line, problem, Action::Noted)));
    Ok(layout)
}

/// Captions of several lines of which a quote is not closed: they have taken the rows for captions.
fn refuse_open_quote(raw: &str, delimiter: u8, header: Row) -> Result<()> {
    if !raw.contains('"') || !raw.contains(['\r', '\n']) || (quotes_close(raw, delimiter) && !is_open(raw, delimiter)) {
        return Ok(());
    }
    let error = Error::refused("has a quote in its captions that is not closed").line(header.line.into());
    Err(error.hint("close it at the end of its caption, or take it out"))
}

/// The cells of the record read last, as captions.
fn cells(scan: &Scan<'_>) -> Vec<String> {
    scan.cells.iter().map(|cell| String::from_utf8_lossy(cell).trim().trim_matches('\u{FEFF}').to_owned()).collect()
}

/// Makes the captions as many as the cells of the rows, where every row has one empty cell more than the header, or the
/// header has one more, without caption. Only where all rows looked at agree, and two at least: one alone is ragged.
fn fit_to_rows(scan: &mut Scan<'_>, captions: &mut Vec<String>) -> bool {
    let (mut longer, mut shorter, mut rows) = (true, true, 0);
    while rows < SAMPLE && scan.next().is_some() {
        if is_blank(&scan.cells) {
            continue;
        }
        let count = scan.cells.len();
        longer &= count == captions.len() + 1 && scan.cells.get(count - 1).is_some_and(<[u8]>::is_empty);
        shorter &= count + 1 == captions.len();
        rows += 1;
    }
    if rows > 1 && longer {
        captions.push(String::new());
    } else if rows > 1 && shorter && captions.last().is_some_and(String::is_empty) {
        captions.pop();
    } else {
        return false;
    }
    true
}

/// A caption koppel uses must not stand twice: which of the two is meant, only a person knows.
fn refuse_twice(source: Source, captions: &[String], input: &Input, header: Row) -> Result<()> {
    let used = |caption: &String| {
        captions::knows(source, caption) || input.columns.values().any(|declared| declared == caption)
    };
    let mut first: FxHashMap<&str, usize> = FxHashMap::default();
    for (later, caption) in captions.iter().enumerate().filter(|(_, caption)| !caption.is_empty()) {
        let earlier = *first.entry(caption).or_insert(later);
        if earlier != later && used(caption) {
            let what = format!("stands twice, as columns {} and {}", earlier + 1, later + 1);
            let error = Error::refused(what).line(header.line.into()).column(caption.as_str());
            return Err(error.hint("rename one of the two in the file"));
        }
    }
    Ok(())
}

/// The columns without which a table cannot be used; of several alternatives one is enough.
fn required(source: Source) -> &'static [&'static [Field]] {
    match source {
        Source::Table(_) => &[&[Field::No], &[Field::Name]],
        Source::Links => &[&[Field::ContactNo], &[Field::LinkToTable, Field::BusinessRelationCode], &[Field::No]],
        Source::Decisions => &[],
    }
}

/// Whether a field is there. A Surname makes a name too, with or without what else a person is called.
fn has(columns: &[Option<u16>], field: Field) -> bool {
    let is_there = |field: Field| columns.get(field as usize).is_some_and(Option::is_some);
    is_there(field) || field == Field::Name && is_there(Field::Surname)
}

fn refuse_missing(text: &str, layout: &Layout) -> Result<()> {
    if layout.source == Source::Decisions {
        return decisions::require(layout);
    }
    let missing: Vec<_> = required(layout.source)
        .iter()
        .filter(|fields| !fields.iter().any(|&field| has(&layout.columns, field)))
        .collect();
    if missing.is_empty() {
        return Ok(());
    }
    let error = |what: String| Error::refused(what).line(layout.header.line.into());
    let lower = lower_header(text, layout);
    let declared = layout.columns.iter().flatten().any(|&column| {
        let caption = &layout.captions[usize::from(column)];
        !captions::may_know(layout.source, caption)
    });
    if lower.is_none() && !declared && !captions::are_captions(layout.source, &layout.captions) {
        // The cells may be somebody's data, so the message does not list them.
        let what = if layout.captions.iter().any(|cell| is_data(cell)) {
            "begins with a record where the captions should be".to_owned()
        } else {
            begins_with(layout)
        };
        if layout.captions.len() == 1 && lower_header(&layout.captions[0], layout).is_some() {
            let error = error("has every line between quotes as a whole".to_owned());
            return Err(error.hint("take off the outer quotes, or export it again without opening it in between"));
        }
        let hint = "put the captions in as the first line; those in a language of their own are named in the job: \
                    columns = { \"No.\" = \"its caption\", \"Name\" = \"its caption\" }";
        return Err(error(what).hint(hint));
    }
    let names: Vec<_> = missing
        .iter()
        .map(|fields| fields.iter().map(|field| format!("`{}`", field.caption())).collect::<Vec<_>>().join(" or "))
        .collect();
    let captions = captions::list(&layout.captions);
    let what = format!("has no column {}; its captions are: {captions}", names.join(" and none "));
    let hint = match lower {
        Some((line, _)) if line > layout.header.line => {
            format!("the captions seem to stand on line {line}: delete the lines above it")
        }
        Some((_, delimiter)) if delimiter == layout.delimiter => {
            "it is there, but `columns` in the job gives it to another field: a pair there is \"field\" = \"caption in the file\""
                .to_owned()
        }
        Some((_, delimiter)) => {
            let delimiter = captions::list(&[char::from(delimiter).to_string()]);
            format!(
                "the captions are all there with `{delimiter}` between them: if that is the delimiter of every line, say \
                 delimiter = \"{delimiter}\" in the job"
            )
        }
        None => how_to_say(layout, &missing),
    };
    Err(error(what).hint(hint))
}

/// How the job says which columns the missing ones are.
fn how_to_say(layout: &Layout, missing: &[&&[Field]]) -> String {
    let free: Vec<&String> = (layout.captions.iter().enumerate())
        .filter(|(column, _)| !layout.columns.contains(&u16::try_from(*column).ok()))
        .map(|(_, caption)| caption)
        .collect();
    let likely = |fields: &[Field]| captions::likely(layout.source, fields[0], &free);
    let all: Vec<_> = missing.iter().map(|fields| likely(fields)).collect();
    let (mut said, mut guessed) = (Vec::new(), false);
    for (fields, likely) in missing.iter().zip(&all) {
        // What may be either is hardly one of them.
        let likely = likely.filter(|caption| all.iter().filter(|other| **other == Some(caption)).count() == 1);
        guessed |= likely.is_some();
        let caption = likely.map_or_else(|| "its caption".to_owned(), |caption| caption.escape_debug().to_string());
        said.push(format!("\"{}\" = \"{caption}\"", fields[0].caption()));
    }
    let (of_numbers, none_likely) = (missing.iter().any(|fields| ***fields == [Field::No]), all[0].is_none());
    let first = if of_numbers && none_likely { "; a list without numbers needs a column of them first" } else { "" };
    let so = if guessed { "if that is what they are" } else { "if it has another name" };
    format!("{so}, say so in the job: columns = {{ {} }}{first}", said.join(", "))
}

/// That nothing in the first line is known, or what may be chance.
fn begins_with(layout: &Layout) -> String {
    let known = if layout.columns.iter().all(Option::is_none) { "none" } else { "but one" };
    match layout.captions.len() {
        1 => "begins with one cell, which koppel does not know as a caption".to_owned(),
        cells => format!("begins with {cells} cells of which koppel knows {known} as a caption"),
    }
}

/// Whether a cell is no caption: it has an at sign or as many as five digits.
fn is_data(cell: &str) -> bool {
    cell.contains('@') || cell.chars().filter(char::is_ascii_digit).count() >= 5
}

/// The line on which all required captions stand, a little below the top, and the delimiter between them.
fn lower_header(text: &str, layout: &Layout) -> Option<(u32, u8)> {
    let first = text.trim_start_matches(['\r', '\n']).lines().next().unwrap_or_default();
    let odd: BTreeSet<u8> = first.bytes().filter(|byte| byte.is_ascii() && !byte.is_ascii_alphanumeric()).collect();
    let odd = odd.into_iter().filter(|byte| !matches!(byte, b'"' | b'.' | 0));
    for delimiter in [layout.delimiter, b';', b',', b'\t'].into_iter().chain(odd) {
        let mut scan = Scan::new(text, delimiter, layout.first_line);
        for _ in 0..LOW {
            let Some(row) = scan.next() else { break };
            let placed = captions::place(layout.source, &cells(&scan), &BTreeMap::new()).unwrap_or_default();
            let is_there = |&field: &Field| has(&placed.columns, field);
            if required(layout.source).iter().all(|fields| fields.iter().any(is_there)) {
                return Some((row.line, delimiter));
            }
        }
    }
    None
}

/// What only contacts have.
const OF_CONTACTS: [Field; 6] =
    [Field::CompanyNo, Field::CompanyName, Field::BusinessRelation, Field::FirstName, Field::Surname, Field::JobTitle];
/// What tells a table of contacts from one of people who are customers: their names stand in parts too.
const SURELY_OF_CONTACTS: [Field; 3] = [Field::Type, Field::CompanyNo, Field::BusinessRelation];

/// How many captions are those of columns that contacts have and accounts do not, their `Type` included.
pub(super) fn marks_of_contacts(captions: &[String]) -> usize {
    marks(captions, |field| field == Field::Type || OF_CONTACTS.contains(&field))
}

/// Whether a caption is that of a column that no table of accounts has.
pub(super) fn is_surely_of_contacts(captions: &[String]) -> bool {
    marks(captions, |field| SURELY_OF_CONTACTS.contains(&field)) > 0
}

fn marks(captions: &[String], mark: impl Fn(Field) -> bool) -> usize {
    let contact = |caption: &String| captions::field(Source::Table(Kind::Contact), caption);
    let account = |caption: &String| {
        [Kind::Customer, Kind::Vendor].iter().any(|&kind| captions::field(Source::Table(kind), caption).is_some())
    };
    // Registers of firms have a Company Number too.
    let is_either = |caption: &String| account(caption) || aliases::is_company_number(caption);
    captions.iter().filter(|caption| contact(caption).is_some_and(&mark) && !is_either(caption)).count()
}

/// What only customers and vendors have, or bank accounts too.
const OF_ACCOUNTS: [Field; 6] =
    [Field::ContactName, Field::PrimaryContactNo, Field::ContactType, Field::Purchaser, Field::Gln, Field::Blocked];
/// What bank accounts have; others seldom more than one of them.
const OF_BANK_ACCOUNTS: [Field; 4] = [Field::Iban, Field::Swift, Field::BankAccountNo, Field::BankBranchNo];

/// How many of these fields the captions would be, were they those of a table of `kind`; captions that have their place
/// in the table they are said to be in do not count.
fn hallmarks(layout: &Layout, kind: Kind, marks: &[Field]) -> usize {
    let foreign = |caption: &&String| kind == Kind::BankAccount || captions::field(layout.source, caption).is_none();
    let found = |caption: &String| captions::field(Source::Table(kind), caption).filter(|field| marks.contains(field));
    layout.captions.iter().filter(foreign).filter_map(found).count()
}

/// Whether some of these fields of contacts would be here, were these contacts, and have no use as it is. What makes a
/// name has none beside a Name, but for a First Name or a Surname alone: with the Name it may make one.
fn is_foreign(layout: &Layout, marks: &[Field]) -> bool {
    let used = |column: usize| {
        let column = u16::try_from(column).ok();
        let is = |field: Field| layout.columns[field as usize] == column;
        let has = |field| layout.column(field).is_some();
        let is_part = (is(Field::FirstName) || is(Field::Surname)) && has(Field::FirstName) && has(Field::Surname);
        layout.columns.contains(&column) && !(has(Field::Name) && (is(Field::CompanyName) || is_part))
    };
    let is_mark = |caption: &String| {
        captions::field(Source::Table(Kind::Contact), caption).is_some_and(|field| marks.contains(&field))
    };
    (layout.captions.iter().enumerate()).any(|(column, caption)| is_mark(caption) && !used(column))
}

/// Refuses a table that is certainly another one: nothing of its own kind, much of the other.
fn refuse_wrong_table(layout: &Layout) -> Result<()> {
    let Source::Table(kind) = layout.source else { return Ok(()) };
    let own = |marks: &[Field]| marks.iter().filter(|&&mark| layout.column(mark).is_some()).count();
    let of = |kind, marks: &[Field]| hallmarks(layout, kind, marks);
    let contact = of(Kind::Contact, &OF_CONTACTS);
    let account = of(Kind::Customer, &OF_ACCOUNTS).max(of(Kind::Vendor, &OF_ACCOUNTS));
    let bank = of(Kind::BankAccount, &OF_BANK_ACCOUNTS);
    let has = |field| layout.column(field).is_some();
    let is = match kind {
        Kind::Contact if own(&OF_CONTACTS) > 0 || has(Field::Type) => return Ok(()),
        Kind::Contact if bank >= 3 => "bank accounts",
        Kind::Contact if account >= 2 => "customers or vendors",
        Kind::Contact => return Ok(()),
        _ if contact >= 2 && is_foreign(layout, &SURELY_OF_CONTACTS) && own(&OF_ACCOUNTS) == 0 => "contacts",
        Kind::Customer | Kind::Vendor if bank >= 3 && !has(Field::VatNo) => "bank accounts",
        Kind::BankAccount if bank == 0 && account >= 1 && has(Field::VatNo) => "customers or vendors",
        _ => return Ok(()),
    };
    let said = kind.key().replace('_', " ");
    let what = format!("holds {is}, not {said}; its captions are: {}", captions::list(&layout.captions));
    Err(Error::refused(what)
        .line(layout.header.line.into())
        .hint(format!("name it in the job as what it is, not as `{}`", kind.key())))
}

/// What a table lacks, where that makes one wonder whether it is the right one.
fn wonder(layout: &Layout) -> Option<&'static str> {
    let foreign = |kind, mark: Field| hallmarks(layout, kind, &[mark]) > 0;
    let has = |field| layout.column(field).is_some();
    match layout.source {
        Source::Table(Kind::Contact) if !has(Field::Type) => {
            Some("no `Type`: a contact that does not show as a person is taken for a company")
        }
        Source::Table(Kind::Customer | Kind::Vendor | Kind::BankAccount) if is_foreign(layout, &OF_CONTACTS) => {
            Some("has a column that only contacts have: are these contacts?")
        }
        Source::Table(Kind::Customer) if !has(Field::Salesperson) && foreign(Kind::Vendor, Field::Purchaser) => {
            Some("has a purchaser and no salesperson: are these vendors?")
        }
        Source::Table(Kind::Vendor) if !has(Field::Purchaser) && foreign(Kind::Customer, Field::Salesperson) => {
            Some("has a salesperson and no purchaser: are these customers?")
        }
        Source::Table(Kind::BankAccount) if !OF_BANK_ACCOUNTS.into_iter().any(has) => {
            Some("has neither IBAN nor any other bank number: are these bank accounts?")
        }
        _ => None,
    }
}
