//! The form of a feed: what the reader sets of most, one line each (other folders, headers, proxy,
//! certificate and HTTP/1: `tidings edit`); that of a folder, its path; that of a named query.
//! Keys are typed into it, so it has no commands of its own.

mod interval;
mod render;
mod settings;

pub use render::render;

use crate::model::{
    Ahead, Change, Feed, FeedEdit, SavedFilter, SavedFilterId, folder_names, folder_text,
    typed_address, with_secrets_of, without_secrets,
};
use crate::text::Clean;
use crate::tui::core::{Ask, Call, Chord, Key};
use crate::tui::kit::{Input, said};
use settings::{ahead, known, number};

pub const NAME: &str = "edit";

#[derive(Clone, Debug, PartialEq)]
pub struct Form {
    subject: Subject,
    lines: Vec<Line>,
    at: usize,
    /// Folders that there are, with `/` between their names.
    folders: Vec<String>,
    /// Addresses of the other feeds.
    taken: Vec<String>,
    trouble: Option<Clean>,
    /// The first line on the screen, and how many there are.
    top: usize,
    height: usize,
}

#[derive(Clone, Debug, PartialEq)]
enum Subject {
    Feed(Box<Feed>),
    Folder(Vec<String>),
    Named(SavedFilterId, String),
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum What {
    Title,
    Query,
    Address,
    Folder,
    Interval,
    FullText,
    Ahead,
    KeepDays,
    KeepArticles,
    KeepMegabytes,
    Hidden,
    User,
    PasswordBy,
    PasswordFile,
}

#[derive(Clone, Debug, PartialEq)]
struct Line {
    what: What,
    value: Value,
}

#[derive(Clone, Debug, PartialEq)]
enum Value {
    Text(Input),
    Flag(bool),
    /// Of `AHEAD`.
    Choice(usize),
}

/// What may be fetched ahead; the first is what holds for all feeds.
const AHEAD: [Option<Ahead>; 4] = [
    None,
    Some(Ahead::Off),
    Some(Ahead::Text),
    Some(Ahead::Pictures),
];

/// How a form goes on after a key.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Outcome {
    Open,
    Closed,
}

impl Form {
    pub fn of_feed(feed: &Feed, folders: Vec<String>) -> Self {
        let settings = &feed.settings;
        let folder: Vec<&str> = feed.folder.iter().map(Clean::as_str).collect();
        let text = |what, text: &str| Line {
            what,
            value: Value::Text(Input::new(&said(text))),
        };
        let flag = |what, is_on| Line {
            what,
            value: Value::Flag(is_on),
        };
        let every = settings.interval.map(interval::print).unwrap_or_default();
        let lines = vec![
            text(What::Title, &feed.title),
            text(What::Address, &without_secrets(&feed.url)),
            text(What::Folder, &folder_text(&folder)),
            text(What::Interval, &every),
            flag(What::FullText, settings.full_text),
            Line {
                what: What::Ahead,
                value: Value::Choice(ahead(settings)),
            },
            text(What::KeepDays, &number(settings.keep_days)),
            text(What::KeepArticles, &number(settings.keep_articles)),
            text(What::KeepMegabytes, &number(settings.keep_megabytes)),
            flag(What::Hidden, settings.hidden),
            text(What::User, &known(settings.user.as_ref())),
            text(
                What::PasswordBy,
                &known(settings.credentials_command.as_ref()),
            ),
            text(
                What::PasswordFile,
                &known(settings.credentials_file.as_ref()),
            ),
        ];
        Self {
            subject: Subject::Feed(Box::new(feed.clone())),
            lines,
            at: 0,
            folders,
            taken: Vec::new(),
            trouble: None,
            top: 0,
            height: 12,
        }
    }

    /// Where no other feed may be.
    pub fn beside(self, taken: Vec<String>) -> Self {
        Self { taken, ..self }
    }

    pub fn of_folder(path: Vec<String>, folders: Vec<String>) -> Self {
        let line = Line {
            what: What::Folder,
            value: Value::Text(Input::new(&said(&folder_text(&path)))),
        };
        Self {
            subject: Subject::Folder(path),
            lines: vec![line],
            at: 0,
            folders,
            taken: Vec::new(),
            trouble: None,
            top: 0,
            height: 12,
        }
    }

    pub fn of_named(named: &SavedFilter) -> Self {
        let text = |what, text: &str| Line {
            what,
            value: Value::Text(Input::new(&said(text))),
        };
        Self {
            subject: Subject::Named(named.id, named.name.clone()),
            lines: vec![
                text(What::Title, &named.name),
                text(What::Query, &named.query),
            ],
            at: 0,
            folders: Vec::new(),
            taken: Vec::new(),
            trouble: None,
            top: 0,
            height: 12,
        }
    }

    /// What was typed as the query is none.
    pub fn with_wrong_query(mut self, why: &str) -> Self {
        self.refuse(What::Query, why);
        self
    }

    /// The line that has the keys is on the screen, with one behind all for what is to be said.
    pub fn settle(&mut self, width: usize, height: usize) {
        if let Value::Text(input) = &mut self.lines[self.at].value {
            input.settle(render::room(width));
        }
        self.height = height.saturating_sub(render::HEAD + 1).max(1);
        self.top = self.top.min(self.at);
        self.top = self.top.max((self.at + 1).saturating_sub(self.height));
    }

    /// Begins at the address.
    pub fn at_address(self) -> Self {
        self.at_line(What::Address)
    }

    /// Begins where user name and password are said.
    pub fn at_password(self) -> Self {
        self.at_line(What::User)
    }

    fn at_line(mut self, what: What) -> Self {
        let at = self.lines.iter().position(|line| line.what == what);
        self.at = at.unwrap_or(0);
        self
    }

    pub fn press(&mut self, chord: Chord, call: &mut Call) -> Outcome {
        match (chord.key, chord.ctrl) {
            (Key::Esc, _) | (Key::Char('c' | 'g'), true) => return Outcome::Closed,
            (Key::Enter, _) => return self.save(call),
            (Key::Up, _) | (Key::Char('p'), true) => self.go(-1),
            (Key::Tab, _) if chord.shift => self.go(-1),
            (Key::Down, _) | (Key::Char('n'), true) => self.go(1),
            (Key::Tab | Key::Right | Key::End, _) if self.complete() => {}
            (Key::Tab, _) => self.go(1),
            _ => self.type_in(chord),
        }
        Outcome::Open
    }

    pub fn paste(&mut self, text: &str) {
        if let Some(Value::Text(input)) = self.lines.get_mut(self.at).map(|line| &mut line.value) {
            input.insert(text);
        }
    }

    /// A click on a line of the form; on a box it ticks.
    pub fn click(&mut self, line: usize) {
        let Some(line) = line.checked_sub(render::HEAD) else {
            return;
        };
        let at = self.top + line;
        if at < self.lines.len() {
            self.at = at;
            self.turn(1);
        }
    }

    fn go(&mut self, by: isize) {
        let last = self.lines.len() - 1;
        let next = self.at.checked_add_signed(by);
        self.at = match next {
            None => last,
            Some(next) if next > last => 0,
            Some(next) => next,
        };
    }

    fn type_in(&mut self, chord: Chord) {
        self.trouble = None;
        match &mut self.lines[self.at].value {
            Value::Text(input) => {
                input.press(chord);
            }
            Value::Flag(_) | Value::Choice(_) => match chord.key {
                Key::Left => self.turn(-1),
                Key::Char(' ' | 'x') | Key::Right => self.turn(1),
                _ => {}
            },
        }
    }

    /// The next of what a line may be; a text stays.
    fn turn(&mut self, by: isize) {
        match &mut self.lines[self.at].value {
            Value::Text(_) => {}
            Value::Flag(is_on) => *is_on = !*is_on,
            Value::Choice(at) => {
                *at = at.checked_add_signed(by).unwrap_or(AHEAD.len() - 1) % AHEAD.len();
            }
        }
    }

    /// Takes the folder that is offered; false when none is.
    fn complete(&mut self) -> bool {
        let Some(whole) = self.matching().map(str::to_owned) else {
            return false;
        };
        self.lines[self.at].value = Value::Text(Input::new(&whole));
        true
    }

    /// The rest of the folder that is offered.
    fn offered(&self) -> Option<&str> {
        let Value::Text(input) = &self.lines[self.at].value else {
            return None;
        };
        self.matching()?.get(input.text().len()..)
    }

    /// The first folder that begins like what is typed, whatever the case, and goes on.
    fn matching(&self) -> Option<&str> {
        let line = &self.lines[self.at];
        let Value::Text(input) = &line.value else {
            return None;
        };
        let typed = input.text();
        if line.what != What::Folder || typed.is_empty() || !input.is_at_end() {
            return None;
        }
        let begins_so = |folder: &&String| {
            let start = folder.get(..typed.len()).unwrap_or_default();
            folder.len() > typed.len() && start.to_lowercase() == typed.to_lowercase()
        };
        self.folders.iter().find(begins_so).map(String::as_str)
    }

    fn text(&self, what: What) -> Option<&str> {
        self.lines.iter().find_map(|line| match &line.value {
            Value::Text(input) if line.what == what => Some(input.text().trim()),
            _ => None,
        })
    }

    fn is_on(&self, what: What) -> bool {
        let on = Value::Flag(true);
        self.lines
            .iter()
            .any(|line| line.what == what && line.value == on)
    }

    /// Place in `AHEAD`.
    fn choice(&self, what: What) -> usize {
        let found = self.lines.iter().find_map(|line| match line.value {
            Value::Choice(at) if line.what == what => Some(at),
            _ => None,
        });
        found.unwrap_or(0)
    }

    /// Its address is shown without what is secret in it.
    fn has_secret(&self) -> bool {
        matches!(&self.subject, Subject::Feed(feed) if without_secrets(&feed.url) != feed.url)
    }

    fn refuse(&mut self, what: What, why: &str) -> Outcome {
        self.trouble = Some(said(why));
        let at = self.lines.iter().position(|line| line.what == what);
        self.at = at.unwrap_or(self.at);
        Outcome::Open
    }

    fn save(&mut self, call: &mut Call) -> Outcome {
        let folder = folder_names(self.text(What::Folder).unwrap_or_default());
        let feed = match &self.subject {
            Subject::Named(id, _) => {
                let id = *id;
                let text = |what| self.text(what).unwrap_or_default().to_owned();
                let (name, query) = (text(What::Title), text(What::Query));
                if name.is_empty() {
                    return self.refuse(What::Title, "it needs a name");
                }
                if query.is_empty() {
                    return self.refuse(What::Query, "without words it would be the list of all");
                }
                call.ask(Ask::PutNamed { id, name, query });
                return Outcome::Closed;
            }
            Subject::Folder(path) => {
                if folder.len() > path.len() && folder.starts_with(path) {
                    return self.refuse(What::Folder, "a folder cannot lie in itself");
                }
                if *path != folder {
                    call.ask(Ask::Change(Change::MoveFolder(path.clone(), folder)));
                }
                return Outcome::Closed;
            }
            Subject::Feed(feed) => feed.clone(),
        };
        let typed = self.text(What::Address).unwrap_or_default();
        let url = if typed == said(&without_secrets(&feed.url)).as_str() {
            feed.url.clone()
        } else {
            match typed_address(typed) {
                Some(url) => with_secrets_of(url, &feed.url).into(),
                None => return self.refuse(What::Address, "that is no http or https address"),
            }
        };
        if url != feed.url && self.taken.contains(&url) {
            return self.refuse(What::Address, "another feed has this address already");
        }
        let settings = match self.settings(&feed) {
            Ok(settings) => settings,
            Err((what, why)) => return self.refuse(what, why),
        };
        let edit = FeedEdit {
            url,
            folder,
            settings,
        };
        if !is_as_before(&feed, &edit) {
            call.ask(Ask::Change(Change::EditFeed(feed.id, edit)));
        }
        Outcome::Closed
    }
}

fn is_as_before(feed: &Feed, edit: &FeedEdit) -> bool {
    let folder = feed.folder.iter().map(Clean::as_str);
    feed.url == edit.url && feed.settings == edit.settings && folder.eq(edit.folder.iter())
}
