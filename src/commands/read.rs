//! `koppel read FILE`: one CSV as koppel sees it.
//!
//! In: a file of any dialect. Out: its captions and accepted rows as UTF-8 with comma and LF, columns koppel does not
//! know included; what is wrong with the others, by line, as remarks.

use std::path::Path;

use crate::commands::recognise::recognise;
use crate::commands::{Answer, Ending};
use crate::error::{Action, Error, Result};
use crate::record::{Table, unquote};
use crate::write::single;

/// Reads a file; the result goes to `out` where one is named.
///
/// # Errors
/// Refused: a file that is no table, one with rejected rows when `strict`, an `out` that is the file itself.
pub fn read(file: &Path, out: Option<&Path>, strict: bool) -> Result<Answer> {
    if let Some(out) = out {
        single::apart(out, None, &[file])?;
    }
    let recognised = recognise(file)?;
    let table = &recognised.table;
    let problems: Vec<String> = recognised
        .issues
        .iter()
        .filter(|issue| issue.action == Action::Rejected)
        .map(|issue| format!("{}:{}: {}", file.display(), issue.line, issue.problem))
        .collect();
    if strict && let Some(issue) = recognised.issues.iter().find(|issue| issue.action == Action::Rejected) {
        return Err(Error::refused(issue.problem.to_string()).file(file).line(issue.line.into()));
    }
    let ending = if problems.is_empty() { Ending::Done } else { Ending::Doubts };
    let text = plain(table).into_bytes();
    let Some(out) = out else { return Ok(Answer { result: text, remarks: problems, ending, ..Answer::default() }) };
    single::write(out, &text).map_err(|error| Error::io("write", out, &error))?;
    Ok(Answer { remarks: problems, ending, ..Answer::default() })
}

/// The captions and the accepted rows in the plainest dialect.
fn plain(table: &Table) -> String {
    let mut text = String::with_capacity(table.text.len());
    let line = |text: &mut String, cells: &mut dyn Iterator<Item = &str>| {
        for (at, cell) in cells.enumerate() {
            if at > 0 {
                text.push(',');
            }
            quote(cell, text);
        }
        text.push('\n');
    };
    line(&mut text, &mut table.captions.iter().map(String::as_str));
    let mut spans = Vec::new();
    for row in 0..table.len() {
        table.split(row, &mut spans);
        let raw = table.raw(table.rows[row]);
        let cells: Vec<_> = spans.iter().map(|span| unquote(&raw[span.clone()])).collect();
        line(&mut text, &mut cells.iter().map(AsRef::as_ref));
    }
    text
}

/// Appends a cell, between quotes where it needs them (RFC 4180).
fn quote(cell: &str, text: &mut String) {
    if cell.contains([',', '"', '\n', '\r']) || cell.starts_with(' ') || cell.ends_with(' ') {
        text.push('"');
        text.push_str(&cell.replace('"', "\"\""));
        text.push('"');
    } else {
        text.push_str(cell);
    }
}

#[cfg(test)]
mod tests {
    use std::fs;

    use super::*;

    fn check(bytes: &[u8], expected: &str, remarks: usize) {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("klanten.csv");
        fs::write(&file, bytes).unwrap();
        let answer = read(&file, None, false).unwrap();
        assert_eq!(String::from_utf8(answer.result).unwrap(), expected);
        assert_eq!(answer.remarks.len(), remarks, "{:?}", answer.remarks);
    }

    #[test]
    fn any_dialect_comes_out_as_the_plainest() {
        check(
            b"Nr.;Naam;Eigen\r\n1;Caf\xe9 \"De Kroon\";x\r\n2;\"a;b\";\r\n",
            "Nr.,Naam,Eigen\n1,\"Café \"\"De Kroon\"\"\",x\n2,a;b,\n",
            0,
        );
    }

    #[test]
    fn a_rejected_row_is_named_and_left_out() {
        check(b"No.,Name,City\n1,A,B\n2,C\n3,D,E\n", "No.,Name,City\n1,A,B\n3,D,E\n", 1);
    }
}
