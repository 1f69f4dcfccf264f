//! Code in the colours of its language, cut where the line is full.

use super::set::{SetLine, count, spans_of, visual};
use super::styled::{Style, Styled};
use super::{CodeColour, LineEnd, Role, Span};
use crate::text::{self, Bidi, Piece};
use std::ops::Range;
use std::sync::OnceLock;
use syntect::parsing::{ParseState, Scope, ScopeStack, SyntaxReference, SyntaxSet};

/// How much work the colours of one page may be; code beyond it is shown without. The patterns' time grows with the square
/// of a line's length (a thousand underscores: a second), and a page may have any number of blocks.
pub(super) struct Colours {
    left: usize,
}

impl Colours {
    /// Some 500 lines of usual length.
    const A_PAGE: usize = 2_000_000;
    /// What a line costs however short it is, as if it had so many bytes more.
    const A_LINE: usize = 24;

    pub(super) fn of_a_page() -> Self {
        Self { left: Self::A_PAGE }
    }

    pub(super) fn none() -> Self {
        Self { left: 0 }
    }

    /// Whether there is enough for all of a block: half a block in colours looks like a fault.
    fn pay(&mut self, code: &str) -> bool {
        let cost = code
            .split('\n')
            .map(|line| line.len().saturating_add(Self::A_LINE).saturating_pow(2))
            .fold(0, usize::saturating_add);
        let has_enough = cost <= self.left;
        if has_enough {
            self.left -= cost;
        }
        has_enough
    }
}

/// What code is set into.
#[derive(Clone, Copy)]
pub(super) struct Room {
    pub columns: usize,
    /// Before a line that goes on from the one above.
    pub goes_on: &'static str,
    /// Lines are put into the order of the screen.
    pub bidi: bool,
}

impl Room {
    /// A narrower room has no place for the sign.
    const NARROW: usize = 12;

    fn sign(&self) -> Option<Span> {
        let sign = (self.columns >= Self::NARROW).then_some(self.goes_on)?;
        Some(Style::of(Role::Rule).span(sign))
    }
}

/// Code as lines of at most so many columns; blanks are kept but at the ends, long lines go on in the next.
pub(super) fn set_code(
    code: &str,
    language: Option<&str>,
    room: Room,
    colours: &mut Colours,
) -> Vec<SetLine> {
    let styled = coloured(code, language, colours);
    let bidi = room.bidi.then(|| Bidi::new(code)).flatten();
    let mut lines = Vec::new();
    let (mut byte, mut chars) = (0, 0_u32);
    for line in code.split('\n') {
        // Blanks at its end would go on in lines in which nothing stands.
        let end = byte + line.trim_end().len();
        let (mut start, before) = (byte, chars);
        loop {
            let rest = code.get(start..end).unwrap_or_default();
            let sign = (start > byte).then(|| room.sign()).flatten();
            let taken = sign.as_ref().map_or(0, |sign| text::width(&sign.text));
            let cut = start + fitting(rest, room.columns - taken);
            let mut set = ordered(&styled, bidi.as_ref(), start..cut, chars);
            begin(&mut set, sign);
            if cut < end {
                set.end = LineEnd::Nothing;
            }
            lines.push(set);
            chars = chars.saturating_add(count(code.get(start..cut).unwrap_or_default()));
            start = cut;
            if start >= end {
                break;
            }
        }
        chars = before.saturating_add(count(line)).saturating_add(1);
        byte += line.len() + 1;
    }
    lines
}

fn ordered(styled: &Styled, bidi: Option<&Bidi>, range: Range<usize>, at: u32) -> SetLine {
    let Some(bidi) = bidi else {
        return SetLine::of(spans_of(styled, range, at), at);
    };
    let is_rtl = bidi.is_rtl_at(range.start);
    let piece = Piece {
        range,
        is_hyphenated: false,
    };
    SetLine {
        is_rtl,
        ..SetLine::of(visual(styled, bidi, &piece, at), at)
    }
}

/// Puts the sign of a line that goes on to where the line starts.
fn begin(line: &mut SetLine, sign: Option<Span>) {
    let Some(mut sign) = sign else {
        return;
    };
    line.columns += text::width(&sign.text);
    if line.is_rtl {
        sign.text = text::clean_block(&text::reversed(&sign.text));
        line.spans.push(sign);
    } else {
        line.spans.insert(0, sign);
    }
}

/// Bytes of the beginning that fits, at least one character: to the last blank, if one stands in the last third, so that
/// no word is broken.
fn fitting(line: &str, columns: usize) -> usize {
    let (mut bytes, mut used, mut blank) = (0, 0, None);
    for (grapheme, wide) in text::graphemes(line) {
        used += wide;
        if used > columns {
            let is_between = grapheme == " " || bytes == 0;
            let end = blank.filter(|_| !is_between).unwrap_or(bytes);
            return end.max(line.chars().next().map_or(0, char::len_utf8));
        }
        bytes += grapheme.len();
        if grapheme == " " && used * 3 >= columns * 2 {
            blank = Some(bytes);
        }
    }
    bytes
}

fn coloured(code: &str, language: Option<&str>, colours: &mut Colours) -> Styled {
    let plain = Style::of(Role::Code);
    // The tables of languages are made when the first is asked for.
    let asked = language.filter(|_| colours.left > 0);
    let Some(syntax) = asked.and_then(syntax).filter(|_| colours.pay(code)) else {
        return Styled::new(code, plain);
    };
    let mut painter = Painter {
        state: ParseState::new(syntax),
        stack: ScopeStack::new(),
        out: Styled::default(),
    };
    for line in code.split_inclusive('\n') {
        painter.line(line);
    }
    painter.out
}

struct Painter {
    state: ParseState,
    stack: ScopeStack,
    out: Styled,
}

impl Painter {
    fn line(&mut self, line: &str) {
        let changes = self.state.parse_line(line, syntaxes()).unwrap_or_default();
        let mut from = 0;
        for (to, change) in changes {
            self.paint(line.get(from..to).unwrap_or_default());
            from = to.max(from);
            if self.stack.apply(&change).is_err() {
                self.stack = ScopeStack::new();
            }
        }
        self.paint(line.get(from..).unwrap_or_default());
    }

    fn paint(&mut self, part: &str) {
        let code = self
            .stack
            .as_slice()
            .iter()
            .rev()
            .find_map(|scope| colour(*scope));
        self.out.push(
            part,
            Style {
                code,
                ..Style::of(Role::Code)
            },
        );
    }
}

fn syntaxes() -> &'static SyntaxSet {
    static SET: OnceLock<SyntaxSet> = OnceLock::new();
    SET.get_or_init(SyntaxSet::load_defaults_newlines)
}

fn syntax(language: &str) -> Option<&'static SyntaxReference> {
    let language = language.to_ascii_lowercase();
    // Names in use that the built-in set does not know, by the nearest that it does.
    let token = match language.as_str() {
        "" | "text" | "txt" | "plain" | "plaintext" | "none" | "console" | "output" => return None,
        "shell" | "zsh" | "sh-session" => "bash",
        "ts" | "typescript" | "jsx" | "tsx" | "mjs" | "node" => "js",
        "golang" => "go",
        "csharp" | "c#" => "cs",
        "c++" | "cc" => "cpp",
        "kotlin" | "kt" => "java",
        "py3" | "python3" => "python",
        "yml" => "yaml",
        other => other,
    };
    syntaxes().find_syntax_by_token(token)
}

fn colour(scope: Scope) -> Option<CodeColour> {
    static TABLE: OnceLock<Vec<(Scope, Option<CodeColour>)>> = OnceLock::new();
    let table = TABLE.get_or_init(|| {
        SCOPES
            .iter()
            .filter_map(|(name, colour)| Some((Scope::new(name).ok()?, *colour)))
            .collect()
    });
    let (_, colour) = table
        .iter()
        .find(|(prefix, _)| prefix.is_prefix_of(scope))?;
    *colour
}

/// The first that fits decides.
const SCOPES: [(&str, Option<CodeColour>); 15] = [
    ("comment", Some(CodeColour::Comment)),
    ("string", Some(CodeColour::Literal)),
    ("constant", Some(CodeColour::Literal)),
    ("keyword.operator", None),
    ("keyword", Some(CodeColour::Keyword)),
    ("storage.type.numeric", Some(CodeColour::Literal)),
    ("storage", Some(CodeColour::Keyword)),
    ("entity.name.type", Some(CodeColour::Type)),
    ("entity.name.class", Some(CodeColour::Type)),
    ("entity.name.struct", Some(CodeColour::Type)),
    ("entity.name", Some(CodeColour::Name)),
    ("support.type", Some(CodeColour::Type)),
    ("support.class", Some(CodeColour::Type)),
    ("support.function", Some(CodeColour::Name)),
    ("variable.function", Some(CodeColour::Name)),
];

#[cfg(test)]
mod tests {
    use super::*;

    const ROOM: Room = room(60);

    const fn room(columns: usize) -> Room {
        Room {
            columns,
            goes_on: "↳ ",
            bidi: true,
        }
    }

    fn set_code(code: &str, language: Option<&str>, columns: usize) -> Vec<SetLine> {
        super::set_code(code, language, room(columns), &mut Colours::of_a_page())
    }

    fn colour_of(lines: &[SetLine], word: &str) -> Option<CodeColour> {
        let mut spans = lines.iter().flat_map(|line| &line.spans);
        spans.find(|span| span.text.trim() == word).unwrap().code
    }

    #[test]
    fn known_languages_have_colours() {
        let lines = set_code("// ferry\nfn main() { let x = \"a\"; }", Some("rust"), 60);
        assert_eq!(colour_of(&lines, "fn"), Some(CodeColour::Keyword));
        assert_eq!(colour_of(&lines, "main"), Some(CodeColour::Name));
        assert!(
            lines[0]
                .spans
                .iter()
                .all(|span| span.code == Some(CodeColour::Comment))
        );
        let python = set_code("def boat():\n    return 'x'", Some("Python"), 60);
        assert_eq!(colour_of(&python, "def"), Some(CodeColour::Keyword));
    }

    #[test]
    fn colours_end_where_they_would_be_too_much_work() {
        let mut colours = Colours::of_a_page();
        let line = "fn main() {}\n";
        let small = super::set_code(line, Some("rust"), ROOM, &mut colours);
        assert_eq!(colour_of(&small, "fn"), Some(CodeColour::Keyword));
        for much in ["_".repeat(3000), line.repeat(5000)] {
            let lines = super::set_code(&much, Some("rust"), ROOM, &mut colours);
            assert!(
                lines
                    .iter()
                    .flat_map(|l| &l.spans)
                    .all(|s| s.code.is_none())
            );
        }
        let blocks = (0..)
            .take_while(|_| colours.pay(&line.repeat(100)))
            .take(1000);
        assert!(blocks.count() < 100);
    }

    #[test]
    fn where_none_are_wanted_there_are_none() {
        let lines = super::set_code("fn main() {}", Some("rust"), ROOM, &mut Colours::none());
        assert!(lines[0].spans.iter().all(|span| span.code.is_none()));
    }

    #[test]
    fn unknown_languages_have_none() {
        let lines = set_code("fn main() {}", Some("no-such"), 60);
        assert!(lines[0].spans.iter().all(|span| span.code.is_none()));
    }

    #[test]
    fn a_line_goes_on_at_a_blank_and_behind_a_sign() {
        let command = "cargo install --locked --path . --features everything";
        let lines = set_code(command, None, 24);
        let texts: Vec<String> = lines
            .iter()
            .map(|l| l.spans.iter().map(|s| s.text.as_str()).collect())
            .collect();
        assert_eq!(
            texts,
            [
                "cargo install --locked ",
                "↳ --path . --features ",
                "↳ everything"
            ]
        );
        // The sign is none of the code.
        let own = lines
            .iter()
            .flat_map(|line| &line.spans)
            .filter(|span| span.at.is_some());
        assert_eq!(
            own.map(|span| span.text.as_str()).collect::<String>(),
            command
        );
        assert!(lines.iter().all(|line| line.columns <= 24));
        // A blank far from the end is no place to break at.
        let lines = set_code("ab 0123456789012345678901234567", None, 24);
        assert_eq!(lines[0].columns, 24);
    }

    fn texts(lines: &[SetLine]) -> Vec<String> {
        let text = |line: &SetLine| line.spans.iter().map(|span| span.text.as_str()).collect();
        lines.iter().map(text).collect()
    }

    /// Each was a line of its own, with a sign before nothing.
    #[test]
    fn blanks_at_the_end_of_a_line_make_no_more_lines() {
        let lines = set_code(&format!("ab{}\n   \ncd", " ".repeat(40)), None, 14);
        assert_eq!(texts(&lines), ["ab", "", "cd"]);
        let offsets: Vec<u32> = lines.iter().map(|line| line.offset).collect();
        assert_eq!(offsets, [0, 43, 47]);
    }

    /// It stood in the order of reading.
    #[test]
    fn writing_from_right_to_left_is_put_into_the_order_of_the_screen() {
        let lines = set_code("x = \"אבג\"\n  שלום (אב)\nabc", None, 40);
        assert_eq!(texts(&lines), ["x = \"גבא\"", "(בא) םולש  ", "abc"]);
        let starts: Vec<bool> = lines.iter().map(|line| line.is_rtl).collect();
        assert_eq!(starts, [false, true, false]);
        let lines = set_code("אאאאאאאאאא בבבבבבבב", None, 14);
        assert_eq!(texts(&lines), [" אאאאאאאאאא", "בבבבבבבב ↳"]);
        assert!(lines.iter().all(|line| line.columns <= 14));
    }

    #[test]
    fn blanks_stay_and_long_lines_go_on() {
        let lines = set_code("  ab\n\n0123456789", None, 6);
        let texts: Vec<String> = lines
            .iter()
            .map(|l| l.spans.iter().map(|s| s.text.as_str()).collect())
            .collect();
        assert_eq!(texts, ["  ab", "", "012345", "6789"]);
        let offsets: Vec<u32> = lines.iter().map(|line| line.offset).collect();
        assert_eq!(offsets, [0, 5, 6, 12]);
    }
}
