//! `relaydesk serve`: its one line, its refusals, its end.

use std::io::{Read as _, Write as _};
use std::net::{TcpListener, TcpStream};
use std::process::Command;
use std::time::{Duration, Instant};

use super::running::{ANY_PORT, Running, command};

/// A refusal must be there by then.
const SOON: Duration = Duration::from_secs(2);

/// Runs a command that must refuse in time, with one sentence; returns the sentence.
fn refusal(command: &mut Command) -> String {
    let start = Instant::now();
    let mut child = command.spawn().unwrap();
    while child.try_wait().unwrap().is_none() && start.elapsed() < SOON {
        std::thread::sleep(Duration::from_millis(5));
    }
    let late = start.elapsed() >= SOON;
    let _ = child.kill();
    let output = child.wait_with_output().unwrap();
    assert!(!late, "nothing was refused in time: {output:?}");
    assert_eq!(output.status.code(), Some(1));
    assert!(output.stdout.is_empty(), "standard output is for the ready line alone");
    let said = String::from_utf8(output.stderr).unwrap();
    assert_eq!(said.lines().count(), 1, "{said}");
    said
}

#[test]
fn a_ready_server_says_in_one_line_what_to_open_and_serves_it() {
    let data = tempfile::tempdir().unwrap();
    let mut server = Running::start(&data.path().join("made/for/it"));
    assert!(server.line.starts_with("RelayDesk is ready: open http://localhost:"), "{:?}", server.line);
    let mut socket = TcpStream::connect(("127.0.0.1", server.port())).unwrap();
    socket.write_all(b"GET /readyz HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n").unwrap();
    let mut answer = String::new();
    socket.read_to_string(&mut answer).unwrap();
    assert!(answer.starts_with("HTTP/1.1 200 OK\r\n"), "{answer}");
    server.signal("TERM");
    assert_eq!(server.end().code(), Some(0));
    let mut rest = String::new();
    server.child.stdout.as_mut().unwrap().read_to_string(&mut rest).unwrap();
    assert_eq!(rest, "", "one line and no more");
}

#[test]
fn a_second_signal_ends_a_server_that_waits_for_a_request() {
    let data = tempfile::tempdir().unwrap();
    let mut server = Running::start(data.path());
    let mut socket = TcpStream::connect(("127.0.0.1", server.port())).unwrap();
    let head = "POST /api/v1/sessions HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\nContent-Length: 99\r\n\r\n{";
    socket.write_all(head.as_bytes()).unwrap();
    std::thread::sleep(Duration::from_millis(300));
    server.signal("INT");
    std::thread::sleep(Duration::from_millis(700));
    assert!(server.child.try_wait().unwrap().is_none(), "the request under way holds it up");
    server.signal("INT");
    assert_eq!(server.end().code(), Some(130));
}

#[test]
fn two_servers_do_not_share_a_data_folder_even_when_the_first_was_killed_before() {
    let data = tempfile::tempdir().unwrap();
    let mut killed = Running::start(data.path());
    killed.signal("KILL");
    killed.end();
    let _first = Running::start(data.path());
    assert!(refusal(&mut command(data.path(), ANY_PORT)).contains("in use by another RelayDesk server"));
}

#[test]
fn a_taken_port_is_told_and_the_data_folder_stays_untouched() {
    let temp = tempfile::tempdir().unwrap();
    let taken = TcpListener::bind("127.0.0.1:0").unwrap();
    let address = taken.local_addr().unwrap().to_string();
    let data = temp.path().join("data");
    let said = refusal(&mut command(&data, &address));
    assert!(said.contains(&address) && said.contains("in use by another program"), "{said}");
    assert!(!data.exists());
}

#[test]
fn a_wrong_database_address_is_told() {
    let data = tempfile::tempdir().unwrap();
    // Takes connections and never says a word.
    let silent = TcpListener::bind("127.0.0.1:0").unwrap();
    let silent = format!("postgres://relaydesk:hunter2@{}/relaydesk", silent.local_addr().unwrap());
    for (address, word) in [
        ("mysql://relaydesk@localhost", "postgres://"),
        ("postgres://relaydesk:hunter2@127.0.0.1:1/relaydesk", "cannot be reached"),
        ("postgres://relaydesk:hunter2@nowhere.invalid/relaydesk", "cannot be reached"),
        ("postgres://relaydesk:hunter2@127.0.0.1:port/relaydesk", "database"),
        (&silent, "cannot be reached"),
    ] {
        let said = refusal(command(data.path(), ANY_PORT).env("RELAYDESK_DATABASE_URL", address));
        assert!(said.contains(word) && !said.contains("hunter2"), "{said}");
    }
}

#[test]
fn a_setting_with_a_typing_error_is_told() {
    let data = tempfile::tempdir().unwrap();
    let said = refusal(command(data.path(), ANY_PORT).env("RELAYDESK_LISTNE", "127.0.0.1:80"));
    assert!(said.contains("RELAYDESK_LISTNE is no setting"), "{said}");
}

#[test]
fn a_data_folder_that_is_a_file_is_told() {
    let file = tempfile::NamedTempFile::new().unwrap();
    assert!(refusal(&mut command(file.path(), ANY_PORT)).starts_with("The data folder"));
}

#[test]
fn a_data_folder_of_a_newer_version_is_told_and_left_as_it_is() {
    let data = tempfile::tempdir().unwrap();
    let mut older = Running::start(data.path());
    older.signal("TERM");
    assert!(older.end().success());
    let file = data.path().join("relaydesk.db");
    let newer = rusqlite::Connection::open(&file).unwrap();
    newer.execute("INSERT INTO migrations (number, name, applied_at) VALUES (9999, 'of_the_future', 0)", []).unwrap();
    drop(newer);
    let before = std::fs::read(&file).unwrap();
    let said = refusal(&mut command(data.path(), ANY_PORT));
    assert!(said.contains("newer"), "{said}");
    assert!(std::fs::read(&file).unwrap() == before, "the database was touched");
}

#[test]
fn a_file_that_is_no_database_is_told_and_left_as_it_is() {
    let data = tempfile::tempdir().unwrap();
    let file = data.path().join("relaydesk.db");
    let diary = "my diary\n".repeat(1000);
    std::fs::write(&file, &diary).unwrap();
    let said = refusal(&mut command(data.path(), ANY_PORT));
    assert!(said.contains("relaydesk.db"), "{said}");
    assert_eq!(std::fs::read_to_string(&file).unwrap(), diary);
}
