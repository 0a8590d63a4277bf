//! Cursors: how a client walks through a long list.

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

/// An opaque mark in a list. Pass it back as it came; its text may change with any release. At most 200 bytes.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize, ToSchema)]
#[serde(transparent)]
#[schema(value_type = String, max_length = 200)]
pub struct Cursor(pub String);
