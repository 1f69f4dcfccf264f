//! How often, as it is typed and shown: `30m`, `2h`, `1d`.

const UNITS: [(u64, &str); 3] = [(86_400, "d"), (3_600, "h"), (60, "m")];
/// Nobody is asked more often; a month is as good as never.
const SHORTEST: u64 = 60;
const LONGEST: u64 = 31 * 86_400;

/// Seconds in the largest unit that divides them.
pub fn print(seconds: u64) -> String {
    let unit = UNITS.iter().find(|unit| seconds.is_multiple_of(unit.0));
    unit.map_or_else(
        || format!("{}m", seconds.div_ceil(60)),
        |(of, word)| format!("{}{word}", seconds / of),
    )
}

/// Seconds; none for an empty text, which leaves it to the program.
pub fn read(text: &str) -> Result<Option<u64>, &'static str> {
    const WRONG: &str = "an interval is written 30m, 2h or 1d";
    let text = text.trim().to_ascii_lowercase();
    if text.is_empty() {
        return Ok(None);
    }
    let end = text
        .find(|c: char| !c.is_ascii_digit())
        .unwrap_or(text.len());
    let (number, unit) = text.split_at(end);
    let number: u64 = number.parse().map_err(|_| WRONG)?;
    let of = match unit.trim() {
        "" | "m" | "min" | "minutes" => 60,
        "h" | "hours" | "hour" => 3_600,
        "d" | "days" | "day" => 86_400,
        _ => return Err(WRONG),
    };
    let seconds = number.saturating_mul(of);
    if (SHORTEST..=LONGEST).contains(&seconds) {
        Ok(Some(seconds))
    } else {
        Err("an interval lies between a minute and 31 days")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_shown_is_read_again() {
        for (text, seconds) in [
            ("30m", 1_800),
            ("2h", 7_200),
            ("1d", 86_400),
            ("90m", 5_400),
        ] {
            assert_eq!(read(text), Ok(Some(seconds)));
            assert_eq!(print(seconds), text);
        }
        assert_eq!(read(" 45 "), Ok(Some(2_700)));
        assert_eq!(read(""), Ok(None));
        assert!(read("soon").is_err() && read("0").is_err() && read("400d").is_err());
        assert!(read("99999999999999999999h").is_err());
    }
}
