//! What a key can do: name, keys, help and function in one row. A view's rows are the only place
//! where its commands stand; keymap, help, palette, hints, `docs/keys.md` and `[keys]` are made from
//! them. A row without keys is for the palette alone: it takes an argument.

use super::{Ask, Effect};

/// What a command takes: a number before its key, or words behind its name in the palette.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Shape {
    Nothing,
    /// A number: `5d`, `10G`.
    Count,
    /// A tag's name; a number may stand before the key, too.
    Tag,
    /// An address.
    Url,
    /// Words of the query language, or a view's name.
    Query,
    /// A mark's name, then a query: `done older:7d -is:saved`.
    Marks,
    /// A feed, by its title.
    Feed,
    /// A folder, its names joined by `/`.
    Folder,
    /// A setting's name and value: `measure 80`.
    Setting,
    /// A query of the reader's, by its name.
    Filter,
    /// A file's path.
    File,
    /// Any words.
    Words,
}

/// How each shape is written in help and palette, and whether a number may stand before the key.
const FORMS: [(Shape, &str, bool); 12] = [
    (Shape::Nothing, "", false),
    (Shape::Count, "count", true),
    (Shape::Tag, "TAG", true),
    (Shape::Url, "URL", false),
    (Shape::Query, "QUERY", false),
    (Shape::Marks, "WHAT QUERY", false),
    (Shape::Feed, "FEED", false),
    (Shape::Folder, "FOLDER", false),
    (Shape::Setting, "NAME VALUE", false),
    (Shape::Filter, "NAME", false),
    (Shape::File, "FILE", false),
    (Shape::Words, "WORDS", false),
];

impl Shape {
    fn form(self) -> (&'static str, bool) {
        let found = FORMS.iter().find(|(shape, ..)| *shape == self);
        found.map_or(("", false), |(_, word, counts)| (word, *counts))
    }

    /// As help writes it: `count`, `TAG`; nothing for what takes nothing.
    pub fn word(self) -> &'static str {
        self.form().0
    }

    pub fn takes_count(self) -> bool {
        self.form().1
    }

    /// One of what there is: what is typed is a part of its name.
    pub fn is_choice(self) -> bool {
        matches!(self, Self::Feed | Self::Folder | Self::Filter)
    }

    /// Words may stand behind the name.
    pub fn takes_argument(self) -> bool {
        !matches!(self, Self::Nothing | Self::Count)
    }
}

pub struct Command<V> {
    pub name: &'static str,
    pub keys: &'static [&'static str],
    pub args: Shape,
    /// One line.
    pub help: &'static str,
    /// One word for the bottom line; empty: not shown there.
    pub hint: &'static str,
    pub run: fn(&mut V, &mut Call),
}

/// A table of commands, a row each: name, keys, what it takes (a variant of `Shape`), the word for the
/// bottom line, help, function.
macro_rules! commands {
    ($($name:literal $keys:tt $args:ident $hint:literal $help:literal => $run:expr;)*) => {
        vec![$($crate::tui::core::Command {
            name: $name,
            keys: &$keys as &[&str],
            args: $crate::tui::core::Shape::$args,
            hint: $hint,
            help: $help,
            run: $run,
        }),*]
    };
}
pub(in crate::tui) use commands;

/// What a command gets besides its view, and where it asks for what the view cannot do itself.
pub struct Call {
    pub count: Option<u32>,
    /// What stood behind the name in the palette or a macro; never blank.
    pub argument: Option<String>,
    pub asks: Vec<Ask>,
    /// It is run again once what it needs is in memory.
    pub may_wait: bool,
    /// What it needs: nothing else was done.
    pub needs: Option<Effect>,
}

impl Call {
    pub fn new(count: Option<u32>) -> Self {
        Self {
            count,
            argument: None,
            asks: Vec::new(),
            may_wait: false,
            needs: None,
        }
    }

    pub fn with_argument(count: Option<u32>, argument: Option<&str>) -> Self {
        let argument = argument.map(str::trim).filter(|text| !text.is_empty());
        Self {
            argument: argument.map(str::to_owned),
            ..Self::new(count)
        }
    }

    /// How often: once, unless a number was given.
    pub fn times(&self) -> usize {
        self.count.unwrap_or(1).clamp(1, 9999) as usize
    }

    pub fn ask(&mut self, ask: Ask) {
        self.asks.push(ask);
    }
}

/// A command without its function: what can be listed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Entry {
    pub view: &'static str,
    pub name: &'static str,
    pub keys: &'static [&'static str],
    pub args: Shape,
    pub help: &'static str,
    pub hint: &'static str,
}

pub fn entries<V>(view: &'static str, commands: &[Command<V>]) -> Vec<Entry> {
    let entry = |c: &Command<V>| Entry {
        view,
        name: c.name,
        keys: c.keys,
        args: c.args,
        help: c.help,
        hint: c.hint,
    };
    commands.iter().map(entry).collect()
}
