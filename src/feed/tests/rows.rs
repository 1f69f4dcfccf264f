//! FEEDS.md §6, the rows about entries: each number stands at its test. What is no feed's affair is
//! tested where it is done: several feeds with one story in `store` (28), filters in `filters` and
//! `jobs` (35), rewriting and sanitising of texts in `clean` (36, 37).

use super::*;
use crate::model::Identity;

fn entry(item: &str) -> ParsedEntry {
    read(&rss(&format!("<item>{item}</item>")))
        .entries
        .remove(0)
}

fn atom(inner: &str) -> ParsedEntry {
    let text = format!(
        "<feed xmlns='http://www.w3.org/2005/Atom'><title>T</title><author><name>Of the feed</name></author>\
         <entry>{inner}</entry></feed>"
    );
    read(&text).entries.remove(0)
}

fn identities(items: &str) -> Vec<Vec<Identity>> {
    let all = arrivals(read(&rss(items)));
    all.into_iter().map(|it| it.identities).collect()
}

#[test]
fn plain_texts_keep_their_lines_but_not_those_of_a_narrow_file() {
    let film = "The ferry &amp;lt;3\r\n\r\n0:00 Lokoja\r\n2:10 Onitsha\r\nhttps://a.example/?a=1";
    let feed = read(&format!(
        "<feed xmlns='http://www.w3.org/2005/Atom' xmlns:media='http://search.yahoo.com/mrss/'>
         <entry><id>1</id><media:group><media:description>{film}</media:description></media:group></entry>
         <entry><id>2</id><summary type='text'>\n  first &lt;b&gt;\n  second\n</summary></entry>
         <entry><id>3</id><summary>\n  The first ferry left Lokoja at nine with forty people and a goat\n  on board, after nine weeks.\n</summary></entry>
         <entry><id>4</id><media:description>one\n&lt;p&gt;two\nthree&lt;/p&gt;</media:description></entry>
         <entry><id>5</id><summary type='html'>one\ntwo</summary></entry></feed>"
    ));
    let mut texts = feed.entries.iter().map(|it| it.summary.as_deref().unwrap());
    assert_eq!(
        texts.next(),
        Some(
            "The ferry &lt;3<p>0:00 Lokoja<br>2:10 Onitsha<br><a href=\"https://a.example/?a=1\">https://a.example/?a=1</a>"
        )
    );
    assert_eq!(texts.next(), Some("first &lt;b&gt;<br>second"));
    assert_eq!(
        texts.next(),
        Some(
            "The first ferry left Lokoja at nine with forty people and a goat\non board, after nine weeks."
        )
    );
    assert_eq!(texts.next(), Some("one\n<p>two\nthree</p>"));
    assert_eq!(texts.next(), Some("one\ntwo"));
}

#[test]
fn a_body_without_markup_keeps_its_lines_too() {
    let notes = "In this episode:\n\n00:00 Intro\n03:15 Kettles &amp; pans\n\nBye.";
    let shown = "In this episode:<p>00:00 Intro<br>03:15 Kettles & pans<p>Bye.";
    let item = |name: &str, text: &str| format!("<{name}>{text}</{name}>");
    let summary = |text: &str| entry(&item("description", text)).summary.unwrap();
    assert_eq!(summary(notes), shown);
    assert_eq!(
        summary("<![CDATA[one\r\n&lt;3\r\n1 < 2]]>"),
        "one<br>&lt;3<br>1 < 2"
    );
    let encoded = entry(&item("content:encoded", notes));
    assert_eq!(encoded.content.as_deref(), Some(shown));
    let json = r#"{"rss":{"channel":{"item":[{"title":"T","description":"one\ntwo"}]}}}"#;
    assert_eq!(read(json).entries[0].summary.as_deref(), Some("one<br>two"));
    for html in [
        "one\n&lt;figure&gt;two&lt;/figure&gt;",
        "one\n&lt;!-- two --&gt;",
        "one\n&amp;lt;p&amp;gt;two",
        "one\n<p>two</p>",
        "The first ferry left Lokoja at nine with forty people and a goat\non board, after nine weeks.",
    ] {
        let kept = summary(html);
        assert!(kept.contains('\n') && !kept.contains("<br>"), "{kept}");
    }
}

#[test]
fn addresses_in_plain_texts_are_links_without_the_punctuation_around_them() {
    let link = |url: &str| format!("<a href=\"{url}\">{url}</a>");
    let [a, b] = ["https://a.example/?x=1&amp;y=(2)", "http://b.example/ü"].map(link);
    let text = "See (https://a.example/?x=1&y=(2)), or “http://b.example/ü”.\nhttps://c.example!";
    let wanted = format!("See ({a}), or “{b}”.<br>{}!", link("https://c.example"));
    let escaped = text.replace('&', "&amp;");
    let json = format!(
        r#"{{"items":[{{"id":1,"content_text":{}}}]}}"#,
        serde_json::to_string(text).unwrap()
    );
    assert_eq!(read(&json).entries[0].content.as_deref(), Some(&*wanted));
    let of_atom = atom(&format!("<summary type='text'>{escaped}</summary>"));
    assert_eq!(of_atom.summary.as_deref(), Some(&*wanted));
    let film = atom(&format!("<media:description>{escaped}</media:description>"));
    assert_eq!(film.summary.as_deref(), Some(&*wanted));
    let of_rss = entry(&format!("<description>{escaped}</description>"));
    assert_eq!(of_rss.summary, Some(wanted.replace("&amp;", "&")));
    for text in [
        "xhttps://a.example http:// https://. httpd",
        "&lt;video src='https://a.example/v'&gt; https://a.example/v",
        "&amp;lt;a href='https://a.example/v'&amp;gt; https://a.example/v",
    ] {
        let kept = entry(&format!("<description>{text}</description>"));
        assert!(!kept.summary.unwrap().contains("<a href=\"http"), "{text}");
    }
    assert_eq!(
        entry("<description>&amp;lt;https://a.example/v&amp;gt;。</description>").summary,
        Some(format!("&lt;{}&gt;。", link("https://a.example/v")))
    );
}

/// Row 25.
#[test]
fn the_id_is_what_the_feed_calls_it_else_its_link_else_its_words_and_never_chance() {
    let id = |text: &str| read(text).entries.remove(0).id;
    assert_eq!(entry("<guid> urn:1 </guid>").id.as_deref(), Some("urn:1"));
    assert_eq!(
        atom("<id>tag:x,2024:1</id>").id.as_deref(),
        Some("tag:x,2024:1")
    );
    let rdf = "<rdf:RDF xmlns:rdf='http://www.w3.org/1999/02/22-rdf-syntax-ns#' xmlns='http://purl.org/rss/1.0/'>\
        <item rdf:about='https://news.example/1'><title>x</title></item></rdf:RDF>";
    assert_eq!(id(rdf).as_deref(), Some("https://news.example/1"));
    let json =
        r#"{"version":"https://jsonfeed.org/version/1","items":[{"id":12.5,"content_text":"x"}]}"#;
    assert_eq!(id(json).as_deref(), Some("12.5"));
    for item in [
        "<item><title>A</title><link>https://news.example/a</link></item>",
        "<item><title>A</title><description>words</description></item>",
    ] {
        let first = identities(item);
        assert_eq!(first, identities(item), "the same at each reading");
        assert_eq!(first.len(), 1);
    }
    let kinds = |item: &str| identities(item)[0][0].kind;
    assert_eq!(
        kinds("<item><title>A</title><link>https://news.example/a</link></item>"),
        IdentityKind::Url
    );
    assert_eq!(kinds("<item><title>A</title></item>"), IdentityKind::Text);
}

/// Row 26.
#[test]
fn one_guid_for_several_items_is_told_apart_by_link_then_words_and_not_by_place() {
    let a = "<item><title>A</title><guid>g</guid><link>https://news.example/a</link></item>";
    let b = "<item><title>B</title><guid>g</guid><description>other words</description></item>";
    let mut one = identities(&format!("{a}{b}"));
    let mut other = identities(&format!("{b}{a}"));
    one.sort_by_key(|it| it[0].hash);
    other.sort_by_key(|it| it[0].hash);
    assert_eq!((one.len(), &one), (2, &other));
}

/// Row 27.
#[test]
fn a_new_guid_for_the_same_link_and_title_is_the_same_entry() {
    let old = "<item><title>A</title><guid>http://news.example/?p=1</guid><link>http://news.example/a</link></item>";
    let new = "<item><title>A</title><guid>https://news.example/?p=1</guid><link>https://news.example/a/</link></item>";
    let (old, new) = (&identities(old)[0], &identities(new)[0]);
    let shared = old.iter().filter(|it| new.contains(it)).count();
    assert!(shared > 0 && old[0] != new[0]);
}

/// Row 29. The feed's own link is no entry's: it would be fetched as its text.
#[test]
fn the_link_is_the_first_of_its_homes() {
    let link = |item: &str| entry(item).link.unwrap_or_default();
    let homes = [
        "<feedburner:origLink>https://a.example/burned</feedburner:origLink>",
        "<link>https://a.example/link</link>",
        "<atom:link rel='alternate' type='text/html' href='https://a.example/html'/>",
        "<atom:link rel='alternate' type='application/pdf' href='https://a.example/pdf'/>",
        "<guid>https://a.example/guid</guid>",
        "<enclosure url='https://a.example/file.mp3' type='audio/mpeg'/>",
    ];
    let names = ["burned", "link", "html", "pdf", "guid", "file.mp3"];
    for (from, name) in names.iter().enumerate() {
        // Whatever the order in which they stand.
        let rest: Vec<&str> = homes[from..].iter().rev().copied().collect();
        assert_eq!(link(&rest.concat()), format!("https://a.example/{name}"));
    }
    assert_eq!(
        link("<guid isPermaLink='false'>https://a.example/guid</guid><title>x</title>"),
        ""
    );
    assert_eq!(link("<title>x</title>"), "");
    let by_base = atom("<link href='deep/er'/><id>x</id>");
    assert_eq!(
        by_base.link.as_deref(),
        Some("https://news.example/feeds/deep/er")
    );
    let based = "<feed xmlns='http://www.w3.org/2005/Atom' xml:base='/de/'><entry xml:base='x/'><id>1</id><link href='y'/></entry></feed>";
    assert_eq!(
        read(based).entries[0].link.as_deref(),
        Some("https://news.example/de/x/y")
    );
    let of_id = atom("<id>https://a.example/entry</id>");
    assert_eq!(of_id.link.as_deref(), Some("https://a.example/entry"));
}

/// A podcast without pages: each request for its sound counts as a download.
#[test]
fn an_entry_is_known_by_the_address_of_its_file_but_has_no_page_there() {
    let arrive = |item: &str| arrivals(read(&rss(&format!("<item>{item}</item>")))).remove(0);
    let sound = "https://a.example/1.mp3";
    let file = format!("<enclosure url='{sound}?utm_source=rss' type='audio/mpeg'/>");
    for named in ["", "<guid isPermaLink='false'>1</guid>"] {
        let alone = arrive(&format!("<title>One</title>{named}{file}"));
        let linked = arrive(&format!("<title>One</title>{named}<link>{sound}</link>"));
        assert_eq!(alone.entry.link, None);
        assert_eq!(linked.entry.link.as_deref(), Some(sound), "no enclosure");
        assert_eq!(alone.identities, linked.identities, "as in older stores");
        assert_eq!(alone.url_key, super::super::url_key(sound));
    }
    let link = |item: &str| arrive(item).entry.link;
    let guid = format!("<guid>{sound}</guid>{file}");
    assert_eq!(link(&guid), None);
    assert_eq!(link(&format!("<link>{sound}</link>{file}")), None);
    let page = Some("https://a.example/1".to_owned());
    assert_eq!(
        link(&format!("<link>https://a.example/1</link>{file}")),
        page
    );
    assert_eq!(
        link("<enclosure url='https://a.example/1' type='text/html'/>"),
        page
    );
}

/// Row 30.
#[test]
fn the_content_is_the_fullest_home_and_a_missing_title_the_first_words() {
    let homes = [
        "<content:encoded>encoded</content:encoded>",
        "<atom:content type='html'>atom</atom:content>",
        "<fullitem>fullitem</fullitem>",
    ];
    for (from, wanted) in ["encoded", "atom", "fullitem"].iter().enumerate() {
        let rest: Vec<&str> = homes[from..].iter().rev().copied().collect();
        let found = entry(&format!(
            "<description>short</description>{}",
            rest.concat()
        ));
        assert_eq!(found.content.as_deref(), Some(*wanted));
        assert_eq!(found.summary.as_deref(), Some("short"));
    }
    let summary = |item: &str| entry(item).summary.unwrap_or_default();
    let media = "<media:description>media</media:description>";
    let itunes = "<itunes:summary>itunes</itunes:summary>";
    assert_eq!(
        summary(&format!("{media}{itunes}<description>own</description>")),
        "own"
    );
    assert_eq!(summary(&format!("{media}{itunes}")), "itunes");
    assert_eq!(summary(media), "media");
    let words = "word ".repeat(60);
    let long = entry(&format!("<description>&lt;p&gt;{words}</description>")).title;
    assert!(
        long.starts_with("word word") && long.chars().count() <= 101,
        "{long}"
    );
    assert_eq!(
        &*entry("<link>https://a.example/x</link>").title,
        "https://a.example/x"
    );
    assert!(
        entry("<pubDate>2024-03-25</pubDate>")
            .title
            .starts_with("2024-03-25")
    );
}

/// Row 31.
#[test]
fn the_author_is_the_best_home_without_its_mail_and_several_are_joined() {
    let author = |item: &str| entry(item).author.to_string();
    let homes = [
        "<atom:author><name>Atom</name><email>a@b.example</email></atom:author>",
        "<dc:creator>Creator</dc:creator>",
        "<author>me@b.example (Author)</author>",
        "<itunes:author>Tunes</itunes:author>",
    ];
    for (from, wanted) in ["Atom", "Creator", "Author", "Tunes"].iter().enumerate() {
        let rest: Vec<&str> = homes[from..].iter().rev().copied().collect();
        assert_eq!(author(&rest.concat()), *wanted);
    }
    assert_eq!(
        author(
            "<dc:creator>Ada</dc:creator><dc:creator>Ben</dc:creator><dc:creator>Ada</dc:creator>"
        ),
        "Ada, Ben"
    );
    let sourced = "<source><author><name>Elsewhere</name></author></source>";
    assert_eq!(&*atom(sourced).author, "Elsewhere");
    assert_eq!(&*atom("<id>1</id>").author, "Of the feed");
}

/// Row 32: that an update leaves an article read is tested in `store`.
#[test]
fn published_comes_before_updated_and_an_impossible_date_is_none() {
    let day = |text: Option<Timestamp>| {
        text.map(|it| it.to_string().chars().take(10).collect::<String>())
    };
    let both =
        atom("<updated>2024-03-26T00:00:00Z</updated><published>2024-03-25T00:00:00Z</published>");
    assert_eq!(day(both.published).as_deref(), Some("2024-03-25"));
    assert_eq!(day(both.updated).as_deref(), Some("2024-03-26"));
    let only = atom("<updated>2024-03-26T00:00:00Z</updated>");
    assert_eq!(day(only.published).as_deref(), Some("2024-03-26"));
    assert_eq!(entry("<pubDate>Mon, 45 Foo 2024</pubDate>").published, None);
}

/// Row 33.
/// Numbers as text were dates, and in RSS.
#[test]
fn dates_of_json_feeds_may_be_numbers() {
    for date in [
        "1795521600",
        "\"1795521600\"",
        "1795521600000",
        "1795521600.0",
    ] {
        for name in ["date_published", "date_modified"] {
            let json = format!(
                r#"{{"version":"https://jsonfeed.org/version/1.1","items":[{{"id":"1","{name}":{date}}}]}}"#
            );
            let published = read(&json).entries[0].published;
            let published = published.map(crate::model::Timestamp::seconds);
            assert_eq!(published, Some(1_795_521_600), "{name} {date}");
        }
    }
    let json = r#"{"version":"https://jsonfeed.org/version/1.1","items":[{"id":"1","date_published":true}]}"#;
    assert_eq!(read(json).entries[0].published, None);
}

#[test]
fn enclosures_come_from_every_home_and_once() {
    let item = "<enclosure url='/a.mp3' type='audio/mpeg' length='12'/><enclosure url='../a.mp3'/>\
        <atom:link rel='enclosure' href='https://a.example/b.mp3' length='7'/>\
        <media:group><media:content url='https://a.example/c.mp4' type='video/mp4' fileSize='9'/><media:thumbnail url='https://a.example/c.jpg'/></media:group>\
        <media:content url='https://a.example/b.mp3'/>";
    let found = entry(item);
    let urls: Vec<(&str, Option<u64>)> = found
        .enclosures
        .iter()
        .map(|it| (it.url.as_str(), it.length))
        .collect();
    assert_eq!(
        urls,
        [
            ("https://news.example/a.mp3", Some(12)),
            ("https://a.example/b.mp3", Some(7)),
            ("https://a.example/c.mp4", Some(9))
        ]
    );
    assert_eq!(found.image.as_deref(), Some("https://a.example/c.jpg"));
    let json = r#"{"version":"https://jsonfeed.org/version/1.1","items":[{"id":"1","attachments":[{"url":"/x.mp3","mime_type":"audio/mpeg"}]}]}"#;
    assert_eq!(
        read(json).entries[0].enclosures[0].url,
        "https://news.example/x.mp3"
    );
}

/// A picture of `media:`, and as it is shown.
fn picture(name: &str, more: &str, words: &str) -> (String, String) {
    let told = match words {
        "" => String::new(),
        _ => format!("<media:description type='plain'>{words}</media:description>"),
    };
    let url = format!("https://a.example/{name}");
    (
        format!("<media:content url='{url}' medium='image' {more}>{told}</media:content>"),
        format!("<p><img src=\"{url}\" alt=\"{words}\"></p>"),
    )
}

const SUNRISE: &str = "<description>&lt;p&gt;Sunrise&lt;/p&gt;</description>";

/// Mastodon's posts have up to four, with words for who does not see them.
#[test]
fn pictures_beside_a_text_are_shown_below_it_with_their_words() {
    let (one, first) = picture("1/ab.png", "", "Sky, &quot;red&quot;");
    let (two, second) = picture("2/cd.png", "", "Two canoes");
    let both = [first, second.clone()].concat();
    let post = entry(&format!("{SUNRISE}{one}{two}"));
    assert_eq!(&*post.title, "Sunrise");
    assert_eq!(post.summary, Some(format!("<p>Sunrise</p>{both}")));
    let lead = Some("https://a.example/1/ab.png");
    assert_eq!(post.image.as_deref(), lead);
    let thumbnail = "<media:thumbnail url='https://a.example/small/ab.png'/>";
    let post = entry(&format!("{SUNRISE}{thumbnail}{one}{two}"));
    assert_eq!(post.image.as_deref(), lead, "not shown twice");
    let silent = entry(&format!("{one}{two}"));
    assert_eq!((silent.summary, silent.content), (None, Some(both.clone())));
    assert_eq!(&*silent.title, "Sky, \"red\"");
    let alone = entry(&format!("{SUNRISE}{two}"));
    assert_eq!(alone.summary, Some(format!("<p>Sunrise</p>{second}")));
    let emoji = "<description>&lt;img src='e.png' width='16'&gt;</description>";
    let emoji = entry(&format!("{emoji}{one}{two}")).summary.unwrap();
    assert!(emoji.ends_with(&both), "{emoji}");
    let (one, _) = picture("ab.png", "", "");
    let (two, _) = picture("cd.png", "", "");
    let gallery = entry(&format!("<title>G</title>{SUNRISE}{one}{two}"));
    assert_eq!(gallery.summary.unwrap().matches("<img").count(), 2);
}

/// Outlets give one picture in several sizes.
#[test]
fn one_picture_stands_above_the_text_and_what_the_text_shows_is_not_shown_again() {
    let of = |name: &str, more: &str, words: &str| picture(name, more, words).0;
    let told = of("1.jpg", "", "Sky");
    let plain = of("ab.jpg", "", "");
    for pictures in [
        format!("<title>T</title>{told}"),
        plain.clone(),
        format!("{}{plain}", of("ab-300x200.jpg", "", "")),
        format!("{}{}", of("140/ab.jpg", "", ""), of("500/ab.jpg", "", "")),
        format!("{}{plain}", of("cd.jpg", "width='140'", "")),
        format!("<title>T</title>{told}{}", of("cd.jpg", "", "Sky")),
        format!("<media:group>{}{plain}</media:group>", of("cd.jpg", "", "")),
        format!("<title>T</title>{}{told}", of("avatar/0.jpg", "", "")),
    ] {
        let found = entry(&format!("{SUNRISE}{pictures}"));
        assert_eq!(
            found.summary.as_deref(),
            Some("<p>Sunrise</p>"),
            "{pictures}"
        );
        assert!(found.image.is_some(), "{pictures}");
    }
    let shows = "&lt;img src='https://b.example/1.png'&gt;";
    let both = format!("{told}{}", of("2.jpg", "", "Sand"));
    let found = entry(&format!("<description>{shows}</description>{both}"));
    assert_eq!(found.summary.unwrap().matches("<img").count(), 1);
    let silent = entry(&format!("<title>T</title>{told}"));
    assert_eq!(
        silent.summary.as_deref(),
        Some("Sky"),
        "better than nothing"
    );
}

/// Row 34.
#[test]
fn links_lose_what_only_tracks_and_ids_nothing() {
    let found = entry(
        "<guid>https://news.example/a?utm_source=rss</guid><link>https://news.example/a?utm_source=rss&amp;id=7&amp;mc_cid=1#top</link>",
    );
    assert_eq!(
        found.link.as_deref(),
        Some("https://news.example/a?id=7#top")
    );
    assert_eq!(
        found.id.as_deref(),
        Some("https://news.example/a?utm_source=rss")
    );
    let link = |query: &str| {
        entry(&format!("<link>https://a.example/x?{query}</link>"))
            .link
            .unwrap()
    };
    assert_eq!(link("ref=news.example"), "https://a.example/x");
    assert_eq!(
        link("ref=main&amp;q=a%20b"),
        "https://a.example/x?ref=main&q=a%20b"
    );
}

/// Row 38.
#[test]
fn the_oldest_is_stored_first() {
    let items = "<item><title>New</title><pubDate>2024-03-26</pubDate></item><item><title>Old</title><pubDate>2024-03-25</pubDate></item>";
    let titles: Vec<String> = arrivals(read(&rss(items)))
        .into_iter()
        .map(|it| it.entry.title.to_string())
        .collect();
    assert_eq!(titles, ["Old", "New"]);
}
