//! Plain data that the rooms hand to one another. No I/O, no clock, no behaviour beyond what a
//! value can say of itself, and how a written date is read, which feeds and pages have in common.

mod address;
mod ahead;
mod article;
mod change;
pub mod date;
mod document;
mod feed;
mod filter;
mod folder;
mod format;
mod ids;
mod keep;
mod numbering;
mod outlet;
mod progress;
mod query;
mod readable;
mod theme;
mod time;
mod traffic;
mod transfer;
mod trouble;

pub use address::*;

pub use ahead::*;
pub use article::*;
pub use change::*;
pub use document::*;
pub use feed::*;
pub use filter::*;
pub use folder::{folder_names, folder_text};
pub use format::*;
pub use ids::*;
pub use keep::*;
pub use numbering::Numbering;
pub use outlet::*;
pub use progress::*;
pub use query::*;
pub use readable::*;
pub use theme::*;
pub use time::*;
pub use traffic::*;
pub use transfer::*;
pub use trouble::*;
