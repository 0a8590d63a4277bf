//! Values: the closed set of what a statement can be given, the same for both engines.

use bytes::BytesMut;
use rusqlite::types::{ToSqlOutput, ValueRef};
use tokio_postgres::types::{IsNull, ToSql, Type};
use uuid::Uuid;
use wire::ids::{EmojiId, FileId, JobId, MessageId, PreviewId, RoomId, SessionId, UploadId, UserId};
use wire::time::Timestamp;

/// A parameter of a statement.
#[derive(Clone, Debug, PartialEq)]
pub enum Value {
    Null,
    Int(i64),
    Bool(bool),
    Text(String),
    Bytes(Vec<u8>),
    /// Native in PostgreSQL, 16 bytes in SQLite.
    Uuid(Uuid),
}

macro_rules! from {
    ($($type:ty => |$value:ident| $made:expr;)*) => {
        $(impl From<$type> for Value {
            fn from($value: $type) -> Self {
                $made
            }
        })*
    };
}

from! {
    i64 => |value| Self::Int(value);
    bool => |value| Self::Bool(value);
    &str => |value| Self::Text(value.to_owned());
    String => |value| Self::Text(value);
    &String => |value| Self::Text(value.clone());
    Vec<u8> => |value| Self::Bytes(value);
    &[u8] => |value| Self::Bytes(value.to_vec());
    Uuid => |value| Self::Uuid(value);
    Timestamp => |value| Self::Int(value.micros());
    EmojiId => |value| Self::Uuid(value.0);
    FileId => |value| Self::Uuid(value.0);
    PreviewId => |value| Self::Uuid(value.0);
    JobId => |value| Self::Uuid(value.0);
    MessageId => |value| Self::Uuid(value.0);
    RoomId => |value| Self::Uuid(value.0);
    SessionId => |value| Self::Uuid(value.0);
    UploadId => |value| Self::Uuid(value.0);
    UserId => |value| Self::Uuid(value.0);
}

impl<T: Into<Value>> From<Option<T>> for Value {
    fn from(value: Option<T>) -> Self {
        value.map_or(Self::Null, Into::into)
    }
}

impl rusqlite::ToSql for Value {
    fn to_sql(&self) -> rusqlite::Result<ToSqlOutput<'_>> {
        Ok(ToSqlOutput::Borrowed(match self {
            Self::Null => ValueRef::Null,
            Self::Int(value) => ValueRef::Integer(*value),
            Self::Bool(value) => ValueRef::Integer(i64::from(*value)),
            Self::Text(value) => ValueRef::Text(value.as_bytes()),
            Self::Bytes(value) => ValueRef::Blob(value),
            Self::Uuid(value) => ValueRef::Blob(value.as_bytes()),
        }))
    }
}

impl ToSql for Value {
    fn to_sql(&self, ty: &Type, out: &mut BytesMut) -> Result<IsNull, Box<dyn std::error::Error + Sync + Send>> {
        match self {
            Self::Null => Ok(IsNull::Yes),
            // A literal such as `1` beside the parameter makes PostgreSQL infer its own four bytes.
            Self::Int(value) if *ty == Type::INT4 => i32::try_from(*value)?.to_sql(ty, out),
            Self::Int(value) => value.to_sql(ty, out),
            Self::Bool(value) => value.to_sql(ty, out),
            Self::Text(value) => value.to_sql(ty, out),
            Self::Bytes(value) => value.to_sql(ty, out),
            Self::Uuid(value) => value.to_sql(ty, out),
        }
    }

    fn accepts(_: &Type) -> bool {
        true
    }

    tokio_postgres::types::to_sql_checked!();
}
