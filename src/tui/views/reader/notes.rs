//! Links that lead to another place of the same article: notes and the way back, the headings of a list of contents.

use super::{Reader, place_of};
use crate::tui::core::{Ask, Call, Effect};
use crate::tui::kit::said;

/// Steps that can be gone back.
const TRAIL: usize = 100;

impl Reader {
    /// Whether a link leads to a place in this article.
    pub fn leads_within(&self, url: &str) -> bool {
        let line = self.text.as_ref().and_then(|text| text.page.line_of(url));
        line.is_some()
    }

    /// To the place in this article, else to the browser.
    pub fn follow(&mut self, url: &str, call: &mut Call) {
        let line = self.text.as_ref().and_then(|text| text.page.line_of(url));
        let Some(line) = line else {
            return call.ask(Ask::Effect(Effect::Browse(url.to_owned())));
        };
        let lines = self.text.as_ref().map(|text| text.page.lines.as_slice());
        let here = place_of(lines.unwrap_or_default(), self.top);
        if self.trail.len() >= TRAIL {
            self.trail.remove(0);
        }
        self.trail.push(here);
        // What stands on the screen already is only shown.
        if line < self.top || line + 2 > self.top + self.height {
            self.set_top(line.saturating_sub(1));
        }
        self.target = Some(line);
        call.ask(Ask::Say(said("Esc goes back to where you were")));
    }

    /// Back to where a link within the article was followed; false when none was.
    pub fn go_back(&mut self) -> bool {
        let Some((offset, within)) = self.trail.pop() else {
            return false;
        };
        let line = self.line_at(offset, Some(within));
        self.set_top(line);
        true
    }
}
