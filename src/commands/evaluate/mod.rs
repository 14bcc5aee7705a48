//! `koppel evaluate OUT --truth F`: how right a published run is.

pub mod truth;
