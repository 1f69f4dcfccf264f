//! Code: kept as it is written, coloured where its language is known.

use super::compose::Composer;
use super::inline::{Inline, Style};
use super::walk::{attribute, name, own_text};
use super::{CodeColour, Role};
use html2text::Handle;
use std::sync::OnceLock;
use syntect::parsing::{ParseState, ScopeStack, SyntaxReference, SyntaxSet};

/// Code longer than this is shown without colours: a page must be there at once.
const COLOURED: usize = 64 << 10;

pub fn block(composer: &mut Composer<'_>, node: &Handle) {
    let text = text_of(node);
    let text = text.trim_matches('\n').replace('\t', "    ");
    if text.trim().is_empty() {
        return;
    }
    let coloured = language(node).filter(|_| text.len() <= COLOURED);
    let mut painter = coloured.and_then(|language| Painter::of(&language));
    composer.part();
    composer.with_margin("  ", "  ", Role::Code, |composer| {
        for line in text.lines() {
            let inline = match &mut painter {
                Some(painter) => painter.paint(line),
                None => plain(line),
            };
            composer.exact_line(&inline);
        }
    });
}

fn plain(line: &str) -> Inline {
    let mut inline = Inline::default();
    inline.push_exactly(line, Style { role: Role::Code, ..Style::default() });
    inline
}

/// All text below the node, white space kept; a `<br>` is a line end.
fn text_of(node: &Handle) -> String {
    let mut out = String::new();
    let mut open = vec![node.clone()];
    while let Some(node) = open.pop() {
        out.extend(own_text(&node));
        if name(&node) == "br" {
            out.push('\n');
        }
        open.extend(node.children.borrow().iter().rev().cloned());
    }
    out
}

/// "language-rust" on the block or on the code in it.
fn language(node: &Handle) -> Option<String> {
    let own = |node: &Handle| {
        let classes = attribute(node, "class")?;
        let found = classes.split_whitespace().find_map(|class| {
            class.strip_prefix("language-").or_else(|| class.strip_prefix("lang-"))
        });
        found.map(str::to_owned)
    };
    own(node).or_else(|| node.children.borrow().iter().find_map(own))
}

fn syntaxes() -> &'static SyntaxSet {
    static SYNTAXES: OnceLock<SyntaxSet> = OnceLock::new();
    SYNTAXES.get_or_init(SyntaxSet::load_defaults_newlines)
}

struct Painter {
    state: ParseState,
    scopes: ScopeStack,
}

impl Painter {
    fn of(language: &str) -> Option<Self> {
        let syntax: &SyntaxReference = syntaxes().find_syntax_by_token(language)?;
        Some(Self { state: ParseState::new(syntax), scopes: ScopeStack::new() })
    }

    fn paint(&mut self, line: &str) -> Inline {
        let with_end = format!("{line}\n");
        let Ok(operations) = self.state.parse_line(&with_end, syntaxes()) else { return plain(line) };
        let mut inline = Inline::default();
        let mut last = 0;
        let mut push = |from: usize, to: usize, scopes: &ScopeStack| {
            let style = Style { role: Role::Code, code: colour(scopes), ..Style::default() };
            let text = line.get(from..to.min(line.len())).unwrap_or_default();
            if !text.is_empty() {
                inline.push_exactly(text, style);
            }
        };
        for (at, operation) in operations {
            push(last, at, &self.scopes);
            last = last.max(at);
            if self.scopes.apply(&operation).is_err() {
                return plain(line);
            }
        }
        push(last, line.len(), &self.scopes);
        inline
    }
}

fn colour(scopes: &ScopeStack) -> Option<CodeColour> {
    scopes.as_slice().iter().rev().find_map(|scope| {
        let name = scope.build_string();
        let starts = |prefix: &str| name.starts_with(prefix);
        if starts("comment") {
            Some(CodeColour::Comment)
        } else if starts("keyword") || starts("storage") {
            Some(CodeColour::Keyword)
        } else if starts("string") || starts("constant") {
            Some(CodeColour::Literal)
        } else if starts("entity.name.type") || starts("support.type") {
            Some(CodeColour::Type)
        } else if starts("entity.name") || starts("support.function") {
            Some(CodeColour::Name)
        } else {
            None
        }
    })
}
