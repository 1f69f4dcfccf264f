//! `import`: subscribes to what a file lists. Nothing is fetched: `refresh` does that.

use super::error::{Exit, Failure, Outcome, complain};
use super::session::Session;
use crate::jobs;
use crate::model::{Origin, counted};
use serde_json::json;
use std::path::PathBuf;

#[derive(clap::Args)]
pub struct Arguments {
    /// The file is your own: take commands, files with passwords, proxies and certificates over, too
    #[arg(long)]
    own: bool,
    /// OPML, addresses one a line (newsboat's `urls`), or what `export --format json` wrote; - for
    /// standard input
    file: PathBuf,
}

pub fn run(arguments: &Arguments, session: &mut Session) -> Outcome {
    let bytes = read(&arguments.file).map_err(|error| {
        Failure::nothing(format!(
            "{} cannot be read: {error}",
            arguments.file.display()
        ))
    })?;
    session.end_on_signals()?;
    let origin = if arguments.own {
        Origin::Own
    } else {
        Origin::Elsewhere
    };
    if jobs::is_state(&bytes) {
        return restore(&bytes, origin, session);
    }
    let (feeds, left_out) = crate::outlet::read_subscriptions(&bytes, origin);
    for line in &left_out {
        complain(line);
    }
    if feeds.is_empty() {
        return Err(Failure::nothing(format!(
            "{} holds no feeds (OPML, or one address a line)",
            name(&arguments.file)
        )));
    }
    let store = session.store()?;
    let before = store.reader()?.feeds()?.len();
    let context = session.plain_context(store.clone())?;
    jobs::import(&context, &feeds)?;
    jobs::write_subscriptions(&context)?;
    let new = store.reader()?.feeds()?.len().saturating_sub(before);
    let then = if new > 0 {
        "; `tidings refresh` fetches them"
    } else {
        ""
    };
    let all = counted(feeds.len(), "feed");
    session.done(
        &format!("{new} new of {all}{then}"),
        &json!({ "new_feeds": new, "feeds": feeds.len(), "left_out": left_out }),
    )?;
    Ok(if left_out.is_empty() {
        Exit::Done
    } else {
        Exit::Partly
    })
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

/// Everything of another tidings; what is here stays.
fn restore(bytes: &[u8], origin: Origin, session: &Session) -> Outcome {
    let context = session.plain_context(session.store()?)?;
    let restored = jobs::import_state(&context, bytes, origin)?;
    jobs::index(&context)?;
    for line in &restored.left_out {
        complain(line);
    }
    let articles = &restored.articles;
    let line = format!(
        "{} new articles, {} known; marks on {}; {} new feeds, {} filters",
        articles.new, articles.known, articles.marked, restored.feeds, restored.filters
    );
    let value = json!({
        "new_feeds": restored.feeds, "new_articles": articles.new, "known_articles": articles.known,
        "marked": articles.marked, "filters": restored.filters, "left_out": restored.left_out,
    });
    session.done(&line, &value)?;
    Ok(if restored.left_out.is_empty() {
        Exit::Done
    } else {
        Exit::Partly
    })
}
