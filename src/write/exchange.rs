//! Two folders change places: the one moment at which a set of files is published, and the only code that differs
//! between systems.
//!
//! On Linux both names change in one step (`renameat2` with `RENAME_EXCHANGE`), so that somebody who looks sees the old
//! set or the new one at every moment, also after a power cut. Elsewhere, and on file systems that cannot exchange,
//! three renames do it: the old set goes aside, the new one takes its place, the old one takes the name the new one
//! had. For the moment between the first two there is no set under its name; when the second fails the old set is put
//! back, and when the machine dies there [`recover`] puts it back at the next run.

use std::fs;
use std::io;
use std::path::Path;

/// Lets the folders `new` and `old` change places; `aside` is a free name beside them.
pub(super) fn exchange(new: &Path, old: &Path, aside: &Path) -> io::Result<()> {
    at_once(new, old).unwrap_or_else(|| by_turns(new, old, aside))
}

/// Puts back what a run that died between two renames left aside.
pub(super) fn recover(old: &Path, aside: &Path) -> io::Result<()> {
    if aside.is_dir() && !old.try_exists()? { fs::rename(aside, old) } else { Ok(()) }
}

/// One step; `None` where the system or the file system has none.
#[cfg(target_os = "linux")]
fn at_once(new: &Path, old: &Path) -> Option<io::Result<()>> {
    use rustix::fs::{CWD, RenameFlags, renameat_with};
    use rustix::io::Errno;

    match renameat_with(CWD, new, CWD, old, RenameFlags::EXCHANGE) {
        Err(Errno::INVAL | Errno::NOSYS | Errno::OPNOTSUPP) => None,
        outcome => Some(outcome.map_err(io::Error::from)),
    }
}

#[cfg(not(target_os = "linux"))]
fn at_once(_: &Path, _: &Path) -> Option<io::Result<()>> {
    None
}

/// Three renames.
fn by_turns(new: &Path, old: &Path, aside: &Path) -> io::Result<()> {
    fs::rename(old, aside)?;
    if let Err(error) = fs::rename(new, old) {
        fs::rename(aside, old)?;
        return Err(error);
    }
    // The new set stands; an old one that cannot move back stays aside for the next run to clear away.
    drop(fs::rename(aside, new));
    Ok(())
}

/// Whether a folder is the root of a mounted file system, such as a container's volume: it cannot be renamed.
#[cfg(unix)]
pub(super) fn is_mounted(folder: &Path) -> bool {
    use std::os::unix::fs::MetadataExt;

    let device = |path: &Path| fs::metadata(path).map(|meta| meta.dev()).ok();
    folder.parent().is_some_and(|parent| device(parent) != device(folder))
}

/// Whether a folder is the root of a mounted file system: not asked here, the renames will say so.
#[cfg(not(unix))]
pub(super) fn is_mounted(_: &Path) -> bool {
    false
}

/// Makes the names in a folder durable. Windows keeps them without being asked and cannot open a folder as a file.
#[cfg(unix)]
pub(super) fn sync_folder(folder: &Path) -> io::Result<()> {
    fs::File::open(folder)?.sync_all()
}

/// Makes the names in a folder durable: nothing to do here.
#[cfg(not(unix))]
pub(super) fn sync_folder(_: &Path) -> io::Result<()> {
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(exchange: impl Fn(&Path, &Path, &Path) -> io::Result<()>) {
        let place = tempfile::tempdir().unwrap();
        let [new, old, aside] = ["new", "old", "aside"].map(|name| place.path().join(name));
        for folder in [&new, &old] {
            fs::create_dir(folder).unwrap();
            fs::write(folder.join("name"), folder.file_name().unwrap().as_encoded_bytes()).unwrap();
        }
        exchange(&new, &old, &aside).unwrap();
        assert_eq!(fs::read(old.join("name")).unwrap(), b"new");
        assert_eq!(fs::read(new.join("name")).unwrap(), b"old");
        assert!(!aside.exists());
    }

    #[test]
    fn two_folders_change_places() {
        check(exchange);
        check(by_turns);
    }

    #[test]
    fn when_the_new_set_cannot_move_the_old_one_is_put_back() {
        let place = tempfile::tempdir().unwrap();
        let [new, old, aside] = ["new", "old", "aside"].map(|name| place.path().join(name));
        fs::create_dir(&old).unwrap();
        assert!(by_turns(&new, &old, &aside).is_err());
        assert!(old.exists() && !aside.exists());
    }

    #[test]
    fn what_a_dead_run_left_aside_is_put_back() {
        let place = tempfile::tempdir().unwrap();
        let [old, aside] = ["old", "aside"].map(|name| place.path().join(name));
        fs::create_dir(&aside).unwrap();
        recover(&old, &aside).unwrap();
        assert!(old.exists() && !aside.exists());
        recover(&old, &aside).unwrap();
    }
}
