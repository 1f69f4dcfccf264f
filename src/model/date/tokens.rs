//! A written date cut into words, numbers and what stands between them.

#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Token {
    Number {
        value: i64,
        digits: usize,
        /// A Chinese, Japanese or Korean unit behind it.
        unit: Option<Unit>,
    },
    /// Lower case.
    Word(String),
    /// One character, blanks as one ' '.
    Mark(char),
    /// Already read as part of a clock or zone.
    Used,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Unit {
    Year,
    Month,
    Day,
    Hour,
    Minute,
    Second,
}

fn unit(c: char) -> Option<Unit> {
    Some(match c {
        '年' | '년' => Unit::Year,
        '月' | '월' => Unit::Month,
        '日' | '일' | '号' => Unit::Day,
        '时' | '時' | '시' | '点' => Unit::Hour,
        '分' | '분' => Unit::Minute,
        '秒' | '초' => Unit::Second,
        _ => return None,
    })
}

/// Nobody writes longer dates.
const LONGEST: usize = 120;

/// Comments in brackets are left out.
pub(super) fn tokens(text: &str) -> Vec<Token> {
    let lower: String = text
        .trim()
        .chars()
        .take(LONGEST)
        .flat_map(char::to_lowercase)
        .collect();
    let has_dots = lower.contains(".m.") || lower.contains(".μ.");
    let lower = if has_dots {
        without_dots(&lower)
    } else {
        lower
    };
    let mut all = Vec::new();
    let mut chars = lower.chars().peekable();
    let mut depth = 0_u32;
    while let Some(c) = chars.next() {
        match c {
            '(' => depth += 1,
            ')' => depth = depth.saturating_sub(1),
            _ if depth > 0 => {}
            _ if c.is_ascii_digit() => {
                let mut digits = String::from(c);
                while let Some(more) = chars.next_if(char::is_ascii_digit) {
                    digits.push(more);
                }
                let unit = chars.peek().copied().and_then(unit);
                if unit.is_some() {
                    chars.next();
                }
                let value = digits.parse().unwrap_or(i64::MAX);
                all.push(Token::Number {
                    value,
                    digits: digits.len(),
                    unit,
                });
            }
            _ if c.is_alphabetic() => {
                let mut word = String::from(c);
                while let Some(more) = chars.next_if(|it| it.is_alphabetic() || *it == '_') {
                    word.push(more);
                }
                all.push(Token::Word(word));
            }
            _ if c.is_whitespace() => {
                if all.last() != Some(&Token::Mark(' ')) {
                    all.push(Token::Mark(' '));
                }
            }
            '−' | '–' | '‐' => all.push(Token::Mark('-')),
            _ => all.push(Token::Mark(c)),
        }
    }
    all
}

/// `p.m.` as one word.
fn without_dots(lower: &str) -> String {
    lower
        .replace("a.m.", "am ")
        .replace("p.m.", "pm ")
        .replace("π.μ.", "am ")
        .replace("μ.μ.", "pm ")
}
