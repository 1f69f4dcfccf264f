//! How long a person waits for the answer to each kind of key, while feeds that change are polled without pause.
//! `cargo bench --bench keys [-- DIR]`: with 100,000 articles in 500 feeds, made in DIR and kept there for the next
//! run; without DIR they are made anew. `--still`: nothing is polled meanwhile.

#![allow(
    clippy::print_stdout,
    clippy::unwrap_used,
    dead_code,
    reason = "what is measured is printed; tests use more of the server"
)]

mod corpus;
mod pty;
#[path = "../tests/it/server.rs"]
mod server;

use pty::Terminal;
use server::Server;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;
use tidings::store::Store;

const FEEDS: usize = 500;
const ARTICLES: u64 = 100_000;
/// Entries of a document, one of them new.
const ENTRIES: u64 = 10;
const ROUNDS: usize = 40;
/// What has not come then does not come.
const PATIENCE: Duration = Duration::from_secs(5);
/// Answers that may not come until it is of no use to go on.
const MISSING: usize = 20;
/// A person's pause between two keys.
const PAUSE: Duration = Duration::from_millis(40);
const FRAME: Duration = Duration::from_millis(16);

/// A kind of key: what is pressed, and what its answer shows. The second screen is the one before.
struct Kind {
    name: &'static str,
    keys: &'static str,
    answer: fn(&Seen, &Seen) -> bool,
}

struct Seen {
    text: String,
    cursor: (u16, u16),
}

impl Seen {
    fn of(terminal: &Terminal) -> Self {
        Self {
            text: terminal.text(),
            cursor: terminal.cursor(),
        }
    }

    fn first(&self) -> &str {
        self.text.lines().next().unwrap_or_default()
    }

    fn last(&self) -> &str {
        self.text.lines().last().unwrap_or_default()
    }

    /// Something is being typed.
    fn asks(&self) -> bool {
        self.last().starts_with(['/', ':']) || self.last().contains("only:")
    }

    /// The line of the cursor, of the list alone.
    fn row(&self) -> &str {
        let line = self.text.lines().nth(usize::from(self.cursor.0));
        line.unwrap_or_default()
    }

    fn rows(&self) -> usize {
        self.text.matches("N0").count() + self.text.matches("N1").count()
    }
}

fn moved(now: &Seen, before: &Seen) -> bool {
    now.cursor != before.cursor || now.row() != before.row()
}

fn changed(now: &Seen, before: &Seen) -> bool {
    now.text.lines().skip(1).ne(before.text.lines().skip(1))
}

macro_rules! kinds {
    ($($name:literal $keys:literal $answer:expr;)*) => {
        [$(Kind { name: $name, keys: $keys, answer: $answer }),*]
    };
}

fn said(now: &Seen, before: &Seen) -> bool {
    now.last() != before.last() && !now.last().trim().is_empty()
}

fn listed(now: &Seen, name: &str) -> bool {
    now.first().contains(&format!("{name} ·")) && now.rows() > 5
}

fn reads(now: &Seen) -> bool {
    now.first().contains('%') && now.text.contains("It is about this")
}

fn found(now: &Seen, words: &str) -> bool {
    now.first().contains(&format!("search “{words}”")) && now.rows() > 5
}

fn filtered(now: &Seen, words: &str) -> bool {
    now.first().contains("filter “") && now.first().contains(words) && now.rows() > 5
}

fn main() {
    let dir = std::env::args().skip(1).find(|it| !it.starts_with('-'));
    let is_still = std::env::args().any(|it| it == "--still");
    let kept = tempfile::tempdir().unwrap();
    let home = dir.map_or_else(|| kept.path().to_owned(), PathBuf::from);
    fill(&home);
    let server = outlets();
    let config = format!(
        "[polling]\nfloor = \"0s\"\n[network]\nproxy = \"{}\"\n",
        server.url("")
    );
    std::fs::write(home.join("config.toml"), config).unwrap();
    let file = home.join("config.toml");
    let config = ["--config", file.to_str().unwrap(), "--view", "all"];
    let offline = [&config[..], &["--offline"]].concat();
    let arguments = if is_still { &offline[..] } else { &config[..] };
    let mut terminal = Terminal::start(&home, arguments);
    terminal.until(|screen| screen.matches(['●', '○']).count() >= 5);
    let mut times: Vec<Vec<Duration>> = KINDS.iter().map(|_| Vec::new()).collect();
    let (mut polled, mut late) = (0, 0);
    for _ in 0..ROUNDS {
        for (kind, times) in KINDS.iter().zip(&mut times) {
            if late >= MISSING {
                break;
            }
            std::thread::sleep(PAUSE);
            terminal.look();
            let now = Seen::of(&terminal);
            if !is_still && !now.first().contains('↓') && listed(&now, "all") && !now.asks() {
                // The next refresh begins where the last has ended.
                terminal.press("R");
                polled += 1;
                std::thread::sleep(PAUSE);
                terminal.look();
            }
            let before = Seen::of(&terminal);
            let answered = terminal.answer(kind.keys, PATIENCE, |it| {
                (kind.answer)(&Seen::of(it), &before)
            });
            let Some(time) = answered else {
                let now = Seen::of(&terminal);
                println!(
                    "no answer to {}: {} … {}",
                    kind.name,
                    now.first(),
                    now.last()
                );
                late += 1;
                continue;
            };
            times.push(time);
        }
    }
    let came = Store::open(&home.join("data"))
        .unwrap()
        .reader()
        .unwrap()
        .counts(corpus::NOW)
        .unwrap()
        .all;
    println!("{ARTICLES} articles, {came} at the end, {FEEDS} feeds, {polled} refreshes meanwhile");
    for (kind, times) in KINDS
        .iter()
        .zip(&times)
        .filter(|(_, times)| !times.is_empty())
    {
        report(kind.name, times.clone());
    }
    // Work over many articles that shows when it is done, and holds up no other key.
    let is_key = |kind: &Kind| !kind.name.starts_with("bulk:");
    let keys = KINDS.iter().zip(times).filter(|(kind, _)| is_key(kind));
    report("all keys", keys.flat_map(|(_, times)| times).collect());
    terminal.press("Q");
}

fn report(what: &str, mut times: Vec<Duration>) {
    times.sort_unstable();
    let at = |share: usize| times[(times.len() - 1) * share / 100].as_secs_f64() * 1000.0;
    let slow = times.iter().filter(|time| **time > FRAME).count();
    println!(
        "{what:28} {:6} keys: median {:7.2} p90 {:7.2} p99 {:7.2} most {:7.2} ms, {slow} over a frame",
        times.len(),
        at(50),
        at(90),
        at(99),
        at(100)
    );
}

/// From the list of all back to it, with nothing changed but by what is polled.
const KINDS: &[Kind] = &kinds! {
    "j" "j" moved;
    "5j" "5j" moved;
    "k" "k" moved;
    "^D" "\x04" moved;
    "^F" "\x06" moved;
    "G" "G" moved;
    "gg" "gg" moved;
    "d" "d" |now, _| now.last().contains("done:");
    "u" "u" |now, _| now.last().contains("again");
    "5d" "5d" |now, _| now.last().contains("5 articles");
    "u (5d)" "u" |now, _| now.last().contains("again");
    "s" "s" |now, _| now.last().contains("saved:");
    "u (s)" "u" said;
    "a" "a" |now, _| now.last().contains("queued:");
    "u (a)" "u" said;
    "x" "x" |now, _| now.last().contains("dismissed:");
    "u (x)" "u" said;
    "m" "m" |now, _| now.last().contains("read:");
    "u (m)" "u" said;
    "t" "t" |now, _| now.last().contains("tag");
    "Esc (prompt)" "\x1b" |now, _| !now.last().contains("tag (");
    "V" "V" |now, _| now.last().contains("1 picked");
    "j (V)" "j" |now, _| now.last().contains("2 picked");
    "*" "*" |now, _| now.last().contains("picked") && !now.last().contains("2 picked");
    "Esc (V)" "\x1b" |now, _| now.last().contains("nothing is picked");
    "n" "n" moved;
    "p" "p" moved;
    "y" "y" |now, _| now.last().contains("copied");
    "Enter" "\r" |now, _| reads(now);
    "j (reader)" "j" changed;
    "Space" " " changed;
    "J" "J" |now, before| reads(now) && now.first() != before.first();
    // It is where it was left.
    "K" "K" |now, before| now.first().contains('%') && now.first() != before.first();
    "/ (reader)" "/" |now, _| now.last().starts_with('/');
    "about" "about\r" |now, _| now.last().contains("about”: 1 of");
    "Esc (find)" "\x1b" |now, _| !now.last().contains("about”");
    "v" "v" changed;
    "d (reader)" "d" |now, before| reads(now) && now.first() != before.first();
    "u (reader)" "u" said;
    "q (reader)" "q" |now, _| listed(now, "all");
    "/" "/" |now, _| now.last().starts_with('/');
    "a (search)" "a" |now, _| now.last().starts_with("/a");
    "b (search)" "b" |now, _| now.first().contains("search “ab”");
    "o (search)" "o" |now, _| found(now, "abo");
    "u (search)" "u" |now, _| found(now, "abou");
    "t (search)" "t" |now, _| found(now, "about");
    "bulk: Enter, 2,000 texts ranked" "\r" |now, before| now.text.lines().nth(1) != before.text.lines().nth(1);
    "j (results)" "j" moved;
    "Esc (results)" "\x1b" |now, _| listed(now, "all");
    "/zyxomark" "/zyxomark" |now, _| found(now, "zyxomark");
    "Enter (rare)" "\r" |now, _| !now.last().starts_with('/') && found(now, "zyxomark");
    "Esc (rare)" "\x1b" |now, _| listed(now, "all");
    "F" "F" |now, _| now.last().contains("only:");
    "minutes<4" "minutes<4" |now, _| filtered(now, "minutes<4");
    "Enter (F)" "\r" |now, _| !now.last().contains("only:") && filtered(now, "minutes<4");
    "Esc (F)" "\x1b" |now, _| listed(now, "all");
    "Fis:unread words>400" "Fis:unread words>400\r" |now, _| filtered(now, "words>400");
    "Esc (F 2)" "\x1b" |now, _| listed(now, "all");
    "So" "So" |now, _| now.last().contains("oldest first") && now.rows() > 5;
    "Sf" "Sf" |now, _| now.last().contains("feed by feed") && now.rows() > 5;
    "Su" "Su" |now, _| now.last().contains("unread first") && now.rows() > 5;
    "Ss" "Ss" |now, _| now.last().contains("shortest first") && now.rows() > 5;
    "Sl" "Sl" |now, _| now.last().contains("longest first") && now.rows() > 5;
    "Sn" "Sn" |now, _| now.last().contains("newest first") && now.rows() > 5;
    "." "." |now, _| listed(now, "unread");
    ". again" "." |now, _| listed(now, "all");
    "gu" "gu" |now, _| listed(now, "unread");
    "gs" "gs" |now, _| now.first().contains("saved");
    "gq" "gq" |now, _| now.first().contains("queue");
    "gt" "gt" |now, _| now.first().contains("today");
    "gh" "gh" |now, _| now.first().contains("history");
    "ga" "ga" |now, _| listed(now, "all");
    "]" "]" |now, _| now.first().contains("Feed") && now.rows() > 5;
    "Aa (a feed)" "Aa" |now, _| now.last().contains("marking") || now.last().contains("read");
    "u (Aa)" "u" |now, _| now.last().contains("going through") || now.last().contains("again");
    "bulk: a feed is unread again" "" |now, _| now.last().contains("unread again");
    "[" "[" changed;
    "gf" "gf" |now, before| now.cursor.1 != before.cursor.1;
    "j (feeds)" "j" moved;
    "Enter (feeds)" "\r" |now, _| now.rows() > 5;
    "ga again" "ga" |now, _| listed(now, "all");
    "Aa (100,000)" "Aa" |now, _| now.last().contains("marking") || now.last().contains("read");
    "bulk: 100,000 are read" "" |now, _| now.last().contains("articles read");
    "bulk: u, 100,000 unread again" "u" |now, _| now.last().contains("unread again");
    "X" "X" |now, _| now.text.contains("a filter from");
    "e (X)" "e" |now, _| now.last().contains("words");
    "other words (X)" "\x15ka\r" |now, _| now.text.contains("title:\"ka\"");
    "Esc (X)" "\x1b" |now, _| listed(now, "all");
    "i" "i" |now, _| now.text.contains("stored articles");
    "Esc (i)" "\x1b" |now, _| listed(now, "all");
    "E" "E" |now, _| now.text.contains("whole text");
    "Esc (E)" "\x1b" |now, _| listed(now, "all");
    ":" ":" |now, _| now.last().starts_with(':');
    "done (palette)" "done" |now, _| now.last().starts_with(":done");
    "Esc (:)" "\x1b" |now, _| listed(now, "all");
    "?" "?" |now, _| now.text.contains("page down");
    "Esc (?)" "\x1b" |now, _| listed(now, "all");
    "T" "T" |now, _| now.text.contains("auto:");
    "Esc (T)" "\x1b" |now, _| listed(now, "all");
    "<" "<" changed;
    ">" ">" changed;
};

fn fill(home: &Path) {
    let data = home.join("data");
    if data.join("tidings.db").exists() {
        return;
    }
    std::fs::create_dir_all(&data).unwrap();
    let store = Store::open(&data).unwrap();
    corpus::fill(&store, FEEDS, ARTICLES, true);
}

/// Every outlet behind one proxy: the same entries each time, and one that is new.
fn outlets() -> Server {
    let new = AtomicU64::new(1 << 40);
    let each = ARTICLES / FEEDS as u64;
    let answer = move |asked: &server::Asked| {
        let host = asked.path.strip_prefix("http://f").unwrap_or_default();
        let feed: u64 = host.split('.').next().unwrap().parse().unwrap_or(0);
        let new = new.fetch_add(1, Ordering::Relaxed);
        let old = feed * each..feed * each + ENTRIES - 1;
        let body = corpus::document(std::iter::once(new).chain(old));
        server::answer(200, &[("content-type", "application/rss+xml")], &body)
    };
    // Outlets are elsewhere: they take nothing from the machine that a person sits before, and no thread of theirs does.
    let start = move || {
        tidings::jobs::step_back();
        Server::start(answer)
    };
    std::thread::spawn(start).join().unwrap()
}
