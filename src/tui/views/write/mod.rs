//! Articles into a file: which ones, as what, where to. Keys are typed into the form, so it has no
//! commands of its own.

mod render;

pub use render::render;

use crate::model::{Format, Target};
use crate::text::Clean;
use crate::tui::core::{Ask, Call, Chord, Effect, Key};
use crate::tui::kit::{Input, said};
use std::path::Path;

pub const NAME: &str = "write";

/// What may be written.
#[derive(Clone, Debug, PartialEq)]
pub struct Subject {
    /// "this article", "3 picked", "unread".
    pub name: String,
    /// Of the file, without its ending.
    pub stem: String,
    pub target: Target,
    /// It is one article, so one file whatever the format.
    pub is_one: bool,
}

#[derive(Clone, Debug, PartialEq)]
pub struct Form {
    subjects: Vec<Subject>,
    subject: usize,
    format: usize,
    /// What the path begins with, until another is typed.
    folder: String,
    path: Input,
    /// The path is the reader's own: it follows nothing any more.
    is_typed: bool,
    at: Line,
    trouble: Option<Clean>,
    /// A path that has a file already, said so: the next `Enter` writes over it.
    taken: Option<String>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Line {
    What,
    Format,
    Path,
}

const LINES: [Line; 3] = [Line::What, Line::Format, Line::Path];

/// How a form goes on after a key.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Outcome {
    Open,
    Closed,
    /// It may come back with what went wrong.
    Sent,
}

impl Form {
    /// At least one subject; the first is offered.
    pub fn new(subjects: Vec<Subject>, format: Format, folder: &str) -> Self {
        let mut form = Self {
            subjects,
            subject: 0,
            format: Format::ALL.iter().position(|it| *it == format).unwrap_or(0),
            folder: folder.to_owned(),
            path: Input::default(),
            is_typed: false,
            // What is typed first is where to.
            at: Line::Path,
            trouble: None,
            taken: None,
        };
        form.offer();
        form
    }

    /// What was sent could not be written. A name that is taken is taken by the next `Enter`, unless
    /// another is typed.
    pub fn refuse(&mut self, why: Clean, is_taken: bool) {
        self.at = Line::Path;
        self.taken = is_taken.then(|| self.path.text().to_owned());
        self.trouble = Some(if is_taken {
            said(&format!("{why}; Enter writes over it"))
        } else {
            why
        });
    }

    pub fn format(&self) -> Format {
        Format::ALL[self.format]
    }

    fn offer(&mut self) {
        if self.is_typed {
            return;
        }
        let Some(subject) = self.subjects.get(self.subject) else {
            return;
        };
        let name = match self.format() {
            // Several of these are a folder of files.
            Format::Markdown if !subject.is_one => subject.stem.clone(),
            format => format!("{}.{}", subject.stem, format.ending()),
        };
        let folder = self.folder.trim_end_matches('/');
        self.path = Input::new(&format!("{folder}/{name}"));
    }

    pub fn press(&mut self, chord: Chord, call: &mut Call) -> Outcome {
        match (chord.key, chord.ctrl) {
            (Key::Esc, _) | (Key::Char('c' | 'g'), true) => return Outcome::Closed,
            (Key::Enter, _) => return self.send(call),
            (Key::Up, _) | (Key::Char('p'), true) => self.go(-1),
            (Key::Tab, _) if chord.shift => self.go(-1),
            (Key::Down | Key::Tab, _) | (Key::Char('n'), true) => self.go(1),
            _ => self.type_in(chord),
        }
        Outcome::Open
    }

    pub fn paste(&mut self, text: &str) {
        self.at = Line::Path;
        self.path.insert(text);
        self.typed();
    }

    /// The screen has so many columns.
    pub fn settle(&mut self, width: usize) {
        self.path.settle(render::room(width));
    }

    /// A click on a line; on a choice it takes the next.
    pub fn click(&mut self, line: usize) {
        let Some(at) = line
            .checked_sub(render::HEAD)
            .and_then(|at| LINES.get(at).copied())
        else {
            return;
        };
        if self.at == at {
            self.turn(1);
        }
        self.at = at;
    }

    fn go(&mut self, by: isize) {
        let at = LINES.iter().position(|line| *line == self.at).unwrap_or(0);
        let next = at.checked_add_signed(by).unwrap_or(LINES.len() - 1);
        self.at = LINES[next % LINES.len()];
    }

    fn type_in(&mut self, chord: Chord) {
        match (self.at, chord.key) {
            (Line::Path, _) if self.path.press(chord) => self.typed(),
            (Line::Path, _) => {}
            (_, Key::Left) | (Line::What, Key::Char('h')) => self.turn(-1),
            (_, Key::Right | Key::Char(' ')) | (Line::What, Key::Char('l')) => self.turn(1),
            (Line::Format, Key::Char(letter)) => {
                let begins = |format: &Format| format.name().starts_with(letter);
                if let Some(format) = Format::ALL.iter().position(begins) {
                    self.format = format;
                    self.offer();
                }
            }
            _ => {}
        }
    }

    /// What the name ends with says as what, as it does on the command line.
    fn typed(&mut self) {
        (self.is_typed, self.trouble, self.taken) = (true, None, None);
        let meant = Format::of(Path::new(self.path.text().trim()));
        let meant = meant.and_then(|meant| Format::ALL.iter().position(|it| *it == meant));
        self.format = meant.unwrap_or(self.format);
    }

    /// The next of what a line may be.
    fn turn(&mut self, by: isize) {
        let turned = |at: usize, count: usize| {
            (at.checked_add_signed(by).unwrap_or(count - 1)) % count.max(1)
        };
        match self.at {
            Line::What => self.subject = turned(self.subject, self.subjects.len()),
            Line::Format => self.format = turned(self.format, Format::ALL.len()),
            Line::Path => return,
        }
        self.offer();
    }

    fn send(&mut self, call: &mut Call) -> Outcome {
        let path = self.path.text().trim().to_owned();
        let Some(subject) = self.subjects.get(self.subject) else {
            return Outcome::Closed;
        };
        if path.is_empty() || path.ends_with('/') {
            self.at = Line::Path;
            self.trouble = Some(said("what is the file to be called?"));
            return Outcome::Open;
        }
        call.ask(Ask::Effect(Effect::Write {
            target: subject.target.clone(),
            format: self.format(),
            overwrites: self.taken.as_deref() == Some(self.path.text()),
            path,
        }));
        Outcome::Sent
    }
}
