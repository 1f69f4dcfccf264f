//! What stands inside a line: emphasis, links with their numbers, code.

use super::super::Role;
use super::super::block::Block;
use super::super::styled::Style;
use super::super::walk::Tag;
use super::{End, Reader};
use crate::text::{self, clean_block, without_tabs};

/// A `pre` that is open.
pub(super) struct Code {
    pub text: String,
    language: Option<String>,
}

impl Reader<'_> {
    pub(super) fn inline(&mut self, tag: &Tag<'_>) -> Option<End> {
        match tag.name {
            "a" => return Some(self.open_link(tag)),
            "em" | "i" | "cite" | "dfn" | "var" => self.style.is_italic = true,
            "strong" | "b" | "mark" => self.style.is_bold = true,
            "s" | "strike" => self.style.is_struck = true,
            "del" | "ins" => return Some(self.open_change(tag.name == "ins")),
            "code" | "kbd" | "samp" | "tt" => self.inline_code(tag),
            "sup" => return Some(End::Raised(self.line.len())),
            "sub" => return Some(End::Lowered(self.line.len())),
            "small" if self.style.role == Role::Text => self.style.role = Role::Note,
            "small" => {}
            "br" => self.line_end(),
            "abbr" | "span" | "u" | "q" | "time" | "font" | "bdi" | "bdo" | "label" => {}
            _ => return None,
        }
        Some(End::Inline)
    }

    /// All that counts inside `pre`.
    pub(super) fn in_code(&mut self, tag: &Tag<'_>) -> End {
        match tag.name {
            "br" => self.line_end(),
            "code" => self.inline_code(tag),
            _ => {}
        }
        End::Inline
    }

    pub(super) fn inline_code(&mut self, tag: &Tag<'_>) {
        match &mut self.code {
            Some(code) if code.language.is_none() => code.language = language(tag),
            Some(_) => {}
            // A heading is one to its end, or nobody could jump to it.
            None if self.style.role == Role::Heading => {}
            None => self.style.role = Role::Code,
        }
    }

    pub(super) fn line_end(&mut self) {
        match &mut self.code {
            Some(code) => code.text.push('\n'),
            // Two in a row make a paragraph, more make no more.
            None if self.line.as_str().ends_with("\n\n") || self.line.is_blank() => {}
            None => self.line.end_line(self.style),
        }
    }

    fn open_change(&mut self, is_added: bool) -> End {
        let (role, marks) = if is_added {
            (Role::Added, ("{+", "+}"))
        } else {
            (Role::Removed, ("[-", "-]"))
        };
        self.style.is_struck |= !is_added;
        if matches!(self.style.role, Role::Text | Role::Quote | Role::Link) {
            self.style.role = role;
        }
        if !self.options.change_marks {
            return End::Inline;
        }
        self.line.push(marks.0, self.style);
        self.line.glue(self.style);
        End::Marked(marks.1)
    }

    pub(super) fn close_change(&mut self, mark: &str) {
        self.line.glue(self.style);
        self.line.push(mark, self.style);
    }

    pub(super) fn open_link(&mut self, tag: &Tag<'_>) -> End {
        if let Some(url) = tag.attribute("id").filter(|url| self.inner.contains(url)) {
            self.anchors.push((url, self.blocks.len()));
            return End::Inline;
        }
        let url = tag.attribute("href").unwrap_or_default();
        let index = self.links.get(url.as_str()).copied();
        if index.is_some() {
            self.style.link = index;
            if matches!(self.style.role, Role::Text | Role::Quote | Role::Caption) {
                self.style.role = Role::Link;
            }
        }
        End::Link(index, self.line.len())
    }

    pub(super) fn close_link(&mut self, index: Option<u32>, start: usize) {
        let has_text = self
            .line
            .as_str()
            .get(start..)
            .is_some_and(|text| !text.trim().is_empty());
        // A note's own sign is its number.
        let is_inner = |index: &u32| {
            let link = self.document.links.get(*index as usize);
            link.is_some_and(|link| self.inner.contains(&link.url))
        };
        let numbered = index.filter(|_| has_text && self.options.link_numbers);
        let Some(index) = numbered.filter(|index| !is_inner(index)) else {
            return;
        };
        let is_spaced = self.line.as_str().ends_with(' ');
        self.line.trim_blanks();
        let style = Style {
            link: Some(index),
            ..Style::of(Role::LinkNumber)
        };
        self.line.glue(style);
        self.line
            .push(&format!("[{}]", index.saturating_add(1)), style);
        if is_spaced {
            self.line.push(" ", self.style);
        }
    }

    pub(super) fn open_code(&mut self, tag: &Tag<'_>) -> End {
        self.flush();
        self.code = Some(Code {
            text: String::new(),
            language: language(tag),
        });
        End::Code
    }

    pub(super) fn close_code(&mut self) {
        let Some(code) = self.code.take() else {
            return;
        };
        let cleaned = clean_block(&without_tabs(&code.text));
        // The first line end after `<pre>` is gone already; those around it show nothing.
        let text = cleaned.trim_matches('\n').trim_end().to_owned();
        if self.is_in_cell() {
            self.line.push(&text, Style::of(Role::Code));
            self.line.end_line(self.style);
        } else if !text.trim().is_empty() {
            self.place(Block::Code {
                text,
                language: code.language,
            });
        }
    }
}

fn language(tag: &Tag<'_>) -> Option<String> {
    let class = tag.attribute("class")?;
    let name = class
        .split_ascii_whitespace()
        .find_map(|name| name.strip_prefix("language-"))?;
    Some(text::cap(name, 40).to_owned())
}
