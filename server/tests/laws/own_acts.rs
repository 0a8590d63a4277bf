//! What happens in the recordings on a user's own stream: marks, what is kept for oneself, threads. Ben is the one who looks.

use serde_json::json;
use wire::ids::MessageId;

use super::acts::{Town, id};
use super::recording::Tape;

/// Makes events of a kind happen.
pub async fn act(kind: &str, town: &Town, tape: &mut Tape) {
    match kind {
        "marks_moved" => marks_moved(town, tape).await,
        "saved_updated" => saved_updated(town, tape).await,
        "draft_updated" => draft_updated(town, tape).await,
        "thread_updated" => thread_updated(town, tape).await,
        "thread_follow_updated" => thread_follow_updated(town, tape).await,
        other => panic!("no act makes {other} happen: write one in {} or beside it", file!()),
    }
}

async fn marks_moved(town: &Town, tape: &mut Tape) {
    let Town { server, ben, cara, general, secret, .. } = town;
    let unread =
        async |from: Option<i64>| town.put(ben, &format!("/rooms/{general}/unread"), json!({"from": from})).await;
    town.mark(ben, general, 2).await;
    town.say(cara, general, "@ben have you read it?").await;
    tape.catch_up(server, ben).await;
    town.mark(ben, general, 1).await;
    town.mark(ben, general, 3).await;
    town.mark(ben, secret, 99).await;
    // Back to before mentions and a deleted message; then one more is deleted and one only says so no more.
    let slip = town.say(cara, general, "a slip").await;
    let (other, third) = (town.say(cara, general, "@ben another").await, town.say(cara, general, "@ben third").await);
    town.remove(cara, slip).await;
    town.mark(ben, general, 7).await;
    unread(Some(2)).await;
    town.remove(cara, other).await;
    town.edit(cara, third, "third").await;
    tape.catch_up(server, ben).await;
    unread(None).await;
    unread(Some(4)).await;
    town.say(ben, general, "read it all").await;
    unread(Some(1)).await;
    town.say(cara, general, "@ben and more").await;
}

async fn saved_updated(town: &Town, tape: &mut Tape) {
    let Town { server, ben, cara, general, secret, .. } = town;
    let path = |message: MessageId| format!("/messages/{message}/saved");
    let [first, second] = first_two(town).await;
    town.put(ben, &path(first), json!({})).await;
    town.put(ben, &path(second), json!({})).await;
    town.put(ben, &path(second), json!({})).await;
    tape.catch_up(server, ben).await;
    server.delete(&path(first), ben).await.ok();
    let own = town.say(ben, secret, "for later").await;
    town.put(ben, &path(own), json!({})).await;
    // Nobody has saved any longer what is deleted.
    let gone = town.say(cara, general, "soon gone").await;
    town.put(ben, &path(gone), json!({})).await;
    town.remove(cara, gone).await;
}

async fn draft_updated(town: &Town, tape: &mut Tape) {
    let Town { server, ana, ben, general, secret, .. } = town;
    let of = |room: &str| format!("/rooms/{room}/draft");
    let [_, root] = first_two(town).await;
    town.put(ben, &of(general), json!({"text": "I was goi"})).await;
    town.put(ben, &of(general), json!({"text": "I was going to say"})).await;
    town.put(ben, &of(general), json!({"root": root, "text": "yes"})).await;
    tape.catch_up(server, ben).await;
    town.put(ben, &of(general), json!({"text": ""})).await;
    town.put(ben, &of(secret), json!({"text": "hush"})).await;
    server.delete(&format!("/rooms/{secret}/members/{}", ben.id), ana).await.ok();
}

async fn thread_updated(town: &Town, tape: &mut Tape) {
    let Town { server, ana, ben, cara, general, .. } = town;
    let [first, second] = first_two(town).await;
    town.reply(ana, first, "a reply").await;
    let slip = town.reply(cara, first, "@ben a slip").await;
    let own = town.reply(ben, second, "ben's own").await;
    tape.catch_up(server, ben).await;
    town.remove(cara, slip).await;
    town.react(ana, first, "👍").await;
    let body = json!({"text": "@room all of you", "client_key": "both", "reply_to": first, "also_in_room": true});
    server.clock.advance(1);
    let both = id(&town.post(ana, &format!("/rooms/{general}/messages"), body).await["message"]);
    tape.catch_up(server, ben).await;
    town.reply(cara, both, "under it").await;
    town.remove(ben, own).await;
    town.remove(ana, both).await;
    town.remove(cara, first).await;
}

async fn thread_follow_updated(town: &Town, tape: &mut Tape) {
    let Town { server, ana, ben, cara, general, .. } = town;
    let [first, second] = first_two(town).await;
    let path = |root: MessageId, part: &str| format!("/messages/{root}/{part}");
    let mark = async |root: MessageId, position: i64| {
        town.put(ben, &path(root, "read-mark"), json!({"position": position})).await;
    };
    town.reply(ana, first, "not for ben").await;
    town.reply(cara, first, "@ben for ben").await;
    let own = town.say(ben, general, "who knows?").await;
    town.reply(ana, own, "I do").await;
    tape.catch_up(server, ben).await;
    mark(first, 1).await;
    mark(first, 2).await;
    mark(own, 7).await;
    mark(second, 1).await;
    town.reply(ana, first, "more").await;
    server.delete(&path(own, "follow"), ben).await.ok();
    town.reply(cara, own, "@ben come back").await;
    tape.catch_up(server, ben).await;
    town.reply(ben, own, "here I am").await;
    let last = town.reply(cara, own, "at last").await;
    town.put(ben, &path(second, "follow"), json!({})).await;
    town.remove(cara, last).await;
    tape.catch_up(server, ben).await;
    town.post(ben, &format!("/rooms/{general}/leave"), json!({})).await;
    town.reply(cara, own, "@ben gone?").await;
    town.post(ben, &format!("/rooms/{general}/join"), json!({})).await;
    town.reply(ana, second, "@ben welcome").await;
}

/// The first two messages of the public room.
async fn first_two(town: &Town) -> [MessageId; 2] {
    let page = town.server.get(&format!("/rooms/{}/messages", town.general), &town.ben).await.ok();
    [0, 1].map(|at| id(&page["messages"][at]))
}
