use super::write_opml;
use crate::model::{
    Activity, Ahead, Feed, FeedId, FeedSettings, Health, NewFeed, Origin, OutletId, Place,
};
use crate::text::{Clean, clean_line};
use proptest::prelude::*;

fn read_subscriptions(bytes: &[u8]) -> (Vec<NewFeed>, Vec<Clean>) {
    super::read_subscriptions(bytes, Origin::Elsewhere)
}

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
        place: Place::default(),
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
    assert_eq!(feeds[2].settings.tags, ["other"]);
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
    // A feed names itself, and its name is written into lists.
    let named = r#"<opml><body><outline text="xmlUrl=https://e.example/ in title" xmlUrl="https://c.example/feed"/>"#;
    assert_eq!(urls(named), ["https://c.example/feed"]);
    let latin = b"<?xml version='1.0' encoding='ISO-8859-1'?><opml><body><outline text='Caf\xe9' xmlUrl='https://e.example/'/></body></opml>";
    assert_eq!(read_subscriptions(latin).0[0].title, "Café");
    assert_eq!(
        urls("\n <outline xmlUrl='https://f.example/x'/> junk"),
        ["https://f.example/x"]
    );
    assert!(urls("<opml><body/></opml>").is_empty());
}

#[test]
fn a_file_that_ends_in_the_middle_gives_what_came_and_says_so() {
    let whole = "<opml><body><outline xmlUrl='https://a.example/'/><outline xmlUrl='https://b.example/'/></body></opml>";
    assert!(read_subscriptions(whole.as_bytes()).1.is_empty());
    let cut = whole.strip_suffix("e/'/></body></opml>").unwrap();
    let (feeds, left_out) = read_subscriptions(cut.as_bytes());
    assert_eq!(feeds[0].url, "https://a.example/");
    assert_eq!(left_out.len(), 1);
    assert!(left_out[0].contains("ends in the middle"), "{left_out:?}");
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
fn what_should_be_a_feed_and_has_no_address_is_named() {
    let (feeds, left_out) = read_subscriptions(
        b"<opml><body><outline text='Folder'><outline text='Atlas' type='RDF' url='https://a.example/'/></outline>
          <outline text='Boats' type='rss' htmlUrl='https://b.example/'/><outline text='Cargo' xmlUrl=' '/>
          <outline text='Docks' frss:opmlUrl='https://d.example/list.opml'/>
          <outline text='Eddy' type='HTML+XPath' xmlUrl='https://e.example/' frss:xPathItem='//p'/>
          <outline text='Page' type='link' url='https://p.example/'/><outline text='Empty'/></body></opml>",
    );
    let urls: Vec<_> = feeds.iter().map(|it| it.url.as_str()).collect();
    assert_eq!(urls, ["https://a.example/", "https://e.example/"]);
    let said: Vec<_> = left_out.iter().map(Clean::as_str).collect();
    assert_eq!(
        said,
        [
            "Boats: it has no address of a feed",
            "Cargo: it has no address of a feed",
            "Docks: lists elsewhere are not fetched",
            "Eddy: the rule by which it is made of a page; it must be a feed here",
        ]
    );
}

#[test]
fn a_feed_in_several_folders_is_found_under_all_of_them() {
    let feeds = read(
        "<opml><body><outline text='One'><outline text='A' xmlUrl='https://a.example/'/></outline>
         <outline text='Two'><outline text='Deep'><outline text='A' xmlUrl='https://a.example/'/></outline></outline>
         <outline text='A' xmlUrl='https://a.example/'/><outline text='B' xmlUrl='https://b.example/'/>
         <outline text='One'><outline text='B' xmlUrl='https://b.example/'/></outline></body></opml>",
    );
    assert_eq!(feeds.len(), 2);
    assert_eq!(feeds[0].folder, ["One"]);
    assert_eq!(feeds[0].settings.tags, ["Two/Deep"]);
    assert_eq!(
        (feeds[1].folder[0].as_str(), feeds[1].settings.tags.len()),
        ("One", 0)
    );
}

#[test]
fn newsboats_list_is_read_with_tags_titles_and_comments() {
    let (feeds, left_out) = read_subscriptions(
        b"# mine\nhttps://a.example/rss news \"big world\" boats news \"~Own \\\"name\\\"\"\nhttps://b.example/#x ! # end\n\nquery:Unread:unread = \"yes\"\nexec:~/bin/x\n",
    );
    assert_eq!(feeds.len(), 2);
    assert_eq!(
        (feeds[0].title.as_str(), feeds[0].folder.as_slice()),
        ("Own \"name\"", ["news".to_owned()].as_slice())
    );
    assert_eq!(feeds[0].settings.tags, ["big world", "boats"]);
    assert_eq!(feeds[1].url, "https://b.example/#x");
    assert!(feeds[1].settings.hidden);
    assert_eq!(left_out.len(), 2);
}

#[test]
fn newsboats_hidden_tags_hide_and_its_own_lines_say_what_to_do_instead() {
    let (feeds, left_out) = read_subscriptions(
        b"https://a.example/rss \"!quiet\" \"~A\"\nhttps://b.example/rss news\n\
          filter:~/bin/trim:https://c.example/rss news\n\"query:New:unread = \\\"yes\\\"\"\nexec:~/bin/x\n",
    );
    assert_eq!(feeds.len(), 2);
    assert!(feeds[0].settings.hidden && !feeds[1].settings.hidden);
    assert_eq!(feeds[0].folder, ["quiet"]);
    for (line, says) in left_out.iter().zip([
        "`tidings add https://c.example/rss`",
        ":save-filter",
        "add the address",
    ]) {
        assert!(line.contains(says), "{line}");
    }
    assert_eq!(left_out.len(), 3);
}

#[test]
fn what_is_written_is_read_again() {
    let settings = FeedSettings {
        title: Some("News & “more” <b>".to_owned()),
        interval: Some(7_200),
        full_text: true,
        prefetch: true,
        ahead: Some(crate::model::Ahead::Pictures),
        keep_days: Some(0),
        keep_articles: Some(50),
        keep_megabytes: Some(7),
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
        credentials_file: Some("/etc/hosts".to_owned()),
        proxy: Some("socks5://proxy.example:1080".to_owned()),
        certificate: Some("ab".repeat(32)),
        headers: vec![("Authorization".to_owned(), "Bearer x".to_owned())],
        ..FeedSettings::default()
    };
    let feeds = [feed(
        "https://me:word@a.example/feed?token=abc&id=1",
        &[],
        settings,
    )];
    let public = write_opml(&feeds, false);
    for secret in ["word", "abc", "Bearer", "pass show", "hosts"] {
        assert!(!public.contains(secret), "{secret}");
    }
    assert!(public.contains("https://a.example/feed?id=1"));
    let whole = write_opml(&feeds, true);
    let (again, left_out) = read_subscriptions(whole.as_bytes());
    assert_eq!(again[0].url, feeds[0].url);
    let settings = &again[0].settings;
    assert_eq!(settings.credentials_command, None);
    assert_eq!(settings.credentials_file, None);
    assert_eq!((&settings.proxy, &settings.certificate), (&None, &None));
    assert_eq!(left_out.len(), 4, "each is named: {left_out:?}");
    let (own, left_out) = super::read_subscriptions(whole.as_bytes(), Origin::Own);
    assert_eq!((&own[0].settings, left_out.len()), (&feeds[0].settings, 0));
}

const A: &str = "https://a.example/feed";
const B: &str = "https://b.example/feed";

/// The list with a second feed behind it.
fn two(text: &str) -> String {
    format!("{text}<outline text='B' xmlUrl='{B}'/></body></opml>")
}

/// Outlines written wrongly.
fn broken_outlines() -> Vec<(&'static str, String)> {
    vec![
        (
            "bare ampersands",
            two(&format!(
                "<opml><body><outline text='Q & A &copy R&D' xmlUrl='{A}'/>"
            )),
        ),
        (
            "upper case",
            two(&format!("<OPML><BODY><OUTLINE TEXT='A' XMLURL='{A}'/>")),
        ),
        (
            "mixed case",
            two(&format!("<opml><body><outline Text='A' xmlURL='{A}'/>")),
        ),
        (
            "no version, no head, no body",
            format!("<opml><outline xmlUrl='{A}'/><outline xmlUrl='{B}'/></opml>"),
        ),
        (
            "another version",
            two(&format!(
                "<opml version='3.7'><head/><body><outline xmlUrl='{A}'/>"
            )),
        ),
        (
            "type atom or none",
            two(&format!(
                "<opml><body><outline type='atom' title='A' xmlUrl='{A}'/>"
            )),
        ),
        (
            "unclosed outlines",
            two(&format!("<opml><body><outline text='A' xmlUrl='{A}'>")),
        ),
        (
            "stray end tags",
            two(&format!(
                "<opml><body></outline></x><outline xmlUrl='{A}'/></outline>"
            )),
        ),
        (
            "unquoted",
            two(&format!("<opml><body><outline text=A xmlUrl={A} />")),
        ),
        (
            "an attribute twice",
            two(&format!(
                "<opml><body><outline text='A' text='A2' xmlUrl='{A}'/>"
            )),
        ),
        (
            "HTML with quotes in an attribute",
            two(&format!(
                "<opml><body><outline description=\"<a href=\"x\">y</a>\" xmlUrl=\"{A}\"/>"
            )),
        ),
        (
            "HTML with single quotes",
            two(&format!(
                "<opml><body><outline description='it's <b class='x'>y</b>' xmlUrl='{A}'/>"
            )),
        ),
        (
            "HTML entities",
            two(&format!(
                "<opml><body><outline text='Caf&eacute;&nbsp;&hellip;' xmlUrl='{A}'/>"
            )),
        ),
    ]
}

/// Lists with something wrong around their outlines.
fn broken_lists() -> Vec<(&'static str, String)> {
    vec![
        (
            "cut off",
            format!(
                "<opml><body><outline xmlUrl='{A}'/><outline text='B' xmlUrl='{B}'/><outline text='C"
            ),
        ),
        (
            "junk around",
            format!(
                "garbage {}",
                two(&format!(
                    "<?xml version='1.0'?><opml><body><outline xmlUrl='{A}'/>"
                )) + "<script>"
            ),
        ),
        (
            "a page around",
            two(&format!("<html><pre><opml><body><outline xmlUrl='{A}'/>")),
        ),
        (
            "control characters",
            two(&format!(
                "<opml><body><outline text='A\u{1b}[2J\u{0}' xmlUrl='{A}'/>"
            )),
        ),
        (
            "an entity bomb",
            two(&format!(
                "<!DOCTYPE o [<!ENTITY x 'y'>]><opml><body><outline text='&x;' xmlUrl='{A}'/>"
            )),
        ),
        (
            "a list of lists",
            two(&format!(
                "<opml><body><outline type='include' url='https://c.example/x.opml'/><outline type='link' url='https://d.example/'/><outline xmlUrl='{A}'/>"
            )),
        ),
        (
            "deep nesting",
            two(&format!(
                "<opml><body>{}<outline xmlUrl='{A}'/>",
                "<outline text='f'>".repeat(5_000)
            )),
        ),
    ]
}

/// Every class of broken OPML that FEEDS.md §4 names: nothing is refused, no feed is lost.
#[test]
fn each_class_of_broken_opml_keeps_its_feeds() {
    for (class, text) in [broken_outlines(), broken_lists()].concat() {
        let found = urls(&text);
        assert!(
            found.len() == 2 && found.contains(&A.to_owned()) && found.contains(&B.to_owned()),
            "{class}: {found:?}"
        );
        for feed in read(&text) {
            assert!(
                !feed.title.is_empty() && !feed.title.chars().any(char::is_control),
                "{class}"
            );
        }
    }
    let utf_16: Vec<u8> = [0xff, 0xfe]
        .into_iter()
        .chain(
            format!("<opml><body><outline text='Ünï' xmlUrl='{A}'/></body></opml>")
                .encode_utf16()
                .flat_map(u16::to_le_bytes),
        )
        .collect();
    assert_eq!(read_subscriptions(&utf_16).0[0].title, "Ünï");
}

fn name() -> impl Strategy<Value = Clean> {
    "[a-zA-Zéß中 &<>\"',/.-]{1,12}"
        .prop_map(|it| clean_line(&it))
        .prop_filter("a name", |it| !it.is_empty())
}

/// All that can be set, so that a setting which is added must be carried too.
fn any_settings() -> impl Strategy<Value = FeedSettings> {
    let text = || proptest::option::of("[!-~é]{1,8}( [!-~é\t]{0,8}[!-~])?");
    let number = || proptest::option::of(any::<u32>());
    let ahead = proptest::sample::select(vec![Ahead::Off, Ahead::Text, Ahead::Pictures]);
    let tag = name().prop_map(Clean::into_string);
    (
        (proptest::option::of(60_u64..100_000), any::<[bool; 4]>()),
        (proptest::option::of(ahead), number(), number(), number()),
        (text(), text(), text(), text(), text()),
        proptest::collection::vec(("[A-Z][a-z-]{1,8}", "[!-~é]{1,8}( [!-~é]{1,8})?"), 0..3),
        proptest::collection::vec(tag, 0..3),
    )
        .prop_map(|(plain, kept, texts, headers, tags)| FeedSettings {
            title: None,
            imported_title: None,
            interval: plain.0,
            full_text: plain.1[0],
            prefetch: plain.1[1],
            ahead: kept.0,
            keep_days: kept.1,
            keep_articles: kept.2,
            keep_megabytes: kept.3,
            hidden: plain.1[2],
            credentials_command: texts.0,
            credentials_file: texts.1,
            user: texts.2.map(|it| clean_line(&it).into_string()),
            headers,
            proxy: texts.3,
            certificate: texts.4,
            http1: plain.1[3],
            tags,
        })
}

fn any_feed() -> impl Strategy<Value = Feed> {
    let folder = proptest::collection::vec((name(), proptest::option::of(any::<i64>())), 0..4);
    let site = proptest::option::of("https://[a-z]{1,8}\\.example/[a-z&?=]{0,6}");
    (
        "https?://[a-z]{1,10}\\.example/[a-zA-Z0-9&?=%;'/._~-]{0,16}",
        (name(), any::<bool>()),
        (folder, proptest::option::of(any::<i64>())),
        any_settings(),
        site,
        proptest::option::of("[a-z]{2}(-[A-Z]{2})?"),
    )
        .prop_map(
            |(url, (title, is_named), (folder, rank), settings, site, language)| {
                let settings = FeedSettings {
                    title: is_named.then(|| title.to_string()),
                    ..settings
                };
                Feed {
                    title,
                    place: Place {
                        feed: rank,
                        folders: folder.iter().map(|it| it.1).collect(),
                    },
                    folder: folder.into_iter().map(|it| it.0).collect(),
                    site,
                    language,
                    ..feed(&url, &[], settings)
                }
            },
        )
}

proptest! {
    /// Every setting, the folders, the order and the names.
    #[test]
    fn what_goes_out_comes_in_again(feeds in proptest::collection::vec(any_feed(), 0..12)) {
        let mut feeds: Vec<Feed> = feeds;
        let mut seen = std::collections::HashSet::new();
        feeds.retain(|feed| seen.insert(feed.url.clone()));
        // Two feeds of one folder agree on its place; here each has a folder of its own.
        for (number, feed) in feeds.iter_mut().enumerate() {
            if let Some(first) = feed.folder.first_mut() {
                *first = clean_line(&format!("{number} {first}"));
            }
        }
        let written = write_opml(&feeds, true);
        let (again, left_out) = super::read_subscriptions(written.as_bytes(), Origin::Own);
        prop_assert_eq!((again.len(), left_out), (feeds.len(), vec![]));
        for (new, old) in again.iter().zip(&feeds) {
            let folder: Vec<&str> = old.folder.iter().map(Clean::as_str).collect();
            prop_assert_eq!((&new.url, new.title.as_str()), (&old.url, old.title.as_str()));
            prop_assert_eq!(&new.folder, &folder);
            prop_assert_eq!(&new.place, &old.place);
            // Headers and the like are not shown by `Debug`: as they are stored.
            let stored = |it: &FeedSettings| serde_json::to_string(it).unwrap();
            prop_assert_eq!(stored(&new.settings), stored(&old.settings));
            prop_assert_eq!(&new.language, &old.language);
            prop_assert_eq!((&new.site, new.outlet.as_deref()), (&old.site, Some("The Outlet")));
        }
    }
}

#[test]
fn controls_inside_an_address_go() {
    let (feeds, _) = read_subscriptions(
        b"<opml><body><outline xmlUrl='http\t://a.example/\n\x1b[2j'/></body></opml>",
    );
    assert_eq!(feeds[0].url, "http://a.example/[2j");
}

#[test]
fn what_stands_in_a_comment_is_no_feed() {
    let text = format!(
        "<opml><body><!-- <outline xmlUrl='https://old.example/f'/> --><outline xmlUrl='{A}'/>\
         <!-- a > b --></body></opml>"
    );
    assert_eq!(urls(&text), [A]);
}

#[test]
fn a_list_without_its_end_was_cut_though_each_outline_is_whole() {
    let whole = format!("<opml><body><outline xmlUrl='{A}'/></body></opml>");
    assert_eq!(read_subscriptions(whole.as_bytes()).1, []);
    let cut = whole.strip_suffix("</body></opml>").unwrap();
    let (feeds, left_out) = read_subscriptions(cut.as_bytes());
    assert_eq!(feeds.len(), 1);
    assert!(left_out[0].contains("ends in the middle"), "{left_out:?}");
}

#[test]
fn a_feed_that_is_spelt_otherwise_in_another_folder_is_found_in_both() {
    for (one, other) in [
        ("http://c.example/", "http://c.example"),
        ("http://c.example/f", "HTTP://C.example:80/f#top"),
    ] {
        let text = format!(
            "<opml><body><outline text='X'><outline xmlUrl='{one}'/></outline>\
             <outline text='Y'><outline xmlUrl='{other}'/></outline></body></opml>"
        );
        let feeds = read(&text);
        assert_eq!(feeds.len(), 1);
        assert_eq!(feeds[0].folder, ["X"]);
        assert_eq!(feeds[0].settings.tags, ["Y"]);
    }
}

#[test]
fn a_host_alone_is_an_address_and_other_words_are_none() {
    let list = "lwn.net\nnews.example:8443/feed?x=1 daily\nbücher.example\n";
    let feeds = urls(list);
    assert_eq!(feeds.len(), 3);
    assert!(
        feeds.iter().all(|url| url.starts_with("https://")),
        "{feeds:?}"
    );
    assert_eq!(
        urls("e.g. this\nlocalhost\n{\"a.b\":1}\nthe end.\nfile:x.y\n"),
        [""; 0]
    );
}
