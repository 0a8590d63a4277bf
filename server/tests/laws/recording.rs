//! Recordings: what a viewer held, which events the server sent, what a fresh fetch says afterwards.
//!
//! One a kind of event, in `golden/sync/`, made by a real server with a stepped clock and repeatable ids. The browser's test
//! `web/src/sync/apply.test.ts` runs the same files. Read `acts.rs` for what happens in them.

use std::collections::HashMap;

use serde::{Deserialize, Serialize};
use wire::bootstrap::Bootstrap;
use wire::drafts::Drafts;
use wire::emoji::EmojiList;
use wire::events::Event;
use wire::frames::{EventFrame, ServerFrame};
use wire::messages::MessagePage;
use wire::rooms::RoomPage;
use wire::streams::Stream;
use wire::users::UserPage;

use crate::harness::{Person, Server, Socket};

/// Both sides run these files; the browser's test knows the shape too.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Recording {
    pub name: String,
    pub before: Snapshot,
    pub events: Vec<EventFrame>,
    pub after: Snapshot,
}

/// All that a viewer can fetch, at one moment.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Snapshot {
    pub bootstrap: Bootstrap,
    /// The newest messages of each room of the sidebar.
    pub pages: Vec<MessagePage>,
    /// Everybody.
    pub users: UserPage,
    /// As the list of public rooms shows them.
    pub public_rooms: RoomPage,
    /// The workspace's own.
    pub emoji: EmojiList,
    pub drafts: Drafts,
}

impl Snapshot {
    /// Fetches all that the viewer sees. What no recording can repeat is made the same: the epoch and the version.
    pub async fn take(server: &Server, viewer: &Person) -> Self {
        let mut bootstrap: Bootstrap = fetch(server, viewer, "/bootstrap").await;
        bootstrap.epoch = "epoch".into();
        bootstrap.workspace.version = "0.0.0".into();
        bootstrap.users.sort_by_key(|user| user.id);
        let mut pages = Vec::new();
        for entry in &bootstrap.rooms {
            pages.push(fetch(server, viewer, &format!("/rooms/{}/messages?limit=50", entry.room.id)).await);
        }
        let users = fetch(server, viewer, "/users?query=").await;
        let emoji = fetch(server, viewer, "/emoji").await;
        let public_rooms = fetch(server, viewer, "/rooms").await;
        Self { bootstrap, pages, users, public_rooms, emoji, drafts: fetch(server, viewer, "/drafts").await }
    }
}

async fn fetch<T: serde::de::DeserializeOwned>(server: &Server, viewer: &Person, path: &str) -> T {
    serde_json::from_value(server.get(path, viewer).await.ok()).unwrap()
}

/// Hears what the server sends to a viewer from one moment on.
pub struct Tape {
    socket: Socket,
    heads: HashMap<Stream, i64>,
    pub events: Vec<EventFrame>,
}

impl Tape {
    /// Follows all streams of the viewer from their present heads.
    pub async fn start(server: &Server, viewer: &Person) -> Self {
        let bootstrap: Bootstrap = fetch(server, viewer, "/bootstrap").await;
        let socket = Socket::follow(server, viewer).await;
        Self { socket, heads: heads(&bootstrap).collect(), events: Vec::new() }
    }

    /// Hears everything that happened until now. What came in between is put in an order that is the same each time: the
    /// workspace's, the viewer's own, then the rooms'.
    pub async fn catch_up(&mut self, server: &Server, viewer: &Person) {
        let bootstrap: Bootstrap = fetch(server, viewer, "/bootstrap").await;
        let mut heard = Vec::new();
        while heads(&bootstrap).any(|(stream, head)| self.heads.get(&stream).is_none_or(|seq| *seq < head)) {
            match serde_json::from_value(self.socket.next().await).unwrap() {
                ServerFrame::Event(frame) => {
                    let frame = repeatable(frame);
                    self.heads.insert(frame.stream, frame.seq);
                    if let Event::RoomAdded(entry) = &frame.event {
                        self.heads.insert(Stream::Room(entry.room.id), entry.head);
                    }
                    heard.push(frame);
                }
                ServerFrame::Skip(skipped) => {
                    self.heads.insert(skipped.stream, skipped.seq);
                }
                ServerFrame::Gone(_) | ServerFrame::Resumed(_) | ServerFrame::Ephemeral(_) => {}
                other => panic!("unexpected: {other:?}"),
            }
        }
        heard.sort_by_key(|frame| match frame.stream {
            Stream::Workspace => (0, frame.stream),
            Stream::User(_) => (1, frame.stream),
            Stream::Room(_) => (2, frame.stream),
        });
        self.events.append(&mut heard);
    }
}

fn heads(bootstrap: &Bootstrap) -> impl Iterator<Item = (Stream, i64)> {
    let rooms = bootstrap.rooms.iter().map(|entry| (Stream::Room(entry.room.id), entry.head));
    bootstrap.heads.iter().map(|head| (head.stream, head.seq)).chain(rooms)
}

fn repeatable(mut frame: EventFrame) -> EventFrame {
    if let Event::WorkspaceUpdated(workspace) = &mut frame.event {
        workspace.version = "0.0.0".into();
    }
    frame
}
