//! The commands that apply everywhere, and the whole table as data.

use super::keymap::Keymap;
use super::state::App;
use crate::config::nearest;
use crate::model::Scope;
use crate::tui::core::{Command, KeyDoc, Request, parse_sequence, print_sequence};
use crate::tui::views::{articles, help, outlets, panel, reader, start};
use std::collections::BTreeMap;
use std::fmt::Write as _;

/// What applies wherever no overlay is open.
pub const COMMANDS: &[Command<App>] = &[
    Command {
        name: "back",
        keys: &["q"],
        help: "back; at the root quit",
        hint: "",
        run: |_, context| context.ask(Request::Back),
    },
    Command {
        name: "quit",
        keys: &["Q"],
        help: "quit",
        hint: "",
        run: |_, context| context.ask(Request::Quit),
    },
    Command {
        name: "undo",
        keys: &["u"],
        help: "undo the newest change",
        hint: "",
        run: |_, context| context.ask(Request::Undo),
    },
    Command {
        name: "redo",
        keys: &["^R"],
        help: "do again what was undone",
        hint: "",
        run: |_, context| context.ask(Request::Redo),
    },
    Command {
        name: "go-all",
        keys: &["g a"],
        help: "all articles",
        hint: "",
        run: |_, context| context.ask(Request::Go(Scope::All)),
    },
    Command {
        name: "go-unread",
        keys: &["g u"],
        help: "unread articles",
        hint: "",
        run: |_, context| context.ask(Request::Go(Scope::Unread)),
    },
    Command {
        name: "go-saved",
        keys: &["g s"],
        help: "saved articles",
        hint: "",
        run: |_, context| context.ask(Request::Go(Scope::Saved)),
    },
    Command {
        name: "go-queue",
        keys: &["g q"],
        help: "the queue",
        hint: "",
        run: |_, context| context.ask(Request::Go(Scope::Queue)),
    },
    Command {
        name: "go-today",
        keys: &["g t"],
        help: "today's articles",
        hint: "",
        run: |app, context| {
            let today = app.today();
            context.ask(Request::Go(Scope::Today(today)));
        },
    },
    Command {
        name: "go-history",
        keys: &["g h"],
        help: "what was read, the latest first",
        hint: "",
        run: |_, context| context.ask(Request::Go(Scope::History)),
    },
    Command {
        name: "go-feeds",
        keys: &["g f"],
        help: "the feeds",
        hint: "",
        run: |_, context| context.ask(Request::Feeds),
    },
    Command {
        name: "next-feed",
        keys: &["]", "^N"],
        help: "next feed with unread articles",
        hint: "",
        run: |_, context| context.ask(Request::NextFeed { is_forward: true }),
    },
    Command {
        name: "previous-feed",
        keys: &["[", "^P"],
        help: "previous feed with unread articles",
        hint: "",
        run: |_, context| context.ask(Request::NextFeed { is_forward: false }),
    },
    Command {
        name: "next-pane",
        keys: &["Tab"],
        help: "next pane",
        hint: "",
        run: |_, context| context.ask(Request::NextPane { is_forward: true }),
    },
    Command {
        name: "previous-pane",
        keys: &["S-Tab"],
        help: "previous pane",
        hint: "",
        run: |_, context| context.ask(Request::NextPane { is_forward: false }),
    },
    Command {
        name: "browse",
        keys: &["o"],
        help: "open in the browser",
        hint: "",
        run: |_, context| context.ask(Request::Browse { marks: false }),
    },
    Command {
        name: "browse-and-read",
        keys: &["O"],
        help: "open in the browser and mark read",
        hint: "",
        run: |_, context| context.ask(Request::Browse { marks: true }),
    },
    Command {
        name: "copy",
        keys: &["y"],
        help: "copy the address",
        hint: "",
        run: |_, context| context.ask(Request::Copy { with_title: false }),
    },
    Command {
        name: "copy-with-title",
        keys: &["Y"],
        help: "copy title and address",
        hint: "",
        run: |_, context| context.ask(Request::Copy { with_title: true }),
    },
    Command {
        name: "refresh",
        keys: &["r"],
        help: "reload this feed (in a list of many: all of its feeds)",
        hint: "",
        run: |_, context| context.ask(Request::RefreshThis),
    },
    Command {
        name: "refresh-all",
        keys: &["R"],
        help: "reload all feeds",
        hint: "",
        run: |_, context| context.ask(Request::RefreshAll),
    },
    Command {
        name: "add-feed",
        keys: &["+"],
        help: "subscribe to a feed",
        hint: "",
        run: |_, context| context.ask(Request::AddFeed),
    },
    Command {
        name: "info",
        keys: &["i"],
        help: "how the feed is, or where the text comes from",
        hint: "",
        run: |_, context| context.ask(Request::Info),
    },
    Command {
        name: "help",
        keys: &["?"],
        help: "this help",
        hint: "help",
        run: |_, context| context.ask(Request::Help),
    },
    Command {
        name: "redraw",
        keys: &["^L"],
        help: "draw the screen anew",
        hint: "",
        run: |_, context| context.ask(Request::Redraw),
    },
    Command {
        name: "suspend",
        keys: &["^Z"],
        help: "suspend",
        hint: "",
        run: |_, context| context.ask(Request::Suspend),
    },
];

/// Every command of every view with its default keys.
pub fn keys() -> Vec<KeyDoc> {
    let mut all = Vec::new();
    push(&mut all, "everywhere", COMMANDS);
    push(&mut all, "outlets", outlets::COMMANDS);
    push(&mut all, "articles", articles::COMMANDS);
    push(&mut all, "reader", reader::COMMANDS);
    push(&mut all, "start", start::COMMANDS);
    push(&mut all, "help", help::COMMANDS);
    push(&mut all, "feed-info", panel::FEED_COMMANDS);
    push(&mut all, "choice", panel::CHOICE_COMMANDS);
    all
}

fn push<V>(all: &mut Vec<KeyDoc>, view: &'static str, table: &[Command<V>]) {
    all.extend(table.iter().map(|command| KeyDoc {
        name: command.name,
        view,
        keys: command.keys.iter().map(|key| (*key).to_owned()).collect(),
        args: None,
        help: command.help,
    }));
}

/// Something wrong in `[keys]`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct KeyError {
    /// The entry's name.
    pub name: String,
    pub message: String,
}

/// Names must be commands, keys must be keys, and no two commands of a view may share one.
pub fn check_keys(own: &BTreeMap<String, Vec<String>>) -> Result<(), Vec<KeyError>> {
    let docs = keys();
    let mut wrong = Vec::new();
    for (name, sequences) in own {
        let mut complain = |message: String| {
            wrong.push(KeyError {
                name: name.clone(),
                message,
            });
        };
        if !docs.iter().any(|doc| doc.name == name) {
            let near = nearest(name, docs.iter().map(|doc| doc.name));
            let hint = near.map_or_else(
                || "`tidings keys` lists them".to_owned(),
                |near| format!("did you mean {near:?}?"),
            );
            complain(format!("there is no command {name:?}; {hint}"));
            continue;
        }
        for sequence in sequences
            .iter()
            .filter(|text| parse_sequence(text).is_none())
        {
            complain(format!(
                "{sequence:?} is no key; keys are written j, G, ^D, Space, g u"
            ));
        }
    }
    if wrong.is_empty() {
        wrong.extend(conflicts(own, &docs));
    }
    if wrong.is_empty() { Ok(()) } else { Err(wrong) }
}

fn conflicts(own: &BTreeMap<String, Vec<String>>, docs: &[KeyDoc]) -> Vec<KeyError> {
    let mut taken: BTreeMap<(&str, String), &str> = BTreeMap::new();
    let mut wrong = Vec::new();
    for doc in docs {
        for text in own.get(doc.name).unwrap_or(&doc.keys) {
            let Some(sequence) = parse_sequence(text) else {
                continue;
            };
            let key = (doc.view, print_sequence(&sequence));
            if let Some(other) = taken.insert(key, doc.name) {
                let name = if own.contains_key(doc.name) {
                    doc.name
                } else {
                    other
                };
                let message = format!("{text:?} stands for {other:?} and for {:?}", doc.name);
                wrong.push(KeyError {
                    name: name.to_owned(),
                    message,
                });
            }
        }
    }
    wrong
}

const HEAD: &str = "\
# Keys

Made from the command table by `UPDATE=1 cargo test`. A number before a key repeats it: `5d` is done
with five articles, `10G` goes to the tenth. `[keys]` in the configuration gives commands other keys,
by name: `done = [\"d\", \"Del\"]`.
";

/// `docs/keys.md`.
pub fn keys_reference() -> String {
    let mut out = HEAD.to_owned();
    let mut view = "";
    for doc in keys() {
        if doc.view != view {
            view = doc.view;
            write!(
                out,
                "\n## {view}\n\n| keys | name | what it does |\n| --- | --- | --- |\n"
            )
            .expect("a string takes all");
        }
        let keys: Vec<String> = doc.keys.iter().map(|key| format!("`{key}`")).collect();
        writeln!(out, "| {} | {} | {} |", keys.join(" "), doc.name, doc.help)
            .expect("a string takes all");
    }
    out
}

/// Lines of the help for a view: its own commands first.
pub fn help_lines(
    keymap: &Keymap,
    focus: super::state::Focus,
    is_start: bool,
) -> Vec<(String, String)> {
    use super::state::Focus;
    let mut lines = Vec::new();
    match focus {
        _ if is_start => section(&mut lines, keymap, "Start", start::COMMANDS),
        Focus::Outlets => section(&mut lines, keymap, "Outlets", outlets::COMMANDS),
        Focus::Articles => section(&mut lines, keymap, "Articles", articles::COMMANDS),
        Focus::Reader => section(&mut lines, keymap, "Reader", reader::COMMANDS),
    }
    section(&mut lines, keymap, "Everywhere", COMMANDS);
    lines
}

fn section<V>(
    lines: &mut Vec<(String, String)>,
    keymap: &Keymap,
    title: &str,
    table: &[Command<V>],
) {
    if !lines.is_empty() {
        lines.push((String::new(), String::new()));
    }
    lines.push((String::new(), title.to_owned()));
    lines.extend(
        table
            .iter()
            .map(|command| (keymap.keys(command).join(" "), command.help.to_owned())),
    );
}
