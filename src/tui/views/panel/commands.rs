//! What keys do in a panel.

use super::View;
use crate::tui::core::{Command, Request};

const CLOSE: Command<View> = Command {
    name: "close",
    keys: &["q", "Esc", "i"],
    help: "close",
    hint: "close",
    run: |_, context| context.ask(Request::CloseOverlay),
};

pub const COMMANDS: &[Command<View>] = &[CLOSE];

pub const FEED_COMMANDS: &[Command<View>] = &[
    Command {
        name: "retry",
        keys: &["r"],
        help: "try now",
        hint: "try now",
        run: |_, context| context.ask(Request::Retry),
    },
    Command {
        name: "find-anew",
        keys: &["f"],
        help: "find its feed anew from the site",
        hint: "find its feed anew",
        run: |_, context| context.ask(Request::FindAnew),
    },
    Command {
        name: "unsubscribe",
        keys: &["D"],
        help: "unsubscribe (u brings it back)",
        hint: "unsubscribe",
        run: |_, context| context.ask(Request::Unsubscribe),
    },
    CLOSE,
];

pub const CHOICE_COMMANDS: &[Command<View>] = &[
    Command {
        name: "down",
        keys: &["j", "Down"],
        help: "down",
        hint: "",
        run: |view, _| view.step(1),
    },
    Command {
        name: "up",
        keys: &["k", "Up"],
        help: "up",
        hint: "",
        run: |view, _| view.step(-1),
    },
    Command {
        name: "choose",
        keys: &["Enter", "Space"],
        help: "subscribe to this one",
        hint: "subscribe",
        run: |_, context| context.ask(Request::Choose),
    },
    CLOSE,
];
