//! The feed behind any address that a person may type, in few requests.

use super::{Context, JobError, Web};
use crate::feed;
use crate::fetch::{FetchError, Response};
use crate::model::{Candidate, ParsedFeed};
use crate::text::clean_line;
use url::Url;

/// Requests at most for one address.
const REQUESTS: usize = 12;
/// Candidates of a page that are read, for their titles.
const READ: usize = 3;
const TITLES: usize = 3;

/// What a person typed as an http(s) address: `feed:` and a missing scheme are understood.
pub fn address(typed: &str) -> Result<Url, JobError> {
    let typed = typed.trim();
    let rest = ["feed://", "feeds://", "feed:", "feeds:"]
        .iter()
        .find_map(|s| typed.strip_prefix(s));
    let typed = rest.unwrap_or(typed);
    let bad = || JobError::Fetch(FetchError::BadUrl(clean_line(typed)));
    let url = match Url::parse(typed) {
        Ok(url) if matches!(url.scheme(), "http" | "https") => url,
        Ok(url) if url.host().is_some() || is_no_host(typed) => return Err(bad()),
        _ => Url::parse(&format!("https://{typed}")).map_err(|_| bad())?,
    };
    let is_name = url
        .host_str()
        .is_some_and(|host| host.contains(['.', ':']) || host == "localhost");
    if is_name { Ok(url) } else { Err(bad()) }
}

/// `mailto:x` has a scheme; `localhost:8000` and `example.org:80/feed` have a port.
fn is_no_host(typed: &str) -> bool {
    let after = typed.split_once(':').map_or("", |(_, after)| after);
    !after.starts_with(|c: char| c.is_ascii_digit())
}

/// The feeds behind an address, best first, with their newest titles.
pub fn find_feeds(context: &Context, typed: &str) -> Result<Vec<Candidate>, JobError> {
    let url = address(typed)?;
    let mut search = Search {
        context,
        web: context.web()?,
        host: url.clone(),
        requests: 0,
    };
    if let Some(known) = feed::known_site(url.as_str())
        && let Some(candidate) = search.candidate(&known, "known site")
    {
        return Ok(vec![candidate]);
    }
    let response = search.get(url.as_str())?;
    if !(200..300).contains(&response.status) {
        let host = url.host_str().unwrap_or_default();
        return Err(JobError::other(format!(
            "{host} answers {} for this address",
            response.status
        )));
    }
    if let Some(parsed) = search.parse(&response) {
        return Ok(vec![of_feed(url.as_str(), &parsed, "the address itself")]);
    }
    let page = crate::markup::decode_html(&response.body, response.content_type.as_deref());
    let found = feed::find_in_page(&page, &response.url);
    let mut sound = search.read(found);
    if sound.is_empty() {
        sound.extend(search.probe(&response.url));
    }
    Ok(sound)
}

struct Search<'a> {
    context: &'a Context,
    web: &'a Web,
    /// What the reader typed: its host may be private, and what it leads to on the same host.
    host: Url,
    requests: usize,
}

impl Search<'_> {
    fn get(&mut self, url: &str) -> Result<Response, JobError> {
        self.requests += 1;
        let mut request = self.web.request(url, self.context.config.limits.feed);
        let is_own = Url::parse(url).is_ok_and(|url| url.host() == self.host.host());
        request.is_named_by_reader = is_own;
        Ok(self.web.get(request)?)
    }

    fn parse(&self, response: &Response) -> Option<ParsedFeed> {
        let context = feed::Context {
            url: Some(&response.url),
            content_type: response.content_type.as_deref(),
            content_location: None,
            content_language: None,
            now: self.context.now(),
        };
        let parsed = std::panic::catch_unwind(|| feed::parse(&response.body, &context));
        parsed.ok()?.ok()
    }

    fn candidate(&mut self, url: &str, found_by: &'static str) -> Option<Candidate> {
        let response = self
            .get(url)
            .ok()
            .filter(|response| response.status == 200)?;
        self.parse(&response)
            .map(|parsed| of_feed(url, &parsed, found_by))
    }

    /// Reads the best candidates; the rest are offered as the page names them.
    fn read(&mut self, found: Vec<Candidate>) -> Vec<Candidate> {
        let mut sound = Vec::new();
        for (index, candidate) in found.into_iter().enumerate() {
            if index >= READ || self.requests >= REQUESTS {
                sound.push(candidate);
                continue;
            }
            if let Some(mut read) = self.candidate(&candidate.url, candidate.found_by) {
                if read.title.is_empty() {
                    read.title = candidate.title;
                }
                sound.push(read);
            }
        }
        sound
    }

    /// Well-known places, until one is a feed. Sites send unknown paths home, so an answer from
    /// elsewhere does not count.
    fn probe(&mut self, url: &str) -> Option<Candidate> {
        for place in feed::well_known(url) {
            if self.requests >= REQUESTS || self.context.is_cancelled() {
                return None;
            }
            if let Some(candidate) = self.candidate(&place, "well-known place") {
                return Some(candidate);
            }
        }
        None
    }
}

fn of_feed(url: &str, parsed: &ParsedFeed, found_by: &'static str) -> Candidate {
    let newest = parsed
        .entries
        .iter()
        .take(TITLES)
        .map(|entry| entry.title.clone())
        .collect();
    Candidate {
        url: url.to_owned(),
        title: parsed.title.clone(),
        found_by,
        newest,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_people_type_is_understood() {
        let read = |typed| address(typed).map(|url| url.to_string()).ok();
        assert_eq!(read("lwn.net").as_deref(), Some("https://lwn.net/"));
        assert_eq!(
            read(" feed://lwn.net/x ").as_deref(),
            Some("https://lwn.net/x")
        );
        assert_eq!(
            read("feed:https://lwn.net/x").as_deref(),
            Some("https://lwn.net/x")
        );
        assert_eq!(
            read("localhost:8000/feed").as_deref(),
            Some("https://localhost:8000/feed")
        );
        assert_eq!(
            read("http://127.0.0.1:1/").as_deref(),
            Some("http://127.0.0.1:1/")
        );
        for wrong in [
            "",
            "nonsense",
            "file:///etc/passwd",
            "mailto:a@b.c",
            "javascript:alert(1)",
        ] {
            assert_eq!(read(wrong), None, "{wrong}");
        }
    }
}
