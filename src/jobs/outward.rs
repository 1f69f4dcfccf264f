//! An article handed to programs of the reader's: piped, run on, its enclosure opened.

use super::export::{markdown_heading, markdown_line};
use super::{Context, JobError, document, process};
use crate::config::Pipe;
use crate::model::{Article, ArticleId, Document};
use crate::store::StoreError;
use crate::text::{Clean, clean_line};
use std::fmt::Write as _;
use std::time::Duration;

/// A program that the reader started and waits for may work this long.
const PATIENCE: Duration = Duration::from_secs(300);

/// Gives the article's text to the program that the line names, with placeholders filled in; answers
/// what is to be said.
pub fn pipe(context: &Context, article: ArticleId, line: &str) -> Result<Clean, JobError> {
    let found = load(context, article)?;
    let words = process::command_line(line, &found.row)?;
    let document = document(context, article)?;
    let input = match context.config.open.pipe {
        Pipe::Text => as_text(&found, &document),
        Pipe::Markdown => as_markdown(&found, &document),
        Pipe::Html => document.html,
    };
    said(&words, input)
}

/// Runs the program that the line names, with placeholders filled in, without input.
pub fn run_on(context: &Context, article: ArticleId, line: &str) -> Result<Clean, JobError> {
    let found = load(context, article)?;
    said(&process::command_line(line, &found.row)?, String::new())
}

fn said(words: &[String], input: String) -> Result<Clean, JobError> {
    let done = process::run(words, input.into_bytes(), PATIENCE)?;
    let program = words.first().map(String::as_str).unwrap_or_default();
    let said = clean_line(&format!("{program}: {}", done.said()));
    if done.is_success() {
        Ok(said)
    } else {
        Err(JobError::Other(said))
    }
}

/// Opens the article's enclosure of this number, the first is 1, with what `[open]` names for it: the
/// file, where it was fetched into one.
pub fn open_enclosure(
    context: &Context,
    article: ArticleId,
    number: u32,
) -> Result<Clean, JobError> {
    let found = load(context, article)?;
    let enclosure = super::enclosure::numbered(&found, number)?;
    let kind = enclosure.media_type.as_deref();
    let open = &context.config.open;
    let words = kind.unwrap_or("enclosure");
    let file = super::enclosure::place(context, enclosure);
    if let Some(file) = file.filter(|file| file.is_file()) {
        process::open_file(&file, &enclosure.url, kind, open)?;
        return Ok(clean_line(&format!("opened {words} from the disk")));
    }
    process::open_address(&enclosure.url, kind, open)?;
    let from = host(&enclosure.url);
    Ok(clean_line(&format!("opened {words} from {from}")))
}

fn load(context: &Context, article: ArticleId) -> Result<Article, JobError> {
    let found = context.store.reader()?.article(article)?;
    Ok(found.ok_or(StoreError::NoArticle(article))?)
}

fn as_text(article: &Article, document: &Document) -> String {
    let mut text = String::new();
    let title = if document.title.is_empty() {
        &article.row.title
    } else {
        &document.title
    };
    for part in [title, &document.standfirst, &document.byline] {
        if !part.is_empty() {
            writeln!(text, "{part}").expect("writing to a string cannot fail");
        }
    }
    if let Some(url) = &article.row.url {
        writeln!(text, "{}", clean_line(url)).expect("writing to a string cannot fail");
    }
    let body = crate::text::clean_block(&document.text);
    writeln!(text, "\n{}", body.trim_end()).expect("writing to a string cannot fail");
    text
}

fn as_markdown(article: &Article, document: &Document) -> String {
    let title = if document.title.is_empty() {
        &article.row.title
    } else {
        &document.title
    };
    let mut parts = vec![markdown_heading(1, &markdown_line(title))];
    let lines = [&document.standfirst, &document.byline];
    parts.extend(lines.map(|line| markdown_line(line)));
    parts.extend(
        article
            .row
            .url
            .as_deref()
            .map(|url| format!("<{}>", clean_line(url))),
    );
    parts.push(super::markdown(&document.html));
    parts.retain(|part| !part.trim().is_empty());
    let text = parts.join("\n\n");
    format!("{}\n", crate::text::clean_block(&text).trim_end())
}

fn host(address: &str) -> String {
    let url = url::Url::parse(address).ok();
    let host = url.as_ref().and_then(url::Url::host_str);
    host.unwrap_or(address).to_owned()
}
