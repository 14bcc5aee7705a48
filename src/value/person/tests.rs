use super::*;
use crate::value::name;

/// As [`given::related`], of texts.
fn related(a: &str, b: &str) -> Option<Related> {
    given::related((a, known(a)), (b, known(b)))
}

/// A person as one line: given names, `/`, particles and family name, generation.
fn shown(person: &Person) -> String {
    let family = person.particles.iter().map(|particle| format!("({particle})")).chain(person.family.clone());
    let mut out = format!("{} / {}", person.given.join(" "), family.collect::<Vec<_>>().join(" "));
    if let Some(generation) = person.generation {
        out += &format!(" {generation:?}");
    }
    out
}

#[track_caller]
fn check(columns: [&str; 4], expected: &str) {
    let [whole, first, middle, surname] = columns;
    let read = parse(whole, first, middle, surname).map_or("nothing".to_owned(), |person| shown(&person));
    assert_eq!(read, expected, "{columns:?}");
}

#[test]
fn a_name_in_one_field_is_read() {
    for (whole, expected) in [
        ("Jan Peeters", "jan / peeters"),
        ("Peeters, Jan", "jan / peeters"),
        ("Peeters Jan", "jan / peeters"),
        ("PEETERS Jan", "jan / peeters"),
        ("Jan PEETERS", "jan / peeters"),
        ("JAN PEETERS", "jan / peeters"),
        ("DUPONT Jean-Marc", "jean marc / dupont"),
        ("Jean-Marc Dupont", "jean marc / dupont"),
        ("Mats Van Nes", "mats / (van) nes"),
        ("Jan van den Berg", "jan / (van) (den) berg"),
        ("Van den Berg, Jan", "jan / (van) (den) berg"),
        ("Berg, Jan van den", "jan / (van) (den) berg"),
        ("Van Damme Jan", "jan / (van) damme"),
        ("Van den Berg", " / (van) (den) berg"),
        // Particles and titles that are given and family names too.
        ("Ben Janselaar", "ben / janselaar"),
        ("Al Harrowden", "al / harrowden"),
        ("Ahmed Ben Salah", "ahmed / (ben) salah"),
        ("Don Harrowden", "don / harrowden"),
        ("Don Pedro Castelnuovo", "pedro / castelnuovo"),
        ("Jack Ma", "jack / ma"),
        ("Els Janselaar MA", "els / janselaar"),
        ("De Smet P.", "p / (de) smet"),
        ("J.P. Morgan", "j p / morgan"),
        ("J. de Vries", "j / (de) vries"),
        ("Dr. Anna Schmidt", "anna / schmidt"),
        ("Prof. Dr. Hans von Bergen", "hans / (von) bergen"),
        ("Mevr. Els Janssens", "els / janssens"),
        ("Dhr. K. Bakker", "k / bakker"),
        ("Mme Claire Durand", "claire / durand"),
        ("Ir. Kees de Boer", "kees / (de) boer"),
        ("Martin Luther King Jr.", "martin / luther king Junior"),
        ("King, Jr., Martin", "martin / king Junior"),
        ("John Smith III", "john / smith Number(3)"),
        ("John Smith Sr", "john / smith Senior"),
    ] {
        check([whole, "", "", ""], expected);
    }
}

#[test]
fn a_title_may_be_a_name() {
    for (whole, expected) in [
        ("Jan de Meester", "jan / (de) meester"),
        ("Marie de Heer", "marie / (de) heer"),
        ("De heer Jansen", " / jansen"),
        ("De heer J. de Heer", "j / (de) heer"),
        ("Jack Lord", "jack / lord"),
        ("Jean Le Maitre", "jean / (le) maitre"),
        ("Maitre, Jean", "jean / maitre"),
        ("Maître Dupontel", " / dupontel"),
        ("Maître Jean Dupontel", "jean / dupontel"),
        ("Lady Gonzaga", "lady / gonzaga"),
        ("Lady Jane Harrowden", "jane / harrowden"),
        ("Sir Harrowden", " / harrowden"),
        ("Jack Sir", "jack / sir"),
        ("Med Benali", "med / benali"),
        ("Med Ali Bensalem", "ali / bensalem"),
        ("Dr med Huberl", " / huberl"),
        ("Dr. med. Anna Huberl", "anna / huberl"),
        ("Nat Harrowden", "nat / harrowden"),
        ("Fam Janssens", " / janssens"),
        ("Heer Janssens", " / janssens"),
        ("Dir. Huberl", " / huberl"),
        ("Lord Martin Harrowden", "martin / harrowden"),
        // Generations that are family names too.
        ("Piet de Jong", "piet / (de) jong"),
        ("Jong, Piet de", "piet / (de) jong"),
        ("Henk Jong", "henk / jong"),
        ("Anna K. Sen", "anna k / sen"),
        ("J. Jong", "j / jong"),
        ("J. Peeters senior", "j / peeters Senior"),
        ("Peeters junior", " / peeters Junior"),
        ("Marie Jeune", "marie / jeune"),
        ("John Senior", "john / senior"),
        ("Piet de Jong senior", "piet / (de) jong Senior"),
        ("Jan Peeters junior", "jan / peeters Junior"),
        ("Juan García López", "juan / garcia lopez"),
        ("Anna Maria Rossi", "anna maria / rossi"),
        ("Els Janssens-Peeters", "els / janssens peeters"),
        ("Seán O'Brien", "sean / obrien"),
        ("Łukasz Nowak", "lukasz / nowak"),
        ("Jürgen Müller", "jurgen / muller"),
        ("MÃ¼ller, JÃ¼rgen", "jurgen / muller"),
        ("Peeters", " / peeters"),
        ("Jan", "jan / "),
        ("Giulia dell'Acqua", "giulia / (della) acqua"),
        ("Pieter 't Hart", "pieter / (het) hart"),
        ("...", "nothing"),
        ("", "nothing"),
    ] {
        check([whole, "", "", ""], expected);
    }
}

#[test]
fn a_name_over_the_columns_is_read() {
    for (columns, expected) in [
        (["", "Jan", "", "Peeters"], "jan / peeters"),
        (["Jan Peeters", "Jan", "", "Peeters"], "jan / peeters"),
        (["Jan Peeters", "Jan", "", ""], "jan / peeters"),
        (["Jan Peeters", "", "", "Peeters"], "jan / peeters"),
        (["Peeters", "Jan", "", ""], "jan / peeters"),
        (["Jan", "", "", "Peeters"], "jan / peeters"),
        (["", "Jan Peeters", "", ""], "jan / peeters"),
        (["", "", "", "Jan Peeters"], "jan / peeters"),
        (["", "", "Jan Peeters", ""], "jan / peeters"),
        (["", "Jan", "", "Jan Peeters"], "jan / peeters"),
        (["", "Jan", "van den", "Berg"], "jan / (van) (den) berg"),
        (["", "Jan van", "", "Berg"], "jan / (van) berg"),
        (["", "Jan", "", "van den Berg"], "jan / (van) (den) berg"),
        (["", "Jan", "Willem", "Bakker"], "jan willem / bakker"),
        (["", "J.", "W.", "Bakker"], "j w / bakker"),
        (["Dr. Jan Peeters Jr.", "Jan", "", "Peeters"], "jan / peeters Junior"),
        (["", "", "", "Peeters"], " / peeters"),
        (["", "", "", "Peeters, Jan"], "jan / peeters"),
    ] {
        check(columns, expected);
    }
}

#[test]
fn short_forms_are_one_name_with_the_full_one_and_with_what_is_written_like_them() {
    for (one, other) in
        [("jaap", "jacobus"), ("bob", "robert"), ("kees", "cees"), ("wim", "willem"), ("piet", "pieter")]
    {
        assert!(related(one, other).is_some() && related(other, one).is_some(), "{one}, {other}");
    }
    for (one, other) in
        [("erik", "eric"), ("sophie", "sofie"), ("mathias", "matthias"), ("yvan", "ivan"), ("jacky", "jaki")]
    {
        assert!(related(one, other).is_some() && related(other, one).is_some(), "{one}, {other}");
    }
    // As registers write them, and as what the one of them is short for.
    for (one, other) in [
        ("hy", "henry"),
        ("fredk", "frederick"),
        ("margt", "margaret"),
        ("benjn", "benjamin"),
        ("alfd", "alfred"),
        ("elizth", "elizabeth"),
        ("alexr", "alexander"),
        ("edwd", "edward"),
        ("nellie", "ellen"),
        ("hetty", "harriet"),
        ("annie", "hannah"),
        ("annie", "ann"),
        ("wm", "will"),
        ("edwd", "ted"),
        ("thos", "tom"),
        ("hy", "harry"),
        ("wm", "willm"),
    ] {
        assert!(related(one, other).is_some() && related(other, one).is_some(), "{one}, {other}");
    }
    for (one, other) in [
        ("liz", "betty"),
        ("peggy", "daisy"),
        ("hannah", "ann"),
        ("edwd", "theodore"),
        ("hy", "harold"),
        ("marcel", "marc"),
        ("celine", "keline"),
        ("achim", "akim"),
        ("cor", "nel"),
        ("jan", "hans"),
        ("nick", "klaas"),
        ("harry", "heiner"),
        ("qwert", "qwerty"),
    ] {
        assert!(related(one, other).is_none() && related(other, one).is_none(), "{one}, {other}");
    }
}

#[test]
fn a_name_is_one_however_it_is_spelled() {
    for (one, other) in [
        ("elisabeth", "elizabeth"),
        ("sarah", "sara"),
        ("christel", "kristel"),
        ("aleksander", "alexander"),
        ("yolanda", "jolanda"),
        ("iulius", "julius"),
        ("sonja", "sonya"),
        ("rosalie", "rosalia"),
        ("emily", "emilie"),
        ("bernardus", "bernard"),
        ("ludovicus", "ludovik"),
    ] {
        assert_eq!(
            (related(one, other), related(other, one)),
            (Some(Related::Form), Some(Related::Form)),
            "{one}, {other}"
        );
    }
    for (one, other) in [
        ("zara", "sara"),
        ("ian", "jan"),
        ("noa", "noah"),
        ("stijn", "stin"),
        ("martijn", "martin"),
        ("emily", "emilia"),
        ("arie", "aria"),
        ("antonie", "antonia"),
        ("marius", "mari"),
        ("nicolaus", "nicola"),
        ("janus", "jan"),
        // A woman in English, and names of both sexes.
        ("john", "jean"),
        ("john", "jan"),
        ("dominik", "dominique"),
        ("josepha", "josephine"),
    ] {
        assert_eq!(related(one, other), None, "{one}, {other}");
    }
}

#[test]
fn a_name_is_one_whatever_the_language() {
    for (one, other) in [("joannes", "jan"), ("juan", "jean"), ("katrien", "catherine"), ("carolus", "karel")] {
        assert_eq!(related(one, other), Some(Related::Translation), "{one}, {other}");
        assert_eq!(related(other, one), Some(Related::Translation), "{other}, {one}");
    }
    for (one, other) in
        [("jacob", "james"), ("marco", "marcos"), ("jan", "joris"), ("katrien", "karine"), ("clement", "clementine")]
    {
        assert_eq!(related(one, other), None, "{one}, {other}");
    }
}

#[test]
fn letters_without_a_vowel_are_a_name_written_short_or_initials() {
    for (short, name) in
        [("th", "theo"), ("ph", "philippe"), ("wm", "willem"), ("md", "mohammed"), ("chr", "christine")]
    {
        assert!(abbreviates(short, name), "{short}, {name}");
    }
    for (short, name) in
        [("th", "jan"), ("wm", "walter"), ("jo", "johan"), ("jn", "jn"), ("md", "ahmed"), ("th", "the")]
    {
        assert!(!abbreviates(short, name), "{short}, {name}");
    }
    for (columns, expected) in [
        (["", "JP", "", "Bakker"], "j p / bakker"),
        (["", "HJM", "", "Bakker"], "h j m / bakker"),
        (["", "Th", "", "Bakker"], "th / bakker"),
        (["", "TH", "", "BAKKER"], "th / bakker"),
        (["", "Jp", "", "Bakker"], "jp / bakker"),
        (["", "AD", "", "BAKKER"], "ad / bakker"),
    ] {
        check(columns, expected);
    }
}

#[test]
fn a_company_may_be_named_as_a_person() {
    for (text, person) in [
        ("Jan Peeters", true),
        ("Peeters Jan", true),
        ("Anna van den Berg", true),
        ("Jan Peeters BV", false),
        ("Bakkerij Jan Peeters", false),
        ("Peeters", false),
        ("Acme Global", false),
        ("Garage Jan", false),
        ("Jan & Zonen", false),
        ("Mary A. Kumar", true),
        ("John E Menon", true),
        ("MARIA E JOSE", false),
        ("David Paz III", true),
        ("Studio David III Noord", false),
        ("Stephen Day 3", false),
        ("Residence Stephen II", false),
    ] {
        assert_eq!(looks_like_person(&name::parse(text, "").unwrap(), text), person, "{text}");
    }
}

#[test]
fn a_directory_has_initials_and_family_names() {
    for text in ["K. Khan", "KHAN K", "CLEARY V", "P Wood", "Flores, J. A.", "H.J. van den Berg", "O'Neill D"] {
        let name = name::parse(text, "").unwrap();
        assert!(has_initials(&name, text) && may_be_person(&name, text), "{text}");
    }
    for text in ["Khan", "A B C", "Garage P. Wood Noord", "B 52", "Peeters Jan", "N.V. Zorbex", "A. Zorbex Garage"] {
        assert!(!has_initials(&name::parse(text, "").unwrap(), text), "{text}");
    }
    check(["Lewis P", "", "", ""], "p / lewis");
    check(["Lewis John P", "", "", ""], "lewis john / p");
}

#[test]
fn among_people_letters_are_initials() {
    for (text, person) in [
        ("Winterbourne, A. E.", true),
        ("Winterbourne, William P. L. C.", true),
        ("N.V. Winterbourne", false),
        ("C.V. de Prijs", true),
        ("Winterbourne, Sa", true),
        ("Sa, Maria", true),
        ("Winterbourne, En", true),
        ("Winterbourne, Jae", true),
        ("Mary E. Winterbourne", true),
        ("Mary E Winterbourne", true),
        ("Day, Stephen III", true),
        ("Winterbourne William Day N.V.", false),
        ("Winterbourne, Ltd", false),
        ("Winterbourne, NV", false),
        ("Mary en Jan Winterbourne", false),
        ("Winterbourne & Day", false),
        ("Winterbourne 3", false),
    ] {
        assert_eq!(may_be_person(&name::parse(text, "").unwrap(), text), person, "{text}");
    }
}

#[test]
fn father_and_son_are_told_apart_in_the_name_of_a_firm_too() {
    for (text, words, generation) in [
        ("Stephen Day Sr", "stephen day", Some(Generation::Senior)),
        ("Stephen Day III", "stephen day", Some(Generation::Number(3))),
        ("Piet de Jong", "piet de jong", None),
        ("John Senior", "john senior", None),
        ("Stephen Day", "stephen day", None),
    ] {
        let mut name = name::parse(text, "").unwrap();
        assert_eq!(take_generation_of(&mut name), generation, "{text}");
        let left: Vec<&str> = name.words.iter().map(|word| &*word.text).collect();
        assert_eq!(left.join(" "), words, "{text}");
    }
}

/// Names of their own that sound alike, and the names of a man and of a woman.
#[test]
fn names_that_sound_alike_are_not_one() {
    for (a, b) in [
        ("francois", "france"),
        ("laurent", "laurence"),
        ("gabriel", "gabrielle"),
        ("genevieve", "viviane"),
        ("gregory", "gregoire"),
        ("rene", "renaud"),
        ("alexander", "axel"),
        ("dieter", "dirk"),
        ("franz", "frank"),
        ("georg", "jurgen"),
        ("jan", "janusz"),
    ] {
        assert!(related(a, b).is_none(), "{a} and {b}");
    }
}

#[test]
fn no_short_form_stands_twice_in_its_row() {
    for line in include_str!("../data/nicknames.tsv").lines().filter(|line| !line.starts_with('#')) {
        let mut names: Vec<&str> = line.split(['\t', ';']).skip(1).collect();
        let all = names.len();
        names.sort_unstable();
        names.dedup();
        assert_eq!(names.len(), all, "{line}");
    }
    // What is cut from a name and said by nobody is a word: a firm that begins with it is no person.
    for word in ["cent", "lie", "to", "do", "ever", "cois", "dix", "radi", "det"] {
        assert!(!is_given(word), "{word}");
    }
}
