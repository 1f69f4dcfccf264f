//! TeX as a line of text: what alternative texts of formulas hold. TeX with a command that is not
//! known here stays as it is.

use super::form::{self, Line, is_large};
use std::iter::Peekable;
use std::str::Chars;

const LONGEST: usize = 1_000;
const DEEPEST: usize = 24;

pub fn text(tex: &str) -> String {
    let bare = bare(tex);
    if bare.len() > LONGEST {
        return bare.to_owned();
    }
    let mut reader = Reader {
        rest: bare.chars().peekable(),
        depth: 0,
    };
    match reader.group(None) {
        Some(text) if !text.is_empty() => text,
        _ => bare.to_owned(),
    }
}

/// Without what only says how large it is set.
fn bare(tex: &str) -> &str {
    let mut tex = tex.trim();
    for (open, close) in [("$$", "$$"), ("$", "$"), ("\\(", "\\)"), ("\\[", "\\]")] {
        let inner = tex
            .strip_prefix(open)
            .and_then(|tex| tex.strip_suffix(close));
        tex = inner.unwrap_or(tex).trim();
    }
    let styled = ["{\\displaystyle", "{\\textstyle"]
        .iter()
        .find_map(|style| tex.strip_prefix(style));
    styled
        .and_then(|tex| tex.strip_suffix('}'))
        .map_or(tex, str::trim)
}

struct Reader<'a> {
    rest: Peekable<Chars<'a>>,
    depth: usize,
}

impl Reader<'_> {
    /// What stands before `end`, or to the end of all; none for what is not understood.
    fn group(&mut self, end: Option<char>) -> Option<String> {
        self.depth += 1;
        if self.depth > DEEPEST {
            return None;
        }
        let mut line = Line::default();
        loop {
            self.skip_blanks();
            let Some(&next) = self.rest.peek() else {
                break;
            };
            if Some(next) == end {
                break;
            }
            self.one(&mut line)?;
        }
        if end.is_some() {
            self.rest.next()?;
        }
        self.depth -= 1;
        Some(line.done())
    }

    fn skip_blanks(&mut self) {
        while self
            .rest
            .next_if(|c| c.is_whitespace() || *c == '~')
            .is_some()
        {}
    }

    /// A letter, number, group or command with what is raised and lowered behind it.
    fn one(&mut self, line: &mut Line) -> Option<()> {
        let first = *self.rest.peek()?;
        if matches!(first, '&' | '%' | '#' | '}' | '$') {
            return None;
        }
        if matches!(first, '^' | '_') {
            let scripts = self.scripts()?;
            line.operand(&scripts, false);
            return Some(());
        }
        let (atom, is_operator) = self.atom()?;
        let scripts = self.scripts()?;
        if is_operator && scripts.is_empty() {
            line.operator(&atom);
        } else {
            let is_word = is_large(&atom) || atom.chars().filter(|c| c.is_alphabetic()).count() > 1;
            line.operand(&(atom + &scripts), is_word);
        }
        Some(())
    }

    /// `_{i}^2` in either order; the lower one first.
    fn scripts(&mut self) -> Option<String> {
        let (mut below, mut above) = (String::new(), String::new());
        loop {
            self.skip_blanks();
            match self.rest.peek() {
                Some('^') if above.is_empty() => {
                    self.rest.next();
                    above = form::above(&self.argument()?);
                }
                Some('_') if below.is_empty() => {
                    self.rest.next();
                    below = form::below(&self.argument()?);
                }
                Some('\'') => {
                    self.rest.next();
                    above.push('′');
                }
                _ => return Some(below + &above),
            }
        }
    }

    /// A group, or one letter, digit or command.
    fn argument(&mut self) -> Option<String> {
        self.skip_blanks();
        if self.rest.next_if_eq(&'{').is_some() {
            return self.group(Some('}'));
        }
        if self.rest.peek() == Some(&'\\') {
            return self.atom().map(|(atom, _)| atom);
        }
        self.rest.next().map(String::from)
    }

    /// And whether it is a sign between others.
    fn atom(&mut self) -> Option<(String, bool)> {
        let first = self.rest.next()?;
        Some(match first {
            '\\' => return self.command(),
            '{' => (self.group(Some('}'))?, false),
            c if c.is_ascii_digit() => {
                let mut number = String::from(c);
                while let Some(c) = self.rest.next_if(|c| c.is_ascii_digit() || *c == '.') {
                    number.push(c);
                }
                (number, false)
            }
            c if c.is_alphanumeric() => (String::from(c), false),
            c => (String::from(c), true),
        })
    }

    fn command(&mut self) -> Option<(String, bool)> {
        let mut name = String::new();
        while let Some(c) = self.rest.next_if(char::is_ascii_alphabetic) {
            name.push(c);
        }
        if name.is_empty() {
            let sign = self.rest.next()?;
            return match sign {
                ',' | ';' | ':' | '!' | ' ' => Some((String::new(), true)),
                '{' | '}' | '%' | '$' | '#' | '&' | '_' => Some((String::from(sign), true)),
                '|' => Some(("‖".to_owned(), true)),
                _ => None,
            };
        }
        Some(match name.as_str() {
            "frac" | "dfrac" | "tfrac" => {
                let above = self.argument()?;
                (form::fraction(&above, &self.argument()?), false)
            }
            "sqrt" => {
                self.skip_blanks();
                let degree = match self.rest.next_if_eq(&'[') {
                    Some(_) => self.group(Some(']'))?,
                    None => String::new(),
                };
                (form::root(&self.argument()?, &degree), false)
            }
            "mathrm" | "mathbf" | "mathit" | "mathsf" | "mathcal" | "mathfrak" | "boldsymbol"
            | "operatorname" | "text" | "textrm" | "textit" | "textbf" | "mbox" => {
                (self.words()?, false)
            }
            "left" | "right" | "big" | "Big" | "bigl" | "bigr" | "displaystyle" | "textstyle"
            | "limits" | "nolimits" | "quad" | "qquad" => (String::new(), true),
            "bar" | "overline" => (self.marked('\u{304}')?, false),
            "hat" => (self.marked('\u{302}')?, false),
            "tilde" => (self.marked('\u{303}')?, false),
            "vec" => (self.marked('\u{20d7}')?, false),
            "dot" => (self.marked('\u{307}')?, false),
            _ => return sign(&name),
        })
    }

    /// The words of `\text{…}`, as they are where they are no formula.
    fn words(&mut self) -> Option<String> {
        self.skip_blanks();
        if self.rest.next_if_eq(&'{').is_none() {
            return self.argument();
        }
        let mut words = String::new();
        loop {
            match self.rest.next()? {
                '}' => return Some(words.trim().to_owned()),
                '\\' | '{' | '$' => return None,
                c => words.push(c),
            }
        }
    }

    fn marked(&mut self, mark: char) -> Option<String> {
        let of = self.argument()?;
        Some(match of.chars().count() {
            1 => format!("{of}{mark}"),
            _ => of,
        })
    }
}

/// Letters and signs; the latter stand between others.
fn sign(name: &str) -> Option<(String, bool)> {
    let letter = LETTERS.iter().find(|(known, _)| *known == name);
    if let Some((_, letter)) = letter {
        return Some(((*letter).to_owned(), false));
    }
    if let Some((_, sign)) = SIGNS.iter().find(|(known, _)| *known == name) {
        return Some(((*sign).to_owned(), true));
    }
    let is_name = NAMES.contains(&name);
    is_name.then(|| (name.to_owned(), false))
}

const NAMES: [&str; 18] = [
    "sin", "cos", "tan", "cot", "sec", "csc", "arcsin", "arccos", "arctan", "sinh", "cosh", "tanh",
    "log", "ln", "exp", "det", "dim", "gcd",
];

const LETTERS: [(&str, &str); 55] = [
    ("alpha", "α"),
    ("beta", "β"),
    ("gamma", "γ"),
    ("delta", "δ"),
    ("epsilon", "ε"),
    ("varepsilon", "ε"),
    ("zeta", "ζ"),
    ("eta", "η"),
    ("theta", "θ"),
    ("vartheta", "ϑ"),
    ("iota", "ι"),
    ("kappa", "κ"),
    ("lambda", "λ"),
    ("mu", "μ"),
    ("nu", "ν"),
    ("xi", "ξ"),
    ("pi", "π"),
    ("rho", "ρ"),
    ("sigma", "σ"),
    ("tau", "τ"),
    ("upsilon", "υ"),
    ("phi", "φ"),
    ("varphi", "φ"),
    ("chi", "χ"),
    ("psi", "ψ"),
    ("omega", "ω"),
    ("Gamma", "Γ"),
    ("Delta", "Δ"),
    ("Theta", "Θ"),
    ("Lambda", "Λ"),
    ("Xi", "Ξ"),
    ("Pi", "Π"),
    ("Sigma", "Σ"),
    ("Upsilon", "Υ"),
    ("Phi", "Φ"),
    ("Psi", "Ψ"),
    ("Omega", "Ω"),
    ("infty", "∞"),
    ("partial", "∂"),
    ("nabla", "∇"),
    ("hbar", "ħ"),
    ("ell", "ℓ"),
    ("emptyset", "∅"),
    ("prime", "′"),
    ("circ", "°"),
    ("ldots", "…"),
    ("dots", "…"),
    ("cdots", "…"),
    ("sum", "∑"),
    ("prod", "∏"),
    ("int", "∫"),
    ("oint", "∮"),
    ("lim", "lim"),
    ("max", "max"),
    ("min", "min"),
];

const SIGNS: [(&str, &str); 44] = [
    ("times", "×"),
    ("cdot", "·"),
    ("div", "÷"),
    ("pm", "±"),
    ("mp", "∓"),
    ("leq", "≤"),
    ("le", "≤"),
    ("geq", "≥"),
    ("ge", "≥"),
    ("neq", "≠"),
    ("ne", "≠"),
    ("ll", "≪"),
    ("gg", "≫"),
    ("approx", "≈"),
    ("sim", "∼"),
    ("simeq", "≃"),
    ("cong", "≅"),
    ("equiv", "≡"),
    ("propto", "∝"),
    ("to", "→"),
    ("rightarrow", "→"),
    ("leftarrow", "←"),
    ("Rightarrow", "⇒"),
    ("Leftrightarrow", "⇔"),
    ("implies", "⇒"),
    ("iff", "⇔"),
    ("mapsto", "↦"),
    ("in", "∈"),
    ("notin", "∉"),
    ("subset", "⊂"),
    ("subseteq", "⊆"),
    ("cup", "∪"),
    ("cap", "∩"),
    ("setminus", "∖"),
    ("land", "∧"),
    ("lor", "∨"),
    ("forall", "∀"),
    ("exists", "∃"),
    ("mid", "|"),
    ("langle", "⟨"),
    ("rangle", "⟩"),
    ("lvert", "|"),
    ("rvert", "|"),
    ("ast", "∗"),
];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn formulas_read_like_those_of_mathml() {
        for (tex, expected) in [
            ("{\\displaystyle A}", "A"),
            ("x^2", "x²"),
            ("E=mc^2", "E = mc²"),
            (
                "\\frac{-b \\pm \\sqrt{b^2-4ac}}{2a}",
                "(−b ± √(b² − 4ac))/(2a)",
            ),
            ("\\sum_{i=1}^{n} i^2", "∑ᵢ₌₁ⁿ i²"),
            ("\\alpha \\leq 3.5 \\times 10^{-3}", "α ≤ 3.5 × 10⁻³"),
            ("$f'(x_0)$", "f′(x₀)"),
            ("\\sin x", "sin x"),
            ("\\vec{v} = \\text{speed}", "v\u{20d7} = speed"),
        ] {
            assert_eq!(text(tex), expected, "{tex}");
        }
    }

    #[test]
    fn what_is_not_understood_stays() {
        for tex in [
            "\\begin{cases} 1 \\end{cases}",
            "\\foo{x}",
            "{x",
            "a & b",
            "50%",
        ] {
            assert_eq!(text(tex), tex);
        }
        let deep = "{".repeat(400) + "x" + &"}".repeat(400);
        assert_eq!(text(&deep), deep);
    }
}
