use super::{read_subscriptions, write_opml};
use crate::model::{Activity, Feed, FeedId, FeedSettings, Health, NewFeed, OutletId};
use crate::text::{Clean, clean_line};

fn read(text: &str) -> Vec<NewFeed> {
    read_subscriptions(text.as_bytes()).0
}

fn urls(text: &str) -> Vec<String> {
    read(text).into_iter().map(|it| it.url).collect()
}

fn feed(url: &str, folder: &[&str], settings: FeedSettings) -> Feed {
    Feed {
        id: FeedId::new(1),
        outlet: OutletId::new(1),
        outlet_name: clean_line("The Outlet"),
        url: url.to_owned(),
        title: clean_line("News & “more” <b>"),
        site: Some("https://news.example/".to_owned()),
        folder: folder.iter().map(|it| clean_line(it)).collect(),
        language: Some("en-NG".to_owned()),
        settings,
        unread: 0,
        total: 0,
        health: Health::default(),
        activity: Activity::default(),
    }
}

#[test]
fn nested_outlines_are_folders_and_names_fall_back() {
    let feeds = read(
        "<opml version='1.1'><body><outline text='World'><outline title='Africa'>
         <outline text='Daily' TITLE='x' XMLURL='https://a.example/feed' htmlUrl='https://a.example'/></outline></outline>
         <outline title='Only title' xmlUrl='https://b.example/atom' type='atom'/>
         <outline xmlUrl='http://www.c.example/rss' category='/tech/rust,other'/></body></opml>",
    );
    assert_eq!(feeds.len(), 3);
    assert_eq!(feeds[0].folder, ["World", "Africa"]);
    assert_eq!(
        (feeds[0].title.as_str(), feeds[0].site.as_deref()),
        ("Daily", Some("https://a.example"))
    );
    assert_eq!(feeds[1].title, "Only title");
    assert_eq!(
        (feeds[2].title.as_str(), feeds[2].folder.as_slice()),
        (
            "c.example",
            ["tech".to_owned(), "rust".to_owned()].as_slice()
        )
    );
}

#[test]
fn broken_opml_loses_no_feed() {
    let bare = "<opml><body><outline text='Q&A' xmlUrl='https://a.example/?x=1&y=2'><outline text=\"R&D\" xmlUrl=https://b.example/rss />";
    assert_eq!(
        urls(bare),
        ["https://a.example/?x=1&y=2", "https://b.example/rss"]
    );
    let html = r#"<opml><body><outline description="a <a href="x">link</a>, really" text="T" xmlUrl="https://c.example/feed"/><outline xmlUrl='https://d.example/'/>"#;
    let found = urls(html);
    assert!(
        found.contains(&"https://c.example/feed".to_owned())
            && found.contains(&"https://d.example/".to_owned()),
        "{found:?}"
    );
    let latin = b"<?xml version='1.0' encoding='ISO-8859-1'?><opml><body><outline text='Caf\xe9' xmlUrl='https://e.example/'/></body></opml>";
    assert_eq!(read_subscriptions(latin).0[0].title, "Café");
    assert_eq!(
        urls("\n <outline xmlUrl='https://f.example/x'/> junk"),
        ["https://f.example/x"]
    );
    assert!(urls("<opml><body/></opml>").is_empty());
}

#[test]
fn a_feed_comes_once_and_only_from_the_web() {
    let (feeds, left_out) = read_subscriptions(
        b"<opml><body><outline xmlUrl='https://a.example/'/><outline xmlUrl='https://a.example/'/>
          <outline xmlUrl='file:///etc/passwd'/><outline xmlUrl='feed://b.example/rss'/><outline xmlUrl='feed:https://c.example/'/>
          <outline type='include' text='More' url='https://d.example/list.opml'/></body></opml>",
    );
    let urls: Vec<_> = feeds.iter().map(|it| it.url.as_str()).collect();
    assert_eq!(
        urls,
        [
            "https://a.example/",
            "http://b.example/rss",
            "https://c.example/"
        ]
    );
    assert_eq!(left_out.len(), 2);
    assert!(left_out[0].starts_with("file:///etc/passwd"));
}

#[test]
fn newsboats_list_is_read_with_tags_titles_and_comments() {
    let (feeds, left_out) = read_subscriptions(
        b"# mine\nhttps://a.example/rss news \"big world\" \"~Own \\\"name\\\"\"\nhttps://b.example/#x ! # end\n\nquery:Unread:unread = \"yes\"\nexec:~/bin/x\n",
    );
    assert_eq!(feeds.len(), 2);
    assert_eq!(
        (feeds[0].title.as_str(), feeds[0].folder.as_slice()),
        ("Own \"name\"", ["news".to_owned()].as_slice())
    );
    assert_eq!(feeds[1].url, "https://b.example/#x");
    assert!(feeds[1].settings.hidden);
    assert_eq!(left_out.len(), 2);
}

#[test]
fn what_is_written_is_read_again() {
    let settings = FeedSettings {
        title: Some("News & “more” <b>".to_owned()),
        interval: Some(7_200),
        full_text: true,
        prefetch: true,
        hidden: true,
        headers: vec![
            ("X-One".to_owned(), "a & \"b\"".to_owned()),
            ("X-Two".to_owned(), "c".to_owned()),
        ],
        ..FeedSettings::default()
    };
    let feeds = [
        feed(
            "https://a.example/feed?a=1&b=2",
            &["World", "Africa"],
            settings.clone(),
        ),
        feed("https://b.example/", &[], FeedSettings::default()),
        feed("https://c.example/", &["World"], FeedSettings::default()),
    ];
    let written = write_opml(&feeds, true);
    let mut again = read(&written);
    again.sort_by(|a, b| a.url.cmp(&b.url));
    assert_eq!(again.len(), 3);
    for (new, old) in again.iter().zip(&feeds) {
        let folder: Vec<&str> = old.folder.iter().map(Clean::as_str).collect();
        assert_eq!(
            (new.url.as_str(), new.title.as_str()),
            (old.url.as_str(), old.title.as_str())
        );
        assert_eq!(new.folder, folder);
        assert_eq!(
            (&new.settings, &new.language, &new.site),
            (&old.settings, &old.language, &old.site)
        );
    }
}

#[test]
fn secrets_leave_only_when_asked_and_commands_never_come_in() {
    let settings = FeedSettings {
        credentials_command: Some("pass show news".to_owned()),
        headers: vec![("Authorization".to_owned(), "Bearer x".to_owned())],
        ..FeedSettings::default()
    };
    let feeds = [feed(
        "https://me:word@a.example/feed?token=abc&id=1",
        &[],
        settings,
    )];
    let public = write_opml(&feeds, false);
    for secret in ["word", "abc", "Bearer", "pass show"] {
        assert!(!public.contains(secret), "{secret}");
    }
    assert!(public.contains("https://a.example/feed?id=1"));
    let (again, left_out) = read_subscriptions(write_opml(&feeds, true).as_bytes());
    assert_eq!(again[0].url, feeds[0].url);
    assert_eq!(again[0].settings.credentials_command, None);
    assert_eq!(left_out.len(), 1);
}
