//! `koppel init`: looks at exports and writes a commented job file that runs as it is.
//!
//! In: files or a folder. Out: a `koppel.toml` that names what was recognised and says in comments what else could be
//! set; a file that is there already is never replaced.

use std::collections::{BTreeMap, BTreeSet};
use std::ffi::OsStr;
use std::fmt::Write as _;
use std::fs;
use std::io::Write as _;
use std::path::{Component, Path, PathBuf};

use crate::commands::recognise::{Recognised, called, recognise};
use crate::commands::{self, Answer, dialect};
use crate::config::{Job, quoted};
use crate::error::{Error, Result};
use crate::record::{Field, Kind, Source, Table};
use crate::value::country::Country;
use crate::value::text::{noun, squeeze, visible};
use crate::write;

/// What a new job file says below its inputs.
const REST: &str = include_str!("init.toml");

/// Writes the job file `job` for the exports in `places`: files, or folders of which the CSV files are taken.
///
/// # Errors
/// Refused: the job file is there already, no export was recognised, two are the same table.
pub fn init(places: &[PathBuf], job: &Path) -> Result<Answer> {
    if job.exists() {
        let error = Error::refused("is there already, and stays as it is").file(job);
        return Err(error.hint("name another job file with --out FILE, or move this one away"));
    }
    write::single::apart(job, None, &[])?;
    let here = [PathBuf::from(".")];
    let files = exports(if places.is_empty() { &here } else { places })?;
    let mut remarks = Vec::new();
    let mut inputs: BTreeMap<Source, Recognised> = BTreeMap::new();
    for file in &files {
        match recognise(file, false) {
            Ok(found) => add(&mut inputs, found, &mut remarks)?,
            Err(error) => remarks.push(format!("left out: {}", Error { hint: None, ..error })),
        }
    }
    if !inputs.contains_key(&Source::Table(Kind::Contact)) {
        let error = Error::refused("no export of contacts was recognised");
        return Err(error.hint(hint(&files, &remarks)));
    }
    let folder = job.parent().unwrap_or(Path::new(""));
    let text = written(&inputs, folder);
    Job::parse(text.as_bytes(), job)?;
    let mut file = fs::File::create_new(job).map_err(|error| Error::io("write the job file", job, &error))?;
    if let Err(error) = file.write_all(text.as_bytes()).and_then(|()| file.sync_all()) {
        // Half a job file would be in the way of the next try.
        drop(fs::remove_file(job));
        return Err(Error::io("write the job file", job, &error));
    }
    Ok(Answer { result: commands::text(&told(&inputs, job)), remarks, ..Answer::default() })
}

/// The files there are, in the order of their names.
fn exports(places: &[PathBuf]) -> Result<Vec<PathBuf>> {
    let (mut files, mut seen) = (Vec::new(), BTreeSet::new());
    // One that is named twice, or lies in a folder that is named too, is one.
    let mut take = |path: PathBuf| {
        if seen.insert(fs::canonicalize(&path).unwrap_or_else(|_| path.clone())) {
            files.push(path);
        }
    };
    for place in places {
        if !place.is_dir() {
            take(place.clone());
            continue;
        }
        let entries = fs::read_dir(place).map_err(|error| Error::io("list the folder", place, &error))?;
        let mut found: Vec<PathBuf> =
            entries.flatten().map(|entry| entry.path()).filter(|path| is_export(path)).collect();
        found.sort();
        for path in found {
            take(path.strip_prefix(".").map(Path::to_path_buf).unwrap_or(path));
        }
    }
    Ok(files)
}

/// Whether a file in a folder looks like an export by its name.
fn is_export(path: &Path) -> bool {
    let extension = |path: &Path| path.extension().and_then(OsStr::to_str).map(str::to_ascii_lowercase);
    match extension(path).as_deref() {
        Some("csv" | "txt" | "tsv") => path.is_file(),
        Some("gz") => extension(Path::new(path.file_stem().unwrap_or_default())).as_deref() == Some("csv"),
        _ => false,
    }
}

/// Takes a recognised file in, or says why not.
fn add(inputs: &mut BTreeMap<Source, Recognised>, found: Recognised, remarks: &mut Vec<String>) -> Result<()> {
    let path = &found.table.path;
    if let Some(caption) = movement(&found.table) {
        remarks.push(format!(
            "left out: {} has a column `{}`, and its number only a caption of other programs: it is hardly a list of {}",
            path.display(),
            visible(caption),
            found.sources.first().map_or_else(String::new, |&source| called(source))
        ));
        return Ok(());
    }
    let Some(source) = found.source() else {
        let sources: Vec<String> = found.sources.iter().map(|&source| called(source)).collect();
        remarks.push(format!("left out: {} could be {}", path.display(), sources.join(" or ")));
        return Ok(());
    };
    if let Some(other) = inputs.get(&source) {
        // What its own captions say stands before what those of other programs may mean.
        let is_known = [&other.table, &found.table].map(|table| !is_foreign(table));
        if is_known[0] != is_known[1] {
            let (known, stranger) = if is_known[0] { (&other.table, path) } else { (&found.table, &other.table.path) };
            let (known, stranger) = (known.path.display(), stranger.display());
            remarks.push(format!("left out: {stranger}, since {known} surely holds {}", called(source)));
            if is_known[1] {
                inputs.insert(source, found);
            }
            return Ok(());
        }
        let what = format!("both {} and {} hold {}", other.table.path.display(), path.display(), called(source));
        return Err(Error::refused(what).hint("name the files to use: koppel init FILE FILE ..."));
    }
    inputs.insert(source, found);
    Ok(())
}

/// Captions of what moves or is sold: who has such a column is no record of a firm, but of an order, a payment or an article.
/// In English, Dutch, French and German (practitioner knowledge).
const MOVEMENTS: [&str; 28] = [
    "amount",
    "bedrag",
    "montant",
    "betrag",
    "price",
    "unitprice",
    "prijs",
    "prix",
    "preis",
    "quantity",
    "qty",
    "aantal",
    "quantite",
    "menge",
    "date",
    "datum",
    "orderdate",
    "orderdatum",
    "invoicedate",
    "factuurdatum",
    "datefacture",
    "rechnungsdatum",
    "bookingdate",
    "boekdatum",
    "buchungsdatum",
    "transactiondate",
    "valuedate",
    "valutadatum",
];

/// Whether what makes rows records, their number, is known by a caption of other programs only.
fn is_foreign(table: &Table) -> bool {
    table.guessed.contains(&Field::No)
}

/// The caption that shows a list as one of orders, payments or articles; of a table whose own captions say what it is none does.
fn movement(table: &Table) -> Option<&str> {
    let shows = |caption: &&str| is_foreign(table) && MOVEMENTS.contains(&squeeze(caption).as_str());
    table.captions.iter().map(String::as_str).find(shows)
}

/// What to try where there are no contacts.
fn hint(files: &[PathBuf], remarks: &[String]) -> String {
    // Shells fill it in; those of Windows leave that to the program.
    let is_pattern = |file: &PathBuf| file.to_string_lossy().contains('*') && !file.exists();
    match (files, remarks) {
        _ if files.iter().any(is_pattern) => {
            "`*` is not filled in here; name the exports or their folder: koppel init FOLDER".to_owned()
        }
        ([], _) => {
            "there is no .csv, .txt or .tsv file; name the exports or their folder: koppel init FOLDER".to_owned()
        }
        (_, []) => "a contacts export has columns such as No., Type, Name, Company No.".to_owned(),
        (_, remarks) => remarks.join("; "),
    }
}

/// The command that these exports are enough for.
fn next(inputs: &BTreeMap<Source, Recognised>) -> &'static str {
    let accounts = Kind::ACCOUNTS.iter().any(|&kind| inputs.contains_key(&Source::Table(kind)));
    if accounts { "link" } else { "dedupe" }
}

/// The text of the job file.
fn written(inputs: &BTreeMap<Source, Recognised>, folder: &Path) -> String {
    let mut text = format!(
        "# What koppel does with these exports. `koppel check` says how it understands them, `koppel {}` runs the job.\n\
         # Paths are relative to this file; put them between single quotes. What begins with # is a comment; the values\n\
         # shown there are the defaults.\n\n[read]\n",
        next(inputs)
    );
    for (&source, found) in inputs {
        let table = &found.table;
        let path = quoted(&relative(&table.path, folder).to_string_lossy());
        let _ = writeln!(text, "# {} {}; {}", table.len(), noun(table.len(), "rows"), dialect(table));
        // What was concluded is said for a person to see and correct; a strict run concludes nothing.
        let input = match table.dialect.encoding {
            encoding if table.dialect.encoding_declared || encoding == "UTF-8" => path,
            encoding => format!("{{ path = {path}, encoding = \"{encoding}\" }}"),
        };
        let _ = writeln!(text, "{} = {input}", source.key());
    }
    for kind in Kind::ACCOUNTS.into_iter().filter(|&kind| !inputs.contains_key(&Source::Table(kind))) {
        let _ = writeln!(text, "# {key} = '{key}.csv'", key = kind.key());
    }
    if !inputs.contains_key(&Source::Links) {
        text.push_str("# links that exist already, an export of table 5054 (Contact Business Relation)\n");
        text.push_str("# links = 'contact_business_relations.csv'\n");
    }
    if !inputs.contains_key(&Source::Decisions) {
        text.push_str(
            "# what people decided; the run says where the file is not there yet\n# decisions = 'decisions.csv'\n",
        );
    }
    text.push_str("# a file that is not understood by itself:\n");
    text.push_str("# vendors = { path = 'v.csv', encoding = \"windows-1252\", delimiter = \";\", ");
    text.push_str("columns = { \"VAT Registration No.\" = \"BTW\" } }\n# the country of a record that has none\n");
    match inputs.get(&Source::Table(Kind::Contact)).and_then(|found| usual_country(&found.table)) {
        Some(country) => {
            let _ = writeln!(text, "country = \"{country}\"");
        }
        None => text.push_str("# country = \"BE\"\n"),
    }
    text + REST
}

/// A path as it is written in a job file that lies in `folder`.
fn relative(path: &Path, folder: &Path) -> PathBuf {
    if folder.as_os_str().is_empty() || path.is_absolute() {
        return path.to_path_buf();
    }
    // `.` says nothing: `./koppel.toml` lies where `contacts.csv` does.
    let plain = |path: &Path| path.components().filter(|part| *part != Component::CurDir).collect::<PathBuf>();
    let inside = plain(path).strip_prefix(plain(folder)).map(Path::to_path_buf);
    inside.unwrap_or_else(|_| write::real(path).unwrap_or(path.to_path_buf()))
}

/// The country that more than half of the records with a country have.
fn usual_country(table: &Table) -> Option<String> {
    let mut count: BTreeMap<String, usize> = BTreeMap::new();
    for row in 0..table.len() {
        if let Some(country) = Country::parse(&table.value(row, Field::Country)) {
            *count.entry(country.code().to_owned()).or_default() += 1;
        }
    }
    let all: usize = count.values().sum();
    count.into_iter().find(|(_, rows)| rows * 2 > all).map(|(country, _)| country)
}

/// What was recognised, for people.
fn told(inputs: &BTreeMap<Source, Recognised>, job: &Path) -> String {
    let mut text = String::new();
    for (&source, found) in inputs {
        let table = &found.table;
        let (name, rows) = (table.path.display(), table.len());
        let _ = writeln!(text, "{:<14} {name}: {rows} {}; {}", called(source), noun(rows, "rows"), dialect(table));
    }
    let _ = writeln!(text, "\n{} is written. Next: koppel check, then koppel {}.", job.display(), next(inputs));
    text
}
