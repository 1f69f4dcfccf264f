//! Where the reader is, as it is kept for the next start: one small value in the store.

use super::memory::{Left, Memory};
use super::{State, reading};
use crate::model::{ArticleId, ArticleQuery, FeedId, Scope, Timestamp};
use crate::tui::core::Effect;
use serde::{Deserialize, Serialize};
use std::collections::BTreeSet;

/// Its name in the store, and that of the time when the interface was left.
pub const NAME: &str = "place";
pub const LAST_VISIT: &str = "last_visit";
/// The newest article when the interface was left.
pub const LAST_ARTICLE: &str = "last_article";

#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Place {
    pub list: List,
    pub article: Option<i64>,
    /// The article is open in the reader.
    pub is_open: bool,
    /// How other lists were left, those left last at the end.
    pub lists: Vec<(List, Left)>,
    /// Columns; 0: as the settings say.
    pub sidebar: u16,
    pub measure: u16,
    pub folded: Vec<Vec<String>>,
}

#[derive(Clone, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum List {
    All,
    #[default]
    Unread,
    Saved,
    Queue,
    Today,
    History,
    Feed(i64),
    Folder(Vec<String>),
}

impl Place {
    /// What cannot be read is the place of a first start.
    pub fn read(text: &str) -> Self {
        serde_json::from_str(text).unwrap_or_default()
    }

    pub fn memory(&self) -> Memory {
        Memory::new(&self.lists)
    }

    pub fn query(&self, today: Timestamp) -> ArticleQuery {
        let scope = match &self.list {
            List::All => Scope::All,
            List::Unread => Scope::Unread,
            List::Saved => Scope::Saved,
            List::Queue => Scope::Queue,
            List::Today => Scope::Today(today),
            List::History => Scope::History,
            List::Feed(id) => Scope::Feed(FeedId::new(*id)),
            List::Folder(path) => Scope::Folder(path.clone()),
        };
        self.memory().query(scope)
    }

    pub fn selected(&self) -> Option<ArticleId> {
        self.article.map(ArticleId::new)
    }

    pub fn folded(&self) -> BTreeSet<Vec<String>> {
        self.folded.iter().cloned().collect()
    }

    pub fn sidebar(&self) -> u16 {
        if self.sidebar == 0 {
            0
        } else {
            self.sidebar.clamp(14, 40)
        }
    }

    fn of(state: &State) -> Self {
        let list = state
            .search
            .as_ref()
            .map_or(&state.articles, |search| &search.before);
        Self {
            article: list.selected_id().map(ArticleId::get),
            list: List::of(&list.query.scope),
            is_open: state.reader.as_ref().is_some_and(|reader| reader.is_open),
            lists: state.memory.lists(),
            sidebar: state.sidebar,
            measure: if state.measure == state.settings.measure {
                0
            } else {
                state.measure
            },
            folded: state.outlets.folded.iter().cloned().collect(),
        }
    }
}

impl List {
    pub fn of(scope: &Scope) -> Self {
        match scope {
            Scope::All => Self::All,
            Scope::Unread => Self::Unread,
            Scope::Saved => Self::Saved,
            Scope::Queue => Self::Queue,
            Scope::Today(_) => Self::Today,
            Scope::History => Self::History,
            Scope::Feed(id) => Self::Feed(id.get()),
            Scope::Folder(path) => Self::Folder(path.clone()),
        }
    }
}

/// Writes the place, where it changed.
pub fn remember(state: &mut State) -> Vec<Effect> {
    let mut effects = Vec::new();
    reading::remember_position(state, &mut effects);
    let Ok(value) = serde_json::to_string(&Place::of(state)) else {
        return effects;
    };
    if value != state.remembered {
        state.remembered.clone_from(&value);
        effects.push(Effect::SetState { name: NAME, value });
    }
    effects
}

/// The visit ends: what comes later is new.
pub fn leave(state: &mut State) -> Vec<Effect> {
    let mut effects = remember(state);
    let value = state.now.seconds().to_string();
    effects.push(Effect::SetState {
        name: LAST_VISIT,
        value,
    });
    let newest = state.articles.newest();
    if newest != ArticleId::default() {
        effects.push(Effect::SetState {
            name: LAST_ARTICLE,
            value: newest.to_string(),
        });
    }
    effects
}
