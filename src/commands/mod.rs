//! The commands beyond `link` and `dedupe`, a file each: what they have to say is returned, and `main` prints it.

pub mod check;
pub mod evaluate;
pub mod explain;
pub mod init;
pub mod read;
mod recognise;
pub mod verify;

use serde::Serialize;

use crate::error::{Error, Result};
use crate::record::Table;
use crate::value::text::visible_lines;

/// What a command has to say.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Answer {
    /// The result, for stdout.
    pub result: Vec<u8>,
    /// Remarks, a line each, for stderr.
    pub remarks: Vec<String>,
    /// What must be known however little is asked for, a line each, for stderr.
    pub warnings: Vec<String>,
    /// How it ended.
    pub ending: Ending,
}

/// How a command that was carried out ended.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum Ending {
    /// Done: exit code 0.
    #[default]
    Done,
    /// Done, but rows were rejected, decisions could not be applied, or an edited set was kept: exit code 3.
    Doubts,
    /// Done, but a person is needed: exit code 5.
    Asks,
    /// What was to be checked does not hold: exit code 1.
    Refused,
}

/// A result as text for people, in which nothing is left that a terminal would take for an order.
pub fn text(result: &str) -> Vec<u8> {
    visible_lines(result).into_owned().into_bytes()
}

/// Whether bytes are numbers by name, as [`json`] writes the times of the stages; nothing is as well.
pub fn are_times(bytes: &[u8]) -> bool {
    bytes.is_empty() || serde_json::from_slice::<std::collections::BTreeMap<String, f64>>(bytes).is_ok()
}

/// A result as JSON, with a line end.
///
/// # Errors
/// Failed, where the result has no form in JSON.
pub fn json(result: &impl Serialize) -> Result<Vec<u8>> {
    let text = serde_json::to_vec_pretty(result);
    let mut text = text.map_err(|error| Error::failed(format!("cannot write the result as JSON: {error}")))?;
    text.push(b'\n');
    Ok(text)
}

/// How a file was written, in words: `windows-1252 (concluded), delimiter ;, CRLF`.
fn dialect(table: &Table) -> String {
    let dialect = &table.dialect;
    let concluded = if dialect.encoding_declared || dialect.encoding == "UTF-8" { "" } else { " (concluded)" };
    let mark = if dialect.mark { " with mark" } else { "" };
    let delimiter = dialect.delimiter_word();
    let delimiter = if dialect.delimiter == b'\t' { delimiter } else { format!("`{delimiter}`") };
    let line_end = dialect.line_end_word();
    let gzip = if dialect.gzip { ", gzip" } else { "" };
    format!("{}{mark}{concluded}, delimiter {delimiter}, {line_end}{gzip}", dialect.encoding)
}
