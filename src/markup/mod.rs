//! Bytes → UTF-8; the tolerant XML tree; the linear taming of HTML; visible text and addresses of
//! HTML. Pure.

mod decode;
mod html;
mod visible;

pub use decode::{decode, decode_html};
pub use html::{Tag, absolute_urls, resolve, tags};
pub use visible::visible_text;

/// Text with HTML's and XML's character references resolved once; anything that is no reference
/// stays as it is.
#[must_use]
pub fn unescape(text: &str) -> std::borrow::Cow<'_, str> {
    if text.contains('&') { htmlize::unescape(text) } else { text.into() }
}

/// The same by the rules for attributes: `&copy=1` in an address is no copyright sign.
#[must_use]
pub fn unescape_attribute(text: &str) -> std::borrow::Cow<'_, str> {
    if text.contains('&') { htmlize::unescape_attribute(text) } else { text.into() }
}
