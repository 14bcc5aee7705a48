//! Stands in for the settings of a stage that is still being built.
#![allow(missing_docs, unreachable_pub)]

pub mod merge {
    use serde::{Deserialize, Serialize};

    #[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
    #[serde(default)]
    pub struct Settings {}
}
