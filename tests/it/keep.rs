//! Backup, repair, retention: as they are started.

use crate::home::Home;
use serde_json::Value;

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
    assert!(home.ok(&["doctor", "--repair"]).err.contains("is whole"));
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
    file.execute("DELETE FROM state WHERE name = 'pruned_at'", [])
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
