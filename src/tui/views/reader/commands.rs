//! What keys do in the reader.

use super::View;
use crate::model::MarkChange;
use crate::tui::core::{Command, Context, Marking, Request};

fn mark(what: Marking, advances: bool) -> Request {
    Request::Mark { what, advances }
}

fn lines(context: &Context, lines: u16) -> i64 {
    i64::from(lines.max(1)) * i64::from(context.times())
}

pub const COMMANDS: &[Command<View>] = &[
    Command {
        name: "down",
        keys: &["j", "Down", "Enter"],
        help: "a line down",
        hint: "",
        run: |view, context| view.scroll(lines(context, 1)),
    },
    Command {
        name: "up",
        keys: &["k", "Up"],
        help: "a line up",
        hint: "",
        run: |view, context| view.scroll(-lines(context, 1)),
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
        run: |view, _| view.top = view.lines(),
    },
    Command {
        name: "half-page-down",
        keys: &["^D"],
        help: "half a page down",
        hint: "",
        run: |view, context| view.scroll(lines(context, context.height / 2)),
    },
    Command {
        name: "half-page-up",
        keys: &["^U"],
        help: "half a page up",
        hint: "",
        run: |view, context| view.scroll(-lines(context, context.height / 2)),
    },
    Command {
        name: "page-down",
        keys: &["^F", "PgDn"],
        help: "a page down",
        hint: "",
        run: |view, context| view.scroll(lines(context, context.height.saturating_sub(1))),
    },
    Command {
        name: "page-up",
        keys: &["^B", "PgUp", "b"],
        help: "a page up",
        hint: "",
        run: |view, context| view.scroll(-lines(context, context.height.saturating_sub(1))),
    },
    Command {
        name: "page-or-done",
        keys: &["Space"],
        help: "a page down; at the end done, and on to the next unread",
        hint: "more",
        run: page_or_done,
    },
    Command {
        name: "left",
        keys: &["h", "Left"],
        help: "back to the list",
        hint: "",
        run: |_, context| context.ask(Request::Back),
    },
    Command {
        name: "done",
        keys: &["d"],
        help: "done (read, off the queue), and on to the next unread",
        hint: "done",
        run: |_, context| context.ask(Request::DoneAndNext),
    },
    Command {
        name: "dismiss",
        keys: &["x"],
        help: "dismiss: read and out of every list but history",
        hint: "",
        run: |_, context| context.ask(mark(Marking::Set(MarkChange::Dismiss), true)),
    },
    Command {
        name: "save",
        keys: &["s"],
        help: "save and fetch whole, or no longer save",
        hint: "save",
        run: |_, context| context.ask(mark(Marking::ToggleSaved, false)),
    },
    Command {
        name: "queue",
        keys: &["a"],
        help: "queue for later, or off the queue",
        hint: "",
        run: |_, context| context.ask(mark(Marking::ToggleQueued, false)),
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
        help: "next unread article (while finding: next match)",
        hint: "next",
        run: |view, context| next(view, context, true),
    },
    Command {
        name: "previous-unread",
        keys: &["p", "N"],
        help: "previous unread article (while finding: previous match)",
        hint: "",
        run: |view, context| next(view, context, false),
    },
    Command {
        name: "next-article",
        keys: &["J"],
        help: "next article of the list",
        hint: "",
        run: |_, context| context.ask(Request::Neighbour { is_forward: true }),
    },
    Command {
        name: "previous-article",
        keys: &["K"],
        help: "previous article of the list",
        hint: "",
        run: |_, context| context.ask(Request::Neighbour { is_forward: false }),
    },
    Command {
        name: "search",
        keys: &["/"],
        help: "find in the article",
        hint: "",
        run: |_, context| context.ask(Request::Search),
    },
    Command {
        name: "zen",
        keys: &["z"],
        help: "only the text",
        hint: "",
        run: |_, context| context.ask(Request::Zen),
    },
    Command {
        name: "narrower",
        keys: &["<"],
        help: "narrower text",
        hint: "",
        run: |_, context| context.ask(Request::Measure { change: -4 }),
    },
    Command {
        name: "wider",
        keys: &[">"],
        help: "wider text",
        hint: "",
        run: |_, context| context.ask(Request::Measure { change: 4 }),
    },
];

fn page_or_done(view: &mut View, context: &mut Context) {
    if view.is_at_end(context.height) {
        context.ask(Request::DoneAndNext);
    } else {
        view.scroll(lines(context, context.height.saturating_sub(1)));
    }
}

fn next(view: &mut View, context: &mut Context, is_forward: bool) {
    if !view.next_match(is_forward) {
        context.ask(Request::NextUnread { is_forward });
    }
}
