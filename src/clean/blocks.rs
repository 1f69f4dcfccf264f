//! The lines of text that a page consists of, in order: runs of inline content between the edges
//! of blocks. What is kept or dropped later is always one of these, never part of one.

mod run;

use super::listing::{self, Lines};
use super::math;
use super::signs;
use super::tree::{Id, Tree, is_block};
use super::words::tokens;
use run::Run;

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    Paragraph,
    Heading(u8),
    Item,
    Cell,
    Code,
    Caption,
    /// A picture, film or frame without words; a formula on a line of its own, as text.
    Media,
    Rule,
}

pub struct Block {
    /// The run's nodes.
    pub start: Id,
    pub end: Id,
    /// The element of a block around the run.
    pub holder: Id,
    pub kind: Kind,
    /// Blanks made one; lines only where the page breaks them by hand.
    pub text: String,
    pub words: Vec<u64>,
    pub chars: usize,
    /// Characters inside links.
    pub linked: usize,
    /// Inside `display: none` and the like.
    pub is_hidden: bool,
}

impl Block {
    pub fn link_share(&self) -> f32 {
        if self.chars == 0 {
            return 0.0;
        }
        self.linked as f32 / self.chars as f32
    }

    pub fn is_text(&self) -> bool {
        !matches!(self.kind, Kind::Media | Kind::Rule)
    }

    /// A line of text that is shown.
    pub fn is_line(&self) -> bool {
        self.is_text() && !self.is_hidden
    }

    /// Ends like a sentence.
    pub fn is_sentence(&self) -> bool {
        let end = self
            .text
            .trim_end_matches(['"', '”', '’', '\'', '»', ')', ']', '“', '」', '』']);
        end.ends_with(['.', '!', '?', '…', '。', '！', '？', '।', '؟', '۔', ':'])
    }
}

/// All blocks of a page.
pub fn blocks(tree: &Tree) -> Vec<Block> {
    let mut walk = Walk {
        tree,
        out: Vec::new(),
        open: vec![0],
        run: None,
        breaks: 0,
        hidden_to: 0,
        links_to: 0,
        button_to: None,
        listing: None,
    };
    let mut id = 0;
    while id < tree.nodes.len() {
        id = walk.step(id);
    }
    walk.flush();
    walk.out
}

struct Walk<'a> {
    tree: &'a Tree,
    out: Vec<Block>,
    /// Open block elements.
    open: Vec<Id>,
    run: Option<Run>,
    breaks: usize,
    hidden_to: Id,
    links_to: Id,
    /// Where a button ends behind which no word was read yet.
    button_to: Option<Id>,
    /// Of the `pre` that is open.
    listing: Option<Lines>,
}

impl Walk<'_> {
    /// Takes one node and says which comes next.
    fn step(&mut self, id: Id) -> Id {
        while self.open.len() > 1
            && self
                .open
                .last()
                .is_some_and(|&top| self.tree.nodes[top].end <= id)
        {
            self.flush();
            self.open.pop();
        }
        if let Some(next) = self.in_listing(id) {
            return next;
        }
        // What is shown behind something hidden is a line of its own.
        let run = self.run.as_ref();
        if id >= self.hidden_to && run.is_some_and(|run| run.start < self.hidden_to) {
            self.flush();
        }
        let node = &self.tree.nodes[id];
        if node.tag.is_empty() {
            self.text(id);
            return id + 1;
        }
        if is_left_out(node.tag) || is_no_word(self.tree, id) || is_bubble(self.tree, id) {
            return node.end;
        }
        if id >= self.hidden_to && is_hidden(self.tree, id) {
            if is_inline(self.tree, id) {
                return node.end;
            }
            self.flush();
            self.hidden_to = node.end;
        }
        match node.tag {
            "br" => self.line_break(id),
            "hr" => {
                self.flush();
                self.push_bare(id, Kind::Rule);
            }
            "img" => {
                return match signs::of_picture(self.tree, id) {
                    Some(words) => self.sign(id, &words, false),
                    None => self.media(id),
                };
            }
            "math" => {
                let is_display = math::is_display(self.tree, id);
                return self.sign(id, &math::text(self.tree, id), is_display);
            }
            "rt" => return self.reading(id),
            "iframe" | "video" | "audio" | "embed" => return self.media(id),
            tag if is_block(tag) => {
                self.flush();
                self.open.push(id);
                if tag == "pre" {
                    self.listing = listing::end(self.tree, id).map(Lines::to);
                }
            }
            "a" if self.tree.is_link(id) => self.links_to = node.end,
            "small" if stands_apart(self.tree, id) => self.gap(),
            "button" => {
                self.gap_behind_word();
                self.button_to = Some(node.end);
            }
            _ => {}
        }
        id + 1
    }

    /// Takes a node of a listing of code.
    fn in_listing(&mut self, id: Id) -> Option<Id> {
        let tree = self.tree;
        let lines = self.listing.as_mut()?;
        if id >= lines.end {
            self.listing = None;
            return None;
        }
        let node = &tree.nodes[id];
        let mut none = String::new();
        let text = self.run.as_mut().map_or(&mut none, |run| &mut run.text);
        lines.close(id, text);
        if is_left_out_of_code(tree, id) {
            return Some(node.end);
        }
        if node.tag.is_empty() || node.tag == "br" {
            let run = self.run.get_or_insert_with(|| Run::at(id));
            run.end = id + 1;
            if node.tag.is_empty() {
                run.text.push_str(lines.text_of(tree, id));
            } else if !lines.has_ended(id) {
                run.text.push('\n');
            }
        } else if listing::is_line(tree, id) {
            lines.open(tree, id, text);
        }
        Some(id + 1)
    }

    /// A picture, film or frame; in the middle of a line it is no block.
    fn media(&mut self, id: Id) -> Id {
        let node = &self.tree.nodes[id];
        let in_figure = || {
            self.open
                .iter()
                .rev()
                .take(6)
                .any(|&up| self.tree.tag(up) == "figure")
        };
        if node.tag == "img" && in_figure() {
            self.flush();
        }
        let is_first = self
            .run
            .as_ref()
            .is_none_or(|run| run.text.trim().is_empty());
        if is_first {
            self.flush();
            self.push_bare(id, Kind::Media);
        } else {
            if signs::is_large(self.tree, id) {
                self.gap();
            }
            // Also where no word follows: it belongs to the line.
            if let Some(run) = &mut self.run {
                run.end = node.end;
            }
        }
        node.end
    }

    /// A formula, or a picture that stands for letters.
    fn sign(&mut self, id: Id, words: &str, is_display: bool) -> Id {
        let end = self.tree.nodes[id].end;
        if !words.is_empty() {
            let run = self.run.get_or_insert_with(|| Run::at(id));
            run.push_sign(words, is_display);
            run.end = end;
            self.breaks = 0;
        }
        end
    }

    /// How signs are read, beside them.
    fn reading(&mut self, id: Id) -> Id {
        let node = &self.tree.nodes[id];
        if let Some(run) = &mut self.run {
            run.push(&reading(self.tree, id));
            run.end = node.end;
        }
        node.end
    }

    fn text(&mut self, id: Id) {
        let text = &self.tree.nodes[id].text;
        if self.is_code() {
            self.code(id);
            return;
        }
        let is_blank = text.chars().all(|c| c.is_whitespace() || c == '\u{200b}');
        if self.run.is_none() && is_blank {
            return;
        }
        let linked = if id < self.links_to {
            text.chars().filter(|c| !c.is_whitespace()).count()
        } else {
            0
        };
        if self.button_to.take_if(|end| *end <= id).is_some()
            && text.starts_with(char::is_alphanumeric)
        {
            self.gap_behind_word();
        }
        let run = self.run.get_or_insert_with(|| Run::at(id));
        if is_after_place(&run.text, text) || is_credit_behind(self.tree, id, &run.text) {
            run.push(" ");
        }
        run.push(text);
        run.linked += linked;
        run.end = id + 1;
        if !is_blank {
            self.breaks = 0;
        }
    }

    /// What the style sheet alone sets apart: a credit, a button, what stands beside a picture.
    fn gap(&mut self) {
        if let Some(run) = &mut self.run {
            run.push(" ");
        }
    }

    /// A button in the middle of a sentence has its commas and brackets beside it.
    fn gap_behind_word(&mut self) {
        let run = self.run.as_ref();
        if run.is_some_and(|run| run.text.ends_with(char::is_alphanumeric)) {
            self.gap();
        }
    }

    fn is_code(&self) -> bool {
        self.open
            .iter()
            .rev()
            .take(4)
            .any(|&id| self.tree.tag(id) == "pre")
    }

    fn code(&mut self, id: Id) {
        let text = &self.tree.nodes[id].text;
        let run = self.run.get_or_insert_with(|| Run::at(id));
        run.text.push_str(text);
        run.end = id + 1;
    }

    /// One break ends a line, two end a paragraph.
    fn line_break(&mut self, id: Id) {
        let is_code = self.is_code();
        self.breaks += 1;
        if self.breaks >= 2 && !is_code {
            self.flush();
        } else if let Some(run) = &mut self.run {
            run.end_line();
            run.end = id + 1;
        }
    }

    fn push_bare(&mut self, id: Id, kind: Kind) {
        let holder = self.open.last().copied().unwrap_or_default();
        self.out.push(Block {
            start: id,
            end: self.tree.nodes[id].end,
            holder,
            kind,
            text: String::new(),
            words: Vec::new(),
            chars: 0,
            linked: 0,
            is_hidden: id < self.hidden_to,
        });
    }

    fn flush(&mut self) {
        self.breaks = 0;
        let Some(run) = self.run.take() else { return };
        let holder = self.open.last().copied().unwrap_or_default();
        let kind = kind(self.tree, &self.open);
        let (shown, text) = if kind == Kind::Code {
            let code = run.text.trim_end().trim_start_matches('\n');
            (code.to_owned(), code.to_owned())
        } else {
            run.lines()
        };
        if shown.is_empty() {
            return;
        }
        self.out.push(Block {
            start: run.start,
            end: run.end,
            holder,
            kind: if text.is_empty() { Kind::Media } else { kind },
            words: tokens(&text),
            chars: text.chars().filter(|c| !c.is_whitespace()).count(),
            text: shown,
            linked: run.linked,
            is_hidden: run.start < self.hidden_to,
        });
    }
}

/// "(CNN)" before the first word: set apart by the style sheet alone.
pub fn is_after_place(before: &str, text: &str) -> bool {
    const LONGEST: usize = 24;
    before.len() <= LONGEST
        && before.starts_with('(')
        && before.ends_with(')')
        && text.starts_with(char::is_alphabetic)
}

/// "… last week." and "Credit" in two elements of a caption: set apart by the style sheet alone.
pub fn is_credit_behind(tree: &Tree, id: Id, before: &str) -> bool {
    const LEVELS: usize = 5;
    tree.tag(tree.nodes[id].parent) == "span"
        && tree.nodes[id].text.starts_with(char::is_uppercase)
        && before.ends_with(|c: char| c.is_lowercase() || ".!?)…\"”".contains(c))
        && tree
            .ancestors(id)
            .take(LEVELS)
            .any(|up| tree.tag(up) == "figcaption")
}

fn is_left_out(tag: &str) -> bool {
    matches!(
        tag,
        "script" | "head" | "title" | "meta" | "link" | "base" | "rp" | "input" | "source"
    )
}

/// What a listing shows beside its code: pictures, buttons, numbers of lines.
fn is_left_out_of_code(tree: &Tree, id: Id) -> bool {
    let tag = tree.tag(id);
    is_left_out(tag)
        || matches!(tag, "img" | "button" | "iframe" | "video" | "audio")
        || (!tag.is_empty() && (is_hidden(tree, id) || listing::is_gutter(tree, id)))
}

/// What only takes hold of a line, says a formula twice, or counts lines of code.
fn is_no_word(tree: &Tree, id: Id) -> bool {
    is_handle(tree, id) || math::is_double(tree, id) || listing::is_gutter(tree, id)
}

/// `(kan)` behind the sign that is read so.
pub fn reading(tree: &Tree, id: Id) -> String {
    let text = tree.text_of(id);
    if text.is_empty() {
        return text;
    }
    format!("({text})")
}

fn kind(tree: &Tree, open: &[Id]) -> Kind {
    for &id in open.iter().rev().take(4) {
        match tree.tag(id) {
            "h1" => return Kind::Heading(1),
            "h2" => return Kind::Heading(2),
            "h3" => return Kind::Heading(3),
            "h4" => return Kind::Heading(4),
            "h5" => return Kind::Heading(5),
            "h6" => return Kind::Heading(6),
            "li" | "dd" | "dt" => return Kind::Item,
            "td" | "th" => return Kind::Cell,
            "pre" => return Kind::Code,
            "figcaption" | "caption" => return Kind::Caption,
            _ => {}
        }
        let names = tree.names(id);
        if names.contains("wp-caption-text")
            || names.contains("caption-text")
            || is_caption_of_figure(tree, id, &names)
        {
            return Kind::Caption;
        }
    }
    Kind::Paragraph
}

/// A line of a figure that only its class calls a caption.
fn is_caption_of_figure(tree: &Tree, id: Id, names: &str) -> bool {
    const NAMES: [&str; 6] = [
        "caption",
        "figcaption",
        "figure-caption",
        "image-caption",
        "photo-caption",
        "picture-caption",
    ];
    /// Nodes in it.
    const MOST: usize = 100;
    matches!(tree.tag(id), "div" | "p")
        && tree.below(id).len() <= MOST
        && names
            .split_ascii_whitespace()
            .any(|name| NAMES.contains(&name))
        && tree
            .ancestors(id)
            .take(4)
            .any(|up| tree.tag(up) == "figure")
        && tree.below(id).all(|at| tree.tag(at) != "img")
}

/// A `small` of a caption's credit.
pub fn stands_apart(tree: &Tree, id: Id) -> bool {
    tree.tag(id) == "small" && {
        let names = tree.names(id);
        ["credit", "copyright", "source"]
            .iter()
            .any(|part| names.contains(part))
    }
}

/// A hidden element inside a line, or what only takes hold of it: it is left out, and the line stays
/// one.
pub fn is_unseen(tree: &Tree, id: Id) -> bool {
    (is_hidden(tree, id) && is_inline(tree, id)) || is_no_word(tree, id) || is_bubble(tree, id)
}

/// What comes up where a pointer rests on a word of a line: a definition, who somebody is.
fn is_bubble(tree: &Tree, id: Id) -> bool {
    const NAMES: [&str; 5] = ["tooltip", "popover", "rollover", "hovercard", "hover-card"];
    /// Nodes in it.
    const MOST: usize = 100;
    if !matches!(tree.tag(id), "span" | "small" | "cite" | "x") || tree.below(id).len() > MOST {
        return false;
    }
    let is_named = |name: &str| {
        tree.attribute(id, name).is_some_and(|value| {
            let value = value.to_ascii_lowercase();
            NAMES.iter().any(|part| value.contains(part))
        })
    };
    // A word that has a bubble is named so, too; the bubble alone is led to by its id.
    let is_led_to = || is_named("class") && is_named("id");
    (tree.attribute(id, "role") == Some("tooltip") || is_led_to())
        && tree.below(id).all(|at| !is_block(tree.tag(at)))
}

/// Classes of what a heading carries for those who write it or link to it: "[edit]", "¶".
const HANDLES: [&str; 7] = [
    "editsection",
    "edit-section",
    "headerlink",
    "header-anchor",
    "heading-anchor",
    "permalink",
    "anchor-link",
];

/// "[edit]", "¶", "#" in or beside a heading.
fn is_handle(tree: &Tree, id: Id) -> bool {
    const LONGEST: usize = 40;
    if !matches!(tree.tag(id), "a" | "span") {
        return false;
    }
    if leads_to_its_words(tree, id) {
        return true;
    }
    let names = tree.names(id);
    let is_named = HANDLES.iter().any(|name| names.contains(name));
    if !is_named && (tree.tag(id) == "span" || tree.attribute(id, "href").is_none()) {
        return false;
    }
    let heading = tree
        .ancestors(id)
        .take(2)
        .find(|&up| matches!(tree.tag(up), "h1" | "h2" | "h3" | "h4" | "h5" | "h6"));
    let Some(heading) = heading else {
        return names.contains("editsection");
    };
    let letters = |id: Id| {
        let text = tree.text_of(id);
        text.chars().filter(|c| c.is_alphanumeric()).count()
    };
    let own = letters(id);
    let is_sign = own == 0 && tree.below(id).all(|at| tree.tag(at) != "img");
    (is_sign || (is_named && own <= LONGEST)) && letters(heading) > own
}

/// A link to `#tides` that says "#tides".
fn leads_to_its_words(tree: &Tree, id: Id) -> bool {
    /// Nodes in it.
    const MOST: usize = 8;
    let href = tree.attribute(id, "href").unwrap_or_default();
    tree.below(id).len() <= MOST
        && href.len() > 1
        && href.starts_with('#')
        && tree.text_of(id) == href
}

/// A formula that a picture shows is hidden within its sentence however long it is.
fn is_inline(tree: &Tree, id: Id) -> bool {
    const MOST: usize = 300;
    let letters = |at: Id| -> usize { tree.nodes[at].text.split_whitespace().map(str::len).sum() };
    !is_block(tree.tag(id))
        && tree.below(id).all(|at| !is_block(tree.tag(at)))
        && (tree.below(id).map(letters).sum::<usize>() < MOST
            || tree.below(id).any(|at| tree.tag(at) == "math"))
}

/// Classes of what only a screen reader says.
const UNSEEN: [&str; 9] = [
    "visually-hidden",
    "visuallyhidden",
    "visually_hidden",
    "sr-only",
    "screen-reader-text",
    "screen-reader-only",
    "screenreader-only",
    "show-for-sr",
    "u-visually-hidden",
];

/// Readability's question, without the style sheet.
pub fn is_hidden(tree: &Tree, id: Id) -> bool {
    let style = tree.attribute(id, "style").unwrap_or_default();
    if !style.is_empty() {
        let style: String = style.to_ascii_lowercase().split_whitespace().collect();
        if style.contains("display:none") || style.contains("visibility:hidden") {
            return true;
        }
    }
    if tree.attribute(id, "hidden").is_some() {
        return true;
    }
    if tree.attribute(id, "class").is_some_and(|class| {
        class
            .split_ascii_whitespace()
            .any(|name| UNSEEN.contains(&name))
    }) {
        return true;
    }
    tree.attribute(id, "aria-hidden") == Some("true")
        && !tree.names(id).contains("fallback-image")
        && !matches!(tree.tag(id), "img" | "span" | "i")
}
