//! One statement, one text, both engines.
//!
//! `sql("SELECT … WHERE id = $1").bind(id).fetch_one::<Record>(tx).await`: for SQLite `$n` becomes `?n`. A list goes
//! where the text says `$list`, rows of an insert where it says `$rows`. This is the one place that times, logs, counts and
//! caches statements.

use std::borrow::Cow;
use std::fmt::Write as _;
use std::time::Duration;

use tokio::time::Instant;
use tokio_postgres::types::ToSql;

use super::failure;
use super::row::{Column, FromRow, Row};
use super::tx::{Conn, Tx};
use super::value::Value;
use crate::domain::error::{Error, Result};

/// A statement that took longer is logged.
const SLOW: Duration = Duration::from_millis(200);

/// A statement and its parameters.
#[derive(Debug)]
pub struct Statement {
    text: Cow<'static, str>,
    values: Vec<Value>,
}

/// Starts a statement. The text is fixed at compile time: nothing a user wrote can become SQL.
#[must_use]
pub fn sql(text: &'static str) -> Statement {
    Statement { text: Cow::Borrowed(text), values: Vec::new() }
}

/// The pattern of texts that hold `part`, for `LIKE $n ESCAPE '\'`: every character stands for itself.
#[must_use]
pub fn containing(part: &str) -> String {
    let mut pattern = String::with_capacity(part.len() + 2);
    pattern.push('%');
    for char in part.chars() {
        if matches!(char, '%' | '_' | '\\') {
            pattern.push('\\');
        }
        pattern.push(char);
    }
    pattern.push('%');
    pattern
}

impl Statement {
    /// The next parameter: `$1`, `$2` …
    #[must_use]
    pub fn bind(mut self, value: impl Into<Value>) -> Self {
        self.values.push(value.into());
        self
    }

    /// The parameters of the next `$list`, as in `id IN ($list)`; an empty list matches nothing.
    ///
    /// Padded to a power of two by repeating the last, or each length would be a prepared statement of its own.
    #[must_use]
    pub fn bind_list<T: Into<Value>>(mut self, items: impl IntoIterator<Item = T>) -> Self {
        let mut list: Vec<Value> = items.into_iter().map(Into::into).collect();
        let last = list.last().cloned().unwrap_or(Value::Null);
        list.resize(list.len().max(1).next_power_of_two(), last);
        let names = parameters(self.values.len(), list.len());
        self.text = Cow::Owned(self.text.replacen("$list", &names, 1));
        self.values.append(&mut list);
        self
    }

    /// The parameters of `$rows`, as in `INSERT INTO t (a, b) VALUES $rows`. There must be at least one row.
    #[must_use]
    pub fn bind_rows<const N: usize>(mut self, rows: impl IntoIterator<Item = [Value; N]>) -> Self {
        let mut text = String::new();
        for row in rows {
            let separator = if text.is_empty() { "" } else { ", " };
            let _ = write!(text, "{separator}({})", parameters(self.values.len(), N));
            self.values.extend(row);
        }
        self.text = Cow::Owned(self.text.replace("$rows", &text));
        self
    }

    /// Runs the statement; answers how many rows it touched.
    ///
    /// # Errors
    /// As the database fails; see `failure.rs`.
    pub async fn execute(self, tx: &mut Tx) -> Result<u64> {
        self.refuse_nul()?;
        let started = tx.begin_statement(&self.text);
        let outcome = match tx.conn() {
            Conn::Sqlite(conn) => conn
                .prepare_cached(&self.sqlite_text())
                .and_then(|mut statement| statement.execute(rusqlite::params_from_iter(&self.values)))
                .map(|touched| touched as u64)
                .map_err(failure::of_sqlite),
            Conn::Postgres(client) => {
                let run = async {
                    let statement = client.prepare_cached(&self.text).await?;
                    client.execute(&statement, &self.parameters()).await
                };
                run.await.map_err(failure::of_postgres)
            }
        };
        self.end(tx, started, outcome)
    }

    /// Runs the statement and reads all rows.
    ///
    /// # Errors
    /// As the database fails, or `Internal` when the columns are not those of `R`.
    pub async fn fetch_all<R: FromRow>(self, tx: &mut Tx) -> Result<Vec<R>> {
        self.rows(tx, |row| R::from_row(row)).await
    }

    /// Runs the statement and reads its row, if there is one.
    ///
    /// # Errors
    /// As [`Statement::fetch_all`].
    pub async fn fetch_optional<R: FromRow>(self, tx: &mut Tx) -> Result<Option<R>> {
        Ok(self.fetch_all(tx).await?.into_iter().next())
    }

    /// Runs the statement and reads the row that must be there.
    ///
    /// # Errors
    /// As [`Statement::fetch_all`], and `Internal` when there is no row.
    pub async fn fetch_one<R: FromRow>(self, tx: &mut Tx) -> Result<R> {
        self.fetch_optional(tx).await?.ok_or_else(|| Error::internal("a statement gave no row"))
    }

    /// Runs the statement and reads the first column of every row.
    ///
    /// # Errors
    /// As [`Statement::fetch_all`].
    pub async fn fetch_values<T: Column>(self, tx: &mut Tx) -> Result<Vec<T>> {
        self.rows(tx, |row| row.first()).await
    }

    /// Runs the statement and reads the first column of its row, if there is one.
    ///
    /// # Errors
    /// As [`Statement::fetch_all`].
    pub async fn fetch_value<T: Column>(self, tx: &mut Tx) -> Result<Option<T>> {
        Ok(self.fetch_values(tx).await?.into_iter().next())
    }

    /// PostgreSQL keeps every character but this one; what one engine refuses, both refuse.
    fn refuse_nul(&self) -> Result<()> {
        let has_nul = |value: &Value| matches!(value, Value::Text(text) if text.as_bytes().contains(&0));
        if self.values.iter().any(has_nul) {
            return Err(Error::Malformed("A text cannot hold the character NUL.".into()));
        }
        Ok(())
    }

    async fn rows<T>(self, tx: &mut Tx, read: impl Fn(&mut Row<'_>) -> Result<T>) -> Result<Vec<T>> {
        self.refuse_nul()?;
        let started = tx.begin_statement(&self.text);
        let outcome = match tx.conn() {
            Conn::Sqlite(conn) => self.sqlite_rows(conn, read),
            Conn::Postgres(client) => {
                let run = async {
                    let statement = client.prepare_cached(&self.text).await?;
                    client.query(&statement, &self.parameters()).await
                };
                let rows = run.await.map_err(failure::of_postgres);
                rows.and_then(|rows| rows.iter().map(|row| Ok(read(&mut Row::postgres(row))?)).collect())
            }
        };
        self.end(tx, started, outcome)
    }

    fn sqlite_rows<T>(
        &self,
        conn: &rusqlite::Connection,
        read: impl Fn(&mut Row<'_>) -> Result<T>,
    ) -> Result<Vec<T>, failure::Failure> {
        let mut statement = conn.prepare_cached(&self.sqlite_text()).map_err(failure::of_sqlite)?;
        let mut rows = statement.query(rusqlite::params_from_iter(&self.values)).map_err(failure::of_sqlite)?;
        let mut found = Vec::new();
        while let Some(row) = rows.next().map_err(failure::of_sqlite)? {
            found.push(read(&mut Row::sqlite(row))?);
        }
        Ok(found)
    }

    /// SQLite numbers `$n` by first appearance, `?n` as written.
    fn sqlite_text(&self) -> String {
        self.text.replace('$', "?")
    }

    fn parameters(&self) -> Vec<&(dyn ToSql + Sync)> {
        self.values.iter().map(|value| value as &(dyn ToSql + Sync)).collect()
    }

    fn end<T>(&self, tx: &mut Tx, started: Instant, outcome: Result<T, failure::Failure>) -> Result<T> {
        let took = started.elapsed();
        if took > SLOW {
            tracing::warn!(took_ms = took.as_millis(), statement = %self.text, "slow statement");
        }
        outcome.map_err(|failure| {
            tx.note(&failure);
            failure.into_error(&self.text)
        })
    }
}

/// `$4, $5, $6` for three parameters after three others.
fn parameters(before: usize, count: usize) -> String {
    let mut names = String::with_capacity(count * 5);
    for number in before + 1..=before + count {
        let separator = if names.is_empty() { "" } else { ", " };
        let _ = write!(names, "{separator}${number}");
    }
    names
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_list_is_padded_to_a_power_of_two_with_its_last_item() {
        let statement = sql("SELECT 1 FROM t WHERE a = $1 AND b IN ($list)").bind(7_i64).bind_list([1_i64, 2, 3]);
        assert_eq!(statement.text, "SELECT 1 FROM t WHERE a = $1 AND b IN ($2, $3, $4, $5)");
        assert_eq!(statement.values, [7, 1, 2, 3, 3].map(Value::Int));
    }

    #[test]
    fn an_empty_list_matches_nothing() {
        let statement = sql("SELECT 1 FROM t WHERE b IN ($list)").bind_list(Vec::<i64>::new());
        assert_eq!(statement.text, "SELECT 1 FROM t WHERE b IN ($1)");
        assert_eq!(statement.values, [Value::Null]);
    }

    #[test]
    fn a_second_list_gets_the_numbers_behind_the_first() {
        let statement =
            sql("DELETE FROM t WHERE a IN ($list) AND b IN ($list)").bind_list([1_i64, 2]).bind_list([3_i64]);
        assert_eq!(statement.text, "DELETE FROM t WHERE a IN ($1, $2) AND b IN ($3)");
    }

    #[test]
    fn rows_are_numbered_one_after_another() {
        let rows = [[Value::Int(1), Value::Int(2)], [Value::Int(3), Value::Int(4)]];
        let statement = sql("INSERT INTO t (a, b) VALUES $rows").bind_rows(rows);
        assert_eq!(statement.text, "INSERT INTO t (a, b) VALUES ($1, $2), ($3, $4)");
    }
}
