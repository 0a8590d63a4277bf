//! The hot paths take as many statements with much data as with little.

use relaydesk::ops::search::index;
use serde_json::{Value, json};
use wire::ids::MessageId;
use wire::limits::PAGE;

use crate::harness::client::reaction;
use crate::harness::socket::heads;
use crate::harness::{Server, Socket};

/// What a page of messages takes: the room with the caller's membership and the stream's head, the place of the page, the
/// messages, and what of them is the caller's own.
const PAGE_STATEMENTS: u64 = 4;

/// How many statements a path takes, but for what comes now and then whatever one does: a look at the caller's session, which
/// is believed for a second, and the hub's poll of the log.
async fn count(server: &Server, path: impl Future<Output = ()>) -> u64 {
    server.app.db.take_statements();
    path.await;
    let ran = server.app.db.take_statements();
    let passing = |text: &&str| text.contains("FROM sessions") || text.contains("WHERE created_at >= $1");
    ran.count - ran.texts.iter().map(AsRef::as_ref).filter(passing).count() as u64
}

#[tokio::test]
async fn a_send_takes_as_many_statements_in_a_large_room_as_in_a_small_one() {
    let (server, ana) = Server::start().await;
    let room = server.room(&ana, "public", "general").await;
    let send = async |text: &str| count(&server, async { drop(server.say(&ana, &room, text).await) }).await;
    let first = send("first").await;
    for number in 0..100 {
        server.say(&ana, &room, &format!("message {number}")).await;
    }
    for name in ["ben", "cara", "dan"] {
        let person = server.register(name).await;
        server.post(&format!("/rooms/{room}/join"), &person, json!({})).await.ok();
    }
    assert_eq!(send("last").await, first, "a send's statements grew with the room");
    assert!(first <= 9, "a send takes {first} statements");
}

#[tokio::test]
async fn a_page_takes_at_most_four_statements_whatever_is_on_it() {
    let (server, ana) = Server::start().await;
    let room = server.room(&ana, "public", "general").await;
    let page = async |path: &str| count(&server, async { drop(server.get(path, &ana).await.ok()) }).await;
    let newest = format!("/rooms/{room}/messages?limit={PAGE}");
    server.say(&ana, &room, "alone").await;
    let plain = page(&newest).await;
    let mut root = String::new();
    for number in 0..100 {
        let id = id(&server.say(&ana, &room, &format!("@ana **message** {number}")).await);
        if number % 10 == 0 {
            server.put(&reaction(id, "🎉"), &ana, json!({})).await.ok();
            server.reply(&ana, &room, id, "in a thread").await;
            root = id.to_string();
        }
    }
    let full = page(&newest).await;
    assert!(plain <= full && full < PAGE_STATEMENTS, "a page takes {plain} statements when plain, {full} when full");
    for path in [
        format!("/rooms/{room}/messages?position=50&limit=20"),
        format!("/rooms/{room}/messages?around={root}&limit=20"),
        format!("/messages/{root}/replies"),
        format!("/messages/{root}/replies?position=1"),
    ] {
        let full = page(&path).await;
        assert!(full <= PAGE_STATEMENTS, "{path} takes {full} statements");
    }
}

#[tokio::test]
async fn a_reply_takes_as_many_statements_in_a_long_thread_as_in_a_short_one() {
    let (server, ana) = Server::start().await;
    let ben = server.register("ben").await;
    let room = server.room(&ana, "public", "general").await;
    server.post(&format!("/rooms/{room}/join"), &ben, json!({})).await.ok();
    let root = id(&server.say(&ana, &room, "who knows?").await);
    server.reply(&ben, &room, root, "I do").await;
    let reply = async |text: &str| count(&server, async { drop(server.reply(&ben, &room, root, text).await) }).await;
    let second = reply("second").await;
    for number in 0..60 {
        server.reply(&ana, &room, root, &format!("reply {number}")).await;
    }
    assert_eq!(reply("last").await, second, "a reply's statements grew with the thread");
    assert!(second <= 15, "a reply takes {second} statements");
    let list = async || count(&server, async { drop(server.get("/threads", &ben).await.ok()) }).await;
    let one = list().await;
    for number in 0..20 {
        let root = id(&server.say(&ana, &room, &format!("root {number}")).await);
        server.reply(&ben, &room, root, "a reply").await;
        server.reply(&ana, &room, root, "another").await;
    }
    assert_eq!(list().await, one, "the list of threads takes statements for each");
    assert!(one <= 6, "the list of threads takes {one} statements");
}

#[tokio::test]
async fn a_change_of_a_message_takes_as_many_statements_whatever_hangs_on_it() {
    let (server, ana) = Server::start().await;
    let ben = server.register("ben").await;
    let room = server.room(&ana, "public", "general").await;
    server.post(&format!("/rooms/{room}/join"), &ben, json!({})).await.ok();
    // A reaction, an edit, a pin, the reaction taken back, and the deletion.
    let changes = async |id: MessageId| {
        let at = format!("/messages/{id}");
        let mut counts = Vec::new();
        counts.push(count(&server, async { drop(server.put(&reaction(id, "🎉"), &ana, json!({})).await.ok()) }).await);
        counts.push(count(&server, async { drop(server.patch(&at, &ana, json!({"text": "new"})).await.ok()) }).await);
        let pin = format!("{at}/pin");
        counts.push(count(&server, async { drop(server.put(&pin, &ana, json!({})).await.ok()) }).await);
        counts.push(count(&server, async { drop(server.delete(&reaction(id, "🎉"), &ana).await.ok()) }).await);
        counts.push(count(&server, async { drop(server.delete(&at, &ana).await.ok()) }).await);
        counts
    };
    let bare = id(&server.say(&ana, &room, "bare").await);
    // The first reaction of all is told to the index, too.
    server.put(&reaction(bare, "👍"), &ben, json!({})).await.ok();
    let quick = changes(bare).await;
    let full = id(&server.say(&ana, &room, "full").await);
    for emoji in ('\u{1F600}'..='\u{1F620}').map(String::from) {
        server.put(&reaction(full, &emoji), &ben, json!({})).await.ok();
    }
    for number in 0..20 {
        server.patch(&format!("/messages/{full}"), &ana, json!({"text": format!("edit {number}")})).await.ok();
    }
    assert_eq!(changes(full).await, quick);
    let most = [12, 15, 11, 12, 18];
    assert!(quick.iter().zip(most).all(|(count, most)| *count <= most), "{quick:?} statements, at most {most:?}");
}

fn id(message: &Value) -> MessageId {
    message["id"].as_str().unwrap().parse().unwrap()
}

#[tokio::test]
async fn a_bootstrap_takes_as_many_statements_with_a_hundred_rooms_as_with_ten() {
    let (server, ana) = Server::start().await;
    let ben = server.register("ben").await;
    let bootstrap = async || count(&server, async { drop(server.get("/bootstrap", &ana).await.ok()) }).await;
    server.post("/direct-rooms", &ana, json!({"users": [ben.id]})).await.created();
    let rooms = async |from: usize, to: usize| {
        for number in from..to {
            server.room(&ana, "public", &format!("room {number}")).await;
        }
    };
    rooms(0, 9).await;
    let ten = bootstrap().await;
    rooms(9, 99).await;
    assert_eq!(bootstrap().await, ten, "a bootstrap's statements grew with the rooms");
    assert!(ten <= 11, "a bootstrap takes {ten} statements");
}

#[tokio::test]
async fn a_resume_takes_one_statement_a_stream_however_much_was_said_before() {
    let (server, ana) = Server::start().await;
    let mut rooms = Vec::new();
    for number in 0..10 {
        rooms.push(server.room(&ana, "public", &format!("room {number}")).await);
    }
    let resume = async || {
        let bootstrap = server.get("/bootstrap", &ana).await.ok();
        let heads = heads(&bootstrap);
        let streams = heads.len();
        let (mut socket, _) = Socket::sign_in(&server, &ana).await;
        let resume = async {
            socket.resume(bootstrap["epoch"].as_str().unwrap(), heads).await;
            for _ in 0..streams {
                socket.next_of("resumed").await;
            }
        };
        count(&server, resume).await
    };
    let quiet = resume().await;
    for room in &rooms {
        for number in 0..10 {
            server.say(&ana, room, &format!("message {number}")).await;
        }
    }
    let talked = resume().await;
    assert!(talked <= quiet && quiet <= 15, "a resume of 12 streams takes {quiet} statements, later {talked}");
}

#[tokio::test]
async fn a_search_takes_as_many_statements_among_many_messages_as_among_few() {
    let (server, ana) = Server::start().await;
    for number in 0..3 {
        let room = server.room(&ana, "private", &format!("room {number}")).await;
        server.say(&ana, &room, "the first word").await;
    }
    let index = async || {
        server.clock.advance(60);
        index::keep_up(&server.app).await.unwrap();
    };
    index().await;
    let search = async |query: &str| {
        let path = format!("/search?limit=3&q={query}");
        count(&server, async { drop(server.get(&path, &ana).await.ok()) }).await
    };
    let few = (search("word").await, search("word&order=best").await);
    for number in 3..30 {
        let room = server.room(&ana, "private", &format!("room {number}")).await;
        for time in 0..5 {
            server.say(&ana, &room, &format!("a word, {time}")).await;
        }
    }
    index().await;
    assert_eq!(
        (search("word").await, search("word&order=best").await),
        few,
        "a search's statements grew with the messages"
    );
    assert!(few.0 <= 9 && few.1 <= 9, "a search takes {few:?} statements");
}
