//! One article, laid out for the width of its pane; a preview is the same without the keys. The
//! place in the text is kept as characters before the first line, so that it survives any width.

mod commands;
mod find;
mod gallery;
mod hints;
mod notes;
mod render;

pub use commands::commands;
pub use render::{Situation, above, header, render, status};

use crate::model::{ArticleId, ArticleRow, Version};
use crate::page::Line;
use crate::text::Clean;
use crate::tui::core::{Ask, Call, Effect, Moves, Pictures, Text, Timer};
use find::{Find, Letters, passage};
use gallery::Gallery;
use hints::Hints;
use std::sync::Arc;

pub const NAME: &str = "reader";

/// Blank columns at each side of the text, where there is room.
const MARGIN: u16 = 3;
/// The blank line and the line that says what comes next, behind the text.
const BEHIND: usize = 2;

#[derive(Clone, Debug, PartialEq)]
pub struct Reader {
    pub row: ArticleRow,
    pub is_open: bool,
    /// Its page is on the way.
    pub is_fetching: bool,
    /// Bytes of it that have come, and the seconds that took, once it takes long.
    pub coming: Option<(u64, u64)>,
    /// A person asked for it once more, and hears when it is there.
    pub is_asked_again: bool,
    /// Why the whole article is not there.
    pub trouble: Option<Clean>,
    /// Its end was reached since it was opened.
    pub has_ended: bool,
    text: Option<Arc<Text>>,
    version: Version,
    /// Columns, lines of a picture and version that a layout is on the way for.
    asked: Option<(u16, u16, Version)>,
    gallery: Gallery,
    hints: Option<Hints>,
    /// Where links within the article were followed, the first one first.
    trail: Vec<(u32, usize)>,
    /// The line to which the last of them led.
    target: Option<usize>,
    top: usize,
    position: u32,
    /// Where other versions were left.
    places: Vec<(Version, (u32, usize))>,
    /// Lines between the first that begins there and the one at the top; none before anything moved.
    within: Option<usize>,
    find: Option<Find>,
    /// Of what is laid out, made when something is looked for.
    letters: Option<Arc<Letters>>,
    width: u16,
    columns: u16,
    /// What a picture takes at most.
    picture_lines: u16,
    height: usize,
}

impl Reader {
    pub fn new(row: ArticleRow, is_open: bool) -> Self {
        Self {
            position: row.mark.position,
            row,
            is_open,
            is_fetching: false,
            coming: None,
            is_asked_again: false,
            trouble: None,
            has_ended: false,
            text: None,
            version: Version::default(),
            asked: None,
            gallery: Gallery::default(),
            hints: None,
            trail: Vec::new(),
            target: None,
            top: 0,
            places: Vec::new(),
            within: None,
            find: None,
            letters: None,
            width: 0,
            columns: 0,
            picture_lines: 0,
            height: 0,
        }
    }

    pub fn article(&self) -> ArticleId {
        self.row.id
    }

    /// Its page is here, or will not come; whether a person asked for it once more.
    pub fn end_fetching(&mut self) -> bool {
        (self.is_fetching, self.coming) = (false, None);
        std::mem::take(&mut self.is_asked_again)
    }

    /// Where reading is to go on next time: an article read to its end begins anew.
    pub fn position(&self) -> u32 {
        if self.is_read_to_end() {
            0
        } else {
            self.position
        }
    }

    /// All of the article was on the screen, not of another version of it.
    fn is_read_to_end(&self) -> bool {
        let is_clean = |text: &Arc<Text>| text.version == Version::Clean;
        self.version == Version::Clean
            && self.text.as_ref().is_some_and(is_clean)
            && self.is_at_end()
    }

    /// Whether its end was reached just now: once, and only by what there is of it when nothing more is on the way.
    pub fn ends_now(&mut self) -> bool {
        let is_whole = !self.is_fetching && self.asked.is_none();
        let ends = self.is_open && is_whole && self.is_read_to_end() && !self.has_ended;
        self.has_ended |= ends;
        ends
    }

    pub fn is_laid_out(&self) -> bool {
        self.text.is_some()
    }

    /// Takes a layout; one for another width or version than is wanted waits for the next. What was read stays where
    /// it was, be it a line inside a picture, or in another page that came meanwhile.
    pub fn lay(&mut self, text: Arc<Text>) {
        if self.asked == Some(form(&text)) {
            self.asked = None;
        }
        if text.version != self.version {
            return;
        }
        let before = self.text.replace(text);
        let (top, is_known) = (
            self.top,
            before.as_deref().is_some_and(|it| self.knows_place(it)),
        );
        (self.hints, self.letters, self.target) = (None, None, None);
        self.top = match &before {
            _ if self.version == Version::Clean => self.line_at(self.position, self.within),
            Some(before) if before.version == self.version => {
                let (offset, within) = place_of(&before.page.lines, self.top);
                self.line_at(offset, Some(within))
            }
            _ => self
                .place_of_version()
                .map_or(0, |(offset, within)| self.line_at(offset, Some(within))),
        };
        if let Some(moved) = before
            .filter(|_| is_known)
            .and_then(|before| self.moved(&before, top))
        {
            self.set_top(moved);
        }
        if let Some(find) = self.find.take() {
            self.find = self
                .letters()
                .and_then(|letters| find.again(letters, self.top));
        }
    }

    /// What is at the top of the screen is what was read, not as far as a text went of which only the beginning was here.
    fn knows_place(&self, text: &Text) -> bool {
        let last = text.page.lines.last().map_or(0, |line| line.offset);
        let is_whole = self.version != Version::Clean || self.position <= last;
        self.top > 0 && is_whole
    }

    /// Where the words at the top of the screen stand in another page that came, if not where they stood.
    fn moved(&mut self, before: &Text, top: usize) -> Option<usize> {
        let text = self.text.clone()?;
        let (old, new) = (&before.page.lines, &text.page.lines);
        let first = |lines: &[Line], at| (at..lines.len()).find_map(|at| passage(lines, at));
        if form(before) != form(&text) || first(old, top) == first(new, self.top) {
            return None;
        }
        let (at, height) = (self.top, self.height);
        let letters = self.letters()?;
        // Where the first line is gone, one below it may be there.
        (0..height).find_map(|below| {
            let passage = passage(old, top + below)?;
            let line = letters.line_of(&passage, at + below)?;
            Some(line.saturating_sub(below))
        })
    }

    /// Its text is on the way.
    pub fn awaits_text(&self) -> bool {
        let is_shown = |text: &Arc<Text>| text.version == self.version;
        self.asked.is_some() && !self.text.as_ref().is_some_and(is_shown)
    }

    /// The text cannot be laid out: says why, asks no more.
    pub fn give_up(&mut self, why: Clean) {
        self.trouble = Some(why);
        self.asked = None;
        let nothing = Text {
            columns: self.columns,
            lines: self.picture_lines,
            version: self.version,
            ..Text::default()
        };
        self.text.get_or_insert_with(|| Arc::new(nothing));
    }

    /// The text changed: the old lines stay until the new ones come.
    pub fn outdated(&mut self) -> Effect {
        let wanted = self.wanted();
        self.asked = Some(wanted);
        let (columns, lines, version) = wanted;
        Effect::LayOut {
            article: self.row.id,
            columns,
            lines,
            version,
        }
    }

    fn wanted(&self) -> (u16, u16, Version) {
        (self.columns, self.picture_lines, self.version)
    }

    fn has_layout(&self) -> bool {
        let is_right = |text: &Arc<Text>| form(text) == self.wanted();
        self.text.as_ref().is_some_and(is_right)
    }

    pub fn settle(
        &mut self,
        width: u16,
        height: usize,
        measure: u16,
        pictures: Pictures,
    ) -> Vec<Effect> {
        self.height = height;
        self.width = width;
        let room = if width > 40 {
            width - 2 * MARGIN
        } else {
            width.saturating_sub(2)
        };
        self.columns = room.min(measure).max(1);
        // The caption and some of the text stand on the screen with a picture.
        self.picture_lines = if pictures.are_drawn() {
            pictures.lines.min((height * 3 / 4).max(3) as u16)
        } else {
            0
        };
        self.top = self.top.min(self.last_top());
        if self.has_layout() {
            return self.want_pictures();
        }
        if self.asked == Some(self.wanted()) {
            return Vec::new();
        }
        vec![self.outdated()]
    }

    #[cfg(test)]
    pub fn is_sound(&self) -> bool {
        self.top <= self.last_top() && (self.has_layout() || self.asked == Some(self.wanted()))
    }

    /// All of the text was on the screen; what stands behind it need not be.
    pub fn is_at_end(&self) -> bool {
        let is_seen = |text: &Arc<Text>| self.top + self.height >= text.page.lines.len();
        self.text.as_ref().is_some_and(is_seen)
    }

    /// Lines with what stands behind the text.
    fn lines(&self) -> usize {
        self.text
            .as_ref()
            .map_or(0, |text| text.page.lines.len() + BEHIND)
    }

    fn last_top(&self) -> usize {
        self.lines().saturating_sub(self.height)
    }

    pub fn scroll(&mut self, by: i64) {
        let by = isize::try_from(by).unwrap_or(0);
        self.set_top(self.top.saturating_add_signed(by));
    }

    fn set_top(&mut self, top: usize) {
        self.top = top.min(self.last_top());
        let lines = self
            .text
            .as_ref()
            .map(|text| text.page.lines.as_slice())
            .unwrap_or_default();
        // Where one reads in another version says nothing of the article.
        if self.version == Version::Clean && self.top < lines.len() {
            let (offset, within) = place_of(lines, self.top);
            (self.position, self.within) = (offset, Some(within));
        }
        (self.hints, self.target) = (None, None);
    }

    /// The line in which a place of the text stands. Several lines may begin there (a blank one, those of a picture):
    /// `within` says which is meant; else it is the first with something in it.
    fn line_at(&self, position: u32, within: Option<usize>) -> usize {
        let Some(text) = &self.text else {
            return 0;
        };
        let lines = text.page.lines.as_slice();
        let first = lines.partition_point(|line| line.offset < position);
        let behind = lines.partition_point(|line| line.offset <= position);
        let last = behind.saturating_sub(1);
        match within {
            _ if position == 0 && within.is_none() => 0,
            _ if first >= behind => last,
            Some(within) => (first + within).min(last),
            None => {
                let is_blank = |at: usize| {
                    lines
                        .get(at)
                        .is_some_and(|line| line.spans.is_empty() && line.picture.is_none())
                };
                (first..last).find(|at| !is_blank(*at)).unwrap_or(last)
            }
        }
    }

    /// Where this version was left, if it was seen before.
    fn place_of_version(&self) -> Option<(u32, usize)> {
        let is_it = |(version, _): &&(Version, _)| *version == self.version;
        self.places.iter().find(is_it).map(|(_, place)| *place)
    }

    /// Another of the versions; the old lines stay until it is laid out.
    fn turn(&mut self, version: Version) {
        if let Some(text) = self
            .text
            .as_ref()
            .filter(|text| text.version == self.version)
        {
            let left = (self.version, place_of(&text.page.lines, self.top));
            self.places.retain(|(version, _)| *version != left.0);
            self.places.push(left);
        }
        self.version = version;
        self.gallery = Gallery::default();
        (self.find, self.letters) = (None, None);
        (self.trail, self.target) = (Vec::new(), None);
        self.hints = None;
    }

    /// Where the text comes from and why, a line each.
    pub fn origin(&self) -> &[Clean] {
        self.text
            .as_ref()
            .map(|text| text.origin.as_slice())
            .unwrap_or_default()
    }

    fn letters(&mut self) -> Option<Arc<Letters>> {
        let text = self.text.as_ref()?;
        let letters = self
            .letters
            .get_or_insert_with(|| Arc::new(Letters::new(&text.page)));
        Some(letters.clone())
    }

    /// Looks for words from the screen on that was there before the first of them was typed.
    pub fn find(&mut self, words: &str) -> bool {
        let Some(letters) = self.letters() else {
            return false;
        };
        let from = self.find.as_ref().map_or(self.top, |find| find.from);
        self.find = Find::new(words, letters, from);
        self.show_match();
        self.find.as_ref().is_some_and(|find| find.at().is_some())
    }

    /// Ends finding; false when nothing was looked for.
    pub fn end_find(&mut self) -> bool {
        self.hints.take().is_some() | self.find.take().is_some()
    }

    /// The search is not meant any more: what was on the screen before it is there again.
    pub fn give_up_find(&mut self) {
        if let Some(find) = self.find.take() {
            self.set_top(find.from);
        }
    }

    fn show_match(&mut self) {
        let Some(line) = self.find.as_ref().and_then(Find::at) else {
            return;
        };
        if line < self.top + 1 || line + 2 > self.top + self.height {
            self.set_top(line.saturating_sub(self.height / 3));
        }
    }

    /// "2 of 5", while something is looked for.
    pub fn found(&self) -> Option<String> {
        self.find.as_ref().map(Find::place)
    }

    /// The next search begins where this one led.
    pub fn keep_find(&mut self) {
        let top = self.top;
        if let Some(find) = &mut self.find {
            find.from = top;
        }
    }

    /// Where the terminal's cursor stands: the match, else the note that was followed, else the first line.
    pub fn cursor(&self) -> usize {
        let found = self.find.as_ref().and_then(Find::at);
        let at = found.or(self.target).unwrap_or(self.top);
        at.saturating_sub(self.top)
            .min(self.height.saturating_sub(1))
    }

    /// Goes on by a page; at the end leaves the article done.
    fn page_on(&mut self, call: &mut Call) {
        if self.is_at_end() {
            call.ask(Ask::LeaveMarked {
                what: crate::model::MarkChange::Done,
            });
        } else {
            let page = self.page();
            self.step(page.saturating_sub(2).max(1), call);
        }
    }
}

impl Moves for Reader {
    fn step(&mut self, by: i64, call: &mut Call) {
        self.scroll(by);
        let later = Effect::Later {
            timer: Timer::Remember,
            milliseconds: 1000,
        };
        call.ask(Ask::Effect(later));
    }

    fn to(&mut self, line: Option<usize>, call: &mut Call) {
        self.set_top(line.unwrap_or(usize::MAX));
        self.step(0, call);
    }

    fn page(&mut self) -> i64 {
        self.height as i64
    }
}

#[cfg(test)]
pub fn lines_drawn() -> usize {
    render::DRAWN.get()
}

/// A line by what survives another width: characters before it, and how many lines that begin there stand above it.
fn place_of(lines: &[Line], at: usize) -> (u32, usize) {
    let offset = lines.get(at).map_or(0, |line| line.offset);
    let first = lines.partition_point(|line| line.offset < offset);
    (offset, at.saturating_sub(first))
}

/// What a layout was made for.
fn form(text: &Text) -> (u16, u16, Version) {
    (text.columns, text.lines, text.version)
}
