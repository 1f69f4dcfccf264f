//! The bodies of the fuzz targets (`fuzz/`) over their stored corpus, and over what is made of it
//! by cutting, doubling and changing bytes. A crash that fuzzing finds goes into `fuzz/corpus`.

#[path = "../../fuzz/bodies.rs"]
mod bodies;

use proptest::prelude::*;
use proptest::sample::Index;

/// The corpus of a target, by name; every target has one.
fn corpus(target: &str) -> Vec<Vec<u8>> {
    let folder = std::path::Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("fuzz/corpus")
        .join(target);
    let mut files: Vec<_> = std::fs::read_dir(folder)
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .collect();
    files.sort();
    assert!(!files.is_empty());
    files.iter().map(|it| std::fs::read(it).unwrap()).collect()
}

#[derive(Clone, Debug)]
enum Edit {
    Cut(Index, Index),
    Double(Index, Index),
    Put(Index, u8),
    Insert(Index, &'static str),
}

/// What documents are broken with in life and by those who mean it.
const PIECES: &[&str] = &[
    "<",
    ">",
    "&",
    "\"",
    "'",
    "]]>",
    "<![CDATA[",
    "<!--",
    "-->",
    "&#27;",
    "&#x202e;",
    "\u{9b}31m",
    "\u{1b}]52;c;eA==\u{7}",
    "\0",
    "\u{feff}",
    "</p>",
    "<div>",
    "<td>",
    "{",
    "}",
    "(",
    ")",
    "not ",
    "\u{200d}",
    "\u{301}",
    "\n",
    "é",
];

fn edit() -> impl Strategy<Value = Edit> {
    prop_oneof![
        (any::<Index>(), any::<Index>()).prop_map(|(a, b)| Edit::Cut(a, b)),
        (any::<Index>(), any::<Index>()).prop_map(|(a, b)| Edit::Double(a, b)),
        (any::<Index>(), any::<u8>()).prop_map(|(at, byte)| Edit::Put(at, byte)),
        (any::<Index>(), prop::sample::select(PIECES)).prop_map(|(at, it)| Edit::Insert(at, it)),
    ]
}

fn edited(mut bytes: Vec<u8>, edits: &[Edit]) -> Vec<u8> {
    for edit in edits {
        let place = |index: &Index| index.index(bytes.len() + 1);
        match edit {
            Edit::Cut(a, b) => {
                let (a, b) = (place(a), place(b));
                bytes.drain(a.min(b)..a.max(b));
            }
            Edit::Double(a, b) => {
                let (a, b) = (place(a), place(b));
                let piece = bytes[a.min(b)..a.max(b)].to_vec();
                bytes.splice(a..a, piece);
            }
            Edit::Put(at, byte) => {
                let at = place(at);
                if let Some(old) = bytes.get_mut(at) {
                    *old = *byte;
                }
            }
            Edit::Insert(at, piece) => {
                let at = place(at);
                bytes.splice(at..at, piece.bytes());
            }
        }
    }
    bytes
}

/// A target's body over its corpus as it is stored, then over edits of it.
macro_rules! targets {
    ($($target:ident $cases:literal)+) => {$(
        mod $target {
            use super::*;

            #[test]
            fn the_stored_corpus_holds() {
                corpus(stringify!($target)).iter().for_each(|it| bodies::$target(it));
            }

            proptest! {
                #![proptest_config(ProptestConfig::with_cases($cases))]
                #[test]
                fn what_is_made_of_it_holds(
                    which in any::<Index>(),
                    edits in prop::collection::vec(edit(), 1..8),
                ) {
                    let corpus = corpus(stringify!($target));
                    bodies::$target(&edited(corpus[which.index(corpus.len())].clone(), &edits));
                }
            }
        }
    )+};
}

targets! { parse 96 clean 32 lay_out 48 query 256 opml 96 config 128 }
