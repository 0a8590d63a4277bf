//! The workspace over HTTP.

use std::sync::Arc;

use axum::extract::State;
use axum::http::StatusCode;
use wire::problem::Problem;
use wire::sessions::SignedIn;
use wire::workspace::{NewWorkspace, Workspace, WorkspacePatch};

use super::auth::Auth;
use super::client::{Client, OwnPage};
use super::extract::Json;
use super::sessions::{WithCookie, with_cookie};
use crate::app::App;
use crate::domain::error::Result;
use crate::ops::{accounts, workspace};

/// What anybody may know of this workspace.
#[utoipa::path(get, path = "/workspace", tag = "workspace", security(()),
    responses((status = 200, body = Workspace), (status = "default", body = Problem)))]
pub async fn show(State(app): State<Arc<App>>) -> Result<Json<Workspace>> {
    workspace::show(&app).await.map(Json)
}

/// Changes the workspace's name and settings. Absent fields stay.
#[utoipa::path(patch, path = "/workspace", tag = "workspace", request_body = WorkspacePatch,
    responses((status = 200, body = Workspace), (status = "default", body = Problem)))]
pub async fn update(
    State(app): State<Arc<App>>,
    Auth(caller): Auth,
    Json(patch): Json<WorkspacePatch>,
) -> Result<Json<Workspace>> {
    workspace::update(&app, &caller, patch).await.map(Json)
}

/// First start: makes the workspace's owner. Works once.
#[utoipa::path(post, path = "/setup", tag = "workspace", security(()), request_body = NewWorkspace,
    responses((status = 201, body = SignedIn), (status = "default", body = Problem)))]
pub async fn set_up(
    State(app): State<Arc<App>>,
    _: OwnPage,
    Client(device): Client,
    Json(new): Json<NewWorkspace>,
) -> Result<WithCookie> {
    let opened = accounts::set_up(&app, new, device).await?;
    Ok(with_cookie(&app, StatusCode::CREATED, opened))
}
