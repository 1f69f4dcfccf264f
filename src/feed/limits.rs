//! Bounds on what one document may bring (DESIGN §9), and the order of its entries. What is cut is
//! said in a warning.

use crate::model::{ParsedEntry, ParsedFeed};
use crate::text::{Clean, clean_line};
use std::cmp::Reverse;

/// Unless more or fewer are asked for.
pub(super) const MOST_ENTRIES: usize = 5_000;
const LONGEST_TEXT: usize = 2 << 20;
const LONGEST_TITLE: usize = 2_000;

/// What the end of a text that was cut says; where it was cut, elements may be open.
const TEXT_NOTE: &str =
    "</pre><p><em>(The text is longer than 2 MiB: its end is not kept.)</em></p>";

/// Newest first where every entry has a date, else as it stood; never more than `most`.
pub(super) fn arrange(mut feed: ParsedFeed, most: usize) -> ParsedFeed {
    if feed.entries.iter().all(|it| it.published.is_some()) {
        feed.entries.sort_by_key(|it| Reverse(it.published));
    }
    if feed.entries.len() > most {
        feed.entries.truncate(most);
        feed.warnings.push(too_many(most));
    }
    hyphenate(&mut feed.language);
    let mut has_long = false;
    for entry in &mut feed.entries {
        hyphenate(&mut entry.language);
        has_long |= shorten(entry);
    }
    if has_long {
        feed.warnings
            .push(clean_line("texts over 2 MiB and titles over 2 kB are cut"));
    }
    if feed.is_cut {
        feed.warnings
            .push(clean_line("the document ends before it is complete"));
    }
    feed
}

/// `en_GB` is `en-GB` (BCP 47).
fn hyphenate(language: &mut Option<String>) {
    if let Some(language) = language.as_mut().filter(|it| it.contains('_')) {
        *language = language.replace('_', "-");
    }
}

pub(super) fn too_many(most: usize) -> Clean {
    clean_line(&format!("only the newest {most} entries are read"))
}

fn shorten(entry: &mut ParsedEntry) -> bool {
    let mut is_cut = false;
    for html in [&mut entry.summary, &mut entry.content]
        .into_iter()
        .flatten()
    {
        if cut(html, LONGEST_TEXT) {
            html.push_str(TEXT_NOTE);
            is_cut = true;
        }
    }
    if let Some(html) = &mut entry.title_html {
        cut(html, LONGEST_TITLE);
    }
    if entry.title.len() > LONGEST_TITLE {
        let mut title = entry.title.to_string();
        is_cut |= cut(&mut title, LONGEST_TITLE);
        title.push('…');
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
