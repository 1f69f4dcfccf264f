//! Parts of formulas as text: fractions, roots, powers. Of what they were read is not known here.

use crate::text::{lowered, raised};

/// Longer exponents are hard to read in signs as small as that.
const LONGEST_RAISED: usize = 8;

/// `(a + b)/(2c)`
pub fn fraction(above: &str, below: &str) -> String {
    format!("{}/{}", grouped(above), grouped(below))
}

/// `√(a + b)`, `³√x`
pub fn root(of: &str, degree: &str) -> String {
    let degree = match degree.trim() {
        "" | "2" => String::new(),
        degree => signs(degree, raised).unwrap_or_else(|| format!("{} ", grouped(degree))),
    };
    format!("{degree}√{}", grouped(of))
}

/// `²`, `^(n + q)`
pub fn above(of: &str) -> String {
    script(of, raised, '^')
}

/// `₂`, `_(b)`
pub fn below(of: &str) -> String {
    script(of, lowered, '_')
}

fn script(of: &str, sign: fn(char) -> Option<char>, mark: char) -> String {
    let of = of.trim();
    let is_prime = !of.is_empty()
        && of
            .chars()
            .all(|c| matches!(c, '\'' | '′' | '″' | '‴' | '°'));
    if of.is_empty() || is_prime {
        return of.to_owned();
    }
    signs(of, sign).unwrap_or_else(|| format!("{mark}{}", grouped(of)))
}

fn signs(of: &str, sign: fn(char) -> Option<char>) -> Option<String> {
    let letters: Vec<char> = of.chars().filter(|c| *c != ' ').collect();
    if letters.len() > LONGEST_RAISED {
        return None;
    }
    letters.into_iter().map(sign).collect()
}

/// In brackets, unless it is one number or letter anyway.
fn grouped(part: &str) -> String {
    let part = part.trim();
    if is_one(part) {
        part.to_owned()
    } else {
        format!("({part})")
    }
}

fn is_one(part: &str) -> bool {
    let mut chars = part.chars();
    let is_number = part
        .chars()
        .all(|c| c.is_numeric() || matches!(c, '.' | ','));
    let is_letter = chars.next().is_some_and(char::is_alphabetic) && chars.all(is_mark);
    is_number || is_letter || is_bracketed(part)
}

/// A sign that only changes the letter before it: x², x̄, x′.
fn is_mark(c: char) -> bool {
    matches!(c, '\u{300}'..='\u{36f}' | '\u{20d0}'..='\u{20ff}' | '′' | '″')
        || matches!(c, '²' | '³' | '¹' | '\u{2070}'..='\u{209f}')
}

/// One pair of brackets around the whole.
fn is_bracketed(part: &str) -> bool {
    if !part.starts_with('(') || !part.ends_with(')') {
        return false;
    }
    let mut depth = 0;
    let ends = part.char_indices().filter(|(_, c)| {
        depth += i32::from(*c == '(') - i32::from(*c == ')');
        depth == 0
    });
    ends.map(|(at, _)| at).next() == Some(part.len() - 1)
}

/// Words and signs of a formula as they come, with blanks where a formula has them.
#[derive(Default)]
pub struct Line {
    out: String,
    last: Last,
}

#[derive(Clone, Copy, Default, PartialEq, Eq)]
enum Last {
    /// Or an open bracket, or a sign that belongs to what follows it.
    #[default]
    Nothing,
    Operator,
    Operand,
    /// A name such as `sin`, a sum with its bounds.
    Word,
}

impl Line {
    pub fn operand(&mut self, text: &str, is_word: bool) {
        if text.is_empty() {
            return;
        }
        let stands_apart = self.last == Last::Word || (is_word && self.last == Last::Operand);
        if self.last == Last::Operator || stands_apart {
            self.blank();
        }
        self.out.push_str(text);
        self.last = if is_word { Last::Word } else { Last::Operand };
    }

    pub fn operator(&mut self, sign: &str) {
        let has_before = matches!(self.last, Last::Operand | Last::Word);
        match sign {
            "" | "\u{2061}" | "\u{2062}" | "\u{2063}" | "\u{2064}" => {}
            "(" | "[" | "{" | "⟨" | "⌈" | "⌊" => {
                if self.last == Last::Operator {
                    self.blank();
                }
                self.out.push_str(sign);
                self.last = Last::Nothing;
            }
            ")" | "]" | "}" | "⟩" | "⌉" | "⌋" | "!" | "′" | "″" | "'" | "%" => {
                self.out.push_str(sign);
                self.last = Last::Operand;
            }
            "," | ";" => {
                self.out.push_str(sign);
                self.last = Last::Operator;
            }
            "/" | "." | "|" | "‖" | ":" | "∘" => {
                if self.last == Last::Operator {
                    self.blank();
                }
                self.out.push_str(sign);
                self.last = if has_before {
                    Last::Operand
                } else {
                    Last::Nothing
                };
            }
            _ if is_large(sign) => self.operand(sign, true),
            _ if has_before => {
                self.blank();
                self.out.push_str(if sign == "-" { "−" } else { sign });
                self.last = Last::Operator;
            }
            _ => {
                if self.last == Last::Operator {
                    self.blank();
                }
                self.out.push_str(if sign == "-" { "−" } else { sign });
                self.last = Last::Nothing;
            }
        }
    }

    pub fn blank(&mut self) {
        if !self.out.is_empty() && !self.out.ends_with(' ') {
            self.out.push(' ');
        }
    }

    pub fn done(self) -> String {
        self.out.trim().to_owned()
    }
}

/// Sums and the like, which stand before what they are of.
pub fn is_large(sign: &str) -> bool {
    let name = sign.trim_end_matches(|c: char| !c.is_alphabetic());
    sign.starts_with(['∑', '∏', '∫', '∮', '∬', '∭', '⋃', '⋂', '⨁', '⨂'])
        || matches!(name, "lim" | "max" | "min" | "sup" | "inf")
}
