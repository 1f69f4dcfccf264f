//! Several feeds as one list: each range is read a few rows at a time, as far as the page needs.

use super::Answer;
use super::feeds::from_json;
use super::range::{From, List, Place};
use rusqlite::Connection;
use std::cmp::Ordering;
use std::collections::{BinaryHeap, VecDeque};

/// Rows of a feed that are read first; each time a feed has more to give, four times as many.
const FIRST: u32 = 4;
const MOST: u32 = 1024;

/// Feeds of a folder and of all below it.
pub fn feeds_below(connection: &Connection, path: &[String]) -> Answer<Vec<i64>> {
    let sql = "SELECT id, folder FROM feed WHERE removed_at IS NULL AND is_internal = 0";
    let mut statement = connection.prepare_cached(sql)?;
    let mut rows = statement.query([])?;
    let mut found = Vec::new();
    while let Some(row) = rows.next()? {
        let folder: Vec<String> = from_json(row.get_ref(1)?.as_str().unwrap_or_default());
        if folder.starts_with(path) {
            found.push(row.get(0)?);
        }
    }
    Ok(found)
}

/// In the order of walking; of the articles of one work the first.
pub fn sort(places: &mut Vec<Place>, descends: bool, limit: u32) {
    places.sort_by(|a, b| order(a, b, descends));
    places.dedup_by_key(|place| place.key);
    places.truncate(limit as usize);
}

fn order(a: &Place, b: &Place, descends: bool) -> Ordering {
    let by_key = if descends {
        b.key.cmp(&a.key)
    } else {
        a.key.cmp(&b.key)
    };
    by_key.then(a.id.cmp(&b.id))
}

pub fn places(
    connection: &Connection,
    list: &List,
    feeds: &[i64],
    from: From,
    limit: u32,
) -> Answer<Vec<Place>> {
    let mut heads = BinaryHeap::with_capacity(feeds.len());
    for feed in feeds {
        let mut source = Source {
            feed: *feed,
            rows: VecDeque::new(),
            last: None,
            size: FIRST,
        };
        if let Some(place) = source.next(connection, list, from)? {
            heads.push(Head {
                place,
                descends: list.descends(from),
                source,
            });
        }
    }
    let mut found: Vec<Place> = Vec::new();
    while found.len() < limit as usize {
        let Some(mut head) = heads.pop() else { break };
        if found.last().is_none_or(|last| last.key != head.place.key) {
            found.push(head.place);
        }
        if let Some(place) = head.source.next(connection, list, from)? {
            heads.push(Head { place, ..head });
        }
    }
    Ok(found)
}

/// One feed's range.
struct Source {
    feed: i64,
    rows: VecDeque<Place>,
    last: Option<Place>,
    size: u32,
}

impl Source {
    fn next(&mut self, connection: &Connection, list: &List, from: From) -> Answer<Option<Place>> {
        if self.rows.is_empty() && self.size > 0 {
            let from = match self.last {
                Some(end) if from.is_backward() => From::Before(end.key),
                Some(end) => From::After(end.key),
                None => from,
            };
            let rows = list.walk(connection, Some(self.feed), from, self.size)?;
            // Fewer than asked for: that was all.
            self.size = if rows.len() < self.size as usize {
                0
            } else {
                (self.size * 4).min(MOST)
            };
            self.last = rows.last().copied();
            self.rows = rows.into();
        }
        Ok(self.rows.pop_front())
    }
}

/// A feed by its next row; the heap gives the one that is next in the list.
struct Head {
    place: Place,
    descends: bool,
    source: Source,
}

impl Ord for Head {
    fn cmp(&self, other: &Self) -> Ordering {
        order(&other.place, &self.place, self.descends)
    }
}

impl PartialOrd for Head {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl PartialEq for Head {
    fn eq(&self, other: &Self) -> bool {
        self.cmp(other) == Ordering::Equal
    }
}

impl Eq for Head {}
