//! `undo`: see `Store::undo`.

use super::error::{Exit, Outcome};
use super::session::Session;

#[derive(clap::Args)]
pub struct Arguments {}

pub fn run(_: &Arguments, session: &mut Session) -> Outcome {
    let store = session.store()?;
    let applied = store.undo()?;
    if let Some(applied) = &applied {
        crate::jobs::write_changed(&session.plain_context(store)?, &applied.changed)?;
    }
    session.applied(applied.as_ref(), "nothing to undo")?;
    Ok(Exit::Done)
}
