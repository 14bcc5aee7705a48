//! Two folders change places: the one moment at which a set of files is published.
//!
//! On Linux both names change in one step (`renameat2` with `RENAME_EXCHANGE`), so that somebody who looks sees the old
//! set or the new one at every moment, also after a power cut. Elsewhere, and on file systems that cannot exchange,
//! three renames do it: the old set goes aside, the new one takes its place, the old one takes the name the new one
//! had. For the moment between the first two there is no set under its name; when the second fails the old set is put
//! back, and when the machine dies there [`recover`] puts it back at the next run.

use std::io;
use std::path::Path;

use super::disk::{Disk, Thing};

/// Lets the folders `new` and `old` change places; `aside` is a free name beside them.
pub(super) fn exchange(disk: &Disk, new: &Path, old: &Path, aside: &Path) -> io::Result<()> {
    disk.exchange(new, old).unwrap_or_else(|| by_turns(disk, new, old, aside))
}

/// Puts back what a run that died between two renames left aside.
pub(super) fn recover(disk: &Disk, old: &Path, aside: &Path) -> io::Result<()> {
    let died = disk.is_folder(aside)? && disk.look(old)? == Thing::Nothing;
    if died { disk.rename(aside, old) } else { Ok(()) }
}

/// Three renames.
fn by_turns(disk: &Disk, new: &Path, old: &Path, aside: &Path) -> io::Result<()> {
    disk.rename(old, aside)?;
    if let Err(error) = disk.rename(new, old) {
        disk.rename(aside, old)?;
        return Err(error);
    }
    // The new set stands; an old one that cannot move back stays aside for the next run to clear away.
    drop(disk.rename(aside, new));
    Ok(())
}

#[cfg(test)]
mod tests {
    use std::fs;

    use super::super::disk::Step;
    use super::*;

    /// A disk that cannot exchange folders.
    fn plain() -> Disk {
        Disk::gated(|step, _| if step == Step::Exchange { Err(io::ErrorKind::Unsupported.into()) } else { Ok(()) })
    }

    #[test]
    fn both_ways_of_exchange_end_alike() {
        for disk in [Disk::default(), plain()] {
            let place = tempfile::tempdir().unwrap();
            let [new, old, aside] = ["new", "old", "aside"].map(|name| place.path().join(name));
            for folder in [&new, &old] {
                fs::create_dir(folder).unwrap();
                fs::write(folder.join("name"), folder.file_name().unwrap().as_encoded_bytes()).unwrap();
            }
            exchange(&disk, &new, &old, &aside).unwrap();
            assert_eq!(fs::read(old.join("name")).unwrap(), b"new");
            assert_eq!(fs::read(new.join("name")).unwrap(), b"old");
            assert!(!aside.exists());
        }
    }

    #[test]
    fn a_failed_exchange_leaves_the_old_folder() {
        for disk in [Disk::default(), plain()] {
            let place = tempfile::tempdir().unwrap();
            let [new, old, aside] = ["new", "old", "aside"].map(|name| place.path().join(name));
            fs::create_dir(&old).unwrap();
            exchange(&disk, &new, &old, &aside).unwrap_err();
            assert!(old.exists() && !aside.exists());
        }
    }

    #[test]
    fn what_was_left_aside_is_put_back() {
        let place = tempfile::tempdir().unwrap();
        let [old, aside] = ["old", "aside"].map(|name| place.path().join(name));
        fs::create_dir(&aside).unwrap();
        recover(&Disk::default(), &old, &aside).unwrap();
        assert!(old.exists() && !aside.exists());
        recover(&Disk::default(), &old, &aside).unwrap();
    }
}
