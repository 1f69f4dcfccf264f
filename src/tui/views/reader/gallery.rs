//! The pictures of the open article: asked for when they come near the screen, drawn when they are there.

use super::Reader;
use crate::page::{Line, PictureRow};
use crate::tui::core::{Drawn, Effect, NoPicture};
use crate::tui::kit::Look;
use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use std::collections::BTreeMap;

/// Pictures that are kept; beyond that those near the screen.
const KEPT: usize = 40;
/// Screens below the one that is read for which pictures are fetched.
const AHEAD: usize = 3;

#[derive(Clone, Debug, Default, PartialEq)]
pub struct Gallery {
    /// By number, columns and rows of the room.
    shown: BTreeMap<(u32, u16, u16), Shown>,
    /// Fetched on a metered network too.
    is_asked: bool,
}

#[derive(Clone, Debug, PartialEq)]
enum Shown {
    Asked,
    Here(Drawn),
    Missing(NoPicture),
}

fn key(place: PictureRow) -> (u32, u16, u16) {
    (place.image, place.columns, place.rows)
}

impl Gallery {
    /// Draws a line of a picture; false while there are only words for it.
    pub fn draw(&self, place: PictureRow, _: &Look<'_>, buffer: &mut Buffer, area: Rect) -> bool {
        match self.shown.get(&key(place)) {
            Some(Shown::Here(drawn)) => {
                drawn.show(place.row, buffer, area);
                true
            }
            _ => false,
        }
    }

    /// Some are left out because the line is paid by the byte.
    pub fn has_left_out(&self) -> bool {
        let is = |shown: &Shown| matches!(shown, Shown::Missing(NoPicture::Metered));
        self.shown.values().any(is)
    }
}

/// The rooms that begin in these lines, or go on in the first of them.
fn rooms(lines: &[Line]) -> Vec<PictureRow> {
    let mut found: Vec<PictureRow> = Vec::new();
    for place in lines.iter().filter_map(|line| line.picture) {
        if found.last().is_none_or(|last| key(*last) != key(place)) {
            found.push(PictureRow { row: 0, ..place });
        }
    }
    found
}

impl Reader {
    /// Asks for what is on the screen and a few screens below. Looks at no more lines than that, however long the text.
    pub(super) fn want_pictures(&mut self) -> Vec<Effect> {
        let Some(text) = self.text.clone() else {
            return Vec::new();
        };
        let lines = text.page.lines.as_slice();
        let end = self
            .top
            .saturating_add(self.height * (1 + AHEAD))
            .min(lines.len());
        let near = rooms(lines.get(self.top.min(end)..end).unwrap_or_default());
        if self.gallery.shown.len() > KEPT {
            self.gallery
                .shown
                .retain(|kept, _| near.iter().any(|place| key(*place) == *kept));
        }
        let mut effects = Vec::new();
        for place in near {
            let url = text.images.get(place.image as usize);
            let (Some(url), None) = (url, self.gallery.shown.get(&key(place))) else {
                continue;
            };
            self.gallery.shown.insert(key(place), Shown::Asked);
            effects.push(Effect::Picture {
                article: self.row.id,
                url: url.clone(),
                place,
                is_asked: self.gallery.is_asked,
            });
        }
        effects
    }

    pub fn take_picture(&mut self, place: PictureRow, picture: Result<Drawn, NoPicture>) {
        // One that is not asked for any more belongs to a layout of before.
        if let Some(shown) = self.gallery.shown.get_mut(&key(place)) {
            *shown = match picture {
                Ok(drawn) => Shown::Here(drawn),
                Err(why) => Shown::Missing(why),
            };
        }
    }

    /// What was drawn is asked for anew.
    pub fn lose_pictures(&mut self) {
        self.gallery.shown.clear();
    }

    /// What was left out or failed is asked for, whatever it costs.
    pub(super) fn fetch_pictures(&mut self) -> usize {
        self.gallery.is_asked = true;
        let before = self.gallery.shown.len();
        self.gallery
            .shown
            .retain(|_, shown| !matches!(shown, Shown::Missing(_)));
        before - self.gallery.shown.len()
    }
}
