//! The world behind the tables: establishments as they truly are, in the bonds that make matching hard (chains, groups, namesakes, families, shared offices).

use crate::numbers::{Numbers, Phone};
use crate::rng::{Rng, mix};
use crate::words::{LOCALES, Locale, Town, brand, brand_list, plain};
use std::collections::BTreeMap;

/// What ties an establishment to its look-alikes, as the truth files name it.
#[derive(Clone, Copy, PartialEq, Debug)]
pub enum Kind {
    Single,
    Private,
    Chain,
    Group,
    Twin,
    Family,
    Bank,
}

impl Kind {
    /// The word of `truth_entities.csv`.
    pub const fn word(self) -> &'static str {
        match self {
            Self::Single => "single",
            Self::Private => "private",
            Self::Chain => "chain",
            Self::Group => "group",
            Self::Twin => "twin",
            Self::Family => "family",
            Self::Bank => "bank",
        }
    }

    /// The letter before the number of a bond.
    pub const fn letter(self) -> char {
        match self {
            Self::Chain => 'K',
            Self::Group => 'G',
            Self::Twin => 'T',
            _ => 'F',
        }
    }

    /// A person rather than a firm.
    pub const fn is_person(self) -> bool {
        matches!(self, Self::Private | Self::Family)
    }
}

/// A person's name.
#[derive(Clone)]
pub struct Person {
    pub given: String,
    pub family: String,
}

/// An address.
#[derive(Clone)]
pub struct Address {
    pub street: String,
    pub number: String,
    pub extra: String,
    pub town: Town,
}

/// An establishment: a firm, a branch, a household member, as it truly is.
#[derive(Clone)]
pub struct Firm {
    pub locale: usize,
    pub kind: Kind,
    /// The name without its legal form.
    pub name: String,
    /// The legal form: its usual spelling and the others, parted by `;` ("" for none).
    pub form: &'static str,
    pub trade_name: String,
    pub address: Address,
    pub phones: Vec<Phone>,
    pub mobile: Phone,
    /// Web domain, "" for none.
    pub domain: String,
    /// Mailbox at a public provider, for those without a domain.
    pub mailbox: String,
    /// Where the branch has a mailbox of its own at the shared domain.
    pub local_part: String,
    pub vat: String,
    pub people: Vec<Person>,
}

/// The share of each locale for an export language: the order of [`LOCALES`].
pub const fn mix_of(language: &str) -> [f64; 10] {
    match language.as_bytes() {
        b"nl" => [36.0, 8.0, 36.0, 4.0, 8.0, 2.5, 1.5, 1.5, 1.5, 1.0],
        b"fr" => [4.0, 24.0, 4.0, 48.0, 4.0, 3.0, 4.0, 4.0, 4.0, 1.0],
        b"de" => [2.0, 2.0, 5.0, 4.0, 62.0, 3.0, 4.0, 2.0, 3.0, 13.0],
        _ => [27.0, 22.0, 18.0, 11.0, 10.0, 4.0, 3.0, 2.2, 1.8, 1.0],
    }
}

/// Makes the world, bond by bond.
pub struct World {
    seed: u64,
    mix: [f64; 10],
    numbers: Numbers,
    /// Domains and mailboxes given out, and how often: no two firms get the same one by chance.
    taken: rustc_hash::FxHashMap<u64, u16>,
    /// The accountant or business centre now taking in firms, by locale: their phone and mailbox.
    offices: BTreeMap<usize, (Phone, String)>,
    bonds: u64,
}

impl World {
    pub fn new(seed: u64, language: &str) -> Self {
        Self {
            seed,
            mix: mix_of(language),
            numbers: Numbers::default(),
            taken: rustc_hash::FxHashMap::default(),
            offices: BTreeMap::new(),
            bonds: 0,
        }
    }

    /// The establishments of the next bond (one, for a firm without look-alikes), with the random numbers of their appearances.
    pub fn next(&mut self) -> (Vec<Firm>, Rng) {
        self.bonds += 1;
        let mut rng = Rng::new(mix(self.seed) ^ self.bonds);
        let locale = rng.weighted(&self.mix);
        let kinds = [Kind::Single, Kind::Private, Kind::Group, Kind::Twin, Kind::Chain, Kind::Family];
        let kind = kinds[rng.weighted(&[0.839, 0.087, 0.031, 0.021, 0.011, 0.011])];
        let firms = match kind {
            Kind::Private | Kind::Family => self.household(&mut rng, locale, kind),
            Kind::Chain => self.chain(&mut rng, locale),
            Kind::Group => self.group(&mut rng, locale),
            Kind::Twin => self.twins(&mut rng, locale),
            Kind::Single | Kind::Bank => vec![self.firm(&mut rng, locale, Kind::Single)],
        };
        (firms, rng)
    }

    /// A text not given out before: the wish itself, else with the addition, else with a number.
    fn unique(&mut self, wish: String, addition: &str, split: char) -> String {
        let count = self.taken.entry(hash(&wish)).or_default();
        *count = count.saturating_add(1);
        let count = *count;
        if count == 1 {
            return wish;
        }
        let at = wish.find(split).unwrap_or(wish.len());
        let (head, tail) = wish.split_at(at);
        if count == 2 && !addition.is_empty() {
            return self.unique(format!("{head}-{addition}{tail}"), "", split);
        }
        format!("{head}{count}{tail}")
    }

    fn address(&self, rng: &mut Rng, locale: &Locale) -> Address {
        let form = locale.pick(rng, "street_form");
        let name = locale.common(rng, "street_name");
        let mut street = form.replace("{}", name);
        if let Some(first) = street.chars().next().filter(|_| locale.country != "FR" && locale.country != "LU") {
            street.replace_range(..first.len_utf8(), &first.to_uppercase().to_string());
        }
        let (low, high) = if rng.chance(0.5) { (1, 40) } else { (1, 230) };
        let mut number = rng.between(low, high).to_string();
        if rng.chance(0.07) {
            number.push(char::from(b'A' + rng.below(3) as u8));
        }
        if rng.chance(0.1) {
            number = fill(locale.pick(rng, "box"), rng, "").replace("{}", &number);
        }
        let extra = if rng.chance(0.07) { fill(locale.pick(rng, "address2"), rng, "") } else { String::new() };
        let mut town = locale.town(rng);
        town.post = match locale.country {
            "NL" => format!("{} {}{}", town.post, letter(rng), letter(rng)),
            "GB" => format!("{} {}{}{}", town.post, rng.between(1, 9), letter(rng), letter(rng)),
            _ => town.post,
        };
        Address { street, number, extra, town }
    }

    /// Everything of a firm but its name.
    fn shell(&mut self, rng: &mut Rng, place: usize, kind: Kind) -> Firm {
        let locale = &LOCALES[place];
        let address = self.address(rng, locale);
        let counter = if locale.country == "BE" { 0 } else { place };
        let mut phones = vec![self.numbers.phone(rng, counter, locale.country, &address.town.zone, false)];
        if rng.chance(0.25) {
            phones.push(self.numbers.phone(rng, counter, locale.country, &address.town.zone, false));
        }
        let mobile = self.numbers.phone(rng, counter, locale.country, "", true);
        let vat = if kind.is_person() { String::new() } else { self.numbers.vat(counter, locale.country, self.seed) };
        let people =
            (0..rng.between(1, 3)).map(|_| Person { given: locale.given(rng), family: locale.family(rng) }).collect();
        Firm {
            locale: place,
            kind,
            name: String::new(),
            form: "",
            trade_name: String::new(),
            address,
            phones,
            mobile,
            domain: String::new(),
            mailbox: String::new(),
            local_part: String::new(),
            vat,
            people,
        }
    }

    /// A firm with a name of its own.
    fn firm(&mut self, rng: &mut Rng, place: usize, kind: Kind) -> Firm {
        let mut firm = self.shell(rng, place, kind);
        let locale = &LOCALES[place];
        name(rng, locale, &mut firm);
        self.reach(rng, &mut firm);
        if rng.chance(0.035) {
            self.share_office(rng, &mut firm);
        }
        firm
    }

    /// Gives a named firm its domain or mailbox.
    fn reach(&mut self, rng: &mut Rng, firm: &mut Firm) {
        let locale = &LOCALES[firm.locale];
        let shown = if firm.trade_name.is_empty() || rng.chance(0.4) { &firm.name } else { &firm.trade_name };
        let words: Vec<String> = shown.split_whitespace().map(plain).filter(|w| !w.is_empty()).collect();
        let mut stem: String = words.join(if rng.chance(0.25) { "-" } else { "" });
        stem.truncate(30);
        let stem = stem.trim_end_matches('-');
        if rng.chance(0.78) {
            let own = locale.country.to_lowercase();
            let own = if own == "gb" { "co.uk" } else { own.as_str() };
            let end = if rng.chance(0.82) { own } else { rng.pick(&["com", "com", "eu", "net"]) };
            firm.domain = self.unique(format!("{stem}.{end}"), &plain(&firm.address.town.name), '.');
        }
        let wish = if rng.chance(0.5) {
            stem.to_owned()
        } else {
            firm.people.first().map(|p| format!("{}.{}", plain(&p.given), plain(&p.family))).unwrap_or_default()
        };
        firm.mailbox = self.unique(format!("{wish}@{}", locale.common(rng, "free")), "", '@');
    }

    /// The phone and mailbox of an accountant or business centre that many unlike firms give as theirs.
    fn share_office(&mut self, rng: &mut Rng, firm: &mut Firm) {
        let locale = &LOCALES[firm.locale];
        if rng.chance(0.12) || !self.offices.contains_key(&firm.locale) {
            let host = format!(
                "{}@{}.{}",
                locale.pick(rng, "roles"),
                plain(&brand(rng)),
                if locale.country == "GB" { "co.uk".to_owned() } else { locale.country.to_lowercase() }
            );
            let host = self.unique(host, "", '.');
            self.offices.insert(firm.locale, (firm.phones[0].clone(), host));
        }
        if let Some((phone, mailbox)) = self.offices.get(&firm.locale) {
            firm.phones = vec![phone.clone()];
            if rng.chance(0.5) {
                firm.domain.clear();
                firm.mailbox.clone_from(mailbox);
            }
        }
    }

    /// One private person, or the members of a household: one address, often one phone; father and son may share even the name.
    fn household(&mut self, rng: &mut Rng, place: usize, kind: Kind) -> Vec<Firm> {
        let locale = &LOCALES[place];
        let head = self.shell(rng, place, kind);
        let family = locale.family(rng);
        let size = if kind == Kind::Family { 2 + rng.rank(0.6, 1.5).min(3) } else { 1 };
        let mut members: Vec<Firm> = Vec::with_capacity(size);
        for place_in in 0..size {
            let mut member = head.clone();
            let given = match members.first() {
                Some(first) if rng.chance(0.08) => first.people[0].given.clone(),
                _ => locale.given(rng),
            };
            if place_in > 0 {
                let own = self.shell(rng, place, kind);
                member.mobile = own.mobile;
                if rng.chance(0.3) {
                    member.phones = own.phones;
                }
            }
            let wish = if rng.chance(0.5) {
                format!("{}.{}", plain(&given), plain(&family))
            } else {
                format!("{}{}", plain(&given), plain(&family))
            };
            let wish = if rng.chance(0.35) { format!("{wish}{}", rng.between(1, 99)) } else { wish };
            member.mailbox = self.unique(format!("{wish}@{}", locale.common(rng, "free")), "", '@');
            member.name = format!("{given} {family}");
            member.people = vec![Person { given, family: family.clone() }];
            members.push(member);
        }
        members
    }

    /// A chain: one brand, domain and mostly one VAT number; every branch its own address.
    fn chain(&mut self, rng: &mut Rng, place: usize) -> Vec<Firm> {
        let size = 2 + rng.rank(3.0, 1.1).min(198);
        let mut head = self.shell(rng, place, Kind::Chain);
        let locale = &LOCALES[place];
        let brand = match rng.below(3) {
            0 => brand(rng),
            1 => format!("{} {}", rng.pick(brand_list("word_a")), rng.pick(brand_list("word_b"))),
            _ => format!("{} {}", rng.pick(brand_list("chain")), rng.pick(brand_list("word_b"))),
        };
        head.name.clone_from(&brand);
        head.form = locale.common(rng, "forms");
        self.reach(rng, &mut head);
        if head.domain.is_empty() {
            head.domain = self.unique(format!("{}.{}", plain(&brand), locale.country.to_lowercase()), "", '.');
        }
        let style = rng.below(4);
        let (switchboard, one_vat) = (rng.chance(0.3), rng.chance(0.75));
        let first_number = rng.between(1, 900);
        (0..size)
            .map(|n| {
                let own = self.shell(rng, place, Kind::Chain);
                let mut branch = Firm { address: own.address, people: own.people, mobile: own.mobile, ..head.clone() };
                let town = branch.address.town.name.clone();
                branch.name = match style {
                    0 | 1 => format!("{brand} {town}"),
                    2 => format!("{brand} {}", first_number + 7 * n + rng.below(7)),
                    _ => brand.clone(),
                };
                if !(switchboard && rng.chance(0.8)) {
                    branch.phones = own.phones;
                }
                if !one_vat && rng.chance(0.6) || rng.chance(0.06) {
                    branch.vat = own.vat;
                    if rng.chance(0.6) {
                        branch.name = format!("{} {}", branch.people[0].family, locale.pick(rng, "sectors"));
                        branch.trade_name = format!("{brand} {town}");
                    }
                }
                if rng.chance(0.6) {
                    branch.local_part = plain(&town);
                }
                branch
            })
            .collect()
    }

    /// Companies of a group: related names that share a VAT number, an address or a domain.
    fn group(&mut self, rng: &mut Rng, place: usize) -> Vec<Firm> {
        let head = self.firm(rng, place, Kind::Group);
        let size = 2 + rng.rank(1.2, 1.4).min(10);
        let locale = &LOCALES[place];
        let stem = head.name.split_whitespace().next_back().unwrap_or_default().to_owned();
        let stem = if rng.chance(0.5) || stem.chars().count() < 4 { head.name.clone() } else { stem };
        let (vat, address, domain) = (rng.chance(0.35), rng.chance(0.5), rng.chance(0.75));
        let mut firms = vec![head];
        while firms.len() < size {
            let elsewhere = if rng.chance(0.06) { rng.weighted(&self.mix) } else { place };
            let mut firm = self.shell(rng, elsewhere, Kind::Group);
            let other = if rng.chance(0.15) {
                firm.address.town.name.clone()
            } else {
                locale.common(rng, "groupword").to_owned()
            };
            firm.name = format!("{stem} {other}");
            if firms.iter().any(|f| f.name == firm.name) {
                firm.name = format!("{stem} {} {other}", locale.pick(rng, "sectors"));
            }
            firm.form = LOCALES[elsewhere].common(rng, "forms");
            self.reach(rng, &mut firm);
            let head = &firms[0];
            if elsewhere == place {
                if vat && rng.chance(0.85) {
                    firm.vat.clone_from(&head.vat);
                }
                if address && rng.chance(0.8) {
                    firm.address = head.address.clone();
                    if rng.chance(0.6) {
                        firm.phones = head.phones.clone();
                    }
                }
            }
            if domain && rng.chance(0.85) {
                firm.domain.clone_from(&head.domain);
            }
            if rng.chance(0.4) {
                firm.people.clone_from(&head.people);
            }
            firms.push(firm);
        }
        firms
    }

    /// Namesakes: firms of one name in other towns that have nothing to do with each other.
    fn twins(&mut self, rng: &mut Rng, place: usize) -> Vec<Firm> {
        let head = self.firm(rng, place, Kind::Twin);
        let size = 2 + rng.rank(0.8, 1.8).min(4);
        let mut firms = vec![head];
        while firms.len() < size {
            let mut twin = self.shell(rng, place, Kind::Twin);
            twin.name.clone_from(&firms[0].name);
            twin.form = if rng.chance(0.7) { firms[0].form } else { LOCALES[place].common(rng, "forms") };
            self.reach(rng, &mut twin);
            firms.push(twin);
        }
        firms
    }

    /// A bank as a firm of its own; the caller sets the name and domain.
    pub fn bank(&mut self, rng: &mut Rng) -> Firm {
        let place = rng.weighted(&self.mix);
        self.shell(rng, place, Kind::Bank)
    }

    /// A firm without look-alikes.
    pub fn single(&mut self, rng: &mut Rng) -> Firm {
        let place = rng.weighted(&self.mix);
        self.firm(rng, place, Kind::Single)
    }

    /// Another address, for a firm that moved.
    pub fn moved(&self, rng: &mut Rng, firm: &Firm) -> Address {
        self.address(rng, &LOCALES[firm.locale])
    }
}

/// Gives a firm its name, form and trade name by one of the usual patterns.
fn name(rng: &mut Rng, locale: &Locale, firm: &mut Firm) {
    let family = locale.family(rng);
    let town = firm.address.town.name.clone();
    firm.form = locale.common(rng, "forms");
    let pattern = rng.weighted(&[27.0, 5.0, 9.0, 24.0, 10.0, 5.0, 6.0, 5.0, 3.0, 2.5, 4.0]);
    firm.name = match pattern {
        0 => {
            let trade = locale.common(rng, "trades");
            if rng.chance(0.15) || locale.country == "GB" {
                format!("{family} {trade}")
            } else {
                format!("{trade} {family}")
            }
        }
        1 => format!("{} {} {family}", locale.common(rng, "trades"), locale.given(rng)),
        2 => {
            let given = locale.given(rng);
            locale
                .common(rng, "family_co")
                .replace("{s2}", &locale.family(rng))
                .replace("{s}", &family)
                .replace("{i}", &given[..given.chars().next().map_or(0, char::len_utf8)])
        }
        3 => match rng.below(5) {
            0 | 1 => brand(rng),
            2 | 3 => format!("{} {}", brand(rng), locale.common(rng, "sectors")),
            _ => format!("{} {} {}", brand(rng), locale.common(rng, "sectors"), locale.common(rng, "groupword")),
        },
        4 => {
            let words = format!("{} {}", rng.pick(brand_list("word_a")), rng.pick(brand_list("word_b")));
            if rng.chance(0.6) { format!("{words} {}", locale.common(rng, "sectors")) } else { words }
        }
        5 => {
            let letters: Vec<String> = (0..rng.between(3, 4)).map(|_| letter(rng).to_string()).collect();
            let short = if rng.chance(0.35) { format!("{}.", letters.join(".")) } else { letters.concat() };
            format!("{short} {}", locale.common(rng, "sectors"))
        }
        6 => locale.pick(rng, "place_trade").replace("{t}", &town),
        7 => format!("{} {family}", locale.given(rng)),
        8 => public(rng, locale, "public", &town, firm),
        9 => public(rng, locale, "assoc", &town, firm),
        _ => {
            let fancy = locale.pick(rng, "fancy");
            if locale.country == "GB" {
                format!("{fancy} {}", locale.common(rng, "trades"))
            } else {
                format!("{} {fancy}", locale.common(rng, "trades"))
            }
        }
    };
    if pattern == 7 {
        firm.form = if rng.chance(0.75) { "" } else { firm.form };
    }
    if matches!(pattern, 0 | 1 | 2 | 7) && rng.chance(0.75) {
        firm.people[0].family = family;
    }
    if rng.chance(0.1) && !matches!(pattern, 8 | 9) {
        let owner = format!("{} {}", locale.common(rng, "trades"), locale.pick(rng, "fancy"));
        firm.trade_name = if rng.chance(0.5) { brand(rng) } else { owner };
    }
}

fn public(rng: &mut Rng, locale: &Locale, key: &str, town: &str, firm: &mut Firm) -> String {
    firm.form = locale.pick(rng, if key == "public" { "public_form" } else { "assoc_form" });
    let fancy = locale.pick(rng, "fancy");
    locale.pick(rng, key).replace("{t}", town).replace("{f}", fancy)
}

/// Fills the gaps of a pattern: `{b}` a box, `{n}` a number, `{d}` a digit, `{L}` a letter, `{p}` a person, `{s}` a family name.
pub fn fill(pattern: &str, rng: &mut Rng, person: &str) -> String {
    let boxes = ["1", "2", "3", "4", "5", "8", "11", "12", "0101", "0102", "0203", "0302", "A1"];
    pattern
        .replace("{b}", rng.pick(&boxes))
        .replace("{n}", &rng.between(10, 9999).to_string())
        .replace("{d}", &rng.between(1, 9).to_string())
        .replace("{L}", &letter(rng).to_string())
        .replace("{p}", person)
        .replace("{s}", person)
}

fn letter(rng: &mut Rng) -> char {
    char::from(b"ABCDEFGHJKLMNPRSTUVWXYZ"[rng.below(23)])
}

fn hash(text: &str) -> u64 {
    text.bytes().fold(0xcbf2_9ce4_8422_2325, |h, b| mix(h ^ u64::from(b)))
}
