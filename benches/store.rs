//! The store: what arrives, what is listed, what is searched. `cargo bench --bench store`

mod corpus;

use corpus::{NOW, arrivals, fill, subscribe};
use divan::Bencher;
use divan::counter::ItemsCount;
use tempfile::TempDir;
use tidings::model::{Anchor, ArticleQuery, Expression, PollRecord, Scope, Term};
use tidings::store::{Reader, Store};

fn main() {
    divan::main();
}

fn open() -> (TempDir, Store) {
    let dir = TempDir::new().expect("a folder");
    let store = Store::open(dir.path()).expect("a store");
    (dir, store)
}

/// A feed's first poll.
#[divan::bench(args = [40, 200], sample_count = 20)]
fn ingest(bencher: Bencher<'_, '_>, entries: u64) {
    bencher
        .counter(ItemsCount::new(entries))
        .with_inputs(|| {
            let (dir, store) = open();
            let feeds = subscribe(&store, 1);
            (dir, store, feeds, arrivals(0..entries))
        })
        .bench_values(|(dir, store, feeds, arrivals)| {
            let stored = store.store_poll(feeds[0], arrivals, PollRecord::default(), NOW);
            (dir, stored.expect("articles are stored"))
        });
}

/// The same feed again with nothing new in it.
#[divan::bench(sample_count = 50)]
fn ingest_known(bencher: Bencher<'_, '_>) {
    let (_dir, store) = open();
    let feeds = fill(&store, 1, 40, false);
    bencher
        .counter(ItemsCount::new(40_u64))
        .with_inputs(|| arrivals(0..40))
        .bench_values(|arrivals| store.store_poll(feeds[0], arrivals, PollRecord::default(), NOW));
}

#[divan::bench(sample_count = 20)]
fn index(bencher: Bencher<'_, '_>) {
    bencher
        .counter(ItemsCount::new(100_u64))
        .with_inputs(|| {
            let (dir, store) = open();
            fill(&store, 1, 100, false);
            (dir, store)
        })
        .bench_values(|(dir, store)| (dir, store.index_some(100)));
}

const SIZES: [u64; 2] = [1000, 10_000];

fn filled(articles: u64) -> (TempDir, Reader) {
    let (dir, store) = open();
    fill(&store, 50, articles, true);
    let reader = store.reader().expect("a reader");
    (dir, reader)
}

#[divan::bench(args = SIZES)]
fn list_window(bencher: Bencher<'_, '_>, articles: u64) {
    let (_dir, reader) = filled(articles);
    let query = ArticleQuery::of(Scope::All);
    bencher.bench_local(|| reader.window(&query, Anchor::Top, 0, 80));
}

fn search(bencher: Bencher<'_, '_>, articles: u64, word: &str) {
    let (_dir, reader) = filled(articles);
    let term = Term::Words {
        text: word.to_owned(),
        is_prefix: true,
    };
    let query = ArticleQuery {
        filter: Some(Expression::Term(term)),
        ..ArticleQuery::of(Scope::All)
    };
    bencher.bench_local(|| reader.window(&query, Anchor::Top, 0, 80));
}

#[divan::bench(args = SIZES)]
fn search_rare(bencher: Bencher<'_, '_>, articles: u64) {
    search(bencher, articles, corpus::RARE);
}

#[divan::bench(args = SIZES)]
fn search_common(bencher: Bencher<'_, '_>, articles: u64) {
    search(bencher, articles, corpus::COMMON);
}

#[divan::bench(args = SIZES)]
fn feeds_and_counts(bencher: Bencher<'_, '_>, articles: u64) {
    let (_dir, reader) = filled(articles);
    bencher.bench_local(|| (reader.feeds(), reader.counts(NOW.minus(86_400))));
}
