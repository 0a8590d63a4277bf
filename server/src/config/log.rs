//! What the server writes about its own work.

use super::keys::concern;
use super::setting::Setting;
use crate::platform::telemetry::Shape;

concern! { "Logs",
    /// What the server writes on standard error about its own work.
    pub struct LogConfig {
        /// `json`: one object a line; `text`: lines for people; `auto`: text on a terminal, JSON otherwise.
        "log_format" => format: Shape = "auto",
        /// The least that is written: `error`, `warn`, `info`, `debug` or `trace`.
        "log_level" => level: tracing::Level = "info",
    }
}

impl Setting for Shape {
    fn from_text(text: &str) -> Result<Self, String> {
        match text {
            "auto" => Ok(Self::Auto),
            "json" => Ok(Self::Json),
            "text" => Ok(Self::Text),
            _ => Err("is none of `auto`, `json` and `text`".to_owned()),
        }
    }
}

impl Setting for tracing::Level {
    fn from_text(text: &str) -> Result<Self, String> {
        match text {
            "error" => Ok(Self::ERROR),
            "warn" => Ok(Self::WARN),
            "info" => Ok(Self::INFO),
            "debug" => Ok(Self::DEBUG),
            "trace" => Ok(Self::TRACE),
            _ => Err("is none of `error`, `warn`, `info`, `debug` and `trace`".to_owned()),
        }
    }
}
