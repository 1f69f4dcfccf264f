//! A store in memory, and a screen to look at.

use crate::config::Config;
use crate::model::{
    Activity, Anchor, Applied, ArticleId, ArticleQuery, ArticleRow, Change, Changed, Chosen,
    Counts, Feed, FeedId, FeedSettings, FilterId, GroupId, Health, Link, Mark, MarkChange, Outlet,
    OutletId, Part, SavedFilter, SavedFilterId, Scope, Snippet, Sort, StoredFilter, Target, Theme,
    Timestamp, Window, WorkId,
};
use crate::page::{Line, Page, Role, Span};
use crate::query::Facts;
use crate::text::{Clean, clean_line};
use crate::tui::app::{Beginning, Place, State, render, settle, update};
use crate::tui::core::{
    Effect, End, Event, Keymap, Settings, Text, Timer, Wishes, marks, parse_keys,
};
use jiff::tz::TimeZone;
use ratatui::Terminal;
use ratatui::backend::TestBackend;
use ratatui::buffer::Buffer;
use ratatui::style::Modifier;
use std::collections::BTreeSet;
use std::fmt::Write as _;
use std::sync::Arc;

/// Tuesday, 24 November 2026, 12:00 UTC.
pub const NOW: Timestamp = Timestamp::from_seconds(1_795_521_600);
const HOUR: i64 = 3600;

/// The embedded themes, read once for all worlds.
fn themes() -> Vec<Theme> {
    static THEMES: std::sync::LazyLock<Vec<Theme>> =
        std::sync::LazyLock::new(|| crate::config::themes(None).0);
    THEMES.clone()
}

/// A group, with the marks as they were.
type Done = (GroupId, MarkChange, Vec<(ArticleId, Mark)>);

pub struct World {
    pub state: State,
    pub rows: Vec<ArticleRow>,
    pub feeds: Vec<Feed>,
    /// Every effect since the last look.
    pub effects: Vec<Effect>,
    /// Changes that can be undone.
    history: Vec<Done>,
    /// Groups that were made.
    groups: i64,
    /// Changes that were taken back.
    undone: Vec<(MarkChange, Vec<ArticleId>)>,
    /// The reader's queries.
    pub named: Vec<SavedFilter>,
    /// Filters that act.
    pub filters: Vec<StoredFilter>,
    /// Effects are kept unanswered.
    pub is_silent: bool,
}

/// How a world begins.
pub struct Plan {
    pub size: (u16, u16),
    pub articles: usize,
    pub catalogue: Vec<Outlet>,
    pub place: Place,
    pub settings: fn(&mut Settings),
    pub wishes: Wishes,
    pub first_view: Option<ArticleQuery>,
    pub first_words: Option<String>,
    /// The reader's queries.
    pub named: Vec<SavedFilter>,
}

impl Default for Plan {
    fn default() -> Self {
        let place = Place::default();
        Self {
            size: (80, 24),
            articles: 30,
            catalogue: Vec::new(),
            place,
            settings: |_| {},
            wishes: Wishes::default(),
            first_view: None,
            first_words: None,
            named: Vec::new(),
        }
    }
}

impl World {
    pub fn new(plan: Plan) -> Self {
        let mut settings = Settings::new(&Config::default(), TimeZone::UTC, themes());
        (plan.settings)(&mut settings);
        let entries = super::super::all_entries();
        let (state, effects) = State::new(Beginning {
            settings,
            keymap: Keymap::new(entries, &plan.wishes).unwrap(),
            catalogue: plan.catalogue,
            size: plan.size,
            now: NOW,
            place: plan.place,
            last_visit: Some(NOW.minus(4 * HOUR)),
            last_article: plan
                .articles
                .checked_sub(4)
                .map(|id| ArticleId::new(id as i64)),
            named: plan.named.clone(),
            first_view: plan.first_view,
            first_words: plan.first_words,
            subscribe: Vec::new(),
        });
        let mut world = Self {
            state,
            rows: articles(plan.articles),
            feeds: if plan.articles == 0 {
                Vec::new()
            } else {
                feeds()
            },
            effects: Vec::new(),
            history: Vec::new(),
            groups: 0,
            undone: Vec::new(),
            named: plan.named,
            filters: Vec::new(),
            is_silent: false,
        };
        world.perform(effects);
        world.effects.clear();
        world
    }

    pub fn of(width: u16, height: u16) -> Self {
        Self::new(Plan {
            size: (width, height),
            ..Plan::default()
        })
    }

    pub fn event(&mut self, event: Event) {
        let effects = update(&mut self.state, event);
        settle::is_sound(&self.state).unwrap();
        self.perform(effects);
    }

    pub fn press(&mut self, keys: &str) -> &mut Self {
        for chord in parse_keys(keys).unwrap() {
            self.event(Event::Key(chord));
        }
        self
    }

    /// Nothing is pressed for a while.
    pub fn rest(&mut self) -> &mut Self {
        self.event(Event::Timer(Timer::Rest));
        self.event(Event::Timer(Timer::Remember));
        self
    }

    pub fn mark(&self, id: i64) -> &Mark {
        &self
            .rows
            .iter()
            .find(|row| row.id.get() == id)
            .unwrap()
            .mark
    }

    pub fn is_read(&self, id: i64) -> bool {
        self.mark(id).read_at.is_some()
    }

    pub fn selected(&self) -> i64 {
        self.state.articles.selected_id().unwrap().get()
    }

    /// The rows that were asked for last come.
    pub fn read_rows(&mut self) {
        let mut effects = self.effects.iter().rev();
        let load = effects
            .find(|it| matches!(it, Effect::Load { .. }))
            .cloned();
        let rows = load.and_then(|load| self.answer(load));
        self.event(rows.unwrap());
    }

    /// The place that was kept last.
    pub fn place(&self) -> Option<Place> {
        self.effects.iter().rev().find_map(|effect| match effect {
            Effect::SetState {
                name: "place",
                value,
            } => Some(Place::read(value)),
            _ => None,
        })
    }

    pub fn has_ended(&self) -> Option<End> {
        self.effects.iter().find_map(|effect| match effect {
            Effect::End(end) => Some(*end),
            _ => None,
        })
    }

    /// Carries out what is wanted, until nothing is.
    fn perform(&mut self, effects: Vec<Effect>) {
        for effect in effects {
            self.effects.push(effect.clone());
            if self.is_silent {
                continue;
            }
            if let Some(event) = self.answer(effect) {
                self.event(event);
            }
        }
    }

    fn laid_out(&self, effect: &Effect) -> Option<Event> {
        let Effect::LayOut {
            article,
            columns,
            lines,
            version,
        } = *effect
        else {
            return None;
        };
        let row = self.rows.iter().find(|row| row.id == article);
        let text = row.map(|row| Text {
            lines,
            version,
            ..text(row, columns)
        });
        Some(text.map_or_else(
            || Event::NotLaidOut {
                article,
                why: clean_line("it is gone"),
            },
            |text| Event::LaidOut {
                article,
                text: Arc::new(text),
            },
        ))
    }

    pub fn answer(&mut self, effect: Effect) -> Option<Event> {
        match effect {
            Effect::Load {
                request,
                query,
                anchor,
                before,
                after,
                kept,
            } => {
                let window = self.window(&query, anchor, before as usize, after as usize);
                let kept = self
                    .rows
                    .iter()
                    .filter(|row| kept.contains(&row.id))
                    .cloned()
                    .collect();
                Some(Event::Rows {
                    request,
                    query,
                    anchor,
                    window,
                    kept,
                })
            }
            Effect::LoadFeeds { .. } => Some(Event::Feeds {
                feeds: self.counted(),
                counts: self.counts(),
                named: self.named.clone(),
                filters: self.filters.clone(),
            }),
            Effect::FindUnread {
                request,
                query,
                from,
                is_forward,
                times,
            } => {
                let found = self.next_unread(&query, from, is_forward, times as usize);
                Some(Event::Unread { request, found })
            }
            effect @ Effect::LayOut { .. } => self.laid_out(&effect),
            Effect::Change { ticket, change } => {
                let answer = Ok(self.change(change));
                Some(Event::Applied {
                    ticket: Some(ticket),
                    answer,
                })
            }
            Effect::Undo(groups) => {
                let answer = Ok(self.undo(&groups));
                Some(Event::Applied {
                    ticket: None,
                    answer,
                })
            }
            Effect::Redo => Some(Event::Applied {
                ticket: None,
                answer: Ok(self.redo()),
            }),
            Effect::CountNews(after) => Some(self.news(after)),
            Effect::LoadNames => Some(self.names()),
            Effect::BrowseRead(article, _) => Some(Event::Opened(article)),
            Effect::CountNamed(lists) => {
                let count = |(id, query)| (id, self.matching(&query).len() as u32);
                Some(Event::Named {
                    counts: lists.into_iter().map(count).collect(),
                    milliseconds: 1,
                })
            }
            Effect::Snippets { query, articles } => {
                let found = articles.into_iter().map(|id| (id, snippet())).collect();
                Some(Event::Snippets { query, found })
            }
            _ => None,
        }
    }

    fn news(&self, after: ArticleId) -> Event {
        let rows = self.rows.iter().filter(|row| row.id > after);
        let feeds: BTreeSet<FeedId> = rows.clone().map(|row| row.feed).collect();
        Event::News {
            articles: rows.count() as u32,
            outlets: feeds.len() as u32,
        }
    }

    fn names(&self) -> Event {
        let tags = self.rows.iter().flat_map(|row| row.mark.tags.clone());
        let tags: BTreeSet<Clean> = tags.collect();
        Event::Names {
            tags: tags.into_iter().collect(),
        }
    }

    fn next_unread(
        &self,
        query: &ArticleQuery,
        from: Option<ArticleId>,
        is_forward: bool,
        times: usize,
    ) -> Option<ArticleId> {
        let mut rows = self.matching(query);
        if !is_forward {
            rows.reverse();
        }
        let at = from.and_then(|id| rows.iter().position(|row| row.id == id));
        let rest = rows.iter().skip(at.map_or(0, |at| at + 1));
        let unread = rest.filter(|row| row.mark.read_at.is_none());
        unread.take(times).last().map(|row| row.id)
    }

    /// Articles that a target means, in the order of its list.
    fn meant(&self, target: &Target) -> Vec<ArticleId> {
        let listed = match target {
            Target::Articles(ids) => return ids.clone(),
            Target::Query(query, _) => {
                return self.matching(query).iter().map(|row| row.id).collect();
            }
            Target::Listed(listed) => listed,
        };
        let rows = self.matching(&listed.query);
        let ids: Vec<ArticleId> = rows.iter().map(|row| row.id).collect();
        let key = |id: &ArticleId| self.key(&listed.query, *id);
        let is_meant = |id: &ArticleId| match &listed.part {
            Part::All => true,
            Part::Above(here) => key(id) < key(here),
            Part::Below(here) => key(id) > key(here),
            Part::Between(one, other) => {
                let (one, other) = (key(one), key(other));
                (one.min(other)..=one.max(other)).contains(&key(id))
            }
            Part::Except(spared) => !spared.contains(id),
        };
        let seen = ids.into_iter().filter(|id| *id <= listed.newest);
        seen.filter(is_meant).collect()
    }

    fn change(&mut self, change: Change) -> Option<Applied> {
        let mut count = 1;
        let mut changed = Changed {
            marks: true,
            ..Changed::default()
        };
        match change {
            Change::Mark { what, target } => {
                let ids = self.meant(&target);
                count = ids.len() as u32;
                let mut before = Vec::new();
                for row in self.rows.iter_mut().filter(|row| ids.contains(&row.id)) {
                    let mut mark = row.mark.clone();
                    marks::apply(&mut mark, &what, NOW);
                    if mark != row.mark {
                        before.push((row.id, std::mem::replace(&mut row.mark, mark)));
                    }
                }
                // What changes nothing is no group.
                if before.is_empty() {
                    return Some(Applied::default());
                }
                self.undone.clear();
                self.groups += 1;
                self.history.push((GroupId::new(self.groups), what, before));
            }
            Change::PutSavedFilter { id, name, query } => {
                let id = id.unwrap_or(SavedFilterId::new(self.named.len() as i64 + 1));
                let put = SavedFilter { id, name, query };
                match self.named.iter_mut().find(|named| named.id == id) {
                    Some(named) => *named = put,
                    None => self.named.push(put),
                }
            }
            Change::RemoveSavedFilter(id) => self.named.retain(|named| named.id != id),
            Change::OrderSavedFilters(_, order) => {
                let place = |id| order.iter().position(|it| *it == id);
                self.named.sort_by_key(|named| place(named.id));
            }
            Change::PutFilter { id, filter, .. } => {
                let id = id.unwrap_or(FilterId::new(self.filters.len() as i64 + 1));
                let put = StoredFilter { id, filter };
                match self.filters.iter_mut().find(|it| it.id == id) {
                    Some(it) => *it = put,
                    None => self.filters.push(put),
                }
            }
            Change::RemoveFilter(id) => self.filters.retain(|it| it.id != id),
            Change::Together(changes) => {
                for change in changes {
                    count = self.change(change)?.articles;
                }
            }
            Change::RemoveFeed(id) => self.feeds.retain(|feed| feed.id != id),
            Change::MoveFolder(from, to) => {
                self.move_folder(&from, &to);
                (changed.marks, changed.feeds) = (false, true);
            }
            Change::OrderFeeds(_, order) => {
                let place = |id| order.iter().position(|it| *it == id);
                self.feeds
                    .sort_by_key(|it| (it.folder.clone(), place(it.id)));
            }
            _ => {}
        }
        let message = clean_line(&format!("{count} articles done with"));
        Some(Applied {
            group: Some(GroupId::new(self.groups.max(1))),
            articles: count,
            message,
            changed,
            ..Applied::default()
        })
    }

    /// As the store does it, and another process may.
    pub fn move_folder(&mut self, from: &[String], to: &[String]) {
        let to: Vec<Clean> = to.iter().map(|name| clean_line(name)).collect();
        for feed in &mut self.feeds {
            let names: Vec<String> = feed.folder.iter().map(ToString::to_string).collect();
            if names.starts_with(from) {
                feed.folder.splice(..from.len(), to.clone());
            }
        }
        self.feeds.sort_by_key(|feed| feed.folder.clone());
    }

    fn undo(&mut self, groups: &[GroupId]) -> Option<Applied> {
        let since = groups.get(1..).unwrap_or_default();
        let passed = |(group, ..): &Done| since.contains(group);
        let newest = self.history.iter().rposition(|it| !passed(it))?;
        if groups
            .first()
            .is_some_and(|it| *it != self.history[newest].0)
        {
            let message = clean_line("since then, elsewhere");
            return Some(Applied {
                message,
                ..Applied::default()
            });
        }
        let (_, what, before) = self.history.remove(newest);
        for (id, mark) in &before {
            let row = self.rows.iter_mut().find(|row| row.id == *id);
            row.unwrap().mark = mark.clone();
        }
        let message = clean_line(&format!("{} articles as before", before.len()));
        let ids = before.into_iter().map(|(id, _)| id).collect();
        self.undone.push((what, ids));
        Some(Applied {
            group: Some(GroupId::new(1)),
            message,
            ..Applied::default()
        })
    }

    fn redo(&mut self) -> Option<Applied> {
        let (what, ids) = self.undone.pop()?;
        let mut before = Vec::new();
        for row in self.rows.iter_mut().filter(|row| ids.contains(&row.id)) {
            before.push((row.id, row.mark.clone()));
            marks::apply(&mut row.mark, &what, NOW);
        }
        self.history.push((GroupId::new(1), what, before));
        Some(Applied {
            group: Some(GroupId::new(1)),
            message: clean_line(&format!("{} articles again", ids.len())),
            ..Applied::default()
        })
    }

    fn matching(&self, query: &ArticleQuery) -> Vec<&ArticleRow> {
        let folder = |id: FeedId| {
            self.feeds
                .iter()
                .find(|feed| feed.id == id)
                .map(|f| &f.folder)
        };
        let is_in = |row: &&ArticleRow| match &query.scope {
            Scope::All => true,
            Scope::Unread => row.mark.read_at.is_none(),
            Scope::Saved => row.mark.saved_at.is_some(),
            Scope::Queue => row.mark.queue_rank.is_some(),
            Scope::Today(start) => row.sort_at >= *start,
            Scope::Feed(id) => row.feed == *id,
            Scope::Folder(path) => folder(row.feed)
                .is_some_and(|names| names.iter().zip(path).all(|(a, b)| a.as_str() == b)),
            Scope::History => row.mark.read_at.is_some(),
        };
        let shows = |row: &&ArticleRow| query.show_read || row.mark.read_at.is_none();
        let has_words = |row: &&ArticleRow| {
            let filter = query.filter.as_ref();
            filter.is_none_or(|filter| crate::query::matches(filter, &facts(row)))
        };
        let rows = self
            .rows
            .iter()
            .filter(is_in)
            .filter(shows)
            .filter(has_words);
        let mut rows: Vec<&ArticleRow> =
            rows.filter(|row| row.mark.dismissed_at.is_none()).collect();
        rows.sort_by_key(|row| self.key(query, row.id));
        rows
    }

    /// Where an article stands in the order of a query, whether it matches or not.
    fn key(&self, query: &ArticleQuery, id: ArticleId) -> (i64, i64) {
        let at = self.rows.iter().position(|row| row.id == id);
        let (at, row) = at.map_or((i64::MAX, None), |at| (at as i64, self.rows.get(at)));
        match query.sort {
            Sort::Newest | Sort::Best => (0, at),
            Sort::Oldest => (0, -at),
            Sort::Unread => {
                let is_read = row.is_some_and(|row| row.mark.read_at.is_some());
                (i64::from(is_read), at)
            }
            Sort::Shortest => (row.map_or(0, |row| i64::from(row.words)), at),
            Sort::Longest => (row.map_or(0, |row| -i64::from(row.words)), at),
            Sort::Feed => (row.map_or(i64::MAX, |row| row.feed.get()), at),
        }
    }

    fn window(&self, query: &ArticleQuery, anchor: Anchor, before: usize, after: usize) -> Window {
        let mut rows = self.matching(query);
        // Of a ranked list the best.
        let is_cut = query.sort == Sort::Best && rows.len() > 300;
        rows.truncate(if is_cut { 300 } else { usize::MAX });
        let (before, after) = if query.sort == Sort::Best {
            (300, 300)
        } else {
            (before, after)
        };
        let key = |id: ArticleId| self.key(query, id);
        let at = match anchor {
            Anchor::Top => 0,
            Anchor::Bottom => rows.len().saturating_sub(after),
            Anchor::Article(id) => rows.partition_point(|row| key(row.id) < key(id)),
        };
        let start = at.saturating_sub(before);
        let end = (at + after).min(rows.len());
        Window {
            rows: rows[start..end].iter().map(|row| (*row).clone()).collect(),
            has_before: start > 0,
            has_after: end < rows.len(),
            is_cut,
            rows_before: None,
            above: (at - start) as u32,
            newest: self.rows.iter().map(|row| row.id).max().unwrap_or_default(),
        }
    }

    fn counted(&self) -> Vec<Feed> {
        let of = |feed: &Feed| self.rows.iter().filter(|row| row.feed == feed.id).count() as u32;
        let unread = |feed: &Feed| {
            let rows = self.rows.iter().filter(|row| row.feed == feed.id);
            rows.filter(|row| row.mark.read_at.is_none()).count() as u32
        };
        let feeds = self.feeds.iter().cloned();
        feeds
            .map(|feed| Feed {
                total: of(&feed),
                unread: unread(&feed),
                ..feed
            })
            .collect()
    }

    fn counts(&self) -> Counts {
        let count =
            |test: fn(&Mark) -> bool| self.rows.iter().filter(|row| test(&row.mark)).count() as u32;
        let day = NOW.minus(12 * HOUR);
        Counts {
            all: self.rows.len() as u32,
            unread: count(|mark| mark.read_at.is_none()),
            saved: count(|mark| mark.saved_at.is_some()),
            queued: count(|mark| mark.queue_rank.is_some()),
            today: self.rows.iter().filter(|row| row.sort_at >= day).count() as u32,
            shared: Vec::new(),
        }
    }

    /// Changes that can be taken back.
    pub fn history_length(&self) -> usize {
        self.history.len()
    }

    pub fn buffer(&self) -> (Buffer, (u16, u16)) {
        let (width, height) = self.state.size();
        let mut terminal = Terminal::new(TestBackend::new(width, height)).unwrap();
        terminal.draw(|frame| render(&self.state, frame)).unwrap();
        let cursor = terminal.get_cursor_position().unwrap();
        (terminal.backend().buffer().clone(), (cursor.x, cursor.y))
    }

    /// The screen as text: `>` before a line with the selection, then where the cursor stands.
    pub fn screen(&self) -> String {
        let (buffer, (x, y)) = self.buffer();
        let mut out = String::new();
        for row in 0..buffer.area.height {
            let mut line = String::new();
            let mut skip = 0;
            let mut is_selected = false;
            for column in 0..buffer.area.width {
                let cell = &buffer[(column, row)];
                is_selected |= cell.modifier.contains(Modifier::REVERSED);
                if skip == 0 {
                    line.push_str(cell.symbol());
                    skip = crate::text::width(cell.symbol()).saturating_sub(1);
                } else {
                    skip -= 1;
                }
            }
            let gutter = if is_selected { '>' } else { ' ' };
            writeln!(out, "{gutter}{}", line.trim_end()).unwrap();
        }
        writeln!(out, "cursor {x},{y}").unwrap();
        out
    }
}

pub fn outlets() -> Vec<Outlet> {
    let outlet = |name: &str, language: &str, country: &str, is_ticked| Outlet {
        name: name.to_owned(),
        site: "https://outlet.example/".to_owned(),
        feed: format!(
            "https://{}.example/feed",
            name.to_lowercase().replace(' ', "-")
        ),
        language: "en".to_owned(),
        language_name: language.to_owned(),
        country: country.to_owned(),
        is_ticked,
    };
    vec![
        outlet("Delta Desk", "English", "Nigeria", true),
        outlet("Lagoon Post", "English", "Nigeria", true),
        outlet("Pidgin Square", "Pidgin", "Nigeria", true),
        outlet("Ìròyìn Ọ̀sán", "Yoruba", "Nigeria", false),
        outlet("Grain Report", "English", "World", true),
        outlet("Kernel Notebook", "English", "World", false),
    ]
}

const FEEDS: [(&str, &str); 5] = [
    ("Lagoon Post", "Coast"),
    ("River Times", "Coast"),
    ("江海晚报", "Coast"),
    ("المرسى", "Technik"),
    ("Kernel Notebook with a long name", "Technik"),
];

fn feeds() -> Vec<Feed> {
    let feed = |(index, (title, folder)): (usize, &(&str, &str))| Feed {
        place: crate::model::Place::default(),
        id: FeedId::new(index as i64 + 1),
        outlet: OutletId::new(1),
        outlet_name: clean_line(title),
        url: format!("https://feed{index}.example/rss"),
        title: clean_line(title),
        site: Some(format!("https://feed{index}.example/")),
        folder: vec![clean_line(folder)],
        language: None,
        settings: FeedSettings::default(),
        unread: 0,
        total: 0,
        health: health(index),
        activity: Activity::default(),
    };
    FEEDS.iter().enumerate().map(feed).collect()
}

fn health(index: usize) -> Health {
    let polled = Health {
        last_polled: Some(NOW.minus(600)),
        last_result: clean_line("3 new"),
        last_success: Some(NOW.minus(600)),
        next_due: Some(NOW.plus(HOUR)),
        why: clean_line("as often as it publishes"),
        ..Health::default()
    };
    if index != 4 {
        return polled;
    }
    Health {
        error: Some(clean_line("503 from feed4.example, asked to wait 6 h")),
        failures: 4,
        last_success: Some(NOW.minus(70 * HOUR)),
        ..polled
    }
}

const TITLES: [&str; 6] = [
    "Ferries back on the river after nine weeks of dredging",
    "Ọkọ̀ ojú omi ti padà sórí odò lẹ́yìn ọ̀sẹ̀ mẹ́sàn-án",
    "停航九周后，渡轮重返河上",
    "العبّارات تعود إلى النهر بعد تسعة أسابيع",
    "Grain prices ease as harvest comes in",
    "“The sand has not been asked”",
];

/// Newest first, an hour apart.
fn articles(count: usize) -> Vec<ArticleRow> {
    let row = |index: usize| {
        let at = NOW.minus(index as i64 * HOUR + 900);
        ArticleRow {
            // As the store gives them: the newest has the highest.
            id: ArticleId::new((count - index) as i64),
            work: WorkId::new((count - index) as i64),
            feed: FeedId::new((index % FEEDS.len()) as i64 + 1),
            feed_title: clean_line(FEEDS[index % FEEDS.len()].0),
            title: clean_line(TITLES[index % TITLES.len()]),
            author: clean_line("Amara Ndukwe"),
            url: Some(format!("https://outlet.example/{index}")),
            published: Some(at),
            updated: None,
            first_seen: at,
            sort_at: at,
            excerpt: clean_line("Boats run again between Lokoja and Onitsha."),
            language: None,
            words: 900,
            mark: Mark::default(),
            is_whole: index.is_multiple_of(2),
            has_pictures: false,
            feeds: 1 + u32::from(index == 5) * 2,
            muted_by: None,
        }
    };
    (0..count).map(row).collect()
}

/// Words about a river, marked.
fn snippet() -> Snippet {
    Snippet {
        text: clean_line("… of the river, where grain goes by boat"),
        matches: std::iter::once(23..28).collect(),
    }
}

fn facts(row: &ArticleRow) -> Facts<'_> {
    Facts {
        title: &row.title,
        author: &row.author,
        feed_id: row.feed,
        feed: &row.feed_title,
        tags: row.mark.tags.iter().map(Clean::as_str).collect(),
        sort_at: row.sort_at,
        words: row.words,
        is_unread: row.mark.read_at.is_none(),
        is_saved: row.mark.saved_at.is_some(),
        is_queued: row.mark.queue_rank.is_some(),
        has_full: row.is_whole,
        ..Facts::default()
    }
}

/// Sixty lines: a title and numbered sentences.
fn text(row: &ArticleRow, columns: u16) -> Text {
    let span = |text: &str, role| Span {
        text: clean_line(crate::text::cut(text, usize::from(columns)).as_ref()),
        at: Some(0),
        is_rtl: false,
        role,
        is_bold: false,
        is_italic: false,
        is_struck: false,
        link: None,
        image: None,
        code: None,
    };
    let line = |offset: u32, text: &str, role| Line {
        indent: 0,
        spans: vec![span(text, role)],
        offset,
        ..Line::default()
    };
    let mut lines = vec![line(0, &row.title, Role::Title), Line::default()];
    lines.extend((0..58_u32).map(|number| {
        let sentence = format!("Sentence {number} of this article about the river.");
        line(10 + number * 40, &sentence, Role::Text)
    }));
    let link = |url: &str| Link {
        url: url.to_owned(),
        text: Clean::default(),
    };
    Text {
        columns,
        page: Page {
            lines,
            anchors: vec![("https://one.example/#note".to_owned(), 50)],
        },
        links: vec![
            link("https://one.example/"),
            link("https://two.example/"),
            link("https://one.example/#note"),
        ],
        chosen: if row.is_whole {
            Chosen::Feed
        } else {
            Chosen::Summary
        },
        ..Text::default()
    }
}
