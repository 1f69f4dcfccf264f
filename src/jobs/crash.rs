//! Faults of our own. What is written down of one is where it happened, never what was being read: a
//! message may quote an article or an address with a password. The process has one hook for all its
//! threads, so what it heard last is kept here.

use super::files::{Existing, write_file};
use super::{Clock, JobError};
use crate::text::{Clean, clean_line};
use std::backtrace::Backtrace;
use std::panic::{Location, PanicHookInfo};
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

/// Reports that are kept; the oldest go.
const KEPT: usize = 10;
/// Messages of the standard library that hold nothing but numbers.
const OF_NUMBERS: [&str; 4] = [
    "index out of bounds: ",
    "range end index ",
    "range start index ",
    "slice index starts at ",
];

/// Where reports go, and the newest fault that nobody has written down.
struct Watch {
    folder: PathBuf,
    clock: Arc<dyn Clock>,
    newest: Option<Fault>,
}

struct Fault {
    line: String,
    backtrace: Backtrace,
}

static WATCH: Mutex<Option<Watch>> = Mutex::new(None);

/// From now on a fault prints nothing: it stands in the log, and whoever catches it as one of ours
/// writes it down.
pub fn watch(folder: PathBuf, clock: Arc<dyn Clock>) {
    *lock() = Some(Watch {
        folder,
        clock,
        newest: None,
    });
    std::panic::set_hook(Box::new(hear));
}

/// Writes the newest fault down, as a file of the owner's alone in the folder of reports; answers
/// where, or why there is no file. What parsers of others' were caught at is not written down: it
/// costs an entry, and stands in the log.
pub fn write_down() -> Clean {
    let heard = {
        let mut watch = lock();
        watch.as_mut().and_then(|watch| {
            let fault = watch.newest.take()?;
            Some((watch.folder.clone(), watch.clock.now(), fault))
        })
    };
    let Some((folder, now, fault)) = heard else {
        return clean_line("no file (nothing is known of it)");
    };
    let text = format!(
        "tidings {}, {} {}\n{now}\n{}\n\n{}\n",
        env!("CARGO_PKG_VERSION"),
        std::env::consts::OS,
        std::env::consts::ARCH,
        fault.line,
        fault.backtrace
    );
    match write(&folder, now.seconds(), &text) {
        Ok(file) => clean_line(&file.to_string_lossy()),
        Err(error) => clean_line(&format!("no file ({error})")),
    }
}

fn hear(info: &PanicHookInfo<'_>) {
    let line = line(info);
    tracing::error!("{line}");
    if let Some(watch) = lock().as_mut() {
        watch.newest = Some(Fault {
            line,
            backtrace: Backtrace::force_capture(),
        });
    }
}

fn line(info: &PanicHookInfo<'_>) -> String {
    let thread = std::thread::current();
    let place = info.location().map(Location::to_string);
    format!(
        "a fault in thread {} at {}: {}",
        thread.name().unwrap_or("without a name"),
        place.as_deref().unwrap_or("an unknown place"),
        message(info)
    )
}

/// What the program's own text says; what was put together at run time may hold anything.
fn message(info: &PanicHookInfo<'_>) -> String {
    let payload = info.payload();
    if let Some(literal) = payload.downcast_ref::<&'static str>() {
        return (*literal).to_owned();
    }
    let made = payload.downcast_ref::<String>();
    let is_known = |made: &&String| OF_NUMBERS.iter().any(|start| made.starts_with(start));
    made.filter(is_known).cloned().unwrap_or_else(|| {
        "its message is left out, since it may hold what was being read".to_owned()
    })
}

fn write(folder: &Path, seconds: i64, text: &str) -> Result<PathBuf, JobError> {
    use std::os::unix::fs::DirBuilderExt as _;
    std::fs::DirBuilder::new()
        .recursive(true)
        .mode(0o700)
        .create(folder)
        .map_err(JobError::Write)?;
    forget_oldest(folder);
    // Two in one second: one of them says enough.
    let file = folder.join(format!("{seconds}.txt"));
    write_file(&file, Existing::Replace, |_, out| {
        out.write_all(text.as_bytes()).map_err(JobError::Write)
    })?;
    Ok(file)
}

fn forget_oldest(folder: &Path) {
    let entries = std::fs::read_dir(folder).into_iter().flatten().flatten();
    let is_report = |path: &PathBuf| path.extension().is_some_and(|end| end == "txt");
    let mut reports: Vec<PathBuf> = entries
        .map(|it| it.path())
        .filter(|it| is_report(it))
        .collect();
    // Named by seconds of ten digits until the year 2286.
    reports.sort();
    let old = reports.len().saturating_sub(KEPT - 1);
    for report in reports.iter().take(old) {
        // One that cannot be removed does no harm.
        let _ = std::fs::remove_file(report);
    }
}

fn lock() -> MutexGuard<'static, Option<Watch>> {
    WATCH.lock().unwrap_or_else(PoisonError::into_inner)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_newest_reports_are_kept_for_their_owner_alone() {
        use std::os::unix::fs::PermissionsExt as _;
        let home = tempfile::tempdir().unwrap();
        let folder = home.path().join("crash");
        for seconds in 1_000_000_000..1_000_000_020 {
            write(&folder, seconds, "a fault").unwrap();
        }
        let mode = |path: &Path| std::fs::metadata(path).unwrap().permissions().mode() & 0o777;
        let newest = folder.join("1000000019.txt");
        assert_eq!((mode(&folder), mode(&newest)), (0o700, 0o600));
        assert_eq!(std::fs::read_dir(&folder).unwrap().count(), KEPT);
        assert!(!folder.join("1000000009.txt").exists());
    }
}
