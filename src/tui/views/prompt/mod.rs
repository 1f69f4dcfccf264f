//! The bottom line asking for one line of text.

use crate::tui::core::{Ask, Call, Chord, Effect, Key, Purpose, Tagged};
use crate::tui::kit::{Input, Look, Role, put};
use ratatui::buffer::Buffer;
use ratatui::layout::Rect;

#[derive(Clone, Debug, PartialEq)]
pub struct Prompt {
    pub purpose: Purpose,
    input: Input,
    /// What the text may become: `Tab` goes through those that begin as typed.
    choices: Vec<String>,
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
            choices: Vec::new(),
        }
    }

    /// Names became known that the text may become.
    pub fn know(&mut self, choices: Vec<String>) {
        if matches!(self.purpose, Purpose::Tag(_)) {
            self.choices = choices;
        }
    }

    /// Those that begin as typed.
    fn fitting(&self) -> Vec<String> {
        let typed = self.input.text();
        let (sign, name) = match typed.strip_prefix('-') {
            Some(name) => ("-", name),
            None => ("", typed),
        };
        let wanted = crate::text::fold(name);
        let fits = |choice: &&String| crate::text::fold(choice).starts_with(wanted.trim_end());
        let choices = self.choices.iter().filter(fits);
        choices.map(|choice| format!("{sign}{choice}")).collect()
    }

    pub fn press(&mut self, chord: Chord, call: &mut Call) -> Outcome {
        match chord.key {
            Key::Enter => {
                self.finish(call);
                return Outcome::Closed;
            }
            Key::Esc => return self.cancel(call),
            Key::Char('c' | 'g') if chord.ctrl => return self.cancel(call),
            Key::Tab => {
                if let Some(first) = self.fitting().first() {
                    self.input = Input::new(first);
                }
                return Outcome::Open;
            }
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
            Purpose::Add | Purpose::Import if text.is_empty() => {}
            Purpose::Add => call.ask(Ask::Find(text)),
            Purpose::SavePage if text.is_empty() => {}
            Purpose::SavePage => call.ask(Ask::SavePage(text)),
            Purpose::Import => call.ask(Ask::Import(text)),
            Purpose::Search => call.ask(Ask::Search(text, true)),
            Purpose::Find => call.ask(Ask::FindInText(text, true)),
            Purpose::Narrow => call.ask(Ask::Narrow(text, true)),
            Purpose::Tag(what) => call.ask(Ask::Tag(text, what.one())),
            Purpose::Help => call.ask(Ask::FindInHelp(text)),
            Purpose::Pipe(_) | Purpose::RunOn(_) if text.is_empty() => {}
            Purpose::FilterWords => call.ask(Ask::FilterWords(text)),
            Purpose::FilterTag => call.ask(Ask::FilterTag(text)),
            Purpose::FilterName => call.ask(Ask::FilterName(text)),
            Purpose::FilterDay => call.ask(Ask::FilterDay(text)),
            Purpose::Pipe(article) => call.ask(Ask::Effect(Effect::Pipe {
                article,
                line: text,
            })),
            Purpose::RunOn(article) => call.ask(Ask::Effect(Effect::RunOn {
                article,
                line: text,
            })),
        }
    }

    fn cancel(&self, call: &mut Call) -> Outcome {
        match self.purpose {
            Purpose::Search | Purpose::Narrow => call.ask(Ask::EndSearch),
            Purpose::Find => call.ask(Ask::FindInText(String::new(), true)),
            Purpose::Help => call.ask(Ask::FindInHelp(String::new())),
            Purpose::Tag(Tagged::Counted) => call.ask(Ask::Tag(String::new(), None)),
            Purpose::Add
            | Purpose::SavePage
            | Purpose::Import
            | Purpose::Tag(_)
            | Purpose::FilterWords
            | Purpose::FilterTag
            | Purpose::FilterName
            | Purpose::FilterDay
            | Purpose::Pipe(_)
            | Purpose::RunOn(_) => {}
        }
        Outcome::Closed
    }

    /// What is typed takes effect while it is typed.
    fn changed(&self, call: &mut Call) {
        match self.purpose {
            Purpose::Search => call.ask(Ask::Search(self.input.text().to_owned(), false)),
            Purpose::Find => call.ask(Ask::FindInText(self.text(), false)),
            Purpose::Narrow => call.ask(Ask::Narrow(self.input.text().to_owned(), false)),
            Purpose::FilterWords => call.ask(Ask::FilterWords(self.text())),
            Purpose::Help => call.ask(Ask::FindInHelp(self.text())),
            Purpose::Add
            | Purpose::SavePage
            | Purpose::Import
            | Purpose::Tag(_)
            | Purpose::FilterTag
            | Purpose::FilterName
            | Purpose::FilterDay
            | Purpose::Pipe(_)
            | Purpose::RunOn(_) => {}
        }
    }

    /// The screen has so many columns.
    pub fn settle(&mut self, width: usize) {
        let label = crate::text::width(self.label());
        self.input.settle(width.saturating_sub(label));
    }

    const fn label(&self) -> &'static str {
        match self.purpose {
            Purpose::Add => "address of a site or feed: ",
            Purpose::SavePage => "address of a page to save: ",
            Purpose::Import => "file (OPML, newsboat's urls): ",
            Purpose::Search | Purpose::Find | Purpose::Help => "/",
            Purpose::Tag(_) => "tag (-tag takes it off): ",
            Purpose::Narrow => "only: ",
            Purpose::FilterWords => "words, or /a pattern/: ",
            Purpose::FilterTag => "tag: ",
            Purpose::FilterName => "name: ",
            Purpose::FilterDay => "the last day, as 2026-12-31 or 10d: ",
            Purpose::Pipe(_) => "give it to: ",
            Purpose::RunOn(_) => "run (%u address, %t title): ",
        }
    }

    /// Draws the line; answers the cursor's column.
    pub fn render(&self, look: &Look<'_>, buffer: &mut Buffer, area: Rect) -> u16 {
        let label = self.label();
        let style = look.theme.style(Role::Accent);
        let start = put(look, buffer, (area.x, area.y), area.width, label, style);
        let line = Rect {
            x: start,
            width: area.right().saturating_sub(start),
            ..area
        };
        let text = look.theme.style(Role::Text);
        let (_, cursor) = self.input.draw(text, buffer, line);
        let fitting = self.fitting().join("  ");
        let typed = crate::text::width(self.input.text()) as u16;
        let behind = start.saturating_add(typed).saturating_add(3);
        if behind < area.right() {
            let at = (behind, area.y);
            let dim = look.theme.style(Role::Dim);
            put(look, buffer, at, area.right() - behind, &fitting, dim);
        }
        cursor
    }
}
