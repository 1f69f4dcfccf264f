//! `demo`: the built-in edition over real HTTP on loopback, in a store of its own.

use super::error::{Exit, Failure, Outcome};
use super::session::Session;
use crate::config::Paths;
use crate::demo::{Options, Server};
use crate::model::{NewFeed, Timestamp};
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
    #[arg(long, value_name = "N", default_value_t = 0, value_parser = super::error::number::<u16>, allow_negative_numbers = true)]
    port: u16,
    /// Append each request to this file, as JSON
    #[arg(long, value_name = "FILE", requires = "serve")]
    log: Option<PathBuf>,
}

pub fn run(arguments: &Arguments, session: &mut Session) -> Outcome {
    if arguments.serve {
        return serve(arguments, session);
    }
    play(session, arguments.keep.as_deref(), arguments.port)?;
    Ok(Exit::Done)
}

/// The reader on the demo edition; `keep` is the folder that stays, `port` the first one, or 0.
pub fn play(
    session: &mut Session,
    keep: Option<&Path>,
    port: u16,
) -> Result<tui::Outcome, Failure> {
    super::read::need_terminal()?;
    let known = keep.map(ports_of).unwrap_or_default();
    let server = start(session.now(), port, &known)?;
    let feeds = server.feeds().into_iter().zip(server.ports());
    // What was subscribed to before is there, unless the reader gave it up.
    let new = feeds.filter(|(_, port)| !known.contains(port));
    let new: Vec<NewFeed> = new.map(|(feed, _)| feed).collect();
    if let Some(keep) = keep {
        note_ports(keep, server.ports())?;
    }
    let thrown_away = match keep {
        Some(_) => None,
        None => Some(Folder::make(session)?),
    };
    let data = keep.or(thrown_away.as_ref().map(|folder| folder.0.as_path()));
    session.paths = Paths::find(Some(&session.paths.config_file), data)
        .ok_or_else(|| Failure::usage("there is no folder for the demo; name one with --keep"))?;
    super::read::open(session, None, new)
}

/// The file in a kept demo's folder that has its ports, one a line: what was read is known by addresses with them.
const PORTS: &str = "demo-ports";

fn ports_of(keep: &Path) -> Vec<u16> {
    let text = std::fs::read_to_string(keep.join(PORTS)).unwrap_or_default();
    text.lines().filter_map(|line| line.parse().ok()).collect()
}

fn note_ports(keep: &Path, ports: &[u16]) -> Result<(), Failure> {
    let lines: Vec<String> = ports.iter().map(u16::to_string).collect();
    std::fs::create_dir_all(keep)?;
    Ok(std::fs::write(keep.join(PORTS), lines.join("\n"))?)
}

/// On the ports that are `known`, else from the first one on.
fn start(now: Timestamp, first: u16, known: &[u16]) -> Result<Server, Failure> {
    let options = Options {
        port: first,
        log: None,
        now,
    };
    let server = match known.first() {
        Some(known) if first != 0 && *known != first => {
            return Err(Failure::usage(format!(
                "this folder's demo is served from port {known} on; leave out --port, or name another folder"
            )));
        }
        Some(_) => Server::start_on(&options, known),
        None => Server::start(&options),
    };
    server.map_err(|error| cannot_serve(&error))
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
