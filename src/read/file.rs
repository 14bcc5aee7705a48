//! A file on disk to its bytes: the one way in for inputs and job files.
//!
//! Only a file is opened: a pipe would wait for ever, a device never ends. What cannot be opened is the user's to mend;
//! what was opened and then cannot be read is the machine's fault.

use std::fs::{self, File};
use std::io::{ErrorKind, Read as _};
use std::path::Path;

use super::encoding::TEXT_MAX;
use crate::error::{Error, Result};

/// The bytes of a file.
///
/// # Errors
/// As [`contents_or`].
pub fn contents(path: &Path) -> Result<Vec<u8>> {
    contents_or(path, "look at the name")
}

/// The bytes of a file; `absent` is what to try where it is not there.
///
/// # Errors
/// Refused: no such file, no file but a folder, a pipe or a device, one that may not be opened, one of more than 4 GiB,
/// one that changes while it is read. Failed: one that cannot be read.
pub fn contents_or(path: &Path, absent: &str) -> Result<Vec<u8>> {
    let unopened = |error: std::io::Error| match error.kind() {
        ErrorKind::NotFound => Error::refused("no such file").file(path).hint(absent),
        ErrorKind::PermissionDenied => Error::refused("may not be read by this user")
            .file(path)
            .hint("give the account that runs koppel the right to read it, and its folder"),
        _ => Error::refused(format!("cannot be opened: {error}"))
            .file(path)
            .hint("look at the path, and at where its links lead"),
    };
    let found = fs::metadata(path).map_err(unopened)?;
    if found.is_dir() {
        return Err(Error::refused("is a folder, not a file").file(path).hint("name a file in it"));
    }
    if !found.is_file() {
        return Err(Error::refused("is a pipe or a device, not a file").file(path).hint("save it as a file first"));
    }
    let file = File::open(path).map_err(|error| match error.kind() {
        ErrorKind::NotFound | ErrorKind::PermissionDenied => unopened(error),
        // The path is all right: the machine has no more of what it takes.
        _ => Error::io("open", path, &error),
    })?;
    let look = || file.metadata().map_err(|error| Error::io("open", path, &error));
    let before = look()?;
    let length = before.len();
    if length > TEXT_MAX as u64 {
        return Err(Error::refused("is larger than 4 GiB").file(path).hint("split it and run each part by itself"));
    }
    let mut bytes = Vec::new();
    // One byte more than there is: a file that grows is seen, and not read for ever.
    (&file).take(length + 1).read_to_end(&mut bytes).map_err(|error| Error::io("read", path, &error))?;
    // One that is written over keeps its length, and not its time.
    if bytes.len() as u64 != length || look()?.modified().ok() != before.modified().ok() {
        let error = Error::refused("changed while it was read: another program is writing to it").file(path);
        return Err(error.hint("run again when the export has ended"));
    }
    Ok(bytes)
}
