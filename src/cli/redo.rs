//! `redo`: see `Store::redo`.

use super::error::{Exit, Outcome};
use super::session::Session;

#[derive(clap::Args)]
pub struct Arguments {}

pub fn run(_: &Arguments, session: &mut Session) -> Outcome {
    match session.store()?.redo()? {
        Some(applied) => session.say(&applied.message),
        None => session.say("nothing to redo"),
    }
    Ok(Exit::Done)
}
