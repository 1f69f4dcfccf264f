//! Lists of addresses, one a line, as newsboat's `urls` has them: tags behind the address, `"~…"`
//! for a title, `!` before a tag or alone for hidden.

use super::Found;
use crate::model::{FeedSettings, NewFeed};
use crate::text::clean_line;

pub(super) fn read(text: &str, found: &mut Found) {
    for line in text.lines() {
        let mut words = words(line.trim()).into_iter();
        let Some(url) = words.next() else {
            continue;
        };
        if let Some(instead) = instead(&url) {
            found.leave_out(&format!("{url}: {instead}"));
            continue;
        }
        let mut feed = NewFeed {
            url: with_scheme(url),
            ..NewFeed::default()
        };
        for word in words {
            if let Some(title) = word.strip_prefix('~') {
                feed.title = clean_line(title).into_string();
                feed.settings = FeedSettings {
                    title: Some(feed.title.clone()).filter(|it| !it.is_empty()),
                    ..feed.settings
                };
            } else if let Some(name) = word.strip_prefix('!') {
                feed.settings.hidden = true;
                tag(&mut feed, &clean_line(name));
            } else {
                tag(&mut feed, &clean_line(&word));
            }
        }
        found.add(feed);
    }
}

/// A host, with or without a path, is meant as `add` takes it: by https.
fn with_scheme(typed: String) -> String {
    let end = typed.find(['/', '?']).unwrap_or(typed.len());
    let host = typed.get(..end).unwrap_or_default();
    let (name, port) = host.split_once(':').unwrap_or((host, "0"));
    let is_label =
        |label: &str| !label.is_empty() && label.chars().all(|c| c.is_alphanumeric() || c == '-');
    let is_host =
        name.contains('.') && name.split('.').all(is_label) && port.parse::<u16>().is_ok();
    if is_host {
        format!("https://{typed}")
    } else {
        typed
    }
}

/// What to do with a line that is newsboat's own and no feed's address.
fn instead(url: &str) -> Option<String> {
    let (kind, rest) = url.split_once(':')?;
    match kind {
        "query" => Some(
            "a query is no feed here; :save-filter NAME in the reader keeps the list of one"
                .to_owned(),
        ),
        "filter" => {
            let at = rest.find("http://").or_else(|| rest.find("https://"))?;
            let inner = rest.get(at..)?;
            Some(format!(
                "programs are not run on feeds; `tidings add {inner}` subscribes to the feed itself"
            ))
        }
        "exec" => Some("programs are not run for feeds; add the address of a feed".to_owned()),
        _ => None,
    }
}

/// The first names the feed's folder; under the others it is found, too.
fn tag(feed: &mut NewFeed, name: &str) {
    let tags = &mut feed.settings.tags;
    if name.is_empty() || feed.folder.iter().chain(&*tags).any(|it| it == name) {
        return;
    }
    if feed.folder.is_empty() {
        feed.folder.push(name.to_owned());
    } else {
        tags.push(name.to_owned());
    }
}

/// Words of a line, quoted ones whole; what follows a `#` between words is a comment.
fn words(line: &str) -> Vec<String> {
    let mut all = Vec::new();
    let mut chars = line.chars().peekable();
    loop {
        while chars.next_if(|c| c.is_whitespace()).is_some() {}
        match chars.peek() {
            None | Some('#') => return all,
            Some('"') => {
                chars.next();
                let mut word = String::new();
                while let Some(c) = chars.next().filter(|c| *c != '"') {
                    word.push(if c == '\\' {
                        chars.next().unwrap_or(c)
                    } else {
                        c
                    });
                }
                all.push(word);
            }
            Some(_) => {
                let mut word = String::new();
                while let Some(c) = chars.next_if(|c| !c.is_whitespace()) {
                    word.push(c);
                }
                all.push(word);
            }
        }
    }
}
