//! Sessions: sign in, mint access tokens, sign out; and who is asking.
//!
//! A session is a row; the browser holds its secret as a cookie and mints ten-minute tokens with it. Each request checks the
//! session too, against a cache of one second, so that an ended session is out within a second on every node.

use std::time::Duration;

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
use crate::domain::rate::Rule;
use crate::domain::tokens::Holder;
use crate::platform::random;
use crate::realtime::bus::Ended;
use crate::store::sessions::{self, SessionRecord, Standing};
use crate::store::users;

/// A session ends this long after its last use, in seconds: thirty days.
pub const IDLE_SECONDS: i64 = 30 * 24 * 3600;
/// A session ends this long after its start, in seconds: ninety days.
pub const LIFE_SECONDS: i64 = 90 * 24 * 3600;
/// Tries of one account, whoever tries.
const BY_ACCOUNT: Rule = Rule { name: "sign-in-account", burst: 10, window: Duration::from_secs(300) };
/// Tries of one network address.
const BY_ADDRESS: Rule = Rule { name: "sign-in-address", burst: 30, window: Duration::from_secs(300) };

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
    let holder = app.sessions.holder(token, app.clock.now())?;
    let role = standing(app, holder).await?.ok_or(Error::NotSignedIn)?;
    Ok(Caller { user: holder.user, session: holder.session, role })
}

async fn standing(app: &App, holder: Holder) -> Result<Option<WorkspaceRole>> {
    if let Some(known) = app.sessions.standing(holder.session) {
        return Ok(known);
    }
    let found = app.read(holder.session, |tx, session| Box::pin(sessions::standing(tx, *session))).await?;
    let now = app.clock.now();
    let live =
        found.filter(|standing| standing.user_id == holder.user && is_live(standing.created_at, standing.used_at, now));
    let role = live.map(|standing| standing.role);
    app.sessions.remember(holder.session, role);
    Ok(role)
}

fn is_live(created_at: Timestamp, used_at: Timestamp, now: Timestamp) -> bool {
    used_at.plus_seconds(IDLE_SECONDS) > now && created_at.plus_seconds(LIFE_SECONDS) > now
}

/// Signs in with a user name or mail address and a password. Unknown names take as long and say the same.
///
/// # Errors
/// `WrongCredentials`, `RateLimited`, `Busy`.
pub async fn sign_in(app: &App, new: NewSession, device: Device) -> Result<Opened> {
    let login = new.login.trim().to_lowercase();
    for (rule, who) in [(BY_ADDRESS, &device.address), (BY_ACCOUNT, &login)] {
        app.rates.admit(rule, who)?;
    }
    let found = app.read(login, |tx, login| Box::pin(users::credentials(tx, login))).await?;
    let (user, hash, deactivated) = match found {
        Some(found) => (Some(found.id), found.password_hash, found.deactivated),
        None => (None, None, false),
    };
    let right = app.hasher.verify(&new.password, hash).await?;
    let user = user.filter(|_| right && !deactivated).ok_or(Error::WrongCredentials)?;
    let secret = random::secret();
    let begun = app
        .change(Stream::User(user), (user, device, digest(&secret)), |c, (user, device, secret_hash)| {
            Box::pin(async move { open(c, *user, device, secret_hash).await })
        })
        .await?;
    welcome(app, begun, secret).await
}

/// A session just written, and the user's sessions that ended for it.
pub(super) struct Begun {
    session: SessionRecord,
    ended: Vec<SessionId>,
}

/// Writes a session within a change. Those that are over go, and beyond fifty those used longest ago.
pub(super) async fn open(c: &mut Change, user: UserId, device: &Device, secret_hash: &[u8]) -> Result<Begun> {
    let (id, now) = (SessionId(c.new_id()), c.now());
    let agent: String = device.agent.chars().filter(|c| !c.is_control()).take(256).collect();
    let (device, address) = (agent, device.address.clone());
    let session = SessionRecord { id, user_id: user, device, address, created_at: now, used_at: now };
    sessions::insert(c, &session, secret_hash).await?;
    let mut ended = Vec::new();
    for (rank, other) in sessions::of_user(c, user).await?.iter().enumerate() {
        if rank >= SESSIONS_PER_USER || !is_live(other.created_at, other.used_at, now) {
            sessions::delete(c, user, other.id).await?;
            ended.push(other.id);
        }
    }
    Ok(Begun { session, ended })
}

/// Lets somebody in whose session was written.
pub(super) async fn welcome(app: &App, begun: Begun, secret: String) -> Result<Opened> {
    begun.ended.into_iter().for_each(|ended| forget(app, ended));
    Ok(Opened { signed_in: complete(app, begun.session).await?, secret })
}

/// What somebody is told who has a session.
async fn complete(app: &App, session: SessionRecord) -> Result<SignedIn> {
    let (user, id) = (session.user_id, session.id);
    let record = app.read(user, |tx, user| Box::pin(users::find(tx, *user))).await?.ok_or(Error::NotSignedIn)?;
    let access_token = app.sessions.sign(user, id, app.clock.now())?;
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

/// Who holds this session's cookie. Looked up each time: an ended session is out at once.
///
/// # Errors
/// `NotSignedIn`.
pub async fn of_cookie(app: &App, secret: &str) -> Result<Caller> {
    let (session, standing) = standing_by_cookie(app, secret).await?.ok_or(Error::NotSignedIn)?;
    Ok(Caller { user: session.user_id, session: session.id, role: standing.role })
}

async fn by_cookie(app: &App, secret: &str) -> Result<Option<SessionRecord>> {
    Ok(standing_by_cookie(app, secret).await?.map(|(session, _)| session))
}

async fn standing_by_cookie(app: &App, secret: &str) -> Result<Option<(SessionRecord, Standing)>> {
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
    Ok(found.filter(|(session, _)| is_live(session.created_at, session.used_at, now)))
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
    let now = app.clock.now();
    let live = records.into_iter().filter(|record| is_live(record.created_at, record.used_at, now));
    Ok(SessionList { sessions: live.map(session).collect() })
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
        forget(app, session);
    }
    Ok(ended)
}

/// An ended session's tokens and sockets end at once on this node, and within a second on every other.
fn forget(app: &App, session: SessionId) {
    app.hub.end(Ended::Session(session));
}

/// Whether a caller's session still stands, with the same role.
pub async fn still_stands(app: &App, caller: &Caller) -> bool {
    let holder = Holder { user: caller.user, session: caller.session, expires_at: app.clock.now() };
    // When the database is away nobody can tell: the socket stays, and is looked at again.
    !matches!(standing(app, holder).await, Ok(role) if role != Some(caller.role))
}
