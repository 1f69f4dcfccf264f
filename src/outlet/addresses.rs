//! Lists of addresses, one a line, as newsboat's `urls` has them: tags behind the address, `"~…"`
//! for a title, `!` for hidden.

use super::Found;
use crate::model::{FeedSettings, NewFeed};
use crate::text::clean_line;

pub(super) fn read(text: &str, found: &mut Found) {
    for line in text.lines() {
        let mut words = words(line.trim()).into_iter();
        let Some(url) = words.next() else {
            continue;
        };
        let mut feed = NewFeed {
            url,
            ..NewFeed::default()
        };
        for word in words {
            if let Some(title) = word.strip_prefix('~') {
                feed.title = clean_line(title).into_string();
                feed.settings = FeedSettings {
                    title: Some(feed.title.clone()).filter(|it| !it.is_empty()),
                    ..feed.settings
                };
            } else if word == "!" {
                feed.settings.hidden = true;
            } else {
                tag(&mut feed, &clean_line(&word));
            }
        }
        found.add(feed);
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
