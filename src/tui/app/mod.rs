//! The whole interface as one value: `update` takes an event and answers effects, `render` draws.
//! Neither does any I/O; both are the same whenever they are given the same.

mod answers;
mod bulk;
mod commands;
mod connection;
mod empty;
mod enclosures;
mod filtering;
mod follow;
mod grant;
mod layout;
mod lines;
mod lists;
mod macros;
mod memory;
mod mend;
mod palette;
mod place;
mod popup;
mod press;
mod reach;
mod reading;
mod render;
mod reports;
mod search;
mod settings;
mod settle;
mod slow;
#[cfg(test)]
mod tests;
mod writing;

pub use macros::faults as macro_faults;
pub use place::{LAST_ARTICLE, LAST_VISIT, NAME as PLACE, Place, leave};
pub use press::parted;
pub use render::render;

/// Milliseconds from a change until lists of named queries are counted anew, at the least and most.
const COUNT_PACE: u64 = 300;
const SLOWEST_COUNT: u64 = 60_000;

/// Columns of the offer to take something back, and of what joins what is said before it.
const UNDO_ROOM: usize = 12;
/// Columns of what was done that are worth being said.
const LEAST_SAID: usize = 12;

/// The name in the store of the theme that was chosen in the interface.
pub const THEME: &str = "theme";

use super::core::{
    Call, Chord, Command, EVERYWHERE, Effect, Entry, Event, Keymap, Pane, Settings, Timer, entries,
};
use super::kit::Look;
use super::views::articles::Articles;
use super::views::choose::Choose;
use super::views::edit::Form;
use super::views::enclosures::Enclosures;
use super::views::filtering::Filtering;
use super::views::filters::Filters;
use super::views::health::Health;
use super::views::help::Help;
use super::views::links::Links;
use super::views::outlets::Outlets;
use super::views::palette::Palette;
use super::views::prompt::Prompt;
use super::views::reader::Reader;
use super::views::start::Start;
use super::views::themes::Themes;
use super::views::troubles::Troubles;
use super::views::{
    articles, choose, edit, enclosures as enclosures_view, filtering as filtering_view, filters,
    health, help, links, outlets, palette as palette_view, reader, start, themes, troubles, write,
};
use crate::model::{
    AheadProgress, ArticleId, ArticleQuery, Download, FeedId, Format, GroupId, MarkChange, NewFeed,
    Outlet, RefreshProgress, SavedFilter, SavedFilterId, StoredFilter, Timestamp, Which,
};
use crate::text::Clean;
use memory::Memory;
use search::Search;
use std::collections::{BTreeMap, BTreeSet};

/// What the interface begins with.
pub struct Beginning {
    pub settings: Settings,
    pub keymap: Keymap,
    pub catalogue: Vec<Outlet>,
    pub size: (u16, u16),
    pub now: Timestamp,
    /// Where it was left the last time.
    pub place: Place,
    pub last_visit: Option<Timestamp>,
    /// The newest article of that visit.
    pub last_article: Option<ArticleId>,
    /// The reader's named queries.
    pub named: Vec<SavedFilter>,
    /// Shown first, whatever was shown last.
    pub first_view: Option<ArticleQuery>,
    /// What was asked for it in the query language.
    pub first_words: Option<String>,
    /// Subscribed to at once.
    pub subscribe: Vec<NewFeed>,
}

pub struct State {
    size: (u16, u16),
    now: Timestamp,
    today: Timestamp,
    settings: Settings,
    keymap: Keymap,
    catalogue: Vec<Outlet>,
    pressed: Pressed,
    focus: Pane,
    outlets: Outlets,
    articles: Articles,
    reader: Option<Reader>,
    /// Screens over the lists, the last on top.
    over: Vec<Over>,
    prompt: Option<Prompt>,
    search: Option<Search>,
    message: Option<Message>,
    undo: Undo,
    /// A refresh that is under way.
    refresh: Option<RefreshProgress>,
    /// Articles that are being fetched ahead.
    ahead: Option<AheadProgress>,
    /// An enclosure on its way into a file.
    download: Option<Download>,
    /// What is wanted of enclosures that are not known yet.
    wished: Option<enclosures::Wish>,
    /// The form of what is being written: it comes back if that cannot be.
    writing: Option<write::Form>,
    /// What was written last time.
    written_as: Format,
    /// What this refresh found, a feed each.
    polled: BTreeMap<FeedId, Clean>,
    /// Feeds that had something new in it.
    arrived: BTreeSet<FeedId>,
    /// The network is away, as far as requests tell.
    away: Option<connection::Away>,
    /// The refresh that a person asked for last, until it has ended.
    asked: Option<Which>,
    /// A refresh only finds out whether it is back.
    is_probing: bool,
    /// Feeds that were to be polled and wait.
    held_back: usize,
    /// When feeds are polled next by the clock.
    poll_at: Option<Timestamp>,
    /// Feeds that are looked for behind an address, and were found; pages that are being saved.
    finding: mend::Finding,
    /// Marks on the screen that the store has not answered for.
    pending: Vec<Pending>,
    /// Number of the newest change or question.
    ticket: u64,
    /// A feed that got another address: polled when the change of that number is stored.
    polls_after: Option<(u64, FeedId)>,
    /// What is to be done when rows come.
    after_rows: Option<AfterRows>,
    /// The question for the next unread article that is not answered.
    wanted: Option<Wanted>,
    /// How each list was left.
    memory: Memory,
    is_zen: bool,
    /// Columns; 0: as wide as there is room for.
    sidebar: u16,
    measure: u16,
    /// The list was opened from the sidebar: back leads there.
    is_from_sidebar: bool,
    /// The sidebar was gone to from the list: back leads there.
    is_from_list: bool,
    /// A list that was asked for from outside, and the words of that.
    first: Option<(ArticleQuery, String)>,
    /// Feeds were read once.
    has_begun: bool,
    /// What was done to feeds is not on the screen yet; the list is read behind them.
    awaits_feeds: bool,
    last_visit: Option<Timestamp>,
    last_article: Option<ArticleId>,
    /// What came since, until the reader has gone on.
    news: Option<News>,
    /// What was told of it last.
    told: (u32, u32),
    /// Tags in use, as far as they are known.
    tags: Vec<String>,
    /// Filters that act.
    filters: Vec<StoredFilter>,
    /// Milliseconds until lists of named queries are counted anew: more where that took long.
    count_pace: u64,
    /// What was remembered last, as it was written.
    remembered: String,
    slow: slow::Slow,
}

/// Keys pressed that are no command yet.
#[derive(Clone, Debug, Default, PartialEq)]
struct Pressed {
    count: Option<u32>,
    keys: Vec<Chord>,
    /// The key before was `^C`: another quits.
    has_interrupted: bool,
    /// Nothing was pressed behind the prefix for a while: what may follow is shown.
    shows_following: bool,
}

#[allow(clippy::large_enum_variant, reason = "there are one or two of them")]
enum Over {
    Start(Start),
    Help(Help),
    Health(Health),
    Choose(Choose),
    Palette(Palette),
    Edit(Form),
    Troubles(Troubles),
    Links(Links),
    Themes(Themes),
    Filtering(Filtering),
    Enclosures(Enclosures),
    Write(write::Form),
    Filters(Filters),
}

impl Over {
    /// The first start, behind which there is nothing yet.
    fn is_first(&self) -> bool {
        matches!(self, Self::Start(start) if !start.has_feeds())
    }
}

struct Message {
    text: Clean,
    is_trouble: bool,
    can_undo: bool,
    offers: Offer,
}

/// What the key that takes back means.
#[derive(Default)]
struct Undo {
    /// What the message before the key that is pressed offered to take back, and what followed from it.
    offered: Vec<GroupId>,
    /// What followed by itself since that key, as that the next article was opened: what is offered is so over it.
    followed: Vec<Offer>,
    /// The article that was marked read by being opened, and its mark, while that is the newest change.
    opening: Option<(ArticleId, Offer)>,
}

/// What is taken back by the key that is offered beside a message: nothing else must be.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
enum Offer {
    /// Whatever was done last.
    #[default]
    Newest,
    /// The change of this number, which is not stored yet.
    Change(u64),
    Group(GroupId),
}

impl Offer {
    fn group(self) -> Option<GroupId> {
        match self {
            Self::Group(group) => Some(group),
            Self::Newest | Self::Change(_) => None,
        }
    }
}

/// What came since the last visit.
#[derive(Clone, Copy, Debug, PartialEq)]
struct News {
    articles: u32,
    outlets: u32,
    /// Pressed since it was told.
    keys: u32,
}

struct Pending {
    ticket: u64,
    what: MarkChange,
    articles: Vec<ArticleId>,
    /// Stored; an answer to this request or a later one has it.
    stored_before: Option<u64>,
    /// More than what is on the screen: the store says how many.
    is_bulk: bool,
}

#[derive(Clone, Debug, PartialEq)]
enum AfterRows {
    /// A command whose count went beyond the rows there were.
    Do(reach::Waiting),
    Open(ArticleId),
    /// As it was before the restart: nothing is marked.
    Reopen(ArticleId),
    FirstUnread {
        opens: bool,
    },
}

struct Wanted {
    request: u64,
    is_forward: bool,
    opens: bool,
}

impl State {
    /// What a key asked for is on the way, and the next key is about it.
    pub fn awaits(&self) -> bool {
        if self.prompt.is_some() || !self.over.is_empty() {
            return false;
        }
        match self.focus {
            Pane::Outlets => !self.outlets.is_known,
            Pane::Articles => self.articles.awaits_rows() || self.wanted.is_some(),
            Pane::Reader => {
                let reader = self.reader.as_ref();
                self.wanted.is_some() || reader.is_some_and(reader::Reader::awaits_text)
            }
        }
    }

    /// The first state, and what it wants first.
    pub fn new(beginning: Beginning) -> (Self, Vec<Effect>) {
        let Beginning {
            settings,
            keymap,
            catalogue,
            size,
            now,
            place,
            last_visit,
            last_article,
            ..
        } = beginning;
        let today = now.start_of_day(&settings.zone);
        let reopens = place.selected().filter(|_| beginning.first_view.is_none());
        let mut outlets = Outlets::new(place.folded());
        outlets.named = beginning.named;
        // Its list is shown as soon as the state knows how.
        let first = ArticleQuery::of(crate::model::Scope::All);
        let articles = Articles::new(first, None, last_visit, settings.zone.clone(), 0);
        let measure = place.measure_or(settings.measure);
        let mut state = Self {
            size,
            now,
            today,
            settings,
            keymap,
            catalogue,
            pressed: Pressed::default(),
            focus: Pane::Articles,
            outlets,
            articles,
            reader: None,
            over: Vec::new(),
            prompt: None,
            search: None,
            message: None,
            undo: Undo::default(),
            refresh: None,
            ahead: None,
            download: None,
            wished: None,
            writing: None,
            written_as: Format::Markdown,
            polled: BTreeMap::new(),
            arrived: BTreeSet::new(),
            away: None,
            is_probing: false,
            held_back: 0,
            asked: None,
            poll_at: None,
            finding: mend::Finding::default(),
            pending: Vec::new(),
            ticket: 0,
            polls_after: None,
            after_rows: reopens.filter(|_| place.is_open).map(AfterRows::Reopen),
            wanted: None,
            memory: place.memory(),
            is_zen: false,
            sidebar: place.sidebar(),
            measure: measure.clamp(20, 200),
            is_from_sidebar: false,
            is_from_list: false,
            first: beginning.first_view.clone().zip(beginning.first_words),
            has_begun: !beginning.subscribe.is_empty(),
            awaits_feeds: false,
            last_visit,
            last_article,
            news: None,
            told: (0, 0),
            tags: Vec::new(),
            filters: Vec::new(),
            count_pace: COUNT_PACE,
            remembered: String::new(),
            slow: slow::Slow::default(),
        };
        let mut effects = state.begin(beginning.first_view, &place.list, reopens);
        if !beginning.subscribe.is_empty() {
            effects.push(Effect::Subscribe(beginning.subscribe));
        }
        effects.extend(settle::settle(&mut state));
        (state, effects)
    }

    /// The list that is shown first, and what is asked of the store first.
    fn begin(
        &mut self,
        first_view: Option<ArticleQuery>,
        left: &place::List,
        reopens: Option<ArticleId>,
    ) -> Vec<Effect> {
        let (query, named) = match first_view {
            Some(query) => (query, None),
            None => lists::left(self, left),
        };
        let zone = self.settings.zone.clone();
        let list = Articles::new(query, reopens, self.last_visit, zone, 0);
        self.articles = list.of_named(named);
        if let Some(article) = reopens {
            self.articles.keep(article);
        }
        let today = self.today;
        let mut effects = vec![self.articles.load(), Effect::LoadFeeds { today }];
        effects.extend(self.count_news());
        effects
    }

    pub fn look(&self) -> Look<'_> {
        Look::new(&self.settings, self.now)
    }

    pub fn size(&self) -> (u16, u16) {
        self.size
    }

    fn say(&mut self, text: Clean) {
        self.message = Some(Message {
            text,
            is_trouble: false,
            can_undo: false,
            offers: Offer::Newest,
        });
    }

    fn complain(&mut self, text: Clean) {
        self.message = Some(Message {
            text,
            is_trouble: true,
            can_undo: false,
            offers: Offer::Newest,
        });
    }

    /// What is said now stands behind what was said of the same key before, and may be taken back, as far as there is room
    /// for both.
    fn say_behind(&mut self, before: Option<Message>) {
        let Some(now) = self.message.take() else {
            self.message = before;
            return;
        };
        let before = before.filter(|before| !before.is_trouble && !now.can_undo && !now.is_trouble);
        let Some(mut before) = before else {
            self.message = Some(now);
            return;
        };
        let beside = crate::text::width(&now.text) + UNDO_ROOM;
        let room = usize::from(self.size.0).saturating_sub(beside);
        if room >= LEAST_SAID {
            let done = super::kit::cut(&before.text, room, self.look().glyphs.cut);
            before.text = super::kit::said(&format!("{done}; {}", now.text));
        }
        self.message = Some(before);
    }

    /// The view that gets the keys.
    fn view(&self) -> &'static str {
        match (self.over.last(), self.focus) {
            (Some(Over::Start(_)), _) => start::NAME,
            (Some(Over::Help(_)), _) => help::NAME,
            (Some(Over::Health(_)), _) => health::NAME,
            (Some(Over::Choose(_)), _) => choose::NAME,
            (Some(Over::Palette(_)), _) => palette_view::NAME,
            (Some(Over::Edit(_)), _) => edit::NAME,
            (Some(Over::Troubles(_)), _) => troubles::NAME,
            (Some(Over::Links(_)), _) => links::NAME,
            (Some(Over::Themes(_)), _) => themes::NAME,
            (Some(Over::Filtering(_)), _) => filtering_view::NAME,
            (Some(Over::Enclosures(_)), _) => enclosures_view::NAME,
            (Some(Over::Write(_)), _) => write::NAME,
            (Some(Over::Filters(_)), _) => filters::NAME,
            (None, Pane::Outlets) => outlets::NAME,
            (None, Pane::Articles) => articles::NAME,
            (None, Pane::Reader) => reader::NAME,
        }
    }

    /// A digit opens a link, as the keys say.
    fn opens_links(&self) -> bool {
        self.keymap.digits_open_links && self.view() == reader::NAME
    }

    /// Number for a new change or question; what was offered before is the newest change no more.
    fn next_ticket(&mut self) -> u64 {
        self.undo.offered.clear();
        self.undo.opening = None;
        self.ticket += 1;
        self.ticket
    }

    /// A query of the reader's.
    fn named(&self, id: SavedFilterId) -> Option<&SavedFilter> {
        self.outlets.named.iter().find(|named| named.id == id)
    }

    /// How many came since the last visit.
    fn count_news(&self) -> Option<Effect> {
        self.last_article.map(Effect::CountNews)
    }

    /// Lists and feeds are asked for anew.
    fn reload(&mut self) -> Vec<Effect> {
        lists::renew(self);
        vec![
            self.articles.load(),
            Effect::LoadFeeds { today: self.today },
        ]
    }
}

/// Every command of every view, in the order in which help lists them.
pub fn all_entries() -> Vec<Entry> {
    [
        entries(articles::NAME, &articles::commands()),
        entries(reader::NAME, &reader::commands()),
        entries(outlets::NAME, &outlets::commands()),
        entries(start::NAME, &start::commands()),
        entries(health::NAME, &health::commands()),
        entries(choose::NAME, &choose::commands()),
        entries(troubles::NAME, &troubles::commands()),
        entries(links::NAME, &links::commands()),
        entries(themes::NAME, &themes::commands()),
        entries(enclosures_view::NAME, &enclosures_view::commands()),
        entries(filtering_view::NAME, &filtering_view::commands()),
        entries(filters::NAME, &filters::commands()),
        entries(help::NAME, &help::commands()),
        entries(palette_view::NAME, &palette_view::commands()),
        entries(EVERYWHERE, &commands::commands()),
    ]
    .concat()
}

/// Takes what happened; answers what is wanted. Every invariant holds afterwards.
pub fn update(state: &mut State, event: Event) -> Vec<Effect> {
    let mut effects = Vec::new();
    match event {
        Event::Now(now) => tick(state, now, &mut effects),
        Event::Key(chord) => press::key(state, chord, &mut effects),
        Event::Paste(text) => press::paste(state, &text, &mut effects),
        Event::Mouse(mouse) => press::mouse(state, mouse, &mut effects),
        Event::Resize(width, height) => resize(state, (width, height), &mut effects),
        Event::Focus | Event::FilesChanged => effects.push(Effect::LookForChanges),
        Event::Configured(new) => settings::configured(state, *new, &mut effects),
        Event::Themes(themes) => settings::themes(state, themes),
        Event::Timer(timer) => timed(state, timer, &mut effects),
        Event::Report(report) => reports::take(state, report, &mut effects),
        Event::Background(background) => state.settings.learn(background),
        Event::StoreChanged => {
            withdraw(state);
            slow::follow(state, &mut effects);
        }
        Event::Failed(why) => state.complain(why),
        Event::Opened(article) => {
            grant::mark(state, MarkChange::Read, vec![article], &mut effects);
        }
        Event::Did(what) => did(state, &what),
        answer => answers::take(state, answer, &mut effects),
    }
    slow::time_changes(state, &mut effects);
    effects.extend(settle::settle(state));
    effects
}

/// Another process wrote, and may have taken back what is offered to be: the key still takes back nothing else.
fn withdraw(state: &mut State) {
    if let Some(message) = &mut state.message {
        message.can_undo = false;
    }
}

/// Beside what the same key marked, which can be taken back.
fn did(state: &mut State, what: &Clean) {
    match state.message.as_mut().filter(|message| message.can_undo) {
        Some(message) => message.text = crate::tui::kit::said(&format!("{what}; {}", message.text)),
        None => state.say(what.clone()),
    }
}

/// Where a preview has room from now on, what is selected is shown in it once the size rests.
fn resize(state: &mut State, size: (u16, u16), effects: &mut Vec<Effect>) {
    state.size = size;
    if layout::has_preview(state) {
        effects.push(Effect::Later {
            timer: Timer::Rest,
            milliseconds: 60,
        });
    }
}

fn tick(state: &mut State, now: Timestamp, effects: &mut Vec<Effect>) {
    state.now = now;
    let today = now.start_of_day(&state.settings.zone);
    if today != state.today {
        state.today = today;
        effects.push(Effect::LoadFeeds { today });
        for list in search::before(&mut state.search) {
            list.begin_day(today);
        }
        if state.articles.begin_day(today) || lists::renew(state) {
            lists::changed(state, effects);
        }
    }
}

fn timed(state: &mut State, timer: Timer, effects: &mut Vec<Effect>) {
    match timer {
        Timer::Rest => reading::preview(state, effects),
        Timer::Remember => effects.extend(place::remember(state)),
        Timer::Reload => slow::follow(state, effects),
        Timer::Slow => slow::rang(state),
        Timer::Turn => slow::turning(state),
        Timer::Change => slow::changing(state),
        Timer::Due => connection::poll(state, effects),
        Timer::Count => effects.extend(filtering::count_named(state)),
        Timer::Prefix => state.pressed.shows_following = !state.pressed.keys.is_empty(),
    }
}

/// Runs a view's command by its name.
fn run<V>(view: &mut V, table: &[Command<V>], name: &str, call: &mut Call) {
    if let Some(command) = table.iter().find(|command| command.name == name) {
        (command.run)(view, call);
    }
}
