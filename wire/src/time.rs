//! Moments in time: microseconds since 1970 inside, RFC 3339 in UTC on the wire.

use serde::{Deserialize, Deserializer, Serialize, Serializer, de::Error as _};
use utoipa::ToSchema;

/// A moment, RFC 3339 in UTC with at most six decimals, for example `2026-03-01T09:12:00.25Z`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, ToSchema)]
#[schema(value_type = String, format = DateTime)]
pub struct Timestamp(i64);

impl Timestamp {
    /// The moment this many microseconds after 1970-01-01T00:00:00Z, clamped to the years that RFC 3339 can write.
    #[must_use]
    pub fn from_micros(micros: i64) -> Self {
        const YEAR_0: i64 = -62_135_596_800_000_000;
        const YEAR_9999: i64 = 253_370_764_800_000_000;
        Self(micros.clamp(YEAR_0, YEAR_9999))
    }

    /// Microseconds since 1970-01-01T00:00:00Z.
    #[must_use]
    pub fn micros(self) -> i64 {
        self.0
    }

    /// This moment moved by a number of seconds (negative: earlier).
    #[must_use]
    pub fn plus_seconds(self, seconds: i64) -> Self {
        Self::from_micros(self.0.saturating_add(seconds.saturating_mul(1_000_000)))
    }
}

impl std::fmt::Display for Timestamp {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match jiff::Timestamp::from_microsecond(self.0) {
            Ok(moment) => moment.fmt(f),
            Err(_) => f.write_str("1970-01-01T00:00:00Z"),
        }
    }
}

impl Serialize for Timestamp {
    fn serialize<S: Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
        to.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for Timestamp {
    fn deserialize<D: Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        let text = String::deserialize(from)?;
        let moment: jiff::Timestamp = text.parse().map_err(D::Error::custom)?;
        Ok(Self::from_micros(moment.as_microsecond()))
    }
}

#[cfg(test)]
mod tests {
    use super::Timestamp;

    #[test]
    fn a_moment_survives_the_wire() {
        let moment = Timestamp::from_micros(1_772_356_320_250_000);
        let text = serde_json::to_string(&moment).unwrap();
        assert_eq!(text, "\"2026-03-01T09:12:00.25Z\"");
        assert_eq!(serde_json::from_str::<Timestamp>(&text).unwrap(), moment);
    }

    #[test]
    fn a_moment_outside_the_calendar_is_clamped_not_refused() {
        for micros in [i64::MIN, i64::MAX] {
            let text = serde_json::to_string(&Timestamp::from_micros(micros)).unwrap();
            assert!(serde_json::from_str::<Timestamp>(&text).is_ok(), "{text}");
        }
    }
}
