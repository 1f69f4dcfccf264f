//! What keys do on the start screen.

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
        help: "to the first outlet",
        hint: "",
        run: |view, _| view.selected = 0,
    },
    Command {
        name: "bottom",
        keys: &["G", "End"],
        help: "to the last outlet",
        hint: "",
        run: |view, _| view.selected = view.outlets.len().saturating_sub(1),
    },
    Command {
        name: "tick",
        keys: &["Space", "x"],
        help: "pick or leave out",
        hint: "pick",
        run: |view, _| view.toggle(),
    },
    Command {
        name: "subscribe",
        keys: &["Enter"],
        help: "subscribe to what is picked, and fetch it",
        hint: "subscribe",
        run: |_, context| context.ask(Request::Subscribe),
    },
    Command {
        name: "add-feed",
        keys: &["+"],
        help: "add any address: a site, a feed, a channel",
        hint: "any address",
        run: |_, context| context.ask(Request::AddFeed),
    },
    Command {
        name: "demo",
        keys: &["d"],
        help: "look around in the demo edition",
        hint: "demo",
        run: |_, context| context.ask(Request::OpenDemo),
    },
];
