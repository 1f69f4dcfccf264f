//! What everything in the interface is made of: events in, effects out, keys, commands.

mod command;
mod effect;
mod event;
mod key;

pub use command::{Command, Context, KeyDoc, Marking, Request};
pub use effect::Effect;
pub use event::{Event, Loaded};
pub use key::{Code, Key, parse_sequence, print_sequence};
