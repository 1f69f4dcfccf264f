//! A list of articles: a window of rows around the selection, grouped by day. Rows that were acted
//! on stay, dimmed, until the list is left; new rows never move the selection.

mod commands;
mod picks;
mod reach;
mod render;
mod touched;
mod window;

pub use commands::{NO_ARTICLE, commands, lacks_article};
pub use picks::Picked;
pub use render::{Situation, Words, render};

use crate::model::{
    ArticleId, ArticleQuery, ArticleRow, Expression, FeedId, Mark, MarkChange, SavedFilter, Scope,
    Snippet, Sort, Timestamp,
};
use crate::tui::core::{Ask, Call, Effect, Moves, Step, Timer, marks};
use crate::tui::kit::{keep_at_pointer, keep_in_view, time};
use jiff::civil::Date;
use jiff::tz::TimeZone;
use picks::Picks;
use std::collections::BTreeMap;
use touched::Touched;
use window::Asked;

pub const NAME: &str = "articles";

/// Below this width a row has no room for its outlet: it takes a second line for it where the list has the
/// screen for itself. In a pane the article beside it says the outlet, and twice as many titles count more.
const NARROW: u16 = 50;

/// A line of the list.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Line {
    Day(Date),
    /// The feed of the rows below it.
    Feed(usize),
    /// Where the last visit ended.
    Since,
    Row(usize),
    /// The second line of a row.
    More(usize),
}

#[derive(Clone, Debug, PartialEq)]
pub struct Articles {
    pub query: ArticleQuery,
    /// The named query that this is the list of.
    pub named: Option<SavedFilter>,
    rows: Vec<ArticleRow>,
    has_before: bool,
    has_after: bool,
    /// More is found than it has rows: the best alone.
    is_cut: bool,
    /// The same before something was done to all of it.
    had_more: bool,
    /// The store has answered.
    is_loaded: bool,
    selected: Option<ArticleId>,
    /// What a click selected, until something else is.
    clicked: Option<ArticleId>,
    /// Rows acted on: they stay.
    touched: Touched,
    picks: Picks,
    /// The newest article of the store when the rows were read.
    newest: ArticleId,
    /// Nothing was moved or decided here yet.
    is_fresh: bool,
    lines: Vec<Line>,
    /// First visible line.
    top: usize,
    width: u16,
    height: usize,
    /// No pane stands beside it.
    is_alone: bool,
    asked: Option<Asked>,
    /// Number of the newest request.
    request: u64,
    /// Began empty and was not touched since: the selection waits at the top for what comes.
    is_waiting: bool,
    last_visit: Option<Timestamp>,
    zone: TimeZone,
    /// Where the words of the query stand, below each row; none where it asks for no words.
    snippets: Option<Snippets>,
}

/// Places in texts, of the rows that were on the screen.
#[derive(Clone, Debug, Default, PartialEq)]
struct Snippets {
    known: BTreeMap<ArticleId, Snippet>,
    /// What was asked for last.
    asked: Vec<ArticleId>,
}

impl Articles {
    /// A list that was not asked for yet; `request` is the newest number used so far.
    pub fn new(
        query: ArticleQuery,
        selected: Option<ArticleId>,
        last_visit: Option<Timestamp>,
        zone: TimeZone,
        request: u64,
    ) -> Self {
        let asks_for_words = query
            .filter
            .as_ref()
            .is_some_and(Expression::asks_for_words);
        Self {
            snippets: asks_for_words.then(Snippets::default),
            query,
            named: None,
            rows: Vec::new(),
            has_before: false,
            has_after: false,
            is_cut: false,
            had_more: false,
            is_loaded: false,
            selected,
            clicked: None,
            touched: Touched::default(),
            picks: Picks::default(),
            newest: ArticleId::default(),
            is_fresh: true,
            lines: Vec::new(),
            top: 0,
            width: 80,
            height: 20,
            is_alone: false,
            asked: None,
            request,
            is_waiting: false,
            last_visit,
            zone,
        }
    }

    pub fn rows(&self) -> &[ArticleRow] {
        &self.rows
    }

    pub fn is_loaded(&self) -> bool {
        self.is_loaded
    }

    /// The newest article of the store when the list was drawn.
    pub fn newest(&self) -> ArticleId {
        self.newest
    }

    pub fn request(&self) -> u64 {
        self.request
    }

    /// The list is shown again; `request` is the newest number used meanwhile.
    pub fn resume(&mut self, request: u64) {
        self.request = self.request.max(request);
    }

    pub fn selected(&self) -> Option<&ArticleRow> {
        self.index().map(|index| &self.rows[index])
    }

    pub fn selected_id(&self) -> Option<ArticleId> {
        self.selected
    }

    /// Place of the selection from the top, where that is known.
    pub fn place(&self) -> Option<usize> {
        self.index()
            .filter(|_| !self.has_before)
            .map(|index| index + 1)
    }

    pub fn select(&mut self, id: ArticleId) {
        (self.is_waiting, self.is_fresh) = (false, false);
        self.selected = Some(id);
    }

    /// A key was about a row: the selection follows the top no more.
    pub fn stop_waiting(&mut self) {
        self.is_waiting &= self.rows.is_empty();
    }

    /// The row stays in the list, whether it matches or not.
    pub fn keep(&mut self, id: ArticleId) {
        self.touched.add(id);
    }

    /// Feeds are not subscribed to any more: what is unread of them stays no longer for what was done to it.
    pub fn let_go(&mut self, feeds: &[FeedId]) {
        let is_idle = |mark: &Mark| {
            mark.read_at.is_none() && mark.saved_at.is_none() && mark.queue_rank.is_none()
        };
        let rows = self.rows.iter().filter(|row| feeds.contains(&row.feed));
        for row in rows.filter(|row| is_idle(&row.mark)) {
            self.touched.remove(row.id);
        }
    }

    /// It is the list of a named query; it has no snippets, being read like a feed.
    pub fn of_named(mut self, named: Option<SavedFilter>) -> Self {
        if named.is_some() {
            self.snippets = None;
        }
        self.named = named;
        self
    }

    /// Until its own rows come, it shows those of a list before it, from their top: one can move there already.
    pub fn showing(mut self, before: &Self) -> Self {
        if before.is_loaded {
            self.rows.clone_from(&before.rows);
            (self.has_before, self.has_after) = (before.has_before, before.has_after);
            self.is_cut = before.is_cut;
            (self.width, self.height) = (before.width, before.height);
            self.snippets.clone_from(&before.snippets);
            (self.is_loaded, self.is_waiting) = (true, true);
            self.arrange();
        }
        self
    }

    /// Another day has begun; whether the list is of that.
    pub fn begin_day(&mut self, today: Timestamp) -> bool {
        if let Scope::Today(start) = &mut self.query.scope {
            *start = today;
            return true;
        }
        false
    }

    /// How many rows it has, and whether there are more, or were before all of them were acted on.
    pub fn count(&self) -> (usize, bool) {
        let has_more = self.has_more() || self.had_more || self.is_cut;
        (self.rows.len(), has_more)
    }

    /// More is found than it has rows, and none of that is acted on.
    pub const fn is_cut(&self) -> bool {
        self.is_cut
    }

    /// It is longer than what is in memory.
    pub const fn has_more(&self) -> bool {
        self.has_before || self.has_after
    }

    /// Something is done to all of it: what is not in memory is not kept in it.
    pub fn acted_on(&mut self) {
        self.had_more |= self.has_more();
    }

    /// Rows that the list is not about any more: they stay because something was done to them.
    pub fn kept(&self) -> usize {
        let query = &self.query;
        let is_out = |mark: &Mark| match query.scope {
            Scope::Unread => mark.read_at.is_some(),
            Scope::Saved => mark.saved_at.is_none(),
            Scope::Queue => mark.queue_rank.is_none(),
            Scope::History => mark.read_at.is_none(),
            _ => !query.show_read && mark.read_at.is_some(),
        };
        self.rows.iter().filter(|row| is_out(&row.mark)).count()
    }

    /// The list is shown in another way: it is not new to the reader.
    pub fn known(mut self) -> Self {
        self.is_fresh = false;
        self
    }

    /// On a list where nothing was moved yet: the first unread row since the last visit, if it stands
    /// above the selection.
    pub fn first_new(&self) -> Option<ArticleId> {
        let visit = self.last_visit.filter(|_| self.is_fresh)?;
        let above = self.rows.iter().take(self.index()?);
        let is_new = |row: &&ArticleRow| row.sort_at > visit && row.mark.read_at.is_none();
        above.clone().find(is_new).map(|row| row.id)
    }

    /// The first unread row above the selection, of those in memory.
    pub fn unread_above(&self) -> Option<ArticleId> {
        let mut above = self.rows.iter().take(self.index()?);
        above
            .find(|row| row.mark.read_at.is_none())
            .map(|row| row.id)
    }

    /// All rows in memory stay in the list, likewise.
    pub fn keep_all(&mut self) {
        let ids = self.rows.iter().map(|row| row.id);
        ids.for_each(|id| self.touched.add(id));
    }

    pub fn row_after(&self, step: Step) -> Option<&ArticleRow> {
        let index = self.index()?;
        match step {
            Step::Forward => self.rows.get(index + 1),
            Step::Backward => self.rows.get(index.checked_sub(1)?),
        }
    }

    /// The unread row so many further on among the loaded ones, else the last of them where the list
    /// ends; the second part tells whether it ends there for certain.
    pub fn next_unread(&self, step: Step, times: usize) -> (Option<ArticleId>, bool) {
        let is_unread = |row: &&ArticleRow| row.mark.read_at.is_none();
        let at = self.index();
        let unread: Vec<&ArticleRow> = match step {
            Step::Forward => {
                let below = self.rows.iter().skip(at.map_or(0, |at| at + 1));
                below.filter(is_unread).take(times).collect()
            }
            Step::Backward => {
                let above = self.rows.iter().take(at.unwrap_or(0)).rev();
                above.filter(is_unread).take(times).collect()
            }
        };
        let is_end = if step.is_forward() {
            !self.has_after
        } else {
            !self.has_before
        };
        let found = unread.last().filter(|_| is_end || unread.len() == times);
        (found.map(|row| row.id), is_end)
    }

    /// Shows a change before the store has answered: its rows stay. What is no row of this list stays out of it, however
    /// soon it was opened behind the key.
    pub fn mark(&mut self, what: &MarkChange, articles: &[ArticleId], now: Timestamp) {
        let rows = self.rows.iter().map(|row| row.id);
        let touched = rows.filter(|id| articles.contains(id));
        touched.for_each(|id| self.touched.add(id));
        self.overlay(what, articles, now);
    }

    /// The same on rows that came since it was made: they stay only as long as they match.
    pub fn overlay(&mut self, what: &MarkChange, articles: &[ArticleId], now: Timestamp) {
        for id in articles {
            let work = self
                .rows
                .iter()
                .find(|row| row.id == *id)
                .map(|row| row.work);
            let same = self
                .rows
                .iter_mut()
                .filter(|row| row.id == *id || Some(row.work) == work);
            same.for_each(|row| marks::apply(&mut row.mark, what, now));
        }
    }

    /// Where reading stopped, for when the article is opened again.
    pub fn remember(&mut self, article: ArticleId, position: u32) {
        if let Some(row) = self.rows.iter_mut().find(|row| row.id == article) {
            row.mark.position = position;
        }
    }

    /// A click on a line of the screen; the second on the same row opens it.
    pub fn click(&mut self, line: usize, call: &mut Call) {
        if let Some(Line::Row(index) | Line::More(index)) = self.lines.get(self.top + line) {
            let id = self.rows[*index].id;
            if self.selected == Some(id) {
                call.ask(Ask::Open);
            } else {
                self.select(id);
                self.clicked = Some(id);
                rest(call);
            }
        }
    }

    /// `is_alone`: no pane stands beside it.
    pub fn settle(&mut self, width: u16, height: usize, is_alone: bool) -> Vec<Effect> {
        self.height = height;
        if (self.width, self.is_alone) != (width, is_alone) {
            (self.width, self.is_alone) = (width, is_alone);
            self.arrange();
        }
        if self.is_waiting {
            self.selected = self.rows.first().map(|row| row.id);
        }
        if self.is_loaded && self.index().is_none() && self.asked.is_none() {
            self.selected = self.rows.first().map(|row| row.id);
        }
        let last = self.last_line();
        self.clicked.take_if(|id| self.selected != Some(*id));
        let keep = match self.clicked {
            Some(_) => keep_at_pointer,
            None => keep_in_view,
        };
        self.top = keep(self.top, self.line().max(last), self.lines.len(), height);
        self.top = keep(self.top, self.line(), self.lines.len(), height);
        self.settle_picks();
        self.want_more()
            .into_iter()
            .chain(self.want_snippets())
            .collect()
    }

    /// The places of the rows on the screen that are not known.
    fn want_snippets(&mut self) -> Option<Effect> {
        let height = self.height;
        let snippets = self.snippets.as_mut().filter(|_| self.asked.is_none())?;
        let visible = self.lines.iter().skip(self.top).take(height);
        let ids = visible.filter_map(|line| match line {
            Line::More(index) => self.rows.get(*index).map(|row| row.id),
            _ => None,
        });
        let missing: Vec<ArticleId> = ids.filter(|id| !snippets.known.contains_key(id)).collect();
        if missing.is_empty() || missing == snippets.asked {
            return None;
        }
        snippets.asked.clone_from(&missing);
        Some(Effect::Snippets {
            query: self.query.clone(),
            articles: missing,
        })
    }

    /// Takes places in texts, if they are those of its words.
    pub fn take_snippets(&mut self, query: &ArticleQuery, found: Vec<(ArticleId, Snippet)>) {
        if let Some(snippets) = self.snippets.as_mut().filter(|_| self.query == *query) {
            snippets.known.extend(found);
        }
    }

    #[cfg(test)]
    pub fn is_sound(&self) -> bool {
        let line = self.line();
        let is_visible = self.top <= line && line < self.top + self.height.max(1);
        let is_selected = self.index().is_some() || self.rows.is_empty() || self.asked.is_some();
        is_selected && (self.rows.is_empty() || is_visible)
    }

    /// Line of the selection on the screen.
    pub fn cursor(&self) -> usize {
        self.line().saturating_sub(self.top)
    }

    fn index(&self) -> Option<usize> {
        let selected = self.selected?;
        self.rows.iter().position(|row| row.id == selected)
    }

    /// Line of the selected row.
    fn line(&self) -> usize {
        let Some(index) = self.index() else { return 0 };
        self.lines
            .iter()
            .position(|line| *line == Line::Row(index))
            .unwrap_or(0)
    }

    fn last_line(&self) -> usize {
        self.line() + usize::from(self.has_two_lines())
    }

    fn has_two_lines(&self) -> bool {
        self.is_narrow_alone() || self.snippets.is_some()
    }

    fn is_narrow_alone(&self) -> bool {
        self.is_alone && self.width < NARROW
    }

    /// Articles of one day stand under a heading, where the order is by date.
    fn has_days(&self) -> bool {
        let has_dates = !matches!(self.query.scope, Scope::Queue | Scope::History);
        has_dates && self.query.sort.is_by_date() && self.snippets.is_none()
    }

    /// Lines from rows.
    fn arrange(&mut self) {
        let mut lines = Vec::with_capacity(self.rows.len() + 16);
        let mut day = None;
        let visit = self.last_visit.filter(|_| self.has_days());
        let mut was_new = None;
        let mut feed = None;
        for (index, row) in self.rows.iter().enumerate() {
            let is_new = visit.map(|visit| row.sort_at > visit);
            if was_new.is_some() && was_new != is_new {
                lines.push(Line::Since);
            }
            was_new = is_new;
            if self.query.sort == Sort::Feed && feed != Some(row.feed) {
                lines.push(Line::Feed(index));
            }
            feed = Some(row.feed);
            let date = Some(time::day(row.sort_at, &self.zone)).filter(|_| self.has_days());
            if date != day {
                lines.extend(date.map(Line::Day));
            }
            day = date;
            lines.push(Line::Row(index));
            if self.has_two_lines() {
                lines.push(Line::More(index));
            }
        }
        self.lines = lines;
    }

    pub fn shows_feed(&self) -> bool {
        !matches!(self.query.scope, Scope::Feed(_))
    }
}

impl Moves for Articles {
    fn step(&mut self, by: i64, call: &mut Call) {
        if self.lacks(by, call) {
            return;
        }
        (self.is_waiting, self.is_fresh) = (false, false);
        let Some(index) = self.index() else { return };
        let by = isize::try_from(by).unwrap_or(0);
        let index = index
            .saturating_add_signed(by)
            .min(self.rows.len().saturating_sub(1));
        self.selected = self.rows.get(index).map(|row| row.id);
        rest(call);
    }

    fn to(&mut self, line: Option<usize>, call: &mut Call) {
        if self.lacks_row(line, call) {
            return;
        }
        (self.is_waiting, self.is_fresh) = (false, false);
        match line {
            Some(0) if self.has_before => call.asks.extend(self.jump(false)),
            None if self.has_after => call.asks.extend(self.jump(true)),
            Some(line) => {
                let index = line.min(self.rows.len().saturating_sub(1));
                self.selected = self.rows.get(index).map(|row| row.id);
            }
            None => self.selected = self.rows.last().map(|row| row.id),
        }
        rest(call);
    }

    fn page(&mut self) -> i64 {
        let rows = if self.has_two_lines() {
            self.height / 2
        } else {
            self.height
        };
        rows as i64
    }
}

/// The selection has moved: a preview may follow when it rests, and it is remembered.
fn rest(call: &mut Call) {
    for (timer, milliseconds) in [(Timer::Rest, 60), (Timer::Remember, 1000)] {
        call.ask(Ask::Effect(Effect::Later {
            timer,
            milliseconds,
        }));
    }
}
