//! `parse`: a feed from standard input as JSON. Nothing stored, no network.

use super::error::{Exit, Failure, Outcome};
use super::session::Session;
use crate::feed::{Context, parse, to_json};
use std::io::Read as _;

#[derive(clap::Args)]
pub struct Arguments {
    /// Where the feed came from, for relative addresses
    #[arg(long, value_name = "U")]
    url: Option<String>,
    /// The Content-Type that came with it
    #[arg(long, value_name = "T")]
    content_type: Option<String>,
    /// The Content-Location that came with it
    #[arg(long, value_name = "U")]
    content_location: Option<String>,
    /// The Content-Language that came with it
    #[arg(long, value_name = "L")]
    content_language: Option<String>,
}

pub fn run(arguments: &Arguments, session: &mut Session) -> Outcome {
    let mut bytes = Vec::new();
    std::io::stdin().lock().read_to_end(&mut bytes)?;
    let context = Context {
        url: arguments.url.as_deref(),
        content_type: arguments.content_type.as_deref(),
        content_location: arguments.content_location.as_deref(),
        content_language: arguments.content_language.as_deref(),
        now: session.now(),
        ..Context::default()
    };
    let feed = parse(&bytes, &context).map_err(Failure::nothing)?;
    session.print_json(&to_json(&feed))?;
    Ok(Exit::Done)
}
