//! Marks around words: emphasis and links. CommonMark takes them for marks only where no blank
//! stands inside them, and where letters and punctuation around them do not say otherwise.

#[derive(Default)]
pub struct Marks {
    open: Vec<Mark>,
    /// The last that was closed, and where the line ended then.
    closed: Option<(Mark, usize)>,
}

struct Mark {
    sign: &'static str,
    /// Where it stands in the line; none until there is a word to stand before.
    at: Option<usize>,
    /// It would not be one.
    is_lost: bool,
}

impl Marks {
    /// It is written when a word comes.
    pub fn open(&mut self, sign: &'static str) {
        self.open.push(Mark {
            sign,
            at: None,
            is_lost: false,
        });
    }

    /// Before a word is written.
    pub fn begin(&mut self, line: &mut String, word: &str) {
        let next = word.chars().next();
        if let Some((mark, end)) = self.closed.take()
            && end == line.len()
        {
            match self.open.iter_mut().find(|it| it.at.is_none()) {
                // Four signs in a row would be none: it goes on.
                Some(same) if same.sign == mark.sign => {
                    line.truncate(end - mark.sign.len());
                    same.at = mark.at;
                }
                _ => mend(line, &mark, next),
            }
        }
        for mark in self.open.iter_mut().filter(|mark| mark.at.is_none()) {
            let before = line.chars().next_back();
            if mark.sign == "[" && before == Some('!') {
                // Both together would be a picture.
                line.insert(line.len() - 1, '\\');
            }
            mark.at = Some(line.len());
            mark.is_lost = is_letter(before) && is_punctuation(next);
            line.push_str(mark.sign);
        }
    }

    /// It ends at a word, not at a blank.
    pub fn close(&mut self, line: &mut String, sign: &str) {
        let Some(mark) = self.take(sign) else { return };
        let Some(at) = mark.at else { return };
        let has_blank = line.ends_with(' ');
        line.truncate(line.trim_end_matches(' ').len());
        if mark.is_lost {
            write_tags(line, &mark, at, line.len());
        } else {
            line.push_str(sign);
            self.closed = Some((mark, line.len()));
        }
        if has_blank {
            line.push(' ');
        }
    }

    /// A link without words is none.
    pub fn close_link(&mut self, line: &mut String, url: &str) {
        if self.take("[").is_none_or(|mark| mark.at.is_none()) {
            return;
        }
        let has_blank = line.ends_with(' ');
        line.truncate(line.trim_end().len());
        let url = url
            .replace(' ', "%20")
            .replace('<', "%3C")
            .replace('>', "%3E");
        let url = if url.contains(['(', ')']) {
            format!("<{url}>")
        } else {
            url
        };
        line.push_str(&format!("]({url})"));
        if has_blank {
            line.push(' ');
        }
    }

    fn take(&mut self, sign: &str) -> Option<Mark> {
        let place = self.open.iter().rposition(|mark| mark.sign == sign)?;
        Some(self.open.remove(place))
    }

    /// What is open goes on in the next line, where its words are.
    pub fn end_line(&mut self) {
        self.closed = None;
        self.open.retain(|mark| mark.at.is_none());
    }
}

/// A mark that was closed behind punctuation ends nothing where a letter follows: tags do.
fn mend(line: &mut String, mark: &Mark, next: Option<char>) {
    let end = line.len() - mark.sign.len();
    let before = line.get(..end).and_then(|line| line.chars().next_back());
    let (Some(at), true) = (mark.at, is_punctuation(before) && is_letter(next)) else {
        return;
    };
    line.truncate(end);
    write_tags(line, mark, at, end);
}

/// In place of the mark at `at`, and at the end.
fn write_tags(line: &mut String, mark: &Mark, at: usize, end: usize) {
    let name = match mark.sign {
        "*" => "em",
        "**" => "strong",
        _ => "del",
    };
    line.insert_str(end, &format!("</{name}>"));
    line.replace_range(at..at + mark.sign.len(), &format!("<{name}>"));
}

fn is_letter(c: Option<char>) -> bool {
    c.is_some_and(char::is_alphanumeric)
}

fn is_punctuation(c: Option<char>) -> bool {
    c.is_some_and(|c| !c.is_alphanumeric() && !c.is_whitespace())
}

#[cfg(test)]
mod tests {
    use super::super::body;

    #[test]
    fn blanks_stand_outside_of_marks() {
        for (html, expected) in [
            ("<p>just<b> 5 minutes</b>.</p>", "just **5 minutes**.\n"),
            (
                "<p>in<a href=\"https://a.example/\"> a link </a>and</p>",
                "in [a link](https://a.example/) and\n",
            ),
            ("<p>a<b> <i> both </i> </b>b</p>", "a ***both*** b\n"),
            ("<p>a<b> </b>b<i></i>c</p>", "a bc\n"),
            (
                "<p><b>Big</b><b>Story</b> <i>x</i><i>y</i>z</p>",
                "**BigStory** *xy*z\n",
            ),
            ("<p>a<b><br>b</b></p>", "a\\\n**b**\n"),
            ("<p><b><code>x</code></b> <s> y</s></p>", "**`x`** ~~y~~\n"),
        ] {
            assert_eq!(body(html, 0, &|_| None), expected);
        }
    }

    /// It was a picture.
    #[test]
    fn a_link_behind_an_exclamation_mark_is_a_link() {
        let link = "<a href=\"https://a.example/\">it</a>";
        for (html, expected) in [
            (format!("Look!{link}"), "Look\\![it](https://a.example/)\n"),
            (
                format!("Look! {link}!{link}"),
                "Look! [it](https://a.example/)\\![it](https://a.example/)\n",
            ),
            (
                format!("<b>Look!</b><b>{link}</b>"),
                "**Look\\![it](https://a.example/)**\n",
            ),
            (
                "!<img src=\"https://a.example/1\">".to_owned(),
                "!![](https://a.example/1)\n",
            ),
        ] {
            assert_eq!(body(&html, 0, &|_| None), expected);
        }
    }

    #[test]
    fn marks_that_would_be_none_are_tags() {
        for (html, expected) in [
            ("<p><b>One.</b>Two</p>", "<strong>One.</strong>Two\n"),
            ("<p>so<i>“he”</i> said</p>", "so<em>“he”</em> said\n"),
            (
                "<p><b>One.</b> Two <b>three</b>four</p>",
                "**One.** Two **three**four\n",
            ),
            ("<p>x<b><i>(y)</i></b></p>", "x<strong>*(y)*</strong>\n"),
        ] {
            assert_eq!(body(html, 0, &|_| None), expected);
        }
    }
}
