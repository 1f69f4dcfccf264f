//! One article, laid out for the width of its pane; a preview is the same without the keys. The
//! place in the text is kept as characters before the first line, so that it survives any width.

mod commands;
mod find;
mod render;

pub use commands::commands;
pub use render::{Situation, header, render, status};

use crate::model::{ArticleId, ArticleRow};
use crate::text::Clean;
use crate::tui::core::{Ask, Call, Effect, Moves, Text, Timer};
use find::Find;
use std::sync::Arc;

pub const NAME: &str = "reader";

/// Blank columns at each side of the text, where there is room.
const MARGIN: u16 = 3;
/// The blank line and the line that says what comes next, behind the text.
const BEHIND: usize = 2;

#[derive(Clone, Debug, PartialEq)]
pub struct Reader {
    pub row: ArticleRow,
    pub is_open: bool,
    /// Its page is on the way.
    pub is_fetching: bool,
    /// Why the whole article is not there.
    pub trouble: Option<Clean>,
    text: Option<Arc<Text>>,
    /// Columns that a layout is on the way for.
    asked: Option<u16>,
    top: usize,
    position: u32,
    find: Option<Find>,
    width: u16,
    columns: u16,
    height: usize,
}

impl Reader {
    pub fn new(row: ArticleRow, is_open: bool) -> Self {
        Self {
            position: row.mark.position,
            row,
            is_open,
            is_fetching: false,
            trouble: None,
            text: None,
            asked: None,
            top: 0,
            find: None,
            width: 0,
            columns: 0,
            height: 0,
        }
    }

    pub fn article(&self) -> ArticleId {
        self.row.id
    }

    /// Where reading is to go on next time: an article read to its end begins anew.
    pub fn position(&self) -> u32 {
        if self.is_at_end() { 0 } else { self.position }
    }

    pub fn is_laid_out(&self) -> bool {
        self.text.is_some()
    }

    /// Takes a layout; one for another width than the pane's waits for the next.
    pub fn lay(&mut self, text: Arc<Text>) {
        if self.asked == Some(text.columns) {
            self.asked = None;
        }
        self.text = Some(text);
        self.top = self.line_at(self.position);
        if let Some(find) = &self.find {
            let words = find.words().to_owned();
            self.find(&words, None);
        }
    }

    /// The text cannot be laid out: says why, asks no more.
    pub fn give_up(&mut self, why: Clean) {
        self.trouble = Some(why);
        self.asked = None;
        let nothing = Text {
            columns: self.columns,
            ..Text::default()
        };
        self.text.get_or_insert_with(|| Arc::new(nothing));
    }

    /// The text changed: the old lines stay until the new ones come.
    pub fn outdated(&mut self) -> Effect {
        self.asked = Some(self.columns);
        Effect::LayOut {
            article: self.row.id,
            columns: self.columns,
        }
    }

    pub fn settle(&mut self, width: u16, height: usize, measure: u16) -> Vec<Effect> {
        self.height = height;
        self.width = width;
        let room = if width > 40 {
            width - 2 * MARGIN
        } else {
            width.saturating_sub(2)
        };
        self.columns = room.min(measure).max(1);
        self.top = self.top.min(self.last_top());
        let is_right = self
            .text
            .as_ref()
            .is_some_and(|text| text.columns == self.columns);
        if is_right || self.asked == Some(self.columns) {
            return Vec::new();
        }
        vec![self.outdated()]
    }

    #[cfg(test)]
    pub fn is_sound(&self) -> bool {
        let has_layout = self
            .text
            .as_ref()
            .is_some_and(|text| text.columns == self.columns);
        self.top <= self.last_top() && (has_layout || self.asked == Some(self.columns))
    }

    pub fn is_at_end(&self) -> bool {
        self.text.is_some() && self.top >= self.last_top()
    }

    /// Lines with what stands behind the text.
    fn lines(&self) -> usize {
        self.text
            .as_ref()
            .map_or(0, |text| text.page.lines.len() + BEHIND)
    }

    fn last_top(&self) -> usize {
        self.lines().saturating_sub(self.height)
    }

    pub fn scroll(&mut self, by: i64) {
        let by = isize::try_from(by).unwrap_or(0);
        self.set_top(self.top.saturating_add_signed(by));
    }

    fn set_top(&mut self, top: usize) {
        self.top = top.min(self.last_top());
        let lines = self
            .text
            .as_ref()
            .map(|text| text.page.lines.as_slice())
            .unwrap_or_default();
        self.position = lines
            .get(self.top)
            .map_or(self.position, |line| line.offset);
    }

    /// The line in which a place of the text stands.
    fn line_at(&self, position: u32) -> usize {
        let Some(text) = self.text.as_ref().filter(|_| position > 0) else {
            return 0;
        };
        let behind = text
            .page
            .lines
            .partition_point(|line| line.offset <= position);
        behind.saturating_sub(1)
    }

    /// Looks for words from the screen on; none are the same as before without a start.
    pub fn find(&mut self, words: &str, from: Option<usize>) -> bool {
        let Some(text) = self.text.clone() else {
            return false;
        };
        self.find = Find::new(words, &text.page, from.unwrap_or(self.top));
        self.show_match();
        self.find.as_ref().is_some_and(|find| find.at().is_some())
    }

    /// Ends finding; false when nothing was looked for.
    pub fn end_find(&mut self) -> bool {
        self.find.take().is_some()
    }

    fn show_match(&mut self) {
        let Some(line) = self.find.as_ref().and_then(Find::at) else {
            return;
        };
        if line < self.top + 1 || line + 2 > self.top + self.height {
            self.set_top(line.saturating_sub(self.height / 3));
        }
    }

    /// Where the terminal's cursor stands: the match, else the first line.
    pub fn cursor(&self) -> usize {
        let at = self.find.as_ref().and_then(Find::at).unwrap_or(self.top);
        at.saturating_sub(self.top)
            .min(self.height.saturating_sub(1))
    }

    /// Goes on by a page; at the end leaves the article done.
    fn page_on(&mut self, call: &mut Call) {
        if self.is_at_end() {
            call.ask(Ask::LeaveMarked {
                what: crate::model::MarkChange::Done,
            });
        } else {
            self.step(self.page().saturating_sub(2).max(1), call);
        }
    }
}

impl Moves for Reader {
    fn step(&mut self, by: i64, call: &mut Call) {
        self.scroll(by);
        let later = Effect::Later {
            timer: Timer::Remember,
            milliseconds: 1000,
        };
        call.ask(Ask::Effect(later));
    }

    fn to(&mut self, line: Option<usize>, call: &mut Call) {
        self.set_top(line.unwrap_or(usize::MAX));
        self.step(0, call);
    }

    fn page(&self) -> i64 {
        self.height as i64
    }
}
