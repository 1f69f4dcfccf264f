//! A run of inline content as it grows.

use crate::clean::tree::{Id, is_edge, push_words};

pub struct Run {
    pub start: Id,
    pub end: Id,
    /// Without formulas: their letters are no words.
    pub text: String,
    /// With them, where there are any.
    shown: Option<String>,
    pub linked: usize,
}

impl Run {
    pub const fn at(id: Id) -> Self {
        Self {
            start: id,
            end: id + 1,
            text: String::new(),
            shown: None,
            linked: 0,
        }
    }

    pub fn push(&mut self, words: &str) {
        push_words(&mut self.text, words);
        if let Some(shown) = &mut self.shown {
            push_words(shown, words);
        }
    }

    pub fn end_line(&mut self) {
        self.text.push('\n');
        if let Some(shown) = &mut self.shown {
            shown.push('\n');
        }
    }

    /// A formula or the words of a picture that stands for letters.
    pub fn push_sign(&mut self, words: &str, is_display: bool) {
        let shown = self.shown.get_or_insert_with(|| self.text.clone());
        let edge = if is_display { "\n" } else { "" };
        shown.push_str(edge);
        push_words(shown, words);
        shown.push_str(edge);
    }

    /// Its text as it is shown, and its words; without blanks around the lines.
    pub fn lines(&self) -> (String, String) {
        let text = trimmed(&self.text);
        let shown = self.shown.as_deref().map(trimmed);
        (shown.unwrap_or_else(|| text.clone()), text)
    }
}

fn trimmed(text: &str) -> String {
    let lines = text.lines().map(|line| line.trim_matches(is_edge));
    let lines = lines.filter(|line| !line.is_empty());
    lines.collect::<Vec<_>>().join("\n")
}
