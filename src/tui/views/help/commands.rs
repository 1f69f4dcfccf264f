//! What keys do in the help.

use super::View;
use crate::tui::core::{Command, Request};

pub const COMMANDS: &[Command<View>] = &[
    Command {
        name: "down",
        keys: &["j", "Down", "Enter"],
        help: "down",
        hint: "",
        run: |view, context| view.scroll(i64::from(context.times())),
    },
    Command {
        name: "up",
        keys: &["k", "Up"],
        help: "up",
        hint: "",
        run: |view, context| view.scroll(-i64::from(context.times())),
    },
    Command {
        name: "page-down",
        keys: &["Space", "^F", "PgDn", "^D"],
        help: "a page down",
        hint: "more",
        run: |view, context| view.scroll(i64::from(context.height)),
    },
    Command {
        name: "page-up",
        keys: &["^B", "PgUp", "b", "^U"],
        help: "a page up",
        hint: "",
        run: |view, context| view.scroll(-i64::from(context.height)),
    },
    Command {
        name: "top",
        keys: &["g g", "Home"],
        help: "to the beginning",
        hint: "",
        run: |view, _| view.top = 0,
    },
    Command {
        name: "bottom",
        keys: &["G", "End"],
        help: "to the end",
        hint: "",
        run: |view, _| view.top = view.lines.len(),
    },
    Command {
        name: "close",
        keys: &["q", "Esc", "?"],
        help: "close",
        hint: "close",
        run: |_, context| context.ask(Request::CloseOverlay),
    },
];
