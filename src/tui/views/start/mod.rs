//! The first start: starter outlets to tick.

mod commands;
mod render;

pub use commands::COMMANDS;
pub use render::render;

use crate::model::{NewFeed, Outlet};

#[derive(Debug, Default)]
pub struct View {
    pub outlets: Vec<Outlet>,
    pub ticked: Vec<bool>,
    pub selected: usize,
    pub top: usize,
}

impl View {
    pub fn new(outlets: Vec<Outlet>) -> Self {
        let ticked = outlets.iter().map(|outlet| outlet.is_ticked).collect();
        Self {
            outlets,
            ticked,
            selected: 0,
            top: 0,
        }
    }

    pub fn step(&mut self, rows: i64) {
        let last = self.outlets.len().saturating_sub(1) as i64;
        self.selected = (self.selected as i64)
            .saturating_add(rows)
            .clamp(0, last.max(0)) as usize;
    }

    pub fn toggle(&mut self) {
        if let Some(ticked) = self.ticked.get_mut(self.selected) {
            *ticked = !*ticked;
        }
    }

    pub fn chosen(&self) -> Vec<NewFeed> {
        let both = self.outlets.iter().zip(&self.ticked);
        both.filter(|(_, ticked)| **ticked)
            .map(|(outlet, _)| subscription(outlet))
            .collect()
    }

    /// Lines before an outlet: a title and a blank for each country.
    pub fn line_of(&self, index: usize) -> usize {
        let countries = self.outlets.iter().take(index + 1);
        let mut countries: Vec<&str> = countries.map(|outlet| outlet.country.as_str()).collect();
        countries.dedup();
        index + countries.len() * 2 - 1
    }

    pub fn settle(&mut self, height: u16) {
        self.selected = self.selected.min(self.outlets.len().saturating_sub(1));
        if self.outlets.is_empty() {
            return;
        }
        let height = usize::from(height).max(1);
        let line = self.line_of(self.selected);
        if self.selected == 0 {
            self.top = 0;
        }
        self.top = self
            .top
            .min(line.saturating_sub(1))
            .max((line + 2).saturating_sub(height));
    }
}

fn subscription(outlet: &Outlet) -> NewFeed {
    NewFeed {
        url: outlet.feed.clone(),
        title: outlet.name.clone(),
        site: Some(outlet.site.clone()),
        outlet: Some(outlet.name.clone()),
        folder: vec![outlet.country.clone()],
        language: Some(outlet.language.clone()),
        ..NewFeed::default()
    }
}
