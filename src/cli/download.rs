//! `download`: what an article encloses, into a file.

use super::error::{Exit, Failure, Outcome};
use super::session::Session;
use crate::jobs;
use crate::model::{ArticleId, Report, size};
use serde_json::json;
use std::io::{IsTerminal as _, Write as _};
use std::path::PathBuf;
use std::sync::Arc;

#[derive(clap::Args)]
pub struct Arguments {
    /// The article's id, as `list` prints it
    #[arg(value_parser = super::error::article_id)]
    id: i64,
    /// Which enclosure, where there are several; without it all of them
    number: Option<u32>,
    /// Where to; without it into the folder of enclosures, under a name of ours
    #[arg(short, long, value_name = "PATH")]
    output: Option<PathBuf>,
}

pub fn run(arguments: &Arguments, session: &mut Session) -> Outcome {
    let id = ArticleId::new(arguments.id);
    if let Some(file) = &arguments.output {
        super::error::real_file(file)?;
    }
    let context = session.context(session.store()?, sink(session))?;
    let held = jobs::enclosures(&context, id)?;
    let numbers: Vec<u32> = match arguments.number {
        Some(number) => vec![number],
        None => (1..=held.len() as u32).collect(),
    };
    if numbers.is_empty() {
        return Err(Failure::nothing(format!("article {id} has no enclosure")));
    }
    if arguments.output.is_some() && numbers.len() > 1 {
        return Err(Failure::usage(format!(
            "article {id} has {} enclosures; say which one goes to --output",
            numbers.len()
        )));
    }
    let (mut done, mut failed) = (0, None);
    for number in numbers {
        match jobs::download(&context, id, number, arguments.output.as_deref()) {
            Ok(found) if session.global.json => {
                done += 1;
                session.print_json(&json!({
                    "article": id, "number": number, "file": found.file, "bytes": found.bytes,
                    "fetched": !found.was_there,
                }))?;
            }
            Ok(found) => {
                done += 1;
                session.print(&crate::text::clean_line(&found.file.to_string_lossy()))?;
            }
            Err(error) => {
                if let Some(before) = failed.replace(error) {
                    super::error::complain(&before.to_string());
                }
            }
        }
    }
    match failed {
        None => Ok(Exit::Done),
        Some(error) if done == 0 => Err(error.into()),
        Some(error) => {
            super::error::complain(&error.to_string());
            Ok(Exit::Partly)
        }
    }
}

/// Progress only on a terminal.
fn sink(session: &Session) -> jobs::Sink {
    let (is_json, quiet) = (session.global.json, session.global.quiet);
    let shows_progress = !is_json && !quiet && std::io::stderr().is_terminal();
    Arc::new(move |report| {
        if let Report::Download(download) = report
            && shows_progress
        {
            let line = match download.total {
                _ if download.is_finished => format!("\r{:60}\r", ""),
                Some(total) => format!("\r{} of {}   ", size(download.bytes), size(total)),
                None => format!("\r{}   ", size(download.bytes)),
            };
            // A terminal that is gone shows nothing.
            let _ = std::io::stderr().write_all(line.as_bytes());
        }
    })
}
