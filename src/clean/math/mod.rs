//! Formulas in a line of text: from MathML or from TeX, with the signs that a terminal has.

mod form;
mod mathml;
mod tex;

use super::tree::{Id, Tree};
pub use tex::text as tex;

/// A formula of MathML. What TeX it was made of counts where it says nothing itself.
pub fn text(tree: &Tree, id: Id) -> String {
    let own = mathml::text(tree, id);
    if !own.is_empty() {
        return own;
    }
    let mut notes = tree.below(id).filter(|&at| tree.tag(at) == "annotation");
    let note = notes.find(|&at| {
        let encoding = tree.attribute(at, "encoding").unwrap_or_default();
        encoding.ends_with("tex")
    });
    note.map_or_else(String::new, |at| tex(&tree.text_of(at)))
}

/// Stands on a line of its own.
pub fn is_display(tree: &Tree, id: Id) -> bool {
    tree.attribute(id, "display") == Some("block") || tree.attribute(id, "mode") == Some("display")
}

/// What shows a formula a second time, beside the MathML that says it.
pub fn is_double(tree: &Tree, id: Id) -> bool {
    /// Nodes of the formula before it.
    const NEAR: usize = 2_000;
    const DOUBLES: [&str; 3] = ["katex-html", "MathJax_Preview", "MathJax_SVG"];
    let class = tree.attribute(id, "class").unwrap_or_default();
    let is_named = class
        .split_ascii_whitespace()
        .any(|name| DOUBLES.contains(&name));
    is_named && {
        let around = tree.nodes[id].parent.max(id.saturating_sub(NEAR));
        (around..id).any(|at| tree.tag(at) == "math")
    }
}
