//! What the rules on chosen lines drop and bring back.

use super::{PROSE, article, cleaned};

fn text(between: &str) -> String {
    cleaned(&article(between)).document.text
}

fn has_line(text: &str, line: &str) -> bool {
    text.lines().any(|kept| kept == line)
}

#[test]
fn notices_of_the_page_and_buttons_go() {
    let button = "<p><a href=/buy>See this boat</a></p>";
    for furniture in [
        "<p>Article continues below this ad</p>",
        "<p>This article continues below this ad</p>",
        "<p>ADVERTISEMENT - CONTINUE READING BELOW</p>",
        "<div><p>Skip Advert</p></div>",
        "<p>Recommended Videos</p>",
        "<p>Sign up for our newsletter</p>",
        "<div><h2>Sign up for Harbour Letters</h2><p>No spam. Unsubscribe anytime.</p></div>",
        "<p>Already a subscriber? <a href=/in>Log in</a></p>",
        "<p>Like this story? Share it with a friend!</p>",
        "<p>DON’T MISS</p>",
        "<p>Loading paragraph...</p>",
        "<p>EMBED:</p>",
        "<p>[CTA_MODULE]</p>",
        "<p>Tempo de leitura: 3 minutos</p>",
        &button.repeat(3),
    ] {
        assert_eq!(text(furniture), PROSE.join("\n"), "{furniture}");
    }
}

#[test]
fn sentences_that_begin_like_a_notice_stay() {
    for line in [
        "Tempo de leitura é o que falta ao capitão, disse a mulher que tocava o piano.",
        "[APPLAUSE]",
        "Already a subscriber to the almanac, the captain had not looked into it.",
    ] {
        assert!(has_line(&text(&format!("<p>{line}</p>")), line), "{line}");
    }
}

#[test]
fn links_elsewhere_that_head_what_follows_stay() {
    let digest: String = [
        "Harbour buys a second ferry",
        "Piano maker moves to the island",
    ]
    .iter()
    .zip(["one", "two"])
    .map(|(head, host)| {
        format!(
            "<p><strong><a href=https://{host}.example/1>{head}</a></strong></p><p>{}</p>",
            PROSE[2]
        )
    })
    .collect();
    let digest = text(&digest);
    assert!(has_line(&digest, "Harbour buys a second ferry"), "{digest}");
    assert!(
        has_line(&digest, "Piano maker moves to the island"),
        "{digest}"
    );
    let own = "<p><a href=/other>Harbour buys a second ferry</a></p>";
    let teasers = text(&format!("{own}<p>{}</p>{own}", PROSE[2]));
    assert!(!teasers.contains("second ferry"), "{teasers}");
    let shouted = text("<h3><a href=/x>HARBOUR BUYS A SECOND FERRY</a></h3>");
    assert!(
        has_line(&shouted, "HARBOUR BUYS A SECOND FERRY"),
        "{shouted}"
    );
}

#[test]
fn a_list_of_links_that_the_text_announces_stays() {
    let list = "<ul><li><a href=https://a.example>Tide tables</a></li><li><a href=https://b.example>Almanac</a></li></ul>";
    let between = text(&format!(
        "<p>The papers of the case can be read here:</p>{list}"
    ));
    assert!(
        between.contains("here:\nTide tables\nAlmanac\n"),
        "{between}"
    );
    for heading in ["Sources", "Further reading", "Quellen"] {
        let page =
            article("").replace("</article>", &format!("<h2>{heading}</h2>{list}</article>"));
        let end = cleaned(&page).document.text;
        assert!(
            end.ends_with(&format!("{heading}\nTide tables\nAlmanac")),
            "{end}"
        );
    }
    for plug in [
        "<h2>Related stories</h2>",
        "<p>If you liked this post you might also like:</p>",
    ] {
        let page = article("").replace("</article>", &format!("{plug}{list}</article>"));
        let end = cleaned(&page).document.text;
        assert!(!end.contains("Almanac"), "{end}");
    }
}

#[test]
fn a_list_of_teasers_between_paragraphs_goes() {
    let teasers = "<ul><li><h3><a href=/1>Harbour buys a second ferry</a></h3></li>\
                   <li><h3><a href=/2>Piano maker moves to the island</a></h3></li></ul>";
    assert_eq!(text(teasers), PROSE.join("\n"));
}

#[test]
fn the_heading_of_what_is_dropped_goes_with_it() {
    let link = "<ul><li><a href=/1>Harbour buys a second ferry this spring</a></li></ul>";
    for between in [
        format!("<h4>See also:</h4>{link}"),
        format!("<div class=in-body><h2>Related Links</h2>{link}</div>"),
    ] {
        assert_eq!(text(&between), PROSE.join("\n"), "{between}");
    }
    let kept = text(&format!("<h2>The island</h2>{link}"));
    assert!(has_line(&kept, "The island"), "{kept}");
}

#[test]
fn a_table_of_contents_at_the_top_goes_with_its_title() {
    let heads = [
        "The pier at six",
        "The concert at night",
        "The tide at midnight",
    ];
    let links: String = ["a", "b", "c"]
        .iter()
        .zip(heads)
        .map(|(id, head)| format!("<li><a href=#{id}>{head}</a></li>"))
        .collect();
    let sections: String = ["a", "b", "c"]
        .iter()
        .zip(heads)
        .map(|(id, head)| {
            format!(
                "<h2 id={id}>{head}</h2><p>{}</p><p>{}</p>",
                PROSE[0], PROSE[3]
            )
        })
        .collect();
    let page = article(&sections).replace(
        "</h1>",
        &format!("</h1><h2>In this article</h2><ul>{links}</ul>"),
    );
    let text = cleaned(&page).document.text;
    assert!(text.starts_with(PROSE[0]), "{text}");
    for head in heads {
        assert_eq!(text.matches(head).count(), 1, "{head}");
    }
}

#[test]
fn posts_of_a_text_that_grew_by_the_hour_keep_their_heads() {
    let posts: String = (1..5)
        .map(|n| {
            format!(
                "<article class=block><header><a href=#b{n}><time>1{n}:05 GMT</time></a><h2>Bell {n}</h2></header>\
                 <div><p>{}</p></div><footer><a href=#>Share</a></footer></article>",
                PROSE[n - 1]
            )
        })
        .collect();
    let page = format!(
        "<html><body><main><h1>A concert, as it happened</h1><div>{posts}</div></main></body></html>"
    );
    let text = cleaned(&page).document.text;
    for n in 1..5 {
        let post = format!("1{n}:05 GMT\nBell {n}\n{}", PROSE[n - 1]);
        assert!(text.contains(&post), "{text}");
    }
}

#[test]
fn what_stands_above_the_headline_is_no_text_if_the_text_is_below_it() {
    let news = "A dredger is on its way to the bank, the harbour office said on Monday, and it will take a week.";
    let page = article("").replace(
        "<h1>",
        &format!(
            "<div><ul><li><a href=/n>A dredger comes</a><span>{news}</span></li></ul></div><h1>"
        ),
    );
    assert_eq!(cleaned(&page).document.text, PROSE.join("\n"));
    // The headline of another article at the end is none.
    let [a, b, c, d] = PROSE;
    let page = format!(
        "<html><head><title>The dredger</title></head><body><article><p>{a}</p><p>{b}</p><p>{c}</p><p>{d}</p></article>\
         <h1>The dredger</h1><p>It is on its way to the bank.</p></body></html>"
    );
    let text = cleaned(&page).document.text;
    assert!(text.starts_with(a), "{text}");
}

#[test]
fn links_under_a_label_that_announces_them_go() {
    for plug in [
        "<p><strong>DON'T MISS</strong></p><p><a href=/x>The dredger of the island is late</a> [<strong>INSIGHT</strong>]|<br>\
         <a href=/y>Pianos that float, and those that do not</a> [<strong>VIDEO</strong>]</p>",
        "<div>More on this story</div><ul><li>The dredger is late, <a href=/x>whatever the office says of it</a></li>\
         <li><a href=/y>Pianos that float</a></li></ul>",
    ] {
        let text = cleaned(&article(plug)).document.text;
        assert!(
            !text.contains("dredger") && !text.contains("INSIGHT"),
            "{text}"
        );
        assert!(PROSE.iter().all(|line| text.contains(line)), "{text}");
    }
}

#[test]
fn how_to_reach_the_author_and_what_signing_up_means_are_no_text() {
    for line in [
        "ida.quay@outlet.example",
        "Write to Ida Quay at ida.quay@outlet.example",
        "By signing up, you agree to our terms of use and to letters from the harbour.",
        "The post A concert on a sandbank appeared first on Outlet.",
    ] {
        let page = article("").replace("</article>", &format!("<p>{line}</p></article>"));
        assert_eq!(cleaned(&page).document.text, PROSE.join("\n"), "{line}");
    }
    let told = "The captain wrote to the office at tide@harbour.example and had an answer within the hour.";
    let page = article("").replace("</article>", &format!("<p>{told}</p></article>"));
    assert!(cleaned(&page).document.text.ends_with(told));
}

#[test]
fn the_description_set_apart_above_the_text_is_the_standfirst() {
    let told =
        "A ferry ran aground with a piano on board, and the people of the island heard a concert.";
    let meta = format!("<meta property=og:description content=\"{told}\"></head>");
    let lead = format!(
        "</h1><div class=byline><div class=upper><p>{told}</p></div><time>20 November</time></div><div class=content>"
    );
    let page = article("")
        .replace("</head>", &meta)
        .replace("</h1>", &lead)
        .replace("</article>", "</div></article>");
    let document = cleaned(&page).document;
    assert_eq!(document.standfirst.as_str(), told);
    assert_eq!(document.text, PROSE.join("\n"));
    // Where it is the first paragraph, it is text.
    let page = article("").replace(
        "</head>",
        &format!(
            "<meta property=og:description content=\"{}\"></head>",
            PROSE[0]
        ),
    );
    assert_eq!(cleaned(&page).document.text, PROSE.join("\n"));
}

#[test]
fn a_list_of_parts_that_a_sentence_announces_stays() {
    let heads = ["Tides", "Pianos", "Captains"];
    let links = heads.map(|head| format!("<li><a href=#{head}>{head}</a></li>"));
    let parts = heads.map(|head| format!("<h2 id={head}>{head}</h2><p>{}</p>", PROSE[2]));
    let page = |before: &str| {
        let list = format!(
            "</h1><p>{}</p>{before}<ul>{}</ul>",
            PROSE[1],
            links.concat()
        );
        cleaned(&article(&parts.concat()).replace("</h1>", &list))
            .document
            .text
    };
    let told = page("<p>Three things are to be told of that night:</p>");
    assert!(told.contains("night:\nTides\nPianos\nCaptains\n"), "{told}");
    let titled = page("<p>Table of contents:</p>");
    assert_eq!(titled.matches("Pianos").count(), 1, "{titled}");
}

#[test]
fn a_subhead_that_says_the_same_as_the_title_is_no_headline() {
    let [a, b, c, d] = PROSE;
    let page = |before: &str| {
        let page = format!(
            "<html><head><title>A concert on a sandbank</title></head><body><article>{before}\
             <h2>A concert on a sandbank</h2><p>{c}</p><p>{d}</p></article></body></html>"
        );
        cleaned(&page).document.text
    };
    let within = page(&format!("<p>{a}</p><p>{b}</p><p>{d}</p>"));
    assert!(has_line(&within, "A concert on a sandbank"), "{within}");
    let above = page("");
    assert!(!has_line(&above, "A concert on a sandbank"), "{above}");
}

#[test]
fn headings_that_are_labels_elsewhere_stay_over_prose() {
    for head in ["YouTube", "Up Next", "Comment"] {
        let text = text(&format!("<h3>{head}</h3><p>{}</p>", PROSE[1]));
        assert!(has_line(&text, head), "{text}");
        let alone = self::text(&format!("<p>{head}</p>"));
        assert!(!has_line(&alone, head), "{alone}");
    }
    let label = text("<h3>Advertisement</h3>");
    assert!(!has_line(&label, "Advertisement"), "{label}");
}

#[test]
fn what_repeats_within_a_list_beside_what_is_new_stays() {
    let served =
        "Served on board: tea, bread, and whatever the captain has caught in the night before.";
    let trip = |name: &str| {
        format!(
            "<h3>{name}</h3><ul><div><li><p>{name} has a pier, a piano and a tide of its own.</p></li></div>\
             <div><li><p>{served}</p></li></div></ul>"
        )
    };
    let trips = text(&(trip("Northholm") + &trip("Southholm")));
    assert_eq!(trips.matches(served).count(), 2, "{trips}");
    let whole = format!("<ul><li><p>{served}</p></li></ul>");
    let twice = text(&(whole.clone() + &whole));
    assert_eq!(twice.matches(served).count(), 1, "{twice}");
}

#[test]
fn a_quotation_or_code_that_repeats_stays() {
    let letter =
        "To the captain of the ferry, at the pier of the island, by the boat that leaves at six.";
    let quoted = format!("<blockquote><p>{letter}</p></blockquote>");
    let text = text(&format!("{quoted}<p>{}</p>{quoted}", PROSE[2]));
    assert_eq!(text.matches(letter).count(), 2, "{text}");
}

#[test]
fn an_item_that_begins_with_a_date_behind_text_is_text() {
    let changes = "<ul><li>The pier has a lamp now, and the lamp has a keeper who reads.</li>\
                   <li>2026-04-12 The piano was tuned</li></ul>";
    let page = article("").replace("</h1>", &format!("</h1><h2>News</h2>{changes}"));
    let text = cleaned(&page).document.text;
    assert!(has_line(&text, "2026-04-12 The piano was tuned"), "{text}");
}

#[test]
fn what_stands_under_the_label_of_an_advertisement_goes_with_it() {
    let shown = "Buy one get one free at Mega Plaza this weekend only";
    for class in ["ad", "story-ad", "adBox", "c-advert"] {
        let page = article(&format!(
            "<div class='{class}'><span>Advertisement</span><p>{shown}</p></div>"
        ));
        assert_eq!(cleaned(&page).document.text, PROSE.join("\n"), "{class}");
    }
    for class in ["lead", "shadow", "reader"] {
        let page = article(&format!("<div class='{class}'><p>{shown}</p></div>"));
        assert!(
            cleaned(&page).document.text.as_str().contains(shown),
            "{class}"
        );
    }
}
