//! https where the reader typed http and the same feed is there; and the certificate that a host
//! shows, for the reader to accept.

use super::{Context, JobError};
use crate::feed;
use crate::fetch::Request;
use crate::model::{NewFeed, ParsedFeed, TrafficKind};
use std::collections::HashSet;
use std::panic::{AssertUnwindSafe, catch_unwind};
use url::Url;

/// The feed as it is to be subscribed to: with https, if both serve the same feed. Addresses with a
/// port, of this machine or of the reader's own network stay as they were typed.
pub fn https_first(context: &Context, typed: &NewFeed) -> NewFeed {
    let secure = secured(&typed.url).filter(|secure| {
        let get = |url: &str| fetch(context, url);
        get(secure).is_some_and(|there| get(&typed.url).is_some_and(|here| is_same(&here, &there)))
    });
    NewFeed {
        url: secure.unwrap_or_else(|| typed.url.clone()),
        ..typed.clone()
    }
}

fn secured(url: &str) -> Option<String> {
    let mut url = Url::parse(url).ok()?;
    let is_public_name = url.domain().is_some_and(|name| name.contains('.'));
    if url.scheme() != "http" || url.port().is_some() || !is_public_name {
        return None;
    }
    url.set_scheme("https").ok()?;
    Some(url.to_string())
}

fn fetch(context: &Context, url: &str) -> Option<ParsedFeed> {
    let mut request = context.web().ok()?.request(url, context.config.limits.feed);
    request.is_named_by_reader = true;
    request.is_urgent = true;
    let response = context.get(request, TrafficKind::Feed).ok()?;
    if response.status != 200 || !response.url.starts_with(url.split(':').next()?) {
        return None;
    }
    let of = feed::Context {
        url: Some(&response.url),
        content_type: response.content_type.as_deref(),
        now: context.now(),
        ..feed::Context::default()
    };
    let parsed = catch_unwind(AssertUnwindSafe(|| feed::parse(&response.body, &of)));
    parsed.ok()?.ok()
}

/// The same title, and an entry in common if there are any.
fn is_same(one: &ParsedFeed, other: &ParsedFeed) -> bool {
    let titles: HashSet<&str> = other.entries.iter().map(|entry| &*entry.title).collect();
    let mut entries = one.entries.iter();
    one.title == other.title
        && (entries.any(|entry| titles.contains(&*entry.title))
            || one.entries.is_empty() && other.entries.is_empty())
}

/// SHA-256 of the certificate that the address's host shows, whoever signed it.
pub fn shown_certificate(
    context: &Context,
    url: &str,
    proxy: Option<&str>,
) -> Result<String, JobError> {
    let mut request: Request = context.web()?.request(url, context.config.limits.feed);
    request.proxy = proxy.map(str::to_owned);
    Ok(context.web()?.certificate(request)?)
}
