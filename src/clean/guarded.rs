//! Addresses for mail that a host wrote as a number, against robots, and that its script writes back:
//! `data-cfemail`, `/cdn-cgi/l/email-protection#…`. The first byte is mixed into each of the others.

use super::tree::Node;

/// Where such a link leads; the number follows.
const PLACE: &str = "/cdn-cgi/l/email-protection#";

/// Writes such addresses as what they are.
pub fn uncover(nodes: &mut [Node]) {
    for id in 0..nodes.len() {
        let Some(address) = address(&nodes[id]) else {
            continue;
        };
        for (name, value) in &mut nodes[id].attributes {
            if name == "href" {
                *value = format!("mailto:{address}");
            }
        }
        if attribute(&nodes[id], "data-cfemail").is_some() {
            tell(nodes, id, &address);
        }
    }
}

/// In place of "[email protected]".
fn tell(nodes: &mut [Node], id: usize, address: &str) {
    /// Nodes of such an element.
    const MOST: usize = 8;
    let end = nodes[id].end.min(id + MOST);
    let texts = nodes[id + 1..end].iter_mut();
    let mut texts = texts.filter(|node| node.tag.is_empty());
    if let Some(first) = texts.next() {
        address.clone_into(&mut first.text);
    }
    texts.for_each(|node| node.text.clear());
}

fn attribute<'a>(node: &'a Node, name: &str) -> Option<&'a str> {
    let found = node.attributes.iter().find(|(key, _)| key == name);
    found.map(|(_, value)| value.as_str())
}

fn address(node: &Node) -> Option<String> {
    let linked = || {
        let (_, number) = attribute(node, "href")?.split_once(PLACE)?;
        number.split(['?', '&']).next()
    };
    read(attribute(node, "data-cfemail").or_else(linked)?)
}

/// The address that a number means, if it is one.
fn read(number: &str) -> Option<String> {
    /// Two digits a letter.
    const LONGEST: usize = 500;
    if number.len() > LONGEST || !number.is_ascii() {
        return None;
    }
    let digits = number.as_bytes().chunks(2);
    let bytes: Option<Vec<u8>> = digits
        .map(|pair| u8::from_str_radix(std::str::from_utf8(pair).ok()?, 16).ok())
        .collect();
    let bytes = bytes?;
    let (key, letters) = bytes.split_first()?;
    let address: String = letters.iter().map(|b| char::from(b ^ key)).collect();
    let is_letter = |c: char| c.is_ascii_alphanumeric() || "._+-@".contains(c);
    let (name, host) = address.split_once('@')?;
    let is_address = !name.is_empty() && host.contains('.') && !host.contains('@');
    (is_address && address.chars().all(is_letter)).then_some(address)
}

#[cfg(test)]
mod tests {
    use super::read;
    use crate::clean::sanitise;

    fn number(address: &str) -> String {
        let bytes = address.bytes().map(|b| format!("{:02x}", b ^ 0x5a));
        std::iter::once("5a".to_owned()).chain(bytes).collect()
    }

    #[test]
    fn an_address_written_as_a_number_is_told() {
        let number = number("ida.quay@outlet.example");
        for link in [
            format!(
                "<a href=/cdn-cgi/l/email-protection class=__cf_email__ data-cfemail={number}>[email&#160;protected]</a>"
            ),
            format!(
                "<a href=/cdn-cgi/l/email-protection#{number}><span data-cfemail={number}>[email protected]</span></a>"
            ),
        ] {
            let html = sanitise(&format!("<p>Write to {link} today.</p>"), None);
            assert!(html.contains("ida.quay@outlet.example"), "{html}");
            assert!(!html.contains("protected"), "{html}");
        }
        let named = format!("<p><a href=/cdn-cgi/l/email-protection#{number}>Ida Quay</a></p>");
        let html = sanitise(&named, Some("https://a.example/"));
        assert!(
            html.contains("<a href=\"mailto:ida.quay@outlet.example\">Ida Quay</a>"),
            "{html}"
        );
    }

    #[test]
    fn other_numbers_are_none() {
        for other in ["", "5", "zz", "5a5a5a", "é9é9", &number("<script>@a.b")] {
            assert_eq!(read(other), None, "{other}");
        }
        let html = sanitise(
            "<p><span data-cfemail=00>[email protected]</span></p>",
            None,
        );
        assert!(html.contains("[email protected]"), "{html}");
    }
}
