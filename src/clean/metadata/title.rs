//! The headline, without the site's name.

use super::data::Article;
use super::head::Head;
use crate::clean::tree::{Id, Tree};
use crate::clean::words::tokens;

/// The headline and the heading on the page that shows it.
pub fn title(
    tree: &Tree,
    head: &Head,
    article: &Article,
    site: &str,
    feed_title: Option<&str>,
) -> (String, Option<Id>) {
    let told = [
        article.headline.clone(),
        head.first(&[
            "og:title",
            "twitter:title",
            "dc.title",
            "dc:title",
            "dcterm:title",
            "parsely-title",
            "headline",
        ]),
        Some(head.title.clone()),
        feed_title.map(super::one_line),
    ];
    let (mut site, witnesses) = (tokens(site), witnesses(tree, feed_title));
    // Where the site's name is the page's whole title nobody told it.
    let is_all = |title: &Option<String>| title.as_deref().is_some_and(|it| tokens(it) == site);
    if told.iter().any(is_all) {
        site.clear();
    }
    let is_named = told.iter().take(2).any(Option::is_some);
    let told: Vec<String> = told
        .into_iter()
        .flatten()
        .map(|title| super::one_line(&without_name(&title, &site, &witnesses)))
        .filter(|title| !title.is_empty())
        .collect();
    let headline = headline(tree, &told, feed_title);
    let shown = headline
        .map(|id| super::one_line(&tree.text_of(id)))
        .unwrap_or_default();
    let Some(first) = told.first() else {
        return (shown, headline);
    };
    // JSON-LD headlines are often cut at 110 characters.
    let stem = first.trim_end_matches(['…', '.']);
    let is_cut = stem.len() < first.len() || stem.chars().count() >= 100;
    if is_cut && shown.len() > first.len() && shown.starts_with(stem) && stem.chars().count() > 20 {
        return (shown, headline);
    }
    // JSON-LD may tell a description; then another title and the page's heading agree against it.
    let heading = tokens(&shown);
    let others = told
        .iter()
        .skip(1)
        .any(|other| likeness(&tokens(other), &heading) > 0.8);
    if others && likeness(&tokens(first), &heading) < 0.3 {
        return (shown, headline);
    }
    // "Headline - name of the site" where nobody told the site's name.
    let parts = || JOINTS.iter().flat_map(|joint| first.split(joint));
    let is_part = parts().any(|part| tokens(part) == heading);
    let is_bracketed = first
        .strip_prefix(shown.as_str())
        .map(str::trim)
        .is_some_and(|rest| rest.starts_with(['[', '(']) && rest.ends_with([']', ')']));
    let is_said = || {
        let begins = |part: &str| is_beginning(&tokens(part), &heading);
        // Of a window's title alone: a name, or as much of the headline as there is room for.
        !is_named
            && (likeness(&tokens(first), &heading) == 0.0 && is_long(&heading)
                || parts().any(begins))
    };
    let is_the_feeds = || feed_title.is_some_and(|title| tokens(title) == heading);
    let is_shown = is_part || is_bracketed || is_said() || is_the_feeds();
    if is_shown && !shown.is_empty() {
        return (shown, headline);
    }
    (first.clone(), headline)
}

/// Words of a heading that is no name.
fn is_long(heading: &[u64]) -> bool {
    const NAME: usize = 4;
    heading.len() > NAME
}

fn is_beginning(part: &[u64], whole: &[u64]) -> bool {
    part.len() > 1 && part.len() < whole.len() && whole.starts_with(part)
}

/// What stands between a headline and the name of a site or of a part of it.
const JOINTS: [&str; 7] = [" | ", " – ", " — ", " - ", " » ", " · ", ": "];

/// Who says the headline without the site's name behind it: the page's first headings, the feed.
fn witnesses(tree: &Tree, feed_title: Option<&str>) -> Vec<Vec<u64>> {
    const HEADINGS: usize = 5;
    let headings = tree.all("h1").take(HEADINGS).map(|id| tree.text_of(id));
    let all = headings.chain(feed_title.map(super::one_line));
    all.map(|text| tokens(&text)).collect()
}

/// The heading most like what the page says its title is; else the only `h1`.
fn headline(tree: &Tree, told: &[String], feed_title: Option<&str>) -> Option<Id> {
    let wanted: Vec<Vec<u64>> = told
        .iter()
        .map(String::as_str)
        .chain(feed_title)
        .map(tokens)
        .collect();
    let mut best: Option<(f32, Id)> = None;
    for id in 0..tree.nodes.len() {
        let bonus = match tree.tag(id) {
            "h1" => 0.1,
            "h2" | "h3" => 0.0,
            _ => continue,
        };
        let words = tokens(&tree.text_of(id));
        let likeness = wanted
            .iter()
            .map(|w| likeness(w, &words))
            .fold(0.0, f32::max)
            + bonus;
        if likeness > 0.6 && best.is_none_or(|(most, _)| likeness > most) {
            best = Some((likeness, id));
        }
    }
    let exact = || {
        tree.all("h4").find(|&id| {
            let words = tokens(&tree.text_of(id));
            words.len() > 2 && wanted.iter().any(|w| w.starts_with(&words))
        })
    };
    best.map(|(_, id)| id).or_else(exact).or_else(|| {
        let mut all = tree.all("h1").filter(|&id| !tree.text_of(id).is_empty());
        let only = all.next();
        if all.next().is_none() { only } else { None }
    })
}

/// Shared words against all words.
pub fn likeness(a: &[u64], b: &[u64]) -> f32 {
    if a.is_empty() || b.is_empty() {
        return 0.0;
    }
    // A word that one has twice is shared once with one that has it once.
    let mut left = a.to_vec();
    let mut is_shared = |word: &&u64| {
        let at = left.iter().position(|other| other == *word);
        at.map(|at| left.swap_remove(at)).is_some()
    };
    let shared = b.iter().filter(|word| is_shared(word)).count();
    2.0 * shared as f32 / (a.len() + b.len()) as f32
}

/// What parts a headline from the site's name.
const SEPARATORS: [&str; 9] = [" | ", " – ", " — ", " - ", " » ", " « ", " · ", " • ", "|"];

/// Splits at ` | – - » :` and drops the part that is the site's name.
pub fn without_site(title: &str, site: &str) -> String {
    without_name(title, &tokens(site), &[])
}

/// The same; what `witnesses` (the page's heading, the feed's title) have beside the headline's own
/// words belongs to it, though the site's name has the word too.
fn without_name(title: &str, site: &[u64], witnesses: &[Vec<u64>]) -> String {
    let mut best = title.trim();
    if site.is_empty() {
        return best.to_owned();
    }
    let is_told = |joint: &[u64]| witnesses.iter().any(|words| holds(words, joint));
    for separator in SEPARATORS {
        if let Some((before, after)) = best.rsplit_once(separator)
            && (is_whole_name(after, site)
                || is_near_name(after, site) && !is_told(&joint(before, after)))
        {
            best = before.trim();
        }
        if let Some((before, after)) = best.split_once(separator)
            && (is_whole_name(before, site)
                || is_near_name(before, site) && !is_told(&joint(before, after)))
        {
            best = after.trim();
        }
    }
    // A colon stands in headlines, too: "Nigeria: …" is none of Opinion Nigeria.
    if let Some((before, after)) = best.rsplit_once(": ")
        && tokens(after) == site
        && !is_told(&joint(before, after))
    {
        best = before.trim();
    }
    if let Some((before, after)) = best.split_once(": ")
        && tokens(before) == site
        && !is_told(&joint(before, after))
    {
        best = after.trim();
    }
    best.to_owned()
}

/// The words on both sides of a separator, one or two of each.
fn joint(before: &str, after: &str) -> Vec<u64> {
    let (before, after) = (tokens(before), tokens(after));
    let mut words: Vec<u64> = before.iter().rev().take(2).rev().copied().collect();
    words.extend(after.iter().take(2));
    words
}

fn holds(words: &[u64], part: &[u64]) -> bool {
    !part.is_empty() && words.windows(part.len()).any(|window| window == part)
}

/// The site's name, with or without its article.
fn is_whole_name(part: &str, site: &[u64]) -> bool {
    let words = tokens(part);
    let own = |words: &[u64]| -> Vec<u64> {
        let article = tokens("the");
        words.strip_prefix(&article[..]).unwrap_or(words).to_vec()
    };
    !words.is_empty() && own(&words) == own(site)
}

/// Nearly the site's name.
fn is_near_name(part: &str, site: &[u64]) -> bool {
    let words = tokens(part);
    !words.is_empty() && words.len() <= site.len() + 2 && likeness(site, &words) >= 0.66
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_word_of_the_sites_name_stays_where_heading_or_feed_have_it() {
        for (title, site, heading) in [
            ("Live: floods", "Delta Live", "Live: floods"),
            (
                "Nigeria: floods kill 40",
                "Opinion Nigeria",
                "Nigeria: floods kill 40",
            ),
            ("Punch: a puppet grows old", "The Punch", ""),
            (
                "Floods kill 40 - Nigeria",
                "Opinion Nigeria",
                "Floods kill 40 - Nigeria",
            ),
            (
                "Nigeria – floods kill 40",
                "Opinion Nigeria",
                "Nigeria – floods kill 40",
            ),
            (
                "Delta Live: ten years",
                "Delta Live",
                "Delta Live: ten years",
            ),
        ] {
            let witnesses = [tokens(heading)];
            assert_eq!(without_name(title, &tokens(site), &witnesses), title);
        }
    }

    #[test]
    fn what_the_page_shows_as_its_headline_is_more_than_a_windows_title() {
        let of = |title: &str, heading: &str, feed: Option<&str>| {
            let page =
                format!("<title>{title}</title><article><h1>{heading}</h1><p>Text.</p></article>");
            let tree = Tree::parse(&page);
            let head = Head::of(&tree);
            self::title(&tree, &head, &Article::default(), "", feed).0
        };
        let heading = "Ferries back on the river after nine weeks";
        for title in [
            "Lagoon Post",
            "Ferries back",
            "Ferries back | Lagoon Post",
            "Ferries back on the river - Lagoon Post",
            "Lagoon Post: ferries back on the river after nine weeks!",
        ] {
            assert_eq!(of(title, heading, None), heading, "{title}");
        }
        assert_eq!(
            of("Ferries are back", "Lagoon Post", None),
            "Ferries are back"
        );
        assert_eq!(
            of("Ferries are back again", heading, Some(heading)),
            heading
        );
    }

    #[test]
    fn the_sites_name_goes_from_both_ends() {
        for (title, site) in [
            ("Floods kill 40 - Opinion Nigeria", "Opinion Nigeria"),
            ("Floods kill 40 | Punch", "The Punch"),
            ("The Punch | Floods kill 40", "Punch"),
            ("Delta Live: Floods kill 40", "Delta Live"),
            (
                "Floods kill 40 - Punch Newspaper",
                "Punch Newspaper Nigeria",
            ),
        ] {
            let witnesses = [tokens("Floods kill 40")];
            let title = without_name(title, &tokens(site), &witnesses);
            assert_eq!(title, "Floods kill 40");
        }
    }

    #[test]
    fn of_two_names_the_outlets_goes_and_the_headlines_stays() {
        let title = "Floods kill 40 - Nigeria - Opinion Nigeria";
        let heading = [tokens("Floods kill 40 - Nigeria")];
        let title = without_name(title, &tokens("Opinion Nigeria"), &heading);
        assert_eq!(title, "Floods kill 40 - Nigeria");
    }
}
