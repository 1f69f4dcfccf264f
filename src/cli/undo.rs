//! `undo`: see `Store::undo`.

use super::error::Outcome;
use super::session::Session;
use crate::model::Applied;
use crate::store::Store;

#[derive(clap::Args)]
pub struct Arguments {}

pub fn run(_: &Arguments, session: &mut Session) -> Outcome {
    let store = session.store()?;
    let applied = store.undo()?;
    turned(session, store, applied, "nothing to undo")
}

/// Says what was taken back or done again, and writes what stands beside the store anew.
pub fn turned(session: &Session, store: Store, applied: Option<Applied>, nothing: &str) -> Outcome {
    let said = session.applied(applied.as_ref(), nothing);
    let Some(applied) = applied else {
        return said;
    };
    let context = session.plain_context(store)?;
    let copied = session.copied(crate::jobs::write_changed(&context, &applied.changed));
    Ok(said?.and(copied))
}
