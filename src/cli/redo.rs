//! `redo`: see `Store::redo`.

use super::error::{Exit, Outcome};
use super::session::Session;

#[derive(clap::Args)]
pub struct Arguments {}

pub fn run(_: &Arguments, session: &mut Session) -> Outcome {
    let store = session.store()?;
    let applied = store.redo()?;
    if applied.as_ref().is_some_and(|it| it.changed.filters) {
        crate::jobs::write_filters(&session.plain_context(store)?)?;
    }
    session.applied(applied.as_ref(), "nothing to redo")?;
    Ok(Exit::Done)
}
