//! koppel couples the contacts of a CRM with the customers, vendors and bank accounts of a ledger.

pub mod commands;
pub mod decide;
pub mod error;
pub mod merge;
pub mod read;
pub mod record;
pub mod score;
pub mod stage;
pub mod value;
pub mod write;
