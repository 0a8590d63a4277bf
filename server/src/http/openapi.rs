//! The OpenAPI document: the operations of the router, and every frame and event of the socket.

use utoipa::openapi::security::{ApiKey, ApiKeyValue, HttpAuthScheme, HttpBuilder, SecurityScheme};
use utoipa::{Modify, OpenApi};

/// What stands around the operations.
#[derive(OpenApi)]
#[openapi(
    info(title = "RelayDesk", description = "The operations of a RelayDesk workspace, and the frames of its socket."),
    components(schemas(
        wire::frames::ClientFrame, wire::frames::ServerFrame, wire::events::Event, wire::problem::Problem,
        // A document's parts contain each other, so they are not found by following the references.
        wire::document::Heading, wire::document::CodeBlock, wire::document::List, wire::document::ListItem,
        wire::document::Table, wire::document::Alignment, wire::document::Row, wire::document::Cell,
        wire::document::Inline, wire::document::Link, wire::document::UserMention, wire::document::RoomLink
    )),
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

/// Puts the noun before the verb in every operation's id: ids are unique in a document, and `list` is not.
pub(super) fn name_operations(document: &mut utoipa::openapi::OpenApi) {
    for item in document.paths.paths.values_mut() {
        for operation in [&mut item.get, &mut item.put, &mut item.post, &mut item.delete, &mut item.patch] {
            let Some(operation) = operation else { continue };
            let noun = operation.tags.iter().flatten().next();
            if let (Some(noun), Some(verb)) = (noun, &operation.operation_id) {
                operation.operation_id = Some(format!("{noun}_{verb}"));
            }
        }
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
