//! `export`: the subscriptions as OPML; articles as Markdown, text, HTML or a book; everything as JSON,
//! for another tidings.

use super::articles;
use super::error::{Exit, Failure, Outcome, real_file};
use super::session::Session;
use crate::jobs::{self, Existing, JobError, Secrets};
use crate::model::{self, ArticleId, ArticleQuery, Feed, counted, size, without_secrets};
use serde_json::json;
use std::ops::ControlFlow;
use std::path::{Path, PathBuf};

#[derive(clap::Args)]
pub struct Arguments {
    /// all, unread, saved, queue, today, history, a query, one behind the other, or ids of articles; without it JSON is everything
    #[arg(value_parser = super::negation::as_typed, value_name = "VIEW|QUERY|ID")]
    what: Vec<String>,
    /// By default what the end of PATH says, else opml; json under --json
    #[arg(long)]
    format: Option<Format>,
    /// Where to; standard output without it. Markdown of several articles is a folder
    #[arg(short, long, value_name = "PATH")]
    output: Option<PathBuf>,
    /// Write over a file that is there
    #[arg(long)]
    force: bool,
    /// Keep user names, passwords and tokens in addresses
    #[arg(long)]
    with_secrets: bool,
}

#[derive(Clone, Copy, PartialEq, Eq, clap::ValueEnum)]
enum Format {
    /// The subscriptions
    Opml,
    /// Everything, for `tidings import` on another machine
    Json,
    Markdown,
    Text,
    /// One file with its pictures
    Html,
    /// A book with contents and pictures
    Epub,
}

pub fn run(arguments: &Arguments, session: &mut Session) -> Outcome {
    if let Some(path) = &arguments.output {
        real_file(path)?;
    }
    let format = match format(arguments, session) {
        Format::Opml if !arguments.what.is_empty() => {
            let why = "OPML holds subscriptions, no articles; for these --format markdown, text, html, epub or json, \
                       or a PATH that ends so";
            return Err(Failure::usage(why.to_owned()));
        }
        Format::Opml => return opml(arguments, session),
        Format::Json => model::Format::Json,
        Format::Markdown => model::Format::Markdown,
        Format::Text => model::Format::Text,
        Format::Html => model::Format::Html,
        Format::Epub if arguments.output.is_none() => {
            return Err(Failure::usage("a book needs a file: say --output PATH"));
        }
        Format::Epub => model::Format::Epub,
    };
    let context = session.plain_context(session.store()?)?;
    let secrets = if arguments.with_secrets {
        Secrets::Written
    } else {
        Secrets::LeftOut
    };
    let ids = ids(arguments, session, &context)?;
    let is_all = format == model::Format::Json && arguments.what.is_empty();
    if ids.is_empty() && !is_all {
        return Err(Failure::nothing("there are no such articles"));
    }
    let chosen = (!is_all).then_some(ids.as_slice());
    let less = if let Some(path) = &arguments.output {
        let existing = if arguments.force {
            Existing::Replace
        } else {
            Existing::Keep
        };
        let written = if format == model::Format::Json {
            jobs::export_state_file(&context, chosen, secrets, path, existing)?
        } else {
            jobs::export(&context, &ids, format, secrets, path, existing)?
        };
        let bytes = written.bytes;
        let what = if is_all {
            "everything".to_owned()
        } else {
            counted(ids.len(), "article")
        };
        let file = path.display().to_string();
        session.done(
            &format!("{what}: {} in {file}", size(bytes)),
            &json!({ "file": file, "bytes": bytes, "articles": ids.len() }),
        )?;
        written.less
    } else {
        let mut out = std::io::stdout().lock();
        let printed = if format == model::Format::Json {
            jobs::export_state(&context, chosen, secrets, &mut out)
        } else {
            jobs::print(&context, &ids, format, secrets, &mut out)
        };
        match printed {
            Err(JobError::Write(error)) => return Err(error.into()),
            other => other?.less,
        }
    };
    if less > 0 {
        let articles = counted(less as usize, "article");
        session.say(&format!(
            "left out of {articles}: passwords and tokens in addresses; --with-secrets keeps them"
        ));
    }
    if is_all {
        say_what_is_lost(&context.store.reader()?.feeds()?, arguments, session);
    }
    Ok(Exit::Done)
}

fn format(arguments: &Arguments, session: &Session) -> Format {
    match arguments.format {
        Some(format) => format,
        None if session.global.json && arguments.output.is_none() => Format::Json,
        None => by_ending(arguments.output.as_deref()),
    }
}

fn by_ending(path: Option<&Path>) -> Format {
    match path.and_then(model::Format::of) {
        Some(model::Format::Markdown) => Format::Markdown,
        Some(model::Format::Text) => Format::Text,
        Some(model::Format::Html) => Format::Html,
        Some(model::Format::Json) => Format::Json,
        Some(model::Format::Epub) => Format::Epub,
        None => Format::Opml,
    }
}

fn ids(
    arguments: &Arguments,
    session: &Session,
    context: &jobs::Context,
) -> Result<Vec<ArticleId>, Failure> {
    let reader = context.store.reader()?;
    if arguments.what.is_empty() {
        return all_of(&reader, &articles::query("all", session)?);
    }
    let Some(ids) = articles::ids(&arguments.what)? else {
        let query = articles::query(&arguments.what.join(" "), session)?;
        return all_of(&reader, &query);
    };
    for id in &ids {
        if reader.mark(*id)?.is_none() {
            return Err(Failure::nothing(format!("there is no article {id}")));
        }
    }
    Ok(ids)
}

fn all_of(reader: &crate::store::Reader, query: &ArticleQuery) -> Result<Vec<ArticleId>, Failure> {
    let mut ids = Vec::new();
    reader.for_each(query, None, &mut |row| {
        ids.push(row.id);
        ControlFlow::Continue(())
    })?;
    Ok(ids)
}

fn opml(arguments: &Arguments, session: &Session) -> Outcome {
    let feeds = session.store()?.reader()?.feeds()?;
    let text = crate::outlet::write_opml(&feeds, arguments.with_secrets);
    match &arguments.output {
        Some(path) => {
            let existing = if arguments.force {
                Existing::Replace
            } else {
                Existing::Keep
            };
            jobs::write_text(path, existing, &text)?;
            let count = counted(feeds.len(), "feed");
            let file = path.display().to_string();
            let value = json!({ "file": file, "bytes": text.len(), "feeds": feeds.len() });
            session.done(&format!("{count} in {file}"), &value)?;
        }
        None => session.print(text.trim_end())?,
    }
    say_what_is_lost(&feeds, arguments, session);
    Ok(Exit::Done)
}

/// Without it somebody finds out on another machine, when the feed answers nobody.
fn say_what_is_lost(feeds: &[Feed], arguments: &Arguments, session: &Session) {
    let lost = feeds.iter().filter(|feed| loses(feed)).count();
    if lost > 0 && !arguments.with_secrets {
        let feeds = counted(lost, "feed");
        session.say(&format!(
            "left out of {feeds}: passwords, tokens in addresses, headers, proxies; --with-secrets keeps them"
        ));
    }
}

fn loses(feed: &Feed) -> bool {
    let settings = &feed.settings;
    without_secrets(&feed.url) != feed.url
        || settings.user.is_some()
        || settings.has_credentials()
        || !settings.headers.is_empty()
        || settings.proxy.is_some()
}
