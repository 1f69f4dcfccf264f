//! The tree on what is sound (quick-xml as oracle) and on what is not.

use super::tokens::tokens;
use super::{Element, Inside, Space, parse};

/// Names in the document's order, each with its depth.
fn outline(text: &str) -> Vec<(usize, String)> {
    let tree = parse(text);
    let depth = |it: Element<'_, '_>| std::iter::successors(it.parent(), |it| it.parent()).count();
    tree.elements()
        .map(|it| (depth(it), it.name().to_owned()))
        .collect()
}

fn oracle(text: &str) -> Vec<(usize, String)> {
    use quick_xml::events::Event;
    let mut reader = quick_xml::Reader::from_str(text);
    let mut all = Vec::new();
    let mut depth = 0;
    loop {
        let (tag, is_open) = match reader.read_event().unwrap() {
            Event::Start(tag) => (tag, true),
            Event::Empty(tag) => (tag, false),
            Event::End(_) => {
                depth -= 1;
                continue;
            }
            Event::Eof => return all,
            _ => continue,
        };
        let name = tag.local_name().as_ref().to_owned();
        all.push((depth + 1, name));
        depth += usize::from(is_open);
    }
}

fn names(text: &str) -> String {
    let names: Vec<String> = outline(text)
        .into_iter()
        .map(|it| format!("{}{}", it.0, it.1))
        .collect();
    names.join(" ")
}

#[test]
fn sound_documents_give_the_tree_that_quick_xml_sees() {
    for text in [
        include_str!("../../../tests/fixtures/feeds/rss2.xml"),
        include_str!("../../../tests/fixtures/feeds/atom.xml"),
        include_str!("../../../tests/fixtures/feeds/plain-rss.xml"),
    ] {
        assert_eq!(outline(text), oracle(text));
        assert!(!parse(text).is_cut);
    }
}

#[test]
fn a_field_ends_where_the_next_begins() {
    let text = "<rss><channel><item><title>One<link>x</link><guid>1</item><item><title>Two</channel></rss>";
    assert_eq!(
        names(text),
        "1rss 2channel 3item 4title 4link 4guid 3item 4title"
    );
}

#[test]
fn no_end_tag_inside_an_entry_closes_what_is_outside() {
    let text = "<rss><channel><b><item><title>x</title></b></div><link>y</link></item><item/></channel></rss>";
    assert_eq!(names(text), "1rss 2channel 3b 4item 5title 5link 4item");
}

#[test]
fn depth_is_flattened_and_nothing_is_lost() {
    let text = format!(
        "<rss><item><x>{}word{}</x></item><item/></rss>",
        "<a>".repeat(1_000),
        "</a>".repeat(1_000)
    );
    let deepest = outline(&text).into_iter().map(|it| it.0).max();
    assert!(deepest.is_some_and(|it| it <= 258), "{deepest:?}");
    let tree = parse(&text);
    assert_eq!(tree.elements().filter(|it| it.is("item")).count(), 2);
    let all: String = tree.elements().map(|it| it.text().into_owned()).collect();
    assert_eq!(all, "word");
}

#[test]
fn texts_are_read_once_and_markup_is_written_as_html() {
    let tree = parse(
        "<a x='1 &amp; &quot;2&quot;'>t &lt;i&gt; <![CDATA[<b>&amp;]]> <h:br/><p q=\"&lt;\">u</p></a>",
    );
    let a = tree.elements().next().unwrap();
    assert_eq!(a.attribute("X").as_deref(), Some("1 & \"2\""));
    assert_eq!(a.text(), "t <i> <b>&amp; ");
    assert_eq!(
        a.inner_html(Inside::Html),
        "t &lt;i&gt; <b>&amp; <br><p q=\"&lt;\">u</p>"
    );
    assert_eq!(
        a.inner_html(Inside::Xhtml),
        "t &lt;i&gt; &lt;b&gt;&amp;amp; <br><p q=\"&lt;\">u</p>"
    );
}

#[test]
fn namespaces_are_what_they_mean() {
    let tree = parse(
        "<feed xmlns='http://www.w3.org/2005/Atom/' xmlns:x='https://purl.org/dc/elements/1.1'><x:creator/><media:title/><unknown:title/><div xmlns='http://www.w3.org/1999/xhtml'><p/></div><q/></feed>",
    );
    let spaces: Vec<_> = tree.elements().map(Element::space).collect();
    let wanted = [
        Space::Atom,
        Space::DublinCore,
        Space::Media,
        Space::Other,
        Space::Html,
        Space::Html,
        Space::Atom,
    ];
    assert_eq!(spaces, wanted);
}

#[test]
fn attributes_are_capped_and_kept_however_they_are_written() {
    let many = format!("<item {}z='last'/>", "a='1' ".repeat(1_000));
    assert_eq!(
        parse(&many).elements().next().unwrap().attributes().count(),
        256
    );
    let tree = parse("<item a=1 b = 'x>y' c d=\"unended><title>t</title></item>");
    let item = tree.elements().next().unwrap();
    let all: Vec<_> = item
        .attributes()
        .map(|it| format!("{}={}", it.0, it.1))
        .collect();
    assert_eq!(all, ["a=1", "b=x>y", "c=", "d=\"unended"]);
    assert_eq!(
        item.child("title")
            .map(|it| it.text().into_owned())
            .as_deref(),
        Some("t")
    );
}

#[test]
fn an_instruction_ends_at_its_own_mark_if_that_is_near() {
    assert_eq!(names("<rss><?x a='>' ?><channel/></rss>"), "1rss 2channel");
    assert_eq!(names("<rss><?x a><channel/></rss>"), "1rss 2channel");
    let far = format!(
        "<rss><?x a><channel>{}<?y ?></channel></rss>",
        "x".repeat(3_000)
    );
    assert_eq!(names(&far), "1rss 2channel");
}

#[test]
fn the_end_of_instructions_is_searched_once_however_many_have_none() {
    let unended = "<?x >".repeat(10_000);
    for text in [
        unended.clone(),
        format!("{unended}{}<?y ?>", "x".repeat(4_000)),
        "<?x > <?y ?>".repeat(10_000),
    ] {
        let mut tokens = tokens(&text);
        while tokens.next().is_some() {}
        assert!(tokens.searched <= text.len(), "{}", tokens.searched);
    }
}
