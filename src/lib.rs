//! koppel couples the contacts of a CRM with the customers, vendors and bank accounts of a ledger.

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

pub mod config;

pub mod run;

pub mod commands;

pub mod cli;
