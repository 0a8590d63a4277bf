//! A transaction on one connection of either engine.

use std::borrow::Cow;

use tokio::time::Instant;

use super::failure::Failure;
use super::statements::Statements;
use crate::domain::error::{Error, Result};

/// What statements run in. Reads get a snapshot; changes get a [`super::Unit`], which lends its transaction.
pub struct Tx {
    conn: Conn,
    statements: Statements,
    /// A statement failed. PostgreSQL then rolls the whole transaction back and answers a COMMIT as if nothing were wrong.
    failed: bool,
    verdict: Verdict,
}

#[expect(clippy::large_enum_variant, reason = "one a transaction; it is moved twice")]
pub(super) enum Conn {
    Sqlite(Box<rusqlite::Connection>),
    Postgres(deadpool_postgres::Object),
}

/// The gravest thing a statement of this transaction met.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Verdict {
    #[default]
    Fine,
    /// A deadlock or a conflict: the body may run again.
    Again,
    /// An I/O error: nothing more may be acknowledged.
    Fatal,
}

impl Tx {
    pub(super) fn new(conn: Conn) -> Self {
        Self { conn, statements: Statements::default(), failed: false, verdict: Verdict::Fine }
    }

    pub(super) fn conn(&mut self) -> &mut Conn {
        &mut self.conn
    }

    pub(super) fn into_conn(self) -> Conn {
        self.conn
    }

    /// The SQLite connection below; none on PostgreSQL.
    pub(super) fn sqlite(&self) -> Option<&rusqlite::Connection> {
        match &self.conn {
            Conn::Sqlite(conn) => Some(conn),
            Conn::Postgres(_) => None,
        }
    }

    #[expect(clippy::ptr_arg, reason = "the clone of a fixed text copies nothing")]
    pub(super) fn begin_statement(&mut self, text: &Cow<'static, str>) -> Instant {
        self.statements.note(text);
        Instant::now()
    }

    pub(super) fn note(&mut self, failure: &Failure) {
        self.failed |= !matches!(failure, Failure::Ours(_));
        let verdict = match failure {
            Failure::Again => Verdict::Again,
            Failure::Fatal(_) => Verdict::Fatal,
            _ => Verdict::Fine,
        };
        self.verdict = self.verdict.max(verdict);
    }

    /// Goes on only when every statement succeeded: what a body may not do is to go on after a failed one.
    pub(super) fn require_whole(&self) -> Result<()> {
        if self.failed { Err(Error::internal("a body went on after a failed statement")) } else { Ok(()) }
    }

    pub(super) fn take_verdict(&mut self) -> Verdict {
        std::mem::take(&mut self.verdict)
    }

    /// The statements that ran since the last time this was asked.
    pub(super) fn take_statements(&mut self) -> Statements {
        std::mem::take(&mut self.statements)
    }
}
