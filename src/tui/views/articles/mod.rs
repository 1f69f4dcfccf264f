//! The list of articles: a window of the whole list, which grows where the selection nears its ends.

mod commands;
mod render;

pub use commands::COMMANDS;
pub use render::{Surroundings, ages, render};

use crate::model::{
    Anchor, ArticleId, ArticleQuery, ArticleRow, MarkChange, Scope, Timestamp, Window,
};
use crate::tui::core::Effect;
use crate::tui::kit::day;
use jiff::tz::TimeZone;
use std::collections::HashSet;

/// Rows kept on either side of the selection; more are asked for when fewer than a third are left.
const AROUND: u32 = 150;
const NEAR: usize = 50;
/// Rows that stay visible above and below the selection.
const MARGIN: usize = 3;
/// Below this width a row takes two lines.
pub const NARROW: u16 = 50;

/// What to select when the list comes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Select {
    Keep,
    First,
    Last,
    Article(ArticleId),
}

#[derive(Debug)]
pub struct View {
    pub query: ArticleQuery,
    /// What the list is called: "unread", a feed's title.
    pub title: String,
    pub rows: Vec<ArticleRow>,
    pub selected: usize,
    /// Lines of the list above the first one on the screen.
    pub top: usize,
    pub has_before: bool,
    pub has_after: bool,
    pub is_loading: bool,
    /// Acted on here: they stay, dimmed, until the list is left.
    pub acted: HashSet<ArticleId>,
    /// The newest question; answers to older ones are stale.
    pub request: u64,
    select: Select,
    /// Where the last visit ended: newer articles stand above the line.
    pub last_visit: Option<Timestamp>,
    /// Lines between rows, before the row of that index.
    pub heads: Vec<(usize, Head)>,
    /// A key or click was meant for this list: from then on the selection stays where it is.
    pub is_touched: bool,
}

/// A line between rows.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Head {
    Day(String),
    /// So many articles above came since the last visit.
    LastVisit(usize),
}

impl View {
    pub fn new(query: ArticleQuery, title: String) -> Self {
        Self {
            query,
            title,
            rows: Vec::new(),
            selected: 0,
            top: 0,
            has_before: false,
            has_after: false,
            is_loading: false,
            acted: HashSet::new(),
            request: 0,
            select: Select::First,
            last_visit: None,
            heads: Vec::new(),
            is_touched: false,
        }
    }

    pub fn selected(&self) -> Option<&ArticleRow> {
        self.rows.get(self.selected)
    }

    pub fn position_of(&self, id: ArticleId) -> Option<usize> {
        self.rows.iter().position(|row| row.id == id)
    }

    /// Asks for the list anew; what is shown stays until the answer comes.
    pub fn load(&mut self, select: Select, request: u64) -> Effect {
        let anchor = match select {
            Select::First => Anchor::Top,
            Select::Last => Anchor::Bottom,
            Select::Article(id) => Anchor::Article(id),
            Select::Keep => self
                .selected()
                .map_or(Anchor::Top, |row| Anchor::Article(row.id)),
        };
        // At the top of the list what comes in above is shown, without moving the selection.
        let anchor =
            if select == Select::Keep && self.selected < AROUND as usize && !self.has_before {
                Anchor::Top
            } else {
                anchor
            };
        (self.request, self.select, self.is_loading) = (request, select, true);
        let query = self.query.clone();
        Effect::LoadList {
            request,
            query,
            anchor,
            before: AROUND,
            after: 2 * AROUND,
        }
    }

    /// More rows on both sides of the selection, which stays where it is.
    pub fn load_around(&mut self, request: u64) -> Effect {
        (self.request, self.select, self.is_loading) = (request, Select::Keep, true);
        let anchor = self
            .selected()
            .map_or(Anchor::Top, |row| Anchor::Article(row.id));
        let query = self.query.clone();
        Effect::LoadList {
            request,
            query,
            anchor,
            before: 2 * AROUND,
            after: 2 * AROUND,
        }
    }

    /// The answer; a stale one is dropped.
    pub fn loaded(&mut self, request: u64, window: Window, height: u16, columns: u16) {
        if request != self.request {
            return;
        }
        self.is_loading = false;
        let old_id = self.selected().map(|row| row.id);
        let on_screen = self
            .line_of(self.selected, columns)
            .saturating_sub(self.top);
        let rows = self.with_acted(window.rows);
        (self.rows, self.has_before, self.has_after) = (rows, window.has_before, window.has_after);
        let wanted = match self.select {
            Select::First => Some(0),
            Select::Last => Some(self.rows.len().saturating_sub(1)),
            Select::Article(id) => self.position_of(id),
            // What comes in above a list that nobody has touched yet is what it begins with.
            Select::Keep if !self.is_touched && self.selected == 0 && !self.has_before => Some(0),
            Select::Keep => old_id.and_then(|id| self.position_of(id)),
        };
        let keeps_place = self.select == Select::Keep && wanted.is_some();
        self.selected = wanted.unwrap_or(self.selected);
        self.select = Select::Keep;
        self.settle(height, columns);
        if keeps_place {
            self.top = self
                .line_of(self.selected, columns)
                .saturating_sub(on_screen);
        }
        self.settle(height, columns);
    }

    /// Rows acted on that the query does not hold any more stay where they were.
    fn with_acted(&self, mut new: Vec<ArticleRow>) -> Vec<ArticleRow> {
        let known: HashSet<ArticleId> = new.iter().map(|row| row.id).collect();
        let mut before: Option<ArticleId> = None;
        for old in &self.rows {
            if self.acted.contains(&old.id) && !known.contains(&old.id) {
                let place = before.and_then(|id| new.iter().position(|row| row.id == id));
                new.insert(place.map_or(0, |place| place + 1), old.clone());
            }
            before = Some(old.id);
        }
        new
    }

    /// Rows are needed at an end that the selection is near.
    pub fn wants_more(&self) -> bool {
        !self.is_loading
            && ((self.has_after && self.selected + NEAR >= self.rows.len())
                || (self.has_before && self.selected < NEAR))
    }

    pub fn step(&mut self, rows: i64) {
        let last = self.rows.len().saturating_sub(1) as i64;
        self.selected = (self.selected as i64)
            .saturating_add(rows)
            .clamp(0, last.max(0)) as usize;
    }

    /// Shows a mark at once; the store's answer replaces it.
    pub fn mark(&mut self, id: ArticleId, what: &MarkChange, now: Timestamp) {
        let Some(work) = self
            .rows
            .iter()
            .find(|row| row.id == id)
            .map(|row| row.work)
        else {
            return;
        };
        for row in self.rows.iter_mut().filter(|row| row.work == work) {
            apply(&mut row.mark, what, now);
            self.acted.insert(row.id);
        }
    }

    /// The next row in a direction that is unread.
    pub fn next_unread(&self, is_forward: bool) -> Option<usize> {
        let is_unread = |index: &usize| self.rows[*index].mark.read_at.is_none();
        if is_forward {
            (self.selected + 1..self.rows.len()).find(is_unread)
        } else {
            (0..self.selected.min(self.rows.len()))
                .rev()
                .find(is_unread)
        }
    }

    pub const fn row_height(columns: u16) -> usize {
        if columns < NARROW { 2 } else { 1 }
    }

    /// Lines of the list before a row, day lines among them.
    pub fn line_of(&self, index: usize, columns: u16) -> usize {
        let days = self.heads.iter().take_while(|head| head.0 <= index).count();
        index * Self::row_height(columns) + days
    }

    /// Brings the selection back into the list and the screen.
    pub fn settle(&mut self, height: u16, columns: u16) {
        self.selected = self.selected.min(self.rows.len().saturating_sub(1));
        let height = usize::from(height).max(1);
        let line = self.line_of(self.selected, columns);
        let own = Self::row_height(columns);
        let margin = MARGIN.min(height.saturating_sub(own) / 2);
        let lines = self.line_of(self.rows.len(), columns);
        if line < self.top + margin {
            self.top = line.saturating_sub(margin);
        }
        if line + own + margin > self.top + height {
            self.top = (line + own + margin).saturating_sub(height);
        }
        self.top = self.top.min(lines.saturating_sub(height));
    }

    pub fn scope_is_about_dates(&self) -> bool {
        !matches!(self.query.scope, Scope::Queue | Scope::History)
    }
}

/// What a change makes of a mark.
pub fn apply(mark: &mut crate::model::Mark, what: &MarkChange, now: Timestamp) {
    match what {
        MarkChange::Read => mark.read_at = mark.read_at.or(Some(now)),
        MarkChange::Unread => (mark.read_at, mark.dismissed_at) = (None, None),
        MarkChange::Done => (mark.read_at, mark.queue_rank) = (mark.read_at.or(Some(now)), None),
        MarkChange::Dismiss => {
            (mark.read_at, mark.queue_rank) = (mark.read_at.or(Some(now)), None);
            mark.dismissed_at = Some(now);
        }
        MarkChange::Save => mark.saved_at = mark.saved_at.or(Some(now)),
        MarkChange::Unsave => mark.saved_at = None,
        MarkChange::Queue => mark.queue_rank = mark.queue_rank.or(Some(i64::MAX)),
        MarkChange::Unqueue => mark.queue_rank = None,
        MarkChange::Tag(_) | MarkChange::Untag(_) => {}
    }
}

/// Days change as time passes and rows come: made anew by `update` before drawing.
impl View {
    pub fn set_days(&mut self, now: Timestamp, zone: &TimeZone) {
        self.heads.clear();
        if !self.scope_is_about_dates() {
            return;
        }
        let mut last = String::new();
        let mut above = 0_usize;
        let mut is_behind = self.last_visit.is_none();
        for (index, row) in self.rows.iter().enumerate() {
            let is_old = self.last_visit.is_some_and(|visit| row.first_seen <= visit);
            if is_old && !is_behind {
                if above > 0 {
                    self.heads.push((index, Head::LastVisit(above)));
                }
                is_behind = true;
            }
            above += usize::from(!is_old);
            let name = day(row.sort_at, now, zone);
            if name != last {
                self.heads.push((index, Head::Day(name.clone())));
                last = name;
            }
        }
    }
}
