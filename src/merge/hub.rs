//! Hubs: a contact with all the accounts linked to it, and what their cells say.
//!
//! In: tables and links. Out: hubs sorted by the number of their contact, each with the contact first and the accounts in
//! the order of the policy, whatever the order of the links. Links that break one-to-one make no hub.

use std::borrow::Cow;
use std::cell::OnceCell;
use std::ops::Range;

use rayon::prelude::*;

use crate::decide::{Judged, Link};
use crate::merge::answers::Answer;
use crate::merge::fields::is_shared;
use crate::read::encoding::lacks;
use crate::record::{Field, Kind, Table, Tables, unquote};
use crate::value::date::{self, Date, Order};
use crate::value::name;

/// A contact and its accounts, by their rows.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Rows {
    /// The row of the contact.
    pub(crate) contact: u32,
    /// Table, row, and whether the link leaves open if one firm is meant; at most one of each table.
    pub(crate) accounts: Vec<(Kind, u32, bool)>,
}

/// Groups the links by contact, doubted ones left out; gives back the links, if any, that break one-to-one, in the order
/// of their rows.
pub(crate) fn gather(tables: &Tables, links: &[Link], order: &[Kind]) -> (Vec<Rows>, Vec<(u32, Kind, u32)>) {
    let sure = links.iter().filter(|link| !link.doubted);
    let exists = |pair: &&Judged| {
        (pair.contact as usize) < tables.rows(Kind::Contact)
            && (pair.account as usize) < tables.rows(pair.kind)
            && pair.kind != Kind::Contact
    };
    let existing = sure.map(|link| &link.pair).filter(exists);
    // Where a pair is linked twice, the link that says more comes first.
    let mut pairs: Vec<(u32, Kind, u32, bool)> =
        existing.map(|pair| (pair.contact, pair.kind, pair.account, !pair.one_firm)).collect();
    pairs.par_sort_unstable();
    pairs.dedup_by_key(|&mut (contact, kind, account, _)| (contact, kind, account));
    let mut of_account = Kind::ALL.map(|kind| vec![0_u32; tables.rows(kind)]);
    for &(_, kind, account, _) in &pairs {
        of_account[kind.index()][account as usize] += 1;
    }
    let mut hubs: Vec<Rows> = Vec::new();
    let mut crossed = Vec::new();
    for (at, &(contact, kind, account, unsure)) in pairs.iter().enumerate() {
        let again =
            |other: Option<&(u32, Kind, u32, bool)>| other.is_some_and(|other| (other.0, other.1) == (contact, kind));
        let several = again(pairs.get(at + 1)) || again(at.checked_sub(1).and_then(|at| pairs.get(at)));
        if several || of_account[kind.index()][account as usize] > 1 {
            crossed.push((contact, kind, account));
            continue;
        }
        match hubs.last_mut() {
            Some(hub) if hub.contact == contact => hub.accounts.push((kind, account, unsure)),
            _ => hubs.push(Rows { contact, accounts: vec![(kind, account, unsure)] }),
        }
    }
    if let Some(contacts) = tables.get(Kind::Contact) {
        hubs.sort_by_cached_key(|hub| contacts.value(hub.contact as usize, Field::No));
    }
    for hub in &mut hubs {
        hub.accounts.sort_by_key(|&(kind, ..)| order.iter().position(|&other| other == kind));
    }
    (hubs, crossed)
}

/// The order in which the dates of each table stand: what its column of Last Date Modified proves, else what those of the
/// other tables do; nothing where neither proves anything, or both orders.
pub(crate) fn date_orders(tables: &Tables) -> [Option<Order>; 4] {
    let proofs = Kind::ALL.map(|kind| {
        let table = tables.get(kind).filter(|table| table.column(Field::LastModified).is_some());
        table.map_or((false, false), |table| date::proofs_of(table.distinct(Field::LastModified)))
    });
    let of_all = proofs.iter().fold((false, false), |all, one| (all.0 | one.0, all.1 | one.1));
    proofs.map(|own| match if own == (false, false) { of_all } else { own } {
        (true, false) => Some(Order::DayMonth),
        (false, true) => Some(Order::MonthDay),
        _ => None,
    })
}

/// One record of a hub.
#[derive(Debug)]
pub(crate) struct Member<'t> {
    /// Its table.
    pub(crate) kind: Kind,
    /// Its row there.
    pub(crate) row: u32,
    /// Whether its link leaves open if one firm is meant: no tax number is filled by it.
    pub(crate) unsure: bool,
    order: Option<Order>,
    closed: OnceCell<bool>,
    table: &'t Table,
    raw: &'t str,
    cells: Vec<Range<usize>>,
}

impl<'t> Member<'t> {
    fn new(tables: &'t Tables, kind: Kind, row: u32, unsure: bool, orders: [Option<Order>; 4]) -> Option<Self> {
        let table = tables.get(kind)?;
        let mut cells = Vec::with_capacity(table.captions.len());
        let raw = table.raw(*table.rows.get(row as usize)?);
        table.split(row as usize, &mut cells);
        Some(Self { kind, row, unsure, order: orders[kind.index()], closed: OnceCell::new(), table, raw, cells })
    }

    /// What the encoding of its file lacks for a text; nothing where it can hold it.
    pub(crate) fn cannot_hold(&self, text: &str) -> Option<String> {
        lacks(text, &self.table.dialect)
    }

    /// Whether the file surely has the column and the table shares it; Search Name counts, although it is not synchronised
    /// field by field.
    pub(crate) fn shares(&self, field: Field) -> bool {
        let is_shared = field == Field::SearchName || is_shared(self.kind, field);
        is_shared && self.column(field).is_some() && !self.table.guessed.contains(&field)
    }

    /// The column of a field, where this row reaches it.
    pub(crate) fn column(&self, field: Field) -> Option<usize> {
        self.table.column(field).filter(|&column| column < self.cells.len())
    }

    /// The cell as it stands in the file, quotes included.
    pub(crate) fn verbatim(&self, field: Field) -> &'t str {
        self.column(field).map_or("", |column| &self.raw[self.cells[column].clone()])
    }

    /// The value of a cell; empty where the file has no such column.
    pub(crate) fn value(&self, field: Field) -> Cow<'t, str> {
        unquote(self.verbatim(field))
    }

    /// The caption of a field in this file.
    pub(crate) fn caption(&self, field: Field) -> &'t str {
        self.table.caption(field)
    }

    /// The physical line of the record.
    pub(crate) fn line(&self) -> u32 {
        self.table.rows[self.row as usize].line
    }

    /// The day of its Last Date Modified; a time of day counts for nothing. `guess` is the order of day and month where
    /// nothing proves it.
    pub(crate) fn modified(&self, guess: Order) -> Option<Date> {
        let (text, order) = (self.value(Field::LastModified), self.order.unwrap_or(guess));
        let text = text.trim();
        date::parse(text, order).or_else(|| date::parse(text.split(['T', ' ']).next().unwrap_or_default(), order))
    }

    /// Whether its name says that it is closed or not to be used: to say so is what changed it last.
    pub(crate) fn is_closed(&self) -> bool {
        let parse = || name::parse(&self.value(Field::Name), &self.value(Field::Name2)).is_some_and(|name| name.closed);
        *self.closed.get_or_init(parse)
    }

    /// Its number.
    pub(crate) fn no(&self) -> String {
        self.value(Field::No).trim().to_owned()
    }
}

/// A contact and its accounts, opened.
#[derive(Debug)]
pub(crate) struct Hub<'t> {
    /// The contact first, then its accounts in the order of the policy.
    pub(crate) members: Vec<Member<'t>>,
    /// What people decided on its fields.
    pub(crate) answers: Vec<Answer>,
}

impl<'t> Hub<'t> {
    /// Opens the rows of a hub.
    pub(crate) fn open(tables: &'t Tables, rows: &Rows, answers: Vec<Answer>, orders: [Option<Order>; 4]) -> Self {
        let contact = Member::new(tables, Kind::Contact, rows.contact, false, orders);
        let accounts =
            rows.accounts.iter().filter_map(|&(kind, row, unsure)| Member::new(tables, kind, row, unsure, orders));
        Self { members: contact.into_iter().chain(accounts).collect(), answers }
    }

    /// Whether it has an account of this table.
    pub(crate) fn has(&self, kind: Kind) -> bool {
        self.members.iter().any(|member| member.kind == kind)
    }
}
