//! Reactions.

use relaydesk::app::Facts;
use serde_json::{Value, json};

use crate::harness::client::reaction;
use crate::harness::{Person, Server, Socket};

async fn said() -> (Server, [Person; 2], String) {
    let (server, ana) = Server::start().await;
    let ben = server.register("ben").await;
    let room = server.room(&ana, "public", "general").await;
    server.post(&format!("/rooms/{room}/join"), &ben, json!({})).await.ok();
    let message = server.say(&ana, &room, "well?").await["id"].as_str().unwrap().to_owned();
    (server, [ana, ben], message)
}

fn kinds(answer: &Value) -> Vec<(String, i64, usize)> {
    let kind = |one: &Value| {
        let users = one["users"].as_array().unwrap().len();
        (one["emoji"].as_str().unwrap().to_owned(), one["count"].as_i64().unwrap(), users)
    };
    answer["reactions"].as_array().unwrap().iter().map(kind).collect()
}

#[tokio::test]
async fn a_user_reacts_once_with_each_emoji_and_takes_it_back() {
    let (server, [ana, ben], message) = said().await;
    let react = async |who: &Person, emoji: &str| server.put(&reaction(&message, emoji), who, json!({})).await.ok();
    react(&ben, "👍").await;
    react(&ana, "🎉").await;
    let first = react(&ana, "👍").await;
    assert_eq!(kinds(&first), [("👍".into(), 2, 2), ("🎉".into(), 1, 1)]);
    assert_eq!(first["reactions"][0]["users"], json!([ben.id, ana.id]));
    assert_eq!(first["own"], json!(["👍", "🎉"]), "own reactions are in the order of the kinds");
    assert_eq!(react(&ana, "👍").await, first, "the same reaction again changed something");
    let taken = server.delete(&reaction(&message, "👍"), &ben).await.ok();
    assert_eq!(kinds(&taken), [("🎉".into(), 1, 1), ("👍".into(), 1, 1)]);
    assert_eq!((&taken["own"], &taken["reactions"][1]["users"]), (&json!([]), &json!([ana.id])));
    assert_eq!(server.delete(&reaction(&message, "👍"), &ben).await.ok(), taken);
    let shown = server.get(&format!("/messages/{message}"), &ben).await.ok();
    assert_eq!(shown["message"]["reactions"], taken["reactions"]);
    assert_eq!(shown["message"]["changed_seq"], taken["as_of"]["seq"]);
}

#[tokio::test]
async fn one_emoji_of_unicode_is_taken_in_one_spelling_and_nothing_else() {
    let (server, [ana, _], message) = said().await;
    for spelling in ["❤", "❤️"] {
        server.put(&reaction(&message, spelling), &ana, json!({})).await.ok();
    }
    let shown = server.get(&format!("/messages/{message}"), &ana).await.ok();
    assert_eq!(kinds(&shown["message"]), [("❤️".into(), 1, 1)]);
    for text in ["a", "👍👍", "<b>", ":a b:", "1"] {
        let answer = server.put(&reaction(&message, text), &ana, json!({})).await;
        assert_eq!(answer.wrong_fields(), ["emoji"], "{text}");
    }
    assert_eq!(server.put(&reaction(&message, ":no_such:"), &ana, json!({})).await.problem(404), "not_found");
}

#[tokio::test]
async fn a_message_carries_at_most_fifty_kinds() {
    let (server, [ana, ben], message) = said().await;
    let emoji: Vec<String> = (0..51).map(|at| char::from_u32(0x1F600 + at).unwrap().to_string()).collect();
    for one in &emoji[..50] {
        server.put(&reaction(&message, one), &ana, json!({})).await.ok();
    }
    assert_eq!(server.put(&reaction(&message, &emoji[50]), &ana, json!({})).await.problem(409), "conflict");
    server.put(&reaction(&message, &emoji[49]), &ben, json!({})).await.ok();
    server.delete(&reaction(&message, &emoji[0]), &ana).await.ok();
    server.put(&reaction(&message, &emoji[50]), &ana, json!({})).await.ok();
}

#[tokio::test]
async fn the_first_twenty_are_named_and_all_are_listed() {
    let (server, [ana, _], message) = said().await;
    let mut people = Vec::new();
    for number in 0..25 {
        let person = server.register(&format!("p{number:02}")).await;
        let room = server.get(&format!("/messages/{message}"), &ana).await.ok()["message"]["room"].clone();
        server.post(&format!("/rooms/{}/join", room.as_str().unwrap()), &person, json!({})).await.ok();
        // Two at a time in the same moment: their order is by user then.
        server.clock.advance(number % 2);
        server.put(&reaction(&message, "🎉"), &person, json!({})).await.ok();
        people.push(person);
    }
    let shown = server.get(&format!("/messages/{message}"), &ana).await.ok();
    assert_eq!(kinds(&shown["message"]), [("🎉".into(), 25, 20)]);
    let (mut listed, mut path) = (Vec::new(), format!("{}?limit=7", reaction(&message, "🎉")));
    loop {
        let page = server.get(&path, &ana).await.ok();
        listed.extend(page["users"].as_array().unwrap().iter().map(|user| user.as_str().unwrap().to_owned()));
        let Some(next) = page["next"].as_str() else { break };
        path = format!("{}?limit=7&cursor={next}", reaction(&message, "🎉"));
    }
    let everybody: Vec<_> = people.iter().map(|person| person.id.clone()).collect();
    assert_eq!(listed, everybody);
    let room = shown["message"]["room"].as_str().unwrap();
    for (person, own) in [(&people[0], json!(["🎉"])), (&people[24], json!(["🎉"])), (&ana, Value::Null)] {
        let page = server.get(&format!("/rooms/{room}/messages"), person).await.ok();
        assert_eq!(page["own_reactions"][0]["emoji"], own, "{}, named among the first or not", person.name);
    }
    server.delete(&reaction(&message, "🎉"), &people[0]).await.ok();
    let shown = server.get(&format!("/messages/{message}"), &ana).await.ok();
    assert_eq!(shown["message"]["reactions"][0]["users"], json!(everybody[1..21]));
}

#[tokio::test]
async fn the_room_hears_of_a_change_once_and_the_own_devices_hear_what_is_theirs() {
    let (server, [ana, ben], message) = said().await;
    let mut socket = Socket::follow(&server, &ben).await;
    server.put(&reaction(&message, "👍"), &ana, json!({})).await.ok();
    server.put(&reaction(&message, "👍"), &ana, json!({})).await.ok();
    let heard = socket.event().await;
    assert_eq!(heard["event"]["type"], "reactions_updated");
    assert_eq!(kinds(&heard["event"]["data"]), [("👍".into(), 1, 1)]);
    socket.is_quiet().await;
    server.put(&reaction(&message, "👍"), &ben, json!({})).await.ok();
    let mut heard = [socket.event().await, socket.event().await].map(|frame| frame["event"].clone());
    heard.sort_by_key(|event| event["type"].as_str().unwrap().to_owned());
    assert_eq!(
        (heard[0]["type"].as_str(), &heard[0]["data"]["emoji"]),
        (Some("own_reactions_updated"), &json!(["👍"]))
    );
    assert_eq!(kinds(&heard[1]["data"]), [("👍".into(), 2, 2)]);
    socket.is_quiet().await;
}

#[tokio::test]
async fn only_members_react_and_a_page_says_what_is_ones_own() {
    let (server, [ana, ben], message) = said().await;
    let eve = server.register("eve").await;
    assert_eq!(server.put(&reaction(&message, "👍"), &eve, json!({})).await.problem(403), "forbidden");
    server.put(&reaction(&message, "👍"), &ben, json!({})).await.ok();
    let room = server.get(&format!("/messages/{message}"), &ana).await.ok()["message"]["room"].clone();
    let path = format!("/rooms/{}/messages", room.as_str().unwrap());
    assert_eq!(server.get(&path, &ana).await.ok()["own_reactions"], json!([]));
    let own = server.get(&path, &ben).await.ok()["own_reactions"].clone();
    assert_eq!(own, json!([{"room": room, "message": message, "emoji": ["👍"]}]));
}

#[tokio::test]
async fn reactions_have_a_rate_of_their_own() {
    let server = Server::with(Facts::default()).await;
    let ana = server.set_up("ana").await;
    let room = server.room(&ana, "public", "general").await;
    let message = server.say(&ana, &room, "well?").await["id"].as_str().unwrap().to_owned();
    for _ in 0..30 {
        server.put(&reaction(&message, "👍"), &ana, json!({})).await.ok();
    }
    assert_eq!(server.delete(&reaction(&message, "👍"), &ana).await.problem(429), "rate_limited");
    server.clock.advance(1);
    server.delete(&reaction(&message, "👍"), &ana).await.ok();
    server.say(&ana, &room, "sends are counted apart").await;
}
