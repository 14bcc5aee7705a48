//! What cleaning costs, per kind of value: every filled cell of some tables is parsed on one thread, and timed.
//!
//! ```text
//! cargo run --release --example cleaning -- contacts.csv customers.csv vendors.csv bank_accounts.csv
//! ```
//!
//! The files are taken as contacts, customers, vendors and bank accounts in this order. *distinct* says how many of the
//! texts differ: what parsing each distinct text only once could save at most.

use std::hint::black_box;
use std::io::{self, Write};
use std::time::Instant;

use koppel::read::{self, Input};
use koppel::record::{Field, Kind, Source, Table};
use koppel::value::country::Country;
use koppel::value::place::Parts;
use koppel::value::tax_id::{self, Column};
use koppel::value::text::Placeholders;
use koppel::value::{date, email, iban, name, person, phone, place, web};
use rustc_hash::FxHashSet;

fn main() -> io::Result<()> {
    let mut tables: Vec<Table> = Vec::new();
    for (path, kind) in std::env::args().skip(1).zip(Kind::ALL) {
        let input = Input { path: path.into(), ..Input::default() };
        let table = read::table(&input, Source::Table(kind), false, &mut Vec::new());
        tables.push(table.map_err(|error| io::Error::other(error.to_string()))?);
    }
    let placeholders = Placeholders::default();
    let mut out = io::stdout().lock();
    writeln!(out, "{:<16} {:>9} {:>9} {:>9} {:>8}", "value", "texts", "distinct", "ns/text", "seconds")?;
    let country = |cells: &[String]| Country::parse(cells.last().map_or("", String::as_str));
    let clean = [
        measure(&tables, "company name", &[Field::Name, Field::Name2], |cells| {
            black_box(name::parse(&cells[0], &cells[1]));
        }),
        measure(&tables, "person", &[Field::FirstName, Field::MiddleName, Field::Surname], |cells| {
            black_box(person::parse("", &cells[0], &cells[1], &cells[2]));
        }),
        measure(
            &tables,
            "address",
            &[Field::Address, Field::Address2, Field::PostCode, Field::City, Field::Country],
            |cells| {
                let [address, address_2, post_code, city, country] = cells else { return };
                let parts = Parts { address, address_2, post_code, city, county: "", country };
                black_box(place::parse(&parts, None, &placeholders));
            },
        ),
        measure(&tables, "tax identifier", &[Field::VatNo, Field::Country], |cells| {
            black_box(tax_id::parse(&cells[0], Column::Vat, country(cells), &placeholders));
        }),
        measure(&tables, "phone", &[Field::Phone, Field::Country], |cells| {
            black_box(phone::parse(&cells[0], country(cells)));
        }),
        measure(&tables, "mail address", &[Field::Email], |cells| {
            black_box(email::parse(&cells[0]));
        }),
        measure(&tables, "home page", &[Field::HomePage], |cells| {
            black_box(web::domain(&cells[0]));
        }),
        measure(&tables, "IBAN", &[Field::Iban], |cells| {
            black_box(iban::parse(&cells[0]));
        }),
        measure(&tables, "date", &[Field::LastModified], |cells| {
            black_box(date::parse(&cells[0], date::Order::DayMonth));
        }),
    ];
    for line in clean {
        out.write_all(line.as_bytes())?;
    }
    Ok(())
}

/// Times the parsing of all cells of some columns whose first is filled.
fn measure(tables: &[Table], what: &str, fields: &[Field], parse: impl Fn(&[String])) -> String {
    let mut texts: Vec<Vec<String>> = Vec::new();
    for table in tables {
        for row in 0..table.len() {
            let cells: Vec<String> = fields.iter().map(|&field| table.value(row, field).trim().to_owned()).collect();
            if !cells[0].is_empty() {
                texts.push(cells);
            }
        }
    }
    // The first call reads the lists that a kind of value has.
    texts.first().into_iter().for_each(|cells| parse(cells));
    let since = Instant::now();
    texts.iter().for_each(|cells| parse(cells));
    let seconds = since.elapsed().as_secs_f64();
    let distinct = texts.iter().collect::<FxHashSet<_>>().len();
    let each = seconds * 1e9 / texts.len().max(1) as f64;
    format!("{what:<16} {:>9} {distinct:>9} {each:>9.0} {seconds:>8.2}\n", texts.len())
}
