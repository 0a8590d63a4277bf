//! Tests of reading an export.

use serde_json::{Value, json};
use wire::rooms::RoomKind;
use wire::users::UserKind;

use super::*;

fn names() -> Names {
    let users = [("U1", "ana"), ("U2", "ben.x")].map(|(key, name)| (key.to_owned(), name.to_owned()));
    let rooms = [("C1", "general")].map(|(key, name)| (key.to_owned(), name.to_owned()));
    Names { users: users.into(), rooms: rooms.into() }
}

fn day(entries: Value) -> Day {
    read_day(&serde_json::to_vec(&entries).unwrap(), &names()).unwrap()
}

/// A day with one message: that message.
fn one(entry: Value) -> Message {
    let mut day = day(json!([entry]));
    assert_eq!(day.messages.len(), 1, "{day:?}");
    day.messages.remove(0)
}

fn markdown(text: &str) -> String {
    one(json!({"type": "message", "user": "U1", "ts": "1.000001", "text": text})).text
}

#[test]
fn people_have_valid_names_and_mail_only_when_it_is_one() {
    let people = read_people(
        json!([
            {"id": "U1", "name": "Ana B.", "profile": {"display_name": " ", "real_name": "Ana\u{202E} Bo", "email": "ana@e.org"}},
            {"id": "U2", "name": "ben", "deleted": true, "is_bot": null, "profile": {"email": "no mail"}},
            {"id": "U3", "name": "…", "is_bot": true, "real_name": "Deploy bot", "is_ultra_restricted": false},
            {"id": "U4", "is_restricted": true},
        ])
        .to_string()
        .as_bytes(),
    )
    .unwrap();
    let written: Vec<String> = people
        .iter()
        .map(|person| {
            let email = person.email.as_ref().map_or("-", |email| email.as_str());
            format!(
                "{} {}|{} {email} {:?} guest={} off={}",
                person.key,
                person.username,
                person.display_name.as_str(),
                person.kind,
                person.guest,
                person.deactivated
            )
        })
        .collect();
    assert_eq!(
        written,
        [
            "U1 ana.b.|Ana Bo ana@e.org Person guest=false off=false",
            "U2 ben|ben - Person guest=false off=true",
            "U3 user|Deploy bot - Bot guest=false off=false",
            "U4 u4|U4 - Person guest=true off=false",
        ]
    );
}

#[test]
fn people_without_a_record_have_a_placeholder() {
    let person = Person::unknown("U9", None);
    assert_eq!(
        (person.username.as_str(), person.display_name.as_str(), person.deactivated),
        ("unknown", "Unknown", true)
    );
    assert_eq!(Person::unknown("USLACKBOT", None).kind, UserKind::Bot);
    assert_eq!(Person::bot("B1", "GitHub ✨").username, "github.");
}

#[test]
fn a_taken_name_gets_a_number() {
    let names = |wanted: &str| usernames(wanted).take(3).map(|name| name.into_string()).collect::<Vec<_>>();
    assert_eq!(names("ana"), ["ana", "ana-2", "ana-3"]);
    assert_eq!(names("here"), ["here-2", "here-3", "here-4"]);
    let long = "a".repeat(32);
    assert_eq!(names(&long)[..2], [long.clone(), format!("{}-2", "a".repeat(30))]);
    let general = read_rooms(br#"[{"id":"C1","name":"General"}]"#, RoomFile::Channels).unwrap().remove(0).name.unwrap();
    let names: Vec<String> = room_names(&general).take(2).map(|name| name.into_string()).collect();
    assert_eq!(names, ["General", "General-2"]);
}

#[test]
fn rooms_of_every_kind() {
    let channel = json!([{"id": "C1", "name": "tools", "created": "1433558319", "creator": "U1", "is_archived": true,
        "members": ["U1", "U2", "U1"], "topic": {"value": ""}, "purpose": {"value": "a &amp; b\nc"}}]);
    let room = read_rooms(channel.to_string().as_bytes(), RoomFile::Channels).unwrap().remove(0);
    assert_eq!(
        (room.kind, room.name.as_ref().unwrap().as_str(), room.topic.as_str()),
        (RoomKind::Public, "tools", "a & b c")
    );
    assert_eq!((room.archived, room.members.len(), room.folder.as_str()), (true, 2, "tools"));
    assert_eq!(room.created_at.unwrap().to_string(), "2015-06-06T02:38:39Z");
    let group = read_rooms(br#"[{"id":"G1","name":"secret","created":5}]"#, RoomFile::Groups).unwrap().remove(0);
    assert_eq!((group.kind, group.created_at.unwrap().micros()), (RoomKind::Private, 5_000_000));
    let direct =
        read_rooms(br#"[{"id":"D1","created":5,"members":["U1","U2"]}]"#, RoomFile::Directs).unwrap().remove(0);
    assert_eq!((direct.kind, direct.name, direct.folder.as_str()), (RoomKind::Direct, None, "D1"));
    let alone = read_rooms(br#"[{"id":"D1","members":["U1"]}]"#, RoomFile::Directs).unwrap().remove(0);
    assert_eq!((alone.kind, alone.name.unwrap().as_str()), (RoomKind::Private, "notes"));
    let several = json!([{"id": "G2", "name": "mpdm-a--b--c-1", "members": ["U1", "U2", "U3"]}]).to_string();
    let several = read_rooms(several.as_bytes(), RoomFile::GroupDirects).unwrap().remove(0);
    assert_eq!((several.kind, several.folder.as_str()), (RoomKind::Direct, "mpdm-a--b--c-1"));
    let many: Vec<String> = (0..21).map(|number| format!("U{number}")).collect();
    let crowd = json!([{"id": "G3", "name": "mpdm-x", "members": many}]).to_string();
    let crowd = read_rooms(crowd.as_bytes(), RoomFile::GroupDirects).unwrap().remove(0);
    assert_eq!((crowd.kind, crowd.name.unwrap().as_str()), (RoomKind::Private, "mpdm-x"));
}

#[test]
fn times_are_exact_to_the_microsecond() {
    assert_eq!(day::moment("1433558319.000002").unwrap().micros(), 1_433_558_319_000_002);
    assert_eq!(day::moment("1433558319.5").unwrap().micros(), 1_433_558_319_500_000);
    assert_eq!(day::moment("1433558319").unwrap().micros(), 1_433_558_319_000_000);
    for bad in ["", ".5", "-1", "1e9", "1.0000001", "99999999999999999999", "999999999999", "1.2.3"] {
        assert_eq!(day::moment(bad), None, "{bad}");
    }
}

#[test]
fn marks_of_slack_become_marks_of_markdown() {
    let cases = [
        ("*bold* _it_ ~gone~ `*code*`", "**bold** _it_ ~~gone~~ `*code*`"),
        ("*bold _both_*, (_a_)", "**bold _both_**, (_a_)"),
        ("2*3*4 a_b_c ~10% *", "2\\*3\\*4 a_b_c ~10% *"),
        ("* not bold* __init__", "* not bold\\* \\_\\_init\\_\\_"),
        ("¯\\_(ツ)_/¯", "¯\\\\\\_(ツ)\\_/¯"),
        ("&lt;b&gt; R&amp;D &amp;lt; &amp; co", "<b> R\\&D \\&lt; & co"),
        ("# no heading\n#yes\n---\n==", "\\# no heading\n#yes\n\\---\n\\=="),
        ("[a](b)", "[a\\](b)"),
        (":tada: :clap::skin-tone-3:   :x_y: 10:30:45", "🎉 👏🏼   :x_y: 10:30:45"),
    ];
    for (slack, expected) in cases {
        assert_eq!(markdown(slack), expected, "{slack}");
    }
}

#[test]
fn quotes_end_where_slack_ends_them() {
    assert_eq!(markdown("&gt; a\n&gt;b\nc"), "> a\n> b\n\nc");
    assert_eq!(markdown("a\n&gt;&gt;&gt; b\nc"), "a\n> b\n> c");
}

#[test]
fn blocks_of_code_stand_on_lines_of_their_own() {
    assert_eq!(markdown("see ```a &lt; *b*\n<http://e.org|e>```ok"), "see \n```\na < *b*\ne\n```\nok");
    assert_eq!(markdown("``````"), "``````");
}

#[test]
fn references_name_people_and_rooms() {
    let cases = [
        ("<@U1> <@U1|old>: <@U9|zoe> <@U9>", "@ana @ana: @zoe @unknown"),
        ("cc<@U2>s", "cc @ben.x s"),
        ("<!here> <!channel> <!everyone|@everyone> <!group>", "@room @room @room @room"),
        ("<#C1|old> <#C2|other> <#C3>", "#general #other #unknown"),
        ("<!subteam^S1|@devs> <!date^1^{date}|1 May>", "@devs 1 May"),
        ("`<@U1> &amp; <http://e.org?t=xoxe-1>`", "`@ana & http://e.org`"),
    ];
    for (slack, expected) in cases {
        assert_eq!(markdown(slack), expected, "{slack}");
    }
}

#[test]
fn links_become_links() {
    let cases = [
        ("<http://e.org/a_b?x=1&amp;y=2>", "http://e.org/a_b?x=1&y=2"),
        ("<http://e.org>, (<http://e.org>)", "<http://e.org>, (<http://e.org>)"),
        ("<http://e.org|the *site* [1]>", "[the \\*site\\* \\[1\\]](http://e.org)"),
        ("<http://e.org/(a)|x>", "[x](<http://e.org/(a)>)"),
        ("<http://e.org|e.org>", "[e.org](http://e.org)"),
        ("<mailto:ana@e.org|ana@e.org> <mailto:b@e.org|Ben>", "<ana@e.org> [Ben](mailto:b@e.org)"),
        ("<tel:123|call> <javascript:alert(1)|x>", "call (tel:123) x (javascript:alert(1))"),
        ("<https://f.example/a?t=xoxe-12>", "https://f.example/a"),
    ];
    for (slack, expected) in cases {
        assert_eq!(markdown(slack), expected, "{slack}");
    }
}

#[test]
fn converted_texts_mean_what_they_meant() {
    let known = crate::domain::text::Known::default();
    let words = "*a* 2*3*4 __init__ ¯\\_(ツ)_/¯ <http://e.org/_x_|l_i_nk> `c*d*` &lt;i&gt; &amp;amp; ~x~ [q](r) <mailto:a@e.org>";
    let document = crate::domain::text::parse(&markdown(words), &known).unwrap();
    let shown = crate::domain::text::plain(&document);
    let expected = "a 2*3*4 __init__ ¯\\_(ツ)_/¯ l_i_nk (http://e.org/_x_) c*d* <i> &amp; x [q](r) a@e.org";
    assert_eq!(shown, expected);
}

#[test]
fn long_texts_are_converted_in_linear_time() {
    let parts = [
        "*",
        "*a",
        "*a ",
        "_a ",
        "~a",
        "<",
        "<a",
        "`",
        "``` ",
        ":",
        ":a",
        "&lt;",
        "&",
        "&gt;",
        "\\",
        "[",
        "*<",
        "_`",
        "*a _b ~c ",
    ];
    for part in parts {
        let text = part.repeat(40_000 / part.len());
        let most = std::time::Duration::from_millis(if cfg!(debug_assertions) { 1_500 } else { 50 });
        // One good try of three is enough: the machine may be busy with something else.
        assert!((0..3).any(|_| time_of(&text) < most), "{part:?} takes more than {most:?}");
    }
}

fn time_of(text: &str) -> std::time::Duration {
    #[expect(clippy::disallowed_methods, reason = "the real time is what is measured")]
    let started = std::time::Instant::now();
    let _markdown = mrkdwn::to_markdown(text, &names());
    started.elapsed()
}

#[test]
fn rich_text_is_used_when_the_text_is_empty() {
    let blocks = json!([{"type": "rich_text", "elements": [
        {"type": "rich_text_section", "elements": [
            {"type": "text", "text": "Hello "},
            {"type": "text", "text": "big world ", "style": {"bold": true, "italic": true}},
            {"type": "user", "user_id": "U1"}, {"type": "text", "text": " a*b* in "}, {"type": "channel", "channel_id": "C1"},
            {"type": "text", "text": " "}, {"type": "link", "url": "https://e.org", "text": "site"},
            {"type": "text", "text": " "}, {"type": "link", "url": "https://e.org/b"},
            {"type": "emoji", "name": "wave", "skin_tone": 3}, {"type": "broadcast", "range": "here"},
            {"type": "text", "text": " x*y", "style": {"code": true}}, {"type": "text", "text": "\n"}]},
        {"type": "rich_text_list", "style": "bullet", "indent": 0, "elements": [
            {"type": "rich_text_section", "elements": [{"type": "text", "text": "one"}]}]},
        {"type": "rich_text_list", "style": "ordered", "indent": 1, "offset": 4, "elements": [
            {"type": "rich_text_section", "elements": [{"type": "text", "text": "two"}]}]},
        {"type": "rich_text_quote", "elements": [{"type": "text", "text": "said\nso"}]},
        {"type": "rich_text_preformatted", "elements": [{"type": "text", "text": "let a = *b;"}]},
    ]}]);
    let message = one(json!({"type": "message", "user": "U1", "ts": "1.0", "text": "", "blocks": blocks.clone()}));
    let expected = "Hello **_big world_** @ana a\\*b\\* in #general [site](https://e.org) <https://e.org/b>👋🏼@room `x*y`\n\n\
        - one\n    5. two\n\n> said\n> so\n\n```\nlet a = *b;\n```";
    assert_eq!(message.text, expected);
    let message = one(json!({"type": "message", "user": "U1", "ts": "1.0", "text": "words", "blocks": blocks}));
    assert_eq!(message.text, "words");
}

#[test]
fn blocks_and_attachments_of_programs_have_words() {
    let blocks = json!([
        {"type": "header", "text": {"type": "plain_text", "text": "Build #1"}}, {"type": "divider"},
        {"type": "section", "text": {"type": "mrkdwn", "text": "*ok*"}, "fields": [{"type": "mrkdwn", "text": "x"}], "accessory": {"type": "button", "text": {"type": "plain_text", "text": "no"}}},
        {"type": "image", "image_url": "https://e.org/i.png", "alt_text": "chart"}, {"type": "unheard_of", "elements": null},
        {"type": "context", "elements": [{"type": "mrkdwn", "text": "by <@U1>"}]}]);
    let entry = json!({"type": "message", "subtype": "bot_message", "bot_id": "B1", "username": "CI", "ts": "1.0", "text": "", "blocks": blocks});
    let message = one(entry);
    assert_eq!(message.author, Author::Bot { key: "B1".to_owned(), name: "CI".to_owned() });
    assert_eq!(message.kind, Kind::Bot);
    let expected = "**Build \\#1**\n\n---\n\n**ok**\nx\n\n[chart](https://e.org/i.png)\n\nby @ana";
    assert_eq!(message.text, expected.replace('\\', ""));
    let attachments = json!([
        {"pretext": "new:", "title": "PR", "title_link": "https://e.org/1", "text": "*x*", "fallback": "never"}, {"fallback": "only &amp; this"}]);
    let message = one(json!({"type": "message", "user": "U1", "ts": "1.0", "text": "", "attachments": attachments}));
    assert_eq!(message.text, "new:\n[PR](https://e.org/1)\n**x**\n\nonly & this");
}

#[test]
fn authors_are_users_programs_or_commenters() {
    let author = |entry: Value| one(entry).author;
    let user = |key: &str, name: Option<&str>| Author::User { key: key.to_owned(), name: name.map(str::to_owned) };
    assert_eq!(
        author(json!({"ts": "1.0", "user": "U9", "user_profile": {"real_name": "Zoe"}, "text": "x"})),
        user("U9", Some("Zoe"))
    );
    assert_eq!(author(json!({"ts": "1.0", "user": "U3", "bot_id": "B1", "text": "x"})), user("U3", None));
    let bot = json!({"ts": "1.0", "subtype": "bot_message", "user": null, "username": "Deploy", "text": "x"});
    assert_eq!(author(bot), Author::Bot { key: "Deploy".to_owned(), name: "Deploy".to_owned() });
    let comment = json!({"ts": "1.0", "subtype": "file_comment", "text": "<@U2> commented", "comment": {"user": "U2", "comment": "*nice*"},
        "file": {"name": "a.png", "url_private": "https://f.example/a.png?t=xoxe-1"}});
    let message = one(comment);
    assert_eq!(
        (&message.author, message.text.as_str(), message.files[0].url.as_str()),
        (&user("U2", None), "**nice**", "https://f.example/a.png")
    );
}

#[test]
fn files_of_both_notations_hang_on_their_message() {
    let old = json!({"ts": "1.0", "user": "U1", "subtype": "file_share", "text": "<@U1> uploaded a file: <https://x|a.png>",
        "file": {"name": "a.png", "mimetype": "image/png", "size": 7, "url_private": "https://f.example/a.png?t=xoxe-1"}});
    let message = one(old);
    assert_eq!((message.text.as_str(), message.kind), ("", Kind::FileShare));
    assert_eq!(
        message.files,
        [File { name: "a.png".into(), media_type: "image/png".into(), size: 7, url: "https://f.example/a.png".into() }]
    );
    let new = json!({"ts": "1.0", "user": "U1", "text": "look", "files": [
        {"title": "b", "url_private": "https://f.example/b"}, {"mode": "tombstone", "name": "gone"}, {"name": "c"},
        {"name": "d", "permalink": "https://s.example/d"}, {"name": "e", "url_private": "javascript:alert(1)"}]});
    let day = day(json!([new, {"ts": "2.0", "user": "U1", "text": "", "files": [{"mode": "tombstone"}]}]));
    let names: Vec<&str> = day.messages[0].files.iter().map(|file| file.name.as_str()).collect();
    assert_eq!((names, day.skipped.files), (vec!["b", "d"], 3));
    assert_eq!(day.skipped.entries.get("deleted file"), Some(&1));
}

#[test]
fn replies_know_their_root() {
    let day = day(json!([
        {"ts": "3.0", "user": "U1", "text": "both", "thread_ts": "1.0", "subtype": "thread_broadcast", "root": {"ts": "1.0"}},
        {"ts": "1.0", "user": "U1", "text": "root", "thread_ts": "1.0", "reply_count": 2, "replies": [{"user": "U2", "ts": "2.0"}]},
        {"ts": "2.0", "user": "U2", "text": "reply", "thread_ts": "1.0", "parent_user_id": "U1"}]));
    let threads: Vec<Option<Thread>> = day.messages.iter().map(|message| message.thread.clone()).collect();
    let reply = |in_room| Some(Thread { root: "1.0".to_owned(), in_room });
    assert_eq!(threads, [None, reply(false), reply(true)]);
}

#[test]
fn reactions_are_emoji_with_their_people() {
    let message = one(
        json!({"ts": "1.0", "user": "U1", "text": "x", "edited": {"user": "U1", "ts": "2.5"}, "reactions": [
        {"name": "+1", "users": ["U1", "U2"], "count": 2}, {"name": "thumbsup", "users": ["U2", "U3"]}, {"name": "party_parrot", "users": ["U1"]},
        {"name": "tada", "users": [], "count": 0}]}),
    );
    let reactions: Vec<(&str, usize)> =
        message.reactions.iter().map(|of| (of.emoji.as_str(), of.users.len())).collect();
    assert_eq!(reactions, [("👍", 3), (":party_parrot:", 1)]);
    assert_eq!(message.edited_at.unwrap().micros(), 2_500_000);
}

#[test]
fn what_is_no_message_is_counted_by_kind() {
    let day = day(json!([
        {"type": "message", "subtype": "channel_join", "user": "U1", "ts": "1.0", "text": "joined", "reactions": [{"name": "+1", "users": ["U1"], "count": 1}]},
        {"type": "message", "subtype": "channel_join", "user": "U2", "ts": "2.0", "text": "joined"},
        {"type": "unheard_of", "ts": "3.0"},
        {"type": "message", "user": "U1", "text": "no time"},
        {"type": "message", "ts": "4.0", "text": "nobody"},
        {"type": "message", "ts": "5.0", "user": "U1", "text": " "}]));
    assert!(day.messages.is_empty());
    let expected =
        [("channel_join", 2), ("unheard_of", 1), ("without a time", 1), ("without an author", 1), ("without text", 1)];
    assert_eq!(day.skipped.entries, expected.map(|(reason, count)| (reason.to_owned(), count)).into());
    assert_eq!((day.skipped.reactions, day.skipped.total()), (1, 6));
}

#[test]
fn a_text_that_is_too_long_goes_on_in_further_messages() {
    let line = "é".repeat(99) + "\n";
    let day = day(
        json!([{"ts": "1.0", "user": "U1", "text": line.repeat(200), "reactions": [{"name": "+1", "users": ["U1"]}]}]),
    );
    assert_eq!(day.messages.len(), 3);
    assert!(day.messages.iter().all(|message| message.text.len() <= 16_384 && message.at.micros() == 1_000_000));
    let lines: usize = day.messages.iter().map(|message| message.text.lines().count()).sum();
    assert_eq!(lines, 200);
    let keys: Vec<(&str, bool, usize)> =
        day.messages.iter().map(|part| (part.key.as_str(), part.is_continuation, part.reactions.len())).collect();
    assert_eq!(keys, [("1.0", false, 1), ("1.0+2", true, 0), ("1.0+3", true, 0)]);
}

#[test]
fn files_that_are_no_export_are_told_so() {
    let deep = format!("{}{}", "[".repeat(5_000), "]".repeat(5_000));
    let nested = format!(r#"[{{"ts":"1.0","blocks":{}1{}}}]"#, r#"[{"elements":"#.repeat(500), "}]".repeat(500));
    for bad in ["", "{", "{}", "[1]", "[{\"ts\":1,\"text\":5}]", "\u{feff}[]", &deep, &nested] {
        assert!(
            read_day(bad.as_bytes(), &names()).unwrap_err().to_string().starts_with("this is not the JSON"),
            "{bad:.30}"
        );
        assert!(read_people(bad.as_bytes()).is_err());
        assert!(bad.starts_with("[{\"ts") || read_rooms(bad.as_bytes(), RoomFile::Channels).is_err(), "{bad:.30}");
    }
    assert!(read_day(b"[\"\xff\"]", &names()).is_err());
}
