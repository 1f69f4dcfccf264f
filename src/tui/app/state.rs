//! What the interface knows. No view's state is kept twice.

use super::keymap::Keymap;
use crate::config::MarkRead;
use crate::model::{
    ArticleId, ArticleQuery, ArticleRow, Feed, NewFeed, Outlet, RefreshProgress, Scope, Sort,
    Timestamp,
};
use crate::tui::core::Key;
use crate::tui::kit::{Glyphs, Theme};
use crate::tui::views::{articles, help, outlets, panel, prompt, reader, start};
use jiff::tz::TimeZone;
use std::collections::HashSet;

/// What does not change while the interface is open.
#[derive(Clone, Debug)]
pub struct Settings {
    pub theme: Theme,
    pub glyphs: Glyphs,
    pub zone: TimeZone,
    pub mark_read: MarkRead,
    pub hyphenate: bool,
    pub bidi: bool,
    pub link_numbers: bool,
    pub measure: u16,
    pub is_offline: bool,
    pub catalogue: Vec<Outlet>,
    pub keymap: Keymap,
    /// The list to begin with, and the article to stand at.
    pub first_view: ArticleQuery,
    pub first_article: Option<ArticleId>,
    /// Feeds to subscribe to at once (the demo's).
    pub subscribe: Vec<NewFeed>,
    /// Articles seen by then are not of this visit.
    pub last_visit: Option<Timestamp>,
}

/// Which view has the keys.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Focus {
    Outlets,
    Articles,
    Reader,
}

/// What lies over the panes.
#[derive(Debug)]
pub enum Overlay {
    Help(help::View),
    Panel(panel::View),
    Prompt(prompt::View),
}

/// The line that says what the last key did.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Message {
    pub text: String,
    pub is_error: bool,
    /// `u` takes it back.
    pub is_undoable: bool,
}

#[derive(Debug)]
pub struct App {
    pub settings: Settings,
    pub columns: u16,
    pub rows: u16,
    pub now: Timestamp,
    pub focus: Focus,
    /// None once something is subscribed to.
    pub start: Option<start::View>,
    pub outlets: outlets::View,
    pub articles: articles::View,
    pub reader: Option<reader::View>,
    pub preview: Option<reader::View>,
    pub overlay: Option<Overlay>,
    /// The list as it was before the search.
    pub before_search: Option<(ArticleQuery, String, Option<ArticleId>)>,
    pub keys: Vec<Key>,
    pub count: Option<u32>,
    pub message: Message,
    pub progress: Option<RefreshProgress>,
    pub is_network_away: bool,
    pub is_zen: bool,
    pub measure: u16,
    /// Numbers for questions, so that stale answers are known.
    pub requests: u64,
    pub unread_request: u64,
    /// Opens the article that is found instead of selecting it.
    pub opens_found: bool,
    pub rests: u64,
    /// The article whose preview waits for a rest.
    pub resting_for: Option<ArticleId>,
    /// Articles whose whole text was asked for in this run.
    pub asked_whole: HashSet<ArticleId>,
    /// Feeds are known: whether to show the start screen can be told.
    pub knows_feeds: bool,
    pub has_quit_key: bool,
}

impl App {
    pub fn new(settings: Settings, columns: u16, rows: u16, now: Timestamp) -> Self {
        let query = settings.first_view.clone();
        let measure = settings.measure;
        let mut articles = articles::View::new(query, String::new());
        articles.last_visit = settings.last_visit;
        Self {
            settings,
            columns,
            rows,
            now,
            focus: Focus::Articles,
            start: None,
            outlets: outlets::View::default(),
            articles,
            reader: None,
            preview: None,
            overlay: None,
            before_search: None,
            keys: Vec::new(),
            count: None,
            message: Message::default(),
            progress: None,
            is_network_away: false,
            is_zen: false,
            measure,
            requests: 0,
            unread_request: 0,
            opens_found: false,
            rests: 0,
            resting_for: None,
            asked_whole: HashSet::new(),
            knows_feeds: false,
            has_quit_key: false,
        }
    }

    pub fn say(&mut self, text: impl Into<String>) {
        self.message = Message {
            text: text.into(),
            ..Message::default()
        };
    }

    pub fn complain(&mut self, text: impl Into<String>) {
        self.message = Message {
            text: text.into(),
            is_error: true,
            is_undoable: false,
        };
    }

    pub fn next_request(&mut self) -> u64 {
        self.requests += 1;
        self.requests
    }

    /// Midnight where the reader is.
    pub fn today(&self) -> Timestamp {
        let now = jiff::Timestamp::from_second(self.now.seconds()).ok();
        let start = now.and_then(|now| {
            now.to_zoned_datetime(self.settings.zone.clone())
                .start_of_day()
                .ok()
        });
        start.map_or(self.now, |start| {
            Timestamp::from_seconds(start.timestamp().as_second())
        })
    }

    /// The article that keys act on.
    pub fn current(&self) -> Option<&ArticleRow> {
        match self.focus {
            Focus::Reader => self.reader.as_ref()?.row.as_ref(),
            Focus::Articles | Focus::Outlets => self.articles.selected(),
        }
    }

    /// The feed that keys act on: the one under the selection, or the one whose list is open.
    pub fn current_feed(&self) -> Option<&Feed> {
        if self.focus == Focus::Outlets {
            return self.outlets.selected_feed();
        }
        match self.articles.query.scope {
            Scope::Feed(id) => self.outlets.feed(id),
            _ => self.outlets.feed(self.current()?.feed),
        }
    }

    pub fn query_of(&self, scope: Scope) -> ArticleQuery {
        let show_read = !matches!(scope, Scope::Unread);
        ArticleQuery {
            scope,
            filter: None,
            sort: Sort::Newest,
            show_read,
        }
    }

    pub fn title_of(&self, scope: &Scope) -> String {
        match scope {
            Scope::All => "all".to_owned(),
            Scope::Unread => "unread".to_owned(),
            Scope::Saved => "saved".to_owned(),
            Scope::Queue => "queue".to_owned(),
            Scope::Today(_) => "today".to_owned(),
            Scope::History => "history".to_owned(),
            Scope::Folder(path) => path.join("/"),
            Scope::Feed(id) => self
                .outlets
                .feed(*id)
                .map_or_else(|| "feed".to_owned(), |feed| feed.title.to_string()),
        }
    }
}
