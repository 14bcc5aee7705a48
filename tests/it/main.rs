//! One binary for all tests from outside.
//!
//! - `harness`: a job in a folder of its own: files, arguments, expectations
//! - `cases`: runs `samples/` and `tests/cases/`
//! - `cli`: help, exit codes, commands that need no job
//! - `decisions`: each line of `decisions.csv` becomes one thing, and that is said
//! - `engine`: a score has no direction, look-alikes do not chain
//! - `errors`: every refusal with its exact text
//! - `evaluate`: a run against its truth
//! - `inputs`: inputs that no export should hold, and what is said of them
//! - `invariants`: what holds for every run, whatever the records
//! - `odds`: links are made where nearly all of them are right
//! - `publishing`: kills, signals, runs at once, low limits, places that cannot be
//! - `sameness`: the same bytes in every environment
//! - `siblings`: two that share a door, a phone and a mailbox, and are not one
//! - `supply`: licences, sources and reasons of what koppel is built from
//! - `properties`: what holds for any bytes, rows, jobs, decisions and rules
//! - `tables`: pairs of values with what people expect of them
//! - `tidy`: layers, homes of crates, sizes, samples listed
//! - `values`: what is said of values that somebody should look at
//! - `world`: firms a test invents, and what a run over them wrote

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::print_stderr, missing_docs)]

mod cases;
mod cli;
mod decisions;
mod engine;
mod errors;
mod evaluate;
mod harness;
mod inputs;
mod invariants;
mod ledger;
mod odds;
mod properties;
mod publishing;
mod sameness;
mod siblings;
mod supply;
mod tables;
mod tidy;
mod values;
mod world;
