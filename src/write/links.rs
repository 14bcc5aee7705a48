//! `linked.csv`, `review.csv` and `unlinked.csv`: the decisions, a row each, in their order. Numbers that programs take
//! from the first and the last are verbatim; the names beside them are there to be read, and guarded.

use std::borrow::Cow;

use serde::Serialize;

use super::output::Output;
use super::sheet::{self, Style};
use crate::decide::{Judged, Link, Linkage, Review, Unlinked};
use crate::error::Result;
use crate::record::{Field, Kind, Tables};

/// A row of `linked.csv`. Columns are only ever added at the end.
#[derive(Serialize, Default)]
struct LinkedRow<'a> {
    #[serde(rename = "Contact No.")]
    contact_no: Cow<'a, str>,
    #[serde(rename = "Business Relation Code")]
    code: Cow<'a, str>,
    #[serde(rename = "Link to Table")]
    table: &'static str,
    #[serde(rename = "No.")]
    no: Cow<'a, str>,
    #[serde(rename = "Contact Name")]
    contact_name: Cow<'a, str>,
    #[serde(rename = "Account Name")]
    account_name: Cow<'a, str>,
    #[serde(rename = "Status")]
    status: &'static str,
    #[serde(rename = "Probability")]
    probability: String,
    #[serde(rename = "Bits")]
    bits: String,
    #[serde(rename = "Margin")]
    margin: String,
    #[serde(rename = "Basis")]
    basis: &'static str,
    #[serde(rename = "Evidence")]
    evidence: Cow<'a, str>,
}

impl<'a> LinkedRow<'a> {
    fn new(tables: &'a Tables, style: Style, left: Kind, pair: &'a Judged, status: &'static str) -> Self {
        let (contacts, accounts) = (tables.get(left), tables.get(pair.kind));
        Self {
            contact_no: style.value(contacts, pair.contact, Field::No),
            code: Cow::Borrowed(""),
            table: pair.kind.word(),
            no: style.value(accounts, pair.account, Field::No),
            contact_name: Style::READING.name(contacts, pair.contact),
            account_name: Style::READING.name(accounts, pair.account),
            status,
            probability: pair.probability.to_string(),
            bits: pair.bits.to_string(),
            margin: pair.margin.map(|margin| margin.to_string()).unwrap_or_default(),
            basis: pair.basis.word(),
            evidence: style.cell(&*pair.evidence),
        }
    }
}

/// Writes `linked.csv`.
pub(super) fn linked(out: &mut Output, style: Style, tables: &Tables, linkage: &Linkage) -> Result<u64> {
    let row = |link| linked_row(tables, style, link);
    sheet::write(out, style, linkage.links.iter().map(row))
}

fn linked_row<'a>(tables: &'a Tables, style: Style, link: &'a Link) -> LinkedRow<'a> {
    let row = LinkedRow::new(tables, style, Kind::Contact, &link.pair, link.status.word());
    LinkedRow { code: style.cell(&*link.code), ..row }
}

/// A row of `review.csv`: the columns of `linked.csv`, and more.
type ReviewRow<'a> = (LinkedRow<'a>, Asked<'a>);

/// The further columns of `review.csv`: the two records side by side, and what to decide.
#[derive(Serialize, Default)]
struct Asked<'a> {
    #[serde(rename = "Contact Address")]
    contact_address: Cow<'a, str>,
    #[serde(rename = "Account Address")]
    account_address: Cow<'a, str>,
    #[serde(rename = "Contact Post Code")]
    contact_post_code: Cow<'a, str>,
    #[serde(rename = "Account Post Code")]
    account_post_code: Cow<'a, str>,
    #[serde(rename = "Contact City")]
    contact_city: Cow<'a, str>,
    #[serde(rename = "Account City")]
    account_city: Cow<'a, str>,
    #[serde(rename = "Contact Country/Region Code")]
    contact_country: Cow<'a, str>,
    #[serde(rename = "Account Country/Region Code")]
    account_country: Cow<'a, str>,
    #[serde(rename = "Contact Phone No.")]
    contact_phone: Cow<'a, str>,
    #[serde(rename = "Account Phone No.")]
    account_phone: Cow<'a, str>,
    #[serde(rename = "Contact E-Mail")]
    contact_email: Cow<'a, str>,
    #[serde(rename = "Account E-Mail")]
    account_email: Cow<'a, str>,
    #[serde(rename = "Contact Home Page")]
    contact_home_page: Cow<'a, str>,
    #[serde(rename = "Account Home Page")]
    account_home_page: Cow<'a, str>,
    #[serde(rename = "Contact VAT Registration No.")]
    contact_vat_no: Cow<'a, str>,
    #[serde(rename = "Account VAT Registration No.")]
    account_vat_no: Cow<'a, str>,
    #[serde(rename = "Contact Enterprise No.")]
    contact_enterprise_no: Cow<'a, str>,
    #[serde(rename = "Account Enterprise No.")]
    account_enterprise_no: Cow<'a, str>,
    #[serde(rename = "Contact Registration No.")]
    contact_registration_no: Cow<'a, str>,
    #[serde(rename = "Account Registration No.")]
    account_registration_no: Cow<'a, str>,
    #[serde(rename = "Reason")]
    reason: Cow<'a, str>,
    #[serde(rename = "Seen")]
    seen: Cow<'a, str>,
    #[serde(rename = "Decision")]
    decision: &'static str,
}

impl<'a> Asked<'a> {
    fn new(tables: &'a Tables, style: Style, left: Kind, review: &'a Review) -> Self {
        let pair = &review.pair;
        let contact = |field| style.value(tables.get(left), pair.contact, field);
        let account = |field| style.value(tables.get(pair.kind), pair.account, field);
        Self {
            contact_address: contact(Field::Address),
            account_address: account(Field::Address),
            contact_post_code: contact(Field::PostCode),
            account_post_code: account(Field::PostCode),
            contact_city: contact(Field::City),
            account_city: account(Field::City),
            contact_country: contact(Field::Country),
            account_country: account(Field::Country),
            contact_phone: contact(Field::Phone),
            account_phone: account(Field::Phone),
            contact_email: contact(Field::Email),
            account_email: account(Field::Email),
            contact_home_page: contact(Field::HomePage),
            account_home_page: account(Field::HomePage),
            contact_vat_no: contact(Field::VatNo),
            account_vat_no: account(Field::VatNo),
            contact_enterprise_no: contact(Field::EnterpriseNo),
            account_enterprise_no: account(Field::EnterpriseNo),
            contact_registration_no: contact(Field::RegistrationNo),
            account_registration_no: account(Field::RegistrationNo),
            reason: style.cell(&*review.reason),
            seen: style.cell(&*review.seen),
            decision: "",
        }
    }
}

/// Writes `review.csv`. Each review comes with the table of its first record: contacts, or the table itself where the
/// two are possible duplicates.
pub(super) fn review<'a>(
    out: &mut Output,
    style: Style,
    tables: &'a Tables,
    reviews: impl Iterator<Item = (Kind, &'a Review)>,
) -> Result<u64> {
    let row = |(left, review): (Kind, &'a Review)| -> ReviewRow<'a> {
        let linked = LinkedRow::new(tables, style, left, &review.pair, "review");
        (linked, Asked::new(tables, style, left, review))
    };
    sheet::write(out, style, reviews.map(row))
}

/// A row of `unlinked.csv`.
#[derive(Serialize, Default)]
struct UnlinkedRow<'a> {
    #[serde(rename = "Table")]
    table: &'static str,
    #[serde(rename = "No.")]
    no: Cow<'a, str>,
    #[serde(rename = "Name")]
    name: Cow<'a, str>,
    #[serde(rename = "Link to Table")]
    target: &'static str,
    #[serde(rename = "Reason")]
    reason: Cow<'a, str>,
    #[serde(rename = "Best Candidate")]
    best: Cow<'a, str>,
    #[serde(rename = "Probability")]
    probability: String,
}

/// Writes `unlinked.csv`.
pub(super) fn unlinked(out: &mut Output, style: Style, tables: &Tables, linkage: &Linkage) -> Result<u64> {
    let row = |unlinked| unlinked_row(tables, style, unlinked);
    sheet::write(out, style, linkage.unlinked.iter().map(row))
}

fn unlinked_row<'a>(tables: &'a Tables, style: Style, unlinked: &'a Unlinked) -> UnlinkedRow<'a> {
    let (own, target) = (tables.get(unlinked.table), tables.get(unlinked.target));
    UnlinkedRow {
        table: unlinked.table.word(),
        no: style.value(own, unlinked.row, Field::No),
        name: Style::READING.name(own, unlinked.row),
        target: unlinked.target.word(),
        reason: match unlinked.why.other() {
            Some(row) => {
                let no = own.map_or(Cow::Borrowed(""), |table| table.value(row as usize, Field::No));
                style.cell(format!("{} {}", unlinked.why.words(), no))
            }
            None => Cow::Borrowed(unlinked.why.words()),
        },
        best: unlinked.best.map_or(Cow::Borrowed(""), |(row, _)| style.value(target, row, Field::No)),
        probability: unlinked.best.map(|(_, probability)| probability.to_string()).unwrap_or_default(),
    }
}
