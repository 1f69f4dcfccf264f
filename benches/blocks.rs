//! Not a measurement: the blocks of pages with their numbers, for `benches/learn.py`. Reads
//! `{"id","url","html"}` a line; answers `{"id","blocks"}`, or with files of weights `{"id","text"}`
//! by those that the line's `"model"` names.

#![allow(
    clippy::unwrap_used,
    clippy::print_stdout,
    reason = "a tool for whoever learns the weights: it may stop, and prints its answer"
)]

use std::io::BufRead as _;
use tidings::clean::{Source, study};

fn main() {
    let files = std::env::args()
        .skip(1)
        .filter(|name| !name.starts_with('-'));
    let models: Vec<study::Model> = files
        .map(|file| study::Model::read(&std::fs::read_to_string(file).unwrap()).unwrap())
        .collect();
    for line in std::io::stdin().lock().lines() {
        let asked: serde_json::Value = serde_json::from_str(&line.unwrap()).unwrap();
        let source = Source::of_page(
            asked["html"].as_str().unwrap_or_default(),
            asked["url"].as_str(),
        );
        let place = asked["model"].as_u64().unwrap_or(0);
        let model = usize::try_from(place).ok().and_then(|at| models.get(at));
        let answer = match model {
            Some(model) => {
                serde_json::json!({"id": asked["id"], "text": study::text(&source, model)})
            }
            None => serde_json::json!({"id": asked["id"], "blocks": study::blocks(&source)}),
        };
        println!("{answer}");
    }
}
