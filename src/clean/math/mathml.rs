//! MathML as a line of text. Bounded: what is nested deeper than a formula can be is text alone.

use super::form::{self, Line, is_large};
use crate::clean::tree::{Id, Tree};

const DEEPEST: usize = 48;

pub fn text(tree: &Tree, id: Id) -> String {
    inside(tree, id, 0)
}

/// All children of an element in a row.
fn inside(tree: &Tree, id: Id, depth: usize) -> String {
    let mut line = Line::default();
    children(tree, id, depth, &mut line);
    line.done()
}

fn children(tree: &Tree, id: Id, depth: usize, line: &mut Line) {
    if depth > DEEPEST {
        line.operand(&tree.text_of(id), false);
        return;
    }
    for child in tree.children(id) {
        node(tree, child, depth + 1, line);
    }
}

fn node(tree: &Tree, id: Id, depth: usize, line: &mut Line) {
    let word = || tree.text_of(id);
    match tree.tag(id) {
        "" => line.operand(tree.nodes[id].text.trim(), false),
        "mo" => line.operator(&word()),
        "mi" => {
            let name = word();
            let is_word = name.chars().filter(|c| c.is_alphabetic()).count() > 1;
            line.operand(&name, is_word);
        }
        "mtext" => line.operand(&word(), true),
        "mspace" => line.blank(),
        "annotation" | "annotation-xml" | "mphantom" => {}
        "mfrac" | "msup" | "msub" | "msubsup" | "munder" | "mover" | "munderover" | "mroot" => {
            scripts(tree, id, depth, line);
        }
        "msqrt" => line.operand(&form::root(&inside(tree, id, depth), ""), false),
        "mfenced" => fenced(tree, id, depth, line),
        "mtable" => line.operand(&table(tree, id, depth), false),
        _ => children(tree, id, depth, line),
    }
}

/// Elements with a fixed number of parts.
fn scripts(tree: &Tree, id: Id, depth: usize, line: &mut Line) {
    let parts: Vec<Id> = tree.children(id).filter(|&at| !tree.is_text(at)).collect();
    let tag = tree.tag(id);
    let wanted = if matches!(tag, "msubsup" | "munderover") {
        3
    } else {
        2
    };
    if parts.len() != wanted || depth > DEEPEST {
        children(tree, id, depth, line);
        return;
    }
    // Each part is read once: read twice at each of so many depths it would never end.
    let one = |id: &Id| {
        let mut line = Line::default();
        node(tree, *id, depth + 1, &mut line);
        line.done()
    };
    let parts: Vec<String> = parts.iter().map(one).collect();
    let [base, second, rest @ ..] = parts.as_slice() else {
        return;
    };
    let text = match (tag, rest) {
        ("mfrac", _) => form::fraction(base, second),
        ("mroot", _) => form::root(base, second),
        ("mover", _) => match accent(second) {
            Some(accent) if base.chars().count() == 1 => format!("{base}{accent}"),
            _ => format!("{base}{}", form::above(second)),
        },
        ("msup", _) => format!("{base}{}", form::above(second)),
        (_, [third]) => format!("{base}{}{}", form::below(second), form::above(third)),
        _ => format!("{base}{}", form::below(second)),
    };
    line.operand(&text, is_large(base));
}

/// What stands over one letter, as a mark on it.
fn accent(sign: &str) -> Option<char> {
    Some(match sign {
        "¯" | "ˉ" | "‾" | "\u{304}" | "_" => '\u{304}',
        "^" | "ˆ" => '\u{302}',
        "~" | "˜" => '\u{303}',
        "→" | "⃗" => '\u{20d7}',
        "˙" | "." => '\u{307}',
        "¨" | ".." => '\u{308}',
        _ => return None,
    })
}

fn fenced(tree: &Tree, id: Id, depth: usize, line: &mut Line) {
    line.operator(tree.attribute(id, "open").unwrap_or("("));
    for (at, child) in tree
        .children(id)
        .filter(|&at| !tree.is_text(at))
        .enumerate()
    {
        if at > 0 {
            line.operator(",");
        }
        node(tree, child, depth + 1, line);
    }
    line.operator(tree.attribute(id, "close").unwrap_or(")"));
}

/// `a, b; c, d`
fn table(tree: &Tree, id: Id, depth: usize) -> String {
    let elements = |id| tree.children(id).filter(|&at| !tree.is_text(at));
    let row = |row| {
        let cells = elements(row).map(|cell| inside(tree, cell, depth + 1));
        cells
            .filter(|cell| !cell.is_empty())
            .collect::<Vec<_>>()
            .join(", ")
    };
    elements(id).map(row).collect::<Vec<_>>().join("; ")
}

#[cfg(test)]
mod tests {
    use super::super::text;
    use crate::clean::tree::Tree;

    fn read(mathml: &str) -> String {
        let tree = Tree::parse(&format!("<p><math>{mathml}</math></p>"));
        let math = tree.all("math").next().unwrap();
        text(&tree, math)
    }

    #[test]
    fn powers_fractions_and_roots_are_what_they_were() {
        let root = "<msqrt><msup><mi>b</mi><mn>2</mn></msup><mo>−</mo><mn>4</mn><mi>a</mi><mi>c</mi></msqrt>";
        let formula = format!(
            "<mi>x</mi><mo>=</mo><mfrac><mrow><mo>-</mo><mi>b</mi><mo>±</mo>{root}</mrow>\
             <mrow><mn>2</mn><mi>a</mi></mrow></mfrac>"
        );
        assert_eq!(read(&formula), "x = (−b ± √(b² − 4ac))/(2a)");
        assert_eq!(read("<mfrac><mn>1</mn><mi>n</mi></mfrac>"), "1/n");
        assert_eq!(read("<mroot><mi>x</mi><mn>3</mn></mroot>"), "³√x");
        assert_eq!(
            read("<msup><mi>e</mi><mrow><mi>x</mi><mo>/</mo><mi>q</mi></mrow></msup>"),
            "e^(x/q)"
        );
    }

    #[test]
    fn sums_have_their_bounds_and_names_their_blanks() {
        let sum = "<msubsup><mo>∑</mo><mrow><mi>i</mi><mo>=</mo><mn>1</mn></mrow><mi>n</mi></msubsup><msup><mi>i</mi><mn>2</mn></msup>";
        assert_eq!(read(sum), "∑ᵢ₌₁ⁿ i²");
        assert_eq!(read("<mi>sin</mi><mo>\u{2061}</mo><mi>x</mi>"), "sin x");
        assert_eq!(
            read("<mi>f</mi><mo>(</mo><mi>x</mi><mo>,</mo><mi>y</mi><mo>)</mo>"),
            "f(x, y)"
        );
        assert_eq!(read("<mover><mi>x</mi><mo>¯</mo></mover>"), "x\u{304}");
        let matrix = "<mfenced><mtable><mtr><mtd><mn>1</mn></mtd><mtd><mn>0</mn></mtd></mtr><mtr><mtd><mn>0</mn></mtd><mtd><mn>1</mn></mtd></mtr></mtable></mfenced>";
        assert_eq!(read(matrix), "(1, 0; 0, 1)");
    }

    #[test]
    fn the_tex_of_it_is_not_said_again() {
        let both = "<semantics><mi>E</mi><annotation encoding=\"application/x-tex\">E</annotation></semantics>";
        assert_eq!(read(both), "E");
        let only = "<semantics><annotation encoding=\"application/x-tex\">E = mc^2</annotation></semantics>";
        assert_eq!(read(only), "E = mc²");
    }

    #[test]
    fn no_depth_and_no_fault_is_too_much() {
        let deep = format!(
            "{}<mi>x</mi>{}",
            "<msqrt>".repeat(300),
            "</msqrt>".repeat(300)
        );
        assert!(read(&deep).contains('x'));
        // Of nested parts each is read once.
        for name in ["mover", "munder", "msup", "mfrac", "mroot"] {
            let deep = format!(
                "{}<mi>y</mi>{}",
                format!("<{name}><mi>x</mi>").repeat(60),
                format!("</{name}>").repeat(60)
            );
            assert!(read(&deep).contains('y'), "{name}");
        }
        assert_eq!(read("<msup><mi>x</mi></msup><mfrac>"), "x");
        assert_eq!(read(""), "");
    }
}
