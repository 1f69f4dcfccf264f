//! Taking the furniture out of the chosen element: forms, frames, share buttons, and lists, tables
//! and boxes that look like something else than text.

use super::Strictness;
use super::masks::{Facts, Masks, is_share};
use crate::clean::tree::{Id, Tree};

/// Prunes below one chosen element.
pub fn prune(tree: &Tree, facts: &Facts, masks: &mut Masks, root: Id, strictness: Strictness) {
    clean(tree, facts, masks, root, strictness, &["form", "fieldset"]);
    for id in tree.below(root) {
        if matches!(tree.tag(id), "embed" | "footer" | "aside" | "input") && !masks.is_gone(id) {
            masks.remove(tree, id);
        }
    }
    for child in tree.children(root) {
        drop_share(tree, facts, masks, child);
    }
    for id in tree.below(root) {
        if matches!(tree.tag(id), "h1" | "h2") && strictness.weighs_classes && facts.weight[id] < 0
        {
            masks.remove(tree, id);
        }
    }
    clean(tree, facts, masks, root, strictness, &["table"]);
    clean(tree, facts, masks, root, strictness, &["ul", "ol"]);
    clean(tree, facts, masks, root, strictness, &["div"]);
}

fn drop_share(tree: &Tree, facts: &Facts, masks: &mut Masks, root: Id) {
    for id in tree.below(root) {
        if tree.is_text(id) || masks.is_gone(id) || !is_share(&tree.names(id)) {
            continue;
        }
        if masks.count(tree, facts, id).chars < 500 {
            masks.remove(tree, id);
        }
    }
}

/// `_cleanConditionally`, from the innermost outward.
fn clean(
    tree: &Tree,
    facts: &Facts,
    masks: &mut Masks,
    root: Id,
    strictness: Strictness,
    tags: &[&str],
) {
    if !strictness.cleans {
        return;
    }
    for id in tree.below(root).rev() {
        if tags.contains(&tree.tag(id))
            && !masks.is_gone(id)
            && looks_strange(tree, facts, masks, id, strictness)
        {
            masks.remove(tree, id);
        }
    }
}

#[derive(Default)]
struct Tally {
    paragraphs: i32,
    pictures: i32,
    items: i32,
    inputs: i32,
    embeds: i32,
    listed: u32,
    headings: u32,
}

fn tally(tree: &Tree, facts: &Facts, masks: &Masks, id: Id) -> Tally {
    let mut tally = Tally {
        items: -100,
        ..Tally::default()
    };
    let (mut list_to, mut heading_to) = (0, 0);
    for at in tree.below(id) {
        if masks.is_gone(at) {
            continue;
        }
        match tree.tag(at) {
            "" => {
                tally.listed += if at < list_to { facts.chars[at] } else { 0 };
                tally.headings += if at < heading_to { facts.chars[at] } else { 0 };
            }
            "p" => tally.paragraphs += 1,
            "img" => tally.pictures += 1,
            "li" => tally.items += 1,
            "input" => tally.inputs += 1,
            "ul" | "ol" => list_to = list_to.max(tree.nodes[at].end),
            "h1" | "h2" | "h3" | "h4" | "h5" | "h6" => {
                heading_to = heading_to.max(tree.nodes[at].end);
            }
            "iframe" | "embed" if !is_film(tree, at) => tally.embeds += 1,
            _ => {}
        }
    }
    tally
}

fn is_film(tree: &Tree, id: Id) -> bool {
    const HOSTS: [&str; 9] = [
        "youtube",
        "vimeo.com",
        "dailymotion.com",
        "twitch.tv",
        "archive.org",
        "bilibili.com",
        "upload.wikimedia.org",
        "v.qq.com",
        "youku.com",
    ];
    let source = tree.attribute(id, "src").unwrap_or_default();
    HOSTS.iter().any(|host| source.contains(host))
}

fn looks_strange(
    tree: &Tree,
    facts: &Facts,
    masks: &Masks,
    id: Id,
    strictness: Strictness,
) -> bool {
    if tree.nodes[id].is_data_table {
        return false;
    }
    let is_safe = tree.ancestors(id).any(|up| {
        tree.tag(up) == "code" || (tree.tag(up) == "table" && tree.nodes[up].is_data_table)
    });
    if is_safe
        || tree
            .below(id)
            .any(|at| tree.nodes[at].is_data_table && !masks.is_gone(at))
    {
        return false;
    }
    let weight = if strictness.weighs_classes {
        facts.weight[id]
    } else {
        0
    };
    if weight < 0 {
        return true;
    }
    let count = masks.count(tree, facts, id);
    if count.commas >= 10 {
        return false;
    }
    let tally = tally(tree, facts, masks, id);
    let is_list = matches!(tree.tag(id), "ul" | "ol")
        || (count.chars > 0 && tally.listed as f32 / count.chars as f32 > 0.9);
    let in_figure = tree.ancestors(id).any(|up| tree.tag(up) == "figure");
    let has_film = tree
        .below(id)
        .any(|at| tree.tag(at) == "iframe" && is_film(tree, at));
    if has_film && count.chars < 25 {
        return false;
    }
    let headings = if count.chars == 0 {
        0.0
    } else {
        tally.headings as f32 / count.chars as f32
    };
    let density = count.link_density();
    let is_strange = (tally.pictures > 1
        && (tally.paragraphs as f32 / tally.pictures as f32) < 0.5
        && !in_figure)
        || (!is_list && tally.items > tally.paragraphs)
        || tally.inputs > tally.paragraphs / 3
        || (!is_list
            && headings < 0.9
            && count.chars < 25
            && (tally.pictures == 0 || tally.pictures > 2)
            && density > 0.0
            && !in_figure)
        || (!is_list && weight < 25 && density > 0.2)
        || (weight >= 25 && density > 0.5)
        || (tally.embeds == 1 && count.chars < 75)
        || tally.embeds > 1;
    is_strange && !(is_list && is_gallery(tree, masks, id, tally.pictures))
}

/// A list with one picture an item.
fn is_gallery(tree: &Tree, masks: &Masks, id: Id, pictures: i32) -> bool {
    let mut items = 0;
    for child in tree
        .children(id)
        .filter(|&c| !tree.is_text(c) && !masks.is_gone(c))
    {
        let below = tree.children(child).filter(|&c| !tree.is_text(c)).count();
        if below > 1 {
            return false;
        }
        items += 1;
    }
    pictures > 0 && items == pictures
}
