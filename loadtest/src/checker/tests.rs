//! Planted faults, each found by its name, and runs without any.

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
        deleted: false,
        reactions: BTreeSet::new(),
        reaction_count: 0,
    }
}

fn event(line: Line) -> Step {
    Step::Event { seq: line.seq, told: Told::Created(line) }
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
        changes: Vec::new(),
        confirmed: Vec::new(),
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
        seen.steps.push(Step::Event { seq: JOINED + 6, told: Told::Nothing });
    }
    *head(&mut evidence) += 1;
    assert_eq!(check(&evidence), []);
    let steps = &mut evidence.seen[1].steps;
    let (first, second) = (line(2), line(3));
    steps[2] = Step::Event { seq: first.seq, told: Told::Created(second) };
    steps[3] = Step::Event { seq: first.seq + 1, told: Told::Created(first) };
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

fn change(number: i64, act: Act) -> Change {
    Change { message: line(number).id, act }
}

fn user(number: u128) -> UserId {
    UserId(uuid::Uuid::from_u128(number))
}

fn thumb(number: u128) -> (UserId, String) {
    (user(number), "👍".to_owned())
}

/// The same run, in which the first message was edited twice, the second deleted, and the third reacted to: all confirmed.
fn changed() -> Evidence {
    let mut evidence = sound();
    let (one, other) = (thumb(1), thumb(2));
    let changes = [
        change(1, Act::Edit("once".to_owned())),
        change(1, Act::Edit("twice".to_owned())),
        change(2, Act::Delete),
        change(3, Act::React(one.0, one.1.clone())),
        change(3, Act::React(other.0, other.1.clone())),
        change(3, Act::TakeBack(one.0, one.1)),
    ];
    (evidence.changes, evidence.confirmed) = (changes.to_vec(), changes.to_vec());
    let head = JOINED + 11;
    let after = [
        Line { text: "twice".to_owned(), seq: head - 4, ..line(1) },
        Line { text: String::new(), deleted: true, seq: head - 3, ..line(2) },
        Line { reactions: BTreeSet::from([other]), reaction_count: 1, seq: head, ..line(3) },
    ];
    for line in after {
        let at = usize::try_from(line.position - 1).unwrap();
        for seen in &mut evidence.seen {
            seen.state.insert(line.position, line.clone());
        }
        lines(&mut evidence)[at] = line;
    }
    for seen in &mut evidence.seen {
        for (seq, number) in (JOINED + 6..=head).zip([1, 1, 2, 3, 3, 3]) {
            seen.steps.push(Step::Event { seq, told: Told::Changed(line(number).id) });
        }
    }
    evidence.heads.insert(Stream::Room(ROOM), head);
    evidence
}

/// Makes a message another one for everybody alike.
fn alter(evidence: &mut Evidence, number: i64, how: impl Fn(&mut Line)) {
    let at = usize::try_from(number - 1).unwrap();
    how(&mut lines(evidence)[at]);
    for seen in &mut evidence.seen {
        how(seen.state.get_mut(&number).unwrap());
    }
}

#[test]
fn a_sound_run_with_changes_has_no_violation() {
    assert_eq!(check(&changed()), []);
}

#[test]
fn a_change_that_was_not_confirmed_may_be_there_or_not() {
    let mut evidence = changed();
    evidence.confirmed.clear();
    assert_eq!(check(&evidence), []);
    alter(&mut evidence, 1, |line| line.text = "text 1".to_owned());
    alter(&mut evidence, 3, |line| (line.reactions, line.reaction_count) = (BTreeSet::new(), 0));
    assert_eq!(check(&evidence), []);
}

#[test]
fn who_came_late_may_be_told_a_message_as_it_is_now() {
    let mut evidence = changed();
    let late = &mut evidence.seen[1];
    late.steps[1] = Step::Event { seq: JOINED + 1, told: Told::Created(Line { text: "twice".to_owned(), ..line(1) }) };
    let told_no_more =
        late.steps.iter_mut().filter(|step| matches!(step, Step::Event { seq, .. } if *seq == JOINED + 6));
    told_no_more.for_each(|step| *step = Step::Event { seq: JOINED + 6, told: Told::Nothing });
    assert_eq!(check(&evidence), []);
}

#[test]
fn a_lost_edit_is_found() {
    for text in ["text 1", "once"] {
        let mut evidence = changed();
        alter(&mut evidence, 1, |line| line.text = text.to_owned());
        assert_eq!(kinds(&evidence), BTreeSet::from([Kind::LostEdit]), "{text}");
    }
}

#[test]
fn a_text_that_nobody_wrote_is_found_after_an_edit_too() {
    let mut evidence = changed();
    alter(&mut evidence, 1, |line| line.text = "thrice".to_owned());
    assert!(kinds(&evidence).contains(&Kind::TextChanged));
}

#[test]
fn a_message_that_came_back_and_one_that_went_by_itself_are_found() {
    let mut evidence = changed();
    alter(&mut evidence, 2, |after| *after = Line { seq: after.seq, ..line(2) });
    assert_eq!(kinds(&evidence), BTreeSet::from([Kind::DeletionDiffers]));

    let mut evidence = changed();
    evidence.changes.push(change(4, Act::Edit("never done".to_owned())));
    alter(&mut evidence, 4, |line| (line.deleted, line.text) = (true, String::new()));
    assert_eq!(kinds(&evidence), BTreeSet::from([Kind::DeletionDiffers]));
}

#[test]
fn a_deleted_message_that_still_speaks_is_found() {
    let mut evidence = changed();
    alter(&mut evidence, 2, |line| line.text = "text 2".to_owned());
    assert_eq!(kinds(&evidence), BTreeSet::from([Kind::SpeaksAfterDeletion]));
    let mut evidence = changed();
    alter(&mut evidence, 2, |line| (line.reactions, line.reaction_count) = (BTreeSet::from([thumb(2)]), 1));
    assert_eq!(kinds(&evidence), BTreeSet::from([Kind::SpeaksAfterDeletion]));
}

#[test]
fn a_lost_an_undead_and_an_unasked_reaction_are_found() {
    for there in [vec![], vec![thumb(1), thumb(2)], vec![thumb(2), thumb(3)]] {
        let mut evidence = changed();
        let count = i64::try_from(there.len()).unwrap();
        alter(&mut evidence, 3, |line| {
            (line.reactions, line.reaction_count) = (there.iter().cloned().collect(), count);
        });
        assert_eq!(kinds(&evidence), BTreeSet::from([Kind::ReactionDiffers]), "{there:?}");
    }
}

#[test]
fn reactions_that_do_not_add_up_are_found() {
    let mut evidence = changed();
    alter(&mut evidence, 3, |line| line.reaction_count = 2);
    assert_eq!(kinds(&evidence), BTreeSet::from([Kind::ReactionCountDiffers]));
}

#[test]
fn a_client_that_missed_a_change_is_found() {
    let mut evidence = changed();
    evidence.seen[0].state.get_mut(&3).unwrap().reactions.clear();
    assert_eq!(kinds(&evidence), BTreeSet::from([Kind::StateDiffers]));
}

#[test]
fn a_change_of_one_message_told_as_of_another_is_found() {
    let mut evidence = changed();
    let step = evidence.seen[1].steps.last_mut().unwrap();
    *step = Step::Event { seq: JOINED + 11, told: Told::Changed(line(1).id) };
    assert_eq!(kinds(&evidence), BTreeSet::from([Kind::OrderDiffers]));
}
