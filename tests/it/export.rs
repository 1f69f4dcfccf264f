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
    // Nothing that is there comes again as new, and a second import changes nothing.
    let again = other.ok(&["import", name]);
    assert!(again.err.starts_with("0 new articles"), "{}", again.err);
    let before = other.ok(&["list", "--json"]).out.lines().count();
    other.ok(&["refresh", "--all"]);
    assert_eq!(other.ok(&["list", "--json"]).out.lines().count(), before);
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
