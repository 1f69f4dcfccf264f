//! What a command works with: configuration, paths, store, clock, output.

use super::Global;
use super::error::{Exit, Failure, Outcome, complain};
use super::json;
use crate::config::{Config, ConfigError, Paths, load};
use crate::jobs::{Clock, Context, FilterFile, JobError, Sink, Web};
use crate::model::{Applied, Report, Timestamp};
use crate::store::Store;
use std::io::{IsTerminal, Write as _};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

/// The machine's clock.
pub struct SystemClock;

impl Clock for SystemClock {
    #[allow(
        clippy::disallowed_methods,
        reason = "here is where the time comes from"
    )]
    fn now(&self) -> Timestamp {
        Timestamp::from_seconds(jiff::Timestamp::now().as_second())
    }

    fn zone(&self) -> jiff::tz::TimeZone {
        jiff::tz::TimeZone::system()
    }
}

pub struct Session {
    pub global: Global,
    pub config: Arc<Config>,
    /// Why the settings are the built-in ones, where a command goes on without the reader's.
    pub unread: Option<ConfigError>,
    pub paths: Paths,
    pub zone: jiff::tz::TimeZone,
    pub cancelled: Arc<AtomicBool>,
    pub clock: Arc<dyn Clock>,
}

impl Session {
    /// # Errors
    /// There is no home; or a mistake in the configuration, unless its settings may be done without.
    pub fn new(global: Global, needs_settings: bool) -> Result<Self, Failure> {
        let paths = Paths::find(global.config.as_deref(), global.data_dir.as_deref())
            .ok_or_else(|| Failure::usage("there is no home folder; name one with --data-dir"))?;
        let (config, unread) = match load(&paths.config_file, global.config.is_some()) {
            Ok(config) => (config, None),
            Err(error) if !needs_settings => (Config::default(), Some(error)),
            Err(error) => return Err(error.into()),
        };
        Ok(Self {
            global,
            config: Arc::new(config),
            unread,
            paths,
            zone: jiff::tz::TimeZone::system(),
            cancelled: Arc::new(AtomicBool::new(false)),
            clock: Arc::new(SystemClock),
        })
    }

    /// The first TERM or INT ends jobs early, with what is done stored; the second the program.
    /// Not for the interface, which hears signals itself: it has a terminal to give back.
    pub fn end_on_signals(&self) -> Result<(), Failure> {
        for signal in [signal_hook::consts::SIGTERM, signal_hook::consts::SIGINT] {
            let flag = || self.cancelled.clone();
            signal_hook::flag::register_conditional_shutdown(signal, 3, flag())?;
            signal_hook::flag::register(signal, flag())?;
        }
        Ok(())
    }

    /// What a signal ended early is done in part, whatever it says of itself.
    pub fn stopped(&self, outcome: Outcome) -> Outcome {
        if matches!(outcome, Ok(Exit::Done)) && self.cancelled.load(Ordering::Relaxed) {
            complain("stopped by a signal; what was done until then is stored");
            return Ok(Exit::Partly);
        }
        outcome
    }

    pub fn now(&self) -> Timestamp {
        self.clock.now()
    }

    /// The first second of the reader's day.
    pub fn today(&self) -> Timestamp {
        self.now().start_of_day(&self.zone)
    }

    pub fn store(&self) -> Result<Store, Failure> {
        super::log::start(&self.paths.state_dir);
        Ok(Store::open(&self.paths.data_dir)?)
    }

    pub fn context(&self, store: Store, sink: Sink) -> Result<Context, Failure> {
        Ok(Context {
            store,
            config: self.config.clone(),
            clock: self.clock.clone(),
            sink,
            web: self.web()?,
            rules_dir: Some(self.paths.rules_dir()),
            pictures: Some(self.paths.pictures()),
            enclosures: Some(self.paths.enclosures()),
            subscriptions: Some(self.paths.subscriptions()),
            filters: Some(FilterFile {
                file: self.paths.filters_file(),
                zone: self.zone.clone(),
            }),
            cancelled: self.cancelled.clone(),
        })
    }

    /// A time for a person, where the person is.
    pub fn time(&self, at: Timestamp) -> String {
        at.in_zone(&self.zone)
            .strftime("%Y-%m-%d %H:%M")
            .to_string()
    }

    /// The way to the network; none under `--offline`.
    fn web(&self) -> Result<Option<Arc<Web>>, Failure> {
        if self.global.offline {
            return Ok(None);
        }
        Ok(Some(Arc::new(Web::start(&self.config, proxies())?)))
    }

    /// A context that says on standard error what goes wrong.
    pub fn plain_context(&self, store: Store) -> Result<Context, Failure> {
        self.context(
            store,
            Arc::new(|report| {
                if let Report::Message {
                    text,
                    is_error: true,
                } = report
                {
                    complain(&text);
                }
            }),
        )
    }

    /// Lines of results. Cleaned once more, which changes nothing of what is clean: nobody who adds a line can
    /// forget it.
    pub fn print(&self, lines: &str) -> Result<(), Failure> {
        self.print_own(&crate::text::clean_block(lines))
    }

    /// What is made here alone, as it is: scripts for shells, pages of the manual.
    pub fn print_own(&self, text: &str) -> Result<(), Failure> {
        Ok(writeln!(std::io::stdout().lock(), "{text}")?)
    }

    /// Everything invisible is escaped.
    pub fn print_json(&self, value: &serde_json::Value) -> Result<(), Failure> {
        self.print_own(&json::line(value))
    }

    /// What was done: not a result, so on standard error and not under `--quiet`.
    pub fn say(&self, line: &str) {
        if !self.global.quiet {
            let _ = writeln!(std::io::stderr(), "{}", crate::text::clean_line(line));
        }
    }

    /// What was done: `line` for people, as `say`; under `--json` the value, a result.
    pub fn done(&self, line: &str, value: &serde_json::Value) -> Result<(), Failure> {
        if self.global.json {
            return self.print_json(value);
        }
        self.say(line);
        Ok(())
    }

    /// What a change did; `nothing` where there was nothing to change. Whoever cannot say it finishes first what belongs to
    /// the change.
    pub fn applied(&self, applied: Option<&Applied>, nothing: &str) -> Outcome {
        let done = applied.filter(|it| it.group.is_some() || it.articles > 0);
        let is_refused = done.is_none() && applied.is_some_and(|it| it.left > 0);
        let said = applied.filter(|it| done.is_some() || it.left > 0);
        let line = said.map_or(nothing, |it| &it.message);
        if is_refused {
            complain(line);
        }
        if !is_refused || self.global.json {
            self.done(line, &json::applied(done, line))?;
        }
        Ok(match (is_refused, said.map_or(0, |it| it.left)) {
            (true, _) => Exit::Nothing,
            (false, 0) => Exit::Done,
            (false, _) => Exit::Partly,
        })
    }

    /// A change that is stored and was said; the file beside the store that ought to say it too may not be writable: then it is
    /// done in part.
    pub fn copied(&self, written: Result<(), JobError>) -> Exit {
        let Err(error) = written else {
            return Exit::Done;
        };
        complain(&format!("that is done, but {error}"));
        Exit::Partly
    }

    /// Columns for texts: as asked, else the terminal's, else 80.
    pub fn width(&self, asked: Option<u16>) -> u16 {
        let of_terminal = || {
            let size = rustix::termios::tcgetwinsize(std::io::stdout()).ok()?;
            (std::io::stdout().is_terminal() && size.ws_col > 0).then_some(size.ws_col)
        };
        asked.or_else(of_terminal).unwrap_or(80).clamp(10, 1000)
    }
}

/// A limit of file sizes makes a write fail, which is said; it does not end the process half-way.
pub fn outlive_limits() -> Result<(), Failure> {
    // Nobody looks at the flag: a signal that is heard does nothing else.
    signal_hook::flag::register(rustix::process::Signal::XFSZ.as_raw(), Arc::default())?;
    Ok(())
}

/// The proxies that the environment names, by the usual variables.
#[allow(clippy::disallowed_methods, reason = "the environment is read here")]
fn proxies() -> crate::fetch::Proxies {
    crate::fetch::Proxies::from_variables(|name| std::env::var(name).ok())
}
