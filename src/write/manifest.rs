//! `manifest.json`: what a set was made from and what it consists of, and whether a folder still is that set.
//!
//! The manifest is written last, so a folder that has one was complete. It carries a seal, the SHA-256 of the manifest
//! itself with zeros in the seal's place, so that an edited manifest is seen like any edited file.

use std::cmp::Ordering;
use std::io;
use std::path::Path;

use rayon::prelude::*;
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};

use super::disk::{Disk, Thing};
use super::output::{self, Entry};
use crate::error::{Error, Result};
use crate::value::text::noun;

/// The name of the file.
pub(super) const NAME: &str = "manifest.json";

/// A seal before it is set.
const OPEN: &str = "0000000000000000000000000000000000000000000000000000000000000000";

/// What file browsers leave behind in every folder they show (practitioner knowledge): nobody's work.
const LITTER: [&str; 3] = [".DS_Store", "Thumbs.db", "desktop.ini"];

/// An input as the manifest lists it: by its name, so that a set does not depend on where it was made.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Origin {
    /// The key of the job file: `contacts`, ... `links`, `decisions`.
    pub(super) role: String,
    pub(super) file: String,
    pub(super) sha256: String,
    /// Rows under the header, whatever became of them.
    pub(super) rows: u64,
}

/// The whole manifest.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(super) struct Manifest {
    /// The version of koppel that made the set. Its name also says whose manifest this is.
    pub(super) koppel: String,
    seal: String,
    pub(super) as_of: String,
    pub(super) settings: serde_json::Value,
    pub(super) inputs: Vec<Origin>,
    pub(super) outputs: Vec<Entry>,
}

impl Manifest {
    /// A manifest of this version, not yet sealed.
    pub(super) fn new(as_of: &str, settings: serde_json::Value, inputs: Vec<Origin>, outputs: Vec<Entry>) -> Self {
        let (koppel, seal) = (env!("CARGO_PKG_VERSION").to_owned(), OPEN.to_owned());
        Self { koppel, seal, as_of: as_of.to_owned(), settings, inputs, outputs }
    }

    /// The text of the file, sealed.
    pub(super) fn render(&self) -> Result<String> {
        let text = serde_json::to_string_pretty(self)
            .map_err(|error| Error::failed(format!("cannot write the manifest: {error}")))?;
        let text = text + "\n";
        let seal = output::hex(Sha256::new_with_prefix(&text));
        Ok(text.replacen(OPEN, &seal, 1))
    }

    /// Where a file has more or fewer rows than in the set before: inputs first, then the lists of this set, a line each.
    pub(super) fn since(&self, before: &Self) -> Vec<String> {
        let told = |name: &str, now: u64, then: u64| {
            let than = match now.cmp(&then) {
                _ if now * 2 < then => format!("less than half of the {then} of the set before"),
                Ordering::Less => format!("{} fewer than in the set before", then - now),
                Ordering::Greater => format!("{} more than in the set before", now - then),
                Ordering::Equal => return None,
            };
            Some(format!("{name}  {now} {}, {than}", noun(now, "rows")))
        };
        let inputs = self.inputs.iter().filter_map(|now| {
            let then = before.inputs.iter().find(|then| then.role == now.role)?;
            told(&now.file, now.rows, then.rows)
        });
        let lists = self.outputs.iter().filter(|now| !now.file.contains('/')).filter_map(|now| {
            let then = before.outputs.iter().find(|then| then.file == now.file)?;
            told(&now.file, now.rows?, then.rows?)
        });
        let is_here = |then: &&Entry| self.outputs.iter().any(|now| now.file == then.file);
        let gone =
            before.outputs.iter().filter(|then| then.rows.is_some() && !then.file.contains('/') && !is_here(then));
        let gone = gone.map(|then| format!("{}  is no more: the set before was made by another command", then.file));
        inputs.chain(lists).chain(gone).collect()
    }

    /// The manifest of a folder; `None` where there is none that koppel wrote.
    pub(super) fn load(disk: &Disk, folder: &Path) -> io::Result<Option<(Self, bool)>> {
        let path = folder.join(NAME);
        // What cannot be asked is an error: an edited set must never pass for a folder without a manifest.
        if !matches!(disk.look(&path)?, Thing::File(_)) {
            return Ok(None);
        }
        let bytes = disk.read(&path)?;
        let Ok(text) = String::from_utf8(bytes) else { return Ok(None) };
        let Ok(manifest) = serde_json::from_str::<Self>(&text) else { return Ok(None) };
        let open = text.replacen(&manifest.seal, OPEN, 1);
        let sealed = output::hex(Sha256::new_with_prefix(&open)) == manifest.seal;
        Ok(Some((manifest, sealed)))
    }
}

/// The seal of the set in a folder; `None` where it holds none that koppel wrote.
pub(super) fn seal(disk: &Disk, folder: &Path) -> io::Result<Option<String>> {
    Ok(Manifest::load(disk, folder)?.map(|(manifest, _)| manifest.seal))
}

/// What became of a published set since.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
pub struct Findings {
    /// How many files the manifest lists, itself included.
    pub files: usize,
    /// Files that are not what was published.
    pub altered: Vec<String>,
    /// Files that are gone.
    pub missing: Vec<String>,
    /// Files and folders that are not koppel's.
    pub foreign: Vec<String>,
}

impl Findings {
    /// Whether the folder is exactly what was published.
    pub fn intact(&self) -> bool {
        self.altered.is_empty() && self.missing.is_empty() && self.foreign.is_empty()
    }
}

/// Files and folders in `folder` that its manifest does not know; all of them where it has none. Reads no file but the manifest.
pub(super) fn foreign(disk: &Disk, folder: &Path) -> io::Result<Vec<String>> {
    let manifest = Manifest::load(disk, folder)?;
    let outputs = manifest.as_ref().map_or(&[][..], |(manifest, _)| &manifest.outputs);
    let mut found = walk(disk, folder)?;
    found.retain(|name| !known(name, outputs, manifest.is_some()));
    Ok(found)
}

/// The files that the manifest of a folder lists; none where it has none that koppel wrote.
pub(super) fn names(disk: &Disk, folder: &Path) -> Vec<String> {
    let Ok(Some((manifest, _))) = Manifest::load(disk, folder) else { return Vec::new() };
    manifest.outputs.into_iter().map(|entry| entry.file).collect()
}

/// A folder against its manifest, file by file; `None` where it has none that koppel wrote.
pub fn compare(folder: &Path) -> io::Result<Option<Findings>> {
    compare_on(&Disk::default(), folder)
}

/// The same on a disk of the caller's.
pub(super) fn compare_on(disk: &Disk, folder: &Path) -> io::Result<Option<Findings>> {
    let Some((manifest, sealed)) = Manifest::load(disk, folder)? else { return Ok(None) };
    let present = walk(disk, folder)?;
    let mut findings = Findings { files: manifest.outputs.len() + 1, ..Findings::default() };
    if !sealed {
        findings.altered.push(NAME.to_owned());
    }
    let states: Vec<io::Result<bool>> = manifest
        .outputs
        .par_iter()
        .map(|entry| Ok(present.binary_search(&entry.file).is_ok() && same(disk, folder, entry)?))
        .collect();
    for (entry, same) in manifest.outputs.iter().zip(states) {
        if present.binary_search(&entry.file).is_err() {
            findings.missing.push(entry.file.clone());
        } else if !same? {
            findings.altered.push(entry.file.clone());
        }
    }
    findings.foreign = present.into_iter().filter(|name| !known(name, &manifest.outputs, true)).collect();
    Ok(Some(findings))
}

/// Whether a file is what its entry says; the size is asked first, since it costs nothing.
fn same(disk: &Disk, folder: &Path, entry: &Entry) -> io::Result<bool> {
    let path = output::below(folder, &entry.file);
    Ok(disk.look(&path)? == Thing::File(entry.bytes) && output::sha256(disk, &path)? == entry.sha256)
}

/// Whether a file is one that programs leave in folders where people look or work: those in [`LITTER`], and the locks of
/// office programs that have a file open or died with it open (`.~lock.NAME#` and `~$NAME`). Who saves an open file after
/// a run has changed the set, which the next run sees and keeps.
fn is_litter(name: &str) -> bool {
    LITTER.contains(&name) || (name.starts_with(".~lock.") && name.ends_with('#')) || name.starts_with("~$")
}

/// Whether a path, as [`walk`] spells it, belongs to a set with these outputs.
fn known(name: &str, outputs: &[Entry], has_manifest: bool) -> bool {
    let last = name.rsplit('/').next().unwrap_or(name);
    is_litter(last)
        || (has_manifest && name == NAME)
        || outputs.iter().any(|entry| entry.file == name)
        || (name.ends_with('/') && outputs.iter().any(|entry| entry.file.starts_with(name)))
}

/// All paths below a folder, sorted, with `/` between their parts and after a folder; links are not followed.
fn walk(disk: &Disk, folder: &Path) -> io::Result<Vec<String>> {
    let mut found = Vec::new();
    let mut waiting = vec![(folder.to_path_buf(), String::new())];
    while let Some((path, prefix)) = waiting.pop() {
        for (entry, is_folder) in disk.list(&path)? {
            let name = format!("{prefix}{}", entry.to_string_lossy());
            if is_folder {
                waiting.push((path.join(entry), format!("{name}/")));
                found.push(format!("{name}/"));
            } else {
                found.push(name);
            }
        }
    }
    found.sort_unstable();
    Ok(found)
}
