//! Words looked for in the lines of an article.

use crate::page::Page;
use crate::text::fold;

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Find {
    words: String,
    folded: String,
    /// Lines that have the words.
    lines: Vec<usize>,
    /// Index into `lines`.
    at: usize,
}

impl Find {
    /// The first line from `from` on is the current one, else the first of all.
    pub fn new(words: &str, page: &Page, from: usize) -> Option<Self> {
        let folded = fold(words).trim().to_owned();
        if folded.is_empty() {
            return None;
        }
        let has_words = |line: &crate::page::Line| {
            let text: String = line.spans.iter().map(|span| span.text.as_str()).collect();
            fold(&text).contains(&folded)
        };
        let lines = page
            .lines
            .iter()
            .enumerate()
            .filter(|(_, line)| has_words(line));
        let lines: Vec<usize> = lines.map(|(index, _)| index).collect();
        let at = lines.iter().position(|line| *line >= from).unwrap_or(0);
        Some(Self {
            words: words.to_owned(),
            folded,
            lines,
            at,
        })
    }

    pub fn words(&self) -> &str {
        &self.words
    }

    pub fn folded(&self) -> &str {
        &self.folded
    }

    /// The current line.
    pub fn at(&self) -> Option<usize> {
        self.lines.get(self.at).copied()
    }

    pub fn step(&mut self, is_forward: bool) {
        let count = self.lines.len().max(1);
        self.at = if is_forward {
            (self.at + 1) % count
        } else {
            (self.at + count - 1) % count
        };
    }

    /// "2 of 5".
    pub fn place(&self) -> String {
        match self.lines.len() {
            0 => "not found".to_owned(),
            count => format!("{} of {count}", self.at + 1),
        }
    }
}
