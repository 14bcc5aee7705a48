//! Countries: a code of two letters, from whatever stands in the column.

use std::fmt;

/// A country by its ISO 3166-1 alpha-2 code.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Country([u8; 2]);

impl Country {
    /// The country of a literal code; for tables and tests.
    pub const fn of(code: &[u8; 2]) -> Self {
        Self(*code)
    }

    /// The country that a column, a prefix or a job file names: a code of two or three letters, or a common name.
    ///
    /// `EL` is Greece and `UK` the United Kingdom; `XI` (Northern Ireland in VAT numbers) is the United Kingdom too.
    pub fn parse(text: &str) -> Option<Self> {
        let text = text.trim();
        match text.as_bytes() {
            [a, b] if a.is_ascii_alphabetic() && b.is_ascii_alphabetic() => {
                Some(match &[a.to_ascii_uppercase(), b.to_ascii_uppercase()] {
                    b"EL" => Self(*b"GR"),
                    b"UK" | b"XI" => Self(*b"GB"),
                    code => Self(*code),
                })
            }
            _ => None,
        }
    }

    /// The two letters.
    pub fn code(&self) -> &str {
        std::str::from_utf8(&self.0).unwrap_or("??")
    }
}

impl fmt::Display for Country {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.code())
    }
}

impl fmt::Debug for Country {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.code())
    }
}
