//! One linear pass over decoded HTML before any parser sees it: caps on depth, attributes, elements
//! and bytes, nothing that runs or is not shown, tags balanced. Keeps the text; never fails.
//!
//! html5ever is quadratic in depth and reconstructs unclosed formatting in each paragraph, so what
//! leaves here is closed explicitly. No recursion, and no search is repeated over the same bytes.

mod attributes;
mod names;
mod streams;

pub use names::is_block;
use names::{Family, family, implied_end, is_heading};
use std::collections::HashMap;

/// Open elements; browsers cap at the same depth.
const MAX_DEPTH: usize = 512;
const MAX_ELEMENTS: usize = 50_000;
const MAX_BYTES: usize = 4 * 1024 * 1024;
/// All JSON-LD of a page together.
const MAX_DATA: usize = 512 * 1024;
/// `<` and `&` written as entities, which cost a parser far more than letters.
const MAX_ESCAPES: usize = 20_000;
/// A `noscript` with at least this much text is the page, not a note about JavaScript.
const WHOLE_NOSCRIPT: usize = 4_000;

/// HTML that any parser can take in linear time.
pub struct Tamed {
    pub html: String,
    /// Elements that were written.
    pub elements: usize,
    /// The most elements that are open at once.
    pub depth: usize,
    /// The page was longer than is read.
    pub is_cut: bool,
    /// Bytes that were looked through for the ends of elements: no more than a few times the page.
    pub searched: usize,
}

/// Tames a text or a page of the usual size.
#[must_use]
pub fn tame(html: &str) -> Tamed {
    tame_within(html, MAX_BYTES)
}

/// Tames as much of a page as `most` bytes.
#[must_use]
pub fn tame_within(html: &str, most: usize) -> Tamed {
    let kept = cut(html, most);
    let page = streams::in_place(kept);
    let mut pass = Pass::new(&page);
    pass.run();
    pass.close_to(0);
    Tamed {
        html: pass.out,
        elements: pass.elements,
        depth: pass.depth,
        // What came as far as the limit was not read on.
        is_cut: html.len() >= most,
        searched: pass.searched,
    }
}

/// Text with its entities as characters.
#[must_use]
pub fn decode(text: &str) -> String {
    htmlize::unescape(text).into_owned()
}

/// The longest beginning of at most `most` bytes that ends between characters.
fn cut(text: &str, most: usize) -> &str {
    let mut end = most.min(text.len());
    while !text.is_char_boundary(end) {
        end -= 1;
    }
    text.get(..end).unwrap_or_default()
}

struct Pass<'a> {
    source: &'a str,
    at: usize,
    out: String,
    open: Vec<String>,
    /// How often each name is open; unmatched end tags are then found without a search.
    open_count: HashMap<String, usize>,
    /// Start tags dropped for depth, whose end tags must go too.
    dropped: HashMap<String, usize>,
    elements: usize,
    depth: usize,
    escapes: usize,
    data: usize,
    /// `<br>` since the last text.
    breaks: usize,
    /// What was searched for last, by needle: it stands where it stood until that is behind.
    found: HashMap<String, Found>,
    /// Of the `noscript` that ends there, the last start from which it is the page.
    whole_noscript: Option<(usize, Option<usize>)>,
    searched: usize,
}

/// One search: from where, and what it found.
struct Found {
    from: usize,
    at: Option<usize>,
}

impl<'a> Pass<'a> {
    fn new(source: &'a str) -> Self {
        Self {
            source,
            at: 0,
            out: String::with_capacity(source.len().min(1 << 20)),
            open: Vec::new(),
            open_count: HashMap::new(),
            dropped: HashMap::new(),
            elements: 0,
            depth: 0,
            escapes: 0,
            data: 0,
            breaks: 0,
            found: HashMap::new(),
            whole_noscript: None,
            searched: 0,
        }
    }

    fn rest(&self) -> &'a str {
        self.source.get(self.at..).unwrap_or_default()
    }

    fn run(&mut self) {
        while self.at < self.source.len() {
            let rest = self.rest();
            let Some(start) = rest.find('<') else {
                self.text(rest);
                return;
            };
            let before = rest.get(..start).unwrap_or_default();
            self.text(before);
            self.at += start;
            self.markup();
        }
    }

    /// At a `<`.
    fn markup(&mut self) {
        let rest = self.rest();
        let next = rest.as_bytes().get(1).copied().unwrap_or(b' ');
        if rest.starts_with("<!--") {
            self.comment();
        } else if rest.starts_with("<![CDATA[") {
            self.at += "<![CDATA[".len();
        } else if next == b'!' || next == b'?' {
            self.at += rest.find('>').map_or(rest.len(), |end| end + 1);
        } else if next == b'/' && rest.as_bytes().get(2).is_some_and(u8::is_ascii_alphabetic) {
            self.end_tag();
        } else if next.is_ascii_alphabetic() {
            self.start_tag();
        } else {
            self.text("<");
            self.at += 1;
        }
    }

    fn comment(&mut self) {
        let after = self.at + 4;
        if let Some(end) = self.find_from(after, "-->") {
            self.at = end + 3;
            return;
        }
        // Never closed: a browser would lose the rest of the page, we lose the tag.
        let rest = self.rest();
        self.at += rest.find('>').map_or(rest.len(), |end| end + 1);
    }

    /// Where `needle` (lower case) begins at or after `from`, upper or lower case. Each byte is searched once
    /// for each needle, however often it is asked for.
    fn find_from(&mut self, from: usize, needle: &str) -> Option<usize> {
        if let Some(found) = self.found.get(needle)
            && found.from <= from
            && found.at.is_none_or(|at| from <= at)
        {
            return found.at;
        }
        let hay = self.source.as_bytes().get(from..)?;
        let first = needle.as_bytes()[0];
        let offset = hay
            .windows(needle.len())
            .position(|w| w[0] == first && w.eq_ignore_ascii_case(needle.as_bytes()));
        self.searched += offset.unwrap_or(hay.len());
        let at = offset.map(|offset| from + offset);
        self.found.insert(needle.to_owned(), Found { from, at });
        at
    }

    fn end_tag(&mut self) {
        let rest = self.rest();
        let name = tag_name(rest.get(2..).unwrap_or_default());
        self.at += rest.find('>').map_or(rest.len(), |end| end + 1);
        if let Some(count) = self.dropped.get_mut(&name).filter(|count| **count > 0) {
            *count -= 1;
            self.gap();
            return;
        }
        if name == "br" {
            self.void("br", "");
            return;
        }
        if !self.is_open(&name) {
            return;
        }
        if let Some(place) = self.place_of(&name) {
            self.close_to(place);
        }
    }

    fn is_open(&self, name: &str) -> bool {
        self.open_count.get(name).is_some_and(|count| *count > 0)
    }

    /// The open element which an end tag closes. Formatting is closed only inside its own block,
    /// and a cell or list cannot be closed from within a nested table by a stray tag.
    fn place_of(&self, name: &str) -> Option<usize> {
        if family(name) != Family::Inline {
            let barrier = if family(name) == Family::TablePart {
                "table"
            } else {
                ""
            };
            let place = self
                .open
                .iter()
                .rposition(|open| open == name || open == barrier)?;
            return (self.open[place] == name).then_some(place);
        }
        for (place, open) in self.open.iter().enumerate().rev().take(64) {
            if open == name {
                return Some(place);
            }
            if family(open) != Family::Inline {
                return None;
            }
        }
        None
    }

    /// Closes open elements until `depth` are left, each with its tag.
    fn close_to(&mut self, depth: usize) {
        while self.open.len() > depth {
            let Some(name) = self.open.pop() else { return };
            if let Some(count) = self.open_count.get_mut(&name) {
                *count = count.saturating_sub(1);
            }
            self.out.push_str("</");
            self.out.push_str(&name);
            self.out.push('>');
        }
    }

    fn start_tag(&mut self) {
        let rest = self.rest();
        let name = tag_name(rest.get(1..).unwrap_or_default());
        let body_at = 1 + raw_name_length(rest.get(1..).unwrap_or_default());
        let (length, attributes) = attributes::read(rest.get(body_at..).unwrap_or_default());
        self.at += body_at + length;
        match family(&name) {
            Family::Silent => self.skip_content(&name),
            Family::Script => self.script(&attributes),
            Family::Noscript => self.noscript(),
            Family::Raw => self.raw(&name, &attributes),
            Family::Foreign => {}
            Family::Void => self.void(&name, &attributes),
            Family::Block | Family::Inline | Family::TablePart | Family::Root => {
                self.open_element(name, &attributes);
            }
        }
    }

    /// Leaves out an element with all that is in it.
    fn skip_content(&mut self, name: &str) {
        let end = format!("</{name}");
        if let Some(found) = self.find_from(self.at, &end) {
            self.at = found;
            let rest = self.rest();
            self.at += rest.find('>').map_or(rest.len(), |end| end + 1);
        }
        self.gap();
    }

    fn script(&mut self, attributes: &str) {
        let is_data = attributes.to_ascii_lowercase().contains("ld+json");
        let from = self.at;
        let Some(end) = self.find_from(from, "</script") else {
            return;
        };
        let content = self.source.get(from..end).unwrap_or_default();
        self.at = end;
        let rest = self.rest();
        self.at += rest.find('>').map_or(rest.len(), |end| end + 1);
        if is_data && self.data + content.len() <= MAX_DATA {
            self.data += content.len();
            self.out.push_str("<script type=\"application/ld+json\">");
            self.out.push_str(content);
            self.out.push_str("</script>");
        }
    }

    /// Pictures in a `noscript` stand for lazy ones; long text is the page itself; else it repeats.
    fn noscript(&mut self) {
        let from = self.at;
        let Some(end) = self.find_from(from, "</noscript") else {
            return;
        };
        let content = self.source.get(from..end).unwrap_or_default();
        if content.len() >= WHOLE_NOSCRIPT && self.has_paragraphs(from, end) {
            return;
        }
        self.at = end;
        let rest = self.rest();
        self.at += rest.find('>').map_or(rest.len(), |end| end + 1);
        if self.is_open("head") {
            return;
        }
        let mut left = content;
        while let Some(start) = left.find("<img") {
            let tag = left.get(start + 4..).unwrap_or_default();
            let (length, attributes) = attributes::read(tag);
            self.void("img", &format!("{attributes} data-noscript=\"1\""));
            left = tag.get(length..).unwrap_or_default();
        }
    }

    /// Whether more than three paragraphs begin in a `noscript`. Looked for once for each end, from behind: any
    /// number may begin before one end.
    fn has_paragraphs(&mut self, from: usize, end: usize) -> bool {
        let fourth = match self.whole_noscript {
            Some((at, fourth)) if at == end => fourth,
            _ => {
                let content = self.source.get(from..end).unwrap_or_default();
                self.searched += content.len();
                let fourth = content.rmatch_indices("<p").nth(3);
                fourth.map(|(offset, _)| from + offset)
            }
        };
        self.whole_noscript = Some((end, fourth));
        fourth.is_some_and(|at| from <= at)
    }

    /// A page's title with its text; a frame without what stands in it.
    fn raw(&mut self, name: &str, attributes: &str) {
        let from = self.at;
        let end = self.find_from(from, &format!("</{name}"));
        let content = end
            .and_then(|end| self.source.get(from..end))
            .unwrap_or_default();
        if let Some(end) = end.filter(|_| content.len() < 10_000) {
            self.at = end;
            let rest = self.rest();
            self.at += rest.find('>').map_or(rest.len(), |end| end + 1);
        }
        if self.elements >= MAX_ELEMENTS {
            return;
        }
        self.elements += 1;
        self.write_tag(name, attributes);
        if name == "title" && content.len() < 10_000 {
            self.text(content);
        }
        self.out.push_str("</");
        self.out.push_str(name);
        self.out.push('>');
    }

    fn void(&mut self, name: &str, attributes: &str) {
        if name == "br" {
            self.breaks += 1;
            if self.breaks > 2 {
                return;
            }
        }
        if self.elements >= MAX_ELEMENTS {
            self.gap();
            return;
        }
        if name == "hr" && self.open.last().is_some_and(|top| top == "p") {
            self.close_to(self.open.len() - 1);
        }
        self.elements += 1;
        self.write_tag(name, attributes);
    }

    fn open_element(&mut self, name: String, attributes: &str) {
        if family(&name) == Family::Root && self.is_open(&name) {
            return;
        }
        if self.open.last().is_some_and(|top| top == "head") && name != "body" {
            self.close_to(self.open.len() - 1);
        }
        self.close_implied(&name);
        if self.open.len() >= MAX_DEPTH || self.elements >= MAX_ELEMENTS {
            *self.dropped.entry(name).or_default() += 1;
            self.gap();
            return;
        }
        self.elements += 1;
        self.write_tag(&name, attributes);
        *self.open_count.entry(name.clone()).or_default() += 1;
        self.open.push(name);
        self.depth = self.depth.max(self.open.len());
    }

    /// HTML lets `</p>`, `</li>`, `</td>` … be left out.
    fn close_implied(&mut self, name: &str) {
        if family(name) != Family::Inline && self.is_open("p") {
            self.close_paragraph();
        }
        if name == "body" && self.is_open("head") {
            if let Some(place) = self.open.iter().rposition(|open| open == "head") {
                self.close_to(place);
            }
            return;
        }
        if is_heading(name) && self.open.last().is_some_and(|open| is_heading(open)) {
            self.close_to(self.open.len() - 1);
        }
        let Some((closes, stops)) = implied_end(name) else {
            return;
        };
        let place = self
            .open
            .iter()
            .rposition(|open| closes.contains(&open.as_str()) || stops.contains(&open.as_str()));
        if let Some(place) = place.filter(|p| closes.contains(&self.open[*p].as_str())) {
            self.close_to(place);
        }
    }

    /// A block ends the paragraph that is open directly around it.
    fn close_paragraph(&mut self) {
        for (place, open) in self.open.iter().enumerate().rev().take(64) {
            if open == "p" {
                self.close_to(place);
                return;
            }
            if family(open) != Family::Inline {
                return;
            }
        }
    }

    fn write_tag(&mut self, name: &str, attributes: &str) {
        self.out.push('<');
        self.out.push_str(name);
        self.out.push_str(attributes);
        self.out.push('>');
    }

    /// Where a tag was dropped, words must not grow together.
    fn gap(&mut self) {
        if !self.out.is_empty() && !self.out.ends_with([' ', '\n', '>']) {
            self.out.push(' ');
        }
    }

    fn text(&mut self, text: &str) {
        if text.is_empty() {
            return;
        }
        if !text.trim_ascii().is_empty() {
            self.breaks = 0;
        }
        if text.contains('&') {
            let decoded = htmlize::unescape(text);
            self.escaped(&decoded);
        } else {
            self.escaped(text);
        }
    }

    /// Entities only where the text would be read as markup without them; beyond the cap their
    /// look-alikes, for each `<` and `&` costs a parser as much as a word.
    fn escaped(&mut self, text: &str) {
        let mut rest = text.chars().peekable();
        while let Some(c) = rest.next() {
            if !matches!(c, '<' | '&' | '\0') {
                self.out.push(c);
                continue;
            }
            self.escapes += 1;
            let next = rest.peek().copied();
            match (c, next) {
                ('\0', _) => {}
                ('<', _) if self.escapes > MAX_ESCAPES => self.out.push('‹'),
                (_, _) if self.escapes > MAX_ESCAPES => self.out.push('＆'),
                ('<', Some(n)) if !(n.is_ascii_alphabetic() || "/!?".contains(n)) => {
                    self.out.push(c);
                }
                ('<', _) => self.out.push_str("&lt;"),
                (_, Some(n)) if n.is_ascii_alphanumeric() || n == '#' => {
                    self.out.push_str("&amp;");
                }
                _ => self.out.push(c),
            }
        }
    }
}

fn raw_name_length(text: &str) -> usize {
    text.find(|c: char| c.is_ascii_whitespace() || c == '/' || c == '>')
        .unwrap_or(text.len())
}

/// In lower case, at most 40 letters, and only what a parser takes as one name.
fn tag_name(text: &str) -> String {
    text.get(..raw_name_length(text))
        .unwrap_or_default()
        .chars()
        .take(40)
        .filter(|c| c.is_ascii_alphanumeric() || *c == '-')
        .map(|c| c.to_ascii_lowercase())
        .collect()
}

#[cfg(test)]
mod tests;
