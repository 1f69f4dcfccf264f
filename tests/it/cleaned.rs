//! `tidings clean` as a filter: the keys of its JSON, bad input, and what the sanitiser lets out.

use crate::home::Home;
use proptest::prelude::*;
use serde_json::Value;
use tidings::clean::sanitise;
use tidings::markup::is_tracking;

const PAGE: &str = include_str!("../fixtures/articles/magazine.example/page.html");
const URL: &str = "https://magazine.example/crafts/bell-foundry";

fn cleaned(arguments: &[&str], page: &[u8]) -> crate::home::Ran {
    let mut all = vec!["clean"];
    all.extend(arguments);
    Home::new().feed(&all, page)
}

fn json(page: &[u8]) -> Value {
    cleaned(&["--format", "json", "--url", URL], page).json()[0].clone()
}

#[test]
fn the_json_of_an_article_has_these_keys_and_no_others() {
    let article = json(PAGE.as_bytes());
    let mut keys: Vec<&str> = article
        .as_object()
        .unwrap()
        .keys()
        .map(String::as_str)
        .collect();
    keys.sort_unstable();
    let mut wanted = [
        "title",
        "standfirst",
        "byline",
        "published",
        "updated",
        "language",
        "site",
        "canonical",
        "section",
        "lead_image",
        "lead_caption",
        "words",
        "minutes",
        "links",
        "body_html",
        "body_text",
        "chosen",
        "why",
        "warnings",
    ];
    wanted.sort_unstable();
    assert_eq!(keys, wanted);
    for (key, value) in [
        ("title", "The last bell foundry of the valley"),
        ("byline", "Mira Solen, Jonas Petrak"),
        ("published", "2026-05-02T04:00:00Z"),
        ("updated", "2026-05-03T07:30:00Z"),
        ("language", "en-GB"),
        ("site", "The Lantern"),
        ("section", "Crafts"),
        ("chosen", "page"),
    ] {
        assert_eq!(article[key], value, "{key}");
    }
    assert_eq!(
        article["links"][0]["url"],
        "https://magazine.example/people/havel"
    );
    for (key, is_right) in [
        ("words", article["words"].is_u64()),
        ("minutes", article["minutes"].is_u64()),
        ("why", article["why"][0].is_string()),
        ("warnings", article["warnings"] == serde_json::json!([])),
        ("lead_image", article["lead_image"].is_string()),
        ("lead_caption", article["lead_caption"].is_string()),
    ] {
        assert!(is_right, "{key}: {}", article[key]);
    }
}

#[test]
fn what_is_not_known_is_null() {
    let article = json(b"<p>Six bells, and nobody on the pier.</p>");
    for key in ["byline", "published", "updated", "section", "lead_image"] {
        assert_eq!(article[key], Value::Null, "{key}");
    }
}

/// Whatever comes, there is an answer and one line that says what happened.
#[test]
fn bad_input_gives_what_there_is_and_one_line() {
    let deep = format!("<p>The tide came back.</p>{}", "<div>".repeat(2 << 20));
    let cut = &PAGE.as_bytes()[..PAGE.len() / 2];
    let login = "<html><body><h1>Harbour Post</h1><form><p>Log in to continue</p><input type=password>\
                 <a href=/f>Forgot your password?</a></form></body></html>";
    let consent = "<body><p>We value your privacy. We and our partners store and/or access information \
                   on a device.</p><button>Accept all</button></body>";
    let list = format!(
        "<body><ul>{}</ul></body>",
        "<li><a href=/a>A story of the harbour and its cranes</a></li>".repeat(40)
    );
    let (latin, expected) = (
        b"<p>Caf\xe9 am Kai, ge\xf6ffnet bis sechs.</p>",
        "Café am Kai",
    );
    let binary: Vec<u8> = (0..=255).cycle().take(40_000).collect();
    for (name, page, text, line) in [
        ("empty", &b""[..], "", "no text"),
        ("cut", cut, "The furnace is lit at two", ""),
        ("deep", deep.as_bytes(), "The tide came back.", "4 MiB"),
        ("binary", &binary, "", "no text"),
        ("charset", &latin[..], expected, ""),
        ("login", login.as_bytes(), "", "asks to log in"),
        ("consent", consent.as_bytes(), "", "consent to cookies"),
        ("list", list.as_bytes(), "", "list of links"),
    ] {
        let ran = cleaned(&["--format", "body"], page);
        // Where there is nothing to read, nothing could be done.
        let is_nothing = ["empty", "binary"].contains(&name);
        let code = if is_nothing { 3 } else { 0 };
        assert_eq!(ran.code, Some(code), "{name}: {}", ran.err);
        assert_eq!(ran.out.is_empty(), is_nothing, "{name}: {}", ran.out);
        assert!(ran.out.contains(text), "{name}: {}", ran.out);
        assert!(ran.err.contains(line), "{name}: {}", ran.err);
        assert!(ran.err.lines().count() <= 2, "{name}: {}", ran.err);
        assert!(
            !ran.out
                .contains(|c: char| c.is_control() && c != '\n' && c != '\t'),
            "{name}"
        );
    }
}

/// Elements with their attributes, as a parser would see them: quotes may hold anything.
fn tags(html: &str) -> Vec<(String, Vec<(String, String)>)> {
    let mut out = Vec::new();
    let mut rest = html;
    while let Some(at) = rest.find('<') {
        rest = &rest[at + 1..];
        let end = rest
            .find(|c: char| c.is_whitespace() || c == '>')
            .unwrap_or(rest.len());
        let name = rest[..end].trim_start_matches('/').to_owned();
        rest = &rest[end..];
        let mut attributes = Vec::new();
        loop {
            rest = rest.trim_start();
            if rest.is_empty() || rest.starts_with('>') {
                break;
            }
            let Some((key, behind)) = rest.split_once("=\"") else {
                break;
            };
            let (value, behind) = behind.split_once('"').unwrap_or((behind, ""));
            attributes.push((key.to_owned(), value.replace("&amp;", "&")));
            rest = behind;
        }
        out.push((name, attributes));
    }
    out
}

const ELEMENTS: &str = "h1 h2 h3 h4 h5 h6 p blockquote ul ol li dl dt dd pre code table thead tbody tfoot tr td th \
                        caption figure figcaption img a em strong b i s del sub sup br hr details summary abbr mark \
                        colgroup col small";
const ATTRIBUTES: &str = "href src alt colspan rowspan start class title id";

fn is_absolute(url: &str) -> bool {
    ["http://", "https://", "mailto:"]
        .iter()
        .any(|scheme| url.starts_with(scheme))
}

fn tracks(url: &str) -> bool {
    let query = url
        .split_once('?')
        .map(|(_, query)| query)
        .unwrap_or_default();
    query
        .split(['&', '#'])
        .any(|pair| is_tracking(pair.split('=').next().unwrap_or_default()))
}

fn pieces() -> impl Strategy<Value = String> {
    prop_oneof![
        "[a-z <>&\"'é中\u{202e}\u{0}\u{1b}]{0,12}",
        "</?(p|div|a|b|table|tr|td|ul|li|script|style|svg|math|iframe|object|form|input|template|noscript|title|pre|q)>",
        Just("<a href=\"javascript:alert(1)\">".to_owned()),
        Just("<a href='//t.example/x?utm_source=a&id=1&fbclid=2' onclick=x()>".to_owned()),
        Just("<a href=\" JaVaScRiPt&#58;x\">".to_owned()),
        Just("<a href=data:text/html,x>".to_owned()),
        Just("<img src=x onerror=alert(1)>".to_owned()),
        Just("<img src=https://t.example/pixel.gif width=1 height=1>".to_owned()),
        Just("<img srcset='/a.jpg?gclid=1 640w, javascript:x 2000w' alt='<script>\">'>".to_owned()),
        Just("<script>document.write('<p>x')</script>".to_owned()),
        Just("<style>p{background:url(x)}</style>".to_owned()),
        Just("<svg><a xlink:href=javascript:x><script>1</script></a></svg>".to_owned()),
        Just("<math><mtext><img src=x onerror=x></mtext></math>".to_owned()),
        Just("<iframe srcdoc='<script>x</script>'></iframe>".to_owned()),
        Just("<base href=javascript:x>".to_owned()),
        Just("<p style='background:url(javascript:x)' class=x id=y>".to_owned()),
        Just("<!--".to_owned()),
        Just("-->".to_owned()),
        Just("<![CDATA[".to_owned()),
    ]
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(400))]
    #[test]
    fn only_what_a_reader_can_show_comes_out(parts in prop::collection::vec(pieces(), 0..24)) {
        let page = parts.concat();
        let html = sanitise(&page, Some("https://outlet.example/news/"));
        for (name, attributes) in tags(&html) {
            prop_assert!(ELEMENTS.split(' ').any(|known| known == name), "<{name}> in {html}");
            for (key, value) in attributes {
                prop_assert!(ATTRIBUTES.split(' ').any(|known| known == key), "{key} in {html}");
                if ["href", "src", "id"].contains(&key.as_str()) {
                    prop_assert!(is_absolute(&value), "{value} in {html}");
                    prop_assert!(!tracks(&value), "{value} in {html}");
                    prop_assert!(!value.contains("pixel.gif"), "{html}");
                }
            }
        }
    }
}

/// The page was cleaned otherwise than a reader's own is.
#[test]
fn the_readers_own_rules_clean_it_and_a_faulty_file_of_them_is_said() {
    let home = Home::new();
    let rules = home.path().join("rules");
    std::fs::create_dir(&rules).unwrap();
    let file = rules.join("magazine.example.toml");
    std::fs::write(&file, "title = \"#mine\"\n").unwrap();
    let page = PAGE.replacen("<body", "<body><p id=mine>My own title</p><x", 1);
    let title = |arguments: &[&str]| {
        let all = [&["clean", "--format", "json", "--url", URL], arguments].concat();
        home.feed(&all, page.as_bytes()).json()[0]["title"].clone()
    };
    assert_eq!(title(&[]), "My own title");
    assert_ne!(title(&["--no-rules"]), "My own title");
    std::fs::write(&file, "title = [\"#mine\"]\n").unwrap();
    let ran = home.feed(&["clean", "--url", URL], page.as_bytes());
    let place = "magazine.example.toml:1: ";
    assert_eq!(ran.code, Some(3), "{}", ran.err);
    assert!(ran.err.contains(place), "{}", ran.err);
    assert!(home.run(&["doctor"]).out.contains(place));
}
