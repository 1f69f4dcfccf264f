//! Use for long: feeds with faults polled by a clock that is set, read, marked, undone and pruned; and
//! refresh after refresh in one session of the program. The tests do a little of it; `benches/soak.rs`
//! does a month of 200 feeds, and a thousand refreshes.

#![allow(clippy::unwrap_used, reason = "what does not hold stops here")]

use crate::bench::{Bench, TestClock, sound};
use crate::home::Home;
use crate::pty::{Start, Terminal};
use crate::server::{Server, answer};
use std::collections::{BTreeSet, HashMap};
use std::ops::ControlFlow;
use std::sync::atomic::{AtomicI64, Ordering};
use std::sync::{Arc, Mutex};
use std::time::Duration;
use tidings::config::Config;
use tidings::fetch::{FetchError, Request, Response};
use tidings::jobs;
use tidings::model::{
    Anchor, ArticleId, ArticleQuery, Change, MarkChange, Report, Scope, Target, Which,
};
use tidings::text::clean_line;

const HOUR: i64 = 3600;
const START: i64 = crate::bench::START;
/// Entries of a document.
const LONG: i64 = 8;
/// Days that are kept of what was read.
const KEPT: u32 = 5;

/// What each feed has sent and we could have read, by feed.
type Sent = Arc<Mutex<HashMap<u64, BTreeSet<i64>>>>;

/// Numbers that look random and are the same each time.
fn mixed(a: u64, b: u64) -> u64 {
    let mut number = a.wrapping_mul(0x9e37_79b9_7f4a_7c15) ^ b.wrapping_mul(0xbf58_476d_1ce4_e5b9);
    number = (number ^ (number >> 29)).wrapping_mul(0x94d0_49bb_1331_11eb);
    number ^ (number >> 32)
}

/// The newest entry of a feed at a time: each has its own pace.
fn newest(feed: u64, now: i64) -> i64 {
    (now - START) / (HOUR * (5 + (feed % 13) as i64)) + LONG
}

fn items(feed: u64, numbers: std::ops::Range<i64>) -> String {
    let item = |number: i64| {
        let words = format!("Entry {number} of feed {feed} ").repeat(20);
        format!(
            "<item><title>Title {number} of {feed}</title><guid>{feed}/{number}</guid>\
             <link>https://h{feed}.example/{number}</link><description>{words}</description></item>"
        )
    };
    numbers.rev().map(item).collect()
}

/// An outlet with bad days: errors, pages in place of feeds, cut streams, hosts that are away.
fn outlet(request: &Request, now: i64, sent: &Sent) -> Result<Response, FetchError> {
    let feed: u64 = request.url.rsplit('/').next().unwrap().parse().unwrap();
    let last = newest(feed, now);
    let (from, to) = (last - LONG + 1, last + 1);
    let host = || clean_line("a host");
    let plain = |status| {
        Ok(Response {
            status,
            url: request.url.clone(),
            ..Response::default()
        })
    };
    let head = "<rss version='2.0'><channel><title>Paper</title>";
    let mut response = match mixed(feed, (now / HOUR) as u64) % 20 {
        0 => return plain(503),
        1 => return plain(404),
        2 => return Err(FetchError::Timeout(host(), 30)),
        3 => return Err(FetchError::Connect(host(), clean_line("no route"))),
        4 => sound("<html><body>Sorry, we are moving house</body></html>"),
        5 => sound("\u{1b}]0;x\u{7} no feed at all"),
        6 => {
            // The newer half came whole, and then the line was cut.
            let middle = from + LONG / 2;
            let body = format!("{head}{}<item><title>Half", items(feed, middle..to));
            sent.lock()
                .unwrap()
                .entry(feed)
                .or_default()
                .extend(middle..to);
            return Ok(Response {
                is_cut: true,
                url: request.url.clone(),
                ..sound(&body)
            });
        }
        _ => {
            let tag = format!("\"{last}\"").into_bytes();
            if request.etag.as_ref() == Some(&tag) {
                return plain(304);
            }
            sent.lock()
                .unwrap()
                .entry(feed)
                .or_default()
                .extend(from..to);
            Response {
                etag: Some(tag),
                ..sound(&format!("{head}{}</channel></rss>", items(feed, from..to)))
            }
        }
    };
    response.url.clone_from(&request.url);
    Ok(response)
}

/// What the reader keeps, as an obvious book-keeping has it.
#[derive(Default)]
struct Reader {
    saved: BTreeSet<ArticleId>,
}

impl Reader {
    /// Done, saved, queued; one change taken back.
    fn read(&mut self, bench: &Bench) {
        let store = &bench.context.store;
        let query = ArticleQuery::of(Scope::Unread);
        let rows = store
            .reader()
            .unwrap()
            .window(&query, Anchor::Top, 0, 40)
            .unwrap()
            .rows;
        let ids: Vec<ArticleId> = rows.iter().map(|row| row.id).collect();
        let now = bench.clock_now();
        let mark = |what: MarkChange, ids: &[ArticleId]| {
            let target = Target::Articles(ids.to_vec());
            if !ids.is_empty() {
                store.apply(&Change::Mark { what, target }, now).unwrap();
            }
        };
        let (saved, rest) = ids.split_at(ids.len().min(2));
        mark(MarkChange::Save, saved);
        self.saved.extend(saved);
        let (queued, rest) = rest.split_at(rest.len().min(1));
        mark(MarkChange::Queue, queued);
        mark(MarkChange::Done, rest);
        if !rest.is_empty() {
            store.undo().unwrap();
            mark(MarkChange::Read, rest);
        }
    }
}

/// So many feeds for so many hours; `each_day` is told the day. Answers how many articles came.
pub fn simulate(feeds: u64, hours: i64, mut each_day: impl FnMut(i64, &Bench)) -> usize {
    let sent: Sent = Arc::default();
    let clock = Arc::new(TestClock(AtomicI64::new(START)));
    let (of_outlet, time) = (sent.clone(), clock.clone());
    let mut bench =
        Bench::faked(move |request| outlet(request, time.0.load(Ordering::SeqCst), &of_outlet));
    let mut config = Config::default();
    config.storage.keep_days = KEPT;
    let new = Arc::new(AtomicI64::new(0));
    let count = new.clone();
    bench.context.config = Arc::new(config);
    bench.context.clock = clock.clone();
    bench.clock = clock;
    bench.context.sink = Arc::new(move |report| {
        if let Report::FeedPolled(polled) = report {
            count.fetch_add(i64::from(polled.new), Ordering::SeqCst);
        }
    });
    let urls: Vec<String> = (0..feeds)
        .map(|n| format!("https://h{n}.example/{n}"))
        .collect();
    bench.subscribe(&urls);
    let mut reader = Reader::default();
    for hour in 1..=hours {
        bench.pass(HOUR);
        jobs::refresh(&bench.context, &Which::Due).unwrap();
        jobs::index(&bench.context).unwrap();
        if hour % 8 == 0 {
            reader.read(&bench);
        }
        if hour % 24 == 0 {
            jobs::prune(&bench.context).unwrap();
            assert_true_counts(&bench, &reader);
            each_day(hour / 24, &bench);
        }
    }
    let sent: usize = sent.lock().unwrap().values().map(BTreeSet::len).sum();
    let new = usize::try_from(new.load(Ordering::SeqCst)).unwrap();
    assert_eq!(new, sent, "each entry that was sent whole came once");
    sent
}

/// What is kept is what can be counted, and what the reader saved is all there.
fn assert_true_counts(bench: &Bench, own: &Reader) {
    let reader = bench.context.store.reader().unwrap();
    let lines = reader.check().unwrap().lines;
    let is_whole =
        lines[0].starts_with("store: ok") && !lines.iter().any(|it| it.contains("kept, but"));
    assert!(is_whole, "{lines:?}");
    let counted = |scope: Scope| {
        let mut ids = BTreeSet::new();
        let query = ArticleQuery::of(scope);
        let mut each = |row: tidings::model::ArticleRow| {
            assert!(ids.insert(row.id), "twice in a list");
            ControlFlow::Continue(())
        };
        reader.for_each(&query, None, &mut each).unwrap();
        ids
    };
    let counts = reader.counts(bench.clock_now()).unwrap();
    assert_eq!(counts.unread as usize, counted(Scope::Unread).len());
    assert_eq!(counted(Scope::Saved), own.saved);
    assert_eq!(counts.saved as usize, own.saved.len());
}

#[test]
fn days_of_faults_reading_and_pruning_lose_and_double_nothing() {
    let mut rows = Vec::new();
    let sent = simulate(8, 9 * 24, |_, bench| {
        let reader = bench.context.store.reader().unwrap();
        rows.push(reader.all_articles().unwrap().len());
    });
    assert!(sent > 150, "{sent}");
    let last = *rows.last().unwrap();
    assert!(last < sent, "what was read long ago went: {rows:?}");
}

/// What a process holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Vitals {
    pub kilobytes: u64,
    pub handles: usize,
    pub threads: usize,
    pub children: usize,
}

/// None where there is no `/proc`.
pub fn vitals(process: u32) -> Option<Vitals> {
    let folder = format!("/proc/{process}");
    let status = std::fs::read_to_string(format!("{folder}/status")).ok()?;
    let resident = status
        .lines()
        .find_map(|line| line.strip_prefix("VmRSS:"))?;
    let entries = |name: &str| Some(std::fs::read_dir(format!("{folder}/{name}")).ok()?.count());
    let tasks = std::fs::read_dir(format!("{folder}/task")).ok()?;
    let children = tasks.flatten().map(|task| {
        let text = std::fs::read_to_string(task.path().join("children"));
        text.unwrap_or_default().split_whitespace().count()
    });
    Some(Vitals {
        kilobytes: resident.trim().trim_end_matches(" kB").parse().ok()?,
        handles: entries("fd")?,
        threads: entries("task")?,
        children: children.sum(),
    })
}

/// The program in a terminal, told to refresh again and again; each feed has one entry more each time.
pub fn refresh_again_and_again(
    feeds: usize,
    rounds: u64,
    mut each: impl FnMut(u64, Option<Vitals>),
) {
    let asked: Arc<Mutex<HashMap<String, u64>>> = Arc::default();
    let log = asked.clone();
    let server = Server::start(move |asked| {
        let mut log = log.lock().unwrap();
        let round = log.entry(asked.path.clone()).or_default();
        *round += 1;
        let round = *round;
        drop(log);
        let items: String = (round.saturating_sub(4).max(1)..=round)
            .map(|number| {
                let path = &asked.path;
                format!("<item><title>Round {number} of {path}</title><guid>{path}/{number}</guid><link>{path}/{number}</link><description>What happened in round {number} at {path}.</description></item>")
            })
            .collect();
        let body =
            format!("<rss version='2.0'><channel><title>Paper</title>{items}</channel></rss>");
        answer(
            200,
            &[("Content-Type", "application/rss+xml")],
            body.as_bytes(),
        )
    });
    let home = Home::new();
    let list: Vec<String> = (0..feeds).map(|n| server.url(&format!("/{n}"))).collect();
    let ran = home.feed(&["import", "-"], list.join("\n").as_bytes());
    assert_eq!(ran.code, Some(0), "{}", ran.err);
    home.ok(&["refresh", "--all"]);
    let data = home.data();
    let arguments = ["--data-dir", data.to_str().unwrap(), "--view", "all"];
    let mut terminal = Terminal::start(
        &home,
        &Start {
            arguments: &arguments,
            ..Start::default()
        },
    );
    terminal.until_says("Round 1 ");
    let total = || asked.lock().unwrap().values().sum::<u64>();
    for round in 2..=rounds + 1 {
        let before = total();
        terminal.press("R");
        // One that is still finishing may have swallowed it.
        while !terminal.says_within(Duration::from_secs(5), || total() > before) {
            terminal.press("R");
        }
        while !terminal.says_within(Duration::from_secs(60), || total() >= round * feeds as u64) {}
        let words = format!("Round {round} ");
        terminal.press("gg");
        while !terminal.shows_within(Duration::from_millis(100), &words) {
            terminal.press("gg");
        }
        each(round - 1, vitals(terminal.process()));
    }
    // What was answered and is not stored when the program ends is asked for again the next time.
    terminal.until("the last refresh done", |screen| !screen.contains('↓'));
    terminal.press("Q");
    assert_eq!(terminal.end(), 0);
    home.assert_whole("after all rounds");
    let stored = home.ok(&["--offline", "list"]).out.lines().count();
    assert_eq!(stored, feeds * (rounds as usize + 1));
}

/// No handle, thread or child more than after the first rounds.
#[test]
fn refresh_after_refresh_leaves_no_handle_and_no_child() {
    // Connections to the store are kept, and all are there only after some rounds.
    const WARM: u64 = 8;
    let mut seen = Vec::new();
    refresh_again_and_again(6, WARM + 16, |round, found| {
        seen.extend(found.filter(|_| round > WARM));
    });
    // Each look meets some request or reader under way; what is lost each round would show all the same.
    let (first, last) = seen.split_at(seen.len() / 2);
    let most = |held: fn(&Vitals) -> usize| first.iter().map(held).max();
    let least = |held: fn(&Vitals) -> usize| last.iter().map(held).min();
    assert!(least(|it| it.handles) <= most(|it| it.handles), "{seen:?}");
    assert!(
        least(|it| it.children) <= most(|it| it.children),
        "{seen:?}"
    );
}
