//! The floor of every tool that reads and writes CSV: each file is parsed and written once, cell by cell, with the `csv`
//! crate, and nothing else is done.
//!
//! ```text
//! cargo run --release --example floor -- OUT FILES...
//! ```

use std::io;
use std::path::Path;

fn main() -> io::Result<()> {
    let mut arguments = std::env::args_os().skip(1);
    let out = arguments.next().ok_or_else(|| io::Error::other("usage: floor OUT FILES..."))?;
    std::fs::create_dir_all(&out)?;
    for input in arguments {
        let name = Path::new(&input).file_name().ok_or_else(|| io::Error::other("an input has no file name"))?;
        let mut reader = csv::ReaderBuilder::new().has_headers(false).flexible(true).from_path(&input)?;
        let mut writer = csv::WriterBuilder::new().flexible(true).from_path(Path::new(&out).join(name))?;
        let mut row = csv::ByteRecord::new();
        while reader.read_byte_record(&mut row)? {
            writer.write_byte_record(&row)?;
        }
        writer.flush()?;
    }
    Ok(())
}
