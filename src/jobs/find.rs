//! The feed behind any address that a person may type, in few requests.

use super::{Context, JobError, Web, page};
use crate::feed;
use crate::fetch::{FetchError, Follow, Response};
use crate::model::{Candidate, ParsedFeed, TrafficKind};
use crate::text::clean_line;
use std::panic::{AssertUnwindSafe, catch_unwind};
use url::Url;

/// Requests at most for one address.
const REQUESTS: usize = 16;
/// Well-known places that are tried of them.
const PROBES: usize = 10;
/// Candidates of a page that are read, for their titles.
const READ: usize = 4;
const TITLES: usize = 3;

/// What a person typed as an http(s) address: `feed:` and a missing scheme are understood.
pub fn address(typed: &str) -> Result<Url, JobError> {
    let typed = typed.trim();
    let rest = ["feed://", "feeds://", "feed:", "feeds:"]
        .iter()
        .find_map(|s| typed.strip_prefix(s));
    let typed = rest.unwrap_or(typed);
    let bad = || JobError::Fetch(FetchError::BadUrl(clean_line(typed)));
    match Url::parse(typed) {
        // A whole address may name any host, also one of the reader's own network.
        Ok(url) if matches!(url.scheme(), "http" | "https") => return Ok(url),
        Ok(url) if url.host().is_some() || is_no_host(typed) => return Err(bad()),
        _ => {}
    }
    let url = Url::parse(&format!("https://{typed}")).map_err(|_| bad())?;
    let host = url.host_str().unwrap_or_default();
    let is_name = host.contains(['.', ':']) || host == "localhost" || url.port().is_some();
    if is_name { Ok(url) } else { Err(bad()) }
}

/// `mailto:x` has a scheme; `localhost:8000` and `example.org:80/feed` have a port.
fn is_no_host(typed: &str) -> bool {
    let after = typed.split_once(':').map_or("", |(_, after)| after);
    !after.starts_with(|c: char| c.is_ascii_digit())
}

/// The feeds behind an address, best first, with their newest titles. An empty answer means that
/// the place was read and has none.
pub fn find_feeds(context: &Context, typed: &str) -> Result<Vec<Candidate>, JobError> {
    let url = address(typed)?;
    let web = context.web()?;
    let mut search = Search {
        context,
        web,
        asked: url.clone(),
        requests: 0,
    };
    if let Some(known) = feed::known_site(url.as_str())
        && let Some(candidate) = search.candidate(&known, "known site", Follow::Redirects)
    {
        return Ok(vec![candidate]);
    }
    let (url, response) = search.open(url, is_bare(typed))?;
    if let Some(parsed) = search.parse(&response) {
        return Ok(vec![of_feed(
            &own_address(&url, &response),
            &parsed,
            "the address itself",
        )]);
    }
    let mut found = search.in_page(&response);
    if found.is_empty() {
        found.extend(search.probe(&response.url));
    }
    if found.is_empty() {
        found = search.at_root(&response.url);
    }
    Ok(found)
}

/// No scheme was typed: https is our guess.
fn is_bare(typed: &str) -> bool {
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
}

impl Search<'_> {
    /// The address itself; by http where https was only our guess and nobody answers there.
    fn open(&mut self, url: Url, is_guess: bool) -> Result<(Url, Response), JobError> {
        let answer = self.get(url.as_str(), Follow::Redirects);
        let is_silent = matches!(
            &answer,
            Err(FetchError::Connect(..)
                | FetchError::Refused(_)
                | FetchError::Tls(..)
                | FetchError::Broken(..))
        );
        let (url, response) = match answer {
            Err(_) if is_guess && is_silent => {
                let plain = url.as_str().replacen("https://", "http://", 1);
                let plain = Url::parse(&plain).map_err(JobError::other)?;
                // Its port may be another one than that of the guess.
                self.asked = plain.clone();
                let response = self.get(plain.as_str(), Follow::Redirects)?;
                (plain, response)
            }
            answer => (url, answer?),
        };
        if !(200..300).contains(&response.status) {
            let host = url.host_str().unwrap_or_default();
            let status = response.status;
            return Err(JobError::other(format!(
                "{host} answers {status} for this address"
            )));
        }
        Ok((url, response))
    }

    fn get(&mut self, url: &str, follow: Follow) -> Result<Response, FetchError> {
        self.requests += 1;
        let mut request = self.web.request(url, self.context.config.limits.feed);
        request
            .allowed_hosts
            .extend(page::place(self.asked.as_str()));
        request.follow = follow;
        request.is_urgent = true;
        self.context.get(request, TrafficKind::Page)
    }

    fn is_over(&self) -> bool {
        self.requests >= REQUESTS || self.context.is_cancelled()
    }

    fn parse(&self, response: &Response) -> Option<ParsedFeed> {
        let context = feed::Context {
            url: Some(&response.url),
            content_type: response.content_type.as_deref(),
            content_location: response.content_location.as_deref(),
            content_language: response.content_language.as_deref(),
            now: self.context.now(),
        };
        catch_unwind(AssertUnwindSafe(|| feed::parse(&response.body, &context)))
            .ok()?
            .ok()
    }

    fn candidate(
        &mut self,
        url: &str,
        found_by: &'static str,
        follow: Follow,
    ) -> Option<Candidate> {
        let response = self
            .get(url, follow)
            .ok()
            .filter(|response| response.status == 200)?;
        let parsed = self.parse(&response)?;
        Some(of_feed(
            &response
                .permanent_url
                .clone()
                .unwrap_or_else(|| url.to_owned()),
            &parsed,
            found_by,
        ))
    }

    /// The feeds that a page links to. The best are read; other links of its head are offered as
    /// the page names them, links of its text only if they were read.
    fn in_page(&mut self, response: &Response) -> Vec<Candidate> {
        let html = crate::markup::decode_html(&response.body, response.content_type.as_deref());
        let mut sound = Vec::new();
        for (index, candidate) in feed::find_in_page(&html, &response.url)
            .into_iter()
            .enumerate()
        {
            if index >= READ || self.is_over() {
                if candidate.found_by == "link" {
                    sound.push(candidate);
                }
                continue;
            }
            let read = self.candidate(&candidate.url, candidate.found_by, Follow::Redirects);
            if let Some(mut read) = read {
                if read.title.is_empty() {
                    read.title = candidate.title;
                }
                sound.push(read);
            }
        }
        sound
    }

    /// Well-known places, until one is a feed. Sites send unknown paths home, so redirects are not
    /// followed.
    fn probe(&mut self, url: &str) -> Option<Candidate> {
        for place in feed::well_known(url).into_iter().take(PROBES) {
            if self.is_over() {
                return None;
            }
            let found = self.candidate(&place, "well-known place", Follow::Nothing);
            if found.is_some() {
                return found;
            }
        }
        None
    }

    /// The front page of the site, once.
    fn at_root(&mut self, url: &str) -> Vec<Candidate> {
        let root = Url::parse(url).ok().and_then(|url| url.join("/").ok());
        let Some(root) = root.filter(|root| root.as_str() != url && !self.is_over()) else {
            return Vec::new();
        };
        match self.get(root.as_str(), Follow::Redirects) {
            Ok(response) if response.status == 200 => self.in_page(&response),
            _ => Vec::new(),
        }
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
        assert_eq!(read("http://nas/feed").as_deref(), Some("http://nas/feed"));
        assert_eq!(read("nas:8000").as_deref(), Some("https://nas:8000/"));
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
