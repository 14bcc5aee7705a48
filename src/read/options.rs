//! Option values to meanings, in English, Dutch, French and German, and as the ordinals some exports show.
//!
//! The words are the option captions of Business Central's translations; the rest is practitioner knowledge. Capitals,
//! accents and spaces do not matter. Blank is never an option here: the caller knows what blank means for its field.

use crate::record::{Kind, code};
use crate::value::text::squeeze;

/// What a contact is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum ContactType {
    /// An organisation.
    Company,
    /// A person, of a company or loose.
    Person,
}

/// What a contact is to the ledger, by its `Business Relation` (table 5050, field 5086).
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Relation {
    /// Nothing.
    None,
    /// One account of this kind; never [`Kind::Contact`].
    Account(Kind),
    /// An employee.
    Employee,
    /// Something else.
    Other,
    /// Several of these.
    Multiple,
}

/// `Company` or `Person`: option 0 or 1.
pub fn contact_type(text: &str) -> Option<ContactType> {
    Some(match &*squeeze(text) {
        "company" | "bedrijf" | "onderneming" | "societe" | "societeentreprise" | "entreprise" | "unternehmen"
        | "firma" | "organisatie" | "organisation" | "organization" | "rechtspersoon" | "personnemorale"
        | "juristischeperson" | "0" => ContactType::Company,
        "person" | "persoon" | "personne" | "contactperson" | "contactpersoon" | "personnedecontact"
        | "kontaktperson" | "ansprechpartner" | "particulier" | "particuliere" | "prive" | "private" | "privat"
        | "privatperson" | "individual" | "natuurlijkpersoon" | "personnephysique" | "naturlicheperson" | "1" => {
            ContactType::Person
        }
        _ => return None,
    })
}

/// What a contact is by its Type, No. and Company No.: a company where it says nothing, as in a new card. In other words
/// than koppel knows it is a person if it is under another contact, as only people are.
pub fn type_of_contact(kind: &str, no: &str, company_no: &str) -> ContactType {
    let is_under_another = || !company_no.trim().is_empty() && code(no.into()) != code(company_no.into());
    match contact_type(kind) {
        Some(kind) => kind,
        None if !squeeze(kind).is_empty() && is_under_another() => ContactType::Person,
        None => ContactType::Company,
    }
}

/// Yes or no.
pub fn boolean(text: &str) -> Option<bool> {
    Some(match &*squeeze(text) {
        "yes" | "ja" | "oui" | "true" | "waar" | "vrai" | "wahr" | "1" | "y" | "j" | "x" => true,
        "no" | "nee" | "neen" | "non" | "nein" | "false" | "onwaar" | "faux" | "falsch" | "0" | "n" => false,
        _ => return None,
    })
}

/// Whether an option may be set: what is filled and does not say no may say yes, in words nobody foresaw.
pub fn may_be_true(text: &str) -> bool {
    !squeeze(text).is_empty() && boolean(text) != Some(false)
}

/// What a contact is to the ledger.
pub fn relation(text: &str) -> Option<Relation> {
    Some(match &*squeeze(text) {
        "none" | "geen" | "aucun" | "aucune" | "keine" | "keiner" | "kein" | "0" => Relation::None,
        "employee" | "werknemer" | "medewerker" | "salarie" | "employe" | "mitarbeiter" => Relation::Employee,
        "other" | "overige" | "overig" | "anders" | "autre" | "autres" | "andere" | "sonstige" | "sonstiges" => {
            Relation::Other
        }
        "multiple" | "meerdere" | "meervoudig" | "plusieurs" | "multiples" | "mehrere" | "mehrfach" => {
            Relation::Multiple
        }
        _ => return account(text).map(Relation::Account),
    })
}

/// The account table of a `Link to Table`, of a business relation or of a business relation code; one record or many.
pub fn account(text: &str) -> Option<Kind> {
    Some(match &*squeeze(text) {
        "customer" | "cust" | "klant" | "client" | "debitor" | "debitorkunde" | "kunde" | "debiteur" | "customers"
        | "klanten" | "clients" | "debitoren" | "kunden" | "debiteuren" => Kind::Customer,
        "vendor" | "vend" | "supplier" | "leverancier" | "lev" | "fournisseur" | "fourn" | "kreditor" | "kredit"
        | "crediteur" | "lieferant" | "vendors" | "suppliers" | "leveranciers" | "fournisseurs" | "kreditoren"
        | "crediteuren" | "lieferanten" => Kind::Vendor,
        "bankaccount" | "bank" | "bankrekening" | "comptebancaire" | "banque" | "bankkonto" | "bankaccounts"
        | "banks" | "bankrekeningen" | "comptesbancaires" | "banques" | "bankkonten" => Kind::BankAccount,
        _ => return None,
    })
}

/// Any of the four tables: an account table or the contacts.
pub fn table(text: &str) -> Option<Kind> {
    match &*squeeze(text) {
        "contact" | "contacts" | "contacten" | "kontakt" | "kontakte" => Some(Kind::Contact),
        _ => account(text),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn options_are_read_in_four_languages() {
        for text in
            ["Company", "Bedrijf", "Société", "SOCIETE", "Entreprise", "Unternehmen", "0", "Société (Entreprise)"]
        {
            assert_eq!(contact_type(text), Some(ContactType::Company), "{text}");
        }
        for text in ["Person", "Persoon", "personne", "1"] {
            assert_eq!(contact_type(text), Some(ContactType::Person), "{text}");
        }
        for (text, value) in
            [("Ja", true), ("Non", false), ("WAAR", true), ("falsch", false), ("1", true), ("nein", false)]
        {
            assert_eq!(boolean(text), Some(value), "{text}");
        }
        for (text, relation_) in [
            ("Klant", Relation::Account(Kind::Customer)),
            ("Debitor (Kunde)", Relation::Account(Kind::Customer)),
            ("Fournisseur", Relation::Account(Kind::Vendor)),
            ("Compte bancaire", Relation::Account(Kind::BankAccount)),
            ("Meerdere", Relation::Multiple),
            ("None", Relation::None),
        ] {
            assert_eq!(relation(text), Some(relation_), "{text}");
        }
        for (text, kind) in [
            ("Customers", Some(Kind::Customer)),
            ("leveranciers", Some(Kind::Vendor)),
            ("bank_accounts", Some(Kind::BankAccount)),
            ("bank-account", Some(Kind::BankAccount)),
            ("Contacts", Some(Kind::Contact)),
            ("items", None),
        ] {
            assert_eq!(table(text), kind, "{text}");
        }
        for text in ["", "misschien", "Bedrijf?!x"] {
            assert_eq!((contact_type(text), boolean(text), relation(text)), (None, None, None), "{text}");
        }
    }
}
