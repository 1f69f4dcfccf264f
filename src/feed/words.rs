//! Words for hashes and counts.

/// Letters and digits, lower case, one blank between words.
pub(super) fn fold(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut has_gap = false;
    for c in text.chars() {
        if c.is_alphanumeric() {
            if has_gap && !out.is_empty() {
                out.push(' ');
            }
            has_gap = false;
            out.extend(c.to_lowercase());
        } else {
            has_gap = true;
        }
    }
    out
}

pub(super) fn word_count(text: &str) -> u32 {
    u32::try_from(text.split_whitespace().count()).unwrap_or(u32::MAX)
}
