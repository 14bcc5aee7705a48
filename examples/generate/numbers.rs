//! Numbers that carry check digits (VAT and IBAN) and numbers that must be unlike each other (phones).
//! Rules: the national tax authorities' published ones as gathered in the European Commission's VIES notes; IBAN by ISO 13616 (mod 97 of ISO 7064).

use crate::rng::{Rng, mix};

/// Gives each country its VAT and phone numbers in a scattered order without repeats.
#[derive(Default)]
pub struct Numbers {
    vat: [u64; 10],
    phone: [u64; 10],
}

/// The `serial`-th number of 0..`room`, scattered: a full cycle, so no repeat within `room`.
const fn scattered(serial: u64, room: u64, start: u64) -> u64 {
    // The step is a prime (2^31 - 1) above every room used here.
    ((serial % room) * 2_147_483_647 % room + start % room) % room
}

fn digits(text: &str) -> impl Iterator<Item = u32> + '_ {
    text.chars().filter_map(|c| c.to_digit(10))
}

fn luhn(body: &str, tail: u32) -> u32 {
    let sum: u32 =
        digits(body).zip(0..).map(|(d, i)| if i % 2 == tail % 2 { d } else { (d * 2) / 10 + (d * 2) % 10 }).sum();
    (10 - sum % 10) % 10
}

/// The VAT number of a body of digits, without country prefix; none when the body admits no check digit.
pub fn vat(country: &str, body: u64) -> Option<String> {
    match country {
        "BE" => {
            let body = 2_000_000 + body % 8_250_000;
            Some(format!("{body:08}{:02}", 97 - body % 97))
        }
        "NL" => {
            let text = format!("{:08}", 1_000_000 + body % 87_000_000);
            let sum: u32 = digits(&text).zip((2..=9).rev()).map(|(d, w)| d * w).sum();
            (sum % 11 < 10)
                .then(|| format!("{text}{}B{:02}", sum % 11, if body.is_multiple_of(9) { 2 + body % 4 } else { 1 }))
        }
        "FR" => {
            let text = format!("{:08}", 30_000_000 + body % 63_000_000);
            let siren = format!("{text}{}", luhn(&text, 0));
            let key = (12 + 3 * (siren.parse::<u64>().unwrap_or_default() % 97)) % 97;
            Some(format!("{key:02}{siren}"))
        }
        "DE" => {
            let text = format!("{:08}", 10_000_000 + body % 89_000_000);
            let product = digits(&text).fold(10, |p, d| {
                let sum = (d + p) % 10;
                (if sum == 0 { 10 } else { sum }) * 2 % 11
            });
            Some(format!("{text}{}", (11 - product) % 10))
        }
        "IT" => {
            let text = format!("{:07}{:03}", body % 9_300_000 + 100_000, 1 + body % 100);
            Some(format!("{text}{}", luhn(&text, 0)))
        }
        "ES" => {
            let text = format!("{:02}{:05}", 1 + body % 50, body / 50 % 100_000);
            let check = luhn(&text, 1);
            Some(format!("{}{text}{check}", if body.is_multiple_of(5) { 'A' } else { 'B' }))
        }
        "GB" => {
            let text = format!("{:07}", 1_000_000 + body % 8_900_000);
            let sum: u32 = digits(&text).zip((2..=8).rev()).map(|(d, w)| d * w).sum();
            Some(format!("{text}{:02}", 97 - sum % 97))
        }
        "LU" => {
            let text = 100_000 + body % 890_000;
            Some(format!("{text:06}{:02}", text % 89))
        }
        "AT" => {
            let text = format!("{:07}", 1_000_000 + body % 8_900_000);
            let sum: u32 =
                digits(&text).zip(0..).map(|(d, i)| if i % 2 == 0 { d } else { (d * 2) / 10 + (d * 2) % 10 }).sum();
            Some(format!("U{text}{}", (10 - (sum + 4) % 10) % 10))
        }
        _ => None,
    }
}

/// How many VAT numbers of a country there are to give.
const fn room(country: &str) -> u64 {
    match country.as_bytes() {
        b"BE" => 8_250_000,
        b"ES" => 5_000_000,
        b"IT" => 9_300_000,
        b"LU" => 890_000,
        b"GB" | b"AT" => 8_900_000,
        _ => 60_000_000,
    }
}

/// An IBAN: country, two check digits, the national part.
pub fn iban(country: &str, national: &str) -> String {
    let rest = format!("{national}{country}00").chars().fold(0u64, |rest, c| match c.to_digit(36) {
        Some(d) if d > 9 => (rest * 100 + u64::from(d)) % 97,
        Some(d) => (rest * 10 + u64::from(d)) % 97,
        None => rest,
    });
    format!("{country}{:02}{national}", 98 - rest)
}

/// The national part of a bank account: bank code and random digits, with the national check digits where they are cheap to make (Belgium).
pub fn account(rng: &mut Rng, country: &str, bank: &str) -> String {
    let mut random = |n: usize| -> String { (0..n).map(|_| char::from(b'0' + rng.below(10) as u8)).collect() };
    match country {
        "BE" => {
            let body = format!("{bank}{}", random(7));
            let check = body.parse::<u64>().unwrap_or_default() % 97;
            format!("{body}{:02}", if check == 0 { 97 } else { check })
        }
        "NL" => format!("{bank}{}", random(10)),
        "FR" => format!("{bank}{}", random(18)),
        "DE" => format!("{bank}{}", random(10)),
        "GB" => format!("{bank}{}", random(14)),
        "AT" => format!("{bank}{}", random(11)),
        _ => format!("{bank}{}", random(13)),
    }
}

/// A telephone number in its parts.
#[derive(Clone, PartialEq)]
pub struct Phone {
    /// Country calling code.
    pub code: &'static str,
    /// The 0 dialled within the country ("" where there is none).
    pub trunk: &'static str,
    /// Dialling zone or mobile prefix.
    pub zone: String,
    /// The subscriber's number.
    pub rest: String,
}

/// Calling code, trunk digit, digits of zone and number together for a land line, mobile prefixes, digits after those (ITU E.164; national plans).
fn plan(country: &str) -> (&'static str, &'static str, usize, &'static [&'static str], usize) {
    match country {
        "BE" => (
            "32",
            "0",
            8,
            &[
                "470", "471", "472", "473", "474", "475", "476", "478", "479", "484", "485", "486", "494", "495",
                "496", "497",
            ],
            6,
        ),
        "NL" => ("31", "0", 9, &["6"], 8),
        "FR" => ("33", "0", 9, &["6", "7"], 8),
        "DE" => (
            "49",
            "0",
            10,
            &["151", "152", "157", "160", "163", "170", "171", "172", "173", "174", "175", "176", "177", "178", "179"],
            7,
        ),
        "GB" => ("44", "0", 10, &["7700", "7712", "7765", "7801", "7833", "7946", "7953"], 6),
        "IT" => ("39", "", 10, &["320", "328", "333", "335", "338", "340", "347", "348", "366", "380"], 7),
        "ES" => ("34", "", 9, &["6"], 8),
        "LU" => ("352", "", 8, &["621", "661", "691"], 6),
        _ => ("43", "0", 9, &["650", "660", "664", "676", "699"], 7),
    }
}

impl Numbers {
    /// The next VAT number of a country (the place of its locale tells the counter).
    pub fn vat(&mut self, place: usize, country: &str, seed: u64) -> String {
        loop {
            let counter = &mut self.vat[place];
            *counter += 1;
            if let Some(number) = vat(country, scattered(*counter, room(country), mix(seed))) {
                return number;
            }
        }
    }

    /// The next land line of a zone, or mobile number.
    pub fn phone(&mut self, rng: &mut Rng, place: usize, country: &str, zone: &str, mobile: bool) -> Phone {
        let (code, trunk, whole, prefixes, after) = plan(country);
        self.phone[place] += 1;
        let zone = if mobile { rng.pick(prefixes).to_owned() } else { zone.to_owned() };
        let width = if mobile { after } else { whole.saturating_sub(zone.len()).max(5) };
        let room = 9 * 10u64.pow(width as u32 - 1) - 1;
        let number = 10u64.pow(width as u32 - 1) + scattered(self.phone[place], room, mix(place as u64));
        Phone { code, trunk, zone, rest: format!("{number:0width$}") }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Each number is invented; its check digits were worked out by hand from the published rule.
    #[test]
    fn check_digits() {
        let mod97 = |n: &str| 97 - n[..8].parse::<u64>().unwrap() % 97 == n[8..].parse::<u64>().unwrap();
        assert!(mod97(&vat("BE", 12_345).unwrap()));
        // IBAN examples of the ISO 13616 registry.
        assert_eq!(iban("BE", "539007547034"), "BE68539007547034");
        assert_eq!(iban("NL", "ABNA0417164300"), "NL91ABNA0417164300");
        // Luhn's own example is 7992739871, check digit 3.
        assert_eq!(luhn("7992739871", 0), 3);
        for (country, width) in
            [("NL", 12), ("FR", 11), ("DE", 9), ("IT", 11), ("ES", 9), ("GB", 9), ("LU", 8), ("AT", 9)]
        {
            let number = (77..99).find_map(|body| vat(country, body)).unwrap();
            assert_eq!(number.len(), width, "{country} {number}");
        }
    }

    #[test]
    fn scattered_numbers_do_not_repeat() {
        let seen: std::collections::BTreeSet<u64> = (0..9_999).map(|n| scattered(n, 9_999, 5)).collect();
        assert_eq!(seen.len(), 9_999);
    }
}
