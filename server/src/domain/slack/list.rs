//! Lists of an export: read item by item, so that no file can fill the memory.
//!
//! A few bytes of JSON can ask for a hundred times as much memory. So only one item is held at a time, and none may be large.

use std::fmt;
use std::marker::PhantomData;

use serde::de::{DeserializeOwned, Deserializer as _, Error as _, SeqAccess, Visitor};
use serde_json::value::RawValue;

use super::{Result, Unreadable};

/// Bytes of one item.
const MOST_BYTES: usize = 4 * 1024 * 1024;
/// Items of one file.
const MOST_ITEMS: usize = 500_000;

/// Gives each item of a list to `take`, in order. The depth of an item is bounded by its parser (128 levels).
pub fn each<T: DeserializeOwned>(json: &[u8], take: impl FnMut(T)) -> Result<()> {
    let told = |error| Unreadable(format!("this is not the JSON of a Slack export: {error}"));
    let mut parser = serde_json::Deserializer::from_slice(json);
    parser.deserialize_seq(Items { take, item: PhantomData }).map_err(told)?;
    parser.end().map_err(told)
}

struct Items<T, F> {
    take: F,
    item: PhantomData<T>,
}

impl<'de, T: DeserializeOwned, F: FnMut(T)> Visitor<'de> for Items<T, F> {
    type Value = ();

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a list")
    }

    fn visit_seq<A: SeqAccess<'de>>(mut self, mut list: A) -> std::result::Result<(), A::Error> {
        let mut number = 0;
        while let Some(raw) = list.next_element::<&RawValue>()? {
            number += 1;
            if number > MOST_ITEMS {
                return Err(A::Error::custom(format!("more than {MOST_ITEMS} items")));
            }
            if raw.get().len() > MOST_BYTES {
                return Err(A::Error::custom(format!("item {number} is larger than 4 MiB")));
            }
            let item = serde_json::from_str(raw.get());
            (self.take)(item.map_err(|error| A::Error::custom(format!("item {number}: {error}")))?);
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(json: &str) -> Result<Vec<u8>> {
        let mut items = Vec::new();
        each(json.as_bytes(), |item: u8| items.push(item))?;
        Ok(items)
    }

    #[test]
    fn items_come_in_order() {
        assert_eq!(read(" [1, 2,3] \n").unwrap(), [1, 2, 3]);
        assert!(read("[]").unwrap().is_empty());
    }

    #[test]
    fn what_is_no_list_of_such_items_is_told_so() {
        for bad in ["", "{}", "1", "[1", "[1,]", "[1] 2", "[300]", "[\"a\"]", "[[1]]"] {
            let sentence = read(bad).unwrap_err().to_string();
            assert!(sentence.starts_with("this is not the JSON of a Slack export: "), "{bad}: {sentence}");
        }
        assert!(read("[1, 300]").unwrap_err().to_string().contains("item 2"));
    }

    #[test]
    fn large_items_and_too_many_are_refused() {
        let spaces = format!("[[{}]]", " ".repeat(4 * 1024 * 1024));
        assert!(read(&spaces).unwrap_err().to_string().contains("larger than 4 MiB"));
        let many = format!("[{}1]", "1,".repeat(500_000));
        assert!(read(&many).unwrap_err().to_string().contains("more than 500000 items"));
    }
}
