//! One run as HTML: emphasis, links and breaks, closed properly.

use super::{Render, escape, film, image, put};
use crate::clean::blocks::{
    Block, is_after_place, is_credit_behind, is_unseen, reading, stands_apart,
};
use crate::clean::math;
use crate::clean::pictures;
use crate::clean::signs;
use crate::clean::tree::{Id, Tree, is_edge};

/// One run with its emphasis, links and breaks.
pub fn inline(job: &Render<'_>, block: &Block) -> String {
    let tree = job.tree;
    let mut out = String::new();
    let mut open: Vec<(Id, &'static str)> = Vec::new();
    for id in around(tree, block).into_iter().rev() {
        enter(job, id, &mut out, &mut open);
    }
    let mut id = block.start;
    let mut button_to = None;
    while id < block.end {
        while let Some(&(top, tag)) = open.last()
            && tree.nodes[top].end <= id
        {
            open.pop();
            close(&mut out, tag);
        }
        let node = &tree.nodes[id];
        match node.tag {
            "" => {
                // Only the beginning of a line is looked at.
                let is_behind = out.len() < 200 && is_after_place(&shown(&out), &node.text);
                if is_behind || is_credit_behind(tree, id, &out) {
                    push_escaped(&mut out, " ");
                }
                if button_to.take_if(|end| *end <= id).is_some()
                    && node.text.starts_with(char::is_alphanumeric)
                {
                    push_gap(&mut out);
                }
                push_escaped(&mut out, &node.text);
            }
            "br" => {
                let length = out.trim_end().len();
                out.truncate(length);
                out.push_str("<br>");
            }
            "img" => {
                if let Some(words) = signs::of_picture(tree, id) {
                    push_escaped(&mut out, &words);
                } else if let Some(picture) = pictures::picture(tree, id, job.base) {
                    out.push_str(&image(&picture));
                }
                id = node.end;
                continue;
            }
            "math" => {
                push_formula(&mut out, &math::text(tree, id), math::is_display(tree, id));
                id = node.end;
                continue;
            }
            "rt" => {
                push_escaped(&mut out, &reading(tree, id));
                id = node.end;
                continue;
            }
            "script" | "rp" | "annotation" => {
                id = node.end;
                continue;
            }
            _ if is_unseen(tree, id) => {
                id = node.end;
                continue;
            }
            "iframe" | "video" | "audio" | "embed" => {
                push_film(job, id, &open, &mut out);
                id = node.end;
                continue;
            }
            "small" if stands_apart(tree, id) => push_escaped(&mut out, " "),
            "button" => {
                push_gap(&mut out);
                button_to = Some(node.end);
            }
            _ => enter(job, id, &mut out, &mut open),
        }
        id += 1;
    }
    while let Some((_, tag)) = open.pop() {
        close(&mut out, tag);
    }
    trim_breaks(&out)
}

/// What is open where a run begins, innermost first: from inside its holder, and a link around the
/// whole of it.
fn around(tree: &Tree, block: &Block) -> Vec<Id> {
    let mut outer: Vec<Id> = tree
        .ancestors(block.start)
        .take_while(|&id| id != block.holder)
        .take(16)
        .collect();
    if !outer.iter().any(|&id| tree.tag(id) == "a") {
        outer.extend(
            tree.ancestors(block.holder)
                .take(4)
                .find(|&id| tree.tag(id) == "a" && tree.attribute(id, "href").is_some()),
        );
    }
    outer
}

/// HTML of ours without its tags.
fn shown(html: &str) -> String {
    let mut out = String::new();
    let mut is_tag = false;
    for c in html.chars() {
        match c {
            '<' => is_tag = true,
            '>' => is_tag = false,
            c if !is_tag => out.push(c),
            _ => {}
        }
    }
    out
}

fn trim_breaks(html: &str) -> String {
    let mut text = html.trim_matches(is_edge);
    while let Some(rest) = text.strip_suffix("<br>") {
        text = rest.trim_end();
    }
    while let Some(rest) = text.strip_prefix("<br>") {
        text = rest.trim_start();
    }
    text.to_owned()
}

fn enter(job: &Render<'_>, id: Id, out: &mut String, open: &mut Vec<(Id, &'static str)>) {
    let tag = match job.tree.tag(id) {
        "em" | "i" | "cite" | "dfn" | "var" => "em",
        "strong" | "b" => "strong",
        "code" | "kbd" | "samp" | "tt" => "code",
        "s" | "strike" => "s",
        tag @ ("del" | "sub" | "sup" | "mark") => tag,
        "q" => "q",
        "a" => {
            let href = job
                .tree
                .attribute(id, "href")
                .and_then(|href| pictures::link(href, job.base));
            let Some(href) = href else { return };
            if open.iter().any(|(_, tag)| *tag == "a") {
                return;
            }
            if is_note(job.tree, id)
                && is_behind_word(out)
                && !open.iter().any(|(_, tag)| *tag == "sup")
            {
                out.push_str("<sup>");
                open.push((id, "sup"));
            }
            put(out, &["<a href=\"", &escape(&href), "\">"]);
            open.push((id, "a"));
            return;
        }
        "abbr" => {
            let title = job.tree.attribute(id, "title").unwrap_or_default();
            put(out, &["<abbr title=\"", &escape(title), "\">"]);
            open.push((id, "abbr"));
            return;
        }
        _ => return,
    };
    if open.iter().any(|(_, other)| *other == tag) {
        return;
    }
    if tag == "q" {
        out.push('“');
    } else {
        put(out, &["<", tag, ">"]);
    }
    open.push((id, tag));
}

/// The sign of a note, which pages raise by their style sheets alone.
fn is_note(tree: &Tree, id: Id) -> bool {
    const LONGEST: usize = 3;
    let leads_there = tree
        .attribute(id, "href")
        .is_some_and(|href| href.contains('#'));
    let text = tree.text_of(id);
    let sign = text.trim_matches(['[', ']', '(', ')']);
    leads_there
        && (1..=LONGEST).contains(&sign.chars().count())
        && sign
            .chars()
            .all(|c| c.is_ascii_digit() || "*†‡§".contains(c))
        && tree.below(id).all(|at| tree.tag(at) != "sup")
}

fn is_behind_word(html: &str) -> bool {
    html.chars()
        .next_back()
        .is_some_and(|last| !last.is_whitespace())
        && !html.ends_with("<br>")
}

fn close(out: &mut String, tag: &str) {
    if tag == "q" {
        out.push('”');
    } else {
        let empty = format!("<{tag}>");
        if out.ends_with(&empty) {
            out.truncate(out.len() - empty.len());
        } else {
            put(out, &["</", tag, ">"]);
        }
    }
}

/// A blank behind a word.
fn push_gap(out: &mut String) {
    if out.ends_with(|c: char| c.is_alphanumeric() || c == '>') {
        push_escaped(out, " ");
    }
}

/// A link to a film, unless a link is open already.
fn push_film(job: &Render<'_>, id: Id, open: &[(Id, &'static str)], out: &mut String) {
    if let Some((url, label)) = film(job.tree, id, job.base)
        && !open.iter().any(|(_, tag)| *tag == "a")
    {
        let (url, label) = (escape(&url), escape(&label));
        put(out, &["<a href=\"", &url, "\">", &label, "</a>"]);
    }
}

fn push_formula(out: &mut String, formula: &str, is_display: bool) {
    let edge = if is_display { "<br>" } else { "" };
    out.push_str(edge);
    push_escaped(out, formula);
    out.push_str(edge);
}

/// Blanks made one, also across nodes; where a line must not end, by a blank that says so.
fn push_escaped(out: &mut String, text: &str) {
    let mut left = text.chars();
    while let Some(c) = left.next() {
        match c {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '\u{ad}' | '\u{200b}' | '\u{feff}' => {}
            '\u{a0}' | '\u{202f}' if binds(out, left.clone().next()) => out.push(c),
            c if c.is_whitespace() => {
                if !out.is_empty() && !out.ends_with([' ', '\n']) && !out.ends_with("<br>") {
                    out.push(' ');
                }
            }
            c => out.push(c),
        }
    }
}

/// "« Oui »", "Non !", "12 000 €": of a no-break blank between such signs. Editors put others between any words of a paragraph, which
/// then has no place where a line may end.
fn binds(before: &str, next: Option<char>) -> bool {
    let is_before = before.ends_with(|c: char| c.is_ascii_digit() || "«‹".contains(c));
    next.is_some_and(|next| {
        "»›?!;:%‰°€£$¥₦".contains(next) && before.ends_with(|c: char| !c.is_whitespace())
            || is_before && !next.is_whitespace()
    })
}
