//! Addresses of pictures, frames and links: absolute, http or https, without what tracks.

use super::signs;
use super::tree::{Id, Tree};
use crate::markup;
use url::Url;

/// A picture worth showing.
pub struct Shown {
    pub url: String,
    pub alt: String,
}

/// Pictures that are wider than a screen are of no use; narrower ones grow blurred.
const WANTED_WIDTH: u32 = 1200;
/// Icons and pixels are smaller.
const LEAST: u32 = 64;

/// An address as it is kept: absolute, http(s), no user part, no tracking parameters.
pub fn address(text: &str, base: Option<&Url>) -> Option<String> {
    let text = text.trim();
    // Some pages put a script's data where an address belongs.
    if text.is_empty() || text.len() > 4096 || text.starts_with(['{', '[']) {
        return None;
    }
    let mut url = match base {
        Some(base) => base.join(text).ok()?,
        None => Url::parse(text).ok()?,
    };
    if !matches!(url.scheme(), "http" | "https") || url.host_str().is_none() {
        return None;
    }
    let _ = url.set_username("");
    let _ = url.set_password(None);
    if let Some(query) = url.query() {
        let kept: Vec<&str> = query.split('&').filter(|pair| !is_tracking(pair)).collect();
        let kept = kept.join("&");
        url.set_query((!kept.is_empty()).then_some(kept.as_str()));
    }
    Some(url.into())
}

/// As `address`; `mailto:` passes, and so do notes within the page.
pub fn link(text: &str, base: Option<&Url>) -> Option<String> {
    let text = text.trim();
    if text.starts_with('#') {
        return base
            .and_then(|base| base.join(text).ok())
            .map(String::from)
            .filter(|_| text.len() > 1);
    }
    if text
        .get(..7)
        .is_some_and(|scheme| scheme.eq_ignore_ascii_case("mailto:"))
    {
        return Url::parse(text).ok().map(String::from);
    }
    address(text, base)
}

fn is_tracking(pair: &str) -> bool {
    markup::is_tracking(pair.split('=').next().unwrap_or_default())
}

/// What an `img` shows, unless it stands for letters, is a pixel, an icon or a placeholder without a source.
pub fn picture(tree: &Tree, id: Id, base: Option<&Url>) -> Option<Shown> {
    if tree.tag(id) != "img" || is_small(tree, id) || signs::of_picture(tree, id).is_some() {
        return None;
    }
    let url = sources(tree, id)
        .into_iter()
        .find_map(|source| address(&source, base).filter(|url| !is_placeholder(url)))?;
    let alt = tree.attribute(id, "alt").unwrap_or_default();
    Some(Shown {
        url,
        alt: super::metadata::one_line(alt),
    })
}

fn is_small(tree: &Tree, id: Id) -> bool {
    // Of these the numbers are a proportion.
    let is_scaled = tree
        .attribute(id, "layout")
        .is_some_and(|layout| matches!(layout, "responsive" | "fill" | "intrinsic"));
    if is_scaled {
        return false;
    }
    ["width", "height"].iter().any(|name| {
        tree.attribute(id, name)
            .and_then(|value| value.trim_end_matches("px").trim().parse::<f32>().ok())
            .is_some_and(|size| size < LEAST as f32)
    })
}

/// In the order of trust: lazy sources first, since `src` then is a placeholder.
fn sources(tree: &Tree, id: Id) -> Vec<String> {
    let mut out = Vec::new();
    let plain = |name: &str| {
        tree.attribute(id, name)
            .filter(|v| !v.trim().is_empty())
            .map(str::to_owned)
    };
    for name in ["data-lazy-srcset", "data-srcset", "srcset"] {
        out.extend(tree.attribute(id, name).and_then(best_of));
    }
    for name in [
        "data-lazy-src",
        "data-src",
        "data-original",
        "data-full-src",
        "data-hi-res-src",
        "data-url",
    ] {
        out.extend(plain(name));
    }
    let source = plain("src").filter(|src| !src.starts_with("data:"));
    if out.is_empty() {
        out.extend(source);
    } else if let Some(source) = source {
        out.push(source);
    }
    let parent = tree.nodes[id].parent;
    if tree.tag(parent) == "picture" {
        let sets = tree.children(parent).filter(|&at| tree.tag(at) == "source");
        out.extend(sets.filter_map(|at| {
            ["srcset", "data-srcset"]
                .iter()
                .find_map(|name| tree.attribute(at, name).and_then(best_of))
        }));
    }
    out
}

/// The entry of a `srcset` nearest above the wanted width, else the widest.
fn best_of(set: &str) -> Option<String> {
    let mut best: Option<(u32, &str)> = None;
    // Addresses may hold commas, so entries end at a comma with a blank.
    for entry in set.split(", ").take(50) {
        let mut parts = entry.split_whitespace();
        let Some(url) = parts.next() else { continue };
        if url.starts_with("data:") {
            continue;
        }
        let width = parts.next().map_or(1, |size| {
            let number: f32 = size
                .trim_end_matches(['w', 'x', 'h', ','])
                .parse()
                .unwrap_or(1.0);
            if size.contains('x') {
                (number * 600.0) as u32
            } else {
                number as u32
            }
        });
        let is_better = best.is_none_or(|(most, _)| {
            if most >= WANTED_WIDTH {
                width >= WANTED_WIDTH && width < most
            } else {
                width > most
            }
        });
        if is_better {
            best = Some((width, url));
        }
    }
    best.map(|(_, url)| url.trim_end_matches(',').to_owned())
}

fn is_placeholder(url: &str) -> bool {
    const MARKS: [&str; 14] = [
        "/pixel",
        "pixel.",
        "1x1",
        "spacer",
        "blank.gif",
        "feedburner.com/~",
        "feeds.feedburner.com",
        "doubleclick.net",
        "/b.gif",
        "stats.wordpress.com",
        "pixel.wp.com",
        "placeholder",
        "/trk",
        "track.",
    ];
    let lower = url.to_ascii_lowercase();
    MARKS.iter().any(|mark| lower.contains(mark))
}

const FILMS: [&str; 7] = [
    "dailymotion.com",
    "twitch.tv",
    "ted.com",
    "bilibili.com",
    "facebook.com",
    "rumble.com",
    "tiktok.com",
];

const SOUNDS: [&str; 5] = [
    "soundcloud.com",
    "spotify.com",
    "bandcamp.com",
    "podcasts.apple.com",
    "acast.com",
];

/// Where a frame or film is watched, and what to call it.
pub fn embed(tree: &Tree, id: Id, base: Option<&Url>) -> Option<(String, &'static str)> {
    let source = ["src", "data-src", "data-lazy-src", "data-litespeed-src"]
        .iter()
        .find_map(|name| tree.attribute(id, name).and_then(|src| address(src, base)))
        .or_else(|| {
            let child = tree.children(id).find(|&at| tree.tag(at) == "source")?;
            address(tree.attribute(child, "src")?, base)
        })?;
    match tree.tag(id) {
        "video" => return Some((source, "Video")),
        "audio" => return Some((source, "Audio")),
        _ => {}
    }
    let url = Url::parse(&source).ok()?;
    let host = url.host_str()?.trim_start_matches("www.").to_owned();
    if host.ends_with("youtube.com") || host.ends_with("youtube-nocookie.com") {
        let film = url.path().strip_prefix("/embed/")?;
        return Some((format!("https://www.youtube.com/watch?v={film}"), "Video"));
    }
    if host == "player.vimeo.com" {
        let film = url.path().strip_prefix("/video/")?;
        return Some((format!("https://vimeo.com/{film}"), "Video"));
    }
    let is_of = |hosts: &[&str]| {
        hosts
            .iter()
            .any(|name| host == *name || host.ends_with(&format!(".{name}")))
    };
    if is_of(&FILMS) && !url.path().contains("plugins/like") {
        return Some((source, "Video"));
    }
    is_of(&SOUNDS).then_some((source, "Audio"))
}
