//! `import`: subscribes to what a file lists. Nothing is fetched: `refresh` does that.

use super::error::{Exit, Failure, Outcome, complain};
use super::session::Session;
use crate::jobs;
use crate::model::{Origin, counted};
use crate::text::Clean;
use serde_json::json;
use std::path::{Path, PathBuf};

#[derive(clap::Args)]
pub struct Arguments {
    /// The file is your own: take commands, files with passwords, proxies and certificates over, too;
    /// feeds that are here get of its settings those that they have not
    #[arg(long)]
    own: bool,
    /// OPML, addresses one a line (newsboat's `urls`), newsboat's `cache.db` (articles and marks of feeds that are
    /// subscribed to), or what `export --format json` wrote; - for standard input
    file: PathBuf,
}

pub fn run(arguments: &Arguments, session: &mut Session) -> Outcome {
    if crate::store::is_database(&arguments.file) {
        session.end_on_signals()?;
        return take_over(&arguments.file, session);
    }
    let bytes = read(&arguments.file).map_err(|error| {
        Failure::nothing(format!(
            "{} cannot be read: {error}",
            arguments.file.display()
        ))
    })?;
    let bytes = crate::markup::without_mark(bytes);
    session.end_on_signals()?;
    let origin = if arguments.own {
        Origin::Own
    } else {
        Origin::Elsewhere
    };
    if jobs::is_state(&bytes) {
        return restore(&bytes, origin, session);
    }
    if crate::markup::is_data(&bytes) {
        return Err(Failure::nothing(format!(
            "{} is no text; what is packed must be unpacked first",
            name(&arguments.file)
        )));
    }
    let (feeds, left_out) = crate::outlet::read_subscriptions(&bytes, origin);
    if feeds.is_empty() {
        return Err(no_feeds(&arguments.file, &left_out));
    }
    say_left_out(&left_out);
    let store = session.store()?;
    let before = store.reader()?.feeds()?.len();
    let context = session.plain_context(store.clone())?;
    let imported = jobs::import_from(&context, &feeds, origin)?;
    let written = jobs::write_subscriptions(&context);
    let new = store.reader()?.feeds()?.len().saturating_sub(before);
    let then = if new > 0 {
        "; `tidings refresh` fetches them"
    } else {
        ""
    };
    let all = counted(feeds.len(), "feed");
    let filled = filled(imported.filled);
    session.done(
        &format!("{new} new of {all}{filled}{then}"),
        &json!({
            "new_feeds": new, "feeds": feeds.len(), "filled": imported.filled, "left_out": left_out,
        }),
    )?;
    Ok(exit(session.copied(written), &left_out))
}

fn exit(copied: Exit, left_out: &[Clean]) -> Exit {
    if left_out.is_empty() {
        copied
    } else {
        Exit::Partly
    }
}

/// Feeds that were here before and now have settings that they had not.
fn filled(count: u32) -> String {
    match count {
        0 => String::new(),
        count => format!(
            "; settings of {} filled in",
            counted(count as usize, "known feed")
        ),
    }
}

/// Lines of what was left out: enough to understand.
const MOST: usize = 20;

fn say_left_out(left_out: &[Clean]) {
    for line in left_out.iter().take(MOST) {
        complain(line);
    }
    if let Some(more) = left_out.len().checked_sub(MOST).filter(|more| *more > 0) {
        complain(&format!("{} more left out", counted(more, "line")));
    }
}

/// Most likely it is another file than was meant: one line, whatever is in it.
fn no_feeds(file: &Path, left_out: &[Clean]) -> Failure {
    let name = name(file);
    let first = left_out.first().map(|line| crate::text::cut(line, 100));
    let found = first.map_or_else(String::new, |line| format!("; what it has: {line}"));
    Failure::nothing(format!(
        "{name} holds no feeds (OPML, or one address a line){found}"
    ))
}

fn name(file: &std::path::Path) -> String {
    if file.as_os_str() == "-" {
        "standard input".to_owned()
    } else {
        file.display().to_string()
    }
}

fn read(file: &std::path::Path) -> std::io::Result<Vec<u8>> {
    if file.as_os_str() == "-" {
        let mut bytes = Vec::new();
        std::io::Read::read_to_end(&mut std::io::stdin().lock(), &mut bytes)?;
        return Ok(bytes);
    }
    std::fs::read(file)
}

/// What newsboat knows of the feeds that are subscribed to.
fn take_over(file: &Path, session: &Session) -> Outcome {
    let context = session.plain_context(session.store()?)?;
    let moved = jobs::import_newsboat(&context, file)?;
    jobs::index(&context)?;
    say_left_out(&moved.left_out);
    let articles = &moved.articles;
    let line = format!(
        "{} new articles, {} known, of {}; marks on {}",
        articles.new,
        articles.known,
        counted(moved.feeds, "feed"),
        articles.marked
    );
    let value = json!({
        "new_articles": articles.new, "known_articles": articles.known, "feeds": moved.feeds,
        "marked": articles.marked, "left_out": moved.left_out,
    });
    session.done(&line, &value)?;
    Ok(exit(Exit::Done, &moved.left_out))
}

/// Everything of another tidings; what is here stays.
fn restore(bytes: &[u8], origin: Origin, session: &Session) -> Outcome {
    let context = session.plain_context(session.store()?)?;
    let restored = jobs::import_state(&context, bytes, origin)?;
    jobs::index(&context)?;
    let written = jobs::write_subscriptions(&context);
    say_left_out(&restored.left_out);
    let articles = &restored.articles;
    let line = format!(
        "{} new articles, {} known; marks on {}; {} new feeds, {} filters{}",
        articles.new,
        articles.known,
        articles.marked,
        restored.feeds,
        restored.filters,
        filled(restored.filled)
    );
    let value = json!({
        "new_feeds": restored.feeds, "new_articles": articles.new, "known_articles": articles.known,
        "marked": articles.marked, "filters": restored.filters, "filled": restored.filled, "left_out": restored.left_out,
    });
    session.done(&line, &value)?;
    Ok(exit(session.copied(written), &restored.left_out))
}
