//! The output folder: locked while a run works on it, filled beside itself, switched once.
//!
//! Promised: whatever dies, the folder holds one complete set, the old one or the new one. Files that are not koppel's
//! refuse the run and are never touched. A set somebody has worked in is kept as `DIR.kept-N`. What a run that died has
//! left beside the folder, the next one clears away; a complete set that could not take its place waits as `DIR.next`,
//! and the next one begins by putting it there.
//!
//! The order that a power cut needs: files synced, then the folders that name them, then the switch, then the folder
//! that holds both; only after that is anything of the old set removed. A run that cannot make the switch durable takes
//! it back.
//!
//! The lock is one of the operating system: it dies with its owner and says nothing by merely existing. It lies beside
//! the folder, since inside it would move with it. Its file is never removed, not even by a refused run: a run that has
//! opened it and not yet locked it would lock a file without a name, while the next one makes and locks another of that name.

use std::fs::File;
use std::io;
use std::path::{Path, PathBuf};

use super::disk::Disk;
use super::manifest::Manifest;
use super::output::Output;
use super::place::Place;
use crate::error::{Error, Result, is_unshared};

/// The exclusive right to publish to a folder, until dropped.
#[derive(Debug)]
pub struct Lock {
    place: Place,
    /// Not yet, where the folder that holds it is not there: there is nothing then that a run could spoil, and a run that
    /// is refused leaves no folders behind.
    held: Option<Held>,
}

/// A folder that no other run publishes to.
#[derive(Debug)]
struct Held {
    /// Edited sets that a run which died had still to keep.
    kept: Vec<PathBuf>,
    /// Unlocked when it is closed.
    _file: File,
}

/// Takes the lock of an output folder, clears away what a dead run has left and refuses a folder with foreign files.
///
/// To be called before anything is read: a run that cannot publish need not start. Nothing is made but the file that is
/// locked. `inputs` are the files to be read; one inside the folder is refused, since publishing would replace it.
pub fn lock(directory: &Path, inputs: &[&Path]) -> Result<Lock> {
    lock_on(Disk::default(), directory, inputs)
}

/// The same on a disk of the caller's.
pub(super) fn lock_on(disk: Disk, directory: &Path, inputs: &[&Path]) -> Result<Lock> {
    let place = Place::resolve(disk, directory)?;
    spared(&place, inputs)?;
    let held = if place.is_reached() { Some(hold(&place)?) } else { place.reachable().map(|()| None)? };
    Ok(Lock { place, held })
}

/// Why a run could not publish to a folder, by looking alone.
pub fn refusal(directory: &Path, inputs: &[&Path]) -> Option<Error> {
    let look = || {
        let place = Place::resolve(Disk::default(), directory)?;
        spared(&place, inputs)?;
        if !place.is_reached() {
            return place.reachable();
        }
        place.clear()?;
        place.changeable()?;
        place.inspect()
    };
    look().err()
}

/// Refuses inputs that publishing would replace.
fn spared(place: &Place, inputs: &[&Path]) -> Result<()> {
    inputs.iter().try_for_each(|input| place.spare(input))
}

/// Locks a folder and puts it in order.
fn hold(place: &Place) -> Result<Held> {
    place.clear()?;
    place.changeable()?;
    let Some(file) = place.disk.lock(&place.lock()).map_err(|error| unlockable(place, &error))? else {
        let error = Error::busy("is in use by another run").file(&place.given);
        return Err(error.hint("wait until it has ended, or name another output folder"));
    };
    let kept = place.recover().map_err(|error| Error::io("clear away an earlier run beside", &place.folder, &error))?;
    place.inspect()?;
    Ok(Held { kept, _file: file })
}

/// That a folder cannot be locked, and so not published to.
fn unlockable(place: &Place, error: &io::Error) -> Error {
    let failed = Error::io("lock the output folder", &place.given, error);
    if !matches!(error.kind(), io::ErrorKind::PermissionDenied | io::ErrorKind::ReadOnlyFilesystem) {
        return failed;
    }
    if place.lock().exists() {
        let lock = place.lock();
        let hint = format!("{} is another account's: delete it while no run is active", lock.display());
        return failed.hint(hint);
    }
    failed.hint(
        "the folder that holds it must be writable too, since a set is written beside it: name another with --out DIR",
    )
}

/// A set being written; removed again unless it is published.
pub(super) struct Staging<'l> {
    place: &'l Place,
    kept: Vec<PathBuf>,
    /// The lock, where it could not be taken before.
    _held: Option<Held>,
    folder: PathBuf,
    /// Whether the folder is no longer ours to remove.
    given_up: bool,
}

impl<'l> Staging<'l> {
    /// Makes the empty folder beside the output folder, from the first as private as that is.
    pub(super) fn begin(lock: &'l Lock) -> Result<Self> {
        let (place, folder) = (&lock.place, lock.place.fresh());
        let late = match &lock.held {
            Some(_) => None,
            None => Some(place.reach().and_then(|()| hold(place))?),
        };
        let kept = lock.held.as_ref().or(late.as_ref()).map_or_else(Vec::new, |held| held.kept.clone());
        place.disk.make_folder(&folder).map_err(|error| Error::io("make the folder", &folder, &error))?;
        let staging = Self { place, kept, _held: late, folder, given_up: false };
        let failed = |error: io::Error| Error::io("set the permissions of", &staging.folder, &error);
        if place.stands().map_err(failed)? {
            place.disk.permit(&staging.folder, &place.folder).map_err(failed)?;
        }
        Ok(staging)
    }

    /// Begins the file `name` (a path with `/`) of the set, packed with gzip where asked.
    pub(super) fn file(&self, name: String, gzip: bool) -> Result<Output> {
        Output::begin(&self.place.disk, &self.folder, name, gzip)
    }

    /// Makes the set durable and switches to it. All files in it are synced already.
    ///
    /// Gives the folder as the user wrote it and the edited sets that were kept.
    pub(super) fn publish(mut self) -> Result<(PathBuf, Vec<PathBuf>)> {
        let place = self.place;
        let failed = |error: io::Error| Error::io("publish", &place.given, &error);
        self.sync().map_err(|error| Error::io("make durable", &self.folder, &error))?;
        place.inspect()?;
        let replaces = place.stands().map_err(failed)?;
        place.switch(&self.folder).map_err(|error| self.blocked(&error))?;
        if let Err(error) = place.disk.sync_folder(place.parent()) {
            return Err(self.take_back(replaces, &error));
        }
        self.given_up = true;
        let mut kept = std::mem::take(&mut self.kept);
        if replaces {
            kept.extend(place.retire_old());
        }
        let kept = kept.iter().map(|kept| place.as_given(kept)).collect();
        Ok((place.given.clone(), kept))
    }

    /// What this set has more or less of than the one it will replace; nothing where that cannot be asked.
    pub(super) fn since(&self, manifest: &Manifest) -> Vec<String> {
        match Manifest::load(&self.place.disk, &self.place.folder) {
            Ok(Some((before, _))) => manifest.since(&before),
            _ => Vec::new(),
        }
    }

    /// Makes the names in the set durable.
    fn sync(&self) -> io::Result<()> {
        let disk = &self.place.disk;
        for (name, is_folder) in disk.list(&self.folder)? {
            if is_folder {
                disk.sync_folder(&self.folder.join(name))?;
            }
        }
        disk.sync_folder(&self.folder)
    }

    /// The set cannot take its place: it waits as `DIR.next` where a program keeps the old one from moving.
    fn blocked(&mut self, error: &io::Error) -> Error {
        let place = self.place;
        let failed = Error::io("publish", &place.given, error);
        if let Some(aside) = place.stranded() {
            let aside = place.as_given(&aside);
            return failed
                .hint(format!("the earlier outputs lie in `{}`; the next run puts them back", aside.display()));
        }
        if !is_in_use(error) || place.wait(&self.folder).is_err() {
            return failed;
        }
        self.given_up = true;
        let next = place.as_given(&place.next());
        let (file, whose) = match place.held() {
            Some(file) => (place.given.join(file.strip_prefix(&place.folder).unwrap_or(&file)), "it"),
            None => (place.given.clone(), "a file of this folder"),
        };
        failed.file(file).hint(format!(
            "close the program that has {whose} open, or give this account the right to move it; the new set is complete \
             in `{}`, and the next run puts it in place",
            next.display()
        ))
    }

    /// Undoes a switch that cannot be made durable, so that what the caller is told is true.
    fn take_back(&mut self, replaces: bool, error: &io::Error) -> Error {
        let place = self.place;
        let failed = Error::io("make durable", place.parent(), error);
        let undone = if replaces { place.switch(&self.folder) } else { place.disk.rename(&place.folder, &self.folder) };
        if undone.is_ok() {
            return failed;
        }
        self.given_up = true;
        failed.late()
    }
}

/// Whether an error says that another program has hold of a file.
fn is_in_use(error: &io::Error) -> bool {
    matches!(error.kind(), io::ErrorKind::PermissionDenied | io::ErrorKind::ResourceBusy) || is_unshared(error)
}

impl Drop for Staging<'_> {
    fn drop(&mut self) {
        // A failure here leaves what the next run clears away; after a fault of koppel itself it is left alone.
        if !self.given_up && !std::thread::panicking() {
            drop(self.place.remove(&self.folder));
        }
    }
}
