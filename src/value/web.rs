//! Web addresses: the domain that somebody registered, and whether it says who somebody is.

use std::sync::LazyLock;

use rustc_hash::FxHashSet;

/// Suffixes of two labels under which names are registered: `co.uk`.
static SUFFIXES: LazyLock<FxHashSet<&'static str>> = LazyLock::new(|| {
    let lines = include_str!("data/public_suffixes.tsv").lines().filter(|line| !line.starts_with('#'));
    lines.flat_map(|line| line.split(' ')).collect()
});

/// Domains in which anybody can have an address; those under every suffix by their stem.
static PUBLIC: LazyLock<[FxHashSet<&'static str>; 2]> = LazyLock::new(|| {
    let lines = include_str!("data/public_mail_domains.tsv").lines().filter(|line| !line.starts_with('#'));
    let (stems, domains): (Vec<_>, Vec<_>) =
        lines.flat_map(|line| line.split(' ')).partition(|name| name.ends_with(".*"));
    [domains.into_iter().collect(), stems.into_iter().map(|name| name.trim_end_matches(".*")).collect()]
});

/// The registrable domain of a URL, host or mail address, in lower case: `https://www.shop.houben.co.uk/x` gives
/// `houben.co.uk`. `None` when there is no host with a dot and a top level of two letters or more.
pub fn domain(text: &str) -> Option<String> {
    let text =
        text.split(|char: char| char.is_whitespace() || matches!(char, ';' | ',')).find(|part| part.contains('.'))?;
    let text = text.split_once("//").map_or(text, |(_, rest)| rest);
    let text = text.split(['/', '?', '#', '\\']).next().unwrap_or_default();
    let text = text.rsplit('@').next().unwrap_or_default();
    let text = text.split(':').find(|part| part.contains('.')).unwrap_or_default();
    let host = text.trim_matches(|char: char| !char.is_alphanumeric()).to_lowercase();
    let label =
        |label: &str| !label.is_empty() && label.len() <= 63 && label.chars().all(|c| c.is_alphanumeric() || c == '-');
    let (_, top) = host.rsplit_once('.')?;
    let valid = host.len() <= 253
        && top.chars().count() >= 2
        && (top.starts_with("xn--") || top.chars().all(char::is_alphabetic))
        && host.split('.').all(label);
    let host = host.strip_prefix("www.").filter(|rest| rest.contains('.')).unwrap_or(&host);
    valid.then(|| registrable(host).to_owned())
}

/// The part of a host (in lower case) that somebody registered: its last two labels, or three under a suffix of two.
pub fn registrable(host: &str) -> &str {
    let mut dots = host.rmatch_indices('.').map(|(at, _)| at);
    let (Some(_), Some(second)) = (dots.next(), dots.next()) else { return host };
    if !SUFFIXES.contains(&host[second + 1..]) {
        return &host[second + 1..];
    }
    dots.next().map_or(host, |third| &host[third + 1..])
}

/// Whether anybody can have an address under a registrable domain: mail and internet providers, social and hosting sites.
pub fn is_public(domain: &str) -> bool {
    PUBLIC[0].contains(domain) || PUBLIC[1].contains(stem(domain))
}

/// The label before the suffix: `houben-metaalwerken` of `houben-metaalwerken.be` and of `houben-metaalwerken.co.uk`.
pub fn stem(domain: &str) -> &str {
    let name = registrable(domain);
    name.split_once('.').map_or(name, |(stem, _)| stem)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_public_domain_is_one_that_can_be_met() {
        let not_met: Vec<_> = PUBLIC[0].iter().filter(|domain| registrable(domain) != **domain).collect();
        assert!(not_met.is_empty(), "{not_met:?}");
    }

    #[test]
    fn the_registered_domain_is_found() {
        for (text, expected) in [
            ("https://www.houben.be/", "houben.be"),
            ("http://houben.be:8080/nl/index.html?a=b", "houben.be"),
            ("WWW.HOUBEN.BE", "houben.be"),
            ("houben.be", "houben.be"),
            ("shop.houben.be", "houben.be"),
            ("www.shop.houben.co.uk", "houben.co.uk"),
            ("houben.co.uk", "houben.co.uk"),
            ("info@houben.be", "houben.be"),
            ("www.houben-metaalwerken.com", "houben-metaalwerken.com"),
            ("http:// www.houben.be", "houben.be"),
            ("site: www.houben.be", "houben.be"),
            ("www.houben.be; www.houben.nl", "houben.be"),
            ("//houben.be/x", "houben.be"),
            ("houben.com.pl", "houben.com.pl"),
            ("a.b.houben.com.au", "houben.com.au"),
            ("www.be", "www.be"),
            ("bücher.de", "bücher.de"),
            ("ftp://user@houben.fr/x", "houben.fr"),
        ] {
            assert_eq!(domain(text).as_deref(), Some(expected), "{text}");
        }
        for text in ["", "-", "n.v.t.", "B.V.", "houben", "http://", "192.168.1.1", "..", "geen site", "www.", "a..be"]
        {
            assert_eq!(domain(text), None, "{text}");
        }
    }

    #[test]
    fn public_domains_tell_nobody_apart() {
        for name in [
            "gmail.com",
            "telenet.be",
            "skynet.be",
            "proximus.be",
            "orange.fr",
            "web.de",
            "hotmail.be",
            "hotmail.co.uk",
            "pec.it",
            "facebook.com",
            "linkedin.com",
            "wixsite.com",
            "outlook.com",
            "ziggo.nl",
            "wanadoo.fr",
            "btinternet.com",
        ] {
            assert!(is_public(name), "{name}");
        }
        for name in ["houben.be", "gmail-services.be", "telenetgroup.be", "orangerie.fr", ""] {
            assert!(!is_public(name), "{name}");
        }
    }

    #[test]
    fn the_stem_stands_before_the_suffix() {
        for (name, expected) in [
            ("houben.be", "houben"),
            ("houben.co.uk", "houben"),
            ("shop.houben.be", "houben"),
            ("houben", "houben"),
            ("", ""),
            ("co.uk", "co"),
        ] {
            assert_eq!(stem(name), expected, "{name}");
        }
    }
}
