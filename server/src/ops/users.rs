//! Users: find, show, change one's own profile.

use wire::events::Event;
use wire::ids::UserId;
use wire::limits;
use wire::page::Cursor;
use wire::streams::{AsOf, Stream};
use wire::users::{UserAnswer, UserPage, UserPatch, WorkspaceRole};

use super::change::Emit as _;
use super::present;
use crate::app::App;
use crate::domain::caller::Caller;
use crate::domain::cursor;
use crate::domain::error::{Error, Result};
use crate::domain::names::DisplayName;
use crate::store::db::Tx;
use crate::store::users::UserRecord;
use crate::store::{streams, users};

/// The users among these ids. Those that the caller may not see are left out, as if they were not there.
///
/// # Errors
/// `Invalid` for more than 200 ids.
pub async fn by_ids(app: &App, caller: &Caller, ids: Vec<UserId>) -> Result<UserPage> {
    if ids.len() > limits::PAGE {
        return Err(Error::field("ids", "At most 200 users can be asked for at once."));
    }
    app.read((*caller, ids), |tx, (caller, ids)| {
        Box::pin(async move {
            let found = users::by_ids(tx, ids).await?;
            let visible = visible(tx, caller, found).await?;
            page(tx, visible, None).await
        })
    })
    .await
}

/// Active users whose names hold `query`, by user name.
///
/// # Errors
/// `BadCursor`, `Invalid` for a long query.
pub async fn search(
    app: &App,
    caller: &Caller,
    query: String,
    cursor: Option<Cursor>,
    limit: usize,
) -> Result<UserPage> {
    if query.chars().count() > limits::QUERY_CHARS {
        return Err(Error::field("query", "A search has at most 256 characters."));
    }
    let after = cursor.map(|cursor| cursor::place::<String>("users", &cursor)).transpose()?.unwrap_or_default();
    app.read((*caller, query.trim().to_lowercase(), after, limit), |tx, (caller, query, after, limit)| {
        Box::pin(async move {
            let wanted = i64::try_from(limit + 1).map_err(Error::internal)?;
            let mut found = users::search(tx, query, after, wanted).await?;
            let more = found.len() > *limit;
            found.truncate(*limit);
            let next = found.last().filter(|_| more).map(|user| cursor::at("users", &user.username));
            let visible = visible(tx, caller, found).await?;
            page(tx, visible, next).await
        })
    })
    .await
}

/// Guests see only the people they share a room with.
async fn visible(tx: &mut Tx, caller: &Caller, found: Vec<UserRecord>) -> Result<Vec<UserRecord>> {
    if caller.role != WorkspaceRole::Guest || found.is_empty() {
        return Ok(found);
    }
    let ids: Vec<UserId> = found.iter().map(|user| user.id).collect();
    let shared = users::who_share_a_room(tx, caller.user, &ids).await?;
    Ok(found.into_iter().filter(|user| user.id == caller.user || shared.contains(&user.id)).collect())
}

async fn page(tx: &mut Tx, users: Vec<UserRecord>, next: Option<Cursor>) -> Result<UserPage> {
    let as_of = AsOf { stream: Stream::Workspace, seq: streams::head(tx, Stream::Workspace).await? };
    Ok(UserPage { users: users.into_iter().map(present::user).collect(), next, as_of })
}

/// Changes the caller's own profile.
///
/// # Errors
/// `Invalid`.
pub async fn update(app: &App, caller: &Caller, patch: UserPatch) -> Result<UserAnswer> {
    let display_name = patch.display_name.as_deref().map(DisplayName::parse).transpose()?;
    app.change(Stream::Workspace, (*caller, display_name), |c, (caller, display_name)| {
        Box::pin(async move {
            let mut user = users::find(c, caller.user).await?.ok_or(Error::NotSignedIn)?;
            if let Some(name) = display_name {
                user.display_name = name.as_str().to_owned();
                user.changed_seq = c.next_seq(Stream::Workspace)?;
                users::update_profile(c, &user).await?;
                c.emit(Stream::Workspace, &Event::UserUpdated(present::user(user.clone())))?;
            }
            let as_of = AsOf { stream: Stream::Workspace, seq: c.seq(Stream::Workspace)? };
            Ok(UserAnswer { user: present::user(user), as_of })
        })
    })
    .await
}

/// Which of these users the caller may see.
///
/// # Errors
/// As the store fails.
pub async fn visible_ids(app: &App, caller: &Caller, ids: Vec<UserId>) -> Result<Vec<UserId>> {
    if caller.role != WorkspaceRole::Guest {
        return Ok(ids);
    }
    let read = app.read((caller.user, ids), |tx, (viewer, ids)| {
        Box::pin(async move { users::who_share_a_room(tx, *viewer, ids).await })
    });
    read.await
}
