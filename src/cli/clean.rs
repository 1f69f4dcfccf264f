//! `clean`: a page from standard input as the article alone. Nothing stored, no network.

use super::error::{Exit, Failure, Outcome, complain};
use super::session::Session;
use super::{json, show};
use crate::clean::{self, Cleaned, Source};
use crate::model::{Document, OutletRules};
use serde_json::{Value, json};
use std::io::{BufRead as _, Read as _};
use std::path::PathBuf;

#[derive(clap::Args)]
pub struct Arguments {
    /// Where the page came from, for relative addresses and the outlet's rules
    #[arg(long, value_name = "U")]
    url: Option<String>,
    #[arg(long, default_value = "text")]
    format: Format,
    /// Columns of the text
    #[arg(long, value_name = "N", value_parser = super::error::number::<u16>, allow_negative_numbers = true)]
    width: Option<u16>,
    /// Read {"id","url","html"} a line and answer {"id","text"}
    #[arg(long)]
    lines: bool,
    /// Use this file of rules
    #[arg(long, value_name = "FILE")]
    rule: Option<PathBuf>,
    /// Use no outlet's rules
    #[arg(long, conflicts_with = "rule")]
    no_rules: bool,
    /// Say which block was kept or dropped by what
    #[arg(long)]
    explain: bool,
}

#[derive(Clone, Copy, PartialEq, Eq, clap::ValueEnum)]
enum Format {
    /// For people: headline, byline, standfirst, body
    Text,
    /// The body's text alone, one block a line
    Body,
    Html,
    /// As for people, in Markdown
    Markdown,
    Json,
}

pub fn run(arguments: &Arguments, session: &mut Session) -> Outcome {
    let own = arguments
        .rule
        .as_deref()
        .map(crate::jobs::read_rules)
        .transpose()?;
    let by = By {
        named: own.as_ref(),
        no_rules: arguments.no_rules,
        folder: session.paths.rules_dir(),
    };
    if arguments.lines {
        return lines(&by, session);
    }
    let mut bytes = Vec::new();
    std::io::stdin().lock().read_to_end(&mut bytes)?;
    if crate::markup::is_data(&bytes) {
        let why = "this is no text: a picture, a film or a program, perhaps";
        return Err(Failure::nothing(why));
    }
    if bytes.trim_ascii().is_empty() {
        return Err(Failure::nothing("there is no text: the input is empty"));
    }
    let html = crate::markup::decode_html(&bytes, None);
    let cleaned = one(&html, arguments.url.as_deref(), &by)?;
    if arguments.explain {
        if session.global.json {
            session.print_json(&json!({ "explained": cleaned.explained }))?;
            return Ok(Exit::Done);
        }
        cleaned
            .explained
            .iter()
            .try_for_each(|line| session.print(line))?;
        return Ok(Exit::Done);
    }
    print(&cleaned.document, arguments, session)?;
    cleaned
        .document
        .warnings
        .iter()
        .for_each(|warning| complain(warning));
    Ok(Exit::Done)
}

/// Which rules a page is cleaned by.
struct By<'a> {
    named: Option<&'a OutletRules>,
    no_rules: bool,
    /// Of the reader's own.
    folder: std::path::PathBuf,
}

/// By the rules that were named, or else by those that a reader's page at this address is cleaned by.
fn one(html: &str, url: Option<&str>, by: &By<'_>) -> Result<Cleaned, Failure> {
    let found = match by.named {
        None if !by.no_rules => crate::jobs::rules_of(Some(&by.folder), url)?,
        _ => None,
    };
    let started = std::time::Instant::now();
    Ok(clean::clean(&Source {
        rules: by.named.or(found.as_ref()),
        out_of_time: &|| started.elapsed() > crate::jobs::CLEANING_TIME,
        ..Source::of_page(html, url)
    }))
}

fn print(document: &Document, arguments: &Arguments, session: &Session) -> Result<(), Failure> {
    let format = if session.global.json {
        Format::Json
    } else {
        arguments.format
    };
    match format {
        Format::Json => session.print_json(&all(document)),
        Format::Body => session.print(document.text.trim_end()),
        Format::Html => session.print(document.html.trim_end()),
        Format::Markdown => session.print(markdown(document).trim_end()),
        Format::Text => {
            let width = session
                .width(arguments.width)
                .min(arguments.width.unwrap_or(100));
            session.print(show::page_text(document, session, width).trim_end())
        }
    }
}

/// Headline, who and when, standfirst, lead picture, body.
fn markdown(document: &Document) -> String {
    let mut parts = Vec::new();
    let mut add = |before: &str, text: &str, behind: &str| {
        if !text.is_empty() {
            parts.push(format!("{before}{text}{behind}"));
        }
    };
    let published = document.published.map(|time| time.to_string());
    let mut line = vec![document.byline.as_str()];
    line.extend(published.as_deref());
    line.retain(|part| !part.is_empty());
    add("# ", document.title.as_str(), "");
    add("", &line.join(" · "), "");
    add("**", document.standfirst.as_str(), "**");
    if let Some(url) = document.lead() {
        let caption = document.lead_caption.as_str().replace(['[', ']'], "");
        add(&format!("![{caption}]("), url, ")");
    }
    parts.push(crate::jobs::markdown(&document.html));
    parts.join("\n\n")
}

fn all(document: &Document) -> Value {
    json!({
        "title": json::some(&document.title), "standfirst": json::some(&document.standfirst),
        "byline": json::some(&document.byline), "published": document.published,
        "updated": document.updated, "language": document.language,
        "site": json::some(&document.site), "canonical": document.canonical,
        "section": json::some(&document.section), "lead_image": document.lead_image,
        "lead_caption": json::some(&document.lead_caption), "words": document.words,
        "minutes": document.minutes, "links": document.links, "body_html": document.html,
        "body_text": document.text, "chosen": document.chosen, "why": document.why,
        "warnings": document.warnings,
    })
}

/// Batch: a line that cannot be read is said and passed over.
fn lines(by: &By<'_>, session: &Session) -> Outcome {
    let mut exit = Exit::Done;
    for (number, line) in std::io::stdin().lock().split(b'\n').enumerate() {
        let line = line?;
        let Ok(asked) = serde_json::from_slice::<Value>(&line) else {
            let number = number + 1;
            complain(&format!(
                "line {number} is no JSON object {{\"id\",\"url\",\"html\"}}"
            ));
            exit = Exit::Partly;
            continue;
        };
        let html = asked["html"].as_str().unwrap_or_default();
        let cleaned = one(html, asked["url"].as_str(), by)?;
        session.print_json(&json!({ "id": asked["id"], "text": cleaned.document.text }))?;
    }
    Ok(exit)
}
