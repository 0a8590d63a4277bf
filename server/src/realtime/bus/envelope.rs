//! Envelopes: how notices travel, and on which channel.
//!
//! An envelope is the sender's id, 16 bytes, and then one notice a line as JSON. A line that this version does not know is
//! passed over, so that two versions may run beside each other. There are 64 channels, always the same: every node listens to
//! all of them, and what belongs together keeps its order because it goes the same way.

use std::collections::BTreeMap;

use wire::frames::Signal;
use wire::streams::Stream;

use super::{Ended, NodeId, Notice};

/// The number of channels.
pub const CHANNELS: u64 = 64;

/// The names of the channels. The epoch keeps apart those who share a Redis but not a database; the braces choose the
/// cluster's slot.
#[must_use]
pub fn channels(epoch: &str) -> Vec<String> {
    (0..CHANNELS).map(|number| channel(epoch, number)).collect()
}

/// The name of one channel.
#[must_use]
pub fn channel(epoch: &str, number: u64) -> String {
    format!("relaydesk:{epoch}:{{{number}}}")
}

/// Puts notices into envelopes, each with the number of its channel.
#[must_use]
pub fn pack(node: NodeId, notices: &[Notice]) -> Vec<(u64, Vec<u8>)> {
    let mut envelopes: BTreeMap<u64, Vec<u8>> = BTreeMap::new();
    for notice in notices {
        let envelope = envelopes.entry(number(node, notice)).or_insert_with(|| node.0.to_vec());
        let before = envelope.len();
        match serde_json::to_writer(&mut *envelope, notice) {
            Ok(()) => envelope.push(b'\n'),
            Err(error) => {
                tracing::error!(%error, "a notice could not be written");
                envelope.truncate(before);
            }
        }
    }
    envelopes.into_iter().collect()
}

/// The sender of an envelope, and the lines; none when it is no envelope.
#[must_use]
pub fn open(envelope: &[u8]) -> Option<(NodeId, &[u8])> {
    envelope.split_first_chunk().map(|(node, lines)| (NodeId(*node), lines))
}

/// The notices of an envelope's lines.
#[must_use]
pub fn notices(lines: &[u8]) -> Vec<Notice> {
    let lines = lines.split(|byte| *byte == b'\n').filter(|line| !line.is_empty());
    let notice =
        |line| serde_json::from_slice(line).inspect_err(|error| tracing::debug!(%error, "an unknown notice")).ok();
    lines.filter_map(notice).collect()
}

/// The channel of a notice: by its stream, so that a stream's events keep their order; what is about the node itself, by the
/// node.
fn number(node: NodeId, notice: &Notice) -> u64 {
    match notice {
        Notice::Entry(entry) => of_stream(entry.stream),
        Notice::Signal(Signal::Typing(typing)) => of_stream(Stream::Room(typing.room)),
        Notice::Signal(Signal::Read(read)) => of_stream(Stream::Room(read.room)),
        Notice::Ended(Ended::User(user)) => of_stream(Stream::User(*user)),
        Notice::Ended(Ended::Session(session)) => of_bytes(session.0.as_bytes()),
        Notice::Signal(Signal::Presence(_)) | Notice::Joined | Notice::Here(_) | Notice::Came(_) | Notice::Went(_) => {
            of_bytes(&node.0)
        }
    }
}

fn of_stream(stream: Stream) -> u64 {
    match stream {
        Stream::Workspace => 0,
        Stream::Room(room) => of_bytes(room.0.as_bytes()),
        Stream::User(user) => of_bytes(user.0.as_bytes()),
    }
}

/// FNV-1a: the same on every node, in every version.
fn of_bytes(bytes: &[u8; 16]) -> u64 {
    let hash = bytes
        .iter()
        .fold(0xcbf2_9ce4_8422_2325_u64, |hash, byte| (hash ^ u64::from(*byte)).wrapping_mul(0x0000_0100_0000_01b3));
    (hash ^ (hash >> 32)) % CHANNELS
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::store::db::Entry;
    use uuid::Uuid;
    use wire::ids::RoomId;

    const NODE: NodeId = NodeId([7; 16]);

    fn entry(room: u128, seq: i64) -> Notice {
        let payload = r#"{"type":"room_removed","data":{"name":"a \"quoted\"\nname"}}"#.to_owned();
        Notice::Entry(Entry {
            stream: Stream::Room(RoomId(Uuid::from_u128(room))),
            seq,
            kind: "x".into(),
            subject: None,
            payload,
        })
    }

    #[test]
    fn what_is_packed_is_unpacked_in_the_same_order_on_one_channel() {
        let notices = vec![entry(1, 1), entry(1, 2), entry(1, 3)];
        let envelopes = pack(NODE, &notices);
        assert_eq!(envelopes.len(), 1);
        let (node, lines) = open(&envelopes[0].1).unwrap();
        assert_eq!((node, super::notices(lines)), (NODE, notices));
    }

    #[test]
    fn a_line_of_a_newer_version_is_passed_over() {
        let lines = b"{\"type\":\"tomorrow\",\"data\":1}\n{\"type\":\"joined\"}\n";
        assert_eq!(notices(lines), [Notice::Joined]);
    }

    #[test]
    fn what_is_too_short_is_no_envelope() {
        assert_eq!(open(b"short"), None);
    }

    #[test]
    fn streams_use_all_channels() {
        let used: std::collections::BTreeSet<u64> =
            (0..2000).map(|id| of_stream(Stream::Room(RoomId(Uuid::from_u128(id))))).collect();
        assert_eq!(used.len(), 64);
    }

    #[test]
    fn the_channel_of_a_stream_stays_the_same_over_releases() {
        let room = Uuid::from_u128(0x0192_3456_789a_7bcd_8ef0_1234_5678_9abc);
        assert_eq!(of_stream(Stream::Room(RoomId(room))), 43);
        assert_eq!(channel("e", 5), "relaydesk:e:{5}");
    }
}
