//! How fast pages are cleaned: pages made here, and those of `TIDINGS_CORPUS` (a folder with
//! `pages/aeb/html` and the like, gzipped) where it is set.

#![allow(
    clippy::unwrap_used,
    clippy::disallowed_methods,
    reason = "a benchmark that cannot run may stop here, and reads the environment"
)]

use divan::counter::BytesCount;
use std::fmt::Write as _;
use std::io::Read as _;
use std::path::{Path, PathBuf};
use tidings::clean::{Source, clean};

fn main() {
    divan::main();
}

fn cleaned(page: &str) -> usize {
    clean(&Source::of_page(
        page,
        Some("https://outlet.example/2026/story"),
    ))
    .document
    .text
    .len()
}

/// A page as an outlet's theme makes it: menus, an article, boxes of links, a footer.
fn news(paragraphs: usize) -> String {
    let mut page =
        String::from("<html><head><title>A concert on a sandbank</title></head><body><nav><ul>");
    for at in 0..40 {
        let _ = write!(page, "<li><a href=/section/{at}>Section {at}</a></li>");
    }
    page.push_str("</ul></nav><main><article class=post><h1>A concert on a sandbank</h1>");
    for at in 0..paragraphs {
        let _ = write!(
            page,
            "<p>On day {at} the ferry left the pier at six, with <a href=/p/{at}>forty people</a> and \
             a piano on board, and nobody had thought of the tide, which was on its way out.</p>"
        );
        if at % 8 == 7 {
            let _ = write!(
                page,
                "<div class=promo><a href=/more/{at}>Read more: ferry {at}</a></div>"
            );
        }
    }
    page.push_str("</article></main><aside class=sidebar><ul>");
    for at in 0..60 {
        let _ = write!(page, "<li><a href=/other/{at}>Another story, {at}</a></li>");
    }
    page.push_str("</ul></aside><footer>All rights reserved</footer></body></html>");
    page
}

#[divan::bench(args = [20, 200, 2_000])]
fn news_page(bencher: divan::Bencher<'_, '_>, paragraphs: usize) {
    let page = news(paragraphs);
    bencher
        .counter(BytesCount::new(page.len()))
        .bench(|| cleaned(&page));
}

#[divan::bench]
fn a_page_nested_ten_thousand_deep(bencher: divan::Bencher<'_, '_>) {
    let page = format!("{}<p>The tide came back.", "<div>".repeat(10_000));
    bencher.bench(|| cleaned(&page));
}

/// Every eighth page of the corpus; nothing where there is none.
#[divan::bench]
fn corpus(bencher: divan::Bencher<'_, '_>) {
    let pages = corpus_pages();
    let bytes = pages.iter().map(String::len).sum::<usize>();
    bencher
        .counter(BytesCount::new(bytes))
        .bench(|| pages.iter().map(|page| cleaned(page)).sum::<usize>());
}

fn corpus_pages() -> Vec<String> {
    let Some(root) = std::env::var_os("TIDINGS_CORPUS") else {
        return Vec::new();
    };
    let mut files: Vec<PathBuf> = ["aeb", "wcxb"]
        .iter()
        .flat_map(|set| std::fs::read_dir(Path::new(&root).join("pages").join(set).join("html")))
        .flatten()
        .map(|entry| entry.unwrap().path())
        .collect();
    files.sort();
    files.iter().step_by(8).map(|file| unpacked(file)).collect()
}

fn unpacked(file: &Path) -> String {
    let mut bytes = Vec::new();
    flate2::read::GzDecoder::new(std::fs::File::open(file).unwrap())
        .read_to_end(&mut bytes)
        .unwrap();
    String::from_utf8_lossy(&bytes).into_owned()
}
