//! The hot queries find their rows by an index, on both engines.
//!
//! The statements are those that really run: each path is gone through once, and every text that the database saw is explained.

use relaydesk::ops::search::index;
use relaydesk::store::sessions;
use serde_json::{Value, json};

use super::inspect::Inspector;
use super::source::assert_none;
use crate::harness::client::reaction;
use crate::harness::socket::heads;
use crate::harness::{Person, Server, Socket};

/// Plans as for any parameter, by an index if there is one.
const GENERIC: &str = "SET enable_seqscan = off; SET plan_cache_mode = force_generic_plan";

/// People and rooms of whom nobody asks.
const CROWD: &str = "
    CREATE TEMP TABLE crowd AS SELECT n, gen_random_uuid() AS person, gen_random_uuid() AS place
        FROM generate_series(1, 3000) n;
    INSERT INTO users SELECT person, 'u' || n, 'U', 'u', NULL, NULL, NULL, 'person', 'member', false, false, 0, 0 FROM crowd;
    INSERT INTO rooms SELECT place, 'public', 'r', 'r' || n, '', '', false, false, NULL, person, 0, 1, 0, NULL, 0 FROM crowd;
    INSERT INTO streams SELECT place, 1, 0, 0 FROM crowd;
    INSERT INTO members SELECT a.place, b.person, 'member', 0, 0 FROM crowd a JOIN crowd b ON (a.n + b.n) % 300 = 0;
    INSERT INTO messages SELECT place, place, person, 1, NULL, NULL, '', NULL, 0, NULL, NULL, '', 0, 0, NULL, 0 FROM crowd;
    INSERT INTO mentions SELECT place, CASE WHEN p < 5 THEN person END, place, p FROM crowd, generate_series(1, 5) p;
    INSERT INTO gaps SELECT place, p FROM crowd, generate_series(1, 5) p;
    INSERT INTO sessions SELECT gen_random_uuid(), person, decode(md5(n::text), 'hex'), '', '', 0, 0 FROM crowd;
    ANALYZE";

#[tokio::test]
async fn no_hot_query_reads_a_whole_table() {
    let (server, ana) = Server::start().await;
    let ben = server.register("ben").await;
    let room = server.room(&ana, "public", "general").await;
    server.post(&format!("/rooms/{room}/join"), &ben, json!({})).await.ok();
    for number in 0..30 {
        server.say(&ana, &room, &format!("message {number}")).await;
    }
    let inspector = Inspector::open(&server).await;
    // PostgreSQL rightly reads a handful of rows whole: it gets a crowd.
    inspector.run("", CROWD).await;
    inspector.run("", GENERIC).await;
    let _before = server.app.db.take_statements();
    let mut broken = Vec::new();
    let mut explained = 0;
    for path in PATHS {
        go(&server, (&ana, &ben), &room, path).await;
        let ran = server.app.db.take_statements();
        assert!(!ran.texts.is_empty(), "{path}: nothing ran");
        // The hub's poll comes when it will, and how much it finds decides how it is best read.
        let asked = ran.texts.into_iter().filter(|text| !text.contains("WHERE created_at >= $1"));
        for statement in asked {
            explained += 1;
            let plan = inspector.plan(&statement).await;
            broken.extend(scans(&plan).into_iter().map(|step| format!("{path}: {step} in: {statement}")));
        }
    }
    assert!(explained > 30, "only {explained} statements were seen");
    assert_none(&broken, "A hot query takes an index: add one in server/migrations/, or ask otherwise.");
}

const PATHS: [&str; 24] = [
    "files",
    "edit and delete",
    "react",
    "pin",
    "send",
    "a repeated send",
    "newest page",
    "page before",
    "page after",
    "page around",
    "replies",
    "threads",
    "mark",
    "mark unread",
    "saved",
    "mentions",
    "draft",
    "drafts",
    "bootstrap",
    "resume",
    "sign in",
    "members",
    "session",
    "search",
];

async fn go(server: &Server, (ana, ben): (&Person, &Person), room: &str, path: &str) {
    let at = |rest: &str| format!("/rooms/{room}/{rest}");
    let page = async || server.get(&at("messages?position=12&limit=5"), ben).await.ok();
    let cursor = |page: &Value, side: &str| page[side].as_str().unwrap().to_owned();
    match path {
        "send" => drop(server.say(ana, room, "@ben @room look at #general").await),
        "a repeated send" => {
            let body = json!({"text": "message 3", "client_key": "ana-message 3"});
            server.post(&at("messages"), ana, body).await.ok();
        }
        "newest page" => drop(server.get(&at("messages"), ben).await.ok()),
        "edit and delete" => {
            let message = id(&server.say(ana, room, "@ben a slip of the pen").await);
            server.patch(&format!("/messages/{message}"), ana, json!({"text": "@ben never mind"})).await.ok();
            server.get(&format!("/messages/{message}/versions"), ben).await.ok();
            server.delete(&format!("/messages/{message}"), ana).await.ok();
        }
        "files" => files(server, (ana, ben), room).await,
        "react" => {
            let reaction = reaction(id(&page().await["messages"][0]), "👍");
            server.put(&reaction, ben, json!({})).await.ok();
            server.get(&reaction, ben).await.ok();
            server.delete(&reaction, ben).await.ok();
        }
        "pin" => {
            let pin = format!("/messages/{}/pin", id(&page().await["messages"][0]));
            server.put(&pin, ana, json!({})).await.ok();
            server.get(&at("pins"), ben).await.ok();
            server.delete(&pin, ana).await.ok();
        }
        "page before" => {
            let before = cursor(&page().await, "older");
            server.get(&at(&format!("messages?limit=5&before={before}")), ben).await.ok();
        }
        "page after" => {
            let after = cursor(&page().await, "newer");
            server.get(&at(&format!("messages?limit=5&after={after}")), ben).await.ok();
        }
        "page around" => drop(page().await),
        "replies" => {
            let message = id(&page().await["messages"][0]);
            server.get(&format!("/messages/{message}/replies"), ben).await.ok();
        }
        "threads" => threads(server, (ana, ben), room).await,
        "mark" => drop(server.put(&at("read-mark"), ben, json!({"position": 9})).await.ok()),
        "mark unread" => drop(server.put(&at("unread"), ben, json!({"from": 3})).await.ok()),
        "saved" => {
            let message = page().await["messages"][0]["id"].as_str().unwrap().to_owned();
            server.put(&format!("/messages/{message}/saved"), ben, json!({})).await.ok();
            server.get("/saved", ben).await.ok();
        }
        "mentions" => drop(server.get("/mentions", ben).await.ok()),
        "draft" => drop(server.put(&at("draft"), ben, json!({"text": "hm"})).await.ok()),
        "drafts" => drop(server.get("/drafts", ben).await.ok()),
        "bootstrap" => drop(server.get("/bootstrap", ben).await.ok()),
        "resume" => resume(server, ben).await,
        "sign in" => {
            let body = json!({"login": "ben", "password": "ben's password"});
            assert!(server.post("/sessions", None, body).await.status.is_success());
        }
        "members" => drop(server.get(&at("members"), ben).await.ok()),
        "session" => {
            let session = ben.session.parse().unwrap();
            server.app.read(session, |tx, session| Box::pin(sessions::standing(tx, *session))).await.unwrap();
        }
        "search" => find(server, ben).await,
        other => panic!("nobody knows how to go through {other}"),
    }
}

/// Lets the lists know what was said, and searches in every order.
async fn find(server: &Server, person: &Person) {
    server.clock.advance(60);
    index::keep_up(&server.app).await.unwrap();
    for search in
        ["q=essag%20-nothing%20has:link%20before:2027%20in:general", "q=%22message%203%22&order=best", "q=is:saved"]
    {
        server.get(&format!("/search?{search}"), person).await.ok();
    }
}

async fn threads(server: &Server, (ana, ben): (&Person, &Person), room: &str) {
    let root = id(&server.say(ben, room, "who knows?").await);
    let reply = id(&server.reply(ana, room, &root, "@ben I do").await);
    server.get("/threads", ben).await.ok();
    server.put(&format!("/messages/{root}/read-mark"), ben, json!({"position": 1})).await.ok();
    server.get("/threads", ben).await.ok();
    server.delete(&format!("/messages/{root}/follow"), ben).await.ok();
    server.delete(&format!("/messages/{reply}"), ana).await.ok();
}

async fn files(server: &Server, (ana, ben): (&Person, &Person), room: &str) {
    let file = server.upload(ana, "a", b"1").await;
    let message = server.say_with(ana, room, "look", &[&file]).await;
    assert_eq!(server.content(ben, &file, &[]).await.status, 200);
    for list in ["files", "files?kind=other"] {
        server.get(&format!("/rooms/{room}/{list}"), ben).await.ok();
    }
    server.delete(&format!("/messages/{}", id(&message)), ana).await.ok();
}

fn id(message: &Value) -> String {
    message["id"].as_str().unwrap().to_owned()
}

/// Comes back from the beginning of every stream.
async fn resume(server: &Server, who: &Person) {
    let bootstrap = server.get("/bootstrap", who).await.ok();
    let mut known = heads(&bootstrap);
    for head in &mut known {
        head["seq"] = json!(0);
    }
    let count = known.len();
    let (mut socket, _) = Socket::sign_in(server, who).await;
    socket.resume(bootstrap["epoch"].as_str().unwrap(), known).await;
    for _ in 0..count {
        socket.next_of("resumed").await;
    }
}

/// The steps of a plan that read a whole table, or a whole index. Reading what a step before found is neither.
fn scans(plan: &[String]) -> Vec<String> {
    let mut found = Vec::new();
    let made: Vec<&str> =
        plan.iter().filter_map(|step| step.strip_prefix("CO-ROUTINE ").or(step.strip_prefix("MATERIALIZE "))).collect();
    for (at, step) in plan.iter().enumerate() {
        let details =
            || plan[at + 1..].iter().take_while(|line| !line.contains("->")).any(|line| line.contains("Index Cond"));
        let of_made = step.strip_prefix("SCAN ").is_some_and(|scanned| made.contains(&scanned));
        let whole =
            step.starts_with("SCAN ") && !of_made && !step.contains("CONSTANT ROW") && !step.contains("VALUES CLAUSE");
        let by_index = ["Index Scan", "Index Only Scan"].iter().any(|kind| step.contains(kind));
        if whole || step.contains("Seq Scan on") || (by_index && !details()) {
            found.push(step.trim().to_owned());
        }
    }
    found
}

#[tokio::test]
async fn a_query_without_an_index_is_found() {
    let server = Server::bare().await;
    let inspector = Inspector::open(&server).await;
    inspector.run("", GENERIC).await;
    for statement in ["SELECT id FROM messages WHERE text = $1", "SELECT id FROM users WHERE display_name = $1"] {
        assert_eq!(scans(&inspector.plan(statement).await).len(), 1, "{statement}");
    }
    assert!(scans(&inspector.plan("SELECT id FROM users WHERE username = $1").await).is_empty());
}
