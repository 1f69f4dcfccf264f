//! Numbered lists as Markdown knows them: it counts up by itself, from what the first item says.

use crate::markup::Bit;
use crate::model::Numbering;

pub struct List {
    numbering: Numbering,
    last: Option<i64>,
    /// Behind the number; where it changes a new list begins, which may have another number.
    sign: char,
}

impl List {
    pub fn of(bit: &Bit) -> Self {
        let is_reversed = bit.attribute("reversed").is_some();
        Self {
            numbering: Numbering::of(
                bit.attribute("start"),
                is_reversed,
                bit.attribute("type"),
                0,
            ),
            last: None,
            sign: '.',
        }
    }

    /// `3. `; letters and Roman numbers are words of an item without a number.
    pub fn marker(&mut self, value: Option<&str>) -> String {
        let number = self.numbering.take(value);
        let written = self.numbering.written(number);
        if !self.numbering.is_decimal() {
            return format!("- {written}. ");
        }
        if self.last.is_some_and(|last| last + 1 != number) {
            self.sign = if self.sign == '.' { ')' } else { '.' };
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
}
