//! What a person types, and the feeds that are found behind it: over a web of a few pages, which
//! counts its requests.

#![allow(clippy::unwrap_used, reason = "a test that cannot go on may stop here")]

use std::sync::atomic::AtomicBool;
use std::sync::{Arc, Mutex};
use tidings::config::Config;
use tidings::fetch::{Answering, FetchError, Follow, Request, Response, Transport};
use tidings::jobs::{self, Clock, Context, Web};
use tidings::model::{Candidate, NewFeed, Timestamp};
use tidings::store::Store;
use tidings::text::clean_line;

struct Noon;

impl Clock for Noon {
    fn now(&self) -> Timestamp {
        Timestamp::from_seconds(1_795_521_600)
    }
}

/// Address, and what stands there: a body, or `-> ADDRESS` for a redirect.
type Pages = Vec<(&'static str, String)>;

struct Little {
    pages: Pages,
    asked: Arc<Mutex<Vec<String>>>,
    /// Hosts that may be private.
    allowed: Arc<Mutex<Vec<String>>>,
}

impl Little {
    fn of(pages: &Pages) -> Self {
        Self {
            pages: pages.clone(),
            asked: Arc::default(),
            allowed: Arc::default(),
        }
    }

    fn answer(&self, url: &str, follow: Follow, hops: u8) -> Result<Response, FetchError> {
        self.asked.lock().unwrap().push(url.to_owned());
        let found = self.pages.iter().find(|(address, _)| *address == url);
        let mut response = Response {
            status: 404,
            url: url.to_owned(),
            ..Response::default()
        };
        match found.map(|(_, body)| body.as_str()) {
            Some("silent") => return Err(FetchError::Refused(clean_line("nobody is there"))),
            Some(body) => match body.strip_prefix("-> ") {
                Some(to) if follow == Follow::Redirects && hops < 5 => {
                    let mut response = self.answer(to, follow, hops + 1)?;
                    response.permanent_url = Some(to.to_owned());
                    return Ok(response);
                }
                Some(to) => (response.status, response.location) = (301, Some(to.to_owned())),
                None => (response.status, response.body) = (200, body.as_bytes().to_vec()),
            },
            None => {}
        }
        Ok(response)
    }
}

impl Transport for Little {
    fn fetch(self: Arc<Self>, request: Request) -> Answering {
        let hosts = request.allowed_hosts.iter().cloned();
        self.allowed.lock().unwrap().extend(hosts);
        Box::pin(async move { self.answer(&request.url, request.follow, 0) })
    }
}

/// What is found, and what was asked for it.
fn find(pages: &Pages, typed: &str) -> (Vec<Candidate>, Vec<String>) {
    find_with(Config::default(), pages, typed)
}

fn find_with(config: Config, pages: &Pages, typed: &str) -> (Vec<Candidate>, Vec<String>) {
    let little = Arc::new(Little::of(pages));
    let (_folder, context) = context(config, &little);
    let found = jobs::find_feeds(&context, typed).unwrap_or_default();
    let asked = little.asked.lock().unwrap().clone();
    assert!(asked.len() <= 10, "{typed}: {asked:?}");
    (found, asked)
}

fn context(config: Config, little: &Arc<Little>) -> (tempfile::TempDir, Context) {
    let folder = tempfile::tempdir().unwrap();
    let context = Context {
        store: Store::open(folder.path()).unwrap(),
        web: Some(Arc::new(Web::with(&config, little.clone()).unwrap())),
        config: Arc::new(config),
        clock: Arc::new(Noon),
        sink: Arc::new(|_| {}),
        rules_dir: None,
        subscriptions: None,
        pictures: None,
        enclosures: None,
        filters: None,
        cancelled: Arc::new(AtomicBool::new(false)),
    };
    (folder, context)
}

fn urls(pages: &Pages, typed: &str) -> Vec<String> {
    find(pages, typed).0.into_iter().map(|it| it.url).collect()
}

fn feed(title: &str) -> String {
    format!(
        "<rss version='2.0'><channel><title>{title}</title>\
         <item><title>First of {title}</title><guid>{title} 1</guid><pubDate>Tue, 24 Nov 2026 09:00:00 GMT</pubDate></item>\
         <item><title>Second</title><guid>{title} 2</guid></item></channel></rss>"
    )
}

fn page(head: &str) -> String {
    format!(
        "<!doctype html><html><head><title>A page</title>{head}</head><body><p>Words.</p></body></html>"
    )
}

#[test]
fn the_newest_entries_are_there_to_see_with_their_times() {
    let pages = vec![("https://paper.example/feed", feed("Paper"))];
    let (found, asked) = find(&pages, "feed:https://paper.example/feed");
    assert_eq!(
        (&*found[0].title, found[0].found_by),
        ("Paper", "the address itself")
    );
    let newest = &found[0].newest;
    assert_eq!(newest.len(), 2);
    assert_eq!(&*newest[0].title, "First of Paper");
    assert_eq!(
        newest[0].published,
        Some(Timestamp::from_seconds(1_795_510_800))
    );
    assert_eq!(asked.len(), 1);
}

#[test]
fn head_links_come_in_their_order_without_comments_and_may_lie_elsewhere() {
    let head = "<link rel='alternate' type='application/rss+xml' title='All' href='/feed/all/'>\
        <link rel=alternate type=application/rss+xml title='Comments' href=/comments/feed/>\
        <link rel=alternate type='application/rss+xml; charset=utf-8' title='Best' href='https://else.example/best'>\
        <link rel=alternate type=text/xml+oembed href=/oembed>";
    let pages = vec![
        ("https://paper.example/", page(head)),
        ("https://paper.example/feed/all/", feed("All")),
        ("https://else.example/best", feed("Best")),
    ];
    let found = urls(&pages, "paper.example");
    assert_eq!(
        found,
        [
            "https://paper.example/feed/all/",
            "https://else.example/best"
        ]
    );
    let alone =
        page("<link rel=alternate type=application/rss+xml title=Comments href=/comments/feed/>");
    let pages = vec![
        ("https://blog.example/", alone),
        ("https://blog.example/comments/feed/", feed("Comments")),
    ];
    assert_eq!(
        urls(&pages, "blog.example"),
        ["https://blog.example/comments/feed/"]
    );
}

#[test]
fn links_of_the_text_are_offered_when_they_are_feeds() {
    let body = page("")
        + "<a href='/rss.xml'>RSS</a><a href=/news.rss>News</a><a href=/about-rss>what is it</a>";
    let pages = vec![
        ("https://paper.example/", body),
        ("https://paper.example/news.rss", feed("News")),
        ("https://paper.example/about-rss", page("")),
    ];
    assert_eq!(
        urls(&pages, "https://paper.example/"),
        ["https://paper.example/news.rss"]
    );
}

#[test]
fn well_known_places_are_tried_and_the_way_home_is_not_followed() {
    let home = || "-> https://paper.example/".to_owned();
    let pages = vec![
        ("https://paper.example/blog/post", page("")),
        ("https://paper.example/", page("")),
        ("https://paper.example/feed/", home()),
        ("https://paper.example/rss.xml", home()),
        ("https://paper.example/atom.xml", feed("Atom")),
    ];
    let (found, asked) = find(&pages, "https://paper.example/blog/post");
    assert_eq!(found[0].url, "https://paper.example/atom.xml");
    assert_eq!(found[0].found_by, "well-known place");
    assert!(
        !asked.contains(&"https://paper.example/".to_owned()),
        "{asked:?}"
    );
}

#[test]
fn a_place_that_only_wants_another_end_slash_or_host_is_found() {
    let pages = vec![
        ("https://www.paper.example/", page("")),
        (
            "https://www.paper.example/feed/",
            "-> https://paper.example/feed".to_owned(),
        ),
        ("https://paper.example/feed", feed("Paper")),
    ];
    assert_eq!(
        urls(&pages, "https://www.paper.example/"),
        ["https://paper.example/feed"]
    );
}

#[test]
fn the_canonical_page_and_the_front_page_are_looked_at_once() {
    let front = page("<link rel=alternate type=application/atom+xml href=/a.atom>");
    let pages = vec![
        (
            "https://amp.paper.example/story",
            page("<link rel=canonical href='https://paper.example/story'>"),
        ),
        ("https://paper.example/story", front),
        ("https://paper.example/a.atom", feed("Paper")),
    ];
    assert_eq!(
        urls(&pages, "https://amp.paper.example/story"),
        ["https://paper.example/a.atom"]
    );
    let pages = vec![
        ("https://paper.example/deep/story", page("")),
        (
            "https://paper.example/",
            page("<link rel=alternate type=application/rss+xml href=hidden>"),
        ),
        ("https://paper.example/hidden", feed("Paper")),
    ];
    assert_eq!(
        urls(&pages, "https://paper.example/deep/story"),
        ["https://paper.example/hidden"]
    );
    let nothing = vec![("https://paper.example/deep/story", page(""))];
    assert!(urls(&nothing, "https://paper.example/deep/story").is_empty());
}

#[test]
fn channels_profiles_and_repositories_have_feeds_where_they_are_known_to_have_them() {
    let video = "https://www.youtube.com/feeds/videos.xml?channel_id=UCabc";
    let pages = vec![
        (
            "https://www.youtube.com/@name",
            page("<link rel=canonical href='https://www.youtube.com/channel/UCabc'>"),
        ),
        (video, feed("Videos")),
        ("https://www.reddit.com/r/rust/.rss", feed("r/rust")),
        ("https://social.example/@someone.rss", feed("Someone")),
        (
            "https://github.com/owner/repo/releases.atom",
            "<feed xmlns='http://www.w3.org/2005/Atom'><title>Releases</title></feed>".to_owned(),
        ),
        (
            "https://github.com/owner/repo/commits.atom",
            feed("Commits"),
        ),
        (
            "https://gitlab.com/group/project/-/tags?format=atom",
            feed("Tags"),
        ),
        ("https://writer.substack.com/feed", feed("Writer")),
        ("https://medium.com/feed/@writer", feed("Stories")),
        ("https://name.tumblr.com/rss", feed("Name")),
        (
            "https://blog.blogspot.com/feeds/posts/default?alt=rss",
            feed("Blog"),
        ),
        ("https://name.wordpress.com/feed", feed("Press")),
        ("https://bsky.app/profile/name.example/rss", feed("Sky")),
        ("https://news.ycombinator.com/rss", feed("News")),
    ];
    for (typed, found) in [
        ("https://www.youtube.com/@name", video),
        ("youtube.com/channel/UCabc", video),
        ("reddit.com/r/rust", "https://www.reddit.com/r/rust/.rss"),
        (
            "https://social.example/@someone",
            "https://social.example/@someone.rss",
        ),
        (
            "@someone@social.example",
            "https://social.example/@someone.rss",
        ),
        (
            "github.com/owner/repo",
            "https://github.com/owner/repo/commits.atom",
        ),
        (
            "https://gitlab.com/group/project",
            "https://gitlab.com/group/project/-/tags?format=atom",
        ),
        ("writer.substack.com", "https://writer.substack.com/feed"),
        ("medium.com/@writer", "https://medium.com/feed/@writer"),
        ("https://name.tumblr.com", "https://name.tumblr.com/rss"),
        (
            "blog.blogspot.com",
            "https://blog.blogspot.com/feeds/posts/default?alt=rss",
        ),
        ("name.wordpress.com", "https://name.wordpress.com/feed"),
        (
            "bsky.app/profile/name.example",
            "https://bsky.app/profile/name.example/rss",
        ),
        ("news.ycombinator.com", "https://news.ycombinator.com/rss"),
    ] {
        assert_eq!(urls(&pages, typed), [found], "{typed}");
    }
}

/// FEEDS.md §6, row 21.
#[test]
fn https_is_taken_where_it_serves_the_same_feed_as_the_http_that_was_typed() {
    let plain = "http://paper.example/feed";
    let secure = "https://paper.example/feed";
    let both = vec![(plain, feed("Paper")), (secure, feed("Paper"))];
    assert_eq!(urls(&both, plain), [secure]);
    let another = vec![(plain, feed("Paper")), (secure, feed("Parked"))];
    assert_eq!(urls(&another, plain), [plain]);
    let little = Arc::new(Little::of(&another));
    let (_folder, context) = context(Config::default(), &little);
    let found = jobs::find_feeds(&context, plain).unwrap();
    let typed = NewFeed {
        url: found[0].url.clone(),
        ..NewFeed::default()
    };
    assert_eq!(jobs::https_first(&context, &typed).url, plain);
    let asked = little.asked.lock().unwrap().clone();
    assert_eq!(asked, [plain, secure], "it is not looked at again");
    let silent = vec![(plain, feed("Paper")), (secure, "silent".to_owned())];
    assert_eq!(urls(&silent, plain), [plain]);
    let guessed = vec![(plain, feed("Paper")), (secure, "silent".to_owned())];
    assert_eq!(urls(&guessed, "paper.example/feed"), [plain]);
}

/// A directory that is not the outlet's is asked only where the reader allows it.
#[test]
fn podcasts_and_sounds_are_found_by_what_their_pages_tell() {
    let told = "https://podcasts.apple.com/ng/podcast/told/id11";
    let silent = "https://podcasts.apple.com/ng/podcast/silent/id22";
    let lookup = "https://itunes.apple.com/lookup?id=22&entity=podcast";
    let sound = "https://feeds.soundcloud.com/users/soundcloud:users:77/sounds.rss";
    let pages = vec![
        (
            told,
            page("<script>{\"feedUrl\":\"https://told.example/rss\"}</script>"),
        ),
        (silent, page("")),
        ("https://told.example/rss", feed("Told")),
        (
            lookup,
            "{\"resultCount\":1,\"results\":[{\"feedUrl\":\"https://silent.example/rss\"}]}"
                .to_owned(),
        ),
        ("https://silent.example/rss", feed("Silent")),
        (
            "https://soundcloud.com/someone",
            page("<meta property='al:ios:url' content='soundcloud://users:77'>"),
        ),
        (sound, feed("Sounds")),
    ];
    assert_eq!(urls(&pages, told), ["https://told.example/rss"]);
    assert_eq!(urls(&pages, "soundcloud.com/someone"), [sound]);
    let (found, asked) = find(&pages, silent);
    assert!(found.is_empty() && !asked.contains(&lookup.to_owned()));
    let mut config = Config::default();
    config.network.lookups = true;
    let (found, asked) = find_with(config, &pages, silent);
    assert_eq!(found[0].url, "https://silent.example/rss");
    assert_eq!(found[0].newest.len(), 2);
    assert_eq!(asked, [silent, lookup, "https://silent.example/rss"]);
}

#[test]
fn a_feed_that_a_page_names_and_that_cannot_be_had_is_told_with_its_reason() {
    let home = "https://paper.example/";
    let head = "<link rel=alternate type=application/rss+xml href=/feed.xml>";
    let why = |feed: Option<String>| {
        let mut pages = vec![(home, page(head))];
        pages.extend(feed.map(|feed| ("https://paper.example/feed.xml", feed)));
        let (_folder, context) = context(Config::default(), &Arc::new(Little::of(&pages)));
        let error = jobs::find_feeds(&context, home).unwrap_err().to_string();
        let why = error.strip_prefix("the page's feed cannot be had: ");
        let why = why.and_then(|why| why.strip_suffix(" (https://paper.example/feed.xml)"));
        why.expect(&error).to_owned()
    };
    assert_eq!(why(None), "its host answers 404");
    assert_eq!(why(Some(page(""))), "this is a web page, not a feed");
    assert!(why(Some("silent".to_owned())).contains("refuses the connection"));
    // One that can be had goes before it.
    let pages = vec![
        (home, page(head)),
        ("https://paper.example/feed/", feed("Paper")),
    ];
    assert_eq!(urls(&pages, home), ["https://paper.example/feed/"]);
}

/// A feed at `/old`, with what it called its site, and where its feed is found anew.
fn anew(pages: &Pages, site: Option<&str>) -> (Result<Vec<String>, String>, Arc<Little>) {
    let little = Arc::new(Little::of(pages));
    let (_folder, context) = context(Config::default(), &little);
    let feed = NewFeed {
        url: "https://paper.example/old".to_owned(),
        site: site.map(str::to_owned),
        ..NewFeed::default()
    };
    let id = context.store.subscribe(&feed, Noon.now()).unwrap();
    let found = jobs::find_anew(&context, id);
    let found = found.map(|found| found.into_iter().map(|it| it.url).collect());
    let count = little.asked.lock().unwrap().len();
    assert!(count <= 12, "{count}");
    (found.map_err(|error| error.to_string()), little)
}

#[test]
fn a_feed_is_found_anew_from_its_site_its_own_address_or_its_front_page() {
    let head = "<link rel=alternate type=application/rss+xml href=/new.xml>";
    for (place, site) in [
        ("https://blog.example/", Some("https://blog.example/")),
        ("https://paper.example/old", None),
        ("https://paper.example/", None),
        ("https://paper.example/", Some("https://gone.example/")),
    ] {
        let new = if place.contains("blog") {
            "https://blog.example/new.xml"
        } else {
            "https://paper.example/new.xml"
        };
        let pages = vec![(place, page(head)), (new, feed("Paper"))];
        let (found, _) = anew(&pages, site);
        assert_eq!(found, Ok(vec![new.to_owned()]), "{place} {site:?}");
    }
    let (nothing, _) = anew(&Vec::new(), None);
    assert!(nothing.unwrap_err().contains("404"));
}

#[test]
fn what_a_feed_calls_its_site_was_not_named_by_the_reader() {
    let (_, little) = anew(&Vec::new(), Some("http://router.lan/"));
    let asked = little.asked.lock().unwrap().clone();
    assert!(asked[0].starts_with("http://router.lan/"), "{asked:?}");
    let allowed = little.allowed.lock().unwrap().clone();
    assert!(
        allowed.iter().all(|host| host.starts_with("paper.example")),
        "{allowed:?}"
    );
}

/// A host that had asked a feed, or a page, to wait was asked for all the places of a feed.
#[test]
fn a_host_that_asked_to_wait_is_not_asked_for_its_feed() {
    let pages = vec![("https://paper.example/old", feed("Paper"))];
    let little = Arc::new(Little::of(&pages));
    let (_folder, context) = context(Config::default(), &little);
    let typed = NewFeed {
        url: "https://paper.example/old".to_owned(),
        ..NewFeed::default()
    };
    let id = context.store.subscribe(&typed, Noon.now()).unwrap();
    let until = Noon.now().plus(3 * 3_600);
    let host = "paper.example:443";
    context
        .store
        .set_host_wait(host, until, Noon.now())
        .unwrap();
    for answer in [
        jobs::find_anew(&context, id),
        jobs::find_feeds(&context, "https://paper.example/news"),
    ] {
        let why = answer.unwrap_err().to_string();
        assert_eq!(
            why,
            "asked again in 3 h: paper.example asked to wait, or is overloaded"
        );
    }
    assert_eq!(little.asked.lock().unwrap().clone(), [""; 0]);
    context
        .store
        .set_host_wait(host, Noon.now(), Noon.now())
        .unwrap();
    assert_eq!(jobs::find_anew(&context, id).unwrap().len(), 1);
}
