//! What happens in the recordings: a small town, and one act for each kind of event.
//!
//! Everything goes through the product's own operations. What no operation does yet is written in the store, in one change with
//! its event, as such an operation will.

use relaydesk::domain::error::Result;
use relaydesk::ops::change::{Change, Emit as _};
use relaydesk::ops::{attached, present};
use relaydesk::store::db::sql;
use relaydesk::store::messages::MessageRecord;
use relaydesk::store::{messages, streams, workspace};
use serde_json::{Value, json};
use wire::events::Event;
use wire::ids::{MessageId, UserId};
use wire::streams::Stream;
use wire::workspace::SignUp;

use super::recording::Tape;
use crate::harness::{Person, Server};

/// A server with four people and some rooms; ben looks.
pub struct Town {
    pub server: Server,
    pub ana: Person,
    pub ben: Person,
    pub cara: Person,
    /// Public: ana, ben and cara.
    pub general: String,
    /// Private, of ana and ben.
    pub secret: String,
}

impl Town {
    pub async fn build() -> Self {
        let server = Server::repeatable().await;
        let ana = server.set_up("ana").await;
        let (ben, cara) = (server.register("ben").await, server.register("cara").await);
        let general = server.room(&ana, "public", "general").await;
        let secret = server.room(&ana, "private", "secret").await;
        server.post(&format!("/rooms/{general}/members"), &ana, json!({"users": [ben.id, cara.id]})).await.ok();
        server.post(&format!("/rooms/{secret}/members"), &ana, json!({"users": [ben.id]})).await.ok();
        let town = Self { server, ana, ben, cara, general, secret };
        for text in ["good morning", "@ben are you **there**?", "@room lunch is served"] {
            town.say(&town.cara, &town.general, text).await;
        }
        town.say(&town.ana, &town.secret, "for us only").await;
        town
    }

    /// Sends a message a second later.
    pub async fn say(&self, who: &Person, room: &str, text: &str) -> MessageId {
        self.server.clock.advance(1);
        id(&self.server.say(who, room, text).await)
    }

    pub async fn put(&self, who: &Person, path: &str, body: Value) {
        self.server.put(path, who, body).await.ok();
    }

    pub async fn patch(&self, who: &Person, path: &str, body: Value) {
        self.server.patch(path, who, body).await.ok();
    }

    pub async fn post(&self, who: &Person, path: &str, body: Value) -> Value {
        let answer = self.server.post(path, who, body).await;
        assert!(answer.status.is_success(), "{}", answer.text);
        serde_json::from_str(&answer.text).unwrap_or_default()
    }

    pub async fn mark(&self, who: &Person, room: &str, position: i64) {
        self.put(who, &format!("/rooms/{room}/read-mark"), json!({"position": position})).await;
    }

    pub async fn alter(&self, message: MessageId, how: Alteration) {
        alter(&self.server, message, how).await;
    }
}

/// Writes something about a message a second later, and tells the room how the message is now.
pub async fn alter(server: &Server, message: MessageId, how: Alteration) {
    server.clock.advance(1);
    let read = server.app.read(message, |tx, message| Box::pin(messages::find(tx, *message)));
    let room = read.await.unwrap().unwrap().room_id;
    let stream = Stream::Room(room);
    let change = server.app.change(stream, (message, how), move |c, (message, how)| {
        Box::pin(async move {
            let record = messages::find(c, *message).await?.unwrap();
            write(c, &record, how).await?;
            attached::gather(c, &[*message]).await?;
            let seq = c.next_seq(stream)?;
            sql("UPDATE messages SET changed_seq = $2 WHERE id = $1").bind(*message).bind(seq).execute(c).await?;
            let record = messages::find(c, *message).await?.unwrap();
            c.emit(stream, &Event::MessageUpdated(present::message(record)?))
        })
    });
    change.await.unwrap();
}

/// What becomes of a message.
#[derive(Clone, Debug)]
pub enum Alteration {
    Edited(&'static str),
    Deleted,
    ReactedTo(UserId),
    RepliedTo(UserId),
}

async fn write(c: &mut Change, message: &MessageRecord, how: &Alteration) -> Result<()> {
    let now = c.now();
    let (id, room, position) = (message.id, message.room_id, message.position);
    match how {
        Alteration::Edited(text) => {
            let statement = "UPDATE messages SET text = $2, document = NULL, edited_at = $3 WHERE id = $1";
            sql(statement).bind(id).bind(*text).bind(now).execute(c).await?;
            sql("DELETE FROM mentions WHERE message_id = $1").bind(id).execute(c).await?;
        }
        Alteration::Deleted => {
            let statement = "UPDATE messages SET text = '', document = NULL, deleted_at = $2 WHERE id = $1";
            sql(statement).bind(id).bind(now).execute(c).await?;
            sql("DELETE FROM mentions WHERE message_id = $1").bind(id).execute(c).await?;
            sql("INSERT INTO gaps (room_id, position) VALUES ($1, $2)").bind(room).bind(position).execute(c).await?;
            streams::blank(c, Stream::Room(room), id.0).await?;
        }
        Alteration::ReactedTo(user) => {
            let statement = "INSERT INTO reactions (message_id, emoji, user_id, created_at) VALUES ($1, $2, $3, $4)";
            sql(statement).bind(id).bind("👍").bind(*user).bind(now).execute(c).await?;
        }
        Alteration::RepliedTo(author) => reply(c, message, *author).await?,
    }
    Ok(())
}

async fn reply(c: &mut Change, root: &MessageRecord, author: UserId) -> Result<()> {
    let stream = Stream::Room(root.room_id);
    let reply = MessageRecord {
        id: MessageId(c.new_id()),
        author_id: author,
        position: None,
        root_id: Some(root.id),
        thread_position: Some(root.reply_count + 1),
        text: "in a thread".into(),
        document: None,
        created_at: c.now(),
        client_key: c.new_id().to_string(),
        reply_count: 0,
        last_reply_at: None,
        changed_seq: c.next_seq(stream)?,
        attached: None,
        ..root.clone()
    };
    messages::insert(c, std::slice::from_ref(&reply)).await?;
    let statement = "UPDATE messages SET reply_count = $2, last_reply_at = $3 WHERE id = $1";
    sql(statement).bind(root.id).bind(root.reply_count + 1).bind(reply.created_at).execute(c).await?;
    c.emit(stream, &Event::MessageCreated(present::message(reply)?))
}

/// Makes events of a kind happen, others with them where it is the interplay that matters.
pub async fn act(kind: &str, town: &Town, tape: &mut Tape) {
    let Town { server, ana, ben, cara, general, secret } = town;
    let member = |room: &str, person: &Person| format!("/rooms/{room}/members/{}", person.id);
    server.clock.advance(60);
    match kind {
        "message_created" => message_created(town, tape).await,
        "message_updated" => message_updated(town, tape).await,
        "room_updated" => {
            town.patch(ana, &format!("/rooms/{general}"), json!({"name": "Town square", "topic": "All things"})).await;
            town.say(cara, general, "what a name").await;
            town.patch(ana, &format!("/rooms/{secret}"), json!({"topic": "Hush"})).await;
        }
        "member_joined" => {
            let dan = server.register("dan").await;
            town.post(&dan, &format!("/rooms/{general}/join"), json!({})).await;
            town.say(&dan, general, "here I am").await;
            town.post(ana, &format!("/rooms/{secret}/members"), json!({"users": [cara.id, dan.id]})).await;
        }
        "member_left" => {
            town.post(cara, &format!("/rooms/{general}/leave"), json!({})).await;
            town.say(ana, general, "she will be back").await;
            tape.catch_up(server, ben).await;
            town.post(cara, &format!("/rooms/{general}/join"), json!({})).await;
            server.delete(&member(general, cara), ana).await.ok();
        }
        "member_updated" => {
            town.patch(ana, &member(general, cara), json!({"role": "moderator"})).await;
            town.say(cara, general, "order, please").await;
            town.patch(ana, &member(general, cara), json!({"role": "reader"})).await;
        }
        "room_added" => room_added(town, tape).await,
        "room_removed" => room_removed(town, tape).await,
        "access_updated" => {
            town.patch(ana, &member(general, ben), json!({"role": "reader"})).await;
            tape.catch_up(server, ben).await;
            town.patch(ana, &member(secret, ben), json!({"role": "owner"})).await;
            town.patch(ben, &format!("/rooms/{secret}"), json!({"name": "open secret"})).await;
        }
        "marks_moved" => {
            town.mark(ben, general, 2).await;
            town.say(cara, general, "@ben have you read it?").await;
            tape.catch_up(server, ben).await;
            town.mark(ben, general, 1).await;
            town.mark(ben, general, 3).await;
            town.mark(ben, secret, 99).await;
        }
        "user_created" => {
            server.register("dan").await;
            server.register("eve").await;
        }
        "user_updated" => {
            town.patch(cara, "/users/me", json!({"display_name": "Cara C."})).await;
            town.patch(cara, "/users/me", json!({"display_name": "Cara Coe"})).await;
            town.patch(ben, "/users/me", json!({"display_name": "Ben"})).await;
        }
        "public_room_updated" => {
            let garden = server.room(cara, "public", "garden").await;
            server.room(cara, "public", "kitchen").await;
            town.patch(cara, &format!("/rooms/{garden}"), json!({"topic": "Roses"})).await;
            town.patch(ana, &format!("/rooms/{general}"), json!({"name": "square"})).await;
        }
        "workspace_updated" => rename_workspace(town).await,
        other => panic!("no act makes {other} happen: write one in {}", file!()),
    }
    tape.catch_up(server, ben).await;
}

async fn message_created(town: &Town, tape: &mut Tape) {
    let Town { server, ana, ben, cara, general, secret } = town;
    town.say(cara, general, "nobody in particular").await;
    town.say(ana, general, "@cara and `@ben`").await;
    town.say(ana, general, "@ben again").await;
    tape.catch_up(server, ben).await;
    town.say(ben, general, "@ana I read all of it").await;
    tape.catch_up(server, ben).await;
    town.say(cara, general, "@room one more").await;
    town.say(ana, secret, "https://example.org *quietly*").await;
}

async fn message_updated(town: &Town, tape: &mut Tape) {
    let Town { server, ben, cara, general, .. } = town;
    let page = server.get(&format!("/rooms/{general}/messages"), ben).await.ok();
    let [first, named, everybody] = [0, 1, 2].map(|at| id(&page["messages"][at]));
    town.alter(first, Alteration::ReactedTo(user_id(cara))).await;
    town.alter(first, Alteration::ReactedTo(user_id(ben))).await;
    town.alter(named, Alteration::Edited("are you there?")).await;
    town.alter(first, Alteration::RepliedTo(user_id(cara))).await;
    tape.catch_up(server, ben).await;
    town.alter(first, Alteration::RepliedTo(user_id(ben))).await;
    let new = town.say(cara, general, "@ben a slip of the pen").await;
    tape.catch_up(server, ben).await;
    town.alter(new, Alteration::Deleted).await;
    town.alter(everybody, Alteration::Deleted).await;
    tape.catch_up(server, ben).await;
    town.mark(ben, general, 3).await;
    town.alter(first, Alteration::Deleted).await;
}

async fn room_added(town: &Town, tape: &mut Tape) {
    let Town { server, ana, ben, cara, general, .. } = town;
    let plans = server.room(ana, "private", "plans").await;
    town.say(ana, &plans, "@room from before ben").await;
    town.post(ana, &format!("/rooms/{plans}/members"), json!({"users": [ben.id, cara.id]})).await;
    tape.catch_up(server, ben).await;
    town.say(cara, &plans, "@ben welcome").await;
    let direct = town.post(cara, "/direct-rooms", json!({"users": [ben.id]})).await;
    town.say(cara, direct["room"]["id"].as_str().unwrap(), "just us").await;
    tape.catch_up(server, ben).await;
    let own = server.room(ben, "public", "benches").await;
    town.say(ben, &own, "mine").await;
    town.say(ana, general, "elsewhere").await;
    let garden = server.room(cara, "public", "garden").await;
    town.say(cara, &garden, "roses").await;
    town.post(ben, &format!("/rooms/{garden}/join"), json!({})).await;
    town.say(cara, &garden, "tulips").await;
}

async fn room_removed(town: &Town, tape: &mut Tape) {
    let Town { server, ana, ben, general, secret, .. } = town;
    town.say(ana, secret, "farewell").await;
    tape.catch_up(server, ben).await;
    server.delete(&format!("/rooms/{secret}/members/{}", ben.id), ana).await.ok();
    town.say(ana, secret, "behind the back").await;
    town.post(ben, &format!("/rooms/{general}/leave"), json!({})).await;
    tape.catch_up(server, ben).await;
    town.say(ana, general, "to whom it may concern").await;
    town.post(ben, &format!("/rooms/{general}/join"), json!({})).await;
    town.say(ana, general, "welcome back").await;
}

async fn rename_workspace(town: &Town) {
    let app = &town.server.app;
    let facts = std::sync::Arc::clone(&app.facts);
    let change = app.change(Stream::Workspace, facts, |c, facts| {
        Box::pin(async move {
            let now = c.now();
            workspace::set_up(c, "Southwind", SignUp::Closed, now).await?;
            let record = workspace::find(c).await?.unwrap();
            c.emit(Stream::Workspace, &Event::WorkspaceUpdated(facts.describe(&record)))
        })
    });
    change.await.unwrap();
}

fn id(message: &Value) -> MessageId {
    message["id"].as_str().unwrap().parse().unwrap()
}

/// The id of a person as the store knows it.
pub fn user_id(person: &Person) -> UserId {
    person.id.parse().unwrap()
}
