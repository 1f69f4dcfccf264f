//! Columns as `text` counts them are the cells that ratatui fills: nothing spills, whatever is written.

use proptest::prelude::*;
use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use ratatui::style::Style;
use tidings::text::{clean_block, clean_line, width};

fn filled(text: &str) -> usize {
    let mut screen = Buffer::empty(Rect::new(0, 0, 2000, 1));
    let (end, _) = screen.set_stringn(0, 0, text, 2000, Style::default());
    usize::from(end)
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(500))]
    #[test]
    fn what_is_measured_is_what_is_drawn(
        text in "\\PC{0,60}|[👩👍🏽\u{200d}\u{fe0f}☂1\u{20e3}🇳🇬 ]{0,40}|[ｶﾞﾊﾟﾟ中文ー]{0,40}|[क्षิำกा가\u{1161}\u{11a8}]{0,40}|[لاאָ()\u{600}۱]{0,40}"
    ) {
        let (line, block) = (clean_line(&text), clean_block(&text));
        // A block is drawn line by line; U+2028 ends one as well.
        for clean in block.lines().chain([line.as_str()]) {
            prop_assert_eq!(width(clean), filled(clean), "{:?}", clean);
        }
    }
}
