use super::*;

/// A name as one line: words, `|` form, `=` other names, `!` when closed, `@` attention.
fn shown(name: &str, name_2: &str) -> String {
    let Some(name) = parse(name, name_2) else { return "nothing".to_owned() };
    let list = |words: &[Word]| words.iter().map(|word| word.text.as_str()).collect::<Vec<_>>().join(" ");
    let mut out = list(&name.words);
    if let Some(form) = name.form {
        out += &format!(" | {}", form.name);
    }
    for alias in &name.aliases {
        out += &format!(" = {}", list(alias));
    }
    if name.closed {
        out += " !";
    }
    if let Some(whom) = &name.attention {
        out += &format!(" @ {whom}");
    }
    out
}

#[track_caller]
fn check(name: &str, expected: &str) {
    assert_eq!(shown(name, ""), expected, "{name}");
}

#[test]
fn quick() {
    for line in std::fs::read_to_string("/tmp/wt/name.cases").unwrap().lines() {
        let (a, b) = line.split_once('#').unwrap_or((line, ""));
        println!("{line:55} -> {}", shown(a, b));
    }
    println!("{:?}", form::counts());
}
