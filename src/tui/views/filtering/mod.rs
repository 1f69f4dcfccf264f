//! A filter made from an article, from a query, or changed: filled in, changed with a few keys, with
//! what it would do to past articles counted while one looks.

mod render;

use crate::model::{ArticleRow, FilterAction, FilterDraft, MarkChange, StoredFilter, Until};
use crate::text::Clean;
use crate::tui::core::{Ask, Call, Command, Moves, Purpose, commands, motions};
use crate::tui::kit::{Scroll, said};

pub const NAME: &str = "filtering";

const ACTIONS: [&str; 6] = ["mute", "mark read", "tag", "queue", "save", "alert"];
const FIELDS: [&str; 6] = ["title", "body", "author", "feed", "category", "query"];
/// Days that a filter judges, with their names; behind them stands the day that is typed.
const TIMES: [(Option<u32>, &str); 5] = [
    (None, "for ever"),
    (Some(1), "until tomorrow"),
    (Some(7), "for a week"),
    (Some(30), "for 30 days"),
    (Some(365), "for a year"),
];
/// Index of the field that is a whole query.
const QUERY: usize = 5;
/// Index of the action that needs a name.
const TAG: usize = 2;
/// Each action by its place among `ACTIONS`.
const ALL: [fn(&FilterAction) -> bool; 6] = [
    |it| matches!(it, FilterAction::Mute),
    |it| matches!(it, FilterAction::Read),
    |it| matches!(it, FilterAction::Tag(_)),
    |it| matches!(it, FilterAction::Queue),
    |it| matches!(it, FilterAction::Save),
    |it| matches!(it, FilterAction::Alert),
];
/// Words of a headline that make a series, at most: "Live: …".
const SERIES: usize = 4;
/// Columns of a made name that the words, and the place, may take.
const WORDS: usize = 28;
const PLACE: usize = 16;

/// A line of the form.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Line {
    Name,
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
    /// The article that it is made from.
    row: Option<ArticleRow>,
    /// The filter that is changed, as it was.
    before: Option<StoredFilter>,
    /// Its name, where that is not made from what it does.
    name: Option<String>,
    folder: String,
    categories: Vec<Clean>,
    action: usize,
    tag: String,
    field: usize,
    words: String,
    /// They were typed: another field keeps them.
    are_typed: bool,
    place: usize,
    /// An index into the times; behind them: the typed day.
    time: usize,
    /// As `2026-12-31`; empty while none was typed.
    day: String,
    past: bool,
    hits: Hits,
    /// The count that is waited for.
    pub request: u64,
    scroll: Scroll,
}

impl Filtering {
    pub fn new(row: ArticleRow, folder: &[Clean]) -> Self {
        let folder: Vec<&str> = folder.iter().map(Clean::as_str).collect();
        let form = Self {
            words: series(&row.title),
            row: Some(row),
            folder: folder.join("/"),
            ..Self::empty()
        };
        form.settled()
    }

    /// A filter as it is; none: a new one, from a query.
    pub fn of(before: Option<StoredFilter>) -> Self {
        let mut form = Self {
            field: QUERY,
            past: before.is_none(),
            ..Self::empty()
        };
        if let Some(StoredFilter { filter, .. }) = &before {
            form.words.clone_from(&filter.when);
            form.name = Some(filter.name.clone());
            let known = |action: &FilterAction| ALL.iter().position(|of| of(action));
            form.action = match filter.then.as_slice() {
                [one] => known(one).unwrap_or(0),
                // What it does stays as it is.
                _ => ACTIONS.len(),
            };
            if let [FilterAction::Tag(name)] = filter.then.as_slice() {
                form.tag.clone_from(name);
            }
            if let Some(day) = &filter.until {
                (form.time, form.day) = (TIMES.len(), day.clone());
            }
        }
        form.before = before;
        form.settled()
    }

    fn empty() -> Self {
        Self {
            row: None,
            before: None,
            name: None,
            folder: String::new(),
            categories: Vec::new(),
            action: 0,
            tag: "later".to_owned(),
            field: 0,
            words: String::new(),
            are_typed: false,
            place: 0,
            time: 0,
            day: String::new(),
            past: true,
            hits: Hits::Counting,
            request: 0,
            scroll: Scroll::default(),
        }
    }

    fn settled(mut self) -> Self {
        self.settle();
        self
    }

    pub fn article(&self) -> Option<crate::model::ArticleId> {
        self.row.as_ref().map(|row| row.id)
    }

    /// Words that are nothing yet mean nothing.
    pub fn is_blank(&self) -> bool {
        self.field == QUERY && self.words.trim().is_empty()
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
        let mut lines = Vec::new();
        if self.row.is_none() {
            lines.push(Line::Name);
        }
        lines.push(Line::Do);
        if self.action == TAG {
            lines.push(Line::Tag);
        }
        if self.row.is_some() {
            lines.extend([Line::When, Line::Words, Line::Where]);
        } else {
            lines.push(Line::Words);
        }
        lines.extend([Line::Until, Line::Past]);
        lines
    }

    fn selected(&self) -> Line {
        let lines = self.lines();
        lines[self.scroll.selected.min(lines.len() - 1)]
    }

    fn places(&self) -> Vec<String> {
        let mut places = vec!["everywhere".to_owned()];
        if let Some(row) = &self.row {
            places.push(format!("in {}", row.feed_title));
        }
        if !self.folder.is_empty() {
            places.push(format!("in the folder {}", self.folder));
        }
        places
    }

    /// What the form says, in the query language.
    pub fn query(&self) -> String {
        let words = self.words.trim();
        let field = FIELDS[self.field.min(QUERY)];
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
        match (self.place, &self.row) {
            (1, Some(row)) => format!("{own} feed:{}", quoted(&row.feed_title)),
            (2, Some(_)) => format!("{own} folder:{}", quoted(&self.folder)),
            _ => own,
        }
    }

    fn then(&self) -> Vec<FilterAction> {
        vec![match self.action {
            0 => FilterAction::Mute,
            1 => FilterAction::Read,
            TAG => FilterAction::Tag(self.tag.clone()),
            3 => FilterAction::Queue,
            4 => FilterAction::Save,
            5 => FilterAction::Alert,
            _ => return self.kept().to_vec(),
        }]
    }

    /// What the filter that is changed does.
    fn kept(&self) -> &[FilterAction] {
        self.before.as_ref().map_or(&[], |it| &it.filter.then)
    }

    /// Of choices for what it does: doing several things can be kept, not made here.
    fn actions(&self) -> usize {
        ACTIONS.len() + usize::from(self.kept().len() > 1)
    }

    fn until(&self) -> Until {
        match TIMES.get(self.time) {
            Some((None, _)) => Until::Ever,
            Some((Some(days), _)) => Until::Days(*days),
            None => Until::Day(self.day.clone()),
        }
    }

    /// The filter as the form stands.
    pub fn draft(&self) -> FilterDraft {
        let when = self.query();
        let then = self.then();
        FilterDraft {
            name: self.name.clone().unwrap_or_else(|| self.made_name()),
            is_name_made: self.name.is_none(),
            past: self.past && then != [FilterAction::Alert],
            when,
            then,
            until: self.until(),
            id: self.before.as_ref().map(|it| it.id),
        }
    }

    /// What it does, and with which articles, in a few words: `mute “Live:”, River Times`.
    fn made_name(&self) -> String {
        let does: Vec<String> = self.then().iter().map(ToString::to_string).collect();
        let words = crate::text::cut(self.words.trim(), WORDS);
        let which = match FIELDS[self.field.min(QUERY)] {
            "title" | "body" => format!("“{words}”"),
            "author" => format!("by {words}"),
            _ => words.into_owned(),
        };
        let place = match (self.place, &self.row) {
            (1, Some(row)) => format!(", {}", crate::text::cut(&row.feed_title, PLACE)),
            (2, Some(_)) => format!(", {}", crate::text::cut(&self.folder, PLACE)),
            _ => String::new(),
        };
        format!("{} {which}{place}", does.join(", "))
    }

    /// Words typed for the line that is asked for.
    pub fn take(&mut self, text: &str) {
        text.clone_into(&mut self.words);
        self.are_typed = !text.trim().is_empty();
    }

    pub fn take_tag(&mut self, text: &str) {
        if !text.trim().is_empty() {
            text.trim().clone_into(&mut self.tag);
        }
    }

    pub fn take_name(&mut self, text: &str) {
        self.name = Some(text.trim().to_owned()).filter(|name| !name.is_empty());
    }

    /// The last day, as a date; none: for ever.
    pub fn take_day(&mut self, day: Option<String>) {
        match day {
            Some(day) => (self.time, self.day) = (TIMES.len(), day),
            None => self.time = 0,
        }
    }

    /// The article's own words for a field, unless other ones were typed.
    fn fill(&mut self) {
        let Some(row) = self.row.as_ref().filter(|_| !self.are_typed) else {
            return;
        };
        self.words = match FIELDS[self.field] {
            "title" | "body" => series(&row.title),
            "author" => row.author.as_str().to_owned(),
            "feed" => row.feed_title.as_str().to_owned(),
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

    fn page(&mut self) -> i64 {
        self.lines().len() as i64
    }
}

pub fn commands() -> Vec<Command<Filtering>> {
    let mut table = motions();
    table.extend::<Vec<_>>(commands! {
        "make" ["Enter"] Nothing "make it" "make the filter" => make;
        "change" ["l", "Right", "Space"] Nothing "change" "the next choice; words are typed" => |v, call| change(v, call, 1);
        "change-back" ["h", "Left"] Nothing "" "the choice before" => |v, call| change(v, call, -1);
        "edit-words" ["e"] Nothing "words" "type the words, or a query; on how long, the last day" => type_in;
        "unmute" ["I"] Nothing "" "this article is no longer muted" => unmute;
        "close" ["q"] Nothing "" "make none" => |_, call| call.ask(Ask::Close);
    });
    table
}

fn make(view: &mut Filtering, call: &mut Call) {
    call.ask(match &view.hits {
        _ if view.is_blank() => Ask::Complain(said("which articles? e types the query")),
        Hits::Wrong(why) => Ask::Complain(why.clone()),
        _ => Ask::MakeFilter(view.draft()),
    });
}

fn unmute(view: &mut Filtering, call: &mut Call) {
    let hidden = view.row.as_ref().filter(|row| row.muted_by.is_some());
    let Some(article) = hidden.map(|row| row.id) else {
        return call.ask(Ask::Complain(said("no filter hid this article")));
    };
    call.ask(Ask::Close);
    call.ask(Ask::Mark {
        what: MarkChange::Unmute,
        articles: vec![article],
    });
}

fn change(view: &mut Filtering, call: &mut Call, by: isize) {
    let places = view.places().len();
    let turn = |at: usize, of: usize| (at + of).saturating_add_signed(by) % of;
    match view.selected() {
        Line::Do => view.action = turn(view.action, view.actions()),
        Line::When => {
            view.field = turn(view.field, FIELDS.len());
            view.fill();
        }
        Line::Where => view.place = turn(view.place, places),
        Line::Until => {
            // The typed day is one of the choices once there is one.
            let times = TIMES.len() + usize::from(!view.day.is_empty());
            view.time = turn(view.time, times);
        }
        Line::Past => view.past = !view.past,
        Line::Words | Line::Tag | Line::Name => return type_in(view, call),
    }
    call.ask(Ask::CountHits);
}

/// Asks for what is typed: of the line that is selected, else the words.
fn type_in(view: &mut Filtering, call: &mut Call) {
    call.ask(match view.selected() {
        Line::Tag => Ask::Prompt(Purpose::FilterTag, view.tag.clone()),
        Line::Name => Ask::Prompt(Purpose::FilterName, view.name.clone().unwrap_or_default()),
        Line::Until => Ask::Prompt(Purpose::FilterDay, view.day.clone()),
        _ => Ask::Prompt(Purpose::FilterWords, view.words.clone()),
    });
}
