//! What the job file says about the inputs: its section `[read]`.

use std::collections::BTreeMap;
use std::fmt;
use std::path::PathBuf;

use serde::de::{self, Deserializer, MapAccess, Visitor};
use serde::{Deserialize, Serialize};

use super::{captions, dialect, encoding};
use crate::error::{Error, Result};
use crate::record::{Kind, Source};

/// The section `[read]`.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Settings {
    /// The contacts.
    pub contacts: Option<Input>,
    /// The customers.
    pub customers: Option<Input>,
    /// The vendors.
    pub vendors: Option<Input>,
    /// The bank accounts.
    pub bank_accounts: Option<Input>,
    /// Links that exist already.
    pub links: Option<Input>,
    /// What people decided.
    pub decisions: Option<Input>,
    /// The country of a record that has none, as ISO 3166-1 alpha-2.
    pub country: Option<String>,
    /// The share of a file's rows above which rejected ones refuse the run, such as `5%` (the default).
    pub rejects_max: Option<String>,
}

impl Settings {
    /// The inputs there are, contacts first.
    pub fn inputs(&self) -> impl Iterator<Item = (Source, &Input)> {
        let [contacts, customers, vendors, bank_accounts] = Kind::ALL.map(Source::Table);
        [
            (contacts, &self.contacts),
            (customers, &self.customers),
            (vendors, &self.vendors),
            (bank_accounts, &self.bank_accounts),
            (Source::Links, &self.links),
            (Source::Decisions, &self.decisions),
        ]
        .into_iter()
        .filter_map(|(source, input)| input.as_ref().map(|input| (source, input)))
    }

    /// Where an input lies.
    pub fn path(&self, source: Source) -> Option<PathBuf> {
        self.inputs().find(|(one, _)| *one == source).map(|(_, input)| input.path.clone())
    }

    /// The same to change, as for paths relative to the job file.
    pub fn inputs_mut(&mut self) -> impl Iterator<Item = &mut Input> {
        let Self { contacts, customers, vendors, bank_accounts, links, decisions, .. } = self;
        [contacts, customers, vendors, bank_accounts, links, decisions].into_iter().filter_map(Option::as_mut)
    }

    /// What no file can put right: an encoding, a delimiter or a field that does not exist. The key stands in the
    /// error's column.
    pub fn wrong(&self) -> Vec<Error> {
        let mut wrong: Vec<Error> = self.rejects_share().err().into_iter().collect();
        for (source, input) in self.inputs() {
            let mut found = Vec::new();
            found.extend(input.encoding.as_ref().and_then(|label| encoding::by_label(label).err()));
            found.extend(input.delimiter.as_ref().and_then(|text| dialect::declared(text).err()));
            let unknown = input.columns.keys().filter(|english| captions::by_english(english).is_none());
            found.extend(unknown.map(|english| captions::unknown_field(english)));
            wrong.extend(found.into_iter().map(|mut error| {
                error.column = error.column.map(|column| format!("read.{}.{column}", source.key()).into());
                error
            }));
        }
        wrong
    }

    /// `rejects_max` as a share from 0 to 1; 0.05 where it is not given.
    pub fn rejects_share(&self) -> Result<f64> {
        let Some(text) = &self.rejects_max else { return Ok(0.05) };
        let number = text.trim().strip_suffix('%').and_then(|number| number.trim().parse::<f64>().ok());
        number.filter(|percent| (0.0..=100.0).contains(percent)).map(|percent| percent / 100.0).ok_or_else(|| {
            Error::refused(format!("is no percentage: \"{}\"", text.escape_debug()))
                .column("read.rejects_max")
                .hint("from \"0%\" to \"100%\"")
        })
    }
}

/// One input file: a path, or a table with a path and what cannot be found out from the file.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
pub struct Input {
    /// Where it lies.
    pub path: PathBuf,
    /// Its encoding by a label of the WHATWG Encoding Standard.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub encoding: Option<String>,
    /// Its delimiter: one character, or `tab`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub delimiter: Option<String>,
    /// Its own captions, by koppel's: `"VAT Registration No." = "BTW"`.
    #[serde(skip_serializing_if = "BTreeMap::is_empty")]
    pub columns: BTreeMap<String, String>,
}

impl From<PathBuf> for Input {
    fn from(path: PathBuf) -> Self {
        Self { path, ..Self::default() }
    }
}

impl<'de> Deserialize<'de> for Input {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> std::result::Result<Self, D::Error> {
        deserializer.deserialize_any(PathOrTable)
    }
}

/// Takes either form; serde's own way for this would lose the message of what is wrong inside the table.
struct PathOrTable;

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Long {
    path: PathBuf,
    encoding: Option<String>,
    delimiter: Option<String>,
    #[serde(default)]
    columns: BTreeMap<String, String>,
}

impl<'de> Visitor<'de> for PathOrTable {
    type Value = Input;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a path, or a table with `path`, `encoding`, `delimiter`, `columns`")
    }

    fn visit_str<E: de::Error>(self, path: &str) -> std::result::Result<Input, E> {
        Ok(Input::from(PathBuf::from(path)))
    }

    fn visit_map<A: MapAccess<'de>>(self, map: A) -> std::result::Result<Input, A::Error> {
        let Long { path, encoding, delimiter, columns } =
            Long::deserialize(de::value::MapAccessDeserializer::new(map))?;
        Ok(Input { path, encoding, delimiter, columns })
    }
}
