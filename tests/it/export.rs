//! Articles written down, and everything taken to another machine.

use crate::home::Home;
use serde_json::Value;

#[test]
fn a_book_is_opened_by_another_library_with_contents_and_pictures() {
    let (home, _server) = Home::with_demo();
    home.ok(&["offline", "--articles", "6"]);
    let file = home.path().join("week.epub");
    home.ok(&["export", "unread", "--output", file.to_str().unwrap()]);
    let bytes = std::fs::read(&file).unwrap();
    assert_eq!(&bytes[30..58], b"mimetypeapplication/epub+zip");
    let book = rbook::Epub::open(&file).unwrap();
    let mut chapters = 0;
    for chapter in book.reader() {
        let chapter = chapter.unwrap();
        chapters += usize::from(chapter.content().contains("<h1>"));
    }
    let unread = home.ok(&["list", "unread", "--json"]).json().len();
    assert_eq!(chapters, unread);
    let refused = home.run(&["export", "unread", "--output", file.to_str().unwrap()]);
    assert_eq!(
        (refused.code, refused.err.lines().count()),
        (Some(3), 1),
        "{}",
        refused.err
    );
    assert!(std::fs::read(&file).unwrap() == bytes);
}

#[test]
fn an_article_is_written_as_markdown_text_and_html_with_its_pictures() {
    let (home, _server) = Home::with_demo();
    home.ok(&["offline", "--articles", "10"]);
    let articles = home.ok(&["list", "unread", "--json"]).json();
    let article = articles.iter().find(|it| it["pictures"] == true).unwrap();
    let (id, title) = (
        article["id"].to_string(),
        article["title"].as_str().unwrap(),
    );
    let markdown = home.path().join("a.md");
    home.ok(&["export", &id, "--output", markdown.to_str().unwrap()]);
    let text = std::fs::read_to_string(&markdown).unwrap();
    assert!(text.starts_with("---\ntitle: "), "{text}");
    assert!(
        text.contains(title) && text.contains("](a.md.pictures/"),
        "{text}"
    );
    assert!(
        std::fs::read_dir(home.path().join("a.md.pictures"))
            .unwrap()
            .count()
            > 0
    );
    let html = home.ok(&["export", &id, "--format", "html"]).out;
    assert!(
        html.contains("src=\"data:image/") && !html.contains("src=\"http"),
        "{html}"
    );
    let text = home.ok(&["export", &id, "--format", "text"]).out;
    assert!(
        text.lines().all(|line| line.chars().count() < 400) && text.len() > 200,
        "{text}"
    );
}

#[test]
fn everything_is_the_same_on_another_machine() {
    let (home, _server) = Home::with_demo();
    let articles = home.ok(&["list", "--json"]).json();
    let id = |at: usize| articles[at]["id"].to_string();
    home.ok(&["--offline", "mark", "read", &id(0), &id(1)]);
    home.ok(&["--offline", "mark", "queued", &id(3), &id(2)]);
    home.ok(&["--offline", "mark", "tag:river", &id(4)]);
    home.run(&["--offline", "mark", "saved", &id(5)]);
    home.ok(&["--offline", "mark", "done", &id(6)]);
    home.ok(&[
        "filters",
        "add",
        "bridge",
        "--when",
        "title:bridge",
        "--then",
        "tag:bridge",
    ]);
    let named = serde_json::json!({ "name": "Long", "query": "minutes:>3" }).to_string();
    let store = rusqlite::Connection::open(home.data().join("tidings.db")).unwrap();
    let sql = "INSERT INTO saved_filter (definition) VALUES (?1)";
    store.execute(sql, [named]).unwrap();
    drop(store);
    let file = home.path().join("all.json");
    let name = file.to_str().unwrap();
    home.ok(&["export", "--format", "json", "--output", name]);
    let other = Home::new();
    other.ok(&["import", name]);
    for view in ["all", "unread", "saved", "queue", "tag:river"] {
        let rows = |home: &Home| -> Vec<(Value, Value, Value, Value, Value)> {
            let rows = home.ok(&["list", view, "--json"]).json();
            let key = |it: &Value| {
                (
                    it["title"].clone(),
                    it["url"].clone(),
                    it["read"].clone(),
                    it["words"].clone(),
                    it["tags"].clone(),
                )
            };
            let mut rows: Vec<_> = rows.iter().map(key).collect();
            if view != "queue" {
                rows.sort_by_key(|row| format!("{row:?}"));
            }
            rows
        };
        assert_eq!(rows(&home), rows(&other), "{view}");
    }
    assert!(
        other
            .ok(&["doctor"])
            .out
            .contains("feeds with wrong counts: 0")
    );
    let filters = |home: &Home| home.ok(&["filters", "--json"]).out;
    assert!(filters(&home).contains("bridge"));
    assert_eq!(filters(&home), filters(&other));
    // Another export says the same, but for numbers and the time.
    let kept = |home: &Home| {
        let lines = home.ok(&["export", "--format", "json"]).json();
        let mut lines: Vec<String> = lines.into_iter().skip(1).map(without_numbers).collect();
        lines.sort();
        lines
    };
    assert!(kept(&home).iter().any(|line| line.contains("minutes:>3")));
    assert_eq!(kept(&home), kept(&other));
    // Nothing that is there comes again as new, and a second import changes nothing.
    let again = other.ok(&["import", name]);
    assert!(again.err.starts_with("0 new articles"), "{}", again.err);
    let before = other.ok(&["list", "--json"]).out.lines().count();
    other.ok(&["refresh", "--all"]);
    assert_eq!(other.ok(&["list", "--json"]).out.lines().count(), before);
}

/// Ids are each store's own, and so is the order of what has none.
fn without_numbers(mut line: Value) -> String {
    if let Some(article) = line.as_object_mut() {
        article.remove("id");
    }
    if let Some(kept) = line["kept"].as_object_mut() {
        kept.remove("work");
        for list in ["identities", "keys"] {
            if let Some(Value::Array(items)) = kept.get_mut(list) {
                items.sort_by_key(ToString::to_string);
            }
        }
    }
    line.to_string()
}

#[test]
fn what_a_newer_tidings_wrote_is_refused_in_one_line() {
    let home = Home::new();
    let newer = b"{\"tidings\":\"export\",\"version\":99}\n";
    let ran = home.feed(&["import", "-"], newer);
    assert_eq!(
        (ran.code, ran.err.lines().count()),
        (Some(3), 1),
        "{}",
        ran.err
    );
    assert!(ran.err.contains("newer"), "{}", ran.err);
    let half = b"{\"tidings\":\"export\",\"version\":1}\n{\"kind\":\"article\",\"kept\":\n";
    let ran = home.feed(&["import", "-"], half);
    assert_eq!(ran.code, Some(1), "{}", ran.err);
    assert!(ran.err.contains("line 2 is left out"), "{}", ran.err);
}
