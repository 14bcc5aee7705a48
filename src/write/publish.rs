//! The output folder: locked while a run works on it, filled beside itself, switched once.
//!
//! Promised: whatever dies, the folder holds one complete set, the old one or the new one. Files that are not koppel's
//! refuse the run and are never touched. A set somebody has worked in is kept as `DIR.kept-N`. Beside the folder there
//! are only names that begin with `.DIR.koppel.`: the lock (stays, empty), the set being written, the old set for the
//! moments until it is removed. What a run that died has left of these, the next one clears away.
//!
//! The lock is one of the operating system: it dies with its owner and says nothing by merely existing. It lies beside
//! the folder, since inside it would move with it.

use std::ffi::OsString;
use std::fs::{self, File, TryLockError};
use std::io;
use std::path::{Path, PathBuf};

use super::exchange;
use super::manifest;
use crate::error::{Error, Result};

/// The exclusive right to publish to a folder, until dropped.
#[derive(Debug)]
pub struct Lock {
    place: Place,
    /// Edited sets that a run which died had still to keep.
    kept: Vec<PathBuf>,
    /// Unlocked when it is closed.
    _file: File,
}

/// The output folder and the names beside it.
#[derive(Debug)]
struct Place {
    /// As the user wrote it, for messages.
    given: PathBuf,
    /// The folder itself, symbolic links resolved, so that a link to it stays one.
    folder: PathBuf,
}

impl Place {
    fn resolve(given: &Path) -> Result<Self> {
        let given = given.to_path_buf();
        let failed = |error: io::Error| Error::io("use as output folder", &given, &error);
        if given.try_exists().map_err(failed)? {
            if !given.is_dir() {
                return Err(Error::refused("is a file, not a folder to write to").file(&given));
            }
            let folder = given.canonicalize().map_err(failed)?;
            if folder.file_name().is_none() || exchange::is_mounted(&folder) {
                let error = Error::refused("is a whole file system, which cannot be replaced at once").file(&given);
                return Err(error.hint("name a folder in it"));
            }
            return Ok(Self { given, folder });
        }
        let Some(name) = given.file_name().filter(|_| !given.is_symlink()) else {
            let error = Error::refused("cannot be made: its name leads nowhere").file(&given);
            return Err(error.hint("name a folder, such as \"out\""));
        };
        let parent = given.parent().filter(|parent| !parent.as_os_str().is_empty()).unwrap_or(Path::new("."));
        fs::create_dir_all(parent).map_err(failed)?;
        let folder = parent.canonicalize().map_err(failed)?.join(name);
        Ok(Self { given, folder })
    }

    /// A name beside the folder: `before`, the folder's own name, `after`.
    fn beside(&self, before: &str, after: &str) -> PathBuf {
        let mut name = OsString::from(before);
        name.push(self.folder.file_name().unwrap_or_default());
        name.push(after);
        self.folder.with_file_name(name)
    }

    /// A folder beside the output folder, as the user would write it.
    fn as_given(&self, beside: &Path) -> PathBuf {
        match beside.file_name() {
            // Through a symbolic link the two do not lie side by side.
            Some(name) if self.given.file_name() == self.folder.file_name() => self.given.with_file_name(name),
            _ => beside.to_path_buf(),
        }
    }

    /// Where a set is written, and where the old one lies after the switch.
    fn fresh(&self) -> PathBuf {
        self.beside(".", ".koppel.new")
    }

    /// Where the old set lies for a moment where folders cannot change places in one step.
    fn aside(&self) -> PathBuf {
        self.beside(".", ".koppel.old")
    }

    /// Refuses a folder in which there is anything that is not koppel's.
    fn inspect(&self) -> Result<()> {
        let failed = |error: io::Error| Error::io("look into", &self.given, &error);
        if !self.folder.try_exists().map_err(failed)? {
            return Ok(());
        }
        let foreign = manifest::foreign(&self.folder).map_err(failed)?;
        let Some(first) = foreign.first() else { return Ok(()) };
        let others = match foreign.len() - 1 {
            0 => String::new(),
            others => format!(" and {others} more"),
        };
        Err(Error::refused(format!("holds what koppel has not written there: `{first}`{others}"))
            .file(&self.given)
            .hint("move it out, or name another output folder: this one is replaced as a whole"))
    }

    /// Removes a folder that is not needed any more, or keeps it where somebody has worked in it.
    ///
    /// `Some` is the name under which it is kept.
    fn retire(&self, old: &Path) -> io::Result<Option<PathBuf>> {
        if manifest::compare(old)?.is_some_and(|findings| !findings.intact()) {
            return self.keep(old).map(Some);
        }
        // Without its manifest a folder is no set: when we die half-way, nobody takes the rest for an edited one.
        match fs::remove_file(old.join(manifest::NAME)) {
            Err(error) if error.kind() != io::ErrorKind::NotFound => return Err(error),
            _ => fs::remove_dir_all(old)?,
        }
        Ok(None)
    }

    /// Renames a folder to the first free `DIR.kept-N`.
    fn keep(&self, old: &Path) -> io::Result<PathBuf> {
        let mut number = 1_u32;
        let kept = loop {
            let kept = self.beside("", &format!(".kept-{number}"));
            if fs::symlink_metadata(&kept).is_err() {
                break kept;
            }
            number += 1;
        };
        fs::rename(old, &kept)?;
        Ok(kept)
    }

    /// Clears away what a run that died has left; edited sets among it are kept and returned.
    fn recover(&self) -> io::Result<Vec<PathBuf>> {
        exchange::recover(&self.folder, &self.aside())?;
        let mut kept = Vec::new();
        for left in [self.fresh(), self.aside()] {
            if left.is_dir() {
                kept.extend(self.retire(&left)?);
            }
        }
        Ok(kept)
    }
}

/// Takes the lock of an output folder, clears away what a dead run has left and refuses a folder with foreign files.
///
/// To be called before anything is read: a run that cannot publish need not start. The folder itself is not made.
/// `inputs` are the files to be read; one inside the folder is refused, since publishing would replace it.
pub fn lock(directory: &Path, inputs: &[&Path]) -> Result<Lock> {
    let place = Place::resolve(directory)?;
    let path = place.beside(".", ".koppel.lock");
    let failed = |error: io::Error| {
        let hint = if matches!(error.kind(), io::ErrorKind::PermissionDenied | io::ErrorKind::ReadOnlyFilesystem) {
            "the folder that holds it must be writable too, since a set is written beside it: name another with --out DIR"
        } else {
            "a set is written beside the output folder before it takes its place, so there must be room for that"
        };
        Error::io("lock the output folder", &place.given, &error).hint(hint)
    };
    let file = File::options().create(true).append(true).open(&path).map_err(failed)?;
    match file.try_lock() {
        Ok(()) => {}
        Err(TryLockError::WouldBlock) => {
            let error = Error::busy("is in use by another run").file(&place.given);
            return Err(error.hint("wait until it has ended, or name another output folder"));
        }
        Err(TryLockError::Error(error)) => return Err(failed(error)),
    }
    let kept = place.recover().map_err(|error| Error::io("clear away an earlier run beside", &place.folder, &error))?;
    place.inspect()?;
    for input in inputs {
        if input.canonicalize().is_ok_and(|input| input.starts_with(&place.folder)) {
            let error = Error::refused("lies in the output folder, which is replaced as a whole").file(input);
            return Err(error.hint("read a copy of it, or name another output folder"));
        }
    }
    Ok(Lock { place, kept, _file: file })
}

/// A set being written; removed again unless it is published.
pub(super) struct Staging<'l> {
    place: &'l Place,
    kept: &'l [PathBuf],
    folder: PathBuf,
    published: bool,
}

impl<'l> Staging<'l> {
    /// Makes the empty folder beside the output folder, with the same permissions where that exists.
    pub(super) fn begin(lock: &'l Lock) -> Result<Self> {
        let folder = lock.place.fresh();
        fs::create_dir(&folder).map_err(|error| Error::io("make the folder", &folder, &error))?;
        let staging = Self { place: &lock.place, kept: &lock.kept, folder, published: false };
        if let Ok(existing) = fs::metadata(&lock.place.folder) {
            fs::set_permissions(&staging.folder, existing.permissions())
                .map_err(|error| Error::io("set the permissions of", &staging.folder, &error))?;
        }
        Ok(staging)
    }

    /// Where to write.
    pub(super) fn folder(&self) -> &Path {
        &self.folder
    }

    /// Makes the set durable and switches to it. All files in it are synced already.
    ///
    /// Gives the folder as the user wrote it and the edited sets that were kept.
    pub(super) fn publish(mut self) -> Result<(PathBuf, Vec<PathBuf>)> {
        self.sync().map_err(|error| Error::io("make durable", &self.folder, &error))?;
        self.place.inspect()?;
        let target = &self.place.folder;
        let replaces = target.try_exists().map_err(|error| Error::io("publish", &self.place.given, &error))?;
        let switched = if replaces {
            exchange::exchange(&self.folder, target, &self.place.aside())
        } else {
            fs::rename(&self.folder, target)
        };
        switched.map_err(|error| {
            let error = Error::io("publish", &self.place.given, &error);
            error.hint("close the programs that have a file of this folder open; the earlier outputs are untouched")
        })?;
        self.published = true;
        let parent = target.parent().unwrap_or(Path::new("."));
        exchange::sync_folder(parent).map_err(|error| Error::io("make durable", parent, &error))?;
        let mut kept = self.kept.to_vec();
        if replaces {
            kept.extend(self.retire_old());
        }
        let kept = kept.iter().map(|kept| self.place.as_given(kept)).collect();
        Ok((self.place.given.clone(), kept))
    }

    /// Removes or keeps the old set, which has the name of the new one now; `Some` where it is kept.
    ///
    /// The new set stands, so nothing fails here: what cannot be removed is left to the next run, what cannot be
    /// renamed is named where it lies.
    fn retire_old(&self) -> Option<PathBuf> {
        let came_late = manifest::foreign(&self.folder).is_ok_and(|foreign| !foreign.is_empty());
        let retired = if came_late { self.place.keep(&self.folder).map(Some) } else { self.place.retire(&self.folder) };
        retired.unwrap_or_else(|_| self.folder.join(manifest::NAME).exists().then(|| self.folder.clone()))
    }

    /// Makes the names in the set durable.
    fn sync(&self) -> io::Result<()> {
        for entry in fs::read_dir(&self.folder)? {
            let entry = entry?;
            if entry.file_type()?.is_dir() {
                exchange::sync_folder(&entry.path())?;
            }
        }
        exchange::sync_folder(&self.folder)
    }
}

impl Drop for Staging<'_> {
    fn drop(&mut self) {
        if !self.published {
            // A failure here leaves what the next run clears away.
            drop(fs::remove_dir_all(&self.folder));
        }
    }
}
