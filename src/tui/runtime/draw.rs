//! Pixels → cells: half blocks, placeholders of kitty, strips of sixels or of iTerm2's. The crate that encodes them is
//! given everything it needs; its own search for the terminal's abilities would eat keys.

use crate::config::Drawing;
use crate::page::cells;
use crate::tui::core::{Depth, Drawn, Pictures};
use crate::tui::kit::indexed;
use image::{DynamicImage, RgbImage, RgbaImage, imageops};
use ratatui::buffer::Buffer;
use ratatui::layout::{Rect, Size};
use ratatui::style::Color;
use ratatui::widgets::Widget as _;
use ratatui_image::Image;
use ratatui_image::protocol::Protocol;
use ratatui_image::protocol::halfblocks::Halfblocks;
use ratatui_image::protocol::iterm2::Iterm2;
use ratatui_image::protocol::kitty::Kitty;
use ratatui_image::protocol::sixel::Sixel;

/// Half blocks are made of more pixels than they show, so that edges are smooth.
const FINE: u32 = 3;

/// A picture in cells, and what the terminal must be sent once before they mean anything.
pub struct Made {
    pub drawn: Drawn,
    pub transmission: Option<String>,
}

/// Pixels that a picture in so many cells is worth.
pub fn within(pictures: Pictures, (columns, rows): (u16, u16)) -> (u32, u32) {
    let (across, down) = match pictures.drawing {
        Drawing::Blocks => (FINE, 2 * FINE),
        _ => (u32::from(pictures.cell.0), u32::from(pictures.cell.1)),
    };
    (u32::from(columns) * across, u32::from(rows) * down)
}

/// Draws a picture into at most so many cells; `size` is what it is in pixels, `id` is its own in this terminal.
pub fn draw(
    pixels: &RgbaImage,
    size: (u32, u32),
    room: (u16, u16),
    pictures: Pictures,
    depth: Depth,
    id: u32,
) -> Result<Made, String> {
    let (columns, rows) = cells(size, pictures.cell, room);
    let flat = on_paper(pixels);
    let (across, down) = (u32::from(pictures.cell.0), u32::from(pictures.cell.1));
    let exact = |columns: u16, rows: u16| {
        let (width, height) = (u32::from(columns) * across, u32::from(rows) * down);
        imageops::resize(&flat, width, height, imageops::FilterType::Triangle)
    };
    let area = Rect::new(0, 0, columns, rows);
    let whole = Size::new(columns, rows);
    let mut cells = Buffer::empty(area);
    let failed = |error: ratatui_image::errors::Errors| error.to_string();
    let mut transmission = None;
    match pictures.drawing {
        Drawing::Kitty => {
            let image = DynamicImage::from(exact(columns, rows));
            let kitty = Kitty::new(image, whole, id, false, true).map_err(failed)?;
            let protocol = Protocol::Kitty(kitty);
            // What is drawn first carries the pixels; they are sent apart, once, and the cells stand for themselves.
            let mut first = Buffer::empty(area);
            Image::new(&protocol).render(area, &mut first);
            Image::new(&protocol).render(area, &mut cells);
            let sent = first[(0, 0)].symbol().strip_suffix(cells[(0, 0)].symbol());
            transmission = sent.map(str::to_owned);
        }
        Drawing::Sixel | Drawing::Iterm2 => {
            let image = exact(columns, rows);
            for row in 0..rows {
                let strip =
                    imageops::crop_imm(&image, 0, u32::from(row) * down, image.width(), down);
                let strip = DynamicImage::from(strip.to_image());
                let size = Size::new(columns, 1);
                let protocol = if pictures.drawing == Drawing::Sixel {
                    Protocol::Sixel(Sixel::new(strip, size, false).map_err(failed)?)
                } else {
                    Protocol::ITerm2(Iterm2::new(strip, size, false).map_err(failed)?)
                };
                Image::new(&protocol).render(Rect::new(0, row, columns, 1), &mut cells);
            }
        }
        Drawing::Blocks | Drawing::Auto | Drawing::None => {
            let blocks = Halfblocks::new(DynamicImage::from(flat), whole).map_err(failed)?;
            Image::new(&Protocol::Halfblocks(blocks)).render(area, &mut cells);
            fewer_colours(&mut cells, depth);
        }
    }
    Ok(Made {
        drawn: Drawn::new(cells),
        transmission,
    })
}

/// What shines through is white below: drawings in black ink are made for paper.
fn on_paper(pixels: &RgbaImage) -> RgbImage {
    RgbImage::from_fn(pixels.width(), pixels.height(), |x, y| {
        let [r, g, b, alpha] = pixels.get_pixel(x, y).0;
        let over = |part: u8| {
            let alpha = u32::from(alpha);
            ((u32::from(part) * alpha + 255 * (255 - alpha)) / 255) as u8
        };
        image::Rgb([over(r), over(g), over(b)])
    })
}

fn fewer_colours(cells: &mut Buffer, depth: Depth) {
    if depth == Depth::True {
        return;
    }
    let fewer = |colour: Color| match colour {
        Color::Rgb(r, g, b) => Color::Indexed(indexed(r, g, b)),
        other => other,
    };
    for cell in &mut cells.content {
        (cell.fg, cell.bg) = (fewer(cell.fg), fewer(cell.bg));
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::config::Images;
    use ratatui::buffer::CellDiffOption;

    fn pictures(drawing: Drawing) -> Pictures {
        Pictures {
            images: Images::Auto,
            drawing,
            cell: (8, 16),
            lines: 10,
        }
    }

    /// Red above, blue below.
    fn flag() -> RgbaImage {
        RgbaImage::from_fn(64, 64, |_, y| {
            image::Rgba(if y < 32 {
                [250, 0, 0, 255]
            } else {
                [0, 0, 250, 255]
            })
        })
    }

    fn made(drawing: Drawing, depth: Depth) -> (Buffer, Option<String>) {
        let made = draw(&flag(), (64, 64), (20, 10), pictures(drawing), depth, 7).unwrap();
        let mut buffer = Buffer::empty(Rect::new(0, 0, 8, 4));
        for row in 0..4 {
            made.drawn.show(row, &mut buffer, Rect::new(0, row, 8, 1));
        }
        (buffer, made.transmission)
    }

    #[test]
    fn half_blocks_have_the_colours_of_the_picture() {
        let (cells, sent) = made(Drawing::Blocks, Depth::True);
        assert_eq!(sent, None);
        assert_eq!(cells[(3, 0)].bg, Color::Rgb(250, 0, 0));
        assert_eq!(cells[(3, 3)].bg, Color::Rgb(0, 0, 250));
        let (few, _) = made(Drawing::Blocks, Depth::Indexed);
        assert_eq!(few[(3, 0)].bg, Color::Indexed(196));
    }

    #[test]
    fn kitty_gets_the_pixels_once_and_placeholders_in_the_cells() {
        let (cells, sent) = made(Drawing::Kitty, Depth::True);
        let sent = sent.unwrap();
        assert!(sent.starts_with("\x1b_Gq=2,i=7,a=T,U=1"));
        assert!(sent.ends_with("\x1b\\"));
        assert!(
            cells
                .content
                .iter()
                .all(|cell| !cell.symbol().contains('\x1b'))
        );
        assert!(cells[(0, 2)].symbol().starts_with('\u{10eeee}'));
    }

    #[test]
    fn sixels_and_iterm2_come_in_strips_of_a_line() {
        for (drawing, start) in [
            (Drawing::Sixel, "\x1bP"),
            (Drawing::Iterm2, "\x1b]1337;File="),
        ] {
            let (cells, sent) = made(drawing, Depth::True);
            assert_eq!(sent, None);
            for row in 0..4 {
                assert!(cells[(0, row)].symbol().contains(start), "{drawing:?}");
                assert_eq!(cells[(1, row)].diff_option, CellDiffOption::Skip);
            }
        }
    }

    #[test]
    fn what_shines_through_is_white_below() {
        let glass = RgbaImage::from_pixel(8, 8, image::Rgba([0, 0, 0, 0]));
        assert_eq!(on_paper(&glass).get_pixel(1, 1).0, [255, 255, 255]);
        let half = RgbaImage::from_pixel(8, 8, image::Rgba([255, 0, 0, 128]));
        assert_eq!(on_paper(&half).get_pixel(1, 1).0, [255, 127, 127]);
    }
}
