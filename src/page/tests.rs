//! Pages as a reader sees them, at several widths, and what must hold at any width.

use super::{
    Canvas, CodeColour, Line, Page, PageOptions, PictureRow, Pictures, Role, Span, lay_out, plain,
};
use crate::model::{Document, Link, Picture};
use crate::text::{clean_block, clean_line, width};
use proptest::prelude::*;

const RICH: &str = include_str!("fixtures/night-boats.html");

fn options(measure: u16) -> PageOptions {
    PageOptions {
        dateline: ["Amara Ndukwe", "Mon 23 Nov, 09:14", "4 min"]
            .map(clean_line)
            .into(),
        ..PageOptions::new(measure)
    }
}

fn link(url: &str) -> Link {
    Link {
        url: url.to_owned(),
        text: clean_line("somewhere"),
    }
}

fn picture(url: &str, alt: &str) -> Picture {
    Picture {
        url: url.to_owned(),
        alt: clean_line(alt),
        caption: clean_line(""),
    }
}

fn rich() -> Document {
    Document {
        title: clean_line("Ferries back on the river after nine weeks"),
        standfirst: clean_line(
            "Boats run again between Lokoja and Onitsha; owners say that the channel is deep enough for now.",
        ),
        language: Some("en".to_owned()),
        lead_image: Some("https://lagoon.example/lead.jpg".to_owned()),
        lead_caption: clean_line("The first boat leaves Lokoja.  Photo: Ade Bello"),
        html: RICH.to_owned(),
        links: vec![
            link("https://lagoon.example/dredging"),
            link("https://river.example/captains?a=1&b=2"),
            link("https://river.example/fares"),
        ],
        images: vec![
            picture(
                "https://lagoon.example/lead.jpg",
                "A ferry with forty people on its deck",
            ),
            picture("https://lagoon.example/sand.jpg", ""),
        ],
        ..Document::default()
    }
}

fn of(html: &str) -> Document {
    Document {
        html: html.to_owned(),
        text: "the plain text".to_owned(),
        links: vec![link("https://a.example/"), link("https://b.example/")],
        ..Document::default()
    }
}

/// The body alone, at 40 columns.
fn shown(html: &str) -> String {
    let bare = PageOptions {
        dateline: Vec::new(),
        ..options(40)
    };
    plain(&lay_out(&of(html), &bare))
}

fn columns(line: &Line) -> usize {
    usize::from(line.indent)
        + line
            .spans
            .iter()
            .map(|span| width(&span.text))
            .sum::<usize>()
}

fn spans(page: &Page) -> impl Iterator<Item = &Span> {
    page.lines.iter().flat_map(|line| &line.spans)
}

#[test]
fn a_rich_article_at_40_columns() {
    insta::assert_snapshot!(plain(&lay_out(&rich(), &options(40))));
}

#[test]
fn a_rich_article_at_72_columns() {
    insta::assert_snapshot!(plain(&lay_out(&rich(), &options(72))));
}

#[test]
fn a_rich_article_at_100_columns() {
    insta::assert_snapshot!(plain(&lay_out(&rich(), &options(100))));
}

#[test]
fn a_rich_article_in_ascii() {
    let ascii = PageOptions {
        ascii: true,
        ..options(60)
    };
    insta::assert_snapshot!(plain(&lay_out(&rich(), &ascii)));
}

#[test]
fn a_lead_picture_that_the_text_only_links_to_is_shown() {
    let url = "https://lagoon.example/boat.jpg";
    let mut document = of(&format!("<p>See <a href=\"{url}\">the boat</a>.</p>"));
    document.lead_image = Some(url.to_owned());
    let pictures = |document: &Document| {
        plain(&lay_out(document, &options(40)))
            .matches("picture")
            .count()
    };
    assert_eq!(pictures(&document), 1);
    document
        .html
        .push_str(&format!("<p><img src=\"{url}?w=900\"/></p>"));
    assert_eq!(pictures(&document), 1);
}

#[test]
fn what_an_outlet_changed_is_told_apart_with_and_without_colours() {
    let html = "<p>The <del>old</del> <ins>new</ins> boat</p><p><small>2 more</small></p>";
    let page = lay_out(&of(html), &options(40));
    let of_role = |role| spans(&page).find(|span| span.role == role).unwrap();
    assert_eq!(
        (&*of_role(Role::Removed).text, &*of_role(Role::Added).text),
        ("old", "new")
    );
    assert!(of_role(Role::Removed).is_struck && !of_role(Role::Added).is_struck);
    assert_eq!(&*of_role(Role::Note).text, "2 more");
    let marked = PageOptions {
        change_marks: true,
        ..options(40)
    };
    let text = plain(&lay_out(&of(html), &marked));
    assert!(text.contains("The [-old-] {+new+} boat"), "{text}");
}

#[test]
fn a_note_has_its_own_sign_and_a_place() {
    let (there, back) = ("https://a.example/x#n1", "https://a.example/x#r1");
    let html = format!(
        "<p><a id=\"{back}\"></a>The sand decides.<sup><a href=\"{there}\">1</a></sup></p><p>More.</p>\
         <ol><li><a id=\"{there}\"></a>So he said. <a href=\"{back}\">up</a></li></ol>"
    );
    let document = Document {
        links: vec![link(there), link(back)],
        ..of(&html)
    };
    let bare = PageOptions {
        dateline: Vec::new(),
        ..options(40)
    };
    let page = lay_out(&document, &bare);
    assert_eq!(
        plain(&page),
        "The sand decides.¹\n\nMore.\n\n1. So he said. up\n"
    );
    assert_eq!(
        (page.line_of(back), page.line_of(there)),
        (Some(0), Some(4))
    );
    assert_eq!(page.line_of("https://a.example/x"), None);
    let raised = spans(&page).find(|span| &*span.text == "¹").unwrap();
    assert_eq!(raised.link, Some(0), "what is raised is still a link");
}

#[test]
fn headings_stand_apart_rules_of_letters_are_rules_and_a_text_is_no_heading() {
    assert_eq!(
        shown("<h2>One</h2><h3>Two</h3><p>x</p>"),
        "One\n───\n\nTwo\n───\nx\n"
    );
    let rule = shown("<p>a</p><hr><p>b</p>");
    for letters in ["____", "* * *", "———"] {
        assert_eq!(shown(&format!("<p>a</p><p>{letters}</p><p>b</p>")), rule);
    }
    assert!(shown("<p>a</p><p>-5</p>").contains("-5"));
    let long = shown(&format!("<h2>{}</h2>", "word ".repeat(60)));
    assert!(!long.contains('─'), "{long}");
}

#[test]
fn roles_and_styles_are_told_apart() {
    let page = lay_out(&rich(), &options(72));
    for role in [
        Role::Text,
        Role::Title,
        Role::Standfirst,
        Role::Dateline,
        Role::Heading,
        Role::Quote,
        Role::Caption,
        Role::Code,
        Role::LinkNumber,
        Role::Link,
        Role::TableRule,
        Role::ListMark,
        Role::Rule,
    ] {
        assert!(spans(&page).any(|span| span.role == role), "{role:?}");
    }
    assert!(spans(&page).any(|span| span.is_italic && span.text.as_str() == "never"));
    assert!(spans(&page).any(|span| span.is_struck));
    assert!(spans(&page).any(|span| span.code == Some(CodeColour::Keyword)));
    assert!(spans(&page).any(|span| span.image == Some(0)));
    assert!(spans(&page).any(|span| span.image == Some(1)));
}

#[test]
fn the_same_address_has_the_same_number() {
    let html = "<p><a href='https://b.example/'>one</a>, <a href='https://a.example/'>two</a>, <a href='https://b.example/'>three</a>.</p>";
    assert_eq!(shown(html), "one[2], two[1], three[2].\n");
    let page = lay_out(&of(html), &options(40));
    let two = spans(&page)
        .find(|span| span.text.as_str() == "two")
        .unwrap();
    assert_eq!((two.role, two.link), (Role::Link, Some(0)));
}

#[test]
fn numbers_of_links_stay_on_the_line_and_can_be_left_out() {
    let html =
        "<p>Thirty-eight columns of this paragraph <a href='https://a.example/'>here</a></p>";
    assert!(shown(html).lines().all(|line| !line.starts_with('[')));
    let bare = PageOptions {
        link_numbers: false,
        ..options(40)
    };
    assert!(!plain(&lay_out(&of(html), &bare)).contains('['));
}

#[test]
fn an_unknown_address_is_text() {
    assert_eq!(
        shown("<p>see <a href='https://c.example/'>c</a></p>"),
        "see c\n"
    );
}

#[test]
fn lists_hang_and_start_where_they_say() {
    let html = "<ol start=9><li>nine</li><li><p>ten with more words than the line can hold at once</p><ul><li>in</li></ul></li></ol>";
    assert_eq!(
        shown(html),
        " 9. nine\n10. ten with more words than the line\n    can hold at once\n    • in\n"
            .replace("line can\n    hold", "line\n    can hold")
    );
    assert!(shown("<ol start=99999999999999999999><li>a</li><li>b</li></ol>").contains("1. a"));
    assert!(shown("<ol start=2147483647><li>a</li><li>b</li></ol>").contains("999999. a"));
}

#[test]
fn items_that_are_no_children_of_their_list_have_room_for_their_numbers() {
    let words = "words that fill each line of it";
    for text in ["א", words] {
        let html = format!("<ol start=98><li><dl><li><li>{text}");
        let page = lay_out(&of(&html), &options(16));
        assert!(
            page.lines.iter().all(|line| columns(line) <= 16),
            "{}",
            plain(&page)
        );
        assert!(plain(&page).contains(if text == words { "100. words" } else { ".100" }));
    }
}

/// Its number was lost.
#[test]
fn an_item_that_begins_with_a_list_keeps_its_number() {
    let html = "<ol><li><ul><li>a</li><li>b</li></ul></li><li><ol><li></li></ol>c</li></ol>";
    assert_eq!(shown(html), "1. • a\n   • b\n2. c\n");
    let hebrew = shown("<ol><li><ul><li>אחת</li></ul></li></ol>");
    assert_eq!(hebrew, format!("{:>40}\n", "תחא • .1"));
}

#[test]
fn quotes_keep_their_bar_over_blank_lines() {
    let html = "<blockquote><p>a</p><p>b</p></blockquote><blockquote><p>c</p></blockquote>";
    assert_eq!(shown(html), "│ a\n│\n│ b\n\n│ c\n");
}

#[test]
fn code_keeps_its_blanks() {
    assert_eq!(
        shown("<pre>a\tone\nabc\ttwo</pre>"),
        "  a   one\n  abc two\n"
    );
    let html = "<pre><code class='language-rust'>fn a() {\n\n    b(&amp;x);\n}\n</code></pre>";
    assert_eq!(shown(html), "  fn a() {\n\n      b(&x);\n  }\n");
}

#[test]
fn a_table_too_wide_becomes_records() {
    let words = [
        "Confluence",
        "Lokoja",
        "Waterways",
        "Authority",
        "Passengers",
    ];
    let row = |tag: &str| {
        words.iter().fold(String::new(), |row, word| {
            format!("{row}<{tag}>{word}</{tag}>")
        })
    };
    let html = format!(
        "<table><thead><tr>{}</tr></thead><tbody><tr>{}</tr></tbody></table>",
        row("th"),
        row("td")
    );
    assert!(shown(&html).starts_with("Confluence: Confluence\nLokoja: Lokoja\n"));
}

/// Only the first record said whose it was.
#[test]
fn a_cell_over_several_rows_is_said_in_each_of_their_records() {
    let towns = "Lokojaharbour|Onitshaharbour|Asabaharbour";
    let cells = |tag: &str| {
        let all = towns.split('|');
        all.fold(String::new(), |row, it| format!("{row}<{tag}>{it}</{tag}>"))
    };
    let html = format!(
        "<table><tr><th>Month</th>{}</tr><tr><td rowspan=3>May</td>{}</tr><tr></tr><tr>{}</tr><tr><td>June</td>{}</tr></table>",
        cells("th"),
        cells("td"),
        cells("td"),
        cells("td")
    );
    let page = shown(&html);
    let records: Vec<&str> = page.split("\n\n").collect();
    assert_eq!(records.len(), 3, "{page}");
    for (record, month) in records.iter().zip(["May", "May", "June"]) {
        let start = format!("Month: {month}\nLokojaharbour: ");
        assert!(record.starts_with(&start), "{page}");
    }
}

/// Those of the second row, and all below a heading over several columns, were lost.
#[test]
fn records_are_named_by_all_rows_of_headings() {
    let first = "<tr><th rowspan=2>Municipalities</th><th colspan=2>Government seats</th>\
        <th rowspan=2>Representatives</th></tr>";
    let html = format!(
        "<table><tr><th colspan=4>Of May</th></tr>{first}<tr><th>Confederation</th><th>Independents</th></tr>\
         <tr><td>Lokojaharbour</td><td>12</td><td>3</td><td>9</td></tr></table>"
    );
    assert_eq!(
        shown(&html),
        "Of May\n\nMunicipalities: Lokojaharbour\nGovernment seats Confederation: 12\n\
         Government seats Independents: 3\nRepresentatives: 9\n"
    );
}

#[test]
fn a_row_of_headings_below_whole_ones_is_none_of_the_tables_head() {
    let html = "<table><tr><th>Team</th><th>Points</th></tr><tr><th colspan=2>A</th></tr>\
        <tr><td>Asaba</td><td>1</td></tr></table>";
    let page = shown(html);
    assert_eq!(page.lines().nth(2), Some("A"), "{page}");
}

/// They were cut in their middle, while columns beside them had room.
#[test]
fn words_over_several_columns_stay_whole_where_a_table_shrinks() {
    let note = "words that would like a line of their own ".repeat(2);
    let html = format!(
        "<table><tr><th colspan=2>Government seats</th><th>Note</th></tr><tr><td>1</td><td>2</td><td>{note}</td></tr></table>"
    );
    let page = shown(&html);
    assert!(page.starts_with("Government │ Note"), "{page}");
    assert!(
        page.lines().any(|line| line.starts_with("seats ")),
        "{page}"
    );
}

#[test]
fn spans_of_rows_and_columns_keep_the_columns_straight() {
    let html = "<table><tr><td rowspan=2>a</td><td>b</td><td>c</td></tr><tr><td colspan=2>de</td></tr><tr><td>f</td><td colspan=999999999>g</td></tr></table>";
    let page = shown(html);
    assert!(
        page.lines().any(|line| line == "g") && page.lines().count() < 20,
        "{page}"
    );
    let small = "<table><tr><td rowspan=2>a</td><td>b</td><td>c</td></tr><tr><td colspan=2>defgh</td></tr></table>";
    assert_eq!(shown(small), "a │ b │ c\n  │ defgh\n");
}

#[test]
fn a_cell_over_narrow_columns_is_not_broken_while_there_is_room() {
    let html =
        "<table><tr><th colspan=2>Night boats</th></tr><tr><td>a</td><td>b</td></tr></table>";
    assert_eq!(shown(html), "Night boats\n─────┼─────\na    │ b\n");
    let note = "word ".repeat(30);
    let html =
        format!("<table><tr><td colspan=2>{note}</td></tr><tr><td>a</td><td>b</td></tr></table>");
    assert!(shown(&html).starts_with("word word word word word word word word\n"));
}

#[test]
fn captions_stand_right_below_pictures_and_above_tables() {
    let html = "<figure><img src=x alt='Sand'><figcaption><p>Sand</p></figcaption></figure>\
        <table><caption>Fares</caption><tr><td>a</td><td>1</td></tr></table>";
    assert_eq!(shown(html), "▐ picture ▌\nSand\n\nFares\na │ 1\n");
}

#[test]
fn lists_inside_cells_keep_their_marks() {
    let html =
        "<table><tr><td><ul><li><p>one</p></li><li>two</li></ul></td><td>b</td></tr></table>";
    assert_eq!(shown(html), "• one │ b\n• two │\n");
}

#[test]
fn no_measure_is_too_narrow() {
    for measure in 0..10 {
        let page = lay_out(&rich(), &options(measure));
        assert!(page.lines.len() > 100);
        assert!(!plain(&page).contains("Shown without"));
    }
}

#[test]
fn a_table_of_one_column_is_no_table() {
    assert_eq!(
        shown("<table><tr><td><p>a</p><p>b</p></td></tr></table>"),
        "a\n\nb\n"
    );
}

#[test]
fn hebrew_stands_at_the_right_in_the_order_of_the_screen() {
    let page = shown("<p>שלום (עולם)</p><ul><li>אחת</li></ul><ol><li>אחת</li></ol>");
    let mut lines = page.lines();
    assert_eq!(lines.next().unwrap(), format!("{:>40}", "(םלוע) םולש"));
    assert_eq!(lines.nth(1).unwrap(), format!("{:>40}", "תחא •"));
    assert_eq!(lines.nth(1).unwrap(), format!("{:>40}", "תחא .1"));
    let left = PageOptions {
        bidi: false,
        dateline: Vec::new(),
        ..options(40)
    };
    assert_eq!(plain(&lay_out(&of("<p>שלום</p>"), &left)), "שלום\n");
}

/// "1 min" was torn apart, or turned, by the name before it.
#[test]
fn a_name_that_runs_to_the_left_turns_nothing_beside_it() {
    let line = |name: &str, bidi: bool| {
        let options = PageOptions {
            dateline: [name, "05:25", "1 min"].map(clean_line).into(),
            bidi,
            ..options(60)
        };
        plain(&lay_out(&of("<p>x</p>"), &options))
            .lines()
            .next()
            .unwrap()
            .to_owned()
    };
    assert_eq!(
        line("Ali Hassan עלי", true),
        "Ali Hassan ילע · 05:25 · 1 min"
    );
    let right = format!("{:>60}", "1 min · 05:25 · ןהכ דוד :תאמ");
    assert_eq!(line("מאת: דוד כהן", true), right);
    assert_eq!(line("מאת: דוד כהן", false), "מאת: דוד כהן · 05:25 · 1 min");
}

#[test]
fn how_long_an_article_is_stands_in_one_line() {
    let options = PageOptions {
        dateline: ["記者・山田太郎", "Sat 28 Nov 2026, 05:25", "2 min"]
            .map(clean_line)
            .into(),
        ..options(46)
    };
    let page = plain(&lay_out(&of("<p>x</p>"), &options));
    let lines: Vec<&str> = page.lines().take(2).collect();
    assert_eq!(
        lines,
        ["記者・山田太郎 · Sat 28 Nov 2026, 05:25 ·", "2 min"]
    );
}

/// A paragraph that begins with a name in Latin letters was set from left to right.
#[test]
fn the_language_says_where_a_paragraph_begins() {
    let document = |language: &str| Document {
        language: Some(language.to_owned()),
        ..of("<p>Lagos שלום.</p><p>Lagos.</p><pre>x = שלום</pre>")
    };
    let bare = PageOptions {
        dateline: Vec::new(),
        ..options(40)
    };
    let right = format!("{:>40}", ".םולש Lagos");
    for (language, first) in [("he", right.as_str()), ("en", "Lagos םולש.")] {
        let page = plain(&lay_out(&document(language), &bare));
        assert_eq!(page, format!("{first}\n\nLagos.\n\n  x = םולש\n"));
    }
}

#[test]
fn chinese_is_broken_by_its_rules() {
    let page = shown(
        "<p>九周之后，渡轮终于回到了河上。船长说，时刻表是由沙子写成的。乘客们都很高兴。</p>",
    );
    assert!(page.lines().count() > 1);
    assert!(
        page.lines().all(|line| !line.starts_with(['，', '。'])),
        "{page}"
    );
}

#[test]
fn escapes_never_reach_a_span() {
    let html =
        "<p>a&#27;[31m&#x9b;b&#x202e;c</p><pre>&#27;]0;x&#7;</pre><img alt='&#27;[2J' src='x'>";
    let page = lay_out(&of(html), &options(40));
    assert!(spans(&page).all(|span| !span.text.chars().any(|c| c.is_control() || c == '\u{202e}')));
}

#[test]
fn a_tree_too_deep_is_shown_as_text() {
    let html = "<blockquote>".repeat(100_000);
    assert!(shown(&html).contains("the plain text"));
    let html = format!(
        "{}deep{}",
        "<blockquote>".repeat(500),
        "</blockquote>".repeat(500)
    );
    assert!(shown(&html).contains("deep"));
}

#[test]
fn a_huge_table_is_cut_and_says_so() {
    let html = format!(
        "<table>{}</table>",
        "<tr><td>a</td><td>b</td></tr>".repeat(6000)
    );
    let page = shown(&html);
    assert!(page.lines().count() < 5_100);
    assert!(page.contains("not shown"));
}

#[test]
fn an_empty_document_has_an_empty_page() {
    let bare = PageOptions {
        dateline: Vec::new(),
        ..options(40)
    };
    assert_eq!(lay_out(&Document::default(), &bare), Page::default());
}

#[test]
fn places_survive_another_width() {
    let find = |page: &Page, word: &str| {
        let line = page
            .lines
            .iter()
            .find(|line| line.spans.iter().any(|s| s.text.contains(word)));
        line.unwrap().offset
    };
    let narrow = lay_out(&rich(), &options(30));
    let wide = lay_out(&rich(), &options(90));
    assert_eq!(find(&narrow, "Who pays"), find(&wide, "Who pays"));
}

#[test]
fn headings_can_be_jumped_to() {
    let page = lay_out(&rich(), &options(30));
    let begins: Vec<&str> = page
        .headings()
        .map(|at| page.lines[at].spans[0].text.as_str())
        .collect();
    assert_eq!(
        begins,
        ["Who pays", "What changes for passengers", "Ìròyìn"]
    );
}

#[test]
fn headings_of_code_one_after_another_are_each_found() {
    let html =
        "<h2><code>fn</code></h2><h3>two words that need some lines of their own</h3><p>a</p>";
    assert_eq!(lay_out(&of(html), &options(20)).headings().count(), 2);
}

#[test]
fn a_headline_without_end_leaves_room_for_the_article() {
    let endless = Document {
        title: clean_line(&"boat ".repeat(400)),
        ..of("<p>the article</p>")
    };
    for (measure, most) in [(72, 5), (20, 15)] {
        let page = lay_out(&endless, &options(measure));
        let title = |line: &&Line| line.spans.iter().any(|span| span.role == Role::Title);
        let lines: Vec<&Line> = page.lines.iter().filter(title).collect();
        assert!((4..=most).contains(&lines.len()), "{}", lines.len());
        assert!(lines.last().unwrap().spans[0].text.ends_with('…'));
    }
}

#[test]
fn an_ascii_page_has_only_signs_of_ascii() {
    let html = format!(
        "<img src=x alt='{}'><hr><h2>a</h2><blockquote>b</blockquote>",
        "sand ".repeat(99)
    );
    let ascii = PageOptions {
        ascii: true,
        dateline: Vec::new(),
        ..options(40)
    };
    let page = plain(&lay_out(&of(&html), &ascii));
    assert!(page.is_ascii() && page.contains("..."), "{page}");
}

fn fragment() -> impl Strategy<Value = String> {
    let tags = prop::sample::select(vec![
        "p",
        "h2",
        "blockquote",
        "ul",
        "ol start=98",
        "li",
        "dl",
        "dt",
        "dd",
        "pre",
        "code class=language-rust",
        "table",
        "thead",
        "tr",
        "td",
        "th",
        "td colspan=3",
        "td rowspan=4",
        "caption",
        "figure",
        "figcaption",
        "img src=x alt='a b c'",
        "a href=https://a.example/",
        "em",
        "strong",
        "s",
        "sub",
        "sup",
        "br",
        "hr",
        "details",
        "summary",
        "mark",
        "abbr",
    ]);
    let closing = prop::sample::select(vec![
        "p",
        "blockquote",
        "ul",
        "ol",
        "li",
        "table",
        "tr",
        "td",
        "figure",
        "a",
        "em",
        "pre",
        "code",
        "sup",
    ]);
    prop_oneof![
        4 => tags.prop_map(|tag| format!("<{tag}>")),
        2 => closing.prop_map(|tag| format!("</{tag}>")),
        4 => "[a-z ]{0,30}",
        1 => "[中文新闻。，]{0,20}",
        1 => "[ｶﾞﾟ中 ]{0,30}",
        1 => "[א-ת ()0-9a-c]{0,30}",
        1 => "\\PC{0,20}",
        1 => "[👩👍🏽\u{200d}\u{fe0f}क्🇳🇬é\u{301}]{0,10}",
    ]
}

fn with_pictures(sizes: Vec<Option<(u32, u32)>>) -> PageOptions {
    PageOptions {
        pictures: Pictures::Room(Canvas {
            cell: (8, 16),
            lines: 12,
            sizes,
        }),
        ..options(40)
    }
}

fn illustrated() -> Document {
    let html = "<p>Before.</p><figure><img src=\"https://a.example/1.jpg\" alt=\"Two boats\">\
                <figcaption>The boats. <em>Photo: Ade</em></figcaption></figure><p>After.</p>";
    Document {
        images: vec![picture("https://a.example/1.jpg", "Two boats")],
        ..of(html)
    }
}

#[test]
fn a_picture_has_room_with_its_words_in_it_and_its_caption_below() {
    let page = lay_out(&illustrated(), &with_pictures(vec![Some((320, 160))]));
    let rows: Vec<PictureRow> = page.lines.iter().filter_map(|line| line.picture).collect();
    assert_eq!(rows.len(), 10, "320 x 160 pixels of 8 x 16 a cell");
    assert!(
        rows.iter()
            .enumerate()
            .all(|(i, row)| usize::from(row.row) == i)
    );
    assert_eq!((rows[0].columns, rows[0].rows, rows[0].image), (40, 10, 0));
    let first = page
        .lines
        .iter()
        .position(|line| line.picture.is_some())
        .unwrap();
    let text = plain(&page);
    let lines: Vec<&str> = text.lines().collect();
    assert!(lines[first].contains("Two boats"), "{text}");
    assert_eq!(lines[first + 10], "The boats. Photo: Ade");
    let unknown = lay_out(&illustrated(), &with_pictures(Vec::new()));
    let rows = unknown.lines.iter().filter(|line| line.picture.is_some());
    assert_eq!(rows.count(), 11, "the usual form where no size is known");
}

#[test]
fn without_pictures_neither_their_words_nor_their_captions_are_shown() {
    let none = PageOptions {
        pictures: Pictures::None,
        ..options(40)
    };
    let text = plain(&lay_out(&illustrated(), &none));
    assert!(!text.contains("boats") && !text.contains("Photo"), "{text}");
    assert!(text.contains("Before.") && text.contains("After."));
    let words = plain(&lay_out(&illustrated(), &options(40)));
    assert!(words.contains("Two boats") && words.contains("Photo: Ade"));
}

/// The number stood behind the words, and was cut off with them.
#[test]
fn the_number_of_a_pictures_link_stays_where_its_words_are_shortened() {
    let html = format!(
        "<a href=https://a.example/><img src=x alt='{}'></a>",
        "sand ".repeat(99)
    );
    let page = shown(&html);
    assert!(page.contains("… [1]"), "{page}");
    assert_eq!(page.lines().count(), 4);
    let bare = |measure| PageOptions {
        dateline: Vec::new(),
        ..options(measure)
    };
    for measure in 5..12 {
        let lines = lay_out(&of(&html), &bare(measure)).lines;
        assert!(lines.len() <= 4, "{measure}");
    }
}

#[test]
fn the_number_of_a_pictures_link_has_no_place_in_the_article() {
    let html = "<a href=https://a.example/><img src=x alt='a b c'></a>a";
    let page = lay_out(&of(html), &options(10));
    let places: Vec<u32> = page.lines.iter().map(|line| line.offset).collect();
    assert!(places.is_sorted(), "{places:?}");
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(400))]
    #[test]
    fn no_line_exceeds_the_measure_and_places_only_grow(
        parts in prop::collection::vec(fragment(), 0..60),
        measure in 10_u16..200,
        ascii: bool,
        bidi: bool,
    ) {
        let document = Document { title: clean_block("A headline"), language: Some("en".to_owned()), ..of(&parts.concat()) };
        let options = PageOptions { bidi, ascii, ..options(measure) };
        let page = lay_out(&document, &options);
        let mut before = 0;
        for line in &page.lines {
            prop_assert!(columns(line) <= usize::from(measure), "{} in {line:?}", columns(line));
            prop_assert!(line.offset >= before, "{line:?}");
            before = line.offset;
        }
        prop_assert!(!plain(&page).contains("Shown without its form"));
    }

    #[test]
    fn no_word_is_lost(words in prop::collection::vec("[a-z]{1,12}", 1..40), measure in 14_u16..80) {
        let html = words.iter().fold(String::new(), |html, word| format!("{html}<li>{word} <b>{word}</b></li>"));
        let options = PageOptions { hyphenate: false, ..options(measure) };
        let page = plain(&lay_out(&of(&format!("<ul>{html}</ul>")), &options));
        for word in &words {
            prop_assert!(page.contains(word.as_str()));
        }
    }
}

#[test]
fn entities_are_undone_once() {
    assert_eq!(
        shown("<p>a &amp; b &amp;lt; &lt;i&gt; c&nbsp;d « · » &amp;nbsp; &copy; &#38;</p>"),
        "a & b &lt; <i> c d « · » &nbsp; © &\n"
    );
    let page = shown("<p>see <a href='https://a.example/?x=1&amp;y'>a</a>\u{e01b}[1m\u{e026}</p>");
    assert_eq!(page, "see a[1m&\n");
}

fn laid_out(html: &str, options: &PageOptions) -> String {
    let document = Document {
        html: html.to_owned(),
        images: vec![picture("https://a.example/1.jpg", "")],
        ..Document::default()
    };
    plain(&lay_out(&document, options))
}

#[test]
fn raised_and_lowered_letters_have_their_signs() {
    let html = "<p>The 19<sup>th</sup>, M<sup>me</sup> Aba, x<sup>2n+1</sup>, a<sub>ij</sub>, e<sup>\u{3c0}i</sup> \
                and<sup>[citation needed]</sup></p>";
    let shown = laid_out(html, &options(72));
    assert_eq!(
        shown.lines().last().unwrap(),
        "The 19\u{1d57}\u{2b0}, M\u{1d50}\u{1d49} Aba, x\u{b2}\u{207f}\u{207a}\u{b9}, a\u{1d62}\u{2c7c}, e^\u{3c0}i and[citation needed]"
    );
    let ascii = PageOptions {
        ascii: true,
        ..options(72)
    };
    let shown = laid_out(
        "<p>The 19<sup>th</sup> of 10<sup>9</sup> and x<sup>2n</sup></p>",
        &ascii,
    );
    assert!(shown.ends_with("The 19th of 10^9 and x^2n\n"), "{shown}");
}

#[test]
fn a_picture_does_not_say_what_stands_beside_it() {
    let image = "<img src=\"https://a.example/1.jpg\" alt=\"The first boat\">";
    for beside in [
        format!("{image}<p>The first boat.</p>"),
        format!("<h2>The first boat</h2>{image}"),
        format!(
            "<figure>{image}<figcaption>The first boat. Photo: Ade Bello</figcaption></figure>"
        ),
    ] {
        let shown = laid_out(&beside, &options(72));
        assert_eq!(shown.matches("The first boat").count(), 1, "{shown}");
        assert!(shown.contains("picture"), "{shown}");
    }
    let other = laid_out(
        &format!("{image}<p>The first boats left.</p>"),
        &options(72),
    );
    assert!(other.contains("The first boat "), "{other}");
}

#[test]
fn lists_count_as_they_say() {
    let html = "<ol start=\"3\"><li>c</li><li value=\"9\">i</li></ol><ol type=\"i\"><li>one</li><li>two</li></ol>\
                <ol start=\"2\" reversed=\"\"><li>silver</li><li>gold</li></ol>";
    assert_eq!(
        shown(html),
        "3. c\n9. i\n\n i. one\nii. two\n\n2. silver\n1. gold\n"
    );
}

#[test]
fn an_empty_cell_stands_among_the_heads_of_a_table() {
    let html = "<table><tr><td></td><th>Basic</th><th>Prime</th></tr><tr><td>Delay</td><td></td><td>12</td></tr></table>";
    assert_eq!(
        shown(html),
        "      │ Basic │ Prime\n──────┼───────┼──────\nDelay │       │    12\n"
    );
}

#[test]
fn the_sign_of_a_note_does_not_look_like_the_number_of_a_link() {
    let html = "<p>The sand<sup>[2]</sup> decides<sup>[a]</sup>, <a href=\"https://a.example/\">he</a> said<sup>[sic]</sup>.</p>";
    assert_eq!(shown(html), "The sand² decidesᵃ, he[1] said[sic].\n");
}

/// 10⁶ with the note 12 was 10⁶¹², notes 3 and 4 were 34.
#[test]
fn a_note_stands_apart_from_what_is_raised_before_it() {
    let (a, b) = ("https://a.example/", "https://b.example/");
    let linked = |url: &str, sign: &str| format!("<sup><a href={url}>{sign}</a></sup>");
    let notes = format!("<a id=\"{a}\"></a><a id=\"{b}\"></a>");
    let cases = [
        ("10<sup>6</sup><sup>[12]</sup>".to_owned(), "10⁶ ¹²"),
        (format!("km²{}", linked(a, "[3]")), "km² ³"),
        (linked(a, "[3]") + &linked(b, "[4]"), "³ ⁴"),
        (linked(a, "3") + &linked(b, "4"), "³ ⁴"),
        ("x<sup>2</sup><sup>n</sup>".to_owned(), "x²ⁿ"),
        (format!("<a href={a}>x<sup>2</sup><sup>n</sup></a>"), "x²ⁿ"),
        ("H<sub>2</sub><sup>[3]</sup>".to_owned(), "H₂³"),
    ];
    for (html, wanted) in cases {
        assert_eq!(
            shown(&format!("<p>{html}</p>{notes}")),
            format!("{wanted}\n")
        );
    }
}

#[test]
fn the_caption_of_what_is_no_picture_stays_where_pictures_go() {
    let shown = |inside: &str| {
        let html = format!("<figure>{inside}<figcaption>After ten games</figcaption></figure>");
        let options = PageOptions {
            pictures: Pictures::None,
            ..PageOptions::new(40)
        };
        plain(&lay_out(&of(&html), &options))
    };
    let table = "<table><tr><td>a</td><td>b</td></tr></table>";
    assert_eq!(shown(table), "a │ b\nAfter ten games\n");
    let quote = "<blockquote><p>a</p></blockquote>";
    assert_eq!(shown(quote), "│ a\n\nAfter ten games\n");
    assert_eq!(shown("<div><p>a</p></div>"), "a\n\nAfter ten games\n");
    assert_eq!(shown("<p><a href=x><img src=x></a></p>"), "");
}
