//! Reads: one snapshot, bounded in time.

use relaydesk::domain::error::Error;
use relaydesk::store::db::sql;

use crate::harness::Server;

#[tokio::test]
async fn a_read_that_takes_too_long_is_given_up_and_the_next_goes_on() {
    let server = Server::bare().await;
    let endless = server
        .app
        .read((), |tx, ()| {
            Box::pin(async move {
                sql("WITH RECURSIVE n (i) AS (SELECT CAST(1 AS BIGINT) UNION ALL SELECT i + 1 FROM n) SELECT count(*) FROM n")
                    .fetch_value::<i64>(tx)
                    .await
            })
        })
        .await;
    assert!(matches!(endless, Err(Error::Busy(_))), "{endless:?}");
    server.get("/workspace", None).await.ok();
}

#[tokio::test]
async fn both_engines_give_back_what_they_were_given() {
    let server = Server::bare().await;
    let found = server
        .app
        .read((), |tx, ()| {
            Box::pin(async move {
                let text = sql("SELECT CAST($1 AS TEXT)").bind("naïve 🎉 \"'%_").fetch_value::<String>(tx).await?;
                let big = sql("SELECT CAST($1 AS BIGINT)").bind(i64::MIN).fetch_value::<i64>(tx).await?;
                let none = sql("SELECT CAST($1 AS BIGINT)").bind(None::<i64>).fetch_value::<Option<i64>>(tx).await?;
                let literal = sql("SELECT 1").fetch_value::<i64>(tx).await?;
                let listed = sql("SELECT kind FROM streams WHERE kind IN ($list)").bind_list([0_i64, 7, 9]);
                let listed = listed.fetch_values::<i64>(tx).await?;
                let nothing = sql("SELECT kind FROM streams WHERE kind IN ($list)").bind_list(Vec::<i64>::new());
                let nothing = nothing.fetch_values::<i64>(tx).await?;
                Ok((text, big, none, literal, listed, nothing))
            })
        })
        .await
        .unwrap();
    let (text, big, none, literal, listed, nothing) = found;
    assert_eq!(text.as_deref(), Some("naïve 🎉 \"'%_"));
    assert_eq!((big, none, literal), (Some(i64::MIN), Some(None), Some(1)));
    assert_eq!((listed, nothing), (vec![0], vec![]));
}
