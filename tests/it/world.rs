//! A world of invented firms that a test makes itself, and what a run over it wrote, row by row.
//!
//! The same seed gives the same world on every machine: a small generator of numbers stands here for that.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

use crate::harness::{Run, folder, koppel};

/// A row by its captions.
pub(crate) type Cells = BTreeMap<String, String>;

/// Numbers that look random and are the same for the same seed (splitmix64, published by Sebastiano Vigna).
pub(crate) struct Dice(pub(crate) u64);

impl Dice {
    pub(crate) fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mut mixed = self.0;
        mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        mixed ^ (mixed >> 31)
    }

    pub(crate) fn below(&mut self, end: usize) -> usize {
        (self.next() % end as u64) as usize
    }

    /// True so many times in a hundred.
    pub(crate) fn percent(&mut self, share: usize) -> bool {
        self.below(100) < share
    }

    pub(crate) fn pick<'l>(&mut self, list: &[&'l str]) -> &'l str {
        list[self.below(list.len())]
    }

    pub(crate) fn shuffle<T>(&mut self, list: &mut [T]) {
        for at in (1..list.len()).rev() {
            list.swap(at, self.below(at + 1));
        }
    }
}

const SYLLABLES: [&str; 24] = [
    "bra", "del", "fon", "gri", "hul", "jas", "kem", "lor", "mun", "nep", "ost", "pil", "que", "rad", "sul", "tor",
    "uvi", "vam", "wen", "xan", "yr", "zil", "che", "sto",
];
const TRADES: [&str; 10] = [
    "Bakkerij",
    "Garage",
    "Drukkerij",
    "Transport",
    "Advies",
    "Bouw",
    "Verpakkingen",
    "Optiek",
    "Kwekerij",
    "Schilders",
];
const FORMS: [&str; 4] = ["BV", "NV", "VOF", ""];
const TOWNS: [(&str, &str); 6] = [
    ("2801 AB", "Gouda"),
    ("3011 CD", "Rotterdam"),
    ("7411 EF", "Deventer"),
    ("8011 GH", "Zwolle"),
    ("9711 JK", "Groningen"),
    ("5611 LM", "Eindhoven"),
];

/// A firm as it really is; no record needs to have it right.
#[derive(Clone)]
pub(crate) struct Firm {
    pub(crate) name: String,
    pub(crate) address: String,
    pub(crate) post_code: String,
    pub(crate) city: String,
    pub(crate) phone: String,
    pub(crate) mail: String,
    pub(crate) vat: String,
}

/// A word nobody has met yet, nearly always.
pub(crate) fn word(dice: &mut Dice) -> String {
    let mut word: String = (0..3).map(|_| dice.pick(&SYLLABLES)).collect();
    word[..1].make_ascii_uppercase();
    word
}

/// Nine digits that pass the eleven test of Dutch VAT numbers (weights 9 to 2, the rest is the ninth digit).
fn dutch_vat(dice: &mut Dice) -> String {
    loop {
        let digits: Vec<usize> = (0..8).map(|_| dice.below(10)).collect();
        let sum: usize = digits.iter().zip((2..=9).rev()).map(|(digit, weight)| digit * weight).sum();
        if sum % 11 < 10 && digits[0] > 0 {
            let digits: String = digits.iter().map(ToString::to_string).collect();
            return format!("NL{digits}{}B01", sum % 11);
        }
    }
}

impl Firm {
    pub(crate) fn invent(dice: &mut Dice) -> Self {
        let own = word(dice);
        let (post_code, city) = TOWNS[dice.below(TOWNS.len())];
        let name = format!("{} {own} {} {}", dice.pick(&TRADES), word(dice), dice.pick(&FORMS));
        Self {
            name: name.trim().to_owned(),
            address: format!("{}straat {}", word(dice), 1 + dice.below(180)),
            post_code: post_code.to_owned(),
            city: city.to_owned(),
            phone: format!("0{} 555 {:04}", 10 + dice.below(80), dice.below(10_000)),
            mail: format!("info@{}{}.example", own.to_lowercase(), dice.below(1000)),
            vat: dutch_vat(dice),
        }
    }

    /// As somebody typed it: a slip here, a blank there.
    pub(crate) fn typed(&self, dice: &mut Dice) -> Self {
        let mut typed = self.clone();
        if dice.percent(15) {
            typed.name = slip(dice, &typed.name);
        }
        if dice.percent(10) {
            typed.name = typed.name.trim_end_matches([' ', 'B', 'N', 'V', 'O', 'F']).to_owned();
        }
        if dice.percent(10) {
            typed.address = slip(dice, &typed.address);
        }
        for cell in [&mut typed.address, &mut typed.phone, &mut typed.mail, &mut typed.vat] {
            if dice.percent(25) {
                cell.clear();
            }
        }
        typed
    }

    /// The cells from the name on, as both tables have them.
    fn cells(&self) -> Vec<String> {
        let Self { name, address, post_code, city, phone, mail, vat } = self.clone();
        vec![name, address, post_code, city, "NL".to_owned(), phone, mail, vat]
    }
}

/// A letter lost, doubled or swapped with the next one.
fn slip(dice: &mut Dice, text: &str) -> String {
    let mut letters: Vec<char> = text.chars().collect();
    let at = 1 + dice.below(letters.len().max(3) - 2);
    match dice.below(3) {
        0 => drop(letters.remove(at)),
        1 => letters.insert(at, letters[at]),
        _ => letters.swap(at, at - 1),
    }
    letters.into_iter().collect()
}

const SHARED: &str = "Name,Address,Post Code,City,Country/Region Code,Phone No.,E-Mail,VAT Registration No.";

/// One contact: number, type, company number, privacy, and the firm.
pub(crate) fn contact(no: &str, kind: &str, company_no: &str, blocked: bool, firm: &Firm) -> Vec<String> {
    let blocked = if blocked { "Yes" } else { "No" };
    let mut row = [no, kind, company_no, blocked].map(str::to_owned).to_vec();
    row.extend(firm.cells());
    row
}

/// One account.
pub(crate) fn account(no: &str, firm: &Firm) -> Vec<String> {
    let mut row = vec![no.to_owned()];
    row.extend(firm.cells());
    row
}

/// Exports, row by row, before they are written.
#[derive(Default, Clone)]
pub(crate) struct World {
    pub(crate) contacts: Vec<Vec<String>>,
    pub(crate) customers: Vec<Vec<String>>,
    pub(crate) vendors: Vec<Vec<String>>,
}

impl World {
    /// Some two thousand records: firms with a contact, a customer, a vendor or several of them, duplicates, people
    /// with and without a company, contacts blocked for privacy.
    pub(crate) fn invent(seed: u64) -> Self {
        let dice = &mut Dice(seed);
        let mut world = Self::default();
        for number in 0..700 {
            let firm = Firm::invent(dice);
            let no = format!("CT{number:04}");
            let has_contact = dice.percent(90);
            if has_contact {
                let typed = firm.typed(dice);
                world.contacts.push(contact(&no, "Company", &no, dice.percent(3), &typed));
            }
            if has_contact && dice.percent(5) {
                let again = format!("CTD{number:04}");
                let typed = firm.typed(dice);
                world.contacts.push(contact(&again, "Company", &again, false, &typed));
            }
            if has_contact && dice.percent(35) {
                let person = Firm { name: format!("{} {}", word(dice), word(dice)), ..firm.typed(dice) };
                world.contacts.push(contact(&format!("CTP{number:04}"), "Person", &no, false, &person));
            }
            if dice.percent(65) {
                let typed = firm.typed(dice);
                world.customers.push(account(&format!("K{number:04}"), &typed));
            }
            if dice.percent(40) {
                let typed = firm.typed(dice);
                world.vendors.push(account(&format!("L{number:04}"), &typed));
            }
        }
        for number in 0..60 {
            let person = Firm { name: format!("{} {}", word(dice), word(dice)), ..Firm::invent(dice) };
            world.contacts.push(contact(&format!("CTL{number:04}"), "Person", "", false, &person.typed(dice)));
            if number % 2 == 0 {
                world.customers.push(account(&format!("KL{number:04}"), &person.typed(dice)));
            }
        }
        world
    }

    /// The files by their names; a table without rows is none.
    pub(crate) fn files(&self) -> Vec<(&'static str, String)> {
        let contacts = format!("No.,Type,Company No.,Privacy Blocked,{SHARED}");
        let accounts = format!("No.,{SHARED}");
        let mut files = vec![("contacts.csv", text(&contacts, &self.contacts))];
        for (name, rows) in [("customers.csv", &self.customers), ("vendors.csv", &self.vendors)] {
            if !rows.is_empty() {
                files.push((name, text(&accounts, rows)));
            }
        }
        files
    }

    /// Links the world with these arguments on top.
    pub(crate) fn link(&self, arguments: &[&str]) -> Outcome {
        let files = self.files();
        let files: Vec<(&str, &str)> = files.iter().map(|(name, text)| (*name, text.as_str())).collect();
        link(&files, arguments)
    }
}

fn text(captions: &str, rows: &[Vec<String>]) -> String {
    let mut text = format!("{captions}\n");
    for row in rows {
        text.push_str(&row.join(","));
        text.push('\n');
    }
    text
}

/// Runs `koppel link` over files named as the options name them, without a job file.
pub(crate) fn link(files: &[(&str, &str)], arguments: &[&str]) -> Outcome {
    let bytes: Vec<(&str, &[u8])> = files.iter().map(|(name, text)| (*name, text.as_bytes())).collect();
    let place = folder(&bytes);
    let mut line = vec!["link"];
    if !files.iter().any(|(name, _)| name.ends_with(".toml")) {
        for (option, name) in [
            ("--contacts", "contacts.csv"),
            ("--customers", "customers.csv"),
            ("--vendors", "vendors.csv"),
            ("--bank-accounts", "bank_accounts.csv"),
            ("--links", "links.csv"),
            ("--decisions", "decisions.csv"),
        ] {
            if files.iter().any(|(file, _)| *file == name) {
                line.extend([option, name]);
            }
        }
        line.extend(["--out", "out"]);
    }
    line.extend(arguments);
    let run = koppel(place.path(), &line);
    assert!([0, 3].contains(&run.code), "exit code {}: {}", run.code, run.stderr);
    Outcome { place, run }
}

/// What a run left.
pub(crate) struct Outcome {
    pub(crate) place: tempfile::TempDir,
    pub(crate) run: Run,
}

impl Outcome {
    pub(crate) fn path(&self) -> &Path {
        self.place.path()
    }

    /// A file below the output folder; empty where there is none.
    pub(crate) fn bytes(&self, name: &str) -> Vec<u8> {
        fs::read(self.path().join("out").join(name)).unwrap_or_default()
    }

    pub(crate) fn text(&self, name: &str) -> String {
        String::from_utf8(self.bytes(name)).unwrap()
    }

    /// The rows of a CSV file below the output folder.
    pub(crate) fn rows(&self, name: &str) -> Vec<Cells> {
        let text = self.text(name);
        let text = text.trim_start_matches('\u{FEFF}');
        let header = text.lines().next().unwrap_or_default();
        let delimiter = if header.contains(';') { b';' } else { b',' };
        let mut reader = csv::ReaderBuilder::new().delimiter(delimiter).from_reader(text.as_bytes());
        reader.deserialize().collect::<Result<Vec<Cells>, _>>().unwrap()
    }

    /// The links by these columns, sorted.
    pub(crate) fn links(&self, columns: &[&str]) -> Vec<Vec<String>> {
        project(&self.rows("linked.csv"), columns)
    }

    /// The links as an export of Business Central's table of relations.
    pub(crate) fn as_links_file(&self) -> String {
        let mut text = "Contact No.,Business Relation Code,Link to Table,No.\n".to_owned();
        for row in self.rows("linked.csv") {
            text.push_str(&format!("{},REL,{},{}\n", row["Contact No."], row["Link to Table"], row["No."]));
        }
        text
    }

    pub(crate) fn summary(&self) -> serde_json::Value {
        serde_json::from_slice(&self.bytes("summary.json")).unwrap()
    }
}

/// These columns of every row, sorted.
pub(crate) fn project(rows: &[Cells], columns: &[&str]) -> Vec<Vec<String>> {
    let mut list: Vec<Vec<String>> =
        rows.iter().map(|row| columns.iter().map(|&column| row[column].clone()).collect()).collect();
    list.sort();
    list
}

/// Compares two sorted lists and shows only what one has and the other has not.
pub(crate) fn same(first: &[Vec<String>], second: &[Vec<String>], what: &str) {
    let lacks = |list: &[Vec<String>], row: &Vec<String>| list.binary_search(row).is_err();
    let gone: Vec<_> = first.iter().filter(|row| lacks(second, row)).collect();
    let new: Vec<_> = second.iter().filter(|row| lacks(first, row)).collect();
    let show = |rows: &[&Vec<String>]| rows.iter().take(5).map(|row| row.join(" | ")).collect::<Vec<_>>().join("\n  ");
    assert!(first == second, "{what}: {} gone\n  {}\n{} new\n  {}", gone.len(), show(&gone), new.len(), show(&new));
}
