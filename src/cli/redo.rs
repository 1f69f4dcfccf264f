//! `redo`: see `Store::redo`.

use super::error::Outcome;
use super::session::Session;

#[derive(clap::Args)]
pub struct Arguments {}

pub fn run(_: &Arguments, session: &mut Session) -> Outcome {
    let store = session.store()?;
    let applied = store.redo()?;
    super::undo::turned(session, store, applied, "nothing to redo")
}
