//! What stops a run, and what a row can have wrong.
//!
//! An [`Error`] ends the run; nothing has been written then. An [`Issue`] is one row or value that could not be used,
//! was repaired or is doubtful: it is counted, listed in `issues.csv`, and never stops anything by itself.

use std::borrow::Cow;
use std::fmt;
use std::io::ErrorKind;
use std::ops::Deref;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use crate::record::Source;
use crate::value::text::visible;

/// The answer of everything that can stop a run.
pub type Result<T> = std::result::Result<T, Error>;

/// Whose move it is after an [`Error`]; the exit code of the program says it to scripts.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Cause {
    /// Arguments, job file or an input cannot be used as they are: exit code 1.
    Refused,
    /// The machine failed us (disk, memory, permissions); the earlier outputs are untouched: exit code 2.
    Failed,
    /// The machine failed us when the new outputs were in place already: exit code 2.
    Late,
    /// Another run is working on the same folder: exit code 4.
    Busy,
}

/// What stops a run: what is wrong in one line, where, and what to try.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Error {
    /// Whose move it is.
    pub cause: Cause,
    /// What is wrong, without the place: one line, no full stop.
    pub what: String,
    /// The file it is about, where there is one.
    pub file: Option<PathBuf>,
    /// The physical line in that file, counted from 1.
    pub line: Option<u64>,
    /// The column by its caption, or the key by its dotted path.
    pub column: Option<Box<str>>,
    /// What to try next.
    pub hint: Option<Box<str>>,
    /// What else is wrong, where several things were found at once: one carries the next.
    pub also: Option<Box<Self>>,
}

impl Error {
    fn new(cause: Cause, what: impl Into<String>) -> Self {
        Self { cause, what: what.into(), file: None, line: None, column: None, hint: None, also: None }
    }

    /// The user's move: arguments, job file or an input cannot be used.
    pub fn refused(what: impl Into<String>) -> Self {
        Self::new(Cause::Refused, what)
    }

    /// The machine's fault.
    pub fn failed(what: impl Into<String>) -> Self {
        Self::new(Cause::Failed, what)
    }

    /// Another run holds the folder.
    pub fn busy(what: impl Into<String>) -> Self {
        Self::new(Cause::Busy, what)
    }

    /// An operation on `path` that the operating system refused; `doing` completes "cannot ...".
    pub fn io(doing: &str, path: &Path, error: &std::io::Error) -> Self {
        let failed = Self::failed(format!("cannot {doing}: {error}")).file(path);
        match remedy(error) {
            Some(hint) => failed.hint(hint),
            None => failed,
        }
    }

    /// The failure came when the new outputs were in place already.
    #[must_use]
    pub fn late(mut self) -> Self {
        self.cause = Cause::Late;
        self
    }

    /// Everything that was found wrong, as one error; nothing where there is nothing.
    ///
    /// # Errors
    /// The first, which carries the others.
    pub fn all(found: impl IntoIterator<Item = Self>) -> Result<()> {
        found.into_iter().reduce(Self::with).map_or(Ok(()), Err)
    }

    /// This error with another one that was found beside it.
    #[must_use]
    pub fn with(mut self, other: Self) -> Self {
        self.also = Some(match self.also.take() {
            Some(also) => Box::new(also.with(other)),
            None => Box::new(other),
        });
        self
    }

    /// This error and all that were found with it, none of them carrying another.
    pub fn each(mut self) -> Vec<Self> {
        let rest = self.also.take().map_or_else(Vec::new, |also| also.each());
        std::iter::once(self).chain(rest).collect()
    }

    /// Does something to this error and to all that were found with it.
    #[must_use]
    pub fn map(mut self, change: &impl Fn(Self) -> Self) -> Self {
        let also = self.also.take();
        let mut changed = change(self);
        changed.also = also.map(|also| Box::new(also.map(change)));
        changed
    }

    /// Names the file.
    #[must_use]
    pub fn file(mut self, file: impl AsRef<Path>) -> Self {
        self.file = Some(file.as_ref().to_path_buf());
        self
    }

    /// Names the physical line, counted from 1.
    #[must_use]
    pub fn line(mut self, line: u64) -> Self {
        self.line = Some(line);
        self
    }

    /// Names the column or key.
    #[must_use]
    pub fn column(mut self, column: impl Into<String>) -> Self {
        self.column = Some(column.into().into_boxed_str());
        self
    }

    /// Says what to try.
    #[must_use]
    pub fn hint(mut self, hint: impl Into<String>) -> Self {
        self.hint = Some(hint.into().into_boxed_str());
        self
    }
}

/// What helps against an answer of the operating system.
fn remedy(error: &std::io::Error) -> Option<&'static str> {
    /// What Unix says where a process, or all of them, have too many files open.
    const TOO_MANY_OPEN: [i32; 2] = [24, 23];
    let of_unix = cfg!(unix).then(|| error.raw_os_error()).flatten();
    match error.kind() {
        ErrorKind::StorageFull | ErrorKind::QuotaExceeded => {
            Some("make room there, or name a folder on another disk with --out DIR")
        }
        ErrorKind::FileTooLarge => Some("raise the limit on the size of a file (`ulimit -f`), or choose another disk"),
        ErrorKind::PermissionDenied => Some("give the account that runs koppel the right to it"),
        ErrorKind::ReadOnlyFilesystem => Some("name a folder on a disk that can be written to"),
        ErrorKind::InvalidFilename => {
            Some("choose a shorter name; koppel adds some letters to that of its output folder")
        }
        ErrorKind::CrossesDevices => Some("it belongs to a layer that does not change: name another folder"),
        _ if of_unix.is_some_and(|code| TOO_MANY_OPEN.contains(&code)) => {
            Some("raise the limit on open files (`ulimit -n`), or try --threads 1")
        }
        _ if is_unshared(error) => Some("close the program that has the file open, then run again"),
        ErrorKind::NotFound | ErrorKind::IsADirectory | ErrorKind::NotADirectory | ErrorKind::AlreadyExists => None,
        _ => Some("look at the path and at the health of its disk, then run again"),
    }
}

/// Whether an error says that another program has a file open and does not share it.
pub fn is_unshared(error: &std::io::Error) -> bool {
    /// What Windows says of a file, and of a part of one.
    const UNSHARED: [i32; 2] = [32, 33];
    cfg!(windows) && error.raw_os_error().is_some_and(|code| UNSHARED.contains(&code))
}

/// The most characters of a key or a caption that a message shows.
const KEY_MAX: usize = 200;
/// The most characters of what is wrong, and of a hint: room for many captions, not for a whole file.
const TEXT_MAX: usize = 4_000;

/// A text as a message shows it, cut where it is too long for one.
fn shortened(text: &str, most: usize) -> Cow<'_, str> {
    match text.char_indices().nth(most) {
        Some((end, _)) => Cow::Owned(format!("{}...", &text[..end])),
        None => Cow::Borrowed(text),
    }
}

/// One error alone, in one line and its hint; whatever a name or a key holds, no terminal takes it for an order.
impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if let Some(file) = &self.file {
            write!(f, "{}", visible(&file.to_string_lossy()))?;
            if let Some(line) = self.line {
                write!(f, ":{line}")?;
            }
            write!(f, ": ")?;
        }
        if let Some(column) = &self.column {
            write!(f, "`{}`: ", visible(&shortened(column, KEY_MAX)))?;
        }
        write!(f, "{}", visible(&shortened(&self.what, TEXT_MAX)))?;
        if let Some(hint) = &self.hint {
            write!(f, "\n  hint: {}", visible(&shortened(hint, TEXT_MAX)))?;
        }
        Ok(())
    }
}

impl std::error::Error for Error {}

/// What became of the row or value an [`Issue`] is about.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Action {
    /// The row takes no part; it stands verbatim in `rejected/`. A decision cannot be applied.
    Rejected,
    /// Read as something better for comparing; the cell itself is untouched.
    Repaired,
    /// Used as it is, but somebody should know.
    Noted,
}

impl Action {
    /// The word in `issues.csv`.
    pub fn word(self) -> &'static str {
        match self {
            Self::Rejected => "rejected",
            Self::Repaired => "repaired",
            Self::Noted => "noted",
        }
    }
}

/// One row or value that could not be used, was repaired or is doubtful.
///
/// A file may have millions of rows that cannot be used, all for one reason: issues that say the same share what they
/// say, so that each costs no more than a row does.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Issue {
    /// The input it is about.
    pub source: Source,
    /// The physical line, counted from 1; 0 when the whole file or column is meant.
    pub line: u32,
    said: Arc<Said>,
    /// What became of it.
    pub action: Action,
}

/// What an [`Issue`] says.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Said {
    /// The column by its caption in the file; empty when the whole row is meant.
    pub column: Cow<'static, str>,
    /// What is wrong, in words; never the value itself.
    pub problem: Cow<'static, str>,
    /// What it was meant to be, where that is known; like the value for `issues.csv` alone.
    pub proposal: String,
    /// The value as it stands in the file; empty when the row is meant.
    pub value: String,
}

impl Issue {
    /// One about a whole row, or about a file or column where the line is 0.
    pub fn new(source: Source, line: u32, problem: impl Into<Cow<'static, str>>, action: Action) -> Self {
        let said =
            Said { column: Cow::Borrowed(""), problem: problem.into(), proposal: String::new(), value: String::new() };
        Self { source, line, said: Arc::new(said), action }
    }

    /// That something was used as it is, but somebody should know.
    pub fn noted(source: Source, line: u32, problem: impl Into<Cow<'static, str>>) -> Self {
        Self::new(source, line, problem, Action::Noted)
    }

    /// The same, said of another line.
    #[must_use]
    pub fn again(&self, line: u32) -> Self {
        Self { line, ..self.clone() }
    }

    /// Names the column by its caption.
    #[must_use]
    pub fn column(mut self, column: impl Into<Cow<'static, str>>) -> Self {
        Arc::make_mut(&mut self.said).column = column.into();
        self
    }

    /// Shows the value.
    #[must_use]
    pub fn value(mut self, value: impl Into<String>) -> Self {
        Arc::make_mut(&mut self.said).value = value.into();
        self
    }

    /// Says what it was meant to be.
    #[must_use]
    pub fn propose(mut self, proposal: impl Into<String>) -> Self {
        Arc::make_mut(&mut self.said).proposal = proposal.into();
        self
    }
}

impl Deref for Issue {
    type Target = Said;

    fn deref(&self) -> &Said {
        &self.said
    }
}
