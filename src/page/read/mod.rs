//! Tags and texts → blocks in their places. Knows what HTML means; nothing of lines, and of widths only how much
//! the indents of nested lists and quotes may take.

mod grid;
mod lists;
mod raised;
mod tables;
mod words;

use super::block::{Block, Part, PartKind, Placed};
use super::glyphs::Glyphs;
use super::styled::{Style, Styled};
use super::walk::{Tag, Visitor};
use super::{PageOptions, Pictures, Role};
use crate::model::Document;
use crate::text::{clean_block, clean_line};
use grid::Grid;
use lists::List;
use std::collections::{HashMap, HashSet};
use words::Code;

/// Characters.
const LONGEST_HEADING: u32 = 200;

pub(super) struct Reader<'a> {
    pub blocks: Vec<Placed>,
    /// Addresses that links within the article lead to, each with the number of the block at that place.
    pub anchors: Vec<(String, usize)>,
    /// The same addresses, known before they are met.
    inner: HashSet<String>,
    glyphs: &'static Glyphs,
    options: &'a PageOptions,
    document: &'a Document,
    links: HashMap<&'a str, u32>,
    images: HashMap<&'a str, u32>,
    open: Vec<Open>,
    frame: Vec<Part>,
    lists: Vec<List>,
    style: Style,
    line: Styled,
    /// Of the items that are open and have nothing in them yet.
    markers: Vec<(usize, String)>,
    /// Length of the line when it holds nothing but a marker, else 0.
    marker_end: usize,
    /// Whether the next block has a blank line before it.
    has_gap: bool,
    code: Option<Code>,
    table: Option<Grid>,
    /// Tables inside a cell are text.
    tables_inside: usize,
    parts_made: u32,
    /// Open elements that are not shown.
    hidden: u32,
    /// The last figure holds a table, code, a quotation or anything but pictures, which stand without these too.
    is_figure_of_text: bool,
}

/// An open element: what to do, and what to go back to, when it closes.
struct Open {
    end: End,
    style: Style,
    frame: usize,
}

#[derive(Clone, Copy, PartialEq)]
enum End {
    Inline,
    Block,
    Hidden,
    Link(Option<u32>, usize),
    Raised(usize),
    Lowered(usize),
    /// What is written behind it.
    Marked(&'static str),
    Item,
    List,
    Code,
    Cell,
    Row,
    Head,
    Table,
    InnerTable,
}

impl<'a> Reader<'a> {
    pub(super) fn new(
        document: &'a Document,
        options: &'a PageOptions,
        glyphs: &'static Glyphs,
    ) -> Self {
        let links = document.links.iter().map(|link| link.url.as_str());
        let images = document.images.iter().map(|image| image.url.as_str());
        Self {
            blocks: Vec::new(),
            anchors: Vec::new(),
            inner: super::anchors(document).collect(),
            glyphs,
            options,
            document,
            links: indices(links),
            images: indices(images),
            open: Vec::new(),
            frame: Vec::new(),
            lists: Vec::new(),
            style: Style::default(),
            line: Styled::default(),
            markers: Vec::new(),
            marker_end: 0,
            has_gap: true,
            code: None,
            table: None,
            tables_inside: 0,
            parts_made: 0,
            hidden: 0,
            is_figure_of_text: false,
        }
    }

    pub(super) fn place(&mut self, block: Block) {
        if self.hidden > 0 || self.hides(&block) {
            return;
        }
        if let Some(list) = self.lists.last_mut()
            && list.frame == self.frame.len()
        {
            list.blocks += 1;
        }
        let block = self.without_repeat(block);
        let is_heading = matches!(block, Block::Heading(_));
        let before = self.blocks.last().map(|placed| &placed.block);
        self.has_gap |= is_heading && matches!(before, Some(Block::Heading(_)));
        self.blocks.push(Placed {
            frame: self.frame.clone(),
            markers: std::mem::take(&mut self.markers),
            has_gap: self.has_gap,
            block,
        });
        self.has_gap = !is_heading;
    }

    /// A picture says in words what it shows, unless the line above or below it says just that.
    fn without_repeat(&mut self, mut block: Block) -> Block {
        let Some(Placed { block: before, .. }) = self.blocks.last_mut() else {
            return block;
        };
        match (before, &mut block) {
            (Block::Image { alt, .. }, Block::Text(line) | Block::Heading(line))
            | (Block::Text(line) | Block::Heading(line), Block::Image { alt, .. })
                if is_same(alt, line.as_str()) =>
            {
                PICTURE.clone_into(alt);
            }
            _ => {}
        }
        block
    }

    fn hides(&self, block: &Block) -> bool {
        self.options.pictures == Pictures::None && matches!(block, Block::Image { .. })
    }

    /// The picture above the text, unless the text shows it itself.
    pub(super) fn lead_image(&mut self, url: &str) {
        let index = self.images.get(url).copied();
        let known = index.and_then(|i| self.document.images.get(i as usize));
        let alt = known.map_or("", |picture| picture.alt.trim());
        let alt = if alt.is_empty() { PICTURE } else { alt }.to_owned();
        self.place(Block::Image {
            index,
            link: None,
            alt,
        });
    }

    pub(super) fn lead_caption(&mut self, caption: &str) {
        if self.options.pictures == Pictures::None {
            return;
        }
        let line = Styled::new(caption, Style::of(Role::Caption));
        self.caption(&line);
        self.place(Block::Text(line));
    }

    /// Ends the paragraph that is being collected.
    pub(super) fn flush(&mut self) {
        if self.marker_end > 0 && self.line.len() == self.marker_end {
            return;
        }
        self.marker_end = 0;
        if self.is_in_cell() {
            if !self.line.is_blank() && !self.line.as_str().ends_with('\n') {
                self.line.end_line(self.style);
            }
            return;
        }
        let mut line = std::mem::take(&mut self.line);
        line.trim();
        if line.is_blank() {
            return;
        }
        if self.style.role == Role::Caption {
            self.caption(&line);
        }
        self.place(match self.style.role {
            _ if is_drawn_rule(line.as_str()) && self.markers.is_empty() => Block::Rule,
            // What fills lines is a text that somebody made large.
            Role::Heading if line.chars() <= LONGEST_HEADING => Block::Heading(line),
            _ => Block::Text(line),
        });
    }

    fn is_in_cell(&self) -> bool {
        self.table.as_ref().is_some_and(Grid::is_in_cell)
    }

    /// A picture stands right above its caption, and does not say the same.
    fn caption(&mut self, line: &Styled) {
        let Some(Placed { block, frame, .. }) = self.blocks.last_mut() else {
            return;
        };
        if *frame != self.frame {
            return;
        }
        match block {
            Block::Image { alt, .. } => {
                self.has_gap = false;
                if begins(line.as_str(), alt) {
                    PICTURE.clone_into(alt);
                }
            }
            Block::Table(_) | Block::Code { .. } => self.has_gap = false,
            _ => {}
        }
    }

    /// One more part at the left, unless the text would get less than half of the measure.
    fn indent(&mut self, kind: PartKind, columns: u16) -> bool {
        let used: u16 = self.frame.iter().map(|part| part.columns).sum();
        let fits = used.saturating_add(columns) <= self.options.measure / 2;
        if fits {
            self.parts_made = self.parts_made.wrapping_add(1);
            self.frame.push(Part {
                kind,
                columns,
                id: self.parts_made,
            });
        }
        fits
    }

    fn image(&mut self, tag: &Tag<'_>) {
        if self.options.pictures == Pictures::None {
            return;
        }
        let source = tag.attribute("src").unwrap_or_default();
        let index = self.images.get(source.as_str()).copied();
        let known = index.and_then(|i| self.document.images.get(i as usize));
        let alt = clean_line(&tag.attribute("alt").unwrap_or_default());
        let alt = match known {
            Some(picture) if alt.is_empty() => picture.alt.as_str(),
            _ => alt.as_str(),
        };
        let alt = if alt.is_empty() { PICTURE } else { alt };
        if self.is_in_cell() {
            let (left, right) = self.glyphs.image;
            let style = Style {
                image: index,
                ..Style::of(Role::Caption)
            };
            self.line.push(&format!("{left}{alt}{right}"), style);
            return;
        }
        self.flush();
        let link = self.style.link;
        self.place(Block::Image {
            index,
            link,
            alt: alt.to_owned(),
        });
    }

    fn open_quote(&mut self) -> End {
        self.flush();
        if self.table.is_none() {
            self.indent(PartKind::Bar, 2);
        }
        self.style.role = Role::Quote;
        End::Block
    }

    fn open_heading(&mut self) -> End {
        self.flush();
        self.style.is_bold = true;
        if self.table.is_none() {
            self.style.role = Role::Heading;
        }
        End::Block
    }

    fn open_caption(&mut self) -> End {
        self.flush();
        self.style.role = Role::Caption;
        if self.options.pictures == Pictures::None && !self.is_figure_of_text {
            self.hidden += 1;
            return End::Hidden;
        }
        End::Block
    }

    fn open_summary(&mut self) -> End {
        self.flush();
        self.line
            .push(self.glyphs.summary, Style::of(Role::ListMark));
        self.marker_end = self.line.len();
        self.style.is_bold = true;
        End::Item
    }

    fn block(&mut self, tag: &Tag<'_>) -> End {
        match tag.name {
            "h1" | "h2" | "h3" | "h4" | "h5" | "h6" => self.open_heading(),
            "blockquote" => self.open_quote(),
            "ul" | "ol" => {
                self.open_list(tag, tag.name == "ol");
                End::List
            }
            "li" => {
                self.open_item(tag);
                End::Item
            }
            "dt" => self.open_term(),
            "dd" => self.open_definition(),
            "pre" => self.open_code(tag),
            "hr" => {
                self.flush();
                if self.table.is_none() {
                    self.place(Block::Rule);
                }
                End::Inline
            }
            "img" => {
                self.image(tag);
                End::Inline
            }
            "figure" => {
                self.flush();
                let texts = ["table", "pre", "blockquote"];
                let has_text = texts.iter().any(|name| tag.count(name) > 0);
                self.is_figure_of_text = has_text || !tag.holds("img");
                End::Block
            }
            "figcaption" => self.open_caption(),
            "table" => self.open_table(tag),
            "caption" => self.open_table_caption(),
            "thead" | "tbody" | "tfoot" | "tr" | "td" | "th" => self.open_in_table(tag),
            "summary" => self.open_summary(),
            _ => {
                self.flush();
                End::Block
            }
        }
    }
}

impl Visitor for Reader<'_> {
    fn open(&mut self, tag: &Tag<'_>) {
        let (style, frame) = (self.style, self.frame.len());
        let end = if self.code.is_some() {
            self.in_code(tag)
        } else {
            self.inline(tag).unwrap_or_else(|| self.block(tag))
        };
        self.open.push(Open { end, style, frame });
    }

    fn text(&mut self, text: &str) {
        if let Some(code) = &mut self.code {
            code.text.push_str(text);
            return;
        }
        self.line.push_collapsed(&clean_block(text), self.style);
    }

    fn close(&mut self) {
        let Some(&Open { end, frame, .. }) = self.open.last() else {
            return;
        };
        match end {
            End::Inline => {}
            End::Block => self.flush(),
            End::Hidden => {
                self.flush();
                self.hidden = self.hidden.saturating_sub(1);
            }
            End::Link(index, start) => self.close_link(index, start),
            End::Raised(start) => {
                raised::raise(&mut self.line, start, self.style, self.options.ascii);
            }
            End::Lowered(start) => {
                raised::lower(&mut self.line, start, self.style, self.options.ascii);
            }
            End::Marked(mark) => self.close_change(mark),
            End::Item => {
                self.marker_end = 0;
                self.flush();
                self.markers.retain(|(at, _)| *at < frame);
            }
            End::List => self.close_list(),
            End::Code => self.close_code(),
            End::Table => self.close_table(),
            End::InnerTable => {
                self.flush();
                self.tables_inside = self.tables_inside.saturating_sub(1);
            }
            End::Cell | End::Row | End::Head => self.close_in_table(end),
        }
        if let Some(open) = self.open.pop() {
            self.style = open.style;
            self.frame.truncate(open.frame);
        }
    }
}

/// The words of a picture without any.
const PICTURE: &str = "picture";

fn letters(text: &str) -> impl Iterator<Item = char> {
    text.chars()
        .filter(|c| c.is_alphanumeric())
        .flat_map(char::to_lowercase)
}

/// The same words.
fn is_same(one: &str, other: &str) -> bool {
    letters(one).next().is_some() && letters(one).eq(letters(other))
}

/// A caption that says what the picture's words say, and who took it.
fn begins(caption: &str, alt: &str) -> bool {
    let mut caption = letters(caption);
    letters(alt).all(|letter| caption.next() == Some(letter))
}

/// `____`, `* * *`: a rule made of letters.
fn is_drawn_rule(text: &str) -> bool {
    let mut signs = text.chars().filter(|c| !c.is_whitespace()).peekable();
    let first = signs.peek().copied();
    let is_rule = first.is_some_and(|sign| "_-–—*=~•·".contains(sign));
    is_rule && signs.clone().count() >= 2 && signs.all(|sign| Some(sign) == first)
}

fn indices<'a>(urls: impl Iterator<Item = &'a str>) -> HashMap<&'a str, u32> {
    let mut indices = HashMap::new();
    for (index, url) in (0_u32..).zip(urls) {
        indices.entry(url).or_insert(index);
    }
    indices
}
