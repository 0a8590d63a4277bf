//! The law of the log once more, for long histories that nobody thought out: chance says what happens next.

use relaydesk::ops::attached;
use relaydesk::store::db::sql;
use serde_json::json;
use wire::ids::MessageId;
use wire::streams::Stream;

use super::acts::Town;
use super::recording::{Snapshot, Tape};
use super::reducer::State;
use super::sync::{Dice, interleaved, lived};
use crate::harness::Person;
use crate::harness::client::reaction;

/// Acts of one history.
const ACTS: usize = 120;
/// After so many acts the viewer hears what happened.
const BREATH: usize = 7;

#[tokio::test]
async fn the_law_holds_for_long_histories_with_the_newest_fifty_messages_held() {
    for seed in 1..=3 {
        let town = Town::build().await;
        for number in 0..60 {
            town.say(&town.cara, &town.general, &format!("before {number}")).await;
        }
        let before = State::fresh(&Snapshot::take(&town.server, &town.ben).await);
        let mut tape = Tape::start(&town.server, &town.ben).await;
        let mut dice = Dice::new(seed);
        let mut sent = Vec::new();
        for number in 0..ACTS {
            happen(&town, &mut dice, number, &mut sent).await;
            if number % BREATH == 0 {
                tape.catch_up(&town.server, &town.ben).await;
            }
        }
        tape.catch_up(&town.server, &town.ben).await;
        let snapshot = Snapshot::take(&town.server, &town.ben).await;
        let after = State::fresh(&snapshot);
        gather_everything(&town).await;
        let gathered = Snapshot::take(&town.server, &town.ben).await;
        assert_eq!(
            json!(gathered.pages),
            json!(snapshot.pages),
            "what hangs on messages was not kept as their rows say"
        );
        lived(before.clone(), &tape.events).assert_is(&after, &format!("history {seed}"));
        for order in 1..=20 {
            let mixed = interleaved(&tape.events, order);
            lived(before.clone(), &mixed).assert_is(&after, &format!("history {seed}, interleaved by {order}"));
        }
    }
}

/// Reads anew from their rows what hangs on all messages.
async fn gather_everything(town: &Town) {
    let gather = town.server.app.change(Stream::Workspace, (), |c, ()| {
        Box::pin(async move {
            let ids: Vec<MessageId> = sql("SELECT id FROM messages").fetch_values(c).await?;
            attached::gather(c, &ids).await
        })
    });
    gather.await.unwrap();
}

/// One act of somebody's; what they may not do changes nothing.
async fn happen(town: &Town, dice: &mut Dice, number: usize, sent: &mut Vec<MessageId>) {
    let people = [&town.ana, &town.ben, &town.cara];
    let person = people[dice.up_to(3)];
    let room = [&town.general, &town.general, &town.secret][dice.up_to(3)];
    let at = |path: &str| format!("/rooms/{room}/{path}");
    let message = |dice: &mut Dice| sent.get(dice.up_to(sent.len().max(1))).copied();
    town.server.clock.advance(1);
    match dice.up_to(20) {
        0..8 => {
            let text = ["hello", "@ben look", "@room all", "@ana *you*"][dice.up_to(4)];
            let mut body = json!({"text": text, "client_key": format!("{number}")});
            if dice.up_to(3) == 0 {
                body["reply_to"] = json!(message(dice));
                body["also_in_room"] = json!(body["reply_to"].is_string() && dice.up_to(2) == 0);
            }
            let answer = town.server.post(&at("messages"), person, body).await;
            if answer.status == 201 {
                sent.push(answer.created()["message"]["id"].as_str().unwrap().parse().unwrap());
            }
        }
        8..11 => {
            let Some(at) = message(dice) else { return };
            alter(town, dice, person, at).await;
        }
        11..14 => {
            let body = json!({"position": dice.up_to(90)});
            town.server.put(&at("read-mark"), person, body).await;
        }
        14 => drop(town.server.post(&at("leave"), person, json!({})).await),
        15..17 => drop(town.server.post(&at("join"), person, json!({})).await),
        17 => {
            let others = people.map(|person| &person.id);
            drop(town.server.post(&at("members"), &town.ana, json!({"users": others})).await);
        }
        18 => {
            let role = ["member", "moderator", "reader"][dice.up_to(3)];
            let path = at(&format!("members/{}", people[1 + dice.up_to(2)].id));
            drop(town.server.patch(&path, &town.ana, json!({"role": role})).await);
        }
        _ => {
            let body = json!({"topic": format!("topic {number}")});
            drop(town.server.patch(&format!("/rooms/{room}"), &town.ana, body).await);
            let body = json!({"display_name": format!("name {number}")});
            drop(town.server.patch("/users/me", person, body).await);
        }
    }
}

/// Something happens to a message, unless this person may not do it there.
async fn alter(town: &Town, dice: &mut Dice, person: &Person, message: MessageId) {
    let server = &town.server;
    let emoji = ["👍", "🎉", "❤️"][dice.up_to(3)];
    match dice.up_to(7) {
        0..2 => {
            let text = ["on second thoughts", "@ben on third thoughts", "@room!"][dice.up_to(3)];
            drop(server.patch(&format!("/messages/{message}"), person, json!({"text": text})).await);
        }
        2 => drop(server.delete(&format!("/messages/{message}"), person).await),
        3..5 => drop(server.put(&reaction(message, emoji), person, json!({})).await),
        5 => drop(server.delete(&reaction(message, emoji), person).await),
        _ => drop(server.put(&format!("/messages/{message}/pin"), person, json!({})).await),
    }
}
