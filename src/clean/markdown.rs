//! A cleaned article's HTML as Markdown (CommonMark, with the tables and strikethrough of GFM).

use super::tree::{Id, Tree};

/// Markdown of HTML that `clean` made: every element of the sanitiser's list has its form.
#[must_use]
pub fn markdown(html: &str) -> String {
    let tree = Tree::parse(html);
    let mut out = String::new();
    blocks(&tree, 0, &mut out);
    let lines: Vec<&str> = out.lines().map(str::trim_end).collect();
    let mut text = lines.join("\n").trim().to_owned();
    while text.contains("\n\n\n") {
        text = text.replace("\n\n\n", "\n\n");
    }
    text
}

/// The blocks below an element, a blank line between them.
fn blocks(tree: &Tree, id: Id, out: &mut String) {
    let mut run = String::new();
    for child in tree.children(id) {
        match tree.tag(child) {
            "" | "a" | "em" | "strong" | "b" | "i" | "s" | "del" | "sub" | "sup" | "br"
            | "abbr" | "mark" | "small" | "code" | "img" => inline(tree, child, &mut run),
            tag => {
                flush(&mut run, out);
                block(tree, child, tag, out);
            }
        }
    }
    flush(&mut run, out);
}

fn flush(run: &mut String, out: &mut String) {
    if !run.trim().is_empty() {
        out.push_str("\n\n");
        out.push_str(run.trim());
    }
    run.clear();
}

fn block(tree: &Tree, id: Id, tag: &str, out: &mut String) {
    match tag {
        "h1" | "h2" | "h3" | "h4" | "h5" | "h6" => {
            let level = tag.trim_start_matches('h').parse().unwrap_or(2);
            out.push_str("\n\n");
            out.push_str(&"#".repeat(level));
            out.push(' ');
            out.push_str(&children(tree, id).replace('\n', " "));
        }
        "ul" | "ol" => list(tree, id, tag, out),
        "blockquote" => {
            let mut inner = String::new();
            blocks(tree, id, &mut inner);
            out.push_str("\n\n");
            out.push_str(&prefixed(inner.trim(), "> ", "> "));
        }
        "pre" => code(tree, id, out),
        "hr" => out.push_str("\n\n---"),
        "table" => table(tree, id, out),
        "dt" => paragraph(&format!("**{}**", children(tree, id)), out),
        "dd" => {
            let mut inner = String::new();
            blocks(tree, id, &mut inner);
            out.push('\n');
            out.push_str(&prefixed(inner.trim(), ": ", "  "));
        }
        "figcaption" | "caption" => paragraph(&format!("*{}*", children(tree, id)), out),
        "summary" => paragraph(&format!("**{}**", children(tree, id)), out),
        "p" => paragraph(&children(tree, id), out),
        _ => blocks(tree, id, out),
    }
}

fn paragraph(text: &str, out: &mut String) {
    if !text.trim_matches(['*', ' ']).is_empty() {
        out.push_str("\n\n");
        out.push_str(text);
    }
}

fn list(tree: &Tree, id: Id, tag: &str, out: &mut String) {
    out.push_str("\n\n");
    let start = tree.attribute(id, "start").and_then(|n| n.parse().ok());
    let mut number: u32 = start.unwrap_or(1);
    for item in tree.children(id).filter(|&child| tree.tag(child) == "li") {
        let mut inner = String::new();
        blocks(tree, item, &mut inner);
        let mark = if tag == "ol" {
            format!("{number}. ")
        } else {
            "- ".to_owned()
        };
        number = number.saturating_add(1);
        out.push_str(&prefixed(inner.trim(), &mark, &" ".repeat(mark.len())));
        out.push('\n');
    }
}

/// The first line with one mark, the others with another.
fn prefixed(text: &str, first: &str, other: &str) -> String {
    let lines = text.lines().enumerate().map(|(at, line)| {
        let mark = if at == 0 { first } else { other };
        format!("{mark}{line}")
    });
    lines.collect::<Vec<_>>().join("\n")
}

fn code(tree: &Tree, id: Id, out: &mut String) {
    let text: String = tree
        .below(id)
        .map(|at| tree.nodes[at].text.as_str())
        .collect();
    let language = tree
        .below(id)
        .find_map(|at| tree.attribute(at, "class"))
        .and_then(|class| class.strip_prefix("language-"))
        .unwrap_or_default();
    // A fence longer than any in the code.
    let ticks = text.split(|c| c != '`').map(str::len).max().unwrap_or(0);
    let fence = "`".repeat(ticks.max(2) + 1);
    let text = text.trim_end_matches('\n');
    out.push_str(&format!("\n\n{fence}{language}\n{text}\n{fence}"));
}

fn table(tree: &Tree, id: Id, out: &mut String) {
    let mut rows: Vec<Vec<String>> = Vec::new();
    for at in tree.below(id) {
        match tree.tag(at) {
            "caption" => paragraph(&format!("*{}*", children(tree, at)), out),
            "tr" => {
                let cells = tree
                    .children(at)
                    .filter(|&cell| matches!(tree.tag(cell), "td" | "th"));
                rows.push(cells.map(|cell| cell_text(tree, cell)).collect());
            }
            _ => {}
        }
    }
    let columns = rows.iter().map(Vec::len).max().unwrap_or(0);
    out.push_str("\n\n");
    for (place, mut row) in rows.into_iter().enumerate() {
        row.resize(columns, String::new());
        out.push_str(&format!("| {} |\n", row.join(" | ")));
        if place == 0 {
            out.push_str(&format!("|{}\n", " --- |".repeat(columns)));
        }
    }
}

fn cell_text(tree: &Tree, cell: Id) -> String {
    let text = children(tree, cell);
    text.replace('\n', " ")
        .replace('|', "\\|")
        .trim()
        .to_owned()
}

fn children(tree: &Tree, id: Id) -> String {
    let mut out = String::new();
    for child in tree.children(id) {
        inline(tree, child, &mut out);
    }
    out.trim().to_owned()
}

fn inline(tree: &Tree, id: Id, out: &mut String) {
    let around = |mark: &str, out: &mut String| {
        let inner = children(tree, id);
        if !inner.is_empty() {
            out.push_str(&format!("{mark}{inner}{mark}"));
        }
    };
    match tree.tag(id) {
        "" => escaped(&tree.nodes[id].text, out),
        "em" | "i" => around("*", out),
        "strong" | "b" => around("**", out),
        "s" | "del" => around("~~", out),
        "code" => {
            let text = tree.text_of(id);
            let mark = if text.contains('`') { "``" } else { "`" };
            out.push_str(&format!("{mark}{text}{mark}"));
        }
        "br" => out.push_str("\\\n"),
        "a" => {
            let text = children(tree, id);
            match tree.attribute(id, "href") {
                Some(url) => out.push_str(&format!("[{text}]({})", target(url))),
                None => out.push_str(&text),
            }
        }
        "img" => {
            let url = tree.attribute(id, "src").unwrap_or_default();
            let alt = tree.attribute(id, "alt").unwrap_or_default();
            let mut name = String::new();
            escaped(alt, &mut name);
            out.push_str(&format!("![{name}]({})", target(url)));
        }
        // Markdown has no form for them; HTML may stand in it.
        tag @ ("sub" | "sup") => {
            out.push_str(&format!("<{tag}>{}</{tag}>", children(tree, id)));
        }
        _ => {
            for child in tree.children(id) {
                inline(tree, child, out);
            }
        }
    }
}

fn target(url: &str) -> String {
    url.replace(' ', "%20")
        .replace('(', "%28")
        .replace(')', "%29")
}

/// What would be markup is text; what begins a line like a list or heading is, too.
fn escaped(text: &str, out: &mut String) {
    for c in text.chars() {
        let begins = out.trim_end_matches(' ').is_empty() || out.ends_with('\n');
        let is_mark = matches!(c, '\\' | '`' | '*' | '_' | '[' | ']' | '<' | '~')
            || (begins && matches!(c, '#' | '>' | '+' | '-' | '='));
        if is_mark {
            out.push('\\');
        }
        out.push(if c == '\n' { ' ' } else { c });
    }
}
