//! A panel of sentences: how a feed is, why an article is as it is, or feeds to choose from.

mod commands;

pub use commands::{CHOICE_COMMANDS, COMMANDS, FEED_COMMANDS};

use crate::model::{Candidate, FeedId};
use crate::tui::kit::{Canvas, Look};

#[derive(Clone, Debug, PartialEq)]
pub enum Subject {
    Article,
    Feed(FeedId),
    /// Several feeds were found behind an address.
    Choice(Vec<Candidate>),
}

#[derive(Debug)]
pub struct View {
    pub subject: Subject,
    pub title: String,
    pub sentences: Vec<String>,
    pub selected: usize,
}

impl View {
    pub fn step(&mut self, rows: i64) {
        let count = if let Subject::Choice(candidates) = &self.subject {
            candidates.len()
        } else {
            0
        };
        let last = count.saturating_sub(1) as i64;
        self.selected = (self.selected as i64)
            .saturating_add(rows)
            .clamp(0, last.max(0)) as usize;
    }

    pub fn chosen(&self) -> Option<&Candidate> {
        match &self.subject {
            Subject::Choice(candidates) => candidates.get(self.selected),
            Subject::Article | Subject::Feed(_) => None,
        }
    }
}

pub fn render(view: &View, canvas: &mut Canvas<'_>) -> Option<(u16, u16)> {
    let mut row = canvas.paragraph(0, &view.title, Look::Strong) + 1;
    for sentence in &view.sentences {
        row = canvas.paragraph(row, sentence, Look::Text);
    }
    let Subject::Choice(candidates) = &view.subject else {
        return None;
    };
    let mut cursor = None;
    for (index, candidate) in candidates.iter().enumerate() {
        let title = if candidate.title.is_empty() {
            &candidate.url
        } else {
            candidate.title.as_str()
        };
        canvas.put(0, row, title, Look::Strong);
        let newest = candidate
            .newest
            .first()
            .map(|title| format!(" · “{title}”"))
            .unwrap_or_default();
        canvas.put(2, row + 1, &format!("{}{newest}", candidate.url), Look::Dim);
        if index == view.selected {
            canvas.tint(row, Look::Selected);
            cursor = Some((canvas.area.x, canvas.area.y + row));
        }
        row += 2;
    }
    cursor
}
