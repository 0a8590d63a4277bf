//! The acks: what the server confirmed, on disk outside the data folder before it counts.

use std::fs::File;
use std::io::Write as _;
use std::path::{Path, PathBuf};
use std::sync::mpsc;
use std::thread;

use tokio::sync::oneshot;
use wire::messages::Message;

use crate::checker::{Acked, Act, Change};

/// Everything that was confirmed.
#[derive(Clone, Debug, Default)]
pub struct Noted {
    pub sends: Vec<Acked>,
    pub changes: Vec<Change>,
}

/// Takes acks from any task; one thread writes and syncs those that came together.
#[derive(Clone, Debug)]
pub struct Acks {
    lines: mpsc::Sender<(String, oneshot::Sender<()>)>,
    path: PathBuf,
}

impl Acks {
    /// A new, empty file.
    ///
    /// # Errors
    /// A sentence.
    pub fn create(path: &Path) -> Result<Self, String> {
        let file = File::create_new(path).map_err(|error| format!("{} cannot be made: {error}.", path.display()))?;
        let (lines, waiting) = mpsc::channel();
        thread::spawn(move || write(file, &waiting));
        Ok(Self { lines, path: path.to_owned() })
    }

    /// Notes that a send was confirmed; returns when that is on disk.
    ///
    /// # Errors
    /// A sentence, when the file cannot be written.
    pub async fn note(&self, message: &Message) -> Result<(), String> {
        let position = message.position.unwrap_or_default();
        self.write(format!("send {} {position} {}\n", message.id, message.client_key)).await
    }

    /// Notes that a change was confirmed; returns when that is on disk.
    ///
    /// # Errors
    /// A sentence, when the file cannot be written.
    pub async fn note_change(&self, Change { message, act }: &Change) -> Result<(), String> {
        self.write(match act {
            Act::Edit(text) => format!("edit {message} {text}\n"),
            Act::Delete => format!("delete {message} .\n"),
            Act::React(user, emoji) => format!("react {message} {user} {emoji}\n"),
            Act::TakeBack(user, emoji) => format!("take_back {message} {user} {emoji}\n"),
        })
        .await
    }

    async fn write(&self, line: String) -> Result<(), String> {
        let broken = || format!("{} cannot be written.", self.path.display());
        let (done, written) = oneshot::channel();
        self.lines.send((line, done)).map_err(|_| broken())?;
        written.await.map_err(|_| broken())
    }

    /// Everything noted, as read from the file.
    ///
    /// # Errors
    /// A sentence.
    pub fn read(&self) -> Result<Noted, String> {
        let text = std::fs::read_to_string(&self.path);
        let text = text.map_err(|error| format!("{} cannot be read: {error}.", self.path.display()))?;
        let mut noted = Noted::default();
        for line in text.lines() {
            parse(line, &mut noted).ok_or_else(|| format!("no ack: {line:?}"))?;
        }
        Ok(noted)
    }
}

/// Ends when the last sender is gone, or the disk refuses.
fn write(mut file: File, waiting: &mpsc::Receiver<(String, oneshot::Sender<()>)>) {
    while let Ok(first) = waiting.recv() {
        let batch: Vec<_> = std::iter::once(first).chain(waiting.try_iter()).collect();
        let text: String = batch.iter().map(|(line, _)| line.as_str()).collect();
        if file.write_all(text.as_bytes()).and_then(|()| file.sync_data()).is_err() {
            return;
        }
        for (_, done) in batch {
            // Who does not wait any more does not count it either.
            let _ = done.send(());
        }
    }
}

fn parse(line: &str, noted: &mut Noted) -> Option<()> {
    let (kind, rest) = line.split_once(' ')?;
    let (message, rest) = rest.split_once(' ')?;
    let message = message.parse().ok()?;
    let reaction = || rest.split_once(' ').and_then(|(user, emoji)| Some((user.parse().ok()?, emoji.to_owned())));
    let act = match kind {
        "send" => {
            let (position, key) = rest.split_once(' ')?;
            noted.sends.push(Acked { id: message, position: position.parse().ok()?, client_key: key.to_owned() });
            return Some(());
        }
        "edit" => Act::Edit(rest.to_owned()),
        "delete" => Act::Delete,
        "react" => reaction().map(|(user, emoji)| Act::React(user, emoji))?,
        "take_back" => reaction().map(|(user, emoji)| Act::TakeBack(user, emoji))?,
        _ => return None,
    };
    noted.changes.push(Change { message, act });
    Some(())
}
