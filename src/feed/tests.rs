//! The whole reader on documents of our own: every format, the classes of breakage, and feed-rs as
//! the oracle for what it reads right.

mod hostile;
mod rows;

use super::{Context, NotAFeed, arrivals, parse, second};
use crate::model::{IdentityKind, ParsedEntry, ParsedFeed, Timestamp};
use std::time::Duration;

const URL: &str = "https://news.example/feeds/all.xml";

fn read_bytes(bytes: &[u8]) -> Result<ParsedFeed, NotAFeed> {
    let context = Context {
        url: Some(URL),
        now: Timestamp::from_seconds(1_711_400_000),
        ..Context::default()
    };
    parse(bytes, &context)
}

fn read(text: &str) -> ParsedFeed {
    read_bytes(text.as_bytes()).unwrap()
}

fn titles(text: &str) -> Vec<String> {
    read(text)
        .entries
        .iter()
        .map(|it| it.title.to_string())
        .collect()
}

fn rss(items: &str) -> String {
    format!(
        "<rss version=\"2.0\"><channel><title>News</title><link>https://news.example/</link>{items}</channel></rss>"
    )
}

const TWO: &str = "<item><title>One</title><guid>1</guid><link>https://news.example/1</link></item>
    <item><title>Two</title><guid>2</guid><link>https://news.example/2</link></item>";

mod formats {
    use super::*;

    #[test]
    fn rss_2_with_its_modules() {
        let feed = read(include_str!("../../tests/fixtures/feeds/rss2.xml"));
        insta::assert_debug_snapshot!(feed);
    }

    #[test]
    fn atom_1_with_base_xhtml_and_source() {
        let feed = read(include_str!("../../tests/fixtures/feeds/atom.xml"));
        insta::assert_debug_snapshot!(feed);
    }

    #[test]
    fn rdf_0_90_and_1_0() {
        for (space, about) in [
            ("http://my.netscape.com/rdf/simple/0.9/", ""),
            (
                "http://purl.org/rss/1.0/",
                " rdf:about=\"https://news.example/1\"",
            ),
        ] {
            let feed = read(&format!(
                "<rdf:RDF xmlns:rdf=\"http://www.w3.org/1999/02/22-rdf-syntax-ns#\" xmlns=\"{space}\" xmlns:dc=\"http://purl.org/dc/elements/1.1/\">
                 <channel><title>News</title><link>https://news.example/</link><items><rdf:Seq/></items></channel>
                 <item{about}><title>One</title><link>https://news.example/1</link><dc:date>2024-03-25T14:07:09Z</dc:date><dc:creator>Ada</dc:creator></item>
                 </rdf:RDF>"
            ));
            let entry = &feed.entries[0];
            assert_eq!((&*entry.title, &*entry.author), ("One", "Ada"));
            assert_eq!(entry.link.as_deref(), Some("https://news.example/1"));
            assert_eq!(entry.published.map(Timestamp::seconds), Some(1_711_375_629));
            assert_eq!(entry.id.is_some(), !about.is_empty());
            assert_eq!(feed.link.as_deref(), Some("https://news.example/"));
        }
    }

    #[test]
    fn atom_0_3_with_modes() {
        let feed = read(
            "<feed version='0.3' xmlns='http://purl.org/atom/ns#'><title mode='escaped' type='text/html'>A &lt;b&gt;bold&lt;/b&gt; title</title>
             <tagline>Words</tagline><entry><id>tag:x,2024:1</id><link rel='alternate' href='/1'/><title mode='base64'>T25lICZhbXA7IHR3bw==</title>
             <issued>2024-03-25T14:07:09Z</issued><modified>2024-03-26</modified>
             <content type='application/xhtml+xml'><div xmlns='http://www.w3.org/1999/xhtml'>x <a href='y'>y</a></div></content></entry></feed>",
        );
        assert_eq!(&*feed.title, "A bold title");
        assert_eq!(&*feed.subtitle, "Words");
        let entry = &feed.entries[0];
        assert_eq!(&*entry.title, "One & two");
        assert_eq!(entry.link.as_deref(), Some("https://news.example/1"));
        assert_eq!(
            entry.content.as_deref(),
            Some("<div>x <a href=\"https://news.example/feeds/y\">y</a></div>")
        );
        assert!(entry.published < entry.updated);
    }

    #[test]
    fn cdf_and_bare_entries() {
        let feed = read(
            "<CHANNEL HREF='https://news.example/'><TITLE>News</TITLE><ITEM HREF='https://news.example/1' LASTMOD='2024-03-25'><TITLE>One</TITLE><ABSTRACT>Words</ABSTRACT></ITEM></CHANNEL>",
        );
        assert_eq!(
            feed.entries[0].link.as_deref(),
            Some("https://news.example/1")
        );
        assert_eq!(feed.entries[0].summary.as_deref(), Some("Words"));
        assert_eq!(
            titles(
                "<entry xmlns='http://www.w3.org/2005/Atom'><title>Alone</title><id>1</id></entry>"
            ),
            ["Alone"]
        );
    }

    #[test]
    fn json_feed_with_numbers_as_ids_and_no_titles() {
        let feed = read(
            r#"{"version":"http://jsonfeed.org/version/1","home_page_url":"https://news.example/","items":[
               {"id":7,"url":"/seven","content_html":"<p>Seven <img src='s.png'></p>","date_published":"2024-03-25T14:07:09Z",
                "author":{"name":"Ada"},"tags":["a","b"],"attachments":[{"url":"/a.mp3","mime_type":"audio/mpeg","size_in_bytes":"12"}]},
               {"id":"x","content_text":"1 < 2","external_url":"https://else.example/","date_published":"2024-03-24","authors":[{"name":"B"},{"name":"C"}]}]}"#,
        );
        assert_eq!(feed.entries.len(), 2);
        let [seven, other] = feed.entries.as_slice() else {
            panic!()
        };
        assert_eq!(
            (seven.id.as_deref(), seven.link.as_deref()),
            (Some("7"), Some("https://news.example/seven"))
        );
        assert_eq!(&*seven.title, "Seven");
        assert_eq!(
            seven.content.as_deref(),
            Some("<p>Seven <img src='https://news.example/s.png'></p>")
        );
        assert_eq!(seven.enclosures[0].length, Some(12));
        assert_eq!(
            (&*other.author, other.content.as_deref()),
            ("B, C", Some("1 &lt; 2"))
        );
    }

    #[test]
    fn what_an_item_of_a_link_blog_is_about_is_linked_below_its_text() {
        let content = |more: &str| {
            let text = format!(
                r#"{{"items":[{{"id":1,"url":"https://news.example/1","external_url":"https://else.example/a?b=1&c=2"{more}}}]}}"#
            );
            let entry = read(&text).entries.remove(0);
            assert_eq!(entry.link.as_deref(), Some("https://news.example/1"));
            (entry.title.to_string(), entry.content, entry.summary)
        };
        let url = "https://else.example/a?b=1&amp;c=2";
        let line = format!("<p><a href=\"{url}\">{url}</a></p>");
        let of = |title: &str, content: Option<String>, summary: Option<String>| {
            (title.to_owned(), content, summary)
        };
        assert_eq!(
            content(r#","content_text":"Good.""#),
            of("Good.", Some(format!("Good.{line}")), None)
        );
        assert_eq!(
            content(r#","summary":"Good.""#),
            of("Good.", None, Some(format!("Good.{line}")))
        );
        assert_eq!(content(""), of("https://news.example/1", Some(line), None));
        let linked =
            r#","content_html":"See <a href='http://else.example/a?b=1&amp;c=2#d'>it</a>""#;
        assert_eq!(content(linked).1.unwrap().matches("else.").count(), 1);
        let linked = r#","content_text":"See https://else.example/a?b=1&c=2.""#;
        assert_eq!(content(linked).1.unwrap().matches("else.").count(), 2);
    }

    #[test]
    fn rss_in_json() {
        let feed = read(
            r##"{"rss":{"version":"2.0","channel":{"title":"News","link":"https://news.example/","ttl":"60","item":[
               {"title":"One","description":"<b>x</b>","pubDate":"Mon, 25 Mar 2024 14:07:09 GMT","guid":{"isPermaLink":"false","#value":"g1"},"category":"a"},
               {"guid":"https://news.example/2","description":"no title"}]}}}"##,
        );
        assert_eq!(feed.entries.len(), 2);
        assert_eq!(feed.entries[0].id.as_deref(), Some("g1"));
        assert_eq!(
            feed.entries[1].link.as_deref(),
            Some("https://news.example/2")
        );
        assert_eq!(feed.hints.ttl, Some(Duration::from_secs(3600)));
    }

    #[test]
    fn a_language_with_a_stroke_below_is_one_with_a_hyphen() {
        let feed = read(&rss(&format!("<language>en_US</language>{TWO}")));
        assert_eq!(feed.language.as_deref(), Some("en-US"));
        assert_eq!(feed.entries[0].language.as_deref(), Some("en-US"));
    }

    #[test]
    fn what_is_no_feed_says_so_in_a_line() {
        assert_eq!(read_bytes(b"  \n"), Err(NotAFeed::Empty));
        assert_eq!(
            read_bytes(b"<!doctype html><html><head><title>x</title></head><p>hi"),
            Err(NotAFeed::Html)
        );
        let said = |bytes: &[u8]| read_bytes(bytes).unwrap_err().to_string();
        assert_eq!(
            said(b"<opml><body/></opml>"),
            "there is no feed in it (its root is “opml”)"
        );
        assert_eq!(
            said(b"{\"a\":1}"),
            "there is no feed in it (JSON without items)"
        );
        assert_eq!(
            said(b"\x1f\x8b\x08 random"),
            "there is no feed in it (it is neither XML nor JSON)"
        );
        assert!(read("<rss></rss").entries.is_empty());
    }
}

mod breakage {
    use super::*;

    #[test]
    fn lost_crossed_and_stray_tags_keep_every_entry() {
        for (wrong, items) in [
            ("lost title end", TWO.replacen("</title>", "", 1)),
            ("lost item end", TWO.replacen("</item>", "", 1)),
            (
                "stray end tags",
                TWO.replacen("</title>", "</title></div></p></channel2>", 1),
            ),
            (
                "crossed",
                TWO.replacen("</title>", "<b><i></b></i></title>", 1),
            ),
            (
                "raw HTML in a title",
                TWO.replacen("</title>", " <br><img src=a.png> <b>x</title>", 1),
            ),
            (
                "unquoted attribute",
                TWO.replacen("<item>", "<item class=first data-x>", 1),
            ),
            (
                "attribute twice",
                TWO.replacen("<item>", "<item a='1' a='2'>", 1),
            ),
            (
                "attribute without end",
                TWO.replacen("<item>", "<item a='1>", 1),
            ),
            (
                "bare signs",
                TWO.replacen("</title>", " Q&A 1 < 2 <3</title>", 1),
            ),
            (
                "unended CDATA",
                TWO.replacen("<title>One</title>", "<title><![CDATA[One</title>", 1),
            ),
            (
                "unended comment",
                TWO.replacen("<title>", "<!-- <title>", 1),
            ),
        ] {
            let links: Vec<_> = read(&rss(&items))
                .entries
                .into_iter()
                .filter_map(|it| it.link)
                .collect();
            let second = links.iter().filter(|it| it.ends_with("/2")).count();
            assert_eq!(
                (second, read(&rss(&items)).entries.len()),
                (1, 2),
                "{wrong}: {links:?}"
            );
        }
    }

    #[test]
    fn junk_around_and_wrong_frames_do_not_matter() {
        let sound = rss(TWO);
        for text in [
            format!(
                "<br />\n<b>Warning</b>: foo() in <b>/x.php</b><br />\n<?xml version=\"1.0\"?>{sound}"
            ),
            format!(
                "<?xml version=\"1.0\"?>\n<?xml version=\"1.0\" encoding=\"windows-1252\"?>{sound}"
            ),
            format!("<html><body>{sound}</body></html>"),
            format!("{sound}<script>x=1<2</script>&"),
            format!(
                "<!DOCTYPE rss SYSTEM \"http://127.0.0.1:1/x.dtd\" [<!ENTITY a \"b\">]>{sound}"
            ),
            sound.replace(
                "<rss version=\"2.0\">",
                "<rss version='3.14' xmlns='http://nobody.example/knows'>",
            ),
            sound.replace(
                "<rss version=\"2.0\">",
                "<rss xmlns='http://www.w3.org/1999/xhtml'>",
            ),
            sound
                .replace("</channel>", "")
                .replace("<item>", "</channel><item>"),
            sound
                .to_uppercase()
                .replace("HTTPS://NEWS.EXAMPLE", "https://news.example"),
        ] {
            assert_eq!(read(&text).entries.len(), 2, "{text}");
        }
    }

    /// A half entry stored would come again as another when the rest of it came.
    #[test]
    fn of_a_cut_document_nothing_is_stored_that_the_whole_one_does_not_have() {
        let atom = "<feed xmlns='http://www.w3.org/2005/Atom'><title>T</title>\
            <entry><title>One two</title><content>Text &amp; more</content><id>urn:1</id></entry>\
            <entry><title>Three</title><id>urn:2</id><summary>S</summary></entry></feed>";
        for whole in [rss(TWO), atom.to_owned()] {
            let known = arrivals(read(&whole));
            assert_eq!(known.len(), 2);
            for end in (0..whole.len()).filter(|end| whole.is_char_boundary(*end)) {
                let cut = read_bytes(&whole.as_bytes()[..end]);
                let stored = cut.map(arrivals).unwrap_or_default();
                for one in &stored {
                    let is_known = known.iter().any(|it| it.identities == one.identities);
                    assert!(is_known, "{end}: {}", one.entry.title);
                }
            }
        }
    }

    #[test]
    fn a_cut_document_is_said_to_be_cut() {
        let sound = rss(TWO);
        assert!(!read(&sound).is_cut);
        for end in [sound.len() - 6, sound.len() - 20, sound.len() - 40] {
            let feed = read(sound.get(..end).unwrap());
            assert!(feed.is_cut, "{end}");
            assert_eq!(feed.entries.len(), 2);
            assert!(feed.warnings.iter().any(|it| it.contains("ends before")));
        }
    }

    #[test]
    fn entities_are_named_ones_only_and_never_explode() {
        let text = format!(
            "<!DOCTYPE rss [<!ENTITY a \"haha\"><!ENTITY x SYSTEM \"file:///etc/passwd\">]>{}",
            rss("<item><title>&a;&x; caf&eacute;&nbsp;&hellip; &#146; &amp;amp;</title></item>")
        );
        assert_eq!(titles(&text), ["&a;&x; café … ’ &"]);
    }

    #[test]
    fn prefixes_mean_what_they_say_declared_or_not() {
        let items = "<item><title>Own</title><media:title>Not this</media:title><dc:creator>Ada</dc:creator><content:encoded>Whole</content:encoded><foo:title>No</foo:title></item>";
        for text in [rss(items), rss(items).replace("<rss ", "<rss xmlns:dc='https://www.purl.org/dc/elements/1.1' xmlns:media='http://search.yahoo.com/mrss' ")] {
            let entry = &read(&text).entries[0];
            assert_eq!((&*entry.title, &*entry.author, entry.content.as_deref()), ("Own", "Ada", Some("Whole")));
        }
    }

    #[test]
    fn what_feed_rs_panics_on_is_read() {
        for items in [
            "<item><title>x</title><author>info@example.com（編集部）</author></item>",
            "<item><title>x</title><author>“me@example.com”</author></item>",
            "<item><title>x</title><itunes:duration>99999999999999999999999:00:00</itunes:duration></item>",
            "<item><title>x</title></item><?xml version=\"1.0\" encoding=\"windows-1252\"?>",
        ] {
            assert_eq!(titles(&rss(items)), ["x"], "{items}");
        }
    }

    #[test]
    fn doubly_encoded_text_is_read_as_it_was_meant() {
        assert_eq!(
            titles(&rss(
                "<item><title>CafÃ© â€“ naÃ¯ve</title></item><item><title>São Ã</title></item>"
            )),
            ["Café – naïve", "São Ã"]
        );
    }

    #[test]
    fn hostile_documents_cost_little() {
        let deep = "<a>".repeat(100_000);
        let many = "<item><title>t</title></item>".repeat(20_000);
        for text in [
            rss(&format!(
                "<item><title>x</title>{deep}{}</item>",
                "</a>".repeat(100_000)
            )),
            rss(&format!("<item><title>x</title><description>{deep}")),
            rss(&format!(
                "<item><title>{}</title></item>",
                "a & b < c ".repeat(50_000)
            )),
            rss(&format!("<item><title>{}", "<a ".repeat(50_000))),
            rss(&format!(
                "<item><title>x</title>{}",
                "<![CDATA[</item>".repeat(50_000)
            )),
            rss(&format!(
                "<item><title>x</title>{}",
                "<!-- </item>".repeat(50_000)
            )),
            rss(&format!(
                "<item><title>x</title>{}",
                "<!x [>".repeat(50_000)
            )),
            rss(&format!("<item {}/>", "a='1' ".repeat(50_000))),
            rss(&format!(
                "<item>{}</item>",
                "<x xmlns:p='u'>".repeat(50_000)
            )),
        ] {
            assert!(!read(&text).entries.is_empty());
        }
        let feed = read(&rss(&many));
        assert_eq!(feed.entries.len(), 5_000);
        assert!(feed.warnings.iter().any(|it| it.contains("newest 5000")));
    }

    #[test]
    fn of_too_many_entries_the_newest_are_kept() {
        let item = |it: i64| {
            let date = 1_700_000_000 + it;
            format!("<item><title>t{it}</title><pubDate>{date}</pubDate></item>")
        };
        let items = (0..6_000).map(item).collect::<Vec<_>>().concat();
        let feed = read(&rss(&items));
        assert_eq!(&*feed.entries[0].title, "t5999");
        assert_eq!(&*feed.entries[4_999].title, "t1000");
    }
}

mod hints {
    use super::*;

    #[test]
    fn every_way_to_ask_for_patience_is_read() {
        let feed = read(&rss(
            "<ttl>90</ttl><skipHours><hour>24</hour><hour>7</hour><hour>99</hour></skipHours><skipDays><day>Sunday</day></skipDays>
             <sy:updatePeriod>daily</sy:updatePeriod><sy:updateFrequency>4</sy:updateFrequency><atom:link rel='hub' href='https://hub.example/'/>",
        ));
        assert_eq!(feed.hints.ttl, Some(Duration::from_secs(5_400)));
        assert_eq!(feed.hints.update_period, Some(Duration::from_secs(21_600)));
        assert_eq!(feed.hints.skip_hours, [0, 7]);
        assert_eq!(feed.hints.skip_days, [6]);
        assert_eq!(feed.hints.hub.as_deref(), Some("https://hub.example/"));
    }

    #[test]
    fn nonsense_hints_are_none() {
        let feed = read(&rss(
            "<ttl>-5</ttl><ttl>soon</ttl><sy:updatePeriod>never</sy:updatePeriod><sy:updateFrequency>0</sy:updateFrequency>",
        ));
        assert_eq!(feed.hints, crate::model::PollHints::default());
    }
}

mod identity {
    use super::*;
    use crate::model::{Arrival, Identity};

    fn arrive(items: &str) -> Vec<Arrival> {
        arrivals(read(&rss(items)))
    }

    fn one(items: &str) -> Vec<Identity> {
        arrive(items).remove(0).identities
    }

    fn of(kind: IdentityKind, all: &[Identity]) -> Option<Identity> {
        all.iter().copied().find(|it| it.kind == kind)
    }

    #[test]
    fn an_entry_with_an_id_carries_its_address_too() {
        let kinds: Vec<_> =
            one("<item><title>T</title><guid>g</guid><link>https://news.example/1</link></item>")
                .iter()
                .map(|it| it.kind)
                .collect();
        assert_eq!(kinds, [IdentityKind::Id, IdentityKind::Url]);
    }

    #[test]
    fn a_changed_id_or_date_or_tracking_name_brings_nothing_back() {
        let old = one(
            "<item><title>T</title><guid>g</guid><link>http://www.news.example/1?utm_source=x</link><pubDate>2024-03-25</pubDate></item>",
        );
        let new = one(
            "<item><title>T</title><guid>other</guid><link>https://news.example/1/</link><pubDate>2024-03-27</pubDate></item>",
        );
        assert_ne!(of(IdentityKind::Id, &old), of(IdentityKind::Id, &new));
        assert_eq!(of(IdentityKind::Url, &old), of(IdentityKind::Url, &new));
    }

    /// A site with other addresses, whose feed has a line of each article and takes its address for its id.
    #[test]
    fn a_few_words_of_the_same_second_are_known_again_at_another_address() {
        let item = |place: &str, words: &str, minute: u32| {
            format!(
                "<item><title>T</title><guid>https://news.example/{place}</guid><link>https://news.example/{place}</link>\
                 <description>{words}</description><pubDate>Mon, 25 Mar 2024 10:{minute}:00 GMT</pubDate></item>"
            )
        };
        let text = |place: &str, words: &str, minute| {
            of(IdentityKind::Text, &one(&item(place, words, minute)))
        };
        let old = text("old/1", "Ferries are back.", 11);
        assert!(old.is_some());
        assert_eq!(old, text("2024/1", "Ferries are back.", 11));
        assert_ne!(old, text("2024/1", "Ferries are back.", 12));
        assert_ne!(old, text("2024/1", "Ferries are gone.", 11));
        let twice = arrive(&[item("1", "Same.", 11), item("2", "Same.", 11)].concat());
        assert!(
            twice
                .iter()
                .all(|it| of(IdentityKind::Text, &it.identities).is_none())
        );
    }

    #[test]
    fn another_title_at_the_same_address_is_another_entry() {
        let old = one("<item><title>Monday</title><link>https://news.example/daily</link></item>");
        let new = one("<item><title>Tuesday</title><link>https://news.example/daily</link></item>");
        assert_ne!(of(IdentityKind::Url, &old), of(IdentityKind::Url, &new));
    }

    #[test]
    fn the_sites_own_address_and_shared_ones_name_nobody() {
        let home =
            arrive("<item><title>A</title><link>https://www.news.example</link></item>").remove(0);
        assert_eq!(
            (home.url_key, of(IdentityKind::Url, &home.identities)),
            (None, None)
        );
        assert!(of(IdentityKind::Text, &home.identities).is_some());
        let shared = "<item><title>A</title><link>https://news.example/live</link></item><item><title>B</title><link>https://news.example/live#2</link></item>";
        for arrival in arrive(shared) {
            assert_eq!(
                (arrival.url_key, of(IdentityKind::Url, &arrival.identities)),
                (None, None)
            );
        }
    }

    #[test]
    fn entries_with_one_id_are_told_apart_wherever_they_stand() {
        let a = "<item><title>A</title><guid>g</guid><link>https://news.example/a</link></item>";
        let b = "<item><title>B</title><guid>g</guid><link>https://news.example/b</link></item>";
        let c = "<item><title>C</title><guid>g</guid><description>words</description></item>";
        let ids = |items: &str| {
            let mut all: Vec<_> = arrive(items)
                .iter()
                .map(|it| (it.entry.title.to_string(), it.identities.clone()))
                .collect();
            all.sort_by(|a, b| a.0.cmp(&b.0));
            all
        };
        let first = ids(&format!("{a}{b}{c}"));
        assert_eq!(first.len(), 3);
        assert_eq!(first, ids(&format!("{c}{b}{a}")));
        let mut hashes: Vec<_> = first
            .iter()
            .flat_map(|it| it.1.iter().map(|it| it.hash))
            .collect();
        let count = hashes.len();
        hashes.sort_unstable();
        hashes.dedup();
        assert_eq!(hashes.len(), count);
    }

    #[test]
    fn the_same_entry_twice_is_one_and_differing_ones_all_show() {
        assert_eq!(
            arrive(&"<item><title>A</title><guid>g</guid></item>".repeat(3)).len(),
            1
        );
        let dated = "<item><title>A</title><pubDate>2024-03-25</pubDate></item><item><title>A</title><pubDate>2024-03-26</pubDate></item>";
        assert_eq!(arrive(dated).len(), 2);
    }

    #[test]
    fn arrivals_come_oldest_first_with_text_and_excerpt() {
        let words = "word ".repeat(60);
        let all = arrive(&format!(
            "<item><title>New</title><guid>2</guid><pubDate>2024-03-26</pubDate><description>&lt;p&gt;{words}&lt;/p&gt;&lt;script&gt;x&lt;/script&gt;</description></item>
             <item><title>Old</title><guid>1</guid><pubDate>2024-03-25</pubDate><description>short &amp;amp; sweet</description></item>"
        ));
        let [old, new] = all.as_slice() else {
            panic!("{all:?}")
        };
        assert_eq!(
            (
                &*old.entry.title,
                old.text.as_str(),
                old.words,
                old.text_hash
            ),
            ("Old", "short & sweet", 2, None)
        );
        assert_eq!((new.words, new.text_hash.is_some()), (60, true));
        assert!(new.excerpt.chars().count() <= 300 && new.excerpt.starts_with("word word"));
        assert!(of(IdentityKind::Text, &new.identities).is_some());
    }
}

mod oracle {
    use super::*;

    /// What both must see alike.
    fn facts(
        entry: &ParsedEntry,
    ) -> (
        Option<&str>,
        Option<&str>,
        String,
        Option<Timestamp>,
        Vec<&str>,
    ) {
        let enclosures = entry.enclosures.iter().map(|it| it.url.as_str()).collect();
        (
            entry.id.as_deref(),
            entry.link.as_deref(),
            entry.title.to_string(),
            entry.published,
            enclosures,
        )
    }

    #[test]
    fn feed_rs_reads_the_same_from_sound_documents() {
        for text in [
            include_str!("../../tests/fixtures/feeds/plain-rss.xml"),
            include_str!("../../tests/fixtures/feeds/plain-atom.xml"),
            include_str!("../../tests/fixtures/feeds/plain.json"),
        ] {
            let ours = read(text);
            let theirs = second::opinion(
                text,
                &Context {
                    url: Some(URL),
                    ..Context::default()
                },
            )
            .unwrap();
            assert_eq!((&ours.title, &ours.link), (&theirs.title, &theirs.link));
            assert_eq!(
                ours.entries.iter().map(facts).collect::<Vec<_>>(),
                theirs.entries.iter().map(facts).collect::<Vec<_>>()
            );
            for (our, their) in ours.entries.iter().zip(&theirs.entries) {
                let text = |it: &ParsedEntry| {
                    crate::markup::visible_text(
                        it.content.as_ref().or(it.summary.as_ref()).unwrap(),
                    )
                };
                assert_eq!(text(our), text(their));
            }
        }
    }

    #[test]
    fn the_second_opinion_is_never_asked_about_what_it_panics_on() {
        for items in [
            "<author>info@example.com（編集部）</author>",
            "<itunes:duration>99999999999999999999999:00:00</itunes:duration>",
            "<?xml version=\"1.0\" encoding=\"windows-1252\"?>",
        ] {
            let text = rss(&format!("<item><title>x</title>{items}</item>"));
            assert!(
                second::opinion(&text, &Context::default()).is_none(),
                "{items}"
            );
        }
        assert!(second::opinion(&rss(TWO), &Context::default()).is_some());
    }
}

mod properties {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn any_bytes_give_a_feed_or_a_line(bytes in proptest::collection::vec(any::<u8>(), 0..400)) {
            let _ = read_bytes(&bytes);
        }

        #[test]
        fn any_broken_feed_is_read_the_same_twice(at in 0_usize..600, junk in "[<>/&;\"'a-z!\\[\\]{}]{0,12}") {
            let mut text = rss(TWO);
            let at = at.min(text.len());
            text.insert_str(at, &junk);
            prop_assert_eq!(read_bytes(text.as_bytes()), read_bytes(text.as_bytes()));
        }

        #[test]
        fn dates_never_panic(text in "[0-9a-zA-Z:/,.+ -]{0,40}") {
            let _ = super::super::date::parse(&text);
        }
    }
}
