//! Threads: replies, who follows them, how far they are read.

use serde_json::{Value, json};

use crate::harness::{Person, Server, Socket};

fn id(message: &Value) -> String {
    message["id"].as_str().unwrap().to_owned()
}

/// A server with ana, ben and cara in a public room, and a message of ana's in it.
struct Town {
    server: Server,
    ana: Person,
    ben: Person,
    cara: Person,
    room: String,
    root: String,
}

impl Town {
    async fn build() -> Self {
        let (server, ana) = Server::start().await;
        let (ben, cara) = (server.register("ben").await, server.register("cara").await);
        let room = server.room(&ana, "public", "general").await;
        for person in [&ben, &cara] {
            server.post(&format!("/rooms/{room}/join"), person, json!({})).await.ok();
        }
        let root = id(&server.say(&ana, &room, "who knows?").await);
        Self { server, ana, ben, cara, room, root }
    }

    async fn reply(&self, who: &Person, text: &str) -> Value {
        self.server.clock.advance(1);
        self.server.reply(who, &self.room, &self.root, text).await
    }

    async fn root(&self) -> Value {
        self.server.get(&format!("/messages/{}", self.root), &self.ana).await.ok()["message"].clone()
    }

    async fn follow(&self, who: &Person) -> Value {
        self.server.get(&format!("/messages/{}/follow", self.root), who).await.ok()
    }

    async fn threads(&self, who: &Person) -> Value {
        self.server.get("/threads", who).await.ok()["threads"].clone()
    }
}

#[tokio::test]
async fn replies_are_numbered_in_their_thread_and_leave_the_room_as_it_was() {
    let town = Town::build().await;
    let first = town.reply(&town.ben, "I do").await;
    let second = town.reply(&town.cara, "me too").await;
    assert_eq!(first["reply"], json!({"root": town.root, "thread_position": 1}));
    assert_eq!(second["reply"], json!({"root": town.root, "thread_position": 2}));
    assert!(first["position"].is_null());
    let summary = town.root().await["thread"].clone();
    assert_eq!(json!([summary["reply_count"], summary["last_position"]]), json!([2, 2]));
    assert_eq!(summary["repliers"], json!([town.cara.id, town.ben.id]));
    assert_eq!(summary["last_reply_at"], second["created_at"]);
    let entry = town.server.get("/bootstrap", &town.ana).await.ok()["rooms"][0].clone();
    assert_eq!(json!([entry["room"]["last_position"], entry["mark"]]), json!([1, 1]));
    let page = town.server.get(&format!("/rooms/{}/messages", town.room), &town.ana).await.ok();
    assert_eq!(page["messages"].as_array().unwrap().len(), 1);
    assert_eq!(page["messages"][0]["thread"], summary);
}

#[tokio::test]
async fn a_reply_may_show_in_the_room_too_and_a_reply_to_it_goes_to_the_root() {
    let town = Town::build().await;
    let path = format!("/rooms/{}/messages", town.room);
    let both = json!({"text": "all of you", "client_key": "k1", "reply_to": town.root, "also_in_room": true});
    let shown = town.server.post(&path, &town.ben, both).await.created()["message"].clone();
    assert_eq!(json!([shown["position"], shown["reply"]["thread_position"]]), json!([2, 1]));
    let under = json!({"text": "under it", "client_key": "k2", "reply_to": shown["id"]});
    let under = town.server.post(&path, &town.cara, under).await.created()["message"].clone();
    assert_eq!(under["reply"], json!({"root": town.root, "thread_position": 2}));
    let entry = town.server.get("/bootstrap", &town.ana).await.ok()["rooms"][0].clone();
    assert_eq!(json!([entry["room"]["last_position"], entry["mark"]]), json!([2, 1]));
    let alone = json!({"text": "x", "client_key": "k3", "also_in_room": true});
    assert_eq!(town.server.post(&path, &town.ben, alone).await.problem(422), "invalid");
}

#[tokio::test]
async fn a_reply_is_sent_once_however_often_it_is_tried() {
    let town = Town::build().await;
    let path = format!("/rooms/{}/messages", town.room);
    let body = json!({"text": "I do", "client_key": "k1", "reply_to": town.root});
    let first = town.server.post(&path, &town.ben, body.clone()).await.created();
    assert_eq!(town.server.post(&path, &town.ben, body).await.ok()["message"], first["message"]);
    assert_eq!(town.root().await["thread"]["reply_count"], 1);
    for other in [
        json!({"text": "I do", "client_key": "k1"}),
        json!({"text": "I do", "client_key": "k1", "reply_to": town.root, "also_in_room": true}),
        json!({"text": "I do", "client_key": "k1", "reply_to": first["message"]["id"]}),
    ] {
        assert_eq!(town.server.post(&path, &town.ben, other).await.problem(422), "key_reused");
    }
}

#[tokio::test]
async fn a_reply_needs_a_message_of_the_same_room_that_is_there() {
    let town = Town::build().await;
    let other = town.server.room(&town.ana, "public", "garden").await;
    let elsewhere = id(&town.server.say(&town.ana, &other, "roses").await);
    let path = format!("/rooms/{}/messages", town.room);
    for to in [elsewhere.as_str(), "0195f3a0-0000-7000-8000-00000000dead"] {
        let body = json!({"text": "hm", "client_key": to, "reply_to": to});
        assert_eq!(town.server.post(&path, &town.ben, body).await.problem(422), "invalid");
    }
    town.server.delete(&format!("/messages/{}", town.root), &town.ana).await.ok();
    let body = json!({"text": "hm", "client_key": "late", "reply_to": town.root});
    assert_eq!(town.server.post(&path, &town.ben, body).await.problem(409), "conflict");
}

#[tokio::test]
async fn a_deleted_reply_leaves_the_summary_of_those_that_are_left() {
    let town = Town::build().await;
    let first = town.reply(&town.ben, "first").await;
    let second = town.reply(&town.cara, "second").await;
    town.server.delete(&format!("/messages/{}", id(&second)), &town.cara).await.ok();
    let summary = town.root().await["thread"].clone();
    assert_eq!(json!([summary["reply_count"], summary["last_position"]]), json!([1, 1]));
    assert_eq!(json!([summary["repliers"], summary["last_reply_at"]]), json!([[town.ben.id], first["created_at"]]));
    assert_eq!(town.follow(&town.ana).await["last_position"], 1);
    let third = town.reply(&town.ben, "third").await;
    assert_eq!(third["reply"]["thread_position"], 3, "a place is not given twice");
    for reply in [&first, &third] {
        town.server.delete(&format!("/messages/{}", id(reply)), &town.ben).await.ok();
    }
    assert!(town.root().await["thread"].is_null());
    assert_eq!(town.threads(&town.ana).await, json!([]));
}

#[tokio::test]
async fn who_starts_replies_or_is_mentioned_follows_from_there_on() {
    let town = Town::build().await;
    town.reply(&town.ben, "I do").await;
    let part = |follow: &Value| json!([follow["followed"], follow["mark"], follow["last_position"]]);
    assert_eq!(part(&town.follow(&town.ana).await), json!([true, 0, 1]));
    assert_eq!(part(&town.follow(&town.ben).await), json!([true, 1, 1]));
    assert_eq!(part(&town.follow(&town.cara).await), json!([false, 0, 1]));
    town.reply(&town.ben, "ask @cara").await;
    assert_eq!(part(&town.follow(&town.cara).await), json!([true, 1, 2]));
    let followed = town.server.get("/bootstrap", &town.cara).await.ok()["threads"].clone();
    assert_eq!(followed, json!([town.follow(&town.cara).await]));
    let entry = town.server.get("/bootstrap", &town.cara).await.ok()["rooms"][0].clone();
    assert_eq!(entry["mentions"], json!([]), "a mention in a thread counts in the thread");
    let list = town.server.get("/mentions", &town.cara).await.ok();
    assert_eq!(list["messages"][0]["text"], "ask @cara");
}

#[tokio::test]
async fn who_is_named_at_the_root_follows_from_the_first_reply_on() {
    let town = Town::build().await;
    let root = id(&town.server.say(&town.ana, &town.room, "@cara where do we meet?").await);
    let follow = || async { town.server.get(&format!("/messages/{root}/follow"), &town.cara).await.ok() };
    assert_eq!(follow().await["followed"], false, "there is no thread yet");
    town.server.reply(&town.ben, &town.room, &root, "at the pier").await;
    let now = follow().await;
    assert_eq!(json!([now["followed"], now["mark"], now["last_position"]]), json!([true, 0, 1]));
}

#[tokio::test]
async fn who_is_named_by_an_edit_of_a_reply_follows_from_that_reply_on() {
    let town = Town::build().await;
    let reply = town.reply(&town.ben, "ask somebody").await;
    town.reply(&town.ana, "whom?").await;
    assert_eq!(town.follow(&town.cara).await["followed"], false);
    let path = format!("/messages/{}", id(&reply));
    town.server.patch(&path, &town.ben, json!({"text": "ask @cara"})).await.ok();
    let follow = town.follow(&town.cara).await;
    assert_eq!(json!([follow["followed"], follow["mark"], follow["last_position"]]), json!([true, 0, 2]));
    town.server.delete(&format!("/messages/{}/follow", town.root), &town.cara).await.ok();
    town.server.patch(&path, &town.ben, json!({"text": "do ask @cara"})).await.ok();
    assert_eq!(town.follow(&town.cara).await["followed"], false, "another edit does not bring her back");
}

#[tokio::test]
async fn only_replying_brings_back_who_unfollowed() {
    let town = Town::build().await;
    let path = format!("/messages/{}/follow", town.root);
    town.reply(&town.ben, "I do").await;
    let mut socket = Socket::follow(&town.server, &town.ana).await;
    let left = town.server.delete(&path, &town.ana).await.ok();
    assert_eq!(left["followed"], false);
    assert_eq!(socket.event().await["event"], json!({"type": "thread_follow_updated", "data": left}));
    town.reply(&town.ben, "@ana are you there?").await;
    assert_eq!(town.follow(&town.ana).await["followed"], false);
    assert_eq!(town.threads(&town.ana).await, json!([]));
    town.reply(&town.ana, "here I am").await;
    let follow = town.follow(&town.ana).await;
    assert_eq!(json!([follow["followed"], follow["mark"]]), json!([true, 3]));
}

#[tokio::test]
async fn following_by_hand_begins_at_the_end() {
    let town = Town::build().await;
    let early = town.server.put(&format!("/messages/{}/follow", town.root), &town.cara, json!({})).await.ok();
    assert_eq!(json!([early["followed"], early["mark"], early["last_position"]]), json!([true, 0, 0]));
    let reply = town.reply(&town.ben, "I do").await;
    town.server.put(&format!("/messages/{}/follow", id(&reply)), &town.cara, json!({})).await.ok();
    assert_eq!(town.follow(&town.cara).await["mark"], 0, "who follows already keeps the mark");
    let dan = town.server.register("dan").await;
    let path = format!("/messages/{}/follow", town.root);
    assert_eq!(town.server.put(&path, &dan, json!({})).await.problem(404), "not_found");
    town.server.post(&format!("/rooms/{}/join", town.room), &dan, json!({})).await.ok();
    assert_eq!(town.server.put(&path, &dan, json!({})).await.ok()["mark"], 1);
}

#[tokio::test]
async fn a_thread_mark_never_moves_backwards_nor_beyond_the_end() {
    let town = Town::build().await;
    for text in ["one", "two", "three"] {
        town.reply(&town.ben, text).await;
    }
    let path = format!("/messages/{}/read-mark", town.root);
    let mark = async |who: &Person, position: i64| {
        town.server.put(&path, who, json!({"position": position})).await.ok()["mark"].clone()
    };
    assert_eq!(mark(&town.ana, 2).await, 2);
    assert_eq!(mark(&town.ana, 1).await, 2);
    assert_eq!(mark(&town.ana, 99).await, 3);
    assert_eq!(mark(&town.cara, 2).await, 0, "there is no mark in a thread that is not followed");
    assert_eq!(town.server.put(&path, &town.ana, json!({"position": -1})).await.problem(422), "invalid");
}

#[tokio::test]
async fn the_list_has_threads_with_unread_replies_first_and_their_newest_replies() {
    let town = Town::build().await;
    let mut roots = Vec::new();
    for number in 0..5 {
        let root = id(&town.server.say(&town.ana, &town.room, &format!("root {number}")).await);
        for reply in 0..4 {
            town.server.clock.advance(1);
            town.server.reply(&town.ben, &town.room, &root, &format!("reply {number}.{reply}")).await;
        }
        roots.push(root);
    }
    for at in [4, 1] {
        let path = format!("/messages/{}/read-mark", roots[at]);
        town.server.put(&path, &town.ana, json!({"position": 4})).await.ok();
    }
    let path = format!("/messages/{}/read-mark", roots[2]);
    town.server.put(&path, &town.ana, json!({"position": 1})).await.ok();
    let (mut seen, mut next) = (Vec::new(), String::new());
    for _ in 0..3 {
        let page = town.server.get(&format!("/threads?limit=2{next}"), &town.ana).await.ok();
        seen.extend(page["threads"].as_array().unwrap().clone());
        next = page["next"].as_str().map_or_else(String::new, |next| format!("&cursor={next}"));
    }
    assert!(next.is_empty());
    let order: Vec<_> = seen.iter().map(|entry| id(&entry["root"])).collect();
    assert_eq!(order, [3, 2, 0, 4, 1].map(|at: usize| roots[at].clone()));
    let unread: Vec<_> = seen.iter().map(|entry| entry["unread"].as_i64().unwrap()).collect();
    assert_eq!(unread, [4, 3, 4, 0, 0]);
    let newest: Vec<_> = seen[1]["newest"].as_array().unwrap().iter().map(|reply| reply["text"].clone()).collect();
    assert_eq!(newest, ["reply 2.1", "reply 2.2", "reply 2.3"]);
    assert_eq!(town.server.get("/threads?cursor=eA", &town.ana).await.problem(400), "bad_cursor");
}

#[tokio::test]
async fn who_leaves_the_room_follows_its_threads_no_more() {
    let town = Town::build().await;
    town.reply(&town.ben, "I do").await;
    town.server.post(&format!("/rooms/{}/leave", town.room), &town.ben, json!({})).await.expect(204);
    town.reply(&town.cara, "@ben come back").await;
    assert_eq!(town.threads(&town.ben).await, json!([]));
    town.server.post(&format!("/rooms/{}/join", town.room), &town.ben, json!({})).await.ok();
    assert_eq!(town.server.get("/bootstrap", &town.ben).await.ok()["threads"], json!([]));
    assert_eq!(town.follow(&town.ben).await["followed"], false);
}

#[tokio::test]
async fn a_reply_that_draws_in_many_tells_them_by_a_job() {
    let town = Town::build().await;
    let names: Vec<String> = (0..22).map(|number| format!("p{number}")).collect();
    let mut people = Vec::new();
    for name in &names {
        let person = town.server.register(name).await;
        town.server.post(&format!("/rooms/{}/join", town.room), &person, json!({})).await.ok();
        people.push(person);
    }
    let all: String = names.iter().map(|name| format!("@{name} ")).collect();
    let gone = town.reply(&town.ben, &all).await;
    town.server.delete(&format!("/messages/{}", id(&gone)), &town.ben).await.ok();
    town.server.work().await;
    assert_eq!(town.follow(&people[7]).await["followed"], false, "a deleted reply draws nobody in");
    town.reply(&town.ben, &format!("again {all}")).await;
    assert_eq!(town.follow(&people[7]).await["followed"], false);
    town.server.work().await;
    for person in people.iter().chain([&town.ana]) {
        let follow = town.follow(person).await;
        assert_eq!(
            json!([follow["followed"], follow["mark"]]),
            json!([true, i64::from(person.id != town.ana.id)]),
            "{}",
            person.name
        );
    }
}

#[tokio::test]
async fn a_link_to_a_reply_leads_to_its_place() {
    let town = Town::build().await;
    let mut replies = Vec::new();
    for number in 1..=9 {
        replies.push(id(&town.reply(&town.ben, &format!("reply {number}")).await));
    }
    let shown = town.server.get(&format!("/messages/{}", replies[4]), &town.cara).await.ok()["message"].clone();
    assert_eq!(shown["reply"], json!({"root": town.root, "thread_position": 5}));
    let around = |list: &str| format!("{list}?around={}&limit=4", replies[4]);
    let room = town.server.get(&around(&format!("/rooms/{}/messages", town.room)), &town.cara).await.ok();
    assert_eq!(id(&room["messages"][0]), town.root);
    let path = format!("/messages/{}/replies", town.root);
    let thread = town.server.get(&around(&path), &town.cara).await.ok();
    let texts = |page: &Value| -> Vec<String> {
        page["messages"].as_array().unwrap().iter().map(|reply| reply["text"].as_str().unwrap().to_owned()).collect()
    };
    assert_eq!(texts(&thread), ["reply 4", "reply 5", "reply 6", "reply 7"]);
    let older =
        town.server.get(&format!("{path}?limit=4&before={}", thread["older"].as_str().unwrap()), &town.cara).await;
    assert_eq!(texts(&older.ok()), ["reply 1", "reply 2", "reply 3"]);
    let of_reply = town.server.get(&format!("/messages/{}/replies", replies[4]), &town.cara).await.ok();
    assert_eq!(of_reply["messages"].as_array().unwrap().len(), 9, "a reply leads to its whole thread");
}
