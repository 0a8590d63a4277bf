//! Randomness from the operating system, for secrets and jitter.

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;

/// Fills an array with random bytes.
///
/// # Panics
/// When the operating system has no randomness to give: nothing secret can be made then.
#[must_use]
#[expect(clippy::expect_used, reason = "without randomness no secret can be made; going on would be worse")]
#[expect(clippy::disallowed_methods, reason = "the one place that reads the system's randomness")]
pub fn bytes<const N: usize>() -> [u8; N] {
    let mut bytes = [0; N];
    getrandom::fill(&mut bytes).expect("the operating system gives randomness");
    bytes
}

/// A secret of 256 bits as 43 characters that need no escaping in a URL.
#[must_use]
pub fn secret() -> String {
    URL_SAFE_NO_PAD.encode(bytes::<32>())
}

/// A number from 0 to `limit`, both included.
#[must_use]
pub fn up_to(limit: u64) -> u64 {
    let wide = u128::from(u64::from_le_bytes(bytes())) * (u128::from(limit) + 1);
    u64::try_from(wide >> 64).unwrap_or(limit)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn two_secrets_differ_and_need_no_escaping() {
        let (one, two) = (secret(), secret());
        assert_ne!(one, two);
        assert_eq!(one.len(), 43);
        assert!(one.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'-' || b == b'_'), "{one}");
    }

    #[test]
    fn a_number_stays_within_its_limit() {
        assert_eq!(up_to(0), 0);
        let drawn: std::collections::BTreeSet<u64> = (0..200).map(|_| up_to(3)).collect();
        assert_eq!(drawn, (0..=3).collect());
    }
}
