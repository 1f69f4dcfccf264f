//! Pages at three widths, and the promises of every page.

use super::*;
use crate::model::{Link, Picture};
use crate::text::{clean_line, width};
use proptest::prelude::*;

const BODY: &str = r#"<p>The first ferry left Lokoja at nine with <em>forty people</em> and a goat on board, after
nine weeks in which dredgers took <a href="https://river.example/dredging">eleven sandbanks</a> out of the lower channel.</p>
<blockquote><p>Every timetable on this river is written by the sand.</p><blockquote><p>So it was.</p></blockquote></blockquote>
<h2>Who pays</h2><p>Who pays for the second half remains open.</p><h3>Not us</h3>
<ul><li>The ministry<ol start="9"><li>of water</li><li>of boats and everything that floats on the river or beside it</li></ol></li><li>The owners</li></ul>
<dl><dt>Draught</dt><dd>How deep a boat lies in the water.</dd></dl>
<table><caption>Boats a week</caption><thead><tr><th>Week</th><th>Boats</th><th>Remark</th></tr></thead>
<tr><td>47</td><td>12</td><td>Half of them turned back at the bend below Idah</td></tr><tr><td>48</td><td>31</td><td></td></tr></table>
<pre><code class="language-rust">fn main() {
    let boats = 31; // this week
}</code></pre>
<figure><img src="https://river.example/boat.png" alt="A boat"><figcaption>The first boat leaves.</figcaption></figure>
<hr><p>Tolúlọpẹ́ ní ọkọ̀ ojú omi náà.</p><p>غادر القارب الأول (المدينة) في التاسعة.</p><p>第一艘渡轮在九点离开了洛科贾。船上有四十个人。</p>
<p>CO<sub>2</sub>, 12 km<sup>2</sup><br>and a new line</p>"#;

fn document() -> Document {
    Document {
        title: clean_line("Ferries back on the river after nine weeks"),
        standfirst: clean_line("Boats run again between Lokoja and Onitsha; owners say that the channel is deep enough for now."),
        html: BODY.to_owned(),
        links: vec![Link { url: "https://river.example/dredging".into(), text: clean_line("eleven sandbanks") }],
        images: vec![Picture { url: "https://river.example/boat.png".into(), ..Picture::default() }],
        ..Document::default()
    }
}

fn options(measure: u16) -> PageOptions {
    PageOptions {
        measure,
        hyphenate: false,
        bidi: true,
        ascii: false,
        link_numbers: true,
        dateline: clean_line("Amara Ndukwe · Mon 23 Nov, 09:14 · 4 min"),
    }
}

#[test]
fn a_rich_article_is_set_at_three_widths() {
    for measure in [40, 72, 100] {
        let page = lay_out(&document(), &options(measure));
        insta::assert_snapshot!(format!("article_{measure}"), plain(&page));
    }
}

#[test]
fn links_code_and_pictures_keep_what_they_are() {
    let page = lay_out(&document(), &options(72));
    let spans = || page.lines.iter().flat_map(|line| &line.spans);
    assert!(spans().any(|span| span.role == Role::Link && span.link == Some(0)));
    assert!(spans().any(|span| &*span.text == "[1]" && span.role == Role::LinkNumber));
    assert!(spans().any(|span| span.code == Some(CodeColour::Keyword)));
    assert!(spans().any(|span| span.code == Some(CodeColour::Comment)));
    assert!(spans().any(|span| span.image == Some(0)));
    assert!(spans().any(|span| span.is_italic));
}

#[test]
fn only_ascii_where_asked_outside_the_words() {
    let document = Document { html: "<h2>a</h2><ul><li>b</li></ul><blockquote>c</blockquote><hr><img src=x alt=y>".into(), ..Document::default() };
    let page = lay_out(&document, &PageOptions { ascii: true, dateline: Clean::default(), ..options(40) });
    assert!(plain(&page).is_ascii(), "{}", plain(&page));
}

#[test]
fn a_long_page_keeps_every_word() {
    let html: String = (0..5000).map(|n| format!("<p>word{n} and some more of them</p>")).collect();
    let page = lay_out(&Document { html, ..Document::default() }, &options(30));
    let text = plain(&page);
    assert!((0..5000).all(|n| text.contains(&format!("word{n} "))));
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(60))]
    #[test]
    fn no_line_is_wider_than_the_measure_and_places_ascend(
        parts in proptest::collection::vec(prop_oneof![
            Just("<p>"), Just("</p>"), Just("<blockquote>"), Just("</blockquote>"), Just("<ul><li>"), Just("<ol start=2147483647><li>"),
            Just("</li></ul>"), Just("<table><tr><td>"), Just("</td><td>"), Just("<td colspan=99999>"), Just("</tr><tr>"), Just("</table>"), Just("<pre>"), Just("</pre>"),
            Just("<a href=x>"), Just("</a>"), Just("<br>"), Just("<h2>"), Just("</h2>"), Just("word "), Just("中文字 "), Just("سلام "),
            Just("averyveryverylongwordthatdoesnotfit "), Just("👩‍👩‍👧"), Just("\u{1b}]0;x\u{7}"), Just("<img src=x alt='a picture'>"), Just("<dl><dt>"), Just("<dd>"),
        ], 0..40),
        measure in 12..120_u16,
        bidi in any::<bool>(),
    ) {
        let document = Document { html: parts.concat(), ..Document::default() };
        let page = lay_out(&document, &PageOptions { bidi, ..options(measure) });
        let mut last = 0;
        for line in &page.lines {
            let text: String = line.spans.iter().map(|span| span.text.as_str()).collect();
            prop_assert!(width(&text) + usize::from(line.indent) <= usize::from(measure), "{:?}", text);
            prop_assert!(!text.chars().any(char::is_control));
            prop_assert!(line.offset >= last);
            last = line.offset;
        }
    }
}
