//! Behaviour of the room as a whole; whole pages stand in `tests/fixtures/articles`.

mod around;
mod feed;
mod furniture;
mod languages;
mod plugs;
mod rendering;
mod told;
mod walls;
mod whole;

use super::{Cleaned, Source, clean, embedded_rules, is_whole, sanitise};
use crate::model::{Chosen, Hash, OutletRules};
use std::collections::HashSet;

const PROSE: [&str; 4] = [
    "The ferry left the pier at six, with forty people and a piano on board, and nobody had thought of the tide.",
    "Half an hour later it lay on a sandbank, quite upright, and the captain asked whether anybody could play.",
    "A woman from the mainland could, it turned out, and so the people of the island heard a concert over the water.",
    "The tide came back at midnight, the ferry floated off, and the piano has stayed on the island ever since.",
];

fn source<'a>(page: Option<&'a str>, known: &'a HashSet<Hash>) -> Source<'a> {
    Source {
        page,
        known_blocks: known,
        ..Source::of_page("", Some("https://outlet.example/2026/ferry"))
    }
}

fn cleaned(page: &str) -> Cleaned {
    clean(&source(Some(page), &HashSet::new()))
}

fn article(between: &str) -> String {
    let [a, b, c, d] = PROSE;
    format!(
        "<html><head><title>A concert on a sandbank</title></head><body><nav><a href=/>Home</a></nav>\
         <article><h1>A concert on a sandbank</h1><p>{a}</p><p>{b}</p>{between}<p>{c}</p><p>{d}</p>\
         </article><footer>All rights reserved</footer></body></html>"
    )
}

#[test]
fn furniture_between_paragraphs_goes_and_the_paragraphs_stay() {
    for furniture in [
        "<p>READ MORE: <a href=/x>The other ferry</a></p>",
        "<p>Advertisement</p>",
        "<div>Anzeige</div>",
        "<p>[button link=\"https://x.example\" color=red]</p>",
        "<p><a href=/y>SEE ALL OUR PICTURES OF FERRIES AND PIANOS</a></p>",
        "<p>Leggi anche: <a href=/z>Il traghetto di ieri</a></p>",
        "<p>This slideshow requires JavaScript.</p>",
    ] {
        assert_eq!(
            cleaned(&article(furniture)).document.text,
            PROSE.join("\n"),
            "{furniture}"
        );
    }
}

#[test]
fn what_a_kept_line_explains_stays() {
    let [a, b, c, _] = PROSE;
    let page = format!(
        "<html lang=en><head><title>A concert on a sandbank | Outlet</title></head><body><main><article>\
         <h1>A concert on a sandbank</h1><p>{a}</p><ul><li>deep</li><li>shallow</li></ul><blockquote><p>Who plays?</p>\
         <blockquote><p>Nobody.</p></blockquote></blockquote><dl><dt>Bank</dt><dd>A heap of sand.</dd></dl><hr>\
         <p>{b}</p><h3>The island</h3><p>{c}</p><p id=n>1. A note. <a href=#x>back</a></p>\
         <div class=author-box>Ada Quay is our correspondent. Follow her on X.</div></article><section id=comments>\
         <h3>Comments (2)</h3><p>troll99: first!</p><p>bob: nice article</p></section></main></body></html>"
    );
    let text = cleaned(&page).document.text;
    assert!(text.contains("Bank\nA heap of sand."), "{text}");
}

#[test]
fn the_authors_box_behind_the_text_goes_and_a_text_in_a_box_of_that_name_stays() {
    let about = "Ada Quay is a reporter of many harbours, and has written of ferries, tides and pianos for twenty years.";
    let page = article("");
    let boxed = format!("<div class=\"post-author-box\"><p>{about}</p></div></article>");
    let text = cleaned(&page.replace("</article>", &boxed)).document.text;
    assert_eq!(text, PROSE.join("\n"));
    let odd = page.replace("<article>", "<article class=\"with-author-box\">");
    assert_eq!(cleaned(&odd).document.text, PROSE.join("\n"));
}

#[test]
fn short_lines_of_the_text_stay() {
    for line in ["Six bells", "“Can you?”", "Nobody spoke."] {
        let text = cleaned(&article(&format!("<p>{line}</p>"))).document.text;
        assert!(text.lines().any(|kept| kept == line), "{line}");
    }
}

#[test]
fn words_of_neighbouring_blocks_never_grow_together() {
    let text = cleaned(&article(
        "<div>Said the<br>captain of the ferry, quietly, to everybody.</div>",
    ))
    .document
    .text;
    assert!(text.contains("Said the\ncaptain"));
}

#[test]
fn words_around_a_picture_or_a_button_in_a_line_never_grow_together() {
    for (line, kept) in [
        (
            "<p>He sailed in 1909<img src=/1.jpg width=900 height=600>and came back in the spring of 1911.</p>",
            "1909 and came",
        ),
        (
            "<div>The tide <button>Low</button><button>High</button>was told on two buttons of brass.</div>",
            "Low High was",
        ),
        (
            "<p>The captain knew of no <button>neap tide</button>, nor of any (<button>spring</button>) other.</p>",
            "no neap tide, nor of any (spring) other",
        ),
    ] {
        let text = cleaned(&article(line)).document.text;
        assert!(text.contains(kept), "{text}");
    }
}

#[test]
fn a_page_that_came_in_pieces_is_read_whole() {
    let [a, b, c, d] = PROSE;
    let page = format!(
        "<html><body><main><article><h1>A concert on a sandbank</h1><p>{a}</p>\
         <!--$?--><template id=\"B:0\"></template><p>Loading</p><!--/$--></article></main>\
         <div hidden id=\"S:0\"><p>{b}</p><p>{c}</p><p>{d}</p></div><script>$RC(\"B:0\",\"S:0\")</script></body></html>"
    );
    assert_eq!(cleaned(&page).document.text, PROSE.join("\n"));
}

#[test]
fn a_paragraph_in_bold_before_text_becomes_a_heading() {
    let html = cleaned(&article("<p><strong>The piano stays</strong></p>"))
        .document
        .html;
    assert!(html.contains("<h3>The piano stays</h3>"), "{html}");
}

#[test]
fn what_stands_on_other_pages_of_the_outlet_is_dropped() {
    let line = "Our harbour newsroom is paid for by the people who read it, every single day.";
    let page = article(&format!("<p>{line}</p>"));
    let first = cleaned(&page);
    assert!(first.document.text.contains(line));
    let known: HashSet<Hash> = cleaned(&format!("<body><article><p>{line}</p></article></body>"))
        .blocks
        .into_iter()
        .collect();
    let second = clean(&source(Some(&page), &known));
    assert_eq!(second.document.text, PROSE.join("\n"));
}

#[test]
fn a_wall_never_replaces_the_feeds_text() {
    let content = PROSE.map(|line| format!("<p>{line}</p>")).concat();
    for wall in [
        "<body><h1>Just a moment</h1><p>Verify you are human by completing the action below.</p></body>",
        "<body><p>We value your privacy. We and our partners store information on a device, such as cookies, and process personal data.</p><button>Accept</button></body>",
        "<body><form><p>Sign in to continue</p><a href=/f>Forgot your password?</a></form></body>",
        "<body></body>",
    ] {
        let known = HashSet::new();
        let out = clean(&Source {
            feed_content: Some(&content),
            ..source(Some(wall), &known)
        });
        assert_eq!(out.document.chosen, Chosen::Feed, "{wall}");
        assert_eq!(out.document.text, PROSE.join("\n"));
        assert!(!out.document.warnings.is_empty(), "{wall}");
    }
}

#[test]
fn the_page_is_taken_where_the_feed_has_only_a_summary_of_it() {
    let known = HashSet::new();
    let page = article("");
    let out = clean(&Source {
        feed_summary: Some(PROSE[0]),
        ..source(Some(&page), &known)
    });
    assert_eq!(out.document.chosen, Chosen::Page);
    assert_eq!(out.document.title.as_str(), "A concert on a sandbank");
}

#[test]
fn rules_of_an_outlet_keep_drop_and_name() {
    let rules = OutletRules {
        keep: vec!["article".into()],
        drop: vec![".box".into()],
        title: Some("h1".into()),
        drop_text: vec!["Six bells".into()],
        ..OutletRules::default()
    };
    let page = article(
        "<p class=box>A box with a sentence in it, long enough to be text.</p><p>Six bells</p>",
    );
    let known = HashSet::new();
    let out = clean(&Source {
        rules: Some(&rules),
        ..source(Some(&page), &known)
    });
    assert_eq!(out.document.text, PROSE.join("\n"));
}

#[test]
fn a_feed_is_whole_only_with_a_long_uncut_text() {
    let long = PROSE
        .map(|line| format!("<p>{line}</p>"))
        .concat()
        .repeat(3);
    assert!(is_whole(Some(PROSE[0]), Some(&long)));
    assert!(!is_whole(Some(PROSE[0]), None));
    assert!(!is_whole(None, Some(PROSE[0])));
    assert!(!is_whole(None, Some(&format!("{long}<p>And then […]</p>"))));
    assert!(!is_whole(
        None,
        Some(&format!("{long}<p><a href=x>Continue reading</a></p>"))
    ));
}

#[test]
fn sanitised_html_has_no_scripts_pixels_or_tracking() {
    let html = sanitise(
        "<p onclick=x()>a <a href='/b?utm_source=x&amp;id=3&amp;fbclid=9' target=_blank>b</a> \
         <a href='javascript:alert(1)'>c</a> <a href='mailto:d@e.example'>d</a></p>\
         <img src=https://t.example/p.gif width=1 height=1><img src='data:image/png;base64,AA'>\
         <script>x</script><style>p{}</style><iframe src='https://www.youtube.com/embed/q1'></iframe>\
         <object data=x></object><svg><script>y</script></svg>",
        Some("https://outlet.example/a/"),
    );
    assert_eq!(
        html,
        "<p>a <a href=\"https://outlet.example/b?id=3\">b</a> c <a href=\"mailto:d@e.example\">d</a></p>\n\
         <p><a href=\"https://www.youtube.com/watch?v=q1\">Video</a></p>"
    );
}

#[test]
fn links_are_numbered_in_order_and_the_same_address_once() {
    let links = cleaned(&article("<p>Both <a href=/b>the boat</a>, <a href=/a>the pier</a> and again <a href=/b>the boat</a> were old, the captain said.</p>")).document.links;
    let urls: Vec<&str> = links.iter().map(|link| link.url.as_str()).collect();
    assert_eq!(
        urls,
        ["https://outlet.example/b", "https://outlet.example/a"]
    );
}

#[test]
fn japanese_is_counted_by_characters() {
    let line = "島へ渡る船は午後六時に港を出たが、潮の満ち引きを考えた者は誰もいなかった。";
    let page = format!(
        "<html lang=ja><body><article><h1>砂州の音楽会</h1>{}</article></body></html>",
        format!("<p>{line}</p>").repeat(30)
    );
    let document = cleaned(&page).document;
    assert!(document.words > 900, "{}", document.words);
    assert_eq!(document.minutes, 3);
    assert_eq!(document.language.as_deref(), Some("ja"));
}

#[test]
fn hostile_pages_keep_their_text() {
    let end = PROSE[3];
    for page in [
        format!("{}<p>{end}</p>", "<div>".repeat(20_000)),
        format!("{}<p>{end}</p>", "<table><tr><td>".repeat(2_000)),
        format!("{}<p>{end}</p>", "<ul><li>".repeat(3_000)),
        format!("{}<p>{end}</p>", "<br>".repeat(50_000)),
        format!("<p>{}{end}</p>", "&amp;".repeat(50_000)),
    ] {
        assert!(
            cleaned(&page).document.text.contains("floated off"),
            "{}",
            &page.chars().take(20).collect::<String>()
        );
    }
}

#[test]
fn any_cut_of_a_page_is_taken() {
    let page = article(
        "<figure><img src=a.jpg><figcaption>é</figcaption></figure><table><tr><td>1<td>2</table>",
    );
    for end in (0..page.len())
        .step_by(7)
        .filter(|&end| page.is_char_boundary(end))
    {
        let _ = cleaned(page.get(..end).unwrap());
    }
}

#[test]
fn every_rule_and_every_table_of_cues_is_read() {
    for name in super::rules::names() {
        assert!(embedded_rules(&name).is_some(), "{name}");
    }
    assert!(embedded_rules("www.opinionnigeria.com").is_some());
    assert!(embedded_rules("unknown.example").is_none());
    assert_eq!(super::cues::broken_files(), Vec::<String>::new());
}

#[test]
fn dates_are_read_as_pages_write_them() {
    let written = [
        ("2026-05-14T18:05:32+01:00", 1_778_778_332),
        ("2026-05-14T18:05:32+0100", 1_778_778_332),
        ("2026-05-14 17:05:32", 1_778_778_332),
        ("Thu, 14 May 2026 17:05:32 GMT", 1_778_778_332),
        ("1778778332", 1_778_778_332),
        ("2026-05-14", 1_778_716_800),
        ("May 14, 2026", 1_778_716_800),
        ("Published: 14 May 2026", 1_778_716_800),
        ("14 de mayo de 2026", 1_778_716_800),
        ("14. Mai 2026", 1_778_716_800),
        ("14.05.2026", 1_778_716_800),
        ("May 14, 2026 5:05 pm", 1_778_778_300),
    ];
    for (text, seconds) in written {
        let time = super::metadata::instant(text).map(crate::model::Timestamp::seconds);
        assert_eq!(time, Some(seconds), "{text}");
    }
    for text in [
        "market 12, 20",
        "99999999999",
        "2026-13-45",
        "the year 2026 was good",
    ] {
        assert_eq!(super::metadata::instant(text), None, "{text}");
    }
}

#[test]
fn the_sites_own_answer_is_taken_unless_it_is_worse() {
    let page = article("<p>Read more: <a href=/x>the other ferry and the other piano</a></p>");
    let known = HashSet::new();
    let with = |rest: &str| {
        clean(&Source {
            rest: Some(rest),
            ..source(Some(&page), &known)
        })
        .document
    };
    let whole = PROSE.map(|line| format!("<p>{line}</p>")).concat();
    let taken = with(&whole);
    assert_eq!(taken.chosen, Chosen::Rest);
    assert_eq!(taken.text, PROSE.join("\n"));
    assert_eq!(taken.title.as_str(), "A concert on a sandbank");
    for (worse, reason) in [
        (format!("<p>{}</p>", PROSE[0]), "the page has more"),
        (
            "<p>A text about gardens, and about nothing else, that goes on for a while.</p>"
                .repeat(9),
            "another text",
        ),
        (
            "<p>Already a subscriber? Log in.</p>".to_owned(),
            "subscribe",
        ),
        ("<p></p>".to_owned(), "empty"),
        (
            "<p><a href=/a>One story and another</a></p>".repeat(30),
            "empty",
        ),
    ] {
        let kept = with(&worse);
        assert_eq!(kept.chosen, Chosen::Page, "{worse}");
        assert!(kept.why[0].as_str().contains(reason), "{:?}", kept.why);
    }
}

#[test]
fn where_the_site_answers_is_told_by_its_page() {
    let told = |head: &str, body: &str| {
        let page = article("")
            .replace("<head>", &format!("<head>{head}"))
            .replace("<body>", &format!("<body {body}>"));
        cleaned(&page).rest
    };
    let direct = "<link rel=alternate type=application/json href=/wp-json/wp/v2/posts/7>";
    let root = "<link rel='https://api.w.org/' href='https://outlet.example/wp-json/'>";
    let answer = |number: u32| {
        Some(format!(
            "https://outlet.example/wp-json/wp/v2/posts/{number}"
        ))
    };
    assert_eq!(told(direct, ""), answer(7));
    assert_eq!(told(root, "class='single postid-12'"), answer(12));
    let short = "<link rel=shortlink href='/?p=15'>";
    assert_eq!(told(&format!("{root}{short}"), ""), answer(15));
    assert_eq!(told(root, ""), None, "no number");
    let elsewhere = direct.replace("href=", "href=https://other.example");
    assert_eq!(told(&elsewhere, ""), None, "another host");
}

#[test]
fn an_answer_is_text_only_if_everybody_may_read_it() {
    let answer = |protected: bool| {
        format!(r#"{{"content":{{"rendered":"<p>x</p>","protected":{protected}}}}}"#)
    };
    assert_eq!(
        super::rest_text(&answer(false)).as_deref(),
        Some("<p>x</p>")
    );
    assert_eq!(super::rest_text(&answer(true)), None);
    assert_eq!(super::rest_text(r#"{"code":"rest_forbidden"}"#), None);
    assert_eq!(super::rest_text("<html>"), None);
}

#[test]
fn what_unfolds_and_defines_comes_through() {
    let html = cleaned(&article(
        "<details><summary>The tide tables</summary><p>High water stood at noon, as the almanac had said it would.</p></details>\
         <dl><dt>Ebb</dt><dd>The water that goes out again, and takes the ferry with it if it can.</dd></dl>\
         <p>Water is H<sub>2</sub>O, said the captain<sup>1</sup>, and there was rather too little of it here.</p>",
    ))
    .document
    .html;
    for part in [
        "<details>",
        "<summary>The tide tables</summary>",
        "<dl>",
        "<dt>Ebb</dt>",
        "<dd>",
        "<sub>2</sub>",
        "<sup>1</sup>",
    ] {
        assert!(html.contains(part), "{part} in {html}");
    }
}
