//! Cursors: opaque marks in lists. The text carries a version and the list it belongs to, never a permission: that is checked
//! anew on each use.

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use wire::limits;
use wire::page::Cursor;

use super::error::{Error, Result};

const VERSION: &str = "1";

/// Makes a cursor of a list, for example `messages`, at a place in it.
#[must_use]
pub fn at(list: &str, place: impl std::fmt::Display) -> Cursor {
    Cursor(URL_SAFE_NO_PAD.encode(format!("{VERSION}:{list}:{place}")))
}

/// The place that a cursor of this list names.
///
/// # Errors
/// `BadCursor` when it is not one of this list's.
pub fn place<T: std::str::FromStr>(list: &str, cursor: &Cursor) -> Result<T> {
    if cursor.0.len() > limits::CURSOR_BYTES {
        return Err(Error::BadCursor);
    }
    let bytes = URL_SAFE_NO_PAD.decode(&cursor.0).map_err(|_| Error::BadCursor)?;
    let text = String::from_utf8(bytes).map_err(|_| Error::BadCursor)?;
    let place =
        text.strip_prefix(VERSION).and_then(|rest| rest.strip_prefix(':')).and_then(|rest| rest.strip_prefix(list));
    place.and_then(|rest| rest.strip_prefix(':')).and_then(|place| place.parse().ok()).ok_or(Error::BadCursor)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_cursor_leads_back_to_its_place() {
        assert_eq!(place::<i64>("messages", &at("messages", 42)).unwrap(), 42);
    }

    #[test]
    fn a_cursor_of_another_list_or_of_nobody_is_refused() {
        let cursors =
            [at("rooms", 42), at("messages", "x"), Cursor(String::new()), Cursor("?".into()), Cursor("x".repeat(300))];
        for cursor in cursors {
            assert!(matches!(place::<i64>("messages", &cursor), Err(Error::BadCursor)), "{cursor:?}");
        }
    }
}
