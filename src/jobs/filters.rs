//! Filters between their file, the store and what arrives. The store owns them, so that one history
//! undoes them; the file is what a person writes and what is written anew after each change.

use super::{Context, JobError};
use crate::config;
use crate::filters::Rules;
use crate::model::{Change, Changed, Expression, Filter, GroupId, Report};
use crate::store::{Judge, Reader};
use crate::text::{clean_line, fold};
use jiff::tz::TimeZone;
use std::collections::HashSet;
use std::fs::File;
use std::path::{Path, PathBuf};
use std::sync::Arc;

/// Under this name the store keeps what the file held when it was last read or written.
const SEEN: &str = "filters.file";
/// Under this one the filters that were removed from the file last, as they were written: an undo puts them back so.
const REMOVED: &str = "filters.removed";
const REMOVED_KEPT: usize = 50;

/// Where the reader's filters are written, and whose days they mean.
#[derive(Clone, Debug)]
pub struct FilterFile {
    pub file: PathBuf,
    pub zone: TimeZone,
}

/// The context in which what arrives is judged by the filters as they are now. A fault in their file
/// is said, and those that were read before judge on.
pub fn judging(context: &Context) -> Result<Context, JobError> {
    let Some(source) = &context.filters else {
        return Ok(context.clone());
    };
    if let Err(error) = read_filters(context) {
        complain(context, &in_short(source, &error));
    }
    let filters = context.store.reader()?.filters()?;
    let (rules, faulty) = Rules::read(&filters, context.now(), &source.zone);
    for (name, error) in faulty {
        complain(context, &format!("filter “{name}”: {error}"));
    }
    if rules.is_empty() {
        return Ok(context.clone());
    }
    let judge: Judge = Arc::new(move |facts| rules.judge(facts));
    Ok(Context {
        store: context.store.judged_by(judge),
        ..context.clone()
    })
}

fn in_short(source: &FilterFile, error: &JobError) -> String {
    config::in_short(&source.file, &error.to_string())
}

/// Takes over what was written into the file, and says so, or what is wrong with it, in one line of a screen.
pub(super) fn follow(context: &Context) -> Result<(), JobError> {
    let has_changed = read_filters(context).map_err(|error| match &context.filters {
        Some(source) => JobError::other(in_short(source, &error)),
        None => error,
    })?;
    if has_changed {
        // What `g x` shows and switches is what judges.
        context.report(Report::Changed(Changed {
            filters: true,
            ..Changed::default()
        }));
        context.report(Report::Message {
            text: clean_line("filters read; they judge what arrives from now on"),
            is_error: false,
        });
    }
    Ok(())
}

fn complain(context: &Context, text: &str) {
    context.report(Report::Message {
        text: clean_line(text),
        is_error: true,
    });
}

/// Takes over what was written into the file since it was last seen; answers whether anything
/// changed. A file with a fault changes nothing.
pub fn read_filters(context: &Context) -> Result<bool, JobError> {
    let Some(source) = &context.filters else {
        return Ok(false);
    };
    let _alone = alone(&source.file);
    let Some(text) = text_of(&source.file)? else {
        return Ok(false);
    };
    if context.store.is_read_only() || was_seen(context, &text)? {
        return Ok(false);
    }
    let filters = checked(context, source, &text)?;
    let has_changed = context.store.replace_filters(filters)?;
    note(context, &text)?;
    Ok(has_changed)
}

/// Held while file and store are brought together: another process that looks in between takes what ours wrote for
/// what its reader wrote, and loses what came meanwhile.
fn alone(file: &Path) -> Option<File> {
    let folder = File::open(file.parent()?).ok()?;
    // Where folders cannot be locked there is hardly a second process.
    folder.lock().is_ok().then_some(folder)
}

/// Whether what is written into the file can be taken over; nothing is.
pub fn check_filters(context: &Context) -> Result<(), JobError> {
    let Some(source) = &context.filters else {
        return Ok(());
    };
    match text_of(&source.file)? {
        Some(text) => checked(context, source, &text).map(drop),
        None => Ok(()),
    }
}

/// Takes in filters and named queries of another store; those whose names are here stay as they are.
/// Answers how many are new, and the group of history that they are.
pub(super) fn take_in(
    context: &Context,
    filters: Vec<Filter>,
    named: Vec<(String, String)>,
) -> Result<(u32, Option<GroupId>), JobError> {
    // What the reader wrote into the file is here already, and no part of what an undo takes back.
    read_filters(context)?;
    let reader = context.store.reader()?;
    let (known, saved) = (reader.filters()?, reader.saved_filters()?);
    let mut taken: HashSet<String> = known.into_iter().map(|it| it.filter.name).collect();
    let mut changes = Vec::new();
    for filter in filters {
        if taken.insert(filter.name.clone()) {
            changes.push(Change::PutFilter {
                id: None,
                filter,
                past: None,
            });
        }
    }
    let mut taken: HashSet<String> = saved.into_iter().map(|it| it.name).collect();
    for (name, query) in named {
        if taken.insert(name.clone()) {
            changes.push(Change::PutSavedFilter {
                id: None,
                name,
                query,
            });
        }
    }
    let count = changes.len() as u32;
    let applied = context
        .store
        .apply(&Change::Together(changes), context.now())?;
    write_filters(context)?;
    Ok((count, applied.group))
}

/// Writes the filters as the store has them, if the file says anything else. What a person wrote
/// into it since it was last seen stays.
pub fn write_filters(context: &Context) -> Result<(), JobError> {
    let Some(source) = &context.filters else {
        return Ok(());
    };
    if let Some(folder) = source.file.parent() {
        let made = std::fs::create_dir_all(folder);
        let folder = folder.display();
        made.map_err(|error| JobError::other(format!("{folder} cannot be made: {error}")))?;
    }
    let _alone = alone(&source.file);
    let before = text_of(&source.file)?;
    let text = before.clone().unwrap_or_default();
    let stored = context.store.reader()?.filters()?;
    let mut wanted: Vec<Filter> = stored.into_iter().map(|it| it.filter).collect();
    if before.is_some() && !was_seen(context, &text)? {
        let own = checked(context, source, &text)?;
        wanted.retain(|it| !own.iter().any(|own| own.name == it.name));
        wanted.splice(0..0, own);
        context.store.replace_filters(wanted.clone())?;
    }
    if before.is_none() && wanted.is_empty() {
        return Ok(());
    }
    let mut earlier = removed(context)?;
    let (new, removed) =
        config::write_filters(&text, &wanted, &earlier, &source.file).map_err(JobError::other)?;
    if before.as_deref() != Some(new.as_str()) {
        super::files::write_whole(&source.file, new.as_bytes())?;
    }
    note(context, &new)?;
    if !removed.is_empty() {
        earlier.extend(removed);
        let older = earlier.len().saturating_sub(REMOVED_KEPT);
        let kept = serde_json::to_string(&earlier.split_off(older)).map_err(JobError::other)?;
        context.store.set_state(REMOVED, kept);
    }
    Ok(())
}

/// The file as the store has the filters, which is another one now; what was in the file stays under another name, which
/// is answered.
pub fn restore_filters(context: &Context) -> Result<Option<PathBuf>, JobError> {
    let Some(source) = &context.filters else {
        return Ok(None);
    };
    let Some(text) = text_of(&source.file)? else {
        return write_filters(context).map(|()| None);
    };
    if was_seen(context, &text)? {
        return Ok(None);
    }
    let now = context.now().seconds();
    let aside = source
        .file
        .with_extension(format!("before-restore-{now}.toml"));
    super::files::write_whole(&aside, text.as_bytes())?;
    {
        let _alone = alone(&source.file);
        super::files::write_whole(&source.file, b"")?;
        note(context, "")?;
    }
    write_filters(context)?;
    Ok(Some(aside))
}

fn removed(context: &Context) -> Result<Vec<config::Removed>, JobError> {
    let kept = context.store.reader()?.state(REMOVED)?;
    Ok(kept
        .and_then(|kept| serde_json::from_str(&kept).ok())
        .unwrap_or_default())
}

/// What a new filter would do, or what is wrong with its query.
pub fn query_of(context: &Context, when: &str) -> Result<Expression, JobError> {
    let zone = context.filters.as_ref().map(|source| source.zone.clone());
    let zone = zone.unwrap_or(TimeZone::UTC);
    crate::query::parse_condition(when, context.now(), &zone).map_err(JobError::other)
}

/// The query that the reader gave this name, else the one of the filter that is called so.
pub fn query_named(reader: &Reader, name: &str) -> Result<Option<String>, JobError> {
    let wanted = fold(name.trim().trim_matches('"'));
    let saved = reader.saved_filters()?.into_iter();
    let saved = saved.map(|it| (it.name, it.query));
    let filters = reader.filters()?.into_iter();
    let filters = filters.map(|it| (it.filter.name, it.filter.when));
    let found = saved.chain(filters).find(|(name, _)| fold(name) == wanted);
    Ok(found.map(|(_, query)| query))
}

fn text_of(file: &Path) -> Result<Option<String>, JobError> {
    match std::fs::read_to_string(file) {
        Ok(text) => Ok(Some(text)),
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => Ok(None),
        Err(error) => Err(JobError::other(format!(
            "{} cannot be read: {error}",
            file.display()
        ))),
    }
}

fn checked(context: &Context, source: &FilterFile, text: &str) -> Result<Vec<Filter>, JobError> {
    let placed = config::read_filters(text, &source.file).map_err(JobError::other)?;
    for it in &placed {
        if let Err(error) =
            crate::query::parse_condition(&it.filter.when, context.now(), &source.zone)
        {
            let message = config::wrong_line(&source.file, it.line, &error.to_string());
            return Err(JobError::other(message));
        }
    }
    Ok(placed.into_iter().map(|it| it.filter).collect())
}

fn was_seen(context: &Context, text: &str) -> Result<bool, JobError> {
    let seen = context.store.reader()?.state(SEEN)?;
    Ok(seen.as_deref() == Some(&print(text)))
}

/// It is stored when this ends.
fn note(context: &Context, text: &str) -> Result<(), JobError> {
    Ok(context.store.put_state(SEEN, print(text))?)
}

fn print(text: &str) -> String {
    blake3::hash(text.as_bytes()).to_hex().to_string()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_complaint_on_the_screen_names_the_file_without_its_folder() {
        let file = FilterFile {
            file: "/home/ada/.config/tidings/filters.toml".into(),
            zone: TimeZone::UTC,
        };
        let wrong = config::wrong_line(&file.file, 4, "there is no field titel");
        assert_eq!(
            in_short(&file, &JobError::other(wrong)),
            "filters.toml:4: there is no field titel"
        );
    }
}
