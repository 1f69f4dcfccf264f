//! A list, drawn: marks, age, outlet, title, minutes, in columns that stay straight.

use super::{Articles, Line, NARROW};
use crate::model::{ArticleRow, Snippet, Sort, minutes};
use crate::text::{self, fold};
use crate::tui::kit::{Bar, Cell, Look, Role, cut, fill, found, put, shown, time, wrapped};
use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use std::borrow::Cow;
use std::ops::Range;

/// A line in place of rows.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Words {
    Line(String),
    /// A name, and what is said of it.
    Pair(String, String),
}

/// What is drawn around the rows.
pub struct Situation<'a> {
    pub has_focus: bool,
    /// Lines for a list without rows: why, and what to do.
    pub empty: &'a [Words],
    /// Words that were searched for.
    pub searched: Option<&'a str>,
}

pub fn render(
    view: &Articles,
    situation: &Situation<'_>,
    look: &Look<'_>,
    buffer: &mut Buffer,
    area: Rect,
) {
    if view.rows.is_empty() {
        return words(situation.empty, look, buffer, area);
    }
    let selected = view.index();
    let picked = view.picked_rows();
    let visible = view
        .lines
        .iter()
        .skip(view.top)
        .take(usize::from(area.height));
    for (line, what) in visible.enumerate() {
        let area = Rect {
            y: area.y + line as u16,
            height: 1,
            ..area
        };
        match what {
            Line::Day(date) => {
                let text = time::heading(look, *date);
                let at = (area.x + 1, area.y);
                put(
                    look,
                    buffer,
                    at,
                    area.width.saturating_sub(1),
                    &text,
                    look.theme.style(Role::Dim),
                );
            }
            Line::Feed(index) => {
                let title = view.rows[*index].feed_title.as_str();
                let at = (area.x + 1, area.y);
                let room = area.width.saturating_sub(1);
                put(look, buffer, at, room, title, look.theme.style(Role::Dim));
            }
            Line::Since => since(view, look, buffer, area),
            Line::Row(index) => {
                let mut row = Row::new(view, *index, selected == Some(*index), situation.has_focus);
                row.is_picked = picked.get(*index) == Some(&true);
                row.draw(situation, look, buffer, area);
            }
            Line::More(index) => {
                let row = Row::new(view, *index, selected == Some(*index), situation.has_focus);
                row.draw_second(look, buffer, area);
            }
        }
    }
}

fn words(words: &[Words], look: &Look<'_>, buffer: &mut Buffer, area: Rect) {
    let area = Rect {
        x: area.x + 1,
        width: area.width.saturating_sub(2),
        ..area
    };
    let style = |is_first| {
        look.theme
            .style(if is_first { Role::Text } else { Role::Dim })
    };
    let mut y = area.y;
    for (index, line) in words.iter().enumerate() {
        match line {
            Words::Line(text) => {
                for text in wrapped(look, text, usize::from(area.width).max(1)) {
                    put(
                        look,
                        buffer,
                        (area.x, y),
                        area.width,
                        &text,
                        style(index == 0),
                    );
                    y += 1;
                }
            }
            Words::Pair(name, what) => {
                let column = 26.min(area.width / 2);
                let row = Rect {
                    y,
                    height: 1,
                    ..area
                };
                let cells = vec![
                    Cell::new(name.as_str(), column, style(true)),
                    Cell::new(
                        what.as_str(),
                        area.width.saturating_sub(column + 1),
                        style(false),
                    ),
                ];
                if y < area.bottom() {
                    Bar { cells, over: None }.draw(look, buffer, row);
                }
                y += 1;
            }
        }
        if y >= area.bottom() {
            return;
        }
    }
}

/// The line where the last visit ended.
fn since(view: &Articles, look: &Look<'_>, buffer: &mut Buffer, area: Rect) {
    let Some(visit) = view.last_visit else { return };
    let new = view.rows.iter().filter(|row| row.sort_at > visit).count();
    let when = time::moment(look, visit);
    let ends_unseen = match view.query.sort {
        Sort::Oldest => view.has_after,
        _ => view.has_before,
    };
    let text = if ends_unseen {
        format!("since {when}")
    } else {
        format!("{new} since {when}")
    };
    let line = look.glyphs.horizontal;
    let style = look.theme.style(Role::Dim);
    let start = put(
        look,
        buffer,
        (area.x, area.y),
        3,
        &format!(" {line}{line}"),
        style,
    );
    let start = put(
        look,
        buffer,
        (start + 1, area.y),
        area.right().saturating_sub(start + 1),
        &text,
        style,
    );
    for x in (start + 1)..area.right() {
        put(look, buffer, (x, area.y), 1, line, style);
    }
}

struct Row<'a> {
    article: &'a ArticleRow,
    view: &'a Articles,
    /// Role of the whole line, when it is the selected one.
    over: Option<Role>,
    is_touched: bool,
    is_picked: bool,
}

impl<'a> Row<'a> {
    fn new(view: &'a Articles, index: usize, is_selected: bool, has_focus: bool) -> Self {
        let row = &view.rows[index];
        let over = is_selected.then_some(if has_focus {
            Role::Selected
        } else {
            Role::Marked
        });
        Self {
            article: row,
            view,
            over,
            is_touched: view.touched.contains(row.id),
            is_picked: false,
        }
    }

    fn is_unread(&self) -> bool {
        self.article.mark.read_at.is_none()
    }

    fn role(&self) -> Role {
        match (self.is_unread(), self.is_touched) {
            (true, _) => Role::Strong,
            (false, true) => Role::Dim,
            (false, false) => Role::Text,
        }
    }

    fn over(&self, look: &Look<'_>) -> Option<ratatui::style::Style> {
        let style = self.over.map(|role| look.theme.style(role))?;
        let weight = if self.is_unread() {
            Role::Strong
        } else {
            Role::Text
        };
        Some(style.patch(look.theme.style(weight)))
    }

    fn draw(&self, situation: &Situation<'_>, look: &Look<'_>, buffer: &mut Buffer, area: Rect) {
        let theme = look.theme;
        let is_wide = area.width >= 70;
        let age_width = if is_wide { 6 } else { 4 };
        let outlet = self.outlet_width(area.width);
        let marks = if self.is_picked {
            let state = if self.is_unread() {
                look.glyphs.unread
            } else {
                look.glyphs.read
            };
            format!("{}{state}", look.glyphs.picked)
        } else {
            marks(self.article, look)
        };
        let mut cells = vec![
            Cell::right(marks, 2, theme.style(Role::Accent)),
            Cell::new(
                time::age(look, self.article.sort_at, !is_wide),
                age_width,
                theme.style(Role::Dim),
            ),
        ];
        if outlet > 0 {
            let name = self.article.feed_title.as_str();
            cells.push(Cell::new(name, outlet, theme.style(Role::Dim)));
        }
        let before: u16 = cells.iter().map(|cell| cell.columns + 1).sum();
        let behind = if self.view.is_narrow_alone() { 2 } else { 6 };
        let title_width = area.width.saturating_sub(before + behind);
        cells.push(Cell::new(
            self.article.title.as_str(),
            title_width,
            theme.style(self.role()),
        ));
        if !self.view.is_narrow_alone() {
            cells.push(Cell::right(
                reading_time(self.article),
                3,
                theme.style(Role::Dim),
            ));
        }
        let whole = if self.article.has_pictures {
            look.glyphs.pictures
        } else if self.article.is_whole {
            look.glyphs.whole
        } else {
            " "
        };
        cells.push(Cell::new(whole, 1, theme.style(Role::Dim)));
        let over = self.over(look);
        Bar { cells, over }.draw(look, buffer, area);
        if let Some(words) = situation.searched {
            let area = Rect {
                x: area.x + before,
                width: title_width,
                ..area
            };
            underline(look, buffer, area, &self.article.title, words);
        }
    }

    fn draw_second(&self, look: &Look<'_>, buffer: &mut Buffer, area: Rect) {
        if let Some(snippets) = &self.view.snippets {
            let snippet = snippets.known.get(&self.article.id);
            return self.draw_snippet(snippet, look, buffer, area);
        }
        let dim = look.theme.style(Role::Dim);
        let time = reading_time(self.article);
        let room = area.width.saturating_sub(8 + 7);
        let name = if self.view.shows_feed() {
            self.article.feed_title.as_str()
        } else {
            ""
        };
        let width = (text::width(name) as u16).min(room);
        let mut cells = vec![Cell::new("", 7, dim)];
        if width > 0 {
            cells.push(Cell::new(name, width, dim));
            if !time.is_empty() {
                cells.push(Cell::new(look.glyphs.dot, 1, dim));
            }
        }
        cells.push(Cell::new(time, 3, dim));
        Bar {
            cells,
            over: self.over.map(|role| look.theme.style(role)),
        }
        .draw(look, buffer, area);
    }

    /// Where the words stand in the text; until that is known, how the article begins.
    fn draw_snippet(
        &self,
        snippet: Option<&Snippet>,
        look: &Look<'_>,
        buffer: &mut Buffer,
        area: Rect,
    ) {
        let over = self.over.map(|role| look.theme.style(role));
        if let Some(style) = over {
            fill(buffer, area, style);
        }
        let style = over.unwrap_or(look.theme.style(Role::Dim));
        let is_narrow = area.width < NARROW;
        let indent = if is_narrow { 3 } else { 10 };
        let mut area = Rect {
            x: area.x + indent,
            width: area.width.saturating_sub(indent + 1),
            ..area
        };
        if is_narrow && self.view.shows_feed() {
            // The first line has no room for it.
            let room = (area.width / 3).min(12);
            let name = cut(&self.article.feed_title, usize::from(room), look.glyphs.cut);
            let dot = format!(" {} ", look.glyphs.dot);
            // One after the other: each stands in its own direction.
            for part in [&name, dot.as_str()] {
                let start = put(look, buffer, (area.x, area.y), area.width, part, style);
                area.width = area.right().saturating_sub(start);
                area.x = start;
            }
        }
        let columns = usize::from(area.width);
        let Some(snippet) = snippet else {
            let text = &self.article.excerpt;
            put(look, buffer, (area.x, area.y), area.width, text, style);
            return;
        };
        let text = from_match(&snippet.text, snippet.matches.first(), columns);
        put(look, buffer, (area.x, area.y), area.width, &text, style);
        let line = shown(look, &text, columns);
        let style = look.theme.style(Role::Match);
        for place in &snippet.matches {
            let word = snippet.text.get(place.clone()).map(fold);
            let word = word.unwrap_or_default();
            for (start, width) in found(&line, word.trim()) {
                let part = Rect {
                    x: area.x + start,
                    width,
                    ..area
                };
                buffer.set_style(part.intersection(area), style);
            }
        }
    }

    fn outlet_width(&self, width: u16) -> u16 {
        match width {
            _ if width < NARROW || !self.view.shows_feed() => 0,
            ..60 => 12,
            _ => 14,
        }
    }
}

/// The text, begun as late as it must for the first match to be seen in so many columns.
fn from_match<'a>(text: &'a str, first: Option<&Range<usize>>, columns: usize) -> Cow<'a, str> {
    let Some(first) = first else {
        return Cow::Borrowed(text);
    };
    let width = |from: usize| text.get(from..first.end).map_or(0, text::width);
    if width(0) < columns {
        return Cow::Borrowed(text);
    }
    // A third of the line may stand before it.
    let room = columns / 3 + width(first.start);
    let starts = text.match_indices(' ').map(|(at, _)| at + 1);
    let mut before = starts.take_while(|at| *at <= first.start);
    let start = before.find(|at| width(*at) <= room);
    let rest = text.get(start.unwrap_or(first.start)..);
    Cow::Owned(format!("… {}", rest.unwrap_or_default()))
}

/// At most two: the strongest, and whether it is unread.
fn marks(row: &ArticleRow, look: &Look<'_>) -> String {
    let glyphs = &look.glyphs;
    let strong = [
        (row.mark.saved_at.is_some(), glyphs.saved),
        (row.mark.queue_rank.is_some(), glyphs.queued),
        (row.updated.is_some(), glyphs.updated),
        (row.feeds > 1, glyphs.many),
    ];
    let mut shown = strong
        .iter()
        .filter(|(is_on, _)| *is_on)
        .map(|(_, glyph)| *glyph);
    let first = shown.next();
    match (first, shown.next(), row.mark.read_at.is_none()) {
        (first, _, true) => format!("{}{}", first.unwrap_or_default(), glyphs.unread),
        (Some(first), second, false) => format!("{first}{}", second.unwrap_or_default()),
        (None, _, false) => glyphs.read.to_owned(),
    }
}

/// Of what is on the disk whole: a summary's minute says nothing of the article.
fn reading_time(row: &ArticleRow) -> String {
    if row.words == 0 || !row.is_whole {
        String::new()
    } else {
        in_three(minutes(row.words))
    }
}

/// In as many columns as there are for it.
fn in_three(minutes: u32) -> String {
    match minutes {
        long @ 100.. => format!("{}h", (long / 60).min(99)),
        short => format!("{short}m"),
    }
}

/// Marks the searched words in a title that is drawn already.
fn underline(look: &Look<'_>, buffer: &mut Buffer, area: Rect, title: &str, words: &str) {
    let title = shown(look, title, usize::from(area.width));
    let style = look.theme.style(Role::Match);
    for word in words.split_whitespace() {
        let word = text::fold_apart(word.trim_matches('"'));
        if word.trim().is_empty() {
            continue;
        }
        for (start, width) in found(&title, word.trim()) {
            let part = Rect {
                x: area.x + start,
                width,
                ..area
            };
            buffer.set_style(part.intersection(area), style);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_takes_hours_says_so_in_the_same_columns() {
        let said = [1, 99, 100, 411, 999_999].map(in_three);
        assert_eq!(said, ["1m", "99m", "1h", "6h", "99h"]);
    }

    #[test]
    fn the_first_match_of_a_long_text_is_seen_in_a_narrow_line() {
        let text = "… the owners of the eighteen river ferries between Lokoja and Onitsha";
        let at = text.find("river").unwrap();
        let place = at..at + 5;
        assert_eq!(from_match(text, Some(&place), 60), text);
        let narrow = from_match(text, Some(&place), 24);
        assert_eq!(narrow, "… river ferries between Lokoja and Onitsha");
        let wider = from_match(text, Some(&place), 30);
        assert_eq!(wider, "… eighteen river ferries between Lokoja and Onitsha");
        assert_eq!(from_match(text, None, 10), text);
        assert_eq!(from_match("river", Some(&(0..5)), 3), "… river");
    }
}
