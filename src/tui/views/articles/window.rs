//! Which rows are in memory: a window around the selection, asked for anew when the selection
//! comes near its ends or the store changed. Never the whole table.

use super::Articles;
use crate::model::{Anchor, ArticleId, ArticleRow, Scope, Sort, Window};
use crate::tui::core::{Ask, Effect};
use std::collections::HashSet;

/// Rows on each side of the selection: two screens and a half.
pub(super) const SIDE: u32 = 100;
/// Rows left before an end when more are asked for.
const NEAR: usize = 40;
/// Rows acted on that are kept at most; older ones go.
const KEPT: usize = 400;

/// A request under way.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Asked {
    request: u64,
    rows: Rows,
    /// The end of the answer that is selected then: the first row, the last, or none.
    selects: Option<Anchor>,
    /// A key waits for it: what is asked meanwhile is asked in the same way.
    is_awaited: bool,
}

/// Which rows: so many on each side of an anchor.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Rows {
    anchor: Anchor,
    before: u32,
    after: u32,
}

impl Rows {
    fn around(anchor: Anchor) -> Self {
        let is_inside = matches!(anchor, Anchor::Article(_));
        Self {
            anchor,
            before: if is_inside { SIDE } else { 0 },
            after: SIDE,
        }
    }
}

impl Articles {
    /// Asks for the rows around the selection, or where a key leads that waits.
    pub fn load(&mut self) -> Effect {
        if let Some(asked) = self.asked.filter(|asked| asked.is_awaited) {
            return self.ask(asked.rows, asked.selects, true);
        }
        let anchor = self.settled().map_or(Anchor::Top, Anchor::Article);
        self.ask(Rows::around(anchor), None, false)
    }

    /// Asks for so many rows above and below the selection: a key waits for them.
    pub(super) fn read(&mut self, before: u32, after: u32) -> Effect {
        let anchor = self.settled().map_or(Anchor::Top, Anchor::Article);
        self.read_from(anchor, before, after)
    }

    pub(super) fn read_from(&mut self, anchor: Anchor, before: u32, after: u32) -> Effect {
        let rows = Rows {
            anchor,
            before,
            after,
        };
        self.ask(rows, None, true)
    }

    /// The row to load around: the selection; or, where what was done to it may have taken it to another
    /// place of the order, the nearest row to which nothing was done.
    fn settled(&self) -> Option<ArticleId> {
        let selected = self.selected?;
        if self.query.sort != Sort::Unread || !self.touched.contains(selected) {
            return Some(selected);
        }
        let at = self.index()?;
        let is_settled = |row: &&ArticleRow| !self.touched.contains(row.id);
        let below = self.rows.iter().skip(at).find(is_settled);
        let nearest = below.or_else(|| self.rows.iter().take(at).rev().find(is_settled));
        nearest.map(|row| row.id).or(Some(selected))
    }

    /// To an end of the list that is not in memory.
    pub(super) fn jump(&mut self, to_end: bool) -> Option<Ask> {
        let anchor = if to_end { Anchor::Bottom } else { Anchor::Top };
        Some(Ask::Effect(self.ask(
            Rows::around(anchor),
            Some(anchor),
            true,
        )))
    }

    /// The request that is not answered yet.
    pub fn asked(&self) -> Option<u64> {
        self.asked.map(|asked| asked.request)
    }

    /// Rows are on the way that the next key may be about: the list's first, or those behind the end of a window.
    pub fn awaits_rows(&self) -> bool {
        let Some(asked) = self.asked else {
            return false;
        };
        let is_at_end = || {
            self.index()
                .is_none_or(|index| self.is_near_end(index, self.height))
        };
        !self.is_loaded || self.is_waiting || asked.is_awaited || is_at_end()
    }

    /// Goes to an article, wherever in the list it is.
    pub fn go_to(&mut self, id: ArticleId) -> Option<Effect> {
        self.select(id);
        self.asked.take_if(|asked| asked.is_awaited);
        self.index().is_none().then(|| self.load())
    }

    fn ask(&mut self, rows: Rows, selects: Option<Anchor>, is_awaited: bool) -> Effect {
        self.request += 1;
        self.asked = Some(Asked {
            request: self.request,
            rows,
            selects,
            is_awaited,
        });
        Effect::Load {
            request: self.request,
            query: self.query.clone(),
            anchor: rows.anchor,
            before: rows.before,
            after: rows.after,
            kept: self.kept_around(),
        }
    }

    /// Rows that stay: those around the selection first, then those that something was done to last.
    fn kept_around(&self) -> Vec<ArticleId> {
        let from = self.index().unwrap_or(0).saturating_sub(KEPT / 2);
        let around = self.rows.iter().skip(from).take(KEPT).map(|row| row.id);
        let around: Vec<ArticleId> = around.filter(|id| self.touched.contains(*id)).collect();
        let is_elsewhere = |id: &ArticleId| !around.contains(id);
        let elsewhere = self.touched.newest().filter(is_elsewhere);
        let elsewhere: Vec<ArticleId> = elsewhere.take(KEPT - around.len()).collect();
        [around, elsewhere].concat()
    }

    /// Fewer rows than these lie between a row and an end of the window that is not the list's.
    fn is_near_end(&self, index: usize, rows: usize) -> bool {
        (self.has_before && index < rows) || (self.has_after && index + rows >= self.rows.len())
    }

    /// The selection came near an end that is not the list's.
    pub(super) fn want_more(&mut self) -> Option<Effect> {
        let index = self.index().filter(|_| self.asked.is_none())?;
        let is_near = self.is_near_end(index, NEAR);
        is_near.then(|| self.load())
    }

    /// Takes an answer; false when it is not the newest.
    pub fn take(&mut self, request: u64, window: Window, kept: Vec<ArticleRow>) -> bool {
        let Some(asked) = self.asked.filter(|asked| asked.request == request) else {
            return false;
        };
        self.asked = None;
        let was_index = self.index();
        let on_screen = self.line().saturating_sub(self.top);
        if !self.is_loaded && window.rows.is_empty() {
            self.is_waiting = true;
        }
        self.is_loaded = true;
        self.newest = window.newest;
        let old: Vec<ArticleId> = self.rows.iter().map(|row| row.id).collect();
        self.rows = window.rows;
        let kept = self.stay(kept, &old);
        (self.has_before, self.has_after) = (window.has_before, window.has_after);
        self.is_cut = window.is_cut;
        let known: HashSet<ArticleId> = self.rows.iter().map(|row| row.id).collect();
        for row in kept {
            if !known.contains(&row.id) {
                self.put_back(row, &old);
            }
        }
        self.arrange();
        match asked.selects {
            Some(Anchor::Bottom) => self.selected = self.rows.last().map(|row| row.id),
            Some(_) => self.selected = self.rows.first().map(|row| row.id),
            None if self.index().is_none() => {
                let index = was_index
                    .unwrap_or(window.above as usize)
                    .min(self.rows.len().saturating_sub(1));
                self.selected = self.rows.get(index).map(|row| row.id);
            }
            None => {}
        }
        if was_index.is_some() || asked.selects.is_some() {
            self.top = self.line().saturating_sub(on_screen);
        }
        true
    }

    /// Rows that were taken elsewhere by what was done to them are kept, too.
    fn stay(&mut self, mut kept: Vec<ArticleRow>, old: &[ArticleId]) -> Vec<ArticleRow> {
        if self.query.sort == Sort::Unread {
            let touched = &self.touched;
            let is_kept = |row: &ArticleRow| touched.contains(row.id) && old.contains(&row.id);
            self.rows.retain(|row| !is_kept(row));
            // In the order in which they stood, so that each finds the one above it.
            let place = |row: &ArticleRow| old.iter().position(|id| *id == row.id);
            kept.sort_by_key(place);
        }
        kept
    }

    /// A row that does not match any more stays where it was.
    fn put_back(&mut self, row: ArticleRow, old: &[ArticleId]) {
        let is_by_date = !matches!(self.query.scope, Scope::Queue | Scope::History);
        let index = if is_by_date && self.query.sort.is_by_date() {
            self.by_date(&row)
        } else {
            self.by_neighbour(row.id, old)
        };
        if let Some(index) = index {
            self.rows.insert(index, row);
        }
    }

    fn by_date(&self, row: &ArticleRow) -> Option<usize> {
        let key = |row: &ArticleRow| (row.sort_at, row.id);
        let is_before = |other: &ArticleRow| match self.query.sort {
            Sort::Oldest => key(other) < key(row),
            _ => key(other) > key(row),
        };
        let index = self.rows.partition_point(is_before);
        let is_outside =
            (index == 0 && self.has_before) || (index == self.rows.len() && self.has_after);
        (!is_outside).then_some(index)
    }

    fn by_neighbour(&self, id: ArticleId, old: &[ArticleId]) -> Option<usize> {
        let at = old.iter().position(|other| *other == id)?;
        let place = |id: &ArticleId| self.rows.iter().position(|row| row.id == *id);
        let above = old[..at]
            .iter()
            .rev()
            .find_map(place)
            .map(|index| index + 1);
        above
            .or_else(|| old[at..].iter().find_map(place))
            .or(Some(0))
    }
}
