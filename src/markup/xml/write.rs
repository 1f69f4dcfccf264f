//! What stands inside an element, written as HTML.

use super::Element;
use super::tree::{Kind, NONE, Node};
use crate::markup::{escape_text, unescape};

/// Elements without end tag in HTML.
const VOID: [&str; 14] = [
    "br", "img", "hr", "input", "meta", "link", "area", "base", "col", "embed", "param", "source",
    "track", "wbr",
];

/// What texts beside elements are.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Inside {
    /// XHTML: CDATA is plain text.
    Xhtml,
    /// Tags that should have been escaped: CDATA is HTML.
    Html,
    /// Escaped HTML around which somebody put tags: references are read once more.
    EscapedHtml,
}

impl Element<'_, '_> {
    /// The content as HTML: tags as they stood, without prefixes.
    #[must_use]
    pub fn inner_html(self, inside: Inside) -> String {
        let mut out = String::new();
        let mut index = self.node().first;
        while index != NONE {
            let here = Element { index, ..self };
            let node = here.node();
            here.write_start(node, inside, &mut out);
            if node.first != NONE {
                index = node.first;
                continue;
            }
            write_end(node, &mut out);
            index = self.after(index, &mut out);
        }
        out
    }

    /// The next node behind `index` within this element, writing the ends that are passed.
    fn after(self, mut index: u32, out: &mut String) -> u32 {
        loop {
            let node = Element { index, ..self }.node();
            if node.next != NONE {
                return node.next;
            }
            if node.parent == self.index || node.parent == NONE {
                return NONE;
            }
            index = node.parent;
            write_end(Element { index, ..self }.node(), out);
        }
    }

    fn write_start(self, node: &Node<'_>, inside: Inside, out: &mut String) {
        match node.kind {
            Kind::Text if inside == Inside::EscapedHtml => out.push_str(&unescape(node.text)),
            Kind::Text if node.text.contains('<') => out.push_str(&node.text.replace('<', "&lt;")),
            Kind::CData if inside == Inside::Xhtml => out.push_str(&escape_text(node.text)),
            Kind::Text | Kind::CData => out.push_str(node.text),
            Kind::Element => {
                out.push('<');
                out.push_str(node.text);
                for it in self
                    .named()
                    .filter(|it| it.prefix.is_empty() && it.local != "xmlns")
                {
                    out.push(' ');
                    out.push_str(it.local);
                    out.push_str("=\"");
                    push_value(it.value, out);
                    out.push('"');
                }
                out.push('>');
            }
        }
    }
}

fn push_value(value: &str, out: &mut String) {
    if !value.contains(['"', '<']) {
        out.push_str(value);
        return;
    }
    out.push_str(&value.replace('"', "&quot;").replace('<', "&lt;"));
}

fn write_end(node: &Node<'_>, out: &mut String) {
    if node.kind == Kind::Element && !is_void(node.text) {
        out.push_str("</");
        out.push_str(node.text);
        out.push('>');
    }
}

fn is_void(name: &str) -> bool {
    VOID.iter().any(|it| it.eq_ignore_ascii_case(name))
}
