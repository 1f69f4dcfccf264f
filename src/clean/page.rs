//! A page's HTML → the article on it. The order: tame, parse, the outlet's rules, metadata,
//! opinions, the judge, the rules on blocks, HTML, and the sanitiser last.

use super::blocks::{Block, Kind, blocks};
use super::furniture::{self, Choice};
use super::metadata::{self, Metadata};
use super::opinions::{self, Opinions};
use super::render::{Render, render};
use super::study::Studied;
use super::tree::{Id, Tree};
use super::trees::Model;
use super::words::tokens;
use super::{Source, captions, finish, next, pictures, rest, sanitise, walls};
use crate::markup::{short_base, tame};
use crate::model::{Hash, OutletRules};
use trafilatura::dom::Document as Page;
use url::Url;

/// A page larger than this is read by our own extractor alone: the other needs seconds.
const MOST_ELEMENTS: usize = 12_000;
const MOST_BYTES: usize = 1_500_000;
const MOST_DEPTH: usize = 150;

/// What came of a page.
pub struct Read {
    pub document: crate::model::Document,
    pub blocks: Vec<Hash>,
    pub next_page: Option<String>,
    /// Where the site answers with the article's text alone.
    pub rest: Option<String>,
    pub explained: Vec<String>,
    /// The article's text as the page tells it to machines.
    pub told: Option<String>,
    /// It stands before the article, or its text may be cut.
    pub wall: Option<walls::Wall>,
}

impl Read {
    /// Nothing on it is the article.
    pub fn is_wall(&self) -> bool {
        self.wall.as_ref().is_some_and(|wall| wall.is_whole_page)
    }
}

/// Reads a page.
pub fn read(html: &str, source: &Source<'_>, model: &Model) -> Read {
    let tamed = tame_page(html, source);
    let mut page = Page::parse(&tamed.html);
    let marked = apply_rules(&mut page, source.rules);
    let (tree, places) = Tree::of(&page, &marked.ids);
    let mut meta = metadata::read(&tree, source.feed_title);
    marked.overrule(&tree, &places, &mut meta);
    let base = base(&tree, source, &meta);
    let mut blocks = blocks(&tree);
    let page = (!is_large(&tamed)).then_some(page);
    let opinions = opinions::ask(&tree, &blocks, &meta, source, page);
    let (kept, likely) = match marked.kept(&tree, &blocks, &places) {
        Some(kept) => (kept, Vec::new()),
        None => opinions.weigh(&tree, &blocks, &meta, model),
    };
    if meta.byline.is_empty() {
        let is_line = |block: &Block| block.is_text() && !matches!(block.kind, Kind::Heading(_));
        let first = (0..blocks.len()).find(|&at| kept[at] && is_line(&blocks[at]));
        let name = first.and_then(|at| metadata::byline_of_text(&blocks[at].text));
        meta.byline = name.unwrap_or_default();
    }
    captions::find(&tree, &mut blocks);
    let mut choice = Choice::new(&tree, &blocks, kept);
    let standfirst = marked
        .standfirst(&blocks, &tree, &places)
        .or_else(|| metadata::standfirst(&tree, &blocks, &meta));
    choice.host = base.as_ref().and_then(Url::host_str);
    furniture::refine(&mut choice, &meta, standfirst, source.known_blocks);
    drop_lines(&mut choice, source.rules);
    walls::banners(&mut choice, &meta, source);
    let lead = lead(&mut choice, &meta, base.as_ref());
    // With the captions that are kept: of a story in pictures they are the text.
    let wall = walls::wall(&choice, &meta, source);
    let headings = furniture::bold_headings(&choice);
    let explained = explain(&choice, &opinions, &likely);
    let job = Render {
        tree: &tree,
        blocks: &blocks,
        kept: &choice.kept,
        headings: &headings,
        base: base.as_ref(),
        headline: &meta.title,
    };
    let (body, text) = render(&job);
    let mut document = finish::document(sanitise::last(&body), text, source);
    finish::add_metadata(&mut document, &meta, lead, base.as_ref());
    let slogan = super::block_hash(&meta.description);
    document.standfirst = finish::standfirst(
        standfirst.map(|at| blocks[at].text.as_str()),
        &meta,
        &document,
        is_shown(&blocks, &meta.description),
        source.known_blocks.contains(&slogan),
    );
    document
        .why
        .push(crate::text::clean_line(&opinions.why(&blocks)));
    if tamed.is_cut {
        let limit = source.page_limit;
        let why = format!("the page was longer than {limit} MiB; its end was not read");
        document.warnings.push(crate::text::clean_line(&why));
    }
    document.warnings.extend(
        wall.as_ref()
            .map(|wall| crate::text::clean_line(wall.warning)),
    );
    Read {
        document,
        blocks: hashes(&blocks, slogan),
        next_page: next::page(&tree, &meta, base.as_ref()),
        rest: rest::address(&tree, base.as_ref()),
        explained,
        told: meta.article_body.take(),
        wall,
    }
}

fn tame_page(html: &str, source: &Source<'_>) -> tame::Tamed {
    tame::tame_within(html, (source.page_limit as usize).saturating_mul(1 << 20))
}

/// The description stands on the page itself.
fn is_shown(blocks: &[Block], description: &str) -> bool {
    let words = tokens(description);
    blocks
        .iter()
        .any(|block| !block.is_hidden && block.words == words)
}

/// Elements that the outlet's rules name, found before the tree is copied.
#[derive(Default)]
struct Marked {
    ids: Vec<trafilatura::dom::NodeId>,
    roles: Vec<Role>,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Role {
    Keep,
    Title,
    Standfirst,
    Byline,
    Date,
    NextPage,
}

fn apply_rules(page: &mut Page, rules: Option<&OutletRules>) -> Marked {
    let mut marked = Marked::default();
    let Some(rules) = rules else { return marked };
    let root = page.root();
    for selector in &rules.drop {
        for id in page.query_selector_all(root, selector).into_iter().rev() {
            page.remove(id, true);
        }
    }
    let mut mark = |selector: &str, role| {
        for id in page.query_selector_all(root, selector) {
            marked.ids.push(id);
            marked.roles.push(role);
        }
    };
    for selector in &rules.keep {
        mark(selector, Role::Keep);
    }
    let named = [
        (&rules.title, Role::Title),
        (&rules.standfirst, Role::Standfirst),
        (&rules.byline, Role::Byline),
        (&rules.date, Role::Date),
        (&rules.next_page, Role::NextPage),
    ];
    for (selector, role) in named {
        if let Some(selector) = selector {
            mark(selector, role);
        }
    }
    marked
}

impl Marked {
    fn places<'a>(&'a self, places: &'a [Id], role: Role) -> impl Iterator<Item = Id> + 'a {
        self.roles
            .iter()
            .zip(places)
            .filter(move |(own, _)| **own == role)
            .map(|(_, place)| *place)
    }

    fn kept(&self, tree: &Tree, blocks: &[Block], places: &[Id]) -> Option<Vec<bool>> {
        let roots: Vec<Id> = self.places(places, Role::Keep).collect();
        let is_in = |block: &Block| {
            !block.is_hidden && roots.iter().any(|&root| tree.is_within(block.start, root))
        };
        (!roots.is_empty()).then(|| blocks.iter().map(is_in).collect())
    }

    fn standfirst(&self, blocks: &[Block], tree: &Tree, places: &[Id]) -> Option<usize> {
        let root = self.places(places, Role::Standfirst).next()?;
        blocks
            .iter()
            .position(|block| block.is_text() && tree.is_within(block.start, root))
    }

    /// The outlet's own rules know better than the page's metadata.
    fn overrule(&self, tree: &Tree, places: &[Id], meta: &mut Metadata) {
        if let Some(id) = self.places(places, Role::Title).next() {
            meta.title = tree.text_of(id);
            meta.headline = Some(id);
        }
        if let Some(id) = self.places(places, Role::Byline).next() {
            meta.byline = metadata::plain_name(&tree.text_of(id));
        }
        let date = self.places(places, Role::Date).find_map(|id| {
            ["datetime", "content"]
                .iter()
                .find_map(|name| tree.attribute(id, name).and_then(metadata::instant))
                .or_else(|| metadata::instant(&tree.text_of(id)))
        });
        // A day alone says less than an exact time of about that day.
        let is_same = |date: crate::model::Timestamp| {
            meta.published
                .is_some_and(|told| told.since(date).abs() < 36 * 3600)
        };
        let date = date.filter(|date| !is_same(*date));
        meta.is_date_doubtful &= date.is_none();
        meta.published = date.or(meta.published);
        if let Some(id) = self.places(places, Role::NextPage).next() {
            meta.next_page = tree.attribute(id, "href").map(str::to_owned);
        }
    }
}

fn base(tree: &Tree, source: &Source<'_>, meta: &Metadata) -> Option<Url> {
    let own = source
        .url
        .or(meta.canonical.as_deref())
        .and_then(|url| Url::parse(url).ok());
    let told = tree.all("base").find_map(|id| tree.attribute(id, "href"));
    let base = match (told, own) {
        (Some(told), Some(own)) => own.join(told).ok().or(Some(own)),
        (Some(told), None) => Url::parse(told).ok(),
        (None, own) => own,
    };
    base.and_then(short_base)
}

fn drop_lines(choice: &mut Choice<'_>, rules: Option<&OutletRules>) {
    let Some(rules) = rules else { return };
    let is_end = |text: &str| {
        rules
            .end_text
            .iter()
            .any(|start| text.starts_with(start.as_str()))
    };
    let end = (0..choice.blocks.len())
        .find(|&place| choice.kept[place] && is_end(&choice.blocks[place].text));
    for place in end.unwrap_or(choice.blocks.len())..choice.blocks.len() {
        choice.drop(place, "behind the end that the outlet's rule names");
    }
    for place in 0..choice.blocks.len() {
        if rules
            .drop_text
            .iter()
            .any(|line| line.trim() == choice.blocks[place].text.trim())
        {
            choice.drop(place, "the outlet's rule");
        }
    }
}

/// The lead picture, and the pictures in the text: those that stand among kept lines.
fn lead(choice: &mut Choice<'_>, meta: &Metadata, base: Option<&Url>) -> metadata::Lead {
    let Some((first, last)) = choice.span() else {
        choice.kept.fill(false);
        return metadata::Lead::default();
    };
    // A caption that is kept is none of the first lines of the text.
    let is_line = |&at: &usize| choice.kept[at] && choice.blocks[at].kind != Kind::Caption;
    let top = (first..=last).find(is_line).unwrap_or(first);
    let lead = metadata::lead(choice.tree, choice.blocks, meta, top, base);
    for place in 0..choice.blocks.len() {
        let block = &choice.blocks[place];
        let is_text = block.is_text() && block.kind != Kind::Caption;
        if is_text || furniture::is_table_caption(choice.tree, block) {
            continue;
        }
        let is_inside = (first..=last).contains(&place) && !block.is_hidden;
        choice.kept[place] = is_inside && stands_in_text(choice, place)
            || place < first && is_film_above(choice, place, first, meta, base);
    }
    drop_captions(choice, base);
    for &place in &lead.blocks {
        choice.kept[place] = false;
        choice.reasons[place] = "lead picture";
    }
    lead
}

/// A film or a sound between the headline and the first line of the text, or above the headline of the same article.
fn is_film_above(
    choice: &Choice<'_>,
    place: usize,
    first: usize,
    meta: &Metadata,
    base: Option<&Url>,
) -> bool {
    let (tree, block) = (choice.tree, &choice.blocks[place]);
    if block.is_hidden || pictures::embed(tree, block.start, base).is_none() {
        return false;
    }
    let around =
        |id: Id, tags: &[&str]| tree.ancestors(id).find(|&up| tags.contains(&tree.tag(up)));
    let headline = meta.headline.unwrap_or(choice.blocks[first].start);
    let article = around(headline, &["article", "main"]);
    let is_near =
        block.start > headline || article.is_some_and(|id| tree.is_within(block.start, id));
    let heads = |id: Id| tree.is_within(block.start, id);
    let is_beside = around(block.start, &["aside", "nav", "footer", "form"]).is_some();
    let is_of_head = around(headline, &["header"]).is_some_and(heads);
    is_near && !is_beside && (is_of_head || stands_in_text(choice, place))
}

/// Going outward, the first element that holds lines of text holds kept ones.
fn stands_in_text(choice: &Choice<'_>, place: usize) -> bool {
    let block = &choice.blocks[place];
    for up in std::iter::once(block.holder).chain(choice.tree.ancestors(block.holder)) {
        let end = choice.tree.nodes[up].end;
        let from = choice.blocks.partition_point(|other| other.start < up);
        let mut has_text = false;
        for (at, other) in choice
            .blocks
            .iter()
            .enumerate()
            .skip(from)
            .take_while(|(_, other)| other.start < end)
        {
            if !other.is_text() || other.kind == Kind::Caption || at == place {
                continue;
            }
            if choice.kept[at] {
                return true;
            }
            has_text |= other.words.len() > 1;
        }
        if has_text {
            return false;
        }
    }
    false
}

/// A caption without its picture is a stray line.
fn drop_captions(choice: &mut Choice<'_>, base: Option<&Url>) {
    for place in 0..choice.blocks.len() {
        let block = &choice.blocks[place];
        if block.kind == Kind::Media && choice.kept[place] {
            let has_content = !block.text.is_empty()
                || pictures::picture(choice.tree, block.start, base).is_some()
                || pictures::embed(choice.tree, block.start, base).is_some();
            choice.kept[place] = has_content && !repeats(choice, place, base);
        }
    }
    for place in 0..choice.blocks.len() {
        let block = &choice.blocks[place];
        let is_caption =
            block.kind == Kind::Caption && !furniture::is_table_caption(choice.tree, block);
        if !is_caption || !choice.kept[place] {
            continue;
        }
        let from = place.saturating_sub(4);
        let to = (place + 3).min(choice.blocks.len());
        let has_picture =
            (from..to).any(|at| choice.blocks[at].kind == Kind::Media && choice.kept[at]);
        if !has_picture && !captions::is_of_text(choice.tree, choice.blocks, &choice.kept, block) {
            choice.drop(place, "caption without its picture");
        }
    }
}

/// The same picture twice in a row: a lazy one and its stand-in.
fn repeats(choice: &Choice<'_>, place: usize, base: Option<&Url>) -> bool {
    let url =
        |at: usize| pictures::picture(choice.tree, choice.blocks[at].start, base).map(|p| p.url);
    let own = url(place);
    let is_stand_in = choice
        .tree
        .attribute(choice.blocks[place].start, "data-noscript")
        .is_some();
    let before = (0..place)
        .rev()
        .take(3)
        .find(|&at| choice.blocks[at].kind == Kind::Media && choice.kept[at]);
    own.is_some() && before.is_some_and(|at| url(at) == own || is_stand_in && at + 1 == place)
}

/// A line a block: kept or dropped, how likely it was, who wanted it, and the rule that decided.
fn explain(choice: &Choice<'_>, opinions: &Opinions, likely: &[f32]) -> Vec<String> {
    let mut out = Vec::new();
    let blocks = choice.blocks.iter().enumerate();
    for (place, block) in blocks.filter(|(_, block)| block.is_text()) {
        let mut reasons = Vec::new();
        match likely.get(place) {
            Some(likely) => reasons.push(format!("{:.0} %", likely * 100.0)),
            None if choice.blocks.len() > opinions::MOST_BLOCKS => {
                reasons.push("not weighed".to_owned());
            }
            None if choice.kept[place] => reasons.push("the outlet's rule keeps it".to_owned()),
            None => reasons.push("not in what the outlet's rule keeps".to_owned()),
        }
        let votes = opinions.all().filter(|opinion| opinion.kept[place]);
        let votes: Vec<&str> = votes.map(|opinion| opinion.name).collect();
        reasons.extend((!votes.is_empty()).then(|| votes.join(", ")));
        let reason = choice.reasons[place];
        reasons.extend((!reason.is_empty()).then(|| reason.to_owned()));
        let sign = if choice.kept[place] { '+' } else { '-' };
        let start: String = block.text.chars().take(70).collect();
        out.push(format!("{sign} {start} [{}]", reasons.join("; ")));
    }
    out
}

/// With what the page says of itself: if another page of the outlet says the same, it tells of the
/// site.
fn hashes(blocks: &[Block], description: Hash) -> Vec<Hash> {
    let mut out: Vec<Hash> = vec![description];
    for block in blocks
        .iter()
        .filter(|block| block.is_text() && block.words.len() >= 2)
        .take(2_000)
    {
        out.push(super::block_hash(&block.text));
    }
    out
}

/// The blocks of a page with their numbers, for `study`.
pub fn study(html: &str, source: &Source<'_>) -> Vec<Studied> {
    let tamed = tame_page(html, source);
    let page = Page::parse(&tamed.html);
    let tree = Tree::of(&page, &[]).0;
    let meta = metadata::read(&tree, source.feed_title);
    let blocks = blocks(&tree);
    let opinions = opinions::ask(
        &tree,
        &blocks,
        &meta,
        source,
        (!is_large(&tamed)).then_some(page),
    );
    let looks = opinions.looks(&tree, &blocks, &meta);
    blocks
        .into_iter()
        .zip(looks)
        .map(|(block, look)| Studied {
            is_text: block.is_text(),
            is_hidden: block.is_hidden,
            words: block.words.len(),
            text: block.text,
            numbers: look.numbers,
            holders: look.holders.iter().map(|r| (r.start, r.end)).collect(),
            path: look.path,
        })
        .collect()
}

fn is_large(tamed: &tame::Tamed) -> bool {
    tamed.elements > MOST_ELEMENTS || tamed.html.len() > MOST_BYTES || tamed.depth > MOST_DEPTH
}
