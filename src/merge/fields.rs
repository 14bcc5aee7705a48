//! Which fields the tables of a hub share, and how much a difference in one of them matters.
//!
//! Source: the AL field numbers of Contact (5050), Customer (18), Vendor (23) and Bank Account (270) in the Business
//! Central base application; two tables share a field where they give it the same number.

use crate::merge::Severity;
use crate::record::{Field, Kind};

/// The fields that are synchronised, in the order in which conflicts show them. Search Name is not among them: it
/// follows Name. Nor are No., Type, Contact Type, Last Date Modified, Privacy Blocked and Image, which stay each
/// record's own although Business Central numbers them alike.
pub(crate) const SHARED: [Field; 25] = [
    Field::Name,
    Field::Name2,
    Field::Address,
    Field::Address2,
    Field::PostCode,
    Field::City,
    Field::County,
    Field::Country,
    Field::Phone,
    Field::Mobile,
    Field::Fax,
    Field::Telex,
    Field::TelexAnswerBack,
    Field::Email,
    Field::HomePage,
    Field::VatNo,
    Field::EnterpriseNo,
    Field::RegistrationNo,
    Field::SirenNo,
    Field::FiscalCode,
    Field::Salesperson,
    Field::Territory,
    Field::Currency,
    Field::Language,
    Field::FormatRegion,
];

/// The columns that hold the number of the firm with its tax office or register: one notion, wherever it stands.
pub(crate) const TAX: [Field; 4] = [Field::VatNo, Field::EnterpriseNo, Field::RegistrationNo, Field::SirenNo];

/// Whether a field holds a tax number, which is judged by itself.
pub(crate) fn is_tax(field: Field) -> bool {
    TAX.contains(&field) || field == Field::FiscalCode
}

/// Whether a field holds telephone numbers, or numbers of that kind.
pub(crate) fn is_phone(field: Field) -> bool {
    matches!(field, Field::Phone | Field::Mobile | Field::Fax | Field::Telex)
}

/// Whether a field of this table is synchronised.
///
/// Salesperson Code (29) is Purchaser Code on a vendor and Our Contact Code on a bank account, both protected. On bank
/// accounts field 25 is Format Region and not Registration No., there are no tax numbers, and a Currency Code cannot
/// follow another record's while there are entries.
pub(crate) fn is_shared(kind: Kind, field: Field) -> bool {
    match field {
        Field::Salesperson => matches!(kind, Kind::Contact | Kind::Customer),
        Field::VatNo
        | Field::EnterpriseNo
        | Field::RegistrationNo
        | Field::SirenNo
        | Field::FiscalCode
        | Field::FormatRegion
        | Field::Currency => kind != Kind::BankAccount,
        _ => SHARED.contains(&field),
    }
}

/// Material is what identifies a firm (name, tax numbers), where it gets its post, and in what money it is paid; minor
/// is the rest. The list is practitioner knowledge: what an auditor asks about first.
pub(crate) fn severity(field: Field) -> Severity {
    match field {
        Field::Name
        | Field::Address
        | Field::Address2
        | Field::PostCode
        | Field::City
        | Field::County
        | Field::Country
        | Field::VatNo
        | Field::EnterpriseNo
        | Field::RegistrationNo
        | Field::SirenNo
        | Field::FiscalCode
        | Field::Currency => Severity::Material,
        _ => Severity::Minor,
    }
}
