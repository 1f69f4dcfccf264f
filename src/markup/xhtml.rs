//! An article's body as XHTML that every reader of books accepts: well formed, and nothing stands
//! where the vocabulary of EPUB 3 does not allow it. The same is what goes into a page of HTML.

use super::{Bit, bits, escape_text};
use crate::text::without_tabs;
use std::collections::HashSet;
use url::Url;

/// The way in which blocks are set.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Way {
    /// As what they stand in.
    Around,
    /// Each as its own first letter runs.
    Own,
}

impl Way {
    /// For the tag of a block that has words.
    pub const fn attribute(self) -> &'static str {
        match self {
            Self::Around => "",
            Self::Own => " dir=\"auto\"",
        }
    }
}

/// Rewrites the body; `picture` says under which name a picture is found, if it is, `place` what a place of the body is called
/// in the file to which an address leads, if it leads to one.
pub fn body(
    html: &str,
    way: Way,
    picture: &dyn Fn(&str) -> Option<String>,
    place: &dyn Fn(&str) -> Option<String>,
) -> String {
    let mut writer = Writer {
        way,
        picture,
        place,
        placed: HashSet::new(),
        out: String::new(),
        open: Vec::new(),
        left_out: Vec::new(),
        tables: Vec::new(),
        figures: Vec::new(),
    };
    for bit in bits(html) {
        match &bit {
            Bit::Text(text) => writer.text(text),
            Bit::Open { name, .. } => writer.open(name, &bit),
            Bit::Close(name) => writer.close(name),
        }
    }
    writer.close_to(0);
    writer.out
}

struct Writer<'a> {
    way: Way,
    picture: &'a dyn Fn(&str) -> Option<String>,
    place: &'a dyn Fn(&str) -> Option<String>,
    /// Names of places that are written: no two things have one.
    placed: HashSet<String>,
    out: String,
    /// What is open in the output, outermost first.
    open: Vec<&'static str>,
    /// Elements of the input, each with what it became.
    left_out: Vec<(String, Option<usize>)>,
    /// What stands in the tables that are open.
    tables: Vec<Parts>,
    /// Where the captions of the figures that are open stand.
    figures: Vec<Caption>,
}

/// A figure has one: the first thing in it or the last.
#[derive(Clone, Copy, PartialEq)]
enum Caption {
    None,
    First,
    Last,
}

/// A table has rows, or parts with rows: a head first, if at all.
#[derive(Default)]
struct Parts {
    has_rows: bool,
    has_parts: bool,
}

/// Inline elements that are kept, each as what it becomes.
const INLINE: [(&str, &str); 13] = [
    ("em", "em"),
    ("i", "i"),
    ("strong", "strong"),
    ("b", "b"),
    ("s", "s"),
    ("del", "s"),
    ("sub", "sub"),
    ("sup", "sup"),
    ("abbr", "abbr"),
    ("mark", "mark"),
    ("small", "small"),
    ("code", "code"),
    ("a", "a"),
];
/// Blocks that may stand wherever text may.
const BLOCKS: [(&str, &str); 18] = [
    ("p", "p"),
    ("h1", "h2"),
    ("h2", "h2"),
    ("h3", "h3"),
    ("h4", "h4"),
    ("h5", "h5"),
    ("h6", "h6"),
    ("blockquote", "blockquote"),
    ("ul", "ul"),
    ("ol", "ol"),
    ("pre", "pre"),
    ("table", "table"),
    ("figure", "figure"),
    ("details", "div"),
    ("summary", "p"),
    ("dt", "p"),
    ("dd", "blockquote"),
    ("dl", "div"),
];

/// What words stand in, with nothing between that could say how they run.
const WITH_WORDS: [&str; 12] = [
    "p",
    "h2",
    "h3",
    "h4",
    "h5",
    "h6",
    "li",
    "td",
    "th",
    "pre",
    "caption",
    "figcaption",
];

impl Writer<'_> {
    fn text(&mut self, text: &str) {
        let is_blank = text.trim().is_empty();
        match self.open.last().copied() {
            Some("ul" | "ol") if !is_blank => self.start("li", ""),
            // Between rows and cells nothing can stand.
            Some("ul" | "ol" | "table" | "thead" | "tbody" | "tfoot" | "tr") => return,
            _ => {}
        }
        let allowed = |c: &char| {
            matches!(c, '\t' | '\n')
                || (*c >= ' ' && !matches!(c, '\u{7f}'..='\u{9f}' | '\u{fffe}' | '\u{ffff}'))
        };
        // In code, which is one text as the cleaner writes it.
        let text = if self.open.contains(&"pre") {
            without_tabs(text)
        } else {
            text.into()
        };
        let text: String = text.chars().filter(allowed).collect();
        self.out.push_str(&escape_text(&text));
    }

    fn open(&mut self, name: &str, bit: &Bit) {
        let became = self.try_open(name, bit);
        let became = became.then(|| self.open.len().saturating_sub(1));
        if !matches!(name, "br" | "hr" | "img" | "col" | "wbr") {
            self.left_out.push((name.to_owned(), became));
        }
    }

    /// False where the element is left out, and only what is in it kept.
    fn try_open(&mut self, name: &str, bit: &Bit) -> bool {
        if let Some((_, inline)) = INLINE.iter().find(|(it, _)| *it == name) {
            return self.open_inline(inline, bit);
        }
        if let Some((_, block)) = BLOCKS.iter().find(|(it, _)| *it == name) {
            if !self.make_room() {
                return false;
            }
            let numbering = if *block == "ol" {
                numbering(bit)
            } else {
                String::new()
            };
            self.start(block, &numbering);
            return true;
        }
        match name {
            "li" if self.close_until(&["ul", "ol"], &["table"]) => {
                let is_numbered = self.open.last() == Some(&"ol");
                let value = number(bit, "value").filter(|_| is_numbered);
                self.start("li", &value.unwrap_or_default());
            }
            "figcaption" if self.takes_caption() => self.start("figcaption", ""),
            // Out of its place it is a paragraph.
            "li" | "figcaption" => {
                if !self.make_room() {
                    return false;
                }
                self.start("p", "");
            }
            "thead" | "tbody" | "tfoot" => {
                return self.close_until(&["table"], &[]) && self.open_part(static_name(name));
            }
            "tr" => {
                if !self.close_until(&["thead", "tbody", "tfoot", "table"], &[]) {
                    return false;
                }
                self.open_row();
            }
            "td" | "th" => {
                if !self.close_until(&["tr"], &["table"]) {
                    return false;
                }
                let spans = ["colspan", "rowspan"].map(|span| {
                    let value = bit
                        .attribute(span)
                        .and_then(|it| it.trim().parse::<u16>().ok());
                    let value = value.filter(|it| (2..=1000).contains(it));
                    value.map_or(String::new(), |it| format!(" {span}=\"{it}\""))
                });
                self.start(static_name(name), &spans.concat());
            }
            "caption" if self.out.ends_with("<table>") => self.start("caption", ""),
            "br" if self.takes_words() => {
                self.out.push_str("<br/>");
                return false;
            }
            "hr" if self.make_room() => {
                self.out.push_str("<hr/>\n");
                return false;
            }
            "img" => {
                self.image(bit);
                return false;
            }
            _ => return false,
        }
        true
    }

    fn open_inline(&mut self, name: &'static str, bit: &Bit) -> bool {
        if !self.takes_words() {
            return false;
        }
        let attribute = match name {
            "a" => {
                if let Some(name) = bit.attribute("id").and_then(self.place) {
                    self.write_place(name);
                }
                let target = bit.attribute("href").and_then(|url| self.target(url));
                let Some(target) = target.filter(|_| !self.open.contains(&"a")) else {
                    return false;
                };
                format!(" href=\"{}\"", quoted(&target))
            }
            "abbr" => bit.attribute("title").map_or(String::new(), |title| {
                format!(" title=\"{}\"", quoted(title))
            }),
            _ => String::new(),
        };
        self.start(name, &attribute);
        true
    }

    fn write_place(&mut self, name: String) {
        let written = format!("<span id=\"{}\"></span>", quoted(&name));
        if self.placed.insert(name) {
            self.out.push_str(&written);
        }
    }

    /// Where a link leads: to a place in the file, else to the web.
    fn target(&self, url: &str) -> Option<String> {
        if let Some(name) = (self.place)(url) {
            return Some(format!("#{name}"));
        }
        let url = Url::parse(url).ok()?;
        matches!(url.scheme(), "http" | "https" | "mailto").then(|| url.into())
    }

    fn image(&mut self, bit: &Bit) {
        let Some(url) = bit.attribute("src").filter(|_| self.takes_words()) else {
            return;
        };
        let alt = quoted(bit.attribute("alt").unwrap_or_default());
        match (self.picture)(url) {
            Some(name) => {
                let name = quoted(&name);
                self.out
                    .push_str(&format!("<img src=\"{name}\" alt=\"{alt}\"/>"));
            }
            // Nothing is fetched when it is read: what is not there is named.
            None if alt.is_empty() => {}
            None => self.out.push_str(&format!("<i>[{alt}]</i>")),
        }
    }

    /// Whether words may stand here; a list takes them in an item.
    fn takes_words(&mut self) -> bool {
        match self.open.last().copied() {
            Some("ul" | "ol") => {
                self.start("li", "");
                true
            }
            Some("table" | "thead" | "tbody" | "tfoot" | "tr") => false,
            _ => true,
        }
    }

    /// Ends what a block cannot stand in; false where none can.
    fn make_room(&mut self) -> bool {
        let is_of_words = |name: &&str| {
            matches!(*name, "p" | "h2" | "h3" | "h4" | "h5" | "h6" | "pre")
                || INLINE.iter().any(|(_, it)| it == name)
        };
        let floor = self
            .open
            .iter()
            .rposition(|name| {
                matches!(
                    *name,
                    "td" | "th" | "li" | "blockquote" | "div" | "figure" | "figcaption"
                )
            })
            .map_or(0, |at| at + 1);
        if self.open.iter().skip(floor).any(|name| *name == "caption") {
            // Its words stand in it, whatever they were set in.
            return false;
        }
        if let Some(at) = self.open.iter().skip(floor).position(is_of_words) {
            self.close_to(floor + at);
        }
        match self.open.last().copied() {
            Some("ul" | "ol") => {
                self.start("li", "");
                true
            }
            Some("table" | "thead" | "tbody" | "tfoot" | "tr") => false,
            _ => true,
        }
    }

    /// False where there is no figure for it; one that has a caption ends before another.
    fn takes_caption(&mut self) -> bool {
        if !self.close_until(&["figure"], &["table"]) {
            return false;
        }
        let is_first = self.out.trim_end().ends_with("<figure>");
        match self.figures.last_mut() {
            Some(caption) if *caption == Caption::None => {
                *caption = if is_first {
                    Caption::First
                } else {
                    Caption::Last
                };
                true
            }
            _ => {
                self.close_to(self.open.len() - 1);
                false
            }
        }
    }

    /// Ends everything inside the nearest of `wanted`, which must lie nearer than `fence`.
    fn close_until(&mut self, wanted: &[&str], fence: &[&str]) -> bool {
        let near = self.open.iter().rposition(|name| wanted.contains(name));
        let fence = self.open.iter().rposition(|name| fence.contains(name));
        match near {
            Some(at) if fence.is_none_or(|fence| fence < at) => {
                self.close_to(at + 1);
                true
            }
            _ => false,
        }
    }

    /// False where rows stand in the table itself already: parts cannot follow. A head that comes late is a body.
    fn open_part(&mut self, name: &'static str) -> bool {
        let Some(table) = self.tables.last_mut().filter(|table| !table.has_rows) else {
            return false;
        };
        let is_late = name == "thead" && table.has_parts;
        table.has_parts = true;
        self.start(if is_late { "tbody" } else { name }, "");
        true
    }

    /// Beside parts no row stands in the table itself.
    fn open_row(&mut self) {
        if self.open.last() == Some(&"table")
            && let Some(table) = self.tables.last_mut()
        {
            if table.has_parts {
                self.start("tbody", "");
            } else {
                table.has_rows = true;
            }
        }
        self.start("tr", "");
    }

    fn start(&mut self, name: &'static str, attributes: &str) {
        if name == "table" {
            self.tables.push(Parts::default());
        } else if name == "figure" {
            self.figures.push(Caption::None);
        }
        let way = if WITH_WORDS.contains(&name) {
            self.way.attribute()
        } else {
            ""
        };
        self.out.push_str(&format!("<{name}{attributes}{way}>"));
        self.open.push(name);
    }

    fn close(&mut self, name: &str) {
        if matches!(name, "br" | "hr" | "img" | "col" | "wbr") {
            return;
        }
        // The input is balanced.
        let Some((_, became)) = self.left_out.pop() else {
            return;
        };
        if let Some(at) = became.filter(|at| *at < self.open.len()) {
            self.close_to(at);
        }
        // Nothing follows a caption that is not the first thing in its figure.
        if self.open.last() == Some(&"figure") && self.figures.last() == Some(&Caption::Last) {
            self.close_to(self.open.len() - 1);
        }
    }

    fn close_to(&mut self, depth: usize) {
        while self.open.len() > depth {
            if let Some(name) = self.open.pop() {
                self.out.push_str(&format!("</{name}>"));
                if name == "table" {
                    self.tables.pop();
                } else if name == "figure" {
                    self.figures.pop();
                }
                if !INLINE.iter().any(|(_, it)| *it == name) {
                    self.out.push('\n');
                }
            }
        }
        // What was closed with it stands nowhere any more.
        for (_, became) in &mut self.left_out {
            *became = became.filter(|at| *at < depth);
        }
    }
}

fn static_name(name: &str) -> &'static str {
    const NAMES: [&str; 5] = ["thead", "tbody", "tfoot", "td", "th"];
    NAMES.into_iter().find(|it| *it == name).unwrap_or("td")
}

/// For an attribute.
pub fn quoted(text: &str) -> String {
    let clean: String = text.chars().filter(|c| !c.is_control()).collect();
    escape_text(&clean).replace('"', "&quot;")
}

/// How the items of a list are numbered.
fn numbering(bit: &Bit) -> String {
    let mut out = number(bit, "start").unwrap_or_default();
    if bit.attribute("reversed").is_some() {
        out.push_str(" reversed=\"reversed\"");
    }
    let form = bit.attribute("type").unwrap_or_default();
    if matches!(form, "a" | "A" | "i" | "I") {
        out.push_str(&format!(" type=\"{form}\""));
    }
    out
}

fn number(bit: &Bit, name: &str) -> Option<String> {
    let number: i32 = bit.attribute(name)?.parse().ok()?;
    Some(format!(" {name}=\"{number}\""))
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn written(html: &str) -> String {
        let picture = |url: &str| url.ends_with("here.png").then(|| "p/1.png".to_owned());
        let place = |url: &str| url.ends_with("#n1").then(|| "place-1".to_owned());
        body(html, Way::Around, &picture, &place).replace('\n', "")
    }

    #[test]
    fn each_block_with_words_runs_its_own_way_where_that_is_asked() {
        let html = "<h2>a</h2><ul><li>b</li></ul><blockquote><p>c <b>d</b></p></blockquote>\
                    <figure><figcaption>e</figcaption></figure><table><tr><td>f</td></tr></table>";
        let written = body(html, Way::Own, &|_| None, &|_| None).replace('\n', "");
        assert_eq!(
            written,
            "<h2 dir=\"auto\">a</h2><ul><li dir=\"auto\">b</li></ul><blockquote><p dir=\"auto\">c <b>d</b></p></blockquote>\
             <figure><figcaption dir=\"auto\">e</figcaption></figure><table><tr><td dir=\"auto\">f</td></tr></table>"
        );
    }

    #[test]
    fn lists_count_as_they_say() {
        let list = "<ol start=\"3\" reversed=\"reversed\" type=\"a\"><li value=\"9\">x</li></ol>";
        assert_eq!(
            written("<ol start=3 reversed type=a><li value=9>x</ol>"),
            list
        );
        assert_eq!(
            written("<ol type=z start=x><li value=y>x</ol>"),
            "<ol><li>x</li></ol>"
        );
        assert_eq!(written("<ul><li value=9>x</ul>"), "<ul><li>x</li></ul>");
    }

    /// They led to the web, where the book is not.
    #[test]
    fn a_link_to_a_place_of_the_text_leads_there() {
        let there = "https://a.example/?a&amp;b#n1";
        assert_eq!(
            written(&format!("<p>a<sup><a href='{there}'>1</a></sup></p>")),
            "<p>a<sup><a href=\"#place-1\">1</a></sup></p>"
        );
        let note = format!("<li><a id=\"{there}\"></a>So.</li>");
        assert_eq!(
            written(&format!("<ol>{note}{note}</ol>")),
            "<ol><li><span id=\"place-1\"></span>So.</li><li>So.</li></ol>"
        );
        assert_eq!(
            written(
                "<p><a id=\"https://a.example/#n2\"></a><a href='https://a.example/#n2'>2</a></p>"
            ),
            "<p><a href=\"https://a.example/#n2\">2</a></p>"
        );
    }

    #[test]
    fn what_cannot_stand_there_is_moved_or_left_out() {
        assert_eq!(written("<p>a<b>b<p>c"), "<p>a<b>b</b></p><p>c</p>");
        assert_eq!(written("<li>a</li>"), "<p>a</p>");
        assert_eq!(
            written("<ul>x<ul><li>y</ul></ul>"),
            "<ul><li>x<ul><li>y</li></ul></li></ul>"
        );
        assert_eq!(written("<td>a</td>"), "a");
        assert_eq!(
            written("<pre><code>a\tb &lt;\tc</code></pre>"),
            "<pre><code>a   b &lt; c</code></pre>"
        );
        assert_eq!(
            written("<table>x<tr>y<td colspan='0'>z</table>"),
            "<table><tr><td>z</td></tr></table>"
        );
        assert_eq!(
            written("<table><caption><p>Depth <b>now</b></p></caption><tr><td>z</table>"),
            "<table><caption>Depth <b>now</b></caption><tr><td>z</td></tr></table>"
        );
        assert_eq!(written("<a href='javascript:x'>a</a>"), "a");
        assert_eq!(
            written("<a href='https://a.example/?a&amp;b'>a</a>"),
            "<a href=\"https://a.example/?a&amp;b\">a</a>"
        );
        assert_eq!(
            written("<img src='https://a/here.png'><img src='https://a/no.png' alt='x'>"),
            "<img src=\"p/1.png\" alt=\"\"/><i>[x]</i>"
        );
        assert_eq!(
            written("<figure><img src='here.png'><figcaption>c</figcaption>d</figure>"),
            "<figure><img src=\"p/1.png\" alt=\"\"/><figcaption>c</figcaption></figure>d"
        );
    }

    /// Both stood in it, which no checker of books lets pass.
    #[test]
    fn a_second_caption_is_a_paragraph_behind_the_figure() {
        let picture = "<img src=\"p/1.png\" alt=\"\"/>";
        let html = "<figure><figcaption>a</figcaption> <img src='here.png'><figcaption>b</figcaption></figure>c";
        assert_eq!(
            written(html),
            format!("<figure><figcaption>a</figcaption> {picture}</figure><p>b</p>c")
        );
        let inner = format!("<figure><figcaption>a</figcaption>{picture}</figure>");
        assert_eq!(
            written(
                "<figure><figure><figcaption>a</figcaption><img src='here.png'></figure><figcaption>b</figcaption>c</figure>"
            ),
            format!("<figure>{inner}<figcaption>b</figcaption></figure>c")
        );
    }

    #[test]
    fn the_parts_of_a_table_stand_in_their_order() {
        assert_eq!(
            written("<table><tbody><tr><td>a</tbody><thead><tr><th>b</thead><tr><td>c</table>"),
            "<table><tbody><tr><td>a</td></tr></tbody><tbody><tr><th>b</th></tr></tbody>\
             <tbody><tr><td>c</td></tr></tbody></table>"
        );
        let inner = "<tr><td><table><tr><td>b</td></tr></table></td></tr>";
        assert_eq!(
            written(&format!(
                "<table><tbody>{inner}</tbody><thead>{inner}</thead></table>"
            )),
            format!("<table><tbody>{inner}</tbody><tbody>{inner}</tbody></table>")
        );
        assert_eq!(
            written("<table><thead><tr><th>a</thead><tbody><tr><td>b</table>"),
            "<table><thead><tr><th>a</th></tr></thead><tbody><tr><td>b</td></tr></tbody></table>"
        );
    }

    proptest! {
        #[test]
        fn anything_becomes_well_formed_xml(html in "(<p>|</p>|<b>|</b>|<caption>|</caption>|<ul>|</ul>|<li>|<table>|<tr>|<td>|</table>|<thead>|<tbody>|<figure>|<figcaption>|</figure>|<a href=\"https://a.example/\">|</a>|<pre>|<code>|</code>|<dl>|<dt>|<br>|<hr>|<img src=\"here.png\">|<h1>|</h1>|x|&amp;|&lt;|\u{1}){0,50}") {
            let xml = format!("<body>{}</body>", body(&html, Way::Own, &|_| Some("p.png".to_owned()), &|_| None));
            let mut reader = quick_xml::Reader::from_str(&xml);
            reader.config_mut().check_end_names = true;
            let mut open: Vec<(String, Vec<String>)> = vec![(String::new(), Vec::new())];
            loop {
                let event = reader.read_event();
                let (parent, beside) = open.last_mut().unwrap();
                match event {
                    Ok(quick_xml::events::Event::Eof) => break,
                    Ok(quick_xml::events::Event::Start(it)) => {
                        let name = it.name().as_ref().to_owned();
                        beside.push(name.clone());
                        let parent = parent.as_str();
                        let is_right = match name.as_str() {
                            "li" => matches!(parent, "ul" | "ol"),
                            "tr" => matches!(parent, "table" | "thead" | "tbody" | "tfoot"),
                            "td" => parent == "tr",
                            "caption" => parent == "table",
                            "figcaption" => parent == "figure",
                            "p" | "ul" | "table" | "figure" | "pre" => matches!(parent, "body" | "li" | "td" | "blockquote" | "div" | "figure" | "figcaption"),
                            _ => !matches!(parent, "ul" | "table" | "tr" | "thead" | "tbody") || matches!(name.as_str(), "thead" | "tbody"),
                        };
                        prop_assert!(is_right, "{:?} in {:?}: {}", name, parent, xml);
                        open.push((name, Vec::new()));
                    }
                    Ok(quick_xml::events::Event::End(_)) => {
                        let captions = beside.iter().filter(|it| *it == "figcaption").count();
                        let is_outer = [beside.first(), beside.last()].contains(&Some(&"figcaption".to_owned()));
                        prop_assert!(captions == 0 || captions == 1 && is_outer, "{}", xml);
                        open.pop();
                    }
                    Ok(quick_xml::events::Event::Text(text)) if text.trim_ascii().is_empty() => {}
                    Ok(_) => beside.push("words".to_owned()),
                    Err(error) => prop_assert!(false, "{}: {}", error, xml),
                }
            }
            prop_assert_eq!(open.len(), 1);
        }
    }
}
