//! Worlds that punish what compares everything with everything: all records share one thing, and no two are one firm.

use crate::Options;
use crate::card::Clerk;
use crate::rng::{Rng, mix};
use crate::tables::{Table, Tables};
use crate::world::{Kind, World};

/// What all records share.
#[derive(Clone, Copy, clap::ValueEnum)]
pub enum Skew {
    /// One name.
    Name,
    /// One tax number, as somebody types to get past the check of a form.
    TaxId,
    /// One phone: that of the firm that typed the records.
    Phone,
}

/// Fills contacts and customers with strangers, as many of each.
pub fn strangers(world: &mut World, tables: &mut Tables, options: &Options, skew: Skew) {
    let mut rng = Rng::new(mix(options.seed ^ 0x57a6));
    while tables.open() {
        for table in [Table::Contact, Table::Customer] {
            let firm = world.single(&mut rng);
            let entity = tables.entity(Kind::Single, None);
            let mut card = Clerk { world, dirt: options.dirt }.fresh(&mut rng, &firm);
            match skew {
                Skew::Name => {
                    (card.name, card.name_2) = ("Peeters & Zonen BV".to_owned(), String::new());
                }
                Skew::TaxId => card.vat = "BE0999999999".to_owned(),
                Skew::Phone => card.phone = "+32 2 555 01 00".to_owned(),
            }
            if table == Table::Contact {
                tables.contact(&mut rng, entity, &card, None, None);
            } else {
                tables.account(&mut rng, table, entity, &card);
            }
        }
    }
}
