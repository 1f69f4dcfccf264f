//! The article: its page at the measure, the place in it, find.

mod commands;
mod render;

pub use commands::COMMANDS;
pub use render::{Surroundings, render};

use crate::model::{ArticleId, ArticleRow, Document};
use crate::page::{Page, PageOptions};
use crate::text::{Clean, fold};
use std::sync::Arc;

/// How far the text of the article is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum State {
    Loading,
    /// What there is, while its page is being fetched.
    Fetching,
    There,
    Failed(Clean),
}

#[derive(Debug)]
pub struct View {
    pub article: ArticleId,
    pub row: Option<ArticleRow>,
    pub document: Option<Arc<Document>>,
    pub page: Option<Arc<Page>>,
    /// How the page on the screen was set, and how the one that is awaited will be.
    pub set: Option<PageOptions>,
    pub awaited: Option<PageOptions>,
    /// The first line on the screen.
    pub top: usize,
    pub state: State,
    /// A place to go to when the page is there: characters before it.
    pub place: Option<u32>,
    pub find: Option<Find>,
}

/// Words looked for in the page, and the lines that have them.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Find {
    pub words: String,
    pub lines: Vec<usize>,
    pub current: usize,
}

impl View {
    pub fn new(article: ArticleId, row: Option<ArticleRow>) -> Self {
        let place = row
            .as_ref()
            .map(|row| row.mark.position)
            .filter(|place| *place > 0);
        Self {
            article,
            row,
            document: None,
            page: None,
            set: None,
            awaited: None,
            top: 0,
            state: State::Loading,
            place,
            find: None,
        }
    }

    /// Another text of the same article keeps the place.
    pub fn set_document(&mut self, row: ArticleRow, document: Arc<Document>) {
        self.row = Some(row);
        if self.document.as_ref() != Some(&document) {
            self.place = self.place.or(Some(self.offset()));
            self.document = Some(document);
            (self.set, self.awaited) = (None, None);
        }
    }

    pub fn set_page(&mut self, options: PageOptions, page: Arc<Page>) {
        if self.awaited.as_ref() != Some(&options) {
            return;
        }
        let place = self.place.take().unwrap_or_else(|| self.offset());
        self.top = page.lines.partition_point(|line| line.offset < place);
        if page
            .lines
            .get(self.top)
            .is_none_or(|line| line.offset > place)
        {
            self.top = self.top.saturating_sub(1);
        }
        (self.page, self.set, self.awaited) = (Some(page), Some(options), None);
        if let Some(find) = self.find.take() {
            self.look_for(&find.words);
        }
    }

    /// Characters before the first line on the screen: a place that survives another width.
    pub fn offset(&self) -> u32 {
        let line = self.page.as_ref().and_then(|page| page.lines.get(self.top));
        if self.top == 0 {
            0
        } else {
            line.map_or(0, |line| line.offset)
        }
    }

    pub fn lines(&self) -> usize {
        self.page.as_ref().map_or(0, |page| page.lines.len())
    }

    /// The last line is on the screen.
    pub fn is_at_end(&self, height: u16) -> bool {
        self.page.is_some() && self.top + usize::from(height) >= self.lines()
    }

    pub fn scroll(&mut self, lines: i64) {
        self.top = (self.top as i64).saturating_add(lines).max(0) as usize;
    }

    /// Two lines beyond the text stay for the one that says that it ends.
    pub fn settle(&mut self, height: u16) {
        let most = (self.lines() + 2).saturating_sub(usize::from(height));
        self.top = self.top.min(most);
    }

    pub fn look_for(&mut self, words: &str) {
        let folded = fold(words.trim());
        if folded.is_empty() {
            self.find = None;
            return;
        }
        let page = self.page.clone();
        let lines = page.iter().flat_map(|page| page.lines.iter().enumerate());
        let has = |line: &crate::page::Line| {
            let text: String = line.spans.iter().map(|span| span.text.as_str()).collect();
            fold(&text).contains(&folded)
        };
        let lines: Vec<usize> = lines
            .filter(|(_, line)| has(line))
            .map(|(index, _)| index)
            .collect();
        let current = lines.iter().position(|line| *line >= self.top).unwrap_or(0);
        self.find = Some(Find {
            words: words.to_owned(),
            lines,
            current,
        });
        self.show_match();
    }

    /// To the next or previous match; false when nothing is looked for.
    pub fn next_match(&mut self, is_forward: bool) -> bool {
        let Some(find) = self.find.as_mut().filter(|find| !find.lines.is_empty()) else {
            return false;
        };
        let count = find.lines.len();
        find.current = (find.current + if is_forward { 1 } else { count - 1 }) % count;
        self.show_match();
        true
    }

    fn show_match(&mut self) {
        let line = self
            .find
            .as_ref()
            .and_then(|find| find.lines.get(find.current));
        if let Some(line) = line {
            self.top = line.saturating_sub(3);
        }
    }
}
