//! Ten planted faults, and a run without any.

use wire::ids::{MessageId, RoomId};

use super::*;

const ROOM: RoomId = RoomId(uuid::Uuid::from_u128(1));
const OTHER: RoomId = RoomId(uuid::Uuid::from_u128(2));
/// Seq of the room's last event before the first message: somebody joined.
const JOINED: i64 = 3;

fn line(number: i64) -> Line {
    Line {
        id: MessageId(uuid::Uuid::from_u128(1000 + u128::try_from(number).unwrap())),
        room: ROOM,
        client_key: format!("key-{number}"),
        text: format!("text {number}"),
        position: number,
        seq: JOINED + number,
    }
}

fn event(line: Line) -> Step {
    Step::Event { seq: line.seq, line: Some(line) }
}

fn seen(client: usize) -> Seen {
    let mut steps = vec![Step::Resumed, event(line(1)), event(line(2)), event(line(3))];
    steps.extend([Step::Resumed, event(line(4)), event(line(5))]);
    let state = (1..=5).map(|number| (number, line(number))).collect();
    Seen { client, stream: Stream::Room(ROOM), from: JOINED, steps, state }
}

/// Five messages, two clients with one reconnect each, all well.
fn sound() -> Evidence {
    let lines: Vec<Line> = (1..=5).map(line).collect();
    let sent = |line: &Line| Sent { room: ROOM, client_key: line.client_key.clone(), text: line.text.clone() };
    let acked = |line: &Line| Acked { id: line.id, client_key: line.client_key.clone(), position: line.position };
    Evidence {
        sent: lines.iter().map(sent).collect(),
        acked: lines.iter().map(acked).collect(),
        histories: vec![History { room: ROOM, lines }],
        heads: BTreeMap::from([(Stream::Room(ROOM), JOINED + 5)]),
        seen: vec![seen(1), seen(2)],
    }
}

/// The kinds of violation, each once.
fn kinds(evidence: &Evidence) -> BTreeSet<Kind> {
    check(evidence).into_iter().map(|violation| violation.kind).collect()
}

fn lines(evidence: &mut Evidence) -> &mut Vec<Line> {
    &mut evidence.histories[0].lines
}

fn head(evidence: &mut Evidence) -> &mut i64 {
    evidence.heads.get_mut(&Stream::Room(ROOM)).unwrap()
}

#[test]
fn a_sound_run_has_no_violation() {
    assert_eq!(check(&sound()), []);
}

#[test]
fn a_message_that_was_never_confirmed_may_be_missing() {
    let mut evidence = sound();
    evidence.sent.push(Sent { room: ROOM, client_key: "key-6".to_owned(), text: "lost on the way".to_owned() });
    assert_eq!(check(&evidence), []);
}

#[test]
fn a_refetch_may_skip_events_but_not_messages() {
    let mut evidence = sound();
    evidence.seen[0].steps.splice(1..4, [Step::Refetch { seq: JOINED + 3 }]);
    assert_eq!(check(&evidence), []);
    evidence.seen[0].state.remove(&2);
    assert_eq!(kinds(&evidence), BTreeSet::from([Kind::StateDiffers]));
}

#[test]
fn a_lost_ack_is_found() {
    let mut evidence = sound();
    let lost = lines(&mut evidence).pop().unwrap();
    *head(&mut evidence) -= 1;
    for seen in &mut evidence.seen {
        seen.steps.pop();
        seen.state.remove(&lost.position);
    }
    assert_eq!(kinds(&evidence), BTreeSet::from([Kind::LostAck]));
}

#[test]
fn a_doubled_message_is_found() {
    let mut evidence = sound();
    let twin = Line { client_key: "key-5".to_owned(), text: "text 5".to_owned(), ..line(6) };
    lines(&mut evidence).push(twin.clone());
    *head(&mut evidence) += 1;
    for seen in &mut evidence.seen {
        seen.steps.push(event(twin.clone()));
        seen.state.insert(6, twin.clone());
    }
    assert_eq!(kinds(&evidence), BTreeSet::from([Kind::DoubledMessage]));
}

#[test]
fn a_hole_in_the_positions_is_found() {
    let mut evidence = sound();
    evidence.acked.pop();
    lines(&mut evidence)[4].position = 6;
    for seen in &mut evidence.seen {
        let moved = Line { position: 6, ..line(5) };
        seen.steps.pop();
        seen.steps.push(event(moved.clone()));
        seen.state.remove(&5);
        seen.state.insert(6, moved);
    }
    assert_eq!(kinds(&evidence), BTreeSet::from([Kind::PositionHole]));
}

#[test]
fn a_hole_in_the_seqs_is_found() {
    for hole in [1, 2, 5, 6] {
        let mut evidence = sound();
        evidence.seen[1].steps.remove(hole);
        assert_eq!(kinds(&evidence), BTreeSet::from([Kind::SeqHole]), "without step {hole}");
    }
}

#[test]
fn a_doubled_event_is_found() {
    let mut evidence = sound();
    let again = evidence.seen[0].steps[2].clone();
    evidence.seen[0].steps.insert(3, again);
    assert_eq!(kinds(&evidence), BTreeSet::from([Kind::DoubledEvent]));
}

#[test]
fn an_order_that_differs_between_clients_is_found() {
    let mut evidence = sound();
    // What a reader of the history cannot see: an event that is no message, told as another one to one client.
    for seen in &mut evidence.seen {
        seen.steps.push(Step::Event { seq: JOINED + 6, line: None });
    }
    *head(&mut evidence) += 1;
    assert_eq!(check(&evidence), []);
    let steps = &mut evidence.seen[1].steps;
    let (first, second) = (line(2), line(3));
    steps[2] = Step::Event { seq: first.seq, line: Some(second) };
    steps[3] = Step::Event { seq: first.seq + 1, line: Some(first) };
    assert_eq!(kinds(&evidence), BTreeSet::from([Kind::OrderDiffers]));
}

#[test]
fn an_event_for_a_message_that_is_not_in_the_history_is_found() {
    let mut evidence = sound();
    *head(&mut evidence) += 1;
    evidence.seen[0].steps.push(event(line(6)));
    evidence.seen[1].steps.push(event(line(6)));
    assert_eq!(kinds(&evidence), BTreeSet::from([Kind::UnknownMessage]));
}

#[test]
fn a_message_with_a_changed_text_is_found() {
    let mut evidence = sound();
    evidence.sent[1].text = "what was meant".to_owned();
    assert_eq!(kinds(&evidence), BTreeSet::from([Kind::TextChanged]));

    let mut evidence = sound();
    evidence.seen[0].steps[2] = event(Line { text: "something else".to_owned(), ..line(2) });
    assert_eq!(kinds(&evidence), BTreeSet::from([Kind::TextChanged]));
}

#[test]
fn a_message_in_the_wrong_room_is_found() {
    let mut evidence = sound();
    evidence.sent[2].room = OTHER;
    assert_eq!(kinds(&evidence), BTreeSet::from([Kind::WrongRoom]));

    let mut evidence = sound();
    evidence.seen[0].steps[2] = event(Line { room: OTHER, ..line(2) });
    assert_eq!(kinds(&evidence), BTreeSet::from([Kind::WrongRoom]));
}

#[test]
fn a_seq_that_goes_backwards_over_a_reconnect_is_found() {
    let mut evidence = sound();
    evidence.seen[0].steps.insert(5, event(line(3)));
    assert_eq!(kinds(&evidence), BTreeSet::from([Kind::SeqBackwards]));
}

#[test]
fn a_message_that_nobody_sent_is_found() {
    let mut evidence = sound();
    evidence.sent.remove(0);
    assert_eq!(kinds(&evidence), BTreeSet::from([Kind::NeverSent]));
}
