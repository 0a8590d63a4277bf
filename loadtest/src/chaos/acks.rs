//! The acks: what the server confirmed, on disk outside the data folder before it counts.

use std::fs::File;
use std::io::Write as _;
use std::path::{Path, PathBuf};
use std::sync::mpsc;
use std::thread;

use tokio::sync::oneshot;
use wire::messages::Message;

use crate::checker::Acked;

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
        let broken = || format!("{} cannot be written.", self.path.display());
        let position = message.position.unwrap_or_default();
        let (done, written) = oneshot::channel();
        let line = format!("{} {position} {}\n", message.id, message.client_key);
        self.lines.send((line, done)).map_err(|_| broken())?;
        written.await.map_err(|_| broken())
    }

    /// Everything noted, as read from the file.
    ///
    /// # Errors
    /// A sentence.
    pub fn read(&self) -> Result<Vec<Acked>, String> {
        let text = std::fs::read_to_string(&self.path);
        let text = text.map_err(|error| format!("{} cannot be read: {error}.", self.path.display()))?;
        let lines = text.lines().map(|line| parse(line).ok_or_else(|| format!("no ack: {line:?}")));
        lines.collect()
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

fn parse(line: &str) -> Option<Acked> {
    let mut words = line.split(' ');
    let (id, position, key) = (words.next()?, words.next()?, words.next()?);
    Some(Acked { id: id.parse().ok()?, position: position.parse().ok()?, client_key: key.to_owned() })
}
