//! The sidebar: what there is to read, by kind, named query, folder and feed, with what is unread.

mod commands;
mod moves;
mod order;
mod render;
#[cfg(test)]
mod tests;

pub use commands::commands;
pub use moves::Moves;
pub use render::render;

use crate::model::{
    Counts, Feed, FeedId, SavedFilter, SavedFilterId, Scope, Shared, Timestamp, folder_text,
};
use crate::text::Clean;
use crate::tui::core::{Ask, Call, Step};
use crate::tui::kit::{Scroll, Scrolls};
use std::collections::{BTreeMap, BTreeSet};

pub const NAME: &str = "outlets";

/// A line of the sidebar, by what it stands for.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Spot {
    Unread,
    Saved,
    Queue,
    Today,
    /// The list of a named query.
    Named(SavedFilterId),
    Folder(Vec<String>),
    Feed(FeedId),
}

#[derive(Clone, Debug, PartialEq)]
struct Row {
    spot: Spot,
    name: Clean,
    depth: u16,
    count: u32,
    is_folded: bool,
    is_failing: bool,
}

#[derive(Clone, Debug, Default, PartialEq)]
pub struct Outlets {
    /// False until the feeds were read for the first time.
    pub is_known: bool,
    pub feeds: Vec<Feed>,
    pub counts: Counts,
    /// The reader's named queries, in their order.
    pub named: Vec<SavedFilter>,
    /// How many their lists have, as far as they were counted.
    pub named_counts: BTreeMap<SavedFilterId, u32>,
    pub folded: BTreeSet<Vec<String>>,
    /// Feeds that are being polled.
    pub polling: BTreeSet<FeedId>,
    rows: Vec<Row>,
    /// What each folder has, unread and all.
    sums: Sums,
    scroll: Scroll,
    height: usize,
    lost: Option<Lost>,
}

/// Unread articles and all, by folder.
type Sums = BTreeMap<Vec<String>, (u32, u32)>;

/// A line that was selected and went: should it come back, it is selected again, unless the selection was moved.
#[derive(Clone, Debug, PartialEq)]
struct Lost {
    spot: Spot,
    /// What is selected since.
    beside: Spot,
}

impl Outlets {
    pub fn new(folded: BTreeSet<Vec<String>>) -> Self {
        Self {
            folded,
            ..Self::default()
        }
    }

    /// Shows what was read; answers what moved since it was read before.
    pub fn show(&mut self, feeds: Vec<Feed>, counts: Counts) -> Moves {
        let moves = Moves::between(&self.feeds, &feeds);
        let selected = match self.selected() {
            Some(Spot::Folder(path)) => moves.folders.get(path).cloned().map(Spot::Folder),
            _ => None,
        };
        self.refold(&moves);
        (self.is_known, self.feeds, self.counts) = (true, feeds, counts);
        self.arrange();
        if selected.is_some_and(|spot| self.select(&spot)) {
            self.lost = None;
            self.scroll.settle(self.rows.len(), self.height);
        }
        moves
    }

    /// A folder that was folded is so by its new name. One that went into another, or dissolved, is so when it comes back.
    fn refold(&mut self, moves: &Moves) {
        let known = moves::folders(&self.feeds);
        for (from, to) in &moves.folders {
            let is_renamed = !to.is_empty() && !known.contains(to);
            if is_renamed && self.folded.remove(from) {
                self.folded.insert(to.clone());
            }
        }
    }

    /// Counts or what is polled changed.
    pub fn recount(&mut self) {
        self.arrange();
    }

    /// The feeds, once they were read.
    pub fn known(&self) -> Option<&[Feed]> {
        self.is_known.then_some(self.feeds.as_slice())
    }

    /// Why there is not what was asked for: `why`, unless no feeds were read yet.
    pub fn why_not<'a>(&self, why: &'a str) -> &'a str {
        if self.is_known {
            why
        } else {
            "the feeds are still being read"
        }
    }

    pub fn feed(&self, id: FeedId) -> Option<&Feed> {
        self.feeds.iter().find(|feed| feed.id == id)
    }

    pub fn selected(&self) -> Option<&Spot> {
        self.rows.get(self.scroll.selected).map(|row| &row.spot)
    }

    /// Every folder, those around others too, as `model::folder_text` writes them.
    pub fn folders(&self) -> Vec<String> {
        let mut all: Vec<String> = Vec::new();
        for feed in &self.feeds {
            let path = path_of(feed);
            for depth in 1..=path.len() {
                let name = folder_text(&path[..depth]);
                if !all.contains(&name) {
                    all.push(name);
                }
            }
        }
        all
    }

    /// The folder that is selected, or that of the selected feed.
    pub fn folder(&self) -> Option<Vec<String>> {
        match self.selected()? {
            Spot::Folder(path) => Some(path.clone()),
            Spot::Feed(id) => self.feed(*id).map(path_of),
            _ => None,
        }
    }

    /// Line of the selection on the screen.
    pub fn cursor(&self) -> usize {
        self.scroll.selected - self.scroll.top
    }

    /// Answers whether there is such a line.
    pub fn select(&mut self, spot: &Spot) -> bool {
        let found = self.rows.iter().position(|row| row.spot == *spot);
        self.scroll.selected = found.unwrap_or(self.scroll.selected);
        found.is_some()
    }

    pub fn settle(&mut self, height: usize) {
        self.height = height;
        self.scroll.settle(self.rows.len(), height);
    }

    #[cfg(test)]
    pub fn is_sound(&self) -> bool {
        let Scroll { top, selected, .. } = self.scroll;
        let is_visible = top <= selected && selected < top + self.height.max(1);
        selected == 0 && top == 0 || (selected < self.rows.len() && is_visible)
    }

    /// A click on a line of the screen.
    pub fn click(&mut self, line: usize, call: &mut Call) {
        let index = self.scroll.top + line;
        if index < self.rows.len() {
            self.scroll.click(index);
            self.open(false, call);
        }
    }

    /// The feeds that a folder holds, with all below it.
    pub fn feeds_below(&self, path: &[String]) -> Vec<FeedId> {
        let below = self.feeds.iter().filter(|feed| is_below(feed, path));
        below.map(|feed| feed.id).collect()
    }

    /// How many articles the feeds of a folder have, unread and all: each once, however many of them have it.
    pub fn sum_below(&self, path: &[String]) -> (u32, u32) {
        self.sums.get(path).copied().unwrap_or_default()
    }

    /// The feed so many further on from a line of the sidebar, of those with something unread, the last there is; from
    /// lines that stand for no feeds, from the first feed or the last. A folder's line stands above its feeds.
    pub fn next_unread(&self, from: Option<&Spot>, step: Step, times: usize) -> Option<FeedId> {
        let position = |is_it: &dyn Fn(&Feed) -> bool| self.feeds.iter().position(is_it);
        let (at, behind) = match from {
            Some(Spot::Feed(id)) => {
                let at = position(&|feed| feed.id == *id);
                (at, at.map(|at| at + 1))
            }
            Some(Spot::Folder(path)) => {
                let at = position(&|feed| is_below(feed, path));
                (at, at)
            }
            _ => (None, None),
        };
        let has_unread = |feed: &&Feed| feed.unread > 0;
        let feeds = self.feeds.iter();
        let found = match step {
            Step::Forward => {
                let below = feeds.skip(behind.unwrap_or(0));
                below.filter(has_unread).take(times).last()
            }
            Step::Backward => {
                let above = feeds.take(at.unwrap_or(self.feeds.len())).rev();
                above.filter(has_unread).take(times).last()
            }
        };
        found.map(|feed| feed.id)
    }

    /// Feeds with something unread, of those that are in the lists of many.
    pub fn feeds_with_unread(&self) -> usize {
        let is_counted = |feed: &&Feed| feed.unread > 0 && !feed.settings.hidden;
        self.feeds.iter().filter(is_counted).count()
    }

    fn open(&mut self, takes_focus: bool, call: &mut Call) {
        if let Some(Spot::Named(id)) = self.selected() {
            let id = *id;
            return call.ask(Ask::Named { id, takes_focus });
        }
        // The app knows when today began.
        if let Some(scope) = self.scope(Timestamp::default()) {
            call.ask(Ask::List { scope, takes_focus });
        }
    }

    /// What the selected line stands for; none for a named query.
    pub fn scope(&self, today: Timestamp) -> Option<Scope> {
        Some(match self.selected() {
            None | Some(Spot::Named(_)) => return None,
            Some(Spot::Unread) => Scope::Unread,
            Some(Spot::Saved) => Scope::Saved,
            Some(Spot::Queue) => Scope::Queue,
            Some(Spot::Today) => Scope::Today(today),
            Some(Spot::Folder(path)) => Scope::Folder(path.clone()),
            Some(Spot::Feed(id)) => Scope::Feed(*id),
        })
    }

    /// The feed that has this title, else the first that has it in its title, whatever the accents.
    pub fn named(&self, title: &str) -> Option<FeedId> {
        let wanted = crate::text::fold(title);
        let folded = |feed: &&Feed| crate::text::fold(&feed.title);
        let feeds = || self.feeds.iter().filter(|_| !wanted.trim().is_empty());
        let same = feeds().find(|feed| folded(feed) == wanted);
        let found = same.or_else(|| feeds().find(|feed| folded(feed).contains(wanted.trim())));
        found.map(|feed| feed.id)
    }

    /// The folder that a feed is in, from the outermost in.
    pub fn folder_of(&self, feed: FeedId) -> Option<Vec<String>> {
        self.feed(feed).map(path_of)
    }

    fn arrange(&mut self) {
        let selected = self.selected().cloned();
        let smart = [
            (Spot::Unread, "All unread", self.counts.unread),
            (Spot::Saved, "Saved", self.counts.saved),
            (Spot::Queue, "Queue", self.counts.queued),
            (Spot::Today, "Today", self.counts.today),
        ];
        let smart = smart.into_iter().map(|(spot, name, count)| Row {
            spot,
            name: crate::tui::kit::said(name),
            depth: 0,
            count,
            is_folded: false,
            is_failing: false,
        });
        self.rows = smart.collect();
        self.rows.extend(self.named.iter().map(|named| Row {
            spot: Spot::Named(named.id),
            name: crate::text::clean_line(&named.name),
            depth: 0,
            count: self.named_counts.get(&named.id).copied().unwrap_or(0),
            is_folded: false,
            is_failing: false,
        }));
        self.sums = sums_of_folders(&self.feeds, &self.counts.shared);
        self.rows
            .extend(tree(&self.feeds, &self.sums, &self.folded));
        self.select_again(selected);
    }

    /// The line that was selected, or the one that went from there before; where it is gone, what stands there now.
    fn select_again(&mut self, selected: Option<Spot>) {
        let lost = self.lost.take();
        let lost = lost.filter(|lost| selected.as_ref() == Some(&lost.beside));
        if lost.as_ref().is_some_and(|lost| self.select(&lost.spot)) {
            return self.scroll.settle(self.rows.len(), self.height);
        }
        let gone = selected.filter(|spot| !self.select(spot));
        self.scroll.settle(self.rows.len(), self.height);
        let beside = self.selected().cloned();
        self.lost = match gone {
            Some(spot) => beside.map(|beside| Lost { spot, beside }),
            None => lost,
        };
    }
}

/// Folders with their feeds, and feeds in no folder, in the order of the feeds.
fn tree(feeds: &[Feed], sums: &Sums, folded: &BTreeSet<Vec<String>>) -> Vec<Row> {
    let mut rows = Vec::new();
    let mut open: Vec<String> = Vec::new();
    for feed in feeds {
        let path = path_of(feed);
        let common = open.iter().zip(&path).take_while(|(a, b)| a == b).count();
        for depth in common..path.len() {
            let folder = path[..=depth].to_vec();
            if !is_hidden(&path[..depth], folded) {
                rows.push(Row {
                    name: feed.folder[depth].clone(),
                    depth: depth as u16,
                    count: sums.get(&folder).map_or(0, |sum| sum.0),
                    is_folded: folded.contains(&folder),
                    is_failing: false,
                    spot: Spot::Folder(folder),
                });
            }
        }
        if !is_hidden(&path, folded) {
            rows.push(Row {
                spot: Spot::Feed(feed.id),
                name: feed.title.clone(),
                depth: path.len() as u16,
                count: feed.unread,
                is_folded: false,
                is_failing: feed.health.error.is_some() || feed.health.is_gone,
            });
        }
        open = path;
    }
    rows
}

/// What each folder and all below it has, unread and all; what several of its feeds have counts once.
fn sums_of_folders(feeds: &[Feed], shared: &[Shared]) -> Sums {
    let mut sums = Sums::new();
    let mut paths = BTreeMap::new();
    for feed in feeds {
        let path = path_of(feed);
        for depth in 1..=path.len() {
            let (unread, total) = sums.entry(path[..depth].to_vec()).or_default();
            *unread += feed.unread;
            *total += feed.total;
        }
        if !shared.is_empty() {
            paths.insert(feed.id, path);
        }
    }
    for it in shared {
        let mut met = BTreeSet::new();
        for path in it.feeds.iter().filter_map(|id| paths.get(id)) {
            for depth in 1..=path.len() {
                let is_again = !met.insert(&path[..depth]);
                if let Some((unread, total)) = sums.get_mut(&path[..depth]).filter(|_| is_again) {
                    *unread = unread.saturating_sub(it.unread);
                    *total = total.saturating_sub(it.total);
                }
            }
        }
    }
    sums
}

/// A folder on the way to this path is folded.
fn is_hidden(path: &[String], folded: &BTreeSet<Vec<String>>) -> bool {
    (1..=path.len()).any(|depth| folded.contains(&path[..depth]))
}

fn path_of(feed: &Feed) -> Vec<String> {
    feed.folder
        .iter()
        .map(|name| name.as_str().to_owned())
        .collect()
}

fn is_below(feed: &Feed, path: &[String]) -> bool {
    feed.folder.len() >= path.len() && feed.folder.iter().zip(path).all(|(a, b)| a.as_str() == b)
}

impl Scrolls for Outlets {
    fn scroll(&mut self) -> &mut Scroll {
        &mut self.scroll
    }

    fn height(&mut self) -> usize {
        self.height
    }
}
