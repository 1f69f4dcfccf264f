//! Numbered lists as Markdown knows them: it counts up by itself, from what the first item says.

use crate::markup::Bit;
use crate::model::Numbering;

pub struct List {
    /// None: dots, no numbers.
    numbering: Option<Numbering>,
    last: Option<i64>,
    /// Behind the number, or alone; where it changes a new list begins, which may have another number.
    pub sign: char,
    /// What was written before it.
    pub start: usize,
}

impl List {
    pub fn of(bit: &Bit, is_numbered: bool, start: usize) -> Self {
        let is_reversed = bit.attribute("reversed").is_some();
        let numbering = || {
            Numbering::of(
                bit.attribute("start"),
                is_reversed,
                bit.attribute("type"),
                0,
            )
        };
        let numbering = is_numbered.then(numbering);
        let has_numbers = numbering.as_ref().is_some_and(Numbering::is_decimal);
        Self {
            numbering,
            last: None,
            sign: if has_numbers { '.' } else { '-' },
            start,
        }
    }

    pub fn change_sign(&mut self) {
        self.sign = match self.sign {
            '.' => ')',
            ')' => '.',
            '-' => '*',
            _ => '-',
        };
    }

    /// `3. `; letters and Roman numbers are words of an item without a number.
    pub fn marker(&mut self, value: Option<&str>) -> String {
        let Some(numbering) = &mut self.numbering else {
            return format!("{} ", self.sign);
        };
        let number = numbering.take(value);
        let written = numbering.written(number);
        if !numbering.is_decimal() {
            return format!("{} {written}. ", self.sign);
        }
        if self.last.is_some_and(|last| last + 1 != number) {
            self.change_sign();
        }
        self.last = Some(number);
        format!("{written}{} ", self.sign)
    }
}

#[cfg(test)]
mod tests {
    use super::super::body;

    #[test]
    fn numbers_are_those_of_the_list() {
        for (html, expected) in [
            (
                "<ol start=\"3\"><li>c</li><li>d</li><li value=\"9\">i</li></ol>",
                "3. c\n4. d\n9) i\n",
            ),
            (
                "<ol start=\"2\" reversed=\"\"><li>b</li><li>a</li></ol>",
                "2. b\n1) a\n",
            ),
            (
                "<ol type=\"a\"><li>one</li><li>two</li></ol>",
                "- a. one\n- b. two\n",
            ),
        ] {
            assert_eq!(body(html, 0, &|_| None), expected);
        }
    }

    #[test]
    fn two_lists_in_a_row_are_two() {
        for (html, expected) in [
            (
                "<ol><li>a</li></ol><ol><li>b</li></ol><ol><li>c</li></ol>",
                "1. a\n\n1) b\n\n1. c\n",
            ),
            (
                "<ul><li>a</li></ul><ul></ul><ul><li>b</li></ul><p>c</p><ul><li>d</li></ul>",
                "- a\n\n* b\n\nc\n\n- d\n",
            ),
            (
                "<ul><li>a<ol><li>b</li></ol></li></ul><ul><li>c</li></ul>",
                "- a\n  1. b\n\n* c\n",
            ),
            (
                "<ol><li>a<ul><li>b</li></ul><ul><li>c</li></ul></li></ol><ul><li>d</li></ul>",
                "1. a\n   - b\n   * c\n\n- d\n",
            ),
            (
                "<ul><li>a</li></ul><ol type=\"a\"><li>b</li></ol>",
                "- a\n\n* a. b\n",
            ),
            (
                "<ol><li>a</li><li value=\"7\">b</li></ol><ol><li>c</li></ol>",
                "1. a\n7) b\n\n1. c\n",
            ),
        ] {
            assert_eq!(body(html, 0, &|_| None), expected);
        }
    }
}
