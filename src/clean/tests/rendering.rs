//! How what is kept is set: cells, lists, formulas, notes, captions.

use super::{PROSE, article, cleaned, sanitise};

fn set(html: &str) -> String {
    sanitise(html, Some("https://outlet.example/2026/ferry"))
}

#[test]
fn at_an_address_that_is_too_long_links_are_those_of_its_host() {
    let long = format!("https://outlet.example/{}", "d".repeat(8_000));
    let html = sanitise(
        &"<p><a href=x>Ferry</a> and <a href=#y>note</a></p>".repeat(2_000),
        Some(&long),
    );
    assert!(html.contains("\"https://outlet.example/x\""));
    assert!(html.len() < 500_000, "{}", html.len());
}

#[test]
fn empty_cells_stay_so_that_each_stands_under_its_head() {
    let table = "<table><tr><th></th><th>Basic</th><th>Prime</th></tr>\
                 <tr><td>Cost</td><td>$642</td><td>$845</td></tr><tr><td>Delay</td><td>&nbsp;</td><td>12</td></tr>\
                 <tr><td>Extra</td><td>13</td><td></td></tr><tr><td></td><td> </td><td></td></tr></table>";
    let html = set(table);
    for row in [
        "<tr><th></th><th>Basic</th><th>Prime</th></tr>",
        "<tr><td>Delay</td><td></td><td>12</td></tr>",
        "<tr><td>Extra</td><td>13</td><td></td></tr>",
    ] {
        assert!(html.contains(row), "{row} in {html}");
    }
    // A row in which nothing stands is none.
    assert_eq!(html.matches("<tr>").count(), 4, "{html}");
    let text = cleaned(&article(table)).document.text;
    assert!(
        text.contains("\n\tBasic\tPrime\nCost\t$642\t$845\nDelay\t\t12\n"),
        "{text}"
    );
}

#[test]
fn a_cell_reaches_over_no_row_that_is_not_written() {
    let html = set(
        "<table><tr><th rowspan=3>Year</th><th colspan=2>Cost</th></tr><tr><td></td><td></td></tr>\
         <tr><th>Planned</th><th>Paid</th></tr><tr><td>2022</td><td>1,200</td><td>900</td></tr></table>",
    );
    assert!(html.contains("<th rowspan=\"2\">Year</th>"), "{html}");
    let html =
        set("<table><tr><th>a</th><th>b</th></tr><tr><td rowspan=9>1</td><td></td></tr></table>");
    assert!(html.contains("<td>1</td><td></td>"), "{html}");
}

#[test]
fn lists_are_numbered_as_their_page_says() {
    let html = set(
        "<ol start=3><li>Third</li><li value=9>Ninth</li></ol><ol type=a><li>Survey</li></ol>\
         <ol reversed><li>Silver</li><li>Gold</li></ol><ol style='list-style-type: upper-roman'><li>One</li></ol>",
    );
    for part in [
        "<ol start=\"3\"><li>Third</li><li value=\"9\">Ninth</li></ol>",
        "<ol type=\"a\">",
        "<ol start=\"2\" reversed=\"\"><li>Silver",
        "<ol type=\"I\">",
    ] {
        assert!(html.contains(part), "{part} in {html}");
    }
}

#[test]
fn a_formula_is_said_once_and_as_it_was() {
    let katex = "<span class=katex><span class=katex-mathml><math><semantics><mrow><mi>E</mi><mo>=</mo><mi>m</mi><msup><mi>c</mi>\
                 <mn>2</mn></msup></mrow><annotation encoding=application/x-tex>E = mc^2</annotation></semantics></math></span>\
                 <span class=katex-html aria-hidden=true><span class=mord>E</span><span>=</span>mc<span>2</span></span></span>";
    let display =
        "<math display=block><mi>x</mi><mo>=</mo><mfrac><mn>1</mn><mi>n</mi></mfrac></math>";
    let page = article(&format!(
        "<p>By him: {katex} is known to all of us.</p>{display}"
    ));
    let document = cleaned(&page).document;
    assert!(
        document
            .html
            .contains("<p>By him: E = mc² is known to all of us.</p>"),
        "{}",
        document.html
    );
    assert!(
        document.html.contains("<p>x = 1/n</p>"),
        "{}",
        document.html
    );
    assert!(document.text.contains("\nx = 1/n\n"), "{}", document.text);
    let inside = set(&format!("<p>Thus {display} holds.</p>"));
    assert!(inside.contains("Thus <br>x = 1/n<br>holds."), "{inside}");
}

#[test]
fn how_signs_are_read_stands_in_brackets() {
    let ruby = "<p><ruby>漢<rp>(</rp><rt>kan</rt><rp>)</rp>字<rt>ji</rt></ruby>.</p>";
    assert!(set(ruby).contains("<p>漢(kan)字(ji).</p>"));
}

#[test]
fn a_note_is_kept_with_its_sign_and_the_sign_is_raised() {
    let [a, b, c, d] = PROSE;
    let page = format!(
        "<html><head><title>A concert on a sandbank</title></head><body><article><h1>A concert on a sandbank</h1>\
         <p>{a}</p><p>{b}<a class=footnote-anchor id=footnote-anchor-1 href=#footnote-1>1</a></p><p>{c}</p><p>{d}</p>\
         <div class=footnote><a id=footnote-1 href=#footnote-anchor-1 class=footnote-number>1</a>\
         <div class=footnote-content><p>Memo of the harbour, June.</p></div></div></article></body></html>"
    );
    let document = cleaned(&page).document;
    assert!(
        document.text.contains("Memo of the harbour, June."),
        "{}",
        document.text
    );
    assert!(
        document.html.contains("play.<sup><a href="),
        "{}",
        document.html
    );
}

#[test]
fn captions_stay_with_what_they_are_of() {
    let picture = "<figure><div class=image><img src=/4.jpg width=600 height=400></div><div class=\"figcaption caption\">The bank at noon</div></figure>";
    let html = cleaned(&article(picture)).document.html;
    assert!(
        html.contains("4.jpg") && html.contains("<figcaption>The bank at noon</figcaption>"),
        "{html}"
    );
    let amp = "<amp-img src=/2.jpg width=800 height=500><noscript><img src=/2.jpg></noscript></amp-img><p class=wp-caption-text>A goat on board</p>";
    let html = cleaned(&article(amp)).document.html;
    assert!(
        html.contains("A goat on board") && html.matches("2.jpg").count() == 1,
        "{html}"
    );
    let slide = "<figure><amp-img src=/3.jpg width=8 height=5 layout=responsive></amp-img><figcaption>A slide</figcaption></figure>";
    let html = cleaned(&article(slide)).document.html;
    assert!(html.contains("3.jpg") && html.contains("A slide"), "{html}");
    let table = "<figure class=wp-block-table><table><tr><th>Team</th><th>Won</th></tr><tr><td>Pier</td><td>8</td></tr><tr><td>Bank</td>\
                 <td>7</td></tr></table><figcaption>After ten games</figcaption></figure>";
    let html = cleaned(&article(table)).document.html;
    assert!(
        html.contains("</table><figcaption>After ten games</figcaption>"),
        "{html}"
    );
}

/// Text and HTML with something between its paragraphs.
fn with(between: &str) -> (String, String) {
    let document = cleaned(&article(between)).document;
    (document.text, document.html)
}

#[test]
fn captions_are_shown_with_their_pictures_and_are_no_lines_of_the_text() {
    let picture = "<img src=/5.jpg width=600 height=400 alt=\"The piano on deck\">";
    for (caption, of) in [
        (
            "The bank at noon",
            format!("<figure>{picture}<figcaption>The bank at noon</figcaption></figure>"),
        ),
        (
            "Ida Quay/Harbour Desk",
            format!("<figure>{picture}<p><em>Ida Quay/Harbour Desk</em></p></figure>"),
        ),
        (
            "The piano on deck",
            format!("<div>{picture}</div><p>The piano on deck</p>"),
        ),
        (
            "Low water. Photo: I. J. Quay",
            format!("<p>{picture}</p><p>Low water. Photo: I. J. Quay</p>"),
        ),
        (
            "The piano, by Ida Quay",
            format!("<p>{picture}</p><p><em>The piano, <i>by</i> Ida Quay</em></p>"),
        ),
        (
            "Source: Harbour Office",
            format!("<p>{picture}</p><p>\u{200d}Source: Harbour Office</p>"),
        ),
        (
            "The pier",
            format!(
                "<p><span class=wf_caption>{picture}<span style=\"display: block\"><br><br>The pier</span></span></p>"
            ),
        ),
    ] {
        let (text, html) = with(&of);
        assert_eq!(text, PROSE.join("\n"), "{of}");
        let caption = format!("<figcaption>{caption}</figcaption></figure>");
        assert!(
            html.replace("<em>", "")
                .replace("</em>", "")
                .replace("<p>", "")
                .replace("</p>", "")
                .contains(&caption),
            "{html}"
        );
    }
}

#[test]
fn what_follows_a_picture_is_a_line_of_the_text_where_nothing_calls_it_a_caption() {
    let picture = "<img src=/5.jpg width=600 height=400 alt=\"The piano on deck\">";
    for line in [
        "The piano was on deck.",
        "Nobody had a photo of it.",
        "She played it, credit where credit is due.",
        "<em>She played it, and nobody spoke.</em>",
        "<em>She played it</em>, and nobody spoke",
        "Source: the almanac of the harbour office, as it was printed",
    ] {
        let (text, _) = with(&format!("<p>{picture}</p><p>{line}</p>"));
        let line = line.replace("<em>", "").replace("</em>", "");
        assert!(text.contains(&line), "{line}: {text}");
    }
}

#[test]
fn who_is_quoted_in_a_figure_is_a_line_of_the_text() {
    let face = "<img src=/6.jpg width=90 height=90 alt=\"Ida Quay\">";
    for face in ["", face] {
        let quote = format!(
            "<figure>{face}<blockquote><p>A tide is a clock that nobody winds.</p></blockquote>\
             <figcaption>Ida Quay, harbour master</figcaption></figure>"
        );
        let (text, _) = with(&quote);
        assert!(
            text.contains("nobody winds.\nIda Quay, harbour master"),
            "{text}"
        );
    }
}

#[test]
fn a_story_told_in_pictures_keeps_its_captions_as_its_text() {
    let in_figure = |image: &str, line: &str| {
        format!("<figure>{image}<figcaption>{line}</figcaption></figure>")
    };
    // Those that no figure holds were written with their pictures and were no text.
    let in_div = |image: &str, line: &str| format!("<div>{image}<p class=caption>{line}</p></div>");
    for has_figures in [true, false] {
        let told = |at: usize| {
            let image = format!("<img src=/{at}.jpg width=800 height=600>");
            let line = format!("{} It is picture {at}.", PROSE[at % 4]);
            if has_figures {
                in_figure(&image, &line)
            } else {
                in_div(&image, &line)
            }
        };
        let told: String = (0..8).map(told).collect();
        let page = article("").replace("</article>", &format!("{told}</article>"));
        let text = cleaned(&page).document.text;
        for at in 0..8 {
            let line = format!("{} It is picture {at}.\n", PROSE[at % 4]);
            assert_eq!(format!("{text}\n").matches(&line).count(), 1, "{text}");
        }
    }
}

/// Links to a picture led nowhere where its caption is in no figure.
#[test]
fn captions_that_no_figure_holds_are_places_that_links_lead_to() {
    let html = set(
        "<p>As <a href=\"#fig1\">the picture</a> shows, the sand decides.</p>\
         <div id=fig1><img src=/9.jpg width=600 height=400><figcaption>The bank at noon</figcaption></div>",
    );
    let caption = "<figcaption><a id=\"https://outlet.example/2026/ferry#fig1\"></a>The bank at noon</figcaption>";
    assert!(html.contains(caption), "{html}");
}

#[test]
fn data_of_a_script_is_no_address_of_a_picture() {
    let picture = "<img src=/7.jpg data-src='{&quot;default&quot;:{&quot;src&quot;:&quot;//x.example/7&quot;}}' width=600 height=400>";
    let (_, html) = with(&format!("<p>{picture}</p>"));
    assert!(
        html.contains("src=\"https://outlet.example/7.jpg\""),
        "{html}"
    );
}

#[test]
fn what_comes_up_over_a_word_is_no_part_of_its_line() {
    for bubble in [
        "<span id=b1 role=tooltip><b>Sandbank</b><br>A heap of sand.</span>",
        "<span id=person-tooltip-7 class=Term_tooltip__x2>A heap of sand. <a href=/w>Learn more</a></span>",
        "<span id=rollover-3 class=rollover-block><img src=/8.jpg><a href=/p>Ida Quay</a> <a href=/q>The ferry is late again, and so is the tide</a> <a href=/p>MORE</a></span>",
    ] {
        let line = format!(
            "<p>It lay on the <a href=/bank>sandbank</a>{bubble} for hours, and nobody minded it at all.</p>"
        );
        let (text, html) = with(&line);
        assert!(text.contains("on the sandbank for hours"), "{text}");
        assert!(!html.contains("MORE") && !html.contains("heap"), "{html}");
    }
    // The word itself is named after its bubble.
    let (text, _) = with(
        "<p>It lay on the <span class=tooltip>sandbank</span> for hours, and nobody minded.</p>",
    );
    assert!(text.contains("on the sandbank for hours"), "{text}");
}

#[test]
fn the_caption_of_the_lead_picture_stays_where_a_credit_stands_before_the_picture() {
    let figure = "<meta property=og:image content=https://outlet.example/a.jpg></head><body>";
    let lead = "</h1><figure><div><span>Harbour Office</span><img src=/a.jpg width=700 height=400></div>\
                <figcaption>The ferry still crosses</figcaption></figure>";
    let page = article("")
        .replace("</head><body>", figure)
        .replace("</h1>", lead);
    assert_eq!(
        cleaned(&page).document.lead_caption.as_str(),
        "The ferry still crosses"
    );
}

#[test]
fn a_box_that_is_set_off_is_text() {
    let callout = "<div class=\"kg-card kg-callout-card\"><div class=kg-callout-emoji>💡</div>\
                   <div class=kg-callout-text>The bank is on no chart.</div></div>";
    let text = cleaned(&article(callout)).document.text;
    assert!(text.contains("The bank is on no chart."), "{text}");
    let plug = callout.replace(
        "The bank is on no chart.",
        "<a href=/x>Read more: all our ferries</a>",
    );
    assert_eq!(cleaned(&article(&plug)).document.text, PROSE.join("\n"));
}
