//! OPML 2.0 out: folders as outlines around, the reader's settings in a namespace of our own that
//! other programs pass over.

use super::NAMESPACE;
use crate::model::{Ahead, Feed, without_secrets};
use crate::text::Clean;
use std::fmt::Write;

/// OPML 2.0 with nested folders and the reader's settings (in a namespace of our own).
#[must_use]
pub fn write_opml(feeds: &[Feed], with_secrets: bool) -> String {
    let mut out = format!(
        "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<opml version=\"2.0\" xmlns:tidings=\"{NAMESPACE}\">\n  <head>\n    <title>Subscriptions in tidings</title>\n  </head>\n  <body>\n"
    );
    let mut open: Vec<&str> = Vec::new();
    // In the reader's order: feeds of one folder stand together.
    for feed in feeds {
        let folder: Vec<&str> = feed.folder.iter().map(Clean::as_str).collect();
        let common = open
            .iter()
            .zip(&folder)
            .take_while(|it| it.0 == it.1)
            .count();
        close(&mut out, &mut open, common);
        for name in folder.iter().skip(common) {
            indent(&mut out, open.len());
            let name_text = escape(name);
            push(
                &mut out,
                format_args!("<outline text=\"{name_text}\" title=\"{name_text}\">\n"),
            );
            open.push(name);
        }
        indent(&mut out, open.len());
        outline(&mut out, feed, with_secrets);
    }
    close(&mut out, &mut open, 0);
    out.push_str("  </body>\n</opml>\n");
    out
}

fn push(out: &mut String, text: std::fmt::Arguments<'_>) {
    out.write_fmt(text)
        .expect("writing to a string cannot fail");
}

fn indent(out: &mut String, depth: usize) {
    for _ in 0..depth + 2 {
        out.push_str("  ");
    }
}

fn close(out: &mut String, open: &mut Vec<&str>, down_to: usize) {
    while open.len() > down_to {
        open.pop();
        indent(out, open.len());
        out.push_str("</outline>\n");
    }
}

fn outline(out: &mut String, feed: &Feed, with_secrets: bool) {
    let settings = &feed.settings;
    let title = escape(&feed.title).replace('\n', " ");
    let url = if with_secrets {
        feed.url.clone()
    } else {
        without_secrets(&feed.url)
    };
    push(
        out,
        format_args!(
            "<outline type=\"rss\" text=\"{title}\" title=\"{title}\" xmlUrl=\"{}\"",
            escape(&url)
        ),
    );
    let mut attribute = |name: &str, value: Option<&str>| {
        if let Some(value) = value.filter(|it| !it.is_empty()) {
            push(out, format_args!(" {name}=\"{}\"", escape(value)));
        }
    };
    let flag = |is_set: bool| is_set.then_some("true");
    let interval = settings.interval.map(|it| it.to_string());
    let headers: Vec<String> = settings
        .headers
        .iter()
        .map(|it| format!("{}: {}", it.0, it.1))
        .collect();
    attribute("htmlUrl", feed.site.as_deref());
    attribute("language", feed.language.as_deref());
    attribute("tidings:outlet", Some(&feed.outlet_name));
    attribute("tidings:named", flag(settings.title.is_some()));
    attribute("tidings:interval", interval.as_deref());
    attribute("tidings:fullText", flag(settings.full_text));
    attribute("tidings:prefetch", flag(settings.prefetch));
    attribute("tidings:ahead", settings.ahead.map(Ahead::name));
    let keeps = [
        ("tidings:keepDays", settings.keep_days),
        ("tidings:keepArticles", settings.keep_articles),
        ("tidings:keepMegabytes", settings.keep_megabytes),
    ];
    for (name, value) in keeps {
        attribute(name, value.map(|it| it.to_string()).as_deref());
    }
    attribute("tidings:hidden", flag(settings.hidden));
    if with_secrets {
        attribute(
            "tidings:credentialsCommand",
            settings.credentials_command.as_deref(),
        );
        attribute("tidings:headers", Some(&headers.join("\n")));
        attribute("tidings:proxy", settings.proxy.as_deref());
    }
    out.push_str("/>\n");
}

fn escape(text: &str) -> String {
    let mut out = String::with_capacity(text.len() + 8);
    for c in text.chars() {
        match c {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '"' => out.push_str("&quot;"),
            '\n' => out.push_str("&#10;"),
            _ => out.push(c),
        }
    }
    out
}
