//! What an expression says of one article, in memory: for filters on arrival, and to hold the
//! store's SQL to (a property test does).

use super::pattern::{Pattern, pattern};
use super::words::Words;
use crate::model::{Comparison, Expression, FeedId, Term, Timestamp, minutes};
use crate::text::fold;
use std::cell::{OnceCell, RefCell};

/// Everything that a query may ask of an article.
#[allow(
    clippy::struct_excessive_bools,
    reason = "each is a term of the language"
)]
#[derive(Clone, Debug, Default)]
pub struct Facts<'a> {
    pub title: &'a str,
    pub text: &'a str,
    pub author: &'a str,
    pub categories: Vec<&'a str>,
    pub feed_id: FeedId,
    /// The feed's title as it is shown.
    pub feed: &'a str,
    pub outlet: &'a str,
    /// From the outermost in.
    pub folder: Vec<&'a str>,
    /// Folders besides its own under which the feed is found.
    pub also_in: Vec<&'a str>,
    pub tags: Vec<&'a str>,
    pub language: Option<&'a str>,
    pub sort_at: Timestamp,
    pub words: u32,
    pub is_unread: bool,
    pub is_saved: bool,
    pub is_queued: bool,
    pub is_updated: bool,
    pub is_muted: bool,
    pub has_image: bool,
    pub has_enclosure: bool,
    pub has_full: bool,
}

/// Whether an article is meant. An expression that does not compile (a stored one of another
/// version) means nothing.
pub fn matches(expression: &Expression, facts: &Facts<'_>) -> bool {
    Subject::new(facts).satisfies(expression)
}

/// `part`, folded, stands somewhere in `text`.
pub fn has_folded(text: &str, part: &str) -> bool {
    fold(text).contains(fold(part).trim())
}

/// The name, folded, is the one that is asked for.
pub fn is_named(name: &str, asked: &str) -> bool {
    fold(name.trim()) == fold(asked.trim())
}

/// "a/b" names the folder b in a and all below it; "b" also a folder b anywhere.
pub fn is_of_folder(folder: &[&str], asked: &str) -> bool {
    // Strokes before and behind are as paths of files are written.
    let asked = asked.trim().trim_matches('/').split('/');
    let asked: Vec<String> = asked.map(|name| fold(name.trim())).collect();
    // A name that came with a stroke in it looks like two.
    let names = folder.iter().flat_map(|name| name.split('/'));
    let folder: Vec<String> = names.map(|name| fold(name.trim())).collect();
    folder.windows(asked.len()).any(|names| names == asked)
}

/// The feed's folder, or one of the others under which it is found (`a/b` for a folder in a folder).
pub fn is_of_folders(folder: &[&str], also_in: &[&str], asked: &str) -> bool {
    let is_one = |other: &&str| is_of_folder(&other.split('/').collect::<Vec<_>>(), asked);
    is_of_folder(folder, asked) || also_in.iter().any(is_one)
}

/// A language as it is compared: some write `en_GB`.
pub fn plain_language(language: &str) -> String {
    language.to_lowercase().replace('_', "-")
}

/// "en" means "en-GB" too.
pub fn is_language(language: Option<&str>, asked: &str) -> bool {
    let (Some(language), asked) = (language, plain_language(asked)) else {
        return false;
    };
    let language = plain_language(language);
    language == asked
        || language
            .strip_prefix(&asked)
            .is_some_and(|rest| rest.starts_with('-'))
}

/// An article that is judged by several expressions: title and text are folded at most once.
pub struct Subject<'a> {
    facts: &'a Facts<'a>,
    title: OnceCell<String>,
    text: OnceCell<String>,
}

impl<'a> Subject<'a> {
    pub fn new(facts: &'a Facts<'a>) -> Self {
        Self {
            facts,
            title: OnceCell::new(),
            text: OnceCell::new(),
        }
    }

    /// See `matches`.
    pub fn satisfies(&self, expression: &Expression) -> bool {
        match expression {
            Expression::And(all) => all.iter().all(|part| self.satisfies(part)),
            Expression::Or(any) => any.iter().any(|part| self.satisfies(part)),
            Expression::Not(not) => !self.satisfies(not),
            Expression::Term(term) => self.is(term),
        }
    }

    fn in_title(&self, words: &Words) -> bool {
        words.stand_in(self.title.get_or_init(|| fold(self.facts.title)))
    }

    fn in_text(&self, words: &Words) -> bool {
        words.stand_in(self.text.get_or_init(|| fold(self.facts.text)))
    }

    fn is(&self, term: &Term) -> bool {
        let facts = self.facts;
        match term {
            Term::Words { text, is_prefix } => {
                let words = Words::of(text, *is_prefix);
                self.in_title(&words) || self.in_text(&words)
            }
            Term::Title { text, is_prefix } => self.in_title(&Words::of(text, *is_prefix)),
            Term::Body { text, is_prefix } => self.in_text(&Words::of(text, *is_prefix)),
            Term::Author(part) => has_folded(facts.author, part),
            Term::Category(part) => facts.categories.iter().any(|it| has_folded(it, part)),
            Term::Feed(part) => has_folded(facts.feed, part),
            Term::OneFeed(id) => facts.feed_id == *id,
            Term::Outlet(part) => has_folded(facts.outlet, part),
            Term::Folder(asked) => is_of_folders(&facts.folder, &facts.also_in, asked),
            Term::Tag(name) => facts.tags.iter().any(|tag| is_named(tag, name)),
            Term::Language(asked) => is_language(facts.language, asked),
            Term::Unread => facts.is_unread,
            Term::Read => !facts.is_unread,
            Term::Saved => facts.is_saved,
            Term::Queued => facts.is_queued,
            Term::Updated => facts.is_updated,
            Term::Muted => facts.is_muted,
            Term::HasImage => facts.has_image,
            Term::HasEnclosure => facts.has_enclosure,
            Term::HasFull => facts.has_full,
            Term::Before(time) => facts.sort_at < *time,
            Term::After(time) => facts.sort_at >= *time,
            Term::WordCount(comparison, number) => compare(*comparison, facts.words, *number),
            Term::Minutes(comparison, number) => {
                compare(*comparison, minutes(facts.words), *number)
            }
            Term::Regex(text) => {
                compiled(text).is_some_and(|pattern| pattern.is_in(facts.title, facts.text))
            }
        }
    }
}

thread_local! {
    /// Patterns asked of last: a filter asks the same of each article.
    static COMPILED: RefCell<Vec<(String, Option<Pattern>)>> = const { RefCell::new(Vec::new()) };
}

/// Patterns that are kept compiled.
const COMPILED_KEPT: usize = 32;

/// None for one that does not compile.
fn compiled(text: &str) -> Option<Pattern> {
    COMPILED.with_borrow_mut(|kept| {
        if let Some((_, pattern)) = kept.iter().find(|(of, _)| of == text) {
            return pattern.clone();
        }
        let pattern = pattern(text).ok();
        if kept.len() == COMPILED_KEPT {
            kept.remove(0);
        }
        kept.push((text.to_owned(), pattern.clone()));
        pattern
    })
}

fn compare(comparison: Comparison, a: u32, b: u32) -> bool {
    match comparison {
        Comparison::Less => a < b,
        Comparison::AtMost => a <= b,
        Comparison::Equal => a == b,
        Comparison::AtLeast => a >= b,
        Comparison::More => a > b,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_folder_is_named_by_itself_or_by_its_way() {
        let folder = ["News", "Afrika"];
        for asked in ["news", "afrika", "News/Afrika", "News/", "/news/afrika/"] {
            assert!(is_of_folder(&folder, asked), "{asked}");
        }
        assert!(!is_of_folder(&folder, "new"));
        assert!(!is_of_folder(&[], "news"));
        let also_in = ["Boats", "Far/Ports"];
        for asked in ["afrika", "boats", "ports", "far/ports"] {
            assert!(is_of_folders(&folder, &also_in, asked), "{asked}");
        }
        assert!(!is_of_folders(&folder, &also_in, "boats/far"));
    }

    #[test]
    fn a_language_is_meant_with_its_countries() {
        for written in ["en-GB", "en_GB", "EN_gb"] {
            for asked in ["EN", "en-gb", "en_GB"] {
                assert!(is_language(Some(written), asked), "{written} {asked}");
            }
        }
        assert!(!is_language(Some("eng"), "en"));
        assert!(!is_language(None, "en"));
    }

    #[test]
    fn a_pattern_that_does_not_compile_means_nothing() {
        let facts = Facts {
            title: "a(b",
            ..Facts::default()
        };
        assert!(!matches(
            &Expression::Term(Term::Regex("a(b".into())),
            &facts
        ));
        assert!(matches(
            &Expression::Term(Term::Regex(r"A\(b".into())),
            &facts
        ));
    }
}
