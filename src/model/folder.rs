//! How the way to a folder is written: the names with `/` between them, a `/` inside a name as `\/`.

/// As it is shown and typed.
#[must_use]
pub fn folder_text<T: AsRef<str>>(names: &[T]) -> String {
    let one = |name: &T| name.as_ref().replace('\\', "\\\\").replace('/', "\\/");
    names.iter().map(one).collect::<Vec<_>>().join("/")
}

/// The names, without empty ones.
#[must_use]
pub fn folder_names(text: &str) -> Vec<String> {
    let mut names = vec![String::new()];
    let mut characters = text.chars().peekable();
    while let Some(c) = characters.next() {
        let escaped = (c == '\\').then(|| characters.next_if(|next| matches!(next, '/' | '\\')));
        match (c, escaped.flatten()) {
            ('/', _) => names.push(String::new()),
            (c, escaped) => {
                if let Some(name) = names.last_mut() {
                    name.push(escaped.unwrap_or(c));
                }
            }
        }
    }
    let names = names.into_iter().map(|name| name.trim().to_owned());
    names.filter(|name| !name.is_empty()).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_stroke_inside_a_name_is_written_apart_from_one_between_names() {
        for (names, text) in [
            (vec!["News", "AI/ML"], r"News/AI\/ML"),
            (vec!["a\\", "b"], r"a\\/b"),
            (vec!["TV\\Film"], r"TV\\Film"),
            (vec![], ""),
        ] {
            assert_eq!(folder_text(&names), text);
            assert_eq!(folder_names(text), names);
        }
        assert_eq!(folder_names(r" a / / b\c /"), ["a", r"b\c"]);
    }
}
