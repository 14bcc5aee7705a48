//! Makes a set of tables with truth to measure on: `contacts.csv`, `customers.csv`, `vendors.csv`, `bank_accounts.csv` as a ledger exports them, and `truth_*.csv`.
//!
//! ```text
//! cargo run --release --example generate -- --contacts 100000 --seed 1 --out DIR
//! ```
//!
//! A world is made first (module `world`: firms, chains, groups, namesakes, households as they truly are), then each establishment is written down in none, one
//! or several tables with dirt of its own (`card`, `dirt`). The same options give the same bytes. All names and numbers are invented; check digits are valid.
//!
//! Truth: `truth_links.csv` every (contact, account) pair of one establishment; `truth_person_links.csv` people under a company, or who lost their Company No.
//! (`orphan`); `truth_{contact,customer,vendor}_dups.csv` records of one establishment; `truth_entities.csv` each record's establishment, with the `group` of
//! look-alikes it belongs to (K chain, G group of companies, T namesakes, F household).
//! About 10 contacts : 5 customers : 2.2 vendors. Bank accounts: 41 per 10,000 contacts, beyond that as the square root.
// A program for developers, not part of the library's interface: it reports on the terminal and documents what is not evident.
#![allow(missing_docs, unreachable_pub, clippy::print_stdout, clippy::print_stderr)]

mod captions;
mod card;
mod dirt;
mod numbers;
mod rng;
mod skew;
mod tables;
mod words;
mod world;

use card::{Card, Clerk, full};
use clap::Parser;
use rng::{Rng, mix};
use skew::Skew;
use tables::{Employee, Table, Tables};
use words::LOCALES;
use world::{Firm, Kind, World};

/// Makes tables with truth to measure on.
#[derive(Parser)]
struct Arguments {
    /// How many contacts; the other tables follow from it
    #[arg(long)]
    contacts: usize,
    /// The same seed gives the same files
    #[arg(long, default_value_t = 1)]
    seed: u64,
    /// Folder to write to; made when it is not there
    #[arg(long)]
    out: String,
    /// Language of captions and dates, and home market
    #[arg(long, default_value = "en", value_parser = ["en", "nl", "fr", "de"])]
    language: String,
    /// How dirty the records are
    #[arg(long, default_value = "usual", value_parser = ["light", "usual", "heavy"])]
    dirt: String,
    /// How the tables are written; the truth is always UTF-8
    #[arg(long, value_enum, default_value_t)]
    encoding: Encoding,
    /// One character, or `tab` [default: , for en, ; for the others]
    #[arg(long)]
    delimiter: Option<String>,
    /// The same records in another order of rows, by this seed
    #[arg(long)]
    shuffle: Option<u64>,
    /// Instead: as many customers as contacts, all strangers, that share one thing
    #[arg(long, value_enum)]
    skew: Option<Skew>,
}

/// How a table is written.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, clap::ValueEnum)]
pub enum Encoding {
    /// Without a byte-order mark, lines ending in LF
    #[default]
    #[value(name = "utf-8")]
    Utf8,
    /// As older programs on Windows write, lines ending in CRLF
    #[value(name = "windows-1252")]
    Windows1252,
    /// Little-endian with a byte-order mark, lines ending in CRLF
    #[value(name = "utf-16le")]
    Utf16Le,
}

/// The arguments, read.
pub struct Options {
    pub contacts: usize,
    pub seed: u64,
    pub out: String,
    pub language: String,
    pub dirt: f64,
    pub encoding: Encoding,
    pub delimiter: u8,
    pub shuffle: Option<u64>,
    pub skew: Option<Skew>,
}

fn main() -> std::io::Result<()> {
    let given = Arguments::parse();
    let delimiter = match given.delimiter.as_deref() {
        None if given.language == "en" => b',',
        None => b';',
        Some("tab" | "\\t") => b'\t',
        Some(text) => text.bytes().next().unwrap_or(b','),
    };
    let dirt = match given.dirt.as_str() {
        "light" => 0.4,
        "heavy" => 1.8,
        _ => 1.0,
    };
    let options = Options {
        contacts: given.contacts,
        seed: given.seed,
        out: given.out,
        language: given.language,
        dirt,
        encoding: given.encoding,
        delimiter,
        shuffle: given.shuffle,
        skew: given.skew,
    };
    let count = generate(&options)?;
    println!(
        "{}: {} contacts, {} customers, {} vendors, {} bank accounts",
        options.out, count[0], count[1], count[2], count[3]
    );
    Ok(())
}

/// Makes and writes everything; returns the rows per table.
fn generate(options: &Options) -> std::io::Result<[usize; 4]> {
    std::fs::create_dir_all(&options.out)?;
    let mut world = World::new(options.seed, &options.language);
    let mut tables = Tables::new(options)?;
    match options.skew {
        Some(skew) => skew::strangers(&mut world, &mut tables, options, skew),
        None => establishments(&mut world, &mut tables, options),
    }
    tables.write(&mut Rng::new(mix(options.seed ^ 0x5affe)))?;
    Ok([Table::Contact, Table::Customer, Table::Vendor, Table::Bank].map(|table| tables.len(table)))
}

/// Fills the tables from the world, bond by bond.
fn establishments(world: &mut World, tables: &mut Tables, options: &Options) {
    banks(world, tables, options);
    while tables.open() {
        let (firms, mut rng) = world.next();
        let bonded = !matches!(firms[0].kind, Kind::Single | Kind::Private);
        let bond = bonded.then(|| tables.next_entity());
        let clerk = Clerk { world, dirt: options.dirt };
        for firm in &firms {
            let entity = tables.entity(firm.kind, bond);
            appear(&clerk, tables, &mut rng, firm, entity);
        }
    }
}

/// In how many tables an establishment appears: whether as contact, customer, vendor, with the share of firms and of people.
const APPEARANCES: [([bool; 3], f64, f64); 7] = [
    ([true, true, false], 40.5, 58.0),
    ([true, false, false], 23.5, 30.0),
    ([true, false, true], 16.5, 0.0),
    ([true, true, true], 8.0, 0.0),
    ([false, true, false], 6.9, 12.0),
    ([false, false, true], 2.8, 0.0),
    ([false, true, true], 1.4, 0.0),
];

/// Writes an establishment into the tables.
fn appear(clerk: &Clerk, tables: &mut Tables, rng: &mut Rng, firm: &Firm, entity: u32) {
    let person = firm.kind.is_person();
    let weights = APPEARANCES.map(|(_, firms, people)| if person { people } else { firms });
    let (shown, ..) = APPEARANCES[rng.weighted(&weights)];
    let mut cards: Vec<Card> = Vec::new();
    let mut contacts = Vec::new();
    let mut people = Vec::new();
    let mut accounts = Vec::new();
    for table in [Table::Contact, Table::Customer, Table::Vendor] {
        let share = if table == Table::Contact { 0.046 } else { 0.037 };
        let mut rows = Vec::new();
        let count = usize::from(shown[table as usize])
            * (1 + usize::from(rng.chance(share)) + usize::from(rng.chance(share / 12.0)));
        for _ in 0..count {
            let card = match cards.first() {
                Some(_) if rng.chance(0.6) => {
                    let from = rng.below(cards.len());
                    clerk.copy(rng, firm, &cards[from])
                }
                _ => clerk.fresh(rng, firm),
            };
            if table == Table::Contact {
                if !tables.open() {
                    break;
                }
                let private = person.then(|| &firm.people[0]);
                rows.push(tables.contact(rng, entity, &card, None, private));
            } else {
                rows.push(tables.account(rng, table, entity, &card));
            }
            cards.push(card);
        }
        tables.same(table, &rows, Some(entity));
        if table == Table::Contact {
            if !person && !rows.is_empty() {
                people = employees(clerk, tables, rng, firm, entity, (&cards[0], rows[0]));
            }
            contacts = rows;
        } else {
            accounts.extend(rows.into_iter().map(|row| (table, row)));
        }
    }
    tables.link(&contacts, &people, &accounts);
}

/// The people of a firm that are contacts of their own; now and then twice, now and then without their Company No. Returns rows, and which are without.
fn employees(
    clerk: &Clerk,
    tables: &mut Tables,
    rng: &mut Rng,
    firm: &Firm,
    entity: u32,
    (card, company): (&Card, u32),
) -> Vec<(u32, bool)> {
    let locale = &LOCALES[firm.locale];
    let count = [0, 1, 2, 3, 4, 7][rng.weighted(&[80.9, 12.0, 4.5, 1.5, 0.5, 0.6])];
    let mut rows = Vec::new();
    for n in 0..count {
        let person = firm
            .people
            .get(n)
            .cloned()
            .unwrap_or_else(|| world::Person { given: locale.given(rng), family: locale.family(rng) });
        let lost = rng.chance(0.055);
        let mut twice = Vec::new();
        for _ in 0..1 + usize::from(rng.chance(0.025)) {
            if !tables.open() {
                return rows;
            }
            let own = person_card(clerk, rng, firm, card, &person);
            let name = match rng.share() {
                s if s < 0.015 => format!("{} {}", person.family, person.given),
                s if s < 0.03 => dirt::typo(rng, &full(&person)),
                s if s < 0.06 => full(&person).to_uppercase(),
                _ => full(&person),
            };
            let company_name = if lost && rng.chance(0.5) { "" } else { card.name.as_str() };
            let employee = Employee {
                person: &person,
                name,
                job: if rng.chance(0.85) { locale.pick(rng, "jobs") } else { "" },
                company_name,
                company: (!lost).then_some(company),
            };
            let row = tables.contact(rng, entity, &own, Some(&employee), None);
            rows.push((row, lost));
            twice.push(row);
        }
        tables.same(Table::Contact, &twice, None);
    }
    rows
}

/// The card of a person under a company: much is the company's, the mailbox and the mobile mostly their own.
fn person_card(clerk: &Clerk, rng: &mut Rng, firm: &Firm, company: &Card, person: &world::Person) -> Card {
    let locale = &LOCALES[firm.locale];
    let mut card =
        Card { name_2: String::new(), contact: String::new(), registration: String::new(), ..company.clone() };
    if rng.chance(0.3) {
        (card.address, card.address_2, card.post, card.city) = Default::default();
    }
    card.mobile = if rng.chance(0.4) {
        let mut phone = firm.mobile.clone();
        phone.rest = format!("{:0w$}", rng.below(10usize.pow(phone.rest.len() as u32)), w = phone.rest.len());
        dirt::phone(rng, &phone)
    } else {
        String::new()
    };
    card.email = match rng.share() {
        s if s < 0.5 && !firm.domain.is_empty() => clerk.email(rng, locale, firm, Some(person)),
        s if s < 0.72 => company.email.clone(),
        _ => String::new(),
    };
    if rng.chance(0.6) {
        card.web.clear();
    }
    if rng.chance(0.75) {
        card.vat.clear();
    }
    card
}

/// Banks: country, name, bank code (the start of the national account number), SWIFT code. Public facts.
const BANKS: [(&str, &str, &str, &str); 22] = [
    ("BE", "KBC Bank", "736", "KREDBEBB"),
    ("BE", "Belfius Bank", "063", "GKCCBEBB"),
    ("BE", "BNP Paribas Fortis", "001", "GEBABEBB"),
    ("BE", "ING België", "310", "BBRUBEBB"),
    ("BE", "Argenta Spaarbank", "979", "ARSPBE22"),
    ("BE", "Crelan", "103", "NICABEBB"),
    ("NL", "ING Bank", "INGB", "INGBNL2A"),
    ("NL", "Rabobank", "RABO", "RABONL2U"),
    ("NL", "ABN AMRO Bank", "ABNA", "ABNANL2A"),
    ("NL", "Triodos Bank", "TRIO", "TRIONL2U"),
    ("FR", "BNP Paribas", "30004", "BNPAFRPP"),
    ("FR", "Société Générale", "30003", "SOGEFRPP"),
    ("FR", "Crédit Agricole", "18206", "AGRIFRPP"),
    ("DE", "Deutsche Bank", "10070000", "DEUTDEFF"),
    ("DE", "Commerzbank", "10040000", "COBADEFF"),
    ("DE", "Sparkasse", "39050000", "AACSDE33"),
    ("DE", "Volksbank", "39060180", "GENODED1"),
    ("GB", "Barclays Bank", "BARC", "BARCGB22"),
    ("GB", "HSBC UK", "HBUK", "HBUKGB4B"),
    ("LU", "Spuerkeess", "001", "BCEELULL"),
    ("LU", "BGL BNP Paribas", "003", "BGLLLULL"),
    ("AT", "Erste Bank", "20111", "GIBAATWW"),
];

/// The bank accounts, several of one name at most banks, and the contacts of the banks.
fn banks(world: &mut World, tables: &mut Tables, options: &Options) {
    let size = options.contacts as f64 / 10_000.0;
    let wanted = (41.0 * if size > 1.0 { size.sqrt() } else { size }).ceil() as usize;
    let mut rng = Rng::new(mix(options.seed ^ 0xba9c));
    while tables.len(Table::Bank) < wanted && tables.open() {
        let mut firm = world.bank(&mut rng);
        let country = LOCALES[firm.locale].country;
        let choices: Vec<_> = BANKS.iter().filter(|bank| bank.0 == country).collect();
        let Some(&&(_, name, code, swift)) = choices.get(rng.below(choices.len())) else { continue };
        firm.name = if rng.chance(0.5) { format!("{name} {}", firm.address.town.name) } else { name.to_owned() };
        firm.domain = format!(
            "{}.{}",
            words::plain(name),
            if country == "GB" { "co.uk".to_owned() } else { country.to_lowercase() }
        );
        firm.vat.clear();
        bank(world, tables, &mut rng, options, (&firm, name, code, swift));
    }
}

fn bank(
    world: &World,
    tables: &mut Tables,
    rng: &mut Rng,
    options: &Options,
    (firm, name, code, swift): (&Firm, &str, &str, &str),
) {
    let country = LOCALES[firm.locale].country;
    let clerk = Clerk { world, dirt: options.dirt };
    let entity = tables.entity(Kind::Bank, None);
    let mut accounts = Vec::new();
    for _ in 0..[1, 2, 3, 4][rng.weighted(&[55.0, 22.0, 10.0, 13.0])] {
        let mut card = clerk.fresh(rng, firm);
        if rng.chance(0.3) {
            let kinds =
                ["USD", "EUR", "zichtrekening", "compte à vue", "rekening-courant", "Girokonto", "spaarrekening"];
            card.name = format!("{} {}", card.name, rng.pick(&kinds));
        }
        let currency = rng.pick(&["", "", "", "USD", "USD", "GBP"]);
        let stem: String = words::plain(name).to_uppercase().chars().take(8).collect();
        let no =
            format!("{stem}-{}{:02}", if currency.is_empty() { "EUR" } else { currency }, tables.len(Table::Bank) + 1);
        let national = numbers::account(rng, country, code);
        let mut iban = numbers::iban(country, &national);
        if rng.chance(0.45) {
            let groups: Vec<String> =
                iban.as_bytes().chunks(4).map(|part| String::from_utf8_lossy(part).into_owned()).collect();
            iban = groups.join(" ");
        }
        if rng.chance(0.2) {
            iban.clear();
        }
        let branch = if matches!(country, "FR" | "DE") { code } else { "" };
        accounts
            .push((Table::Bank, tables.bank(rng, entity, &no, &card, &[branch, &national, &iban, swift, currency])));
    }
    let mut contacts = Vec::new();
    if rng.chance(0.75) && tables.open() {
        let card = clerk.fresh(rng, firm);
        contacts.push(tables.contact(rng, entity, &card, None, None));
    }
    tables.link(&contacts, &[], &accounts);
}

#[cfg(test)]
mod tests {
    use super::*;

    fn made(seed: u64, name: &str, encoding: Encoding) -> Vec<Vec<u8>> {
        let out = std::env::temp_dir().join(format!("koppel-generate-{}-{name}", std::process::id()));
        let options = Options {
            contacts: 1500,
            seed,
            out: out.to_string_lossy().into_owned(),
            language: "nl".to_owned(),
            dirt: 1.0,
            encoding,
            delimiter: b';',
            shuffle: None,
            skew: None,
        };
        generate(&options).unwrap();
        let files = [
            "contacts",
            "customers",
            "vendors",
            "bank_accounts",
            "truth_links",
            "truth_person_links",
            "truth_contact_dups",
            "truth_customer_dups",
            "truth_vendor_dups",
            "truth_entities",
        ];
        let bytes = files.iter().map(|file| std::fs::read(out.join(format!("{file}.csv"))).unwrap()).collect();
        std::fs::remove_dir_all(out).unwrap();
        bytes
    }

    #[test]
    fn the_same_seed_gives_the_same_bytes() {
        let windows = Encoding::Windows1252;
        let first = made(7, "a", windows);
        assert!(first == made(7, "b", windows));
        assert!(first[0] != made(8, "c", windows)[0]);
        assert_eq!(first[0].iter().filter(|&&b| b == b'\n').count(), 1501);
    }

    #[test]
    fn every_encoding_says_the_same() {
        let (utf_8, utf_16) = (made(7, "d", Encoding::Utf8), made(7, "e", Encoding::Utf16Le));
        for (nth, (plain, wide)) in utf_8.iter().zip(&utf_16).enumerate() {
            let text = encoding_rs::UTF_16LE.decode(wide).0;
            assert!(if nth < 4 { text.replace("\r\n", "\n").as_bytes() == plain } else { wide == plain }, "{nth}");
        }
    }

    #[test]
    fn every_locale_has_every_list() {
        let keys = "family family_a family_b family_m male female towns village_a village_b village_m street_name street_form street_short number_first box address2 trades sectors groupword public public_form assoc assoc_form place_trade fancy family_co forms roles free jobs att salute short";
        for locale in LOCALES.iter() {
            for key in keys.split(' ') {
                assert!(!locale.list(key).is_empty(), "{} {} has no {key}", locale.country, locale.language);
            }
        }
    }
}
