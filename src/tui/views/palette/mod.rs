//! Any command by its name: letters in order narrow the list, words behind a name are what the
//! command takes, completed from what there is. What does not apply here is dim, with why.

mod complete;
mod matching;
mod render;

pub use complete::{Choices, completions};

use crate::text::Clean;
use crate::tui::core::{Ask, Call, Chord, Command, Shape, commands};
use crate::tui::kit::{Input, Scroll, said};

pub const NAME: &str = "palette";

/// A command as the palette lists it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Item {
    pub view: &'static str,
    pub name: &'static str,
    pub keys: String,
    pub args: Shape,
    /// It has no key: without what it takes it does nothing.
    pub needs_argument: bool,
    pub help: &'static str,
    /// Why it does not apply here.
    pub why_not: Option<Clean>,
}

#[derive(Clone, Debug, PartialEq)]
pub struct Palette {
    items: Vec<Item>,
    choices: Choices,
    input: Input,
    shown: Shown,
    scroll: Scroll,
    /// A line was chosen: it is taken, not what is typed.
    has_chosen: bool,
    height: usize,
}

/// What stands under the line of input.
#[derive(Clone, Debug, PartialEq)]
enum Shown {
    /// Indices of items, the best first.
    Commands(Vec<usize>),
    /// Whole lines of input that what is typed may become.
    Lines(Vec<String>),
}

impl Shown {
    fn len(&self) -> usize {
        match self {
            Self::Commands(found) => found.len(),
            Self::Lines(lines) => lines.len(),
        }
    }
}

impl Palette {
    pub fn new(items: Vec<Item>, choices: Choices, text: &str) -> Self {
        let mut palette = Self {
            items,
            choices,
            input: Input::new(text),
            shown: Shown::Commands(Vec::new()),
            scroll: Scroll::default(),
            has_chosen: false,
            height: 10,
        };
        palette.changed();
        palette
    }

    /// Tags and the reader's queries became known.
    pub fn know(&mut self, tags: Vec<String>, filters: Vec<String>) {
        (self.choices.tags, self.choices.filters) = (tags, filters);
        let scroll = self.scroll;
        self.changed();
        self.scroll = scroll;
    }

    /// A key that is no command of the palette is typed.
    pub fn press(&mut self, chord: Chord, call: &mut Call) {
        let was_empty = self.input.text().is_empty();
        if chord.key == crate::tui::core::Key::Backspace && was_empty {
            call.ask(Ask::Close);
        } else if self.input.press(chord) {
            self.changed();
        }
    }

    pub fn paste(&mut self, text: &str) {
        self.input.insert(text);
        self.changed();
    }

    pub fn settle(&mut self, width: usize, height: usize) {
        self.input.settle(width.saturating_sub(render::SIGN.len()));
        self.height = height;
        self.scroll.settle(self.shown.len(), height);
    }

    /// Line of the selection on the screen.
    pub fn cursor(&self) -> usize {
        self.scroll.selected - self.scroll.top
    }

    pub fn step(&mut self, by: i64) {
        self.has_chosen = true;
        self.scroll.step(by);
        self.scroll.settle(self.shown.len(), self.height);
    }

    /// A click selects; on what is selected it runs.
    pub fn click(&mut self, line: usize, call: &mut Call) {
        let index = self.scroll.top + line;
        if index >= self.shown.len() {
            return;
        }
        if index == self.scroll.selected {
            run(self, call);
        } else {
            self.scroll.click(index);
            self.has_chosen = true;
        }
    }

    fn changed(&mut self) {
        self.scroll = Scroll::default();
        self.has_chosen = false;
        let text = self.input.text();
        self.shown = match argument_of(&self.items, text) {
            // One of what there is: the first is meant unless another is chosen.
            Some((head, item, argument)) => {
                let found = completions(item.args, argument, &self.choices);
                self.has_chosen = item.args.is_choice() && !found.is_empty();
                let lines = found.into_iter().map(|found| format!("{head} {found}"));
                Shown::Lines(lines.collect())
            }
            None => Shown::Commands(matching::find(&self.items, text)),
        };
    }

    fn selected_item(&self) -> Option<&Item> {
        match &self.shown {
            Shown::Commands(found) => self.items.get(*found.get(self.scroll.selected)?),
            Shown::Lines(_) => None,
        }
    }

    fn selected_line(&self) -> Option<&String> {
        match &self.shown {
            Shown::Lines(lines) => lines.get(self.scroll.selected),
            Shown::Commands(_) => None,
        }
    }
}

/// The head of the line (a number, a name), its command and what stands behind it, once a name that
/// takes something is typed whole with a blank behind it.
fn argument_of<'a, 'b>(items: &'a [Item], text: &'b str) -> Option<(&'b str, &'a Item, &'b str)> {
    let start = text.len()
        - text
            .trim_start_matches(|c: char| c.is_ascii_digit() || c == ' ')
            .len();
    let rest = text.get(start..)?;
    let blank = rest.find(' ')?;
    let name = rest.get(..blank)?;
    let takes = |item: &&Item| item.name == name && item.args.takes_argument();
    let fits = |item: &&Item| takes(item) && item.why_not.is_none();
    let item = items
        .iter()
        .find(fits)
        .or_else(|| items.iter().find(takes))?;
    Some((
        text.get(..start + blank)?,
        item,
        rest.get(blank + 1..)?.trim_start(),
    ))
}

pub fn commands() -> Vec<Command<Palette>> {
    commands! {
        "run" ["Enter"] Nothing "run" "run the command" => run;
        "complete" ["Tab"] Nothing "complete" "write what is selected, to go on behind it" => complete;
        "down" ["Down", "^N"] Nothing "" "one down" => |v: &mut Palette, _| v.step(1);
        "up" ["Up", "^P"] Nothing "" "one up" => |v, _| v.step(-1);
        "page-down" ["PgDn"] Nothing "" "a page down" => |v, _| v.step(v.height as i64);
        "page-up" ["PgUp"] Nothing "" "a page up" => |v, _| v.step(-(v.height as i64));
        "close" ["Esc", "^C", "^G"] Nothing "close" "close the palette" => |_, call| call.ask(Ask::Close);
    }
}

fn run(view: &mut Palette, call: &mut Call) {
    let text = view.input.text().trim();
    if let Some(line) = view.selected_line().filter(|_| view.has_chosen) {
        let line = line.clone();
        call.ask(Ask::Close);
        return call.ask(Ask::Run(line));
    }
    let is_number = !text.is_empty() && text.chars().all(|c| c.is_ascii_digit());
    let typed = text.trim_start_matches(|c: char| c.is_ascii_digit() || c == ' ');
    let (name, behind) = typed.split_once(' ').unwrap_or((typed, ""));
    if !view.has_chosen && !behind.is_empty() && view.items.iter().any(|it| it.name == name) {
        // It says that nothing belongs there.
        let line = text.to_owned();
        call.ask(Ask::Close);
        return call.ask(Ask::Run(line));
    }
    match view.selected_item() {
        Some(item) if !is_number => {
            if !view.has_chosen && !typed.is_empty() && !matching::is_meant(item.name, typed) {
                let why = format!("no command is called “{typed}”; choose one of these");
                view.has_chosen = true;
                return call.ask(Ask::Complain(said(&why)));
            }
            if let Some(why) = &item.why_not {
                return call.ask(Ask::Complain(why.clone()));
            }
            if item.needs_argument {
                return complete(view, call);
            }
            let count: String = text.chars().take_while(char::is_ascii_digit).collect();
            let line = format!("{count} {}", item.name);
            call.ask(Ask::Close);
            call.ask(Ask::Run(line));
        }
        _ if text.is_empty() => call.ask(Ask::Close),
        _ => {
            let line = text.to_owned();
            call.ask(Ask::Close);
            call.ask(Ask::Run(line));
        }
    }
}

fn complete(view: &mut Palette, _: &mut Call) {
    let line = match (view.selected_item(), view.selected_line()) {
        (Some(item), _) => {
            let digits = view.input.text().chars().take_while(char::is_ascii_digit);
            let blank = if item.args.takes_argument() { " " } else { "" };
            format!("{}{}{blank}", digits.collect::<String>(), item.name)
        }
        (None, Some(line)) => line.clone(),
        (None, None) => return,
    };
    view.input = Input::new(&line);
    view.changed();
}

#[cfg(test)]
mod tests;
