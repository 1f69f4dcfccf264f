//! An article as Markdown: CommonMark, with tables and strikes as GitHub writes them.

mod lists;
mod marks;
mod words;

use crate::markup::{Bit, bits, is_block};
use crate::text::without_tabs;
use lists::List;
use marks::Marks;
use words::push_escaped;
pub use words::{escaped, front_matter, heading};

/// Writes the body of an article; `picture` says under which name a picture is found, if it is.
pub fn body(html: &str, level: usize, picture: &dyn Fn(&str) -> Option<String>) -> String {
    let mut writer = Writer {
        level,
        picture,
        out: String::new(),
        line: String::new(),
        before: Vec::new(),
        lists: Vec::new(),
        links: Vec::new(),
        marks: Marks::default(),
        code: None,
        spoken: None,
        table: None,
        last_was_item: false,
        ended: None,
        heading: 0,
    };
    for bit in bits(html) {
        writer.bit(&bit);
    }
    writer.flush();
    writer.out.trim_matches('\n').to_owned() + "\n"
}

/// What stands before each line of a block.
enum Before {
    Quote {
        is_written: bool,
    },
    /// The marker of a list item, until it is written.
    Item {
        marker: String,
        is_written: bool,
    },
}

struct Writer<'a> {
    /// Added to the levels of headings.
    level: usize,
    picture: &'a dyn Fn(&str) -> Option<String>,
    out: String,
    /// The block that is being written, without what stands before it.
    line: String,
    before: Vec<Before>,
    lists: Vec<List>,
    links: Vec<Option<String>>,
    marks: Marks,
    /// Text of a block of code, and its language.
    code: Option<(String, String)>,
    /// Code inside a line, as it is.
    spoken: Option<String>,
    table: Option<Table>,
    last_was_item: bool,
    ended: Option<Ended>,
    heading: usize,
}

/// The list that ended last: its sign, and where.
struct Ended {
    sign: char,
    /// Of what was written.
    end: usize,
    /// In so many others.
    depth: usize,
}

/// The end of a line in a block. Words never end so: their backslashes are escaped, and their line ends blanks.
const BREAK: &str = "\\\n";

/// Columns that a cell may take, whatever it says.
const WIDEST_CELL: usize = 50;

#[derive(Default)]
struct Table {
    rows: Vec<Vec<String>>,
    caption: String,
    /// Tables in this one: their cells are words of its own.
    depth: usize,
    /// Of each column, the rows that a cell from above still takes.
    taken: Vec<usize>,
    /// Columns and rows of the cell that is being read.
    spans: (usize, usize),
}

impl Table {
    fn open_row(&mut self) {
        let filled = self.rows.last().map_or(0, Vec::len);
        self.taken
            .iter_mut()
            .skip(filled)
            .for_each(|rows| *rows = rows.saturating_sub(1));
        self.rows.push(Vec::new());
    }

    fn open_cell(&mut self, bit: &Bit) {
        let span = |name| bit.attribute(name).and_then(|it| it.trim().parse().ok());
        let (columns, rows) = (span("colspan").unwrap_or(1), span("rowspan").unwrap_or(1));
        self.spans = (columns.clamp(1, WIDEST_CELL), rows);
        if self.rows.is_empty() {
            self.rows.push(Vec::new());
        }
        let Some(row) = self.rows.last_mut() else {
            return;
        };
        while let Some(rows) = self.taken.get_mut(row.len()).filter(|rows| **rows > 0) {
            *rows -= 1;
            row.push(String::new());
        }
    }

    /// What a cell takes beside and below it is left empty: Markdown knows no such cells.
    fn close_cell(&mut self, text: String) {
        let Some(row) = self.rows.last_mut() else {
            return;
        };
        let (columns, rows) = self.spans;
        let start = row.len();
        row.push(text);
        row.resize(start + columns, String::new());
        if self.taken.len() < row.len() {
            self.taken.resize(row.len(), 0);
        }
        let below = self.taken.iter_mut().skip(start).take(columns);
        below.for_each(|taken| *taken = rows.saturating_sub(1));
    }
}

impl Writer<'_> {
    fn bit(&mut self, bit: &Bit) {
        match bit {
            Bit::Text(text) => self.text(text),
            Bit::Open { name, .. } => self.open(name, bit),
            Bit::Close(name) => self.close(name),
        }
    }

    fn text(&mut self, text: &str) {
        if let Some((code, _)) = &mut self.code {
            code.push_str(text);
            return;
        }
        if let Some(code) = &mut self.spoken {
            code.push_str(text);
            return;
        }
        for (index, word) in text.split_ascii_whitespace().enumerate() {
            let has_blank = index > 0 || text.starts_with(|c: char| c.is_ascii_whitespace());
            if has_blank {
                self.write_blank();
            }
            let is_first = self.line.is_empty() || self.line.ends_with(BREAK);
            self.marks.begin(&mut self.line, word);
            push_escaped(&mut self.line, word, is_first, self.table.is_some());
        }
        if text.ends_with(|c: char| c.is_ascii_whitespace()) {
            self.write_blank();
        }
    }

    fn open(&mut self, name: &str, bit: &Bit) {
        if self.code.is_some() {
            if name == "code" {
                self.set_language(bit);
            }
            return;
        }
        match name {
            "em" | "i" => self.marks.open("*"),
            "strong" | "b" => self.marks.open("**"),
            "s" | "del" => self.marks.open("~~"),
            "code" => self.spoken = Some(String::new()),
            // Markdown has no form for them; HTML may stand in it.
            "sub" | "sup" => {
                self.part_spoken();
                self.marks.begin(&mut self.line, "");
                self.line.push_str(&format!("<{name}>"));
            }
            "br" => self.break_line(),
            "a" => {
                let url = bit.attribute("href").map(str::to_owned);
                if url.is_some() {
                    self.part_spoken();
                    self.marks.open("[");
                }
                self.links.push(url);
            }
            "img" => self.image(bit),
            _ => self.open_block(name, bit),
        }
    }

    fn open_block(&mut self, name: &str, bit: &Bit) {
        if let Some(table) = &mut self.table {
            match name {
                "table" => table.depth += 1,
                "tr" if table.depth == 0 => table.open_row(),
                "td" | "th" if table.depth == 0 => {
                    table.open_cell(bit);
                    self.line.clear();
                }
                _ if is_block(name) => self.break_line(),
                _ => {}
            }
            return;
        }
        if is_block(name) {
            self.flush();
        }
        match name {
            "h1" | "h2" | "h3" | "h4" | "h5" | "h6" => {
                let level: usize = name.trim_start_matches('h').parse().unwrap_or(1);
                self.heading = (level + self.level).min(6);
            }
            "blockquote" => self.before.push(Before::Quote { is_written: false }),
            "ul" | "ol" => self.open_list(name, bit),
            "li" => {
                let list = self.lists.last_mut();
                let marker = list.map(|list| list.marker(bit.attribute("value")));
                let marker = marker.unwrap_or_else(|| "- ".to_owned());
                self.before.push(Before::Item {
                    marker,
                    is_written: false,
                });
            }
            "pre" => self.code = Some((String::new(), String::new())),
            "dt" | "summary" => self.marks.open("**"),
            "dd" => self.before.push(Before::Item {
                marker: ": ".to_owned(),
                is_written: false,
            }),
            "table" => self.table = Some(Table::default()),
            "hr" => self.rule(),
            _ => {}
        }
    }

    /// Where nothing stands between two lists of one sign, they would be one.
    fn open_list(&mut self, name: &str, bit: &Bit) {
        let (end, depth) = (self.out.len(), self.before.len());
        let ended = self.ended.as_ref();
        let sign = ended.filter(|it| it.end == end && it.depth == depth);
        let mut list = List::of(bit, name == "ol", end);
        if sign.is_some_and(|it| it.sign == list.sign) {
            list.change_sign();
        }
        self.lists.push(list);
    }

    fn close_list(&mut self) {
        self.flush();
        let Some(list) = self.lists.pop() else { return };
        let end = self.out.len();
        if end > list.start {
            self.ended = Some(Ended {
                sign: list.sign,
                end,
                depth: self.before.len(),
            });
        }
        self.last_was_item &= !self.lists.is_empty();
    }

    /// Dashes behind a dash would be one rule with it, and no item.
    fn rule(&mut self) {
        let is_behind_dash = matches!(
            self.before.last(),
            Some(Before::Item { marker, is_written: false }) if marker.starts_with('-')
        );
        self.block(if is_behind_dash { "***" } else { "---" });
    }

    fn close(&mut self, name: &str) {
        if self.code.is_some() && name != "pre" {
            return;
        }
        match name {
            "em" | "i" => self.marks.close(&mut self.line, "*"),
            "strong" | "b" => self.marks.close(&mut self.line, "**"),
            "s" | "del" => self.marks.close(&mut self.line, "~~"),
            "code" => self.end_spoken(),
            "sub" | "sup" => {
                self.part_spoken();
                self.line.push_str(&format!("</{name}>"));
            }
            "a" => {
                if let Some(Some(url)) = self.links.pop() {
                    self.part_spoken();
                    let url = self.fit_for_cell(url);
                    self.marks.close_link(&mut self.line, &url);
                }
            }
            _ => self.close_block(name),
        }
    }

    fn close_block(&mut self, name: &str) {
        if let Some(table) = &mut self.table {
            match name {
                "td" | "th" if table.depth == 0 => {
                    let cell = self.line.trim().replace('\n', " ");
                    self.line.clear();
                    self.marks.end_line();
                    table.close_cell(cell);
                }
                "caption" if table.depth == 0 => {
                    table.caption = std::mem::take(&mut self.line);
                }
                "table" if table.depth == 0 => self.end_table(),
                "table" => table.depth -= 1,
                _ => {}
            }
            return;
        }
        match name {
            "pre" => self.end_code(),
            "blockquote" | "li" | "dd" => {
                self.flush();
                self.before.pop();
                // Items of two quotes stand apart.
                self.last_was_item &= name != "blockquote";
            }
            "dt" | "summary" => {
                self.marks.close(&mut self.line, "**");
                self.flush();
                self.last_was_item = name == "dt";
            }
            "ul" | "ol" => self.close_list(),
            "dl" => {
                self.flush();
                self.last_was_item = false;
            }
            _ if is_block(name) => self.flush(),
            _ => {}
        }
    }

    fn end_spoken(&mut self) {
        if let Some(code) = self.spoken.take() {
            self.write_code(&code);
        }
    }

    /// Between the marks of code nothing else is read: it goes on behind a link's or an index's own.
    fn part_spoken(&mut self) {
        if let Some(code) = self.spoken.as_mut().map(std::mem::take) {
            self.write_code(&code);
        }
    }

    /// Longer marks than any in the code stand around it, and its outer blanks outside of them.
    fn write_code(&mut self, spoken: &str) {
        let is_blank = |c: char| c.is_ascii_whitespace();
        if spoken.starts_with(is_blank) {
            self.write_blank();
        }
        let code = spoken
            .split_ascii_whitespace()
            .collect::<Vec<_>>()
            .join(" ");
        if code.is_empty() {
            return;
        }
        let mark = "`".repeat(longest_run(&code) + 1);
        let gap = if code.starts_with('`') || code.ends_with('`') {
            " "
        } else {
            ""
        };
        let code = if self.table.is_some() {
            code.replace('|', "\\|")
        } else {
            code
        };
        let code = format!("{mark}{gap}{code}{gap}{mark}");
        self.marks.begin(&mut self.line, &code);
        if self.line.ends_with('`') && !self.line.ends_with("\\`") {
            // Two marks in a row would be one.
            self.line.push_str("<!-- -->");
        }
        self.line.push_str(&code);
        if spoken.ends_with(is_blank) {
            self.write_blank();
        }
    }

    fn write_blank(&mut self) {
        if !self.line.is_empty() && !self.line.ends_with([' ', '\n']) {
            self.line.push(' ');
        }
    }

    fn break_line(&mut self) {
        if let Some(code) = &mut self.spoken {
            code.push(' ');
            return;
        }
        if self.table.is_some() {
            if !self.line.trim().is_empty() {
                self.line.push_str("<br>");
            }
        } else if !self.line.is_empty() {
            self.line.truncate(self.line.trim_end_matches(' ').len());
            self.line.push_str(BREAK);
        }
    }

    fn image(&mut self, bit: &Bit) {
        let alt = bit.attribute("alt").unwrap_or_default();
        let Some(url) = bit.attribute("src") else {
            return;
        };
        self.part_spoken();
        let mut words = String::new();
        push_escaped(&mut words, alt, false, self.table.is_some());
        let name = (self.picture)(url).unwrap_or_else(|| url.to_owned());
        let name = self
            .fit_for_cell(name)
            .replace(' ', "%20")
            .replace('(', "%28")
            .replace(')', "%29");
        let picture = format!("![{words}]({name})");
        self.marks.begin(&mut self.line, &picture);
        self.line.push_str(&picture);
    }

    /// An address that ends no cell.
    fn fit_for_cell(&self, url: String) -> String {
        if self.table.is_some() {
            url.replace('|', "%7C")
        } else {
            url
        }
    }

    fn set_language(&mut self, bit: &Bit) {
        let class = bit.attribute("class").unwrap_or_default();
        if let (Some(language), Some((_, of_code))) =
            (class.strip_prefix("language-"), &mut self.code)
        {
            language.clone_into(of_code);
        }
    }

    fn end_code(&mut self) {
        let Some((code, language)) = self.code.take() else {
            return;
        };
        let fence = "`".repeat(longest_run(&code).max(2) + 1);
        let code = without_tabs(code.trim_matches('\n'));
        self.block(&format!("{fence}{language}\n{code}\n{fence}"));
    }

    fn end_table(&mut self) {
        let Some(table) = self.table.take() else {
            return;
        };
        self.line = table.caption;
        self.flush();
        let rows: Vec<_> = table.rows.iter().filter(|row| !row.is_empty()).collect();
        let columns = rows.iter().map(|row| row.len()).max().unwrap_or(0);
        if columns == 0 {
            return;
        }
        let line = |row: &[String]| {
            let cells = (0..columns).map(|at| row.get(at).map_or("", String::as_str));
            format!("| {} |", cells.collect::<Vec<_>>().join(" | "))
        };
        let mut lines: Vec<String> = rows.iter().map(|row| line(row)).collect();
        lines.insert(1, format!("|{}", " --- |".repeat(columns)));
        self.block(&lines.join("\n"));
    }

    /// Ends the block that is being written.
    fn flush(&mut self) {
        let line = std::mem::take(&mut self.line);
        self.marks.end_line();
        let line = without_breaks(&line);
        let heading = std::mem::take(&mut self.heading);
        if line.trim().is_empty() {
            return;
        }
        if heading > 0 {
            let line = line.replace(BREAK, " ");
            self.block(&words::heading(heading, &line));
        } else {
            self.block(line);
        }
    }

    fn block(&mut self, text: &str) {
        let begins_item = matches!(
            self.before.last(),
            Some(Before::Item {
                is_written: false,
                ..
            })
        );
        let is_tight = begins_item && self.last_was_item;
        if !self.out.is_empty() && !is_tight {
            let prefix = self.blank_prefix();
            self.out.push_str(prefix.trim_end());
            self.out.push('\n');
        }
        for line in text.split('\n') {
            let prefix = self.prefix();
            self.out.push_str(if line.is_empty() {
                prefix.trim_end()
            } else {
                &prefix
            });
            self.out.push_str(line);
            self.out.push('\n');
        }
        self.last_was_item = begins_item;
    }

    fn prefix(&mut self) -> String {
        let mut prefix = String::new();
        for before in &mut self.before {
            match before {
                Before::Quote { is_written } => {
                    *is_written = true;
                    prefix.push_str("> ");
                }
                Before::Item { marker, is_written } => {
                    if *is_written {
                        prefix.push_str(&" ".repeat(marker.len()));
                    } else {
                        *is_written = true;
                        prefix.push_str(marker);
                    }
                }
            }
        }
        prefix
    }

    /// Between two blocks: what both stand in.
    fn blank_prefix(&self) -> String {
        let mut prefix = String::new();
        for before in &self.before {
            match before {
                Before::Quote { is_written: true } => prefix.push_str("> "),
                Before::Item {
                    marker,
                    is_written: true,
                } => {
                    prefix.push_str(&" ".repeat(marker.len()));
                }
                Before::Quote { .. } | Before::Item { .. } => break,
            }
        }
        prefix
    }
}

/// Without blanks and ended lines around it. A backslash of the words is none.
fn without_breaks(line: &str) -> &str {
    let mut line = line.trim_matches([' ', '\n']);
    while let Some(rest) = line.strip_suffix('\\').filter(|_| has_open_backslash(line)) {
        line = rest.trim_end_matches([' ', '\n']);
    }
    line
}

/// The last backslash is not the second of an escaped one.
fn has_open_backslash(line: &str) -> bool {
    (line.len() - line.trim_end_matches('\\').len()) % 2 == 1
}

/// The most ticks in a row.
fn longest_run(code: &str) -> usize {
    code.split(|c| c != '`').map(str::len).max().unwrap_or(0)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn written(html: &str) -> String {
        body(html, 1, &|_| None)
    }

    #[test]
    fn blocks_stand_apart_and_items_together() {
        let html = "<h2>Who pays</h2><p>One <em>two </em>three.</p><ul><li>a</li><li>b<ol><li>c</li></ol></li></ul><blockquote><p>x</p><p>y</p></blockquote>";
        assert_eq!(
            written(html),
            "### Who pays\n\nOne *two* three.\n\n- a\n- b\n  1. c\n\n> x\n>\n> y\n"
        );
    }

    /// Two quotes were one, two lists were one, and an item that is a rule was no item.
    #[test]
    fn what_stands_apart_stays_apart() {
        for (html, expected) in [
            (
                "<blockquote>a</blockquote><blockquote><p>b</p><p>c</p></blockquote>",
                "> a\n\n> b\n>\n> c\n",
            ),
            (
                "<blockquote>a<blockquote>b</blockquote><blockquote>c</blockquote></blockquote>",
                "> a\n>\n> > b\n>\n> > c\n",
            ),
            (
                "<ul><li><blockquote><p>a</p><p>b</p></blockquote></li></ul>",
                "- > a\n  >\n  > b\n",
            ),
            (
                "<ul><li>x<hr></li><li><hr></li></ul>",
                "- x\n\n  ---\n\n- ***\n",
            ),
        ] {
            assert_eq!(written(html), expected);
        }
    }

    #[test]
    fn what_a_cell_takes_beside_and_below_it_is_empty() {
        let html = "<table><tr><th rowspan=2>District</th><th colspan=2>Votes</th></tr>\
                    <tr><th>2022</th><th>2026</th></tr><tr><td rowspan=2>North</td><td>1</td><td>2</td></tr>\
                    <tr><td>3</td><td>4</td></tr><tr><td colspan=2>Total</td><td>5</td></tr>\
                    <tr><td colspan=999999999>end</td></tr></table>";
        let text = body(html, 0, &|_| None);
        let lines: Vec<&str> = text
            .lines()
            .map(|line| line.trim_end_matches([' ', '|']))
            .collect();
        assert_eq!(
            lines[..6],
            [
                "| District | Votes",
                lines[1],
                "|  | 2022 | 2026",
                "| North | 1 | 2",
                "|  | 3 | 4",
                "| Total |  | 5",
            ]
        );
        assert!(text.len() < 2_000);
    }

    #[test]
    fn tabs_of_code_end_at_their_stops_also_in_a_list() {
        let html = "<ul><li><pre>a\tone\nabc\ttwo</pre></li></ul>";
        let text = body(html, 0, &|_| None);
        assert!(text.contains("a   one\n  abc two"), "{text}");
    }

    #[test]
    fn links_pictures_code_and_tables() {
        let html = "<p><a href=\"https://a.example/(x)\">see </a>it</p><figure><img src=\"https://a.example/p.png\" alt=\"a [b]\"><figcaption>cap</figcaption></figure><pre><code class=\"language-rust\">let a = `b`;\n</code></pre><table><tr><th>a</th><th>b|c</th></tr><tr><td>1</td></tr></table>";
        assert_eq!(
            written(html),
            "[see](<https://a.example/(x)>) it\n\n![a \\[b\\]](https://a.example/p.png)\n\ncap\n\n```rust\nlet a = `b`;\n```\n\n| a | b\\|c |\n| --- | --- |\n| 1 |  |\n"
        );
    }

    #[test]
    fn words_stay_words() {
        assert_eq!(
            written("<p># no</p><p>1. no</p><p>a*b_c</p><p>- x</p>"),
            "\\# no\n\n1\\. no\n\na\\*b\\_c\n\n\\- x\n"
        );
        assert_eq!(written("<p>a<br>b</p>"), "a\\\nb\n");
        assert_eq!(
            written("<p>a<br>---</p><p>List:<br>- one</p><p>b<br> 1. c</p><p>x<br># y</p>"),
            "a\\\n\\---\n\nList:\\\n\\- one\n\nb\\\n1\\. c\n\nx\\\n\\# y\n"
        );
        assert_eq!(written("<h2>C #</h2>"), "### C \\#\n");
        assert_eq!(written("<b></b><p></p>"), "\n");
    }

    #[test]
    fn a_backslash_at_the_end_of_a_paragraph_stays() {
        assert_eq!(written("<p>C:\\</p>"), "C:\\\\\n");
        assert_eq!(written("<p>C:\\<br><br> </p>"), "C:\\\\\n");
        assert_eq!(written("<p>a<br></p>"), "a\n");
    }

    #[test]
    fn what_stands_in_code_stands_between_its_marks() {
        for (html, expected) in [
            (
                "<p>see <code><a href=\"https://a.example/\">Foo::bar</a></code>.</p>",
                "see [`Foo::bar`](https://a.example/).\n",
            ),
            (
                "<code>Vec&lt;<a href=\"https://a.example/\">T</a>, <a href=\"https://b.example/\">A</a>&gt;</code>",
                "`Vec<`[`T`](https://a.example/)`,` [`A`](https://b.example/)`>`\n",
            ),
            ("<code>x<sub>2</sub></code>", "`x`<sub>`2`</sub>\n"),
            ("<code>a</code><code>b</code>", "`a`<!-- -->`b`\n"),
            ("a<code> b </code>c <a><code>d</code></a>", "a `b` c `d`\n"),
        ] {
            assert_eq!(written(html), expected);
        }
    }

    #[test]
    fn an_address_in_a_table_ends_no_cell() {
        let html = "<table><tr><td><a href=\"https://a.example/?a|b\">x</a></td><td><img src=\"https://a.example/1|2\" alt=\"c|d\"></td></tr></table>";
        let text = written(html);
        let line = text.lines().next();
        assert_eq!(
            line,
            Some("| [x](https://a.example/?a%7Cb) | ![c\\|d](https://a.example/1%7C2) |")
        );
    }

    #[test]
    fn every_element_of_a_cleaned_article_has_its_form() {
        let html = "<h2>A *star*</h2><p>One <em>two</em> <strong>three</strong> H<sub>2</sub>O<br>next <code>a_b*</code> \
                    <code>`</code></p><dl><dt>t</dt><dd>d</dd></dl><table><caption>c</caption><tr><th>x</th></tr><tr><td>\
                    <code>1|2</code></td></tr></table><details><summary>s</summary><p>u</p></details><hr>";
        assert_eq!(
            body(html, 0, &|_| None),
            "## A \\*star\\*\n\nOne *two* **three** H<sub>2</sub>O\\\nnext `a_b*` `` ` ``\n\n**t**\n: d\n\nc\n\n\
             | x |\n| --- |\n| `1\\|2` |\n\n**s**\n\nu\n\n---\n"
        );
    }
}
