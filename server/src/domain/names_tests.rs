//! Tests of names.rs.

use super::*;

/// The field that a refusal names.
fn refused<T: std::fmt::Debug>(result: Result<T>) -> String {
    match result {
        Err(Error::Invalid(fields)) => fields[0].field.clone(),
        other => panic!("not refused: {other:?}"),
    }
}

#[test]
fn a_username_is_folded_to_lower_case() {
    assert_eq!(Username::parse(" Ana.B-7_x ").unwrap().as_str(), "ana.b-7_x");
}

#[test]
fn a_username_keeps_its_length_and_alphabet() {
    assert!(Username::parse(&"a".repeat(31)).is_ok());
    assert!(Username::parse(&"a".repeat(32)).is_ok());
    for bad in ["", " ", ".ana", "-ana", "_ana", "ana b", "añа", "ana@b", &"a".repeat(33)] {
        assert_eq!(refused(Username::parse(bad)), "username", "{bad:?}");
    }
}

#[test]
fn nobody_is_called_like_a_word_for_many() {
    for word in ["room", "Here", "everyone", "ALL", "channel"] {
        assert_eq!(refused(Username::parse(word)), "username", "{word}");
    }
}

#[test]
fn a_display_name_is_trimmed_and_holds_any_script() {
    assert_eq!(DisplayName::parse("  Ana Ćosić 👩‍💻 ").unwrap().as_str(), "Ana Ćosić 👩‍💻");
    assert!(DisplayName::parse(&"é".repeat(64)).is_ok());
    assert_eq!(refused(DisplayName::parse(&"é".repeat(65))), "display_name");
}

#[test]
fn a_name_cannot_disturb_its_neighbours_or_look_empty() {
    for bad in [
        "",
        "  ",
        "a\nb",
        "a\u{202E}b",
        "a\u{2066}b",
        "a\u{0}b",
        "a\u{7f}",
        "\u{200B}",
        "\u{3164}\u{FE0F}",
        "a\u{2028}b",
    ] {
        assert_eq!(refused(DisplayName::parse(bad)), "display_name", "{bad:?}");
        assert_eq!(refused(RoomName::parse(bad)), "name", "{bad:?}");
        assert_eq!(refused(WorkspaceName::parse(bad)), "name", "{bad:?}");
    }
}

#[test]
fn room_names_that_differ_in_case_only_have_one_key() {
    assert_eq!(RoomName::parse("Größe").unwrap().key(), RoomName::parse("GRÖßE").unwrap().key());
    assert!(RoomName::parse(&"x".repeat(80)).is_ok());
    assert_eq!(refused(RoomName::parse(&"x".repeat(81))), "name");
}

#[test]
fn a_topic_is_one_line_and_may_be_empty() {
    assert_eq!(Topic::parse(" one \r\n\n two ").unwrap().as_str(), "one two");
    assert_eq!(Topic::parse(" \n ").unwrap().as_str(), "");
    assert!(Topic::parse(&"x".repeat(250)).is_ok());
    assert_eq!(refused(Topic::parse(&"x".repeat(251))), "topic");
    assert_eq!(refused(Topic::parse("a\u{1b}[31mb")), "topic");
}

#[test]
fn a_mail_address_keeps_its_local_part_and_compares_in_lower_case() {
    let email = Email::parse(" Ana.B+x@Example.ORG ").unwrap();
    assert_eq!(email.as_str(), "Ana.B+x@example.org");
    assert_eq!(email.key(), "ana.b+x@example.org");
    assert!(Email::parse("ana@localhost").is_ok());
}

#[test]
fn what_is_no_mail_address_is_refused() {
    let long = format!("a@{}.org", "b".repeat(249));
    let longest = format!("a@{}.org", "b".repeat(248));
    assert_eq!(longest.len(), 254);
    assert!(Email::parse(&longest).is_ok());
    for bad in [
        "",
        "ana",
        "@b.c",
        "a@",
        "a@b..c",
        ".a@b.c",
        "a..b@c",
        "a b@c.d",
        "a@b c",
        "a@-b.c",
        "a@@b.c",
        "<a@b.c>",
        "a@b.c\u{0}",
        &long,
    ] {
        assert_eq!(refused(Email::parse(bad)), "email", "{bad:?}");
    }
}

#[test]
fn a_password_is_long_enough_and_not_only_spaces() {
    assert_eq!(Password::parse(" pass word ").unwrap().secret(), " pass word ");
    assert!(Password::parse(&"é".repeat(8)).is_ok());
    assert!(Password::parse(&"x".repeat(256)).is_ok());
    for bad in ["1234567", "ééééééé", "         ", &"x".repeat(257)] {
        assert_eq!(refused(Password::parse(bad)), "password", "{bad:?}");
    }
}

#[test]
fn a_password_is_never_printed() {
    assert!(!format!("{:?}", Password::parse("correct horse").unwrap()).contains("horse"));
}

#[test]
fn a_client_key_is_printable_ascii() {
    assert_eq!(ClientKey::parse("tab-1 :7~").unwrap().as_str(), "tab-1 :7~");
    assert!(ClientKey::parse(&"k".repeat(64)).is_ok());
    for bad in ["", "a\n", "é", "\u{7f}", &"k".repeat(65)] {
        assert_eq!(refused(ClientKey::parse(bad)), "client_key", "{bad:?}");
    }
}

#[test]
fn a_message_has_unix_lines_and_no_white_space_at_its_end() {
    assert_eq!(MessageText::parse("  a\r\nb\rc \n\t ").unwrap().as_str(), "  a\nb\nc");
}

#[test]
fn a_message_is_measured_after_trimming() {
    assert!(MessageText::parse(&"x".repeat(16_384)).is_ok());
    assert!(MessageText::parse(&format!("{}\n\n", "x".repeat(16_384))).is_ok());
    for bad in ["", " \r\n\t", "a\u{0}b", &"x".repeat(16_385)] {
        assert_eq!(refused(MessageText::parse(bad)), "text", "{bad:?}");
    }
}

#[test]
fn a_file_keeps_its_name_but_no_path_and_nothing_that_turns_text() {
    let name = |text: &str| FileName::parse(text).into_string();
    assert_eq!(name("report.pdf"), "report.pdf");
    assert_eq!(name("../../etc/passwd"), "passwd");
    assert_eq!(name("C:\\Users\\ana\\Büro 1.docx"), "Büro 1.docx");
    assert_eq!(name("photo\u{202e}gnp.exe"), "photognp.exe");
    assert_eq!(name("a\0b\r\nc\u{1b}[31m.txt"), "abc[31m.txt");
    for nameless in ["", " ", "..", ".", "a/", "\u{200b}", "\u{202e}"] {
        assert_eq!(name(nameless), "file", "{nameless:?}");
    }
}

#[test]
fn a_long_file_name_is_shortened_before_its_ending() {
    let long = format!("{}.jpeg", "ü".repeat(300));
    let name = FileName::parse(&long).into_string();
    assert!(name.len() <= 255 && name.len() > 250 && name.ends_with("ü.jpeg"), "{name}");
    let odd = FileName::parse(&format!("a.{}", "x".repeat(300))).into_string();
    assert_eq!(odd.len(), 255);
}

#[test]
fn the_name_of_an_emoji_is_plain_and_without_colons() {
    assert_eq!(EmojiName::parse(":Party_Parrot:").unwrap().as_str(), "party_parrot");
    assert_eq!(EmojiName::parse("+1").unwrap().as_str(), "+1");
    for wrong in ["", "::", "a b", "ä", "a:b", &"x".repeat(33)] {
        assert!(EmojiName::parse(wrong).is_err(), "{wrong}");
    }
}
