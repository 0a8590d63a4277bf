//! Settings: how each type of value is read from text.

use std::net::SocketAddr;
use std::path::PathBuf;

use crate::platform::secret::Secret;

/// A value that can be read from text.
pub trait Setting: Sized {
    /// Whether the text must never be shown.
    const SECRET: bool = false;

    /// Reads the text.
    ///
    /// # Errors
    /// The end of a sentence that begins with the text: `is not …`.
    fn from_text(text: &str) -> Result<Self, String>;
}

impl<T: Setting> Setting for Option<T> {
    const SECRET: bool = T::SECRET;

    fn from_text(text: &str) -> Result<Self, String> {
        if text.is_empty() { Ok(None) } else { T::from_text(text).map(Some) }
    }
}

impl<T: Setting> Setting for Secret<T> {
    const SECRET: bool = true;

    fn from_text(text: &str) -> Result<Self, String> {
        T::from_text(text).map(Self::new)
    }
}

/// Separated by commas or spaces.
impl<T: Setting> Setting for Vec<T> {
    const SECRET: bool = T::SECRET;

    fn from_text(text: &str) -> Result<Self, String> {
        text.split([',', ' ']).filter(|part| !part.is_empty()).map(T::from_text).collect()
    }
}

impl Setting for SocketAddr {
    fn from_text(text: &str) -> Result<Self, String> {
        text.parse().map_err(|_| "is not an address and a port, such as 127.0.0.1:8080 or [::]:8080".to_owned())
    }
}

impl Setting for PathBuf {
    fn from_text(text: &str) -> Result<Self, String> {
        if text.is_empty() { Err("is not a folder".to_owned()) } else { Ok(Self::from(text)) }
    }
}

impl Setting for bool {
    fn from_text(text: &str) -> Result<Self, String> {
        match text {
            "on" | "true" => Ok(true),
            "off" | "false" => Ok(false),
            _ => Err("is neither `on` nor `off`".to_owned()),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_optional_setting_is_absent_when_empty() {
        assert_eq!(Option::<bool>::from_text(""), Ok(None));
        assert_eq!(Option::<bool>::from_text("on"), Ok(Some(true)));
    }

    #[test]
    fn a_list_is_separated_by_commas_or_spaces() {
        let list = Vec::<SocketAddr>::from_text("127.0.0.1:1, [::1]:2 10.0.0.1:3").unwrap();
        assert_eq!(list.iter().map(SocketAddr::port).collect::<Vec<_>>(), [1, 2, 3]);
    }

    #[test]
    fn what_cannot_be_read_says_what_would_do() {
        assert!(SocketAddr::from_text("8080").unwrap_err().contains("127.0.0.1:8080"));
        assert!(bool::from_text("maybe").unwrap_err().contains("`on`"));
    }
}
