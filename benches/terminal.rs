//! The program in a real pseudo-terminal: start to the drawn list, key to frame, memory and
//! idleness. `cargo bench --bench terminal [-- ARTICLES]` (20,000 where nothing is said); `-- pages` reads a page of
//! 500 words and one of 50,000.

#![allow(clippy::print_stdout, reason = "what is measured is printed")]

mod corpus;
mod pty;

use pty::Terminal;
use std::time::{Duration, Instant};
use tempfile::TempDir;
use tidings::model::PollRecord;
use tidings::store::Store;

const STARTS: usize = 15;
const KEYS: usize = 200;
const IDLE: Duration = Duration::from_secs(20);
const VIEW: [&str; 3] = ["--offline", "--view", "all"];

fn main() {
    if std::env::args().any(|it| it == "pages") {
        return pages();
    }
    let number = std::env::args().skip(1).find_map(|it| it.parse().ok());
    let articles: u64 = number.unwrap_or(20_000);
    let home = TempDir::new().expect("a folder");
    let data = home.path().join("data");
    std::fs::create_dir_all(&data).expect("a folder");
    let store = Store::open(&data).expect("a store");
    corpus::fill(&store, 500, articles, true);
    drop(store);

    let starts = (0..STARTS).map(|_| {
        let begun = Instant::now();
        let mut terminal = Terminal::start(home.path(), &VIEW);
        terminal.until(|screen| screen.matches("N0").count() >= 5);
        begun.elapsed()
    });
    report(&format!("start, {articles} articles"), starts.collect());

    let mut terminal = Terminal::start(home.path(), &VIEW);
    terminal.until(|screen| screen.matches("N0").count() >= 5);
    terminal.rest();
    println!("memory then (resident, most): {}", terminal.status("VmHWM"));
    let keys = (0..KEYS).map(|_| {
        let time = terminal.key("j");
        terminal.rest();
        time
    });
    report("j, key to frame", keys.collect());
    terminal.rest();
    let before = terminal.status("voluntary_ctxt_switches");
    std::thread::sleep(IDLE);
    let after = terminal.status("voluntary_ctxt_switches");
    println!(
        "idle {} s: wake-ups of the interface {before} → {after}",
        IDLE.as_secs()
    );
}

/// Opening, and scrolling by lines and by pages, in a short article and in a very long one.
fn pages() {
    let lengths = [500, 50_000];
    let home = TempDir::new().expect("a folder");
    let data = home.path().join("data");
    std::fs::create_dir_all(&data).expect("a folder");
    let store = Store::open(&data).expect("a store");
    let feed = corpus::subscribe(&store, 1)[0];
    store
        .store_poll(
            feed,
            corpus::stories(&lengths),
            PollRecord::default(),
            corpus::NOW,
        )
        .expect("articles are stored");
    drop(store);
    for (number, words) in lengths.into_iter().enumerate() {
        let mut terminal = Terminal::start(home.path(), &VIEW);
        terminal.until(|screen| screen.matches("N0").count() >= 2);
        terminal.rest();
        for _ in 0..number {
            terminal.key("j");
            terminal.rest();
        }
        let begun = terminal.press("\r");
        terminal.until(|screen| screen.contains("page 1 of"));
        let open = begun.elapsed().as_secs_f64() * 1000.0;
        println!("{words} words, Enter to the laid-out page: {open:.1} ms");
        terminal.rest();
        // Into the middle of the long one.
        for _ in 0..number * 70 {
            terminal.key("\x06");
        }
        terminal.rest();
        for (there, back, name) in [("j", "k", "a line"), ("\x06", "\x02", "a page")] {
            let times = (0..KEYS).map(|turn| {
                let time = terminal.key(if turn % 2 == 0 { there } else { back });
                terminal.rest();
                time
            });
            report(
                &format!("{words} words, {name}, key to frame"),
                times.collect(),
            );
        }
    }
}

fn report(what: &str, mut times: Vec<Duration>) {
    times.sort_unstable();
    let at = |share: usize| times[(times.len() - 1) * share / 100].as_secs_f64() * 1000.0;
    println!("{what}: median {:.2} ms, p99 {:.2} ms", at(50), at(99));
}
