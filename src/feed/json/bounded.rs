//! JSON into memory, as much of it as a feed can need: what a server sends beyond that is looked at
//! and dropped. A value takes ten times the bytes that it is written with.

use serde::de::{DeserializeSeed, Deserializer, Error, IgnoredAny, MapAccess, SeqAccess, Visitor};
use serde_json::{Map, Value};
use std::cell::Cell;

/// Values of one document: 5,000 items have some 100,000, and 150,000 for their objects.
pub(super) const MOST_VALUES: usize = 300_000;
/// Room that an object makes with its first field, in values.
const ROOM: usize = 10;

/// The first value of a text, and whether some of it was dropped; what follows it is ignored. The
/// parser's own bound on depth stays on.
pub(super) fn first_value(text: &str) -> Option<(Value, bool)> {
    let left = Cell::new(MOST_VALUES);
    let mut source = serde_json::Deserializer::from_str(text);
    let value = Bounded { left: &left }.deserialize(&mut source).ok()?;
    Some((value, left.get() == 0))
}

#[derive(Clone, Copy)]
struct Bounded<'a> {
    /// Values that may still be kept.
    left: &'a Cell<usize>,
}

impl Bounded<'_> {
    fn is_full(self) -> bool {
        let left = self.left.get();
        self.left.set(left.saturating_sub(1));
        left <= 1
    }

    fn make_room(self) {
        self.left.set(self.left.get().saturating_sub(ROOM));
    }
}

impl<'de> DeserializeSeed<'de> for Bounded<'_> {
    type Value = Value;

    fn deserialize<D: Deserializer<'de>>(self, source: D) -> Result<Value, D::Error> {
        source.deserialize_any(self)
    }
}

impl<'de> Visitor<'de> for Bounded<'_> {
    type Value = Value;

    fn expecting(&self, out: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        out.write_str("JSON")
    }

    fn visit_unit<E: Error>(self) -> Result<Value, E> {
        Ok(Value::Null)
    }

    fn visit_bool<E: Error>(self, value: bool) -> Result<Value, E> {
        Ok(Value::Bool(value))
    }

    fn visit_i64<E: Error>(self, value: i64) -> Result<Value, E> {
        Ok(value.into())
    }

    fn visit_u64<E: Error>(self, value: u64) -> Result<Value, E> {
        Ok(value.into())
    }

    fn visit_f64<E: Error>(self, value: f64) -> Result<Value, E> {
        Ok(value.into())
    }

    fn visit_str<E: Error>(self, value: &str) -> Result<Value, E> {
        Ok(Value::String(value.to_owned()))
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut source: A) -> Result<Value, A::Error> {
        let mut all = Vec::new();
        while !self.is_full() {
            let Some(value) = source.next_element_seed(self)? else {
                return Ok(Value::Array(all));
            };
            all.push(value);
        }
        while source.next_element::<IgnoredAny>()?.is_some() {}
        Ok(Value::Array(all))
    }

    fn visit_map<A: MapAccess<'de>>(self, mut source: A) -> Result<Value, A::Error> {
        let mut all = Map::new();
        while !self.is_full() {
            let Some(name) = source.next_key::<String>()? else {
                return Ok(Value::Object(all));
            };
            if all.is_empty() {
                self.make_room();
            }
            all.insert(name, source.next_value_seed(self)?);
        }
        while source.next_entry::<IgnoredAny, IgnoredAny>()?.is_some() {}
        Ok(Value::Object(all))
    }
}

#[cfg(test)]
mod tests {
    use super::{MOST_VALUES, ROOM, first_value};
    use serde_json::{Value, json};

    /// Values, and the room that objects with fields make.
    fn count(value: &Value) -> usize {
        1 + match value {
            Value::Array(all) => all.iter().map(count).sum::<usize>(),
            Value::Object(all) if !all.is_empty() => ROOM + all.values().map(count).sum::<usize>(),
            _ => 0,
        }
    }

    #[test]
    fn a_value_is_what_it_is_elsewhere_and_what_follows_is_ignored() {
        let text =
            r#"{"a":[1,-2,2.5,true,null,"x\n"],"b":{"c":{}},"a2":18446744073709551615} rest"#;
        let (value, is_cut) = first_value(text).unwrap();
        let same = json!({"a":[1,-2,2.5,true,null,"x\n"],"b":{"c":{}},"a2":u64::MAX});
        assert_eq!((value, is_cut), (same, false));
        assert!(first_value("[1,").is_none() && first_value(&"[".repeat(500)).is_none());
    }

    #[test]
    fn no_document_becomes_more_values_than_a_feed_can_need() {
        for piece in ["0", "{}", "[]", "{\"a\":{}}", "[[0],{\"a\":{\"b\":0}}]"] {
            let text = format!(
                "{{\"items\":[{}{piece}],\"title\":\"T\"}}",
                format!("{piece},").repeat(400_000)
            );
            let (value, is_cut) = first_value(&text).unwrap();
            assert!(
                is_cut && count(&value) <= MOST_VALUES + 1 + ROOM,
                "{piece}: {}",
                count(&value)
            );
            assert!(
                count(&value) > MOST_VALUES / 2,
                "{piece}: {}",
                count(&value)
            );
        }
    }
}
