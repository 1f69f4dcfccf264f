//! Words and "phrases", beginnings of words (`ferr*`), and / or / not (or -), parentheses, `field:value`,
//! `minutes<5`, `/pattern/`.

use super::pattern::pattern;
use super::token::{Token, tokens};
use super::words::is_nothing;
use crate::model::{Comparison, Expression, FeedId, Term, Timestamp};
use crate::text::{Clean, clean_line};
use jiff::civil::{Date, DateTime};
use jiff::tz::TimeZone;

/// Words and signs of a query; the store binds at most two values for each, of 32,766 in all.
const MOST: usize = 10_000;
/// Nesting that a person writes; more is a mistake.
const DEPTH: usize = 50;
const FIELDS: &[&str] = &[
    "feed", "folder", "outlet", "author", "category", "title", "body", "tag", "lang", "is", "has",
    "older", "newer", "after", "before", "minutes", "words",
];
const IS: &[&str] = &["unread", "read", "saved", "queued", "updated", "muted"];
/// Else it would be everywhere.
const NOTHING: &str = "a word or a sign is missing here";
const HAS: &[&str] = &["image", "enclosure", "full"];

/// Every field and every value that has a name.
#[cfg(test)]
pub fn names() -> impl Iterator<Item = &'static str> {
    FIELDS.iter().chain(IS).chain(HAS).copied()
}

/// What is wrong with a query, and where.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("query, character {}: {message}{}", at + 1, suggested(suggestion.as_ref()))]
pub struct QueryError {
    /// Characters before the place.
    pub at: usize,
    pub message: Clean,
    /// What was probably meant, in place of the faulty part.
    pub suggestion: Option<Clean>,
}

fn suggested(suggestion: Option<&Clean>) -> String {
    suggestion
        .map(|text| format!("; did you mean {text}?"))
        .unwrap_or_default()
}

/// Reads a query; `now` and `zone` make times absolute.
pub fn parse(text: &str, now: Timestamp, zone: &TimeZone) -> Result<Expression, QueryError> {
    let tokens = tokens(text);
    if let Some(token) = tokens.get(MOST) {
        return Err(error(
            token.at,
            "a query ends here: it has 10,000 words and signs",
        ));
    }
    let mut parser = Parser {
        tokens,
        at: 0,
        now,
        zone,
    };
    let expression = parser.either(0)?;
    match parser.peek() {
        Some(token) => Err(error(token.at, "this closes nothing")),
        None => Ok(expression),
    }
}

/// A query by which articles are changed: without any condition it would mean all of them, which nobody says by leaving it
/// out.
pub fn parse_condition(
    text: &str,
    now: Timestamp,
    zone: &TimeZone,
) -> Result<Expression, QueryError> {
    let expression = parse(text, now, zone)?;
    if expression.is_empty() {
        let why =
            "which articles? is:unread, feed:NAME, a word; without any it would be all of them";
        return Err(error(0, why));
    }
    Ok(expression)
}

fn error(at: usize, message: &str) -> QueryError {
    QueryError {
        at,
        message: clean_line(message),
        suggestion: None,
    }
}

fn is_between_slashes(value: &str) -> bool {
    value.len() > 2 && value.starts_with('/') && value.ends_with('/')
}

/// The name that was probably meant: at most two letters off.
fn nearest(asked: &str, names: &[&str]) -> Option<String> {
    let asked: Vec<char> = asked.chars().take(12).collect();
    let near = names.iter().map(|name| (distance(&asked, name), *name));
    let (letters, name) = near.min_by_key(|(letters, _)| *letters)?;
    (letters <= 2 && letters < name.len()).then(|| name.to_owned())
}

/// Levenshtein's distance, a row at a time.
fn distance(a: &[char], b: &str) -> usize {
    let mut row: Vec<usize> = (0..=a.len()).collect();
    for (i, c) in b.chars().enumerate() {
        let mut diagonal = std::mem::replace(&mut row[0], i + 1);
        for (j, d) in a.iter().enumerate() {
            let change = diagonal + usize::from(c != *d);
            diagonal = row[j + 1];
            row[j + 1] = change.min(row[j] + 1).min(diagonal + 1);
        }
    }
    row[a.len()]
}

struct Parser<'a> {
    tokens: Vec<Token>,
    at: usize,
    now: Timestamp,
    zone: &'a TimeZone,
}

impl Parser<'_> {
    fn peek(&self) -> Option<&Token> {
        self.tokens.get(self.at)
    }

    fn is_next(&self, word: &str) -> bool {
        self.peek().is_some_and(|token| {
            !token.is_quoted && !token.is_pattern && token.text.eq_ignore_ascii_case(word)
        })
    }

    fn take(&mut self, word: &str) -> bool {
        let is_it = self.is_next(word);
        self.at += usize::from(is_it);
        is_it
    }

    fn either(&mut self, depth: usize) -> Result<Expression, QueryError> {
        let mut any = vec![self.all(depth)?];
        // Nothing means everything, but only where there is nothing at all.
        let is_inside = depth > 0;
        if (is_inside || self.is_next("or")) && any.iter().any(Expression::is_empty) {
            return Err(self.missing());
        }
        while self.take("or") {
            let next = self.all(depth)?;
            if next.is_empty() {
                return Err(self.missing());
            }
            any.push(next);
        }
        Ok(if any.len() == 1 {
            any.remove(0)
        } else {
            Expression::Or(any)
        })
    }

    /// Something ought to stand before the token that is next.
    fn missing(&self) -> QueryError {
        let last = self.at.checked_sub(1).and_then(|at| self.tokens.get(at));
        let place = self.peek().or(last).map_or(0, |token| token.at);
        error(place, "something is missing here")
    }

    fn all(&mut self, depth: usize) -> Result<Expression, QueryError> {
        let mut all = Vec::new();
        while self.peek().is_some() && !self.is_next("or") && !self.is_next(")") {
            if !self.take("and") {
                all.push(self.one(depth)?);
            }
        }
        Ok(if all.len() == 1 {
            all.remove(0)
        } else {
            Expression::And(all)
        })
    }

    fn one(&mut self, depth: usize) -> Result<Expression, QueryError> {
        let place = self.peek().map_or(0, |token| token.at);
        if depth > DEPTH {
            return Err(error(place, "too many parentheses"));
        }
        if self.take("not") {
            return Ok(Expression::Not(Box::new(self.one(depth + 1)?)));
        }
        if self.take("(") {
            let inside = self.either(depth + 1)?;
            if !self.take(")") {
                return Err(error(place, "this parenthesis is not closed"));
            }
            return Ok(inside);
        }
        let Some(token) = self.peek().cloned() else {
            return Err(error(place, "something is missing here"));
        };
        self.at += 1;
        match token
            .text
            .strip_prefix('-')
            .filter(|rest| token.unquoted > 0 && (token.is_quoted || !rest.is_empty()))
        {
            Some(rest) => {
                let token = Token {
                    at: token.at + 1,
                    unquoted: token.unquoted.saturating_sub(1),
                    text: rest.to_owned(),
                    ..token
                };
                Ok(Expression::Not(Box::new(Expression::Term(
                    self.term(&token)?,
                ))))
            }
            None => Ok(Expression::Term(self.term(&token)?)),
        }
    }

    fn term(&self, token: &Token) -> Result<Term, QueryError> {
        if token.is_pattern {
            return match pattern(&token.text) {
                Ok(_) => Ok(Term::Regex(token.text.clone())),
                Err(message) => Err(error(token.at, &message)),
            };
        }
        if let Some(term) = comparison(token)? {
            return Ok(term);
        }
        let (field, value) = match token.text.split_once(':') {
            Some((field, value))
                if field.chars().all(|c| c.is_ascii_alphabetic())
                    && !field.is_empty()
                    && field.len() < token.unquoted =>
            {
                (field.to_ascii_lowercase(), value.to_owned())
            }
            _ => {
                let (text, _) = beginning(token, &token.text);
                if is_nothing(&text) {
                    return Err(error(token.at, NOTHING));
                }
                return Ok(of_words(token));
            }
        };
        let is_of_text = matches!(field.as_str(), "title" | "body");
        let (text, is_prefix) = beginning(token, &value);
        let is_missing = is_nothing(if is_of_text { &text } else { &value });
        if is_missing && FIELDS.contains(&field.as_str()) {
            return Err(error(token.at, &format!("{field}: needs a value")));
        }
        if is_of_text && !token.is_quoted && is_between_slashes(&value) {
            return Err(QueryError {
                suggestion: Some(clean_line(&value)),
                ..error(token.at, "a pattern is looked for in title and text")
            });
        }
        let one_of = |names: &[&str]| {
            let message = format!(
                "there is no {field}:{value}; there are {}",
                names.join(", ")
            );
            let suggestion = nearest(&value.to_lowercase(), names);
            let suggestion = suggestion.map(|name| clean_line(&format!("{field}:{name}")));
            QueryError {
                suggestion,
                ..error(token.at, &message)
            }
        };
        Ok(match field.as_str() {
            "feed" => feed(token, value)?,
            "folder" => Term::Folder(value),
            "outlet" => Term::Outlet(value),
            "author" => Term::Author(value),
            "category" => Term::Category(value),
            "title" => Term::Title { text, is_prefix },
            "body" => Term::Body { text, is_prefix },
            "tag" => Term::Tag(value),
            "lang" => Term::Language(value),
            "is" => state(&value).ok_or_else(|| one_of(IS))?,
            "has" => possession(&value).ok_or_else(|| one_of(HAS))?,
            "older" | "before" => Term::Before(self.time(token, &value)?),
            "newer" | "after" => Term::After(self.time(token, &value)?),
            _ if !FIELDS.contains(&field.as_str()) => return unknown_field(token, &field, &value),
            _ => {
                return Err(error(
                    token.at,
                    &format!("{field} is compared: {field}<5, {field}>=5"),
                ));
            }
        })
    }

    /// A date, with or without a time of that day, or a time back from now: 30m, 6h, 7d, 2w.
    fn time(&self, token: &Token, value: &str) -> Result<Timestamp, QueryError> {
        let back = value.char_indices().next_back().and_then(|(end, unit)| {
            let seconds = match unit {
                'm' => 60,
                'h' => 3600,
                'd' => 86_400,
                'w' => 7 * 86_400,
                _ => return None,
            };
            i64::from(value.get(..end)?.parse::<u32>().ok()?).checked_mul(seconds)
        });
        if let Some(seconds) = back {
            return Ok(self.now.minus(seconds));
        }
        let start = civil(value).and_then(|it| it.to_zoned_datetime(self.zone.clone()).ok());
        let start = start.map(|start| Timestamp::from_seconds(start.timestamp().as_second()));
        start.ok_or_else(|| {
            error(
                token.at,
                "a time is 30m, 6h, 7d, 2w or a date such as 2026-11-24 or 2026-11-24T18:30",
            )
        })
    }
}

/// `2026-11-24`, `2026-11-24T18:30`. jiff takes offsets and zones too, and then passes over them.
fn civil(text: &str) -> Option<DateTime> {
    let (day, time) = text.split_once(['T', 't']).unwrap_or((text, "00:00"));
    let has_only = |text: &str, sign| text.chars().all(|c| c.is_ascii_digit() || c == sign);
    if !has_only(day, '-') || !has_only(time, ':') {
        return None;
    }
    Some(day.parse::<Date>().ok()?.to_datetime(time.parse().ok()?))
}

/// A part of a title, or behind `=` the number of one feed, which stays when it gets another title or address.
fn feed(token: &Token, value: String) -> Result<Term, QueryError> {
    let Some(number) = value.strip_prefix('=').filter(|_| !token.is_quoted) else {
        return Ok(Term::Feed(value));
    };
    let id = number.parse().map(FeedId::new);
    let id = id.map_err(|_| error(token.at, "a feed's number stands behind feed:="))?;
    Ok(Term::OneFeed(id))
}

/// What is looked for, and whether it is the beginning of words: behind it, in no quotes, stands a star.
fn beginning(token: &Token, value: &str) -> (String, bool) {
    let begins = value.strip_suffix('*').filter(|_| token.ends_plain);
    (begins.unwrap_or(value).to_owned(), begins.is_some())
}

fn of_words(token: &Token) -> Term {
    let (text, is_prefix) = beginning(token, &token.text);
    Term::Words { text, is_prefix }
}

/// A word with a colon in it, such as an address or "Live:", unless it looks like a field.
fn unknown_field(token: &Token, field: &str, value: &str) -> Result<Term, QueryError> {
    let is_plain = value.is_empty() || value.starts_with('/') || token.is_quoted;
    if field == "filter" && !is_plain {
        let why = "filter:NAME stands alone or behind a view (unread filter:NAME), and is no part of a query; \
                   put what that query says here in its place";
        return Err(error(token.at, why));
    }
    match nearest(field, FIELDS).filter(|_| !is_plain && field.len() > 2) {
        Some(name) => Err(QueryError {
            suggestion: Some(clean_line(&format!("{name}:{value}"))),
            ..error(token.at, &format!("there is no field {field}"))
        }),
        None => Ok(of_words(token)),
    }
}

fn state(value: &str) -> Option<Term> {
    Some(match value {
        "unread" => Term::Unread,
        "read" => Term::Read,
        "saved" => Term::Saved,
        "queued" => Term::Queued,
        "updated" => Term::Updated,
        "muted" => Term::Muted,
        _ => return None,
    })
}

fn possession(value: &str) -> Option<Term> {
    Some(match value {
        "image" => Term::HasImage,
        "enclosure" => Term::HasEnclosure,
        "full" => Term::HasFull,
        _ => return None,
    })
}

/// `minutes<5`, `words>=800`.
fn comparison(token: &Token) -> Result<Option<Term>, QueryError> {
    let Some(at) = token
        .text
        .find(['<', '>', '='])
        .filter(|at| *at < token.unquoted)
    else {
        return Ok(None);
    };
    let (field, rest) = token.text.split_at(at);
    if !matches!(field, "minutes" | "words") {
        return Ok(None);
    }
    let signs = [
        ("<=", Comparison::AtMost),
        (">=", Comparison::AtLeast),
        ("<", Comparison::Less),
        (">", Comparison::More),
        ("=", Comparison::Equal),
    ];
    let found = signs
        .iter()
        .find_map(|(sign, comparison)| Some((rest.strip_prefix(sign)?, *comparison)));
    let (number, comparison) = found.unwrap_or((rest, Comparison::Equal));
    let number: u32 = number.parse().map_err(|_| {
        error(
            token.at,
            &format!("{field} is compared with a number: {field}<5"),
        )
    })?;
    Ok(Some(match field {
        "minutes" => Term::Minutes(comparison, number),
        _ => Term::WordCount(comparison, number),
    }))
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    const NOW: Timestamp = Timestamp::from_seconds(1_763_980_000);

    fn read(text: &str) -> Result<Expression, QueryError> {
        parse(text, NOW, &TimeZone::UTC)
    }

    fn words(text: &str) -> Expression {
        Expression::Term(Term::Words {
            text: text.to_owned(),
            is_prefix: false,
        })
    }

    fn title(text: &str, is_prefix: bool) -> Term {
        Term::Title {
            text: text.to_owned(),
            is_prefix,
        }
    }

    #[test]
    fn a_query_has_an_end() {
        let most = "a ".repeat(MOST);
        assert!(read(&most).is_ok());
        let wrong = read(&format!("{most}b")).unwrap_err();
        assert_eq!(wrong.at, most.len());
        assert!(wrong.message.contains("10,000"), "{wrong}");
    }

    #[test]
    fn one_feed_is_meant_by_its_number() {
        let one = Expression::Term(Term::OneFeed(FeedId::new(12)));
        assert_eq!(read("feed:=12"), Ok(one.clone()));
        assert_eq!(read("-feed:=12"), Ok(Expression::Not(Box::new(one))));
        assert!(read("feed:=punch").is_err() && read("feed:=").is_err());
        let quoted = Term::Feed("=12".into());
        assert_eq!(read("feed:\"=12\""), Ok(Expression::Term(quoted)));
    }

    #[test]
    fn words_stand_together_and_or_binds_weaker() {
        assert_eq!(
            read("river \"night boats\" or -title:sand"),
            Ok(Expression::Or(vec![
                Expression::And(vec![words("river"), words("night boats")]),
                Expression::Not(Box::new(Expression::Term(title("sand", false)))),
            ]))
        );
        assert_eq!(
            read("not (a or b)"),
            Ok(Expression::Not(Box::new(Expression::Or(vec![
                words("a"),
                words("b")
            ]))))
        );
    }

    #[test]
    fn times_and_numbers_are_absolute() {
        assert_eq!(
            read("older:7d"),
            Ok(Expression::Term(Term::Before(NOW.minus(7 * 86_400))))
        );
        let day = Timestamp::from_seconds(1_767_225_600);
        assert_eq!(
            read("after:2026-01-01"),
            Ok(Expression::Term(Term::After(day)))
        );
        assert_eq!(
            read("minutes<=5"),
            Ok(Expression::Term(Term::Minutes(Comparison::AtMost, 5)))
        );
    }

    #[test]
    fn a_time_of_the_day_is_heeded_and_what_is_not_understood_is_an_error() {
        let zone = TimeZone::fixed(jiff::tz::offset(1));
        let day = Timestamp::from_seconds(1_795_820_400);
        for (time, seconds) in [
            ("2026-11-28", 0),
            ("2026-11-28T00:30", 1800),
            ("2026-11-28T23:00:05", 82_805),
        ] {
            let read = parse(&format!("newer:{time}"), NOW, &zone);
            let wanted = Term::After(day.plus(seconds));
            assert_eq!(read, Ok(Expression::Term(wanted)), "{time}");
        }
        for wrong in [
            "-7d",
            "2026-11-28T23:00Z",
            "2026-11-28T23:00+01:00",
            "2026-11-28T23:00-05:00",
            "2026-11-28[America/New_York]",
            "2026-11-28T23:00[UTC]",
            "2026-11-28T25:00",
            "2026-11-28T",
            "2026-02-30",
        ] {
            let error = read(&format!("newer:{wrong}")).unwrap_err().to_string();
            assert!(error.contains("2026-11-24T18:30"), "{wrong}: {error}");
        }
    }

    /// Nothing was found, and nothing said.
    #[test]
    fn a_star_behind_quotes_and_behind_a_field_means_how_words_begin() {
        let begins = |text: &str| Term::Words {
            text: text.to_owned(),
            is_prefix: true,
        };
        let body = Term::Body {
            text: "night boa".into(),
            is_prefix: true,
        };
        for (query, means) in [
            ("\"plain it\"*", begins("plain it")),
            ("title:pla*", title("pla", true)),
            ("title:\"pla*\"", title("pla*", false)),
            ("body:\"night boa\"*", body),
            ("https://a.example/pa*", begins("https://a.example/pa")),
        ] {
            assert_eq!(read(query), Ok(Expression::Term(means)), "{query}");
        }
        for nothing in ["title:*", "body:\"\"*", "\"\"*"] {
            assert!(read(nothing).is_err(), "{nothing}");
        }
    }

    #[test]
    fn errors_point_at_the_place_and_say_what_there_is() {
        for (query, at, says) in [
            ("a (b", 2, "not closed"),
            ("a) b", 1, "closes nothing"),
            ("is:red", 0, "unread"),
            ("x older:soon", 2, "7d"),
            ("words>many", 0, "number"),
            ("a title:", 2, "needs a value"),
            ("a titel:x", 2, "did you mean title:x?"),
            ("is:unraed", 0, "did you mean is:unread?"),
            ("boats or", 6, "something is missing"),
            ("or boats", 0, "something is missing"),
            ("a or or b", 5, "something is missing"),
            ("a ( )", 4, "something is missing"),
            ("not", 0, "something is missing"),
            ("\"\" or kernel", 0, "is missing"),
            ("boats -\"\"", 7, "is missing"),
            ("boats *", 6, "is missing"),
            ("feed:\" \"", 0, "needs a value"),
            ("x /a(b/", 2, "character 3: unclosed"),
            ("x title:/flood.*/", 2, "did you mean /flood.*/?"),
        ] {
            let error = read(query).unwrap_err();
            assert_eq!(error.at, at, "{query}");
            assert!(error.to_string().contains(says), "{query}: {error}");
        }
    }

    #[test]
    fn nothing_at_all_lists_everything_and_changes_nothing() {
        assert_eq!(read(" "), Ok(Expression::And(Vec::new())));
        for query in ["", " ", "and"] {
            let error = parse_condition(query, NOW, &TimeZone::UTC).unwrap_err();
            assert!(error.to_string().contains("which articles?"), "{error}");
        }
        assert_eq!(parse_condition("boats", NOW, &TimeZone::UTC), read("boats"));
    }

    #[test]
    fn an_address_and_a_headline_with_a_colon_are_words() {
        assert_eq!(
            read("https://a.example/x"),
            Ok(words("https://a.example/x"))
        );
        assert_eq!(read("Live:"), Ok(words("Live:")));
        assert_eq!(read("/etc/hosts"), Ok(words("/etc/hosts")));
    }

    #[test]
    fn between_slashes_stands_a_pattern() {
        let pattern = |text: &str| Expression::Term(Term::Regex(text.to_owned()));
        assert_eq!(
            read(r"/flood(s|ed)? in/ -/a\/b/"),
            Ok(Expression::And(vec![
                pattern("flood(s|ed)? in"),
                Expression::Not(Box::new(pattern("a/b"))),
            ]))
        );
        // All that follows was taken for a part of it.
        for blank in [' ', '\t', '\n', '\u{3000}', '\u{a0}'] {
            assert_eq!(
                read(&format!("/f(e|x)rry/{blank}boats")),
                Ok(Expression::And(vec![pattern("f(e|x)rry"), words("boats")])),
                "{blank:?}"
            );
        }
    }

    proptest! {
        #[test]
        fn any_text_is_a_query_or_one_clear_line(text in any::<String>()) {
            if let Err(error) = read(&text) {
                prop_assert!(!error.to_string().contains('\n'));
            }
        }
    }
}
