//! A page that its server wrote in pieces: what was not ready holds a place (`<template id="B:0">`),
//! its content comes behind in a hidden element, and a script puts it there. Here it is put there
//! without one: `$RS("S:9","P:9")` is content and place, `$RC("B:0","S:0")` place and content, with
//! what stood there meanwhile. As React writes it:
//! <https://github.com/facebook/react/blob/main/packages/react-dom-bindings/src/server/ReactFizzConfigDOM.js>

use super::attributes;
use std::borrow::Cow;
use std::collections::{HashMap, HashSet};
use std::ops::Range;

/// More are none of a page that a person reads.
const MOST: usize = 2_000;

/// The page with each piece in its place. Each is put in once; pieces that would stand within themselves
/// are shown nowhere, as in a browser. A page that would grow by it, since its parts lie across one
/// another, is left as it is.
pub fn in_place(html: &str) -> Cow<'_, str> {
    let moves = Moves::of(html);
    if moves.to.is_empty() {
        return Cow::Borrowed(html);
    }
    let mut scan = Scan::new(html, &moves);
    scan.run();
    let edits = scan.edits();
    if edits.is_empty() {
        return Cow::Borrowed(html);
    }
    written(html, edits).map_or(Cow::Borrowed(html), Cow::Owned)
}

/// What the page's scripts say: which content goes to which place.
struct Moves<'a> {
    /// By place: the content, and whether it takes the place of what stands there until then.
    to: HashMap<&'a str, (&'a str, bool)>,
    contents: HashSet<&'a str>,
}

impl<'a> Moves<'a> {
    fn of(html: &'a str) -> Self {
        let mut moves = Self {
            to: HashMap::new(),
            contents: HashSet::new(),
        };
        for call in html.split("$R").skip(1) {
            if let Some((place, content, is_instead)) = call_of(call)
                && moves.to.len() < MOST
                && !moves.to.contains_key(place)
                && moves.contents.insert(content)
            {
                moves.to.insert(place, (content, is_instead));
            }
        }
        moves
    }
}

/// `C("B:0","S:0"`: place, content, and whether it is put there instead.
fn call_of(call: &str) -> Option<(&str, &str, bool)> {
    let (first, rest) = name(call.get(1..)?.strip_prefix("(\"")?)?;
    let (second, _) = name(rest.strip_prefix(",\"")?)?;
    match call.as_bytes().first()? {
        b'S' => Some((second, first, false)),
        b'C' | b'R' => Some((first, second, true)),
        _ => None,
    }
}

/// A name up to its closing quote, and what follows.
fn name(text: &str) -> Option<(&str, &str)> {
    const LONGEST: usize = 60;
    let is_part = |b: &u8| b.is_ascii_alphanumeric() || b"-_:.".contains(b);
    let length = text.bytes().take(LONGEST).take_while(is_part).count();
    let rest = text.get(length..)?.strip_prefix('"')?;
    let name = text.get(..length).filter(|name| !name.is_empty())?;
    Some((name, rest))
}

/// A part of the page, and what is written instead of it.
struct Edit {
    range: Range<usize>,
    content: Option<Range<usize>>,
}

/// One pass over the page.
struct Scan<'a> {
    html: &'a str,
    moves: &'a Moves<'a>,
    at: usize,
    places: Vec<(Range<usize>, &'a str)>,
    /// By content: the hidden element, and what is in it.
    pieces: HashMap<&'a str, (Range<usize>, Range<usize>)>,
    /// Open `div`, and those of them that are pieces.
    divs: usize,
    open_pieces: Vec<Open<'a>>,
    /// Parts between comments that are open, and the places that begin them.
    parts: usize,
    open_places: Vec<Open<'a>>,
}

struct Open<'a> {
    depth: usize,
    start: usize,
    inner: usize,
    content: &'a str,
}

impl<'a> Scan<'a> {
    fn new(html: &'a str, moves: &'a Moves<'a>) -> Self {
        Self {
            html,
            moves,
            at: 0,
            places: Vec::new(),
            pieces: HashMap::new(),
            divs: 0,
            open_pieces: Vec::new(),
            parts: 0,
            open_places: Vec::new(),
        }
    }

    fn run(&mut self) {
        while let Some(length) = self.rest().find('<') {
            let start = self.at + length;
            self.at = start;
            let rest = self.rest();
            if let Some(comment) = rest.strip_prefix("<!--") {
                self.comment(start, comment);
                self.skip_past("-->");
            } else if is_tag(rest, "<script") {
                self.skip_past("</script");
            } else if is_tag(rest, "<div") {
                let attributes = self.attributes("<div");
                self.open_div(start, &attributes);
            } else if is_tag(rest, "</div") {
                self.skip_past(">");
                self.close_div(start);
            } else if is_tag(rest, "<template") {
                let attributes = self.attributes("<template");
                self.template(start, &attributes);
            } else {
                self.at += 1;
            }
        }
        // A part without an end is the place alone.
        for open in std::mem::take(&mut self.open_places) {
            self.places.push((open.start..open.inner, open.content));
        }
    }

    fn rest(&self) -> &'a str {
        self.html.get(self.at..).unwrap_or_default()
    }

    fn skip_past(&mut self, end: &str) {
        let rest = self.rest();
        self.at += rest.find(end).map_or(rest.len(), |at| at + end.len());
    }

    fn attributes(&mut self, tag: &str) -> String {
        self.at += tag.len();
        let (length, attributes) = attributes::read(self.rest());
        self.at += length;
        attributes
    }

    /// `<!--$?-->` and the like begin a part, `<!--/$-->` ends it.
    fn comment(&mut self, start: usize, comment: &str) {
        if comment.starts_with('$') {
            self.parts += 1;
        } else if comment.starts_with("/$") {
            if let Some(open) = self.open_places.pop_if(|open| open.depth == self.parts) {
                self.places.push((open.start..start, open.content));
            }
            self.parts = self.parts.saturating_sub(1);
        }
    }

    fn open_div(&mut self, start: usize, attributes: &str) {
        self.divs += 1;
        let id = value(attributes, "id").filter(|_| value(attributes, "hidden").is_some());
        if let Some(&content) = id.and_then(|id| self.moves.contents.get(id)) {
            self.open_pieces.push(Open {
                depth: self.divs,
                start,
                inner: self.at,
                content,
            });
        }
    }

    fn close_div(&mut self, start: usize) {
        if let Some(open) = self.open_pieces.pop_if(|open| open.depth == self.divs) {
            let ranges = (open.start..self.at, open.inner..start);
            self.pieces.entry(open.content).or_insert(ranges);
        }
        self.divs = self.divs.saturating_sub(1);
    }

    fn template(&mut self, start: usize, attributes: &str) {
        let id = value(attributes, "id");
        let Some(&(content, is_instead)) = id.and_then(|id| self.moves.to.get(id)) else {
            return;
        };
        if self.rest().starts_with("</template>") {
            self.skip_past(">");
        }
        let is_first = self.open_places.last().is_none_or(|o| o.depth < self.parts);
        if is_instead && self.parts > 0 && is_first {
            self.open_places.push(Open {
                depth: self.parts,
                start,
                inner: self.at,
                content,
            });
        } else {
            self.places.push((start..self.at, content));
        }
    }

    /// For each piece that has a place, in the order of the page.
    fn edits(mut self) -> Vec<Edit> {
        let mut edits = Vec::new();
        for (range, content) in self.places {
            if let Some((element, inner)) = self.pieces.remove(content) {
                edits.push(Edit {
                    range,
                    content: Some(inner),
                });
                edits.push(Edit {
                    range: element,
                    content: None,
                });
            }
        }
        edits.sort_by_key(|edit| edit.range.start);
        edits
    }
}

fn is_tag(rest: &str, tag: &str) -> bool {
    let end = rest.strip_prefix(tag).map(str::as_bytes);
    end.is_some_and(|end| end.first().is_none_or(|b| !b.is_ascii_alphanumeric()))
}

/// Of attributes as they are written again: no quote stands inside a value.
fn value<'a>(attributes: &'a str, name: &str) -> Option<&'a str> {
    let mut parts = attributes.split('"');
    while let (Some(key), Some(value)) = (parts.next(), parts.next()) {
        if key.trim().trim_end_matches('=') == name {
            return Some(value);
        }
    }
    None
}

/// The page by its edits; a piece may hold places of others.
fn written(html: &str, mut edits: Vec<Edit>) -> Option<String> {
    let mut out = String::with_capacity(html.len());
    let mut left: Vec<Range<usize>> = Vec::new();
    left.push(0..html.len());
    while let Some(part) = left.pop() {
        let next = edits.partition_point(|edit| edit.range.start < part.start);
        let edit = edits.get_mut(next).filter(|e| e.range.start < part.end);
        let stop = edit.as_ref().map_or(part.end, |edit| edit.range.start);
        let text = html.get(part.start..stop)?;
        if out.len() + text.len() > html.len() {
            return None;
        }
        out.push_str(text);
        if let Some(edit) = edit {
            left.push(edit.range.end.min(part.end)..part.end);
            left.extend(edit.content.take());
        }
    }
    Some(out)
}
