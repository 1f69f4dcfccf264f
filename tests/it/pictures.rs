//! Pictures of articles: fetched within bounds, stored once, shown without a network, made room for.

use crate::server::{Asked, Server, answer, redirect};
use image::{DynamicImage, ImageBuffer, ImageFormat, Rgb, RgbImage, Rgba, RgbaImage};
use std::io::Cursor;
use std::path::PathBuf;
use std::sync::Arc;
use std::sync::atomic::AtomicBool;
use tidings::config::Config;
use tidings::jobs::{self, Clock, Context, Wanted, Web};
use tidings::model::{ArticleId, Format, Timestamp};
use tidings::store::Store;

struct Noon;

impl Clock for Noon {
    fn now(&self) -> Timestamp {
        Timestamp::from_seconds(1_763_980_000)
    }
}

struct Bench {
    folder: tempfile::TempDir,
    context: Context,
    server: Server,
}

fn png(image: impl Into<DynamicImage>) -> Vec<u8> {
    let mut out = Cursor::new(Vec::new());
    image.into().write_to(&mut out, ImageFormat::Png).unwrap();
    out.into_inner()
}

fn river(columns: u32, rows: u32) -> Vec<u8> {
    png(RgbImage::from_pixel(columns, rows, Rgb([20, 60, 200])))
}

/// A PNG that says to be as wide and high as this.
fn bomb(mut bytes: Vec<u8>, side: u32) -> Vec<u8> {
    let size = side.to_be_bytes();
    bytes[16..20].copy_from_slice(&size);
    bytes[20..24].copy_from_slice(&size);
    let mut crc = flate2::Crc::new();
    crc.update(&bytes[12..29]);
    let sum = crc.sum().to_be_bytes();
    bytes[29..33].copy_from_slice(&sum);
    bytes
}

fn serve(asked: &Asked) -> crate::server::Answer {
    let page = "<html><head><title>Ferries</title></head><body><article><h1>Ferries back on the river</h1>\
                <p>The first ferry left Lokoja at nine with forty people and a goat on board, after nine weeks in \
                which dredgers took eleven sandbanks out of the lower channel.</p></article></body></html>";
    let picture = |bytes: &[u8]| answer(200, &[("Content-Type", "image/png")], bytes);
    match asked.path.as_str() {
        "/page" => answer(200, &[("Content-Type", "text/html")], page.as_bytes()),
        "/private" => {
            let shown = "<figure><img src=\"/small.png?token=abc&amp;w=1\" width=\"640\" height=\"360\"></figure>\
                <p>The second one waited for the tide with twenty people, who sang, and came to the far bank at noon, \
                when the market there had sold its last fish.</p></article>";
            let page = page.replace("</article>", shown);
            answer(200, &[("Content-Type", "text/html")], page.as_bytes())
        }
        "/small.png?token=abc&w=1" => picture(&river(64, 36)),
        "/wide.png" => picture(&river(2800, 700)),
        "/small.png" => picture(&river(64, 36)),
        "/glass.png" => picture(&png(RgbaImage::from_pixel(8, 8, Rgba([9, 9, 9, 40])))),
        "/bomb.png" => picture(&bomb(river(2, 2), 60_000)),
        "/deep.png" => {
            let deep = ImageBuffer::from_pixel(2, 2, Rgba([1_u16, 2, 3, 4]));
            picture(&bomb(png(deep), 4000))
        }
        "/cut.png" => picture(&river(64, 36)[..60]),
        "/drawn.svg" => picture(b"<svg xmlns='http://www.w3.org/2000/svg' width='9'/>"),
        "/signed.svg" => {
            let comment = "a drawing of the river, ".repeat(80);
            let drawn = format!("<?xml version='1.0'?>\n<!-- {comment} -->\n<SVG width='9'/>");
            picture(drawn.as_bytes())
        }
        "/words.png" => picture(b"no picture at all"),
        "/film" => answer(200, &[("Content-Type", "video/mp4")], b"film"),
        "/away.png" => redirect(302, "http://127.0.0.1:9/small.png"),
        _ => answer(404, &[], b""),
    }
}

impl Bench {
    fn new() -> Self {
        Self::with(Config::default())
    }

    fn with(config: Config) -> Self {
        let folder = tempfile::tempdir().unwrap();
        let web = Web::start(&config, None).unwrap();
        let context = Context {
            store: Store::open(folder.path()).unwrap(),
            config: Arc::new(config),
            clock: Arc::new(Noon),
            sink: Arc::new(|_| {}),
            web: Some(Arc::new(web)),
            rules_dir: None,
            pictures: Some(folder.path().join("pictures")),
            enclosures: None,
            subscriptions: None,
            filters: None,
            cancelled: Arc::new(AtomicBool::new(false)),
        };
        Self {
            folder,
            context,
            server: Server::start(serve),
        }
    }

    fn article(&self) -> ArticleId {
        jobs::save_page(&self.context, &self.server.url("/page")).unwrap()
    }

    fn picture(&self, article: ArticleId, path: &str) -> Result<jobs::Picture, String> {
        let url = self.server.url(path);
        jobs::picture(&self.context, article, &url, (300, 200)).map_err(|error| error.to_string())
    }

    fn stored(&self) -> Vec<PathBuf> {
        let entries = std::fs::read_dir(self.folder.path().join("pictures"));
        entries
            .map(|entries| entries.map(|entry| entry.unwrap().path()).collect())
            .unwrap_or_default()
    }
}

#[test]
fn a_picture_is_fetched_once_scaled_once_and_shown_without_a_network() {
    let mut bench = Bench::new();
    let article = bench.article();
    let url = bench.server.url("/wide.png");
    assert!(!jobs::has_picture(&bench.context, &url));
    let bytes = jobs::store_picture(&bench.context, article, &url, Wanted::Ahead).unwrap();
    assert!(bytes > 0, "what came over the network is told");
    assert_eq!(jobs::picture_size(&bench.context, &url), Some((1400, 350)));
    let again = jobs::store_picture(&bench.context, article, &url, Wanted::Ahead).unwrap();
    assert_eq!(again, 0);
    bench.context.web = None;
    let shown = bench.picture(article, "/wide.png").unwrap();
    assert_eq!(
        shown.pixels.dimensions(),
        (300, 75),
        "within what was asked for"
    );
    assert_eq!(shown.size, (1400, 350));
    let blue = shown.pixels.get_pixel(150, 40).0;
    assert!(blue[2] > 180 && blue[0] < 40, "{blue:?}");
    let pictures = bench
        .server
        .asked()
        .into_iter()
        .filter(|asked| asked.path == "/wide.png");
    let asked: Vec<Asked> = pictures.collect();
    assert_eq!(asked.len(), 1);
    let accepted = asked[0].header("accept").unwrap();
    assert!(accepted.contains("image/webp") && !accepted.contains("avif"));
}

#[test]
fn small_pictures_stay_as_they_are_and_what_shines_through_stays_so() {
    let bench = Bench::new();
    let article = bench.article();
    let small = bench.picture(article, "/small.png").unwrap();
    assert_eq!(small.pixels.dimensions(), (64, 36));
    let glass = bench.picture(article, "/glass.png").unwrap();
    assert_eq!(glass.pixels.get_pixel(3, 3).0[3], 40);
}

#[test]
fn what_is_no_picture_or_too_large_gives_one_line_and_leaves_nothing_behind() {
    let bench = Bench::new();
    let article = bench.article();
    for (path, why) in [
        ("/bomb.png", "too many pixels"),
        // 16 million pixels of eight bytes.
        ("/deep.png", "too large"),
        ("/cut.png", "cannot be shown"),
        ("/words.png", "neither JPEG, PNG, GIF nor WebP"),
        ("/film", "not a picture"),
        ("/nothing.png", "not there (404)"),
    ] {
        let error = bench.picture(article, path).unwrap_err();
        assert!(error.contains(why), "{path}: {error}");
        assert_eq!(error.lines().count(), 1);
    }
    // Notes of what is missing: no picture, and no part of one.
    let is_note = |path: &std::path::PathBuf| path.extension().is_some_and(|it| it == "missing");
    assert!(bench.stored().iter().all(is_note), "{:?}", bench.stored());
}

/// They were downloaded anew in each session, and at each look.
#[test]
fn what_can_never_be_shown_is_not_asked_for_again_and_what_may_change_when_a_person_wants_it() {
    let bench = Bench::new();
    let article = bench.article();
    for (path, changes) in [
        ("/bomb.png", false),
        ("/drawn.svg", false),
        ("/signed.svg", false),
        ("/words.png", true),
        ("/cut.png", true),
        ("/nothing.png", true),
    ] {
        let look = || bench.picture(article, path).unwrap_err();
        let asked = || bench.server.paths().iter().filter(|it| *it == path).count();
        let first = look();
        assert_eq!((look(), asked()), (first.clone(), 1), "{path}");
        jobs::try_again(&bench.context, &bench.server.url(path));
        assert_eq!(look(), first);
        assert_eq!(asked(), 1 + usize::from(changes), "{path}");
    }
}

#[test]
fn pictures_elsewhere_may_not_be_private() {
    let bench = Bench::new();
    let other = Server::start(serve);
    let article = bench.article();
    let error = jobs::picture(&bench.context, article, &other.url("/small.png"), (9, 9));
    assert!(error.unwrap_err().to_string().contains("private"));
    let error = bench.picture(article, "/away.png").unwrap_err();
    assert!(error.contains("private"), "{error}");
    assert!(other.asked().is_empty());
}

#[test]
fn without_a_network_a_picture_that_is_not_stored_is_an_error() {
    let mut bench = Bench::new();
    let article = bench.article();
    bench.context.web = None;
    let error = bench.picture(article, "/small.png").unwrap_err();
    assert!(error.contains("--offline"), "{error}");
}

#[test]
fn a_damaged_file_is_fetched_again() {
    let bench = Bench::new();
    let article = bench.article();
    bench.picture(article, "/small.png").unwrap();
    std::fs::write(&bench.stored()[0], b"\x89PNG broken").unwrap();
    assert!(bench.picture(article, "/small.png").is_err());
    assert!(bench.picture(article, "/small.png").is_ok());
}

#[test]
fn pictures_beyond_their_room_go_but_not_those_of_saved_articles() {
    let mut config = Config::default();
    config.pictures.megabytes = 0;
    let bench = Bench::with(config);
    let article = bench.article();
    bench.picture(article, "/small.png").unwrap();
    bench.picture(article, "/glass.png").unwrap();
    let document = tidings::model::Document {
        lead_image: Some(bench.server.url("/glass.png")),
        ..tidings::model::Document::default()
    };
    let full = tidings::store::Full {
        document: serde_json::to_string(&document).unwrap(),
        version: u32::MAX,
        ..tidings::store::Full::default()
    };
    let store = &bench.context.store;
    store.put_full(article, full, Noon.now()).unwrap();
    jobs::prune(&bench.context).unwrap();
    assert_eq!(bench.stored().len(), 1);
    let url = |path| bench.server.url(path);
    assert!(jobs::has_picture(&bench.context, &url("/glass.png")));
    assert!(!jobs::has_picture(&bench.context, &url("/small.png")));
}

/// Its address stands in the text with `&amp;`.
#[test]
fn a_lead_picture_that_stands_in_the_text_too_is_exported_once() {
    let bench = Bench::new();
    let article = bench.article();
    let url = bench.server.url("/small.png?w=1&h=2");
    let picture = tidings::model::Picture {
        url: url.clone(),
        ..tidings::model::Picture::default()
    };
    let document = tidings::model::Document {
        html: format!("<p>Words.</p><img src=\"{}\">", url.replace('&', "&amp;")),
        lead_image: Some(url),
        images: vec![picture],
        ..tidings::model::Document::default()
    };
    let full = tidings::store::Full {
        document: serde_json::to_string(&document).unwrap(),
        version: tidings::clean::VERSION,
        ..tidings::store::Full::default()
    };
    bench
        .context
        .store
        .put_full(article, full, Noon.now())
        .unwrap();
    let mut out = Vec::new();
    let (format, secrets) = (Format::Markdown, jobs::Secrets::LeftOut);
    jobs::print(&bench.context, &[article], format, secrets, &mut out).unwrap();
    let text = String::from_utf8(out).unwrap();
    assert_eq!(text.matches("small.png").count(), 1, "{text}");
}

#[test]
fn a_picture_goes_out_with_its_article_and_without_the_token_of_its_address() {
    let bench = Bench::new();
    let id = jobs::save_page(&bench.context, &bench.server.url("/private")).unwrap();
    bench.picture(id, "/small.png?token=abc&w=1").unwrap();
    let file = bench.folder.path().join("a.html");
    for (secrets, less) in [(jobs::Secrets::LeftOut, 1), (jobs::Secrets::Written, 0)] {
        let (format, existing) = (Format::Html, jobs::Existing::Replace);
        let written = jobs::export(&bench.context, &[id], format, secrets, &file, existing);
        assert_eq!(written.unwrap().less, less);
        let text = std::fs::read_to_string(&file).unwrap();
        assert!(text.contains("src=\"data:image/"), "{text}");
        assert!(!text.contains("small.png"), "{text}");
    }
    std::fs::remove_dir_all(bench.folder.path().join("pictures")).unwrap();
    let mut out = Vec::new();
    let secrets = jobs::Secrets::LeftOut;
    jobs::print(&bench.context, &[id], Format::Markdown, secrets, &mut out).unwrap();
    let text = String::from_utf8(out).unwrap();
    assert!(text.contains("small.png?w=1)"), "{text}");
}
