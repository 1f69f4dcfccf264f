//! OPML 2.0 out: folders as outlines around, the reader's settings in a namespace of our own that
//! other programs pass over.

use super::NAMESPACE;
use crate::model::{Feed, FeedSettings, without_secrets};
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
            let rank = feed.place.folders.get(open.len()).copied().flatten();
            let rank = rank.map(|it| format!(" tidings:rank=\"{it}\""));
            push(
                &mut out,
                format_args!(
                    "<outline text=\"{name_text}\" title=\"{name_text}\"{}>\n",
                    rank.unwrap_or_default()
                ),
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
    let shown = |url: &str| {
        if with_secrets {
            url.to_owned()
        } else {
            without_secrets(url)
        }
    };
    let url = shown(&feed.url);
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
    attribute("htmlUrl", feed.site.as_deref().map(shown).as_deref());
    attribute("language", feed.language.as_deref());
    // What other programs know of tags; ours stand apart, since a name may have a comma or a stroke.
    attribute("category", Some(&settings.tags.join(",")));
    attribute("tidings:outlet", Some(&feed.outlet_name));
    for (name, value) in own(feed) {
        attribute(name, value.as_deref());
    }
    if with_secrets {
        for (name, value) in secrets(settings) {
            attribute(name, value.as_deref());
        }
    }
    out.push_str("/>\n");
}

type Attribute = (&'static str, Option<String>);

/// What the reader set, and nobody minds others to see.
fn own(feed: &Feed) -> Vec<Attribute> {
    let settings = &feed.settings;
    let flag = |is_set: bool| is_set.then(|| "true".to_owned());
    let number = |number: Option<u32>| number.map(|it| it.to_string());
    vec![
        ("tidings:rank", feed.place.feed.map(|it| it.to_string())),
        ("tidings:named", flag(settings.title.is_some())),
        ("tidings:tags", Some(settings.tags.join("\n"))),
        (
            "tidings:interval",
            settings.interval.map(|it| it.to_string()),
        ),
        ("tidings:fullText", flag(settings.full_text)),
        ("tidings:prefetch", flag(settings.prefetch)),
        (
            "tidings:ahead",
            settings.ahead.map(|it| it.name().to_owned()),
        ),
        ("tidings:keepDays", number(settings.keep_days)),
        ("tidings:keepArticles", number(settings.keep_articles)),
        ("tidings:keepMegabytes", number(settings.keep_megabytes)),
        ("tidings:hidden", flag(settings.hidden)),
        ("tidings:http1", flag(settings.http1)),
        ("tidings:certificate", settings.certificate.clone()),
    ]
}

fn secrets(settings: &FeedSettings) -> Vec<Attribute> {
    let headers: Vec<String> = settings
        .headers
        .iter()
        .map(|it| format!("{}: {}", it.0, it.1))
        .collect();
    vec![
        ("tidings:user", settings.user.clone()),
        (
            "tidings:credentialsCommand",
            settings.credentials_command.clone(),
        ),
        ("tidings:credentialsFile", settings.credentials_file.clone()),
        ("tidings:headers", Some(headers.join("\n"))),
        ("tidings:proxy", settings.proxy.clone()),
    ]
}

fn escape(text: &str) -> String {
    let mut out = String::with_capacity(text.len() + 8);
    for c in text.chars() {
        match c {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '"' => out.push_str("&quot;"),
            // XML has no others, nor has a terminal.
            '\n' | '\r' | '\t' => push(&mut out, format_args!("&#{};", u32::from(c))),
            c if c.is_control() => {}
            _ => out.push(c),
        }
    }
    out
}
