//! Every page of `tests/fixtures/articles` as a reader sees it, at three widths. A new folder is found by itself.

use crate::articles::{cleaned, folders};
use tidings::page::{PageOptions, lay_out, plain};
use tidings::text::width;

fn options(measure: u16) -> PageOptions {
    PageOptions {
        hyphenate: false,
        ..PageOptions::new(measure)
    }
}

#[test]
fn every_page_of_the_fixtures_is_laid_out_at_three_widths() {
    for folder in folders() {
        let document = cleaned(&folder, true).document;
        for measure in [40, 72, 100] {
            let text = plain(&lay_out(&document, &options(measure)));
            for line in text.lines() {
                assert!(width(line) <= usize::from(measure), "{folder:?}: {line:?}");
            }
            insta::with_settings!({ snapshot_path => &folder, prepend_module_to_snapshot => false, omit_expression => true }, {
                insta::assert_snapshot!(format!("page_{measure}"), text);
            });
        }
    }
}

/// Hyphens, ASCII and narrow screens: no line too wide, no word lost.
#[test]
fn no_page_of_the_fixtures_loses_a_word_at_any_width() {
    for folder in folders() {
        let document = cleaned(&folder, true).document;
        let words = |measure: u16| {
            let page = lay_out(&document, &options(measure));
            let letters = plain(&page);
            let is_letter = |c: &char| c.is_alphanumeric();
            letters.chars().filter(is_letter).count()
        };
        let wide = words(200);
        for measure in [24, 33, 57, 80] {
            // Rows of tables that are stacked repeat their headings; nothing may be missing.
            assert!(words(measure) >= wide, "{folder:?} at {measure}");
        }
    }
}
