//! The command table: name, keys, help and function of everything that a key can do. Keymap, help,
//! hint line, `docs/keys.md`, `tidings keys` and the check of `[keys]` come from it.

use super::Effect;
use crate::model::{MarkChange, Scope};

/// One command of a view.
pub struct Command<View: 'static> {
    /// Unique in all views that are open together; what `[keys]` names.
    pub name: &'static str,
    /// As `parse_sequence` reads them.
    pub keys: &'static [&'static str],
    pub help: &'static str,
    /// Short form for the hint line; empty: not hinted.
    pub hint: &'static str,
    pub run: fn(&mut View, &mut Context),
}

/// What a command may know, and where it says what it wants.
pub struct Context {
    /// As typed before the key: `5d`.
    pub count: Option<u32>,
    /// Lines that the view has on the screen.
    pub height: u16,
    pub effects: Vec<Effect>,
    pub requests: Vec<Request>,
}

impl Context {
    pub fn times(&self) -> u32 {
        self.count.unwrap_or(1).clamp(1, 9999)
    }

    pub fn ask(&mut self, request: Request) {
        self.requests.push(request);
    }
}

/// What a view wants of the whole interface.
#[derive(Clone, Debug, PartialEq)]
pub enum Request {
    Quit,
    Back,
    /// To the view at the left or right.
    Left,
    Right,
    NextPane {
        is_forward: bool,
    },
    Go(Scope),
    Feeds,
    Open,
    /// Marks the selected article (and those below it, by the count).
    Mark {
        what: Marking,
        advances: bool,
    },
    NextUnread {
        is_forward: bool,
    },
    NextFeed {
        is_forward: bool,
    },
    /// The article above or below in the list, in the reader.
    Neighbour {
        is_forward: bool,
    },
    /// Done with what was read: mark it, and on to the next unread.
    DoneAndNext,
    Undo,
    Redo,
    ToggleRead,
    RefreshThis,
    RefreshAll,
    Browse {
        marks: bool,
    },
    Copy {
        with_title: bool,
    },
    AddFeed,
    Unsubscribe,
    Help,
    Info,
    Zen,
    Measure {
        change: i16,
    },
    Search,
    ScrollPreview {
        lines: i32,
    },
    Redraw,
    Suspend,
    Subscribe,
    OpenDemo,
    CloseOverlay,
    /// The prompt's text, given.
    Submit,
    /// The prompt's text changed.
    Typed,
    /// The panel's feed: try now.
    Retry,
    /// The panel's feed: look for its feed again.
    FindAnew,
    Choose,
}

/// What a mark key means: some turn a mark on or off.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Marking {
    Set(MarkChange),
    ToggleRead,
    ToggleSaved,
    ToggleQueued,
}

/// One command as documentation shows it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct KeyDoc {
    pub name: &'static str,
    pub view: &'static str,
    pub keys: Vec<String>,
    pub args: Option<&'static str>,
    pub help: &'static str,
}
