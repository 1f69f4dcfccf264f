//! The outlets at the left: the standing lists, folders, feeds, with unread counts.

mod commands;
mod render;

pub use commands::COMMANDS;
pub use render::render;

use crate::model::{Counts, Feed, FeedId, Scope, Timestamp};
use std::collections::BTreeSet;

/// One line of the pane.
#[derive(Clone, Debug, PartialEq)]
pub struct Item {
    pub scope: Scope,
    pub name: String,
    pub depth: usize,
    pub count: u32,
    pub is_failing: bool,
    /// A folder that can be opened and closed.
    pub is_open: Option<bool>,
}

#[derive(Debug, Default)]
pub struct View {
    pub feeds: Vec<Feed>,
    pub counts: Counts,
    pub items: Vec<Item>,
    pub selected: usize,
    pub top: usize,
    closed: BTreeSet<Vec<String>>,
}

impl View {
    pub fn set(&mut self, feeds: Vec<Feed>, counts: Counts, today: Timestamp) {
        (self.feeds, self.counts) = (feeds, counts);
        self.arrange(today);
    }

    pub fn feed(&self, id: FeedId) -> Option<&Feed> {
        self.feeds.iter().find(|feed| feed.id == id)
    }

    pub fn selected(&self) -> Option<&Item> {
        self.items.get(self.selected)
    }

    /// The feed under the selection.
    pub fn selected_feed(&self) -> Option<&Feed> {
        match self.selected()?.scope {
            Scope::Feed(id) => self.feed(id),
            _ => None,
        }
    }

    pub fn select(&mut self, scope: &Scope) {
        let same = |item: &Item| {
            item.scope == *scope
                || matches!((&item.scope, scope), (Scope::Today(_), Scope::Today(_)))
        };
        if let Some(index) = self.items.iter().position(same) {
            self.selected = index;
        }
    }

    /// Opens or closes the folder; true when there was one to open or close.
    pub fn fold(&mut self, is_open: bool, today: Timestamp) -> bool {
        let Some(Item {
            scope: Scope::Folder(path),
            is_open: Some(was),
            ..
        }) = self.selected()
        else {
            return false;
        };
        let (path, was) = (path.clone(), *was);
        if is_open {
            self.closed.remove(&path);
        } else {
            self.closed.insert(path);
        }
        self.arrange(today);
        was != is_open
    }

    /// The next or previous feed with unread articles.
    pub fn next_unread(&self, is_forward: bool) -> Option<usize> {
        let has = |index: &usize| {
            let item = &self.items[*index];
            matches!(item.scope, Scope::Feed(_)) && item.count > 0
        };
        if is_forward {
            (self.selected + 1..self.items.len()).find(has)
        } else {
            (0..self.selected.min(self.items.len())).rev().find(has)
        }
    }

    fn arrange(&mut self, today: Timestamp) {
        let old = self.selected().map(|item| item.scope.clone());
        let item = |scope, name: &str, count| Item {
            scope,
            name: name.to_owned(),
            depth: 0,
            count,
            is_failing: false,
            is_open: None,
        };
        let counts = &self.counts;
        let mut items = vec![
            item(Scope::Unread, "All unread", counts.unread),
            item(Scope::Saved, "Saved", counts.saved),
            item(Scope::Queue, "Queue", counts.queued),
            item(Scope::Today(today), "Today", counts.today),
        ];
        let mut open: Vec<String> = Vec::new();
        for feed in &self.feeds {
            let path: Vec<String> = feed.folder.iter().map(ToString::to_string).collect();
            let same = open.iter().zip(&path).take_while(|(a, b)| a == b).count();
            for depth in same..path.len() {
                if !self.is_hidden(&path[..depth]) {
                    items.push(self.folder(&path[..=depth]));
                }
            }
            if !self.is_hidden(&path) {
                items.push(Item {
                    depth: path.len(),
                    is_failing: feed.health.error.is_some(),
                    ..item(Scope::Feed(feed.id), &feed.title, feed.unread)
                });
            }
            open = path;
        }
        self.items = items;
        if let Some(scope) = old {
            self.select(&scope);
        }
    }

    fn is_hidden(&self, path: &[String]) -> bool {
        (1..=path.len()).any(|depth| self.closed.contains(&path[..depth]))
    }

    fn folder(&self, path: &[String]) -> Item {
        let is_below = |feed: &&Feed| {
            feed.folder.len() >= path.len()
                && feed.folder.iter().zip(path).all(|(a, b)| a.as_str() == b)
        };
        Item {
            scope: Scope::Folder(path.to_vec()),
            name: path.last().cloned().unwrap_or_default(),
            depth: path.len() - 1,
            count: self
                .feeds
                .iter()
                .filter(is_below)
                .map(|feed| feed.unread)
                .sum(),
            is_failing: false,
            is_open: Some(!self.closed.contains(path)),
        }
    }

    pub fn step(&mut self, rows: i64) {
        let last = self.items.len().saturating_sub(1) as i64;
        self.selected = (self.selected as i64).saturating_add(rows).clamp(0, last) as usize;
    }

    pub fn settle(&mut self, height: u16) {
        self.selected = self.selected.min(self.items.len().saturating_sub(1));
        let height = usize::from(height).max(1);
        let margin = 3.min((height - 1) / 2);
        if self.selected < self.top + margin {
            self.top = self.selected.saturating_sub(margin);
        }
        if self.selected + 1 + margin > self.top + height {
            self.top = (self.selected + 1 + margin).saturating_sub(height);
        }
        self.top = self.top.min(self.items.len().saturating_sub(height));
    }
}
