//! People of an import: accounts without a password, to be claimed through a link.

use wire::events::Event;
use wire::ids::UserId;
use wire::streams::Stream;
use wire::users::{UserKind, WorkspaceRole};

use super::{SOURCE, earlier};
use crate::app::App;
use crate::domain::error::{Error, Result};
use crate::domain::names::{Email, Username};
use crate::domain::slack::{Person, usernames};
use crate::ops::change::{Change, Emit as _};
use crate::ops::present;
use crate::store::users::{self, NewUserRow, UserRecord};
use crate::store::{imports, streams};

/// People of one change.
pub const PEOPLE: usize = 100;

/// Somebody of the source, here.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ImportedPerson {
    /// The source's key.
    pub key: String,
    pub user: UserId,
    pub username: String,
    pub is_new: bool,
    /// The mail address belonged to another account and was left out. Accounts are never joined by a mail address that
    /// nobody has proved: whoever registered it would get the messages.
    pub lost_email: bool,
}

/// Makes accounts for those who have none from an earlier import; answers all, in their order. At most [`PEOPLE`].
///
/// # Errors
/// As the store fails.
pub async fn people(app: &App, people: Vec<Person>) -> Result<Vec<ImportedPerson>> {
    app.change(Stream::Workspace, people, |c, people| {
        Box::pin(async move {
            let keys: Vec<String> = people.iter().map(|person| imported_key(&person.key)).collect();
            let earlier = earlier(c, &keys).await?;
            let ids: Vec<UserId> = earlier.values().map(|id| UserId(*id)).collect();
            let known = users::by_ids(c, &ids).await?;
            let mut imported = Vec::with_capacity(people.len());
            for (person, key) in people.iter().zip(&keys) {
                let user = earlier.get(key).and_then(|id| known.iter().find(|user| user.id.0 == *id));
                imported.push(match user {
                    Some(user) => ImportedPerson {
                        key: person.key.clone(),
                        user: user.id,
                        username: user.username.clone(),
                        is_new: false,
                        lost_email: false,
                    },
                    None => add(c, person).await?,
                });
            }
            Ok(imported)
        })
    })
    .await
}

fn imported_key(key: &str) -> String {
    format!("user:{key}")
}

async fn add(c: &mut Change, person: &Person) -> Result<ImportedPerson> {
    let email_key = person.email.as_ref().map(Email::key);
    let username = free_username(c, &person.username).await?;
    let (_, lost_email) = users::is_taken(c, username.as_str(), email_key.as_deref()).await?;
    let user = UserRecord {
        id: UserId(c.new_id()),
        username: username.into_string(),
        display_name: person.display_name.as_str().to_owned(),
        kind: person.kind,
        role: if person.guest { WorkspaceRole::Guest } else { WorkspaceRole::Member },
        unclaimed: person.kind == UserKind::Person,
        deactivated: person.deactivated,
        created_at: c.now(),
        changed_seq: c.next_seq(Stream::Workspace)?,
    };
    let row = NewUserRow {
        email: person.email.as_ref().filter(|_| !lost_email).map(|email| email.as_str().to_owned()),
        email_key: email_key.filter(|_| !lost_email),
        password_hash: None,
        user: user.clone(),
    };
    users::insert(c, &row).await?;
    streams::insert(c, Stream::User(user.id)).await?;
    imports::insert(c, SOURCE, &[(imported_key(&person.key), user.id.0)]).await?;
    let imported = ImportedPerson {
        key: person.key.clone(),
        user: user.id,
        username: user.username.clone(),
        is_new: true,
        lost_email,
    };
    c.emit(Stream::Workspace, &Event::UserCreated(present::user(user)))?;
    Ok(imported)
}

async fn free_username(c: &mut Change, wanted: &str) -> Result<Username> {
    for username in usernames(wanted) {
        if !users::is_taken(c, username.as_str(), None).await?.0 {
            return Ok(username);
        }
    }
    Err(Error::Conflict("Ten thousand people have this user name."))
}
