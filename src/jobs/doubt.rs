//! Pages that are nobody's article: what a network shows to who has not signed in, or what a host answers
//! to every address. They come with 200, and would be taken for the whole article.

use super::page::Page;
use super::record::short_hash;
use super::{Context, JobError};
use crate::markup::visible_text;
use crate::model::{Article, ArticleId, FeedTexts, Hash, host_of, place_of};
use crate::text::{fold, word_count};
use std::collections::VecDeque;
use std::sync::{Mutex, MutexGuard, PoisonError};

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
    url: String,
    /// Of all that one sees of it.
    text: Hash,
    /// It has something of what the feed said of the article.
    is_about_it: bool,
    /// The same came for an article at another address.
    is_doubted: bool,
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

/// Whether the page that came for an article's address may be the article's. Where it may not, also those whose stored
/// page is the same.
pub fn check(
    context: &Context,
    article: &Article,
    texts: &FeedTexts,
    url: &str,
    page: &Page,
) -> Result<Result<(), Vec<ArticleId>>, JobError> {
    let text = visible_text(&page.html);
    let is_about_it = is_about(&text, article, texts);
    let is_sign_in =
        !is_about_it && (leads_to_sign_in(url, page) || asks_for_password(page, &text));
    if is_sign_in {
        return Ok(Err(Vec::new()));
    }
    let came = Came {
        article: article.row.id,
        url: url.to_owned(),
        text: short_hash(text.as_bytes()),
        is_about_it,
        is_doubted: false,
    };
    Ok(context.web()?.lately.remember(came).map_or(Ok(()), Err))
}

/// What is said of such a page.
pub fn complaint(url: &str) -> JobError {
    let host = host_of(url).unwrap_or_default();
    JobError::other(format!(
        "what came for {host} is another page, perhaps where the network wants one to sign in; it is tried again"
    ))
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
        Came {
            article: ArticleId::new(article),
            url: format!("https://a.example/{article}"),
            text: short_hash(text),
            is_about_it,
            is_doubted: false,
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
