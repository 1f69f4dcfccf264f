//! The form, drawn: a line a choice, and what it would do.

use super::{ACTIONS, FIELDS, Filtering, Hits, Line, TIMES};
use crate::tui::kit::{Look, Role, counted, fill, put, said};
use ratatui::buffer::Buffer;
use ratatui::layout::Rect;

/// Columns of the names at the left, with what parts them from the values.
const LABEL: u16 = 10;

impl Filtering {
    pub fn render(&self, look: &Look<'_>, buffer: &mut Buffer, area: Rect) {
        let width = area.width.saturating_sub(2);
        let mut y = area.y;
        let mut line = |text: &str, role: Role| {
            if y < area.bottom() {
                put(
                    look,
                    buffer,
                    (area.x + 1, y),
                    width,
                    text,
                    look.theme.style(role),
                );
            }
            y += 1;
        };
        let title = match (&self.row, &self.before) {
            (Some(row), _) => row.title.as_str(),
            (None, Some(it)) => it.filter.name.as_str(),
            (None, None) => "a new filter",
        };
        line(&said(title), Role::Title);
        line("", Role::Text);
        for (index, of) in self.lines().into_iter().enumerate() {
            self.draw(
                of,
                index == self.scroll.selected,
                look,
                buffer,
                Rect {
                    y: area.y + 2 + index as u16,
                    height: 1,
                    ..area
                },
            );
        }
        let mut y = area.y + 3 + self.lines().len() as u16;
        let muted_by = self.row.as_ref().and_then(|row| row.muted_by);
        let hidden = muted_by.map(|_| "a filter hid this article; I brings it back");
        for (text, role) in [
            (Some(self.judgement()), self.role()),
            (Some(self.query()).filter(|_| self.row.is_some()), Role::Dim),
            (hidden.map(str::to_owned), Role::Accent),
        ] {
            let Some(text) = text else { continue };
            if y < area.bottom() {
                put(
                    look,
                    buffer,
                    (area.x + 1, y),
                    width,
                    &text,
                    look.theme.style(role),
                );
            }
            y += 1;
        }
    }

    fn draw(&self, of: Line, is_selected: bool, look: &Look<'_>, buffer: &mut Buffer, area: Rect) {
        if area.y >= buffer.area.bottom() {
            return;
        }
        let style = look.theme.style(if is_selected {
            Role::Selected
        } else {
            Role::Text
        });
        if is_selected {
            fill(buffer, area, style);
        }
        let (label, value) = self.value(of);
        let dim = if is_selected {
            style
        } else {
            look.theme.style(Role::Dim)
        };
        let left = (area.x + 1, area.y);
        put(look, buffer, left, area.width.saturating_sub(2), label, dim);
        let room = area.width.saturating_sub(LABEL + 2);
        let value = if is_selected && !matches!(of, Line::Words | Line::Tag | Line::Name) {
            format!("< {value} >")
        } else {
            value
        };
        put(
            look,
            buffer,
            (area.x + 1 + LABEL, area.y),
            room,
            &value,
            style,
        );
    }

    fn value(&self, of: Line) -> (&'static str, String) {
        match of {
            Line::Name => {
                let name = self.name.clone();
                (
                    "name",
                    name.unwrap_or_else(|| "from what it does".to_owned()),
                )
            }
            Line::Do => ("do", self.does()),
            Line::Tag => ("tag", self.tag.clone()),
            Line::When => ("when", format!("{} has", FIELDS[self.field])),
            Line::Words if self.row.is_none() => ("query", self.words.clone()),
            Line::Words => ("words", self.words.clone()),
            Line::Where => (
                "where",
                self.places().get(self.place).cloned().unwrap_or_default(),
            ),
            Line::Until => (
                "how long",
                match TIMES.get(self.time) {
                    Some((_, name)) => (*name).to_owned(),
                    None => format!("until {}", self.day),
                },
            ),
            Line::Past => (
                "past",
                if self.past {
                    "past articles too"
                } else {
                    "new ones only"
                }
                .to_owned(),
            ),
        }
    }

    fn does(&self) -> String {
        if let Some(action) = ACTIONS.get(self.action) {
            return (*action).to_owned();
        }
        let kept = self.kept().iter().map(ToString::to_string);
        kept.collect::<Vec<_>>().join(", ")
    }

    fn judgement(&self) -> String {
        match &self.hits {
            _ if self.is_blank() => "e types the query".to_owned(),
            Hits::Counting => "counting past articles …".to_owned(),
            Hits::Known(count) => format!("it means {}", counted(*count as usize, "past article")),
            Hits::Wrong(why) => why.as_str().to_owned(),
        }
    }

    fn role(&self) -> Role {
        match self.hits {
            Hits::Wrong(_) => Role::Trouble,
            Hits::Counting => Role::Dim,
            Hits::Known(_) => Role::Strong,
        }
    }
}
