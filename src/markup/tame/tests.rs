//! What must survive taming, and how little a hostile page may cost.

use super::{MAX_BYTES, MAX_DEPTH, tame};

fn depth(html: &str) -> usize {
    let (mut open, mut most) = (0_usize, 0);
    for tag in html.split('<').skip(1) {
        if tag.starts_with('/') {
            open = open.saturating_sub(1);
        } else if tag.starts_with("div") || tag.starts_with("ul") || tag.starts_with("table") {
            open += 1;
        }
        most = most.max(open);
    }
    most
}

#[test]
fn scripts_styles_and_comments_go_but_data_stays() {
    let html = "<script>x</script><style>p{}</style><!-- note --><svg><path/></svg>\
        <script type='application/ld+json'>{\"a\":1}</script><p>text</p>";
    assert_eq!(
        tame(html).html.trim_start(),
        "<script type=\"application/ld+json\">{\"a\":1}</script><p>text</p>"
    );
}

#[test]
fn depth_is_capped_and_the_text_below_stays() {
    let html = format!(
        "{}deep{}after",
        "<div>".repeat(100_000),
        "</div>".repeat(100_000)
    );
    let tamed = tame(&html).html;
    assert!(depth(&tamed) <= MAX_DEPTH);
    assert!(tamed.contains("deep") && tamed.contains("after"));
}

#[test]
fn a_tag_keeps_sixty_four_attributes_and_the_important_ones_after_them() {
    let many: Vec<String> = (0..100_000).map(|n| format!("a{n}=1")).collect();
    let many = format!(" {}", many.join(" "));
    let tamed = tame(&format!("<a{many} href=\"/x\">link</a>")).html;
    assert!(tamed.contains("a63=\"1\"") && !tamed.contains("a64=\"1\""));
    assert!(tamed.contains("href=\"/x\""));
}

#[test]
fn elements_are_capped_and_words_do_not_grow_together() {
    let tamed = tame(&"<p>word".repeat(60_000));
    assert_eq!(tamed.elements, 50_000);
    assert_eq!(tamed.html.matches("word").count(), 60_000);
    assert!(!tamed.html.contains("wordword"));
}

#[test]
fn a_page_over_the_cap_is_cut_between_characters() {
    let tamed = tame(&"é".repeat(MAX_BYTES));
    assert!(tamed.is_cut);
    assert_eq!(tamed.html.chars().count(), MAX_BYTES / 2);
}

#[test]
fn runs_of_breaks_become_two() {
    assert_eq!(tame("a<br><br> <br/><br>b").html, "a<br><br> b");
}

#[test]
fn runs_of_entities_become_characters() {
    assert_eq!(
        tame("&eacute;&amp;&lt; &amp;amp; &lt;b").html,
        "é&< &amp;amp; &lt;b"
    );
    let tamed = tame(&"&lt;a".repeat(300_000)).html;
    assert!(tamed.matches("&lt;").count() <= 20_000);
    assert_eq!(tamed.matches('a').count(), 300_000);
}

#[test]
fn tags_left_open_are_closed_where_a_browser_closes_them() {
    assert_eq!(
        tame("<ul><li>a<li>b</ul><p>c<p>d<div>e</div>").html,
        "<ul><li>a</li><li>b</li></ul><p>c</p><p>d</p><div>e</div>"
    );
    assert_eq!(tame("<div><b>a</div>b").html, "<div><b>a</b></div>b");
}

#[test]
fn nothing_that_never_ends_swallows_the_text() {
    for html in [
        "<!-- open <p>text</p>",
        "<script>x</p><p>text</p>",
        "<p title=\"open>text</p>",
        "<title>open <p>text</p>",
        "<iframe src=x><p>text</p>",
        "<svg><p>text</p>",
        "<textarea><p>text</p>",
        "text<",
        "<p>text</",
    ] {
        assert!(tame(html).html.contains("text"), "{html}");
    }
}

#[test]
fn lazy_pictures_are_taken_out_of_noscript() {
    let tamed = tame("<p><img src=a.gif><noscript><img src=\"b.jpg\"></noscript></p>").html;
    assert!(
        tamed.contains("<img src=\"b.jpg\" data-noscript=\"1\">"),
        "{tamed}"
    );
}

#[test]
fn any_cut_of_a_page_is_taken() {
    let html = "<!DOCTYPE html><p class='é' id=x>a<!-- c --><b>&#8217;ü</b><![CDATA[d]]></p>";
    for end in (0..=html.len()).filter(|&end| html.is_char_boundary(end)) {
        let part = html.get(..end).unwrap();
        let tamed = tame(part).html;
        assert_eq!(tame(&tamed).html, tamed, "taming twice changes {part}");
    }
}

/// Each byte is looked through at most so often: once for each end that a hostile page asks for.
fn searched(page: &str) -> usize {
    tame(page).searched / page.len()
}

#[test]
fn an_end_that_is_far_is_searched_once_however_often_it_is_asked_for() {
    let paragraphs = format!("<p>{}", "tide ".repeat(1_000)).repeat(5);
    for page in [
        format!("{}{paragraphs}</noscript>", "<noscript>".repeat(40_000)),
        format!("{}{paragraphs}</noscript>", "<noscript><p>".repeat(40_000)),
        // The paragraphs come before the starts, which are short ones.
        format!(
            "<noscript>{paragraphs}{}</noscript>",
            "<noscript>".repeat(40_000)
        ),
        format!("{}</iframe>", "<iframe>".repeat(40_000)),
        format!("{}</title>", "<title>".repeat(50_000)),
        "<title>".repeat(50_000),
        format!("{}</style>", "<style>".repeat(50_000)),
        format!("{}-->", "<!--".repeat(50_000)),
        "<!--".repeat(50_000),
    ] {
        let begin = page.get(..30).unwrap();
        assert!(searched(&page) <= 2, "{begin}: {}", searched(&page));
    }
}

#[test]
fn a_noscript_that_is_the_page_is_read_and_a_short_one_in_it_is_not() {
    let paragraphs = format!("<p>{}</p>", "tide ".repeat(1_000)).repeat(5);
    let tamed = tame(&format!(
        "<noscript>{paragraphs}<noscript><p>again</noscript><p>ebb</p>"
    ));
    assert_eq!(tamed.html.matches("<p>").count(), 6);
    assert!(tamed.html.contains("ebb") && !tamed.html.contains("again"));
}

#[test]
fn what_a_page_sends_later_stands_where_its_script_puts_it() {
    let page = "<body><div id=root><h1>Tide</h1><!--$?--><template id=\"B:0\"></template><p>Loading</p><!--/$--><p>Ebb</p></div>\
        <script>$RC=function(b,c){}</script>\
        <div hidden id=\"S:0\"><div><p>Flood</p><template id=\"P:1\"></template></div></div>\
        <script>$RC(\"B:0\",\"S:0\")</script>\
        <div hidden id=\"S:1\"><p>Neap</p></div><script>$RS(\"S:1\",\"P:1\")</script></body>";
    assert_eq!(
        tame(page).html,
        "<body><div id=\"root\"><h1>Tide</h1><div><p>Flood</p><p>Neap</p></div><p>Ebb</p></div></body>"
    );
}

#[test]
fn pieces_without_a_place_stay_and_those_within_themselves_end() {
    let kept = |page: &str| tame(page).html;
    let lost =
        "<p>Ebb</p><div hidden id=\"S:0\"><p>Flood</p></div><script>$RS(\"S:0\",\"P:0\")</script>";
    assert!(kept(lost).contains("<p>Flood</p>"));
    let open = "<!--$?--><template id=\"B:0\"></template><p>Ebb</p><div hidden id=\"S:0\">Flood</div>\
        <script>$RC(\"B:0\",\"S:0\")</script>";
    assert_eq!(kept(open), "Flood<p>Ebb</p>");
    let circle = "<p>Ebb</p><div hidden id=\"S:0\"><template id=\"P:0\"></template></div>\
        <script>$RS(\"S:0\",\"P:0\")</script>";
    assert_eq!(kept(circle), "<p>Ebb</p>");
}

#[test]
fn pieces_across_one_another_do_not_make_a_page_grow() {
    let pieces: String = (0..1_500)
        .map(|n| {
            format!("<!--$?--><template id=\"B:{n}\"></template><div hidden id=\"S:{n}\"><!--/$-->")
        })
        .collect();
    let calls: String = (0..1_500)
        .map(|n| format!("$RC(\"B:{n}\",\"S:{n}\");"))
        .collect();
    let page = format!(
        "{pieces}{}{}<script>{calls}</script>",
        "tide ".repeat(100_000),
        "</div>".repeat(1_500)
    );
    let tamed = tame(&page).html;
    assert!(tamed.len() <= page.len(), "{}", tamed.len());
}
