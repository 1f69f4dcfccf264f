//! What a key can do: name, keys, help and function in one row. A view's rows are the only place
//! where its commands stand; keymap, help, hints, `docs/keys.md` and `[keys]` are made from them.

use super::Ask;

/// What may stand before the key.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Shape {
    Nothing,
    /// A number: `5d`, `10G`.
    Count,
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

/// A table of commands, a row each: name, keys, whether a count may stand before them, the word for
/// the bottom line, help, function.
macro_rules! commands {
    ($($name:literal $keys:tt $args:ident $hint:literal $help:literal => $run:expr;)*) => {
        vec![$($crate::tui::core::Command {
            name: $name,
            keys: &$keys,
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
    pub asks: Vec<Ask>,
}

impl Call {
    pub fn new(count: Option<u32>) -> Self {
        Self {
            count,
            asks: Vec::new(),
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
