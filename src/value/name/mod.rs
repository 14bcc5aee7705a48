//! Names of companies: the words with their roles, the legal form, other names, what is no part of the name.
//!
//! In: the two lines of a name as they stand. Out: a [`Name`], or nothing when there is no letter or digit in them.
//! A name with a letter or digit always has words; nothing here knows how rare a word is: that weight is for the
//! vocabulary of the run to say, the role of a word only informs it. The parts are read by fixed rules from lists under
//! `data/`, in Dutch, French, German and English first, and in the languages around them.

mod form;
mod group;
mod initials;
mod marks;
mod parts;
mod tokens;
mod variant;
mod words;

#[cfg(test)]
mod tests;

pub use form::{Class, Form, Relation, are_one, relation};
pub use group::{ACCOUNT, KIND, Telling, telling};
pub use variant::variant_key;
pub use words::{is_known, short_for, spellings};

/// What a word does in a name.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Role {
    /// It names this company.
    Content,
    /// Nearly worthless: `group`, `services`, `international`, `and`, `the`.
    Common,
    /// What the company does or sells: `bakkerij`, `transport`.
    Trade,
    /// A town, region or country.
    Place,
    /// That it is a branch: `filiaal`, `agence`, `store`.
    Branch,
    /// A number in digits, whether it was written in digits, as an ordinal or in roman numerals.
    Number,
    /// A single letter.
    Initial,
}

/// A word of a name.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Word {
    /// Lower-case ASCII letters or digits; of words with one meaning the one kept: `gebr` is `gebroeders`.
    pub text: String,
    /// What it does.
    pub role: Role,
    /// The first letter of the word as it was written, which an acronym has: `r` of `rental`, kept as `verhuur`.
    pub initial: u8,
}

impl Word {
    fn new(text: &str, role: Role, written: &str) -> Self {
        Self { text: text.to_owned(), role, initial: written.as_bytes().first().copied().unwrap_or(b' ') }
    }
}

/// A company name, read.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Name {
    /// The words in their order, without the legal form; never empty.
    pub words: Vec<Word>,
    /// The legal form, where there is one.
    pub form: Option<&'static Form>,
    /// Whether what is read as its legal form may be letters of a person's name as well: `Winterbourne, A. E.`.
    pub may_be_initials: bool,
    /// Other names of the company: its trade name, what stands between brackets, the parts around a dash.
    pub aliases: Vec<Vec<Word>>,
    /// The text says that the company or its record has ended: `- OUD`, `in liquidation`, `do not use`.
    pub closed: bool,
    /// For whose attention, as folded text.
    pub attention: Option<String>,
    /// The text without what is no part of it, folded, where there was any.
    pub plain: Option<String>,
    /// As long as the lines of older tables: its end may be missing.
    pub cut: bool,
}

/// The name in the two lines `Name` and `Name 2`; nothing when neither has a letter or digit.
///
/// The second line goes on with the first where that was cut at 30 or 50 characters (the lengths of older Business
/// Central tables), where a legal form runs over the end, or where it starts with `&`; it is for somebody's attention
/// where it says so; else it is another name.
pub fn parse(name: &str, name_2: &str) -> Option<Name> {
    parts::parse(name, name_2)
}
