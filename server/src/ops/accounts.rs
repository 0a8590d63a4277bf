//! Accounts: the first owner, registration, claims of imported people.

use std::time::Duration;

use wire::bootstrap::WorkspaceAbility;
use wire::events::Event;
use wire::ids::UserId;
use wire::streams::Stream;
use wire::users::{ClaimLink, Claimable, NewClaim, NewUser, UserKind, WorkspaceRole};
use wire::workspace::{NewWorkspace, SignUp};

use super::change::{Change, Emit as _};
use super::present;
use super::sessions::{self, Begun, Device, Opened};
use crate::access::rooms as access;
use crate::app::App;
use crate::domain::caller::Caller;
use crate::domain::error::{Error, Result};
use crate::domain::names::{DisplayName, Email, Password, Username, WorkspaceName};
use crate::domain::rate::Rule;
use crate::platform::random;
use crate::store::users::{self, NewUserRow, UserRecord};
use crate::store::{claims, streams, workspace};

/// How long a claim link is good, in seconds: seven days.
const CLAIM_SECONDS: i64 = 7 * 24 * 3600;
/// New accounts of one network address: a whole office may sit behind it.
const REGISTRATIONS: Rule = Rule { name: "register", burst: 60, window: Duration::from_secs(3600) };
/// Tries of claim links from one network address.
const CLAIMS: Rule = Rule { name: "claim", burst: 20, window: Duration::from_secs(600) };

/// Who somebody wants to be, checked.
struct Person {
    username: Username,
    display_name: DisplayName,
    email: Option<Email>,
    password_hash: String,
}

async fn person(app: &App, new: NewUser) -> Result<Person> {
    let username = Username::parse(&new.username)?;
    let display_name = DisplayName::parse(new.display_name.as_deref().unwrap_or(&new.username))?;
    let email = new.email.as_deref().filter(|email| !email.trim().is_empty()).map(Email::parse).transpose()?;
    let password = Password::parse(&new.password)?;
    let password_hash = app.hasher.hash(password.secret()).await?;
    Ok(Person { username, display_name, email, password_hash })
}

/// First start: makes the workspace's owner. Works once.
///
/// # Errors
/// `AlreadySetUp`, `Invalid`.
pub async fn set_up(app: &App, new: NewWorkspace, device: Device) -> Result<Opened> {
    let name = WorkspaceName::parse(&new.name)?;
    let present = super::workspace::show(app).await?;
    if !present.needs_setup {
        return Err(Error::AlreadySetUp);
    }
    let person = person(app, new.owner).await?;
    let secret = random::secret();
    let facts = std::sync::Arc::clone(&app.facts);
    let input = (name, new.sign_up, person, device, sessions::digest(&secret), facts);
    let begun = app
        .change(Stream::Workspace, input, |c, (name, sign_up, person, device, secret_hash, facts)| {
            Box::pin(async move {
                let record = workspace::find(c).await?.ok_or_else(|| Error::internal("no workspace"))?;
                if record.set_up_at.is_some() {
                    return Err(Error::AlreadySetUp);
                }
                let now = c.now();
                workspace::set_up(c, name.as_str(), *sign_up, now).await?;
                let record = workspace::find(c).await?.ok_or_else(|| Error::internal("no workspace"))?;
                c.emit(Stream::Workspace, &Event::WorkspaceUpdated(facts.describe(&record)))?;
                join_workspace(c, person, WorkspaceRole::Owner, (device, secret_hash)).await
            })
        })
        .await?;
    sessions::welcome(app, begun, secret).await
}

/// Makes an account where sign-up is open.
///
/// # Errors
/// `SignUpClosed`, `Invalid`, `NameTaken`, `RateLimited`.
pub async fn register(app: &App, new: NewUser, device: Device) -> Result<Opened> {
    app.rates.admit(REGISTRATIONS, &device.address)?;
    require_open(&super::workspace::show(app).await?)?;
    let person = person(app, new).await?;
    let secret = random::secret();
    let facts = std::sync::Arc::clone(&app.facts);
    let begun = app
        .change(
            Stream::Workspace,
            (person, device, sessions::digest(&secret), facts),
            |c, (person, device, secret_hash, facts)| {
                Box::pin(async move {
                    let record = workspace::find(c).await?.ok_or_else(|| Error::internal("no workspace"))?;
                    require_open(&facts.describe(&record))?;
                    join_workspace(c, person, WorkspaceRole::Member, (device, secret_hash)).await
                })
            },
        )
        .await?;
    sessions::welcome(app, begun, secret).await
}

/// Before the first owner nobody registers: the first account must be the owner's.
fn require_open(workspace: &wire::workspace::Workspace) -> Result<()> {
    if workspace.needs_setup || workspace.sign_up == SignUp::Closed { Err(Error::SignUpClosed) } else { Ok(()) }
}

/// Writes a user with a session, and tells the workspace. The workspace's stream is locked.
async fn join_workspace(
    c: &mut Change,
    person: &Person,
    role: WorkspaceRole,
    (device, secret_hash): (&Device, &[u8]),
) -> Result<Begun> {
    let email_key = person.email.as_ref().map(Email::key);
    match users::is_taken(c, person.username.as_str(), email_key.as_deref()).await? {
        (true, _) => return Err(Error::NameTaken(person.username.as_str().to_owned())),
        (_, true) => return Err(Error::field("email", "This mail address belongs to another account.")),
        _ => {}
    }
    let user = UserRecord {
        id: UserId(c.new_id()),
        username: person.username.as_str().to_owned(),
        display_name: person.display_name.as_str().to_owned(),
        kind: UserKind::Person,
        role,
        unclaimed: false,
        deactivated: false,
        created_at: c.now(),
        changed_seq: c.next_seq(Stream::Workspace)?,
    };
    let row = NewUserRow {
        email: person.email.as_ref().map(|email| email.as_str().to_owned()),
        email_key,
        password_hash: Some(person.password_hash.clone()),
        user: user.clone(),
    };
    users::insert(c, &row).await?;
    streams::insert(c, Stream::User(user.id)).await?;
    c.emit(Stream::Workspace, &Event::UserCreated(present::user(user.clone())))?;
    sessions::open(c, user.id, device, secret_hash).await
}

/// A link that lets a person take over an imported account; earlier links of the account are void.
///
/// # Errors
/// `Forbidden`, `NotFound`, `Conflict` when the account is somebody's already.
pub async fn claim_link(app: &App, caller: &Caller, user: UserId) -> Result<ClaimLink> {
    access::require_in_workspace(caller, WorkspaceAbility::ManageUsers)?;
    let token = random::secret();
    let expires_at = app.clock.now().plus_seconds(CLAIM_SECONDS);
    let input = (user, sessions::digest(&token), expires_at);
    app.change(Stream::Workspace, input, |c, (user, token_hash, expires_at)| {
        Box::pin(async move {
            let found = users::find(c, *user).await?.ok_or(Error::NotFound("user"))?;
            if !found.unclaimed || found.deactivated || found.kind == UserKind::Bot {
                return Err(Error::Conflict("This account waits for nobody."));
            }
            claims::replace(c, *user, token_hash, *expires_at).await
        })
    })
    .await?;
    Ok(ClaimLink { url: format!("{}/claim#{token}", app.facts.public_url), expires_at })
}

/// What a claim link is for.
///
/// # Errors
/// `NotFound` when the link is used up or too old, `RateLimited`.
pub async fn check_claim(app: &App, token: &str, address: &str) -> Result<Claimable> {
    app.rates.admit(CLAIMS, address)?;
    app.read((sessions::digest(token), app.clock.now()), |tx, (token_hash, now)| {
        Box::pin(async move {
            let user = claims::find(tx, token_hash, *now).await?.ok_or(Error::NotFound("link"))?;
            let user = users::find(tx, user).await?.ok_or(Error::NotFound("link"))?;
            Ok(Claimable { username: user.username, display_name: user.display_name })
        })
    })
    .await
}

/// Takes over an imported account and signs in.
///
/// # Errors
/// `NotFound` when the link is used up or too old, `Invalid`, `RateLimited`.
pub async fn claim(app: &App, new: NewClaim, device: Device) -> Result<Opened> {
    let password = Password::parse(&new.password)?;
    // Hashing is dear: not for a link that is good for nothing.
    check_claim(app, &new.token, &device.address).await?;
    let hash = app.hasher.hash(password.secret()).await?;
    let secret = random::secret();
    let input = (sessions::digest(&new.token), hash, device, sessions::digest(&secret));
    let begun = app
        .change(Stream::Workspace, input, |c, (token_hash, hash, device, secret_hash)| {
            Box::pin(async move {
                let now = c.now();
                let user = claims::take(c, token_hash, now).await?.ok_or(Error::NotFound("link"))?;
                let mut user = users::find(c, user).await?.ok_or(Error::NotFound("link"))?;
                user.unclaimed = false;
                user.changed_seq = c.next_seq(Stream::Workspace)?;
                users::update_profile(c, &user).await?;
                users::set_password(c, user.id, hash).await?;
                c.emit(Stream::Workspace, &Event::UserUpdated(present::user(user.clone())))?;
                sessions::open(c, user.id, device, secret_hash).await
            })
        })
        .await?;
    sessions::welcome(app, begun, secret).await
}
