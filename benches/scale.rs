//! How cost grows. `cargo bench --bench scale` prints a table for growing stores, and fails where 100,000 articles take
//! more than 400 MB;
//! `cargo bench --bench scale -- DIR ARTICLES FEEDS` makes one such store in DIR and keeps it, for
//! trying by hand: `tidings --data-dir DIR`.

#![allow(clippy::print_stdout, reason = "what is measured is printed")]

mod corpus;

use corpus::{NOW, arrivals, fill};
use std::path::Path;
use std::process::ExitCode;
use std::time::{Duration, Instant};
use tempfile::TempDir;
use tidings::model::{Anchor, ArticleQuery, Expression, FeedId, PollRecord, Scope, Term};
use tidings::store::Store;

/// Articles and feeds; the last is asked for by `--million`, since it takes minutes.
const SIZES: [(u64, usize); 4] = [
    (1000, 10),
    (10_000, 100),
    (100_000, 1000),
    (1_000_000, 5000),
];
const RUNS: usize = 21;

/// Bytes of a store of so many articles (docs/performance.md).
const GOAL: (u64, u64) = (100_000, 400_000_000);

fn main() -> ExitCode {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let plain: Vec<&String> = arguments.iter().filter(|it| !it.starts_with('-')).collect();
    if let [dir, articles, feeds] = plain.as_slice() {
        let (articles, feeds) = (articles.parse(), feeds.parse());
        let (Ok(articles), Ok(feeds)) = (articles, feeds) else {
            println!("usage: scale DIR ARTICLES FEEDS");
            return ExitCode::from(2);
        };
        let store = Store::open(Path::new(dir)).expect("a store in the folder");
        fill(&store, feeds, articles, true);
        drop(store);
        return judged(articles, size(Path::new(dir)));
    }
    let is_all = arguments.iter().any(|it| it == "--million");
    println!("medians in µs of {RUNS}; refresh: 40 entries, one of them new");
    println!(
        "articles  feeds |    open   list  middle  unread  search  counts  feeds refresh | MB"
    );
    for (articles, feeds) in SIZES.iter().take(if is_all { 4 } else { 3 }) {
        let size = measure(*articles, *feeds);
        if judged(*articles, size) == ExitCode::FAILURE {
            return ExitCode::FAILURE;
        }
    }
    ExitCode::SUCCESS
}

/// A store that is larger than it may be is an error.
fn judged(articles: u64, size: u64) -> ExitCode {
    let (of, most) = GOAL;
    if articles != of || size <= most {
        return ExitCode::SUCCESS;
    }
    println!("{articles} articles take {size} bytes; goal: {most}");
    ExitCode::FAILURE
}

/// Bytes of a store with its log.
fn size(dir: &Path) -> u64 {
    let files = ["tidings.db", "tidings.db-wal"];
    let sizes = files.map(|name| std::fs::metadata(dir.join(name)).map_or(0, |it| it.len()));
    sizes.iter().sum()
}

/// Prints a line; answers the store's size.
fn measure(articles: u64, feeds: usize) -> u64 {
    let dir = TempDir::new().expect("a folder");
    let store = Store::open(dir.path()).expect("a store");
    let ids = fill(&store, feeds, articles, true);
    let reader = store.reader().expect("a reader");
    let all = ArticleQuery::of(Scope::All);
    let window =
        |query: &ArticleQuery, anchor| reader.window(query, anchor, 40, 40).expect("a window");
    let middle = reader
        .window(&all, Anchor::Top, 0, 2000)
        .expect("a window")
        .rows
        .pop()
        .map_or(Anchor::Top, |row| Anchor::Article(row.id));
    let words = Term::Words {
        text: corpus::RARE.to_owned(),
        is_prefix: true,
    };
    let search = ArticleQuery {
        filter: Some(Expression::Term(words)),
        ..all.clone()
    };
    let columns = [
        median(|| {
            let fresh = store.reader().expect("a reader");
            drop(fresh.window(&all, Anchor::Top, 0, 40));
        }),
        median(|| drop(window(&all, Anchor::Top))),
        median(|| drop(window(&all, middle))),
        median(|| drop(window(&ArticleQuery::of(Scope::Unread), Anchor::Top))),
        median(|| drop(window(&search, Anchor::Top))),
        median(|| drop(reader.counts(NOW.minus(86_400)))),
        median(|| drop(reader.feeds())),
        refresh(&store, &ids, articles / feeds as u64),
    ];
    store.finish().expect("the log is folded in");
    let size = size(dir.path());
    print!("{articles:8} {feeds:6} |");
    for column in columns {
        print!(" {:7}", column.as_micros());
    }
    println!(" | {}", size >> 20);
    size
}

/// The first feed's document has one entry more each time.
fn refresh(store: &Store, ids: &[FeedId], each: u64) -> Duration {
    let from = each.saturating_sub(39);
    let mut new = 1_u64 << 40;
    median_of(|| {
        let mut entries = arrivals(from..each);
        new += 1;
        entries.extend(arrivals(new..new + 1));
        let begun = Instant::now();
        let stored = store.store_poll(ids[0], entries, PollRecord::default(), NOW);
        stored.expect("articles are stored");
        begun.elapsed()
    })
}

fn median(mut work: impl FnMut()) -> Duration {
    median_of(|| {
        let begun = Instant::now();
        work();
        begun.elapsed()
    })
}

fn median_of(mut work: impl FnMut() -> Duration) -> Duration {
    let mut times: Vec<Duration> = (0..RUNS).map(|_| work()).collect();
    times.sort_unstable();
    times[RUNS / 2]
}
