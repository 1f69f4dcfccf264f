//! The tree that html2text reads from an article's HTML, turned into blocks.

use super::compose::Composer;
use super::inline::{Inline, Style};
use super::{Role, code, table};
use html2text::{Element, Handle};

/// Blocks nested deeper are text of the block around them.
const DEPTH: usize = 40;

pub fn blocks(composer: &mut Composer<'_>, html: &str) {
    let Ok(dom) = html2text::config::rich().parse_html(html.as_bytes()) else {
        return html.lines().for_each(|line| composer.text(line, Role::Text));
    };
    children(composer, &dom.document, Style::default(), 0);
}

/// The children as blocks; text and inline elements between blocks are a block together.
fn children(composer: &mut Composer<'_>, node: &Handle, style: Style, depth: usize) {
    let mut run = Inline::default();
    for child in node.children.borrow().iter() {
        let name = name(child);
        if is_block(&name) && depth < DEPTH {
            composer.block(&std::mem::take(&mut run));
            block(composer, child, &name, style, depth + 1);
        } else {
            inline(composer, &mut run, child, style, 0);
        }
    }
    composer.block(&run);
}

fn is_block(name: &str) -> bool {
    matches!(
        name,
        "html" | "body" | "div" | "section" | "article" | "main" | "p" | "h1" | "h2" | "h3" | "h4"
            | "h5" | "h6" | "blockquote" | "ul" | "ol" | "li" | "dl" | "dt" | "dd" | "pre" | "table"
            | "figure" | "figcaption" | "hr" | "details" | "summary" | "img" | "header" | "footer"
            | "aside"
    )
}

fn block(composer: &mut Composer<'_>, node: &Handle, name: &str, style: Style, depth: usize) {
    match name {
        "h1" | "h2" | "h3" | "h4" | "h5" | "h6" => heading(composer, node, name, style),
        "blockquote" => {
            let bar = composer.glyph("│ ", "| ");
            let style = Style { role: Role::Quote, ..style };
            composer.with_margin(bar, bar, Role::Quote, |composer| children(composer, node, style, depth));
        }
        "ul" | "ol" => list(composer, node, name == "ol", style, depth),
        "dt" => children(composer, node, Style { is_bold: true, ..style }, depth),
        "dd" => {
            composer.tighten();
            composer.with_margin("  ", "  ", Role::Text, |composer| children(composer, node, style, depth));
        }
        "pre" => code::block(composer, node),
        "table" => table::block(composer, node, style),
        "hr" => {
            composer.part();
            composer.rule(12);
        }
        "img" => image(composer, node),
        "figcaption" => {
            composer.tighten();
            children(composer, node, Style { role: Role::Caption, ..style }, depth);
        }
        "summary" => children(composer, node, Style { is_bold: true, ..style }, depth),
        _ => children(composer, node, style, depth),
    }
}

fn heading(composer: &mut Composer<'_>, node: &Handle, name: &str, style: Style) {
    let mut text = Inline::default();
    let style = Style { role: Role::Heading, is_bold: true, ..style };
    inline_children(composer, &mut text, node, style, 0);
    if composer.is_title(&text.text) {
        return;
    }
    composer.block(&text);
    if matches!(name, "h1" | "h2") && !text.is_empty() {
        composer.rule(crate::text::width(&text.text));
        composer.tighten();
    }
}

fn list(composer: &mut Composer<'_>, node: &Handle, is_numbered: bool, style: Style, depth: usize) {
    let items: Vec<Handle> =
        node.children.borrow().iter().filter(|child| name(child) == "li").cloned().collect();
    let start = attribute(node, "start").and_then(|start| start.parse::<i32>().ok()).unwrap_or(1);
    let start = i64::from(start);
    let last = start + items.len() as i64 - 1;
    let columns = if is_numbered { start.to_string().len().max(last.to_string().len()) + 2 } else { 2 };
    let bullet = composer.glyph("• ", "* ");
    for (index, item) in items.iter().enumerate() {
        let number = format!("{:>columns$} ", format!("{}.", start + index as i64), columns = columns - 1);
        let mark = if is_numbered { number.as_str() } else { bullet };
        if index > 0 {
            composer.tighten();
        }
        composer.with_margin(mark, &" ".repeat(columns), Role::ListMark, |composer| {
            children(composer, item, style, depth);
        });
    }
    // What stands in a list without being an item is still read.
    for child in node.children.borrow().iter().filter(|child| is_block(&name(child)) && name(child) != "li") {
        composer.tighten();
        let inner = " ".repeat(columns);
        composer.with_margin(&inner, &inner, Role::ListMark, |composer| {
            block(composer, child, &name(child), style, depth + 1);
        });
    }
}

/// The words that stand for a picture.
fn image(composer: &mut Composer<'_>, node: &Handle) {
    let alt = attribute(node, "alt").unwrap_or_default();
    let source = attribute(node, "src").unwrap_or_default();
    let image = composer.image(&source);
    let style = Style { role: Role::Caption, image, ..Style::default() };
    let mut text = Inline::default();
    let shown = if alt.trim().is_empty() { "picture" } else { alt.trim() };
    text.push_exactly(composer.glyph("▐ ", "[ "), style);
    text.push(shown, style);
    text.push_exactly(composer.glyph(" ▌", " ]"), style);
    composer.block(&text);
}

/// Everything below the node as text of one block.
pub fn inline_children(composer: &Composer<'_>, text: &mut Inline, node: &Handle, style: Style, depth: usize) {
    for child in node.children.borrow().iter() {
        inline(composer, text, child, style, depth);
    }
}

fn inline(composer: &Composer<'_>, text: &mut Inline, node: &Handle, style: Style, depth: usize) {
    // The cleaner's caps bound the depth; what is deeper lost its structure there.
    if depth > 600 {
        return;
    }
    if let Some(own) = own_text(node) {
        return text.push(&own, style);
    }
    let name = name(node);
    let style = match name.as_str() {
        "b" | "strong" | "th" | "mark" => Style { is_bold: true, ..style },
        "em" | "i" | "cite" | "dfn" | "var" => Style { is_italic: true, ..style },
        "s" | "del" | "strike" => Style { is_struck: true, ..style },
        "code" | "kbd" | "samp" | "tt" => Style { role: Role::Code, ..style },
        "br" => return text.break_line(),
        "img" => {
            let alt = attribute(node, "alt").unwrap_or_default();
            return text.push(&alt, Style { role: Role::Caption, ..style });
        }
        "a" => return link(composer, text, node, style, depth),
        "sup" => return raised(composer, text, node, style, "^", depth),
        "sub" => return raised(composer, text, node, style, "_", depth),
        "script" | "style" | "head" | "title" => return,
        _ => style,
    };
    if is_block(&name) {
        text.push(" ", style);
    }
    inline_children(composer, text, node, style, depth + 1);
}

fn link(composer: &Composer<'_>, text: &mut Inline, node: &Handle, style: Style, depth: usize) {
    let link = attribute(node, "href").and_then(|url| composer.link(&url));
    let inside = match link {
        Some(_) => Style { role: Role::Link, link, ..style },
        None => style,
    };
    let before = text.text.len();
    inline_children(composer, text, node, inside, depth + 1);
    let number = link.filter(|_| composer.options.link_numbers && text.text.len() > before);
    if let Some(number) = number {
        let style = Style { role: Role::LinkNumber, link, ..style };
        let blank = text.take_blank();
        text.push_exactly(&format!("[{}]", number + 1), style);
        text.set_blank(blank);
    }
}

/// Numbers raised or lowered as Unicode has them; other text behind a mark.
fn raised(composer: &Composer<'_>, text: &mut Inline, node: &Handle, style: Style, mark: &str, depth: usize) {
    let mut inside = Inline::default();
    inline_children(composer, &mut inside, node, style, depth + 1);
    let is_link = inside.styles.iter().any(|(_, style)| style.link.is_some());
    let digits: Option<String> =
        inside.text.chars().map(|c| raised_digit(c, mark == "^")).collect();
    let shown = match digits {
        Some(digits) if !composer.options.ascii && !is_link => digits,
        _ if is_link => {
            let style = inside.styles.first().map_or(style, |(_, style)| *style);
            return text.push_exactly(inside.text.trim(), style);
        }
        _ if inside.text.chars().all(char::is_alphabetic) => inside.text,
        _ => format!("{mark}{}", inside.text),
    };
    text.push_exactly(&shown, style);
}

fn raised_digit(c: char, is_up: bool) -> Option<char> {
    let digit = c.to_digit(10)? as usize;
    let table = if is_up { "⁰¹²³⁴⁵⁶⁷⁸⁹" } else { "₀₁₂₃₄₅₆₇₈₉" };
    table.chars().nth(digit)
}

/// The text of a text node. html2text keeps that kind of node to itself, so it is asked to write
/// the node out, and what it escapes (HTML's serialisation, §13.3) is undone.
pub fn own_text(node: &Handle) -> Option<String> {
    if !node.children.borrow().is_empty() || matches!(node.data, Element { .. }) {
        return None;
    }
    let mut written = Vec::new();
    node.serialize(&mut written).ok()?;
    let written = String::from_utf8(written).ok()?;
    if written.is_empty() || written.starts_with('<') {
        return None;
    }
    let plain = written.replace("&nbsp;", "\u{a0}").replace("&lt;", "<").replace("&gt;", ">");
    Some(plain.replace("&amp;", "&"))
}

pub fn name(node: &Handle) -> String {
    match &node.data {
        Element { name, .. } => name.local.to_string(),
        _ => String::new(),
    }
}

pub fn attribute(node: &Handle, wanted: &str) -> Option<String> {
    let Element { attrs, .. } = &node.data else { return None };
    let attributes = attrs.borrow();
    let found = attributes.iter().find(|attribute| &*attribute.name.local == wanted);
    found.map(|attribute| attribute.value.to_string())
}
