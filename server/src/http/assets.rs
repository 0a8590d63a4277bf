//! The web app, embedded in the binary (read from disk in a debug build).
//!
//! Assets with a hash in their name are cached for ever; the page itself is asked for each time. A path without a dot that is
//! no file gets the page: the app's own router takes it from there.

use axum::http::{HeaderMap, HeaderValue, Method, StatusCode, Uri, header};
use axum::response::{IntoResponse, Response};
use rust_embed::{EmbeddedFile, RustEmbed};

use super::{headers, tags};
use crate::domain::error::Error;

#[derive(RustEmbed)]
#[folder = "../web/dist"]
#[allow_missing = true]
struct Web;

const PAGE: &str = "index.html";
const FOREVER: HeaderValue = HeaderValue::from_static("public, max-age=31536000, immutable");
const ASK: HeaderValue = HeaderValue::from_static("no-cache");

/// Serves a file of the app, or its page.
pub async fn serve(method: Method, uri: Uri, request: HeaderMap) -> Response {
    let path = uri.path().trim_start_matches('/');
    if path == "api" || path.starts_with("api/") {
        return Error::NotFound("page").into_response();
    }
    if !matches!(method, Method::GET | Method::HEAD) {
        return ([(header::ALLOW, "GET, HEAD")], Error::MethodNotAllowed).into_response();
    }
    let is_file = path.rsplit('/').next().is_some_and(|name| name.contains('.'));
    match (is_file, Web::get(if is_file { path } else { PAGE })) {
        (_, Some(_)) => file(if is_file { path } else { PAGE }, &request),
        (true, None) => Error::NotFound("page").into_response(),
        (false, None) => unbuilt(),
    }
}

fn file(path: &str, request: &HeaderMap) -> Response {
    let accepts = request.get(header::ACCEPT_ENCODING).and_then(|value| value.to_str().ok()).unwrap_or_default();
    let takes_brotli = accepts.split(',').any(|coding| coding.split(';').next().map(str::trim) == Some("br"));
    let brotli = if takes_brotli { Web::get(&format!("{path}.br")) } else { None };
    let encoding = brotli.is_some().then_some("br");
    let Some(file) = brotli.or_else(|| Web::get(path)) else { return Error::NotFound("page").into_response() };
    let tag = entity_tag(&file);
    let mut response = if tags::is_known(request, &tag) {
        StatusCode::NOT_MODIFIED.into_response()
    } else {
        file.data.into_response()
    };
    let out = response.headers_mut();
    let media_type = mime_guess::from_path(path).first_or_octet_stream();
    if let Ok(value) = HeaderValue::from_str(media_type.essence_str()) {
        out.insert(header::CONTENT_TYPE, value);
    }
    if media_type.type_() == "text" && media_type.subtype() == "html" {
        out.insert(header::CONTENT_TYPE, HeaderValue::from_static("text/html; charset=utf-8"));
    }
    if let Ok(value) = HeaderValue::from_str(&tag) {
        out.insert(header::ETAG, value);
    }
    if let Some(encoding) = encoding {
        out.insert(header::CONTENT_ENCODING, HeaderValue::from_static(encoding));
    }
    out.insert(header::VARY, HeaderValue::from_static("accept-encoding"));
    out.insert(header::CACHE_CONTROL, if path.starts_with("assets/") { FOREVER } else { ASK });
    headers::of_app(out);
    response
}

fn entity_tag(file: &EmbeddedFile) -> String {
    let hash = file.metadata.sha256_hash();
    let hex: String = hash.iter().take(12).map(|byte| format!("{byte:02x}")).collect();
    format!("\"{hex}\"")
}

/// The server was built without the app.
fn unbuilt() -> Response {
    let text = "The web app is not built. Start the server with: cargo xtask run\n";
    (StatusCode::SERVICE_UNAVAILABLE, text).into_response()
}
