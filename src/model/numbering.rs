//! How the items of a list are numbered: where it begins, up or down, in numbers or letters.

/// Higher numbers help nobody.
const HIGHEST: i64 = 999_999;

/// A list's numbers as they are given out.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Numbering {
    next: i64,
    step: i64,
    form: Form,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Form {
    Decimal,
    Letters { is_upper: bool },
    Roman { is_upper: bool },
}

impl Numbering {
    /// From the attributes `start`, `reversed` and `type` of a list of so many items.
    #[must_use]
    pub fn of(start: Option<&str>, is_reversed: bool, form: Option<&str>, items: usize) -> Self {
        let start = start.and_then(|start| start.trim().parse().ok());
        let first = if is_reversed {
            i64::try_from(items).unwrap_or(HIGHEST)
        } else {
            1
        };
        Self {
            next: start.unwrap_or(first).clamp(0, HIGHEST),
            step: if is_reversed { -1 } else { 1 },
            form: match form {
                Some("a") => Form::Letters { is_upper: false },
                Some("A") => Form::Letters { is_upper: true },
                Some("i") => Form::Roman { is_upper: false },
                Some("I") => Form::Roman { is_upper: true },
                _ => Form::Decimal,
            },
        }
    }

    /// The number of the next item; `value` is what the item itself says.
    pub fn take(&mut self, value: Option<&str>) -> i64 {
        let value = value.and_then(|value| value.trim().parse::<i64>().ok());
        let number = value.unwrap_or(self.next).clamp(0, HIGHEST);
        self.next = number + self.step;
        number
    }

    #[must_use]
    pub fn is_decimal(&self) -> bool {
        self.form == Form::Decimal
    }

    /// As it is written before an item.
    #[must_use]
    pub fn written(&self, number: i64) -> String {
        let cased = |text: String, is_upper: bool| {
            if is_upper { text.to_uppercase() } else { text }
        };
        match self.form {
            Form::Letters { is_upper } if number > 0 => cased(letters(number), is_upper),
            Form::Roman { is_upper } if (1..4_000).contains(&number) => {
                cased(roman(number), is_upper)
            }
            _ => number.to_string(),
        }
    }

    /// The most letters that the numbers of so many items take.
    #[must_use]
    pub fn widest(&self, items: usize) -> usize {
        const LOOKED_AT: usize = 1_000;
        let last = self.next + self.step * (i64::try_from(items).unwrap_or(HIGHEST) - 1);
        let numbers = std::iter::successors(Some(self.next), |at| Some(at + self.step));
        let of = |number: i64| self.written(number.clamp(0, HIGHEST)).len();
        let most = numbers.take(items.min(LOOKED_AT)).map(of).max();
        most.unwrap_or(1).max(of(last))
    }
}

/// a, b … z, aa
fn letters(mut number: i64) -> String {
    let mut out = Vec::new();
    while number > 0 {
        number -= 1;
        out.push(b'a' + u8::try_from(number % 26).unwrap_or_default());
        number /= 26;
    }
    out.iter().rev().map(|byte| char::from(*byte)).collect()
}

fn roman(mut number: i64) -> String {
    const SIGNS: [(i64, &str); 13] = [
        (1000, "m"),
        (900, "cm"),
        (500, "d"),
        (400, "cd"),
        (100, "c"),
        (90, "xc"),
        (50, "l"),
        (40, "xl"),
        (10, "x"),
        (9, "ix"),
        (5, "v"),
        (4, "iv"),
        (1, "i"),
    ];
    let mut out = String::new();
    for (value, sign) in SIGNS {
        while number >= value {
            out.push_str(sign);
            number -= value;
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    fn first(mut numbering: Numbering, values: &[Option<&str>]) -> Vec<String> {
        let mut written = Vec::new();
        for value in values {
            let number = numbering.take(*value);
            written.push(numbering.written(number));
        }
        written
    }

    #[test]
    fn items_are_numbered_as_the_list_and_they_say() {
        let of = Numbering::of;
        let three = [None; 3];
        assert_eq!(first(of(None, false, None, 3), &three), ["1", "2", "3"]);
        assert_eq!(first(of(None, true, None, 3), &three), ["3", "2", "1"]);
        let jump = [None, None, Some("9"), None];
        assert_eq!(
            first(of(Some("3"), false, None, 4), &jump),
            ["3", "4", "9", "10"]
        );
        assert_eq!(
            first(of(Some("26"), false, Some("a"), 2), &three[..2]),
            ["z", "aa"]
        );
        assert_eq!(
            first(of(Some("4"), false, Some("I"), 2), &three[..2]),
            ["IV", "V"]
        );
    }

    #[test]
    fn no_number_is_too_much() {
        let mut far = Numbering::of(Some("999999999999999999"), false, Some("i"), usize::MAX);
        assert!(far.widest(usize::MAX) <= 6);
        for value in [None, Some("-5"), Some("99999999999999999999"), Some("x")] {
            let number = far.take(value);
            assert!(far.written(number).len() <= 6);
        }
        assert_eq!(Numbering::of(None, true, None, 0).take(None), 0);
    }
}
