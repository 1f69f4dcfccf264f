//! The interface over a real store: what keys changed is undone, exactly, also by the next start.

use super::perform::question;
use super::shelf::{Question, Reading, Shelf};
use crate::config::Config;
use crate::model::{
    Anchor, Arrival, ArticleId, ArticleQuery, Change, Identity, IdentityKind, MarkChange, NewFeed,
    ParsedEntry, PollRecord, Scope, Sort, Target, Timestamp,
};
use crate::store::Store;
use crate::text::clean_line;
use crate::tui::app::{self, Beginning, Place, State, update};
use crate::tui::core::{Effect, Event, Settings, parse_keys};
use jiff::tz::TimeZone;
use proptest::prelude::*;
use std::collections::VecDeque;
use tempfile::TempDir;

const NOW: Timestamp = Timestamp::from_seconds(1_795_521_600);

/// The interface with its store; every effect is answered at once.
struct Desk {
    dir: TempDir,
    store: Store,
    shelf: Shelf,
    state: State,
}

impl Desk {
    fn new() -> Self {
        let dir = tempfile::tempdir().unwrap();
        furnish(&Store::open(dir.path()).unwrap());
        Self::open(dir)
    }

    /// As the program starts: with what is stored, and nothing else.
    fn open(dir: TempDir) -> Self {
        let store = Store::open(dir.path()).unwrap();
        let reader = store.reader().unwrap();
        let place = reader.state(app::PLACE).unwrap();
        let themes = crate::config::themes(None).0;
        let (state, effects) = State::new(Beginning {
            settings: Settings::new(&Config::default(), TimeZone::UTC, themes),
            keymap: crate::tui::check_keys(&with_macro()).unwrap(),
            catalogue: Vec::new(),
            size: (80, 24),
            now: NOW,
            place: place.map(|text| Place::read(&text)).unwrap_or_default(),
            last_visit: None,
            last_article: None,
            named: reader.saved_filters().unwrap(),
            first_view: None,
            first_words: None,
            subscribe: Vec::new(),
        });
        let shelf = Shelf::new(
            store.clone(),
            Reading::default(),
            super::wires::wires(None).unwrap().0,
        );
        let mut desk = Self {
            dir,
            store,
            shelf,
            state,
        };
        desk.perform(effects);
        desk
    }

    fn again(self) -> Self {
        let Self {
            dir,
            store,
            shelf,
            mut state,
        } = self;
        for effect in app::leave(&mut state) {
            if let Effect::SetState { name, value } = effect {
                store.set_state(name, value);
            }
        }
        store.flush().unwrap();
        drop((store, shelf, state));
        Self::open(dir)
    }

    fn press(&mut self, keys: &str) {
        for chord in parse_keys(keys).unwrap() {
            let effects = update(&mut self.state, Event::Key(chord));
            self.perform(effects);
        }
    }

    fn perform(&mut self, effects: Vec<Effect>) {
        let mut waiting: VecDeque<Effect> = effects.into();
        while let Some(effect) = waiting.pop_front() {
            if let Some(event) = self.answer(effect) {
                waiting.extend(update(&mut self.state, event));
            }
        }
    }

    fn answer(&mut self, effect: Effect) -> Option<Event> {
        let said = |error: crate::store::StoreError| clean_line(&error.to_string());
        match effect {
            Effect::Change { ticket, change } => {
                let answer = self.store.apply(&change, NOW).map_err(said);
                let answer = answer.map(|applied| applied.group.is_some().then_some(applied));
                let ticket = Some(ticket);
                Some(Event::Applied { ticket, answer })
            }
            Effect::Undo(_) | Effect::Redo => {
                let answer = match effect {
                    Effect::Undo(groups) => match groups.split_first() {
                        Some((offered, since)) => self.store.undo_offered(*offered, since),
                        None => self.store.undo(),
                    },
                    _ => self.store.redo(),
                };
                let (ticket, answer) = (None, answer.map_err(said));
                Some(Event::Applied { ticket, answer })
            }
            other => self.shelf.answer(question(other)?).unwrap(),
        }
    }

    /// Presses a key that goes through the history until there is nothing left.
    fn turn_all(&mut self, key: &str) {
        for _ in 0..500 {
            let reader = self.store.reader().unwrap();
            let before = reader.data_version().unwrap();
            self.press(key);
            if reader.data_version().unwrap() == before {
                return;
            }
        }
        panic!("{key} does not end");
    }

    /// Marks, tags, what is hidden; feeds with folders, settings and order; named queries; filters.
    fn everything(&self) -> Vec<String> {
        let reader = self.store.reader().unwrap();
        let mut all = Vec::new();
        for id in reader.all_articles().unwrap() {
            let row = reader.article(id).unwrap().unwrap().row;
            let mark = crate::model::Mark {
                position: 0,
                ..row.mark
            };
            all.push(format!("{id} {mark:?} {:?}", row.muted_by));
        }
        for feed in reader.feeds().unwrap() {
            all.push(format!(
                "{} {} {} {:?} {:?}",
                feed.id, feed.url, feed.title, feed.folder, feed.settings
            ));
        }
        let named = reader.saved_filters().unwrap();
        all.extend(named.iter().map(|it| format!("{it:?}")));
        let filters = reader.filters().unwrap();
        all.extend(filters.iter().map(|it| format!("{it:?}")));
        all
    }
}

fn with_macro() -> Config {
    let lines = ["tag later", "queue", "save"].map(str::to_owned).to_vec();
    Config {
        macros: [(", l".to_owned(), lines)].into(),
        ..Config::default()
    }
}

/// Five feeds in nested folders with six articles each.
fn furnish(store: &Store) {
    let feeds = [
        ("a", &["News", "Coast"][..]),
        ("b", &["News", "Coast"]),
        ("c", &["News"]),
        ("d", &["Work"]),
        ("e", &[]),
    ];
    for (host, folder) in feeds {
        publish(store, host, folder, 6);
    }
}

fn publish(store: &Store, host: &str, folder: &[&str], articles: i64) {
    let feed = NewFeed {
        url: format!("https://{host}.example/feed"),
        title: format!("Feed {host}"),
        folder: folder.iter().map(|name| (*name).to_owned()).collect(),
        ..NewFeed::default()
    };
    let id = store.subscribe(&feed, NOW).unwrap();
    let arrivals = (0..articles).map(|n| arrival(host, n)).collect();
    let state = store.reader().unwrap().poll_state(id).unwrap().unwrap();
    let record = PollRecord {
        state,
        ..PollRecord::default()
    };
    store.store_poll(id, arrivals, record, NOW).unwrap();
}

fn arrival(host: &str, n: i64) -> Arrival {
    let title = format!(
        "{} of {host} number {n}",
        ["Ferries", "Grain", "Sand"][n as usize % 3]
    );
    let text = format!("What {title} is about.");
    let mut hash = [0; 16];
    hash[0] = n as u8;
    hash[1] = host.as_bytes()[0];
    Arrival {
        identities: vec![Identity {
            kind: IdentityKind::Id,
            hash,
        }],
        url_key: None,
        text_hash: None,
        sort_at: None,
        entry: ParsedEntry {
            id: Some(format!("{host}{n}")),
            title: clean_line(&title),
            published: Some(NOW.minus((n + 1) * 3600)),
            summary: Some(format!("<p>{text}</p>")),
            ..ParsedEntry::default()
        },
        excerpt: clean_line(&text),
        words: 10 + n as u32,
        text,
        is_whole: false,
        has_pictures: false,
    }
}

#[test]
fn a_ranked_list_tells_whether_more_is_found_than_its_best() {
    let mut desk = Desk::new();
    let mut ranked = |words: &str| {
        let query = ArticleQuery {
            filter: Some(crate::query::parse(words, NOW, &TimeZone::UTC).unwrap()),
            sort: Sort::Best,
            ..ArticleQuery::of(Scope::All)
        };
        let question = Question::Rows {
            request: 1,
            query,
            anchor: Anchor::Top,
            before: 0,
            after: 100,
            kept: Vec::new(),
        };
        match desk.shelf.answer(question).unwrap() {
            Some(Event::Rows { window, .. }) => (window.rows.len(), window.is_cut),
            other => panic!("{other:?}"),
        }
    };
    let store = desk.store.clone();
    publish(&store, "f", &[], 240);
    publish(&store, "h", &[], 30);
    assert_eq!(ranked("number"), (300, false));
    publish(&store, "k", &[], 1);
    assert_eq!(ranked("number of"), (300, true));
}

/// Whole commands, each from the list of the unread; `u` and `^R` among them.
const COMMANDS: &[&str] = &[
    "d",
    "s",
    "a",
    "x",
    "m",
    "3 d",
    "j s",
    "j j a",
    "5 j x",
    "A a",
    "A k",
    "A j",
    "A o",
    "A f",
    "A F",
    "V 2 j d",
    "~ j ~ a",
    "~ ~ * m",
    "t r i v e r Enter",
    "2 t s e a Enter",
    "t - r i v e r Enter",
    ", l",
    "Enter s q",
    "Enter a d q",
    "Space Space Space q",
    "F g r a i n Enter A a Esc",
    "/ s a n d Enter d s Esc",
    ": m a r k Space d o n e Space g r a i n Enter",
    "g s s",
    "g q d",
    "g h m",
    "g a S u d",
    "g a S s m",
    "u",
    "u",
    "^R",
    // Feeds and folders.
    "g f G J",
    "g f G K",
    "g f G E ^U N e w Enter",
    "g f G E Tab Tab ^U W o r k / D e e p Enter",
    "g f G D",
    "g f G k D",
    "g f 5 j J",
    "g f 4 j E ^U W o r l d / S e a Enter",
    "g f 4 j D",
    "g f 5 j D",
    "g f 4 j J",
    "g f G A a",
    // Named queries.
    "/ s a n d Enter : s a v e - f i l t e r Space o n e Enter",
    "/ g r a i n Enter : s a v e - f i l t e r Space t w o Enter",
    "] F f e r r i e s Enter : s a v e - f i l t e r Space o n e Enter",
    "g f 4 j E ^U t h r e e Enter",
    ": f o r g e t - f i l t e r Space o n e Enter",
    // Filters that act.
    "X Enter",
    "X l l j Enter",
    "j X l j j e ^U s a n d Enter Enter",
    "X G Space Enter",
    "g x Space",
    "g x D",
    "g x j Enter e ^U n Enter Enter",
    "g x m I Esc",
];

const MOST_COMMANDS: usize = 24;

fn commands() -> impl Strategy<Value = Vec<&'static str>> {
    prop::collection::vec(prop::sample::select(COMMANDS), 1..MOST_COMMANDS)
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 24, ..ProptestConfig::default() })]

    #[test]
    fn undoing_all_gives_the_first_state_and_redoing_all_the_last_over_restarts(
        commands in commands(),
        restarts_at in any::<prop::sample::Index>(),
    ) {
        let mut desk = Desk::new();
        let base = desk.everything();
        // The subscriptions of the beginning are a history that is not looked at here.
        let mark = |what| Change::Mark { what, target: Target::Articles(vec![ArticleId::new(1)]) };
        // More changes than commands can take back: they do not reach what is before.
        for n in 0..MOST_COMMANDS {
            desk.store.apply(&mark(MarkChange::Tag(format!("begin {n}"))), NOW).unwrap();
        }
        let restart = restarts_at.index(commands.len());
        for (n, keys) in commands.iter().enumerate() {
            desk.press("Esc Esc Esc Esc g u");
            desk.press(keys);
            if n == restart {
                desk = desk.again();
            }
        }
        desk.press("Esc Esc Esc Esc g u");
        // A new change: there is nothing behind it to do again.
        desk.store.apply(&mark(MarkChange::Tag("end".to_owned())), NOW).unwrap();
        let last = desk.everything();
        desk.turn_all("u");
        let nothing = desk.everything();
        prop_assert!(!nothing.iter().any(|it| it.contains("https://")), "{:?}", nothing);
        desk = desk.again();
        desk.turn_all("^R");
        prop_assert_eq!(desk.everything(), last);
        // Back to where it began: the five subscriptions are the oldest groups.
        desk.turn_all("u");
        for _ in 0..5 {
            desk.press("^R");
        }
        prop_assert_eq!(desk.everything(), base);
    }
}
