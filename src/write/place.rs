//! The output folder and the names beside it.
//!
//! Beside `DIR` there are only names of koppel's own: `.DIR.koppel.lock` (stays, empty), `.DIR.koppel.new` (the set being
//! written; the old one from the switch until it is removed), `.DIR.koppel.old` (the old one for the moment of a switch
//! that takes more than one step), `DIR.kept-N` (sets somebody has worked in), `DIR.next` (a complete set that could
//! not take its place, since another program had a file of the old one open) and `.DIR.koppel.waits` (the seal of that set:
//! any other set under its name is another job's).

use std::ffi::OsString;
use std::io::{self, Write as _};
use std::path::{Component, Path, PathBuf};

use super::disk::{self, Disk, Thing};
use super::exchange;
use super::manifest;
use crate::error::{Error, Result};

/// The output folder.
#[derive(Debug)]
pub(super) struct Place {
    pub(super) disk: Disk,
    /// As the user wrote it, for messages.
    pub(super) given: PathBuf,
    /// The folder itself, symbolic links resolved, so that a link to it stays one.
    pub(super) folder: PathBuf,
}

impl Place {
    /// Finds the folder, or where it will be; nothing is made.
    pub(super) fn resolve(disk: Disk, given: &Path) -> Result<Self> {
        let given = given.to_path_buf();
        let failed = |error: io::Error| Error::io("use as output folder", &given, &error);
        let cannot_be = |error: io::Error| match error.kind() {
            // The name itself is at fault, not the disk: it leads through a file, in a circle, or is too long.
            io::ErrorKind::NotADirectory => impossible(&given, THROUGH_A_FILE),
            kind if kind == io::ErrorKind::InvalidFilename
                || (given.is_symlink() && kind != io::ErrorKind::PermissionDenied) =>
            {
                impossible(&given, &error.to_string())
            }
            _ => failed(error),
        };
        if !disk::takes_name(&given).map_err(failed)? {
            return Err(impossible(&given, "the system keeps this name for something else"));
        }
        if given.try_exists().map_err(cannot_be)? {
            if !given.is_dir() {
                let error = Error::refused("is a file, not a folder to write to").file(&given);
                return Err(error.hint("name a folder, such as \"out\""));
            }
            let folder = disk.resolve(&given).map_err(failed)?;
            if folder.file_name().is_none() || disk::is_mounted(&folder) {
                let error = Error::refused("is a whole file system, which cannot be replaced at once").file(&given);
                return Err(error.hint("name a folder in it"));
            }
            return Ok(Self { disk, given, folder });
        }
        let Some(name) = given.file_name().filter(|_| !given.is_symlink()) else {
            let error = Error::refused("cannot be made: its name leads nowhere").file(&given);
            return Err(error.hint("name a folder, such as \"out\""));
        };
        let parent = given.parent().filter(|parent| !parent.as_os_str().is_empty()).unwrap_or(Path::new("."));
        let folder = resolved(&disk, parent).map_err(failed)?.join(name);
        Ok(Self { disk, given, folder })
    }

    /// Whether the folder that holds it is there.
    pub(super) fn is_reached(&self) -> bool {
        self.parent().is_dir()
    }

    /// That the folders in which it will lie can be made.
    pub(super) fn reachable(&self) -> Result<()> {
        // Windows says neither of a file on the way nor of a drive that is not there more than that nothing is found.
        let is_missing = |place: &&Path| !place.exists();
        if self.parent().ancestors().take_while(is_missing).any(Path::is_symlink) {
            return Err(impossible(&self.given, "a link in it leads nowhere"));
        }
        match self.parent().ancestors().find(|place| place.exists()) {
            None => Err(impossible(&self.given, "the drive it names is not there")),
            Some(there) if !there.is_dir() => Err(impossible(&self.given, THROUGH_A_FILE)),
            Some(there) => {
                let failed = |error: io::Error| Error::io("make folders for the output in", there, &error);
                self.disk.may_change(there).map_err(failed)
            }
        }
    }

    /// Makes the folders in which it lies.
    pub(super) fn reach(&self) -> Result<()> {
        let failed = |error: io::Error| Error::io("use as output folder", &self.given, &error);
        self.disk.make_folders(self.parent()).map_err(failed)
    }

    /// A name beside the folder: `before`, the folder's own name, `after`.
    fn beside(&self, before: &str, after: &str) -> PathBuf {
        let mut name = OsString::from(before);
        name.push(self.folder.file_name().unwrap_or_default());
        name.push(after);
        self.folder.with_file_name(name)
    }

    /// A folder beside the output folder, as the user would write it.
    pub(super) fn as_given(&self, beside: &Path) -> PathBuf {
        match beside.file_name() {
            // Through a symbolic link the two do not lie side by side.
            Some(name) if self.given.file_name() == self.folder.file_name() => self.given.with_file_name(name),
            _ => beside.to_path_buf(),
        }
    }

    /// What is locked by a run that publishes here.
    pub(super) fn lock(&self) -> PathBuf {
        self.beside(".", ".koppel.lock")
    }

    /// Where a set is written, and where the old one lies after the switch.
    pub(super) fn fresh(&self) -> PathBuf {
        self.beside(".", ".koppel.new")
    }

    /// Where the old set lies for a moment where folders cannot change places in one step.
    fn aside(&self) -> PathBuf {
        self.beside(".", ".koppel.old")
    }

    /// Where a complete set waits that could not take its place.
    pub(super) fn next(&self) -> PathBuf {
        self.beside("", ".next")
    }

    /// What says which set waits there.
    fn waits(&self) -> PathBuf {
        self.beside(".", ".koppel.waits")
    }

    /// The folder that holds all of these.
    pub(super) fn parent(&self) -> &Path {
        self.folder.parent().unwrap_or(Path::new("."))
    }

    /// Refuses what is not koppel's under a name it needs: better before the work than after it.
    pub(super) fn clear(&self) -> Result<()> {
        let names = [(self.lock(), false), (self.waits(), false), (self.fresh(), true), (self.aside(), true)];
        for (path, folder) in names {
            let found = self.disk.look(&path).map_err(|error| match error.kind() {
                io::ErrorKind::InvalidFilename => {
                    let error = Error::refused("leaves no room for the letters that koppel adds to its name");
                    error.file(&self.given).hint("choose a shorter name for the output folder")
                }
                _ => Error::io("look at", &path, &error),
            })?;
            let right = if folder { found == Thing::Folder } else { matches!(found, Thing::File(_)) };
            if found != Thing::Nothing && !right {
                let error = Error::refused("has a name that koppel needs beside the output folder").file(&path);
                return Err(error.hint("move it away, or name another output folder"));
            }
        }
        Ok(())
    }

    /// That the folder is one whose contents this account may replace: better said before the work than after it.
    pub(super) fn changeable(&self) -> Result<()> {
        let failed = |error: io::Error| Error::io("look at", &self.given, &error);
        if !self.stands().map_err(failed)? {
            return Ok(());
        }
        self.disk.may_change(&self.folder).map_err(|error| match error.kind() {
            io::ErrorKind::PermissionDenied => Error::failed("may not be changed by this account")
                .file(&self.given)
                .hint("give the account that runs koppel the right to write to it, or name another with --out DIR"),
            _ => failed(error),
        })
    }

    /// Whether a path has one of the names beside the output folder `directory` that are koppel's own.
    pub(super) fn is_own(path: &Path, directory: &Path) -> bool {
        // Where capitals make no difference in names (Windows, macOS) it is one whatever its letters.
        let name = |path: &Path| path.file_name().unwrap_or_default().to_string_lossy().to_lowercase();
        let (name, own) = (name(path), name(directory));
        path.parent() == directory.parent()
            && (name.starts_with(&format!(".{own}.koppel."))
                || name == format!("{own}.next")
                || name.starts_with(&format!("{own}.kept-")))
    }

    /// Refuses an input that a run would replace or clear away.
    pub(super) fn spare(&self, input: &Path) -> Result<()> {
        let Ok(found) = disk::real(input) else { return Ok(()) };
        let is_in_waiting = || found.starts_with(self.next()) && self.is_waiting().unwrap_or(true);
        if [&self.folder, &self.fresh(), &self.aside()].into_iter().any(|folder| found.starts_with(folder))
            || is_in_waiting()
        {
            let error = Error::refused("lies in the output folder, which is replaced as a whole").file(input);
            return Err(error.hint("read a copy of it, or name another output folder"));
        }
        Ok(())
    }

    /// Refuses a folder in which there is anything that is not koppel's.
    pub(super) fn inspect(&self) -> Result<()> {
        let failed = |error: io::Error| Error::io("look into", &self.given, &error);
        if !self.stands().map_err(failed)? {
            return Ok(());
        }
        let foreign = manifest::foreign(&self.disk, &self.folder).map_err(failed)?;
        let Some(first) = foreign.first() else { return Ok(()) };
        let others = match foreign.len() - 1 {
            0 => String::new(),
            others => format!(" and {others} more"),
        };
        let holds = |name: &str| foreign.iter().any(|other| other == name);
        let hint = if holds(manifest::NAME) {
            "its manifest.json is not as koppel wrote it: put it back, or move the folder away"
        } else if holds("summary.json") && holds("review.csv") {
            "a set of koppel's of which manifest.json is missing: put that back, or move the folder away"
        } else {
            "move it out, or name another output folder: this one is replaced as a whole"
        };
        let error = Error::refused(format!("holds what koppel has not written there: `{first}`{others}"));
        Err(error.file(&self.given).hint(hint))
    }

    /// Whether the folder is there.
    pub(super) fn stands(&self) -> io::Result<bool> {
        self.disk.is_folder(&self.folder)
    }

    /// Lets the set in `new` take the place of the folder; where there was one, it lies in `new` or aside after that.
    pub(super) fn switch(&self, new: &Path) -> io::Result<()> {
        if self.stands()? {
            exchange::exchange(&self.disk, new, &self.folder, &self.aside())
        } else {
            self.disk.rename(new, &self.folder)
        }
    }

    /// Where the old set is when a switch broke off half-way and could not be undone; the next run puts it back.
    pub(super) fn stranded(&self) -> Option<PathBuf> {
        let aside = self.aside();
        let stranded = matches!(self.disk.look(&self.folder), Ok(Thing::Nothing)) && aside.is_dir();
        stranded.then_some(aside)
    }

    /// The first file of the folder that another program keeps from being replaced.
    pub(super) fn held(&self) -> Option<PathBuf> {
        let names = manifest::names(&self.disk, &self.folder);
        names.into_iter().map(|name| super::output::below(&self.folder, &name)).find(|file| !self.disk.is_free(file))
    }

    /// Removes the old set after a switch, or keeps it where somebody has worked in it; `Some` where it is kept.
    ///
    /// The new set stands, so nothing fails here: what cannot be compared or removed is left to the next run, what
    /// cannot be renamed is named where it lies.
    pub(super) fn retire_old(&self) -> Option<PathBuf> {
        let folders = [self.fresh(), self.aside()];
        let old = folders.iter().find(|folder| matches!(self.disk.is_folder(folder), Ok(true)))?;
        let worked_in = match manifest::compare_on(&self.disk, old) {
            Ok(Some(findings)) => !findings.intact(),
            // Its manifest has gone since the run began: whatever is in it is somebody's.
            Ok(None) => manifest::foreign(&self.disk, old).is_ok_and(|foreign| !foreign.is_empty()),
            Err(_) => return None,
        };
        if worked_in {
            return Some(self.keep(old).unwrap_or_else(|_| old.clone()));
        }
        drop(self.remove(old));
        None
    }

    /// Clears away a folder that a dead run left, or keeps it where somebody has worked in it: `Some` is its name then.
    pub(super) fn retire(&self, left: &Path) -> io::Result<Option<PathBuf>> {
        match manifest::compare_on(&self.disk, left) {
            Ok(Some(findings)) if !findings.intact() => self.keep(left).map(Some),
            // It cannot be asked, so it may be an edited set.
            Err(_) => self.keep(left).map(Some),
            Ok(_) => self.remove(left).map(|()| None),
        }
    }

    /// Removes a folder of koppel's own.
    pub(super) fn remove(&self, folder: &Path) -> io::Result<()> {
        // Without its manifest a folder is no set: when we die half-way, nobody takes the rest for an edited one.
        match self.disk.remove_file(&folder.join(manifest::NAME)) {
            Ok(()) => self.disk.sync_folder(folder)?,
            Err(error) if error.kind() != io::ErrorKind::NotFound => return Err(error),
            Err(_) => {}
        }
        self.disk.remove_folder(folder)
    }

    /// Renames a folder to the first free `DIR.kept-N`.
    fn keep(&self, old: &Path) -> io::Result<PathBuf> {
        let mut number = 1_u32;
        let kept = loop {
            let kept = self.beside("", &format!(".kept-{number}"));
            if self.disk.look(&kept)? == Thing::Nothing {
                break kept;
            }
            number += 1;
        };
        self.disk.rename(old, &kept)?;
        Ok(kept)
    }

    /// Sets right what a run that died or could not switch has left; the edited sets that were kept of it.
    pub(super) fn recover(&self) -> io::Result<Vec<PathBuf>> {
        exchange::recover(&self.disk, &self.folder, &self.aside())?;
        let mut kept = self.sweep()?;
        kept.extend(self.take_next()?);
        // What it speaks of has gone, or is another's.
        if self.disk.look(&self.waits())? != Thing::Nothing && !self.is_waiting()? {
            self.disk.remove_file(&self.waits())?;
        }
        Ok(kept)
    }

    fn sweep(&self) -> io::Result<Vec<PathBuf>> {
        let mut kept = Vec::new();
        for left in [self.fresh(), self.aside()] {
            if self.disk.is_folder(&left)? {
                kept.extend(self.retire(&left)?);
            }
        }
        Ok(kept)
    }

    /// Lets a set that waits as `DIR.next` take its place; still blocked, it goes on waiting.
    fn take_next(&self) -> io::Result<Vec<PathBuf>> {
        let (next, fresh) = (self.next(), self.fresh());
        // A folder that merely has this name is somebody's, and stays.
        if !self.is_waiting()? || self.inspect().is_err() {
            return Ok(Vec::new());
        }
        self.disk.rename(&next, &fresh)?;
        if self.switch(&fresh).is_err() {
            exchange::recover(&self.disk, &self.folder, &self.aside())?;
            self.disk.rename(&fresh, &next)?;
            return Ok(Vec::new());
        }
        self.disk.sync_folder(self.parent())?;
        self.sweep()
    }

    /// Whether a set of this folder's waits as `DIR.next`: the one that was left there, and not another job's.
    pub(super) fn is_waiting(&self) -> io::Result<bool> {
        let (next, waits) = (self.next(), self.waits());
        if !matches!(self.disk.look(&waits)?, Thing::File(_)) || !self.disk.is_folder(&next)? {
            return Ok(false);
        }
        let left = self.disk.read(&waits)?;
        Ok(manifest::seal(&self.disk, &next)?.is_some_and(|seal| seal.into_bytes() == left))
    }

    /// Gives a set the name under which it waits; one that waited there already makes room.
    pub(super) fn wait(&self, set: &Path) -> io::Result<()> {
        let (next, waits) = (self.next(), self.waits());
        if self.is_waiting()? {
            self.retire(&next)?;
        }
        if self.disk.look(&waits)? != Thing::Nothing {
            self.disk.remove_file(&waits)?;
        }
        let seal = manifest::seal(&self.disk, set)?.unwrap_or_default();
        let mut file = self.disk.create(&waits)?;
        file.write_all(seal.as_bytes())?;
        file.sync()?;
        drop(file);
        self.disk.rename(set, &next).inspect_err(|_| drop(self.disk.remove_file(&waits)))
    }
}

/// What is wrong with a path that goes on after the name of a file.
const THROUGH_A_FILE: &str = "it leads through a file";

/// That the name itself is at fault.
fn impossible(given: &Path, what: &str) -> Error {
    let error = Error::refused(format!("cannot be the output folder: {what}")).file(given);
    error.hint("name a folder, such as \"out\"")
}

/// A folder with its symbolic links resolved as far as it is there; what is not there is no link, so that `..` goes by the
/// text.
fn resolved(disk: &Disk, folder: &Path) -> io::Result<PathBuf> {
    let mut whole = if folder.is_absolute() { PathBuf::new() } else { disk.resolve(Path::new("."))? };
    for part in folder.components() {
        match part {
            Component::CurDir => {}
            Component::ParentDir => drop(whole.pop()),
            Component::Prefix(_) | Component::RootDir => whole.push(part),
            Component::Normal(name) => {
                whole.push(name);
                if whole.try_exists()? {
                    whole = disk.resolve(&whole)?;
                }
            }
        }
    }
    Ok(whole)
}
