//! The program in a real pseudo-terminal: start to the drawn list, key to frame, memory and
//! idleness. `cargo bench --bench terminal [-- ARTICLES]` (20,000 where nothing is said).

#![allow(clippy::print_stdout, reason = "what is measured is printed")]

mod corpus;
mod pty;

use pty::Terminal;
use std::time::{Duration, Instant};
use tempfile::TempDir;
use tidings::store::Store;

const STARTS: usize = 15;
const KEYS: usize = 200;
const IDLE: Duration = Duration::from_secs(20);
const VIEW: [&str; 3] = ["--offline", "--view", "all"];

fn main() {
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

fn report(what: &str, mut times: Vec<Duration>) {
    times.sort_unstable();
    let at = |share: usize| times[(times.len() - 1) * share / 100].as_secs_f64() * 1000.0;
    println!("{what}: median {:.2} ms, p99 {:.2} ms", at(50), at(99));
}
