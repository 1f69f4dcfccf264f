//! The bottom line asking for one line of text.

use crate::model::Change;
use crate::tui::core::{Ask, Call, Chord, Key, Purpose};
use crate::tui::kit::{Input, Look, Role, put};
use ratatui::buffer::Buffer;
use ratatui::layout::Rect;

#[derive(Clone, Debug, PartialEq)]
pub struct Prompt {
    pub purpose: Purpose,
    input: Input,
}

/// How a prompt goes on after a key.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Outcome {
    Open,
    Closed,
}

impl Prompt {
    pub fn new(purpose: Purpose, text: &str) -> Self {
        Self {
            purpose,
            // It may be an address from outside.
            input: Input::new(&crate::text::clean_line(text)),
        }
    }

    pub fn press(&mut self, chord: Chord, call: &mut Call) -> Outcome {
        match chord.key {
            Key::Enter => {
                self.finish(call);
                return Outcome::Closed;
            }
            Key::Esc => return self.cancel(call),
            Key::Char('c' | 'g') if chord.ctrl => return self.cancel(call),
            Key::Backspace if self.input.text().is_empty() => return self.cancel(call),
            _ => {}
        }
        if self.input.press(chord) {
            self.changed(call);
        }
        Outcome::Open
    }

    pub fn paste(&mut self, text: &str, call: &mut Call) {
        self.input.insert(text);
        self.changed(call);
    }

    fn text(&self) -> String {
        self.input.text().trim().to_owned()
    }

    fn finish(&self, call: &mut Call) {
        let text = self.text();
        match self.purpose {
            Purpose::Add if text.is_empty() => {}
            Purpose::Add => call.ask(Ask::Find(text)),
            Purpose::Search => call.ask(Ask::Search(text, true)),
            Purpose::Find => call.ask(Ask::FindInText(text, true)),
            Purpose::Address(_) if text.is_empty() => {}
            Purpose::Address(feed) => call.ask(Ask::Change(Change::FeedUrl(feed, text))),
        }
    }

    fn cancel(&self, call: &mut Call) -> Outcome {
        match self.purpose {
            Purpose::Search => call.ask(Ask::Search(String::new(), true)),
            Purpose::Find => call.ask(Ask::FindInText(String::new(), true)),
            Purpose::Add | Purpose::Address(_) => {}
        }
        Outcome::Closed
    }

    /// What is typed takes effect while it is typed.
    fn changed(&self, call: &mut Call) {
        match self.purpose {
            Purpose::Search => call.ask(Ask::Search(self.input.text().to_owned(), false)),
            Purpose::Find => call.ask(Ask::FindInText(self.text(), false)),
            Purpose::Add | Purpose::Address(_) => {}
        }
    }

    /// Draws the line; answers the cursor's column.
    pub fn render(&self, look: &Look<'_>, buffer: &mut Buffer, area: Rect) -> u16 {
        let label = match self.purpose {
            Purpose::Add => "address of a site or feed: ",
            Purpose::Search | Purpose::Find => "/",
            Purpose::Address(_) => "new address: ",
        };
        let style = look.theme.style(Role::Accent);
        let start = put(look, buffer, (area.x, area.y), area.width, label, style);
        let room = area.right().saturating_sub(start);
        let (text, cursor) = self.input.window(usize::from(room));
        // Typed by the reader, and in logical order so that the cursor is where it seems.
        buffer.set_stringn(
            start,
            area.y,
            text,
            usize::from(room),
            look.theme.style(Role::Text),
        );
        (start + cursor as u16).min(area.right().saturating_sub(1))
    }
}
