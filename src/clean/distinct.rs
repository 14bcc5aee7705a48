//! The distinct texts of some columns, so that each is cleaned once.

use indexmap::IndexSet;
use rayon::prelude::*;
use rustc_hash::FxBuildHasher;

use crate::clean::NONE;
use crate::record::{Field, Tables, unquote};

/// Parts the cells of one key; no cell of a spreadsheet holds it.
pub const SEPARATOR: char = '\u{1f}';

/// How many texts are parsed at a time: bounds the memory that parsed values take before they are interned.
const BLOCK: usize = 1 << 16;

/// A set of texts that keeps each once and knows its position.
pub type Texts = IndexSet<Box<str>, FxBuildHasher>;

/// The position of a text, which is added when new.
pub fn position(texts: &mut Texts, text: &str) -> u32 {
    let at = texts.get_index_of(text).unwrap_or_else(|| texts.insert_full(text.into()).0);
    u32::try_from(at).unwrap_or(NONE)
}

/// Distinct keys and which record has which.
#[derive(Debug, Default)]
pub struct Distinct {
    /// The key of each record, or [`NONE`] where all its cells are blank.
    pub of: Vec<u32>,
    /// The keys: the cells of the columns, parted by [`SEPARATOR`].
    pub keys: Texts,
}

impl Distinct {
    /// The distinct cells of `fields` over all tables; `mark` is put before the cells of a record and is part of the key.
    pub fn of(tables: &Tables, fields: &[Field], mark: impl Fn(usize) -> Option<char>) -> Self {
        let mut distinct = Self::default();
        let mut key = String::new();
        let mut cells = Vec::new();
        for (_, table) in tables.iter() {
            if fields.iter().all(|&field| table.column(field).is_none()) {
                distinct.of.resize(distinct.of.len() + table.len(), NONE);
                continue;
            }
            let columns: Vec<Option<usize>> = fields.iter().map(|&field| table.column(field)).collect();
            for (row, &span) in table.rows.iter().enumerate() {
                key.clear();
                key.extend(mark(distinct.of.len()));
                let mut blank = true;
                table.split(row, &mut cells);
                let raw = table.raw(span);
                for column in &columns {
                    let cell = column.and_then(|column| cells.get(column)).map_or("", |cell| &raw[cell.clone()]);
                    let value = unquote(cell);
                    blank &= value.trim().is_empty();
                    key.push(SEPARATOR);
                    key.push_str(value.trim());
                }
                let id = if blank { NONE } else { position(&mut distinct.keys, &key) };
                distinct.of.push(id);
            }
        }
        distinct
    }

    /// Parses every key in parallel and hands the results to `take` in the order of the keys.
    ///
    /// The keys are gone after that: only which record has which is left.
    pub fn parse<T: Send>(&mut self, parse: impl Fn(&[&str]) -> T + Sync, mut take: impl FnMut(T)) {
        let keys = std::mem::take(&mut self.keys);
        for start in (0..keys.len()).step_by(BLOCK) {
            let block = &keys[start..keys.len().min(start + BLOCK)];
            let parsed: Vec<T> = block
                .par_iter()
                .map(|key| {
                    let cells: Vec<&str> = key.split(SEPARATOR).collect();
                    parse(&cells)
                })
                .collect();
            parsed.into_iter().for_each(&mut take);
        }
    }
}
