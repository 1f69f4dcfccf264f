//! Names in dates: months and weekdays in the languages that feeds are written in.

/// Beginnings of month names, lower case. The longest that fits wins.
const MONTHS: [&[&str]; 12] = [
    &[
        "jan",
        "jän",
        "janv",
        "ene",
        "gen",
        "sty",
        "led",
        "oca",
        "ian",
        "янв",
        "січ",
        "ιαν",
        "tammi",
        "يناير",
    ],
    &[
        "feb",
        "fev",
        "fév",
        "fevr",
        "févr",
        "lut",
        "úno",
        "uno",
        "şub",
        "sub",
        "фев",
        "лют",
        "φεβ",
        "helmi",
        "فبراير",
    ],
    &[
        "mar", "mär", "mrt", "maart", "már", "maerz", "bře", "bre", "мар", "бер", "μαρ", "μάρ",
        "μάώ", "μαώ", "maalis", "مارس",
    ],
    &[
        "apr",
        "avr",
        "abr",
        "ápr",
        "kwi",
        "dub",
        "nis",
        "апр",
        "кві",
        "απρ",
        "huhti",
        "أبريل",
        "ابريل",
    ],
    &[
        "may", "mai", "mei", "mag", "maj", "máj", "kvě", "kve", "май", "мая", "тра", "μαι", "μάι",
        "μαϊ", "μάϊ", "touko", "مايو",
    ],
    &[
        "jun",
        "juin",
        "jún",
        "giu",
        "cze",
        "červ",
        "cerv",
        "čvn",
        "haz",
        "iun",
        "июн",
        "чер",
        "ιούν",
        "ιουν",
        "ιον",
        "kesä",
        "يونيو",
    ],
    &[
        "jul",
        "juil",
        "júl",
        "lug",
        "lip",
        "července",
        "červenec",
        "cervenec",
        "čvc",
        "tem",
        "iul",
        "июл",
        "лип",
        "ιούλ",
        "ιουλ",
        "ιολ",
        "heinä",
        "يوليو",
    ],
    &[
        "aug",
        "aoû",
        "aou",
        "ago",
        "sie",
        "srp",
        "ağu",
        "agu",
        "авг",
        "сер",
        "αύγ",
        "αυγ",
        "elok",
        "أغسطس",
        "اغسطس",
    ],
    &[
        "sep",
        "set",
        "szep",
        "wrz",
        "zář",
        "zar",
        "eyl",
        "сен",
        "вер",
        "σεπ",
        "syys",
        "سبتمبر",
    ],
    &[
        "oct",
        "okt",
        "ott",
        "out",
        "paź",
        "paz",
        "říj",
        "rij",
        "eki",
        "окт",
        "жов",
        "οκτ",
        "lokak",
        "أكتوبر",
        "اكتوبر",
    ],
    &[
        "nov",
        "lis",
        "kas",
        "noi",
        "ноя",
        "лис",
        "νοε",
        "νοέ",
        "marras",
        "نوفمبر",
    ],
    &[
        "dec",
        "dez",
        "déc",
        "dic",
        "des",
        "gru",
        "pro",
        "ara",
        "дек",
        "гру",
        "δεκ",
        "joulu",
        "ديسمبر",
    ],
];

/// Weekdays that begin like months.
const NO_MONTHS: [&str; 9] = [
    "mardi",
    "martes",
    "marted",
    "marți",
    "marti",
    "maanantai",
    "sobota",
    "pazartesi",
    "pazar",
];

/// 1 to 12.
pub(super) fn month(word: &str) -> Option<i64> {
    if NO_MONTHS.iter().any(|it| word.starts_with(it)) {
        return None;
    }
    let mut best: Option<(usize, usize)> = None;
    for (index, names) in MONTHS.iter().enumerate() {
        for name in *names {
            if word.starts_with(name) && best.is_none_or(|it| name.len() > it.0) {
                best = Some((name.len(), index));
            }
        }
    }
    best.and_then(|it| i64::try_from(it.1 + 1).ok())
}

const DAYS: [&[&str]; 7] = [
    &["mon", "lun", "montag", "mo", "maandag", "pon", "пн", "пон"],
    &[
        "tue", "mardi", "martes", "marted", "dien", "di", "ter", "wto", "вт",
    ],
    &[
        "wed", "mer", "mié", "mie", "mittw", "mi", "qua", "śro", "ср",
    ],
    &[
        "thu", "jeu", "jue", "gio", "donn", "qui", "czw", "чт", "чет",
    ],
    &["fri", "ven", "vie", "frei", "fr", "sex", "pią", "пт", "пят"],
    &["sat", "sam", "sáb", "sab", "sa", "sob", "сб", "суб"],
    &["sun", "dim", "dom", "sonn", "so", "nie", "вс", "вос"],
];

/// 0 is Monday. Short names must be the whole word.
pub(super) fn weekday(word: &str) -> Option<i64> {
    let fits = |name: &&str| {
        if name.chars().count() < 3 {
            word == *name
        } else {
            word.starts_with(name)
        }
    };
    let at = DAYS.iter().position(|names| names.iter().any(fits))?;
    i64::try_from(at).ok()
}
