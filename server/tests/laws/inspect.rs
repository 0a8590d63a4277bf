//! Looking into a test's database from outside the server, on either engine.

use relaydesk::store::db::Location;

use crate::harness::Server;

/// A connection beside the server's.
pub enum Inspector {
    Sqlite(rusqlite::Connection),
    Postgres(tokio_postgres::Client),
}

impl Inspector {
    pub async fn open(server: &Server) -> Self {
        match &server.database.location {
            Location::Sqlite(file) => Self::Sqlite(rusqlite::Connection::open(file).unwrap()),
            Location::Postgres { url, .. } => {
                let (client, connection) = tokio_postgres::connect(url, tokio_postgres::NoTls).await.unwrap();
                tokio::spawn(connection);
                Self::Postgres(client)
            }
        }
    }

    /// The rows of a query of each engine's own, their columns as text joined by a space.
    pub async fn lines(&self, sqlite: &str, postgres: &str) -> Vec<String> {
        match self {
            Self::Sqlite(conn) => {
                let mut statement = conn.prepare(sqlite).unwrap();
                let columns = statement.column_count();
                let line = |row: &rusqlite::Row<'_>| {
                    let cell = |at| row.get::<_, Option<String>>(at).unwrap().unwrap_or_default();
                    Ok((0..columns).map(cell).collect::<Vec<_>>().join(" "))
                };
                statement.query_map([], line).unwrap().map(Result::unwrap).collect()
            }
            Self::Postgres(client) => {
                let rows = client.query(postgres, &[]).await.unwrap();
                let cell = |row: &tokio_postgres::Row, at| row.get::<_, Option<String>>(at).unwrap_or_default();
                rows.iter().map(|row| (0..row.len()).map(|at| cell(row, at)).collect::<Vec<_>>().join(" ")).collect()
            }
        }
    }

    /// Runs statements of each engine's own.
    pub async fn run(&self, sqlite: &str, postgres: &str) {
        match self {
            Self::Sqlite(conn) => conn.execute_batch(sqlite).unwrap(),
            Self::Postgres(client) => client.batch_execute(postgres).await.unwrap(),
        }
    }

    /// How the engine would run a statement: one line a step.
    pub async fn plan(&self, statement: &str) -> Vec<String> {
        match self {
            Self::Sqlite(conn) => {
                let mut plan = conn.prepare(&format!("EXPLAIN QUERY PLAN {}", statement.replace('$', "?"))).unwrap();
                let parameters = vec![None::<i64>; plan.parameter_count()];
                let steps =
                    plan.query_map(rusqlite::params_from_iter(parameters), |row| row.get::<_, String>(3)).unwrap();
                steps.map(Result::unwrap).collect()
            }
            Self::Postgres(client) => {
                let count = client.prepare(statement).await.unwrap().params().len();
                let nulls = if count == 0 { String::new() } else { format!("({})", vec!["NULL"; count].join(", ")) };
                client.batch_execute(&format!("PREPARE planned AS {statement}")).await.unwrap();
                let answer = client.simple_query(&format!("EXPLAIN EXECUTE planned{nulls}")).await.unwrap();
                client.batch_execute("DEALLOCATE planned").await.unwrap();
                let step = |message: &tokio_postgres::SimpleQueryMessage| match message {
                    tokio_postgres::SimpleQueryMessage::Row(row) => row.get(0).map(str::to_owned),
                    _ => None,
                };
                answer.iter().filter_map(step).collect()
            }
        }
    }
}
