//! Use for long. `cargo bench --bench soak -- month [FEEDS DAYS]`: a simulated month of 200 feeds with
//! faults, reading and pruning; `-- session [FEEDS ROUNDS]`: a thousand refreshes of 200 changing
//! feeds in one session of the program. Memory, handles, children; stops at what does not hold.

#![allow(clippy::print_stdout, reason = "what is measured is printed")]
#![allow(
    clippy::unwrap_used,
    clippy::disallowed_methods,
    dead_code,
    reason = "these are the tests' own; a bench takes of them what it needs"
)]

#[path = "../tests/it/bench.rs"]
mod bench;
#[path = "../tests/it/home.rs"]
mod home;
#[path = "../tests/it/pty.rs"]
mod pty;
#[path = "../tests/it/server.rs"]
mod server;
#[path = "../tests/it/soak.rs"]
mod soak;

fn main() {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let number = |place: usize, default: u64| {
        let found = arguments
            .iter()
            .filter(|it| !it.starts_with('-'))
            .nth(place);
        found.and_then(|it| it.parse().ok()).unwrap_or(default)
    };
    let is = |name: &str| arguments.iter().any(|it| it == name);
    if is("month") || !is("session") {
        month(number(1, 200), number(2, 30));
    }
    if is("session") || !is("month") {
        session(number(1, 200) as usize, number(2, 1000));
    }
}

fn month(feeds: u64, days: u64) {
    println!("a month: {feeds} feeds, {days} days");
    println!("day   RSS kB  handles  articles    store kB");
    let mut seen = Vec::new();
    let sent = soak::simulate(feeds, days as i64 * 24, |day, bench| {
        let articles = bench
            .context
            .store
            .reader()
            .unwrap()
            .all_articles()
            .unwrap()
            .len();
        let size = std::fs::metadata(bench.folder().join("tidings.db")).map_or(0, |it| it.len());
        if let Some(found) = soak::vitals(std::process::id()) {
            println!(
                "{day:3} {:8} {:8} {articles:9} {:11}",
                found.kilobytes,
                found.handles,
                size >> 10
            );
            seen.push(found);
        }
    });
    println!("{sent} entries came, each once; store whole, counts right every day");
    if let (Some(tenth), Some(last)) = (seen.get(9), seen.last()) {
        let growth = last.kilobytes as i64 - tenth.kilobytes as i64;
        println!("growth from day 10 to the last: {growth} kB");
    }
}

fn session(feeds: usize, rounds: u64) {
    println!("a session: {rounds} refreshes of {feeds} changing feeds");
    println!("round   RSS kB  handles  threads  children");
    let mut seen = Vec::new();
    soak::refresh_again_and_again(feeds, rounds, |round, found| {
        let Some(found) = found else { return };
        if round <= 2 || round % (rounds / 20).max(1) == 0 {
            let soak::Vitals {
                kilobytes,
                handles,
                threads,
                children,
            } = found;
            println!("{round:5} {kilobytes:8} {handles:8} {threads:8} {children:9}");
        }
        seen.push(found);
    });
    if let (Some(fiftieth), Some(last)) = (seen.get(49), seen.last()) {
        let growth = last.kilobytes as i64 - fiftieth.kilobytes as i64;
        println!("growth after the first fifty: {growth} kB");
    }
}
