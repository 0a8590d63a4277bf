//! A full disk: nothing is half written, reading goes on, and it recovers by itself. SQLite only: PostgreSQL's disk is its own.

use std::path::Path;
use std::process::Command;

use relaydesk::app::Facts;
use relaydesk::store::db::Location;
use serde_json::json;

use crate::harness::Server;
use crate::harness::database::TestDatabase;

/// A file system of eight mebibytes in memory, gone with the test.
struct SmallDisk(tempfile::TempDir);

impl SmallDisk {
    fn mount() -> Self {
        let folder = tempfile::tempdir().unwrap();
        run("mount", &["-t", "tmpfs", "-o", "size=8m", "tmpfs"], folder.path());
        Self(folder)
    }
}

impl Drop for SmallDisk {
    fn drop(&mut self) {
        run("umount", &["--lazy"], self.0.path());
    }
}

fn run(program: &str, arguments: &[&str], folder: &Path) {
    let done = Command::new(program).args(arguments).arg(folder).status();
    assert!(
        done.is_ok_and(|status| status.success()),
        "{program} failed: this test mounts a small disk and must run as root"
    );
}

#[tokio::test]
async fn a_full_disk_refuses_sends_keeps_reading_and_recovers_by_itself() {
    let disk = SmallDisk::mount();
    let database = TestDatabase::at(Location::Sqlite(disk.0.path().join("relaydesk.db")));
    let server = Server::on(database, Facts { rates: false, ..Facts::default() }).await;
    let ana = server.set_up("ana").await;
    let room = server.room(&ana, "public", "general").await;
    let path = format!("/rooms/{room}/messages");
    let ballast = disk.0.path().join("ballast");
    std::fs::write(&ballast, vec![0_u8; 2 * 1024 * 1024]).unwrap();
    let mut sent = 0;
    let refused = loop {
        let body = json!({"text": "x".repeat(12_000), "client_key": format!("k{sent}")});
        let answer = server.post(&path, &ana, body).await;
        if !answer.status.is_success() {
            break answer;
        }
        sent += 1;
        assert!(sent < 2000, "the disk never fills up");
    };
    assert_eq!(refused.problem(507), "storage_full");
    let newest = server.get(&format!("{path}?limit=1"), &ana).await.ok();
    assert_eq!(newest["messages"][0]["position"], sent, "what was confirmed is there, and nothing else");
    std::fs::remove_file(&ballast).unwrap();
    let again =
        server.post(&path, &ana, json!({"text": "there is room again", "client_key": format!("k{sent}")})).await;
    assert_eq!(again.created()["message"]["position"], sent + 1);
}
