//! Raised and lowered digits, as far as there are signs for them.

use super::super::styled::{Style, Styled};

const RAISED: [(char, char); 16] = [
    ('0', '⁰'),
    ('1', '¹'),
    ('2', '²'),
    ('3', '³'),
    ('4', '⁴'),
    ('5', '⁵'),
    ('6', '⁶'),
    ('7', '⁷'),
    ('8', '⁸'),
    ('9', '⁹'),
    ('+', '⁺'),
    ('-', '⁻'),
    ('−', '⁻'),
    ('(', '⁽'),
    (')', '⁾'),
    ('n', 'ⁿ'),
];

const LOWERED: [(char, char); 15] = [
    ('0', '₀'),
    ('1', '₁'),
    ('2', '₂'),
    ('3', '₃'),
    ('4', '₄'),
    ('5', '₅'),
    ('6', '₆'),
    ('7', '₇'),
    ('8', '₈'),
    ('9', '₉'),
    ('+', '₊'),
    ('-', '₋'),
    ('−', '₋'),
    ('(', '₍'),
    (')', '₎'),
];

/// `10<sup>6</sup>` → `10⁶`; what has no raised form stays as it is.
pub(super) fn raise(line: &mut Styled, start: usize, style: Style, is_ascii: bool) {
    replace(line, start, style, &RAISED, is_ascii.then_some('^'));
}

/// `H<sub>2</sub>O` → `H₂O`.
pub(super) fn lower(line: &mut Styled, start: usize, style: Style, is_ascii: bool) {
    replace(line, start, style, &LOWERED, is_ascii.then_some('_'));
}

/// Links in it stay links.
fn replace(
    line: &mut Styled,
    start: usize,
    style: Style,
    signs: &[(char, char)],
    ascii: Option<char>,
) {
    let text = line.as_str().get(start..).unwrap_or_default();
    if text.is_empty() || text.len() > 24 {
        return;
    }
    let sign = |c: char| {
        signs
            .iter()
            .find_map(|(from, to)| (*from == c).then_some(*to))
    };
    let raised = |(text, style): (&str, Style)| {
        let signs = text.chars().map(sign).collect::<Option<String>>()?;
        let text = if ascii.is_some() {
            text.to_owned()
        } else {
            signs
        };
        Some((text, style))
    };
    let parts = line.parts(start..line.len()).map(raised);
    let Some(parts) = parts.collect::<Option<Vec<_>>>() else {
        return;
    };
    line.truncate(start);
    if let Some(mark) = ascii {
        line.push(mark.encode_utf8(&mut [0; 4]), style);
    }
    for (text, style) in parts {
        line.push(&text, style);
    }
}
