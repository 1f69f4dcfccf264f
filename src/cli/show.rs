//! `show`: one article as text or JSON, from the disk.

use super::error::{Exit, Failure, Outcome, complain};
use super::json;
use super::session::Session;
use crate::config::Images;
use crate::jobs;
use crate::model::{
    Article, ArticleId, Document, Link, Picture, Version, minutes, readable_address, size,
};
use crate::page::{PageOptions, Pictures, lay_out, plain};
use crate::text::{Clean, clean_line};
use serde_json::{Value, json};
use std::io::IsTerminal as _;

#[derive(clap::Args)]
pub struct Arguments {
    /// The article's id, as `list` prints it
    #[arg(value_parser = super::error::article_id)]
    id: i64,
    /// Columns of the text
    #[arg(long, value_name = "N", value_parser = super::error::number::<u16>, allow_negative_numbers = true)]
    width: Option<u16>,
    /// What its outlet changed since it was read: [-taken out-], {+added+}
    #[arg(long)]
    changes: bool,
}

pub fn run(arguments: &Arguments, session: &mut Session) -> Outcome {
    let id = ArticleId::new(arguments.id);
    let store = session.store()?;
    let none = || {
        Failure::nothing(format!(
            "there is no article {id}; `tidings list` shows ids"
        ))
    };
    let known = store.reader()?.article(id)?;
    known.ok_or_else(none)?;
    let context = session.plain_context(store.clone())?;
    let (document, failure) = if arguments.changes {
        (jobs::version(&context, id, Version::Changes)?, None)
    } else {
        match jobs::full_text(&context, id) {
            Ok(document) => (document, None),
            Err(error) => (jobs::document(&context, id)?, Some(error)),
        }
    };
    // Its page may have come just now, and with it how long it is.
    let article = store.reader()?.article(id)?.ok_or_else(none)?;
    if session.global.json {
        session.print_json(&full_json(&article, &document))?;
    } else {
        let text = page_text(&document, session, session.width(arguments.width).min(100));
        session.print(text.trim_end())?;
        if let Some(url) = &article.row.url {
            session.print(&format!("\n{}", readable_address(url)))?;
        }
        for line in enclosures(&article) {
            session.print(&line)?;
        }
        let is_empty = document.text.trim().is_empty() && document.images.is_empty();
        if is_empty && !arguments.changes {
            let why = failure.map(|error| error.to_string());
            let why = why.or_else(|| document.warnings.first().map(ToString::to_string));
            complain(&no_text(&article, why));
        } else {
            document.warnings.iter().for_each(|it| complain(it));
        }
    }
    Ok(Exit::Done)
}

/// Why there is nothing below the headline, and how it can be had.
fn no_text(article: &Article, why: Option<String>) -> String {
    let id = article.row.id;
    let why = why.map_or_else(String::new, |why| format!(": {why}"));
    if article.row.url.is_some() {
        format!("article {id} has no text here{why}; `tidings open {id}` opens its page")
    } else {
        format!("article {id} has no text, and no address where one could be")
    }
}

/// A line for each enclosure, after a blank one.
fn enclosures(article: &Article) -> Vec<Clean> {
    let each = article.enclosures.iter().enumerate().map(|(index, it)| {
        let kind = it.media_type.as_deref().unwrap_or("enclosure");
        let length = it.length.filter(|length| *length > 0);
        let length = length.map_or_else(String::new, |length| format!(", {}", size(length)));
        let url = readable_address(&it.url);
        clean_line(&format!("{kind} {}{length}: {url}", index + 1))
    });
    let mut lines: Vec<Clean> = each.collect();
    if !lines.is_empty() {
        lines.insert(0, Clean::default());
    }
    lines
}

/// A document set for people: headline, standfirst, byline and date, body.
pub fn page_text(document: &Document, session: &Session, width: u16) -> String {
    let page = lay_out(
        document,
        &PageOptions {
            measure: width,
            hyphenate: session.config.reader.hyphenate,
            // A file or a pipe keeps the order in which it is read.
            bidi: session.config.reader.bidi && std::io::stdout().is_terminal(),
            ascii: session.config.interface.ascii,
            link_numbers: session.config.reader.link_numbers,
            change_marks: true,
            code_colours: false,
            pictures: match session.config.pictures.images {
                Images::Never => Pictures::None,
                Images::Auto | Images::Always | Images::Captions => Pictures::Words,
            },
            dateline: dateline(document, &session.zone),
        },
    );
    let mut text = plain(&page);
    let is_elsewhere = |(_, link): &(usize, &Link)| page.line_of(&link.url).is_none();
    let links = document.links.iter().enumerate().filter(is_elsewhere);
    for (place, (index, link)) in links.enumerate() {
        let head = if place == 0 { "\n" } else { "" };
        text.push_str(&format!(
            "{head}[{}] {}\n",
            index + 1,
            readable_address(&link.url)
        ));
    }
    text
}

/// "Amara Ndukwe", "Mon 23 Nov 2026, 09:14", "4 min".
fn dateline(document: &Document, zone: &jiff::tz::TimeZone) -> Vec<Clean> {
    let date = document.published.map(|at| at.in_words(zone));
    let parts = [
        (!document.byline.is_empty()).then(|| document.byline.to_string()),
        date,
        (document.words > 0).then(|| format!("{} min", minutes(document.words))),
    ];
    let parts = parts.into_iter().flatten();
    parts.map(|part| clean_line(&part)).collect()
}

/// The picture above the text first, which is none of those in it.
fn images(document: &Document) -> Vec<Picture> {
    let lead = document.lead().map(|url| Picture {
        url: url.to_owned(),
        caption: document.lead_caption.clone(),
        ..Picture::default()
    });
    lead.into_iter()
        .chain(document.images.iter().cloned())
        .collect()
}

fn full_json(article: &Article, document: &Document) -> Value {
    let mut value = json::article(&article.row);
    let mut more = json!({
        "body_text": document.text, "body_html": document.html, "chosen": document.chosen,
        "links": document.links, "images": images(document), "enclosures": article.enclosures,
        "warnings": document.warnings,
    });
    for image in more["images"].as_array_mut().into_iter().flatten() {
        for text in ["alt", "caption"] {
            let said = image[text].as_str().map_or(Value::Null, json::some);
            image[text] = said;
        }
    }
    for list in ["links", "images", "enclosures"] {
        let all = more[list].as_array_mut();
        all.into_iter().flatten().for_each(json::drop_user);
    }
    if let (Value::Object(all), Value::Object(more)) = (&mut value, more) {
        all.extend(more);
    }
    value
}
