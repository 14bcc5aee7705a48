//! How an establishment appears in a table: its card, written down from the truth with the dirt of the day, and later copies of that card.

use crate::dirt::{cut, dress, mojibake, no_phone, no_vat, phone, reorder, shorten, typo, vat};
use crate::rng::Rng;
use crate::words::{LOCALES, Locale, bare, plain};
use crate::world::{Address, Firm, Person, World, fill};

/// The fields of a record that contacts, customers and vendors have in common, as texts.
#[derive(Clone, Default)]
pub struct Card {
    pub name: String,
    pub name_2: String,
    pub contact: String,
    pub address: String,
    pub address_2: String,
    pub post: String,
    pub city: String,
    pub country: String,
    pub phone: String,
    pub mobile: String,
    pub email: String,
    pub web: String,
    pub vat: String,
    pub registration: String,
    pub language: &'static str,
    pub currency: &'static str,
}

/// Makes cards; `dirt` multiplies the shares of every kind of dirt (1 is usual).
pub struct Clerk<'w> {
    pub world: &'w World,
    pub dirt: f64,
}

impl Clerk<'_> {
    /// True in this share of the cases at usual dirt.
    fn slip(&self, rng: &mut Rng, share: f64) -> bool {
        rng.chance((share * self.dirt).min(0.9))
    }

    /// A card written from the truth.
    pub fn fresh(&self, rng: &mut Rng, firm: &Firm) -> Card {
        let locale = &LOCALES[firm.locale];
        let mut card = Card::default();
        self.name(rng, locale, firm, &mut card);
        self.address(rng, locale, firm, &mut card);
        self.reach(rng, locale, firm, &mut card);
        self.vat(rng, locale, firm, &mut card);
        let spoken = rng.chance(0.94);
        card.language = if !spoken {
            ""
        } else if rng.chance(0.93) {
            locale.language
        } else {
            rng.pick(&["NLB", "FRB", "ENU", "DEU"])
        };
        card.currency = if rng.chance(0.86) {
            ""
        } else if locale.country == "GB" {
            "GBP"
        } else {
            rng.pick(&["EUR", "EUR", "USD"])
        };
        card
    }

    /// A copy of a card, as when a customer is made from a contact; fields drift apart afterwards.
    pub fn copy(&self, rng: &mut Rng, firm: &Firm, card: &Card) -> Card {
        let locale = &LOCALES[firm.locale];
        let mut copy = card.clone();
        let new = self.fresh(rng, firm);
        if self.slip(rng, 0.42) {
            copy.name = new.name;
            copy.name_2 = new.name_2;
        }
        if self.slip(rng, 0.25) || copy.address.is_empty() && rng.chance(0.5) {
            (copy.address, copy.address_2, copy.post, copy.city) = (new.address, new.address_2, new.post, new.city);
        }
        for (mine, other, share) in [
            (&mut copy.phone, new.phone, 0.42),
            (&mut copy.mobile, new.mobile, 0.5),
            (&mut copy.email, new.email, 0.35),
            (&mut copy.web, new.web, 0.25),
            (&mut copy.vat, new.vat, 0.4),
            (&mut copy.registration, new.registration, 0.3),
            (&mut copy.country, new.country, 0.15),
        ] {
            if rng.chance(share) {
                *mine = other;
            }
        }
        if !copy.name.is_empty() && self.slip(rng, 0.02) {
            copy.name = typo_in(rng, &copy.name);
        }
        if self.slip(rng, 0.02) {
            copy.address = shorten(rng, locale, "street_short", &copy.address);
        }
        (copy.language, copy.currency) = (new.language, new.currency);
        copy
    }

    fn name(&self, rng: &mut Rng, locale: &Locale, firm: &Firm, card: &mut Card) {
        let person = firm.kind.is_person();
        let mut name = firm.name.clone();
        let mut trading = false;
        if !firm.trade_name.is_empty() && rng.chance(0.28) {
            name.clone_from(&firm.trade_name);
            trading = true;
        }
        if self.slip(rng, 0.07) {
            name = typo_in(rng, &name);
        }
        if self.slip(rng, 0.035) {
            name = shorten(rng, locale, "short", &name);
        }
        if self.slip(rng, 0.025) {
            name = reorder(rng, &name);
        }
        if person {
            card.name = if self.slip(rng, 0.04) { fill(locale.pick(rng, "salute"), rng, &name) } else { name };
        } else if trading && rng.chance(0.6) {
            card.name = name;
        } else if !trading && !firm.trade_name.is_empty() && rng.chance(0.03) {
            let link = match locale.country {
                "NL" => "h.o.d.n.",
                "GB" => "t/a",
                "DE" | "AT" => "-",
                _ => "/",
            };
            card.name = format!("{name} {link} {}", firm.trade_name);
        } else {
            card.name = self.form(rng, locale, firm, name);
        }
        self.tails(rng, locale, firm, card);
        card.name = dress(rng, self.dirt, std::mem::take(&mut card.name));
        if self.slip(rng, 0.012) {
            card.name = card.name.replacen(' ', "  ", 1);
        }
        if self.slip(rng, 0.006) {
            card.name.push(' ');
        }
        let limit = match rng.share() / self.dirt {
            s if s < 0.05 => 30,
            s if s < 0.5 => 50,
            _ => 100,
        };
        let (head, rest) = cut(&card.name, limit);
        if !rest.is_empty() {
            let (head, rest) = (head.to_owned(), rest.to_owned());
            if card.name_2.is_empty() && rng.chance(0.5) {
                card.name_2 = rest;
            }
            card.name = head;
        }
    }

    /// The legal form: usually behind the name in its usual spelling, else before, in brackets, spelt otherwise, another one, or gone.
    fn form(&self, rng: &mut Rng, locale: &Locale, firm: &Firm, name: String) -> String {
        let mut form = firm.form;
        if self.slip(rng, 0.02) {
            form = locale.common(rng, "forms");
        }
        let spellings: Vec<&str> = form.split(';').collect();
        let mut text = spellings[0];
        if text.is_empty() || self.slip(rng, 0.15) {
            return name;
        }
        if self.slip(rng, 0.15) {
            text = rng.pick(&spellings);
        }
        match rng.share() / self.dirt {
            s if s < 0.05 => format!("{text} {name}"),
            s if s < 0.075 => format!("{name}, {text}"),
            s if s < 0.095 => format!("{name} ({text})"),
            _ => format!("{name} {text}"),
        }
    }

    /// Remarks behind and before the name, quotation marks, a person's attention line.
    fn tails(&self, rng: &mut Rng, locale: &Locale, firm: &Firm, card: &mut Card) {
        if self.slip(rng, 0.02) {
            let marks = [
                "{} - OUD",
                "{} (niet gebruiken)",
                "{} (old)",
                "{} *** GEBLOKKEERD ***",
                "zz_{}",
                "*{}",
                "{} (dubbel)",
                "{} - ANCIEN",
                "{} (GESPERRT)",
                "XXX {}",
                "{} - old",
                "{} (ne plus utiliser)",
            ];
            card.name = rng.pick(&marks).replace("{}", &card.name);
        }
        let quoted = self.slip(rng, 0.012) && !firm.kind.is_person();
        if let Some((first, rest)) = card.name.split_once(' ').filter(|_| quoted) {
            card.name = format!("\"{first}\" {rest}");
        }
        if self.slip(rng, 0.02) && !firm.kind.is_person() {
            let who = rng.below(firm.people.len().max(1));
            let person = firm.people.get(who).map(full).unwrap_or_default();
            let line = fill(locale.pick(rng, "att"), rng, &person);
            if rng.chance(0.3) {
                card.name = format!("{} {line}", card.name);
            } else {
                card.name_2 = line;
            }
        } else if card.name_2.is_empty() && !firm.trade_name.is_empty() && self.slip(rng, 0.02) {
            card.name_2.clone_from(&firm.trade_name);
        }
    }

    fn address(&self, rng: &mut Rng, locale: &Locale, firm: &Firm, card: &mut Card) {
        let moved = self.slip(rng, 0.04).then(|| self.world.moved(rng, firm));
        let Address { street, number, extra, town } = moved.as_ref().unwrap_or(&firm.address);
        let whole = rng.chance(0.92);
        if whole {
            let first = locale.list("number_first").first().copied().unwrap_or_default();
            let mut street = street.clone();
            if self.slip(rng, 0.06) {
                street = shorten(rng, locale, "street_short", &street);
            }
            if self.slip(rng, 0.03) {
                street = typo_in(rng, &street);
            }
            let mut number = number.clone();
            if self.slip(rng, 0.08) {
                for (from, to) in
                    [(" bus ", "/"), (" bte ", "/"), (" bte ", " boîte "), ("/", " - "), (" b", "/"), ("Unit ", "U")]
                {
                    if number.contains(from) && rng.chance(0.5) {
                        number = number.replacen(from, to, 1);
                        break;
                    }
                }
            }
            let usual = !self.slip(rng, 0.05);
            card.address = match (first, usual) {
                ("yes", true) => format!("{number} {street}"),
                ("yes", false) => format!("{number}, {street}"),
                ("comma", true) | ("no", false) => format!("{street}, {number}"),
                _ => format!("{street} {number}"),
            };
            card.address = self.plainly(rng, std::mem::take(&mut card.address));
            card.address_2 = if rng.chance(0.8) { extra.clone() } else { String::new() };
            card.post.clone_from(&town.post);
            if locale.country == "NL" && rng.chance(0.2) {
                card.post = card.post.replace(' ', "");
            } else if matches!(locale.country, "BE" | "LU" | "DE" | "AT") && self.slip(rng, 0.05) {
                let mark = match locale.country {
                    "BE" => "B-",
                    "LU" => "L-",
                    "DE" => "D-",
                    _ => "A-",
                };
                card.post.insert_str(0, mark);
            }
        }
        if whole || rng.chance(0.5) {
            card.city = if self.slip(rng, 0.1) && !town.others.is_empty() {
                rng.pick(&town.others).to_owned()
            } else {
                town.name.clone()
            };
            if self.slip(rng, 0.01) && !card.post.is_empty() {
                card.city = format!("{} {}", card.post, card.city);
            }
            if self.slip(rng, 0.01) {
                card.city = typo(rng, &card.city);
            }
            card.city = self.plainly(rng, std::mem::take(&mut card.city));
            card.city = cut(&card.city, 30).0.to_owned();
        }
        card.country = match (locale.country, rng.share()) {
            (_, s) if s < 0.14 => String::new(),
            ("GB", s) if s < 0.2 => "UK".to_owned(),
            ("BE", s) if s < 0.143 => "B".to_owned(),
            ("DE", s) if s < 0.145 => "D".to_owned(),
            (_, s) if s > 0.997 => "BE".to_owned(),
            (country, _) => country.to_owned(),
        };
    }

    /// Upper case or lost diacritics, less often than in names.
    fn plainly(&self, rng: &mut Rng, text: String) -> String {
        match rng.share() / self.dirt {
            s if s < 0.04 => text.to_uppercase(),
            s if s < 0.07 => bare(&text),
            s if s < 0.073 => mojibake(&text),
            _ => text,
        }
    }

    fn reach(&self, rng: &mut Rng, locale: &Locale, firm: &Firm, card: &mut Card) {
        card.phone = match rng.share() {
            s if s < 0.24 => String::new(),
            s if s < 0.249 => no_phone(rng),
            s if s < 0.33 => phone(rng, &firm.mobile),
            _ => {
                let other = if firm.phones.len() > 1 && rng.chance(0.25) { 1 } else { 0 };
                phone(rng, &firm.phones[other])
            }
        };
        if rng.chance(0.24) {
            card.mobile = phone(rng, &firm.mobile);
        }
        if rng.chance(0.68) {
            card.email = self.email(rng, locale, firm, None);
        }
        if !firm.domain.is_empty() && rng.chance(0.37) {
            card.web = web(rng, &firm.domain);
        }
        if rng.chance(0.004) {
            card.web = rng.pick(&["geen", "-", "n/a", "www"]).to_owned();
        }
        if rng.chance(0.45) {
            let who = rng.below(firm.people.len().max(1));
            card.contact = match firm.people.get(who) {
                Some(person) if self.slip(rng, 0.04) => fill(locale.pick(rng, "salute"), rng, &person.family),
                Some(person) => full(person),
                None => String::new(),
            };
        }
    }

    /// The mailbox of a firm (or of one of its people): role, person or public provider.
    pub fn email(&self, rng: &mut Rng, locale: &Locale, firm: &Firm, who: Option<&Person>) -> String {
        if rng.chance(0.006) {
            return rng
                .pick(&["x@x.be", "test@test.com", "geen@geen.be", "noreply@onbekend.be", "-", "info@"])
                .to_owned();
        }
        let role = locale.common(rng, "roles");
        let someone = rng.below(firm.people.len().max(1));
        let person = who.or_else(|| firm.people.get(someone).filter(|_| rng.chance(0.17)));
        let text = if firm.domain.is_empty() {
            firm.mailbox.clone()
        } else if let Some(person) = person {
            let (given, family) = (plain(&person.given), plain(&person.family));
            if who.is_none() && rng.chance(0.4) {
                format!("{given}@{}", firm.domain)
            } else {
                format!("{given}.{family}@{}", firm.domain)
            }
        } else if !firm.local_part.is_empty() && rng.chance(0.7) {
            format!("{}@{}", firm.local_part, firm.domain)
        } else if rng.chance(0.05) {
            firm.mailbox.clone()
        } else {
            format!("{role}@{}", firm.domain)
        };
        let text = if self.slip(rng, 0.012) { typo(rng, &text) } else { text };
        if self.slip(rng, 0.04) {
            text.to_uppercase()
        } else if self.slip(rng, 0.012) && !firm.domain.is_empty() {
            let second =
                firm.people.first().map(|p| format!("{}.{}", plain(&p.given), plain(&p.family))).unwrap_or_default();
            format!("{text};{second}@{}", firm.domain)
        } else {
            text
        }
    }

    fn vat(&self, rng: &mut Rng, locale: &Locale, firm: &Firm, card: &mut Card) {
        let share = rng.share();
        let number = &firm.vat;
        if number.is_empty() {
            if share < 0.03 {
                card.vat = no_vat(rng, locale.country);
            }
            return;
        }
        if share < 0.035 {
            card.vat = no_vat(rng, locale.country);
        } else if share > 0.37 {
            card.vat = cut(&vat(rng, self.dirt, locale.country, number), 20).0.to_owned();
        }
        card.registration = match locale.country {
            "BE" if rng.chance(0.12) => number.clone(),
            "FR" if rng.chance(0.07) => number[2..].to_owned(),
            "DE" if rng.chance(0.05) => format!("HRB {}", number[..5].trim_start_matches('0')),
            "NL" if rng.chance(0.05) => number[1..9].to_owned(),
            _ => String::new(),
        };
        if card.vat.is_empty() && rng.chance(0.03) {
            card.registration = vat(rng, self.dirt, locale.country, number);
        }
    }
}

/// A web address as people type it.
pub fn web(rng: &mut Rng, domain: &str) -> String {
    let start = rng.weighted(&[74.0, 12.0, 8.0, 4.0, 2.0]);
    format!(
        "{}{domain}{}",
        ["www.", "https://", "http://www.", "", "https://www."][start],
        if rng.chance(0.03) { "/" } else { "" }
    )
}

/// Given name and family name.
pub fn full(person: &Person) -> String {
    format!("{} {}", person.given, person.family)
}

/// A slip in one of the words of a text.
fn typo_in(rng: &mut Rng, text: &str) -> String {
    let words: Vec<&str> = text.split(' ').collect();
    let at = rng.below(words.len());
    let wrong = typo(rng, words[at]);
    let mut out: Vec<&str> = words;
    out[at] = &wrong;
    out.join(" ")
}
