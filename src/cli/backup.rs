//! `backup`: a whole copy of the store, also while it is used.

use super::error::{Exit, Outcome};
use super::session::Session;
use crate::jobs::{self, Existing};
use crate::model::size;
use serde_json::json;
use std::path::PathBuf;

#[derive(clap::Args)]
pub struct Arguments {
    /// Where to; to go back to it, put it in place of `tidings.db`
    file: PathBuf,
    /// Write over a file that is there
    #[arg(long)]
    force: bool,
}

pub fn run(arguments: &Arguments, session: &mut Session) -> Outcome {
    let context = session.plain_context(session.store()?)?;
    let existing = if arguments.force {
        Existing::Replace
    } else {
        Existing::Keep
    };
    let bytes = jobs::backup(&context, &arguments.file, existing)?;
    let file = arguments.file.display().to_string();
    session.done(
        &format!("{} in {file}", size(bytes)),
        &json!({ "file": file, "bytes": bytes }),
    )?;
    Ok(Exit::Done)
}
