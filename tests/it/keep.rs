//! Backup, repair, retention: as they are started.

use crate::bench::{Bench, DAY, rss, sound};
use crate::home::Home;
use crate::limits::limited;
use crate::pty::{Start, Terminal};
use crate::server::{Server, answer};
use proptest::prelude::*;
use serde_json::Value;
use std::collections::HashMap;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use tidings::config::{Config, Spared};
use tidings::fetch::Response;
use tidings::jobs;
use tidings::model::{ArticleId, Change, FeedId, FeedSettings, MarkChange, NewFeed, Target, Which};
use tidings::store::Store;

fn count(home: &Home, view: &str) -> usize {
    home.ok(&["list", view, "--json"]).out.lines().count()
}

#[test]
fn a_backup_holds_everything_and_writes_over_nothing() {
    let (home, _server) = Home::with_demo();
    let id = home.ok(&["list", "--limit", "1", "--json"]).json()[0]["id"].to_string();
    home.ok(&["--offline", "mark", "saved", &id]);
    let file = home.path().join("copy.db");
    let name = file.to_str().unwrap();
    home.ok(&["backup", name]);
    let before = std::fs::read(&file).unwrap();
    let refused = home.run(&["backup", name]);
    assert_eq!((refused.code, refused.err.lines().count()), (Some(3), 1));
    assert!(refused.err.contains("is there already"), "{}", refused.err);
    assert!(std::fs::read(&file).unwrap() == before);
    home.ok(&["backup", "--force", name]);
    let other = Home::new();
    std::fs::create_dir_all(other.data()).unwrap();
    std::fs::copy(&file, other.data().join("tidings.db")).unwrap();
    assert_eq!(
        home.ok(&["list", "--json"]).out,
        other.ok(&["list", "--json"]).out
    );
    assert_eq!(count(&other, "saved"), 1);
    let nowhere = home.run(&["backup", "/nowhere/copy.db"]);
    assert_eq!((nowhere.code, nowhere.err.lines().count()), (Some(3), 1));
}

#[test]
fn a_backup_takes_the_place_of_the_store_whatever_a_crash_left_beside_it() {
    let (home, _server) = Home::with_demo();
    let file = home.path().join("copy.db");
    let name = file.to_str().unwrap();
    home.ok(&["backup", name]);
    let before = home.ok(&["list", "--json"]).out;
    // What was written stands in the log; then all ends at once.
    let crashed = Home::new();
    std::fs::create_dir_all(crashed.data()).unwrap();
    let writing = rusqlite::Connection::open(home.data().join("tidings.db")).unwrap();
    let sql = "UPDATE entry SET title = 'written later'";
    assert!(writing.execute(sql, []).unwrap() > 0);
    let busy = home.run(&["backup", "--restore", name]);
    assert_eq!((busy.code, busy.err.lines().count()), (Some(3), 1));
    for end in ["", "-wal", "-shm"] {
        let named = format!("tidings.db{end}");
        std::fs::copy(home.data().join(&named), crashed.data().join(&named)).unwrap();
    }
    let log = std::fs::metadata(crashed.data().join("tidings.db-wal")).unwrap();
    assert!(log.len() > 0);
    drop(writing);
    let restored = crashed.ok(&["backup", "--restore", name]);
    assert!(restored.err.contains("set aside"), "{}", restored.err);
    assert_eq!(crashed.ok(&["list", "--json"]).out, before);
    crashed.assert_whole("after going back");
    // What was there is whole too, with what stood in its log.
    let aside = std::fs::read_dir(crashed.data()).unwrap();
    let aside = aside
        .map(|entry| entry.unwrap().path())
        .find(|path| path.to_string_lossy().contains("before-restore"));
    let other = Home::new();
    other.ok(&["backup", "--restore", aside.unwrap().to_str().unwrap()]);
    assert!(other.ok(&["list"]).out.contains("written later"));
}

/// It said that nothing could be done, and not where the store before is.
#[test]
fn a_copy_that_is_in_its_place_is_said_to_be_also_where_filters_cannot_be_written() {
    let (home, _server) = Home::with_demo();
    let copy = home.path().join("copy.db");
    home.ok(&["backup", copy.to_str().unwrap()]);
    std::fs::create_dir_all(home.path().join("filters.toml")).unwrap();
    let ran = home.run(&["backup", "--json", "--restore", copy.to_str().unwrap()]);
    assert_eq!(ran.code, Some(1), "{}", ran.err);
    assert!(ran.err.contains("that is done, but"), "{}", ran.err);
    assert!(ran.json()[0]["set_aside"].is_string(), "{}", ran.out);
}

#[test]
fn what_is_no_copy_of_a_store_takes_no_place() {
    let (home, _server) = Home::with_demo();
    let before = home.ok(&["list", "--json"]).out;
    let copy = home.path().join("copy.db");
    home.ok(&["backup", copy.to_str().unwrap()]);
    let mut bytes = std::fs::read(&copy).unwrap();
    let middle = bytes.len() / 2;
    bytes[middle..].fill(0xa5);
    let other = home.path().join("other.db");
    let foreign = rusqlite::Connection::open(&other).unwrap();
    foreign.execute_batch("CREATE TABLE a (x)").unwrap();
    for (name, bytes) in [
        ("damaged.db", bytes),
        ("empty.db", Vec::new()),
        (
            "text.db",
            b"no database, but long enough for one ".repeat(100),
        ),
        ("other.db", std::fs::read(&other).unwrap()),
    ] {
        let file = home.path().join(name);
        std::fs::write(&file, bytes).unwrap();
        let ran = home.run(&["backup", "--restore", file.to_str().unwrap()]);
        assert_eq!(
            (ran.code, ran.err.lines().count()),
            (Some(3), 1),
            "{name}: {}",
            ran.err
        );
        assert!(ran.err.contains(name), "{}", ran.err);
        // That mends the store in use alone.
        assert!(!ran.err.contains("--repair"), "{}", ran.err);
    }
    let folder = home.run(&["backup", "--restore", home.path().to_str().unwrap()]);
    assert!(folder.err.contains("it is a folder"), "{}", folder.err);
    let missing = home.run(&["backup", "--restore", "/nowhere/copy.db"]);
    assert_eq!((missing.code, missing.err.lines().count()), (Some(3), 1));
    assert_eq!(home.ok(&["list", "--json"]).out, before);
    let names = std::fs::read_dir(home.data()).unwrap();
    let mut names = names.map(|entry| entry.unwrap().file_name().to_string_lossy().into_owned());
    assert!(!names.any(|name| name.contains("restore")));
}

#[test]
fn counts_that_are_wrong_are_a_fault_that_repairing_mends() {
    let (home, _server) = Home::with_demo();
    assert!(!home.run(&["--offline", "doctor"]).out.contains("to mend"));
    let store = rusqlite::Connection::open(home.data().join("tidings.db")).unwrap();
    store
        .execute("UPDATE count SET total = total + 1000", [])
        .unwrap();
    drop(store);
    let ran = home.run(&["--offline", "doctor"]);
    assert_eq!(ran.code, Some(1));
    assert!(ran.out.contains("doctor --repair"), "{}", ran.out);
    home.ok(&["doctor", "--repair"]);
    assert!(!home.run(&["--offline", "doctor"]).out.contains("to mend"));
    home.assert_whole("repaired");
}

#[test]
fn a_damaged_store_is_said_at_once_and_repaired_with_its_marks_and_feeds() {
    let (home, _server) = Home::with_demo();
    let ids: Vec<String> = home.ok(&["list", "--json"]).json()[..5]
        .iter()
        .map(|article| article["id"].to_string())
        .collect();
    let mut arguments = vec!["--offline", "mark", "saved"];
    arguments.extend(ids.iter().map(String::as_str));
    home.run(&arguments);
    let (articles, feeds) = (count(&home, "all"), home.ok(&["feeds"]).out);
    let file = home.data().join("tidings.db");
    let mut bytes = std::fs::read(&file).unwrap();
    // The second half but for a page: the texts, mostly.
    let from = bytes.len() / 2;
    bytes.truncate(from + 100);
    std::fs::write(&file, &bytes).unwrap();
    for command in [["list", "all"], ["feeds", "--json"]] {
        let ran = home.run(&command);
        assert_eq!(
            (ran.code, ran.err.lines().count()),
            (Some(3), 1),
            "{}",
            ran.err
        );
        assert!(ran.err.contains("doctor --repair"), "{}", ran.err);
        assert!(std::fs::read(&file).unwrap() == bytes);
    }
    let ran = home.run(&["doctor", "--repair"]);
    assert_eq!(ran.code, Some(1), "{}{}", ran.out, ran.err);
    assert!(ran.err.contains("set aside as"), "{}", ran.err);
    let aside = std::fs::read_dir(home.data())
        .unwrap()
        .flatten()
        .find(|entry| {
            let name = entry.file_name().to_string_lossy().into_owned();
            name.starts_with("tidings.damaged-") && !name.ends_with("-wal")
        });
    assert!(std::fs::read(aside.unwrap().path()).unwrap() == bytes);
    assert!(home.ok(&["doctor"]).out.contains("store: ok"));
    assert_eq!(
        home.ok(&["feeds"]).out.lines().count(),
        feeds.lines().count()
    );
    // What feeds still carry comes again; nothing is there twice.
    home.ok(&["refresh", "--all"]);
    assert!(count(&home, "all") <= articles);
    let list = home.ok(&["list", "all", "--json"]).json();
    let id = |article: &Value| article["id"].to_string();
    assert!(
        list.iter()
            .all(|it| !home.ok(&["show", &id(it)]).out.contains("has no text"))
    );
    assert!(home.ok(&["doctor", "--repair"]).err.contains("is whole"));
}

/// Nothing was said of the feeds that were lost with the file.
#[test]
fn where_no_feed_could_be_saved_the_way_back_is_named() {
    let home = Home::new();
    home.feed(&["import", "-"], b"https://a.example/feed");
    let copy = std::fs::read_dir(home.data())
        .unwrap()
        .flatten()
        .find(|it| {
            let name = it.file_name();
            name == "subscriptions.opml"
        });
    if let Some(copy) = copy {
        std::fs::remove_file(copy.path()).unwrap();
    }
    std::fs::write(home.data().join("tidings.db"), [0x5a; 20_000]).unwrap();
    let ran = home.run(&["doctor", "--repair"]);
    assert_eq!(ran.code, Some(1), "{}{}", ran.out, ran.err);
    assert!(ran.err.contains("no feed could be saved"), "{}", ran.err);
    assert!(ran.err.contains("subscriptions.opml"), "{}", ran.err);
}

/// D9: killed, and damaged where no list looks: the next start of the reader looks by itself, and says it.
#[test]
fn after_an_end_that_was_no_clean_one_the_reader_looks_whether_the_store_is_whole() {
    let (home, _server) = Home::with_demo();
    let store = Store::open(&home.data()).unwrap();
    store.set_state("test", "not folded in".to_owned());
    store.flush().unwrap();
    let killed = home.copied();
    let log = std::fs::metadata(killed.data().join("tidings.db-wal"));
    assert!(log.unwrap().len() > 0);
    let file = killed.data().join("tidings.db");
    let mut bytes = std::fs::read(&file).unwrap();
    let asked = rusqlite::Connection::open(home.data().join("tidings.db")).unwrap();
    let number = |sql| {
        asked
            .query_row(sql, [], |row| row.get::<_, u32>(0))
            .unwrap() as usize
    };
    let (size, page) = (
        number("PRAGMA page_size"),
        number("SELECT rootpage FROM sqlite_schema WHERE name = 'revision'"),
    );
    bytes[(page - 1) * size..page * size].fill(0xa5);
    std::fs::write(&file, &bytes).unwrap();
    let data = killed.data();
    let start = Start {
        size: (30, 200),
        arguments: &["--offline", "--data-dir", data.to_str().unwrap()],
        ..Start::default()
    };
    let mut terminal = Terminal::start(&killed, &start);
    terminal.until_says("then `tidings doctor --repair` saves what can be read");
    terminal.press("Q");
    assert_eq!(terminal.end(), 0);
}

#[test]
fn what_is_no_store_any_more_is_set_aside_and_its_subscriptions_come_back() {
    let (home, _server) = Home::with_demo();
    let feeds = home.ok(&["feeds"]).out.lines().count();
    let file = home.data().join("tidings.db");
    let rubbish = b"nothing of it is left".repeat(1000);
    std::fs::write(&file, &rubbish).unwrap();
    assert_eq!(home.run(&["list"]).code, Some(3));
    let ran = home.run(&["doctor", "--repair"]);
    assert_eq!(ran.code, Some(1), "{}{}", ran.out, ran.err);
    assert_eq!(home.ok(&["feeds"]).out.lines().count(), feeds);
    home.ok(&["refresh", "--all"]);
    assert!(count(&home, "all") >= 60);
}

/// The pages by which entries are known again were lost: with the next change of a feed all of them came a second time.
#[test]
fn what_nothing_recognises_any_more_comes_no_second_time() {
    let number = Arc::new(AtomicUsize::new(5));
    let items = number.clone();
    let server = Server::start(move |_| {
        let item = |n: usize| {
            let id = format!("<guid isPermaLink='false'>id-{n}</guid>");
            let link = format!("<link>https://a.example/{n}</link>");
            let text = format!("<title>Ferry {n}</title><description>It is late.</description>");
            match n % 3 {
                0 => format!("<item>{id}{link}{text}</item>"),
                1 => format!(
                    "<item>{id}{text}<pubDate>Mon, 02 Mar 2026 0{n}:00:00 GMT</pubDate></item>"
                ),
                _ => format!("<item>{text}</item>"),
            }
        };
        let all: String = (0..items.load(Ordering::SeqCst)).map(item).collect();
        answer(
            200,
            &[],
            format!("<rss><channel><title>A</title>{all}</channel></rss>").as_bytes(),
        )
    });
    let home = Home::new();
    home.feed(&["import", "-"], server.url("/feed").as_bytes());
    home.ok(&["refresh", "--all"]);
    assert_eq!(count(&home, "all"), 5);
    let file = home.data().join("tidings.db");
    let asked = rusqlite::Connection::open(&file).unwrap();
    let sql = "SELECT rootpage FROM sqlite_schema WHERE name = 'identity'";
    let number_of = |sql| asked.query_row(sql, [], |row| row.get::<_, u32>(0));
    let page = number_of(sql).unwrap() as usize;
    let size = number_of("PRAGMA page_size").unwrap() as usize;
    drop(asked);
    let mut bytes = std::fs::read(&file).unwrap();
    bytes[(page - 1) * size..page * size].fill(0xa5);
    std::fs::write(&file, &bytes).unwrap();
    home.run(&["doctor", "--repair"]);
    assert_eq!(count(&home, "all"), 5);
    number.store(6, Ordering::SeqCst);
    home.ok(&["refresh", "--all"]);
    assert_eq!(count(&home, "all"), 6);
}

#[test]
fn retention_removes_what_was_read_and_nothing_comes_back() {
    let (home, _server) = Home::with_demo();
    let all = count(&home, "all");
    home.ok(&["--offline", "mark", "read", "is:unread"]);
    let kept: Vec<Value> = home.ok(&["list", "--json"]).json()[10..14].to_vec();
    let [saved, queued, tagged, unread] = &kept[..] else {
        panic!()
    };
    let id = |article: &Value| article["id"].to_string();
    home.ok(&["--offline", "mark", "queued", &id(queued)]);
    home.ok(&["--offline", "mark", "tag:kept", &id(tagged)]);
    home.ok(&["--offline", "mark", "unread", &id(unread)]);
    home.run(&["--offline", "mark", "saved", &id(saved)]);
    let settings = "[polling]\nfloor = \"0s\"\n[storage]\nkeep_articles = 5\n";
    std::fs::write(home.path().join("config.toml"), settings).unwrap();
    // The last look was a moment ago, by the first refresh.
    let file = rusqlite::Connection::open(home.data().join("tidings.db")).unwrap();
    let look_again = "DELETE FROM state WHERE name = 'pruned_at'";
    file.execute(look_again, []).unwrap();
    home.ok(&["refresh", "--all"]);
    assert_eq!(count(&home, "all"), all, "read just now");
    let long_ago = "UPDATE mark SET read_at = read_at - 90000";
    file.execute_batch(&format!("{long_ago}; {look_again}"))
        .unwrap();
    drop(file);
    home.ok(&["refresh", "--all"]);
    let left: Vec<String> = home
        .ok(&["list", "--json"])
        .json()
        .iter()
        .map(&id)
        .collect();
    assert_eq!(
        left.len(),
        9,
        "the newest five and four that are kept, of {all}"
    );
    assert!(kept.iter().all(|article| left.contains(&id(article))));
    // The feeds still carry them.
    std::fs::remove_file(home.path().join("config.toml")).unwrap();
    std::fs::write(
        home.path().join("config.toml"),
        "[polling]\nfloor = \"0s\"\n",
    )
    .unwrap();
    home.ok(&["refresh", "--all"]);
    assert_eq!(count(&home, "all"), 9);
    assert!(
        home.ok(&["doctor"])
            .out
            .contains("feeds with wrong counts: 0")
    );
}

/// What is marked of an article, by bits: read, saved, queued, tagged.
const MARKS: [fn() -> MarkChange; 4] = [
    || MarkChange::Read,
    || MarkChange::Save,
    || MarkChange::Queue,
    || MarkChange::Tag("t".to_owned()),
];

/// Two feeds, an article a day each, the newest today; answers the ids, the oldest first.
fn two_feeds(bench: &mut Bench, days: usize) -> Vec<ArticleId> {
    bench.subscribe(&[
        "https://a.example/f".to_owned(),
        "https://b.example/f".to_owned(),
    ]);
    let mut ids = Vec::new();
    for _ in 0..days {
        bench.pass(DAY);
        jobs::refresh(&bench.context, &Which::All).unwrap();
        let mut new = bench.articles();
        new.retain(|id| !ids.contains(id));
        new.sort();
        ids.extend(new);
    }
    ids
}

/// A feed that has another entry whenever it is asked.
fn growing() -> Bench {
    let asked: std::sync::Mutex<HashMap<String, usize>> = std::sync::Mutex::default();
    Bench::faked(move |request| {
        let mut asked = asked.lock().unwrap();
        let count = asked.entry(request.url.clone()).or_default();
        *count += 1;
        let host = request.url.chars().nth(8).unwrap();
        let titles: Vec<String> = (0..*count).map(|n| format!("{host}{n}")).collect();
        let titles: Vec<&str> = titles.iter().map(String::as_str).collect();
        Ok(Response {
            url: request.url.clone(),
            ..sound(&rss(&titles))
        })
    })
}

#[derive(Clone, Copy, Debug)]
struct Keep {
    days: u32,
    articles: u32,
    megabytes: u32,
}

fn any_keep() -> impl Strategy<Value = Keep> {
    let limit = |most| prop_oneof![Just(0), 1..most];
    (limit(8_u32), limit(8), 0..2_u32).prop_map(|(days, articles, megabytes)| Keep {
        days,
        articles,
        megabytes,
    })
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(12))]

    #[test]
    fn whatever_the_settings_nothing_that_is_kept_goes_and_what_went_stays_away(
        marks in proptest::collection::vec(0..16_u8, 10),
        all in any_keep(),
        own in proptest::option::of(any_keep()),
        also in proptest::sample::subsequence(
            vec![Spared::Unread, Spared::Saved, Spared::Queued, Spared::Tagged], 0..=4,
        ),
    ) {
        let mut bench = growing();
        let ids = two_feeds(&mut bench, 5);
        prop_assert_eq!(ids.len(), 10);
        let mut config = Config::default();
        config.storage.keep_days = all.days;
        config.storage.keep_articles = all.articles;
        config.storage.keep_megabytes = all.megabytes;
        config.storage.prune_also.clone_from(&also);
        bench.context.config = std::sync::Arc::new(config);
        let (store, now) = (bench.context.store.clone(), bench.clock_now());
        if let Some(own) = own {
            let settings = FeedSettings {
                keep_days: Some(own.days),
                keep_articles: Some(own.articles),
                keep_megabytes: Some(own.megabytes),
                ..FeedSettings::default()
            };
            let feed = store.reader().unwrap().feeds().unwrap()[0].id;
            store.apply(&Change::FeedSettings(feed, settings), now).unwrap();
        }
        for (id, bits) in ids.iter().zip(&marks) {
            let wanted = MARKS.iter().enumerate().filter(|(bit, _)| bits & 1 << bit != 0);
            for what in wanted.map(|(_, what)| what) {
                let target = Target::Articles(vec![*id]);
                let at = now.minus(9 * DAY);
                store.apply(&Change::Mark { what: what(), target }, at).unwrap();
            }
        }
        jobs::prune(&bench.context).unwrap();
        let left = bench.articles();
        let spares = |spared, is_marked: bool| is_marked && !also.contains(&spared);
        for (id, bits) in ids.iter().zip(&marks) {
            let has = |bit: usize| bits & 1 << bit != 0;
            let is_kept = spares(Spared::Unread, !has(0)) || spares(Spared::Saved, has(1))
                || spares(Spared::Queued, has(2)) || spares(Spared::Tagged, has(3));
            prop_assert!(!is_kept || left.contains(id), "{:?} with {:04b} went", id, bits);
        }
        let has_limit = |keep: Keep| keep.days + keep.articles + keep.megabytes > 0;
        if !has_limit(all) && !own.is_some_and(has_limit) {
            prop_assert_eq!(left.len(), ids.len());
        }
        // The feeds carry everything still, and one more each.
        jobs::refresh(&bench.context, &Which::All).unwrap();
        prop_assert_eq!(bench.articles().len(), left.len());
        bench.pass(DAY);
        jobs::refresh(&bench.context, &Which::All).unwrap();
        let mut after = bench.articles();
        after.retain(|id| !left.contains(id));
        prop_assert_eq!(after.len(), 2, "what is new comes");
        let checked = store.reader().unwrap().check().unwrap();
        let text = checked.lines.iter().map(ToString::to_string).collect::<Vec<_>>().join("\n");
        prop_assert!(text.contains("feeds with wrong counts: 0"), "{}", text);
    }
}

/// Four read articles of one feed, then twelve newer ones of another; answers both feeds.
fn a_quiet_and_a_noisy_feed(bench: &Bench, settings: FeedSettings) -> [FeedId; 2] {
    let quiet = bench.subscribe(&["https://b.example/f".to_owned()])[0];
    let ask = |feed: FeedId, times: usize| {
        for _ in 0..times {
            bench.pass(DAY);
            jobs::refresh(&bench.context, &Which::Feeds(vec![feed])).unwrap();
        }
    };
    ask(quiet, 4);
    read_all(bench);
    let noisy = NewFeed {
        url: "https://a.example/f".to_owned(),
        settings,
        ..NewFeed::default()
    };
    let noisy = jobs::import(&bench.context, &[noisy]).unwrap()[0];
    ask(noisy, 12);
    [quiet, noisy]
}

fn read_all(bench: &Bench) {
    let (what, target) = (MarkChange::Read, Target::Articles(bench.articles()));
    change(bench, &Change::Mark { what, target });
}

fn change(bench: &Bench, change: &Change) {
    let store = &bench.context.store;
    store.apply(change, bench.clock_now()).unwrap();
}

fn prune(bench: &mut Bench, days: u32, articles: u32) {
    let mut config = Config::default();
    config.storage.keep_days = days;
    config.storage.keep_articles = articles;
    bench.context.config = std::sync::Arc::new(config);
    jobs::prune(&bench.context).unwrap();
}

/// The read articles of all other feeds went for those that nobody sees, or that have limits of their own.
#[test]
fn what_nobody_sees_takes_no_place_among_the_newest() {
    for what in ["limits of its own", "muted", "unsubscribed from"] {
        let mut bench = growing();
        let keeps = (what == "limits of its own").then_some(100);
        let settings = FeedSettings {
            keep_articles: keeps,
            ..FeedSettings::default()
        };
        if what == "muted" {
            let file = bench.folder().join("filters.toml");
            let filter = "name = 'n'\nwhen = '/^a[0-9]/'\nthen = ['mute']";
            std::fs::write(file, format!("[[filter]]\n{filter}\n")).unwrap();
        }
        let [quiet, noisy] = a_quiet_and_a_noisy_feed(&bench, settings);
        if what == "unsubscribed from" {
            change(&bench, &Change::RemoveFeed(noisy));
        }
        prune(&mut bench, 0, 4);
        assert_eq!(bench.feed(quiet).total, 4, "{what}");
        prune(&mut bench, 0, 3);
        assert_eq!(bench.feed(quiet).total, 3, "{what}");
    }
}

/// Whoever caught up on what was older lost each article while he read it, and `u` gave back nothing that could be seen.
#[test]
fn what_was_read_stays_for_as_long_as_what_came() {
    let mut bench = growing();
    let [quiet, noisy] = a_quiet_and_a_noisy_feed(&bench, FeedSettings::default());
    bench.pass(40 * DAY);
    read_all(&bench);
    prune(&mut bench, 30, 0);
    assert_eq!(bench.feed(noisy).total, 12, "read just now");
    let undone = bench.context.store.undo().unwrap().unwrap();
    assert_eq!(undone.message.as_str(), "12 articles unread again");
    assert_eq!(bench.feed(noisy).unread, 12);
    assert_eq!(bench.feed(quiet).total, 0, "read long ago");
    bench.context.store.redo().unwrap();
    bench.pass(31 * DAY);
    prune(&mut bench, 30, 0);
    assert_eq!(bench.feed(noisy).total, 0);
    let undone = bench.context.store.undo().unwrap().unwrap();
    let said = "12 articles unread again (no longer stored)";
    assert_eq!(undone.message.as_str(), said);
}

#[test]
fn what_was_read_a_moment_ago_takes_its_place_for_a_day() {
    let mut bench = growing();
    let [_, noisy] = a_quiet_and_a_noisy_feed(&bench, FeedSettings::default());
    read_all(&bench);
    prune(&mut bench, 0, 4);
    assert_eq!(bench.feed(noisy).total, 12);
    bench.pass(DAY + 1);
    prune(&mut bench, 0, 4);
    assert_eq!(bench.feed(noisy).total, 4);
}

/// "For ever" does not end when the feed is gone for an hour.
#[test]
fn the_limits_of_a_feed_hold_while_it_is_gone() {
    let mut bench = growing();
    let settings = FeedSettings {
        keep_days: Some(0),
        ..FeedSettings::default()
    };
    let [_, noisy] = a_quiet_and_a_noisy_feed(&bench, settings);
    read_all(&bench);
    change(&bench, &Change::RemoveFeed(noisy));
    bench.pass(90 * DAY);
    prune(&mut bench, 30, 0);
    bench.context.store.undo().unwrap();
    assert_eq!(bench.feed(noisy).total, 12);
}

#[test]
fn a_store_that_the_disk_has_no_room_for_is_said_to_have_none() {
    for blocks in ["-f 2", "-f 80", "-f 400"] {
        let home = Home::new();
        for arguments in [&["feeds"][..], &["list"], &["feeds"]] {
            let ran = limited(&home, blocks, arguments);
            assert_eq!(ran.code, Some(3), "{blocks}: {}", ran.err);
            assert!(ran.err.contains("the disk"), "{blocks}: {}", ran.err);
        }
        home.feed(&["import", "-"], b"https://a.example/feed");
        assert_eq!(home.ok(&["feeds", "--json"]).json().len(), 1, "{blocks}");
    }
}

#[test]
fn what_the_disk_does_not_take_is_one_line_and_leaves_nothing_behind() {
    let (home, _server) = Home::with_demo();
    home.ok(&["offline", "--articles", "10"]);
    let count = count(&home, "all");
    let out = |name: &str| home.path().join(name).to_str().unwrap().to_owned();
    let (book, all, page) = (out("a.epub"), out("a.json"), out("a.html"));
    let (copy, folder) = (out("copy.db"), out("folder"));
    let runs: [&[&str]; 5] = [
        &["export", "--output", &book],
        &["export", "--output", &all],
        &["export", "--output", &page],
        &["export", "--format", "markdown", "--output", &folder],
        &["backup", &copy],
    ];
    for arguments in runs {
        let ran = limited(&home, "-f 2", arguments);
        assert_eq!(
            (ran.code, ran.err.lines().count()),
            (Some(3), 1),
            "{arguments:?} {}",
            ran.err
        );
    }
    let left: Vec<String> = std::fs::read_dir(home.path())
        .unwrap()
        .map(|entry| entry.unwrap().file_name().to_string_lossy().into_owned())
        .filter(|name| name.starts_with("a.") || name.starts_with("copy") || name.contains(".part"))
        .collect();
    assert_eq!(left, [""; 0], "no halves");
    let ran = limited(&home, "-f 2", &["offline"]);
    assert!(matches!(ran.code, Some(1 | 3)), "{}{}", ran.out, ran.err);
    assert_eq!(self::count(&home, "all"), count);
    assert!(home.ok(&["--offline", "doctor"]).out.contains("store: ok"));
    home.ok(&["offline"]);
}
