//! How each list was left: its order, whether it shows what is read, where the selection stood.

use super::place::List;
use crate::model::{ArticleId, ArticleQuery, Scope, Sort};
use crate::tui::views::articles::Articles;
use serde::{Deserialize, Serialize};

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

    fn of(&self, scope: &Scope) -> Left {
        let list = List::of(scope);
        let found = self.lists.iter().find(|(other, _)| *other == list);
        found.map(|(_, left)| left.clone()).unwrap_or_default()
    }

    fn change(&mut self, scope: &Scope, change: impl FnOnce(&mut Left)) {
        let mut left = self.of(scope);
        change(&mut left);
        let list = List::of(scope);
        self.lists.retain(|(other, _)| *other != list);
        self.lists.push((list, left));
        let surplus = self.lists.len().saturating_sub(MOST);
        self.lists.drain(..surplus);
    }

    /// The list's query, in its order, with what is read or without.
    pub fn query(&self, scope: Scope) -> ArticleQuery {
        let left = self.of(&scope);
        let hides = matches!(scope, Scope::Feed(_) | Scope::Folder(_) | Scope::Today(_));
        ArticleQuery {
            show_read: !hides || left.shows_read,
            sort: match left.order {
                Order::Newest => Sort::Newest,
                Order::Oldest => Sort::Oldest,
                Order::Feed => Sort::Feed,
            },
            ..ArticleQuery::of(scope)
        }
    }

    /// Where its selection stood; none for its top.
    pub fn selected(&self, scope: &Scope) -> Option<ArticleId> {
        self.of(scope).article.map(ArticleId::new)
    }

    pub fn toggle_read(&mut self, scope: &Scope) {
        self.change(scope, |left| left.shows_read = !left.shows_read);
    }

    pub fn sort(&mut self, scope: &Scope, sort: Sort) {
        let order = match sort {
            Sort::Newest => Order::Newest,
            Sort::Oldest => Order::Oldest,
            Sort::Feed => Order::Feed,
        };
        self.change(scope, |left| left.order = order);
    }

    /// A list is left: at its top, new rows are to be seen when it is opened again.
    pub fn leave(&mut self, list: &Articles) {
        if !list.is_loaded() || list.query.filter.is_some() {
            return;
        }
        let is_at_top = list.place() == Some(1);
        let article = list.selected_id().filter(|_| !is_at_top);
        self.change(&list.query.scope, |left| {
            left.article = article.map(ArticleId::get);
        });
    }
}
