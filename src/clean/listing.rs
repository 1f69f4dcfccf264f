//! Listings of code: where their lines end, whatever elements a page makes of them, and the numbers
//! beside the lines, which are no part of the code.

use super::tree::{Id, Tree, is_block};

/// A `pre` that holds these is a text that somebody set in letters of one width.
const NOT_CODE: [&str; 12] = [
    "article",
    "section",
    "main",
    "figure",
    "h1",
    "h2",
    "h3",
    "h4",
    "h5",
    "h6",
    "table",
    "blockquote",
];

/// The end of a listing; none where a `pre` is none.
pub fn end(tree: &Tree, id: Id) -> Option<Id> {
    let is_code = tree.below(id).all(|at| !NOT_CODE.contains(&tree.tag(at)));
    is_code.then_some(tree.nodes[id].end)
}

/// An element that is a line, or several.
pub fn is_line(tree: &Tree, id: Id) -> bool {
    let style = tree.attribute(id, "style").unwrap_or_default();
    is_block(tree.tag(id))
        || is_named_line(tree, id)
        || (tree.tag(id) == "span"
            && [
                "display:flex",
                "display: flex",
                "display:block",
                "display: block",
            ]
            .iter()
            .any(|rule| style.contains(rule)))
}

fn is_named_line(tree: &Tree, id: Id) -> bool {
    let class = tree.attribute(id, "class").unwrap_or_default();
    class.split_ascii_whitespace().any(|name| {
        matches!(
            name,
            "line" | "code-line" | "ec-line" | "view-line" | "token-line"
        )
    })
}

/// Names of what holds the numbers of lines.
const GUTTERS: [&str; 17] = [
    "gutter",
    "gl",
    "lineno",
    "linenos",
    "linenodiv",
    "lineno-col",
    "line-number",
    "line-numbers",
    "linenumber",
    "linenumbers",
    "ln",
    "lnt",
    "rouge-gutter",
    "hljs-ln-numbers",
    "blob-num",
    "react-syntax-highlighter-line-number",
    "lntd-numbers",
];

/// Numbers of lines beside a listing or in it.
pub fn is_gutter(tree: &Tree, id: Id) -> bool {
    if !matches!(
        tree.tag(id),
        "td" | "th" | "div" | "span" | "pre" | "a" | "code"
    ) {
        return false;
    }
    let class = tree.attribute(id, "class").unwrap_or_default();
    class
        .split_ascii_whitespace()
        .any(|name| GUTTERS.iter().any(|known| name.eq_ignore_ascii_case(known)))
        && holds_numbers(tree, id)
        && is_of_code(tree, id)
}

fn holds_numbers(tree: &Tree, id: Id) -> bool {
    (id..tree.nodes[id].end).all(|at| {
        let text = &tree.nodes[at].text;
        text.chars()
            .all(|c| c.is_ascii_digit() || c.is_whitespace())
    })
}

/// Near something that says that it is code.
fn is_of_code(tree: &Tree, id: Id) -> bool {
    const NAMES: [&str; 6] = ["highlight", "code", "listing", "syntax", "rouge", "hljs"];
    std::iter::once(id)
        .chain(tree.ancestors(id))
        .take(8)
        .any(|up| {
            matches!(tree.tag(up), "pre" | "code") || {
                let names = tree.names(up);
                NAMES.iter().any(|name| names.contains(name))
            }
        })
}

/// Where the lines of a listing end.
pub struct Lines {
    /// One behind the listing's last node.
    pub end: Id,
    open: Vec<Line>,
    /// Behind the element of a line that ended just now.
    ended: Id,
}

/// An element that is a line and open.
struct Line {
    end: Id,
    /// Length of the text when it began.
    start: usize,
    /// It is one even where nothing is in it.
    is_named: bool,
    is_block: bool,
}

impl Lines {
    pub const fn to(end: Id) -> Self {
        Self {
            end,
            open: Vec::new(),
            ended: 0,
        }
    }

    pub fn open(&mut self, tree: &Tree, id: Id, text: &mut String) {
        if !text.is_empty() && !text.ends_with('\n') {
            text.push('\n');
        }
        self.open.push(Line {
            end: tree.nodes[id].end,
            start: text.len(),
            is_named: is_named_line(tree, id),
            is_block: is_block(tree.tag(id)),
        });
    }

    /// Ends the lines whose elements end before a node.
    pub fn close(&mut self, id: Id, text: &mut String) {
        while let Some(line) = self.open.pop_if(|line| line.end <= id) {
            let is_empty = text.len() == line.start;
            let is_missing = (!is_empty && !text.ends_with('\n')) || (is_empty && line.is_named);
            if is_missing {
                text.push('\n');
            }
            if is_missing || line.is_block {
                self.ended = id;
            }
        }
    }

    /// A break right behind the element of a line ends it no second time.
    pub fn has_ended(&self, id: Id) -> bool {
        self.ended == id
    }

    /// The text of a node, without the end of the line before it.
    pub fn text_of<'a>(&self, tree: &'a Tree, id: Id) -> &'a str {
        let text = tree.nodes[id].text.as_str();
        if !self.has_ended(id) {
            return text;
        }
        match text.split_once('\n') {
            Some((before, _)) if !before.trim().is_empty() => text,
            Some((_, "")) => "",
            Some((_, after)) if after.trim().is_empty() && !after.contains('\n') => "",
            Some((_, after)) => after,
            None => text,
        }
    }
}

#[cfg(test)]
mod tests {
    use crate::clean::sanitise;

    /// The code of a listing, as HTML of ours holds it.
    fn code(listing: &str) -> String {
        let html = sanitise(&format!("<p>Before.</p>{listing}<p>Behind.</p>"), None);
        let from = html
            .split_once("<code")
            .unwrap()
            .1
            .split_once('>')
            .unwrap()
            .1;
        assert_eq!(html.matches("<pre>").count(), 1, "{html}");
        from.split_once("</code>").unwrap().0.to_owned()
    }

    #[test]
    fn elements_end_lines_and_no_line_is_lost_or_doubled() {
        let plain = "fn main() {\n    run();\n\n}";
        for listing in [
            "<pre><code><div class=line>fn main() {</div><div class=line>    run();</div><div class=line></div><div class=line>}</div></code></pre>",
            "<pre><code><div class=ec-line><div class=code>fn main() {</div></div><div class=ec-line><div class=code>    run();</div></div><div class=ec-line><div class=code>\n</div></div><div class=ec-line><div class=code>}</div></div></code></pre>",
            "<pre><code><span class=line>fn main() {</span>\n<span class=line>    run();</span>\n<span class=line></span>\n<span class=line>}</span></code></pre>",
            "<pre><span class=line>fn main() {</span><br><span class=line>    run();</span><br><span class=line></span><br><span class=line>}</span></pre>",
            "<pre><code><span style=\"display:flex;\"><span>fn main() {\n</span></span><span style=\"display:flex;\"><span>    run();\n</span></span><span style=\"display:flex;\"><span>\n</span></span><span style=\"display:flex;\"><span>}</span></span></code></pre>",
            "<pre><ol><li>fn main() {</li><li>    run();</li><li><br></li><li>}</li></ol></pre>",
            "<pre><b>fn</b> main() {\n    run();\n\n}</pre>",
        ] {
            assert_eq!(code(listing), plain, "{listing}");
        }
    }

    #[test]
    fn numbers_of_lines_are_no_code() {
        for listing in [
            "<table class=rouge-table><tr><td class=\"gutter gl\"><pre class=lineno>1\n2\n</pre></td><td class=code><pre>a = 4\nb = 5</pre></td></tr></table>",
            "<pre><code><span class=line><span class=ln>1</span>a = 4</span>\n<span class=line><span class=ln>2</span>b = 5</span></code></pre>",
        ] {
            assert_eq!(code(listing), "a = 4\nb = 5", "{listing}");
        }
        let ruler = sanitise(
            "<table><tr><th>Tool</th><th>No</th></tr><tr><td>Rule</td><td class=ln>12</td></tr></table>",
            None,
        );
        assert!(ruler.contains("12"), "{ruler}");
    }
}
