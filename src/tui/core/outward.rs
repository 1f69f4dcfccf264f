//! What leads out of the program from an article: the same wherever one has the keys.

use super::{Ask, Call, Command, Purpose, commands};
use crate::model::ArticleId;

/// Something in which an article may have the keys.
pub trait Holds: 'static {
    fn held(&self) -> Option<ArticleId>;
}

pub fn outward<V: Holds>() -> Vec<Command<V>> {
    commands! {
        "filter-article" ["X"] Nothing "" "make a filter from this article" => |_, call| call.ask(Ask::FilterForm);
        "enclosure" ["e"] Count "" "open the enclosure; with a number, that one; of several, choose" => |v: &mut V, call| enclosure(v, call, false);
        "download" ["W"] Count "" "fetch the enclosure into a file; goes on where it was left off" => |v, call| enclosure(v, call, true);
        "write" ["w"] Words "" "write to a file: this article, what is picked, its list" => |_, call| write(call);
        "pipe" ["|"] Nothing "" "give the article to a program" => |v, call| prompt(v, call, Purpose::Pipe);
        "run-program" ["!"] Nothing "" "run a program on the article" => |v, call| prompt(v, call, Purpose::RunOn);
    }
}

fn enclosure<V: Holds>(view: &V, call: &mut Call, fetches: bool) {
    let number = call.count;
    if let Some(article) = view.held() {
        call.ask(Ask::Enclosure {
            article,
            number,
            fetches,
        });
    }
}

fn write(call: &mut Call) {
    let path = call.argument.take();
    call.ask(Ask::Write(path));
}

fn prompt<V: Holds>(view: &V, call: &mut Call, purpose: fn(ArticleId) -> Purpose) {
    if let Some(article) = view.held() {
        call.ask(Ask::Prompt(purpose(article), String::new()));
    }
}
