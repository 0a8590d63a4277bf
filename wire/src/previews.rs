//! Previews: what a link in a message leads to, fetched once by the server.

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::ids::PreviewId;

/// A preview of a link. The picture is served by us, never by the other site.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct Preview {
    pub id: PreviewId,
    /// The link as it stands in the text.
    pub url: String,
    /// Name of the site, at most 100 characters; its host when it does not say.
    pub site: String,
    /// At most 200 characters.
    pub title: String,
    /// At most 500 characters; empty when the page has none.
    pub text: String,
    /// Size of the picture at `/api/v1/previews/{preview}/image`; absent when there is none.
    #[schema(required)]
    pub image: Option<PreviewImage>,
}

/// The picture of a preview.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct PreviewImage {
    /// In pixels.
    pub width: i64,
    /// In pixels.
    pub height: i64,
}
