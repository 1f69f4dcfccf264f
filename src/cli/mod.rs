//! Arguments, subcommands, exit codes. What a subcommand does stands in a file of its name; what
//! it works with, in `session`.

mod add;
mod articles;
mod backup;
mod clean;
mod completions;
mod config;
mod demo;
mod doctor;
mod download;
mod edit;
mod error;
mod export;
mod feeds;
mod filters;
mod import;
mod json;
mod keys;
mod list;
mod log;
mod man;
mod mark;
mod marks;
mod negation;
mod offline;
mod open;
mod parse;
mod read;
mod redo;
mod refresh;
mod remove;
mod save;
mod search;
mod session;
mod show;
mod undo;

use crate::jobs::crash;
use crate::tui;
use clap::{CommandFactory, Parser};
use error::{Exit, Failure, Outcome};
use session::Session;
use std::io::Write as _;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::PathBuf;
use std::process::ExitCode;

/// A terminal news reader: polls politely, cleans every article, keeps it offline.
///
/// Without a command it opens the reader.
#[derive(Parser)]
#[command(name = "tidings", version, max_term_width = 100)]
struct Arguments {
    #[command(flatten)]
    global: Global,
    #[command(flatten)]
    reader: read::Arguments,
    #[command(subcommand)]
    command: Option<Command>,
}

/// What every command understands.
#[derive(clap::Args, Clone, Default)]
struct Global {
    /// The configuration to use; its folder holds rules, outlets, themes and filters.toml
    #[arg(long, global = true, value_name = "FILE")]
    config: Option<PathBuf>,
    /// Keep all state below this folder
    #[arg(long, global = true, value_name = "DIR")]
    data_dir: Option<PathBuf>,
    /// Make no request in this run
    #[arg(long, global = true)]
    offline: bool,
    /// Answer in JSON, one object a line
    #[arg(long, global = true)]
    json: bool,
    /// Say nothing but results and errors
    #[arg(long, global = true)]
    quiet: bool,
}

/// The enum that clap reads and the way to each command's `run`, from one list of rows.
macro_rules! commands {
    ($($(#[doc = $about:literal])+ $variant:ident => $module:ident,)+) => {
        #[derive(clap::Subcommand)]
        enum Command {
            $($(#[doc = $about])+ $variant($module::Arguments),)+
        }

        impl Command {
            fn run(self, session: &mut Session) -> Outcome {
                match self {
                    $(Self::$variant(arguments) => $module::run(&arguments, session),)+
                }
            }
        }
    };
}

commands! {
    /// Read a built-in edition served from this machine; needs no network, leaves nothing behind
    Demo => demo,
    /// Poll the feeds that are due
    Refresh => refresh,
    /// Subscribe to the feed behind any address
    Add => add,
    /// List the subscribed feeds and how they are
    Feeds => feeds,
    /// Change a feed's title, folder, address, interval, password and other settings
    Edit => edit,
    /// Unsubscribe from a feed (`undo` brings it back)
    Remove => remove,
    /// List articles, newest first
    List => list,
    /// Find articles by words, the best first
    Search => search,
    /// Print an article
    Show => show,
    /// Open an article in the browser
    Open => open,
    /// Fetch what an article encloses into a file: sound, a film, a document
    Download => download,
    /// Mark articles: read, unread, done, dismissed, saved, unsaved, queued, unqueued, unmuted, tagged
    Mark => mark,
    /// Filters that act on articles as they arrive: list, add, remove, test
    Filters => filters,
    /// Take back the newest change, here or in the reader
    Undo => undo,
    /// Do again what was undone
    Redo => redo,
    /// Save the page at an address, without subscribing
    Save => save,
    /// Fetch ahead what should be there without a network, and say what there is
    Offline => offline,
    /// Subscribe to what an OPML file or a list of addresses holds
    Import => import,
    /// Write subscriptions as OPML, articles as JSON, Markdown, text, HTML or EPUB
    Export => export,
    /// Read a feed from standard input and print what is in it
    Parse => parse,
    /// Read a page from standard input and print the article
    Clean => clean,
    /// Show settings and where they are
    Config => config,
    /// List commands and keys of the reader
    Keys => keys,
    /// Check the store and the feeds, and say what is wrong
    Doctor => doctor,
    /// Copy the whole store into a file, also while it is used
    Backup => backup,
    /// Print the manual page
    Man => man,
    /// Print completions for a shell
    Completions => completions,
}

/// Runs the program with the process's arguments.
#[must_use]
pub fn run() -> ExitCode {
    let arguments = negation::as_words(std::env::args_os());
    let outcome = match Arguments::try_parse_from(arguments) {
        Ok(arguments) => start(arguments),
        Err(asked) => return answer(&asked),
    };
    ExitCode::from(error::report(outcome) as u8)
}

/// What clap says by itself: help and version are results, all else is wrong usage.
fn answer(asked: &clap::Error) -> ExitCode {
    if asked.use_stderr() {
        error::complain_of_usage(asked);
        return ExitCode::from(Exit::Usage as u8);
    }
    let printed = asked.print().and_then(|()| std::io::stdout().flush());
    let outcome = printed.map(|()| Exit::Done).map_err(Failure::from);
    ExitCode::from(error::report(outcome) as u8)
}

fn start(arguments: Arguments) -> Outcome {
    let needs_settings = !arguments
        .command
        .as_ref()
        .is_some_and(Command::does_without);
    let mut session = Session::new(arguments.global, needs_settings)?;
    session::outlive_limits()?;
    crash::watch(session.paths.state_dir.join("crash"), session.clock.clone());
    match arguments.command {
        Some(command @ Command::Demo(_)) => command.run(&mut session),
        Some(command) => {
            if !command.leaves_no_half() {
                session.end_on_signals()?;
            }
            // The terminal is nobody's to give back: a line says it, and the file what it was.
            let ran = catch_unwind(AssertUnwindSafe(|| {
                let outcome = command.run(&mut session);
                if read::wanted_fault().is_some() {
                    let own = std::fs::read_to_string(&session.paths.config_file);
                    panic!("wanted by a test: {own:?}");
                }
                outcome
            }));
            let outcome = ran.unwrap_or_else(|_| {
                Err(Failure::nothing(tui::Error::Crashed(crash::write_down())))
            });
            session.stopped(outcome)
        }
        None => read::run(&arguments.reader, &mut session),
    }
}

impl Command {
    /// Before the store is opened, or without one: a signal ends such a command where it is, as it waits for its
    /// input or works on it.
    fn leaves_no_half(&self) -> bool {
        matches!(
            self,
            Self::Clean(_)
                | Self::Parse(_)
                | Self::Import(_)
                | Self::Config(_)
                | Self::Keys(_)
                | Self::Man(_)
                | Self::Completions(_)
        )
    }

    /// Without the reader's settings: a mistake in them ends nothing that has nothing to do with them, or is there to find it.
    fn does_without(&self) -> bool {
        match self {
            Self::Config(arguments) => arguments.is_of_the_file(),
            Self::Doctor(_) | Self::Parse(_) | Self::Man(_) | Self::Completions(_) => true,
            _ => false,
        }
    }
}

/// The whole command line as clap sees it: for the manual, completions and `docs/cli.md`.
fn definition() -> clap::Command {
    Arguments::command()
}

/// The reference of the command line, in Markdown.
pub fn reference() -> String {
    man::reference()
}
