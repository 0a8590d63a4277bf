//! Cursors: opaque marks in lists. The text carries a version and the list it belongs to, never a permission: that is checked
//! anew on each use.

use std::fmt;
use std::str::FromStr;

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use uuid::Uuid;
use wire::limits;
use wire::page::Cursor;

use super::error::{Error, Result};

const VERSION: &str = "1";

/// Makes a cursor of a list, for example `messages`, at a place in it.
#[must_use]
pub fn at(list: &str, place: impl fmt::Display) -> Cursor {
    Cursor(URL_SAFE_NO_PAD.encode(format!("{VERSION}:{list}:{place}")))
}

/// The place that a cursor of this list names.
///
/// # Errors
/// `BadCursor` when it is not one of this list's.
pub fn place<T: FromStr>(list: &str, cursor: &Cursor) -> Result<T> {
    if cursor.0.len() > limits::CURSOR_BYTES {
        return Err(Error::BadCursor);
    }
    let bytes = URL_SAFE_NO_PAD.decode(&cursor.0).map_err(|_| Error::BadCursor)?;
    let text = String::from_utf8(bytes).map_err(|_| Error::BadCursor)?;
    let place =
        text.strip_prefix(VERSION).and_then(|rest| rest.strip_prefix(':')).and_then(|rest| rest.strip_prefix(list));
    place.and_then(|rest| rest.strip_prefix(':')).and_then(|place| place.parse().ok()).ok_or(Error::BadCursor)
}

/// A place in a list by time, the newest first: the entry's moment in microseconds, and its id among those of one moment.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Moment {
    pub at: i64,
    pub id: Uuid,
}

impl Moment {
    /// Before every entry.
    pub const TOP: Self = Self { at: i64::MAX, id: Uuid::max() };
}

impl fmt::Display for Moment {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}/{}", self.at, self.id)
    }
}

impl FromStr for Moment {
    type Err = Error;

    fn from_str(text: &str) -> Result<Self> {
        let (at, id) = text.split_once('/').ok_or(Error::BadCursor)?;
        let (at, id) = (at.parse().map_err(|_| Error::BadCursor)?, id.parse().map_err(|_| Error::BadCursor)?);
        Ok(Self { at, id })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_moment_is_read_as_it_was_written() {
        let moment = Moment { at: -7, id: Uuid::from_u128(9) };
        assert_eq!(place::<Moment>("saved", &at("saved", moment)).unwrap(), moment);
        for text in ["7", "7/", "/0195f3a0-0000-7000-8000-00000000dead", "x/y"] {
            assert!(text.parse::<Moment>().is_err(), "{text}");
        }
    }

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
