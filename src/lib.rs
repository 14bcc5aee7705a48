//! koppel couples the contacts of a CRM with the customers, vendors and bank accounts of a ledger.
//!
//! # The house
//!
//! One crate, flat by stage, over value types. Seven words name everything - the modules, the sections of the job file,
//! the lines of the summary, the headings of the README:
//!
//! ```text
//! read    files                  -> tables, issues          text kept whole, cells as spans of it
//! clean   tables                 -> profiles                what each text says, or that it says nothing
//! pair    profiles               -> candidate pairs         records that share something rare
//! score   pairs                  -> evidence in bits        the score is the sum of the evidence
//! decide  evidence               -> links, reviews          the best assignment as a whole; ties to people
//! merge   links                  -> changes, conflicts      one value per field for a hub, by rules
//! write   everything             -> files                   the whole set at once, or nothing
//! ```
//!
//! **A file imports only from modules above its own in the list below**, which `tests/it/tidy.rs` checks. Above the
//! stages stand what all of them speak of: [`stage`], [`value`] (what a cleaned value is; knows no record, file or
//! setting), [`record`], [`error`]. Below them [`estimate`] says what a run will take and [`watch`] what it takes,
//! [`config`] collects the settings each stage owns, [`run`] calls the stages in order, [`commands`] holds the other
//! commands, [`cli`] the arguments. `main` alone prints and knows exit codes.
//!
//! # What holds
//!
//! - **One word, one way.** An outside crate that embodies a decision is used in the few files and folders that the test
//!   lists for it, and nowhere else. Notations (serde's derives, rayon's iterators, hash maps) may stand anywhere.
//! - **The books balance.** Every row read ends in exactly one place; every link, refusal and lost value has its reason.
//! - **Same input, same bytes.** Parallel code only maps in order; no result depends on a clock, a hash, a position in a
//!   file, an interned id or the number of threads.
//! - **The middle is pure and the edges have names.** Only `read`, `write`, `config` and a few commands touch the disk. A
//!   stage takes data and settings and cannot fail.
//!
//! # Words
//!
//! - *source*: an input file. *record*: an accepted row of one of the four tables. *kind*: which of them.
//! - *value*: what a cell means once cleaned; a text that means nothing is no value. *profile*: the values of a record.
//! - *contact* and *account*: the two sides. *hub*: a contact with all accounts linked to it.
//! - *key*: something rare under which records meet. *pair*: two that met. *evidence*: what speaks for and against, in bits.
//! - *link*: a pair that belongs together. *review*: one a person should look at. *basis*: what it chiefly rests on.
//! - *conflict*: a field on which the sides differ by more than writing. *issue*: a row or value with something wrong.
//! - *decision*: what a person has said; it wins, and is asked again when what it was about has changed.
//!
//! # Deliberately absent
//!
//! No database, no server, no network. No training before the first run. No fixed structs for rows: a column nobody
//! knows travels untouched. No second scorer for explanations. No option for what a rule of precedence can say.
//!
//! # Where to change what
//!
//! - A caption that is not recognised: `read/data/captions.tsv`; one of another program: `read/data/aliases.tsv`. A
//!   placeholder, a legal form, a town: `value/data/`.
//! - A new kind of value: a room under `value/`, its column in `clean`, its key in `pair`, its levels in `score`.
//! - A weight: `score/weights.rs`; of siblings, `score/ratios.rs`. What is counted in the tables: `score/model.rs`.
//! - A new field: `record::Field`, its captions, and if the tables share it, its place in `merge`.
//! - A new output: one file under `write/`; its columns are a promise and only ever appended to.

pub mod stage;

pub mod value;

pub mod record;

pub mod error;

pub mod read;

pub mod clean;

pub mod pair;

pub mod score;

pub mod decide;

pub mod merge;

pub mod write;

pub mod estimate;

pub mod watch;

pub mod config;

pub mod run;

pub mod commands;

pub mod cli;
