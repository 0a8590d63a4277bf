//! Files over HTTP. What people uploaded never becomes a page of this origin: it is shown in place only when its type is on the
//! list of `domain/media.rs` or it was decoded as an image, else it is downloaded; and its policy is a sandbox.

use std::fmt::Write as _;
use std::sync::Arc;

use axum::body::Body;
use axum::extract::State;
use axum::http::{HeaderMap, HeaderName, HeaderValue, StatusCode, header};
use axum::response::{IntoResponse as _, Response};
use serde::Deserialize;
use utoipa::IntoParams;
use wire::files::{FileKind, RoomFilePage};
use wire::ids::{FileId, RoomId};
use wire::page::Cursor;
use wire::problem::Problem;

use super::auth::{Auth, Reader};
use super::extract::{Json, Path, Query, page_size};
use super::headers::of_upload;
use super::range::{self, Asked};
use super::tags;
use crate::app::App;
use crate::domain::error::{Error, Result};
use crate::domain::media::KeptFile;
use crate::ops::files;

/// How the content is wanted.
#[derive(Debug, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub struct ContentQuery {
    /// Present, with any value or none: to be saved, not shown.
    download: Option<String>,
}

/// The content of a file. The session's cookie will do for who asks, so that a page can show it. Images, video and audio are to be
/// shown in place, all else to be saved. One range of bytes may be asked for (206; 416 when it is not there).
#[utoipa::path(get, path = "/files/{file}/content", tag = "files", params(("file" = FileId, Path), ContentQuery),
    security(("cookie" = []), ("bearer" = [])),
    responses((status = 200, content_type = "application/octet-stream"), (status = 206), (status = 304), (status = 416),
    (status = "default", body = Problem)))]
pub async fn content(
    State(app): State<Arc<App>>,
    Reader(caller): Reader,
    Path(file): Path<FileId>,
    Query(query): Query<ContentQuery>,
    request: HeaderMap,
) -> Result<Response> {
    let file = files::find(&app, &caller, file).await?;
    let tag = format!("\"{}\"", file.id.0.simple());
    if tags::is_known(&request, &tag) {
        return Ok(dressed(StatusCode::NOT_MODIFIED.into_response(), &tag));
    }
    let size = u64::try_from(file.size).map_err(Error::internal)?;
    let (status, part) = match range::asked(&request, size, &tag) {
        Asked::Whole => (StatusCode::OK, 0..size),
        Asked::Part(part) => (StatusCode::PARTIAL_CONTENT, part),
        Asked::Outside => {
            let nothing = [(header::CONTENT_RANGE, format!("bytes */{size}"))];
            return Ok(dressed((StatusCode::RANGE_NOT_SATISFIABLE, nothing).into_response(), &tag));
        }
    };
    let bytes = files::content(&app, &file, part.clone()).await?;
    let mut response = (status, Body::from_stream(bytes)).into_response();
    let in_place = file.kind != FileKind::Other && query.download.is_none();
    let headers = response.headers_mut();
    put(headers, header::CONTENT_TYPE, if file.kind == FileKind::Other { OTHER } else { &file.media_type });
    put(headers, header::CONTENT_DISPOSITION, &disposition(&file, in_place));
    put(headers, header::CONTENT_LENGTH, &(part.end - part.start).to_string());
    put(headers, header::ACCEPT_RANGES, "bytes");
    if status == StatusCode::PARTIAL_CONTENT {
        put(headers, header::CONTENT_RANGE, &format!("bytes {}-{}/{size}", part.start, part.end - 1));
    }
    Ok(dressed(response, &tag))
}

/// The type of what must not be shown in place.
const OTHER: &str = "application/octet-stream";

/// A thumbnail of an image, upright, PNG or JPEG: `360` or `1280` pixels on its longer side, or fewer when the image has no more.
#[utoipa::path(get, path = "/files/{file}/thumbnails/{pixels}", tag = "files",
    params(("file" = FileId, Path), ("pixels" = u32, Path)), security(("cookie" = []), ("bearer" = [])),
    responses((status = 200, content_type = "image/jpeg"), (status = 304), (status = "default", body = Problem)))]
pub async fn thumbnail(
    State(app): State<Arc<App>>,
    Reader(caller): Reader,
    Path((file, pixels)): Path<(FileId, u32)>,
    request: HeaderMap,
) -> Result<Response> {
    let file = files::find(&app, &caller, file).await?;
    let tag = format!("\"{}-{pixels}\"", file.id.0.simple());
    if tags::is_known(&request, &tag) {
        return Ok(dressed(StatusCode::NOT_MODIFIED.into_response(), &tag));
    }
    let bytes = files::thumbnail(&app, &file, pixels).await?;
    let media_type = if bytes.starts_with(b"\x89PNG") { "image/png" } else { "image/jpeg" };
    Ok(dressed(([(header::CONTENT_TYPE, media_type)], bytes).into_response(), &tag))
}

/// Which files of a room.
#[derive(Debug, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub struct RoomFileQuery {
    /// Only files of this kind.
    kind: Option<FileKind>,
    cursor: Option<Cursor>,
    /// 1 to 200; 50 when absent.
    limit: Option<usize>,
}

/// Files of a room's messages, newest first.
#[utoipa::path(get, path = "/rooms/{room}/files", tag = "files", params(("room" = RoomId, Path), RoomFileQuery),
    responses((status = 200, body = RoomFilePage), (status = "default", body = Problem)))]
pub async fn of_room(
    State(app): State<Arc<App>>,
    Auth(caller): Auth,
    Path(room): Path<RoomId>,
    Query(query): Query<RoomFileQuery>,
) -> Result<Json<RoomFilePage>> {
    let size = page_size(query.limit)?;
    files::of_room(&app, &caller, room, query.kind, (query.cursor, size)).await.map(Json)
}

/// Puts on what every answer about a file's content has: asked for each time, since a right may have ended since the last.
fn dressed(mut response: Response, tag: &str) -> Response {
    let headers = response.headers_mut();
    put(headers, header::ETAG, tag);
    put(headers, header::CACHE_CONTROL, "private, no-cache");
    put(headers, header::VARY, "cookie, authorization");
    of_upload(headers);
    response
}

fn put(headers: &mut HeaderMap, name: HeaderName, value: &str) {
    if let Ok(value) = HeaderValue::from_str(value) {
        headers.insert(name, value);
    }
}

/// RFC 6266: the name in ASCII for old readers, then whole as RFC 8187 writes it.
fn disposition(file: &KeptFile, in_place: bool) -> String {
    let way = if in_place { "inline" } else { "attachment" };
    let plain = |c: char| if c.is_ascii_graphic() && !matches!(c, '"' | '\\' | '%') || c == ' ' { c } else { '_' };
    let mut text =
        format!("{way}; filename=\"{}\"; filename*=UTF-8''", file.name.chars().map(plain).collect::<String>());
    for byte in file.name.bytes() {
        if byte.is_ascii_alphanumeric() || b"!#$&+-.^_`|~".contains(&byte) {
            text.push(char::from(byte));
        } else {
            let _ = write!(text, "%{byte:02X}");
        }
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_is_told_to_old_readers_and_new() {
        let named = |name: &str, in_place| {
            let file = KeptFile {
                id: FileId(uuid::Uuid::nil()),
                name: name.into(),
                media_type: OTHER.into(),
                size: 1,
                kind: FileKind::Other,
            };
            disposition(&file, in_place)
        };
        assert_eq!(named("a b.txt", true), "inline; filename=\"a b.txt\"; filename*=UTF-8''a%20b.txt");
        let hostile = named("ü\";x=\\%.sh", false);
        assert_eq!(hostile, "attachment; filename=\"__;x=__.sh\"; filename*=UTF-8''%C3%BC%22%3Bx%3D%5C%25.sh");
    }
}
