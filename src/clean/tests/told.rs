//! Pages that tell machines the text which they do not show.

use super::{PROSE, article, cleaned};
use crate::model::Chosen;

/// A page that a script would fill, with what it tells in JSON-LD.
fn shell(body: &str) -> String {
    let told = serde_json::json!({
        "@type": "NewsArticle", "headline": "A concert on a sandbank", "articleBody": body,
    });
    format!(
        "<html><head><title>A concert on a sandbank</title><script type='application/ld+json'>{told}</script></head>\
         <body><div id=root><p>Loading...</p></div><footer><p>© 2026 The Outlet. All rights reserved.</p><ul><li><a href=/about>About us</a></li><li><a href=/p>Privacy Policy</a></li></ul></footer></body></html>"
    )
}

#[test]
fn a_page_that_a_script_fills_is_the_text_that_it_tells() {
    let html = PROSE.map(|line| format!("<p>{line}</p>")).concat();
    for body in [PROSE.join("\n\n"), html, PROSE.join("")] {
        let document = cleaned(&shell(&body)).document;
        assert_eq!(document.text, PROSE.join("\n"));
        assert_eq!(document.chosen, Chosen::Page);
        assert!(document.warnings.is_empty(), "{:?}", document.warnings);
        assert!(document.why[1].as_str().contains("articleBody"));
    }
}

#[test]
fn bare_line_ends_in_what_is_told_end_its_paragraphs() {
    let page = shell(&PROSE.join("\n")).replace("\\n", "\n");
    assert_eq!(cleaned(&page).document.text, PROSE.join("\n"));
}

#[test]
fn a_claim_of_rights_alone_is_no_article() {
    let document = cleaned(&shell("A concert.")).document;
    assert_eq!(document.words, 0, "{}", document.text);
    assert!(!document.warnings.is_empty());
}

#[test]
fn a_shown_text_is_not_replaced_by_a_part_of_it() {
    for body in [
        PROSE[0].to_owned(),
        PROSE.join("\n"),
        format!(
            "{} And then, said the captain of the ferry…",
            PROSE.join("\n")
        ),
    ] {
        let shown = article("<h2>The piano</h2>");
        let told = shell(&body);
        let script = told.split("<script").nth(1).unwrap();
        let script = script.split("</script>").next().unwrap();
        let page = shown.replace("<head>", &format!("<head><script{script}</script>"));
        let document = cleaned(&page).document;
        assert!(document.text.contains("The piano\n"), "{}", document.text);
    }
}

/// The page of a concert, with what it tells of other articles, too.
fn with_told(told: &[serde_json::Value]) -> String {
    let scripts: String = told
        .iter()
        .map(|it| format!("<script type='application/ld+json'>{it}</script>"))
        .collect();
    article("").replace("<head>", &format!("<head>{scripts}"))
}

#[test]
fn what_is_told_of_another_article_is_not_this_ones() {
    let own = serde_json::json!({"@type": "NewsArticle", "headline": "A concert on a sandbank"});
    let others = [
        serde_json::json!({
            "@type": "NewsArticle", "headline": "Mayor opens the new bakery", "author": "Wrong Person",
            "datePublished": "2020-01-01", "description": "Bread is sold there from Monday to Friday.",
            "articleBody": "The bakery opened at nine, and the mayor ate the first loaf of it. ".repeat(12),
            "isAccessibleForFree": false,
        }),
        serde_json::json!({
            "@type": "Review", "author": "Wrong Person", "datePublished": "2020-01-01", "reviewBody": "Good.",
        }),
    ];
    for other in others {
        for told in [
            vec![other.clone()],
            vec![own.clone(), other.clone()],
            vec![other, own.clone()],
        ] {
            let document = cleaned(&with_told(&told)).document;
            assert_eq!(document.text, PROSE.join("\n"));
            assert!(document.byline.is_empty(), "{}", document.byline);
            assert_eq!(document.published, None);
            assert!(document.standfirst.is_empty(), "{}", document.standfirst);
        }
    }
}

#[test]
fn an_object_of_this_pages_address_tells_of_it_however_its_headline_is_worded() {
    let told = serde_json::json!({
        "@type": "NewsArticle", "headline": "Forty people heard music in the fog", "author": "Ada Quay",
        "mainEntityOfPage": {"@id": "https://outlet.example/2026/ferry/"},
    });
    let page = with_told(&[told]).replace(
        "<head>",
        "<head><link rel=canonical href=https://outlet.example/2026/ferry>",
    );
    assert_eq!(cleaned(&page).document.byline.as_str(), "Ada Quay");
}
