//! Letters over the links on the screen: typing them opens one.

use super::Reader;
use crate::page::{Line, Role};
use crate::tui::core::{Ask, Call, Chord, Key};
use crate::tui::kit::said;
use ratatui::layout::Rect;

/// The letters under the fingers first.
const LETTERS: &str = "asdfghjklqwertyuiopzxcvbnm";

#[derive(Clone, Debug, PartialEq)]
pub struct Hints {
    typed: String,
    /// What opens each link, by the link's index, in the order of the screen.
    labels: Vec<(u32, String)>,
}

impl Hints {
    fn new(links: &[u32]) -> Self {
        let letters: Vec<char> = LETTERS.chars().collect();
        let label = |index: usize| {
            if links.len() <= letters.len() {
                return letters[index].to_string();
            }
            let (first, second) = (index / letters.len(), index % letters.len());
            [letters[first % letters.len()], letters[second]]
                .iter()
                .collect()
        };
        // More than two letters can tell are not labelled.
        let most = letters.len() * letters.len();
        let labels = links.iter().take(most).enumerate();
        Self {
            typed: String::new(),
            labels: labels.map(|(index, link)| (*link, label(index))).collect(),
        }
    }

    /// What is still to be typed for a link; none where it is not meant any more.
    pub fn label(&self, link: u32) -> Option<&str> {
        let (_, label) = self.labels.iter().find(|(known, _)| *known == link)?;
        label
            .strip_prefix(self.typed.as_str())
            .filter(|rest| !rest.is_empty())
    }
}

/// Where the letters of each link stand: in place of its number, so that its words can be read; where it has none on the
/// screen, over the first of them.
pub fn places(lines: &[Line], top: usize, area: Rect) -> Vec<(u32, u16, u16)> {
    let mut places: Vec<(u32, u16, u16)> = Vec::new();
    let mut numbered: Vec<u32> = Vec::new();
    for (line, y) in lines.iter().skip(top).zip(area.top()..area.bottom()) {
        let mut x = area.x + line.indent.min(area.width);
        for span in &line.spans {
            if let Some(link) = span.link.filter(|link| !numbered.contains(link)) {
                if span.role == Role::LinkNumber {
                    numbered.push(link);
                    places.retain(|place| place.0 != link);
                    places.push((link, x.saturating_add(1), y));
                } else if places.iter().all(|place| place.0 != link) {
                    places.push((link, x, y));
                }
            }
            x = x.saturating_add(crate::text::width(&span.text) as u16);
        }
    }
    places
}

impl Reader {
    pub fn is_hinting(&self) -> bool {
        self.hints.is_some()
    }

    pub(super) fn start_hints(&mut self, call: &mut Call) {
        let lines = self
            .text
            .as_ref()
            .map(|text| text.page.lines.as_slice())
            .unwrap_or_default();
        let end = (self.top + self.height).min(lines.len());
        let mut links: Vec<u32> = Vec::new();
        for span in lines
            .get(self.top..end)
            .unwrap_or_default()
            .iter()
            .flat_map(|line| &line.spans)
        {
            if let Some(link) = span.link.filter(|link| !links.contains(link)) {
                links.push(link);
            }
        }
        let has_any = self
            .text
            .as_ref()
            .is_some_and(|text| !text.links.is_empty());
        if !links.is_empty() {
            self.hints = Some(Hints::new(&links));
        } else if has_any {
            call.ask(Ask::Complain(said("no links on this screen; U lists all")));
        } else {
            call.ask(Ask::Complain(said("this article has no links")));
        }
    }

    /// A key while letters stand over the links.
    pub fn hint(&mut self, chord: Chord, call: &mut Call) {
        let Some(mut hints) = self.hints.take() else {
            return;
        };
        let Key::Char(letter) = chord.key else {
            return;
        };
        if chord.ctrl || chord.alt {
            return;
        }
        hints.typed.extend(letter.to_lowercase());
        let meant: Vec<u32> = hints
            .labels
            .iter()
            .filter(|(_, label)| label.starts_with(&hints.typed))
            .map(|(link, _)| *link)
            .collect();
        match meant.as_slice() {
            [] => call.ask(Ask::Say(said("no link has these letters"))),
            [one] => self.open_link(*one, call),
            _ => self.hints = Some(hints),
        }
    }

    pub(super) fn open_link(&mut self, link: u32, call: &mut Call) {
        let links = self
            .text
            .as_ref()
            .map(|text| text.links.as_slice())
            .unwrap_or_default();
        if let Some(url) = links.get(link as usize).map(|link| link.url.clone()) {
            self.follow(&url, call);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::{Document, Link};
    use crate::page::{PageOptions, lay_out};
    use crate::text::clean_line;

    #[test]
    fn letters_stand_in_place_of_numbers_and_else_over_the_first_word() {
        let url = "https://a.example/".to_owned();
        let document = Document {
            html: format!("<p>See <a href=\"{url}\">the long report</a> now.</p>"),
            links: vec![Link {
                text: clean_line("the long report"),
                url,
            }],
            ..Document::default()
        };
        let area = Rect::new(2, 1, 40, 5);
        let at = |link_numbers| {
            let options = PageOptions {
                link_numbers,
                ..PageOptions::new(40)
            };
            let page = lay_out(&document, &options);
            let is_text = |line: &Line| line.spans.iter().any(|span| span.link.is_some());
            let top = page.lines.iter().position(is_text).unwrap();
            places(&page.lines, top, area)
        };
        assert_eq!(at(true), [(0, 2 + 20, 1)], "See the long report[1]");
        assert_eq!(at(false), [(0, 2 + 4, 1)]);
    }

    #[test]
    fn every_link_has_letters_of_its_own_and_none_begins_another() {
        for count in [1, 26, 27, 90] {
            let links: Vec<u32> = (0..count).collect();
            let hints = Hints::new(&links);
            for (at, (_, label)) in hints.labels.iter().enumerate() {
                let others = hints
                    .labels
                    .iter()
                    .enumerate()
                    .filter(|(other, _)| *other != at);
                assert!(
                    others
                        .into_iter()
                        .all(|(_, (_, other))| !other.starts_with(label.as_str()))
                );
            }
            assert_eq!(hints.labels.len(), links.len());
        }
    }
}
