//! Notifications that the terminal shows itself: OSC 9 (iTerm2), OSC 99 (kitty), OSC 777 (rxvt), bell.

use crate::config::Tell;
use crate::text::Clean;

/// Nothing for ways that are not the terminal's. The words are clean: no control byte can end the
/// sequence; and they begin with ours, so that no terminal takes them for a command of its own
/// (OSC 9 followed by a number is one in ConEmu).
pub fn sequence(tell: Tell, words: &Clean) -> String {
    match tell {
        Tell::Osc9 => format!("\x1b]9;tidings: {words}\x07"),
        Tell::Osc99 => format!("\x1b]99;;tidings: {words}\x1b\\"),
        // A semicolon would begin another field.
        Tell::Osc777 => format!("\x1b]777;notify;tidings;{}\x1b\\", words.replace(';', ",")),
        Tell::Bell => "\x07".to_owned(),
        Tell::Desktop | Tell::Command | Tell::None => String::new(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::text::clean_line;

    #[test]
    fn words_from_outside_stay_inside_their_sequence() {
        let words = clean_line("4;3;a\x1b\\\u{9c}\x07b");
        for (tell, end) in [
            (Tell::Osc9, "\x07"),
            (Tell::Osc99, "\x1b\\"),
            (Tell::Osc777, "\x1b\\"),
        ] {
            let text = sequence(tell, &words);
            let inside = text
                .strip_prefix("\x1b]")
                .unwrap()
                .strip_suffix(end)
                .unwrap();
            assert!(!inside.chars().any(char::is_control), "{text:?}");
        }
        assert!(!sequence(Tell::Osc9, &words).starts_with("\x1b]9;4"));
        assert_eq!(sequence(Tell::Osc777, &words).matches(';').count(), 3);
        assert_eq!(sequence(Tell::None, &words), "");
    }
}
