//! `demo`: the built-in edition over real HTTP on loopback, in a store of its own.

use super::error::{Exit, Failure, Outcome};
use super::session::Session;
use crate::config::Paths;
use crate::demo::{Options, Server};
use crate::tui;
use std::path::{Path, PathBuf};
use std::sync::atomic::Ordering;

#[derive(clap::Args)]
pub struct Arguments {
    /// Keep what was read and marked in this folder
    #[arg(long, value_name = "DIR", conflicts_with = "serve")]
    keep: Option<PathBuf>,
    /// Serve the edition and print each feed's address; ends with ^C
    #[arg(long)]
    serve: bool,
    /// The first of as many ports as outlets; 0: any that are free
    #[arg(long, value_name = "N", default_value_t = 0, requires = "serve")]
    port: u16,
    /// Append each request to this file, as JSON
    #[arg(long, value_name = "FILE", requires = "serve")]
    log: Option<PathBuf>,
}

pub fn run(arguments: &Arguments, session: &mut Session) -> Outcome {
    if arguments.serve {
        return serve(arguments, session);
    }
    play(session, arguments.keep.as_deref())?;
    Ok(Exit::Done)
}

/// The reader on the demo edition; `keep` is the folder that stays.
pub fn play(session: &mut Session, keep: Option<&Path>) -> Result<tui::Outcome, Failure> {
    super::read::need_terminal()?;
    let options = Options {
        port: 0,
        log: None,
        now: session.now(),
    };
    let server = Server::start(&options).map_err(|error| cannot_serve(&error))?;
    let thrown_away = match keep {
        Some(_) => None,
        None => Some(Folder::make(session)?),
    };
    let data = keep.or(thrown_away.as_ref().map(|folder| folder.0.as_path()));
    session.paths = Paths::find(Some(&session.paths.config_file), data)
        .ok_or_else(|| Failure::usage("there is no folder for the demo; name one with --keep"))?;
    super::read::open(session, None, server.feeds())
}

/// A new folder below the system's for temporary files, removed when dropped.
struct Folder(PathBuf);

impl Folder {
    fn make(session: &Session) -> Result<Self, Failure> {
        let name = format!(
            "tidings-demo-{}-{}",
            std::process::id(),
            session.now().seconds()
        );
        let path = std::env::temp_dir().join(name);
        std::fs::create_dir(&path).map_err(|error| {
            Failure::nothing(format!("{} cannot be made: {error}", path.display()))
        })?;
        Ok(Self(path))
    }
}

impl Drop for Folder {
    fn drop(&mut self) {
        // What cannot be removed lies in the system's folder for such things.
        let _ = std::fs::remove_dir_all(&self.0);
    }
}

fn serve(arguments: &Arguments, session: &Session) -> Outcome {
    let options = Options {
        port: arguments.port,
        log: arguments.log.clone(),
        now: session.now(),
    };
    let server = Server::start(&options).map_err(|error| cannot_serve(&error))?;
    server
        .feeds()
        .iter()
        .try_for_each(|feed| session.print(&feed.url))?;
    let mut signals = signal_hook::iterator::Signals::new([
        signal_hook::consts::SIGINT,
        signal_hook::consts::SIGTERM,
        signal_hook::consts::SIGHUP,
    ])?;
    signals.forever().next();
    session.cancelled.store(true, Ordering::Relaxed);
    Ok(Exit::Done)
}

fn cannot_serve(error: &std::io::Error) -> Failure {
    Failure::nothing(format!("the demo cannot be served: {error}"))
}
