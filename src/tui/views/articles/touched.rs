//! Rows that something was done to: they stay in the list, those of longest ago no longer.

use crate::model::ArticleId;
use std::collections::BTreeMap;

/// More than a list has in memory: what is on the screen is never forgotten.
const MOST: usize = 1000;

/// In the order in which it was done.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Touched {
    when: BTreeMap<ArticleId, u64>,
    order: BTreeMap<u64, ArticleId>,
    newest: u64,
}

impl Touched {
    pub fn contains(&self, id: ArticleId) -> bool {
        self.when.contains_key(&id)
    }

    pub fn add(&mut self, id: ArticleId) {
        self.remove(id);
        self.newest += 1;
        self.when.insert(id, self.newest);
        self.order.insert(self.newest, id);
        if self.order.len() > MOST
            && let Some((_, oldest)) = self.order.pop_first()
        {
            self.when.remove(&oldest);
        }
    }

    pub fn remove(&mut self, id: ArticleId) {
        if let Some(when) = self.when.remove(&id) {
            self.order.remove(&when);
        }
    }

    /// The newest first.
    pub fn newest(&self) -> impl Iterator<Item = ArticleId> {
        self.order.values().rev().copied()
    }
}
