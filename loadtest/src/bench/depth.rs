//! What hangs on messages: reactions and threads on the newest page of a room.

use hyper::Method;
use hyper::body::Bytes;
use wire::ids::RoomId;
use wire::messages::{MessageAnswer, MessagePage, NewMessage, ReactionAnswer};

use super::stage::Stage;
use crate::people::Person;

/// 👍 🎉 ❤️, as they stand in a path.
const EMOJI: [&str; 3] = ["%F0%9F%91%8D", "%F0%9F%8E%89", "%E2%9D%A4%EF%B8%8F"];
/// Replies under each message.
const REPLIES: usize = 2;

/// Everybody reacts to the newest fifty messages with all three emoji, and two replies stand under each.
///
/// # Errors
/// A sentence, when a request fails.
pub async fn dress(stage: &Stage, people: &[Person], room: RoomId) -> Result<(), String> {
    let mut http = stage.owner.http(stage.plan.address);
    let page: MessagePage = http.get(&format!("/rooms/{room}/messages?limit=50")).await?;
    for message in &page.messages {
        for person in people {
            let mut http = person.http(stage.plan.address);
            for emoji in EMOJI {
                let path = format!("/messages/{}/reactions/{emoji}", message.id);
                let _: ReactionAnswer = http.call(Method::PUT, &path, Bytes::new()).await?;
            }
        }
        for (number, person) in people.iter().take(REPLIES).enumerate() {
            let reply = NewMessage {
                text: format!("reply {number}"),
                client_key: format!("reply-{}-{number}", message.id.0.simple()),
                reply_to: Some(message.id),
                also_in_room: false,
                files: Vec::new(),
            };
            let path = format!("/rooms/{room}/messages");
            let _: MessageAnswer = person.http(stage.plan.address).post(&path, &reply).await?;
        }
    }
    Ok(())
}
