//! Previews of links.

use std::sync::Arc;

use axum::extract::State;
use wire::ids::{MessageId, PreviewId};
use wire::messages::MessageAnswer;
use wire::problem::Problem;

use super::auth::Auth;
use super::extract::{Json, Path};
use crate::app::App;
use crate::domain::error::Result;
use crate::ops::previews;

/// Takes the preview of a link away from a message, for good. The link stays.
#[utoipa::path(delete, path = "/messages/{message}/previews/{preview}", tag = "previews",
    params(("message" = MessageId, Path), ("preview" = PreviewId, Path)),
    responses((status = 200, body = MessageAnswer), (status = "default", body = Problem)))]
pub async fn remove(
    State(app): State<Arc<App>>,
    Auth(caller): Auth,
    Path((message, preview)): Path<(MessageId, PreviewId)>,
) -> Result<Json<MessageAnswer>> {
    previews::remove(&app, &caller, message, preview).await.map(Json)
}
