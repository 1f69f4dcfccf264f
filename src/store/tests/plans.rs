//! What `SQLite` says of its way: every list in every order, with every kind of filter, begins in an index.

use super::{Home, NOW, ORDERS, arrival};
use crate::model::{ArticleQuery, Comparison, Expression, FeedId, Scope, Term};
use crate::store::range::{From, List};

const PLACES: [From; 5] = [
    From::Start,
    From::End,
    From::At((0, 5, 5)),
    From::After((0, 5, 5)),
    From::Before((0, 5, 5)),
];

/// Two feeds of a folder, with something for every kind of filter to find.
fn home() -> Home {
    let home = Home::new();
    for host in ["a.example", "b.example"] {
        let feed = home.feed_in(host, &["News"]);
        home.poll(
            feed,
            (0..4)
                .map(|n| arrival(&n.to_string(), "ferry", n))
                .collect(),
        );
    }
    home
}

fn scopes() -> [Scope; 9] {
    [
        Scope::All,
        Scope::Unread,
        Scope::Saved,
        Scope::Queue,
        Scope::History,
        Scope::Today(NOW),
        Scope::Feed(FeedId::new(1)),
        Scope::Folder(vec!["News".to_owned()]),
        Scope::Folder(vec!["None".to_owned()]),
    ]
}

fn terms() -> Vec<Term> {
    let words = |text: &str, is_prefix| Term::Words {
        text: text.to_owned(),
        is_prefix,
    };
    vec![
        words("ferry", false),
        words("fer", true),
        words("ferry boats", false),
        words("?", false),
        Term::Title {
            text: "ferry".into(),
            is_prefix: false,
        },
        Term::Body {
            text: "ferry".into(),
            is_prefix: false,
        },
        Term::Author("obi".into()),
        Term::Category("news".into()),
        Term::Feed("example".into()),
        Term::OneFeed(FeedId::new(1)),
        Term::Folder("News".into()),
        Term::Outlet("a.example".into()),
        Term::Tag("later".into()),
        Term::Language("en".into()),
        Term::Unread,
        Term::Read,
        Term::Saved,
        Term::Queued,
        Term::Updated,
        Term::Muted,
        Term::HasImage,
        Term::HasEnclosure,
        Term::HasFull,
        Term::Before(NOW),
        Term::After(NOW.minus(9)),
        Term::WordCount(Comparison::More, 800),
        Term::Minutes(Comparison::Less, 5),
        Term::Regex("f[aeiou]rry".into()),
    ]
}

/// Each kind alone, turned round, and beside others.
fn filters() -> Vec<Option<Expression>> {
    let single = || terms().into_iter().map(Expression::Term);
    let word = || {
        Expression::Term(Term::Title {
            text: "ferry".into(),
            is_prefix: false,
        })
    };
    let not = single().map(|it| Expression::Not(Box::new(it)));
    let both = single().map(|it| Expression::And(vec![word(), it]));
    let either = single().map(|it| Expression::Or(vec![it, word()]));
    let all = single().chain(not).chain(both).chain(either);
    std::iter::once(None).chain(all.map(Some)).collect()
}

/// A step that reads a table, which no index and no key leads to.
fn is_scan(step: &str) -> bool {
    step.starts_with("SCAN") && !step.contains("USING") || step.contains("AUTOMATIC")
}

#[test]
fn no_list_with_any_filter_in_any_order_scans_a_table() {
    let home = home();
    let reader = home.reader();
    for (scope, filter) in scopes()
        .into_iter()
        .flat_map(|scope| filters().into_iter().map(move |it| (scope.clone(), it)))
    {
        for sort in ORDERS {
            let query = ArticleQuery {
                sort,
                filter: filter.clone(),
                ..ArticleQuery::of(scope.clone())
            };
            let list = List::of(&reader.connection, &query).unwrap();
            for from in PLACES {
                for (sql, parameters) in list.statements(from, 50) {
                    let plan = explained(&reader.connection, &sql, parameters);
                    let is_walked = !plan.iter().any(|step| is_scan(step));
                    assert!(is_walked, "{query:?} {from:?}: {plan:?} of {sql}");
                    // Only lists by length may put a range of their own in order.
                    let sorts = plan.iter().any(|step| step.contains("TEMP B-TREE"));
                    assert!(!sorts || list.is_by_length, "{query:?}: {plan:?} of {sql}");
                }
            }
        }
    }
}

#[test]
fn a_scan_is_seen() {
    let home = home();
    let reader = home.reader();
    for (sql, scans) in [
        ("SELECT id FROM article WHERE first_seen > 5", true),
        ("SELECT work FROM article WHERE id = 5", false),
    ] {
        let plan = explained(&reader.connection, sql, Vec::new());
        assert_eq!(plan.iter().any(|step| is_scan(step)), scans, "{plan:?}");
    }
}

fn explained(
    connection: &rusqlite::Connection,
    sql: &str,
    parameters: Vec<rusqlite::types::Value>,
) -> Vec<String> {
    let mut statement = connection
        .prepare(&format!("EXPLAIN QUERY PLAN {sql}"))
        .unwrap();
    let lines = statement.query_map(rusqlite::params_from_iter(parameters), |row| row.get(3));
    lines.unwrap().collect::<Result<_, _>>().unwrap()
}
