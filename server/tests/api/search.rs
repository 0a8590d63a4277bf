//! Search: what is found, in which order, and by whom. The same on both databases, from the tail as from the lists.

use relaydesk::app::Facts;
use relaydesk::jobs;
use relaydesk::ops::job::{self, Next, Share};
use relaydesk::ops::search::index;
use relaydesk::store::db::sql;
use serde_json::{Value, json};
use wire::streams::Stream;
use wire::users::WorkspaceRole;

use crate::harness::{Person, Server};

/// Takes what was said into the lists.
async fn index(server: &Server) {
    server.clock.advance(60);
    while index::keep_up(&server.app).await.unwrap() != Next::AsUsual {}
}

/// Messages that the lists do not know yet.
async fn waiting(server: &Server) -> i64 {
    let count = server.app.read((), |tx, ()| {
        Box::pin(async move { sql("SELECT count(*) FROM search_tail").fetch_value::<i64>(tx).await })
    });
    count.await.unwrap().unwrap()
}

async fn search(server: &Server, who: &Person, query: &str) -> Value {
    let query: String = url::form_urlencoded::Serializer::new(String::new()).append_pair("q", query).finish();
    server.get(&format!("/search?{query}&limit=200"), who).await.ok()
}

fn texts(page: &Value) -> Vec<&str> {
    page["hits"].as_array().unwrap().iter().map(|hit| hit["message"]["text"].as_str().unwrap()).collect()
}

async fn found(server: &Server, who: &Person, query: &str) -> Vec<String> {
    texts(&search(server, who, query).await).into_iter().map(str::to_owned).collect()
}

/// What ana said in `general`, then ben, then ana in `Launch Week`.
const ANA: &[&str] = &[
    "The deploy of api.example.com failed",
    "ping 10.0.4.17 from db-prod-03",
    "10.0.4.170 answers, 10.0.41.7 does not",
    "明日東京へ行く",
    "京都と東大",
    "Im Café um 10:30",
    "see https://wiki.example.org/Roll-Back?x=1",
    "we roll back now",
    "we go back and roll",
    "to be or not to be",
    "snake_case_name and camelCase",
    "회의에서 봐요",
];
const BEN: &[&str] = &[
    "Reconfiguration done 🎉",
    "figures of the month",
    "backup of the comeback",
    "the the the",
    "don't panic",
    "say `code words` and [a link](https://hidden.example.net/path)",
];
const LAUNCH: &[&str] = &["launch of the rocket", "naïve Straße"];

async fn corpus() -> (Server, Person, Person) {
    let (server, ana) = Server::start().await;
    let ben = server.register("ben").await;
    let general = server.room(&ana, "public", "general").await;
    let launch = server.room(&ana, "private", "Launch Week").await;
    server.post(&format!("/rooms/{general}/join"), &ben, json!({})).await.ok();
    for (who, room, texts) in [(&ana, &general, ANA), (&ben, &general, BEN), (&ana, &launch, LAUNCH)] {
        for (number, text) in texts.iter().enumerate() {
            let body = json!({"text": text, "client_key": format!("k{number}")});
            server.post(&format!("/rooms/{room}/messages"), who, body).await.created();
            server.clock.advance(1);
        }
    }
    (server, ana, ben)
}

/// What a search finds, by the beginning of each text, the newest first.
const FINDS: &[(&str, &[&str])] = &[
    ("deploy", &["The deploy"]),
    ("DEPLOY", &["The deploy"]),
    ("example", &["say `code", "see https", "The deploy"]),
    ("example.com", &["The deploy"]),
    ("api.examp", &["The deploy"]),
    ("api.example.com failed", &["The deploy"]),
    ("hidden.example.net", &["say `code"]),
    ("10.0.4.17", &["ping 10"]),
    ("10.0.4", &["10.0.4.170", "ping 10"]),
    ("\"10.0.4.170\"", &["10.0.4.170"]),
    ("0.4.17", &["ping 10"]),
    ("10.0.41.7", &["10.0.4.170"]),
    ("10:30", &["Im Café"]),
    ("db-prod", &["ping 10"]),
    ("prod-03", &["ping 10"]),
    ("prod-db", &[]),
    ("東京", &["明日東京"]),
    ("東", &["京都と東大", "明日東京"]),
    ("京東", &[]),
    ("회의", &["회의에서"]),
    ("cafe", &["Im Café"]),
    ("naive", &["naïve"]),
    ("strasse", &["naïve"]),
    ("roll back", &["we go back", "we roll", "see https"]),
    ("\"roll back\"", &["we roll", "see https"]),
    ("\"roll back", &["we roll", "see https"]),
    ("roll -\"roll back\"", &["we go back"]),
    ("\"to be\"", &["to be"]),
    ("\"be or not to\"", &["to be"]),
    ("\"not be\"", &[]),
    ("the", &["launch", "the the", "backup", "figures", "The deploy"]),
    ("\"the the\"", &["the the"]),
    ("figur", &["figures", "Reconfig"]),
    ("figur*", &["figures"]),
    ("\"figur\"", &[]),
    ("fi", &[]),
    ("back", &["backup", "we go back", "we roll", "see https"]),
    ("back*", &["backup", "we go back", "we roll", "see https"]),
    ("back -backup", &["we go back", "we roll", "see https"]),
    ("back -up", &["backup", "we go back", "we roll", "see https"]),
    ("comeb", &["backup"]),
    ("snake_case", &["snake_case"]),
    ("case", &["snake_case"]),
    ("🎉", &["Reconfig"]),
    ("don't", &["don't"]),
    ("panic!", &["don't"]),
    ("from:ben the", &["the the", "backup", "figures"]),
    ("from:me rocket", &["launch"]),
    ("-from:ben the", &["launch", "The deploy"]),
    ("in:\"launch week\"", &["naïve", "launch"]),
    ("in:#general roll", &["we go back", "we roll", "see https"]),
    ("-in:general the", &["launch"]),
    ("has:link", &["say `code", "see https"]),
    ("has:link -from:ben", &["see https"]),
    ("has:file", &[]),
    ("has:reaction", &[]),
    ("is:thread", &[]),
    ("is:pinned the", &[]),
    ("on:2026-03-01 rocket", &["launch"]),
    ("before:2026-03-01 rocket", &[]),
    ("after:2026-02 rocket", &["launch"]),
    ("after:2026-03-01", &[]),
    ("from:nobody the", &[]),
    ("in:nowhere the", &[]),
    ("on:someday the", &[]),
    ("the !!!", &["launch", "the the", "backup", "figures", "The deploy"]),
    ("zebra", &[]),
    ("zeb*", &[]),
];

#[tokio::test]
async fn a_search_finds_the_same_before_and_after_the_lists_know() {
    let (server, ana, _) = corpus().await;
    for state in ["tail", "lists"] {
        let mut wrong = Vec::new();
        for (query, expected) in FINDS {
            let found = found(&server, &ana, query).await;
            let mut both = found.iter().zip(*expected);
            if found.len() != expected.len() || !both.all(|(text, start)| text.starts_with(start)) {
                wrong.push(format!("{query}: {found:?}, expected {expected:?}"));
            }
        }
        assert!(wrong.is_empty(), "from the {state}:\n{}", wrong.join("\n"));
        index(&server).await;
        assert_eq!(waiting(&server).await, 0);
    }
}

/// Every page of a search, one after another.
async fn walk(server: &Server, who: &Person, query: &str) -> Vec<String> {
    let mut found = Vec::new();
    let mut path = format!("/search?limit=3&{query}");
    loop {
        let page = server.get(&path, who).await.ok();
        found.extend(texts(&page).into_iter().map(str::to_owned));
        let Some(next) = page["next"].as_str() else { return found };
        path = format!("/search?limit=3&{query}&cursor={next}");
    }
}

#[tokio::test]
async fn pages_walk_through_everything_found_wherever_it_is_kept() {
    let (server, ana) = Server::start().await;
    let room = server.room(&ana, "public", "general").await;
    let mut said = Vec::new();
    for number in 0..30 {
        let text = format!("word number {number}");
        server.say(&ana, &room, &text).await;
        said.insert(0, text);
        if number % 3 == 0 {
            server.clock.advance(1);
        }
        if number == 9 || number == 19 {
            index(&server).await;
            // As if the span were full: what follows goes to the next.
            let fill = server.app.change(Stream::Workspace, (), |c, ()| {
                Box::pin(
                    async move { sql("UPDATE search_spans SET message_count = $1").bind(65_536_i64).execute(c).await },
                )
            });
            fill.await.unwrap();
        }
    }
    assert_eq!(waiting(&server).await, 10);
    assert_eq!(walk(&server, &ana, "q=word").await, said);
    assert_eq!(walk(&server, &ana, "q=nu").await.len(), 0);
    let mut best = walk(&server, &ana, "q=number&order=best").await;
    best.sort();
    said.sort();
    assert_eq!(best, said);
}

#[tokio::test]
async fn the_lists_keep_up_while_other_jobs_wait() {
    let (server, ana) = Server::start().await;
    let room = server.room(&ana, "public", "general").await;
    // Each wants a preview, and stands before the index.
    for number in 0..3 {
        server.say(&ana, &room, &format!("https://example.org/{number}")).await;
    }
    server.clock.advance(60);
    job::schedule(&server.app).await.unwrap();
    while jobs::next(&server.app, Share::Scheduled).await.unwrap() {}
    assert_eq!(waiting(&server).await, 0);
    assert!(job::is_due(&server.app).await.unwrap(), "the previews were nobody's turn yet");
}

#[tokio::test]
async fn the_best_come_first_and_stay_while_more_is_said() {
    let (server, ana) = Server::start().await;
    let room = server.room(&ana, "public", "general").await;
    for text in
        ["the raft log", "a craft log", "raft then a long way until the very log", "logs of the day", "log log log"]
    {
        server.say(&ana, &room, text).await;
        server.clock.advance(1);
    }
    for state in ["tail", "lists"] {
        let found = server.get("/search?q=raft%20log&order=best", &ana).await.ok();
        let expected = ["the raft log", "raft then a long way until the very log", "a craft log"];
        assert_eq!(texts(&found), expected, "{state}");
        index(&server).await;
    }
    let first = server.get("/search?q=log&order=best&limit=2", &ana).await.ok();
    server.clock.advance(5);
    server.say(&ana, &room, "log").await;
    let next = format!("/search?q=log&order=best&limit=2&cursor={}", first["next"].as_str().unwrap());
    let second = server.get(&next, &ana).await.ok();
    let mut all = texts(&first);
    all.extend(texts(&second));
    assert!(all.len() == 4 && !all.contains(&"log"), "{all:?}");
    assert!(texts(&server.get("/search?q=log&order=best", &ana).await.ok()).contains(&"log"));
}

#[tokio::test]
async fn nobody_finds_what_they_may_not_read() {
    let (server, ana) = Server::start().await;
    let (ben, eve) = (server.register("ben").await, server.register("eve").await);
    let gus = server.register("gus").await;
    let public = server.room(&ana, "public", "general").await;
    let private = server.room(&ana, "private", "secret").await;
    let direct = server.post("/direct-rooms", &ana, json!({"users": [ben.id]})).await.created();
    let direct = direct["room"]["id"].as_str().unwrap();
    server.post(&format!("/rooms/{private}/members"), &ana, json!({"users": [ben.id]})).await.ok();
    let gus = server.set_role(&gus, WorkspaceRole::Guest).await;
    for room in [&public, &private, direct] {
        server.say(&ana, room, &format!("password in {room}")).await;
    }
    for state in ["tail", "lists"] {
        for order in ["newest", "best"] {
            let count = async |who: &Person, query: &str| {
                let page = server.get(&format!("/search?order={order}&q={query}"), who).await.ok();
                page["hits"].as_array().unwrap().len()
            };
            for query in ["password", "pass", "pass*", "%22password%20in%22", "from:ana", "-zebra", "on:2026"] {
                assert_eq!(count(&ana, query).await, 3, "{state}, {query}");
                assert_eq!(count(&ben, query).await, 3, "{state}, {query}");
                assert_eq!(count(&eve, query).await, 1, "{state}, {query}: eve sees what is private");
                assert_eq!(count(&gus, query).await, 0, "{state}, {query}: a guest sees rooms of others");
            }
            assert_eq!(count(&eve, "in:secret%20password").await, 0);
            assert_eq!(count(&eve, "in:@ana%20password").await, 0);
            assert_eq!(count(&ben, "in:@ana%20password").await, 1);
        }
        let hidden = server.get(&format!("/search?q=password&room={private}"), &eve).await;
        let absent = server.get("/search?q=password&room=0195f3a0-0000-7000-8000-00000000dead", &eve).await;
        assert_eq!((hidden.problem(404), absent.problem(404)), ("not_found".into(), "not_found".into()));
        let known = server.get("/search?q=in:secret%20x", &eve).await.ok()["understood"][0]["problem"].clone();
        let unknown = server.get("/search?q=in:sacred%20x", &eve).await.ok()["understood"][0]["problem"].clone();
        assert_eq!(known.as_str().unwrap().replace("secret", "sacred"), unknown.as_str().unwrap());
        index(&server).await;
    }
    server.delete(&format!("/rooms/{private}/members/{}", ben.id), &ana).await;
    let left = found(&server, &ben, "password").await;
    assert_eq!(left.len(), 2, "who is no member any more finds nothing of a private room: {left:?}");
}

#[tokio::test]
async fn what_was_edited_away_or_deleted_is_found_no_more() {
    let (server, ana) = Server::start().await;
    let room = server.room(&ana, "public", "general").await;
    for indexed in [false, true] {
        let first = server.say(&ana, &room, &format!("the secret is swordfish {indexed}")).await;
        let path = format!("/messages/{}", first["id"].as_str().unwrap());
        if indexed {
            index(&server).await;
        }
        assert_eq!(found(&server, &ana, "swordf").await.len(), 1);
        server.patch(&path, &ana, json!({"text": "the secret is out"})).await.ok();
        for state in ["tail", "lists"] {
            for query in ["swordfish", "swordf", "\"is swordfish\"", "sword*"] {
                assert!(found(&server, &ana, query).await.is_empty(), "{query} from the {state}, {indexed}");
            }
            assert_eq!(found(&server, &ana, "\"is out\"").await, ["the secret is out"], "{state}");
            assert_eq!(found(&server, &ana, "secret -swordfish").await.len(), 1, "{state}");
            index(&server).await;
        }
        server.delete(&path, &ana).await.ok();
        for state in ["tail", "lists"] {
            for query in ["secret", "out", "from:ana", "-zebra", "in:general"] {
                assert!(found(&server, &ana, query).await.is_empty(), "{query} from the {state}, {indexed}");
            }
            index(&server).await;
        }
        assert_eq!(lists(&server, "secret").await, 0, "nothing is left of it");
    }
}

/// Spans in which some message has a word.
async fn lists(server: &Server, word: &'static str) -> i64 {
    let count = server.app.read(word, |tx, word| {
        Box::pin(async move {
            sql("SELECT count(*) FROM search_lists WHERE word = $1").bind(*word).fetch_value::<i64>(tx).await
        })
    });
    count.await.unwrap().unwrap()
}

#[tokio::test]
async fn what_comes_to_hang_on_a_message_is_found_until_it_goes() {
    let (server, ana) = Server::start().await;
    let room = server.room(&ana, "public", "general").await;
    server.say(&ana, &room, "another").await;
    let message = server.say(&ana, &room, "the release").await;
    index(&server).await;
    let at = |what: &str| format!("/messages/{}/{what}", message["id"].as_str().unwrap());
    let both = ["has:reaction", "is:pinned"];
    server.put(&at("reactions/%F0%9F%8E%89"), &ana, json!({})).await.ok();
    server.put(&at("pin"), &ana, json!({})).await.ok();
    for state in ["tail", "lists"] {
        for query in both {
            assert_eq!(found(&server, &ana, query).await, ["the release"], "{query} from the {state}");
            assert_eq!(found(&server, &ana, &format!("-{query}")).await, ["another"], "-{query} from the {state}");
        }
        index(&server).await;
    }
    server.delete(&at("reactions/%F0%9F%8E%89"), &ana).await.ok();
    server.delete(&at("pin"), &ana).await.ok();
    for state in ["tail", "lists"] {
        for query in both {
            assert!(found(&server, &ana, query).await.is_empty(), "{query} from the {state}");
        }
        index(&server).await;
    }
}

#[tokio::test]
async fn threads_and_files_are_found_until_they_go() {
    let (server, ana) = Server::start().await;
    let room = server.room(&ana, "public", "general").await;
    server.say(&ana, &room, "another").await;
    let root = server.say(&ana, &room, "the release").await["id"].clone();
    index(&server).await;
    let body = json!({"text": "at last", "client_key": "reply", "reply_to": root});
    let reply = server.post(&format!("/rooms/{room}/messages"), &ana, body).await.created();
    let file = server.upload(&ana, "Quarterly-Report.txt", b"figures").await;
    let carrier = server.say_with(&ana, &room, "look", &[&file]).await["id"].clone();
    for state in ["tail", "lists"] {
        assert_eq!(found(&server, &ana, "is:thread").await, ["at last", "the release"], "{state}");
        for query in ["has:file", "quarterly-rep", "report.txt", "has:file -has:image look"] {
            assert_eq!(found(&server, &ana, query).await, ["look"], "{query} from the {state}");
        }
        index(&server).await;
    }
    for message in [&reply["message"]["id"], &carrier] {
        server.delete(&format!("/messages/{}", message.as_str().unwrap()), &ana).await.ok();
    }
    for state in ["tail", "lists"] {
        for query in ["is:thread", "has:file", "quarterly", "last"] {
            assert!(found(&server, &ana, query).await.is_empty(), "{query} from the {state}");
        }
        assert_eq!(found(&server, &ana, "-is:thread").await, ["the release", "another"], "{state}");
        index(&server).await;
    }
}

#[tokio::test]
async fn what_is_saved_is_found_by_who_saved_it() {
    let (server, ana, ben) = corpus().await;
    let all = search(&server, &ana, "the").await;
    for hit in [1, 4] {
        let saved = format!("/messages/{}/saved", all["hits"][hit]["message"]["id"].as_str().unwrap());
        server.put(&saved, &ana, json!({})).await.ok();
    }
    let (the, deploy) = (texts(&all)[1], texts(&all)[4]);
    let saved = search(&server, &ana, "the").await["saved"].clone();
    assert_eq!(saved, json!([all["hits"][1]["message"]["id"], all["hits"][4]["message"]["id"]]));
    for state in ["tail", "lists"] {
        assert_eq!(found(&server, &ana, "is:saved").await, [the, deploy], "{state}");
        assert_eq!(found(&server, &ana, "is:saved from:ana").await, [deploy], "{state}");
        assert_eq!(found(&server, &ana, "the -is:saved").await.len(), 3, "{state}");
        let best = server.get("/search?q=is:saved%20the&order=best", &ana).await.ok();
        assert_eq!(best["hits"].as_array().unwrap().len(), 2, "{state}");
        assert!(found(&server, &ben, "is:saved").await.is_empty(), "{state}: ben saved nothing");
        index(&server).await;
    }
}

#[tokio::test]
async fn a_hit_shows_why_it_was_found() {
    let (server, ana, _) = corpus().await;
    let page = search(&server, &ana, "exampl -zebra from:ben sender:x").await;
    let terms: Vec<(&str, &str, bool, bool)> = page["understood"]
        .as_array()
        .unwrap()
        .iter()
        .map(|term| {
            let text = |key: &str| term[key].as_str().unwrap();
            (text("written"), text("operator"), term["negated"].as_bool().unwrap(), term["problem"].is_string())
        })
        .collect();
    let expected = [
        ("exampl", "word", false, false),
        ("-zebra", "word", true, false),
        ("from:ben", "from", false, false),
        ("sender:x", "word", false, true),
    ];
    assert_eq!(terms, expected);
    let page = search(&server, &ana, "exampl from:ben").await;
    let excerpt = &page["hits"][0]["excerpt"];
    let hits: Vec<&str> = excerpt
        .as_array()
        .unwrap()
        .iter()
        .filter(|part| part["hit"] == true)
        .map(|part| part["text"].as_str().unwrap())
        .collect();
    assert_eq!(hits, ["example"]);
    let all: String = excerpt.as_array().unwrap().iter().map(|part| part["text"].as_str().unwrap()).collect();
    assert_eq!(all, "say code words and a link (https://hidden.example.net/path)");
}

#[tokio::test]
async fn days_begin_where_the_caller_is() {
    let (server, ana) = Server::start().await;
    let room = server.room(&ana, "public", "general").await;
    // Nine in the morning in Greenwich is one in the night in California.
    server.say(&ana, &room, "early").await;
    for (minutes, query, expected) in [
        (0, "on:2026-03-01", 1),
        (0, "on:today", 1),
        (-600, "on:2026-03-01", 0),
        (-600, "on:2026-02-28", 1),
        (-600, "on:today", 1),
        (900, "on:today", 0),
    ] {
        let answer = server.get(&format!("/search?q={query}&utc_offset={minutes}"), &ana).await;
        if minutes == 900 {
            assert_eq!(answer.wrong_fields(), ["utc_offset"]);
        } else {
            assert_eq!(answer.ok()["hits"].as_array().unwrap().len(), expected, "{query} at {minutes}");
        }
    }
}

const EMPTY: [&str; 6] = [
    "DELETE FROM search_tail",
    "DELETE FROM search_lists",
    "DELETE FROM search_places",
    "DELETE FROM search_spans",
    "DELETE FROM search_words",
    "DELETE FROM search_backfill",
];

/// Forgets everything known of messages, as before the index was; up to this one they count as read.
async fn unlearn(server: &Server, read: uuid::Uuid) {
    let forget = server.app.change(Stream::Workspace, read, |c, read| {
        Box::pin(async move {
            for statement in EMPTY {
                sql(statement).execute(c).await?;
            }
            sql("INSERT INTO search_backfill (id, message_id) VALUES ($1, $2)").bind(1_i64).bind(*read).execute(c).await
        })
    });
    forget.await.unwrap();
}

#[tokio::test]
async fn what_was_there_before_the_index_is_found_after_its_first_round() {
    let (server, ana, _) = corpus().await;
    unlearn(&server, uuid::Uuid::nil()).await;
    assert!(found(&server, &ana, "the").await.is_empty());
    for _ in 0..2 {
        index(&server).await;
        assert_eq!(found(&server, &ana, "the").await.len(), 5);
    }
}

#[tokio::test]
async fn reading_what_was_there_before_goes_on_where_it_broke_off() {
    let (server, ana, _) = corpus().await;
    let all = search(&server, &ana, "the").await;
    let third = all["hits"][2]["message"]["id"].as_str().unwrap().parse().unwrap();
    unlearn(&server, third).await;
    index(&server).await;
    assert_eq!(found(&server, &ana, "the").await, texts(&all)[..2], "what was read before is not read again");
}

#[tokio::test]
async fn a_search_that_is_none_is_refused() {
    let (server, ana) = Server::start().await;
    let long = ["x".repeat(257), "%22".repeat(10_000), "a%20".repeat(11), "%22%20".repeat(5_000)];
    for query in ["", "%20%20"].into_iter().chain(long.iter().map(String::as_str)) {
        let query = format!("q={query}");
        assert_eq!(server.get(&format!("/search?{query}"), &ana).await.wrong_fields(), ["q"], "{query}");
    }
    assert_eq!(server.get("/search", &ana).await.problem(400), "malformed");
    assert_eq!(server.get("/search?q=x&order=worst", &ana).await.problem(400), "malformed");
    for order in ["newest", "best"] {
        for cursor in ["x", "MTpzZWFyY2g6eA", "MTpzZWFyY2gtYmVzdDo5OTktMQ"] {
            let answer = server.get(&format!("/search?q=x&order={order}&cursor={cursor}"), &ana).await;
            assert_eq!(answer.problem(400), "bad_cursor", "{order} {cursor}");
        }
    }
}

#[tokio::test]
async fn searches_of_one_user_are_limited() {
    let server = Server::with(Facts::default()).await;
    let ana = server.set_up("ana").await;
    for _ in 0..20 {
        server.get("/search?q=x", &ana).await.ok();
    }
    assert_eq!(server.get("/search?q=x", &ana).await.problem(429), "rate_limited");
}
