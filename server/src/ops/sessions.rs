//! Sessions: sign in, mint access tokens, sign out; and who is asking.
//!
//! A session is a row; the browser holds its secret as a cookie and mints ten-minute tokens with it. Each request checks the
//! session too, against a cache of one second, so that an ended session is out within a second on every node.

use std::sync::OnceLock;
use std::time::Duration;

use moka::sync::Cache;
use sha2::{Digest as _, Sha256};
use wire::ids::{SessionId, UserId};
use wire::limits::SESSIONS_PER_USER;
use wire::sessions::{NewSession, Session, SessionList, SignedIn};
use wire::streams::Stream;
use wire::time::Timestamp;
use wire::users::WorkspaceRole;

use super::change::Change;
use super::present;
use crate::app::App;
use crate::domain::caller::Caller;
use crate::domain::error::{Error, Result};
use crate::domain::tokens::{Holder, TokenKeys};
use crate::platform::random;
use crate::platform::rates::Rule;
use crate::realtime::bus::Ended;
use crate::store::sessions::{self, SessionRecord, Standing};
use crate::store::users;

/// A session ends this long after its last use, in seconds: thirty days.
pub const IDLE_SECONDS: i64 = 30 * 24 * 3600;
/// A session ends this long after its start, in seconds: ninety days.
pub const LIFE_SECONDS: i64 = 90 * 24 * 3600;
/// How long a session is believed without looking again.
const BELIEVED: Duration = Duration::from_secs(1);
/// Tries of one account, whoever tries.
const BY_ACCOUNT: Rule = Rule { name: "sign-in-account", burst: 10, window: Duration::from_secs(300) };
/// Tries of one network address.
const BY_ADDRESS: Rule = Rule { name: "sign-in-address", burst: 30, window: Duration::from_secs(300) };

/// What is known of tokens and sessions, bounded and short-lived.
pub struct Known {
    keys: OnceLock<TokenKeys>,
    /// Verified tokens by their SHA-256: a verification costs more than a look-up.
    tokens: Cache<[u8; 32], Holder>,
    /// The roles of live sessions; none for ended ones.
    standings: Cache<SessionId, Option<WorkspaceRole>>,
}

impl Default for Known {
    fn default() -> Self {
        Self {
            keys: OnceLock::new(),
            tokens: Cache::builder().max_capacity(100_000).time_to_idle(Duration::from_secs(600)).build(),
            standings: Cache::builder().max_capacity(100_000).time_to_live(BELIEVED).build(),
        }
    }
}

impl Known {
    /// Sets the keys, once, from the workspace's seed.
    ///
    /// # Errors
    /// `Internal` when the seed is no seed.
    pub fn unlock(&self, seed: &[u8]) -> Result<()> {
        let _ = self.keys.set(TokenKeys::new(seed)?);
        Ok(())
    }

    /// What forgets those who ended: the hub calls it on every node.
    pub fn forgetter(&self) -> impl Fn(Ended) + Send + Sync + use<> {
        let standings = self.standings.clone();
        move |ended| match ended {
            Ended::Session(session) => standings.insert(session, None),
            // Which sessions are the user's is not known here; all are known again after one look.
            Ended::User(_) => standings.invalidate_all(),
        }
    }

    fn keys(&self) -> Result<&TokenKeys> {
        self.keys.get().ok_or_else(|| Error::Unavailable("the token keys are not loaded yet".into()))
    }
}

/// From where somebody signs in.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Device {
    /// What the browser said it is.
    pub agent: String,
    /// Network address; IPv6 by its /64.
    pub address: String,
}

/// A session just made: what the caller is told, and the cookie's secret.
#[derive(Debug)]
pub struct Opened {
    pub signed_in: SignedIn,
    pub secret: String,
}

/// Who holds this access token.
///
/// # Errors
/// `NotSignedIn`.
pub async fn authenticate(app: &App, token: &str) -> Result<Caller> {
    let digest: [u8; 32] = Sha256::digest(token.as_bytes()).into();
    let now = app.clock.now();
    let holder = match app.sessions.tokens.get(&digest) {
        Some(holder) if holder.expires_at > now => holder,
        Some(_) => return Err(Error::NotSignedIn),
        None => {
            let holder = app.sessions.keys()?.verify(token, now)?;
            app.sessions.tokens.insert(digest, holder);
            holder
        }
    };
    let role = standing(app, holder).await?.ok_or(Error::NotSignedIn)?;
    Ok(Caller { user: holder.user, session: holder.session, role })
}

async fn standing(app: &App, holder: Holder) -> Result<Option<WorkspaceRole>> {
    if let Some(known) = app.sessions.standings.get(&holder.session) {
        return Ok(known);
    }
    let found = app.read(holder.session, |tx, session| Box::pin(sessions::standing(tx, *session))).await?;
    let now = app.clock.now();
    let live = found.filter(|standing| standing.user_id == holder.user && is_live(standing, now));
    let role = live.map(|standing| standing.role);
    app.sessions.standings.insert(holder.session, role);
    Ok(role)
}

fn is_live(standing: &Standing, now: Timestamp) -> bool {
    standing.used_at.plus_seconds(IDLE_SECONDS) > now && standing.created_at.plus_seconds(LIFE_SECONDS) > now
}

/// Signs in with a user name or mail address and a password. Unknown names take as long and say the same.
///
/// # Errors
/// `WrongCredentials`, `RateLimited`, `Busy`.
pub async fn sign_in(app: &App, new: NewSession, device: Device) -> Result<Opened> {
    let login = new.login.trim().to_lowercase();
    for (rule, who) in [(BY_ADDRESS, &device.address), (BY_ACCOUNT, &login)] {
        if let Some(wait) = app.rates.count(rule, who).wait {
            return Err(Error::RateLimited(wait));
        }
    }
    let found = app.read(login, |tx, login| Box::pin(users::credentials(tx, login))).await?;
    let (user, hash, deactivated) = match found {
        Some(found) => (Some(found.id), found.password_hash, found.deactivated),
        None => (None, None, false),
    };
    let right = app.hasher.verify(&new.password, hash).await?;
    let user = user.filter(|_| right && !deactivated).ok_or(Error::WrongCredentials)?;
    let secret = random::secret();
    let opened = app
        .change(Stream::User(user), (user, device, digest(&secret)), |c, (user, device, secret_hash)| {
            Box::pin(async move { open(c, *user, device, secret_hash).await })
        })
        .await?;
    Ok(Opened { signed_in: complete(app, opened).await?, secret })
}

/// Writes a session within a change. The oldest beyond fifty end.
pub(super) async fn open(c: &mut Change, user: UserId, device: &Device, secret_hash: &[u8]) -> Result<SessionRecord> {
    let (id, now) = (SessionId(c.new_id()), c.now());
    let agent: String = device.agent.chars().filter(|c| !c.is_control()).take(256).collect();
    let (device, address) = (agent, device.address.clone());
    let session = SessionRecord { id, user_id: user, device, address, created_at: now, used_at: now };
    sessions::insert(c, &session, secret_hash).await?;
    for old in sessions::of_user(c, user).await?.iter().skip(SESSIONS_PER_USER) {
        sessions::delete(c, user, old.id).await?;
    }
    Ok(session)
}

/// What somebody is told who has a session now.
pub(super) async fn complete(app: &App, session: SessionRecord) -> Result<SignedIn> {
    let (user, id) = (session.user_id, session.id);
    let record = app.read(user, |tx, user| Box::pin(users::find(tx, *user))).await?.ok_or(Error::NotSignedIn)?;
    let access_token = app.sessions.keys()?.sign(user, id, app.clock.now())?;
    Ok(SignedIn { user: present::user(record), session: id, access_token })
}

/// The cookie's secret as it is stored.
pub(super) fn digest(secret: &str) -> Vec<u8> {
    Sha256::digest(secret.as_bytes()).to_vec()
}

/// A new access token for the session of a cookie.
///
/// # Errors
/// `NotSignedIn` when the session ended.
pub async fn mint(app: &App, secret: &str, address: String) -> Result<SignedIn> {
    let session = by_cookie(app, secret).await?.ok_or(Error::NotSignedIn)?;
    let input = (session.id, address);
    app.change(Stream::User(session.user_id), input, |c, (session, address)| {
        Box::pin(async move {
            let now = c.now();
            sessions::touch(c, *session, address, now).await
        })
    })
    .await?;
    complete(app, session).await
}

async fn by_cookie(app: &App, secret: &str) -> Result<Option<SessionRecord>> {
    let found = app
        .read(digest(secret), |tx, hash| {
            Box::pin(async move {
                let Some(session) = sessions::by_secret_hash(tx, hash).await? else { return Ok(None) };
                let standing = sessions::standing(tx, session.id).await?;
                Ok(standing.map(|standing| (session, standing)))
            })
        })
        .await?;
    let now = app.clock.now();
    Ok(found.filter(|(_, standing)| is_live(standing, now)).map(|(session, _)| session))
}

/// Ends the session of a cookie. One that ended already is no error.
///
/// # Errors
/// As the store fails.
pub async fn sign_out(app: &App, secret: &str) -> Result<()> {
    match by_cookie(app, secret).await? {
        Some(session) => end_of(app, session.user_id, session.id).await.map(|_| ()),
        None => Ok(()),
    }
}

/// The caller's sessions, last used first.
///
/// # Errors
/// As the store fails.
pub async fn list(app: &App, caller: &Caller) -> Result<SessionList> {
    let records = app.read(caller.user, |tx, user| Box::pin(sessions::of_user(tx, *user))).await?;
    let session = |record: SessionRecord| Session {
        id: record.id,
        current: record.id == caller.session,
        device: record.device,
        address: record.address,
        created_at: record.created_at,
        used_at: record.used_at,
    };
    Ok(SessionList { sessions: records.into_iter().map(session).collect() })
}

/// Ends one of the caller's sessions: its tokens and sockets too.
///
/// # Errors
/// `NotFound` when the caller has no such session.
pub async fn end(app: &App, caller: &Caller, session: SessionId) -> Result<()> {
    if end_of(app, caller.user, session).await? { Ok(()) } else { Err(Error::NotFound("session")) }
}

async fn end_of(app: &App, user: UserId, session: SessionId) -> Result<bool> {
    let ended = app
        .change(Stream::User(user), (user, session), |c, (user, session)| {
            Box::pin(async move { sessions::delete(c, *user, *session).await })
        })
        .await?;
    // Only then: the id may be somebody else's.
    if ended {
        app.hub.end(Ended::Session(session));
    }
    Ok(ended)
}

/// Whether a caller's session still stands, with the same role.
pub async fn still_stands(app: &App, caller: &Caller) -> bool {
    let holder = Holder { user: caller.user, session: caller.session, expires_at: app.clock.now() };
    // When the database is away nobody can tell: the socket stays, and is looked at again.
    !matches!(standing(app, holder).await, Ok(role) if role != Some(caller.role))
}
