//! `redo`: see `Store::redo`.

use super::error::{Exit, Outcome};
use super::session::Session;

#[derive(clap::Args)]
pub struct Arguments {}

pub fn run(_: &Arguments, session: &mut Session) -> Outcome {
    let store = session.store()?;
    match store.redo()? {
        Some(applied) => {
            if applied.changed.filters {
                crate::jobs::write_filters(&session.plain_context(store)?)?;
            }
            session.say(&applied.message);
        }
        None => session.say("nothing to redo"),
    }
    Ok(Exit::Done)
}
