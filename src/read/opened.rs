//! One file opened: its bytes become text once, whatever is then asked of it.
//!
//! What a file holds is said by the job or, where nobody has said it, tried by its captions; the rows are read once.

use std::mem;
use std::ops::Range;

use super::encoding::{self, Decoded};
use super::{Input, append, captions, dialect, header, rows, settle};
use crate::error::{Action, Error, Issue, Result};
use crate::record::{Dialect, Field, Kind, Source, Table};

/// A file as text.
#[derive(Debug)]
pub struct Opened<'i> {
    input: &'i Input,
    /// The text without its `sep=` line, and what is known of its encoding.
    decoded: Decoded,
    gzip: bool,
    sep_line: String,
    /// The delimiter that line names.
    named: Option<u8>,
    sha256: String,
}

/// A caption, and what it would be in some table.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Heading {
    /// As it stands in the file.
    pub caption: String,
    /// The field that its column is taken for.
    pub field: Option<Field>,
}

impl<'i> Opened<'i> {
    /// Unpacks and decodes; the path of `input` is only its name.
    pub(super) fn new(bytes: Vec<u8>, input: &'i Input) -> Result<Self> {
        let sha256 = encoding::sha256(&bytes);
        let (gzip, mut decoded) =
            encoding::open(bytes, input.encoding.as_deref()).map_err(|error| error.file(&input.path))?;
        let (mut sep_line, mut named) = (String::new(), None);
        if let Some((line, delimiter)) = dialect::sep_line(&decoded.text) {
            (sep_line, named) = (line.to_owned(), Some(delimiter));
            decoded.text.drain(..sep_line.len());
        }
        Ok(Self { input, decoded, gzip, sep_line, named, sha256 })
    }

    /// The captions as those of a table; what is wrong with the rows is not looked at.
    ///
    /// # Errors
    /// Refused: captions that cannot be those of such a table.
    pub fn headings(&self, source: Source) -> Result<Vec<Heading>> {
        let layout = self.layout(source, &mut Vec::new()).map_err(|error| self.of_file(error))?;
        let mut headings: Vec<Heading> =
            layout.captions.into_iter().map(|caption| Heading { caption, field: None }).collect();
        for (field, column) in Field::ALL.iter().zip(layout.columns) {
            if let Some(column) = column {
                headings[usize::from(column)].field = Some(*field);
            }
        }
        Ok(headings)
    }

    /// Refuses an encoding that is neither UTF-8 nor declared.
    ///
    /// # Errors
    /// Where it would have to be concluded.
    pub fn refuse_concluded(&self, source: Source) -> Result<()> {
        let Decoded { encoding, declared, .. } = self.decoded;
        if declared || encoding == "UTF-8" {
            return Ok(());
        }
        let what = format!("is not UTF-8 and declares no encoding: it would be read as {encoding}");
        let (key, name) = (source.key(), self.input.path.file_name().unwrap_or_default().to_string_lossy());
        let said = format!("{key} = {{ path = '{name}', encoding = \"{encoding}\" }}");
        Err(self.of_file(Error::refused(what).hint(format!("if that is right, say so in the job: {said}"))))
    }

    /// The rows, read as those of a table: the text goes into it.
    ///
    /// # Errors
    /// Refused: a file that cannot be used as such a table; it stays as it was.
    pub fn table(&mut self, source: Source, issues: &mut Vec<Issue>) -> Result<Table> {
        self.parse(source, issues).map_err(|error| self.of_file(error))
    }

    fn of_file(&self, error: Error) -> Error {
        error.map(&|error| error.file(&self.input.path))
    }

    fn layout(&self, source: Source, issues: &mut Vec<Issue>) -> Result<rows::Layout> {
        let (input, text) = (self.input, &self.decoded.text);
        let known =
            |caption: &str| captions::may_know(source, caption) || input.columns.values().any(|own| own == caption);
        let delimiter = match &input.delimiter {
            Some(declared) => dialect::declared(declared)?,
            None => self.named.unwrap_or_else(|| dialect::delimiter(text, known)),
        };
        let first_line = 1 + dialect::line_ends(&self.sep_line);
        let mut layout = header::read(text, source, delimiter, first_line, input, issues)?;
        let sep = self.sep_line.len();
        let after = self.decoded.foreign.iter().filter(|line| line.start >= sep);
        layout.foreign = after.map(|line| line.start - sep..line.end - sep).collect::<Vec<Range<usize>>>();
        if layout.is_foreign(layout.header) {
            return Err(Error::refused("has captions that are not UTF-8, unlike the rest of the file")
                .line(layout.header.line.into())
                .hint("say encoding = \"utf-8\" or \"windows-1252\" in the job, whichever is right"));
        }
        Ok(layout)
    }

    fn parse(&mut self, source: Source, issues: &mut Vec<Issue>) -> Result<Table> {
        let layout = self.layout(source, issues)?;
        let decoded = &mut self.decoded;
        let sorted = rows::read(&decoded.text, &layout)?;
        issues.extend(decoded.doubts.iter().map(|&(line, problem)| Issue::noted(source, line, problem)));
        append(issues, sorted.issues);
        refuse_no_rows(&layout, sorted.rows.is_empty() && sorted.rejected.is_empty(), issues)?;
        let header = layout.header;
        let line_end = dialect::line_end(&decoded.text[header.start + header.len as usize..]);
        let mut table = Table {
            source,
            path: self.input.path.clone(),
            dialect: Dialect {
                encoding: decoded.encoding,
                encoding_declared: decoded.declared,
                mark: decoded.mark,
                delimiter: layout.delimiter,
                sep_line: self.sep_line.clone(),
                line_end,
                gzip: self.gzip,
            },
            text: mem::take(&mut decoded.text),
            header,
            captions: layout.captions,
            columns: layout.columns,
            rows_read: sorted.read,
            rows: sorted.rows,
            rejected: sorted.rejected,
            collapsed: sorted.collapsed,
            guessed: Vec::new(),
            foreign: layout.foreign,
            sha256: self.sha256.clone(),
        };
        if let Err(error) = settle::settle(&mut table, self.input, issues) {
            decoded.text = table.text;
            return Err(error);
        }
        table.guessed = captions::guessed(&table, self.input);
        issues.extend(stranger(&table));
        issues.sort_unstable();
        Ok(table)
    }
}

/// That nothing but the captions of other programs says what a table is: a list of orders or of payments has such too.
fn stranger(table: &Table) -> Option<Issue> {
    let [no, name] = captions::stranger(table)?.map(|caption| captions::list(&[caption.to_owned()]));
    let problem = format!(
        "number and name are known by captions of other programs only, `{no}` and `{name}`: if this is a list of {}, say \
         columns = {{ \"No.\" = \"{no}\" }}",
        table.source.key().replace('_', " ")
    );
    Some(Issue::new(table.source, table.header.line, problem, Action::Noted))
}

/// Contacts without a row refuse the run; of the others an empty table is possible, and noted.
fn refuse_no_rows(layout: &rows::Layout, none: bool, issues: &mut Vec<Issue>) -> Result<()> {
    match layout.source {
        Source::Table(Kind::Contact) if none => {
            Err(Error::refused("holds captions, but no rows").hint("export it again: a filter may have left nothing"))
        }
        Source::Table(_) if none => {
            issues.push(layout.issue(layout.header.line, "holds captions, but no rows", Action::Noted));
            Ok(())
        }
        _ => Ok(()),
    }
}
