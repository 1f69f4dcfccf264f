//! `backup`: a whole copy of the store, also while it is used; and back to one.

use super::error::{Exit, Outcome};
use super::session::Session;
use crate::jobs::{self, Existing};
use crate::model::{counted, size};
use crate::store::Store;
use serde_json::json;
use std::path::{Path, PathBuf};

#[derive(clap::Args)]
pub struct Arguments {
    /// Where to
    file: PathBuf,
    /// Go back to the copy FILE: it takes the place of the store, which is set aside
    #[arg(long, conflicts_with = "force")]
    restore: bool,
    /// Write over a file that is there
    #[arg(long)]
    force: bool,
}

pub fn run(arguments: &Arguments, session: &mut Session) -> Outcome {
    if arguments.restore {
        return restore(&arguments.file, session);
    }
    super::error::real_file(&arguments.file)?;
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

/// A file that is merely put in its place would be read with the log of the store before.
fn restore(copy: &Path, session: &Session) -> Outcome {
    super::log::start(&session.paths.state_dir);
    let aside = Store::restore(&session.paths.data_dir, copy, session.now())?;
    let context = session.plain_context(session.store()?)?;
    let written = jobs::write_subscriptions(&context);
    let (filters, unwritten) = match jobs::restore_filters(&context) {
        Ok(filters) => (filters, Ok(())),
        Err(error) => (None, Err(error)),
    };
    // A copy has none; those of the machine that it was made on are not here.
    let lost = jobs::note_all_pictures(&context)?;
    let pictures = match lost {
        0 => String::new(),
        lost => format!(
            "; pictures and enclosures are not in a copy: those of {} are missing, `tidings offline` fetches pictures",
            counted(lost as usize, "article")
        ),
    };
    let copy = copy.display().to_string();
    let aside = aside.map(|file| file.display().to_string());
    let before = aside.as_ref().map_or_else(String::new, |file| {
        format!("; the one before is set aside as {file}")
    });
    let filters = filters.map(|file| file.display().to_string());
    let filters_before = filters.as_ref().map_or_else(String::new, |file| {
        format!("; so are the filters, of which those before are set aside as {file}")
    });
    session.done(
        &format!("the store is that of {copy} now{before}{filters_before}{pictures}"),
        &json!({
            "restored": copy, "set_aside": aside, "filters_set_aside": filters,
            "without_pictures": lost,
        }),
    )?;
    Ok(session.copied(written.and(unwritten)))
}
