//! One file of a set: written through a buffer, counted and hashed on the way, synced when done.

use std::io::{self, BufWriter, Write};
use std::path::{Path, PathBuf};

use flate2::write::GzEncoder;
use flate2::{Compression, GzBuilder};
use sha2::{Digest, Sha256};

use super::disk::{Disk, Written};
use crate::error::{Error, Result};
use crate::read::encoding::encode;
use crate::record::Dialect;

/// How much is written, hashed or encoded at once: enough to be fast, little enough to stay in the cache.
const CHUNK: usize = 256 << 10;

/// A file of a set as the manifest lists it.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub struct Entry {
    /// The path in the output folder, with `/` on every system.
    pub file: String,
    /// SHA-256 of its bytes, in lower-case hexadecimal.
    pub sha256: String,
    /// The rows under the header; none where the file is no table.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub rows: Option<u64>,
    /// Its size.
    pub bytes: u64,
}

/// A file being written.
pub(super) struct Output {
    name: String,
    path: PathBuf,
    to: To,
}

enum To {
    Plain(BufWriter<Hashed>),
    Gzip(Box<GzEncoder<BufWriter<Hashed>>>),
}

impl Output {
    /// Begins the file `name` (a path with `/`) in `folder`, packed with gzip where asked; its folder is made.
    pub(super) fn begin(disk: &Disk, folder: &Path, name: String, gzip: bool) -> Result<Self> {
        let path = below(folder, &name);
        if let Some(parent) = path.parent() {
            disk.make_folders(parent).map_err(|error| Error::io("make the folder", parent, &error))?;
        }
        let file = disk.create(&path).map_err(|error| Error::io("write", &path, &error))?;
        let hashed = BufWriter::with_capacity(CHUNK, Hashed { file, sha: Sha256::new(), bytes: 0 });
        // No name and no time go into the gzip header: the same rows give the same bytes.
        let to = if gzip {
            To::Gzip(Box::new(GzBuilder::new().write(hashed, Compression::default())))
        } else {
            To::Plain(hashed)
        };
        Ok(Self { name, path, to })
    }

    /// Writes text in the encoding of `dialect`.
    pub(super) fn text(&mut self, mut text: &str, dialect: &Dialect) -> Result<()> {
        while !text.is_empty() {
            let (now, later) = text.split_at(text.floor_char_boundary(4 * CHUNK));
            let bytes = encode(now, dialect).map_err(|char| {
                let what = format!("cannot be written: {} has no U+{:04X}", dialect.encoding, u32::from(char));
                Error::failed(what).file(&self.path)
            })?;
            self.bytes(&bytes)?;
            text = later;
        }
        Ok(())
    }

    /// Writes bytes as they are.
    pub(super) fn bytes(&mut self, bytes: &[u8]) -> Result<()> {
        self.write_all(bytes).map_err(|error| self.failed(&error))
    }

    /// That the file could not be written.
    pub(super) fn failed(&self, error: &io::Error) -> Error {
        Error::io("write", &self.path, error)
    }

    /// Ends the file and makes it durable.
    pub(super) fn finish(self, rows: Option<u64>) -> Result<Entry> {
        let failed = |error: io::Error| Error::io("write", &self.path, &error);
        let buffer = match self.to {
            To::Plain(buffer) => buffer,
            To::Gzip(packer) => packer.finish().map_err(failed)?,
        };
        let hashed = buffer.into_inner().map_err(|error| failed(error.into_error()))?;
        hashed.file.sync().map_err(failed)?;
        Ok(Entry { file: self.name, sha256: hex(hashed.sha), rows, bytes: hashed.bytes })
    }
}

impl Write for Output {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        match &mut self.to {
            To::Plain(buffer) => buffer.write(bytes),
            To::Gzip(packer) => packer.write(bytes),
        }
    }

    fn flush(&mut self) -> io::Result<()> {
        match &mut self.to {
            To::Plain(buffer) => buffer.flush(),
            To::Gzip(packer) => packer.flush(),
        }
    }
}

/// A file that knows the hash of what went into it.
struct Hashed {
    file: Written,
    sha: Sha256,
    bytes: u64,
}

impl Write for Hashed {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        let written = self.file.write(&bytes[..bytes.len().min(CHUNK)])?;
        self.sha.update(&bytes[..written]);
        self.bytes += written as u64;
        Ok(written)
    }

    fn flush(&mut self) -> io::Result<()> {
        self.file.flush()
    }
}

/// The path of the file `name` of a set: its parts are joined, since not every path on Windows takes a `/`.
pub(super) fn below(folder: &Path, name: &str) -> PathBuf {
    name.split('/').fold(folder.to_path_buf(), |path, part| path.join(part))
}

/// A finished hash in lower-case hexadecimal.
pub(super) fn hex(sha: Sha256) -> String {
    sha.finalize().iter().map(|byte| format!("{byte:02x}")).collect()
}

/// SHA-256 of a file on disk.
pub(super) fn sha256(disk: &Disk, path: &Path) -> io::Result<String> {
    let mut sha = Sha256::new();
    disk.pieces(path, CHUNK, |piece| sha.update(piece))?;
    Ok(hex(sha))
}
