//! Every operation of publishing on the disk, in one place.
//!
//! Nothing else touches what lies in the output folder or under the names beside it. So whatever the disk can do to a
//! run, a test can do as well: it takes a [`Disk`] with a gate, which is asked before each operation and says no to the
//! one it wants to fail. What differs between systems is here too: exchanging two folders, syncing one, mounted ones,
//! the limit on the size of a file.

use std::ffi::OsString;
use std::fmt;
use std::fs::{self, File, TryLockError};
use std::io::{self, Read as _, Write};
use std::path::{Path, PathBuf};
use std::sync::Arc;

/// What is about to be done to a path.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Step {
    Look,
    List,
    Read,
    MakeFolder,
    Permit,
    Create,
    Write,
    Sync,
    SyncFolder,
    Lock,
    /// By its new name.
    Rename,
    Exchange,
    Remove,
}

/// Asked before each operation; an error is what the disk then says.
type Gate = dyn Fn(Step, &Path) -> io::Result<()> + Send + Sync;

/// The disk.
#[derive(Clone, Default)]
pub(super) struct Disk {
    gate: Option<Arc<Gate>>,
}

impl fmt::Debug for Disk {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Disk")
    }
}

/// What a path is, without following a link.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Thing {
    Nothing,
    Folder,
    /// With its size.
    File(u64),
    /// A link, a pipe, a device.
    Other,
}

impl Disk {
    /// A disk that asks before each operation.
    #[cfg(test)]
    pub(super) fn gated(gate: impl Fn(Step, &Path) -> io::Result<()> + Send + Sync + 'static) -> Self {
        Self { gate: Some(Arc::new(gate)) }
    }

    fn ask(&self, step: Step, path: &Path) -> io::Result<()> {
        self.gate.as_ref().map_or(Ok(()), |gate| gate(step, path))
    }

    /// What a path is.
    pub(super) fn look(&self, path: &Path) -> io::Result<Thing> {
        self.ask(Step::Look, path)?;
        match fs::symlink_metadata(path) {
            Ok(found) if found.is_dir() => Ok(Thing::Folder),
            Ok(found) if found.is_file() => Ok(Thing::File(found.len())),
            Ok(_) => Ok(Thing::Other),
            Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(Thing::Nothing),
            Err(error) => Err(error),
        }
    }

    /// The path without links and dots.
    pub(super) fn resolve(&self, path: &Path) -> io::Result<PathBuf> {
        self.ask(Step::Look, path)?;
        real(path)
    }

    /// Whether there is a folder of this name.
    pub(super) fn is_folder(&self, path: &Path) -> io::Result<bool> {
        Ok(self.look(path)? == Thing::Folder)
    }

    /// The names in a folder, each with whether it is a folder itself.
    pub(super) fn list(&self, folder: &Path) -> io::Result<Vec<(OsString, bool)>> {
        self.ask(Step::List, folder)?;
        let entries = fs::read_dir(folder)?;
        entries.map(|entry| entry.and_then(|entry| Ok((entry.file_name(), entry.file_type()?.is_dir())))).collect()
    }

    /// The whole of a file.
    pub(super) fn read(&self, path: &Path) -> io::Result<Vec<u8>> {
        self.ask(Step::Read, path)?;
        fs::read(path)
    }

    /// Reads a file piece by piece.
    pub(super) fn pieces(&self, path: &Path, size: usize, mut take: impl FnMut(&[u8])) -> io::Result<()> {
        self.ask(Step::Read, path)?;
        let mut file = File::open(path)?;
        let mut piece = vec![0; size];
        loop {
            match file.read(&mut piece)? {
                0 => return Ok(()),
                read => take(&piece[..read]),
            }
        }
    }

    /// Whether a file can be written to; it is not. On Windows no file can that another program has open.
    pub(super) fn is_free(&self, file: &Path) -> bool {
        self.ask(Step::Create, file).and_then(|()| File::options().append(true).open(file)).is_ok()
    }

    /// Makes a folder that is not there yet.
    pub(super) fn make_folder(&self, folder: &Path) -> io::Result<()> {
        self.ask(Step::MakeFolder, folder)?;
        fs::create_dir(folder)
    }

    /// Makes a folder and those it lies in, where they are not there yet, and makes their names durable.
    pub(super) fn make_folders(&self, folder: &Path) -> io::Result<()> {
        if folder.as_os_str().is_empty() || folder.is_dir() {
            return Ok(());
        }
        let parent = folder.parent().unwrap_or(Path::new(""));
        self.make_folders(parent)?;
        match self.make_folder(folder) {
            // Another thread or another run was quicker.
            Err(_) if folder.is_dir() => Ok(()),
            Err(error) => Err(error),
            Ok(()) => self.sync_folder(if parent.as_os_str().is_empty() { Path::new(".") } else { parent }),
        }
    }

    /// Gives a folder the permissions that another has. File systems without any are not asked to set them.
    pub(super) fn permit(&self, folder: &Path, like: &Path) -> io::Result<()> {
        self.ask(Step::Permit, folder)?;
        let wanted = fs::metadata(like)?.permissions();
        if fs::metadata(folder)?.permissions() == wanted { Ok(()) } else { fs::set_permissions(folder, wanted) }
    }

    /// Begins a file that is not there yet.
    pub(super) fn create(&self, path: &Path) -> io::Result<Written> {
        self.ask(Step::Create, path)?;
        let file = File::create_new(path)?;
        let gate = self.gate.clone().map(|gate| (gate, path.into()));
        Ok(Written { file, room: largest_file(), gate })
    }

    /// Opens a file that need not be there and locks it; `None` where it is locked. The lock ends with the file.
    pub(super) fn lock(&self, path: &Path) -> io::Result<Option<File>> {
        self.ask(Step::Lock, path)?;
        // Windows locks no file that is opened for appending alone.
        let opened = match File::options().read(true).append(true).create(true).open(path) {
            // One that another account has made: nothing is written into it.
            Err(error) if error.kind() == io::ErrorKind::PermissionDenied => File::open(path).map_err(|_| error),
            opened => opened,
        };
        let file = opened?;
        match file.try_lock() {
            Ok(()) => Ok(Some(file)),
            Err(TryLockError::WouldBlock) => Ok(None),
            Err(TryLockError::Error(error)) => Err(error),
        }
    }

    /// Gives a file or a folder another name.
    pub(super) fn rename(&self, from: &Path, to: &Path) -> io::Result<()> {
        self.ask(Step::Rename, to)?;
        fs::rename(from, to)
    }

    /// Lets two folders change places in one step; `None` where the system or the file system cannot.
    pub(super) fn exchange(&self, new: &Path, old: &Path) -> Option<io::Result<()>> {
        match self.ask(Step::Exchange, old) {
            Err(error) if error.kind() == io::ErrorKind::Unsupported => None,
            Err(error) => Some(Err(error)),
            Ok(()) => exchange(new, old),
        }
    }

    /// Removes a file.
    pub(super) fn remove_file(&self, file: &Path) -> io::Result<()> {
        self.ask(Step::Remove, file)?;
        insistently(&[file], || fs::remove_file(file))
    }

    /// Removes a folder with all that is in it; links in it are removed, not followed.
    pub(super) fn remove_folder(&self, folder: &Path) -> io::Result<()> {
        self.ask(Step::Remove, folder)?;
        let mut left = vec![folder.to_path_buf()];
        // Those in it first: so no more than one is open at a time, where few may be.
        for (name, is_folder) in self.list(folder)? {
            let path = folder.join(name);
            if is_folder {
                self.remove_folder(&path)?;
            } else {
                left.push(path);
            }
        }
        insistently(&left, || fs::remove_dir_all(folder))
    }

    /// Fails where this account may not change what is in a folder.
    pub(super) fn may_change(&self, folder: &Path) -> io::Result<()> {
        self.ask(Step::Look, folder)?;
        may_change(folder)
    }

    /// Makes the names in a folder durable.
    pub(super) fn sync_folder(&self, folder: &Path) -> io::Result<()> {
        self.ask(Step::SyncFolder, folder)?;
        sync_folder(folder)
    }
}

/// A file being written.
pub(super) struct Written {
    file: File,
    /// How many bytes more it may have.
    room: u64,
    gate: Option<(Arc<Gate>, Box<Path>)>,
}

impl Written {
    fn ask(&self, step: Step) -> io::Result<()> {
        self.gate.as_ref().map_or(Ok(()), |(gate, path)| gate(step, path))
    }

    /// Makes its bytes durable.
    pub(super) fn sync(&self) -> io::Result<()> {
        self.ask(Step::Sync)?;
        self.file.sync_all()
    }
}

impl Write for Written {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.ask(Step::Write)?;
        // Beyond the limit the system does not answer with an error: it ends the process, without a word to the user.
        if bytes.len() as u64 > self.room {
            return Err(io::ErrorKind::FileTooLarge.into());
        }
        let written = self.file.write(bytes)?;
        self.room -= written as u64;
        Ok(written)
    }

    fn flush(&mut self) -> io::Result<()> {
        self.file.flush()
    }
}

/// The path without links and dots, as people write it.
pub(crate) fn real(path: &Path) -> io::Result<PathBuf> {
    let found = path.canonicalize()?;
    // Where a name means something else without the prefix, such as `aux` or `out.`, it keeps it.
    let same = |plain: &PathBuf| plain.canonicalize().is_ok_and(|again| again == found);
    Ok(found.to_str().and_then(unprefixed).map(PathBuf::from).filter(same).unwrap_or(found))
}

/// Whether the system takes the name at the end of a path as it stands: Windows has `aux` for a device, `out.` for `out` and
/// `out:x` for a part of the file `out`.
pub(super) fn takes_name(path: &Path) -> io::Result<bool> {
    let Some(name) = path.file_name() else { return Ok(true) };
    let is_part = cfg!(windows) && name.as_encoded_bytes().contains(&b':');
    Ok(!is_part && std::path::absolute(path)?.file_name() == Some(name))
}

/// A path without the `\\?\` that Windows puts before one it has resolved, which people do not write and not every program
/// takes; `None` where it has none. The standard library puts it back where a path is too long without.
fn unprefixed(path: &str) -> Option<String> {
    let rest = path.strip_prefix(r"\\?\")?;
    match rest.strip_prefix(r"UNC\") {
        Some(share) => Some(format!(r"\\{share}")),
        None => (rest.get(1..3) == Some(r":\")).then(|| rest.to_owned()),
    }
}

/// The largest file that this process may write (`ulimit -f`).
#[cfg(target_os = "linux")]
fn largest_file() -> u64 {
    use rustix::process::{Resource, getrlimit};

    getrlimit(Resource::Fsize).current.unwrap_or(u64::MAX)
}

/// The largest file that this process may write: not asked here.
#[cfg(not(target_os = "linux"))]
fn largest_file() -> u64 {
    u64::MAX
}

/// One step; `None` where the system or the file system has none.
#[cfg(target_os = "linux")]
fn exchange(new: &Path, old: &Path) -> Option<io::Result<()>> {
    use rustix::fs::{CWD, RenameFlags, renameat_with};
    use rustix::io::Errno;

    match renameat_with(CWD, new, CWD, old, RenameFlags::EXCHANGE) {
        // Containers forbid calls they do not know with EPERM.
        Err(Errno::INVAL | Errno::NOSYS | Errno::OPNOTSUPP | Errno::PERM) => None,
        outcome => Some(outcome.map_err(io::Error::from)),
    }
}

#[cfg(not(target_os = "linux"))]
fn exchange(_: &Path, _: &Path) -> Option<io::Result<()>> {
    None
}

/// Fails where this account may not change what is in a folder.
#[cfg(target_os = "linux")]
fn may_change(folder: &Path) -> io::Result<()> {
    use rustix::fs::{Access, access};

    Ok(access(folder, Access::WRITE_OK)?)
}

/// Not asked here: writing will say so.
#[cfg(not(target_os = "linux"))]
fn may_change(_: &Path) -> io::Result<()> {
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

/// Removes something; where that is denied, once more without the mark "read-only" on what goes with it.
fn insistently(paths: &[impl AsRef<Path>], remove: impl Fn() -> io::Result<()>) -> io::Result<()> {
    match remove() {
        Err(error) if error.kind() == io::ErrorKind::PermissionDenied => {
            paths.iter().for_each(|path| unprotect(path.as_ref()));
            remove()
        }
        done => done,
    }
}

/// Takes off the mark "read-only", with which Windows keeps files and folders from being removed where the file system or the
/// server that has them cannot pass over it. What has it still is told by the removal.
#[cfg(windows)]
#[allow(clippy::permissions_set_readonly_false)]
fn unprotect(path: &Path) {
    let Ok(found) = fs::symlink_metadata(path) else { return };
    let mut permissions = found.permissions();
    if permissions.readonly() {
        permissions.set_readonly(false);
        drop(fs::set_permissions(path, permissions));
    }
}

/// Elsewhere the folder that holds a file says who may remove it.
#[cfg(not(windows))]
fn unprotect(_: &Path) {}

/// Windows keeps names without being asked and cannot open a folder as a file.
#[cfg(unix)]
fn sync_folder(folder: &Path) -> io::Result<()> {
    File::open(folder)?.sync_all()
}

#[cfg(not(unix))]
fn sync_folder(_: &Path) -> io::Result<()> {
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_locked_is_open_for_reading_too_as_windows_asks_for() {
        let place = tempfile::tempdir().unwrap();
        let path = place.path().join("lock");
        let mut locked = Disk::default().lock(&path).unwrap().unwrap();
        assert_eq!(locked.read(&mut [0]).unwrap(), 0);
        assert!(Disk::default().lock(&path).unwrap().is_none());
    }

    #[test]
    fn a_resolved_path_is_as_people_write_it() {
        let check = |path, expected| assert_eq!(unprefixed(path).as_deref(), expected, "{path}");
        check(r"\\?\C:\exports\out", Some(r"C:\exports\out"));
        check(r"\\?\C:\", Some(r"C:\"));
        check(r"\\?\UNC\server\share\out", Some(r"\\server\share\out"));
        check(r"\\?\Volume{b75e2c83-0000-0000-0000-602f00000000}\out", None);
        check(r"C:\exports\out", None);
        check("/exports/out", None);
        let place = tempfile::tempdir().unwrap();
        assert!(!real(place.path()).unwrap().to_string_lossy().starts_with(r"\\?"));
    }
}
