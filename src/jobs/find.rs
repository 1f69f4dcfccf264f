//! The feed behind any address that a person may type, in few requests: the address itself, what is
//! known of its site, the links of the page, well-known places, the canonical page, the front page.

use super::secure::{by_https, place};
use super::{Context, JobError, Web, waits};
use crate::feed;
use crate::fetch::{FetchError, Follow, Response};
use crate::model::{
    Candidate, FeedId, Headline, ParsedFeed, TrafficKind, host_of, in_error, place_of,
    typed_address, without_secrets,
};
use crate::store::StoreError;
use crate::text::{Clean, clean_line};
use std::panic::{AssertUnwindSafe, catch_unwind};
use url::Url;

/// Requests at most for one address.
const REQUESTS: usize = 10;
/// Of them, what the front page is worth: itself and its best feed.
const KEPT_FOR_ROOT: usize = 2;
/// Candidates of a page that are read, for their titles.
const READ: usize = 4;
/// Entries shown before one subscribes.
const NEWEST: usize = 5;

/// What a person typed as an http(s) address; a Mastodon handle (`@name@host`) is one too.
pub fn address(typed: &str) -> Result<Url, JobError> {
    let typed = typed.trim();
    let handle = typed.strip_prefix('@').and_then(|it| it.split_once('@'));
    let of_handle = handle.map(|(name, host)| format!("https://{host}/@{name}"));
    typed_address(of_handle.as_deref().unwrap_or(typed))
        .ok_or_else(|| JobError::Fetch(FetchError::BadUrl(in_error(typed))))
}

/// The feeds behind an address, best first, with their newest entries. An empty answer means that
/// the place was read and has none.
///
/// # Errors
/// The place cannot be read; or it names a feed that cannot.
pub fn find_feeds(context: &Context, typed: &str) -> Result<Vec<Candidate>, JobError> {
    let url = address(typed)?;
    Search::new(context, url.clone())?.behind(url, is_bare(typed))
}

/// The feeds behind the site of a feed that is there already; where that is of no use, behind the feed's
/// own address and the front page of its host. The reader named the feed's host, but not what the feed
/// called its site.
///
/// # Errors
/// As [`find_feeds`]; what is said is of the first place.
pub fn find_anew(context: &Context, feed: FeedId) -> Result<Vec<Candidate>, JobError> {
    let mut feeds = context.store.reader()?.feeds()?.into_iter();
    let found = feeds.find(|it| it.id == feed);
    let found = found.ok_or(StoreError::NoFeed(feed))?;
    let url = address(&found.url)?;
    let site = found.site.as_deref().and_then(|site| address(site).ok());
    let root = url.join("/").map_err(JobError::other)?;
    let mut places: Vec<Url> = Vec::new();
    for place in site.into_iter().chain([url.clone(), root]) {
        if !places.contains(&place) {
            places.push(place);
        }
    }
    let mut search = Search::new(context, url)?;
    let mut first = None;
    for place in places {
        if !search.may(1) {
            break;
        }
        match search.behind(place, false) {
            Ok(found) if !found.is_empty() => return Ok(found),
            answer => {
                first.get_or_insert(answer);
            }
        }
    }
    first.unwrap_or_else(|| Ok(Vec::new()))
}

/// A feed's address as it was typed; by http where no scheme was and nobody answers by https. What was read is kept for
/// whoever subscribes.
///
/// # Errors
/// It is no address.
pub fn exact_address(context: &Context, typed: &str) -> Result<String, JobError> {
    let url = address(typed)?;
    if !is_bare(typed) || context.web.is_none() {
        return Ok(url.to_string());
    }
    let mut search = Search::new(context, url.clone())?;
    let Ok((found, response)) = search.open(url.clone(), true) else {
        return Ok(url.to_string());
    };
    let found = found.to_string();
    search.keep(&found, response);
    search.web.found.settle(&found);
    Ok(found)
}

/// Nobody answers there, or not in this way.
pub fn is_silent(error: &FetchError) -> bool {
    matches!(
        error,
        FetchError::Connect(..)
            | FetchError::Refused(_)
            | FetchError::Proxy(..)
            | FetchError::Tls(..)
            | FetchError::Broken(..)
    )
}

/// The same place by http.
pub fn by_http(url: &Url) -> Result<Url, JobError> {
    let plain = url.as_str().replacen("https://", "http://", 1);
    Url::parse(&plain).map_err(JobError::other)
}

/// No scheme was typed: https is our guess.
pub fn is_bare(typed: &str) -> bool {
    !typed.contains("://")
}

/// What is subscribed to: where a permanent redirect leads, else what was typed.
fn own_address(url: &Url, response: &Response) -> String {
    response
        .permanent_url
        .clone()
        .unwrap_or_else(|| url.to_string())
}

struct Search<'a> {
    context: &'a Context,
    web: &'a Web,
    /// What the reader typed: its host may be private, and what it leads to on the same host.
    asked: Url,
    requests: usize,
    /// The first feed that a page names for itself and that cannot be had, and why.
    broken: Option<(String, Clean)>,
}

impl<'a> Search<'a> {
    fn new(context: &'a Context, asked: Url) -> Result<Self, JobError> {
        Ok(Self {
            context,
            web: context.web()?,
            asked,
            requests: 0,
            broken: None,
        })
    }

    fn behind(&mut self, url: Url, is_guess: bool) -> Result<Vec<Candidate>, JobError> {
        let known = self.known(&feed::known_feeds(url.as_str()));
        if !known.is_empty() {
            return Ok(known);
        }
        let (url, response) = self.open(url, is_guess)?;
        if let Ok(parsed) = self.parse(&response) {
            let own = own_address(&url, &response);
            let own = if let Some(secure) = self.secure(&own, &parsed) {
                secure
            } else {
                self.keep(&own, response);
                self.web.found.settle(&own);
                own
            };
            return Ok(vec![of_feed(&own, &parsed, "the address itself")]);
        }
        let html = crate::markup::decode_html(&response.body, response.content_type.as_deref());
        let mut found = self.in_page(&html, &response.url);
        if found.is_empty() {
            found = self.known(&feed::known_in_page(&html, &response.url));
        }
        if found.is_empty() && self.context.config.network.lookups {
            found = self.look_up(&response.url);
        }
        if found.is_empty() {
            found.extend(self.probe(&response.url));
        }
        if found.is_empty() {
            found = self.elsewhere(&html, &response.url);
        }
        match self.broken.take() {
            Some((address, why)) if found.is_empty() => {
                let address = without_secrets(&address);
                let why = format!("the page's feed cannot be had: {why} ({address})");
                Err(JobError::Other(clean_line(&why)))
            }
            _ => Ok(found),
        }
    }

    /// The address itself; by http where https was only our guess and nobody answers there.
    fn open(&mut self, url: Url, is_guess: bool) -> Result<(Url, Response), JobError> {
        let answer = self.get(url.as_str(), Follow::Redirects);
        let (url, response) = match answer {
            Err(error) if is_guess && is_silent(&error) => {
                let plain = by_http(&url)?;
                // Its port may be another one than that of the guess.
                self.asked = plain.clone();
                let response = self.get(plain.as_str(), Follow::Redirects)?;
                (plain, response)
            }
            answer => (url, answer?),
        };
        if !(200..300).contains(&response.status) {
            let host = host_of(url.as_str()).unwrap_or_default();
            let status = response.status;
            let now = self.context.now();
            let until = waits::asked_until(&response, now);
            let wait = until.filter(|until| *until > now).map(|until| {
                let left = crate::schedule::span(until.since(now));
                format!("; it asks to wait {left}")
            });
            let wait = wait.unwrap_or_default();
            return Err(JobError::other(format!(
                "{host} answers {status} for this address{wait}"
            )));
        }
        Ok((url, response))
    }

    fn get(&mut self, url: &str, follow: Follow) -> Result<Response, FetchError> {
        self.requests += 1;
        let mut request = self.web.request(url, self.context.config.limits.feed);
        request.allowed_hosts.extend(place_of(self.asked.as_str()));
        request.follow = follow;
        request.is_urgent = true;
        self.context.get(request, TrafficKind::Page)
    }

    /// So many requests more may be made.
    fn may(&self, more: usize) -> bool {
        self.requests + more <= REQUESTS && !self.context.is_cancelled()
    }

    fn parse(&self, response: &Response) -> Result<ParsedFeed, Clean> {
        let context = feed::Context {
            url: Some(&response.url),
            content_type: response.content_type.as_deref(),
            content_location: response.content_location.as_deref(),
            content_language: response.content_language.as_deref(),
            now: self.context.now(),
            ..feed::Context::default()
        };
        match catch_unwind(AssertUnwindSafe(|| feed::parse(&response.body, &context))) {
            Ok(Ok(parsed)) => Ok(parsed),
            Ok(Err(error)) => Err(clean_line(&error.to_string())),
            Err(_) => Err(clean_line("it cannot be read")),
        }
    }

    fn candidate(
        &mut self,
        url: &str,
        found_by: &'static str,
        follow: Follow,
    ) -> Result<Candidate, Clean> {
        let answer = self.get(url, follow);
        let response = answer.map_err(|error| clean_line(&error.to_string()))?;
        if response.status != 200 {
            let why = format!("its host answers {}", response.status);
            return Err(clean_line(&why));
        }
        let parsed = self.parse(&response)?;
        let own = response.permanent_url.clone();
        let own = own.unwrap_or_else(|| url.to_owned());
        self.keep(&own, response);
        Ok(of_feed(&own, &parsed, found_by))
    }

    /// Whoever subscribes to it has read it already.
    fn keep(&self, url: &str, response: Response) {
        self.web.found.keep(url, response, self.context.now());
    }

    /// Feeds whose addresses are known without looking; those that hold nothing only where all do.
    fn known(&mut self, urls: &[String]) -> Vec<Candidate> {
        let mut found = Vec::new();
        for url in urls {
            if self.may(1) {
                found.extend(self.candidate(url, "known site", Follow::Redirects));
            }
        }
        if found.iter().any(|it| !it.newest.is_empty()) {
            found.retain(|it| !it.newest.is_empty());
        } else {
            found.truncate(1);
        }
        found
    }

    /// What a directory that is not the outlet's knows; only where the reader allows it.
    fn look_up(&mut self, url: &str) -> Vec<Candidate> {
        let Some(place) = feed::apple_lookup(url).filter(|_| self.may(2)) else {
            return Vec::new();
        };
        let Ok(answer) = self.get(&place, Follow::Redirects) else {
            return Vec::new();
        };
        let text = crate::markup::decode(&answer.body, answer.content_type.as_deref());
        let found: Vec<String> = feed::feed_url(&text).into_iter().collect();
        self.known(&found)
    }

    /// https where the same feed is served there too, though http was typed.
    fn secure(&mut self, url: &str, parsed: &ParsedFeed) -> Option<String> {
        if !self.may(1) {
            return None;
        }
        self.requests += 1;
        by_https(self.context, url, Some(parsed))
    }

    /// The feeds that a page links to. The best are read; other links of its head are offered as
    /// the page names them, links of its text only if they were read.
    fn in_page(&mut self, html: &str, url: &str) -> Vec<Candidate> {
        let mut sound = Vec::new();
        for (index, candidate) in feed::find_in_page(html, url).into_iter().enumerate() {
            if index >= READ || !self.may(1) {
                if candidate.found_by == "link" {
                    sound.push(candidate);
                }
                continue;
            }
            let read = self.candidate(&candidate.url, candidate.found_by, Follow::Redirects);
            match read {
                Ok(mut read) => {
                    if read.title.is_empty() {
                        read.title = candidate.title;
                    }
                    sound.push(read);
                }
                Err(why) if candidate.found_by == "link" => {
                    self.broken.get_or_insert((candidate.url, why));
                }
                Err(_) => {}
            }
        }
        sound.dedup_by(|b, a| a.url == b.url);
        sound
    }

    /// Well-known places, until one is a feed. Sites send unknown paths home, so redirects are not
    /// followed, but for one to the same place with another end, host or scheme.
    fn probe(&mut self, url: &str) -> Option<Candidate> {
        for place in feed::well_known(url) {
            if !self.may(1 + KEPT_FOR_ROOT) {
                return None;
            }
            let Ok(answer) = self.get(&place, Follow::Nothing) else {
                continue;
            };
            let moved = answer.location.as_deref().and_then(|it| {
                let to = Url::parse(&place).ok()?.join(it).ok()?;
                is_same_place(&place, to.as_str()).then(|| to.to_string())
            });
            let found = match moved {
                Some(to) => self
                    .candidate(&to, "well-known place", Follow::Nothing)
                    .ok(),
                None if answer.status == 200 => self
                    .parse(&answer)
                    .ok()
                    .map(|parsed| of_feed(&place, &parsed, "well-known place")),
                None => None,
            };
            if found.is_some() {
                return found;
            }
        }
        None
    }

    /// The page's canonical address, and the front page of the site, each once.
    fn elsewhere(&mut self, html: &str, url: &str) -> Vec<Candidate> {
        let root = Url::parse(url).ok().and_then(|url| url.join("/").ok());
        let mut seen = vec![url.to_owned()];
        let places = [feed::canonical(html, url), root.map(String::from)];
        for place in places.into_iter().flatten() {
            if seen.contains(&place) || !self.may(1) {
                continue;
            }
            let known = self.known(&feed::known_feeds(&place));
            if !known.is_empty() {
                return known;
            }
            if let Ok(response) = self.get(&place, Follow::Redirects)
                && response.status == 200
            {
                let html =
                    crate::markup::decode_html(&response.body, response.content_type.as_deref());
                let found = self.in_page(&html, &response.url);
                if !found.is_empty() {
                    return found;
                }
            }
            seen.push(place);
        }
        Vec::new()
    }
}

/// Another spelling of one place: an end slash, `www.`, the scheme.
fn is_same_place(a: &str, b: &str) -> bool {
    place(a) == place(b)
}

fn of_feed(url: &str, parsed: &ParsedFeed, found_by: &'static str) -> Candidate {
    let newest = parsed.entries.iter().take(NEWEST);
    Candidate {
        url: url.to_owned(),
        title: parsed.title.clone(),
        found_by,
        newest: newest
            .map(|entry| Headline {
                title: entry.title.clone(),
                published: entry.published,
            })
            .collect(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_handle_is_an_address_and_nonsense_is_none() {
        let read = |typed| address(typed).map(|url| url.to_string()).ok();
        assert_eq!(
            read("@someone@social.example").as_deref(),
            Some("https://social.example/@someone")
        );
        assert_eq!(read("lwn.net").as_deref(), Some("https://lwn.net/"));
        assert_eq!(read("nonsense"), None);
    }

    #[test]
    fn another_spelling_of_one_place_is_no_way_home() {
        for to in [
            "https://a.example/feed/",
            "http://a.example/feed",
            "https://www.a.example/feed",
        ] {
            assert!(is_same_place("https://a.example/feed", to), "{to}");
        }
        for to in ["https://a.example/", "https://b.example/feed"] {
            assert!(!is_same_place("https://a.example/feed", to), "{to}");
        }
    }
}
