//! What is killed, and what must hold afterwards: for the tests, which kill at chosen moments, and for
//! `benches/kills.rs`, which does it hundreds of times at random ones.

#![allow(clippy::unwrap_used, reason = "a kill that leaves damage stops here")]

use crate::home::{Home, Ran};
use crate::older::{kept, made_older, migrations, read_in_part};
use std::path::PathBuf;
use std::process::{Child, Stdio};
use tidings::demo::{Options, Server};
use tidings::model::Timestamp;

/// Waits for its moment and kills; may come too late.
pub type Killer<'a> = &'a mut dyn FnMut(&mut Child, &Home);

/// Homes in the states in which something is begun, and what is there when it was not killed.
pub struct World {
    _server: Server,
    /// Each request that the outlets got is a line.
    pub log: PathBuf,
    _folder: tempfile::TempDir,
    subscribed: Home,
    polled: Home,
    expected: Vec<String>,
    ahead: Vec<String>,
    older: Home,
    of_older: Vec<String>,
}

impl World {
    pub fn new() -> Self {
        let folder = tempfile::tempdir().unwrap();
        let log = folder.path().join("requests");
        let server = Server::start(&Options {
            port: 0,
            log: Some(log.clone()),
            now: Timestamp::from_seconds(1_763_980_000),
        })
        .unwrap();
        let subscribed = Home::new();
        let addresses: Vec<String> = server.feeds().into_iter().map(|feed| feed.url).collect();
        let ran = subscribed.feed(&["import", "-"], addresses.join("\n").as_bytes());
        assert_eq!(ran.code, Some(0), "{}", ran.err);
        let polled = subscribed.copied();
        polled.ok(&["refresh"]);
        let expected = articles(&polled);
        let fetched = polled.copied();
        fetched.ok(&["offline", "--articles", "16"]);
        let ahead = whole(&fetched);
        assert!(expected.len() > 50 && ahead.len() > 3);
        let older = read_in_part();
        let of_older = kept(&older);
        made_older(&older, 1);
        Self {
            _server: server,
            log,
            _folder: folder,
            subscribed,
            polled,
            expected,
            ahead,
            older,
            of_older,
        }
    }

    /// Articles are there or not, never twice, and the next refresh, at once, brings what is missing.
    pub fn refresh(&self, kill: Killer<'_>) {
        let home = self.subscribed.copied();
        killed(&home, &["refresh", "--all", "--json"], kill);
        home.assert_whole("refresh");
        let stored = articles(&home);
        assert!(
            stored.iter().all(|it| self.expected.contains(it)),
            "{stored:?}"
        );
        home.ok(&["refresh", "--all"]);
        assert_eq!(articles(&home), self.expected);
    }

    /// One change is there or it is not; undoing it gives what was.
    pub fn bulk(&self, kill: Killer<'_>) {
        let home = self.polled.copied();
        let before = marked(&home, "saved");
        let ran = killed(&home, &["--offline", "mark", "saved", "is:unread"], kill);
        home.assert_whole("bulk");
        let after = marked(&home, "saved");
        let is_done = after.len() == self.expected.len();
        assert!(
            is_done || after == before,
            "{} of {}",
            after.len(),
            self.expected.len()
        );
        assert!(
            is_done || ran.code != Some(0),
            "what was acknowledged is lost"
        );
        if is_done {
            home.ok(&["--offline", "undo"]);
            assert_eq!(marked(&home, "saved"), before);
        }
        home.assert_whole("bulk, undone");
    }

    /// Marks one by one, the last killed: all that were acknowledged are there, and no other.
    pub fn marks(&self, count: usize, kill: Killer<'_>) {
        let home = self.polled.copied();
        let mut acknowledged = Vec::new();
        for id in 1..count {
            home.ok(&["--offline", "mark", "saved", &id.to_string()]);
            acknowledged.push(id.to_string());
        }
        let ran = killed(
            &home,
            &["--offline", "mark", "saved", &count.to_string()],
            kill,
        );
        home.assert_whole("marks");
        let found = marked(&home, "saved");
        let all = [acknowledged.clone(), vec![count.to_string()]].concat();
        assert!(
            found == all || (found == acknowledged && ran.code != Some(0)),
            "{found:?}"
        );
    }

    /// The text of an article is whole or not there; the next run makes all whole.
    pub fn prefetch(&self, kill: Killer<'_>) {
        let home = self.polled.copied();
        killed(&home, &["offline", "--articles", "16"], kill);
        home.assert_whole("prefetch");
        assert_eq!(articles(&home), self.expected);
        let whole_now = whole(&home);
        assert!(
            whole_now.iter().all(|it| self.ahead.contains(it)),
            "{whole_now:?}"
        );
        for id in &whole_now {
            home.ok(&["--offline", "show", id]);
        }
        home.ok(&["offline", "--articles", "16"]);
        assert_eq!(whole(&home), self.ahead);
        home.assert_whole("prefetch, done");
    }

    /// The old store or the new one, with everything, and the copy from before.
    pub fn migration(&self, kill: Killer<'_>) {
        let home = self.older.copied();
        killed(&home, &["--offline", "list"], kill);
        let copy = home
            .data()
            .join(format!("tidings.before-{}.db", migrations().len()));
        if copy.exists() {
            let copy = rusqlite::Connection::open(&copy).unwrap();
            let check: String = copy
                .query_row("PRAGMA integrity_check", [], |row| row.get(0))
                .unwrap();
            assert_eq!(check, "ok");
        }
        assert_eq!(kept(&home), self.of_older);
        home.assert_whole("migration");
        assert!(copy.exists());
    }
}

/// Starts it, lets it be killed, and answers how it ended: without a code where it was.
fn killed(home: &Home, arguments: &[&str], kill: Killer<'_>) -> Ran {
    let mut child = home
        .command(arguments)
        .stdout(Stdio::piped())
        .stderr(Stdio::null())
        .spawn()
        .unwrap();
    kill(&mut child, home);
    // It may have ended by itself.
    let _ = child.kill();
    Ran {
        code: child.wait().unwrap().code(),
        out: String::new(),
        err: String::new(),
    }
}

/// Feed, title, address of every article, and that it is unread.
fn articles(home: &Home) -> Vec<String> {
    let rows = home.ok(&["--offline", "list", "--json"]).json();
    let mut titles: Vec<String> = rows
        .iter()
        .map(|row| {
            format!(
                "{} {} {} {}",
                row["feed"], row["title"], row["url"], row["read"]
            )
        })
        .collect();
    titles.sort();
    titles
}

/// Ids in a list, in their order.
fn marked(home: &Home, list: &str) -> Vec<String> {
    let rows = home.ok(&["--offline", "list", list, "--json"]).json();
    let mut ids: Vec<i64> = rows.iter().map(|row| row["id"].as_i64().unwrap()).collect();
    ids.sort_unstable();
    ids.iter().map(ToString::to_string).collect()
}

/// Titles of the articles whose whole text is there.
fn whole(home: &Home) -> Vec<String> {
    let rows = home.ok(&["--offline", "list", "--json"]).json();
    let whole = rows.iter().filter(|row| row["whole"] == true);
    whole.map(|row| row["id"].to_string()).collect()
}
