//! Publishing on a disk that fails: the Nth operation for every N, once and from then on, as SQLite's tests do it.
//!
//! A disk that fails from an operation on is also what is left when the process dies there. After every fault the folder
//! holds the old set or the new one, what the run says is true, and the next run ends well and leaves nothing behind.

use std::io;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, LazyLock, Mutex};

use super::super::disk::{Disk, Step};
use super::super::publish::lock_on;
use super::*;
use crate::error::Error;

/// Whether this system can exchange two folders in one step.
const CAN_EXCHANGE: bool = cfg!(target_os = "linux");

/// How the disk fails.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Lasting {
    Once,
    FromThenOn,
}

/// What lies in the output folder before the run.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Before {
    Nothing,
    Set,
    EditedSet,
}

/// One way for a run to meet a fault.
#[derive(Debug, Clone, Copy)]
struct Fault {
    before: Before,
    /// Whether the file system can exchange two folders in one step.
    exchanges: bool,
    kind: io::ErrorKind,
    lasting: Lasting,
    /// The number of the operation, from 1.
    at: usize,
}

impl Fault {
    /// A disk with this fault, and the count of what it was asked for.
    fn disk(self) -> (Disk, Arc<AtomicUsize>) {
        let asked = Arc::new(AtomicUsize::new(0));
        let count = Arc::clone(&asked);
        let disk = Disk::gated(move |step, _| {
            let number = 1 + count.fetch_add(1, Ordering::SeqCst);
            let fails = if self.lasting == Lasting::Once { number == self.at } else { number >= self.at };
            match step {
                _ if fails => Err(self.kind.into()),
                Step::Exchange if !self.exchanges => Err(io::ErrorKind::Unsupported.into()),
                _ => Ok(()),
            }
        });
        (disk, asked)
    }
}

type Bytes = BTreeMap<PathBuf, Vec<u8>>;

/// The files of the output folder; none where there is no folder.
fn set(run: &Run) -> Bytes {
    let below = |path: &PathBuf| path.starts_with(&run.settings.directory);
    run.everything().into_iter().filter(|(path, _)| below(path)).collect()
}

/// What a whole run publishes when nothing fails; the bytes are the same in every folder.
fn expected(run: &Run) -> Bytes {
    static ONCE: LazyLock<Bytes> = LazyLock::new(|| {
        let elsewhere = Run::new().decided();
        elsewhere.publish().unwrap();
        let name = |path: PathBuf| path.strip_prefix(&elsewhere.settings.directory).unwrap().to_path_buf();
        set(&elsewhere).into_iter().map(|(path, bytes)| (name(path), bytes)).collect()
    });
    ONCE.iter().map(|(name, bytes)| (run.settings.directory.join(name), bytes.clone())).collect()
}

/// A run with what lay in its folder before; it publishes another set than that.
fn prepared(before: Before) -> Run {
    let run = Run::new().decided();
    if before != Before::Nothing {
        Run { settings: run.settings.clone(), ..Run::new() }.publish().unwrap();
    }
    if before == Before::EditedSet {
        fs::write(run.settings.directory.join("review.csv"), "somebody's work").unwrap();
    }
    run
}

/// Publishes on a disk with the fault and checks all that is promised; false where the run did not come as far as it.
fn meets(fault: Fault) -> bool {
    let run = prepared(fault.before);
    let (old, new) = (set(&run), expected(&run));
    assert_ne!(old, new);
    let (disk, asked) = fault.disk();
    let outcome = run.publish_on(disk);
    let met = asked.load(Ordering::SeqCst) >= fault.at;
    let found = set(&run);
    match &outcome {
        Ok(_) => assert!(found == new, "{fault:?}: published, but not the new set"),
        Err(Error { cause: Cause::Failed, .. }) => {
            // Where two renames take the place of one step, dying between them leaves nothing under the name.
            let exchanges = fault.exchanges && CAN_EXCHANGE;
            let between = !exchanges && fault.lasting == Lasting::FromThenOn && found.is_empty();
            assert!(found == old || between, "{fault:?}: failed, but not the old set");
        }
        Err(Error { cause: Cause::Late, .. }) => assert!(found == new, "{fault:?}: late, but not the new set"),
        Err(error) => panic!("{fault:?}: {error}"),
    }
    if let Err(error) = &outcome {
        // What is missing says all there is to say.
        let helps = error.hint.is_some() || fault.kind == io::ErrorKind::NotFound;
        assert!(error.file.is_some() && helps, "{fault:?}: {error}");
        // Whatever died, a run that begins finds a set.
        drop(lock(&run.settings.directory, &[]).unwrap());
        let recovered = set(&run);
        assert!(recovered == old || recovered == new, "{fault:?}: not recovered");
    }
    let next = run.publish();
    assert!(next.is_ok(), "{fault:?}: the next run: {}", next.unwrap_err());
    assert!(set(&run) == new, "{fault:?}: the next run published another set");
    let mut beside = vec![".out.koppel.lock", "out"];
    if fault.before == Before::EditedSet {
        beside.push("out.kept-1");
        let kept = fs::read_to_string(run.place.path().join("out.kept-1/review.csv")).unwrap();
        assert_eq!(kept, "somebody's work", "{fault:?}");
    }
    assert_eq!(run.beside(), beside, "{fault:?}");
    met
}

/// Every operation in turn, until a run no longer meets the fault; the number of faults met.
fn every(before: Before, exchanges: bool, kind: io::ErrorKind, lasting: Lasting) -> usize {
    let faults = (1..).map(|at| Fault { before, exchanges, kind, lasting, at });
    let met = faults.take_while(|&fault| meets(fault)).count();
    assert!(met > 40, "a run has more than {met} operations");
    met
}

#[test]
fn any_operation_may_fail() {
    every(Before::Set, true, io::ErrorKind::StorageFull, Lasting::Once);
    every(Before::EditedSet, true, io::ErrorKind::StorageFull, Lasting::FromThenOn);
    every(Before::Set, false, io::ErrorKind::StorageFull, Lasting::FromThenOn);
}

#[test]
#[ignore = "takes minutes"]
#[allow(clippy::print_stderr)]
fn any_operation_may_fail_in_any_way() {
    let kinds = [
        io::ErrorKind::StorageFull,
        io::ErrorKind::PermissionDenied,
        io::ErrorKind::NotFound,
        io::ErrorKind::Other,
        io::ErrorKind::ResourceBusy,
        io::ErrorKind::ReadOnlyFilesystem,
    ];
    let mut met = 0;
    for before in [Before::Nothing, Before::Set, Before::EditedSet] {
        for exchanges in [true, false] {
            for lasting in [Lasting::Once, Lasting::FromThenOn] {
                met += kinds.iter().map(|&kind| every(before, exchanges, kind, lasting)).sum::<usize>();
            }
        }
    }
    eprintln!("{met} faults");
}

/// The operations of a run, in their order.
fn log(before: Before, exchanges: bool) -> (Run, Vec<(Step, PathBuf)>) {
    let run = prepared(before);
    let steps = Arc::new(Mutex::new(Vec::new()));
    let seen = Arc::clone(&steps);
    let disk = Disk::gated(move |step, path| {
        seen.lock().unwrap().push((step, path.to_path_buf()));
        if step == Step::Exchange && !exchanges { Err(io::ErrorKind::Unsupported.into()) } else { Ok(()) }
    });
    run.publish_on(disk).unwrap();
    let steps = steps.lock().unwrap().clone();
    (run, steps)
}

/// What is not synced is lost in a power cut: so all of the set is synced before the switch, and the switch itself
/// before anything of the old set is removed.
#[test]
fn everything_is_durable_before_the_switch_and_the_switch_before_anything_is_removed() {
    for (before, exchanges) in [(Before::Nothing, true), (Before::Set, true), (Before::Set, false)] {
        let (run, steps) = log(before, exchanges);
        let switching = if before == Before::Set && exchanges && CAN_EXCHANGE { Step::Exchange } else { Step::Rename };
        let switch = (switching, run.settings.directory.clone());
        let (earlier, later) = steps.split_at(steps.iter().position(|step| *step == switch).unwrap());
        let last = |step: Step, path: &Path| earlier.iter().rposition(|(s, p)| *s == step && p == path);
        let mut writes = 0;
        for (at, (step, path)) in earlier.iter().enumerate() {
            let named = last(Step::SyncFolder, path.parent().unwrap());
            match step {
                Step::Create | Step::Write => {
                    let synced = last(Step::Sync, path);
                    assert!(Some(at) < synced && synced < named, "{path:?}");
                    writes += 1;
                }
                Step::MakeFolder if !path.ends_with(".out.koppel.new") => assert!(Some(at) < named, "{path:?}"),
                Step::Remove => panic!("{path:?} was removed before the switch"),
                _ => {}
            }
        }
        assert!(writes > 14, "{writes} writes");
        let durable = later.iter().position(|(step, path)| *step == Step::SyncFolder && path == run.place.path());
        let removed = later.iter().position(|(step, _)| *step == Step::Remove);
        assert!(durable.is_some() && removed.is_none_or(|removed| durable < Some(removed)));
        assert!(!later.iter().any(|(step, _)| matches!(step, Step::Create | Step::Write | Step::MakeFolder)));
    }
}

/// As on Windows: folders cannot be exchanged, and nothing moves while a program has one of its files open.
fn held(run: &Run) -> Disk {
    let file = run.settings.directory.join("review.csv");
    Disk::gated(move |step, path| match step {
        Step::Exchange => Err(io::ErrorKind::Unsupported.into()),
        Step::Rename if path.ends_with(".out.koppel.old") => Err(io::ErrorKind::PermissionDenied.into()),
        Step::Create if path == file => Err(io::ErrorKind::PermissionDenied.into()),
        _ => Ok(()),
    })
}

#[test]
fn a_file_open_elsewhere_lets_the_new_set_wait_and_the_next_run_puts_it_in_place() {
    let run = prepared(Before::Set);
    let (old, new) = (set(&run), expected(&run));
    // Blocked twice: the second set takes the place of the first that waits.
    for _ in 0..2 {
        let error = run.publish_on(held(&run)).unwrap_err();
        assert_eq!(error.cause, Cause::Failed);
        assert_eq!(error.file, Some(run.settings.directory.join("review.csv")));
        assert!(error.hint.unwrap().contains("out.next"));
        assert_eq!(run.beside(), [".out.koppel.lock", ".out.koppel.waits", "out", "out.next"]);
        assert_eq!(set(&run), old);
        assert!(findings(&run.place.path().join("out.next")).intact());
    }
    // The file is closed: the next run begins by putting the set in place, whatever becomes of itself.
    drop(lock(&run.settings.directory, &[]).unwrap());
    assert_eq!(set(&run), new);
    assert_eq!(run.beside(), [".out.koppel.lock", "out"]);
}

#[test]
fn work_in_a_set_that_waits_is_kept() {
    let run = prepared(Before::Set);
    run.publish_on(held(&run)).unwrap_err();
    fs::write(run.place.path().join("out.next/review.csv"), "somebody's work").unwrap();
    let published = run.publish().unwrap();
    assert_eq!(published.kept, [run.place.path().join("out.kept-1")]);
    assert_eq!(fs::read_to_string(published.kept[0].join("review.csv")).unwrap(), "somebody's work");
    assert_eq!(set(&run), expected(&run));
}

#[test]
fn a_folder_that_merely_has_the_name_stays() {
    let run = prepared(Before::Set);
    let own = run.place.path().join("out.next");
    fs::create_dir(&own).unwrap();
    fs::write(own.join("notes.txt"), "mine").unwrap();
    let error = run.publish_on(held(&run)).unwrap_err();
    assert!(!error.hint.unwrap().contains("out.next"));
    run.publish().unwrap();
    assert_eq!(fs::read_to_string(own.join("notes.txt")).unwrap(), "mine");
    assert_eq!(run.beside(), [".out.koppel.lock", "out", "out.next"]);
}

/// Names that koppel needs beside the folder are asked for before the work, and what is there is never harmed.
#[test]
fn a_name_that_is_taken_refuses_the_run_early() {
    for name in [".out.koppel.new", ".out.koppel.old", ".out.koppel.lock"] {
        let run = prepared(Before::Set);
        let path = run.place.path().join(name);
        if name.ends_with("lock") {
            fs::remove_file(&path).unwrap();
            fs::create_dir(&path).unwrap();
        } else {
            fs::write(&path, "mine").unwrap();
        }
        let error = lock(&run.settings.directory, &[]).unwrap_err();
        assert_eq!((error.cause, error.file), (Cause::Refused, Some(path.clone())));
        assert!(path.exists());
    }
}

#[cfg(unix)]
#[test]
fn a_link_in_the_place_of_a_left_set_is_not_followed() {
    let run = prepared(Before::Set);
    let other = Run::new().decided();
    other.publish().unwrap();
    std::os::unix::fs::symlink(&other.settings.directory, run.place.path().join(".out.koppel.new")).unwrap();
    let before = other.everything();
    assert_eq!(run.publish().unwrap_err().cause, Cause::Refused);
    assert_eq!(other.everything(), before);
}

#[test]
fn an_input_among_what_is_cleared_away_is_refused_and_stays() {
    let run = prepared(Before::Set);
    let left = run.place.path().join(".out.koppel.new");
    fs::create_dir(&left).unwrap();
    let input = left.join("contacts.csv");
    fs::write(&input, CONTACTS).unwrap();
    assert_eq!(lock_on(Disk::default(), &run.settings.directory, &[&input]).unwrap_err().cause, Cause::Refused);
    assert_eq!(fs::read_to_string(&input).unwrap(), CONTACTS);
}

/// A disk that fails while a set waits or a dead run has left something: the beginning of a run, operation by operation.
#[test]
fn recovering_may_fail_as_well() {
    for at in 1.. {
        let run = prepared(Before::EditedSet);
        let new = expected(&run);
        run.publish_on(held(&run)).unwrap_err();
        let left = run.place.path().join(".out.koppel.new");
        fs::create_dir(&left).unwrap();
        fs::write(left.join("linked.csv"), "half").unwrap();
        let fault = Fault {
            before: Before::EditedSet,
            exchanges: at % 2 == 0,
            kind: io::ErrorKind::Other,
            lasting: Lasting::FromThenOn,
            at,
        };
        let (disk, asked) = fault.disk();
        drop(lock_on(disk, &run.settings.directory, &[]));
        run.publish().unwrap();
        assert_eq!(set(&run), new, "{at}");
        assert_eq!(run.beside(), [".out.koppel.lock", "out", "out.kept-1"], "{at}");
        assert_eq!(fs::read_to_string(run.place.path().join("out.kept-1/review.csv")).unwrap(), "somebody's work");
        if asked.load(Ordering::SeqCst) < at {
            return;
        }
    }
}
