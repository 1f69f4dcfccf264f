//! What laying out costs: `cargo bench --bench page`. The promise: an article of usual length in a frame, 50,000 words
//! off the key's path and still at once.

use std::fmt::Write as _;
use tidings::model::{Document, Link};
use tidings::page::{PageOptions, lay_out};
use tidings::text::Clean;

fn main() {
    divan::main();
}

fn options(hyphenate: bool) -> PageOptions {
    PageOptions {
        hyphenate,
        ..PageOptions::new(72)
    }
}

/// Paragraphs of fifty words with a link, a heading after every tenth.
fn article(words: usize, sentence: &str) -> Document {
    let mut document = Document {
        language: Some("en".to_owned()),
        ..Document::default()
    };
    for number in 0..words / 50 {
        let url = format!("https://outlet.example/{number}");
        if number % 10 == 0 {
            let _ = write!(document.html, "<h2>Part {number}</h2>");
        }
        let _ = write!(
            document.html,
            "<p>{sentence} <a href=\"{url}\">more</a></p>"
        );
        document.links.push(Link {
            url,
            text: Clean::default(),
        });
    }
    document
}

const ENGLISH: &str = "The first ferry left Lokoja at nine with forty people and a goat on board, after nine weeks in \
    which dredgers took eleven sandbanks out of the lower channel, and the owners say that the channel is deep enough \
    for now, though nobody knows who is going to pay for the second half.";
const ARABIC: &str = "غادرت العبّارة الأولى لوكوجا في التاسعة وعلى متنها أربعون شخصًا وعنزة، بعد تسعة أسابيع أزالت فيها \
    الكرّاكات أحد عشر حاجزًا رمليًا من المجرى الأدنى، ويقول المالكون إن المجرى عميق بما يكفي الآن.";
const CHINESE: &str = "第一艘渡轮九点离开洛科贾，船上有四十人和一只山羊。九周以来，挖泥船从下游航道清除了十一处沙洲，船主们说目前航道够深，\
    但没有人知道谁来支付后半部分的费用。";

#[divan::bench(args = [1_000, 10_000, 50_000])]
fn english(bencher: divan::Bencher<'_, '_>, words: usize) {
    let document = article(words, ENGLISH);
    bencher.bench(|| lay_out(&document, &options(false)));
}

#[divan::bench(args = [1_000, 50_000])]
fn hyphenated(bencher: divan::Bencher<'_, '_>, words: usize) {
    let document = article(words, ENGLISH);
    bencher.bench(|| lay_out(&document, &options(true)));
}

#[divan::bench(args = [1_000, 50_000])]
fn arabic(bencher: divan::Bencher<'_, '_>, words: usize) {
    let document = article(words, ARABIC);
    bencher.bench(|| lay_out(&document, &options(false)));
}

#[divan::bench(args = [1_000, 50_000])]
fn chinese(bencher: divan::Bencher<'_, '_>, words: usize) {
    let document = article(words, CHINESE);
    bencher.bench(|| lay_out(&document, &options(false)));
}

#[divan::bench]
fn table_of_ten_thousand_cells(bencher: divan::Bencher<'_, '_>) {
    let row = "<tr>".to_owned() + &"<td>Lokoja 12</td>".repeat(10) + "</tr>";
    let document = Document {
        html: format!("<table>{}</table>", row.repeat(1_000)),
        ..Document::default()
    };
    bencher.bench(|| lay_out(&document, &options(false)));
}
