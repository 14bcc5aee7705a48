//! The commands beyond `link` and `dedupe`, a file each.

pub mod verify;
