//! The seam between our statements and the two database engines.
//!
//! [`Database`] opens SQLite or PostgreSQL; [`Database::read`] runs a body in one snapshot, [`Database::change`] in one unit of
//! work; inside, [`sql`] runs one statement text on whichever engine it is. Nothing outside this folder knows which.

mod database;
mod failure;
mod migrate;
mod postgres;
mod row;
mod sql;
mod sqlite;
mod statements;
mod tx;
mod unit;
mod value;
mod wal;

pub use database::{Body, Database, Hooks, Location};
pub use row::{Cell, Column, FromRow, Row};
pub use sql::{Statement, containing, sql};
pub use statements::Statements;
pub use tx::Tx;
pub(crate) use unit::stream_row;
pub use unit::{Entry, Unit};
pub use value::Value;

pub(crate) use row::{code, record};
