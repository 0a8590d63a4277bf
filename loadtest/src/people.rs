//! People of a workspace under test: set up, registered, in their rooms.

use std::net::SocketAddr;

use serde::de::IgnoredAny;
use wire::bootstrap::Bootstrap;
use wire::ids::{RoomId, UserId};
use wire::members::NewMembers;
use wire::rooms::{NamedRoomKind, NewRoom, RoomAnswer};
use wire::sessions::{NewSession, SignedIn};
use wire::streams::{AsOf, Stream};
use wire::users::NewUser;
use wire::workspace::{NewWorkspace, SignUp};

use crate::http::Http;

const PASSWORD: &str = "correct horse battery";

/// Somebody signed in.
#[derive(Clone, Debug)]
pub struct Person {
    pub id: UserId,
    pub username: String,
    /// Access token, good for ten minutes.
    pub token: String,
}

impl Person {
    fn of(signed_in: SignedIn) -> Self {
        Self { id: signed_in.user.id, username: signed_in.user.username, token: signed_in.access_token.token }
    }

    /// A connection of this person's.
    #[must_use]
    pub fn http(&self, address: SocketAddr) -> Http {
        Http::new(address, &self.token)
    }
}

fn new_user(username: &str) -> NewUser {
    NewUser { username: username.to_owned(), display_name: None, email: None, password: PASSWORD.to_owned() }
}

/// Makes the workspace and its owner.
///
/// # Errors
/// A sentence.
pub async fn set_up(address: SocketAddr) -> Result<Person, String> {
    let body = NewWorkspace { name: "Load".to_owned(), owner: new_user("owner"), sign_up: SignUp::Open };
    Ok(Person::of(Http::new(address, "").post("/setup", &body).await?))
}

/// Makes `count` accounts, a few at once: a password costs the server some 30 ms.
///
/// # Errors
/// A sentence.
pub async fn register(address: SocketAddr, count: usize) -> Result<Vec<Person>, String> {
    const AT_ONCE: usize = 4;
    let lane = |lane: usize| async move {
        let mut http = Http::new(address, "");
        let mut people = Vec::new();
        for number in (lane..count).step_by(AT_ONCE) {
            people.push(Person::of(http.post("/users", &new_user(&format!("person{number}"))).await?));
        }
        Ok::<_, String>(people)
    };
    let lanes = futures_util::future::try_join_all((0..AT_ONCE).map(lane)).await?;
    Ok(lanes.into_iter().flatten().collect())
}

/// Signs somebody in again, for a fresh access token.
///
/// # Errors
/// A sentence.
pub async fn sign_in(address: SocketAddr, username: &str) -> Result<Person, String> {
    let body = NewSession { login: username.to_owned(), password: PASSWORD.to_owned() };
    Ok(Person::of(Http::new(address, "").post("/sessions", &body).await?))
}

/// Makes a public room.
///
/// # Errors
/// A sentence.
pub async fn create_room(http: &mut Http, name: &str) -> Result<RoomId, String> {
    create(http, name, NamedRoomKind::Public).await
}

/// Makes a private room.
///
/// # Errors
/// A sentence.
pub async fn create_private_room(http: &mut Http, name: &str) -> Result<RoomId, String> {
    create(http, name, NamedRoomKind::Private).await
}

async fn create(http: &mut Http, name: &str, kind: NamedRoomKind) -> Result<RoomId, String> {
    let body = NewRoom { kind, name: name.to_owned(), topic: None };
    let answer: RoomAnswer = http.post("/rooms", &body).await?;
    Ok(answer.room.id)
}

/// Makes somebody a member of rooms.
///
/// # Errors
/// A sentence.
pub async fn join(http: &mut Http, rooms: &[RoomId]) -> Result<(), String> {
    for room in rooms {
        let _: IgnoredAny = http.post(&format!("/rooms/{room}/join"), &serde_json::json!({})).await?;
    }
    Ok(())
}

/// Adds people to a room.
///
/// # Errors
/// A sentence.
pub async fn invite(http: &mut Http, room: RoomId, people: &[&Person]) -> Result<(), String> {
    let body = NewMembers { users: people.iter().map(|person| person.id).collect() };
    let _: IgnoredAny = http.post(&format!("/rooms/{room}/members"), &body).await?;
    Ok(())
}

/// From where somebody's socket resumes.
#[derive(Clone, Debug)]
pub struct Start {
    pub epoch: String,
    /// The workspace, the person, and those of `rooms` they are a member of.
    pub heads: Vec<AsOf>,
}

/// Asks for the present heads of the workspace, the person and `rooms`.
///
/// # Errors
/// A sentence.
pub async fn bootstrap(http: &mut Http, rooms: &[RoomId]) -> Result<Start, String> {
    let answer: Bootstrap = http.get("/bootstrap").await?;
    let wanted = answer.rooms.iter().filter(|entry| rooms.contains(&entry.room.id));
    let wanted = wanted.map(|entry| AsOf { stream: Stream::Room(entry.room.id), seq: entry.head });
    Ok(Start { epoch: answer.epoch, heads: answer.heads.into_iter().chain(wanted).collect() })
}
