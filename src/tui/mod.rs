//! The terminal interface. `core` < `kit` < `views` < `app` < `runtime`: each part uses only those
//! before it; only `runtime` does I/O.

mod app;
mod core;
mod kit;
mod runtime;
mod views;

pub use self::core::{End as Outcome, KeyError, Keymap, Terminal};
pub use runtime::{Error, Fault, Options, run};

use crate::config::{self, Config};
use crate::model::Timestamp;
use jiff::tz::TimeZone;
use std::fmt::Write as _;
use std::path::Path;

/// A command of the interface, as it is listed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct KeyCommand {
    pub name: &'static str,
    /// Where it works; "everywhere" for all views.
    pub view: &'static str,
    pub keys: Vec<String>,
    /// What it takes: "count" before the key; `TAG`, `QUERY` and others behind the name; or nothing.
    pub args: &'static str,
    pub help: &'static str,
}

/// Every command with the keys that a configuration gives it.
pub fn keys(keymap: &Keymap) -> Vec<KeyCommand> {
    let views = app::all_entries().into_iter().map(|entry| entry.view);
    let mut seen = Vec::new();
    for view in views {
        if !seen.contains(&view) {
            seen.push(view);
        }
    }
    let of_view = seen.into_iter().flat_map(|view| keymap.of_view(view));
    let listed = of_view.map(|(entry, keys)| KeyCommand {
        name: entry.name,
        view: entry.view,
        keys,
        args: entry.args.word(),
        help: entry.help,
    });
    listed.collect()
}

/// The keys of a configuration: the tables' own, over them those of its preset, over those the
/// reader's; or each mistake, by its section and name.
pub fn check_keys(config: &Config) -> Result<Keymap, Vec<KeyError>> {
    let preset = config::preset(&config.interface.keys).map_err(|message| {
        vec![KeyError {
            section: "interface",
            name: "keys".to_owned(),
            message,
        }]
    })?;
    let wishes = core::Wishes {
        preset,
        keys: config.keys.clone(),
        macros: config.macros.clone(),
    };
    Keymap::new(app::all_entries(), &wishes)
}

/// What the macros of a configuration could not do, by their names.
#[must_use]
pub fn check_macros(
    config: &Config,
    keymap: &Keymap,
    now: Timestamp,
    zone: &TimeZone,
) -> Vec<KeyError> {
    app::macro_faults(keymap, &config.macros, now, zone)
}

/// What is wrong with the configuration's keys, each with its place: `FILE:LINE: what`.
pub fn place_errors(file: &Path, text: &str, wrong: &[KeyError]) -> String {
    let lines = wrong.iter().map(|error| {
        let line = config::line_of(text, error.section, &error.name).unwrap_or(1);
        format!("{}:{line}: {}", file.display(), error.message)
    });
    lines.collect::<Vec<_>>().join("; ")
}

const HEAD: &str = "\
# Keys

`[keys]` in the configuration gives a command other keys by its name, in all views that have it
(`done = [\"c\"]`) or in one (`\"reader.done\" = [\"c\"]`); no keys (`done = []`) take its keys away. Keys are
written `d`, `^D`, `g u`, `Space`, `S-Tab`; a count goes before the key: `5d`.

Every command has a name, by which the palette (`:`) runs it: `:5 done`, `:tag later`. Commands without
a key are for the palette: they take something behind their name.

`[macros]` binds keys to several commands, written as in the palette: `\", l\" = [\"tag later\", \"queue\"]`.
Their keys may begin with any key that is free everywhere; `,` is kept free for them.

`interface.keys` chooses whose keys these are: the second column has those of `newsboat`, where they
are others. There a digit in an open article opens the link of that number.

This page is made from the program: `UPDATE=1 cargo test` writes it anew.
";

/// `docs/keys.md`.
pub fn keys_reference() -> String {
    let of = |preset: &str| {
        let mut config = Config::default();
        preset.clone_into(&mut config.interface.keys);
        keys(&check_keys(&config).expect("presets are tested"))
    };
    let mut out = HEAD.to_owned();
    let mut view = "";
    for (command, other) in of("default").into_iter().zip(of("newsboat")) {
        if command.view != view {
            view = command.view;
            push(&mut out, &format!("\n## {view}\n"));
            push(&mut out, "| Keys | newsboat | Command | What it does |");
            push(&mut out, "| --- | --- | --- | --- |");
        }
        let written = |keys: &[String]| {
            let keys = keys.iter().map(|keys| format!("`{keys}`"));
            keys.collect::<Vec<_>>().join(" ")
        };
        let others = if other.keys == command.keys {
            String::new()
        } else if other.keys.is_empty() {
            "none".to_owned()
        } else {
            written(&other.keys)
        };
        let (name, args) = match command.args {
            "" => (command.name.to_owned(), String::new()),
            "count" => (command.name.to_owned(), " (takes a count)".to_owned()),
            word => (format!("{} {word}", command.name), String::new()),
        };
        let (keys, help) = (written(&command.keys), command.help);
        // A key may be the sign that parts the columns.
        let keys = keys.replace("`|`", "`\\|`");
        push(
            &mut out,
            &format!("| {keys} | {others} | {name} | {help}{args} |"),
        );
    }
    out
}

fn push(out: &mut String, line: &str) {
    // Writing to a string cannot fail.
    let _ = writeln!(out, "{line}");
}
