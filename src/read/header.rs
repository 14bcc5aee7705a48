//! The first row: captions to columns, and whether this is the table it is said to be.

use super::captions;
use super::rows::{Layout, Scan};
use super::{Input, decisions};
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
        return Err(Error::refused("is empty").hint("export it again: not even the captions are there"));
    };
    let mut captions = cells(&scan);
    let ragged = fit_to_rows(&mut scan, &mut captions);
    refuse_twice(source, &captions, header)?;
    let placed = captions::place(source, &captions, &input.columns).map_err(|error| error.line(header.line.into()))?;
    let layout = Layout { source, delimiter, first_line, header, captions, columns: placed.columns };
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
        let mut issue = layout.issue(header.line, problem, Action::Noted);
        issue.column = layout.captions[column].clone().into();
        issues.push(issue);
    }
    if source == Source::Table(Kind::Contact) && layout.column(Field::Type).is_none() {
        issues.push(layout.issue(header.line, "no `Type`: every contact is taken for a company", Action::Noted));
    }
    Ok(layout)
}

/// The cells of the record read last, as captions.
fn cells(scan: &Scan<'_>) -> Vec<String> {
    scan.cells.iter().map(|cell| String::from_utf8_lossy(cell).trim().trim_matches('\u{FEFF}').to_owned()).collect()
}

/// Makes the captions as many as the cells of the rows, where every row has one empty cell more than the header, or the
/// header has one more, without caption. Only where all rows looked at agree: one row alone is ragged.
fn fit_to_rows(scan: &mut Scan<'_>, captions: &mut Vec<String>) -> bool {
    let (mut longer, mut shorter, mut rows) = (true, true, 0);
    while rows < SAMPLE && scan.next().is_some() {
        let count = scan.cells.len();
        longer &= count == captions.len() + 1 && scan.cells.get(count - 1).is_some_and(<[u8]>::is_empty);
        shorter &= count + 1 == captions.len();
        rows += 1;
    }
    if rows > 0 && longer {
        captions.push(String::new());
    } else if rows > 0 && shorter && captions.last().is_some_and(String::is_empty) {
        captions.pop();
    } else {
        return false;
    }
    true
}

/// A caption koppel uses must not stand twice: which of the two is meant, only a person knows.
fn refuse_twice(source: Source, captions: &[String], header: Row) -> Result<()> {
    for (later, caption) in captions.iter().enumerate().filter(|(_, caption)| !caption.is_empty()) {
        let earlier = captions[..later].iter().position(|earlier| earlier == caption);
        if let Some(earlier) = earlier.filter(|_| captions::field(source, caption).is_some()) {
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

fn refuse_missing(text: &str, layout: &Layout) -> Result<()> {
    if layout.source == Source::Decisions {
        return decisions::require(layout);
    }
    for fields in required(layout.source) {
        if fields.iter().any(|&field| layout.column(field).is_some()) {
            continue;
        }
        let names: Vec<_> = fields.iter().map(|field| format!("`{}`", field.caption())).collect();
        let what =
            format!("has no column {}; its captions are: {}", names.join(" or "), captions::list(&layout.captions));
        let english = fields[0].caption();
        let hint = if let Some(line) = lower_header(text, layout) {
            format!("the captions seem to stand on line {line}: delete the lines above it")
        } else if let Some(caption) = captions::likely(layout.source, fields[0], &layout.captions) {
            let caption = caption.escape_debug();
            format!("if \"{caption}\" is it, say so in the job: columns = {{ \"{english}\" = \"{caption}\" }}")
        } else {
            format!("if it has another name, say so in the job: columns = {{ \"{english}\" = \"its caption\" }}")
        };
        return Err(Error::refused(what).line(layout.header.line.into()).hint(hint));
    }
    Ok(())
}

/// The line on which all required captions stand, a little below the top.
fn lower_header(text: &str, layout: &Layout) -> Option<u32> {
    for delimiter in [layout.delimiter, b';', b',', b'\t'] {
        let mut scan = Scan::new(text, delimiter, layout.first_line);
        for _ in 0..LOW {
            let Some(row) = scan.next() else { break };
            let found: Vec<_> =
                cells(&scan).iter().filter_map(|caption| captions::field(layout.source, caption)).collect();
            if required(layout.source).iter().all(|fields| fields.iter().any(|field| found.contains(field))) {
                return Some(row.line);
            }
        }
    }
    None
}

/// Captions only one kind of table has, counted as that kind would read them.
fn hallmarks(captions: &[String], kind: Kind) -> usize {
    let marks: &[Field] = match kind {
        Kind::Contact => &[
            Field::CompanyNo,
            Field::CompanyName,
            Field::BusinessRelation,
            Field::FirstName,
            Field::Surname,
            Field::JobTitle,
        ],
        Kind::Customer => {
            &[Field::ContactName, Field::PrimaryContactNo, Field::ContactType, Field::Gln, Field::Blocked]
        }
        Kind::Vendor => &[Field::ContactName, Field::PrimaryContactNo, Field::Purchaser, Field::Gln, Field::Blocked],
        Kind::BankAccount => &[Field::Iban, Field::Swift, Field::BankAccountNo, Field::BankBranchNo],
    };
    let source = Source::Table(kind);
    marks.iter().filter(|&&mark| captions.iter().any(|caption| captions::field(source, caption) == Some(mark))).count()
}

/// Refuses a table that is certainly another one: nothing of its own kind, much of the other.
fn refuse_wrong_table(layout: &Layout) -> Result<()> {
    let Source::Table(kind) = layout.source else { return Ok(()) };
    let contact = hallmarks(&layout.captions, Kind::Contact);
    let account = hallmarks(&layout.captions, Kind::Customer).max(hallmarks(&layout.captions, Kind::Vendor));
    let bank = hallmarks(&layout.captions, Kind::BankAccount);
    let is = match kind {
        Kind::Contact if contact == 0 && layout.column(Field::Type).is_none() => match (account, bank) {
            (_, 3..) => "bank accounts",
            (2.., _) => "customers or vendors",
            _ => return Ok(()),
        },
        Kind::Customer | Kind::Vendor if contact >= 2 && account == 0 => "contacts",
        Kind::Customer | Kind::Vendor if bank >= 3 && layout.column(Field::VatNo).is_none() => "bank accounts",
        Kind::BankAccount if bank == 0 && contact >= 2 && account == 0 => "contacts",
        Kind::BankAccount if bank == 0 && account >= 2 && layout.column(Field::VatNo).is_some() => {
            "customers or vendors"
        }
        _ => return Ok(()),
    };
    let said = kind.key().replace('_', " ");
    let what = format!("holds {is}, not {said}; its captions are: {}", captions::list(&layout.captions));
    Err(Error::refused(what)
        .line(layout.header.line.into())
        .hint(format!("name it in the job as what it is, not as `{}`", kind.key())))
}
