//! The terminal interface. `core` < `kit` < `views` < `app` < `runtime`: each part uses only those
//! before it; only `runtime` does I/O.

mod app;
mod core;
mod kit;
mod runtime;
mod views;

pub use self::core::{End as Outcome, KeyError, Keymap};
pub use runtime::{Error, Options, Terminal, run};

use std::collections::BTreeMap;
use std::fmt::Write as _;

/// A command of the interface, as it is listed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct KeyCommand {
    pub name: &'static str,
    /// Where it works; "everywhere" for all views.
    pub view: &'static str,
    pub keys: Vec<&'static str>,
    /// What may stand before the key: "count", or nothing.
    pub args: &'static str,
    pub help: &'static str,
}

/// Every command with its default keys.
pub fn keys() -> Vec<KeyCommand> {
    let listed = app::all_entries().into_iter().map(|entry| KeyCommand {
        name: entry.name,
        view: entry.view,
        keys: entry.keys.to_vec(),
        args: match entry.args {
            core::Shape::Nothing => "",
            core::Shape::Count => "count",
        },
        help: entry.help,
    });
    listed.collect()
}

/// The default keys with the reader's own over them; or each mistake, by its name in `[keys]`.
pub fn check_keys(own: &BTreeMap<String, Vec<String>>) -> Result<Keymap, Vec<KeyError>> {
    Keymap::new(app::all_entries(), own)
}

const HEAD: &str = "\
# Keys

`[keys]` in the configuration gives a command other keys by its name, in all views that have it
(`done = [\"e\"]`) or in one (`\"reader.done\" = [\"e\"]`). Keys are written `d`, `^D`, `g u`, `Space`,
`S-Tab`; a count goes before the key: `5d`.

This page is made from the program: `UPDATE=1 cargo test` writes it anew.
";

/// `docs/keys.md`.
pub fn keys_reference() -> String {
    let mut out = HEAD.to_owned();
    let mut view = "";
    for command in keys() {
        if command.view != view {
            view = command.view;
            push(&mut out, &format!("\n## {view}\n"));
            push(&mut out, "| Keys | Command | What it does |");
            push(&mut out, "| --- | --- | --- |");
        }
        let keys: Vec<String> = command
            .keys
            .iter()
            .map(|keys| format!("`{keys}`"))
            .collect();
        let count = if command.args.is_empty() {
            ""
        } else {
            " (takes a count)"
        };
        let (keys, name, help) = (keys.join(" "), command.name, command.help);
        push(&mut out, &format!("| {keys} | {name} | {help}{count} |"));
    }
    out
}

fn push(out: &mut String, line: &str) {
    // Writing to a string cannot fail.
    let _ = writeln!(out, "{line}");
}
