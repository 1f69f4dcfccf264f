//! https where the reader typed http and the same feed is there; and the certificate that a host
//! shows, for the reader to accept.

use super::{Context, JobError};
use crate::feed;
use crate::fetch::Request;
use crate::model::{NewFeed, ParsedFeed, TrafficKind};
use std::collections::HashSet;
use std::panic::{AssertUnwindSafe, catch_unwind};
use url::Url;

/// The feed as it is to be subscribed to: with https, if both serve the same feed. What was looked for when it was found
/// is not looked for again.
pub fn https_first(context: &Context, typed: &NewFeed) -> NewFeed {
    let is_settled = context
        .web()
        .is_ok_and(|web| web.found.is_settled(&typed.url));
    let secure = if is_settled {
        None
    } else {
        by_https(context, &typed.url, None)
    };
    NewFeed {
        url: secure.unwrap_or_else(|| typed.url.clone()),
        ..typed.clone()
    }
}

/// The address with https, if the same feed is there; `here` is what is at this one, where that is known. Not for
/// addresses with a port, of this machine or of the reader's own network.
pub(super) fn by_https(context: &Context, url: &str, here: Option<&ParsedFeed>) -> Option<String> {
    let secure = secured(url)?;
    let there = fetch(context, &secure)?;
    let is_there = match here {
        Some(here) => is_same(here, &there),
        None => fetch(context, url).is_some_and(|here| is_same(&here, &there)),
    };
    is_there.then_some(secure)
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

/// Two answers are one feed: their titles agree, and an entry stands in both if there are any.
fn is_same(one: &ParsedFeed, other: &ParsedFeed) -> bool {
    let names = |feed: &ParsedFeed| -> HashSet<String> {
        let entries = feed.entries.iter();
        entries
            .map(|it| it.id.as_deref().map_or_else(|| it.title.to_string(), place))
            .collect()
    };
    let (ours, theirs) = (names(one), names(other));
    one.title == other.title && (!ours.is_disjoint(&theirs) || ours.is_empty() && theirs.is_empty())
}

/// A place, however it is spelt: less the scheme, `www.` and an end slash.
pub(super) fn place(url: &str) -> String {
    let rest = url.split_once("://").map_or(url, |it| it.1);
    let rest = rest.strip_prefix("www.").unwrap_or(rest);
    rest.trim_end_matches('/').to_owned()
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
