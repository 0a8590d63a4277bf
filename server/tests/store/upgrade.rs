//! Data of an earlier release is carried over by the migrations: an older database is made by hand, then opened.

use relaydesk::app::Facts;
use relaydesk::ops::{attached, present};
use relaydesk::store::db::Location;
use relaydesk::store::messages;
use wire::ids::{MessageId, UserId};
use wire::messages::Message;

use crate::harness::Server;
use crate::harness::database::TestDatabase;

/// Runs a text on a database that no server has opened. Ids are written `{7}`, truths `{yes}` and `{no}`.
async fn run(database: &TestDatabase, text: &str) {
    let id = |number: u128| uuid::Uuid::from_u128(number);
    let filled = |id: &dyn Fn(u128) -> String, [yes, no]: [&str; 2]| {
        let named = text.replace("{yes}", yes).replace("{no}", no);
        (1..100).fold(named, |text, number| text.replace(&format!("{{{number}}}"), &id(number)))
    };
    match &database.location {
        Location::Sqlite(file) => {
            let text = filled(&|number| format!("x'{}'", id(number).simple()), ["1", "0"]);
            rusqlite::Connection::open(file).unwrap().execute_batch(&text).unwrap();
        }
        Location::Postgres { url, .. } => {
            let (client, connection) = tokio_postgres::connect(url, tokio_postgres::NoTls).await.unwrap();
            tokio::spawn(connection);
            let text = filled(&|number| format!("'{}'", id(number)), ["TRUE", "FALSE"]);
            client.batch_execute(&text).await.unwrap();
        }
    }
}

/// A database as the migrations with these names leave it.
async fn at(names: &[&str]) -> TestDatabase {
    let database = TestDatabase::make().await;
    let tree = if matches!(database.location, Location::Sqlite(_)) { "sqlite" } else { "postgres" };
    run(
        &database,
        "CREATE TABLE migrations (number BIGINT PRIMARY KEY, name TEXT NOT NULL, applied_at BIGINT NOT NULL)",
    )
    .await;
    for (name, number) in names.iter().zip(1..) {
        let file = format!("{}/migrations/{tree}/{name}.sql", env!("CARGO_MANIFEST_DIR"));
        run(&database, &std::fs::read_to_string(file).unwrap()).await;
        run(&database, &format!("INSERT INTO migrations VALUES ({number}, '{name}', 0)")).await;
    }
    database
}

/// Twenty-two people, three messages in a room: a root with replies, one with reactions and files, a plain one.
const BEFORE_ATTACHED: &str = "
    INSERT INTO rooms VALUES ({90}, 'public', 'r', 'r', '', '', {no}, {no}, NULL, NULL, 0, 0, 3, 0, 0);
    INSERT INTO streams VALUES ({90}, 1, 0, 0);
    INSERT INTO messages VALUES ({31}, {90}, {1}, 1, NULL, NULL, 'root', NULL, 1, NULL, NULL, 'a', 0, 3, 9, 5);
    INSERT INTO messages VALUES ({32}, {90}, {2}, 2, NULL, NULL, 'full', NULL, 2, NULL, NULL, 'b', 0, 0, NULL, 6);
    INSERT INTO messages VALUES ({33}, {90}, {2}, 3, NULL, NULL, 'plain', NULL, 3, NULL, NULL, 'c', 0, 0, NULL, 7);
    INSERT INTO messages VALUES ({34}, {90}, {2}, NULL, {31}, 1, 'one', NULL, 4, NULL, NULL, 'd', 0, 0, NULL, 8);
    INSERT INTO messages VALUES ({35}, {90}, {3}, NULL, {31}, 2, 'two', NULL, 5, NULL, NULL, 'e', 0, 0, NULL, 9);
    INSERT INTO messages VALUES ({36}, {90}, {2}, NULL, {31}, 3, 'three', NULL, 9, NULL, NULL, 'f', 0, 0, NULL, 10);
    INSERT INTO files VALUES ({41}, {32}, 1, 'second \"one\".txt', 'text/plain', 7, 'https://example.org/2');
    INSERT INTO files VALUES ({42}, {32}, 0, 'first', '', 0, 'https://example.org/1');
    INSERT INTO reactions VALUES ({32}, '👍', {3}, 50);
    INSERT INTO reactions VALUES ({32}, ':party:', {4}, 20);";

#[tokio::test]
async fn what_hangs_on_older_messages_is_gathered_when_the_data_is_opened() {
    let database = at(&["0001_start", "0002_import"]).await;
    for person in 1..=22 {
        let user = "'', 'u', NULL, NULL, NULL, 'person', 'member', {no}, {no}, 0, 0";
        run(&database, &format!("INSERT INTO users VALUES ({{{person}}}, 'u{person}', {user})")).await;
    }
    run(&database, BEFORE_ATTACHED).await;
    for person in 1..=22 {
        run(&database, &format!("INSERT INTO reactions VALUES ({{32}}, '🎉', {{{person}}}, {})", 100 - person)).await;
    }
    let server = Server::on(database, Facts::default()).await;
    let read = async || {
        let find = server.app.read((), |tx, ()| {
            Box::pin(async move {
                let ids = [31, 32, 33].map(|number| MessageId(uuid::Uuid::from_u128(number)));
                let mut found = messages::by_ids(tx, &ids).await?;
                found.sort_by_key(|record| record.id);
                present::messages(found)
            })
        });
        find.await.unwrap()
    };
    let migrated: Vec<Message> = read().await;
    let user = |number| UserId(uuid::Uuid::from_u128(number));

    let thread = migrated[0].thread.clone().unwrap();
    assert_eq!((thread.reply_count, thread.last_position, thread.repliers), (3, 3, vec![user(2), user(3)]));
    let kinds: Vec<_> = migrated[1].reactions.iter().map(|kind| (kind.emoji.as_str(), kind.count)).collect();
    assert_eq!(kinds, [(":party:", 1), ("👍", 1), ("🎉", 22)]);
    assert_eq!(migrated[1].reactions[2].users, (3..=22).rev().map(user).collect::<Vec<_>>());
    let files: Vec<_> = migrated[1].files.iter().map(|file| (file.name.as_str(), file.size)).collect();
    assert_eq!(files, [("first", 0), ("second \"one\".txt", 7)]);
    assert_eq!(migrated[1].changed_seq, 6);
    assert!(migrated[2].reactions.is_empty() && migrated[2].files.is_empty() && migrated[2].thread.is_none());

    let room = wire::streams::Stream::Room(migrated[0].room);
    let again = server.app.change(room, (), |c, ()| {
        Box::pin(async move {
            let ids = [31, 32, 33].map(|number| MessageId(uuid::Uuid::from_u128(number)));
            attached::gather(c, &ids).await
        })
    });
    again.await.unwrap();
    assert_eq!(read().await, migrated, "the migration and the server gather differently");
}
