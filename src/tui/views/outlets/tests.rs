use super::*;
use crate::model::{Activity, Health, OutletId, Place};
use crate::text::clean_line;

fn feed(id: i64, folder: &[&str], unread: u32) -> Feed {
    Feed {
        id: FeedId::new(id),
        outlet: OutletId::new(id),
        outlet_name: clean_line("The Outlet"),
        url: format!("https://{id}.example/feed"),
        title: clean_line(&format!("Feed {id}")),
        site: None,
        folder: folder.iter().map(|it| clean_line(it)).collect(),
        place: Place::default(),
        language: None,
        settings: crate::model::FeedSettings::default(),
        unread,
        total: unread + 10,
        health: Health::default(),
        activity: Activity::default(),
    }
}

/// Two feeds of an outlet carry most of its stories both, and the folder said twice what was in its list.
#[test]
fn a_folder_counts_once_what_several_of_its_feeds_have() {
    let mut outlets = Outlets::default();
    let feeds = vec![
        feed(1, &["News"], 5),
        feed(2, &["News"], 4),
        feed(3, &["News", "Coast"], 3),
        feed(4, &["Tech"], 2),
    ];
    let shared = |ids: &[i64], total, unread| Shared {
        feeds: ids.iter().copied().map(FeedId::new).collect(),
        total,
        unread,
    };
    let counts = Counts {
        shared: vec![
            shared(&[1, 2], 4, 2),
            shared(&[1, 2, 3], 1, 1),
            shared(&[3, 4], 6, 1),
        ],
        ..Counts::default()
    };
    outlets.show(feeds, counts);
    let count = |spot| {
        outlets
            .rows
            .iter()
            .find(|row| row.spot == spot)
            .unwrap()
            .count
    };
    let path = |names: &[&str]| names.iter().map(|it| (*it).to_owned()).collect::<Vec<_>>();
    let sums = |names: &[&str]| {
        let path = path(names);
        assert_eq!(
            count(Spot::Folder(path.clone())),
            outlets.sum_below(&path).0
        );
        outlets.sum_below(&path)
    };
    assert_eq!(sums(&["News"]), (12 - 2 - 2, 42 - 4 - 2));
    assert_eq!(sums(&["News", "Coast"]), (3, 13), "nothing in it is twice");
    assert_eq!(sums(&["Tech"]), (2, 12), "the other feed is elsewhere");
    assert_eq!(count(Spot::Feed(FeedId::new(2))), 4);
}

/// It came back unfolded when its going was taken back.
#[test]
fn a_folder_that_comes_back_is_folded_as_it_was() {
    let before = || vec![feed(1, &["News"], 1), feed(2, &["News", "Coast"], 1)];
    let after = [
        vec![feed(1, &[], 1), feed(2, &["Coast"], 1)],
        vec![feed(1, &["World"], 1), feed(2, &["World", "Coast"], 1)],
    ];
    for after in after {
        let news = vec!["News".to_owned()];
        let mut outlets = Outlets::new([news.clone()].into());
        outlets.show(before(), Counts::default());
        outlets.show(after, Counts::default());
        outlets.show(before(), Counts::default());
        assert_eq!(outlets.folded, [news].into());
    }
}
