//! What a reader of exports has to get right, file by file; the files are built here.

use std::path::PathBuf;

use proptest::prelude::*;

use super::*;
use crate::record::Field;
use crate::stage::Silent;

const CONTACTS: Source = Source::Table(Kind::Contact);
const CUSTOMERS: Source = Source::Table(Kind::Customer);

fn try_read(bytes: &[u8], source: Source) -> (Result<Table>, Vec<Issue>) {
    let mut issues = Vec::new();
    let input = Input::from(PathBuf::from("export.csv"));
    let table = parse_bytes(bytes.to_vec(), &input, source, false, &mut issues);
    (table, issues)
}

fn read_customers(text: &str) -> (Table, Vec<Issue>) {
    let (table, issues) = try_read(text.as_bytes(), CUSTOMERS);
    (table.unwrap(), issues)
}

fn refusal(text: &str, source: Source) -> String {
    try_read(text.as_bytes(), source).0.unwrap_err().to_string()
}

fn numbers(table: &Table) -> Vec<String> {
    (0..table.len()).map(|row| table.value(row, Field::No).into_owned()).collect()
}

fn raws<'t>(table: &'t Table, rows: &[Row]) -> Vec<&'t str> {
    rows.iter().map(|&row| table.raw(row)).collect()
}

/// The issues as `line column: problem`, each with its word.
fn told(issues: &[Issue]) -> Vec<String> {
    issues
        .iter()
        .map(|issue| format!("{} {} {}: {}", issue.action.word(), issue.line, issue.column, issue.problem))
        .collect()
}

#[test]
fn rows_are_spans_of_the_text_as_it_came() {
    for end in ["\r\n", "\n", "\r"] {
        let lines =
            ["Nr.;Naam;Adres", "10;\"Bakkerij; De Molen\";\"Kerkstraat 1\nbus 3\"", "20;Café \"De Zon\";", "007;x;y"];
        for last in ["", end] {
            let (table, issues) = read_customers(&(lines.join(end) + last));
            assert_eq!(raws(&table, &table.rows), lines[1..]);
            assert_eq!(table.raw(table.header), lines[0]);
            assert_eq!(table.rows.iter().map(|row| row.line).collect::<Vec<_>>(), [2, 4, 5]);
            assert_eq!(table.value(0, Field::Address), "Kerkstraat 1\nbus 3");
            assert_eq!(
                (table.value(0, Field::Name), table.value(2, Field::No)),
                ("Bakkerij; De Molen".into(), "007".into())
            );
            assert_eq!((table.dialect.delimiter, table.dialect.line_end), (b';', end));
            assert_eq!((table.line_end(table.rows[0]), table.line_end(table.rows[2])), (end, last));
            assert_eq!(issues, []);
        }
    }
}

#[test]
fn dialects_are_found_by_themselves() {
    for (bytes, delimiter, encoding, name) in [
        (&b"No.,Name\n1,Li\xC3\xA8ge"[..], b',', "UTF-8", "Liège"),
        (b"\xEF\xBB\xBFNr.;Naam\r\n1;Li\xC3\xA8ge\r\n", b';', "UTF-8", "Liège"),
        (b"N\xB0;Nom\r\n1;Li\xE8ge\r\n", b';', "windows-1252", "Liège"),
        (b"sep=|\r\nNr.|Name\r\n1|M\xFCller\r\n", b'|', "windows-1252", "Müller"),
        (b"\xFF\xFEN\0o\0\t\0N\0a\0m\0e\0\n\x001\0\t\0\xE8\0", b'\t', "UTF-16LE", "è"),
    ] {
        let table = try_read(bytes, CUSTOMERS).0.unwrap();
        assert_eq!((table.dialect.delimiter, table.dialect.encoding), (delimiter, encoding));
        assert_eq!((&*table.value(0, Field::Name), table.len()), (name, 1));
    }
    let packed = encoding::gzip(b"No.,Name\n1,a").unwrap();
    let table = try_read(&packed, CUSTOMERS).0.unwrap();
    assert!(table.dialect.gzip && table.len() == 1 && table.sha256 == encoding::sha256(&packed));
    let (table, _) = read_customers("sep=;\nNo.;Name\n1;a\n");
    assert_eq!((&*table.dialect.sep_line, table.rows[0].line, table.raw(table.header)), ("sep=;\n", 3, "No.;Name"));
}

#[test]
fn a_second_column_for_a_field_travels_untouched() {
    let (table, issues) = read_customers("No.,Name,Telefoonnr.,Phone No.\n1,a,02,03\n");
    assert_eq!(&*table.value(0, Field::Phone), "03");
    assert_eq!(
        told(&issues),
        ["noted 1 Telefoonnr.: a second column for Phone No.: \"Phone No.\" is used, this one travels untouched"]
    );
}

#[test]
fn a_number_with_signs_that_nobody_sees_is_noted() {
    let (table, issues) = read_customers("No.,Name\nC1,a\nC\u{200B}1,b\nC2,Ca\u{AD}fé\n");
    assert_eq!((table.len(), issues.len()), (3, 2));
    let hidden = "noted 3 No.: holds signs that nobody sees: it is not the number that it looks like";
    assert_eq!(told(&issues), [hidden, "noted 3 No.: looks like the number of line 2, and is another one"]);
    for no in ["C\u{2028}3", "C\u{FE0F}3", "\u{E0043}C3", "C\u{A0}3", "\"C\n3\"", "C\u{3164}3"] {
        let (_, issues) = read_customers(&format!("No.,Name\n{no},a\n"));
        assert_eq!(told(&issues), [hidden.replace('3', "2")], "{no:?}");
    }
    // Blanks around a number are no part of it.
    assert!(read_customers("No.,Name\n\u{A0}C1 ,a\n").1.is_empty());
}

#[test]
fn a_number_that_looks_like_another_is_noted() {
    for (one, other) in [("K1", "\u{41A}1"), ("EX1", "\u{395}\u{3A7}1"), ("K1", "\u{FF2B}1"), ("\u{E9}1", "e\u{301}1")]
    {
        let (table, issues) = read_customers(&format!("No.,Name\n{one},a\n{other},b\n"));
        assert_eq!(table.len(), 2);
        assert_eq!(told(&issues), ["noted 3 No.: looks like the number of line 2, and is another one"], "{other}");
    }
    for other in ["\u{41A}2", "\u{416}1", "\u{5317}1"] {
        assert!(read_customers(&format!("No.,Name\nK1,a\n{other},b\n")).1.is_empty(), "{other}");
    }
}

#[test]
fn a_column_of_words_is_hardly_one_of_options() {
    let rows: String = (0..22).map(|at| format!("{at},a,word{at}\n")).collect();
    let (_, issues) = try_read(format!("No.,Name,Type\n{rows}").as_bytes(), CONTACTS);
    let hardly = "noted 0 Type: is hardly an option column: more than 20 values koppel does not know";
    assert_eq!((told(&issues)[0].as_str(), issues.len()), (hardly, 21));
}

#[test]
fn rows_that_cannot_be_used_are_rejected_one_by_one() {
    let (table, issues) = read_customers("No.,Name,City\n1,a,b\n2,a\n3,a,b,c\n ,a,b\n4,a,b\nTotaal:,,4\n,,Total 4\n");
    assert_eq!(numbers(&table), ["1", "4"]);
    assert_eq!(raws(&table, &table.rejected), ["2,a", "3,a,b,c", " ,a,b", "Totaal:,,4", ",,Total 4"]);
    assert_eq!(
        told(&issues),
        [
            "rejected 3 : ragged: 2 cells where the header has 3",
            "rejected 4 : ragged: 4 cells where the header has 3",
            "rejected 5 : no `No.`",
            "rejected 7 : a totals line, not a record",
            "rejected 8 : a totals line, not a record",
        ]
    );
    let (table, _) = read_customers("No.,Name,City\nTOTAL,Total Energies,\n");
    assert_eq!(numbers(&table), ["TOTAL"]);
}

#[test]
fn one_number_twice_collapses_or_is_rejected() {
    let (table, issues) = read_customers("No.,Name\nA1,x\nB,y\n a1 ,\"x\"\nb,z\nA1,x\nC,c\n");
    assert_eq!(numbers(&table), ["A1", "C"]);
    assert_eq!(raws(&table, &table.collapsed), [" a1 ,\"x\"", "A1,x"]);
    assert_eq!(raws(&table, &table.rejected), ["B,y", "b,z"]);
    assert_eq!(
        told(&issues),
        [
            "rejected 3 No.: one number, different contents: lines 3, 5",
            "noted 4 No.: says the same as line 2: taken once",
            "rejected 5 No.: one number, different contents: lines 3, 5",
            "noted 6 No.: says the same as line 2: taken once",
        ]
    );
}

#[test]
fn a_stray_quote_costs_its_own_line_only() {
    for (text, kept) in [
        // Never closed.
        ("No.;Name;City\n1;a;b\n2;\"a;b\n3;a;b\n4;a;b\n", &["1", "3", "4"][..]),
        ("No.;Name;City\n1;a;b\n2;a;\"b\n3;a;b\n4;a;b\n", &["1", "3", "4"]),
        // Opened in the same column of two rows: together they would make one row of the right width.
        ("No.;Name;City\n1;\"a;b\n2;\"a;b\n3;a;b\n", &["3"]),
        // Closed by an inch sign further down, again at the right width.
        ("No.;Name;City\n1;\"t Huis;b\n2;a;b\n3;Pipe 5\";b\n4;a;b\n", &["2", "4"]),
        // A row with a cell too many: what follows its line end is no row either.
        ("No.;Name;City\n1;\"a\nb\";c;d;e\n2;a;b\n", &["2"]),
    ] {
        let (table, issues) = read_customers(text);
        assert_eq!(numbers(&table), kept, "{text}\n{issues:#?}");
    }
}

#[test]
fn quotes_that_never_pair_up_do_not_take_for_ever() {
    let text = format!("No.;Name;City\n{}", "a\";\"\n".repeat(20_000));
    let (table, _) = try_read(text.as_bytes(), CUSTOMERS);
    assert!(table.unwrap_err().what.contains("quotes do not pair up"));
}

#[test]
fn blank_rows_are_counted_and_left_out() {
    let (table, issues) = read_customers("\n\nNo.;Name\n\n1;a\n;\n\" \";\n\n2;b\n\n\x1A");
    assert_eq!((numbers(&table), table.rejected.len()), (vec!["1".to_owned(), "2".to_owned()], 0));
    assert_eq!(told(&issues), ["noted 1 : blank rows left out: 8, the first one here"]);
}

#[test]
fn a_delimiter_more_at_the_end_of_every_row_is_no_error() {
    let (table, issues) = read_customers("No.;Name\n1;a;\n2;b;\n");
    assert_eq!((numbers(&table).len(), table.captions.len(), issues.len()), (2, 3, 1));
    let (table, _) = read_customers("No.;Name;\n1;a\n2;b\n");
    assert_eq!((numbers(&table).len(), table.captions.len()), (2, 2));
    let (table, _) = read_customers("No.;Name\n1;a;\n2;b\n");
    assert_eq!((numbers(&table), table.rejected.len()), (vec!["2".to_owned()], 1));
}

#[test]
fn damage_is_noted_with_its_column() {
    let text = "No.,Name,VAT Registration No.,Phone No.,Contact Type\n\
                1,E+3,\"1,23E+11\",4.5E+10,Company\n2,a,12E45,#N/A,Vennoot\n3,b\u{0},x,1E+1F,vennoot\n4,c,,,Vennoot\n";
    let (table, issues) = read_customers(text);
    assert_eq!(table.len(), 4);
    assert_eq!(
        told(&issues),
        [
            "noted 2 Phone No.: a number a spreadsheet has cut to a power of ten: digits are lost",
            "noted 2 VAT Registration No.: a number a spreadsheet has cut to a power of ten: digits are lost",
            "noted 3 Contact Type: an option koppel does not know, here for the first time: taken as blank",
            "noted 3 Phone No.: a spreadsheet's error stands in place of a value",
            "noted 4 Contact Type: an option koppel does not know, here for the first time: taken as blank",
            "noted 4 Name: holds control characters, or letters lost in an earlier transfer",
        ]
    );
    assert_eq!(issues[5].value, "b\\u{0}");
}

#[test]
fn what_is_no_table_of_this_kind_is_refused() {
    for (text, source, said) in [
        ("", CONTACTS, "is empty"),
        ("\n\n", CONTACTS, "is empty"),
        ("No.,Name,Type\n", CONTACTS, "no rows"),
        ("Code,Name\n1,a\n", CONTACTS, "has no column `No.`; its captions are: Code, Name"),
        ("Nummer;Nam\n1;a\n", CUSTOMERS, "has no column `Name`; its captions are: Nummer, Nam"),
        ("No.;Naamm\n1;a\n", CUSTOMERS, "columns = { \"Name\" = \"Naamm\" }"),
        ("Key;Bank name;Town\n1;a;b\n", CUSTOMERS, "columns = { \"No.\" = \"Key\", \"Name\" = \"Bank name\" }"),
        ("elector_key,name_suffix,zip\n1,a,b\n", CONTACTS, "{ \"No.\" = \"elector_key\", \"Name\" = \"its caption\" }"),
        ("Contact Person,Town\na,b\n", CONTACTS, "columns = { \"No.\" = \"its caption\", \"Name\" = \"its caption\" }"),
        ("street_number,Name\n1,a\n", CONTACTS, "its caption\" }; a list without numbers needs a column of them first"),
        ("Firma;Interesse\na;b\n", CONTACTS, "begins with 2 cells of which koppel knows but one as a caption"),
        ("Customers,of,May\n\nNo.,Name,City\n1,a,b\n", CUSTOMERS, "captions seem to stand on line 3"),
        ("No.,Name,E-Mail,Name\n1,a,b,c\n", CUSTOMERS, "`Name`: stands twice, as columns 2 and 4"),
        ("No.,Name,Contact,Blocked\n1,a,b,\n", CONTACTS, "holds customers or vendors, not contacts"),
        ("No.,Name,IBAN,SWIFT Code,Bank Account No.\n1,a,b,,\n", CONTACTS, "holds bank accounts, not contacts"),
        ("Nr.;Soort;Naam;Bedrijfsnr.;Bedrijfsnaam\n1;a;b;;\n", CUSTOMERS, "holds contacts, not customers"),
        ("10000;Jansen;jan@example.org\n", CUSTOMERS, "begins with a record where the captions should be"),
        ("Contact No.,Business Relation Code\n1,CUST\n", Source::Links, "has no column `No.`"),
    ] {
        let refusal = refusal(text, source);
        assert!(refusal.contains(said), "{refusal}");
    }
    let (table, issues) = read_customers("No.,Name\n");
    assert_eq!((table.len(), issues.len()), (0, 1));
}

#[test]
fn what_may_be_another_table_is_noted_only() {
    for (text, kind, said) in [
        ("Nr.;Naam;Inkoperscode\n1;a;b\n", Kind::Customer, "are these vendors?"),
        ("Nr.;Naam;Verkoperscode\n1;a;b\n", Kind::Vendor, "are these customers?"),
        ("Nr.;Naam\n1;a\n", Kind::BankAccount, "are these bank accounts?"),
        ("Contact No.;Contact Name\n1;a\n", Kind::Contact, "taken for a company"),
        ("No.;Name;First Name;Surname\n1;a b;a;b\n", Kind::Customer, "are these contacts?"),
    ] {
        let (table, issues) = try_read(text.as_bytes(), Source::Table(kind));
        assert_eq!((table.unwrap().len(), issues.len()), (1, 1));
        assert!(issues[0].problem.contains(said), "{issues:?}");
    }
}

#[test]
fn links_are_read_by_table_or_by_code() {
    let text = "Contact No.,Business Relation Code,Link to Table,No.\n\
                K1,CUST,Customer,10\nK1,LEV,Leverancier,20\nK2,BANK,,B1\nK3,PRESS,,\nK4,X,,9\nK5,EMP,Employee,E1\n,CUST,Customer,11\n\
                K6,DEB,2,20\nK7,CUST,Klantje,12\nK8,X,Customer?,13\nK9,X,4,E2\n";
    let (table, mut issues) = try_read(text.as_bytes(), Source::Links);
    let links = links::links(&table.unwrap(), &mut issues);
    let links: Vec<_> =
        links.iter().map(|link| (&*link.contact_no, link.kind, &*link.account_no, &*link.code)).collect();
    assert_eq!(
        links,
        [
            ("K1", Some(Kind::Customer), "10", "CUST"),
            ("K1", Some(Kind::Vendor), "20", "LEV"),
            ("K2", Some(Kind::BankAccount), "B1", "BANK"),
            ("K4", None, "9", "X"),
            ("K6", Some(Kind::Vendor), "20", "DEB"),
            ("K7", Some(Kind::Customer), "12", "CUST"),
            ("K8", None, "13", "X"),
        ]
    );
    let lines: Vec<_> = issues.iter().map(|issue| (issue.line, &*issue.value)).collect();
    assert_eq!(lines, [(10, "Klantje"), (11, "Customer?"), (6, "X"), (8, "CUST"), (11, "Customer?")]);
}

#[test]
fn decisions_are_read_as_people_write_them() {
    let text = "Kind;Contact No.;Link to Table;No.;Field;Choice;New Value;By;At;Note;Seen\n\
                link;K1;Klant;10;;;;An;;;abc\nREJECT;K1;vendor;20;;;;;;;\nfield;K1;Customer;10;Telefoonnr.;customer;;;;;\n\
                field;K1;Customer;10;Phone No.;value; '+32 2 555 01 23 ;;;;\nsame;K1;Contact;K2;;;;;;;\n\
                perhaps;K1;Customer;10;;;;;;;\nlink;;Customer;10;;;;;;;\nlink;K1;Contact;K2;;;;;;;\nfield;K1;Customer;10;Colour;contact;;;;;\nlink;K1\n";
    let (table, mut issues) = try_read(text.as_bytes(), Source::Decisions);
    let mut table = table.unwrap();
    let (decisions, unread) = decisions::decisions(&mut table, &mut issues);
    let verbs: Vec<_> = decisions.iter().map(|decision| (decision.line, decision.verb, decision.choice)).collect();
    use decisions::{Choice, Verb};
    assert_eq!(
        verbs,
        [
            (2, Verb::Link, Choice::Unknown),
            (3, Verb::Reject, Choice::Unknown),
            (4, Verb::Field, Choice::Account),
            (5, Verb::Field, Choice::Value),
            (6, Verb::Same, Choice::Unknown),
            (7, Verb::Unknown, Choice::Unknown)
        ]
    );
    assert_eq!(
        (&*decisions[0].seen, decisions[2].field, &*decisions[3].new_value),
        ("abc", Some(Field::Phone), "+32 2 555 01 23")
    );
    assert_eq!((table.len(), table.rejected.len(), issues.len()), (6, 4, 4));
    let unread: Vec<_> = unread.iter().map(|one| (one.line, one.kind, &*one.contact_no, &*one.no)).collect();
    let [customer, contact] = [Kind::Customer, Kind::Contact].map(Some);
    let expected =
        [(8, customer, "", "10"), (9, contact, "K1", "K2"), (10, customer, "K1", "10"), (11, None, "K1", "")];
    assert_eq!(unread, expected);
    assert!(issues.iter().all(|issue| issue.action == Action::Rejected));
}

#[test]
fn a_decision_with_other_signs_in_its_words_is_none() {
    use decisions::{Choice, Verb};
    let read = |line: &str| {
        let text = format!("Kind,Contact No.,Link to Table,No.,Field,Choice,New Value\n{line}\n");
        let (table, mut issues) = try_read(text.as_bytes(), Source::Decisions);
        decisions::decisions(&mut table.unwrap(), &mut issues).0.pop()
    };
    for word in ["#link", "//link", "-link", "-- link", "(link)", "link?", "'#link"] {
        assert_eq!(read(&format!("{word},K1,Customer,10,,,")).unwrap().verb, Verb::Unknown, "{word}");
    }
    for word in ["link", " Link ", "'link", "LINK"] {
        assert_eq!(read(&format!("{word},K1,Customer,10,,,")).unwrap().verb, Verb::Link, "{word}");
    }
    for table in ["#Customer", "Customer?"] {
        assert_eq!(read(&format!("link,K1,{table},10,,,")), None, "{table}");
    }
    for (word, choice) in [("contact?", Choice::Unknown), ("new value", Choice::Value), ("vendor", Choice::OtherTable)]
    {
        assert_eq!(read(&format!("field,K1,Customer,10,Name,{word},a")).unwrap().choice, choice, "{word}");
    }
}

#[test]
fn what_stands_in_the_head_of_a_table_is_no_record() {
    for (head, row, found) in [
        ("No.,Name,City", "\"No.\",\"Name\",\"City\"", Some("the captions again")),
        ("No.,Name,City", "NO., name ,CITY", Some("the captions again")),
        ("No.,Name,City", "Nr.,Naam,Plaats", Some("the captions again")),
        ("No.,Name,Colour", "N°,Nom,Couleur", Some("the captions again")),
        ("No.,Name,City", "\u{feff}No.,Name,City", Some("the captions again")),
        ("No.,Name,City", "Code[20],Text[100],Text[30]", Some("the types of the columns")),
        ("No.,Name,City", "nvarchar(20),NVARCHAR(max),Text", Some("the types of the columns")),
        ("No.,Name,City", "---,--------,----", Some("a line drawn")),
        ("No.,Name,City", "Name,Name,Gent", None),
        ("No.,Name,City", "NR,Text,Gent", None),
        ("No.,Name,City", "CITY,Naam,Plaats", None),
        ("No.,Name,City", "-,Bakkerij De Molen,Gent", None),
        ("No.,Name,City", "--,Bakkerij De Molen,Gent", None),
        ("No.,Name,City", "TEXT(1),Bakkerij De Molen,Gent", None),
    ] {
        let (table, issues) = try_read(format!("{head}\n1,a,b\n{row}\n2,c,d\n").as_bytes(), CUSTOMERS);
        let table = table.unwrap();
        let told = issues.iter().map(|issue| &*issue.problem).collect::<String>();
        assert_eq!(
            table.rejected.iter().map(|row| row.line).collect::<Vec<_>>(),
            found.map_or(vec![], |_| vec![3]),
            "{row}"
        );
        assert!(told.contains(found.unwrap_or_default()), "{row}: {told}");
    }
}

#[test]
fn letters_damaged_in_a_transfer_are_told_and_what_they_were() {
    let text = "No.,Name,City,Colour\n1,CafÃ© Quirijnen,Rue de lâ\u{80}\u{99}Ã©glise,M\u{c3}\u{bc}ller\n2,SÃO PAULO LDA,Âge,Ã\n3,Caf\u{e9} Ã© \u{fffd},Müller,é\n";
    let (table, issues) = read_customers(text);
    assert_eq!(table.value(0, Field::Name), "CafÃ© Quirijnen", "the cell itself stays");
    let repaired: Vec<_> = issues.iter().filter(|issue| issue.action == Action::Repaired).collect();
    let told: Vec<_> = repaired.iter().map(|issue| (issue.line, &*issue.column, &*issue.proposal)).collect();
    assert_eq!(told[0], (2, "Colour", "Müller"));
    assert!(told.contains(&(2, "Name", "Café Quirijnen")), "{told:?}");
    assert!(repaired.iter().all(|issue| issue.line == 2), "{issues:?}");
}

#[test]
fn what_the_job_declares_counts() {
    let declared = |name: &str, caption: &str| [(name.to_owned(), caption.to_owned())].into();
    let mut input = Input::from(PathBuf::from("export.csv"));
    input.delimiter = Some("~".to_owned());
    input.columns = declared("Identifier", "Paspoort");
    let mut issues = Vec::new();
    let table = parse_bytes(b"No.~Name~Paspoort\n1~a,b~X9\n".to_vec(), &input, CUSTOMERS, false, &mut issues).unwrap();
    assert_eq!((&*table.value(0, Field::Identifier), &*table.value(0, Field::Name)), ("X9", "a,b"));
    assert_eq!(table.caption(Field::Identifier), "Paspoort");

    // Captions nobody knows: the delimiter is found by those the job names.
    input.delimiter = None;
    input.columns = [("No.".to_owned(), "Relatie".to_owned()), ("Name".to_owned(), "Omschrijving".to_owned())].into();
    let table = parse_bytes(b"Relatie|Omschrijving|a;b;c;d\n1|x|\n".to_vec(), &input, CUSTOMERS, false, &mut issues);
    assert_eq!(table.unwrap().value(0, Field::Name), "x");

    input.encoding = Some("windows-1252".to_owned());
    let marked = "\u{FEFF}Relatie|Omschrijving\n1|Liège\n".as_bytes().to_vec();
    let table = parse_bytes(marked, &input, CUSTOMERS, false, &mut issues).unwrap();
    assert_eq!((&*table.value(0, Field::Name), issues.len()), ("Liège", 1));
    input.columns = declared("Name", "Twice");
    let twice = parse_bytes(b"No.,Twice,Twice\n1,a,b\n".to_vec(), &input, CUSTOMERS, false, &mut issues);
    assert!(twice.unwrap_err().what.contains("stands twice"));
}

#[test]
fn a_number_of_blanks_is_no_number() {
    let (table, issues) = read_customers("No.;Name\n\u{A0};a\n\u{A0};\u{A0}\n\u{A0}1;b\n1 ;b\n");
    assert_eq!((raws(&table, &table.rejected), table.len()), (vec!["\u{A0};a"], 1));
    assert_eq!(issues.len(), 3);
}

#[test]
fn a_cell_no_field_could_hold_is_noted() {
    let (_, issues) = read_customers(&format!("No.;Name\n1;{}\n", "a".repeat(70_000)));
    assert_eq!(told(&issues), ["noted 2 Name: holds 70000 bytes: more than any field does, so it is not compared"]);
    let (table, issues) = read_customers("No.;Name\n1;\"Café \"De Zon\"\"\n2;\"open\n");
    assert_eq!((table.len(), table.rejected.len()), (1, 1));
    assert_eq!(
        told(&issues),
        ["noted 2 : a quote inside a quoted cell is not doubled", "rejected 3 : a stray quote: it is never closed"]
    );
}

#[test]
fn a_line_of_another_encoding_is_rejected_and_the_rest_is_read() {
    let (table, issues) = try_read(b"No.;Name\n1;Caf\xC3\xA9\n2;Caf\xE9\n3;No\xC3\xABl\n", CUSTOMERS);
    let table = table.unwrap();
    assert_eq!((table.dialect.encoding, numbers(&table)), ("UTF-8", vec!["1".to_owned(), "3".to_owned()]));
    assert_eq!(told(&issues), ["rejected 3 : holds bytes that are not UTF-8, unlike the rest of the file"]);
    assert_eq!((raws(&table, &table.rejected), table.foreign.len()), (vec!["2;Café"], 1));
}

#[test]
fn letters_that_only_look_alike_are_noted() {
    let (_, issues) = read_customers("No.;Name\n1;G\u{430}rage\n\u{421}2;Гараж\n3;ok\n");
    assert_eq!(told(&issues), ["noted 2 Name: letters of two alphabets in one word: some only look like others",]);
}

#[test]
fn settings_take_a_path_or_a_table() {
    let settings: Settings = toml::from_str(
        "contacts = 'k.csv'\nvendors = { path = 'l.csv', delimiter = ';', columns = { 'VAT Registration No.' = 'BTW' } }\nrejects_max = '2.5%'",
    )
    .unwrap();
    assert_eq!(settings.contacts, Some(Input::from(PathBuf::from("k.csv"))));
    assert_eq!(settings.vendors.as_ref().unwrap().columns["VAT Registration No."], "BTW");
    assert_eq!((settings.inputs().count(), settings.rejects_share().unwrap()), (2, 0.025));
    for wrong in ["contact = 'k.csv'", "vendors = { path = 'l.csv', delim = ';' }", "vendors = 3"] {
        assert!(toml::from_str::<Settings>(wrong).is_err(), "{wrong}");
    }
    let wrong = Settings { rejects_max: Some("lots".to_owned()), ..Settings::default() };
    assert!(wrong.rejects_share().is_err());
}

/// A folder with files, and the settings that name them by their keys.
fn job(files: &[(&str, &str)]) -> (tempfile::TempDir, Settings) {
    let folder = tempfile::tempdir().unwrap();
    let mut settings = Settings::default();
    for (name, text) in files {
        let path = folder.path().join(name);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(&path, text).unwrap();
        let input = Some(Input::from(path));
        match *name {
            "contacts.csv" => settings.contacts = input,
            "links.csv" => settings.links = input,
            "decisions.csv" => settings.decisions = input,
            _ if name.contains("vendors") => settings.vendors = input,
            _ => settings.customers = input,
        }
    }
    (folder, settings)
}

#[test]
fn a_job_is_read_whole_or_refused() {
    const CONTACTS: &str = "No.,Type,Name,Business Relation\nK1,Company,a,Customer\nK2,Person,b,\n";
    let (folder, mut settings) = job(&[("contacts.csv", CONTACTS), ("customers.csv", "No.,Name\n10,a\n10,b\n11,c\n")]);
    settings.decisions = Some(Input::from(folder.path().join("decisions.csv")));
    let found = read(&settings, false, &Silent).unwrap();
    assert_eq!((found.tables.rows(Kind::Contact), found.tables.rows(Kind::Customer), found.decisions.len()), (2, 1, 0));
    assert_eq!(told(&found.issues).len(), 4);
    assert!(told(&found.issues)[0].contains("1 contacts are linked already"));
    assert!(told(&found.issues)[3].contains("decisions.csv is not there yet"));
    let strict = read(&settings, true, &Silent).unwrap_err().each();
    assert_eq!(strict.len(), 5, "each doubt, and how many there are");
    assert!(strict[4].what.contains("the run is strict, and there are 4 doubts") && strict[4].hint.is_some());

    let (_folder, settings) = job(&[("contacts.csv", CONTACTS), ("customers.csv", CONTACTS)]);
    assert!(read(&settings, false, &Silent).is_err());
    let (_folder, settings) = job(&[("customers.csv", "No.,Name\n1,a\n"), ("vendors.csv", "No.,Name\n1,a\n")]);
    assert!(read(&settings, false, &Silent).unwrap_err().what.contains("same contents"));
    let many = |rejected: usize| format!("No.,Name\n{}{}", "1\n".repeat(rejected), "2,a\n".repeat(100));
    for (rejected, refused) in [(19, false), (20, true)] {
        let (_folder, settings) = job(&[("customers.csv", &many(rejected))]);
        assert_eq!(read(&settings, false, &Silent).is_err(), refused, "{rejected}");
    }
    let ragged = format!("No.,Name,City\n{}", "1,a\n".repeat(30));
    let (_folder, settings) = job(&[("customers.csv", &ragged)]);
    let refused = read(&settings, false, &Silent).unwrap_err();
    assert!(refused.line == Some(2) && refused.to_string().contains("a spreadsheet leaves out"), "{refused}");
    let missing = Settings { contacts: Some(Input::from(PathBuf::from("no/such.csv"))), ..Settings::default() };
    assert_eq!(read(&missing, false, &Silent).unwrap_err().what, "no such file");
}

#[test]
fn a_guessed_encoding_refuses_a_strict_run() {
    let mut issues = Vec::new();
    let mut input = Input::from(PathBuf::from("export.csv"));
    let bytes = b"No.;Name\n1;M\xFCller\n".to_vec();
    let refused = parse_bytes(bytes.clone(), &input, CUSTOMERS, true, &mut issues).unwrap_err();
    assert!(refused.to_string().contains("customers = { path = 'export.csv', encoding = \"windows-1252\" }"));
    input.encoding = Some("windows-1252".to_owned());
    assert!(parse_bytes(bytes, &input, CUSTOMERS, true, &mut issues).is_ok() && issues.is_empty());
    let utf_8 = "No.;Name\n1;M\u{fc}ller\n".into();
    assert!(parse_bytes(utf_8, &input, CUSTOMERS, false, &mut issues).is_ok());
    assert!(issues[0].problem.contains("all of the file is valid UTF-8"), "{issues:?}");
}

/// The spans of a table lie in the text one after another, and between them is nothing but line ends and blank rows.
fn balances(table: &Table) {
    let mut rows: Vec<_> = [&table.rows, &table.rejected, &table.collapsed].into_iter().flatten().copied().collect();
    rows.push(table.header);
    rows.sort_unstable_by_key(|row| row.start);
    let (mut end, mut line) = (0, 0);
    for row in rows {
        assert!(row.start >= end && row.line > line);
        let gap = &table.text[end..row.start];
        let blank = |char: char| {
            char.is_control() || char == '"' || char.is_ascii_whitespace() || char == table.dialect.delimiter as char
        };
        assert!(gap.chars().all(blank), "{gap:?}");
        (end, line) = (row.start + table.raw(row).len(), row.line);
    }
}

proptest! {
    #[test]
    fn no_bytes_panic(bytes in proptest::collection::vec(any::<u8>(), 0..400)) {
        for source in [CONTACTS, CUSTOMERS, Source::Links, Source::Decisions] {
            if let Ok(table) = try_read(&bytes, source).0 {
                balances(&table);
            }
        }
    }

    #[test]
    fn rows_of_any_signs_balance(rows in proptest::collection::vec("[a\";\r\n1 ]{0,12}", 0..30)) {
        let text = format!("No.;Name;City\n{}", rows.join("\n"));
        if let Ok(table) = try_read(text.as_bytes(), CUSTOMERS).0 {
            balances(&table);
            for row in 0..table.len() {
                let mut cells = Vec::new();
                table.split(row, &mut cells);
                prop_assert_eq!(cells.len(), table.captions.len());
            }
        }
    }
}

#[test]
fn a_list_that_only_captions_of_other_programs_name_is_noted_until_the_job_has_spoken() {
    let notes = |text: &str, columns: &[(&str, &str)]| {
        let mut input = Input::from(PathBuf::from("c.csv"));
        input.columns = columns.iter().map(|(field, caption)| ((*field).to_owned(), (*caption).to_owned())).collect();
        let mut issues = Vec::new();
        parse_bytes(text.as_bytes().to_vec(), &input, Source::Table(Kind::Contact), false, &mut issues).unwrap();
        issues.iter().filter(|issue| issue.problem.contains("other programs only, `ID` and `Account Name`")).count()
    };
    let orders = "ID,Account Name,Town\n1,Ronsevaal,Gent\n";
    assert_eq!((notes(orders, &[]), notes(orders, &[("No.", "ID")])), (1, 0));
    assert_eq!(notes("No.,Account Name,Town\n1,Ronsevaal,Gent\n", &[]), 0);
}

#[test]
fn an_account_number_beside_the_code_of_another_bank_is_noted() {
    let text = "No.,Name,IBAN,SWIFT Code\nA,a,BE68 5390 0754 7034,KREDBEBBXXX\nB,b,BE68 5390 0754 7034,DEUTDEFF\n\
                C,c,NL91ABNA0417164300,RABONL2U\nD,d,BE68 5390 0754 7034,\nE,e,BE68 5390 0754 7035,DEUTDEFF\n";
    let input = Input::from(PathBuf::from("b.csv"));
    let mut issues = Vec::new();
    parse_bytes(text.as_bytes().to_vec(), &input, Source::Table(Kind::BankAccount), false, &mut issues).unwrap();
    let told: Vec<_> = issues.iter().map(|issue| (issue.line, &*issue.problem)).collect();
    let expected = ["country", "bank"].map(|what| format!("the SWIFT code is of another {what} than the IBAN"));
    assert_eq!(told, [(3, &*expected[0]), (4, &*expected[1])]);
}
