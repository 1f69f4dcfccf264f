//! Rows that the reader picked, one by one or as a range: what is done next is done to all of them,
//! as one change.

use super::Articles;
use crate::model::{ArticleId, Part};
use std::collections::BTreeSet;
use std::ops::RangeInclusive;

#[derive(Clone, Debug, Default, PartialEq)]
pub struct Picks {
    ids: BTreeSet<ArticleId>,
    /// All of the list but `ids`.
    is_inverted: bool,
    /// A range goes from here to the selection.
    from: Option<End>,
}

/// The end of a range that does not move.
#[derive(Clone, Copy, Debug, PartialEq)]
struct End {
    id: ArticleId,
    /// It stands above the selection, be it in memory or not.
    is_above: bool,
}

/// What is picked, as it can be marked.
#[derive(Clone, Debug, PartialEq)]
pub enum Picked {
    Articles(Vec<ArticleId>),
    /// More than is in memory.
    Part(Part),
}

impl Articles {
    pub fn has_picks(&self) -> bool {
        self.picks != Picks::default()
    }

    /// Ends picking; false when nothing was picked.
    pub fn unpick(&mut self) -> bool {
        std::mem::take(&mut self.picks) != Picks::default()
    }

    /// Begins a range at the selection, or ends it there.
    pub(super) fn toggle_range(&mut self) {
        if self.picks.from.is_some() {
            self.keep_range();
        } else if let Some(id) = self.selected {
            self.picks.from = Some(End { id, is_above: true });
        }
    }

    /// In a range that is under way, too: what it holds so far is picked one by one then.
    pub(super) fn toggle_pick(&mut self) {
        self.keep_range();
        let Some(id) = self.selected else { return };
        if !self.picks.ids.remove(&id) {
            self.picks.ids.insert(id);
        }
    }

    pub(super) fn invert_picks(&mut self) {
        self.keep_range();
        self.picks.is_inverted = !self.picks.is_inverted;
    }

    /// Picks so many rows from the selection on, where nothing is picked yet.
    pub(super) fn pick_from_here(&mut self, times: usize) {
        let from = self.index().unwrap_or(0);
        let ids = self.rows.iter().skip(from).take(times);
        self.picks.ids.extend(ids.map(|row| row.id));
    }

    /// The rows of the range, as far as they are in memory, become single picks.
    fn keep_range(&mut self) {
        let Some(range) = self.range() else { return };
        let ids: Vec<ArticleId> = self.rows[range].iter().map(|row| row.id).collect();
        for id in ids {
            if self.picks.is_inverted {
                self.picks.ids.remove(&id);
            } else {
                self.picks.ids.insert(id);
            }
        }
        self.picks.from = None;
    }

    /// Indices of the rows in the range that is under way.
    fn range(&self) -> Option<RangeInclusive<usize>> {
        let (from, at) = (self.picks.from?, self.index()?);
        let other = self.rows.iter().position(|row| row.id == from.id);
        let other = other.unwrap_or(if from.is_above {
            0
        } else {
            self.rows.len() - 1
        });
        Some(at.min(other)..=at.max(other))
    }

    pub(super) fn settle_picks(&mut self) {
        let at = self.index();
        if let (Some(from), Some(at)) = (&mut self.picks.from, at)
            && let Some(other) = self.rows.iter().position(|row| row.id == from.id)
        {
            from.is_above = other <= at;
        }
    }

    /// Which rows in memory are picked.
    pub(super) fn picked_rows(&self) -> Vec<bool> {
        let range = self.range();
        let is_picked = |(index, id): (usize, ArticleId)| {
            range.as_ref().is_some_and(|range| range.contains(&index))
                || self.picks.ids.contains(&id) != self.picks.is_inverted
        };
        let ids = self.rows.iter().map(|row| row.id).enumerate();
        ids.map(is_picked).collect()
    }

    /// What is picked, in words: how many where that is known.
    pub fn picked_words(&self) -> String {
        match self.picked() {
            Ok(Some(Picked::Articles(ids))) => format!("{} picked", ids.len()),
            Ok(Some(Picked::Part(Part::Except(spared)))) if spared.is_empty() => {
                "all picked".to_owned()
            }
            Ok(Some(Picked::Part(Part::Except(spared)))) => {
                format!("all but {} picked", spared.len())
            }
            _ => "picked".to_owned(),
        }
    }

    /// What is picked; the error says why it cannot be told.
    pub fn picked(&self) -> Result<Option<Picked>, &'static str> {
        if !self.has_picks() {
            return Ok(None);
        }
        let picks = &self.picks;
        if picks.is_inverted {
            return Ok(Some(self.picked_inversely()));
        }
        let is_loaded = |end: &End| self.rows.iter().any(|row| row.id == end.id);
        if let Some((from, to)) = picks.from.filter(|end| !is_loaded(end)).zip(self.selected) {
            if !picks.ids.is_empty() {
                return Err("so long a range cannot be joined with single picks");
            }
            return Ok(Some(Picked::Part(Part::Between(from.id, to))));
        }
        let picked = self.picked_rows();
        let rows = self
            .rows
            .iter()
            .zip(picked)
            .filter(|(_, is_picked)| *is_picked);
        let mut ids: Vec<ArticleId> = rows.map(|(row, _)| row.id).collect();
        let known: BTreeSet<ArticleId> = ids.iter().copied().collect();
        ids.extend(picks.ids.difference(&known));
        Ok(Some(Picked::Articles(ids)))
    }

    /// All but what is spared. Of a list that is in memory whole these are its rows: one that was acted on stands there
    /// with a tick, though the list's query may not find it any more.
    fn picked_inversely(&self) -> Picked {
        if !self.has_more() {
            let rows = self.rows.iter().zip(self.picked_rows());
            let picked = rows.filter(|(_, is_picked)| *is_picked);
            return Picked::Articles(picked.map(|(row, _)| row.id).collect());
        }
        let mut spared = self.picks.ids.clone();
        if let Some(range) = self.range() {
            self.rows[range].iter().for_each(|row| {
                spared.remove(&row.id);
            });
        }
        Picked::Part(Part::Except(spared.into_iter().collect()))
    }

    /// Rows that were acted on, of these: the list's query may not find them any more.
    pub fn kept_of(&self, rows: &[ArticleId]) -> Vec<ArticleId> {
        let is_kept = |id: &&ArticleId| self.touched.contains(**id);
        rows.iter().filter(is_kept).copied().collect()
    }

    /// Rows in memory of a part of the list.
    pub fn rows_of(&self, part: &Part) -> Vec<ArticleId> {
        let at = |id: ArticleId| self.rows.iter().position(|row| row.id == id);
        let range = match part {
            Part::All | Part::Except(_) => 0..self.rows.len(),
            Part::Above(id) => 0..at(*id).unwrap_or(0),
            Part::Below(id) => at(*id).map_or(self.rows.len(), |at| at + 1)..self.rows.len(),
            Part::Between(one, other) => {
                let (one, other) = (at(*one), at(*other));
                let first = one.min(other).unwrap_or(0);
                let last = one.max(other).map_or(0, |last| last + 1);
                first.min(last)..last
            }
        };
        let rows = self.rows[range].iter().map(|row| row.id);
        match part {
            Part::Except(spared) => rows.filter(|id| !spared.contains(id)).collect(),
            _ => rows.collect(),
        }
    }

    /// Behind the last picked row, if the selection is one of them. Behind all there is nothing: then to the nearest row
    /// that was spared, or nowhere.
    pub(super) fn select_behind_picks(&mut self) {
        let picked = self.picked_rows();
        let Some(at) = self.index().filter(|at| picked.get(*at) == Some(&true)) else {
            return;
        };
        let next = if self.picks.is_inverted {
            let spared = (0..picked.len()).filter(|index| !picked[*index]);
            spared.min_by_key(|index| index.abs_diff(at)).unwrap_or(at)
        } else {
            let last = picked.iter().rposition(|is_picked| *is_picked);
            let next = last.map_or(at, |last| last + 1);
            next.min(self.rows.len().saturating_sub(1))
        };
        self.selected = self.rows.get(next).map(|row| row.id);
    }
}
