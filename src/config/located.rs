//! What is wrong with a job file, in the words of its reader: the line, the key by its dotted path, what to try.

use std::ops::Range;
use std::path::Path;

use serde::de::DeserializeOwned;
use toml::de::{DeTable, DeValue, Deserializer};

use crate::error::{Error, Result};
use crate::stage::Stage;
use crate::value::word::nearest;

/// What to try where a `\` of a Windows path was taken for an escape.
pub(super) const SINGLE_QUOTES: &str = "between double quotes a `\\` starts an escape: put paths between single quotes, \
                                        'C:\\exports\\contacts.csv', or write them with `/`";

/// The most slips of one job file that are told at once.
const TOLD: usize = 20;

/// Reads a document as far as it goes: what is wrong with single keys is told beside it, and those keys count as not
/// written.
///
/// # Errors
/// Refused: no TOML at all, or nothing can be read from it.
pub(super) fn read<T: DeserializeOwned>(text: &str, path: &Path) -> Result<(T, Vec<Error>)> {
    let mut document = DeTable::parse(text).map_err(|error| {
        let span = error.span().unwrap_or(0..0);
        if is_job(text) { syntax(error.message(), text, &span).file(path) } else { no_job().file(path) }
    })?;
    let mut wrong: Vec<Error> =
        take_lists(document.get_mut()).map(|(key, at)| a_list(&key).file(path).line(line_of(text, at))).collect();
    loop {
        let error = match T::deserialize(Deserializer::from(document.clone())) {
            Ok(read) => return Ok((read, wrong)),
            Err(error) => error,
        };
        let span = error.span().unwrap_or(0..0);
        let key = key_at(document.get_ref(), &span);
        let worded = reword(error.message()).file(path).line(line_of(text, span.start));
        let worded = match &key {
            Some(keys) => worded.column(keys.iter().map(|key| dotted(key)).collect::<Vec<_>>().join(".")),
            None => worded,
        };
        let removed = key.is_some_and(|keys| remove(document.get_mut(), &keys));
        if !removed || wrong.len() == TOLD {
            return Err(wrong.into_iter().fold(worded, Error::with));
        }
        // What has no text where a date stood is told once.
        let inside = worded.column.as_ref().map(|column| format!("{column}."));
        let is_told =
            |told: &Error| inside.as_ref().zip(told.column.as_ref()).is_some_and(|(key, of)| of.starts_with(key));
        if !wrong.iter().any(is_told) {
            wrong.push(worded);
        }
    }
}

/// Whether a text that cannot be read may be a job at all: a line of it names a section. One of another text is not shown,
/// since it may be somebody's data.
pub(super) fn is_job(text: &str) -> bool {
    let names_one = |line: &str| {
        let line = line.trim_start().trim_start_matches('[').trim_start();
        let rest = Stage::ALL.iter().find_map(|stage| line.strip_prefix(stage.word()));
        rest.is_some_and(|rest| rest.trim_start().starts_with([']', '.', '=']))
    };
    text.lines().any(names_one)
}

/// That a file is something else.
pub(super) fn no_job() -> Error {
    Error::refused("is no job file: it has no section of one, such as [read]")
        .hint("an export is named with --contacts FILE and the like, or in a job file, which `koppel init` writes")
}

/// Takes the lists out that stand where sections should, whose elements would be taken for the keys of a section in their order:
/// the name of each, and where it stands.
fn take_lists(document: &mut DeTable<'_>) -> impl Iterator<Item = (String, usize)> {
    let is_list = |value: &toml::Spanned<DeValue<'_>>| matches!(value.get_ref(), DeValue::Array(_));
    let lists = document.iter().filter(|(_, value)| is_list(value));
    let lists: Vec<_> = lists.map(|(key, _)| (key.get_ref().to_string(), key.span().start)).collect();
    lists.iter().for_each(|(key, _)| drop(document.remove(key.as_str())));
    lists.into_iter()
}

/// That a section is written as a list.
fn a_list(key: &str) -> Error {
    let error = Error::refused("expected a section, [name] on a line of its own, found a list").column(dotted(key));
    error.hint("between single brackets, and each section once")
}

/// Takes a key out of a document; whether it was there.
fn remove(table: &mut DeTable<'_>, keys: &[String]) -> bool {
    match keys {
        [] => false,
        [last] => table.remove(last.as_str()).is_some(),
        [first, rest @ ..] => match table.get_mut(first.as_str()).map(toml::Spanned::get_mut) {
            Some(DeValue::Table(inner)) => remove(inner, rest),
            _ => false,
        },
    }
}

/// Rewords what the parser has to say on a key.
fn reword(message: &str) -> Error {
    if message.starts_with("unknown field `$__toml_private_datetime`") {
        Error::refused("expected a text between quotes, found a date").hint("put it between quotes")
    } else if let Some(rest) = message.strip_prefix("unknown field ") {
        unknown_key(rest)
    } else if let Some(rest) = message.strip_prefix("unknown variant ") {
        unknown_word(rest)
    } else if let Some(rest) = message.strip_prefix("invalid type: ").or(message.strip_prefix("invalid value: ")) {
        wrong_kind(rest)
    } else if message == "missing field `path`" {
        Error::refused("the file has no path").hint("name it: { path = 'contacts.csv' }")
    } else if message == "wanted string or table" {
        Error::refused("expected a text between quotes").hint("one of the words that the README lists")
    } else {
        Error::refused(message)
    }
}

/// Gives an error whose column is a dotted key the file and the line on which that key stands.
pub(super) fn place(error: Error, text: &str, path: &Path) -> Error {
    let key = error.column.clone().unwrap_or_default();
    let document = DeTable::parse(text).ok();
    let span = document.as_ref().and_then(|document| span_of(document.get_ref(), &key));
    match span {
        Some(span) => error.file(path).line(line_of(text, span.start)),
        None => error.file(path),
    }
}

/// `x`, expected one of `a`, `b`.
fn unknown_key(rest: &str) -> Error {
    let (found, known) = quoted(rest);
    let error = Error::refused("there is no such key");
    match (nearest(found, known.iter().copied()), known.as_slice()) {
        (Some(near), _) => error.hint(format!("did you mean `{near}`?")),
        (None, []) => error,
        (None, known) if known.contains(&"read") => {
            error.hint(format!("it stands below its section, such as [read]; the sections are {}", known.join(", ")))
        }
        (None, known) => error.hint(format!("known here: {}", known.join(", "))),
    }
}

/// `x`, expected `a` or `b`.
fn unknown_word(rest: &str) -> Error {
    let (found, known) = quoted(rest);
    let error = Error::refused(format!("`{found}` cannot stand here"));
    error.hint(format!("one of \"{}\"", known.join("\", \"")))
}

/// The first text between backquotes, and all the others.
fn quoted(text: &str) -> (&str, Vec<&str>) {
    let mut parts = text.split('`').skip(1).step_by(2);
    (parts.next().unwrap_or_default(), parts.collect())
}

/// `string "a", expected f64`, in words of people.
fn wrong_kind(rest: &str) -> Error {
    let (found, expected) = rest.rsplit_once(", expected ").unwrap_or((rest, ""));
    let found = found.replace("string", "the text").replace("floating point", "the number").replace('`', "");
    let found = match found.split_once(' ') {
        Some(("integer", number)) => format!("the number {}", number.trim_end_matches(" as i128")),
        Some(("boolean", word)) => word.to_owned(),
        _ => found.replace("sequence", "a list").replace("map", "a section or a date"),
    };
    let expected = match expected {
        "f64" => "a number such as 0.95",
        "u32" | "u64" | "usize" => "a whole number",
        "a boolean" => "true or false",
        "a string" | "path string" => "a text between quotes",
        "a sequence" => "a list such as [\"a\", \"b\"]",
        section if section.starts_with("struct ") || section == "a map" => "a section, [name] on a line of its own",
        other => other,
    };
    let error = Error::refused(format!("expected {expected}, found {}", shortened(&found)));
    let quoted = found.strip_prefix("the text \"").and_then(|text| text.strip_suffix('"'));
    let is_plain = |text: &&str| text.parse::<f64>().is_ok() || matches!(*text, "true" | "false");
    match (quoted.filter(is_plain), found.strip_prefix("the number ")) {
        (Some(plain), _) if expected != "a text between quotes" => error.hint(format!("without quotes: {plain}")),
        (None, Some(number)) if expected == "a text between quotes" => {
            error.hint(format!("between quotes: \"{number}\"; a share is a percentage: \"5%\""))
        }
        _ => match expected {
            "a number such as 0.95" => error.hint("a share of one, without quotes: 0.95"),
            "a whole number" => error.hint(format!("from 1 to {}, without quotes", u32::MAX)),
            "true or false" => error.hint("one of the two words, without quotes"),
            "a text between quotes" => error.hint("put it between quotes"),
            _ if expected.starts_with("a list") => error.hint("put it between brackets, each text between quotes"),
            _ => error.hint("the README shows each section and key"),
        },
    }
}

/// What is no TOML at all: shows the line.
fn syntax(message: &str, text: &str, span: &Range<usize>) -> Error {
    if message.contains("recursion limit") {
        // The parser says at the beginning of the text what it met in the middle.
        let depth = |line: &str| line.matches(['.', '[', '{']).count();
        let deepest = (1..).zip(text.lines()).max_by_key(|&(at, line)| (depth(line), std::cmp::Reverse(at)));
        let error = Error::refused("a key or a value is nested too deep").line(deepest.map_or(1, |(at, _)| at));
        return error.hint("no key of a job has more than three parts, as in merge.fields.name");
    }
    let at = text.floor_char_boundary(span.start);
    let start = text[..at].rfind('\n').map_or(0, |end| end + 1);
    let line = text[start..].lines().next().unwrap_or_default();
    let character = text[start..at].chars().count() + 1;
    let error = Error::refused(format!("this cannot be read, from character {character}: {}", shortened(line.trim())))
        .line(line_of(text, span.start));
    let before: String = line.chars().take(character).collect();
    if before.contains('"') && before.contains('\\') { error.hint(SINGLE_QUOTES) } else { error.hint(message) }
}

/// A line of a job file, cut where it is long.
fn shortened(line: &str) -> String {
    const LONGEST: usize = 60;
    match line.char_indices().nth(LONGEST) {
        Some((end, _)) => format!("{}...", &line[..end]),
        None => line.to_owned(),
    }
}

/// The physical line, counted from 1.
fn line_of(text: &str, offset: usize) -> u64 {
    1 + text.bytes().take(offset).filter(|&byte| byte == b'\n').count() as u64
}

/// The keys that lead to the one that is written, or whose value is written, at a place.
fn key_at(table: &DeTable<'_>, place: &Range<usize>) -> Option<Vec<String>> {
    let within = |span: Range<usize>| span.start <= place.start && place.start < span.end.max(span.start + 1);
    for (key, value) in table {
        let inner = value.get_ref().as_table().and_then(|table| key_at(table, place));
        let name = key.get_ref().to_string();
        if let Some(inner) = inner {
            return Some(std::iter::once(name).chain(inner).collect());
        }
        if within(key.span()) || within(value.span()) {
            return Some(vec![name]);
        }
    }
    None
}

/// Where a dotted key is written. Keys may have dots of their own, as `VAT Registration No.` has, quoted or not.
fn span_of(table: &DeTable<'_>, path: &str) -> Option<Range<usize>> {
    table.iter().find_map(|(key, value)| {
        let name = key.get_ref();
        let rest = [name.to_string(), dotted(name), format!("\"{name}\"")]
            .iter()
            .find_map(|written| path.strip_prefix(written.as_str()))?;
        match rest.strip_prefix('.') {
            _ if rest.is_empty() => Some(key.span()),
            Some(rest) => span_of(value.get_ref().as_table()?, rest),
            None => None,
        }
    })
}

/// A key as it is written in a job file.
fn dotted(key: &str) -> String {
    let bare = !key.is_empty() && key.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"_-".contains(&byte));
    if bare { key.to_owned() } else { format!("\"{key}\"") }
}
