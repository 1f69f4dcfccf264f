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
