//! Uploads over HTTP.

use std::sync::Arc;
use std::time::Duration;

use axum::body::Body;
use axum::extract::State;
use axum::http::{HeaderMap, StatusCode, header};
use futures_util::TryStreamExt as _;
use serde::Deserialize;
use utoipa::IntoParams;
use wire::files::{NewUpload, Upload};
use wire::ids::UploadId;
use wire::limits::CHUNK_BYTES;
use wire::problem::Problem;

use super::auth::Auth;
use super::extract::{Json, Path, Query};
use super::limits::{Limited, remaining};
use crate::app::App;
use crate::domain::error::{Error, Result};
use crate::domain::rate::Rule;
use crate::ops::uploads::{self, chunks};

/// Uploads begun by one user: 60 at once, then one a second.
const BEGINNINGS: Rule = Rule { name: "upload", burst: 60, window: Duration::from_secs(60) };

/// Begins an upload. Its bytes come by `PATCH`; the file hangs on a message once one names it. 409 when fifty uploads of the
/// caller, or twenty times the largest file, wait for a message.
#[utoipa::path(post, path = "/uploads", tag = "uploads", request_body = NewUpload,
    responses((status = 201, body = Upload), (status = "default", body = Problem)))]
pub async fn begin(
    State(app): State<Arc<App>>,
    Auth(caller): Auth,
    Json(new): Json<NewUpload>,
) -> Result<(StatusCode, Limited, Json<Upload>)> {
    let limited = remaining(BEGINNINGS, app.rates.admit(BEGINNINGS, caller.user)?);
    Ok((StatusCode::CREATED, limited, Json(uploads::begin(&app, &caller, new).await?)))
}

/// How far an upload of the caller's is.
#[utoipa::path(get, path = "/uploads/{upload}", tag = "uploads", params(("upload" = UploadId, Path)),
    responses((status = 200, body = Upload), (status = "default", body = Problem)))]
pub async fn show(
    State(app): State<Arc<App>>,
    Auth(caller): Auth,
    Path(upload): Path<UploadId>,
) -> Result<Json<Upload>> {
    uploads::show(&app, &caller, upload).await.map(Json)
}

/// Where a chunk belongs.
#[derive(Debug, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub struct ChunkQuery {
    /// The upload's own `offset`, in bytes.
    offset: i64,
}

/// The next chunk of an upload of the caller's; answered once it is durable. A chunk that breaks off counts for nothing. 409 when
/// the upload goes on elsewhere (the header `Upload-Offset` says where) or another chunk of it is on its way; 503 when five
/// chunks of the caller come at once, or the files' store is away; 507 when the disk is nearly full.
#[utoipa::path(patch, path = "/uploads/{upload}", tag = "uploads", params(("upload" = UploadId, Path), ChunkQuery),
    request_body(content = String, content_type = "application/octet-stream", description = "At most `chunk_bytes`."),
    responses((status = 200, body = Upload), (status = "default", body = Problem)))]
pub async fn append(
    State(app): State<Arc<App>>,
    Auth(caller): Auth,
    Path(upload): Path<UploadId>,
    Query(query): Query<ChunkQuery>,
    headers: HeaderMap,
    body: Body,
) -> Result<Json<Upload>> {
    let declared = headers.get(header::CONTENT_LENGTH).and_then(|value| value.to_str().ok()?.parse::<i64>().ok());
    if declared.is_some_and(|length| length > CHUNK_BYTES) {
        return Err(Error::TooLarge);
    }
    let bytes = body.into_data_stream().map_err(|_| Error::Malformed("The chunk broke off.".into()));
    chunks::append(&app, &caller, upload, query.offset, bytes).await.map(Json)
}

/// Ends an upload of the caller's, finished or not; what came is thrown away.
#[utoipa::path(delete, path = "/uploads/{upload}", tag = "uploads", params(("upload" = UploadId, Path)),
    responses((status = 204), (status = "default", body = Problem)))]
pub async fn cancel(
    State(app): State<Arc<App>>,
    Auth(caller): Auth,
    Path(upload): Path<UploadId>,
) -> Result<StatusCode> {
    uploads::cancel(&app, &caller, upload).await.map(|()| StatusCode::NO_CONTENT)
}
