//! Every route of the server, on one screen.

use std::sync::Arc;

use axum::middleware::from_fn;
use axum::routing::get;
use axum::{Router, extract::Request, middleware::Next};
use tower_http::catch_panic::CatchPanicLayer;
use tower_http::compression::CompressionLayer;
use tower_http::compression::predicate::{DefaultPredicate, NotForContentType, Predicate};
use utoipa::OpenApi as _;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use super::{
    assets, drafts, emoji, files, headers, health, lists, members, messages, openapi, pins, previews, problem,
    reactions, reads, rooms, search, sessions, socket, threads, uploads, users, workspace,
};
use crate::app::App;

/// The operations of the API, all below `/api/v1`.
pub fn operations() -> OpenApiRouter<Arc<App>> {
    let v1 = OpenApiRouter::new()
        .routes(routes!(workspace::show, workspace::update))
        .routes(routes!(workspace::set_up))
        .routes(routes!(sessions::sign_in, sessions::list))
        .routes(routes!(sessions::sign_out))
        .routes(routes!(sessions::end))
        .routes(routes!(sessions::mint))
        .routes(routes!(users::register, users::list))
        .routes(routes!(users::update))
        .routes(routes!(users::claim_link))
        .routes(routes!(users::check_claim))
        .routes(routes!(users::claim))
        .routes(routes!(rooms::bootstrap))
        .routes(routes!(rooms::browse, rooms::create))
        .routes(routes!(rooms::open_direct))
        .routes(routes!(rooms::show, rooms::update))
        .routes(routes!(members::join))
        .routes(routes!(members::leave))
        .routes(routes!(members::list, members::invite))
        .routes(routes!(members::set_role, members::remove))
        .routes(routes!(messages::page, messages::send))
        .routes(routes!(messages::show, messages::edit, messages::delete))
        .routes(routes!(messages::versions))
        .routes(routes!(messages::replies))
        .routes(routes!(reactions::react, reactions::take_back, reactions::users))
        .routes(routes!(pins::pin, pins::unpin))
        .routes(routes!(pins::list))
        .routes(routes!(uploads::begin))
        .routes(routes!(uploads::show, uploads::append, uploads::cancel))
        .routes(routes!(files::content))
        .routes(routes!(files::thumbnail))
        .routes(routes!(files::of_room))
        .routes(routes!(emoji::list, emoji::create))
        .routes(routes!(emoji::remove))
        .routes(routes!(emoji::image))
        .routes(routes!(previews::remove))
        .routes(routes!(previews::image))
        .routes(routes!(reads::mark))
        .routes(routes!(search::find))
        .routes(routes!(reads::mark_unread))
        .routes(routes!(drafts::list))
        .routes(routes!(drafts::put))
        .routes(routes!(lists::saved))
        .routes(routes!(lists::save, lists::unsave))
        .routes(routes!(lists::mentions))
        .routes(routes!(threads::list))
        .routes(routes!(threads::show, threads::follow, threads::unfollow))
        .routes(routes!(threads::mark))
        .routes(routes!(socket::open));
    let mut operations = OpenApiRouter::with_openapi(openapi::Document::openapi()).nest("/api/v1", v1);
    openapi::name_operations(operations.get_openapi_mut());
    operations
}

/// The whole server: the API, the app, health, and the layers around them.
pub fn router(app: Arc<App>) -> Router {
    let (api, document) = operations().split_for_parts();
    let document: Arc<str> = document.to_json().unwrap_or_default().into();
    let ids = app.ids.clone();
    let https = app.facts.public_url.starts_with("https:");
    api.route("/api/openapi.json", get(move || async move { json(&document) }))
        .route("/livez", get(health::live))
        .route("/readyz", get(health::ready))
        .fallback(assets::serve)
        .method_not_allowed_fallback(problem::method_not_allowed)
        .with_state(app)
        .layer(CatchPanicLayer::custom(problem::panicked))
        .layer(CompressionLayer::new().compress_when(compressible()))
        .layer(from_fn(move |request: Request, next: Next| problem::finish(ids.clone(), request, next)))
        .layer(from_fn(move |request: Request, next: Next| headers::secure(https, request, next)))
}

/// Everything but what people uploaded, which keeps its length and its ranges.
fn compressible() -> impl Predicate {
    let uploaded = ["video/", "audio/", "application/octet-stream"].map(NotForContentType::const_new);
    let [video, audio, other] = uploaded;
    DefaultPredicate::new().and(video).and(audio).and(other)
}

fn json(text: &str) -> impl axum::response::IntoResponse + use<> {
    ([(axum::http::header::CONTENT_TYPE, "application/json")], text.to_owned())
}
