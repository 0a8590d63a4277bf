//! What happens in the recordings: a small town, and one act for each kind of event.
//!
//! Everything goes through the product's own operations.

use image::ImageFormat;
use serde_json::{Value, json};
use wire::ids::MessageId;

use super::own_acts;
use super::recording::Tape;
use crate::harness::client::reaction;
use crate::harness::files::picture;
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

    /// Makes a custom emoji a second later.
    pub async fn make_emoji(&self, who: &Person, name: &str) {
        self.server.clock.advance(1);
        self.server.make_emoji(who, name, &picture(ImageFormat::Png, 8, 8)).await.created();
    }

    pub async fn mark(&self, who: &Person, room: &str, position: i64) {
        self.put(who, &format!("/rooms/{room}/read-mark"), json!({"position": position})).await;
    }

    /// Gives a message another text a second later.
    pub async fn edit(&self, who: &Person, message: MessageId, text: &str) {
        self.server.clock.advance(1);
        self.patch(who, &format!("/messages/{message}"), json!({"text": text})).await;
    }

    pub async fn remove(&self, who: &Person, message: MessageId) {
        self.server.clock.advance(1);
        self.server.delete(&format!("/messages/{message}"), who).await.ok();
    }

    pub async fn react(&self, who: &Person, message: MessageId, emoji: &str) {
        self.server.clock.advance(1);
        self.put(who, &reaction(message, emoji), json!({})).await;
    }

    pub async fn take_back(&self, who: &Person, message: MessageId, emoji: &str) {
        self.server.clock.advance(1);
        self.server.delete(&reaction(message, emoji), who).await.ok();
    }

    pub async fn pin(&self, who: &Person, message: MessageId) {
        self.server.clock.advance(1);
        self.put(who, &format!("/messages/{message}/pin"), json!({})).await;
    }

    /// Replies to a message of the public room a second later.
    pub async fn reply(&self, who: &Person, to: MessageId, text: &str) -> MessageId {
        self.server.clock.advance(1);
        id(&self.server.reply(who, &self.general, to, text).await)
    }
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
        "reactions_updated" => reactions_updated(town, tape).await,
        "own_reactions_updated" => own_reactions_updated(town, tape).await,
        "workspace_updated" => workspace_updated(town).await,
        "emoji_updated" => emoji_updated(town, tape).await,
        "emoji_removed" => emoji_removed(town, tape).await,
        other => own_acts::act(other, town, tape).await,
    }
    tape.catch_up(server, ben).await;
}

async fn emoji_updated(town: &Town, tape: &mut Tape) {
    let Town { server, ana, ben, cara, general, .. } = town;
    town.make_emoji(cara, "party").await;
    town.say(cara, general, ":party: at six").await;
    tape.catch_up(server, ben).await;
    town.make_emoji(ana, "ship-it").await;
}

async fn emoji_removed(town: &Town, tape: &mut Tape) {
    let Town { server, ana, ben, cara, .. } = town;
    for name in ["party", "ship-it", "wave_2"] {
        town.make_emoji(cara, name).await;
    }
    server.delete("/emoji/party", cara).await.expect(204);
    tape.catch_up(server, ben).await;
    server.delete("/emoji/ship-it", ana).await.expect(204);
    town.make_emoji(ana, "party").await;
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
    let Town { server, ana, ben, cara, general, .. } = town;
    let page = server.get(&format!("/rooms/{general}/messages"), ben).await.ok();
    let [first, named, everybody] = [0, 1, 2].map(|at| id(&page["messages"][at]));
    town.edit(cara, named, "are you there?").await;
    town.pin(ana, first).await;
    town.reply(cara, first, "in a thread").await;
    tape.catch_up(server, ben).await;
    town.reply(ben, first, "in a thread").await;
    town.pin(ben, named).await;
    server.delete(&format!("/messages/{first}/pin"), ana).await.ok();
    let new = town.say(cara, general, "@ben a slip of the pen").await;
    tape.catch_up(server, ben).await;
    town.edit(cara, named, "@ben are you there **now**?").await;
    town.remove(cara, new).await;
    town.remove(ana, everybody).await;
    tape.catch_up(server, ben).await;
    town.mark(ben, general, 3).await;
    town.remove(ana, first).await;
    let late = town.say(cara, general, "said, ").await;
    town.edit(cara, late, "said, and mended before anybody looked").await;
    let gone = town.say(cara, general, "said and gone before anybody looked").await;
    town.remove(cara, gone).await;
}

async fn reactions_updated(town: &Town, tape: &mut Tape) {
    let Town { server, ana, ben, cara, general, .. } = town;
    let page = server.get(&format!("/rooms/{general}/messages"), ben).await.ok();
    let [first, second, third] = [0, 1, 2].map(|at| id(&page["messages"][at]));
    town.react(cara, first, "👍").await;
    town.react(ana, first, "🎉").await;
    town.react(ana, first, "👍").await;
    tape.catch_up(server, ben).await;
    town.take_back(cara, first, "👍").await;
    town.take_back(cara, first, "👍").await;
    town.react(ana, second, "❤️").await;
    town.edit(cara, second, "still loved").await;
    town.react(cara, third, "👀").await;
    tape.catch_up(server, ben).await;
    town.take_back(ana, second, "❤️").await;
    town.remove(ana, third).await;
}

async fn own_reactions_updated(town: &Town, tape: &mut Tape) {
    let Town { server, ana, ben, cara, general, .. } = town;
    let page = server.get(&format!("/rooms/{general}/messages"), ben).await.ok();
    let [first, second, third] = [0, 1, 2].map(|at| id(&page["messages"][at]));
    town.react(ben, first, "👍").await;
    town.react(ana, first, "🎉").await;
    town.react(ben, first, "🎉").await;
    tape.catch_up(server, ben).await;
    town.react(ben, second, "❤️").await;
    town.take_back(ben, first, "👍").await;
    town.react(ben, third, "🎉").await;
    tape.catch_up(server, ben).await;
    town.take_back(ben, second, "❤️").await;
    town.react(cara, second, "❤️").await;
    town.remove(ana, third).await;
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

async fn workspace_updated(town: &Town) {
    let edits = json!({"type": "minutes", "data": 15});
    town.patch(&town.ana, "/workspace", json!({"name": "Southwind", "edit_limit": edits})).await;
    town.patch(&town.ana, "/workspace", json!({"show_versions": false, "link_previews": false})).await;
}

/// The id of a message that an answer shows.
pub fn id(message: &Value) -> MessageId {
    message["id"].as_str().unwrap().parse().unwrap()
}
