//! One file by itself, such as `koppel read --out` and `--timings` write: whole or not at all, and never over an input.

use std::ffi::OsString;
use std::fs;
use std::io::{self, Write as _};
use std::path::{Path, PathBuf};

use super::disk::{self, Disk};
use super::place::Place;
use crate::error::{Error, Result};

/// Refuses a file where writing it would harm a run or surely fail: over an input, in the output folder, in no folder.
///
/// To be called before the work, so that nobody waits for it in vain.
pub fn apart(path: &Path, directory: Option<&Path>, inputs: &[&Path]) -> Result<()> {
    let refused = |what: &str| Err(Error::refused(what).file(path).hint("name another file"));
    if path.is_dir() {
        return refused("is a folder, where a file is to be written");
    }
    if is_named_pipe(path) {
        return refused("is a pipe, which a run would wait at for whoever reads it");
    }
    if !disk::takes_name(path).unwrap_or(true) {
        return refused("has a name that the system keeps for something else");
    }
    let Some(own) = real(path) else { return refused("cannot be written: the folder it names is not there") };
    if inputs.iter().any(|input| real(input).as_ref() == Some(&own)) {
        return refused("is an input, which would be replaced by an output");
    }
    if directory.and_then(real).is_some_and(|directory| own.starts_with(directory)) {
        return refused("lies in the output folder, which holds nothing but the outputs of one run");
    }
    if directory.and_then(real).is_some_and(|directory| Place::is_own(&own, &directory)) {
        return refused("has a name that koppel needs for the output folder");
    }
    Ok(())
}

/// Refuses to replace a file that is not one of its writer's own, as `is_own` tells from what it holds. What is no file holds
/// nothing that could be lost.
pub fn spare(path: &Path, is_own: impl Fn(&[u8]) -> bool) -> Result<()> {
    let is_file = fs::metadata(path).is_ok_and(|found| found.is_file());
    if !is_file || fs::read(path).is_ok_and(|bytes| is_own(&bytes)) {
        return Ok(());
    }
    let error = Error::refused("is there already, and is no output of this command: it stays as it is").file(path);
    Err(error.hint("name another file, or move that one away"))
}

/// Writes a file whole or not at all; one that is there is replaced. What is no file, such as a pipe, is written to.
pub fn write(path: &Path, bytes: &[u8]) -> io::Result<()> {
    let real = real(path).unwrap_or_else(|| path.to_path_buf());
    let there = fs::metadata(&real).ok();
    if there.as_ref().is_some_and(|found| !found.is_file()) {
        return fs::OpenOptions::new().write(true).open(&real)?.write_all(bytes);
    }
    let mut name = OsString::from(".");
    name.push(real.file_name().unwrap_or_default());
    name.push(".koppel.part");
    let part = real.with_file_name(name);
    let disk = Disk::default();
    let written = put(&disk, &part, bytes, there.is_some().then_some(&*real)).and_then(|()| disk.rename(&part, &real));
    if written.is_err() {
        drop(disk.remove_file(&part));
    }
    written
}

/// Writes and syncs the file that is to take a name.
fn put(disk: &Disk, part: &Path, bytes: &[u8], like: Option<&Path>) -> io::Result<()> {
    // One that a run left which died.
    drop(disk.remove_file(part));
    let mut file = disk.create(part)?;
    file.write_all(bytes)?;
    if let Some(like) = like {
        disk.permit(part, like)?;
    }
    file.sync()
}

/// Whether a path is a pipe that has a name of its own: opening one waits for the other end. What the system has open
/// already, such as `/dev/stdout`, does not.
#[cfg(unix)]
fn is_named_pipe(path: &Path) -> bool {
    use std::os::unix::fs::FileTypeExt as _;

    path.canonicalize().is_ok() && fs::metadata(path).is_ok_and(|found| found.file_type().is_fifo())
}

/// Whether a path is a pipe that has a name of its own: none has here.
#[cfg(not(unix))]
fn is_named_pipe(_: &Path) -> bool {
    false
}

/// The path with links and dots resolved; of a file that is not there yet, its folder's.
fn real(path: &Path) -> Option<PathBuf> {
    if let Ok(found) = disk::real(path) {
        return Some(found);
    }
    let parent = path.parent().filter(|parent| !parent.as_os_str().is_empty()).unwrap_or(Path::new("."));
    Some(disk::real(parent).ok()?.join(path.file_name()?))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn names(folder: &Path) -> Vec<OsString> {
        let mut names: Vec<_> = fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().file_name()).collect();
        names.sort();
        names
    }

    #[test]
    fn a_file_is_replaced_whole_and_leaves_nothing_beside_it() {
        let place = tempfile::tempdir().unwrap();
        let path = place.path().join("times.json");
        fs::write(place.path().join(".times.json.koppel.part"), "left by a run that died").unwrap();
        for text in ["one", "two"] {
            write(&path, text.as_bytes()).unwrap();
            assert_eq!(fs::read_to_string(&path).unwrap(), text);
            assert_eq!(names(place.path()), ["times.json"]);
        }
    }

    #[test]
    fn what_would_do_harm_or_cannot_be_is_refused() {
        let place = tempfile::tempdir().unwrap();
        let [input, out] = ["in.csv", "out"].map(|name| place.path().join(name));
        fs::write(&input, "").unwrap();
        fs::create_dir(&out).unwrap();
        for path in [&input, &out, &out.join("t.json"), &place.path().join("nowhere/t.json")] {
            assert!(apart(path, Some(&out), &[&input]).is_err(), "{path:?}");
        }
        apart(&place.path().join("t.json"), Some(&out), &[&input]).unwrap();
        // The output folder of a first run is not there yet.
        assert!(apart(&place.path().join("later/t.json"), Some(&place.path().join("later")), &[]).is_err());
    }

    #[cfg(unix)]
    #[test]
    fn a_link_stays_a_link() {
        let place = tempfile::tempdir().unwrap();
        let [real, link] = ["real", "link"].map(|name| place.path().join(name));
        fs::write(&real, "old").unwrap();
        std::os::unix::fs::symlink(&real, &link).unwrap();
        write(&link, b"new").unwrap();
        assert!(link.is_symlink());
        assert_eq!(fs::read(&real).unwrap(), b"new");
    }
}
