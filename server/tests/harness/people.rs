//! Changes to people that no operation makes: they come with imports, or from an admin's command line.

use relaydesk::store::db::sql;
use relaydesk::store::users::{self, NewUserRow, UserRecord};
use uuid::Uuid;
use wire::ids::UserId;
use wire::streams::Stream;
use wire::users::{UserKind, WorkspaceRole};

use super::client::Person;
use super::server::Server;

impl Server {
    /// An account as an import leaves it: without a password, waiting for its person. Answers its id.
    pub async fn import(&self, username: &'static str) -> String {
        let made = self.app.change(Stream::Workspace, username, |c, username| {
            Box::pin(async move {
                let user = UserRecord {
                    id: UserId(c.new_id()),
                    username: (*username).to_owned(),
                    display_name: format!("{username} of old"),
                    kind: UserKind::Person,
                    role: WorkspaceRole::Member,
                    unclaimed: true,
                    deactivated: false,
                    created_at: c.now(),
                    changed_seq: 0,
                };
                let row = NewUserRow { user: user.clone(), email: None, email_key: None, password_hash: None };
                users::insert(c, &row).await?;
                relaydesk::store::streams::insert(c, Stream::User(user.id)).await?;
                Ok(user.id)
            })
        });
        made.await.unwrap().to_string()
    }

    /// Makes somebody a guest, or an admin. It counts from their next sign-in on.
    pub async fn set_role(&self, who: &Person, role: WorkspaceRole) -> Person {
        let user = UserId(who.id.parse::<Uuid>().unwrap());
        let change = self.app.change(Stream::Workspace, (user, role), |c, (user, role)| {
            Box::pin(async move {
                sql("UPDATE users SET role = $2 WHERE id = $1").bind(*user).bind(*role).execute(c).await.map(|_| ())
            })
        });
        change.await.unwrap();
        self.sign_in(&who.name).await
    }

    /// Shuts somebody's account.
    pub async fn deactivate(&self, who: &Person) {
        let user = UserId(who.id.parse::<Uuid>().unwrap());
        let change = self.app.change(Stream::Workspace, user, |c, user| {
            Box::pin(async move {
                sql("UPDATE users SET deactivated = $2 WHERE id = $1")
                    .bind(*user)
                    .bind(true)
                    .execute(c)
                    .await
                    .map(|_| ())
            })
        });
        change.await.unwrap();
    }
}
