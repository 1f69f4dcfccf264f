//! Words and values as Markdown and YAML write them.

/// Words that Markdown would take for more than words.
pub fn push_escaped(out: &mut String, word: &str, is_first: bool, is_in_table: bool) {
    let ends_number = word
        .trim_start_matches(|c: char| c.is_ascii_digit())
        .starts_with(['.', ')']);
    let begins_list = is_first && word.starts_with(|c: char| c.is_ascii_digit()) && ends_number;
    let mut was_digit = false;
    for (index, c) in word.chars().enumerate() {
        let begins = is_first && index == 0 && matches!(c, '#' | '>' | '-' | '+' | '=' | '~' | '|');
        let is_special = matches!(c, '\\' | '`' | '*' | '_' | '[' | ']' | '<')
            || begins
            || (c == '|' && is_in_table)
            || (c == '&' && word.contains(';'))
            || (c == '~' && word.contains("~~"))
            || (begins_list && was_digit && matches!(c, '.' | ')'));
        if is_special {
            out.push('\\');
        }
        was_digit = c.is_ascii_digit();
        out.push(c);
    }
}

/// Front matter: names and values as YAML, in this order.
pub fn front_matter(lines: &[(&str, String)]) -> String {
    let mut out = "---\n".to_owned();
    for (name, value) in lines.iter().filter(|(_, value)| !value.is_empty()) {
        out.push_str(&format!("{name}: {}\n", quoted(value)));
    }
    out.push_str("---\n\n");
    out
}

/// A string of JSON is one of YAML.
fn quoted(value: &str) -> String {
    serde_json::to_string(value).unwrap_or_default()
}

/// A heading of words that are Markdown. Signs behind a blank at its end would close it and be gone.
pub fn heading(level: usize, line: &str) -> String {
    let words = line.trim_end_matches('#');
    let is_closed = words.ends_with(' ') && words.len() < line.len();
    let escape = if is_closed { "\\" } else { "" };
    let signs = "#".repeat(line.len() - words.len());
    format!("{} {words}{escape}{signs}", "#".repeat(level))
}

/// A line of words as Markdown.
pub fn escaped(line: &str) -> String {
    let mut out = String::new();
    for (index, word) in line.split_whitespace().enumerate() {
        if index > 0 {
            out.push(' ');
        }
        push_escaped(&mut out, word, index == 0, false);
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    /// "C #" was headed "C".
    #[test]
    fn signs_at_the_end_of_a_heading_are_words() {
        for (line, expected) in [
            ("C #", "## C \\#"),
            ("A ##", "## A \\##"),
            ("C#", "## C#"),
            ("\\#", "## \\#"),
            ("`a` b", "## `a` b"),
        ] {
            assert_eq!(heading(2, line), expected);
        }
    }

    #[test]
    fn front_matter_is_quoted() {
        let lines = [
            ("title", "a \"b\": c\nd".to_owned()),
            ("author", String::new()),
        ];
        assert_eq!(
            front_matter(&lines),
            "---\ntitle: \"a \\\"b\\\": c\\nd\"\n---\n\n"
        );
    }
}
