//! What keys do in a list of articles.

use super::View;
use crate::model::MarkChange;
use crate::tui::core::{Command, Marking, Request};

fn mark(what: Marking, advances: bool) -> Request {
    Request::Mark { what, advances }
}

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
        help: "to the first article",
        hint: "",
        run: |view, context| view.go_to_top(context),
    },
    Command {
        name: "bottom",
        keys: &["G", "End"],
        help: "to the last article; 10G: to the tenth",
        hint: "",
        run: |view, context| view.go_to_bottom(context),
    },
    Command {
        name: "half-page-down",
        keys: &["^D"],
        help: "half a page down",
        hint: "",
        run: |view, context| view.step(i64::from(context.height / 2) * i64::from(context.times())),
    },
    Command {
        name: "half-page-up",
        keys: &["^U"],
        help: "half a page up",
        hint: "",
        run: |view, context| view.step(-i64::from(context.height / 2) * i64::from(context.times())),
    },
    Command {
        name: "page-down",
        keys: &["^F", "PgDn"],
        help: "a page down",
        hint: "",
        run: |view, context| view.step(i64::from(context.height) * i64::from(context.times())),
    },
    Command {
        name: "page-up",
        keys: &["^B", "PgUp", "b"],
        help: "a page up",
        hint: "",
        run: |view, context| view.step(-i64::from(context.height) * i64::from(context.times())),
    },
    Command {
        name: "open",
        keys: &["Enter", "Space", "l", "Right"],
        help: "open the article",
        hint: "open",
        run: |_, context| context.ask(Request::Open),
    },
    Command {
        name: "left",
        keys: &["h", "Left"],
        help: "to the outlets",
        hint: "",
        run: |_, context| context.ask(Request::Left),
    },
    Command {
        name: "done",
        keys: &["d"],
        help: "done (read, off the queue), and on to the next",
        hint: "done",
        run: |_, context| context.ask(mark(Marking::Set(MarkChange::Done), true)),
    },
    Command {
        name: "save",
        keys: &["s"],
        help: "save and fetch whole, or no longer save; on to the next",
        hint: "save",
        run: |_, context| context.ask(mark(Marking::ToggleSaved, true)),
    },
    Command {
        name: "queue",
        keys: &["a"],
        help: "queue for later, or off the queue; on to the next",
        hint: "queue",
        run: |_, context| context.ask(mark(Marking::ToggleQueued, true)),
    },
    Command {
        name: "dismiss",
        keys: &["x"],
        help: "dismiss: read and out of every list but history",
        hint: "",
        run: |_, context| context.ask(mark(Marking::Set(MarkChange::Dismiss), true)),
    },
    Command {
        name: "toggle-read",
        keys: &["m"],
        help: "read or unread",
        hint: "",
        run: |_, context| context.ask(mark(Marking::ToggleRead, false)),
    },
    Command {
        name: "next-unread",
        keys: &["n"],
        help: "next unread article",
        hint: "",
        run: |_, context| context.ask(Request::NextUnread { is_forward: true }),
    },
    Command {
        name: "previous-unread",
        keys: &["p", "N"],
        help: "previous unread article",
        hint: "",
        run: |_, context| context.ask(Request::NextUnread { is_forward: false }),
    },
    Command {
        name: "show-read",
        keys: &["."],
        help: "show or hide what is read",
        hint: "",
        run: |_, context| context.ask(Request::ToggleRead),
    },
    Command {
        name: "search",
        keys: &["/"],
        help: "search titles and texts",
        hint: "",
        run: |_, context| context.ask(Request::Search),
    },
    Command {
        name: "preview-down",
        keys: &["J"],
        help: "scroll the preview down",
        hint: "",
        run: |_, context| context.ask(Request::ScrollPreview { lines: 3 }),
    },
    Command {
        name: "preview-up",
        keys: &["K"],
        help: "scroll the preview up",
        hint: "",
        run: |_, context| context.ask(Request::ScrollPreview { lines: -3 }),
    },
];

impl View {
    fn go_to_top(&mut self, context: &mut crate::tui::core::Context) {
        if self.has_before {
            let request = self.request + 1;
            context
                .effects
                .push(self.load(super::Select::First, request));
        } else {
            self.selected = 0;
        }
    }

    fn go_to_bottom(&mut self, context: &mut crate::tui::core::Context) {
        match context.count {
            Some(row) => self.selected = (row as usize).saturating_sub(1),
            None if self.has_after => {
                let request = self.request + 1;
                context
                    .effects
                    .push(self.load(super::Select::Last, request));
            }
            None => self.selected = self.rows.len().saturating_sub(1),
        }
    }
}
