//! Parameters of addresses that tell where a click came from and never what is shown.

use std::borrow::Cow;
use url::Url;

/// Names that click counters, mailings and campaigns add.
const NAMES: [&str; 73] = [
    "__hsfp",
    "__hssc",
    "__hstc",
    "__twitter_impression",
    "_branch_match_id",
    "_branch_referrer",
    "_hsenc",
    "_hsmi",
    "_openstat",
    "at_campaign",
    "at_medium",
    "cmpid",
    "cx_click",
    "cx_recs_click",
    "dclid",
    "ef_id",
    "epik",
    "fb_action_ids",
    "fb_action_types",
    "fb_ref",
    "fb_source",
    "fbclid",
    "gad_campaignid",
    "gad_source",
    "gbraid",
    "gclid",
    "gclid_src",
    "gclsrc",
    "guccounter",
    "hsctatracking",
    "igsh",
    "igshid",
    "ito",
    "li_fat_id",
    "mc_cid",
    "mc_eid",
    "mibextid",
    "mkt_tok",
    "ml_subscriber",
    "ml_subscriber_hash",
    "msclkid",
    "ncid",
    "ocid",
    "oly_anon_id",
    "oly_enc_id",
    "piwik_campaign",
    "piwik_kwd",
    "rb_clickid",
    "rdt_cid",
    "ref_src",
    "ref_url",
    "s_cid",
    "s_kwcid",
    "sc_campaign",
    "sc_channel",
    "sc_content",
    "spm",
    "sr_share",
    "srsltid",
    "trk_contact",
    "ttclid",
    "twclid",
    "vero_conv",
    "vero_id",
    "wbraid",
    "wickedid",
    "wt.mc_id",
    "wt_mc",
    "wt_zmc",
    "xtor",
    "xtref",
    "yclid",
    "ysclid",
];

/// Beginnings of names that one counter or mailing program shares.
const STEMS: [&str; 11] = [
    "utm_",
    "mtm_",
    "pk_",
    "hsa_",
    "ns_",
    "ga_",
    "stm_",
    "guce_",
    "at_custom",
    "matomo_",
    "itm_",
];

/// The parameter `name` (of a query `name=value`) tells only where a click came from.
#[must_use]
pub fn is_tracking(name: &str) -> bool {
    let name = name.to_ascii_lowercase();
    NAMES.binary_search(&name.as_str()).is_ok() || STEMS.iter().any(|it| name.starts_with(it))
}

/// What two spellings of one page have in common (DESIGN §4): host's case, `www.`, scheme, fragment, tracking
/// names and end slash do not count. None for what is no http(s) address.
#[must_use]
pub fn common_spelling(url: &Url) -> Option<String> {
    if !matches!(url.scheme(), "http" | "https") {
        return None;
    }
    let host = url.host_str()?;
    let host = host.strip_prefix("www.").unwrap_or(host);
    let mut plain = host.trim_end_matches('.').to_owned();
    if let Some(port) = url.port() {
        plain.push(':');
        plain.push_str(&port.to_string());
    }
    plain.push_str(url.path().trim_end_matches('/'));
    let words = url.query().unwrap_or_default().split('&');
    let kept =
        words.filter(|it| !it.is_empty() && !is_tracking(it.split('=').next().unwrap_or_default()));
    for (at, word) in kept.enumerate() {
        plain.push(if at == 0 { '?' } else { '&' });
        plain.push_str(word);
    }
    Some(plain)
}

/// The address without tracking parameters, else byte for byte as it stood. `ref` goes only where it
/// names the feed's own host, as Ghost adds it.
#[must_use]
pub fn without_tracking<'a>(address: &'a str, feed_host: Option<&str>) -> Cow<'a, str> {
    let (before, fragment) = address.split_at(address.find('#').unwrap_or(address.len()));
    let Some((page, query)) = before.split_once('?') else {
        return Cow::Borrowed(address);
    };
    let is_kept = |word: &&str| {
        let (name, value) = word.split_once('=').unwrap_or((word, ""));
        let is_own_name = name == "ref" && feed_host.is_some_and(|host| host == value);
        !is_tracking(name) && !is_own_name
    };
    if query.split('&').all(|word| is_kept(&word)) {
        return Cow::Borrowed(address);
    }
    let kept: Vec<&str> = query.split('&').filter(is_kept).collect();
    let mark = if kept.is_empty() { "" } else { "?" };
    Cow::Owned(format!("{page}{mark}{}{fragment}", kept.join("&")))
}

#[cfg(test)]
mod tests {
    use super::{NAMES, is_tracking, without_tracking};

    #[test]
    fn only_what_tracks_goes_out_of_an_address() {
        let host = Some("news.example");
        for (address, plain) in [
            (
                "https://a.example/x?utm_source=rss&id=7#top",
                "https://a.example/x?id=7#top",
            ),
            ("https://a.example/x?utm_source=rss", "https://a.example/x"),
            (
                "https://a.example/x?a=%20&&b",
                "https://a.example/x?a=%20&&b",
            ),
            (
                "https://a.example/x?ref=news.example",
                "https://a.example/x",
            ),
            (
                "https://a.example/x?ref=main",
                "https://a.example/x?ref=main",
            ),
            (
                "https://a.example/x#?utm_source=rss",
                "https://a.example/x#?utm_source=rss",
            ),
        ] {
            assert_eq!(without_tracking(address, host), plain);
        }
    }

    #[test]
    fn click_counters_are_known_and_what_chooses_the_page_is_not_taken_for_one() {
        assert!(NAMES.is_sorted());
        for name in [
            "utm_source",
            "UTM_Medium",
            "fbclid",
            "mc_cid",
            "ns_mchannel",
            "spm",
        ] {
            assert!(is_tracking(name), "{name}");
        }
        for name in [
            "id", "p", "page", "q", "source", "ref", "utm", "v", "list", "",
        ] {
            assert!(!is_tracking(name), "{name}");
        }
    }
}
