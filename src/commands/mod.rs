//! The commands beyond `link` and `dedupe`, a file each.

pub mod evaluate;
pub mod explain;
pub mod verify;
