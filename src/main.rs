//! Parse, run, print, exit: the only place that prints, draws progress and knows exit codes.

mod progress;

use std::cell::Cell;
use std::collections::BTreeMap;
use std::io::{ErrorKind, IsTerminal as _, Write as _};
use std::panic::{self, AssertUnwindSafe};
use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::sync::OnceLock;
use std::thread::available_parallelism;
use std::time::Duration;

use koppel::cli::{self, Arguments, Command, Evaluate, Inputs, Options, TableName};
use koppel::commands::{self, Answer, Ending};
use koppel::config::{self, Job};
use koppel::decide::lines::Fate;
use koppel::error::{Cause, Error, Result};
use koppel::read;
use koppel::record::Kind;
use koppel::run::{self, Outcome};
use koppel::stage::{Progress, Stage};
use koppel::write::{Published, single, summary};
use serde::Serialize;

/// Done.
const DONE: u8 = 0;
/// Refused: arguments, job file or an input.
const REFUSED: u8 = 1;
/// Failed: the machine, or koppel itself.
const FAILED: u8 = 2;
/// Done, with rows rejected or decisions not applied.
const DOUBTS: u8 = 3;
/// Another run holds the folder.
const BUSY: u8 = 4;
/// Done, and a person is needed.
const ASKS: u8 = 5;

/// How much stack a thread has: what threads of Rust have unless told otherwise.
const STACK: usize = 2 << 20;

/// Where the first panic happened: the place, never what it says, which could quote a record.
static FAULT: OnceLock<String> = OnceLock::new();

fn main() -> ExitCode {
    panic::set_hook(Box::new(|fault| {
        FAULT.get_or_init(|| fault.location().map_or_else(|| "an unknown place".to_owned(), ToString::to_string));
    }));
    let publishes = Cell::new(false);
    let code = panic::catch_unwind(AssertUnwindSafe(|| match cli::parse(std::env::args_os()) {
        Ok(arguments) => {
            publishes.set(matches!(arguments.command, Command::Link(_) | Command::Dedupe { .. }));
            answer(&arguments)
        }
        Err(said) if said.asked => print(said.text.as_bytes(), false),
        Err(said) => {
            tell(&said.text);
            REFUSED
        }
    }));
    ExitCode::from(code.unwrap_or_else(|_| {
        tell(&fault(FAULT.get().map_or("an unknown place", String::as_str), publishes.get()));
        FAILED
    }))
}

/// That koppel itself is at fault, and what became of the outputs where the command publishes any.
fn fault(place: &str, publishes: bool) -> String {
    let end = if publishes { "  the outputs are those of one complete run\n" } else { "" };
    format!(
        "koppel: a fault of koppel itself, at {place}\n  hint: please report it with this line; `--threads 1` may help \
         until it is fixed\n{end}"
    )
}

/// Carries out a command and says how it went.
fn answer(arguments: &Arguments) -> u8 {
    match pool(arguments.options.threads).and_then(|pool| pool.install(|| carry_out(arguments))) {
        Ok(answer) => {
            answer.warnings.iter().for_each(|warning| tell(&format!("koppel: {warning}\n")));
            if !arguments.options.quiet {
                answer.remarks.iter().for_each(|remark| tell(&format!("{remark}\n")));
            }
            match print(&answer.result, writes(arguments)) {
                DONE => code(answer.ending),
                failed => failed,
            }
        }
        Err(error) => {
            let (code, end) = match error.cause {
                Cause::Refused => (REFUSED, "nothing was written"),
                Cause::Failed => (FAILED, "the earlier outputs are untouched"),
                Cause::Late => (FAILED, "the new outputs are complete and in place"),
                Cause::Busy => (BUSY, "nothing was written"),
            };
            let mut said: String = error.each().iter().map(|error| format!("koppel: {error}\n")).collect();
            if writes(arguments) {
                said.push_str(&format!("  {end}\n"));
            }
            tell(&said);
            code
        }
    }
}

/// Whether a command was to write anything: of the others nobody wonders what became of the outputs.
fn writes(Arguments { command, options }: &Arguments) -> bool {
    match command {
        Command::Link(_) | Command::Dedupe { .. } | Command::Init { .. } => true,
        Command::Read { .. } => options.out.is_some(),
        _ => false,
    }
}

/// The threads to work with; where the system gives no more of them, the one that runs already does all the work.
fn pool(threads: Option<u16>) -> Result<rayon::ThreadPool> {
    let builder = rayon::ThreadPoolBuilder::new;
    // Neither is left to the environment, which has variables for both.
    let threads = threads.map_or_else(|| available_parallelism().map_or(1, usize::from), usize::from);
    let many = builder().num_threads(threads).stack_size(STACK).build();
    many.or_else(|_| builder().num_threads(1).use_current_thread().build())
        .map_err(|error| Error::failed(format!("cannot start the threads: {error}")))
}

/// The exit code of a command that was carried out.
fn code(ending: Ending) -> u8 {
    match ending {
        Ending::Done => DONE,
        Ending::Refused => REFUSED,
        Ending::Doubts => DOUBTS,
        Ending::Asks => ASKS,
    }
}

/// Carries out a command.
fn carry_out(arguments: &Arguments) -> Result<Answer> {
    let options = &arguments.options;
    let progress = progress::suitable(options.quiet);
    let result = |result: Vec<u8>| Answer { result, ..Answer::default() };
    match &arguments.command {
        Command::Link(inputs) => {
            let instead = Some("koppel link --contacts F --customers F --out DIR");
            link(&job(inputs, options, true, instead)?, options, &*progress)
        }
        Command::Dedupe { inputs, table } => {
            let instead = Some("koppel dedupe --contacts F --out DIR");
            dedupe(&job(inputs, options, true, instead)?, *table, options, &*progress)
        }
        Command::Init { places } => {
            commands::init::init(places, options.out.as_deref().unwrap_or(Path::new(config::DEFAULT)))
        }
        Command::Check(inputs) => {
            let instead = Some("koppel check --contacts F --customers F");
            let report = commands::check::check(&job(inputs, options, false, instead)?, options.strict)?;
            let result = if options.json { commands::json(&report)? } else { commands::text(&report.text()) };
            Ok(Answer { result, ending: report.ending, ..Answer::default() })
        }
        Command::Read { file } => commands::read::read(file, options.out.as_deref(), options.strict),
        Command::Explain { contact, account, job: path } => {
            let job = job(&Inputs { job: path.clone(), ..Inputs::default() }, options, false, None)?;
            explain(&job, contact, account, options, &*progress)
        }
        Command::Evaluate(question) => evaluate(question, options, &*progress),
        Command::Verify { folder } => {
            let report = commands::verify::verify(folder)?;
            let ending = if report.intact() { Ending::Done } else { Ending::Refused };
            let result = if options.json { commands::json(&report)? } else { commands::text(&report.text()) };
            Ok(Answer { result, ending, ..Answer::default() })
        }
        Command::Completions { shell } => Ok(result(cli::completions(*shell))),
        Command::Man => {
            cli::manual().map(result).map_err(|error| Error::failed(format!("cannot make the manual page: {error}")))
        }
    }
}

/// Why two records do or do not belong together.
fn explain(job: &Job, contact: &str, account: &str, options: &Options, progress: &dyn Progress) -> Result<Answer> {
    let explanation = commands::explain::explain(job, contact, account, options.strict, progress)?;
    let text = || commands::text(&explanation.text(progress::width()));
    let result = if options.json { commands::json(&explanation)? } else { text() };
    Ok(Answer { result, ..Answer::default() })
}

/// How right a run is.
fn evaluate(asked: &Evaluate, options: &Options, progress: &dyn Progress) -> Result<Answer> {
    let inputs = |path: &PathBuf| Inputs { job: Some(path.clone()), ..Inputs::default() };
    let job = asked.job.as_ref().map(|path| job(&inputs(path), options, false, None)).transpose()?;
    let tables: Vec<Kind> = asked.tables.iter().map(|table| table.kind()).collect();
    let question = commands::evaluate::Question {
        folder: &asked.folder,
        truths: &asked.truths,
        tables: &tables,
        ignore: &asked.ignore,
        entities: asked.entities.as_deref(),
        job: job.as_ref(),
        sample: asked.recall_sample,
    };
    let report = commands::evaluate::evaluate(question, options.strict, progress)?;
    let result = if options.json { commands::json(&report)? } else { commands::text(&report.text()) };
    Ok(Answer { result, ..Answer::default() })
}

/// The main job.
fn link(job: &Job, options: &Options, progress: &dyn Progress) -> Result<Answer> {
    let outcome = run::link(job, &asked(job, options)?, progress)?;
    let summary = &outcome.summary;
    let doubts = summary.rejected() > 0 || unapplied(&summary.decisions);
    report(&outcome, || summary.text(), summary.waiting(), doubts, options)
}

/// Duplicates within each table.
fn dedupe(job: &Job, table: Option<TableName>, options: &Options, progress: &dyn Progress) -> Result<Answer> {
    let outcome = run::dedupe(job, table.map(TableName::kind), &asked(job, options)?, progress)?;
    let summary = &outcome.summary;
    let doubts = summary.rejected() > 0 || unapplied(&summary.decisions);
    report(&outcome, || summary.text(), summary.waiting(), doubts, options)
}

/// What a run leaves behind, told as it is asked for; `count` of it waits for a person.
fn report<S: Serialize>(
    outcome: &Outcome<S>,
    text: impl FnOnce() -> String,
    count: u64,
    doubts: bool,
    options: &Options,
) -> Result<Answer> {
    timings(options, &outcome.spent)?;
    let result = if options.json {
        commands::json(&outcome.summary)?
    } else if options.quiet {
        Vec::new()
    } else {
        commands::text(&(text() + &outcome.published.text()))
    };
    let mut remarks = waiting(count, options);
    remarks.push(spent(&outcome.spent));
    let doubts = doubts || !outcome.published.kept.is_empty();
    let warnings = kept(&outcome.published, options);
    Ok(Answer { result, ending: ending(count, doubts, options), remarks, warnings })
}

/// Edited sets that were kept, where the report that names them is not printed.
fn kept(published: &Published, options: &Options) -> Vec<String> {
    let kept = published.kept.iter().filter(|_| options.quiet || options.json);
    kept.map(|kept| format!("{}: an earlier set in which somebody has worked was kept here", kept.display())).collect()
}

/// How a run ends that was carried out.
fn ending(waiting: u64, doubts: bool, options: &Options) -> Ending {
    match options.ask {
        Some(most) if waiting > most => Ending::Asks,
        _ if doubts => Ending::Doubts,
        _ => Ending::Done,
    }
}

/// Whether decisions of people could not be applied.
fn unapplied(decisions: &summary::Counts) -> bool {
    [Fate::Refused, Fate::Stale].iter().any(|fate| decisions.contains_key(fate.word()))
}

/// The time a run took, stage by stage.
fn spent(spent: &[(Stage, Duration)]) -> String {
    let total: Duration = spent.iter().map(|(_, time)| *time).sum();
    let stages = spent.iter().map(|(stage, time)| format!("{} {:.1} s", stage.word(), time.as_secs_f64()));
    format!("time: {:.1} s ({})", total.as_secs_f64(), stages.collect::<Vec<_>>().join(", "))
}

/// Why a run ends asking for a person.
fn waiting(count: u64, options: &Options) -> Vec<String> {
    let most = options.ask.filter(|&most| count > most);
    let said = |most| format!("{count} reviews and open material conflicts wait for a person: more than --ask {most}");
    most.map(said).into_iter().collect()
}

/// What a run is asked for; a place for the times where none can be is refused before the work.
fn asked(job: &Job, options: &Options) -> Result<run::Options> {
    if let Some(path) = &options.timings {
        let inputs = job.read.inputs().map(|(_, input)| input.path.as_path());
        let inputs: Vec<&Path> = inputs.chain(job.path.as_deref()).collect();
        single::apart(path, Some(&job.write.directory), &inputs)?;
        single::spare(path, commands::are_times)?;
    }
    Ok(run::Options { strict: options.strict, as_of: options.as_of.clone() })
}

/// Writes how long each stage took, in seconds, where that is asked for.
fn timings(options: &Options, spent: &[(Stage, Duration)]) -> Result<()> {
    let Some(path) = &options.timings else { return Ok(()) };
    let seconds: BTreeMap<&str, f64> = spent.iter().map(|(stage, time)| (stage.word(), time.as_secs_f64())).collect();
    let text = commands::json(&seconds)?;
    single::write(path, &text).map_err(|error| Error::io("write the times", path, &error).late())
}

/// The job that a command line names, or what to type `instead`. One made of arguments has no output folder of its own.
fn job(inputs: &Inputs, options: &Options, writes: bool, instead: Option<&str>) -> Result<Job> {
    let mut job = if inputs.are_named() {
        if writes && options.out.is_none() {
            return Err(Error::refused("there is no output folder").hint("name it with --out DIR"));
        }
        Job::from_arguments(settings(inputs))?
    } else {
        Job::load(inputs.job.as_deref().unwrap_or(Path::new(config::DEFAULT)), instead)?
    };
    if let Some(out) = &options.out {
        let wrong = match out.to_str() {
            None => Some("the output folder has a name that is no Unicode"),
            Some(name) if name.contains(char::is_control) => {
                Some("the output folder has control characters in its name")
            }
            Some(_) => None,
        };
        if let Some(wrong) = wrong {
            return Err(Error::refused(wrong).hint("name another one"));
        }
        job.write.directory.clone_from(out);
    }
    job.write.cosmetic |= options.cosmetic;
    Ok(job)
}

/// The inputs that a command line names instead of a job file.
fn settings(inputs: &Inputs) -> read::Settings {
    let input = |path: &Option<PathBuf>| path.clone().map(read::Input::from);
    read::Settings {
        contacts: input(&inputs.contacts),
        customers: input(&inputs.customers),
        vendors: input(&inputs.vendors),
        bank_accounts: input(&inputs.bank_accounts),
        links: input(&inputs.links),
        decisions: input(&inputs.decisions),
        ..read::Settings::default()
    }
}

/// Prints a result; data that goes to a terminal is shown, not sent. Nobody listening any more is no failure: what was
/// to be done is done.
fn print(result: &[u8], writes: bool) -> u8 {
    let mut stdout = std::io::stdout().lock();
    let shown = stdout.is_terminal().then(|| commands::text(&String::from_utf8_lossy(result)));
    match stdout.write_all(shown.as_deref().unwrap_or(result)).and_then(|()| stdout.flush()) {
        Err(error) if error.kind() != ErrorKind::BrokenPipe => {
            let end = if writes { "  the outputs are complete and in place\n" } else { "" };
            tell(&format!("koppel: cannot print the result: {error}\n  hint: look at where stdout goes\n{end}"));
            FAILED
        }
        _ => DONE,
    }
}

/// Says something to whoever sits at the terminal; where stderr is closed there is nobody.
fn tell(text: &str) {
    let _ = std::io::stderr().write_all(&commands::text(text));
}

#[cfg(test)]
mod tests {
    use super::fault;

    #[test]
    fn of_the_outputs_only_a_command_that_publishes_speaks() {
        assert!(fault("x.rs:1:2", true).ends_with("until it is fixed\n  the outputs are those of one complete run\n"));
        assert!(fault("x.rs:1:2", false).ends_with("until it is fixed\n"));
    }
}
