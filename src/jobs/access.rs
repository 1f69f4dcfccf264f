//! What a feed's pages are asked with, besides its own address: user and password, headers, a trusted
//! certificate. They go to the scheme, host and port of the feed, and to no other.

use super::pictures::Wanted;
use super::{Context, JobError};
use crate::fetch::{FetchError, Request, Response};
use crate::model::{Article, FeedId, FeedSettings, place_of};
use crate::text::clean_line;
use std::time::Instant;
use url::Url;

/// Of one feed; without one, pages are asked for as anybody asks.
#[derive(Default)]
pub struct Access {
    feed: Option<Url>,
    settings: FeedSettings,
    credentials: Option<String>,
}

impl Access {
    /// For an article's page. The password is read only where it will be sent.
    pub fn of(
        context: &Context,
        feed: FeedId,
        page: &str,
        wanted: Wanted,
    ) -> Result<Self, JobError> {
        let Some(state) = context.store.reader()?.poll_state(feed)? else {
            return Ok(Self::default());
        };
        let access = Self {
            feed: Url::parse(&state.url).ok(),
            settings: state.settings,
            credentials: None,
        };
        if !access.is_own(page) {
            // Whoever asks for a feed by a way of its own asks for whatever it leads to by that.
            let settings = FeedSettings {
                proxy: access.settings.proxy,
                ..FeedSettings::default()
            };
            return Ok(Self {
                settings,
                ..Self::default()
            });
        }
        let no_password = |error: JobError| FetchError::NoPassword(clean_line(&error.to_string()));
        let is_over = || context.is_cancelled();
        let secrets = &context.web()?.secrets;
        let since = (wanted == Wanted::Now).then(Instant::now);
        let credentials = secrets
            .get(&access.settings, since, &is_over)
            .map_err(no_password)?;
        Ok(Self {
            credentials,
            ..access
        })
    }

    /// The address lies at the feed's own scheme, host and port.
    fn is_own(&self, page: &str) -> bool {
        let page = Url::parse(page).ok();
        let origin = |url: &Url| url.host().is_some().then(|| url.origin());
        let feed = self.feed.as_ref().and_then(origin);
        feed.is_some() && feed == page.as_ref().and_then(origin)
    }

    /// Adds to the request what its address may be told.
    pub fn lend(&self, request: &mut Request) {
        request.proxy.clone_from(&self.settings.proxy);
        if !self.is_own(&request.url) {
            return;
        }
        request.headers.clone_from(&self.settings.headers);
        request.certificate.clone_from(&self.settings.certificate);
        request.credentials.clone_from(&self.credentials);
        if let (None, Some(feed)) = (&self.credentials, &self.feed) {
            lend_name(feed, request);
        }
    }

    /// A password that was not taken is asked for again.
    pub fn doubt(&self, context: &Context, response: &Response) {
        if let (Some(web), Some(feed)) = (&context.web, &self.feed) {
            web.secrets.doubt(&self.settings, feed.as_str(), response);
        }
    }
}

/// How the pictures and files of an article are asked for.
pub struct Around {
    /// Places that the reader named: the feed's, and a saved page's own. What is asked for there may be private, nothing else.
    named: Vec<String>,
    /// The feed's own.
    proxy: Option<String>,
}

impl Around {
    pub fn of(context: &Context, article: &Article) -> Result<Self, JobError> {
        let feed = article.private_feed().and_then(place_of);
        let is_saved = place_of(&article.feed_url).is_none();
        let own = article.row.url.as_deref().filter(|_| is_saved);
        let state = context.store.reader()?.poll_state(article.row.feed)?;
        Ok(Self {
            named: feed.into_iter().chain(own.and_then(place_of)).collect(),
            proxy: state.and_then(|state| state.settings.proxy),
        })
    }

    pub fn lend(&self, request: &mut Request) {
        request.allowed_hosts.clone_from(&self.named);
        request.proxy.clone_from(&self.proxy);
    }
}

/// User and password that stand in the feed's own address.
fn lend_name(feed: &Url, request: &mut Request) {
    let Ok(mut url) = Url::parse(&request.url) else {
        return;
    };
    let has_any = |url: &Url| !url.username().is_empty() || url.password().is_some();
    let is_set = has_any(feed)
        && !has_any(&url)
        && url.set_username(feed.username()).is_ok()
        && url.set_password(feed.password()).is_ok();
    if is_set {
        request.url = url.into();
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn access() -> Access {
        Access {
            feed: Url::parse("https://paper.example/feed").ok(),
            credentials: Some("me:secret".to_owned()),
            ..Access::default()
        }
    }

    #[test]
    fn only_the_feeds_own_scheme_host_and_port_are_told() {
        let told = |url: &str| {
            let mut request = Request {
                url: url.to_owned(),
                ..Request::default()
            };
            access().lend(&mut request);
            request.credentials
        };
        let own = Some("me:secret".to_owned());
        assert_eq!(told("https://paper.example/a"), own);
        assert_eq!(told("https://paper.example:443/a"), own);
        for other in [
            "http://paper.example/a",
            "https://paper.example:8443/a",
            "https://www.paper.example/a",
            "https://elsewhere.example/a",
            "nonsense",
        ] {
            assert_eq!(told(other), None, "{other}");
        }
    }

    #[test]
    fn a_password_that_stands_in_the_feeds_address_goes_along() {
        for name in ["me:a%40b", "me", ":tok"] {
            let access = Access {
                feed: Url::parse(&format!("https://{name}@paper.example/feed")).ok(),
                ..Access::default()
            };
            let mut request = Request {
                url: "https://paper.example/a".to_owned(),
                ..Request::default()
            };
            access.lend(&mut request);
            assert_eq!(request.url, format!("https://{name}@paper.example/a"));
        }
    }
}
