//! Lists of items and of definitions.

use super::super::Role;
use super::super::block::PartKind;
use super::super::styled::Style;
use super::super::walk::Tag;
use super::{End, Reader};
use crate::model::Numbering;

/// A list that is open.
pub(super) struct List {
    /// None: bullets.
    numbering: Option<Numbering>,
    columns: u16,
    /// Items with several paragraphs: blank lines between them.
    is_loose: bool,
    is_first: bool,
    /// Blocks of the open item itself.
    pub blocks: usize,
    /// How deep the open item stands.
    pub frame: usize,
}

impl Reader<'_> {
    pub(super) fn open_list(&mut self, tag: &Tag<'_>, is_numbered: bool) {
        self.flush();
        let items = tag.count("li");
        let numbering = is_numbered.then(|| {
            let (start, form) = (tag.attribute("start"), tag.attribute("type"));
            let is_reversed = tag.attribute("reversed").is_some();
            Numbering::of(start.as_deref(), is_reversed, form.as_deref(), items)
        });
        let widest = numbering.as_ref().map(|numbering| numbering.widest(items));
        let columns = widest.map_or(2, |widest| widest + 2);
        self.lists.push(List {
            numbering,
            columns: columns as u16,
            is_loose: false,
            is_first: true,
            blocks: 0,
            frame: usize::MAX,
        });
    }

    pub(super) fn open_item(&mut self, tag: &Tag<'_>) {
        self.flush();
        let depth = self.lists.len();
        let bullets = self
            .lists
            .iter()
            .filter(|list| list.numbering.is_none())
            .count();
        let Some(list) = self.lists.last_mut() else {
            return;
        };
        list.is_loose |= list.blocks > 1;
        list.blocks = 0;
        self.has_gap = match (list.is_first, depth) {
            (true, 1) => self.has_gap,
            (true, _) => false,
            (false, _) => list.is_loose,
        };
        list.is_first = false;
        let marker = match &mut list.numbering {
            Some(numbering) => {
                let number = numbering.take(tag.attribute("value").as_deref());
                let marker = format!("{}. ", numbering.written(number));
                // Items may be open that are not children of the list and so were not counted.
                list.columns = list.columns.max(marker.len() as u16);
                format!("{marker:>0$}", usize::from(list.columns))
            }
            None => self.glyphs.bullets[bullets.saturating_sub(1) % 3].to_owned(),
        };
        let columns = list.columns;
        self.mark(marker, columns);
    }

    pub(super) fn mark(&mut self, marker: String, columns: u16) {
        let style = Style::of(Role::ListMark);
        if !self.is_in_cell() && self.indent(PartKind::Blank, columns) {
            self.markers.push((self.frame.len() - 1, marker));
        } else {
            self.line.push(marker.trim_start(), style);
            self.marker_end = self.line.len();
        }
        let frame = self.frame.len();
        if let Some(list) = self.lists.last_mut() {
            list.frame = frame;
        }
    }

    pub(super) fn close_list(&mut self) {
        self.flush();
        self.lists.pop();
        if self.lists.is_empty() {
            self.has_gap = true;
        }
    }

    pub(super) fn open_definition(&mut self) -> End {
        self.flush();
        self.has_gap = false;
        if self.table.is_none() {
            self.indent(PartKind::Blank, 4);
        }
        End::Block
    }

    pub(super) fn open_term(&mut self) -> End {
        self.flush();
        self.style.is_bold = true;
        End::Block
    }
}
