//! Where the reader is, as it is kept for the next start: one small value in the store.

use super::memory::{Left, Memory};
use super::{State, reading, search};
use crate::model::{ArticleId, FeedId, SavedFilterId, Scope, Timestamp};
use crate::tui::core::Effect;
use crate::tui::views::articles::Articles;
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
    /// The list of a named query.
    Named(i64),
}

impl Place {
    /// What cannot be read is the place of a first start.
    pub fn read(text: &str) -> Self {
        serde_json::from_str(text).unwrap_or_default()
    }

    pub fn memory(&self) -> Memory {
        Memory::new(&self.lists)
    }

    pub fn selected(&self) -> Option<ArticleId> {
        self.article.map(ArticleId::new)
    }

    pub fn folded(&self) -> BTreeSet<Vec<String>> {
        self.folded.iter().cloned().collect()
    }

    /// As it was left, else as the settings say.
    pub const fn measure_or(&self, usual: u16) -> u16 {
        match self.measure {
            0 => usual,
            left => left,
        }
    }

    pub fn sidebar(&self) -> u16 {
        if self.sidebar == 0 {
            0
        } else {
            self.sidebar.clamp(14, 40)
        }
    }

    fn of(state: &State) -> Self {
        let list = search::first(state.search.as_ref(), &state.articles);
        Self {
            article: list.selected_id().map(ArticleId::get),
            list: List::shown(list),
            is_open: state.reader.as_ref().is_some_and(|reader| {
                // It may be one of what was found: that is not shown again.
                reader.is_open && Some(reader.article()) == list.selected_id()
            }),
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

    /// The one that is shown.
    pub fn shown(articles: &Articles) -> Self {
        match &articles.named {
            Some(named) => Self::Named(named.id.get()),
            None => Self::of(&articles.query.scope),
        }
    }

    /// What it is about; all articles for the list of a named query.
    pub fn scope(&self, today: Timestamp) -> Scope {
        match self {
            Self::All | Self::Named(_) => Scope::All,
            Self::Unread => Scope::Unread,
            Self::Saved => Scope::Saved,
            Self::Queue => Scope::Queue,
            Self::Today => Scope::Today(today),
            Self::History => Scope::History,
            Self::Feed(id) => Scope::Feed(FeedId::new(*id)),
            Self::Folder(path) => Scope::Folder(path.clone()),
        }
    }

    pub fn named(&self) -> Option<SavedFilterId> {
        match self {
            Self::Named(id) => Some(SavedFilterId::new(*id)),
            _ => None,
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
