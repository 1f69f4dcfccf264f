//! How each list was left: its order, whether it shows what is read, where the selection stood.

use super::place::List;
use crate::model::{ArticleId, ArticleQuery, Expression, Sort};
use crate::tui::views::articles::Articles;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// Lists that are remembered at most; those left longest ago go.
const MOST: usize = 300;

/// One list, as it was left.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Left {
    #[serde(skip_serializing_if = "is_default")]
    pub order: Order,
    #[serde(skip_serializing_if = "is_default")]
    pub shows_read: bool,
    /// None: its top.
    #[serde(skip_serializing_if = "is_default")]
    pub article: Option<i64>,
}

fn is_default<T: Default + PartialEq>(value: &T) -> bool {
    *value == T::default()
}

/// `Sort`, as it is written.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Order {
    #[default]
    Newest,
    Oldest,
    Feed,
    Unread,
    Shortest,
    Longest,
}

impl Order {
    const fn sort(self) -> Sort {
        match self {
            Self::Newest => Sort::Newest,
            Self::Oldest => Sort::Oldest,
            Self::Feed => Sort::Feed,
            Self::Unread => Sort::Unread,
            Self::Shortest => Sort::Shortest,
            Self::Longest => Sort::Longest,
        }
    }

    const fn of(sort: Sort) -> Self {
        match sort {
            // What answers best is an order of one search.
            Sort::Newest | Sort::Best => Self::Newest,
            Sort::Oldest => Self::Oldest,
            Sort::Feed => Self::Feed,
            Sort::Unread => Self::Unread,
            Sort::Shortest => Self::Shortest,
            Sort::Longest => Self::Longest,
        }
    }
}

#[derive(Clone, Debug, Default, PartialEq)]
pub struct Memory {
    /// The one that was left last at the end.
    lists: Vec<(List, Left)>,
}

impl Memory {
    pub fn new(lists: &[(List, Left)]) -> Self {
        Self {
            lists: lists.to_vec(),
        }
    }

    /// As it is written: without those that are as they would be anyway.
    pub fn lists(&self) -> Vec<(List, Left)> {
        let told = self
            .lists
            .iter()
            .filter(|(_, left)| *left != Left::default());
        told.cloned().collect()
    }

    fn of(&self, list: &List) -> Left {
        let found = self.lists.iter().find(|(other, _)| other == list);
        found.map(|(_, left)| left.clone()).unwrap_or_default()
    }

    fn change(&mut self, list: &List, change: impl FnOnce(&mut Left)) {
        let mut left = self.of(list);
        change(&mut left);
        self.lists.retain(|(other, _)| other != list);
        self.lists.push((list.clone(), left));
        let surplus = self.lists.len().saturating_sub(MOST);
        self.lists.drain(..surplus);
    }

    /// The query in the list's order, with what is read or without.
    pub fn query(&self, list: &List, query: ArticleQuery) -> ArticleQuery {
        let left = self.of(list);
        ArticleQuery {
            show_read: !hides(list, &query) || left.shows_read,
            sort: left.order.sort(),
            ..query
        }
    }

    /// Where its selection stood; none for its top.
    pub fn selected(&self, list: &List) -> Option<ArticleId> {
        self.of(list).article.map(ArticleId::new)
    }

    pub fn toggle_read(&mut self, list: &List) {
        self.change(list, |left| left.shows_read = !left.shows_read);
    }

    pub fn sort(&mut self, list: &List, sort: Sort) {
        self.change(list, |left| left.order = Order::of(sort));
    }

    /// How the list of a folder was left is so by the folder's new path, unless there is a list of that path.
    pub fn follow(&mut self, folders: &BTreeMap<Vec<String>, Vec<String>>) {
        for (from, to) in folders {
            let (from, to) = (List::Folder(from.clone()), List::Folder(to.clone()));
            if self.lists.iter().all(|(list, _)| *list != to) {
                let mine = self.lists.iter_mut().filter(|(list, _)| *list == from);
                mine.for_each(|(list, _)| list.clone_from(&to));
            }
        }
    }

    /// A list is left: at its top, new rows are to be seen when it is opened again.
    pub fn leave(&mut self, articles: &Articles) {
        let is_search = articles.query.filter.is_some() && articles.named.is_none();
        if !articles.is_loaded() || is_search {
            return;
        }
        let is_at_top = articles.place() == Some(1);
        let article = articles.selected_id().filter(|_| !is_at_top);
        self.change(&List::shown(articles), |left| {
            left.article = article.map(ArticleId::get);
        });
    }
}

/// What is read is hidden in it until the reader wants to see it.
pub fn hides(list: &List, query: &ArticleQuery) -> bool {
    match list {
        List::Feed(_) | List::Folder(_) | List::Today => true,
        List::Named(_) => !query
            .filter
            .as_ref()
            .is_some_and(Expression::is_about_marks),
        List::All | List::Unread | List::Saved | List::Queue | List::History => false,
    }
}
