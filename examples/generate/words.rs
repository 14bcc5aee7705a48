//! The words names are made of, by country and language: lists of common ones (folder `data`), and behind each list a machine that invents rarer ones without
//! end, so that the vocabulary keeps growing with the table as it does in real ones.

use crate::rng::{Rng, mix};
use std::collections::BTreeMap;
use std::sync::LazyLock;

/// The lists of a country and language.
pub struct Locale {
    /// ISO 3166-1 code.
    pub country: &'static str,
    /// Business Central language code.
    pub language: &'static str,
    lists: BTreeMap<&'static str, Vec<&'static str>>,
}

/// A town: name, post code, dialling zone, other spellings.
#[derive(Clone)]
pub struct Town {
    pub name: String,
    pub post: String,
    pub zone: String,
    pub others: Vec<&'static str>,
}

fn lists(text: &'static str) -> impl Iterator<Item = (&'static str, Vec<&'static str>)> {
    text.lines()
        .filter(|line| !line.starts_with('#'))
        .filter_map(|line| line.split_once('\t'))
        .map(|(key, items)| (key, items.split(',').collect()))
}

fn locale(country: &'static str, language: &'static str, base: &'static str, own: &'static str) -> Locale {
    Locale { country, language, lists: lists(base).chain(lists(own)).collect() }
}

/// All countries and languages, in the order of [`crate::world::mix_of`].
pub static LOCALES: LazyLock<Vec<Locale>> = LazyLock::new(|| {
    let (de, fr) = (include_str!("data/DE.txt"), include_str!("data/FR.txt"));
    vec![
        locale("BE", "NLB", include_str!("data/BE-nl.txt"), ""),
        locale("BE", "FRB", include_str!("data/BE-fr.txt"), ""),
        locale("NL", "NLD", include_str!("data/NL.txt"), ""),
        locale("FR", "FRA", fr, ""),
        locale("DE", "DEU", de, ""),
        locale("GB", "ENG", include_str!("data/GB.txt"), ""),
        locale("IT", "ITA", include_str!("data/IT.txt"), ""),
        locale("ES", "ESP", include_str!("data/ES.txt"), ""),
        locale("LU", "FRA", fr, include_str!("data/LU.txt")),
        locale("AT", "DEA", de, include_str!("data/AT.txt")),
    ]
});

static BRANDS: LazyLock<BTreeMap<&'static str, Vec<&'static str>>> =
    LazyLock::new(|| lists(include_str!("data/brands.txt")).collect());

/// A list of the brand words.
pub fn brand_list(key: &str) -> &'static [&'static str] {
    BRANDS.get(key).map_or(&[], Vec::as_slice)
}

/// The word of a rank made from pieces: two pieces at first, more of the middle ones the rarer it is.
fn invented(rank: usize, salt: u64, a: &[&str], m: &[&str], b: &[&str]) -> String {
    let mut rng = Rng::new(mix(rank as u64 ^ salt));
    let mut word = rng.pick(a).to_owned();
    let (mut room, mut count) = (a.len() * b.len() / 3, 0);
    while rank > room && count < 4 {
        join(&mut word, rng.pick(m));
        room *= m.len().max(2);
        count += 1;
    }
    join(&mut word, rng.pick(b));
    word
}

/// Adds a piece: a capital after a blank or hyphen, no doubled letter at the seam.
fn join(word: &mut String, piece: &str) {
    let Some(first) = piece.chars().next() else { return };
    let rest = &piece[first.len_utf8()..];
    match word.chars().next_back() {
        Some(' ' | '-') => word.extend(first.to_uppercase().chain(rest.chars())),
        Some(last) if last == first => word.push_str(rest),
        _ => word.push_str(piece),
    }
}

/// A firm's invented brand word; the same rank is the same brand everywhere.
pub fn brand(rng: &mut Rng) -> String {
    let rank = rng.rank(700.0, 0.85);
    invented(rank, 0xb7a2d, brand_list("brand_a"), brand_list("brand_m"), brand_list("brand_b"))
}

impl Locale {
    /// A list by its key; empty when there is none.
    pub fn list(&self, key: &str) -> &[&'static str] {
        self.lists.get(key).map_or(&[], Vec::as_slice)
    }

    /// One of a list, each as likely.
    pub fn pick(&self, rng: &mut Rng, key: &str) -> &'static str {
        rng.pick(self.list(key))
    }

    /// One of a list, the first ones more likely.
    pub fn common(&self, rng: &mut Rng, key: &str) -> &'static str {
        let list = self.list(key);
        let rank = rng.rank(list.len() as f64 / 2.0, 1.6);
        list.get(rank).copied().unwrap_or_else(|| rng.pick(list))
    }

    /// A family name: mostly of the list, else an invented one.
    pub fn family(&self, rng: &mut Rng) -> String {
        let (list, rank) = (self.list("family"), rng.rank(70.0, 0.95));
        match list.get(rank) {
            Some(name) => (*name).to_owned(),
            None => invented(rank, 0xfa, self.list("family_a"), self.list("family_m"), self.list("family_b")),
        }
    }

    /// A town: mostly of the list, else an invented village with its own post code and zone.
    pub fn town(&self, rng: &mut Rng) -> Town {
        let (list, rank) = (self.list("towns"), rng.rank(30.0, 0.8));
        if let Some(item) = list.get(rank) {
            let mut parts = item.split('=');
            let mut next = || parts.next().unwrap_or_default().to_owned();
            let (name, post, zone) = (next(), next(), next());
            return Town { name, post, zone, others: item.split('=').skip(3).collect() };
        }
        let name = invented(rank, 0x70, self.list("village_a"), self.list("village_m"), self.list("village_b"));
        let mut own = Rng::new(mix(rank as u64 ^ 0x2170));
        let near = list[own.below(list.len())];
        let mut parts = near.split('=').skip(1);
        let (post, zone) = (parts.next().unwrap_or_default(), parts.next().unwrap_or_default());
        let post = match post.parse::<usize>() {
            Ok(number) if self.country == "FR" => format!("{:05}", number / 1000 * 1000 + 10 * own.between(1, 99)),
            Ok(number) => format!("{:0w$}", number / 100 * 100 + own.between(1, 99), w = post.len()),
            Err(_) => format!("{}{}", post.trim_end_matches(|c: char| !c.is_alphabetic()), own.between(2, 38)),
        };
        Town { name, post, zone: zone.to_owned(), others: Vec::new() }
    }

    /// A given name.
    pub fn given(&self, rng: &mut Rng) -> String {
        let key = if rng.chance(0.55) { "male" } else { "female" };
        self.common(rng, key).to_owned()
    }
}

/// A text in plain lower-case letters and digits: for domains and mailboxes.
pub fn plain(text: &str) -> String {
    let folded = bare(text).to_lowercase();
    folded.chars().filter(char::is_ascii_alphanumeric).collect()
}

/// A text without diacritics.
pub fn bare(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        let plain = match c {
            'à' | 'á' | 'â' | 'ä' | 'ã' => "a",
            'ç' => "c",
            'è' | 'é' | 'ê' | 'ë' => "e",
            'ì' | 'í' | 'î' | 'ï' => "i",
            'ñ' => "n",
            'ò' | 'ó' | 'ô' | 'ö' => "o",
            'ù' | 'ú' | 'û' | 'ü' => "u",
            'ß' => "ss",
            'œ' => "oe",
            'À' | 'Á' | 'Â' | 'Ä' => "A",
            'Ç' => "C",
            'È' | 'É' | 'Ê' | 'Ë' => "E",
            'Í' | 'Î' => "I",
            'Ó' | 'Ö' => "O",
            'Ú' | 'Ü' => "U",
            _ => {
                out.push(c);
                continue;
            }
        };
        out.push_str(plain);
    }
    out
}
