//! One linear pass over HTML as it is found in feeds and pages. No tree; nothing is judged safe
//! or unsafe here.

mod addresses;
mod bits;
mod links;
mod scan;
mod text;

pub use addresses::{Base, absolute_urls, short_base};
pub use bits::{Bit, bits};
pub use links::{PageLink, links};
pub use text::visible_text;
