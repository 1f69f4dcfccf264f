//! The store as others use it, in folders of their own.

mod corpus;
mod files;
mod filters;
mod keep;
mod lists;
mod plans;
mod polling;
mod search;
mod undo;

use super::*;
use crate::model::{Identity, IdentityKind, MarkChange, ParsedEntry, Scope, Sort, Target};
use tempfile::TempDir;

pub const NOW: Timestamp = Timestamp::from_seconds(1_760_000_000);

/// Every order that a list may have by itself.
pub const ORDERS: [Sort; 6] = [
    Sort::Newest,
    Sort::Oldest,
    Sort::Feed,
    Sort::Unread,
    Sort::Shortest,
    Sort::Longest,
];

/// A store with its folder, which goes when it goes.
pub struct Home {
    pub store: Store,
    pub dir: TempDir,
}

impl Home {
    pub fn new() -> Self {
        let dir = tempfile::tempdir().unwrap();
        Self {
            store: Store::open(dir.path()).unwrap(),
            dir,
        }
    }

    /// The same folder, opened by another process.
    pub fn again(&self) -> Store {
        Store::open(self.dir.path()).unwrap()
    }

    pub fn reader(&self) -> Reader {
        self.store.reader().unwrap()
    }

    pub fn feed(&self, host: &str) -> FeedId {
        self.feed_in(host, &[])
    }

    pub fn feed_in(&self, host: &str, folder: &[&str]) -> FeedId {
        let feed = NewFeed {
            url: format!("https://{host}/feed"),
            title: format!("Feed of {host}"),
            folder: folder.iter().map(|name| (*name).to_owned()).collect(),
            ..NewFeed::default()
        };
        self.store.subscribe(&feed, NOW).unwrap()
    }

    pub fn poll(&self, feed: FeedId, arrivals: Vec<Arrival>) -> Stored {
        self.poll_at(feed, arrivals, NOW)
    }

    pub fn poll_at(&self, feed: FeedId, arrivals: Vec<Arrival>, now: Timestamp) -> Stored {
        let state = self.reader().poll_state(feed).unwrap().unwrap();
        let record = PollRecord {
            state,
            ..PollRecord::default()
        };
        self.store.store_poll(feed, arrivals, record, now).unwrap()
    }

    /// A poll that tells the feed's site.
    pub fn poll_of(&self, feed: FeedId, site: &str, arrivals: Vec<Arrival>) -> Stored {
        let record = PollRecord {
            state: self.reader().poll_state(feed).unwrap().unwrap(),
            site: Some(site.to_owned()),
            ..PollRecord::default()
        };
        self.store.store_poll(feed, arrivals, record, NOW).unwrap()
    }

    pub fn mark(&self, what: MarkChange, ids: &[ArticleId]) -> Applied {
        let target = Target::Articles(ids.to_vec());
        self.store
            .apply(&Change::Mark { what, target }, NOW)
            .unwrap()
    }

    pub fn titles(&self, scope: Scope) -> Vec<String> {
        self.titles_of(&ArticleQuery::of(scope))
    }

    pub fn titles_of(&self, query: &ArticleQuery) -> Vec<String> {
        let mut titles = Vec::new();
        let mut each = |row: ArticleRow| {
            titles.push(row.title.into_string());
            ControlFlow::Continue(())
        };
        self.reader().for_each(query, None, &mut each).unwrap();
        titles
    }

    /// Every line of `check` says that all is well.
    pub fn assert_whole(&self) {
        let checked = self.reader().check().unwrap();
        assert!(checked.is_sound);
        let lines = checked.lines;
        assert!(lines[0].starts_with("store: ok"), "{lines:?}");
        assert!(!lines.iter().any(|line| line.contains("but")), "{lines:?}");
        assert!(
            lines
                .iter()
                .any(|line| &**line == "feeds with wrong counts: 0"),
            "{lines:?}"
        );
    }
}

pub fn hash(text: &str) -> Hash {
    let mut hash = [0; 16];
    hash.copy_from_slice(&blake3::hash(text.as_bytes()).as_bytes()[..16]);
    hash
}

/// An entry of a feed with an id; `hours` before now.
pub fn arrival(id: &str, title: &str, hours: i64) -> Arrival {
    let text = format!("What {title} is about.");
    Arrival {
        identities: vec![Identity {
            kind: IdentityKind::Id,
            hash: hash(id),
        }],
        url_key: None,
        text_hash: None,
        sort_at: None,
        entry: ParsedEntry {
            id: Some(id.to_owned()),
            title: clean_line(title),
            published: Some(NOW.minus(hours * 3600)),
            summary: Some(format!("<p>{text}</p>")),
            ..ParsedEntry::default()
        },
        excerpt: clean_line(&text),
        words: crate::text::word_count(&text),
        text,
        is_whole: false,
        has_pictures: false,
    }
}

/// The same with an address, by which other feeds' entries join.
pub fn linked(id: &str, title: &str, hours: i64, url: &str) -> Arrival {
    let mut arrival = arrival(id, title, hours);
    arrival.url_key = Some(hash(url));
    arrival.entry.link = Some(url.to_owned());
    arrival.identities.push(Identity {
        kind: IdentityKind::Url,
        hash: hash(&format!("{url} {title}")),
    });
    arrival
}
