//! Captions of other programs, which hold where no caption that is surely one of a field's is in the file.
//!
//! The list is `data/aliases.tsv`. What the job or `data/captions.tsv` says of a column or of a field stands; two columns
//! that are the number or the name of a record by one line of this list are refused, since only a person knows which is
//! meant. What is known by the list alone is compared and never merged ([`captions::guessed`]).

use std::sync::LazyLock;

use rustc_hash::FxHashMap;

use super::captions::{self, Placed, by_english, key, places};
use crate::error::{Error, Result};
use crate::record::{Field, Kind, Source};
use crate::value::text::squeeze;

/// What makes a number of a noun: the words for `#`.
const NUMBERS: [&str; 11] =
    ["ID", "No.", "Nr.", "Code", "Ref", "Reference", "Key", "Identifier", "Identifiant", "Código", "Codice"];

/// Whose address or which phone it is: the words for `@`. `Address 1` as in `Address 1: City`.
const WHOSE: [&str; 22] = [
    "Main",
    "Primary",
    "Registered",
    "Reg Address",
    "Reg",
    "Business",
    "Company",
    "Office",
    "Work",
    "Billing",
    "Mailing",
    "Postal",
    "Residential",
    "Residence",
    "Res",
    "Home",
    "Default Address",
    "Address 1",
    "PO",
    "Organization",
    "Organisation",
    "Recipient Org",
];

/// A field a caption may stand for, its line in the list and how late it stands there: the order in which it is taken.
type Claim = (Field, (usize, usize));

/// Per record table: what each caption may stand for, what is said first before what is said later.
static KNOWN: LazyLock<[FxHashMap<String, Vec<Claim>>; 4]> = LazyLock::new(|| {
    let mut known: [FxHashMap<String, Vec<Claim>>; 4] = Default::default();
    for (line, (field, kinds, spellings)) in listed().enumerate() {
        for kind in kinds {
            for (at, caption) in spellings.iter().enumerate() {
                // What is surely one of another field's stays so, but for the `ID` of the system.
                let sure = captions::field(Source::Table(kind), caption);
                let claims = known[kind.index()].entry(key(caption)).or_default();
                if sure.is_none_or(yields) && claims.iter().all(|&(other, _)| other != field) {
                    claims.push((field, (line, at)));
                }
            }
        }
    }
    known
});

/// Every line of the list: its field, its tables, its captions written out.
fn listed() -> impl Iterator<Item = (Field, Vec<Kind>, Vec<String>)> {
    let lines = include_str!("data/aliases.tsv").lines().filter(|line| !line.starts_with('#'));
    lines.filter_map(|line| {
        let mut cells = line.split('\t');
        let field = cells.next().and_then(by_english)?;
        let kinds = places(cells.next()?).into_iter().filter_map(|place| Kind::ALL.get(place).copied()).collect();
        let captions = cells.flat_map(|cell| cell.split('|')).map(str::trim).filter(|caption| !caption.is_empty());
        Some((field, kinds, captions.flat_map(written_out).collect()))
    })
}

/// What a caption of the list stands for: itself, or all that its `#` or `@` does.
fn written_out(caption: &str) -> Vec<String> {
    match caption.strip_prefix("@ ") {
        Some(rest) => WHOSE.iter().map(|whose| format!("{whose} {rest}")).collect(),
        None if caption.contains('#') => NUMBERS.iter().map(|word| caption.replace('#', word)).collect(),
        None => vec![caption.to_owned()],
    }
}

/// Whether a column of this field may be the number of the record, where there is no other.
fn yields(field: Field) -> bool {
    field == Field::SystemId
}

/// Whether a caption is on the list for a table.
pub(super) fn knows(source: Source, caption: &str) -> bool {
    matches!(source, Source::Table(kind) if !claims(kind, caption).is_empty())
}

/// Every spelling of a field in a table, as it is looked up.
pub(super) fn spellings(source: Source, field: Field) -> impl Iterator<Item = &'static str> {
    let kind = if let Source::Table(kind) = source { Some(kind) } else { None };
    let known = kind.into_iter().flat_map(|kind| &KNOWN[kind.index()]);
    known.filter(move |(_, claims)| claims.iter().any(|claim| claim.0 == field)).map(|(key, _)| key.as_str())
}

fn claims(kind: Kind, caption: &str) -> &'static [Claim] {
    KNOWN[kind.index()].get(&key(caption)).map_or(&[], Vec::as_slice)
}

/// Whether a caption is `Company Number`, as registers call their own number: written `Company No.`, it is that of the
/// contact's company, and of a contact only the values tell.
pub(super) fn is_company_number(caption: &str) -> bool {
    squeeze(caption) == "companynumber"
}

/// Gives fields that have no column yet those that the list knows; what the job has `declared` stays.
///
/// Refused: two columns that by one line of the list may be the number of the record, or its name.
pub(super) fn place(kind: Kind, captions: &[String], declared: &[bool], placed: &mut Placed) -> Result<()> {
    let found = admissible(kind, captions, declared, placed);
    let mut taken: Vec<(Field, usize, usize)> = Vec::new();
    let mut lost: Vec<(Field, usize, usize)> = Vec::new();
    for &((line, _), field, column) in &found {
        if taken.iter().any(|one| one.2 == column) {
            continue;
        }
        if taken.iter().any(|one| one.0 == field) {
            if lost.iter().all(|one| one.2 != column) {
                lost.push((field, line, column));
            }
            continue;
        }
        if let Some(own) = placed.field(column) {
            placed.columns[own as usize] = None;
        }
        placed.columns[field as usize] = u16::try_from(column).ok();
        lost.retain(|one| one.2 != column);
        taken.push((field, line, column));
    }
    placed.second.extend(lost.iter().map(|&(field, _, column)| (column, field)));
    let is_name = stand_in(declared, placed);
    for (field, by) in [(Field::No, Field::No), (Field::Name, Field::Name), (Field::Name, Field::CompanyName)] {
        let first = taken.iter().find(|one| one.0 == by && (by != Field::CompanyName || is_name));
        let other = |first: &(Field, usize, usize)| lost.iter().find(|one| (one.0, one.1) == (by, first.1));
        if let Some((first, other)) = first.and_then(|first| Some((first, other(first)?))) {
            return Err(either(field, &captions[first.2], &captions[other.2]));
        }
    }
    Ok(())
}

/// What each column may be that has no field yet, of the fields that have no column, in the order of the list.
fn admissible(
    kind: Kind,
    captions: &[String],
    declared: &[bool],
    placed: &Placed,
) -> Vec<((usize, usize), Field, usize)> {
    let of_bank = has_numbers_of_banks(captions, placed);
    let mut found = Vec::new();
    for (column, caption) in captions.iter().enumerate() {
        let own = placed.field(column);
        if declared[column] || own.is_some_and(|own| !yields(own)) || placed.second.iter().any(|two| two.0 == column) {
            continue;
        }
        let claims = claims(kind, caption);
        let is_either = [Field::No, Field::BankAccountNo].iter().all(|&one| claims.iter().any(|claim| claim.0 == one));
        let may_be = |field| match field {
            Field::No if is_either => !of_bank,
            Field::BankAccountNo if is_either => of_bank,
            // Spelt otherwise it is that of the company of a contact.
            Field::RegistrationNo if key(caption) == key("Company No.") => is_company_number(caption),
            _ => true,
        };
        let free = claims.iter().filter(|claim| placed.columns[claim.0 as usize].is_none() && may_be(claim.0));
        found.extend(free.map(|&(field, order)| (order, field, column)));
    }
    found.sort_unstable();
    found
}

/// Makes the Company Name the name of the record where there is neither a Name nor the parts of a person's.
fn stand_in(declared: &[bool], placed: &mut Placed) -> bool {
    let has = |field: Field| placed.columns[field as usize].is_some();
    let named = [Field::Name, Field::FirstName, Field::Surname].into_iter().any(has);
    let Some(column) = placed.columns[Field::CompanyName as usize].filter(|_| !named) else { return false };
    if declared[usize::from(column)] {
        return false;
    }
    placed.columns[Field::Name as usize] = Some(column);
    placed.columns[Field::CompanyName as usize] = None;
    placed.second.iter_mut().filter(|two| two.1 == Field::CompanyName).for_each(|two| two.1 = Field::Name);
    true
}

/// Whether an `Account No.` beside these is one of a bank, of which there is no other number.
fn has_numbers_of_banks(captions: &[String], placed: &Placed) -> bool {
    if placed.columns[Field::BankAccountNo as usize].is_some() {
        return false;
    }
    let banks = ["bank", "banque", "banco", "banca", "iban", "sortcode"];
    let says_so = |caption: &String| banks.iter().any(|word| key(caption).contains(word));
    let fields = [Field::Iban, Field::Swift, Field::BankBranchNo];
    fields.iter().any(|&field| placed.columns[field as usize].is_some()) || captions.iter().any(says_so)
}

/// That two columns may be one field.
fn either(field: Field, one: &str, other: &str) -> Error {
    let [shown, also] = [one, other].map(|caption| captions::list(&[caption.to_owned()]));
    let what = format!("`{}` may be \"{shown}\", and may be \"{also}\"", field.caption());
    let said = format!("columns = {{ \"{}\" = \"{shown}\" }}", field.caption());
    Error::refused(what).hint(format!("say in the job which it is: {said}"))
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use super::*;

    /// The columns of a header with their fields, `caption = Field` for each that is known; or why it is refused.
    fn read(kind: Kind, captions: &str) -> Result<String> {
        let captions: Vec<String> = captions.split(';').map(|caption| caption.trim().to_owned()).collect();
        let placed = captions::place(Source::Table(kind), &captions, &BTreeMap::new())?;
        let told = captions.iter().enumerate().filter_map(|(column, caption)| {
            placed.field(column).map(|field| format!("{caption} = {}", field.caption()))
        });
        Ok(told.collect::<Vec<_>>().join("; "))
    }

    #[test]
    fn exports_of_other_programs_are_known_by_their_captions() {
        for (kind, captions, fields) in [
            (Kind::Contact, "Lead ID;Account Name;Zip;Phone", "No.;Name;Post Code;Phone No."),
            (Kind::Customer, "Kundennummer;Name 1;Name 2;Strasse;PLZ;Ort", "No.;Name;Name 2;Address;Post Code;City"),
            (Kind::Contact, "Debiteurnr.;Bedrijfsnaam;KvK-nummer;Plaats", "No.;Name;Registration No.;City"),
            (Kind::Vendor, "SupplierID;supplier_name;Company Reg No", "No.;Name;Registration No."),
            (Kind::Customer, "Code client;Raison sociale;CP;Commune", "No.;Name;Post Code;City"),
            (Kind::Customer, "ID;FirstName;LastName;YOB;Town", "No.;First Name;Surname;Date of Birth;City"),
            (Kind::Contact, "rec_id;given_name;surname;address_1;suburb", "No.;First Name;Surname;Address;City"),
            (Kind::Contact, "Nº cliente;Razón social;Código postal;Población", "No.;Name;Post Code;City"),
            (Kind::Vendor, "Codice fornitore;Ragione sociale;CAP;Città", "No.;Name;Post Code;City"),
            (Kind::Contact, "URN;RegAddress.PostTown;Organisation", "No.;City;Name"),
            (Kind::Customer, "Account Number;Company;Billing City;Shipping City", "No.;Name;City;"),
            (Kind::Customer, "customer_id;billing_last_name;billing_address_1", "No.;Surname;Address"),
        ] {
            let pairs = captions.split(';').zip(fields.split(';')).filter(|pair| !pair.1.is_empty());
            let expected: Vec<_> = pairs.map(|(caption, field)| format!("{caption} = {field}")).collect();
            assert_eq!(read(kind, captions).unwrap(), expected.join("; "));
        }
    }

    #[test]
    fn what_is_surely_known_stands_before_the_list() {
        for (kind, captions, read_as) in [
            // As in Business Central.
            (Kind::Contact, "No.;Name;Company Name", "No. = No.; Name = Name; Company Name = Company Name"),
            (Kind::Contact, "No.;Name;ID;Customer ID", "No. = No.; Name = Name; ID = SystemId"),
            (Kind::Contact, "number;id;displayName", "number = No.; id = SystemId; displayName = Name"),
            // Of people the company is where they work.
            (Kind::Contact, "ID;Company;Last Name", "ID = No.; Company = Company Name; Last Name = Surname"),
            // Its own number before that of somebody else.
            (Kind::Contact, "Customer ID;ID;Name", "ID = No.; Name = Name"),
            // An account number beside a sort code is one of a bank.
            (
                Kind::Vendor,
                "Vendor ID;Vendor Name;Sort Code;Account Number",
                "Vendor ID = No.; Vendor Name = Name; Sort Code = Bank Branch No.; Account Number = Bank Account No.",
            ),
            (
                Kind::Vendor,
                "Account Number;Name;Bank Account Number",
                "Account Number = No.; Name = Name; Bank Account Number = Bank Account No.",
            ),
            (Kind::Vendor, "Account Number;Name;Bank", "Account Number = Bank Account No.; Name = Name"),
            // Of an account it is its own number in a register; of a contact its values tell.
            (Kind::Customer, "ID;Name;CompanyNumber", "ID = No.; Name = Name; CompanyNumber = Registration No."),
            (Kind::Customer, "ID;Name;Company No.", "ID = No.; Name = Name"),
            (Kind::Contact, "Charity Number;Charity Name", "Charity Number = No.; Charity Name = Name"),
            (Kind::Contact, "ID;Charity Number;Name", "ID = No.; Charity Number = Registration No.; Name = Name"),
        ] {
            assert_eq!(read(kind, captions).unwrap(), read_as);
        }
    }

    #[test]
    fn two_that_may_be_the_number_or_the_name_are_refused() {
        for (captions, said) in [
            ("Customer ID;Client No.;Name", "`No.` may be \"Customer ID\", and may be \"Client No.\""),
            ("ID;Company;Account Name", "`Name` may be \"Company\", and may be \"Account Name\""),
            ("ID;Legal Name;Name 1", "`Name` may be \"Legal Name\", and may be \"Name 1\""),
        ] {
            assert_eq!(read(Kind::Contact, captions).unwrap_err().what, said);
        }
        // Of people it is not the name.
        assert!(read(Kind::Contact, "ID;Company;Account Name;Surname").is_ok());
        // One of two lines is taken, and the other noted.
        assert_eq!(read(Kind::Customer, "ID;Enseigne;Raison sociale").unwrap(), "ID = No.; Raison sociale = Name");
    }

    #[test]
    fn the_list_names_real_fields_and_tables() {
        let lines = include_str!("data/aliases.tsv").lines().filter(|line| !line.starts_with('#'));
        for line in lines.clone() {
            let cells: Vec<_> = line.split('\t').collect();
            assert_eq!(cells.len(), 8, "{line}");
            assert!(by_english(cells[0]).is_some_and(|field| field.caption() == cells[0]), "{line}");
            assert!(cells[1].split(' ').all(|word| places(word).iter().any(|&place| place < 4)), "{line}");
            assert!(cells[2..].iter().flat_map(|cell| cell.split(" | ")).all(|caption| caption == caption.trim()));
        }
        assert_eq!(listed().count(), lines.count());
    }
}
