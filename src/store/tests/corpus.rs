//! The query language, case by case: `queries.txt` says for each query which articles it means. SQL,
//! `query::matches` and an evaluator that is slow and obvious must all say the same.

use super::*;
use crate::model::{Comparison, Expression, FilterAction, Term};
use crate::query::{matches, parse};
use jiff::tz::TimeZone;

const CASES: &str = include_str!("queries.txt");

/// What the evaluator looks at.
#[derive(Clone, Debug, Default)]
struct Known {
    id: i64,
    feed: usize,
    title: &'static str,
    text: &'static str,
    author: &'static str,
    categories: &'static [&'static str],
    hours: i64,
    words: u32,
    language: Option<&'static str>,
    has_image: bool,
    has_enclosure: bool,
    is_whole: bool,
    is_read: bool,
    is_saved: bool,
    is_queued: bool,
    is_updated: bool,
    is_muted: bool,
    tags: &'static [&'static str],
}

/// Host, title, folder, language.
const FEEDS: [(&str, &str, &[&str], &str); 3] = [
    ("lagoon.example", "Lagoon Post", &["News", "Nigeria"], "en"),
    ("riviere.example", "La Rivière", &["News", "Europe"], "fr"),
    ("kode.example", "Kode Weekly", &["Tech"], "en_GB"),
];

#[allow(clippy::too_many_lines, reason = "a table of data")]
fn world() -> Vec<Known> {
    let of = |id, feed, hours, words, title, text| Known {
        id,
        feed,
        hours,
        words,
        title,
        text,
        ..Known::default()
    };
    vec![
        Known {
            author: "Amara Ndukwe",
            categories: &["Transport"],
            has_image: true,
            is_whole: true,
            ..of(
                1,
                0,
                1,
                900,
                "Ferries back on the river",
                "The first ferry left Lokoja at nine with a goat.",
            )
        },
        Known {
            author: "Bola Ade",
            categories: &["Politics"],
            is_saved: true,
            ..of(
                2,
                0,
                2,
                400,
                "Dredging bill passes second reading",
                "Senators voted at night; the river is silted.",
            )
        },
        Known {
            categories: &["Weather", "Live"],
            is_read: true,
            ..of(
                3,
                0,
                3,
                100,
                "Live: storm over Lagos",
                "Updates follow all day.",
            )
        },
        Known {
            author: "Zoé Léger",
            tags: &["later"],
            language: Some("fr_CA"),
            ..of(
                4,
                1,
                5,
                1200,
                "Les bateaux de nuit",
                "Les bateaux de nuit reviennent à Rouen.",
            )
        },
        Known {
            is_read: true,
            is_queued: true,
            ..of(
                5,
                1,
                26,
                300,
                "Élection à Rouen",
                "Le maire parle de l’eau du port.",
            )
        },
        Known {
            has_enclosure: true,
            ..of(
                6,
                1,
                50,
                231,
                "Marché : les prix baissent",
                "Le grain est moins cher.",
            )
        },
        Known {
            author: "Jon Corb",
            is_whole: true,
            is_saved: true,
            tags: &["kernel", "later"],
            ..of(
                7,
                2,
                60,
                3000,
                "Page-cache sharing in C++",
                "A look at page-cache sharing; see /etc/fstab and a|b.",
            )
        },
        Known {
            has_enclosure: true,
            has_image: true,
            categories: &["Audio & Film"],
            ..of(
                8,
                2,
                70,
                500,
                "Night boats in Rust",
                "Boats, night after night boats.",
            )
        },
        Known {
            language: Some("zh-Hans"),
            ..of(
                9,
                2,
                80,
                800,
                "停航九周后，渡轮重返河上",
                "北京大学 研究 the river",
            )
        },
        Known {
            author: "Tolúlọpẹ́ Ọbẹ́",
            is_read: true,
            ..of(
                10,
                2,
                100,
                230,
                "Tolúlọpẹ́ spoke",
                "Tolulope said: “the sand has not been asked”.",
            )
        },
        Known {
            is_muted: true,
            ..of(
                11,
                0,
                4,
                150,
                "Celebrity gossip by the river",
                "Nothing at all.",
            )
        },
        Known {
            is_updated: true,
            ..of(
                12,
                0,
                6,
                640,
                "Grain prices ease",
                "Harvest comes in and traders at the market wait for rain in June.",
            )
        },
    ]
}

fn furnish() -> (Home, Vec<Known>) {
    let home = Home::new();
    let feeds: Vec<FeedId> = FEEDS
        .iter()
        .map(|(host, title, folder, language)| {
            let feed = NewFeed {
                url: format!("https://{host}/feed"),
                title: (*title).to_owned(),
                folder: folder.iter().map(|name| (*name).to_owned()).collect(),
                language: Some((*language).to_owned()),
                ..NewFeed::default()
            };
            home.store.subscribe(&feed, NOW).unwrap()
        })
        .collect();
    let all = world();
    for known in &all {
        if known.is_updated {
            let early = "The text as it stood at first, with other words and other news in it.";
            poll(&home, feeds[known.feed], known, early, NOW.minus(60));
        }
        poll(&home, feeds[known.feed], known, known.text, NOW);
        let ids = [ArticleId::new(known.id)];
        for (is_so, what) in [
            (known.is_read, MarkChange::Read),
            (known.is_saved, MarkChange::Save),
            (known.is_queued, MarkChange::Queue),
        ] {
            if is_so {
                home.mark(what, &ids);
            }
        }
        for tag in known.tags {
            home.mark(MarkChange::Tag((*tag).to_owned()), &ids);
        }
    }
    let gossip = Change::PutFilter {
        id: None,
        filter: Filter {
            name: "gossip".into(),
            when: "title:gossip".into(),
            then: vec![FilterAction::Mute],
            until: None,
            off: false,
        },
        past: Some(Expression::Term(Term::Title {
            text: "gossip".into(),
            is_prefix: false,
        })),
    };
    home.store.apply(&gossip, NOW).unwrap();
    (home, all)
}

fn poll(home: &Home, feed: FeedId, known: &Known, text: &str, now: Timestamp) {
    let mut arrival = arrival(&known.id.to_string(), known.title, known.hours);
    text.clone_into(&mut arrival.text);
    arrival.words = known.words;
    arrival.is_whole = known.is_whole;
    arrival.entry.author = clean_line(known.author);
    arrival.entry.categories = known.categories.iter().map(|it| clean_line(it)).collect();
    arrival.entry.language = known.language.map(str::to_owned);
    arrival.entry.image = known
        .has_image
        .then(|| "https://a.example/1.png".to_owned());
    if known.has_enclosure {
        arrival.entry.enclosures = vec![crate::model::Enclosure::default()];
    }
    home.poll_at(feed, vec![arrival], now);
}

/// Letters without marks, small.
fn plain(text: &str) -> String {
    let marked = [
        ('é', 'e'),
        ('É', 'e'),
        ('è', 'e'),
        ('à', 'a'),
        ('ú', 'u'),
        ('ọ', 'o'),
        ('Ọ', 'o'),
        ('ẹ', 'e'),
    ];
    text.chars()
        .filter(|c| *c != '\u{301}')
        .map(|c| {
            marked
                .iter()
                .find(|(from, _)| *from == c)
                .map_or(c, |(_, to)| *to)
        })
        .flat_map(char::to_lowercase)
        .collect()
}

fn words(text: &str) -> Vec<String> {
    // Chinese is written without blanks: each character is a word.
    let apart = |c: char| {
        if c >= '\u{2e80}' {
            format!(" {c} ")
        } else {
            c.to_string()
        }
    };
    let plain: String = plain(text).chars().map(apart).collect();
    let words = plain.split(|c: char| !c.is_alphanumeric());
    words
        .filter(|word| !word.is_empty())
        .map(str::to_owned)
        .collect()
}

/// These words, one after the other; of signs, and of words with signs that count, each as it is written.
fn has(text: &str, asked: &str) -> bool {
    let (all, asked_words) = (words(text), words(asked));
    if asked_words.is_empty() || asked.ends_with(['+', '#']) {
        return plain(text).contains(&plain(asked));
    }
    (0..all.len()).any(|at| all[at..].starts_with(&asked_words))
}

/// The same, where the last word may go on.
fn stands(text: &str, asked: &str, is_prefix: bool) -> bool {
    let (all, asked_words) = (words(text), words(asked));
    let Some((last, first)) = asked_words.split_last().filter(|_| is_prefix) else {
        return has(text, asked);
    };
    let mut places = all.windows(asked_words.len());
    places.any(|it| it.starts_with(first) && it[first.len()].starts_with(last))
}

fn part(text: &str, asked: &str) -> bool {
    plain(text).contains(plain(asked).trim())
}

fn compare(sign: Comparison, a: u32, b: u32) -> bool {
    match sign {
        Comparison::Less => a < b,
        Comparison::AtMost => a <= b,
        Comparison::Equal => a == b,
        Comparison::AtLeast => a >= b,
        Comparison::More => a > b,
    }
}

fn means(expression: &Expression, known: &Known) -> bool {
    let (host, feed, folder, language) = FEEDS[known.feed];
    let at = NOW.minus(known.hours * 3600);
    let term = match expression {
        Expression::And(all) => return all.iter().all(|it| means(it, known)),
        Expression::Or(any) => return any.iter().any(|it| means(it, known)),
        Expression::Not(not) => return !means(not, known),
        Expression::Term(term) => term,
    };
    match term {
        Term::Words { text, is_prefix } => {
            stands(known.title, text, *is_prefix) || stands(known.text, text, *is_prefix)
        }
        Term::Title { text, is_prefix } => stands(known.title, text, *is_prefix),
        Term::Body { text, is_prefix } => stands(known.text, text, *is_prefix),
        Term::Author(text) => part(known.author, text),
        Term::Category(text) => known.categories.iter().any(|it| part(it, text)),
        Term::Feed(text) => part(feed, text),
        Term::OneFeed(id) => id.get() == known.feed as i64 + 1,
        Term::Outlet(text) => part(host, text),
        Term::Folder(text) => {
            let way = plain(&format!("/{}/", folder.join("/")));
            way.contains(&format!("/{}/", plain(text)))
        }
        Term::Tag(name) => known.tags.contains(&name.as_str()),
        Term::Language(asked) => {
            let plain = |it: &str| it.to_lowercase().replace('_', "-");
            let language = plain(known.language.unwrap_or(language));
            let asked = plain(asked);
            language == asked || language.starts_with(&format!("{asked}-"))
        }
        Term::Unread => !known.is_read,
        Term::Read => known.is_read,
        Term::Saved => known.is_saved,
        Term::Queued => known.is_queued,
        Term::Updated => known.is_updated,
        Term::Muted => known.is_muted,
        Term::HasImage => known.has_image,
        Term::HasEnclosure => known.has_enclosure,
        Term::HasFull => known.is_whole,
        Term::Before(time) => at < *time,
        Term::After(time) => at >= *time,
        Term::WordCount(sign, number) => compare(*sign, known.words, *number),
        Term::Minutes(sign, number) => {
            let minutes = (f64::from(known.words) / 230.0).ceil().max(1.0) as u32;
            compare(*sign, minutes, *number)
        }
        Term::Regex(text) => {
            let pattern = crate::query::pattern(text).unwrap();
            pattern.is_in(known.title, known.text)
        }
    }
}

/// What a filter hid is in no list but its own.
fn is_about_muted(expression: &Expression) -> bool {
    match expression {
        Expression::And(all) => all.iter().any(is_about_muted),
        Expression::Term(term) => *term == Term::Muted,
        _ => false,
    }
}

#[test]
fn every_query_means_what_the_corpus_says() {
    let (home, all) = furnish();
    let reader = home.reader();
    let updated = reader.article(ArticleId::new(12)).unwrap().unwrap();
    assert!(updated.row.updated.is_some());
    let mut faults = Vec::new();
    for is_indexed in [false, true] {
        if is_indexed {
            home.store.index_some(1000).unwrap();
        }
        let mut count = 0;
        for (line, case) in CASES
            .lines()
            .enumerate()
            .filter(|(_, it)| !it.starts_with('#'))
        {
            let Some((query, expected)) = case.split_once(" => ") else {
                continue;
            };
            count += 1;
            let expected: Vec<i64> = expected
                .split_whitespace()
                .map(|id| id.parse().unwrap())
                .collect();
            let expression = parse(query, NOW, &TimeZone::UTC).unwrap();
            let listed = ArticleQuery {
                filter: Some(expression.clone()),
                ..ArticleQuery::of(Scope::All)
            };
            let mut sql = Vec::new();
            reader
                .for_each(&listed, None, &mut |row| {
                    sql.push(row.id.get());
                    ControlFlow::Continue(())
                })
                .unwrap();
            sql.sort_unstable();
            let window = reader.window(&listed, Anchor::Top, 0, 100).unwrap();
            let mut page: Vec<i64> = window.rows.iter().map(|row| row.id.get()).collect();
            page.sort_unstable();
            let is_in = |known: &&Known| known.is_muted == is_about_muted(&expression);
            let ids = |means: &dyn Fn(&Known) -> bool| -> Vec<i64> {
                all.iter()
                    .filter(is_in)
                    .filter(|it| means(it))
                    .map(|it| it.id)
                    .collect()
            };
            let obvious = ids(&|known| means(&expression, known));
            let in_memory = ids(&|known| {
                let article = reader.article(ArticleId::new(known.id)).unwrap().unwrap();
                verdict::with_facts(&reader.connection, &article, known.text, |facts| {
                    matches(&expression, facts)
                })
                .unwrap()
            });
            if [&sql, &page, &obvious, &in_memory]
                .into_iter()
                .any(|it| *it != expected)
            {
                faults.push(format!(
                    "{}: {query} => {expected:?}, SQL {sql:?}, page {page:?}, memory {in_memory:?}, obvious {obvious:?}",
                    line + 1
                ));
            }
        }
        assert!(count >= 150, "{count} cases");
    }
    assert!(faults.is_empty(), "{}", faults.join("\n"));
}
