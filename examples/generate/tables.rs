//! The rows of the tables while the world is being made, and the files they become. Rows are kept in a temporary file in the order they were made, so that memory
//! holds a few numbers per row alone; at the end each table is shuffled, numbered and written, so that nothing in a file tells which rows belong together.

use crate::captions::{amount, captions, date};
use crate::card::Card;
use crate::rng::{Rng, mix};
use crate::world::{Kind, Person};
use crate::{Encoding, Options};
use std::borrow::Cow;
use std::fs::File;
use std::io::{self, BufWriter, Read, Seek, SeekFrom, Write};
use std::path::Path;

/// The four tables.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Table {
    Contact,
    Customer,
    Vendor,
    Bank,
}

/// Their words in the truth files.
const WORDS: [&str; 4] = ["contact", "customer", "vendor", "bank"];
const NONE: u32 = u32::MAX;

/// The rows of a table.
struct Rows {
    file: BufWriter<File>,
    /// Where each row ends in the file.
    ends: Vec<u64>,
    /// What went wrong while rows were added.
    failed: io::Result<()>,
    entity: Vec<u32>,
    /// A person under a company (contacts).
    employee: Vec<bool>,
    person: Vec<bool>,
    company: Vec<u32>,
    dups: Vec<(u32, u32)>,
}

impl Rows {
    fn new(folder: &str) -> io::Result<Self> {
        Ok(Self {
            file: BufWriter::with_capacity(1 << 20, tempfile::tempfile_in(folder)?),
            ends: Vec::new(),
            failed: Ok(()),
            entity: Vec::new(),
            employee: Vec::new(),
            person: Vec::new(),
            company: Vec::new(),
            dups: Vec::new(),
        })
    }

    fn push(&mut self, row: &[u8], entity: u32) -> u32 {
        if let Err(error) = self.file.write_all(row) {
            self.failed = Err(error);
        }
        self.ends.push(self.ends.last().copied().unwrap_or(0) + row.len() as u64);
        self.entity.push(entity);
        self.ends.len() as u32 - 1
    }

    fn read(&self, at: u32, row: &mut Vec<u8>) -> io::Result<()> {
        let at = at as usize;
        let start = at.checked_sub(1).map_or(0, |before| self.ends[before]);
        row.resize((self.ends[at] - start) as usize, 0);
        let mut file = self.file.get_ref();
        file.seek(SeekFrom::Start(start))?;
        file.read_exact(row)
    }
}

/// All tables and the truth about them.
pub struct Tables<'o> {
    options: &'o Options,
    rows: [Rows; 4],
    /// Kind and bond of each entity.
    entities: Vec<(Kind, u32)>,
    links: Vec<(u32, u8, u32)>,
    /// Contact, table, account, whether its Company No. was lost.
    person_links: Vec<(u32, u8, u32, bool)>,
    clusters: u32,
    /// The numbers of the bank accounts.
    banks: Vec<String>,
    line: Vec<u8>,
}

/// A person as a contact under a company.
pub struct Employee<'a> {
    pub person: &'a Person,
    pub name: String,
    pub job: &'a str,
    pub company_name: &'a str,
    /// The row of the company; none when the Company No. was lost.
    pub company: Option<u32>,
}

impl<'o> Tables<'o> {
    pub fn new(options: &'o Options) -> io::Result<Self> {
        let rows = || Rows::new(&options.out);
        Ok(Self {
            options,
            rows: [rows()?, rows()?, rows()?, rows()?],
            entities: Vec::new(),
            links: Vec::new(),
            person_links: Vec::new(),
            clusters: NONE / 2,
            banks: Vec::new(),
            line: Vec::with_capacity(1024),
        })
    }

    /// How many rows a table has.
    pub fn len(&self, table: Table) -> usize {
        self.rows[table as usize].ends.len()
    }

    /// Room for another contact.
    pub fn open(&self) -> bool {
        self.len(Table::Contact) < self.options.contacts
    }

    /// A new entity; `bond` is the first entity of its bond.
    pub fn entity(&mut self, kind: Kind, bond: Option<u32>) -> u32 {
        self.entities.push((kind, bond.unwrap_or(NONE)));
        self.entities.len() as u32 - 1
    }

    /// The number the next entity gets.
    pub fn next_entity(&self) -> u32 {
        self.entities.len() as u32
    }

    fn field(&mut self, text: &str) {
        let delimiter = self.options.delimiter;
        if !self.line.is_empty() {
            self.line.push(delimiter);
        }
        let bytes = self.options.encoding.bytes(text);
        if bytes.iter().any(|&b| b == delimiter || matches!(b, b'"' | b'\n' | b'\r')) {
            self.line.push(b'"');
            for &byte in bytes.iter() {
                if byte == b'"' {
                    self.line.push(b'"');
                }
                self.line.push(byte);
            }
            self.line.push(b'"');
        } else {
            // An empty first field must still count as one.
            self.line.extend_from_slice(&bytes);
        }
    }

    fn fields(&mut self, texts: &[&str]) {
        for text in texts {
            self.field(text);
        }
    }

    fn codes(&mut self, rng: &mut Rng, list: &[&str]) {
        let code = if rng.chance(0.19) { "" } else { rng.pick(list) };
        self.field(code);
    }

    fn modified(&mut self, rng: &mut Rng) {
        let years_ago = (16.0 * rng.share() * rng.share()) as usize;
        let month = rng.between(1, 10);
        let text = date(&self.options.language, 2026 - years_ago, month, rng.between(1, 28));
        self.field(&text);
    }

    /// Adds a contact: a company, or a person with or without a company. Returns its row.
    pub fn contact(
        &mut self,
        rng: &mut Rng,
        entity: u32,
        card: &Card,
        employee: Option<&Employee>,
        private: Option<&Person>,
    ) -> u32 {
        self.line.clear();
        let person = employee.map(|e| e.person).or(private);
        let company_name = employee.map_or(if private.is_some() { "" } else { &card.name }, |e| e.company_name);
        // A leading mark stands for the columns written when the numbers are known.
        self.line.push(b'#');
        self.field(company_name);
        let name = employee.map_or(card.name.as_str(), |e| e.name.as_str());
        let (given, family) = person.map_or(("", ""), |p| (p.given.as_str(), p.family.as_str()));
        let name_2 = if employee.is_some() { "" } else { &card.name_2 };
        self.fields(&[name, name_2, given, family, employee.map_or("", |e| e.job)]);
        self.fields(&[
            &card.address,
            &card.address_2,
            &card.post,
            &card.city,
            &card.country,
            &card.phone,
            &card.mobile,
            &card.email,
            &card.web,
            &card.vat,
            &card.registration,
        ]);
        self.codes(rng, &["AN", "KJ", "JVD", "PVR", "SVH", "MDC", "EDS", "RVE", "HOUSE", "LDB"]);
        self.fields(&[card.language, card.currency]);
        self.modified(rng);
        let row = self.rows[0].push(&self.line, entity);
        let company = if person.is_some() { employee.and_then(|e| e.company).unwrap_or(NONE) } else { row };
        self.rows[0].company.push(company);
        self.rows[0].person.push(person.is_some());
        self.rows[0].employee.push(company != NONE && company != row);
        row
    }

    /// Adds a customer or vendor. Returns its row.
    pub fn account(&mut self, rng: &mut Rng, table: Table, entity: u32, card: &Card) -> u32 {
        self.line.clear();
        self.line.push(b'#');
        self.fields(&[
            &card.name,
            &card.name_2,
            &card.contact,
            &card.address,
            &card.address_2,
            &card.post,
            &card.city,
            &card.country,
            &card.phone,
            &card.mobile,
            &card.email,
            &card.web,
            &card.vat,
            &card.registration,
        ]);
        let people: &[&str] = if table == Table::Customer {
            &["AN", "KJ", "JVD", "PVR", "SVH", "MDC", "EDS", "RVE", "HOUSE", "LDB"]
        } else {
            &["MM", "AK1", "AK2", "GDW", "IVD", "RS"]
        };
        self.codes(rng, people);
        self.fields(&[card.language, card.currency]);
        let terms = if rng.chance(0.1) {
            ""
        } else {
            rng.pick(&["30D", "30D", "30DEOM", "60D", "CM", "14D", "8D", "COD", "30 D"])
        };
        self.field(terms);
        let blocked = captions(&self.options.language).blocked;
        if table == Table::Customer {
            let limit = if rng.chance(0.6) { 0 } else { 5 * rng.between(1, 100) };
            let text = amount(&self.options.language, limit);
            self.field(&text);
            let state = if rng.chance(0.947) { "" } else { blocked[rng.below(3)] };
            self.field(state);
        } else {
            let state = if rng.chance(0.954) { "" } else { blocked[3 * rng.below(2)] };
            self.field(state);
        }
        self.modified(rng);
        self.rows[table as usize].push(&self.line, entity)
    }

    /// Adds a bank account; `own` are branch number, account number, IBAN, SWIFT and currency. Its No. is the first field.
    pub fn bank(&mut self, rng: &mut Rng, entity: u32, no: &str, card: &Card, own: &[&str; 5]) -> u32 {
        self.line.clear();
        self.fields(&[
            no,
            &card.name,
            &card.name_2,
            &card.contact,
            &card.address,
            &card.address_2,
            &card.post,
            &card.city,
            &card.country,
            &card.phone,
            &card.email,
            &card.web,
        ]);
        self.fields(own);
        self.codes(rng, &["AN", "KJ", "JVD", "PVR", "SVH", "MDC"]);
        self.field("");
        self.modified(rng);
        self.banks.push(no.to_owned());
        self.rows[3].push(&self.line, entity)
    }

    /// States the links of an entity: its contacts, its people, its accounts.
    pub fn link(&mut self, contacts: &[u32], people: &[(u32, bool)], accounts: &[(Table, u32)]) {
        for &(table, account) in accounts {
            self.links.extend(contacts.iter().map(|&contact| (contact, table as u8, account)));
            self.person_links.extend(
                people
                    .iter()
                    .filter(|_| table != Table::Bank)
                    .map(|&(contact, lost)| (contact, table as u8, account, lost)),
            );
        }
    }

    /// States that rows of a table are one; the entity is their cluster, or a new number for people under a company.
    pub fn same(&mut self, table: Table, rows: &[u32], entity: Option<u32>) {
        if rows.len() > 1 {
            self.clusters += 1;
            let cluster = entity.unwrap_or(self.clusters);
            self.rows[table as usize].dups.extend(rows.iter().map(|&row| (row, cluster)));
        }
    }

    /// Shuffles, numbers and writes all files.
    pub fn write(&mut self, rng: &mut Rng) -> io::Result<()> {
        for rows in &mut self.rows {
            std::mem::replace(&mut rows.failed, Ok(()))?;
            rows.file.flush()?;
        }
        let order: [Vec<u32>; 4] =
            std::array::from_fn(|t| shuffled(rng, self.rows[t].ends.len(), t == Table::Bank as usize));
        let place: [Vec<u32>; 4] = std::array::from_fn(|t| inverse(&order[t]));
        let no = |table: u8, row: u32| self.no(table, place[table as usize][row as usize], row);
        let captions = captions(&self.options.language);
        for (t, (file, header)) in [
            ("contacts", captions.contact),
            ("customers", captions.customer),
            ("vendors", captions.vendor),
            ("bank_accounts", captions.bank),
        ]
        .into_iter()
        .enumerate()
        {
            // The numbers stay with their records, whatever the order in which these stand in the file.
            let lines = match self.options.shuffle {
                Some(seed) => shuffled(&mut Rng::new(mix(seed ^ t as u64)), order[t].len(), false),
                None => (0..order[t].len() as u32).collect(),
            };
            let order: Vec<u32> = lines.iter().map(|&line| order[t][line as usize]).collect();
            self.table(file, header, t as u8, &order, &no)?;
        }
        self.truth("truth_links.csv", "contact_no,account_type,account_no", |out| {
            self.links.iter().try_for_each(|&(contact, table, account)| {
                writeln!(out, "{},{},{}", no(0, contact), WORDS[table as usize], no(table, account))
            })
        })?;
        self.truth("truth_person_links.csv", "contact_no,account_type,account_no,via", |out| {
            self.person_links.iter().try_for_each(|&(contact, table, account, lost)| {
                let via = if lost { "orphan" } else { "company_no" };
                writeln!(out, "{},{},{},{via}", no(0, contact), WORDS[table as usize], no(table, account))
            })
        })?;
        for table in 0..3u8 {
            self.truth(&format!("truth_{}_dups.csv", WORDS[table as usize]), "no,cluster", |out| {
                self.rows[table as usize]
                    .dups
                    .iter()
                    .try_for_each(|&(row, cluster)| writeln!(out, "{},{cluster}", no(table, row)))
            })?;
        }
        self.truth("truth_entities.csv", "table,no,entity,kind,group", |out| {
            (0..4u8).try_for_each(|table| {
                (0..self.rows[table as usize].ends.len() as u32)
                    .try_for_each(|row| self.entity_line(out, table, row, &no(table, row)))
            })
        })
    }

    fn entity_line(&self, out: &mut impl Write, table: u8, row: u32, no: &str) -> io::Result<()> {
        let rows = &self.rows[table as usize];
        let entity = rows.entity[row as usize];
        let (kind, bond) = self.entities[entity as usize];
        let word = if table == 0 && rows.employee[row as usize] { "person_of_company" } else { kind.word() };
        write!(out, "{},{no},{entity},{word},", WORDS[table as usize])?;
        if bond != NONE {
            write!(out, "{}{bond}", kind.letter())?;
        }
        out.write_all(b"\n")
    }

    /// The number of the row at a place of its table: contacts one after the other, accounts in an old and a new series with gaps.
    fn no(&self, table: u8, place: u32, row: u32) -> String {
        let count = self.rows[table as usize].ends.len();
        let width = (count * 5 / 2).to_string().len().max(5);
        let place = place as usize;
        let old = count * 29 / 200;
        match table {
            0 => format!("CT{:0width$}", place + 1),
            3 => self.banks[row as usize].clone(),
            _ if place < old => format!("{:08}", 10_000 + 7 * (place + place * 4 / 7)),
            1 => format!("C{:0width$}", 1 + place * 2 + place % 3 / 2),
            _ => format!("V{:0width$}", 1 + place * 2 + place % 3 / 2),
        }
    }

    fn table(
        &self,
        file: &str,
        header: &str,
        table: u8,
        order: &[u32],
        no: &impl Fn(u8, u32) -> String,
    ) -> io::Result<()> {
        let path = Path::new(&self.options.out).join(format!("{file}.csv"));
        let mut out = BufWriter::with_capacity(1 << 20, File::create(path)?);
        let encoding = self.options.encoding;
        let end: &[u8] = if encoding == Encoding::Utf8 { b"\n" } else { b"\r\n" };
        let delimiter = char::from(self.options.delimiter).to_string();
        if encoding == Encoding::Utf16Le {
            encoding.write(&mut out, "\u{FEFF}".as_bytes())?;
        }
        encoding.write(&mut out, &encoding.bytes(&header.replace('|', &delimiter)))?;
        encoding.write(&mut out, end)?;
        let types = captions(&self.options.language).types.map(|word| encoding.bytes(word));
        let (mut line, mut written) = (Vec::new(), Vec::new());
        for &row in order {
            let rows = &self.rows[table as usize];
            rows.read(row, &mut line)?;
            written.clear();
            let mut bytes = &line[..];
            if table != Table::Bank as u8 {
                written.extend_from_slice(no(table, row).as_bytes());
                bytes = &bytes[1..];
            }
            if table == Table::Contact as u8 {
                written.extend_from_slice(delimiter.as_bytes());
                written.extend_from_slice(&types[usize::from(rows.person[row as usize])]);
                written.extend_from_slice(delimiter.as_bytes());
                let company = rows.company[row as usize];
                if company != NONE {
                    written.extend_from_slice(no(0, company).as_bytes());
                }
            }
            written.extend_from_slice(bytes);
            written.extend_from_slice(end);
            encoding.write(&mut out, &written)?;
        }
        out.flush()
    }

    fn truth(
        &self,
        file: &str,
        header: &str,
        body: impl FnOnce(&mut BufWriter<File>) -> io::Result<()>,
    ) -> io::Result<()> {
        let mut out = BufWriter::with_capacity(1 << 20, File::create(Path::new(&self.options.out).join(file))?);
        writeln!(out, "{header}")?;
        body(&mut out)?;
        out.flush()
    }
}

impl Encoding {
    /// A text as it is kept until the tables are written: in UTF-16 every byte would be two.
    fn bytes(self, text: &str) -> Cow<'_, [u8]> {
        match self {
            Self::Windows1252 => encoding_rs::WINDOWS_1252.encode(text).0,
            Self::Utf8 | Self::Utf16Le => text.as_bytes().into(),
        }
    }

    /// Writes whole texts from [`Encoding::bytes`].
    fn write(self, out: &mut impl Write, bytes: &[u8]) -> io::Result<()> {
        if self != Self::Utf16Le {
            return out.write_all(bytes);
        }
        let text = str::from_utf8(bytes).map_err(io::Error::other)?;
        text.encode_utf16().try_for_each(|unit| out.write_all(&unit.to_le_bytes()))
    }
}

/// The rows in random order (or as they are).
fn shuffled(rng: &mut Rng, count: usize, keep: bool) -> Vec<u32> {
    let mut order: Vec<u32> = (0..count as u32).collect();
    if !keep {
        for at in (1..count).rev() {
            order.swap(at, rng.below(at + 1));
        }
    }
    order
}

fn inverse(order: &[u32]) -> Vec<u32> {
    let mut place = vec![0; order.len()];
    for (at, &row) in order.iter().enumerate() {
        place[row as usize] = at as u32;
    }
    place
}
