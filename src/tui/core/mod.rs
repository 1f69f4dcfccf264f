//! What the parts of the interface say to each other: events, effects, asks, keys, commands.
//! Plain data; no drawing, no state of a view, no I/O.

mod ask;
mod chord;
mod command;
mod effect;
mod event;
mod keymap;
pub mod marks;
mod motion;
mod outward;
mod picture;
mod settings;
mod terminal;

pub use ask::{Ask, Pane, Purpose, Step, Tagged};
pub use chord::{Chord, Key, parse_keys, print_keys};
pub(in crate::tui) use command::commands;
pub use command::{Call, Command, Entry, Shape, entries};
pub use effect::{Effect, End, Timer};
pub use event::{Configured, Event, Mouse, NoPicture, Text};
pub use keymap::{EVERYWHERE, Found, KeyError, Keymap, Wishes};
pub use motion::{Moves, motions};
pub use outward::{Holds, outward};
pub use picture::Drawn;
pub use settings::{AUTO, Pictures, Settings};
pub use terminal::{Depth, Terminal, background_of_answer};
