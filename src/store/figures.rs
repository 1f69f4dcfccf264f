//! Numbers of a text that say something: a death toll, a price, a score. Counters that a site moves by
//! itself ("12 comments", "vor 5 Minuten", "read 300 times"), times of day and parts of addresses say
//! nothing. Pure.

/// Words that a sentence has beside its number.
const SENTENCE: usize = 3;
/// Words behind a number that are looked at for what it counts, and before it.
const BEHIND: usize = 2;
const BEFORE: usize = 1;
/// Letters that may stand behind the digits: "40m", "3bn", "25C".
const UNIT: usize = 2;

/// What counters count, in the languages of the outlets that come with the programme and a few more.
const COUNTED: &[&str] = &[
    // English
    "ago",
    "click",
    "clicks",
    "comment",
    "comments",
    "downloads",
    "hits",
    "hour",
    "hours",
    "hrs",
    "likes",
    "min",
    "mins",
    "minute",
    "minutes",
    "posted",
    "reactions",
    "read",
    "readers",
    "reads",
    "replies",
    "retweets",
    "secs",
    "subscribers",
    "updated",
    "upvotes",
    "view",
    "viewed",
    "views",
    "visits",
    // German
    "aktualisiert",
    "antworten",
    "aufrufe",
    "gelesen",
    "geteilt",
    "kommentar",
    "kommentare",
    "leser",
    "minuten",
    "sekunden",
    "stunde",
    "stunden",
    "uhr",
    "vor",
    // French, Spanish, Italian, Portuguese, Dutch, Turkish, Hausa
    "commentaire",
    "commentaires",
    "heure",
    "heures",
    "partages",
    "vues",
    "comentario",
    "comentarios",
    "hace",
    "hora",
    "horas",
    "minutos",
    "segundos",
    "visitas",
    "vistas",
    "commenti",
    "minuti",
    "ore",
    "visualizzazioni",
    "compartilhamentos",
    "geleden",
    "reacties",
    "uur",
    "weergaven",
    "dakika",
    "saat",
    "yorum",
    "minti",
];
/// What is counted in elections and games too: by a site only where no sentence tells of it.
const SCORED: &[&str] = &[
    "day",
    "days",
    "favourites",
    "points",
    "punkte",
    "score",
    "seconds",
    "sec",
    "shares",
    "stars",
    "tage",
    "tagen",
    "times",
    "vote",
    "votes",
];

/// Which numbers are asked for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Of {
    /// Those of whole sentences.
    Sentences,
    /// Also those of lines that are none, as headlines are.
    Everything,
}

/// The numbers that say something, sorted, so that a sentence that moved changes none.
pub fn figures(text: &str, of: Of) -> Vec<&str> {
    let mut found = Vec::new();
    for line in text.lines() {
        let tokens: Vec<&str> = line.split_whitespace().collect();
        for sentence in tokens.split_inclusive(|token| is_end(token)) {
            push(sentence, of, &mut found);
        }
    }
    found.sort_unstable();
    found
}

fn is_end(token: &str) -> bool {
    let token = token.trim_end_matches(['"', '\'', ')', '”', '’', '»']);
    token.ends_with(['.', '!', '?', '…'])
}

fn push<'a>(sentence: &[&'a str], of: Of, found: &mut Vec<&'a str>) {
    let words = sentence.iter().filter(|token| is_word(token)).count();
    if of == Of::Sentences && words < SENTENCE {
        return;
    }
    for (at, token) in sentence.iter().enumerate() {
        if let Some(figure) = figure(token)
            && !is_beside(sentence, at, COUNTED)
            && (words >= SENTENCE || !is_beside(sentence, at, SCORED))
        {
            found.push(figure);
        }
    }
}

fn is_word(token: &str) -> bool {
    token.chars().any(char::is_alphabetic) && figure(token).is_none()
}

/// The number that a token is, without the signs around it.
fn figure(token: &str) -> Option<&str> {
    let figure = token.trim_matches(|c: char| !c.is_alphanumeric());
    let letters = figure.chars().filter(|c| c.is_alphabetic()).count();
    let dashes = figure.chars().filter(|c| matches!(c, '-' | '–')).count();
    let digits = figure.trim_end_matches(char::is_alphabetic);
    let is_number = digits.starts_with(|c: char| c.is_numeric())
        && digits
            .chars()
            .all(|c| c.is_numeric() || matches!(c, '.' | ',' | '\'' | '’' | '-' | '–'));
    // 2:0 is a score, 18:58 a time.
    let is_score = digits.split_once(':').is_some_and(|(ours, theirs)| {
        let is_count = |it: &str| !it.is_empty() && it.chars().all(char::is_numeric);
        is_count(ours) && is_count(theirs) && theirs.len() == 1
    });
    ((is_score || is_number) && letters <= UNIT && dashes <= 1).then_some(figure)
}

/// Beside the number stands one of the words, which are lower case.
fn is_beside(sentence: &[&str], at: usize, words: &[&str]) -> bool {
    let before = sentence.get(at.saturating_sub(BEFORE)..at);
    // Behind a comma is something else.
    let ends = sentence
        .get(at)
        .is_some_and(|number| number.ends_with([',', ';', ':']));
    let behind = sentence.iter().skip(at + 1);
    let behind = behind.take(if ends { 0 } else { BEHIND });
    let mut beside = before.unwrap_or_default().iter().chain(behind);
    beside.any(|token| {
        let word = token.trim_matches(|c: char| !c.is_alphabetic());
        words.contains(&word.to_lowercase().as_str())
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_toll_a_price_and_a_score_say_something() {
        for (text, wanted) in [
            ("At least 52 people are dead, police say.", vec!["52"]),
            (
                "Petrol costs ₦1,150.50 a litre in Ibadan.",
                vec!["1,150.50"],
            ),
            ("The side won 3-1 at home (after a draw).", vec!["3-1"]),
            ("It cost about $40m to build.", vec!["40m"]),
            ("The bill passed by 52 votes.", vec!["52"]),
            ("The crash killed 5, views from above show.", vec!["5"]),
            ("The final score in Kano was 2:0 after a draw.", vec!["2:0"]),
            ("In 2026 there were 12 of them.", vec!["12", "2026"]),
        ] {
            assert_eq!(figures(text, Of::Sentences), wanted, "{text}");
        }
    }

    #[test]
    fn what_a_site_counts_by_itself_says_nothing() {
        for text in [
            "12 comments",
            "Join the 12 comments on this article",
            "Published 5 minutes ago by the newsroom",
            "Dieser Text wurde vor 5 Minuten von der Redaktion geschrieben",
            "This page has 1,204 views since the morning",
            "Points: 117",
            "Dieser Artikel wurde 312 mal gelesen",
            "Last changed at 18:58 on Friday by the newsroom",
            "Read more at https://a.example/story?id=77 and tell us",
        ] {
            assert_eq!(figures(text, Of::Everything), [""; 0], "{text}");
        }
    }

    #[test]
    fn a_line_that_is_no_sentence_counts_only_where_everything_does() {
        assert_eq!(
            figures("Five ferries run. 6 updates", Of::Sentences),
            [""; 0]
        );
        assert_eq!(
            figures("Five ferries run. 6 updates", Of::Everything),
            ["6"]
        );
    }
}
