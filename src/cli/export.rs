//! `export`: the subscriptions as OPML, for another reader.

use super::error::{Exit, Failure, Outcome};
use super::session::Session;
use std::path::PathBuf;

#[derive(clap::Args)]
pub struct Arguments {
    /// opml: the subscriptions
    #[arg(long, default_value = "opml")]
    format: Format,
    /// Where to; standard output without it
    #[arg(long, value_name = "PATH")]
    output: Option<PathBuf>,
    /// Keep user names, passwords and tokens in addresses
    #[arg(long)]
    with_secrets: bool,
}

#[derive(Clone, Copy, clap::ValueEnum)]
enum Format {
    Opml,
}

pub fn run(arguments: &Arguments, session: &mut Session) -> Outcome {
    let Format::Opml = arguments.format;
    let feeds = session.store()?.reader()?.feeds()?;
    let text = crate::outlet::write_opml(&feeds, arguments.with_secrets);
    match &arguments.output {
        Some(path) => {
            std::fs::write(path, text).map_err(|error| {
                Failure::nothing(format!("{} cannot be written: {error}", path.display()))
            })?;
            session.say(&format!("{} feeds in {}", feeds.len(), path.display()));
        }
        None => session.print(text.trim_end())?,
    }
    if !arguments.with_secrets && feeds.iter().any(|feed| feed.url.contains('@')) {
        session.say("addresses lost their passwords; --with-secrets keeps them");
    }
    Ok(Exit::Done)
}
