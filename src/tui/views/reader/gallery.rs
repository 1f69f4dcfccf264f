//! The pictures of the open article: asked for when they come near the screen, drawn when they are there.

use super::Reader;
use crate::page::{Line, PictureRow};
use crate::text::Clean;
use crate::tui::core::{Drawn, Effect, NoPicture};
use crate::tui::kit::Look;
use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use std::collections::{BTreeMap, BTreeSet};

/// Pictures that are kept; beyond that those near the screen.
const KEPT: usize = 40;
/// Screens below the one that is read for which pictures are fetched.
const AHEAD: usize = 3;

#[derive(Clone, Debug, Default, PartialEq)]
pub struct Gallery {
    /// By number, columns and rows of the room.
    shown: BTreeMap<(u32, u16, u16), Shown>,
    /// Those for which the text was laid out again: once, however their sizes are rounded.
    fitted: BTreeSet<u32>,
    /// Fetched on a metered network too.
    is_asked: bool,
    /// What becomes of those that a person asked for.
    tally: Option<Tally>,
}

/// Pictures by number.
#[derive(Clone, Debug, Default, PartialEq)]
struct Tally {
    waiting: BTreeSet<u32>,
    came: BTreeSet<u32>,
    failed: BTreeMap<u32, Clean>,
}

impl Tally {
    fn take(&mut self, image: u32, picture: &Result<Drawn, NoPicture>) {
        self.waiting.remove(&image);
        match picture {
            Ok(_) => {
                self.came.insert(image);
            }
            Err(NoPicture::Failed(why)) => {
                self.failed.insert(image, why.clone());
            }
            Err(NoPicture::Metered) => {}
        }
    }

    /// "2 came, 1 is not there (404)": each reason once.
    fn said(&self) -> String {
        let mut parts = Vec::new();
        if !self.came.is_empty() {
            parts.push(format!("{} came", self.came.len()));
        }
        let mut reasons: BTreeMap<&str, usize> = BTreeMap::new();
        for why in self.failed.values() {
            *reasons.entry(why.as_str()).or_default() += 1;
        }
        for (why, count) in reasons {
            parts.push(match why.strip_prefix("the picture ") {
                Some(what) if count == 1 => format!("1 {what}"),
                _ => format!("{count} missing: {why}"),
            });
        }
        parts.join(", ")
    }
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
            if let Some(tally) = &mut self.gallery.tally {
                tally.waiting.insert(place.image);
            }
            effects.push(Effect::Picture {
                article: self.row.id,
                url: url.clone(),
                place,
                is_asked: self.gallery.is_asked,
            });
        }
        effects
    }

    /// Where a picture takes fewer lines than its room, or none, the room was a guess: the text is laid out again.
    pub fn take_picture(
        &mut self,
        place: PictureRow,
        picture: Result<Drawn, NoPicture>,
    ) -> Vec<Effect> {
        // Of those that went since to make room too, or the sum would wait for them for ever.
        if let Some(tally) = &mut self.gallery.tally {
            tally.take(place.image, &picture);
        }
        // One that is not asked for any more belongs to a layout of before.
        let Some(shown) = self.gallery.shown.get_mut(&key(place)) else {
            return Vec::new();
        };
        let drawn = match picture {
            Ok(drawn) => drawn,
            Err(why) => {
                *shown = Shown::Missing(why);
                return self.take_room(place);
            }
        };
        *shown = Shown::Here(drawn.clone());
        let (columns, rows) = drawn.size();
        let spare = usize::from(place.rows.saturating_sub(rows));
        if spare == 0
            || !self.may_move_below(place, spare)
            || !self.gallery.fitted.insert(place.image)
        {
            return Vec::new();
        }
        // The new room is most often as large as what is drawn, which then stays on the screen.
        let known = self.gallery.shown.entry((place.image, columns, rows));
        known.or_insert(Shown::Here(drawn));
        vec![self.outdated()]
    }

    /// Words need no room of a picture's size.
    fn take_room(&mut self, place: PictureRow) -> Vec<Effect> {
        let images = self.text.as_ref().map(|text| text.images.as_slice());
        let url = images.unwrap_or_default().get(place.image as usize);
        let Some(url) = url.cloned() else {
            return Vec::new();
        };
        let article = self.row.id;
        let mut effects = vec![Effect::NoRoom { article, url }];
        if self.may_move_below(place, usize::from(place.rows)) {
            effects.push(self.outdated());
        }
        effects
    }

    /// Whether a picture can lose so many lines and the first line of the screen stay where it is, with what was
    /// found and the letters over links.
    fn may_move_below(&self, place: PictureRow, spare: usize) -> bool {
        let Some(text) = self.text.as_ref().filter(|_| self.has_layout()) else {
            return false;
        };
        let below = text.page.lines.get(self.top..).unwrap_or_default();
        let is_inside = below
            .first()
            .and_then(|line| line.picture)
            .is_some_and(|top| top.row > 0);
        let begins = |top: PictureRow| top.row == 0 && key(top) == key(place);
        self.find.is_none()
            && self.hints.is_none()
            && !is_inside
            && (self.top == 0 || self.top + spare <= self.last_top())
            && below.iter().filter_map(|line| line.picture).any(begins)
    }

    /// What was drawn is asked for anew.
    pub fn lose_pictures(&mut self) {
        self.gallery.shown.clear();
        self.gallery.fitted.clear();
    }

    /// What was left out or failed is asked for, whatever it costs; how many there are, as far as is known.
    pub(super) fn fetch_pictures(&mut self) -> usize {
        self.gallery.is_asked = true;
        self.gallery.tally = Some(Tally::default());
        let before = self.gallery.shown.len();
        self.gallery
            .shown
            .retain(|_, shown| !matches!(shown, Shown::Missing(_)));
        let in_words = self.text.as_ref().map_or(0, |text| text.missing);
        in_words.max(before - self.gallery.shown.len())
    }

    /// What became of the pictures that a person asked for, once.
    pub fn pictures_told(&mut self) -> Option<String> {
        let is_done = |tally: &mut Tally| {
            tally.waiting.is_empty() && !(tally.came.is_empty() && tally.failed.is_empty())
        };
        Some(self.gallery.tally.take_if(is_done)?.said())
    }
}
