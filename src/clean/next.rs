//! The next part of an article that is cut into pages: told by the page's head, or by a numbered
//! pager whose links share the article's path.

use super::metadata::Metadata;
use super::pictures;
use super::tree::Tree;
use url::Url;

/// Most links of a page looked at.
const MOST: usize = 3_000;

/// Address of the part behind this one: on the same host, its path or query going on from this one's.
pub fn page(tree: &Tree, meta: &Metadata, base: Option<&Url>) -> Option<String> {
    let base = base?;
    let told = meta.next_page.clone().into_iter();
    let linked = tree
        .all("a")
        .filter(|&id| tree.attribute(id, "rel") == Some("next"))
        .filter_map(|id| tree.attribute(id, "href").map(str::to_owned));
    let own = part(base, base);
    let known = told
        .chain(linked)
        .filter_map(|href| resolved(&href, base))
        // A site's newer or older article is `next` too: only parts of this one are meant.
        .find(|url| part(url, base).is_some_and(|number| number > own.unwrap_or(1)));
    known.or_else(|| numbered(tree, base)).map(String::from)
}

/// The number at the end of an article's own address may be that of an issue or a day: false then,
/// unless the page calls the same address without it its own.
pub fn is_without_number(url: &str, canonical: Option<&str>) -> bool {
    let Ok(own) = Url::parse(url) else {
        return true;
    };
    let is_bare = |canonical: Url| {
        canonical.host() == own.host()
            && part(&canonical, &own).is_none()
            && stem(canonical.path()).0 == stem(own.path()).0
    };
    let canonical = canonical.and_then(|url| Url::parse(url).ok());
    part(&own, &own).is_none() || canonical.is_some_and(is_bare)
}

fn resolved(href: &str, base: &Url) -> Option<Url> {
    let url = Url::parse(&pictures::address(href, Some(base))?).ok()?;
    (url.host() == base.host() && url.port() == base.port()).then_some(url)
}

/// "1 2 3": a link that is the next number and leads to the part of that number.
fn numbered(tree: &Tree, base: &Url) -> Option<Url> {
    let wanted = part(base, base).unwrap_or(1) + 1;
    let name = wanted.to_string();
    tree.all("a")
        .take(MOST)
        .filter(|&id| {
            let text = tree.text_of(id);
            let text = text.trim();
            text == name || text.strip_prefix("Page ").is_some_and(|rest| rest == name)
        })
        .filter_map(|id| resolved(tree.attribute(id, "href")?, base))
        .find(|url| part(url, base) == Some(wanted))
}

/// Which part of the article at `base` an address is: `/a/story/2/`, `/a/story/page/2`,
/// `/a/story-2.html`, `/a/story?page=2`. None for addresses of anything else; the first part has no
/// number.
fn part(url: &Url, base: &Url) -> Option<u32> {
    let (path, number) = stem(url.path());
    let (own, _) = stem(base.path());
    if path != own || path.len() < 2 {
        return None;
    }
    if number.is_some() {
        return number.filter(|n| *n <= 100);
    }
    let page = url.query_pairs().find_map(|(name, value)| {
        let is_page = matches!(
            &*name,
            "page" | "p" | "pg" | "seite" | "pagina" | "paged" | "start"
        );
        is_page.then(|| value.parse::<u32>().ok()).flatten()
    });
    page.filter(|n| *n <= 100)
}

/// A path without the number of its part.
fn stem(path: &str) -> (String, Option<u32>) {
    let bare = path.trim_end_matches('/');
    let (bare, ending) = match bare.rsplit_once('.') {
        Some((stem, ending)) if matches!(ending, "html" | "htm" | "php" | "shtml") => {
            (stem, ending)
        }
        _ => (bare, ""),
    };
    let cut = bare
        .trim_end_matches(|c: char| c.is_ascii_digit())
        .to_owned();
    let number = bare
        .get(cut.len()..)
        .filter(|digits| (1..=2).contains(&digits.len()))
        .and_then(|digits| digits.parse().ok());
    let before = ["/page/", "/page-", "/seite/", "/seite-", "/pagina/", "/"]
        .iter()
        .find_map(|mark| cut.strip_suffix(mark))
        .or_else(|| {
            // `story-2.html`, but not `/2024/05/covid-19`, which has no ending.
            let mark = cut.strip_suffix(['-', '_', ','])?;
            (!ending.is_empty()).then_some(mark)
        });
    match (number, before) {
        (Some(number), Some(before)) if before.len() > 1 && !is_time(before) => {
            (before.to_owned(), Some(number))
        }
        _ => (bare.to_owned(), None),
    }
}

/// `/diary/2024`, `/diary/2024/05`: the number behind it is a month or a day.
fn is_time(path: &str) -> bool {
    let figures = |part: &str, most: usize| {
        (1..=most).contains(&part.len()) && part.bytes().all(|b| b.is_ascii_digit())
    };
    let is_year = |part: &str| figures(part, 4) && matches!(part.get(..2), Some("19" | "20"));
    let mut parts = path.rsplit('/');
    let last = parts.next().unwrap_or_default();
    let before = parts.next().unwrap_or_default();
    last.len() == 4 && is_year(last) || before.len() == 4 && is_year(before) && figures(last, 2)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn number(url: &str, base: &str) -> Option<u32> {
        part(&Url::parse(url).unwrap(), &Url::parse(base).unwrap())
    }

    #[test]
    fn parts_of_an_article_share_its_path() {
        let base = "https://a.example/2026/story/";
        assert_eq!(number("https://a.example/2026/story/2/", base), Some(2));
        assert_eq!(number("https://a.example/2026/story/page/3", base), Some(3));
        assert_eq!(number("https://a.example/2026/story?page=2", base), Some(2));
        assert_eq!(number("https://a.example/2026/other/2/", base), None);
        assert_eq!(number("https://a.example/2026/story/", base), None);
        assert_eq!(
            number(
                "https://a.example/x/story-2.html",
                "https://a.example/x/story.html"
            ),
            Some(2)
        );
        assert_eq!(
            number(
                "https://a.example/x/story-3.html",
                "https://a.example/x/story-2.html"
            ),
            Some(3)
        );
    }

    #[test]
    fn days_and_months_are_no_parts() {
        for (url, base) in [
            ("/diary/2024/05/13", "/diary/2024/05/12"),
            ("/diary/2024/5/13/", "/diary/2024/5/12/"),
            ("/diary/2024/06", "/diary/2024/05"),
        ] {
            let whole = |path| format!("https://a.example{path}");
            assert_eq!(number(&whole(url), &whole(base)), None, "{url}");
        }
    }

    #[test]
    fn a_number_of_the_articles_own_is_told_from_that_of_a_part() {
        let told = |url: &str, canonical: Option<&str>| {
            let whole = |path: &str| format!("https://a.example{path}");
            is_without_number(&whole(url), canonical.map(whole).as_deref())
        };
        assert!(told("/a/story", None) && told("/a/story-12345.html", None));
        assert!(told("/a/story/2", Some("/a/story")));
        assert!(told("/a/story-2.html", Some("/a/story.html")));
        assert!(!told("/issues/42.html", Some("/issues/42.html")));
        assert!(!told("/a/story?page=1", None));
    }

    #[test]
    fn numbers_of_articles_are_no_parts() {
        assert_eq!(
            number(
                "https://a.example/news/12346",
                "https://a.example/news/12345"
            ),
            None
        );
        assert_eq!(number("https://a.example/2/", "https://a.example/1/"), None);
        assert_eq!(
            number("https://a.example/covid-20", "https://a.example/covid-19"),
            None
        );
    }
}
