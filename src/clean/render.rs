//! The chosen blocks as HTML again: only the structure that a reader sees (headings, quotes, lists,
//! tables, code, figures), closed properly, whatever the page's own nesting was.

mod attributes;
mod inline;

use super::anchors::anchors;
use super::blocks::{Block, Kind, is_hidden};
use super::captions;
use super::hover::Told;
use super::listing;
use super::pictures;
use super::tree::{Id, Tree};
use attributes::attributes;
use inline::inline;
use std::collections::HashMap;
use url::Url;

/// Structural elements around a block that are written; deeper nesting is flattened.
const MAX_STRUCTURE: usize = 12;

pub struct Render<'a> {
    pub tree: &'a Tree,
    pub blocks: &'a [Block],
    pub kept: &'a [bool],
    /// Paragraphs that are headings in all but name.
    pub headings: &'a [bool],
    pub base: Option<&'a Url>,
    /// It stands above all this.
    pub headline: &'a str,
}

/// HTML of the kept blocks, and their text, one block a line.
pub fn render(job: &Render<'_>) -> (String, String) {
    let mut writer = Writer {
        job,
        anchors: anchors(job.tree, job.blocks, job.kept, job.base),
        asides: captions::asides(job.tree, job.blocks, job.kept),
        out: String::new(),
        text: String::new(),
        open: Vec::new(),
        last_holder: None,
        row: None,
        gaps: 0,
        told: Told::default(),
        written: 0,
    };
    for (place, block) in job.blocks.iter().enumerate() {
        if job.kept[place] && place >= writer.written {
            writer.block(place, block);
        }
    }
    writer.close_to(0);
    (writer.out, writer.text.trim_end().to_owned())
}

struct Writer<'a> {
    job: &'a Render<'a>,
    /// What stands before the text of some blocks.
    anchors: HashMap<usize, String>,
    /// Captions of pictures: they are shown, but no lines of the text.
    asides: Vec<bool>,
    out: String,
    text: String,
    open: Vec<Open>,
    last_holder: Option<Id>,
    /// The table row of the last line.
    row: Option<Id>,
    /// Empty cells since the last line.
    gaps: usize,
    told: Told,
    /// What stands before this place is written: captions go with their picture.
    written: usize,
}

/// An element that is written and not closed yet.
struct Open {
    id: Id,
    tag: &'static str,
    /// Of a row: what stands before this node is written.
    written: Id,
}

impl Writer<'_> {
    fn block(&mut self, place: usize, block: &Block) {
        let chain = self.chain(block);
        let shared = self
            .open
            .iter()
            .zip(&chain)
            .take_while(|(open, wanted)| (open.id, open.tag) == **wanted)
            .count();
        self.close_to(shared);
        for &(id, tag) in chain.iter().skip(shared) {
            self.open(id, tag);
        }
        self.content(place, block);
        self.last_holder = Some(block.holder);
    }

    fn open(&mut self, id: Id, tag: &'static str) {
        if matches!(tag, "td" | "th") {
            self.gaps += self.fill_row(id);
        }
        self.start_tag(id, tag);
        self.open.push(Open {
            id,
            tag,
            written: id + 1,
        });
    }

    fn start_tag(&mut self, id: Id, tag: &str) {
        let attributes = attributes(self.job, id, tag);
        put(&mut self.out, &["<", tag, &attributes, ">"]);
    }

    /// Cells without anything in them, or each that follows would stand under the wrong head: those
    /// before `next` in the row that is open. Says how many.
    fn fill_row(&mut self, next: Id) -> usize {
        let tree = self.job.tree;
        let Some(row) = self.open.last_mut().filter(|open| open.tag == "tr") else {
            return 0;
        };
        let end = tree.nodes.get(next).map_or(next, |cell| cell.end);
        let from = std::mem::replace(&mut row.written, end);
        let cells = tree.siblings(from, next).filter(|&cell| {
            matches!(tree.tag(cell), "td" | "th")
                && !is_hidden(tree, cell)
                && !listing::is_gutter(tree, cell)
        });
        let cells: Vec<Id> = cells.collect();
        for &cell in &cells {
            let tag = tree.tag(cell);
            self.start_tag(cell, tag);
            put(&mut self.out, &["</", tag, ">"]);
        }
        cells.len()
    }

    fn close_to(&mut self, depth: usize) {
        while self.open.len() > depth {
            if let Some(row) = self.open.last().filter(|open| open.tag == "tr") {
                self.fill_row(self.job.tree.nodes[row.id].end);
            }
            if let Some(Open { tag, .. }) = self.open.pop() {
                let end = if self.open.is_empty() { ">\n" } else { ">" };
                put(&mut self.out, &["</", tag, end]);
            }
        }
    }

    /// The structural elements around a block, outermost first, without its own line's tag.
    fn chain(&self, block: &Block) -> Vec<(Id, &'static str)> {
        let tree = self.job.tree;
        let mut chain = Vec::new();
        let mut in_table = None;
        for id in std::iter::once(block.holder).chain(tree.ancestors(block.holder)) {
            let tag = tree.tag(id);
            match tag {
                "figure" if id == block.holder && block.kind == Kind::Caption => {
                    chain.extend([(id, "figcaption"), (id, tag)]);
                }
                "blockquote" | "ul" | "ol" | "dl" | "figure" | "details" | "li" | "dt" | "dd"
                | "summary" => chain.push((id, tag)),
                "figcaption" if block.kind == Kind::Caption => chain.push((id, tag)),
                _ if id == block.holder && self.is_named_caption(block) => {
                    chain.push((id, "figcaption"));
                }
                "td" | "th" | "tr" | "thead" | "tbody" | "tfoot" | "caption" => {
                    in_table.get_or_insert(Vec::new()).push((id, tag));
                }
                "table" => {
                    let parts = in_table.take().unwrap_or_default();
                    if tree.nodes[id].is_data_table {
                        chain.extend(parts);
                        chain.push((id, tag));
                    }
                }
                _ => {}
            }
        }
        chain.reverse();
        tidy(chain)
    }

    /// A caption that its page set into a `div` of a figure.
    fn is_named_caption(&self, block: &Block) -> bool {
        let tree = self.job.tree;
        block.kind == Kind::Caption
            && matches!(tree.tag(block.holder), "div" | "p")
            && tree
                .ancestors(block.holder)
                .take(4)
                .all(|up| tree.tag(up) != "figcaption")
    }

    fn content(&mut self, place: usize, block: &Block) {
        match block.kind {
            Kind::Media if block.text.is_empty() => self.media(place, block),
            // What stood between two of them may have been left out.
            Kind::Rule if self.out.trim_end().ends_with("<hr>") => {}
            Kind::Rule => self.out.push_str("<hr>"),
            Kind::Code => self.code(block),
            _ => self.line(place, block),
        }
    }

    fn line(&mut self, place: usize, block: &Block) {
        let tag = match block.kind {
            Kind::Heading(level) => heading(level),
            _ if self.job.headings[place] => "h3",
            _ if self.is_bare(place, block) => "",
            _ => "p",
        };
        let inner = self.anchored(place, block);
        if tag.is_empty() {
            self.out.push_str(&inner);
        } else {
            let inner = if tag.starts_with('h') {
                without_bold(&inner)
            } else {
                inner
            };
            put(&mut self.out, &["<", tag, ">", &inner, "</", tag, ">"]);
            if self.open.is_empty() {
                self.out.push('\n');
            }
        }
        self.tell(place, block);
    }

    /// What stands in a line, behind the places that links lead to.
    fn anchored(&self, place: usize, block: &Block) -> String {
        let inner = inline(self.job, block);
        match self.anchors.get(&place) {
            Some(anchors) => format!("{anchors}{inner}"),
            None => inner,
        }
    }

    /// The line in the text.
    fn tell(&mut self, place: usize, block: &Block) {
        if self.asides[place] {
            return;
        }
        let row = self.row_of(block);
        if row.is_some() && row == self.row {
            self.text.truncate(self.text.trim_end().len());
            self.text.push('\t');
        }
        let gaps = std::mem::take(&mut self.gaps);
        if row.is_some() {
            self.text.push_str(&"\t".repeat(gaps));
        }
        self.row = row;
        self.text.push_str(&block.text);
        self.text.push('\n');
    }

    fn row_of(&self, block: &Block) -> Option<Id> {
        self.open
            .iter()
            .rev()
            .find(|open| open.tag == "tr")
            .map(|open| open.id)
            .filter(|_| matches!(block.kind, Kind::Cell | Kind::Media))
    }

    /// An item, cell or caption with one line needs no paragraph in it.
    fn is_bare(&self, place: usize, block: &Block) -> bool {
        let Some(&Open { id, tag, .. }) = self.open.last() else {
            return false;
        };
        if !is_line(tag) {
            return false;
        }
        let is_alone = |at: Option<usize>| {
            at.and_then(|at| self.job.blocks.get(at))
                .is_none_or(|other| {
                    !self.job.tree.is_within(other.start, id) || other.holder != block.holder
                })
        };
        is_alone(place.checked_sub(1)) && block.holder == id && is_alone(Some(place + 1))
    }

    fn code(&mut self, block: &Block) {
        let language = code_language(self.job.tree, block);
        let class = language
            .map(|name| format!(" class=\"language-{name}\""))
            .unwrap_or_default();
        put(
            &mut self.out,
            &[
                "<pre><code",
                &class,
                ">",
                &escape(&block.text),
                "</code></pre>",
            ],
        );
        self.text.push_str(&block.text);
        self.text.push('\n');
    }

    /// Captions right behind a picture that no figure holds: it has none in its own.
    fn captions_behind(&self, place: usize) -> Vec<usize> {
        const MOST: usize = 4;
        let tree = self.job.tree;
        let is_loose = |at: usize| {
            let block = &self.job.blocks[at];
            let mut around = std::iter::once(block.holder).chain(tree.ancestors(block.holder));
            block.kind == Kind::Caption
                && around.all(|up| !matches!(tree.tag(up), "figure" | "table"))
        };
        (place + 1..self.job.blocks.len())
            .take(MOST)
            .filter(|&at| self.job.kept[at])
            .take_while(|&at| is_loose(at))
            .collect()
    }

    fn media(&mut self, place: usize, block: &Block) {
        let tree = self.job.tree;
        if tree.tag(block.start) == "img" {
            let Some(picture) = pictures::picture(tree, block.start, self.job.base) else {
                return;
            };
            let mut image = image(&picture);
            let all = (self.job.blocks, self.job.kept);
            let words = self.told.beneath(tree, block.start, all, self.job.headline);
            if let Some(words) = words {
                put(
                    &mut image,
                    &["<figcaption>", &escape(&words), "</figcaption>"],
                );
            }
            let in_figure = self.open.iter().any(|open| open.tag == "figure");
            let captions = self.captions_behind(place);
            if let Some(&last) = captions.last() {
                let mut lines = Vec::new();
                for &at in &captions {
                    let block = &self.job.blocks[at];
                    lines.push(self.anchored(at, block));
                    self.tell(at, block);
                }
                put(
                    &mut image,
                    &["<figcaption>", &lines.join(" "), "</figcaption>"],
                );
                self.written = last + 1;
            }
            let (before, behind) = if in_figure {
                ("", "")
            } else {
                ("<figure>", "</figure>")
            };
            put(&mut self.out, &[before, &image, behind]);
        } else if let Some((url, label)) = film(tree, block.start, self.job.base) {
            put(
                &mut self.out,
                &[
                    "<p><a href=\"",
                    &escape(&url),
                    "\">",
                    &escape(&label),
                    "</a></p>",
                ],
            );
        }
    }
}

/// Items only in lists, captions only in figures, nothing too deep.
fn tidy(chain: Vec<(Id, &'static str)>) -> Vec<(Id, &'static str)> {
    let mut out: Vec<(Id, &'static str)> = Vec::new();
    for (id, tag) in chain {
        let parent = out.last().map(|(_, tag)| *tag);
        let fits = match tag {
            "li" => matches!(parent, Some("ul" | "ol")),
            "dt" | "dd" => parent == Some("dl"),
            "figcaption" => out.iter().any(|(_, tag)| *tag == "figure"),
            "summary" => parent == Some("details"),
            _ => true,
        };
        if fits && out.len() < MAX_STRUCTURE {
            out.push((id, tag));
        }
    }
    // A list or table that was opened but has no place for the line in it.
    while matches!(
        out.last(),
        Some((
            _,
            "ul" | "ol" | "dl" | "table" | "tr" | "thead" | "tbody" | "tfoot"
        ))
    ) {
        out.pop();
    }
    out
}

/// May hold a line without a paragraph around it.
fn is_line(tag: &str) -> bool {
    matches!(
        tag,
        "li" | "dt" | "dd" | "td" | "th" | "figcaption" | "summary" | "caption"
    )
}

fn put(out: &mut String, parts: &[&str]) {
    for part in parts {
        out.push_str(part);
    }
}

const fn heading(level: u8) -> &'static str {
    match level {
        0..=2 => "h2",
        3 => "h3",
        4 => "h4",
        5 => "h5",
        _ => "h6",
    }
}

/// Address and name of a film, a sound or a frame.
fn film(tree: &Tree, id: Id, base: Option<&Url>) -> Option<(String, String)> {
    let (url, kind) = pictures::embed(tree, id, base)?;
    let title = tree.attribute(id, "title").unwrap_or_default();
    let title = super::metadata::one_line(title);
    let is_told = !title.is_empty() && !title.eq_ignore_ascii_case("youtube video player");
    let label = is_told.then(|| format!("{kind}: {title}"));
    Some((url, label.unwrap_or_else(|| kind.to_owned())))
}

fn image(picture: &pictures::Shown) -> String {
    format!(
        "<img src=\"{}\" alt=\"{}\">",
        escape(&picture.url),
        escape(&picture.alt)
    )
}

pub fn escape(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '"' => out.push_str("&quot;"),
            _ => out.push(c),
        }
    }
    out
}

/// A heading is bold by itself.
fn without_bold(html: &str) -> String {
    html.replace("<strong>", "").replace("</strong>", "")
}

/// `language-rust`, `lang-rust`, `highlight-source-rust`, `brush: rust` on the code or around it.
fn code_language(tree: &Tree, block: &Block) -> Option<String> {
    let around = tree
        .ancestors(block.start)
        .take(4)
        .chain(std::iter::once(block.holder));
    around
        .map(|id| tree.names(id) + " " + tree.attribute(id, "data-lang").unwrap_or_default())
        .find_map(|names| {
            let words: Vec<&str> = names
                .split([' ', ';', ':'])
                .filter(|word| !word.is_empty())
                .collect();
            words.iter().enumerate().find_map(|(at, word)| {
                let name = ["language-", "lang-", "highlight-source-", "sourcecode-"]
                    .iter()
                    .find_map(|stem| word.strip_prefix(stem))
                    .or_else(|| {
                        (*word == "brush")
                            .then(|| words.get(at + 1).copied())
                            .flatten()
                    })?;
                let is_name = !name.is_empty()
                    && name.len() <= 20
                    && name
                        .chars()
                        .all(|c| c.is_ascii_alphanumeric() || "+-#".contains(c));
                is_name.then(|| name.to_owned())
            })
        })
}
