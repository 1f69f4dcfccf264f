//! Nothing of the article is lost, nothing is said twice, and what is told of it is right.

use super::{PROSE, article, cleaned};

const DAY: i64 = 86_400;

fn with_head(head: &str, between: &str) -> String {
    article(between).replace("<head>", &format!("<head>{head}"))
}

fn told(json: &str) -> String {
    format!("<script type='application/ld+json'>{json}</script>")
}

#[test]
fn listings_of_code_between_kept_lines_stay() {
    use crate::clean::{blocks, furniture, tree};
    let [a, b, ..] = PROSE;
    let html = format!(
        "<article><p>{a}</p><pre>let tide = 3;</pre><pre>sail();</pre><p>{b}</p></article><pre>var ads;</pre>"
    );
    let tree = tree::Tree::parse(&html);
    let blocks = blocks::blocks(&tree);
    let kept = blocks
        .iter()
        .map(|block| block.kind == blocks::Kind::Paragraph)
        .collect();
    let mut choice = furniture::Choice::new(&tree, &blocks, kept);
    furniture::listings(&mut choice);
    assert_eq!(choice.kept, [true, true, true, true, false]);
}

#[test]
fn something_long_and_hidden_takes_nothing_of_its_line_away() {
    let note = "depth ".repeat(80);
    let formula = "<math><mi>a</mi><mo>=</mo><mi>b</mi></math>".to_owned() + &" ".repeat(400);
    for hidden in [note, formula] {
        let line = format!(
            "<p>The bank off the pier <span style='display:none'>{hidden}</span> is three metres deep, said the captain.</p>"
        );
        let text = cleaned(&article(&line)).document.text;
        assert!(
            text.contains("is three metres deep, said the captain."),
            "{text}"
        );
        assert!(text.contains("The bank off the pier"), "{text}");
    }
}

#[test]
fn a_list_that_is_announced_anew_is_not_said_before() {
    let list = "<p>What it costs:</p><ul><li>Three coins for the ferry at noon</li><li>Five for a piano and a chair</li><li>Nothing at all for the tide</li></ul>";
    let [a, b, ..] = PROSE;
    let between = format!(
        "<h2>The ferry</h2>{list}<h2>The boat</h2><p>{} {}</p>{list}",
        b.to_uppercase(),
        a.to_uppercase()
    );
    let text = cleaned(&article(&between)).document.text;
    assert_eq!(
        text.matches("Nothing at all for the tide").count(),
        2,
        "{text}"
    );
}

#[test]
fn who_wrote_it_is_looked_up_by_its_number() {
    let person = r#"{"@type":"Person","@id":"/#ada","name":"Ada Quay"}"#;
    for author in [
        r#"{"@id":"/#ada"}"#,
        r#"{"@id":"/#ada","name":"lagoonadaq"}"#,
    ] {
        let head = told(&format!(
            r#"{{"@graph":[{{"@type":"Article","headline":"A concert on a sandbank","author":{author}}},{person}]}}"#
        ));
        let aside = "<aside><a href=/b>A new bridge</a><p>by Bea Tide</p></aside>";
        let page = with_head(&head, "").replace("</article>", &format!("</article>{aside}"));
        assert_eq!(cleaned(&page).document.byline.as_str(), "Ada Quay");
    }
    let aside = "<aside><h4>A new bridge</h4><p>by Bea Tide</p></aside>";
    let page = article("").replace("</article>", &format!("</article>{aside}"));
    assert_eq!(cleaned(&page).document.byline.as_str(), "");
}

#[test]
fn of_more_authors_than_a_byline_holds_as_many_as_fit_are_named() {
    let people: Vec<String> = (0..12)
        .map(|n| format!(r#"{{"name":"Nicholas Harbour {n}"}}"#))
        .collect();
    let head = told(&format!(
        r#"{{"@type":"Article","headline":"A concert on a sandbank","author":[{}]}}"#,
        people.join(",")
    ));
    let byline = cleaned(&with_head(&head, "")).document.byline;
    assert!(
        byline
            .as_str()
            .starts_with("Nicholas Harbour 0, Nicholas Harbour 1, "),
        "{byline}"
    );
}

#[test]
fn a_page_tells_its_day_where_the_article_does_not_and_a_change_is_no_publication() {
    let head = "<link rel=canonical href=https://outlet.example/2026/ferry><meta property='article:modified_time' content='2026-11-09T00:00:00Z'>".to_owned()
        + &told(r#"{"@type":"WebPage","url":"https://outlet.example/2026/ferry","datePublished":"2026-11-02T00:00:00Z"}"#);
    let time = |page: &str| {
        let document = cleaned(page).document;
        let day = |time: Option<crate::model::Timestamp>| time.map(|time| time.seconds() / DAY);
        (day(document.published), day(document.updated))
    };
    assert_eq!(time(&with_head(&head, "")), (Some(20_759), Some(20_766)));
    for lines in [
        "<p><span>Last updated:</span> <span>November 9, 2026</span> <span>Published:</span> <span>November 2, 2026</span></p>",
        "<p>Updated <time datetime=2026-11-09>9 Nov</time> Published <time datetime=2026-11-02>2 Nov</time></p>",
    ] {
        let page = article("").replace("</h1>", &format!("</h1>{lines}"));
        assert_eq!(time(&page), (Some(20_759), Some(20_766)), "{lines}");
    }
}

#[test]
fn captions_go_with_their_pictures_and_are_said_once() {
    let picture = "<img src=/p.jpg width=900 height=600>";
    let beside = format!(
        "<div><figure>{picture}</figure><figcaption>The ferry on the bank. REUTERS/Ada Quay</figcaption></div>"
    );
    let html = cleaned(&article(&beside)).document.html;
    assert!(
        html.contains("<figcaption>The ferry on the bank. REUTERS/Ada Quay</figcaption></figure>"),
        "{html}"
    );
    let cited = format!(
        "<figure>{picture}<span><figcaption>The ferry on the bank</figcaption><cite>Ada Quay/Harbour Pictures</cite></span></figure>"
    );
    let html = cleaned(&article(&cited)).document.html;
    assert!(
        !html.contains("<p><em>Ada Quay") && !html.contains("<p>Ada Quay"),
        "{html}"
    );
    let glued = format!(
        "<figure>{picture}<figcaption><span>The ferry last week.</span><span><span>Credit</span><span>Ada Quay</span></span></figcaption></figure>"
    );
    let html = cleaned(&article(&glued)).document.html;
    assert!(html.contains("last week. Credit"), "{html}");
}

#[test]
fn a_lead_has_its_own_caption_once() {
    let picture = "<img src=/p.jpg width=900 height=600>";
    let lead = |lead: &str| {
        let page = article("").replace("</h1>", &format!("</h1>{lead}"));
        cleaned(&page).document.lead_caption.to_string()
    };
    let twice = format!(
        "<div class=hero>{picture}<div class=caption><p>The ferry lay on the bank until midnight. <a href=#>less</a></p><p>The ferry lay on the bank <a href=#>... more</a></p></div></div>"
    );
    assert_eq!(lead(&twice), "The ferry lay on the bank until midnight.");
    let label = format!(
        "<div class=hero>{picture}</div><div class=info><div class=who><div class=caption>Author</div><div>Ada Quay</div></div></div>"
    );
    assert_eq!(lead(&label), "");
    for alt in [
        "Concert on a sandbank",
        "e0a77d45f2235500f6fb529673354877?s=150",
    ] {
        assert_eq!(
            lead(&format!(
                "<img src=/p.jpg width=900 height=600 alt='{alt}'>"
            )),
            "",
            "{alt}"
        );
    }
    let shown = "The ferry upright at low tide";
    assert_eq!(
        lead(&format!(
            "<img src=/p.jpg width=900 height=600 alt='{shown}'>"
        )),
        shown
    );
}

#[test]
fn headlines_and_rules_come_without_what_is_left_of_the_page() {
    let rules = cleaned(&article(
        "<hr><p>Read more: <a href=/x>The other ferry</a></p><hr>",
    ))
    .document
    .html;
    assert_eq!(rules.matches("<hr>").count(), 1, "{rules}");
    let head = told(r#"{"@type":"Article","headline":"A concert on a sandbank"}"#);
    let page = with_head(&head, "").replace("</h1>", " <span> / Nov 2026</span></h1>");
    assert_eq!(
        cleaned(&page).document.title.as_str(),
        "A concert on a sandbank"
    );
    let post = "<blockquote class=twitter-tweet><p>⭐️⭐️<br><br>Our concert <a href=https://t.co/x>pic.example/x</a></p>— Harbour Desk (@desk) <a href=https://x.com/x>1 November 2026</a></blockquote>";
    let text = cleaned(&article(post)).document.text;
    assert!(
        text.contains("Our concert") && text.contains("Harbour Desk (@desk)"),
        "{text}"
    );
}
