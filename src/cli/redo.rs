//! `redo`: see `Store::redo`.

use super::error::Outcome;
use super::session::Session;

#[derive(clap::Args)]
pub struct Arguments {}

pub fn run(_: &Arguments, session: &mut Session) -> Outcome {
    let store = session.store()?;
    let applied = store.redo()?;
    let said = session.applied(applied.as_ref(), "nothing to redo");
    let Some(applied) = applied else {
        return said;
    };
    let context = session.plain_context(store)?;
    let copied = session.copied(crate::jobs::write_changed(&context, &applied.changed));
    Ok(said?.and(copied))
}
