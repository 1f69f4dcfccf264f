//! One line of input at the bottom of the screen.

use crate::text::{cap, clean_line, graphemes};
use crate::tui::core::{Code, Context, Key, Request};
use crate::tui::kit::{Canvas, Look};

/// What is typed or pasted at most, in bytes.
const LONGEST: usize = 2000;

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Purpose {
    AddFeed,
    SearchList,
    FindInArticle,
}

#[derive(Debug)]
pub struct View {
    pub purpose: Purpose,
    pub text: String,
}

impl View {
    pub fn new(purpose: Purpose) -> Self {
        Self {
            purpose,
            text: String::new(),
        }
    }

    fn label(&self) -> &'static str {
        match self.purpose {
            Purpose::AddFeed => "address of a site, feed or channel: ",
            Purpose::SearchList => "/",
            Purpose::FindInArticle => "find: ",
        }
    }

    /// Every key is input; some end it.
    pub fn key(&mut self, key: Key, context: &mut Context) {
        match (key.code, key.is_control) {
            (Code::Esc, _) | (Code::Char('c' | 'g'), true) => context.ask(Request::CloseOverlay),
            (Code::Enter, _) => context.ask(Request::Submit),
            (Code::Backspace, _) | (Code::Char('h'), true) if self.text.is_empty() => {
                context.ask(Request::CloseOverlay);
            }
            (Code::Backspace, _) | (Code::Char('h'), true) => {
                let last = graphemes(&self.text)
                    .next_back()
                    .map_or(0, |(last, _)| last.len());
                self.text.truncate(self.text.len() - last);
                context.ask(Request::Typed);
            }
            (Code::Char('u'), true) => {
                self.text.clear();
                context.ask(Request::Typed);
            }
            (Code::Char('w'), true) => {
                let kept = self.text.trim_end();
                let end = kept.rfind(' ').map_or(0, |blank| blank + 1);
                self.text.truncate(end);
                context.ask(Request::Typed);
            }
            (Code::Char(c), false) => self.insert(&c.to_string(), context),
            _ => {}
        }
    }

    pub fn insert(&mut self, text: &str, context: &mut Context) {
        // A blank that was typed stands alone: `clean_line` would take it away.
        let text = if text == " " {
            " ".to_owned()
        } else {
            clean_line(text).into_string()
        };
        self.text.push_str(&text);
        self.text = cap(&self.text, LONGEST).to_owned();
        context.ask(Request::Typed);
    }
}

/// Draws the line; the cursor stands behind the text. What is too long shows its end.
pub fn render(view: &View, canvas: &mut Canvas<'_>) -> Option<(u16, u16)> {
    let start = canvas.put(0, 0, view.label(), Look::Accent);
    let room = usize::from(canvas.area.width.saturating_sub(start + 1));
    let mut shown = 0;
    let fits = |(_, columns): &(&str, usize)| {
        shown += columns;
        shown <= room
    };
    let bytes: usize = graphemes(&view.text)
        .rev()
        .take_while(fits)
        .map(|(text, _)| text.len())
        .sum();
    let end = view.text.get(view.text.len() - bytes..).unwrap_or_default();
    let column = canvas.put(start, 0, end, Look::Text);
    Some((
        canvas.area.x + column.min(canvas.area.width.saturating_sub(1)),
        canvas.area.y,
    ))
}
