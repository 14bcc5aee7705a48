//! What a spreadsheet leaves in place of a value. Such a text says nothing of the record, whatever is written in it.

/// What spreadsheets show instead of a value, in English, Dutch, French and German.
const SHEET_ERRORS: [&[u8]; 24] = [
    b"#N/A",
    b"#NAME?",
    b"#REF!",
    b"#VALUE!",
    b"#DIV/0!",
    b"#NUM!",
    b"#N/B",
    b"#NAAM?",
    b"#VERW!",
    b"#WAARDE!",
    b"#NOM?",
    b"#VALEUR!",
    b"#NV",
    b"#BEZUG!",
    b"#WERT!",
    b"#DEEL/0!",
    b"#GETAL!",
    b"#LEEG!",
    b"#NOMBRE!",
    b"#NUL!",
    b"#ZAHL!",
    b"#NULL!",
    b"#SPILL!",
    b"#CALC!",
];

/// Whether a cell holds the error of a spreadsheet in place of a value.
pub fn is_sheet_error(cell: &[u8]) -> bool {
    cell.contains(&b'#') && SHEET_ERRORS.contains(&cell.trim_ascii())
}

/// Whether a cell is a number in powers of ten: `1,23E+11`, `4.5e+12`.
pub fn is_power(cell: &[u8]) -> bool {
    let cell = cell.trim_ascii();
    let Some(at) = cell.windows(2).position(|pair| pair == b"E+" || pair == b"e+") else { return false };
    let (number, power) = (&cell[..at], &cell[at + 2..]);
    let digits = number.iter().filter(|byte| byte.is_ascii_digit()).count();
    digits >= 1
        && digits + 1 >= number.len()
        && number.iter().all(|byte| byte.is_ascii_digit() || matches!(byte, b',' | b'.'))
        && matches!(power.len(), 1..=3)
        && power.iter().all(u8::is_ascii_digit)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn errors_and_powers_are_no_values_and_what_only_looks_like_them_is() {
        for cell in ["#REF!", " #N/A ", "#BEZUG!", "#GETAL!", "#NOMBRE!", "#ZAHL!", "#NULL!", "#SPILL!"] {
            assert!(is_sheet_error(cell.as_bytes()), "{cell}");
        }
        for cell in ["", "#", "#4 Main Street", "REF!"] {
            assert!(!is_sheet_error(cell.as_bytes()), "{cell}");
        }
        for cell in ["4.98951E+11", "4,75E+08", "1e+12"] {
            assert!(is_power(cell.as_bytes()), "{cell}");
        }
        for cell in ["", "E+1", "4.98951E11", "12 E+3 Noord", "DE136695976"] {
            assert!(!is_power(cell.as_bytes()), "{cell}");
        }
    }
}
