//! The OpenAPI document: the operations of the router, and every frame and event of the socket.

use utoipa::openapi::security::{ApiKey, ApiKeyValue, HttpAuthScheme, HttpBuilder, SecurityScheme};
use utoipa::{Modify, OpenApi};

/// What stands around the operations.
#[derive(OpenApi)]
#[openapi(
    info(title = "RelayDesk", description = "The operations of a RelayDesk workspace, and the frames of its socket."),
    components(schemas(wire::frames::ClientFrame, wire::frames::ServerFrame, wire::events::Event, wire::problem::Problem)),
    modifiers(&Security),
    security(("bearer" = []))
)]
pub struct Document;

struct Security;

impl Modify for Security {
    fn modify(&self, document: &mut utoipa::openapi::OpenApi) {
        let components = document.components.get_or_insert_default();
        let bearer = HttpBuilder::new().scheme(HttpAuthScheme::Bearer).bearer_format("JWT").build();
        components.add_security_scheme("bearer", SecurityScheme::Http(bearer));
        let cookie = ApiKey::Cookie(ApiKeyValue::new("__Host-relaydesk"));
        components.add_security_scheme("cookie", SecurityScheme::ApiKey(cookie));
    }
}

/// The document as JSON, with a new line at the end.
///
/// # Errors
/// When it cannot be written as JSON.
pub fn text() -> Result<String, serde_json::Error> {
    let (_, document) = super::router::operations().split_for_parts();
    Ok(document.to_pretty_json()? + "\n")
}
