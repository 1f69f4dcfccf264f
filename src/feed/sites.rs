//! Sites whose feeds are known from the address alone (FEEDS.md §5), without a request.

use super::construct::is_web;
use crate::markup::{Base, links};
use url::Url;

/// Feeds known from an address alone (a channel, a subreddit, …), without a request; the likeliest
/// first.
#[must_use]
pub fn known_feeds(url: &str) -> Vec<String> {
    let Ok(url) = Url::parse(url.trim()) else {
        return Vec::new();
    };
    let path: Option<Vec<&str>> = url
        .path_segments()
        .map(|it| it.filter(|part| !part.is_empty()).collect());
    let (Some(host), Some(path)) = (url.host_str(), path) else {
        return Vec::new();
    };
    if !matches!(url.scheme(), "http" | "https") {
        return Vec::new();
    }
    let host = host.strip_prefix("www.").unwrap_or(host);
    let host = host.strip_prefix("m.").unwrap_or(host);
    let one_of_them = |found: Option<String>| found.into_iter().collect::<Vec<_>>();
    match host {
        "github.com" => github(&path),
        "gitlab.com" | "codeberg.org" => forge(host, &path),
        _ => one_of_them(by_host(host, &url, &path).or_else(|| by_suffix(host, &path))),
    }
}

fn by_host(host: &str, url: &Url, path: &[&str]) -> Option<String> {
    match host {
        "youtube.com" | "music.youtube.com" => youtube(url, path),
        "reddit.com" | "old.reddit.com" | "new.reddit.com" => reddit(url, path),
        "medium.com" => medium(path),
        "bsky.app" => match path {
            ["profile", name] => Some(format!("https://bsky.app/profile/{name}/rss")),
            _ => None,
        },
        "news.ycombinator.com" => Some("https://news.ycombinator.com/rss".to_owned()),
        "lobste.rs" => lobsters(path),
        "stackoverflow.com" | "superuser.com" | "serverfault.com" | "askubuntu.com" => {
            tag_feed(host, path, "questions")
        }
        _ if host.ends_with(".stackexchange.com") => tag_feed(host, path, "questions"),
        "vimeo.com" => one(path).map(|it| format!("https://vimeo.com/{it}/videos/rss")),
        "arxiv.org" => arxiv(path),
        _ => None,
    }
}

/// Feeds that a page of a known site tells of without linking to them: by its canonical address, or
/// by what it shows of the channel, the user or the podcast.
#[must_use]
pub fn known_in_page(html: &str, url: &str) -> Vec<String> {
    let of_canonical = canonical(html, url).map(|it| known_feeds(&it));
    if let Some(found) = of_canonical.filter(|it| !it.is_empty()) {
        return found;
    }
    let host = Url::parse(url).ok();
    let host = host.as_ref().and_then(Url::host_str).unwrap_or_default();
    let is_of = |site: &str| host == site || host.ends_with(&format!(".{site}"));
    let found = if is_of("youtube.com") {
        youtube_in_page(html)
    } else if is_of("soundcloud.com") {
        soundcloud_in_page(html)
    } else if is_of("podcasts.apple.com") {
        feed_url(html)
    } else {
        None
    };
    found.into_iter().collect()
}

fn youtube_in_page(html: &str) -> Option<String> {
    let marks = ["\"externalId\":\"", "channel_id=", "\"channelId\":\""];
    let channel = marks.iter().find_map(|mark| {
        let rest = html.split_once(mark)?.1;
        let end = rest.find(|c: char| !c.is_ascii_alphanumeric() && c != '_' && c != '-')?;
        rest.get(..end)
            .filter(|it| it.starts_with("UC") && it.len() < 64)
    })?;
    let found = known_feeds(&format!("https://www.youtube.com/channel/{channel}"));
    found.into_iter().next()
}

/// The number of the user is in the address for the site's own program, and in the page's data.
fn soundcloud_in_page(html: &str) -> Option<String> {
    let user = ["soundcloud://users:", "soundcloud:users:"]
        .iter()
        .find_map(|mark| {
            let rest = html.split_once(mark)?.1;
            let end = rest.find(|c: char| !c.is_ascii_digit())?;
            rest.get(..end).filter(|it| (1..20).contains(&it.len()))
        })?;
    Some(format!(
        "https://feeds.soundcloud.com/users/soundcloud:users:{user}/sounds.rss"
    ))
}

/// What Apple says of a podcast, in its page and in its directory.
#[must_use]
pub fn feed_url(text: &str) -> Option<String> {
    let mut places = text.split("\"feedUrl\"").skip(1);
    places.find_map(|rest| {
        let value = rest.trim_start().strip_prefix(':')?.trim_start();
        let value = value.strip_prefix('"')?;
        let url = value.get(..value.find('"')?)?;
        let url = url.replace("\\u002F", "/").replace("\\/", "/");
        is_web(&url).then_some(url)
    })
}

/// Where Apple's directory is asked for the feed of a podcast.
#[must_use]
pub fn apple_lookup(url: &str) -> Option<String> {
    let url = Url::parse(url).ok()?;
    let is_apple = matches!(url.host_str()?, "podcasts.apple.com" | "itunes.apple.com");
    let mut parts = url.path_segments().filter(|_| is_apple)?;
    let id = parts.find_map(|part| part.strip_prefix("id"))?;
    let is_number = (1..20).contains(&id.len()) && id.bytes().all(|b| b.is_ascii_digit());
    is_number.then(|| format!("https://itunes.apple.com/lookup?id={id}&entity=podcast"))
}

/// The address that a page calls its own.
#[must_use]
pub fn canonical(html: &str, url: &str) -> Option<String> {
    let all = links(html, &Base::new(url)).into_iter();
    let mut own =
        all.filter(|it| it.is_head && it.rel.split_whitespace().any(|it| it == "canonical"));
    own.next().map(|it| it.url).filter(|it| is_web(it))
}

fn one<'a>(path: &[&'a str]) -> Option<&'a str> {
    match path {
        [only] => Some(only),
        _ => None,
    }
}

fn youtube(url: &Url, path: &[&str]) -> Option<String> {
    let feed = |key: &str, id: &str| format!("https://www.youtube.com/feeds/videos.xml?{key}={id}");
    let list = url.query_pairs().find(|it| it.0 == "list").map(|it| it.1);
    match path {
        ["channel", id, ..] if id.starts_with("UC") => Some(feed("channel_id", id)),
        ["user", name, ..] => Some(feed("user", name)),
        ["playlist" | "watch"] => list
            .filter(|it| is_word(it))
            .map(|it| feed("playlist_id", &it)),
        _ => None,
    }
}

fn has_ending(name: &str, ending: &str) -> bool {
    name.to_ascii_lowercase().ends_with(ending)
}

fn is_word(text: &str) -> bool {
    !text.is_empty()
        && text
            .bytes()
            .all(|b| b.is_ascii_alphanumeric() || b == b'_' || b == b'-')
}

fn reddit(url: &Url, path: &[&str]) -> Option<String> {
    if path.last().is_some_and(|it| has_ending(it, ".rss")) {
        return None;
    }
    let place = match path {
        [] => String::new(),
        ["r", name] => format!("/r/{name}"),
        ["r", name, sort @ ("hot" | "new" | "top" | "rising")] => format!("/r/{name}/{sort}"),
        ["u" | "user", name, ..] => format!("/user/{name}"),
        ["r", name, "comments", id, ..] => format!("/r/{name}/comments/{id}"),
        ["search"] => {
            return Some(format!(
                "https://www.reddit.com/search.rss?{}",
                url.query()?
            ));
        }
        _ => return None,
    };
    Some(format!("https://www.reddit.com{place}/.rss"))
}

/// A repository that has no releases may have tags, and has commits.
fn github(path: &[&str]) -> Vec<String> {
    const NO_USERS: [&str; 12] = [
        "about",
        "features",
        "topics",
        "trending",
        "explore",
        "marketplace",
        "settings",
        "login",
        "search",
        "sponsors",
        "orgs",
        "collections",
    ];
    if path.first().is_none_or(|it| NO_USERS.contains(it))
        || path.last().is_some_and(|it| has_ending(it, ".atom"))
    {
        return Vec::new();
    }
    let of = |ends: &[&str]| -> Vec<String> {
        let ends = ends.iter();
        ends.map(|end| format!("https://github.com/{end}"))
            .collect()
    };
    match path {
        [user] => of(&[&format!("{user}.atom")]),
        [user, repository] => {
            let repository = repository.strip_suffix(".git").unwrap_or(repository);
            let end = |what: &str| format!("{user}/{repository}/{what}.atom");
            of(&[&end("releases"), &end("tags"), &end("commits")])
        }
        [user, repository, what @ ("releases" | "tags"), ..] => {
            of(&[&format!("{user}/{repository}/{what}.atom")])
        }
        [user, repository, "commits"] => of(&[&format!("{user}/{repository}/commits.atom")]),
        [user, repository, "commits" | "tree", branch, ..] => {
            of(&[&format!("{user}/{repository}/commits/{branch}.atom")])
        }
        _ => Vec::new(),
    }
}

/// GitLab and Forgejo.
fn forge(host: &str, path: &[&str]) -> Vec<String> {
    if path
        .last()
        .is_some_and(|it| has_ending(it, ".atom") || has_ending(it, ".rss"))
    {
        return Vec::new();
    }
    match path {
        [user, project] if host == "gitlab.com" => {
            let project = format!("https://{host}/{user}/{project}");
            vec![
                format!("{project}/-/releases.atom"),
                format!("{project}/-/tags?format=atom"),
                format!("{project}.atom"),
            ]
        }
        [user, project, ..] if host != "gitlab.com" => {
            let project = format!("https://{host}/{user}/{project}");
            vec![format!("{project}/releases.rss"), format!("{project}.rss")]
        }
        [user] => {
            let end = if host == "gitlab.com" { "atom" } else { "rss" };
            vec![format!("https://{host}/{user}.{end}")]
        }
        _ => Vec::new(),
    }
}

fn medium(path: &[&str]) -> Option<String> {
    match path {
        [] | ["feed", ..] => None,
        ["tag", tag, ..] => Some(format!("https://medium.com/feed/tag/{tag}")),
        [name, ..] => Some(format!("https://medium.com/feed/{name}")),
    }
}

fn lobsters(path: &[&str]) -> Option<String> {
    match path {
        [] => Some("https://lobste.rs/rss".to_owned()),
        ["t", tag] => Some(format!("https://lobste.rs/t/{tag}.rss")),
        _ => None,
    }
}

fn tag_feed(host: &str, path: &[&str], place: &str) -> Option<String> {
    match path {
        [first, "tagged", tag] if *first == place => {
            Some(format!("https://{host}/feeds/tag/{tag}"))
        }
        [] => Some(format!("https://{host}/feeds")),
        _ => None,
    }
}

fn arxiv(path: &[&str]) -> Option<String> {
    match path {
        ["list", subject, ..] => Some(format!("https://rss.arxiv.org/rss/{subject}")),
        _ => None,
    }
}

/// Sites below a host of their own, and Mastodon's addresses on any host.
fn by_suffix(host: &str, path: &[&str]) -> Option<String> {
    const NO_MASTODONS: [&str; 9] = [
        "youtube.com",
        "medium.com",
        "tiktok.com",
        "threads.net",
        "threads.com",
        "substack.com",
        "x.com",
        "twitter.com",
        "instagram.com",
    ];
    if let [name] = path
        && !NO_MASTODONS.contains(&host)
        && let Some(user) = name.strip_prefix('@')
        && is_word(user)
    {
        return Some(format!("https://{host}/@{user}.rss"));
    }
    match path {
        ["tags", tag] => return Some(format!("https://{host}/tags/{tag}.rss")),
        ["c", community] if is_word(community) && host.starts_with("lemmy.") => {
            return Some(format!("https://{host}/feeds/c/{community}.xml?sort=New"));
        }
        ["blogs", blog] if !has_ending(blog, ".atom") => {
            return Some(format!("https://{host}/blogs/{blog}.atom"));
        }
        [] => {}
        _ => return None,
    }
    let is_below = |domain: &str| {
        host.strip_suffix(domain)
            .is_some_and(|it| it.ends_with('.'))
    };
    let place = if ["substack.com", "medium.com", "wordpress.com"]
        .iter()
        .any(|it| is_below(it))
    {
        "feed"
    } else if is_below("tumblr.com") {
        "rss"
    } else if is_below("blogspot.com") {
        "feeds/posts/default?alt=rss"
    } else {
        return None;
    };
    Some(format!("https://{host}/{place}"))
}

#[cfg(test)]
mod tests {
    use super::{apple_lookup, canonical, known_feeds, known_in_page};

    #[test]
    fn feeds_of_known_sites_need_no_request() {
        let rows = [
            (
                "https://www.youtube.com/channel/UCabc-1",
                "https://www.youtube.com/feeds/videos.xml?channel_id=UCabc-1",
            ),
            (
                "https://youtube.com/playlist?list=PLx_1",
                "https://www.youtube.com/feeds/videos.xml?playlist_id=PLx_1",
            ),
            (
                "https://old.reddit.com/r/rust/",
                "https://www.reddit.com/r/rust/.rss",
            ),
            (
                "https://www.reddit.com/r/a+b/top",
                "https://www.reddit.com/r/a+b/top/.rss",
            ),
            (
                "https://github.com/owner/repo",
                "https://github.com/owner/repo/releases.atom",
            ),
            (
                "https://github.com/owner/repo/tree/main/src",
                "https://github.com/owner/repo/commits/main.atom",
            ),
            (
                "https://mastodon.example/@someone",
                "https://mastodon.example/@someone.rss",
            ),
            (
                "https://writer.substack.com/",
                "https://writer.substack.com/feed",
            ),
            (
                "https://medium.com/@writer",
                "https://medium.com/feed/@writer",
            ),
            (
                "https://blog.blogspot.com",
                "https://blog.blogspot.com/feeds/posts/default?alt=rss",
            ),
            ("https://name.tumblr.com/", "https://name.tumblr.com/rss"),
            (
                "https://bsky.app/profile/x.example",
                "https://bsky.app/profile/x.example/rss",
            ),
            (
                "https://arxiv.org/list/cs.CL/recent",
                "https://rss.arxiv.org/rss/cs.CL",
            ),
        ];
        for (page, feed) in rows {
            assert_eq!(
                known_feeds(page).first().map(String::as_str),
                Some(feed),
                "{page}"
            );
        }
    }

    #[test]
    fn other_pages_and_feeds_themselves_are_not_guessed() {
        for page in [
            "https://news.example/",
            "https://www.youtube.com/@handle",
            "https://www.reddit.com/r/rust/.rss",
            "https://github.com/owner.atom",
            "https://github.com/explore",
            "ftp://youtube.com/channel/UCx",
            "no address",
        ] {
            assert!(known_feeds(page).is_empty(), "{page}");
        }
    }

    #[test]
    fn a_repository_without_releases_has_other_feeds() {
        assert_eq!(
            known_feeds("https://github.com/owner/repo.git"),
            ["releases", "tags", "commits"]
                .map(|it| format!("https://github.com/owner/repo/{it}.atom"))
        );
        assert_eq!(known_feeds("https://gitlab.com/owner/project").len(), 3);
        assert_eq!(
            known_feeds("https://codeberg.org/owner/project/src/branch/main"),
            [
                "https://codeberg.org/owner/project/releases.rss",
                "https://codeberg.org/owner/project.rss"
            ]
        );
    }

    #[test]
    fn pages_of_sounds_tell_of_their_feeds() {
        let sound = "<meta property='al:ios:url' content='soundcloud://users:12345'>";
        assert_eq!(
            known_in_page(sound, "https://soundcloud.com/someone"),
            ["https://feeds.soundcloud.com/users/soundcloud:users:12345/sounds.rss"]
        );
        assert!(known_in_page(sound, "https://notsoundcloud.com/x").is_empty());
        let page = r#"<script>{"a":1,"feedUrl" : "https:\/\/cast.example\u002Ffeed"}</script>"#;
        let apple = "https://podcasts.apple.com/ng/podcast/the-ferry/id1234567890?i=1";
        assert_eq!(known_in_page(page, apple), ["https://cast.example/feed"]);
        assert!(known_in_page(r#"{"feedUrl":"javascript:x"}"#, apple).is_empty());
        assert_eq!(
            apple_lookup(apple).as_deref(),
            Some("https://itunes.apple.com/lookup?id=1234567890&entity=podcast")
        );
        for other in [
            "https://podcasts.apple.com/ng/browse",
            "https://x.example/id12",
        ] {
            assert_eq!(apple_lookup(other), None);
        }
    }

    #[test]
    fn a_page_tells_of_its_channel() {
        let feed = "https://www.youtube.com/feeds/videos.xml?channel_id=UCab-c_1";
        let page = "<link rel=canonical href='https://www.youtube.com/channel/UCab-c_1'>";
        assert_eq!(known_in_page(page, "https://www.youtube.com/@name"), [feed]);
        let script = "<script>{\"externalId\":\"UCab-c_1\",\"x\":1}</script>";
        assert_eq!(known_in_page(script, "https://m.youtube.com/@name"), [feed]);
        assert!(known_in_page(script, "https://other.example/").is_empty());
        let relative = "<base href='/de/'><link rel='canonical' href='story'>";
        assert_eq!(
            canonical(relative, "https://news.example/x?y").as_deref(),
            Some("https://news.example/de/story")
        );
    }
}
