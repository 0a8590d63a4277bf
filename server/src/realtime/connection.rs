//! A connection: one authenticated socket, as the hub sees it.
//!
//! It owns the bounded queue between the hub and the socket. At half, ephemerals are dropped; full, the socket closes with
//! 4008 and the client resumes: no durable event is ever left out of an open socket.

use std::collections::{HashMap, VecDeque};
use std::sync::{Mutex, MutexGuard, PoisonError};

use axum::extract::ws::Utf8Bytes;
use tokio::sync::Notify;
use wire::frames::CloseCode;
use wire::ids::RoomId;
use wire::limits::{QUEUE_BYTES, QUEUE_FRAMES};
use wire::streams::Stream;

use crate::domain::caller::Caller;

/// One authenticated socket.
#[derive(Debug)]
pub struct Connection {
    /// Unique in this process.
    pub id: u64,
    pub caller: Caller,
    queue: Mutex<Queue>,
    /// Rings for the socket's task: frames wait, or it is to close.
    ready: Notify,
    /// Rings for a pump: there is room again.
    drained: Notify,
    state: Mutex<State>,
}

#[derive(Debug, Default)]
struct Queue {
    frames: VecDeque<Utf8Bytes>,
    bytes: usize,
    closing: Option<CloseCode>,
}

/// What the connection follows.
#[derive(Debug, Default)]
struct State {
    streams: HashMap<Stream, Following>,
    focus: Option<RoomId>,
}

/// How a connection stands to a stream.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Following {
    /// A pump reads the log for it.
    CatchingUp,
    /// The hub delivers to it.
    Live,
}

/// What the socket's task does next.
#[derive(Debug)]
pub struct Outgoing {
    pub frames: VecDeque<Utf8Bytes>,
    /// Close after the frames.
    pub closing: Option<CloseCode>,
}

impl Connection {
    /// A connection that follows nothing yet.
    #[must_use]
    pub fn new(id: u64, caller: Caller) -> Self {
        Self {
            id,
            caller,
            queue: Mutex::default(),
            ready: Notify::new(),
            drained: Notify::new(),
            state: Mutex::default(),
        }
    }

    /// Queues durable frames; a queue that is full closes the socket. Answers whether it is still open.
    pub fn push(&self, frames: &[Utf8Bytes]) -> bool {
        let mut queue = self.queue();
        if queue.closing.is_some() {
            return false;
        }
        let bytes: usize = frames.iter().map(|frame| frame.len()).sum();
        if queue.frames.len() + frames.len() > QUEUE_FRAMES || queue.bytes + bytes > QUEUE_BYTES {
            queue.closing = Some(CloseCode::TooSlow);
            queue.frames = VecDeque::new();
            queue.bytes = 0;
        } else {
            queue.frames.extend(frames.iter().cloned());
            queue.bytes += bytes;
        }
        let open = queue.closing.is_none();
        drop(queue);
        self.ready.notify_one();
        open
    }

    /// Queues an ephemeral frame, unless the queue is half full.
    pub fn push_ephemeral(&self, frame: Utf8Bytes) {
        let mut queue = self.queue();
        if queue.closing.is_some() || queue.frames.len() * 2 >= QUEUE_FRAMES || queue.bytes * 2 >= QUEUE_BYTES {
            return;
        }
        queue.bytes += frame.len();
        queue.frames.push_back(frame);
        drop(queue);
        self.ready.notify_one();
    }

    /// Waits until the queue is nearly empty, so that a replay goes at the socket's own pace. Answers whether it is open.
    pub async fn wait_for_room(&self) -> bool {
        loop {
            let drained = self.drained.notified();
            {
                let queue = self.queue();
                if queue.closing.is_some() {
                    return false;
                }
                if queue.frames.len() * 8 <= QUEUE_FRAMES && queue.bytes * 8 <= QUEUE_BYTES {
                    return true;
                }
            }
            drained.await;
        }
    }

    /// Closes the socket after what is queued, for the first reason that is given.
    pub fn close(&self, code: CloseCode) {
        self.queue().closing.get_or_insert(code);
        self.ready.notify_one();
        self.drained.notify_waiters();
    }

    /// Waits for something to send or for the end.
    pub async fn outgoing(&self) -> Outgoing {
        loop {
            {
                let mut queue = self.queue();
                if !queue.frames.is_empty() || queue.closing.is_some() {
                    queue.bytes = 0;
                    return Outgoing { frames: std::mem::take(&mut queue.frames), closing: queue.closing };
                }
            }
            self.ready.notified().await;
        }
    }

    /// The socket took what it was given.
    pub fn sent(&self) {
        self.drained.notify_waiters();
    }

    /// Frames and bytes that wait: for the gauges.
    #[must_use]
    pub fn waiting(&self) -> (usize, usize) {
        let queue = self.queue();
        (queue.frames.len(), queue.bytes)
    }

    /// Begins to follow a stream, unless it does already.
    pub fn start_following(&self, stream: Stream) -> bool {
        let mut state = self.state();
        if state.streams.contains_key(&stream) {
            return false;
        }
        state.streams.insert(stream, Following::CatchingUp);
        true
    }

    /// From now on the hub delivers this stream. Answers false when it was given up meanwhile.
    pub(super) fn go_live(&self, stream: Stream) -> bool {
        match self.state().streams.get_mut(&stream) {
            Some(following) => {
                *following = Following::Live;
                true
            }
            None => false,
        }
    }

    /// Whether the stream is followed and up to date.
    #[must_use]
    pub fn is_live(&self, stream: Stream) -> bool {
        self.state().streams.get(&stream) == Some(&Following::Live)
    }

    /// Whether the stream is followed at all.
    #[must_use]
    pub fn follows(&self, stream: Stream) -> bool {
        self.state().streams.contains_key(&stream)
    }

    /// Follows a stream no more; answers whether it did.
    pub fn stop_following(&self, stream: Stream) -> bool {
        self.state().streams.remove(&stream).is_some()
    }

    /// All that is followed; afterwards nothing is.
    pub(super) fn take_streams(&self) -> Vec<Stream> {
        std::mem::take(&mut self.state().streams).into_keys().collect()
    }

    /// The room that is open in the client's window.
    #[must_use]
    pub fn focus(&self) -> Option<RoomId> {
        self.state().focus
    }

    /// Another room is open; answers with the one before.
    pub fn set_focus(&self, room: Option<RoomId>) -> Option<RoomId> {
        std::mem::replace(&mut self.state().focus, room)
    }

    fn queue(&self) -> MutexGuard<'_, Queue> {
        self.queue.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use uuid::Uuid;
    use wire::ids::{SessionId, UserId};
    use wire::users::WorkspaceRole;

    fn connection() -> Connection {
        let (user, session) = (UserId(Uuid::from_u128(1)), SessionId(Uuid::from_u128(2)));
        Connection::new(1, Caller { user, session, role: WorkspaceRole::Member })
    }

    #[tokio::test]
    async fn a_full_queue_closes_the_socket_and_sends_nothing_more() {
        let connection = connection();
        for _ in 0..QUEUE_FRAMES {
            assert!(connection.push(&["x".into()]));
        }
        assert!(!connection.push(&["one too many".into()]));
        let outgoing = connection.outgoing().await;
        assert_eq!(outgoing.closing, Some(CloseCode::TooSlow));
        assert!(outgoing.frames.is_empty(), "a hole would follow");
    }

    #[tokio::test]
    async fn a_queue_is_bounded_by_bytes_too() {
        let connection = connection();
        let large: Utf8Bytes = "x".repeat(QUEUE_BYTES / 2).into();
        assert!(connection.push(&[large.clone(), large.clone()]));
        assert!(!connection.push(&[large]));
    }

    #[tokio::test]
    async fn ephemerals_are_dropped_at_half() {
        let connection = connection();
        for _ in 0..QUEUE_FRAMES {
            connection.push_ephemeral("x".into());
        }
        assert_eq!(connection.outgoing().await.frames.len(), QUEUE_FRAMES / 2);
    }

    #[tokio::test]
    async fn a_pump_waits_until_the_socket_took_what_waited() {
        let connection = std::sync::Arc::new(connection());
        assert!(connection.push(&vec![Utf8Bytes::from_static("x"); QUEUE_FRAMES / 2]));
        let waiting = tokio::spawn({
            let connection = std::sync::Arc::clone(&connection);
            async move { connection.wait_for_room().await }
        });
        tokio::task::yield_now().await;
        assert!(!waiting.is_finished());
        connection.outgoing().await;
        connection.sent();
        assert!(waiting.await.unwrap());
    }

    #[test]
    fn the_first_reason_to_close_stays() {
        let connection = connection();
        connection.close(CloseCode::SessionEnded);
        connection.close(CloseCode::Restart);
        assert_eq!(connection.queue().closing, Some(CloseCode::SessionEnded));
    }
}
