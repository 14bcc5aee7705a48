//! Mail addresses: the ones in a cell, and whether a role reads them rather than a person.

use std::sync::LazyLock;

use rustc_hash::FxHashSet;

/// A mail address in lower case.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Email {
    /// What stands before the `@`, without a `+tag`.
    pub local: String,
    /// The host behind it.
    pub domain: String,
}

/// The names of role mailboxes.
static ROLES: LazyLock<FxHashSet<&'static str>> =
    LazyLock::new(|| include_str!("data/role_mailboxes.tsv").lines().filter(|line| !line.starts_with('#')).collect());

/// The addresses in a cell, in their order, each once: lists with any separator, `Name <a@b>`, `mailto:`.
///
/// An address has one `@`, a name, and a host with a dot and a top level of two letters or more.
pub fn parse(text: &str) -> Vec<Email> {
    first(text, usize::MAX)
}

/// The first so many of the addresses that [`parse`] finds in a cell.
pub fn first(text: &str, most: usize) -> Vec<Email> {
    let mut found = Vec::new();
    if !text.contains('@') {
        return found;
    }
    for token in text.split(is_parting) {
        if found.len() == most {
            break;
        }
        if let Some((email, _)) = address(token)
            && !found.contains(&email)
        {
            found.push(email);
        }
    }
    found
}

/// What a cell says besides the addresses that [`parse`] finds in it, in lower case: the tags of addresses, and words but
/// those that announce something with a colon.
pub fn besides(text: &str) -> String {
    let said = |token: &str| match address(token) {
        Some((_, "")) => String::new(),
        Some((email, tag)) => format!("{}+{}@{}", email.local, tag.to_lowercase(), email.domain),
        None => token.to_lowercase(),
    };
    let tokens = text.split(is_parting).filter(|token| token.contains(char::is_alphanumeric) && !token.ends_with(':'));
    tokens.map(said).filter(|said| !said.is_empty()).collect::<Vec<_>>().join(" ")
}

/// What stands between the addresses of a cell.
fn is_parting(char: char) -> bool {
    char.is_whitespace() || matches!(char, ';' | ',' | '<' | '>' | '(' | ')' | '"' | '|' | '[' | ']')
}

/// The address that a token is, and its tag.
fn address(token: &str) -> Option<(Email, &str)> {
    let token = token.trim_matches(|char: char| matches!(char, '.' | '\'' | '/' | ':' | '?' | '!'));
    let (local, domain) = token.split_once('@')?;
    let local = local.rsplit(':').next().unwrap_or(local);
    let (local, tag) = local.split_once('+').filter(|(name, _)| !name.is_empty()).unwrap_or((local, ""));
    let domain = domain.split(['?', '/', ':']).next().unwrap_or_default();
    let valid = !local.is_empty()
        && local.len() <= 64
        && local.chars().all(|char| char.is_alphanumeric() || ".!#$%&'*+-/=?^_`{|}~".contains(char));
    (valid && is_host(domain)).then(|| (Email { local: local.to_lowercase(), domain: domain.to_lowercase() }, tag))
}

/// Whether a text has the form of a host: labels of letters, digits and hyphens, the last of letters alone.
fn is_host(text: &str) -> bool {
    let label = |label: &str| {
        !label.is_empty()
            && label.len() <= 63
            && label.chars().all(|char| char.is_alphanumeric() || char == '-' || char == '_')
    };
    let top = |top: &str| top.chars().count() >= 2 && (top.starts_with("xn--") || top.chars().all(char::is_alphabetic));
    text.len() <= 253 && text.rsplit_once('.').is_some_and(|(before, last)| top(last) && before.split('.').all(label))
}

/// Names of mailboxes that nobody has: what people type where an address is compulsory, in four languages.
const NOBODY: [&str; 22] = [
    "geen",
    "geenmail",
    "geenemail",
    "geen.mail",
    "geen.email",
    "nomail",
    "noemail",
    "no.mail",
    "no.email",
    "none",
    "nobody",
    "niemand",
    "onbekend",
    "unknown",
    "nvt",
    "test",
    "pasdemail",
    "pasdadresse",
    "aucun",
    "sansmail",
    "keine",
    "keinemail",
];

impl Email {
    /// Whether it stands where there is none: `geen@geen.be`, `noemail@x.com`, `x@x.x`.
    pub fn says_nothing(&self) -> bool {
        let host = self.domain.split('.').next().unwrap_or_default();
        NOBODY.contains(&&*self.local) || self.local == host && host.len() < 4
    }

    /// Whether a role reads the mailbox, not a person: `info`, `sales.benelux`, `boekhouding2`.
    pub fn is_role(&self) -> bool {
        let role = |name: &str| ROLES.contains(name.trim_end_matches(|char: char| char.is_ascii_digit()));
        role(&self.local)
            || self.local.split(['.', '-', '_']).next().is_some_and(|first| first.len() >= 4 && role(first))
            || self.local.contains(['-', '_', '.']) && role(&self.local.replace(['-', '_', '.'], ""))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(text: &str, expected: &[&str]) {
        let found: Vec<String> =
            parse(text).into_iter().map(|mail| format!("{}@{}", mail.local, mail.domain)).collect();
        assert_eq!(found, expected, "{text}");
    }

    #[test]
    fn a_cell_holds_addresses() {
        check("Info@Houben.be", &["info@houben.be"]);
        check("a@b.be; c@d.nl", &["a@b.be", "c@d.nl"]);
        check("a@b.be,a@b.be", &["a@b.be"]);
        check("a@b.be c@d.nl\ne@f.de", &["a@b.be", "c@d.nl", "e@f.de"]);
        check("Jan Peeters <Jan.Peeters@voorbeeld.be>", &["jan.peeters@voorbeeld.be"]);
        check("mailto:jan@voorbeeld.be?subject=x", &["jan@voorbeeld.be"]);
        check("jan+facturen@voorbeeld.be", &["jan@voorbeeld.be"]);
        check("e-mail: jan@voorbeeld.be.", &["jan@voorbeeld.be"]);
        check("jan@sub.voorbeeld.co.uk", &["jan@sub.voorbeeld.co.uk"]);
        check("jürgen@müller.de", &["jürgen@müller.de"]);
    }

    #[test]
    fn of_many_addresses_the_first_are_looked_at() {
        let cell = "c@x.be; a@x.be, c@x.be; b@x.be; d@x.be";
        let locals = |most| first(cell, most).into_iter().map(|mail| mail.local).collect::<Vec<_>>();
        assert_eq!(locals(3), ["c", "a", "b"]);
        assert_eq!(locals(9), ["c", "a", "b", "d"]);
    }

    #[test]
    fn what_a_cell_says_besides_its_addresses() {
        for (text, expected) in [
            ("Jan@Voorbeeld.be; an@voorbeeld.be", ""),
            ("e-mail: jan@voorbeeld.be.", ""),
            ("mailto:jan@voorbeeld.be?subject=x", ""),
            ("<jan@voorbeeld.be>", ""),
            ("Jan+Facturen@voorbeeld.be", "jan+facturen@voorbeeld.be"),
            ("+32@voorbeeld.be", ""),
            ("Jan Peeters <jan@voorbeeld.be>", "jan peeters"),
            ("jan@voorbeeld.be - an@voorbeeld", "an@voorbeeld"),
        ] {
            assert_eq!(besides(text), expected, "{text}");
        }
    }

    #[test]
    fn other_texts_hold_none() {
        for text in [
            "",
            "-",
            "@",
            "jan@",
            "@voorbeeld.be",
            "jan@voorbeeld",
            "jan@@voorbeeld.be",
            "www.voorbeeld.be",
            "a@b.c",
            "a@b..be",
            "@ @ @",
        ] {
            check(text, &[]);
        }
    }

    #[test]
    fn roles_are_told_from_persons() {
        let role = |local: &str| Email { local: local.into(), domain: "x.be".into() }.is_role();
        for local in [
            "info",
            "sales",
            "boekhouding",
            "comptabilite",
            "buchhaltung",
            "info2",
            "sales.benelux",
            "no-reply",
            "noreply",
            "facturation",
            "administratie",
            "kontakt",
            "invoice",
            "accounts",
            "ordini",
        ] {
            assert!(role(local), "{local}");
        }
        for local in ["jan", "jan.peeters", "informatica.jan", "p.sales", "inge", "marc.info"] {
            assert!(!role(local), "{local}");
        }
    }
}
