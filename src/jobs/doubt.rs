//! Pages that are nobody's article: what a network shows to who has not signed in, or what a host answers
//! to every address. They come with 200, and would be taken for the whole article.

use super::page::{Page, bare};
use super::record::short_hash;
use super::{Context, JobError};
use crate::markup::visible_text;
use crate::model::{Article, ArticleId, FeedTexts, Hash, host_of, place_of};
use crate::text::{fold, word_count};
use std::collections::VecDeque;
use std::sync::{Mutex, MutexGuard, PoisonError};

/// What is said of them; first what a narrow screen must show.
const WHY: &str = "another page came, perhaps to sign in to the network";
/// Pages that are remembered, to know one that comes for other articles too.
const KEPT: usize = 300;
/// A page that asks for a password and has fewer words is nothing else.
const HARDLY_ANY: u32 = 200;
/// Letters of a word that says what a text is about, and how many such words are looked at.
const LETTERS: usize = 4;
const WORDS: usize = 40;

/// The pages that came for articles lately.
#[derive(Debug, Default)]
pub struct Lately(Mutex<VecDeque<Came>>);

#[derive(Debug)]
struct Came {
    article: ArticleId,
    /// Less its place inside a page: many entries may be about parts of one.
    url: String,
    /// Of all that one sees of it.
    text: Hash,
    /// It has something of what the feed said of the article.
    is_about_it: bool,
    /// The same came for an article at another address.
    is_doubted: bool,
}

impl Came {
    fn new(article: ArticleId, url: &str, text: Hash, is_about_it: bool) -> Self {
        Self {
            article,
            url: bare(url).to_owned(),
            text,
            is_about_it,
            is_doubted: false,
        }
    }
}

impl Lately {
    fn lock(&self) -> MutexGuard<'_, VecDeque<Came>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Remembers what came. Those whose page is the same and not about them either; none where this page is the only one
    /// of its kind, or about its article.
    fn remember(&self, mut came: Came) -> Option<Vec<ArticleId>> {
        let mut all = self.lock();
        all.retain(|other| other.article != came.article);
        let is_same = |other: &Came| other.text == came.text && other.url != came.url;
        came.is_doubted = !came.is_about_it && all.iter().any(is_same);
        let mut doubted = Vec::new();
        if came.is_doubted {
            for other in all.iter_mut().filter(|it| is_same(it) && !it.is_about_it) {
                other.is_doubted = true;
                doubted.push(other.article);
            }
        }
        let is_doubted = came.is_doubted;
        all.push_back(came);
        if all.len() > KEPT {
            all.pop_front();
        }
        is_doubted.then_some(doubted)
    }

    /// What came for the article came for another one since.
    pub fn is_doubted(&self, article: ArticleId) -> bool {
        let all = self.lock();
        all.iter().any(|it| it.article == article && it.is_doubted)
    }
}

/// A page that may not be the article's.
#[derive(Debug)]
pub struct Doubt {
    pub page: Hash,
    /// Those for which it came before.
    pub others: Vec<ArticleId>,
}

/// What is the same in all answers of one kind: all that one sees.
pub fn known_by(html: &str) -> Hash {
    short_hash(visible_text(html).as_bytes())
}

/// Whether the page that came for an article's address may be the article's; if so, what it is known by.
pub fn check(
    context: &Context,
    article: &Article,
    texts: &FeedTexts,
    url: &str,
    page: &Page,
) -> Result<Result<Hash, Doubt>, JobError> {
    let text = visible_text(&page.html);
    let known_by = short_hash(text.as_bytes());
    let doubt = |others| Doubt {
        page: known_by,
        others,
    };
    let is_about_it = is_about(&text, article, texts);
    let is_way_in = leads_to_sign_in(url, page) || asks_for_password(page, &text);
    if !is_about_it && is_way_in {
        return Ok(Err(doubt(Vec::new())));
    }
    let came = Came::new(article.row.id, url, known_by, is_about_it);
    let others = context.web()?.lately.remember(came);
    Ok(others.map_or(Ok(known_by), |others| Err(doubt(others))))
}

/// What is said of such a page.
pub fn complaint(url: &str) -> JobError {
    let host = host_of(url).unwrap_or_default();
    JobError::other(format!("{WHY}: {host}; it is tried again"))
}

/// That was said of one; who has signed in since asks again.
pub fn is_complaint(why: &str) -> bool {
    why.contains(WHY)
}

/// Of a page that a person named nothing else is known: whether what came is where the network or the outlet wants
/// one to sign in. An address with such a word in it may be a story's ("authorities").
pub fn check_named(url: &str, page: &Page) -> Result<(), JobError> {
    let text = visible_text(&page.html);
    let is_short = word_count(&text) < HARDLY_ANY;
    let is_sign_in = asks_for_password(page, &text) || (is_short && leads_to_sign_in(url, page));
    if !is_sign_in {
        return Ok(());
    }
    let host = host_of(url).unwrap_or_default();
    Err(JobError::other(format!("{WHY}: {host}; nothing was saved")))
}

fn leads_to_sign_in(url: &str, page: &Page) -> bool {
    place_of(url) != place_of(&page.url) && crate::schedule::leads_to_sign_in(url, &page.url)
}

fn asks_for_password(page: &Page, text: &str) -> bool {
    let html = page.html.to_ascii_lowercase();
    let is_type = |(at, _)| {
        let before = html.get(..at).unwrap_or_default();
        let before = before.trim_end_matches(['"', '\'', ' ']);
        before
            .strip_suffix('=')
            .is_some_and(|it| it.trim_end().ends_with("type"))
    };
    html.match_indices("password").any(is_type) && word_count(text) < HARDLY_ANY
}

/// Half of the words of its title, or of what the feed told of it, stand there.
fn is_about(text: &str, article: &Article, texts: &FeedTexts) -> bool {
    let text = fold(text);
    let told = [&texts.summary, &texts.content];
    let told = told
        .into_iter()
        .flatten()
        .map(|html| fold(&visible_text(html)));
    std::iter::once(fold(&article.row.title))
        .chain(told)
        .any(|said| shares(&text, &said))
}

fn shares(text: &str, said: &str) -> bool {
    let words = said.split(|c: char| !c.is_alphanumeric());
    let words: Vec<&str> = words
        .filter(|word| word.chars().count() >= LETTERS || !word.is_ascii() && !word.is_empty())
        .take(WORDS)
        .collect();
    let there = words.iter().filter(|word| text.contains(**word)).count();
    !words.is_empty() && there * 2 >= words.len()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn came(article: i64, text: &[u8], is_about_it: bool) -> Came {
        let url = format!("https://a.example/{article}");
        Came::new(ArticleId::new(article), &url, short_hash(text), is_about_it)
    }

    #[test]
    fn articles_that_are_parts_of_one_page_have_it_in_common() {
        let lately = Lately::default();
        for version in 1..4 {
            let url = format!("https://a.example/changelog#v{version}");
            let came = Came::new(ArticleId::new(version), &url, short_hash(b"all"), false);
            assert_eq!(lately.remember(came), None, "{url}");
        }
    }

    #[test]
    fn what_comes_for_two_articles_is_doubted_of_both_unless_it_is_about_them() {
        let lately = Lately::default();
        let id = ArticleId::new;
        assert_eq!(lately.remember(came(1, b"sign in", false)), None);
        assert_eq!(lately.remember(came(1, b"sign in", false)), None, "again");
        assert_eq!(lately.remember(came(2, b"other", false)), None);
        assert!(!lately.is_doubted(id(1)));
        assert_eq!(
            lately.remember(came(3, b"sign in", false)),
            Some(vec![id(1)])
        );
        assert!(lately.is_doubted(id(1)) && !lately.is_doubted(id(2)));
        assert_eq!(lately.remember(came(1, b"the true one", true)), None);
        assert!(!lately.is_doubted(id(1)));
        assert_eq!(lately.remember(came(4, b"the true one", true)), None);
    }

    #[test]
    fn a_page_that_asks_for_a_password_and_says_little_is_a_way_in() {
        let asks = |html: &str| {
            let page = Page {
                html: html.to_owned(),
                ..Page::default()
            };
            asks_for_password(&page, &visible_text(html))
        };
        assert!(asks(
            "<form>Room <input name=room> <INPUT TYPE = 'password'></form>"
        ));
        assert!(asks("<input type=password>"));
        assert!(!asks("<p>How long is a good password?"));
        let long = "the goat went aboard ".repeat(60);
        assert!(!asks(&format!("<input type=password><p>{long}")));
    }

    #[test]
    fn a_named_page_that_leads_elsewhere_to_a_few_words_about_signing_in_is_not_it() {
        let is_it = |url: &str, html: &str| {
            let page = Page {
                url: url.to_owned(),
                html: html.to_owned(),
                ..Page::default()
            };
            check_named("https://a.example/ferry", &page).is_ok()
        };
        let few = "<h1>Welcome</h1><p>Tap to agree to our terms.</p>";
        let many = "<p>The authorities said so again.</p>".repeat(60);
        assert!(!is_it("https://wifi.example/portal/login", few));
        assert!(is_it("https://b.example/authorities-say-so", &many));
        assert!(is_it("https://a.example/ferry-again", few));
        assert!(is_it("https://b.example/ferry", few));
    }

    #[test]
    fn half_of_the_words_are_enough_in_any_writing() {
        assert!(shares(
            "a ferry sank off the coast",
            "ferry sinks off coast"
        ));
        assert!(!shares("please sign in to go on", "ferry sinks off coast"));
        assert!(shares("渡船沉没", "渡船"));
        assert!(!shares("anything", "a b c"));
    }
}
