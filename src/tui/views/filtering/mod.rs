//! A filter made from an article: filled in, changed with a few keys, with what it would do to past
//! articles counted while one looks.

mod render;

use crate::model::{ArticleRow, FilterAction, FilterDraft, MarkChange};
use crate::text::Clean;
use crate::tui::core::{Ask, Call, Command, Moves, Purpose, commands, motions};
use crate::tui::kit::{Scroll, said};

pub const NAME: &str = "filtering";

const ACTIONS: [&str; 6] = ["mute", "mark read", "tag", "queue", "save", "alert"];
const FIELDS: [&str; 6] = ["title", "body", "author", "feed", "category", "query"];
/// Days that a filter judges, with their names.
const TIMES: [(Option<u32>, &str); 5] = [
    (None, "for ever"),
    (Some(1), "until tomorrow"),
    (Some(7), "for a week"),
    (Some(30), "for 30 days"),
    (Some(365), "for a year"),
];
/// Words of a headline that make a series, at most: "Live: …".
const SERIES: usize = 4;

/// A line of the form.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Line {
    Do,
    Tag,
    When,
    Words,
    Where,
    Until,
    Past,
}

/// How many past articles it means.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Hits {
    Counting,
    Known(u32),
    Wrong(Clean),
}

#[derive(Clone, Debug, PartialEq)]
pub struct Filtering {
    row: ArticleRow,
    folder: String,
    categories: Vec<Clean>,
    action: usize,
    tag: String,
    field: usize,
    words: String,
    place: usize,
    time: usize,
    past: bool,
    hits: Hits,
    /// The count that is waited for.
    pub request: u64,
    scroll: Scroll,
}

impl Filtering {
    pub fn new(row: ArticleRow, folder: &[Clean]) -> Self {
        let folder: Vec<&str> = folder.iter().map(Clean::as_str).collect();
        let mut form = Self {
            words: series(&row.title),
            row,
            folder: folder.join("/"),
            categories: Vec::new(),
            action: 0,
            tag: "later".to_owned(),
            field: 0,
            place: 0,
            time: 0,
            past: true,
            hits: Hits::Counting,
            request: 0,
            scroll: Scroll::default(),
        };
        form.settle();
        form
    }

    pub fn row(&self) -> &ArticleRow {
        &self.row
    }

    pub fn learn(&mut self, categories: Vec<Clean>) {
        self.categories = categories;
    }

    pub fn count(&mut self, hits: Hits) {
        self.hits = hits;
    }

    pub fn settle(&mut self) {
        let lines = self.lines().len();
        self.scroll.settle(lines, lines);
    }

    /// Line of the selection on the screen.
    pub fn cursor(&self) -> usize {
        2 + self.scroll.selected
    }

    pub fn click(&mut self, line: usize, call: &mut Call) {
        let Some(index) = line.checked_sub(2).filter(|at| *at < self.lines().len()) else {
            return;
        };
        if index == self.scroll.selected {
            change(self, call, 1);
        }
        self.scroll.selected = index;
    }

    fn lines(&self) -> Vec<Line> {
        let mut lines = vec![Line::Do];
        if self.action == 2 {
            lines.push(Line::Tag);
        }
        lines.extend([
            Line::When,
            Line::Words,
            Line::Where,
            Line::Until,
            Line::Past,
        ]);
        lines
    }

    fn selected(&self) -> Line {
        let lines = self.lines();
        lines[self.scroll.selected.min(lines.len() - 1)]
    }

    fn places(&self) -> Vec<String> {
        let mut places = vec![
            "everywhere".to_owned(),
            format!("in {}", self.row.feed_title),
        ];
        if !self.folder.is_empty() {
            places.push(format!("in the folder {}", self.folder));
        }
        places
    }

    /// What the form says, in the query language.
    pub fn query(&self) -> String {
        let words = self.words.trim();
        let field = FIELDS[self.field];
        let is_pattern = words.len() > 2 && words.starts_with('/') && words.ends_with('/');
        let own = if field == "query" || is_pattern {
            words.to_owned()
        } else {
            format!("{field}:{}", quoted(words))
        };
        let own = if self.place > 0 && field == "query" {
            format!("({own})")
        } else {
            own
        };
        match self.place {
            1 => format!("{own} feed:{}", quoted(&self.row.feed_title)),
            2 => format!("{own} folder:{}", quoted(&self.folder)),
            _ => own,
        }
    }

    fn action(&self) -> FilterAction {
        match self.action {
            0 => FilterAction::Mute,
            1 => FilterAction::Read,
            2 => FilterAction::Tag(self.tag.clone()),
            3 => FilterAction::Queue,
            4 => FilterAction::Save,
            _ => FilterAction::Alert,
        }
    }

    /// The filter as the form stands.
    pub fn draft(&self) -> FilterDraft {
        let when = self.query();
        let action = self.action();
        FilterDraft {
            name: format!("{action} {}", crate::text::cut(&when, 60)),
            when,
            then: vec![action],
            days: TIMES[self.time].0,
            past: self.past && self.action < 5,
        }
    }

    /// Words typed for the line that is asked for.
    pub fn take(&mut self, text: &str, is_tag: bool) {
        if is_tag {
            if !text.trim().is_empty() {
                text.trim().clone_into(&mut self.tag);
            }
        } else {
            text.clone_into(&mut self.words);
        }
    }

    /// The article's own words for a field.
    fn fill(&mut self) {
        self.words = match FIELDS[self.field] {
            "title" => series(&self.row.title),
            "body" => series(&self.row.title),
            "author" => self.row.author.as_str().to_owned(),
            "feed" => self.row.feed_title.as_str().to_owned(),
            "category" => self
                .categories
                .first()
                .map(Clean::to_string)
                .unwrap_or_default(),
            _ => self.query(),
        };
    }
}

/// What comes before the first colon, bar or dash of a headline, if that is short; else all of it.
fn series(title: &str) -> String {
    let head = title
        .split([':', '|', '–', '—'])
        .next()
        .unwrap_or(title)
        .trim();
    let is_series = head.len() < title.trim().len()
        && !head.is_empty()
        && head.split_whitespace().count() <= SERIES;
    if is_series { head } else { title.trim() }.to_owned()
}

fn quoted(words: &str) -> String {
    format!("\"{}\"", words.replace('"', " "))
}

impl Moves for Filtering {
    fn step(&mut self, by: i64, _: &mut Call) {
        self.scroll.step(by);
    }

    fn to(&mut self, line: Option<usize>, _: &mut Call) {
        self.scroll.selected = line.unwrap_or(usize::MAX);
    }

    fn page(&self) -> i64 {
        self.lines().len() as i64
    }
}

pub fn commands() -> Vec<Command<Filtering>> {
    let mut table = motions();
    table.extend::<Vec<_>>(commands! {
        "make" ["Enter"] Nothing "make it" "make the filter" => make;
        "change" ["l", "Right", "Space"] Nothing "change" "the next choice; words are typed" => |v, call| change(v, call, 1);
        "change-back" ["h", "Left"] Nothing "" "the choice before" => |v, call| change(v, call, -1);
        "edit-words" ["e"] Nothing "words" "type the words, or a query" => |v, call| call.ask(Ask::Prompt(Purpose::FilterWords, v.words.clone()));
        "unmute" ["I"] Nothing "" "this article is no longer muted" => unmute;
        "close" ["q"] Nothing "" "make none" => |_, call| call.ask(Ask::Close);
    });
    table
}

fn make(view: &mut Filtering, call: &mut Call) {
    call.ask(match &view.hits {
        Hits::Wrong(why) => Ask::Complain(why.clone()),
        _ => Ask::MakeFilter(view.draft()),
    });
}

fn unmute(view: &mut Filtering, call: &mut Call) {
    if view.row.muted_by.is_none() {
        return call.ask(Ask::Complain(said("no filter hid this article")));
    }
    call.ask(Ask::Close);
    call.ask(Ask::Mark {
        what: MarkChange::Unmute,
        articles: vec![view.row.id],
    });
}

fn change(view: &mut Filtering, call: &mut Call, by: isize) {
    let places = view.places().len();
    let turn = |at: usize, of: usize| (at + of).saturating_add_signed(by) % of;
    match view.selected() {
        Line::Do => view.action = turn(view.action, ACTIONS.len()),
        Line::When => {
            view.field = turn(view.field, FIELDS.len());
            view.fill();
        }
        Line::Where => view.place = turn(view.place, places),
        Line::Until => view.time = turn(view.time, TIMES.len()),
        Line::Past => view.past = !view.past,
        Line::Words => {
            return call.ask(Ask::Prompt(Purpose::FilterWords, view.words.clone()));
        }
        Line::Tag => return call.ask(Ask::Prompt(Purpose::FilterTag, view.tag.clone())),
    }
    call.ask(Ask::CountHits);
}
