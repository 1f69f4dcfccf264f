//! Pages in the likeness of real ones: folders of `tests/fixtures/articles`, named by domain, each
//! with its rule (if there is one) and the document that must come out.

use std::fmt::Write as _;
use std::path::{Path, PathBuf};
use tidings::clean::{Cleaned, Source, clean, embedded_rules};
use tidings::model::{Document, OutletRules};

pub fn folders() -> Vec<PathBuf> {
    folders_of("articles")
}

fn folders_of(kind: &str) -> Vec<PathBuf> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures");
    let root = root.join(kind);
    let mut found: Vec<PathBuf> = std::fs::read_dir(root)
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .filter(|path| path.join("page.html").is_file())
        .collect();
    found.sort();
    found
}

pub fn cleaned(folder: &Path, page: bool) -> Cleaned {
    let read = |name: &str| std::fs::read_to_string(folder.join(name)).ok();
    let html = read("page.html").filter(|_| page);
    let url = read("url").unwrap();
    let summary = read("summary.html");
    let rules = rules_of(url.trim());
    clean(&Source {
        page: html.as_deref(),
        feed_summary: summary.as_deref(),
        rules: rules.as_ref(),
        ..Source::of_page("", Some(url.trim()))
    })
}

fn rules_of(url: &str) -> Option<OutletRules> {
    embedded_rules(url::Url::parse(url).unwrap().host_str().unwrap())
}

fn shown(document: &Document) -> String {
    let mut out = String::new();
    let time =
        |time: Option<tidings::model::Timestamp>| time.map(|t| t.to_string()).unwrap_or_default();
    for (name, value) in [
        ("title", document.title.to_string()),
        ("standfirst", document.standfirst.to_string()),
        ("byline", document.byline.to_string()),
        ("published", time(document.published)),
        ("updated", time(document.updated)),
        ("language", document.language.clone().unwrap_or_default()),
        ("site", document.site.to_string()),
        ("section", document.section.to_string()),
        ("canonical", document.canonical.clone().unwrap_or_default()),
        (
            "lead image",
            document.lead_image.clone().unwrap_or_default(),
        ),
        ("lead caption", document.lead_caption.to_string()),
        ("words", document.words.to_string()),
    ] {
        writeln!(out, "{name}: {value}").unwrap();
    }
    for (number, link) in document.links.iter().enumerate() {
        writeln!(out, "link {}: {} ({})", number + 1, link.url, link.text).unwrap();
    }
    for image in &document.images {
        writeln!(
            out,
            "image: {} ({}) {}",
            image.url, image.alt, image.caption
        )
        .unwrap();
    }
    for warning in &document.warnings {
        writeln!(out, "warning: {warning}").unwrap();
    }
    write!(out, "\n{}\n{}\n", document.html, document.text).unwrap();
    out
}

#[test]
fn every_page_of_the_fixtures_becomes_its_document() {
    let folders = folders();
    assert!(folders.len() >= 20);
    for folder in folders {
        let document = cleaned(&folder, true).document;
        insta::with_settings!({ snapshot_path => &folder, prepend_module_to_snapshot => false, omit_expression => true }, {
            insta::assert_snapshot!("document", shown(&document));
        });
    }
}

/// What extractors get wrong falls into nine classes: a page for each, and the text that a person would copy
/// out of it.
#[test]
fn every_class_of_what_goes_wrong_comes_out_right() {
    let folders = folders_of("classes");
    assert_eq!(folders.len(), 9);
    for folder in folders {
        let answer = std::fs::read_to_string(folder.join("answer.txt")).unwrap();
        let text = cleaned(&folder, true).document.text;
        assert_eq!(text, answer.trim_end(), "{folder:?}");
    }
}

/// Outlets whose pages say what is furniture in a way that only a rule can know.
const NEED_RULES: [&str; 6] = [
    "bbc.com-hausa",
    "bbc.com-pidgin",
    "bbc.com-yoruba",
    "lwn.net",
    "npr.org",
    "premiumtimesng.com",
];

#[test]
fn a_rule_takes_away_what_is_furniture_and_nothing_else() {
    for folder in folders() {
        let name = folder.file_name().unwrap().to_str().unwrap();
        let html = std::fs::read_to_string(folder.join("page.html")).unwrap();
        let url = std::fs::read_to_string(folder.join("url")).unwrap();
        let without = clean(&Source::of_page(&html, Some(url.trim())));
        let document = cleaned(&folder, true).document;
        if NEED_RULES.contains(&name) {
            assert_ne!(without.document.html, document.html, "{name} needs no rule");
            for line in document.text.lines() {
                let is_known = without.document.text.contains(line);
                assert!(is_known, "{name}: only the rule has {line:?}");
            }
        } else {
            assert_eq!(without.document.text, document.text, "{name}");
        }
    }
}

#[test]
fn the_seed_page_is_its_sixteen_paragraphs_and_one_heading() {
    let folder = folders()
        .into_iter()
        .find(|path| path.ends_with("opinionnigeria.com"))
        .unwrap();
    let document = cleaned(&folder, true).document;
    assert_eq!(document.html.matches("<p>").count(), 16);
    assert_eq!(document.html.matches("<h3>").count(), 1);
    for furniture in [
        "Connect with us",
        "Advertisement",
        "Published",
        "Continue Reading",
        "Comments",
        "online community",
    ] {
        assert!(!document.text.contains(furniture), "{furniture}");
    }
    assert_eq!(document.section.as_str(), "Breaking News");
    assert_eq!(document.lead_caption.as_str(), "Adaeze Bankole - Femi Ojo");
}

#[test]
fn the_feeds_summary_stands_in_for_a_page_that_did_not_come() {
    let folder = folders()
        .into_iter()
        .find(|path| path.ends_with("opinionnigeria.com"))
        .unwrap();
    let document = cleaned(&folder, false).document;
    assert_eq!(document.chosen, tidings::model::Chosen::Summary);
    assert!(
        document
            .text
            .starts_with("The first of three repaired cranes")
    );
    assert!(!document.text.contains("appeared first on"));
    let why: Vec<&str> = document
        .why
        .iter()
        .map(tidings::text::Clean::as_str)
        .collect();
    assert_eq!(why[0], "not the page: there is none");
    assert!(why[1].starts_with("the feed's summary: "), "{why:?}");
    assert_eq!(why.len(), 2);
}
