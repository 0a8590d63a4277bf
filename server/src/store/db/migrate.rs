//! Migrations: embedded, forward only, each in one transaction.
//!
//! Both engines have the same numbers and names. A killed start leaves either the old schema or the new one.

use std::path::Path;

/// One step of the schema.
struct Migration {
    number: i64,
    name: &'static str,
    sqlite: &'static str,
    postgres: &'static str,
}

macro_rules! migrations {
    ($($number:literal $name:literal,)*) => {
        const MIGRATIONS: &[Migration] = &[$(Migration {
            number: $number,
            name: $name,
            sqlite: include_str!(concat!("../../../migrations/sqlite/", $name, ".sql")),
            postgres: include_str!(concat!("../../../migrations/postgres/", $name, ".sql")),
        },)*];
    };
}

migrations! {
    1 "0001_start",
    2 "0002_import",
    3 "0003_messages_in_depth",
    4 "0004_files",
    5 "0005_search",
    6 "0006_threads",
    7 "0007_previews",
}

/// The numbers of the migrations that an opening applied; empty when the schema was up to date.
pub type Applied = Vec<i64>;

const TABLE: &str =
    "CREATE TABLE IF NOT EXISTS migrations (number BIGINT PRIMARY KEY, name TEXT NOT NULL, applied_at BIGINT NOT NULL)";

/// The newest schema this program knows.
pub(super) fn newest() -> i64 {
    MIGRATIONS.last().map_or(0, |migration| migration.number)
}

/// What is to be done for a database at schema `present`.
fn missing(present: i64) -> Result<&'static [Migration], String> {
    if present > newest() {
        return Err(format!(
            "This data is of a newer RelayDesk: its schema is {present}, this program knows {}. Start the newer program, or restore a backup.",
            newest()
        ));
    }
    let done = MIGRATIONS.partition_point(|migration| migration.number <= present);
    Ok(MIGRATIONS.get(done..).unwrap_or_default())
}

/// Brings a SQLite file up to date, after a copy of it was put beside it.
pub(super) fn sqlite(conn: &mut rusqlite::Connection, file: &Path, now_micros: i64) -> Result<Applied, String> {
    let text = |error: rusqlite::Error| format!("The database {} cannot be opened: {error}.", file.display());
    conn.execute_batch(TABLE).map_err(text)?;
    let present: i64 =
        conn.query_row("SELECT coalesce(max(number), 0) FROM migrations", [], |row| row.get(0)).map_err(text)?;
    let missing = missing(present)?;
    if present > 0 && !missing.is_empty() {
        let copy = file.with_extension(format!("before-{}.db", newest()));
        if !copy.exists() {
            conn.execute("VACUUM INTO ?1", [copy.to_string_lossy()]).map_err(text)?;
        }
    }
    for migration in missing {
        let step = conn.transaction_with_behavior(rusqlite::TransactionBehavior::Immediate).map_err(text)?;
        let known: i64 = step
            .query_row("SELECT count(*) FROM migrations WHERE number = ?1", [migration.number], |row| row.get(0))
            .map_err(text)?;
        if known == 0 {
            step.execute_batch(migration.sqlite).map_err(text)?;
            step.execute("INSERT INTO migrations VALUES (?1, ?2, ?3)", (migration.number, migration.name, now_micros))
                .map_err(text)?;
        }
        step.commit().map_err(text)?;
    }
    Ok(missing.iter().map(|migration| migration.number).collect())
}

/// Brings a PostgreSQL database up to date. Nodes that start at once wait for one another.
pub(super) async fn postgres(client: &mut tokio_postgres::Client, now_micros: i64) -> Result<Applied, String> {
    /// Names the lock among the database's advisory locks: the bytes of `relaydes`.
    const LOCK: i64 = 0x7265_6c61_7964_6573;
    let text = |error: tokio_postgres::Error| {
        let detail = error.as_db_error().map_or_else(|| error.to_string(), |error| error.message().to_owned());
        format!("The database's schema cannot be brought up to date: {detail}.")
    };
    let mut applied = Applied::new();
    let step = client.transaction().await.map_err(text)?;
    step.execute("SELECT pg_advisory_xact_lock($1)", &[&LOCK]).await.map_err(text)?;
    step.batch_execute(TABLE).await.map_err(text)?;
    let row = step.query_one("SELECT coalesce(max(number), 0) FROM migrations", &[]).await.map_err(text)?;
    for migration in missing(row.try_get(0).map_err(text)?)? {
        step.batch_execute(migration.postgres).await.map_err(text)?;
        step.execute("INSERT INTO migrations VALUES ($1, $2, $3)", &[&migration.number, &migration.name, &now_micros])
            .await
            .map_err(text)?;
        applied.push(migration.number);
    }
    step.commit().await.map_err(text)?;
    Ok(applied)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn migrations_are_numbered_one_after_another_as_their_names_say() {
        for (migration, number) in MIGRATIONS.iter().zip(1..) {
            assert_eq!(migration.number, number);
            assert!(migration.name.starts_with(&format!("{number:04}_")), "{}", migration.name);
        }
    }

    #[test]
    fn a_newer_schema_is_refused_with_a_sentence() {
        let Err(sentence) = missing(newest() + 1) else { panic!("a newer schema was accepted") };
        assert!(sentence.contains("newer RelayDesk"), "{sentence}");
    }
}
