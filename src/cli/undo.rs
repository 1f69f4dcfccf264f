//! `undo`: see `Store::undo`.

use super::error::{Exit, Outcome};
use super::session::Session;

#[derive(clap::Args)]
pub struct Arguments {}

pub fn run(_: &Arguments, session: &mut Session) -> Outcome {
    let store = session.store()?;
    let applied = store.undo()?;
    session.applied(applied.as_ref(), "nothing to undo")?;
    let Some(applied) = applied else {
        return Ok(Exit::Done);
    };
    let context = session.plain_context(store)?;
    Ok(session.copied(crate::jobs::write_changed(&context, &applied.changed)))
}
