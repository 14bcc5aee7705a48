//! `koppel read FILE`: one CSV as koppel sees it.
//!
//! In: a file of any dialect. Out: its captions and accepted rows as UTF-8 with comma and LF, columns koppel does not
//! know included; what is wrong with the others, by line, as remarks.

use std::path::Path;

use crate::commands::recognise::recognise;
use crate::commands::{Answer, Ending};
use crate::error::{Action, Error, Result};
use crate::read;
use crate::record::{Table, unquote};
use crate::write::single;

/// Reads a file; the result goes to `out` where one is named.
///
/// # Errors
/// Refused: a file that is no table, with `strict` one in which anything is doubtful, an `out` that is the file itself.
pub fn read(file: &Path, out: Option<&Path>, strict: bool) -> Result<Answer> {
    if let Some(out) = out {
        let folder =
            out.parent().filter(|folder| ["manifest.json", "issues.csv"].iter().all(|name| folder.join(name).exists()));
        single::apart(out, folder, &[file])?;
        refuse_foreign(out)?;
    }
    let recognised = recognise(file, strict)?;
    let table = &recognised.table;
    let problems: Vec<String> = recognised
        .issues
        .iter()
        .filter(|issue| issue.action == Action::Rejected)
        .map(|issue| format!("{}:{}: {}", file.display(), issue.line, issue.problem))
        .collect();
    if strict {
        let path = |_| Some(file.to_path_buf());
        read::strictly(&recognised.issues, path, "mend the file, or read it without --strict")?;
    }
    let ending = if problems.is_empty() { Ending::Done } else { Ending::Doubts };
    let text = plain(table).into_bytes();
    let Some(out) = out else { return Ok(Answer { result: text, remarks: problems, ending, ..Answer::default() }) };
    single::write(out, &text).map_err(|error| Error::io("write", out, &error))?;
    Ok(Answer { remarks: problems, ending, ..Answer::default() })
}

/// Refuses to replace a file that this command cannot have written: one that is no UTF-8 or has a mark, CR LF or another
/// delimiter is somebody's export, and a `.toml` a job.
fn refuse_foreign(out: &Path) -> Result<()> {
    let is_plain = |bytes: &[u8]| {
        let text = std::str::from_utf8(bytes).unwrap_or("\r");
        let first = text.split('\n').next().unwrap_or_default();
        !text.starts_with('\u{feff}')
            && !first.ends_with('\r')
            && (first.contains(',') || !first.contains([';', '\t', '|']))
            && out.extension().is_none_or(|ending| ending != "toml")
    };
    single::spare(out, is_plain)
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

    #[test]
    fn what_somebody_else_has_written_stays() {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("klanten.csv");
        fs::write(&file, "No.,Name\n1,A\n").unwrap();
        for (name, text, code) in [
            ("new.csv", None, true),
            ("old.csv", Some("Nr.,Naam\n2,\"B\r\n\"\n"), true),
            ("empty.csv", Some(""), true),
            ("koppel.toml", Some("[read]\ncontacts = 'c.csv'\n"), false),
            ("leveranciers.csv", Some("No.;Name\n1;A\n"), false),
            ("excel.csv", Some("\u{feff}No.,Name\n1,A\n"), false),
            ("bc.csv", Some("No.,Name\r\n1,A\r\n"), false),
        ] {
            let out = folder.path().join(name);
            if let Some(text) = text {
                fs::write(&out, text).unwrap();
            }
            assert_eq!(read(&file, Some(&out), false).is_ok(), code, "{name}");
            let expected = if code { Some("No.,Name\n1,A\n") } else { text };
            assert_eq!(fs::read_to_string(&out).ok().as_deref(), expected, "{name}");
        }
        for name in ["manifest.json", "issues.csv"] {
            fs::write(folder.path().join(name), "").unwrap();
        }
        assert!(read(&file, Some(&folder.path().join("in-a-set.csv")), false).is_err());
    }

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

    #[test]
    fn a_strict_reading_refuses_whatever_is_doubtful() {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("klanten.csv");
        let is_read = |bytes: &[u8]| {
            fs::write(&file, bytes).unwrap();
            [false, true].map(|strict| read(&file, None, strict).is_ok())
        };
        assert_eq!(is_read(b"No.,Name\n1,Zwaan\n"), [true, true]);
        // A guessed encoding, a rejected row.
        assert_eq!(is_read(b"No.,Name\n1,Caf\xe9 Zwaan\n"), [true, false]);
        assert_eq!(is_read(b"No.,Name,City\n1,A,B\n2,C\n"), [true, false]);
    }
}
