//! Feeds, folders and named queries moved among those beside them: at once on the screen, then in the store.

use super::{Outlets, Spot, path_of};
use crate::model::{Change, FeedId, SavedFilterId};
use crate::tui::core::{Ask, Call};
use crate::tui::kit::said;

impl Outlets {
    /// Moves what is selected so many places down among its own kind.
    pub fn shift(&mut self, by: isize, call: &mut Call) {
        let change = match self.selected().cloned() {
            Some(Spot::Feed(id)) => self.shift_feed(id, by),
            Some(Spot::Folder(path)) => self.shift_folder(&path, by),
            Some(Spot::Named(id)) => self.shift_named(id, by),
            _ => return call.ask(Ask::Complain(said("select a feed or a folder first"))),
        };
        call.ask(match change {
            Some(change) => Ask::Change(change),
            None => Ask::Complain(said("there is nothing to move it past")),
        });
    }

    fn shift_feed(&mut self, id: FeedId, by: isize) -> Option<Change> {
        let folder = path_of(self.feed(id)?);
        let mut order = self.feeds.iter().filter(|it| path_of(it) == folder);
        let mut order: Vec<FeedId> = order.by_ref().map(|it| it.id).collect();
        shift(&mut order, &id, by)?;
        let place = |id: FeedId| order.iter().position(|it| *it == id);
        let first = self.feeds.iter().position(|it| path_of(it) == folder)?;
        // Feeds of one folder stand together.
        if let Some(beside) = self.feeds.get_mut(first..first + order.len()) {
            beside.sort_by_key(|it| place(it.id));
        }
        self.arrange();
        Some(Change::OrderFeeds(id, order))
    }

    fn shift_named(&mut self, id: SavedFilterId, by: isize) -> Option<Change> {
        let mut order: Vec<SavedFilterId> = self.named.iter().map(|it| it.id).collect();
        shift(&mut order, &id, by)?;
        self.named
            .sort_by_key(|it| order.iter().position(|id| *id == it.id));
        self.arrange();
        Some(Change::OrderSavedFilters(id, order))
    }

    fn shift_folder(&mut self, path: &[String], by: isize) -> Option<Change> {
        let (name, around) = path.split_last()?;
        let mut order: Vec<Vec<String>> = Vec::new();
        for feed in &self.feeds {
            let folder = path_of(feed);
            let beside = folder.get(..path.len());
            if let Some(beside) = beside.filter(|it| it.starts_with(around))
                && !order.iter().any(|it| it == beside)
            {
                order.push(beside.to_vec());
            }
        }
        shift(&mut order, &path.to_vec(), by)?;
        let is_among = |folder: &[String]| {
            let beside = folder.get(..path.len())?;
            order.iter().position(|it| it == beside)
        };
        let first = self
            .feeds
            .iter()
            .position(|it| is_among(&path_of(it)).is_some())?;
        let last = self
            .feeds
            .iter()
            .rposition(|it| is_among(&path_of(it)).is_some())?;
        if let Some(beside) = self.feeds.get_mut(first..=last) {
            beside.sort_by_cached_key(|it| is_among(&path_of(it)));
        }
        self.arrange();
        Some(Change::OrderFolders(name.clone(), order))
    }
}

/// Moves one of the list by so many places, as far as there are any; none when it stays.
fn shift<T: PartialEq>(list: &mut Vec<T>, what: &T, by: isize) -> Option<()> {
    let from = list.iter().position(|it| it == what)?;
    let to = from
        .saturating_add_signed(by)
        .min(list.len().saturating_sub(1));
    if from == to {
        return None;
    }
    let moved = list.remove(from);
    list.insert(to, moved);
    Some(())
}
