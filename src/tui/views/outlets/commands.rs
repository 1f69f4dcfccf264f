//! What keys do among the outlets.

use super::View;
use crate::tui::core::{Command, Request};

pub const COMMANDS: &[Command<View>] = &[
    Command {
        name: "down",
        keys: &["j", "Down"],
        help: "down",
        hint: "",
        run: |view, context| view.step(i64::from(context.times())),
    },
    Command {
        name: "up",
        keys: &["k", "Up"],
        help: "up",
        hint: "",
        run: |view, context| view.step(-i64::from(context.times())),
    },
    Command {
        name: "top",
        keys: &["g g", "Home"],
        help: "to the first line",
        hint: "",
        run: |view, _| view.selected = 0,
    },
    Command {
        name: "bottom",
        keys: &["G", "End"],
        help: "to the last line",
        hint: "",
        run: |view, _| view.selected = view.items.len().saturating_sub(1),
    },
    Command {
        name: "half-page-down",
        keys: &["^D"],
        help: "half a page down",
        hint: "",
        run: |view, context| view.step(i64::from(context.height / 2)),
    },
    Command {
        name: "half-page-up",
        keys: &["^U"],
        help: "half a page up",
        hint: "",
        run: |view, context| view.step(-i64::from(context.height / 2)),
    },
    Command {
        name: "page-down",
        keys: &["^F", "PgDn"],
        help: "a page down",
        hint: "",
        run: |view, context| view.step(i64::from(context.height)),
    },
    Command {
        name: "page-up",
        keys: &["^B", "PgUp", "b"],
        help: "a page up",
        hint: "",
        run: |view, context| view.step(-i64::from(context.height)),
    },
    Command {
        name: "open",
        keys: &["Enter", "Space"],
        help: "show its articles",
        hint: "show",
        run: |_, context| context.ask(Request::Open),
    },
    Command {
        name: "right",
        keys: &["l", "Right"],
        help: "open the folder; else to its articles",
        hint: "",
        run: |_, context| context.ask(Request::Right),
    },
    Command {
        name: "left",
        keys: &["h", "Left"],
        help: "close the folder",
        hint: "",
        run: |_, context| context.ask(Request::Left),
    },
    Command {
        name: "next-unread",
        keys: &["n"],
        help: "next feed with unread articles",
        hint: "",
        run: |_, context| context.ask(Request::NextFeed { is_forward: true }),
    },
    Command {
        name: "previous-unread",
        keys: &["p", "N"],
        help: "previous feed with unread articles",
        hint: "",
        run: |_, context| context.ask(Request::NextFeed { is_forward: false }),
    },
    Command {
        name: "unsubscribe",
        keys: &["D"],
        help: "unsubscribe (u brings it back)",
        hint: "",
        run: |_, context| context.ask(Request::Unsubscribe),
    },
];
