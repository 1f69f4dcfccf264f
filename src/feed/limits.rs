//! Bounds on what one document may bring (DESIGN §9), and the order of its entries. What is cut is
//! said in a warning.

use crate::model::{ParsedEntry, ParsedFeed};
use crate::text::clean_line;
use std::cmp::Reverse;

pub(super) const MOST_ENTRIES: usize = 5_000;
const LONGEST_TEXT: usize = 2 << 20;
const LONGEST_TITLE: usize = 2_000;

/// Newest first where every entry has a date, else as it stood; never more than is kept.
pub(super) fn arrange(mut feed: ParsedFeed) -> ParsedFeed {
    if feed.entries.iter().all(|it| it.published.is_some()) {
        feed.entries.sort_by_key(|it| Reverse(it.published));
    }
    if feed.entries.len() > MOST_ENTRIES {
        feed.entries.truncate(MOST_ENTRIES);
        feed.warnings.push(clean_line(
            "more than 5,000 entries: only the newest were read",
        ));
    }
    let mut has_long = false;
    for entry in &mut feed.entries {
        has_long |= shorten(entry);
    }
    if has_long {
        feed.warnings
            .push(clean_line("texts over 2 MiB or titles over 2 kB were cut"));
    }
    if feed.is_cut {
        feed.warnings
            .push(clean_line("the document ends before it is complete"));
    }
    feed
}

fn shorten(entry: &mut ParsedEntry) -> bool {
    let mut is_cut = false;
    for html in [&mut entry.summary, &mut entry.content]
        .into_iter()
        .flatten()
    {
        is_cut |= cut(html, LONGEST_TEXT);
    }
    if let Some(html) = &mut entry.title_html {
        cut(html, LONGEST_TITLE);
    }
    if entry.title.len() > LONGEST_TITLE {
        let mut title = entry.title.to_string();
        is_cut |= cut(&mut title, LONGEST_TITLE);
        entry.title = clean_line(&title);
    }
    is_cut
}

/// At a character's edge, and not inside a tag.
pub(super) fn cut(html: &mut String, longest: usize) -> bool {
    if html.len() <= longest {
        return false;
    }
    let mut end = longest;
    while !html.is_char_boundary(end) {
        end -= 1;
    }
    html.truncate(end);
    if let Some(open) = html.rfind('<')
        && !html.get(open..).is_some_and(|it| it.contains('>'))
    {
        html.truncate(open);
    }
    true
}
