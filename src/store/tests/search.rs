//! Search: what waits for the index is found too, ranking, snippets, giving up.

use super::*;
use crate::model::{Change, Expression, Term};

fn words(text: &str) -> ArticleQuery {
    let filter = Expression::Term(Term::Words {
        text: text.to_owned(),
        is_prefix: false,
    });
    ArticleQuery {
        filter: Some(filter),
        ..ArticleQuery::of(Scope::All)
    }
}

fn with_text(id: &str, title: &str, hours: i64, text: &str) -> Arrival {
    let mut arrival = arrival(id, title, hours);
    arrival.text = text.to_owned();
    arrival
}

#[test]
fn what_is_not_indexed_yet_and_what_was_replaced_is_found_as_it_is_now() {
    let home = Home::new();
    let feed = home.feed("a.example");
    home.poll(
        feed,
        vec![
            with_text("1", "One", 1, "old ferries"),
            with_text("2", "Two", 2, "old boats"),
        ],
    );
    assert_eq!(home.titles_of(&words("ferries")), ["One"]);
    assert_eq!(home.store.index_some(1), Ok(false));
    assert_eq!(home.titles_of(&words("old")), ["One", "Two"]);
    while !home.store.index_some(1).unwrap() {}
    home.poll(
        feed,
        vec![with_text(
            "1",
            "One",
            1,
            "nothing but new and other words here",
        )],
    );
    for _ in 0..2 {
        assert_eq!(home.titles_of(&words("old")), ["Two"]);
        assert_eq!(home.titles_of(&words("other")), ["One"]);
        home.store.index_some(10).unwrap();
    }
}

/// As it is typed: what cannot be seen may stand in what is stored, and in what is asked.
#[test]
fn what_cannot_be_seen_hides_no_word_from_a_query() {
    let home = Home::new();
    let feed = home.feed("a.example");
    let hidden = "fer\u{200b}r\u{2060}y";
    let asked = |text: &str| ArticleQuery {
        filter: Some(crate::query::parse(text, NOW, &jiff::tz::TimeZone::UTC).unwrap()),
        ..ArticleQuery::of(Scope::All)
    };
    home.poll(
        feed,
        vec![
            with_text("1", &format!("The {hidden}"), 1, "on the river"),
            with_text(
                "2",
                "Text",
                2,
                "two bo\u{ad}ats\u{feff} and a gang\u{200d}way",
            ),
        ],
    );
    for _ in 0..2 {
        for (query, title) in [
            ("ferry", "The ferry"),
            ("f\u{200c}err\u{ad}y", "The ferry"),
            ("title:fe\u{feff}rry", "The ferry"),
            ("boats", "Text"),
            ("body:\"two b\u{200e}oats and\"", "Text"),
            ("gang\u{2060}way", "Text"),
        ] {
            assert_eq!(home.titles_of(&asked(query)), [title], "{query:?}");
        }
        home.store.index_some(10).unwrap();
    }
}

#[test]
fn the_text_of_a_page_takes_the_place_of_the_summary() {
    let home = Home::new();
    let feed = home.feed("a.example");
    let id = home
        .poll(feed, vec![with_text("1", "One", 1, "a summary")])
        .new[0];
    home.store.index_some(10).unwrap();
    let document = serde_json::json!({ "text": "whole page", "words": 2 }).to_string();
    let full = Full {
        document,
        is_searched: true,
        ..Full::default()
    };
    home.store.put_full(id, full, NOW).unwrap();
    for _ in 0..2 {
        assert_eq!(home.titles_of(&words("\"whole page\"")), ["One"]);
        assert_eq!(home.titles_of(&words("summary")), [] as [&str; 0]);
        home.store.index_some(10).unwrap();
    }
    let shown = Full {
        page: Some("<p>beside".into()),
        document: serde_json::json!({ "text": "a summary" }).to_string(),
        ..Full::default()
    };
    home.store.put_full(id, shown, NOW).unwrap();
    assert_eq!(home.titles_of(&words("beside")), [] as [&str; 0]);
}

#[test]
fn a_page_of_a_word_that_all_have_is_the_same_whatever_is_known_of_it() {
    let home = Home::new();
    let feed = home.feed("a.example");
    let each = (0..40).map(|n| {
        // Every third is about something else; the newest by date did not come last.
        let text = if n % 3 == 0 {
            "other words"
        } else {
            "the ferry"
        };
        with_text(&n.to_string(), &format!("{n}"), (n * 7) % 40, text)
    });
    home.poll(feed, each.collect());
    for is_indexed in [false, true] {
        if is_indexed {
            while !home.store.index_some(10).unwrap() {}
        }
        for sort in ORDERS {
            let query = ArticleQuery {
                sort,
                ..words("ferry")
            };
            let all = home.titles_of(&query);
            assert_eq!(all.len(), 26, "{sort:?}");
            let reader = home.reader();
            let mut anchor = Anchor::Top;
            for page in all.chunks(4) {
                let window = reader.window(&query, anchor, 0, 5).unwrap();
                let titles = window.rows.iter().map(|row| row.title.as_str());
                let is_first = usize::from(anchor != Anchor::Top);
                let shown: Vec<&str> = titles.skip(is_first).take(4).collect();
                assert_eq!(shown, page, "{sort:?}");
                let last = window
                    .rows
                    .iter()
                    .find(|row| *row.title == *page[page.len() - 1]);
                anchor = Anchor::Article(last.unwrap().id);
            }
        }
    }
}

#[test]
fn a_title_ranks_above_a_text() {
    let home = Home::new();
    let feed = home.feed("a.example");
    home.poll(
        feed,
        vec![
            with_text("1", "Market", 1, "The ferry is late"),
            with_text("2", "The ferry", 9, "is late"),
            with_text("3", "Nothing", 2, "at all"),
        ],
    );
    home.store.index_some(10).unwrap();
    let ranked = |limit| -> Vec<String> {
        let rows = home.reader().search_ranked(&words("ferry"), limit).unwrap();
        rows.into_iter()
            .map(|row| row.title.into_string())
            .collect()
    };
    assert_eq!(ranked(5), ["The ferry", "Market"]);
    assert_eq!(ranked(1), ["The ferry"]);
}

#[test]
fn snippets_stand_where_the_words_stand() {
    let home = Home::new();
    let feed = home.feed("a.example");
    let text = format!(
        "{} the ferry came {}",
        "before ".repeat(50),
        "after ".repeat(50)
    );
    let new = home.poll(feed, vec![with_text("1", "One", 1, &text)]).new;
    let snippets = home.reader().snippets(&new, &words("FERRY")).unwrap();
    let snippet = &snippets[0];
    assert_eq!(snippet.text.get(snippet.matches[0].clone()), Some("ferry"));
    assert!(snippet.text.len() < 400);
}

#[test]
fn a_question_can_be_given_up_from_another_thread() {
    let home = Home::new();
    let feed = home.feed("a.example");
    home.poll(
        feed,
        (0..400)
            .map(|n| with_text(&n.to_string(), "T", n, "words here"))
            .collect(),
    );
    let mut reader = home.reader();
    let interrupter = reader.interrupter();
    let interrupt = move || {
        interrupter.interrupt();
        false
    };
    reader
        .connection
        .progress_handler(50, Some(interrupt))
        .unwrap();
    let given_up = reader.window(&words("words"), Anchor::Top, 0, 10);
    assert_eq!(given_up, Err(StoreError::Interrupted));
    reader
        .connection
        .progress_handler(50, None::<fn() -> bool>)
        .unwrap();
    assert!(reader.window(&words("words"), Anchor::Top, 0, 10).is_ok());
}

#[test]
fn ranking_is_given_up_between_two_texts() {
    let home = Home::new();
    let feed = home.feed("a.example");
    let texts = (0..20).map(|n| with_text(&n.to_string(), "T", n, "words here"));
    home.poll(feed, texts.collect());
    let reader = home.reader();
    let looks = std::cell::Cell::new(0);
    let is_given_up = || {
        looks.set(looks.get() + 1);
        looks.get() == 3
    };
    let ranked =
        crate::store::search::ranked(&reader.connection, &words("words"), 10, &is_given_up);
    assert_eq!((ranked, looks.get()), (Err(StoreError::Interrupted), 3));
    let interrupter = reader.interrupter();
    interrupter.interrupt();
    let ranked = reader.ranked(&words("words"), 10);
    assert_eq!(ranked, Err(StoreError::Interrupted));
    let _newer = reader.interrupter();
    assert_eq!(reader.ranked(&words("words"), 10).unwrap().len(), 10);
}

#[test]
fn signs_and_quotes_are_no_syntax() {
    let home = Home::new();
    let feed = home.feed("a.example");
    home.poll(
        feed,
        vec![with_text("1", "One", 1, "AND OR NOT \" * हिन्दी")],
    );
    home.store.index_some(10).unwrap();
    for text in [
        "\"",
        "*",
        "a\" OR \"b",
        "NOT",
        "हिन्दी",
        "(",
        "title:one",
        "\u{0}",
        "NEAR(a b)",
    ] {
        home.titles_of(&words(text));
    }
    assert_eq!(home.titles_of(&words("हिन्दी")), ["One"]);
}

#[test]
fn a_tag_is_one_and_is_found_however_it_is_typed() {
    let home = Home::new();
    let feed = home.feed("a.example");
    home.poll(feed, vec![arrival("1", "One", 1), arrival("2", "Two", 2)]);
    let asked = |text: &str| ArticleQuery {
        filter: Some(crate::query::parse(text, NOW, &jiff::tz::TimeZone::UTC).unwrap()),
        ..ArticleQuery::of(Scope::All)
    };
    let mark = |title: &str, what| {
        let target = Target::Query(asked(title), NOW);
        home.store
            .apply(&Change::Mark { what, target }, NOW)
            .unwrap();
    };
    mark("one", MarkChange::Tag("cafe\u{301}".into()));
    mark("two", MarkChange::Tag("caf\u{e9}".into()));
    let names = home.reader().tags().unwrap();
    assert_eq!(names.len(), 1, "{names:?}");
    for query in ["tag:caf\u{e9}", "tag:cafe\u{301}", "tag:CAFE"] {
        assert_eq!(home.titles_of(&asked(query)), ["One", "Two"], "{query}");
    }
    assert!(home.titles_of(&asked("tag:caf")).is_empty());
    mark("one", MarkChange::Untag("cafe\u{301}".into()));
    assert_eq!(home.titles_of(&asked("tag:cafe")), ["Two"]);
}

#[test]
fn words_inside_writing_without_blanks_are_found_before_and_after_they_are_indexed() {
    let home = Home::new();
    let feed = home.feed("a.example");
    home.poll(
        feed,
        vec![
            with_text("1", "เขากลับมาแล้ว", 1, "ကျွန်တော်မြန်မာစာ"),
            with_text("2", "हिन्दी में", 2, "the piece"),
        ],
    );
    let asked = |text: &str| ArticleQuery {
        filter: Some(crate::query::parse(text, NOW, &jiff::tz::TimeZone::UTC).unwrap()),
        ..ArticleQuery::of(Scope::All)
    };
    for _ in 0..2 {
        for (query, count) in [
            ("กลับมา", 1),
            ("กลับบ้าน", 0),
            ("မြန်မာ", 1),
            ("हिन्दी", 1),
            ("हिन्द*", 1),
            ("हिन", 0),
            ("दी", 0),
            ("pi*", 1),
            ("p*", 1),
            ("ie*", 0),
        ] {
            assert_eq!(home.titles_of(&asked(query)).len(), count, "{query}");
        }
        home.store.index_some(10).unwrap();
    }
}

#[test]
fn korean_is_found_before_its_particles_before_and_after_it_is_indexed() {
    let home = Home::new();
    let feed = home.feed("a.example");
    home.poll(
        feed,
        vec![
            with_text(
                "1",
                "물길에서 모래톱",
                1,
                "배삯은 1800나이라로 올랐다. AI가 정했다.",
            ),
            with_text("2", "강의 나루", 2, "the 1800s"),
        ],
    );
    let asked = |text: &str| ArticleQuery {
        filter: Some(crate::query::parse(text, NOW, &jiff::tz::TimeZone::UTC).unwrap()),
        ..ArticleQuery::of(Scope::All)
    };
    for _ in 0..2 {
        for (query, count) in [
            ("물길", 1),
            ("title:물길", 1),
            ("body:물길", 0),
            ("강", 1),
            ("나루", 1),
            ("래톱", 0),
            ("1800", 1),
            ("body:1800나이라", 1),
            ("ai", 1),
            ("\"1800 나이\"", 1),
            ("\"물길 모래\"", 0),
            ("-물길", 1),
        ] {
            assert_eq!(home.titles_of(&asked(query)).len(), count, "{query}");
        }
        home.store.index_some(10).unwrap();
    }
}

/// What was cut into words in another way waits for the index again; the others need not.
#[test]
fn the_migration_has_those_indexed_anew_whose_words_were_cut_otherwise() {
    let home = Home::new();
    let feed = home.feed("a.example");
    home.poll(
        feed,
        vec![
            arrival("1", "Ferries, “again” — über", 1),
            arrival("2", "हिन्दी", 2),
            arrival("3", "ข่าว", 3),
            arrival("4", "나루 3월", 4),
        ],
    );
    let file = rusqlite::Connection::open(home.dir.path().join("tidings.db")).unwrap();
    super::super::functions::register(&file).unwrap();
    for (migration, titles) in [
        (
            include_str!("../migrations/0011_words.sql"),
            &["हिन्दी", "ข่าว"][..],
        ),
        (include_str!("../migrations/0014_korean.sql"), &["나루 3월"]),
    ] {
        while !home.store.index_some(10).unwrap() {}
        file.execute_batch(migration).unwrap();
        let sql = "SELECT e.title FROM unindexed u JOIN entry e ON e.article = u.article \
                   WHERE u.again = 1 ORDER BY u.article";
        let mut statement = file.prepare(sql).unwrap();
        let waiting = statement.query_map([], |row| row.get(0)).unwrap();
        let waiting: Vec<String> = waiting.map(Result::unwrap).collect();
        assert_eq!(waiting, titles);
        let all: i64 = file
            .query_row("SELECT count(*) FROM unindexed", [], |row| row.get(0))
            .unwrap();
        assert_eq!(usize::try_from(all), Ok(titles.len()));
    }
}
