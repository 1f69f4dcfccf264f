//! Raised and lowered digits and letters, as far as there are signs for them.

use super::super::styled::{Style, Styled};

/// Longer is a line of its own that somebody set small.
const LONGEST: usize = 24;

const RAISED: (&str, &str) = (
    "0123456789+-−=()abcdefghijklmnoprstuvwxyzABDEGHIJKLMNOPRTUVWβγδθφχ",
    "⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻⁻⁼⁽⁾ᵃᵇᶜᵈᵉᶠᵍʰⁱʲᵏˡᵐⁿᵒᵖʳˢᵗᵘᵛʷˣʸᶻᴬᴮᴰᴱᴳᴴᴵᴶᴷᴸᴹᴺᴼᴾᴿᵀᵁⱽᵂᵝᵞᵟᶿᵠᵡ",
);

const LOWERED: (&str, &str) = (
    "0123456789+-−=()aehijklmnoprstuvxβγρφχ",
    "₀₁₂₃₄₅₆₇₈₉₊₋₋₌₍₎ₐₑₕᵢⱼₖₗₘₙₒₚᵣₛₜᵤᵥₓᵦᵧᵨᵩᵪ",
);

/// `10<sup>6</sup>` → `10⁶`; a word without a raised form → `^word`, all else stays as it is.
pub(super) fn raise(line: &mut Styled, start: usize, style: Style, is_ascii: bool) {
    replace(line, start, style, RAISED, ('^', is_ascii));
}

/// `H<sub>2</sub>O` → `H₂O`.
pub(super) fn lower(line: &mut Styled, start: usize, style: Style, is_ascii: bool) {
    replace(line, start, style, LOWERED, ('_', is_ascii));
}

/// Links in it stay links.
fn replace(
    line: &mut Styled,
    start: usize,
    style: Style,
    (plain, signs): (&str, &str),
    (mark, is_ascii): (char, bool),
) {
    let text = line.as_str().get(start..).unwrap_or_default();
    if text.is_empty() || text.len() > LONGEST {
        return;
    }
    let sign = |c: char| {
        let mut pairs = plain.chars().zip(signs.chars());
        pairs.find_map(|(from, to)| (from == c).then_some(to))
    };
    let has_signs = !is_ascii && text.chars().all(|c| sign(c).is_some());
    let is_word = text
        .chars()
        .all(|c| c.is_alphanumeric() || "+-−=".contains(c));
    // "1st" is one word however it is set.
    let is_letters = is_ascii && text.chars().all(char::is_alphabetic);
    if !has_signs && (!is_word || is_letters) {
        return;
    }
    let parts = line.parts(start..line.len()).map(|(text, style)| {
        let raised = text
            .chars()
            .map(|c| sign(c).filter(|_| has_signs).unwrap_or(c));
        (raised.collect::<String>(), style)
    });
    let parts: Vec<_> = parts.collect();
    line.truncate(start);
    if !has_signs {
        line.push(mark.encode_utf8(&mut [0; 4]), style);
    }
    for (text, style) in parts {
        line.push(&text, style);
    }
}
