//! Articles that the interface writes into a file.

use super::files::Existing;
use super::{Context, JobError, Secrets, export};
use crate::config::full_path;
use crate::model::{Format, Target};
use crate::text::{Clean, clean_line};

/// Writes what a target means as the format into the file that was typed, `~/` for the home folder.
/// Answers what is to be said.
///
/// # Errors
/// There is a file of the name and it is not to be written over; it cannot be written; nothing is meant.
pub fn write(
    context: &Context,
    target: &Target,
    format: Format,
    typed: &str,
    existing: Existing,
) -> Result<Clean, JobError> {
    let articles = context.store.reader()?.meant(target)?;
    if articles.is_empty() {
        return Err(JobError::other("there is no article to write"));
    }
    let path = full_path(typed).map_err(JobError::Write)?;
    let written = export(
        context,
        &articles,
        format,
        Secrets::LeftOut,
        &path,
        existing,
    )?;
    let what = match articles.len() {
        1 => "1 article".to_owned(),
        many => format!("{many} articles"),
    };
    let size = crate::model::size(written.bytes);
    let without = match written.less {
        0 => "",
        _ => " (without tokens in addresses)",
    };
    Ok(clean_line(&format!(
        "wrote {what}, {size}{without}: {typed}"
    )))
}
