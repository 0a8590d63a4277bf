//! Access tokens: JWTs (RFC 7519) signed with EdDSA (RFC 8037), ten minutes long, bound to a session.

use jsonwebtoken::{Algorithm, DecodingKey, EncodingKey, Header, Validation};
use serde::{Deserialize, Serialize};
use uuid::Uuid;
use wire::ids::{SessionId, UserId};
use wire::sessions::AccessToken;
use wire::time::Timestamp;

use super::error::{Error, Result};

/// How long a token is good for, in seconds.
pub const SECONDS: i64 = 600;

/// Before the 32 bytes of the seed: the PKCS #8 wrapping of an Ed25519 key (RFC 8410 section 7).
const PKCS8: [u8; 16] =
    [0x30, 0x2e, 0x02, 0x01, 0x00, 0x30, 0x05, 0x06, 0x03, 0x2b, 0x65, 0x70, 0x04, 0x22, 0x04, 0x20];

/// Signs and verifies the workspace's tokens.
pub struct TokenKeys {
    signing: EncodingKey,
    verifying: DecodingKey,
}

/// Whose token it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Holder {
    pub user: UserId,
    pub session: SessionId,
    pub expires_at: Timestamp,
}

#[derive(Serialize, Deserialize)]
struct Claims {
    sub: Uuid,
    sid: Uuid,
    iat: i64,
    exp: i64,
}

impl TokenKeys {
    /// Keys from the workspace's seed of 32 bytes.
    ///
    /// # Errors
    /// `Internal` when the seed has another length.
    pub fn new(seed: &[u8]) -> Result<Self> {
        let seed: [u8; 32] = seed.try_into().map_err(|_| Error::internal("the token seed is not 32 bytes"))?;
        let public = ed25519_dalek::SigningKey::from_bytes(&seed).verifying_key();
        let signing = EncodingKey::from_ed_der(&[PKCS8.as_slice(), &seed].concat());
        Ok(Self { signing, verifying: DecodingKey::from_ed_der(public.as_bytes()) })
    }

    /// A token for a session.
    ///
    /// # Errors
    /// `Internal` when signing fails.
    pub fn sign(&self, user: UserId, session: SessionId, now: Timestamp) -> Result<AccessToken> {
        let expires_at = now.plus_seconds(SECONDS);
        let claims = Claims { sub: user.0, sid: session.0, iat: seconds(now), exp: seconds(expires_at) };
        let token =
            jsonwebtoken::encode(&Header::new(Algorithm::EdDSA), &claims, &self.signing).map_err(Error::internal)?;
        Ok(AccessToken { token, expires_at })
    }

    /// Whose token this is.
    ///
    /// # Errors
    /// `NotSignedIn` when it is forged, malformed or expired.
    pub fn verify(&self, token: &str, now: Timestamp) -> Result<Holder> {
        let mut validation = Validation::new(Algorithm::EdDSA);
        // The injected clock decides, below.
        validation.validate_exp = false;
        validation.set_required_spec_claims(&["exp", "sub"]);
        let claims =
            jsonwebtoken::decode::<Claims>(token, &self.verifying, &validation).map_err(|_| Error::NotSignedIn)?;
        let Claims { sub, sid, exp, .. } = claims.claims;
        let expires_at = Timestamp::from_micros(exp.saturating_mul(1_000_000));
        if expires_at <= now {
            return Err(Error::NotSignedIn);
        }
        Ok(Holder { user: UserId(sub), session: SessionId(sid), expires_at })
    }
}

fn seconds(moment: Timestamp) -> i64 {
    moment.micros().div_euclid(1_000_000)
}

#[cfg(test)]
mod tests {
    use super::*;

    const NOW: i64 = 1_700_000_000_000_000;

    fn keys() -> TokenKeys {
        TokenKeys::new(&[7; 32]).unwrap()
    }

    fn token(keys: &TokenKeys) -> String {
        keys.sign(UserId(Uuid::from_u128(1)), SessionId(Uuid::from_u128(2)), Timestamp::from_micros(NOW)).unwrap().token
    }

    #[test]
    fn a_token_names_its_holder_until_it_expires() {
        let keys = keys();
        let token = token(&keys);
        let now = Timestamp::from_micros(NOW);
        let holder = keys.verify(&token, now.plus_seconds(SECONDS - 1)).unwrap();
        assert_eq!((holder.user.0.as_u128(), holder.session.0.as_u128()), (1, 2));
        assert!(matches!(keys.verify(&token, now.plus_seconds(SECONDS)), Err(Error::NotSignedIn)));
    }

    #[test]
    fn a_token_of_another_key_or_algorithm_is_refused() {
        let now = Timestamp::from_micros(NOW);
        let other = TokenKeys::new(&[8; 32]).unwrap();
        assert!(keys().verify(&token(&other), now).is_err());
        let good = token(&keys());
        let (_, rest) = good.split_once('.').unwrap();
        // {"typ":"JWT","alg":"none"} and {"alg":"HS256"}
        for header in ["eyJ0eXAiOiJKV1QiLCJhbGciOiJub25lIn0", "eyJhbGciOiJIUzI1NiJ9"] {
            assert!(keys().verify(&format!("{header}.{rest}"), now).is_err(), "{header}");
        }
        for text in ["", ".", "..", "a.b.c"] {
            assert!(keys().verify(text, now).is_err(), "{text}");
        }
    }
}
