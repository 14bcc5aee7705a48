//! Option values to meanings, in English, Dutch, French and German, and as the ordinals some exports show.
//!
//! The words are the option captions of Business Central's translations; the rest is practitioner knowledge. Capitals,
//! accents and spaces do not matter; a sign before or after a word does: `#link` is not `link`, and `no?` is not `no`.
//! Blank is never an option here: the caller knows what blank means for its field.

use std::borrow::Cow;

use crate::record::{Kind, code};
use crate::value::text::{is_unseen, mixes_alphabets, repair, squeeze};

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

/// The letters and digits of a text that may be a word of a list; nothing where a sign makes it doubtful whether it is
/// that word. Between letters blanks and the signs of compounds may stand, behind them a bracket: `Debitor (Kunde)`.
pub fn word(text: &str) -> Option<String> {
    // An apostrophe before a text is how a spreadsheet is told that it is one.
    let text = text.trim_matches(is_blank_sign).trim_start_matches('\'');
    if text.bytes().all(|byte| byte.is_ascii_alphanumeric()) {
        return Some(text.to_ascii_lowercase());
    }
    let text: Cow<'_, str> = repair(text);
    let text = text.strip_suffix(['.', ')']).unwrap_or(&text);
    let letter = |char: char| char.is_alphanumeric() || matches!(char, '\u{300}'..='\u{36F}');
    let joins = |char: char| is_blank_sign(char) || matches!(char, '-' | '_' | '.' | '\'' | '’' | '(' | ')');
    let whole = text.starts_with(char::is_alphanumeric) && text.ends_with(letter);
    let plain = text.chars().all(|char| letter(char) || joins(char)) && !mixes_alphabets(text);
    (whole && plain).then(|| squeeze(text))
}

/// Whether nothing of a text is to be seen.
pub fn is_blank(text: &str) -> bool {
    text.chars().all(is_blank_sign)
}

fn is_blank_sign(char: char) -> bool {
    char == ' ' || is_unseen(char)
}

/// `Company` or `Person`: option 0 or 1.
pub fn contact_type(text: &str) -> Option<ContactType> {
    Some(match &*word(text)? {
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

/// What a contact is by its Type, No. and Company No.: a company where Type says nothing, as in a new card. In other words
/// than koppel knows, and where the export has no Type, it is a person if it is filed under another contact, as only people
/// are. Nothing where there is no Type and it is filed under none, not even itself.
pub fn type_of_contact(kind: Option<&str>, no: &str, company_no: &str) -> Option<ContactType> {
    let is_filed = !company_no.trim().is_empty();
    let is_under_another = || is_filed && code(no.into()) != code(company_no.into());
    match kind.map(|kind| (contact_type(kind), is_blank(kind))) {
        Some((Some(kind), _)) => Some(kind),
        Some((None, false)) | None if is_under_another() => Some(ContactType::Person),
        None if !is_filed => None,
        _ => Some(ContactType::Company),
    }
}

/// Yes or no.
pub fn boolean(text: &str) -> Option<bool> {
    Some(match &*word(text)? {
        "yes" | "ja" | "oui" | "true" | "waar" | "vrai" | "wahr" | "1" | "y" | "j" | "x" => true,
        "no" | "nee" | "neen" | "non" | "nein" | "false" | "onwaar" | "faux" | "falsch" | "0" | "n" => false,
        _ => return None,
    })
}

/// Whether an option is set, which a blank one is not; nothing where it is filled with what is neither yes nor no.
pub fn is_set(text: &str) -> Option<bool> {
    if is_blank(text) { Some(false) } else { boolean(text) }
}

/// Whether an option may be set: what is filled and does not say no may say yes, in words or signs nobody foresaw.
pub fn may_be_true(text: &str) -> bool {
    is_set(text) != Some(false)
}

/// What a contact is to the ledger.
pub fn relation(text: &str) -> Option<Relation> {
    Some(match &*word(text)? {
        "none" | "geen" | "aucun" | "aucune" | "keine" | "keiner" | "kein" | "0" => Relation::None,
        "employee" | "empl" | "emp" | "werknemer" | "medewerker" | "salarie" | "employe" | "mitarbeiter" => {
            Relation::Employee
        }
        "other" | "overige" | "overig" | "anders" | "autre" | "autres" | "andere" | "sonstige" | "sonstiges" => {
            Relation::Other
        }
        "multiple" | "meerdere" | "meervoudig" | "plusieurs" | "multiples" | "mehrere" | "mehrfach" => {
            Relation::Multiple
        }
        _ => return account(text).map(Relation::Account),
    })
}

/// What a row of the links links to: the ordinals are those of table 5054, and there it is never several things.
pub fn linked_to(text: &str) -> Option<Relation> {
    match &*word(text)? {
        "1" => Some(Relation::Account(Kind::Customer)),
        "2" => Some(Relation::Account(Kind::Vendor)),
        "3" => Some(Relation::Account(Kind::BankAccount)),
        "4" => Some(Relation::Employee),
        _ => relation(text).filter(|relation| !matches!(relation, Relation::Other | Relation::Multiple)),
    }
}

/// The account table of a `Link to Table`, of a business relation or of a business relation code; one record or many.
pub fn account(text: &str) -> Option<Kind> {
    Some(match &*word(text)? {
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
    match &*word(text)? {
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
        for text in ["", "misschien", "Bedrijf?!x", "Company?", "#Klant", "no?", "-ja", "(nee", "= 1", "None!"] {
            assert_eq!((contact_type(text), boolean(text), relation(text)), (None, None, None), "{text}");
        }
    }

    #[test]
    fn a_sign_around_a_word_makes_it_another() {
        for (text, found) in [
            ("Link", Some("link")),
            (" no\u{a0}link ", Some("nolink")),
            ("bank-accounts", Some("bankaccounts")),
            ("Nee.", Some("nee")),
            ("Debitor (Kunde)", Some("debitorkunde")),
            ("verknu\u{308}pfen", Some("verknupfen")),
            ("SociÃ©tÃ©", Some("societe")),
            ("#link", None),
            ("// link", None),
            ("link?", None),
            ("(link)", None),
            ("'link", Some("link")),
            ("link = yes", None),
            ("?", None),
            ("-", None),
        ] {
            assert_eq!(word(text).as_deref(), found, "{text}");
        }
    }

    #[test]
    fn what_is_to_be_seen_and_says_no_word_of_no_may_be_yes() {
        for text in ["", " ", "\u{a0}", "\u{feff}", "\u{200b}", "\u{1a}", "\t"] {
            assert_eq!(is_set(text), Some(false), "{text:?}");
        }
        for (text, set) in [("Nee", Some(false)), ("0", Some(false)), ("Ja", Some(true)), ("x", Some(true))] {
            assert_eq!((is_set(text), may_be_true(text)), (set, set == Some(true)), "{text}");
        }
        for text in ["?", "-", ".", "\"", "✓", "no?", "0.0", "-1", "Nо", "misschien"] {
            assert_eq!((is_set(text), may_be_true(text)), (None, true), "{text}");
        }
    }

    #[test]
    fn a_link_tells_its_table_by_ordinals_too() {
        for (text, found) in [
            ("1", Some(Relation::Account(Kind::Customer))),
            ("2", Some(Relation::Account(Kind::Vendor))),
            ("3", Some(Relation::Account(Kind::BankAccount))),
            ("4", Some(Relation::Employee)),
            ("0", Some(Relation::None)),
            ("Leverancier", Some(Relation::Account(Kind::Vendor))),
            ("5", None),
            ("Multiple", None),
            ("Customer?", None),
        ] {
            assert_eq!(linked_to(text), found, "{text}");
        }
    }
}
