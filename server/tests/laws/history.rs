//! The law of the log once more, for long histories that nobody thought out: chance says what happens next.

use serde_json::json;
use wire::ids::MessageId;

use super::acts::{Alteration, Town, user_id};
use super::recording::{Snapshot, Tape};
use super::reducer::State;
use super::sync::{Dice, interleaved, lived};
use crate::harness::Person;

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
        let after = State::fresh(&Snapshot::take(&town.server, &town.ben).await);
        lived(before.clone(), &tape.events).assert_is(&after, &format!("history {seed}"));
        for order in 1..=20 {
            let mixed = interleaved(&tape.events, order);
            lived(before.clone(), &mixed).assert_is(&after, &format!("history {seed}, interleaved by {order}"));
        }
    }
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
            let body = json!({"text": text, "client_key": format!("{number}")});
            let answer = town.server.post(&at("messages"), person, body).await;
            if answer.status == 201 {
                sent.push(answer.created()["message"]["id"].as_str().unwrap().parse().unwrap());
            }
        }
        8..11 => {
            let Some(at) = message(dice) else { return };
            let how = alteration(dice, person);
            if matches!(how, Alteration::Deleted) {
                sent.retain(|held| *held != at);
            }
            town.alter(at, how).await;
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

/// A deleted message stays as it is: nobody chooses it again.
fn alteration(dice: &mut Dice, person: &Person) -> Alteration {
    match dice.up_to(4) {
        0 => Alteration::Edited("on second thoughts"),
        1 => Alteration::Deleted,
        2 => Alteration::RepliedTo(user_id(person)),
        _ => Alteration::Edited("on third thoughts"),
    }
}
