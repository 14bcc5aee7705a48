//! What a cleaned value is, and how two of them compare.
//!
//! One room per kind of value: parse it or say that there is none, keys under which two of them can meet, levels at
//! which they agree. Nothing here knows records, files or settings. Lists of facts are TSV files under `data/`, made to
//! be read and corrected by people who know the country and not the program.

pub mod country;
pub mod date;
pub mod email;
pub mod fingerprint;
pub mod formula;
pub mod iban;
pub mod name;
pub mod person;
pub mod phone;
pub mod place;
pub mod spoilt;
pub mod tax_id;
pub mod text;
pub mod web;
pub mod word;
