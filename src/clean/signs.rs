//! Pictures that stand for letters in a line: emoji, formulas, signs no higher than the letters
//! around them. What they say stands in their place.

use super::math;
use super::tree::{Id, Tree};

/// Beyond that a picture shows what an emoji or a formula only names.
const LARGE: f32 = 100.0;
const LONGEST_EMOJI: usize = 40;
const LONGEST_FORMULA: usize = 600;
const LONGEST_WORD: usize = 24;
/// In pixels; a line has about sixteen.
const LINE: f32 = 24.0;

/// What a picture says where it stands for letters.
pub fn of_picture(tree: &Tree, id: Id) -> Option<String> {
    if tree.tag(id) != "img" {
        return None;
    }
    let alt = super::metadata::one_line(tree.attribute(id, "alt").unwrap_or_default());
    if alt.is_empty() {
        return None;
    }
    if is_formula(tree, id) && alt.len() <= LONGEST_FORMULA {
        return Some(math::tex(&alt));
    }
    let is_small = size(tree, id, "height").is_none_or(|size| size < LARGE);
    if is_small && alt.len() <= LONGEST_EMOJI && (is_emoji(&alt) || is_named_emoji(tree, id)) {
        return Some(alt);
    }
    let is_word = alt.len() <= LONGEST_WORD && !is_furniture(&alt);
    (is_word && is_line_high(tree, id) && stands_in_words(tree, id)).then_some(alt)
}

fn class(tree: &Tree, id: Id) -> impl Iterator<Item = &str> {
    let class = tree.attribute(id, "class").unwrap_or_default();
    class.split(|c: char| c.is_ascii_whitespace() || matches!(c, '-' | '_'))
}

fn is_formula(tree: &Tree, id: Id) -> bool {
    const NAMES: [&str; 6] = ["math", "tex", "latex", "katex", "mathjax", "formula"];
    const SOURCES: [&str; 5] = [
        "latex.php",
        "latex.codecogs.com",
        "/math/render/",
        "cht=tx",
        "mathtex.cgi",
    ];
    let source = tree.attribute(id, "src").unwrap_or_default();
    class(tree, id).any(|name| NAMES.contains(&name))
        || SOURCES.iter().any(|part| source.contains(part))
}

fn is_named_emoji(tree: &Tree, id: Id) -> bool {
    class(tree, id).any(|name| matches!(name, "smiley" | "emoji" | "emojione" | "twemoji"))
}

fn is_emoji(alt: &str) -> bool {
    let is_sign = |c: char| {
        matches!(c, '\u{2190}'..='\u{2bff}' | '\u{1f000}'..='\u{1faff}' | '\u{200d}' | '\u{20e3}')
            || matches!(c, '\u{fe0f}' | '\u{e0020}'..='\u{e007f}' | '0'..='9' | '#' | '*')
    };
    alt.chars().all(is_sign) && !alt.is_ascii()
}

/// Names the page's own furniture.
fn is_furniture(alt: &str) -> bool {
    let lower = alt.to_lowercase();
    [
        "icon", "logo", "avatar", "arrow", "button", "image", "share",
    ]
    .iter()
    .any(|name| lower.contains(name))
}

fn is_line_high(tree: &Tree, id: Id) -> bool {
    size(tree, id, "height").is_some_and(|height| height <= LINE)
}

/// Higher or wider than a line: no sign between letters.
pub fn is_large(tree: &Tree, id: Id) -> bool {
    ["height", "width"]
        .iter()
        .any(|name| size(tree, id, name).is_some_and(|size| size > LINE))
}

/// In pixels, as the attribute or the style says.
fn size(tree: &Tree, id: Id, name: &str) -> Option<f32> {
    let style = tree.attribute(id, "style").unwrap_or_default();
    let of_style = style.split(';').find_map(|rule| {
        let (key, value) = rule.split_once(':')?;
        (key.trim() == name).then(|| pixels(value)).flatten()
    });
    of_style.or_else(|| tree.attribute(id, name).and_then(pixels))
}

fn pixels(value: &str) -> Option<f32> {
    let value = value.trim().trim_end_matches("!important").trim();
    let unit = value.trim_start_matches(|c: char| c.is_ascii_digit() || c == '.');
    let number: f32 = value.strip_suffix(unit)?.parse().ok()?;
    Some(match unit {
        "" | "px" => number,
        "em" | "rem" => number * 16.0,
        "ex" => number * 8.0,
        _ => return None,
    })
}

/// Words stand beside it in its own element, and it is no button.
fn stands_in_words(tree: &Tree, id: Id) -> bool {
    const NEAR: usize = 100;
    let around = tree.nodes[id].parent;
    tree.tag(around) != "a"
        && tree
            .below(around)
            .take(NEAR)
            .any(|at| tree.nodes[at].text.chars().any(char::is_alphabetic))
}

#[cfg(test)]
mod tests {
    use crate::clean::sanitise;

    fn line(picture: &str) -> String {
        sanitise(
            &format!("<p>Water boils <img src=/a.png {picture}> at noon.</p>"),
            Some("https://a.example/"),
        )
    }

    #[test]
    fn what_stands_for_letters_becomes_letters() {
        for (picture, expected) in [
            ("alt=\"🙂\" class=wp-smiley", "🙂"),
            ("alt=\"👋\" width=20 height=20", "👋"),
            ("alt=\":boat:\" class=\"emojione custom-emoji\"", ":boat:"),
            (
                "alt=\"{\\displaystyle x^2}\" class=mwe-math-fallback-image-inline",
                "x²",
            ),
            (
                "alt=\"n_0\" src=\"https://s0.wp.com/latex.php?latex=n_0\" class=latex",
                "n₀",
            ),
            ("alt=\"tails\" style=\"height: 2ex\"", "tails"),
        ] {
            let html = line(picture);
            assert_eq!(
                html.trim(),
                format!("<p>Water boils {expected} at noon.</p>")
            );
        }
    }

    #[test]
    fn other_pictures_stay_what_they_are() {
        for picture in ["alt=kettle width=300 height=200", "alt=\"🙂\" height=400"] {
            assert!(line(picture).contains("<img"), "{picture}");
        }
        for picture in [
            "alt=\"link icon\" height=16",
            "alt=\"\" height=16 class=emoji",
        ] {
            assert_eq!(line(picture).matches("icon").count(), 0, "{picture}");
        }
    }

    #[test]
    fn a_formula_alone_is_a_line_of_its_own() {
        let html = sanitise(
            "<p>So it is:</p><dl><dd><img class=tex alt=\"x^2\" src=/x.png></dd></dl><p>And so on.</p>",
            Some("https://a.example/"),
        );
        assert!(html.contains("<dd>x²</dd>"), "{html}");
    }
}
