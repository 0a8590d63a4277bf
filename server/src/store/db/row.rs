//! Rows: columns of either engine read into our types, in the order in which the statement names them.

use tokio_postgres::types::{FromSql, Type};
use uuid::Uuid;
use wire::ids::{EmojiId, FileId, JobId, MessageId, PreviewId, RoomId, SessionId, UploadId, UserId};
use wire::time::Timestamp;

use crate::domain::error::{Error, Result};

/// A row, read column by column.
pub struct Row<'r> {
    inner: Inner<'r>,
    next: usize,
}

enum Inner<'r> {
    Sqlite(&'r rusqlite::Row<'r>),
    Postgres(&'r tokio_postgres::Row),
}

/// What a column holds, borrowed from the row.
#[derive(Clone, Copy, Debug)]
pub enum Cell<'r> {
    Null,
    Int(i64),
    Bool(bool),
    Text(&'r str),
    Bytes(&'r [u8]),
    Uuid(Uuid),
}

impl<'r> Row<'r> {
    pub(super) fn sqlite(row: &'r rusqlite::Row<'r>) -> Self {
        Self { inner: Inner::Sqlite(row), next: 0 }
    }

    pub(super) fn postgres(row: &'r tokio_postgres::Row) -> Self {
        Self { inner: Inner::Postgres(row), next: 0 }
    }

    /// The next column.
    ///
    /// # Errors
    /// `Internal` when there is no such column, it holds another type, or (in tests) it has another name than `field`.
    pub fn next<T: Column>(&mut self, field: &'static str) -> Result<T> {
        let at = self.next;
        self.next += 1;
        if cfg!(debug_assertions) && self.name(at) != Some(field) {
            return Err(Error::internal(format!("column {at} is {:?}, the record wants {field}", self.name(at))));
        }
        let cell = self.cell(at)?;
        T::from_cell(cell).ok_or_else(|| Error::internal(format!("column {field} holds {cell:?}")))
    }

    /// The first column, whatever its name.
    pub(super) fn first<T: Column>(&self) -> Result<T> {
        let cell = self.cell(0)?;
        T::from_cell(cell).ok_or_else(|| Error::internal(format!("the first column holds {cell:?}")))
    }

    fn name(&self, at: usize) -> Option<&str> {
        match &self.inner {
            Inner::Sqlite(row) => row.as_ref().column_name(at).ok(),
            Inner::Postgres(row) => row.columns().get(at).map(tokio_postgres::Column::name),
        }
    }

    fn cell(&self, at: usize) -> Result<Cell<'r>> {
        match &self.inner {
            Inner::Sqlite(row) => Ok(match row.get_ref(at).map_err(Error::internal)? {
                rusqlite::types::ValueRef::Null => Cell::Null,
                rusqlite::types::ValueRef::Integer(value) => Cell::Int(value),
                rusqlite::types::ValueRef::Real(_) => return Err(Error::internal("a column of floating point")),
                rusqlite::types::ValueRef::Text(value) => {
                    Cell::Text(std::str::from_utf8(value).map_err(Error::internal)?)
                }
                rusqlite::types::ValueRef::Blob(value) => Cell::Bytes(value),
            }),
            Inner::Postgres(row) => row.try_get(at).map_err(Error::internal),
        }
    }
}

impl<'r> FromSql<'r> for Cell<'r> {
    fn from_sql(ty: &Type, raw: &'r [u8]) -> Result<Self, Box<dyn std::error::Error + Sync + Send>> {
        Ok(match *ty {
            Type::INT8 => Self::Int(i64::from_sql(ty, raw)?),
            Type::INT4 => Self::Int(i32::from_sql(ty, raw)?.into()),
            Type::BOOL => Self::Bool(bool::from_sql(ty, raw)?),
            Type::TEXT | Type::VARCHAR => Self::Text(<&str>::from_sql(ty, raw)?),
            Type::BYTEA => Self::Bytes(raw),
            Type::UUID => Self::Uuid(Uuid::from_sql(ty, raw)?),
            _ => return Err(format!("a column of type {ty}").into()),
        })
    }

    fn from_sql_null(_: &Type) -> Result<Self, Box<dyn std::error::Error + Sync + Send>> {
        Ok(Self::Null)
    }

    fn accepts(_: &Type) -> bool {
        true
    }
}

/// A type that a column can be read into.
pub trait Column: Sized {
    /// The value, or none when the cell holds something else.
    fn from_cell(cell: Cell<'_>) -> Option<Self>;
}

macro_rules! column {
    ($($type:ty: $($cell:pat => $made:expr),+;)*) => {
        $(impl Column for $type {
            fn from_cell(cell: Cell<'_>) -> Option<Self> {
                match cell {
                    $($cell => $made,)+
                    _ => None,
                }
            }
        })*
    };
}

column! {
    i64: Cell::Int(value) => Some(value);
    bool: Cell::Bool(value) => Some(value), Cell::Int(value) => Some(value != 0);
    String: Cell::Text(value) => Some(value.to_owned());
    Vec<u8>: Cell::Bytes(value) => Some(value.to_vec());
    Uuid: Cell::Uuid(value) => Some(value), Cell::Bytes(value) => Uuid::from_slice(value).ok();
    Timestamp: Cell::Int(value) => Some(Self::from_micros(value));
}

macro_rules! id_column {
    ($($id:ident)*) => {
        $(impl Column for $id {
            fn from_cell(cell: Cell<'_>) -> Option<Self> {
                Uuid::from_cell(cell).map(Self)
            }
        })*
    };
}

id_column!(EmojiId FileId JobId MessageId PreviewId RoomId SessionId UploadId UserId);

impl<T: Column> Column for Option<T> {
    fn from_cell(cell: Cell<'_>) -> Option<Self> {
        match cell {
            Cell::Null => Some(None),
            cell => T::from_cell(cell).map(Some),
        }
    }
}

/// A type that a whole row can be read into.
pub trait FromRow: Sized {
    /// # Errors
    /// `Internal` when the statement's columns are not those of the type.
    fn from_row(row: &mut Row<'_>) -> Result<Self>;
}

/// Declares a struct whose fields are the columns of a statement, in order and by name.
macro_rules! record {
    ($(#[$doc:meta])* $vis:vis struct $name:ident { $($(#[$field_doc:meta])* $field_vis:vis $field:ident: $type:ty,)* }) => {
        $(#[$doc])*
        #[derive(Clone, Debug, PartialEq, Eq)]
        $vis struct $name { $($(#[$field_doc])* $field_vis $field: $type,)* }

        impl $crate::store::db::FromRow for $name {
            fn from_row(row: &mut $crate::store::db::Row<'_>) -> $crate::domain::error::Result<Self> {
                Ok(Self { $($field: row.next(stringify!($field))?,)* })
            }
        }
    };
}
pub(crate) use record;

/// Stores an enum as a short text, and reads it back.
macro_rules! code {
    ($type:ty { $($variant:ident = $text:literal,)* }) => {
        impl From<$type> for $crate::store::db::Value {
            fn from(value: $type) -> Self {
                match value { $(<$type>::$variant => Self::Text($text.to_owned()),)* }
            }
        }

        impl $crate::store::db::Column for $type {
            fn from_cell(cell: $crate::store::db::Cell<'_>) -> Option<Self> {
                match cell {
                    $($crate::store::db::Cell::Text($text) => Some(Self::$variant),)*
                    _ => None,
                }
            }
        }
    };
}
pub(crate) use code;
