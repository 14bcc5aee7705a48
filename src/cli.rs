//! The arguments: what can be typed, in the words people see. No logic, and the only home of clap.

use std::ffi::OsString;
use std::path::PathBuf;

use crate::read::options;
use crate::record::Kind;
use crate::value::date::{self, Order};
use clap::{Args, CommandFactory, Parser, Subcommand, ValueEnum};

/// Everything that can be typed.
#[derive(Debug, Clone, Parser)]
#[command(
    name = "koppel",
    bin_name = "koppel",
    version,
    about = "Couples the contacts of a CRM with the customers, vendors and bank accounts of a ledger",
    long_about = "Couples the contacts of a CRM with the customers, vendors and bank accounts of a ledger.\n\n\
                  In go CSV exports; out come links with their evidence, merged files, and a report of every conflict. \
                  Inputs are never changed. The outputs of a run appear all at once or not at all.",
    after_long_help = "Exit codes:\n  \
        0  done\n  \
        1  refused: arguments, job file or an input; nothing was written\n  \
        2  failed: disk or memory; earlier outputs are untouched\n  \
        3  done, but rows were rejected, decisions could not be applied, or an edited set was kept\n  \
        4  another run is active on the same folder\n  \
        5  done, but a person is needed (--ask)",
    subcommand_required = true,
    arg_required_else_help = false
)]
pub struct Arguments {
    /// What to do.
    #[command(subcommand)]
    pub command: Command,
    /// How to do it.
    #[command(flatten)]
    pub options: Options,
}

/// What every command accepts, or some of them. The help of an option names its commands.
#[derive(Debug, Clone, Default, Args)]
#[command(next_help_heading = "Options for all commands, or for those named")]
pub struct Options {
    /// Folder for the outputs, over the job's own; the file to write, of the last two: link, dedupe, check, read, init
    #[arg(long, short, global = true, value_name = "DIR")]
    pub out: Option<PathBuf>,
    /// Refuse the run at any rejected row or doubt, an encoding that had to be guessed included: link, dedupe, check,
    /// read, explain, evaluate
    #[arg(long, global = true)]
    pub strict: bool,
    /// The date of the run in outputs (`First Seen`), YYYY-MM-DD, else the newest date in the inputs: link, dedupe
    #[arg(long, global = true, value_name = "DATE", value_parser = date)]
    pub as_of: Option<String>,
    /// Exit with 5 when more than N reviews and open material conflicts wait for a person: link, dedupe
    #[arg(long, global = true, value_name = "N")]
    pub ask: Option<u64>,
    /// List cosmetic conflicts too, differences of writing only, otherwise just counted: link, check
    #[arg(long, global = true)]
    pub cosmetic: bool,
    /// Print the result as JSON: link, dedupe, check, explain, evaluate, verify
    #[arg(long, global = true)]
    pub json: bool,
    /// Write the time each stage took to this file, as JSON: link, dedupe
    #[arg(long, global = true, value_name = "F")]
    pub timings: Option<PathBuf>,
    /// Number of threads; else as many as the machine has. Results are the same for any number
    #[arg(long, global = true, value_name = "N", value_parser = clap::value_parser!(u16).range(1..=1024))]
    pub threads: Option<u16>,
    /// No progress and no remarks: only results and errors
    #[arg(long, short, global = true)]
    pub quiet: bool,
}

/// An option, and whether it was given.
type Given = (&'static str, fn(&Options) -> bool);

/// The options that not every command has a use for.
const PARTIAL: [Given; 7] = [
    ("--out", |options| options.out.is_some()),
    ("--strict", |options| options.strict),
    ("--as-of", |options| options.as_of.is_some()),
    ("--ask", |options| options.ask.is_some()),
    ("--cosmetic", |options| options.cosmetic),
    ("--json", |options| options.json),
    ("--timings", |options| options.timings.is_some()),
];

/// A command by itself, without what it is asked; in the order in which the help of an option names them.
#[derive(Debug, Clone, Copy, ValueEnum)]
enum Verb {
    Link,
    Dedupe,
    Check,
    Read,
    Init,
    Explain,
    Evaluate,
    Verify,
    Completions,
    Man,
}

impl Verb {
    /// Its name, as it is typed.
    fn name(self) -> &'static str {
        match self {
            Self::Link => "link",
            Self::Dedupe => "dedupe",
            Self::Check => "check",
            Self::Read => "read",
            Self::Init => "init",
            Self::Explain => "explain",
            Self::Evaluate => "evaluate",
            Self::Verify => "verify",
            Self::Completions => "completions",
            Self::Man => "man",
        }
    }

    /// The options of [`PARTIAL`] that it hears; any other would say something to nobody.
    fn takes(self) -> &'static [&'static str] {
        match self {
            Self::Link => &["--out", "--strict", "--as-of", "--ask", "--cosmetic", "--json", "--timings"],
            Self::Dedupe => &["--out", "--strict", "--as-of", "--ask", "--json", "--timings"],
            Self::Check => &["--out", "--strict", "--cosmetic", "--json"],
            Self::Read => &["--out", "--strict"],
            Self::Init => &["--out"],
            Self::Explain | Self::Evaluate => &["--strict", "--json"],
            Self::Verify => &["--json"],
            Self::Completions | Self::Man => &[],
        }
    }

    /// The names of those that hear an option.
    fn that_take(option: &str) -> String {
        let takes = Self::value_variants().iter().filter(|verb| verb.takes().contains(&option));
        takes.map(|verb| verb.name()).collect::<Vec<_>>().join(", ")
    }
}

/// What to do.
#[derive(Debug, Clone, Subcommand)]
pub enum Command {
    /// The main job: contacts against customers, vendors and bank accounts
    ///
    /// Reads the inputs that the job file names, links each contact to at most one customer, one vendor and one bank
    /// account, merges what is linked, and writes links, reviews, merged files and conflicts to the output folder.
    #[command(after_help = "Examples:\n  koppel link\n  koppel link nightly.toml --strict\n  \
                            koppel link --contacts contacts.csv --customers customers.csv --out out")]
    Link(Inputs),
    /// Duplicates within each table of the job
    #[command(after_help = "Examples:\n  koppel dedupe\n  koppel dedupe --table contacts\n  \
                            koppel dedupe --contacts contacts.csv --out out")]
    Dedupe {
        /// The inputs.
        #[command(flatten)]
        inputs: Inputs,
        /// Look at this table only
        #[arg(long, value_enum)]
        table: Option<TableName>,
    },
    /// Looks at exports and writes a commented koppel.toml that runs as it is
    #[command(after_help = "Examples:\n  koppel init\n  koppel init exports\n  koppel init contacten.csv klanten.csv")]
    Init {
        /// Exports, or a folder with exports; the working directory if none is named
        #[arg(value_name = "FILES or FOLDER")]
        places: Vec<PathBuf>,
    },
    /// Validates a job and its inputs without running it, and says what was understood
    Check(Inputs),
    /// Writes one CSV as koppel sees it: UTF-8, comma, LF; rejected rows are named on stderr
    Read {
        /// The file to read
        #[arg(value_name = "FILE")]
        file: PathBuf,
    },
    /// Why a contact and an account do or do not belong together: evidence per field, in bits
    #[command(after_help = "Examples:\n  koppel explain CT000012 customer:10000\n  \
                            koppel explain CT000012 bank:WWB-EUR --job nightly.toml\n  \
                            koppel explain CT000012 contact:CT000099")]
    Explain {
        /// The number of the contact; for possible duplicates elsewhere, customer:NO, vendor:NO or bank:NO
        #[arg(value_name = "CONTACT")]
        contact: String,
        /// The other record: customer:NO, vendor:NO, bank:NO, or contact:NO for a possible duplicate
        #[arg(value_name = "ACCOUNT", value_parser = account)]
        account: String,
        /// The job file
        #[arg(long, value_name = "JOB")]
        job: Option<PathBuf>,
    },
    /// Precision, recall and F1 of a finished run against what is known to be true
    #[command(
        after_help = "The truth of links is a CSV with the columns `contact_no,account_type,account_no`, that of duplicates \
                            with `no,cluster`; `Contact No.`, `Link to Table` and `No.`, as the outputs have them, will do \
                            as well. What is not in it counts as wrong: let it be complete for all contacts of the run, or \
                            name what is open with --ignore.\n\n\
                            Examples:\n  koppel evaluate out --truth truth.csv\n  \
                            koppel evaluate out --truth truth.csv --job koppel.toml --recall-sample 200\n  \
                            koppel evaluate dups --truth c.csv --table contacts --truth v.csv --table vendors"
    )]
    Evaluate(Evaluate),
    /// Whether a finished set still is what its manifest says
    Verify {
        /// The output folder of the run
        #[arg(value_name = "OUT")]
        folder: PathBuf,
    },
    /// Prints completions for a shell
    Completions {
        /// The shell
        #[arg(value_enum)]
        shell: Shell,
    },
    /// Prints the manual page
    Man,
}

impl Command {
    fn verb(&self) -> Verb {
        match self {
            Self::Link(_) => Verb::Link,
            Self::Dedupe { .. } => Verb::Dedupe,
            Self::Init { .. } => Verb::Init,
            Self::Check(_) => Verb::Check,
            Self::Read { .. } => Verb::Read,
            Self::Explain { .. } => Verb::Explain,
            Self::Evaluate(_) => Verb::Evaluate,
            Self::Verify { .. } => Verb::Verify,
            Self::Completions { .. } => Verb::Completions,
            Self::Man => Verb::Man,
        }
    }
}

/// What `evaluate` is asked.
#[derive(Debug, Clone, Args)]
pub struct Evaluate {
    /// The output folder of the run
    #[arg(value_name = "OUT")]
    pub folder: PathBuf,
    /// What is known to be true: pairs, or clusters of one table; may be given several times
    #[arg(long = "truth", value_name = "F", required = true)]
    pub truths: Vec<PathBuf>,
    /// The table a truth of clusters is about: one for each, in their order
    #[arg(long = "table", value_name = "TABLE", value_enum)]
    pub tables: Vec<TableName>,
    /// Pairs that are neither right nor wrong
    #[arg(long, value_name = "F")]
    pub ignore: Vec<PathBuf>,
    /// Whose record each is (`table,no,entity,kind,group`): tells what the wrongly linked are to each other
    #[arg(long, value_name = "F")]
    pub entities: Option<PathBuf>,
    /// The job of the run: tells which pairs were never compared
    #[arg(long, value_name = "JOB")]
    pub job: Option<PathBuf>,
    /// Compare N contacts with every account and estimate what candidates miss
    #[arg(long, value_name = "N", requires = "job", value_parser = clap::value_parser!(u32).range(1..))]
    pub recall_sample: Option<u32>,
}

/// A job file, or the inputs themselves.
#[derive(Debug, Clone, Default, Args)]
pub struct Inputs {
    /// The job file; koppel.toml if neither a job nor an input is named
    #[arg(value_name = "JOB", conflicts_with_all = ["contacts", "customers", "vendors", "bank_accounts", "links", "decisions"])]
    pub job: Option<PathBuf>,
    /// Contacts, instead of a job file
    #[arg(long, value_name = "F", help_heading = "Instead of a job file")]
    pub contacts: Option<PathBuf>,
    /// Customers
    #[arg(long, value_name = "F", help_heading = "Instead of a job file")]
    pub customers: Option<PathBuf>,
    /// Vendors
    #[arg(long, value_name = "F", help_heading = "Instead of a job file")]
    pub vendors: Option<PathBuf>,
    /// Bank accounts
    #[arg(long, value_name = "F", help_heading = "Instead of a job file")]
    pub bank_accounts: Option<PathBuf>,
    /// Links that exist already: an export of Contact Business Relations
    #[arg(long, value_name = "F", help_heading = "Instead of a job file")]
    pub links: Option<PathBuf>,
    /// What people decided
    #[arg(long, value_name = "F", help_heading = "Instead of a job file")]
    pub decisions: Option<PathBuf>,
}

impl Inputs {
    /// Whether inputs are named instead of a job file.
    pub fn are_named(&self) -> bool {
        let named = [&self.contacts, &self.customers, &self.vendors, &self.bank_accounts, &self.links, &self.decisions];
        named.into_iter().any(Option::is_some)
    }
}

/// A table, as it is typed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
#[value(rename_all = "snake_case")]
#[allow(missing_docs)]
pub enum TableName {
    Contacts,
    Customers,
    Vendors,
    #[value(alias = "bank-accounts")]
    BankAccounts,
}

impl TableName {
    /// The kind of its records.
    pub fn kind(self) -> Kind {
        match self {
            Self::Contacts => Kind::Contact,
            Self::Customers => Kind::Customer,
            Self::Vendors => Kind::Vendor,
            Self::BankAccounts => Kind::BankAccount,
        }
    }
}

/// A shell, as it is typed.
pub use clap_complete::Shell;

/// A record of another table, `customer:10000`: its table is one there is, and it has a number.
fn account(text: &str) -> Result<String, String> {
    let usage = "write customer:NO, vendor:NO, bank:NO or contact:NO, for example customer:10000";
    let (table, no) = text.split_once(':').ok_or(usage)?;
    if options::table(table).is_some() && !no.is_empty() { Ok(text.to_owned()) } else { Err(usage.to_owned()) }
}

/// A day as the dates of inputs are read, YYYY-MM-DD.
fn date(text: &str) -> Result<String, String> {
    // Order counts for nothing where the year comes first.
    match date::parse(text, Order::DayMonth) {
        Some(day) if day.to_string() == text => Ok(day.to_string()),
        Some(day) => Err(format!("write it as {day}")),
        None if date::is_blank(text) => Err("a spreadsheet writes this where there is no date".to_owned()),
        None => Err("this is no day from 1700 to 2199; write one as 2026-12-31".to_owned()),
    }
}

/// What a command line that cannot be carried out as it stands has to say.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Said {
    /// The text: help or version, or what is wrong.
    pub text: String,
    /// Whether it was asked for, by `--help` or `--version`.
    pub asked: bool,
}

/// Understands a command line, its first word being the program.
///
/// # Errors
/// Where help was asked for, or the line cannot be understood.
pub fn parse(line: impl IntoIterator<Item = OsString>) -> Result<Arguments, Said> {
    let arguments = Arguments::try_parse_from(line)
        .map_err(|error| Said { text: error.render().to_string(), asked: !error.use_stderr() })?;
    match unheard(&arguments) {
        Some(text) => Err(Said { text, asked: false }),
        None => Ok(arguments),
    }
}

/// That the command has no use for an option that was given.
fn unheard(Arguments { command, options }: &Arguments) -> Option<String> {
    let verb = command.verb();
    let unheard = PARTIAL.iter().filter(|(option, is_given)| is_given(options) && !verb.takes().contains(option));
    let told = unheard.map(|(option, _)| {
        let (name, others) = (verb.name(), Verb::that_take(option));
        format!("error: `koppel {name}` has no use for `{option}`\n  hint: it is an option of {others}\n")
    });
    Some(told.collect::<String>()).filter(|text| !text.is_empty())
}

/// The completion script of a shell.
pub fn completions(shell: Shell) -> Vec<u8> {
    let mut script = Vec::new();
    clap_complete::generate(shell, &mut Arguments::command(), "koppel", &mut script);
    script
}

/// The manual page, in roff.
///
/// # Errors
/// Where the page cannot be rendered.
pub fn manual() -> std::io::Result<Vec<u8>> {
    let mut page = Vec::new();
    clap_mangen::Man::new(Arguments::command()).render(&mut page)?;
    Ok(page)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn typed(line: &str) -> Result<Arguments, Said> {
        parse(line.split_whitespace().map(OsString::from))
    }

    #[test]
    fn the_definition_is_sound() {
        Arguments::command().debug_assert();
    }

    #[test]
    fn a_job_and_inputs_exclude_each_other() {
        assert!(typed("koppel link koppel.toml").is_ok());
        assert!(typed("koppel link --contacts a.csv --customers b.csv --out out").is_ok());
        assert!(typed("koppel link koppel.toml --contacts a.csv").is_err());
    }

    #[test]
    fn an_account_is_its_table_and_its_number() {
        for right in ["customer:10000", "Vendor:V-1:2", "bank:WWB-EUR", "bank-account:1", "klant:1", "contact:CT000001"]
        {
            assert!(account(right).is_ok(), "{right}");
        }
        for wrong in ["10000", "customer:", ":1", "item:1"] {
            assert!(account(wrong).is_err(), "{wrong}");
        }
    }

    #[test]
    fn an_as_of_date_is_a_day_of_the_calendar() {
        for day in ["2026-12-31", "2024-02-29", "2000-02-29"] {
            assert!(date(day).is_ok(), "{day}");
        }
        let none = "this is no day from 1700 to 2199; write one as 2026-12-31";
        for (wrong, said) in [
            ("31-12-2026", "write it as 2026-12-31"),
            ("2026-1-01", "write it as 2026-01-01"),
            ("2026-12-31T10:00", "write it as 2026-12-31"),
            ("2026-02-29", none),
            ("2026-13-01", none),
            ("1900-02-29", none),
            ("1500-01-01", none),
            ("+026-01-01", none),
            ("today", none),
            ("", none),
            ("2026-00-10", none),
            ("1900-01-01", "a spreadsheet writes this where there is no date"),
        ] {
            assert_eq!(date(wrong), Err(said.to_owned()), "{wrong}");
        }
        // Every day that is accepted bounds the dates of inputs.
        for day in ["1700-01-01", "2199-12-31"] {
            assert!(date::parse(&date(day).unwrap(), Order::DayMonth).is_some(), "{day}");
        }
    }

    /// Every command with every option: it is heard, or refused with the names of those that hear it; and the help of the
    /// option says which these are.
    #[test]
    fn an_option_that_a_command_does_not_hear_is_refused() {
        let lines = [
            ("link", "link"),
            ("dedupe", "dedupe"),
            ("init", "init"),
            ("check", "check"),
            ("read", "read a.csv"),
            ("explain", "explain 1 vendor:1"),
            ("evaluate", "evaluate out --truth t"),
            ("verify", "verify out"),
            ("completions", "completions bash"),
            ("man", "man"),
        ];
        let definition = Arguments::command();
        assert!(definition.get_subcommands().map(clap::Command::get_name).eq(lines.map(|(name, _)| name)));
        for option in definition.get_arguments().filter_map(|option| option.get_long()) {
            let long = format!("--{option}");
            let partial = PARTIAL.iter().find(|(name, _)| *name == long).map(|(name, _)| Verb::that_take(name));
            for (name, line) in lines {
                let value = match option {
                    "as-of" => " 2026-01-01",
                    "ask" | "threads" => " 1",
                    "out" | "timings" => " f",
                    _ => "",
                };
                let said = typed(&format!("koppel {line} {long}{value}")).err();
                let heard = partial.as_ref().is_none_or(|names| names.split(", ").any(|one| one == name));
                assert_eq!(said.is_none(), heard, "{name} {long}: {said:?}");
                let names = partial.clone().unwrap_or_default();
                let told = |said: Said| said.text.contains(&long) && said.text.ends_with(&format!("{names}\n"));
                assert!(said.is_none_or(told), "{name} {long}");
            }
        }
        for (name, _) in PARTIAL {
            let option = definition.get_arguments().find(|option| option.get_long() == name.strip_prefix("--"));
            let help = option.and_then(|option| option.get_help()).unwrap().to_string();
            assert!(help.ends_with(&format!(": {}", Verb::that_take(name))), "{name}: {help}");
        }
    }

    #[test]
    fn help_is_asked_for_and_a_wrong_word_is_not() {
        for line in ["koppel --help", "koppel help", "koppel help link", "koppel link --help"] {
            assert!(typed(line).unwrap_err().asked, "{line}");
        }
        assert!(!typed("koppel lnik").unwrap_err().asked);
        assert!(!typed("koppel").unwrap_err().asked);
    }
}
