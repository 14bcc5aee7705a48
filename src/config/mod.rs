//! The job file: a section for each stage, in TOML.
//!
//! Each stage owns its settings and their defaults; here they are collected, read from a file or from arguments, and
//! what crosses sections is checked. In: a path, or settings made from arguments. Out: a [`Job`] whose paths are
//! relative to the working directory and whose values are possible ones; or an error that names the file, the line and
//! the key, and says what to try. No input is opened here.

mod located;

use std::ffi::OsStr;
use std::fs;
use std::path::{Path, PathBuf};

use serde::{Deserialize, Serialize};

use crate::error::{Error, Result};
use crate::record::{Kind, Source};
use crate::value::country::Country;
use crate::{clean, decide, merge, pair, read, score, write};

/// The job file that is taken where none is named.
pub const DEFAULT: &str = "koppel.toml";

/// The most candidates of each contact that a job may ask for: pairs take memory, and of a thousand no person sees one.
const PER_CONTACT_MAX: u32 = 1_000;

/// What to do: the settings of every stage.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Job {
    /// The job file; `None` where the job was made from arguments.
    #[serde(skip)]
    pub path: Option<PathBuf>,
    /// `[read]`: the inputs.
    pub read: read::Settings,
    /// `[clean]`
    pub clean: clean::Settings,
    /// `[pair]`
    pub pair: pair::Settings,
    /// `[score]`
    pub score: score::Settings,
    /// `[decide]`
    pub decide: decide::Settings,
    /// `[merge]`
    pub merge: merge::Settings,
    /// `[write]`
    pub write: write::Settings,
}

impl Job {
    /// Reads a job file; `instead` is a command line that needs none, to show where there is none at all.
    ///
    /// # Errors
    /// Refused: no such file, not UTF-8, not TOML, unknown keys, values of the wrong kind, or impossible ones; what is
    /// wrong with single keys is told all at once.
    pub fn load(path: &Path, instead: Option<&str>) -> Result<Self> {
        let absent = |error| if path.exists() { error } else { missing(path, instead) };
        let bytes = read::file::contents(path).map_err(absent)?;
        Self::parse(&bytes, path)
    }

    /// Reads the text of a job file that lies at `path`: a UTF-8 mark is accepted.
    ///
    /// # Errors
    /// As [`Job::load`].
    pub fn parse(bytes: &[u8], path: &Path) -> Result<Self> {
        let text = std::str::from_utf8(bytes).map_err(|error| {
            // One in UTF-16 has a zero beside each letter.
            if !located::is_job(&String::from_utf8_lossy(bytes).replace('\0', "")) {
                return located::no_job().file(path);
            }
            let line = 1 + bytes[..error.valid_up_to()].iter().filter(|&&byte| byte == b'\n').count();
            Error::refused("the job file is not UTF-8").file(path).line(line as u64).hint("save it as UTF-8")
        })?;
        let text = text.strip_prefix('\u{feff}').unwrap_or(text);
        let (mut job, mut wrong) = located::read::<Self>(text, path)?;
        wrong.extend(job.wrong().into_iter().map(|error| located::place(error, text, path)));
        wrong.sort_by_key(|error| error.line);
        Error::all(wrong)?;
        job.path = Some(path.to_path_buf());
        job.start_from(path.parent().unwrap_or(Path::new("")));
        Ok(job)
    }

    /// The job of a run without a job file: these inputs, everything else at its default.
    ///
    /// # Errors
    /// Refused: as the job file with the same settings would be.
    pub fn from_arguments(read: read::Settings) -> Result<Self> {
        let job = Self { read, ..Self::default() };
        Error::all(job.wrong())?;
        Ok(job)
    }

    /// Whether the job has what `koppel link` needs: contacts and something to link them to.
    ///
    /// # Errors
    /// Refused, naming the key that is missing.
    pub fn check_link(&self) -> Result<()> {
        let refuse = |error: Error| match &self.path {
            Some(path) => error.file(path),
            None => error,
        };
        if self.input(Kind::Contact).is_none() {
            return Err(refuse(Error::refused("there are no contacts").hint(self.how_to_name(Kind::Contact))));
        }
        if Kind::ACCOUNTS.iter().all(|&kind| self.input(kind).is_none()) {
            let hint = self.how_to_name(Kind::Customer) + ", vendors or bank accounts";
            return Err(refuse(Error::refused("there is nothing to link the contacts to").hint(hint)));
        }
        Ok(())
    }

    /// The input of a table, where the job names one.
    pub fn input(&self, kind: Kind) -> Option<&read::Input> {
        self.read.inputs().find(|(source, _)| *source == Source::Table(kind)).map(|(_, input)| input)
    }

    /// The settings as they hold, defaults included: a job file that says everything.
    ///
    /// # Errors
    /// Failed, where a setting has no form in TOML: a path that is no Unicode.
    pub fn effective(&self) -> Result<String> {
        toml::to_string(&self.in_full()).map_err(|error| Error::failed(format!("cannot show the settings: {error}")))
    }

    /// The settings as the manifest keeps them: inputs by their file names and without the output folder, since a set
    /// does not depend on where it was made.
    ///
    /// # Errors
    /// As [`Job::effective`].
    pub fn settings(&self) -> Result<serde_json::Value> {
        let mut job = self.in_full();
        job.each_path(|path| *path = path.file_name().map(PathBuf::from).unwrap_or_default());
        let mut value =
            serde_json::to_value(&job).map_err(|error| Error::failed(format!("cannot show the settings: {error}")))?;
        if let Some(write) = value.get_mut("write").and_then(serde_json::Value::as_object_mut) {
            write.remove("directory");
        }
        Ok(value)
    }

    /// The same, with every default written out.
    fn in_full(&self) -> Self {
        Self { merge: self.merge.in_full(), ..self.clone() }
    }

    /// How to name a table's file, for hints.
    fn how_to_name(&self, kind: Kind) -> String {
        let key = kind.key();
        match self.path {
            Some(_) => format!("name the file in section [read]: {key} = '{key}.csv'"),
            None => format!("name the file with --{} FILE", key.replace('_', "-")),
        }
    }

    /// Paths are written relative to the job file.
    fn start_from(&mut self, folder: &Path) {
        self.each_path(|path| *path = folder.join(&*path));
        self.write.directory = folder.join(&self.write.directory);
    }

    /// Does something to the path of every file the job reads.
    fn each_path(&mut self, change: impl Fn(&mut PathBuf)) {
        for input in self.read.inputs_mut() {
            change(&mut input.path);
        }
        if let Some(model) = &mut self.score.model {
            change(model);
        }
    }

    /// Values that are of the right kind and yet impossible. The key stands in each error's column.
    fn wrong(&self) -> Vec<Error> {
        let mut wrong = self.wrong_inputs();
        let mut say = |key: &str, what: String, hint: &str| wrong.push(Error::refused(what).column(key).hint(hint));
        if self.read.country.as_ref().is_some_and(|code| code.len() != 2 || Country::parse(code).is_none()) {
            let hint = "two letters, as in ISO 3166-1: country = \"BE\"";
            say("read.country", "this is no country code".into(), hint);
        }
        let decide::Settings { link, review, .. } = self.decide;
        if !(link > 0.0 && link < 1.0) {
            let hint = "the default is 0.95; a lower one links more, and more of it wrongly";
            say("decide.link", "a probability lies between 0 and 1, both excluded".into(), hint);
        } else if review == decide::Settings::default().review && review > link {
            // Nobody need have written `review`.
            let hint = format!("set `review` too, at most {link}");
            say("decide.link", format!("this is below `review`, which is {review}"), &hint);
        } else if !(review > 0.0 && review <= link) {
            let what = format!("reviews begin above 0 and not above `link`, which is {link}");
            say("decide.review", what, "the default is 0.50");
        }
        if self.pair.per_contact == 0 {
            say("pair.per_contact", "without candidates nothing can be linked".into(), "the default is 25");
        } else if self.pair.per_contact > PER_CONTACT_MAX {
            let what = format!("more than {PER_CONTACT_MAX} candidates of each contact take memory without end");
            say("pair.per_contact", what, "the default is 25");
        }
        if self.score.model.is_some() {
            let hint = "leave the key out: the built-in weights need no training";
            say("score.model", "learnt weights cannot be read yet".into(), hint);
        }
        let directory = &self.write.directory;
        if directory.as_os_str().is_empty() {
            say("write.directory", "the output folder has no name".into(), "directory = 'out'");
        } else if directory.to_string_lossy().contains(char::is_control) {
            say("write.directory", "the path has control characters in it".into(), located::SINGLE_QUOTES);
        }
        wrong.extend(self.merge.check().err().into_iter().flat_map(Error::each));
        wrong
    }

    /// Inputs that cannot be meant, and files whose merged forms would get one name.
    fn wrong_inputs(&self) -> Vec<Error> {
        let mut wrong = self.read.wrong();
        let mut seen: Vec<(String, &'static str)> = Vec::new();
        let plain = format!("rename the file; or, in a job file: {}", located::SINGLE_QUOTES);
        for (source, input) in self.read.inputs() {
            let (key, path) = (source.key(), input.path.as_path());
            let mut say = |what: &str, hint: &str| {
                wrong.push(Error::refused(what).column(format!("read.{key}")).hint(hint));
            };
            match path.to_str() {
                None => say("the path is no Unicode", "rename the file: its name goes into the manifest"),
                Some("") => say("the file has no name", &format!("{key} = '{key}.csv'")),
                Some(text) if text.contains(|character: char| character.is_control()) => {
                    say("the path has control characters in it", &plain);
                }
                Some(_) => {}
            }
            // Where capitals make no difference in names (Windows, macOS) these two would be one file.
            let name = path.file_name().unwrap_or(OsStr::new("")).to_string_lossy().to_lowercase();
            if let Some((_, other)) = seen.iter().find(|(earlier, _)| *earlier == name) {
                let hint = "rename one of them: the merged files would get one name";
                say(&format!("`{other}` is a file of the same name"), hint);
            }
            seen.push((name, key));
        }
        wrong
    }
}

/// A text as it is written in a job file: between single quotes, so that a `\` stays one, where that is possible.
pub fn quoted(text: &str) -> String {
    if text.contains(|character: char| character == '\'' || character.is_control()) {
        toml::Value::from(text).to_string()
    } else {
        format!("'{text}'")
    }
}

/// There is no such job file: says which ones there are.
fn missing(path: &Path, instead: Option<&str>) -> Error {
    let folder = path.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."));
    let mut jobs: Vec<String> = fs::read_dir(folder)
        .into_iter()
        .flatten()
        .flatten()
        .map(|entry| entry.path())
        .filter(|file| file.extension() == Some(OsStr::new("toml")))
        .filter_map(|file| Some(format!("`{}`", file.file_name()?.to_string_lossy())))
        .collect();
    jobs.sort();
    jobs.truncate(5);
    let hint = match jobs.as_slice() {
        [] => {
            let instead = instead.map_or_else(String::new, |line| format!("; or name them: {line}"));
            format!("`koppel init` looks at your exports and writes a job file{instead}")
        }
        jobs => format!("in that folder: {}; `koppel init` writes a new one", jobs.join(", ")),
    };
    Error::refused("there is no such job file").file(path).hint(hint)
}

#[cfg(test)]
mod tests;
