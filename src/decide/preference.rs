//! Which of several duplicates is preferred where the evidence is the same for all of them.

use std::borrow::Cow;
use std::ops::Range;

use crate::clean::RecordIx;
use crate::decide::Context;
use crate::read::named::name_of;
use crate::record::{Field, Table, unquote};
use crate::value::text::fold;

/// What a pair is preferred by to others as well supported, in thousandths of a bit and less than evidence could ever be: a
/// name that is written the same before all else, then the fuller the two records are, and the more of their cells are
/// written the same. A record that was made from another one, or is kept with it, is written like it.
pub(super) fn of_pair(context: Context<'_>, contact: RecordIx, account: RecordIx) -> i32 {
    let cells = Cells::of(context, contact).zip(Cells::of(context, account));
    let (named, shared) = cells.map_or((false, 0), |(a, b)| (a.has_name_of(&b), a.shared_with(&b)));
    let fullness = context.profiles.fullness(contact) + context.profiles.fullness(account) + shared;
    fullness.min(NAMED - 1) + if named { NAMED } else { 0 }
}

/// More than the cells of two records come to.
const NAMED: i32 = 300;

/// The raw cells of a record.
struct Cells<'t> {
    table: &'t Table,
    raw: &'t str,
    spans: Vec<Range<usize>>,
}

impl<'t> Cells<'t> {
    fn of(context: Context<'t>, record: RecordIx) -> Option<Self> {
        let (kind, row) = context.profiles.place_of(record);
        let table = context.read.tables.get(kind)?;
        let mut spans = Vec::with_capacity(table.captions.len());
        table.split(row as usize, &mut spans);
        Some(Self { table, raw: table.raw(table.rows[row as usize]), spans })
    }

    fn text(&self, column: usize) -> Cow<'t, str> {
        unquote(self.spans.get(column).map_or("", |span| &self.raw[span.clone()]))
    }

    /// Whether both have the same name, but for case and accents.
    fn has_name_of(&self, other: &Self) -> bool {
        let name = |cells: &Self| {
            let of = |field| cells.table.column(field).map_or(Cow::Borrowed(""), |column| cells.text(column));
            fold(&[name_of(cells.table, of), of(Field::Name2)].join(" "))
        };
        name(self) == name(other)
    }

    /// How many cells are filled in the fields that both files have, and how many are the same: codes and notations of
    /// which no value is made count too.
    fn shared_with(&self, other: &Self) -> i32 {
        let mut count = 0;
        for &field in Field::ALL.iter().filter(|&&field| field != Field::No) {
            let (Some(a), Some(b)) = (self.table.column(field), other.table.column(field)) else { continue };
            let (a, b) = (self.text(a), other.text(b));
            let (a, b) = (a.trim(), b.trim());
            count += i32::from(!a.is_empty()) + i32::from(!b.is_empty()) + i32::from(!a.is_empty() && a == b);
        }
        count
    }
}
