//! The workspace's name and settings.

use serde_json::{Value, json};

use crate::harness::{Server, Socket};

#[tokio::test]
async fn admins_change_the_settings_and_everybody_hears_of_it() {
    let (server, ana) = Server::start().await;
    let ben = server.register("ben").await;
    let mut socket = Socket::follow(&server, &ben).await;
    let patch = json!({"name": "Southwind", "edit_limit": {"type": "minutes", "data": 5}, "show_versions": false});
    let answer = server.patch("/workspace", &ana, patch.clone()).await.ok();
    assert_eq!((&answer["name"], &answer["edit_limit"]), (&patch["name"], &patch["edit_limit"]));
    assert_eq!((&answer["show_versions"], &answer["link_previews"]), (&json!(false), &json!(true)));
    assert_eq!(server.get("/workspace", None).await.ok(), answer);
    let heard = socket.event().await;
    assert_eq!((heard["event"]["type"].as_str(), &heard["event"]["data"]), (Some("workspace_updated"), &answer));
    assert_eq!(server.patch("/workspace", &ana, patch).await.ok(), answer);
    socket.is_quiet().await;
    assert_eq!(
        server.patch("/workspace", &ana, json!({"edit_limit": {"type": "none"}})).await.ok()["edit_limit"]["type"],
        "none"
    );
}

#[tokio::test]
async fn others_do_not_and_values_have_limits() {
    let (server, ana) = Server::start().await;
    let ben = server.register("ben").await;
    assert_eq!(server.patch("/workspace", &ben, json!({"name": "mine"})).await.problem(403), "forbidden");
    let minutes = |minutes: i64| json!({"edit_limit": {"type": "minutes", "data": minutes}});
    let refused: [(Value, &str); 4] = [
        (json!({"name": " "}), "name"),
        (json!({"name": "n".repeat(65)}), "name"),
        (minutes(0), "edit_limit"),
        (minutes(525_601), "edit_limit"),
    ];
    for (patch, field) in refused {
        assert_eq!(server.patch("/workspace", &ana, patch.clone()).await.wrong_fields(), [field], "{patch}");
    }
    server.patch("/workspace", &ana, minutes(525_600)).await.ok();
}
