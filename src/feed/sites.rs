//! Sites whose feeds are known from the address alone (FEEDS.md §5), without a request.

use url::Url;

/// Feed address known from the site alone (a channel, a subreddit, …), without a request.
#[must_use]
pub fn known_site(url: &str) -> Option<String> {
    let url = Url::parse(url.trim()).ok()?;
    if !matches!(url.scheme(), "http" | "https") {
        return None;
    }
    let host = url.host_str()?;
    let host = host.strip_prefix("www.").unwrap_or(host);
    let host = host.strip_prefix("m.").unwrap_or(host);
    let path: Vec<&str> = url.path_segments()?.filter(|it| !it.is_empty()).collect();
    let by_host = match host {
        "youtube.com" | "music.youtube.com" => youtube(&url, &path),
        "reddit.com" | "old.reddit.com" | "new.reddit.com" => reddit(&url, &path),
        "github.com" => github(&path),
        "gitlab.com" | "codeberg.org" => forge(host, &path),
        "medium.com" => medium(&path),
        "bsky.app" => matches!(path.as_slice(), ["profile", _]).then(|| {
            format!(
                "https://bsky.app/profile/{}/rss",
                path.get(1).copied().unwrap_or_default()
            )
        }),
        "news.ycombinator.com" => Some("https://news.ycombinator.com/rss".to_owned()),
        "lobste.rs" => lobsters(&path),
        "stackoverflow.com" => tag_feed(host, &path, "questions"),
        "vimeo.com" => one(&path).map(|it| format!("https://vimeo.com/{it}/videos/rss")),
        "arxiv.org" => arxiv(&path),
        _ => None,
    };
    by_host.or_else(|| by_suffix(host, &path))
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

fn github(path: &[&str]) -> Option<String> {
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
        return None;
    }
    match path {
        [user] => Some(format!("https://github.com/{user}.atom")),
        [user, repository] | [user, repository, "releases", ..] => Some(format!(
            "https://github.com/{user}/{repository}/releases.atom"
        )),
        [user, repository, "tags", ..] => {
            Some(format!("https://github.com/{user}/{repository}/tags.atom"))
        }
        [user, repository, "commits"] => Some(format!(
            "https://github.com/{user}/{repository}/commits.atom"
        )),
        [user, repository, "commits" | "tree", branch, ..] => Some(format!(
            "https://github.com/{user}/{repository}/commits/{branch}.atom"
        )),
        _ => None,
    }
}

fn forge(host: &str, path: &[&str]) -> Option<String> {
    match path {
        [user, project] if host == "gitlab.com" => {
            Some(format!("https://{host}/{user}/{project}/-/releases.atom"))
        }
        [user, project] => Some(format!("https://{host}/{user}/{project}/releases.rss")),
        [user] if host != "gitlab.com" => Some(format!("https://{host}/{user}.rss")),
        _ => None,
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
    if !path.is_empty() {
        return None;
    }
    let is_below = |domain: &str| {
        host.strip_suffix(domain)
            .is_some_and(|it| it.ends_with('.'))
    };
    let place = if is_below("substack.com") || is_below("medium.com") || is_below("wordpress.com") {
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
    use super::known_site;

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
            assert_eq!(known_site(page).as_deref(), Some(feed), "{page}");
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
            assert_eq!(known_site(page), None, "{page}");
        }
    }
}
