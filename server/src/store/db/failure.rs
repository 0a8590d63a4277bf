//! Failures of the databases, told in our terms.
//!
//! A full disk is 507 and passes; a wait that was too long is `Busy`; a database that is away is `Unavailable`; a write that
//! the disk refused with an I/O error is fatal: after it nothing more may be acknowledged.

use std::time::Duration;

use rusqlite::ffi::ErrorCode;
use tokio_postgres::error::SqlState;

use crate::domain::error::Error;

/// How long a caller should wait before the next try.
const RETRY_AFTER: Duration = Duration::from_secs(1);

/// What a statement, a begin or a commit met.
#[derive(Debug)]
pub(super) enum Failure {
    /// The disk is full.
    Full,
    /// A lock was not to be had, or the statement took too long.
    Busy,
    /// Run the whole body again: a deadlock, or a conflict between transactions.
    Again,
    /// The database is away.
    Away(String),
    /// The disk gave an I/O error: stop.
    Fatal(String),
    /// Already one of ours.
    Ours(Error),
    /// A mistake of ours.
    Mistake(String),
}

impl From<Error> for Failure {
    fn from(error: Error) -> Self {
        Self::Ours(error)
    }
}

impl Failure {
    pub(super) fn into_error(self, statement: &str) -> Error {
        match self {
            Self::Full => Error::StorageFull,
            Self::Busy | Self::Again => Error::Busy(RETRY_AFTER),
            Self::Away(text) | Self::Fatal(text) => Error::Unavailable(text),
            Self::Ours(error) => error,
            Self::Mistake(text) => Error::Internal(format!("{text} in: {statement}")),
        }
    }
}

pub(super) fn of_sqlite(error: rusqlite::Error) -> Failure {
    match error.sqlite_error_code() {
        Some(ErrorCode::DiskFull) => Failure::Full,
        Some(ErrorCode::DatabaseBusy | ErrorCode::DatabaseLocked | ErrorCode::OperationInterrupted) => Failure::Busy,
        Some(ErrorCode::SystemIoFailure | ErrorCode::DatabaseCorrupt) => Failure::Fatal(error.to_string()),
        Some(ErrorCode::CannotOpen | ErrorCode::ReadOnly) => Failure::Away(error.to_string()),
        _ => Failure::Mistake(error.to_string()),
    }
}

pub(super) fn of_postgres(error: tokio_postgres::Error) -> Failure {
    let Some(code) = error.code() else {
        // Its own display says little more than "db error": the cause tells.
        let cause = std::error::Error::source(&error);
        let text = cause.map_or_else(|| error.to_string(), |cause| format!("{error}: {cause}"));
        let away = error.is_closed() || cause.is_some_and(|cause| cause.is::<std::io::Error>());
        return if away { Failure::Away(text) } else { Failure::Mistake(text) };
    };
    if *code == SqlState::T_R_SERIALIZATION_FAILURE || *code == SqlState::T_R_DEADLOCK_DETECTED {
        Failure::Again
    } else if *code == SqlState::DISK_FULL {
        Failure::Full
    } else if *code == SqlState::QUERY_CANCELED || *code == SqlState::LOCK_NOT_AVAILABLE {
        Failure::Busy
    } else if *code == SqlState::READ_ONLY_SQL_TRANSACTION
        || code.code().starts_with("57P")
        || code.code().starts_with("08")
    {
        Failure::Away(error.to_string())
    } else {
        Failure::Mistake(format!("{error}: {}", error.as_db_error().map_or("", |e| e.message())))
    }
}
