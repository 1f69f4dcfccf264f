//! Lists of items and of definitions.

use super::super::Role;
use super::super::block::PartKind;
use super::super::styled::Style;
use super::super::walk::Tag;
use super::{End, Reader};

/// `start` of a list: more digits than these help nobody.
const HIGHEST_NUMBER: u32 = 999_999;

/// A list that is open.
pub(super) struct List {
    /// None: bullets.
    number: Option<u32>,
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
        let start = tag
            .attribute("start")
            .and_then(|s| s.trim().parse::<i64>().ok());
        let start = start.unwrap_or(1).clamp(0, i64::from(HIGHEST_NUMBER)) as u32;
        let items = u32::try_from(tag.count("li")).unwrap_or(u32::MAX);
        let last = start.saturating_add(items.saturating_sub(1));
        let columns = if is_numbered {
            last.to_string().len() + 2
        } else {
            2
        };
        self.lists.push(List {
            number: is_numbered.then_some(start),
            columns: columns as u16,
            is_loose: false,
            is_first: true,
            blocks: 0,
            frame: usize::MAX,
        });
    }

    pub(super) fn open_item(&mut self) {
        self.flush();
        let depth = self.lists.len();
        let bullets = self
            .lists
            .iter()
            .filter(|list| list.number.is_none())
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
        let marker = match &mut list.number {
            Some(number) => {
                let marker = format!("{number}. ");
                *number = number.saturating_add(1);
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
            self.marker = Some((self.frame.len() - 1, marker));
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
