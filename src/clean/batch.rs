//! Records in batches: each batch is cleaned by itself, then added to those before it.

use rayon::prelude::*;

use crate::clean::cells::Cells;
use crate::clean::values::PerValue;
use crate::clean::{NONE, Span, names, people, places, values};
use crate::read::options::{self, ContactType};
use crate::record::{Field, Kind, Table, Tables};
use crate::stage::Progress;
use crate::value::country::Country;
use crate::value::text::Placeholders;

/// How many records are cleaned in one go.
const RECORDS: usize = 4096;

/// How many batches are cleaned side by side while those before them are added, for each thread: what waits takes
/// several times the memory of what is added.
const WAVE: usize = 3;

/// What is known of one record.
#[derive(Debug, Clone, Copy)]
pub(super) struct Row {
    /// Among the names, or [`NONE`].
    pub(super) name: u32,
    /// Among the addresses, or [`NONE`].
    pub(super) place: u32,
    /// Where its values are.
    pub(super) spans: PerValue<Span>,
    /// What it says it is.
    pub(super) said: Option<ContactType>,
    /// Blocked for privacy.
    pub(super) blocked: bool,
}

/// Cleaned records, and what their values are.
#[derive(Debug, Default)]
pub(super) struct Batch {
    pub(super) rows: Vec<Row>,
    pub(super) names: names::Draft,
    pub(super) places: places::Draft,
    pub(super) values: values::Draft,
}

/// Cleans the records of all tables.
pub(super) fn clean(
    tables: &Tables,
    placeholders: &Placeholders,
    home: Option<Country>,
    progress: &dyn Progress,
) -> Batch {
    let of_table = |(kind, table): (Kind, &'_ _)| {
        let rows = Table::len(table);
        (0..rows.div_ceil(RECORDS)).map(move |nth| (kind, nth * RECORDS..rows.min((nth + 1) * RECORDS)))
    };
    let listed =
        Kind::ALL.map(|kind| tables.get(kind).is_some_and(|table| people::are_listed(table, kind, placeholders)));
    let parts: Vec<_> = tables.iter().flat_map(of_table).collect();
    let mut all = Batch::default();
    let mut waiting: Vec<Batch> = Vec::new();
    for wave in parts.chunks(WAVE * rayon::current_num_threads()) {
        let of_part = |(kind, rows): &(Kind, std::ops::Range<usize>)| {
            let of = |table| Batch::of(table, *kind, rows.clone(), listed[kind.index()], placeholders, home);
            let batch = tables.get(*kind).map(of);
            progress.advance(rows.len() as u64);
            batch.unwrap_or_default()
        };
        let add = || waiting.into_iter().for_each(|batch| all.append(batch));
        waiting = rayon::join(add, || wave.par_iter().map(of_part).collect()).1;
    }
    waiting.into_iter().for_each(|batch| all.append(batch));
    all
}

impl Batch {
    /// Cleans some rows of a table; whether its names are those of people is known.
    fn of(
        table: &Table,
        kind: Kind,
        rows: std::ops::Range<usize>,
        of_people: bool,
        placeholders: &Placeholders,
        home: Option<Country>,
    ) -> Self {
        let mut batch = Self::default();
        let mut cells = Cells::of(table);
        for row in rows {
            cells.go(row);
            let among_people = of_people || people::is_described(&cells, placeholders);
            let said = people::said(kind, &cells, among_people);
            batch.rows.push(Row {
                name: batch.names.add(&cells, said, among_people, placeholders),
                place: batch.places.add(&cells, placeholders, home),
                spans: batch.values.add(&cells, placeholders, home),
                said,
                blocked: options::may_be_true(&cells.get(Field::PrivacyBlocked)),
            });
        }
        batch
    }

    /// Adds other records behind these.
    fn append(&mut self, other: Self) {
        let Self { rows, names, places, values } = other;
        let start = self.rows.len();
        self.rows.extend(rows);
        let mut spans: Vec<PerValue<Span>> = self.rows[start..].iter().map(|row| row.spans).collect();
        let (name, (place, ())) = rayon::join(
            || self.names.append(names),
            || rayon::join(|| self.places.append(places), || self.values.append(values, spans.iter_mut())),
        );
        for (row, spans) in self.rows[start..].iter_mut().zip(spans) {
            row.spans = spans;
            row.name = if row.name == NONE { NONE } else { row.name + name };
            row.place = place.get(row.place as usize).copied().unwrap_or(NONE);
        }
    }
}
