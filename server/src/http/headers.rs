//! Security headers of every answer. The policies are the strictest that the app works under; it was built with them.

use axum::extract::Request;
use axum::http::{HeaderMap, HeaderName, HeaderValue};
use axum::middleware::Next;
use axum::response::Response;

/// The policy of the app's page. Trusted Types (W3C) keep HTML strings out; the one policy names the service worker.
const APP_POLICY: &str = "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' blob: data:; \
    media-src 'self' blob:; font-src 'self'; connect-src 'self'; manifest-src 'self'; worker-src 'self'; frame-src 'none'; \
    object-src 'none'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'; require-trusted-types-for 'script'; \
    trusted-types relaydesk";
const API_POLICY: &str = "default-src 'none'; frame-ancestors 'none'";
const UPLOAD_POLICY: &str = "sandbox; default-src 'none'";
const PERMISSIONS: &str = "accelerometer=(), camera=(), geolocation=(), gyroscope=(), magnetometer=(), microphone=(), \
    midi=(), payment=(), usb=(), display-capture=(), browsing-topics=()";

/// Two years, as the preload lists want.
const HSTS: &str = "max-age=63072000; includeSubDomains";

/// Puts the headers on every answer; those of the app's page were put on by `assets.rs`, those of uploads by `files.rs`.
pub async fn secure(https: bool, request: Request, next: Next) -> Response {
    let is_api = request.uri().path().starts_with("/api/");
    let mut response = next.run(request).await;
    let headers = response.headers_mut();
    set(headers, "x-content-type-options", "nosniff");
    set(headers, "referrer-policy", "no-referrer");
    set(headers, "cross-origin-resource-policy", "same-origin");
    set(headers, "x-frame-options", "DENY");
    set(headers, "cross-origin-opener-policy", "same-origin");
    set(headers, "permissions-policy", PERMISSIONS);
    if https {
        set(headers, "strict-transport-security", HSTS);
    }
    if is_api && !headers.contains_key("cache-control") {
        set(headers, "cache-control", "no-store");
    }
    if !headers.contains_key("content-security-policy") {
        set(headers, "content-security-policy", API_POLICY);
    }
    response
}

/// The policy of what people uploaded: whatever it is, as a page it can do nothing.
pub fn of_upload(headers: &mut HeaderMap) {
    set(headers, "content-security-policy", UPLOAD_POLICY);
}

/// The policy of the app's page.
pub fn of_app(headers: &mut HeaderMap) {
    set(headers, "content-security-policy", APP_POLICY);
}

fn set(headers: &mut HeaderMap, name: &'static str, value: &'static str) {
    headers.insert(HeaderName::from_static(name), HeaderValue::from_static(value));
}
