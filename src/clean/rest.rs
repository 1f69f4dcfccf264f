//! WordPress answers each article as JSON too (`/wp-json/wp/v2/posts/ID`), its text without the
//! theme around it. Pages advertise where: as an alternate of type `application/json`, or as the root
//! of the interface beside the article's number. <https://developer.wordpress.org/rest-api/>

use super::tree::Tree;
use serde_json::Value;
use url::Url;

/// Where the page says that its article is answered, on the page's own host.
pub fn address(tree: &Tree, base: Option<&Url>) -> Option<String> {
    let base = base?;
    let links = || tree.all("link");
    let href = |id| tree.attribute(id, "href").map(str::trim);
    let says = |id, name: &str, value: &str| {
        tree.attribute(id, name)
            .is_some_and(|told| told.eq_ignore_ascii_case(value))
    };
    let direct = links()
        .filter(|&id| says(id, "rel", "alternate") && says(id, "type", "application/json"))
        .filter_map(href)
        .find(|href| href.contains("wp/v2/"));
    let found = if let Some(direct) = direct {
        base.join(direct).ok()?
    } else {
        let root = links()
            .filter(|&id| says(id, "rel", "https://api.w.org/"))
            .find_map(href)?;
        let number = number(tree, base)?;
        let root = base.join(root).ok()?;
        // Without pretty addresses the root is `/?rest_route=/`.
        let slash = if root.as_str().ends_with('/') {
            ""
        } else {
            "/"
        };
        Url::parse(&format!("{root}{slash}wp/v2/posts/{number}")).ok()?
    };
    let is_own = found.host_str().map(bare) == base.host_str().map(bare)
        && found.port_or_known_default() == base.port_or_known_default()
        && matches!(found.scheme(), "http" | "https");
    is_own.then(|| found.into())
}

fn bare(host: &str) -> &str {
    host.trim_start_matches("www.")
}

/// The article's number: `postid-12` of the body, `/?p=12` of the short link.
fn number(tree: &Tree, base: &Url) -> Option<u64> {
    let body = tree.all("body").next().map(|id| tree.names(id));
    let told = body
        .as_deref()
        .unwrap_or_default()
        .split(' ')
        .find_map(|name| name.strip_prefix("postid-")?.parse().ok());
    told.or_else(|| {
        tree.all("link")
            .filter(|&id| tree.attribute(id, "rel") == Some("shortlink"))
            .filter_map(|id| base.join(tree.attribute(id, "href")?).ok())
            .find_map(|url| {
                let pair = url.query_pairs().find(|(name, _)| name == "p")?;
                pair.1.parse().ok()
            })
    })
}

/// The HTML of the article in such an answer; none if it is another thing, or needs a password.
#[must_use]
pub fn text(json: &str) -> Option<String> {
    let answer: Value = serde_json::from_str(json).ok()?;
    let content = answer.get("content")?;
    let is_closed = content.get("protected").and_then(Value::as_bool) == Some(true);
    let html = content.get("rendered")?.as_str()?;
    (!is_closed && !html.trim().is_empty()).then(|| html.to_owned())
}
