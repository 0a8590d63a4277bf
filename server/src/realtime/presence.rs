//! Presence: who is connected. Latest value only, told to those who have the user on their screen, changes gathered for two
//! seconds; somebody whose last socket closed counts as there for thirty seconds more.

use std::collections::{HashMap, HashSet};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError, Weak};
use std::time::Duration;

use tokio::time::Instant;
use wire::frames::{Presence, PresenceSignal, ServerFrame, Signal, UserPresence};
use wire::ids::UserId;

use super::bus::NodeId;
use super::connection::Connection;
use super::frames;

/// How long somebody without sockets still counts as there.
const LINGER: Duration = Duration::from_secs(30);

/// Who is there, and who wants to know.
#[derive(Debug, Default)]
pub struct Presences {
    state: Mutex<State>,
}

#[derive(Debug, Default)]
struct State {
    /// Open sockets a user, on this node.
    sockets: HashMap<UserId, usize>,
    /// Users without sockets that still count as there.
    lingering: HashMap<UserId, Instant>,
    /// Whom other nodes say are there.
    elsewhere: HashMap<NodeId, Roster>,
    watched: HashMap<UserId, HashMap<u64, Weak<Connection>>>,
    watching: HashMap<u64, Vec<UserId>>,
    changed: HashSet<UserId>,
}

/// Who is connected to another node, and how long it is believed.
#[derive(Debug)]
struct Roster {
    users: HashSet<UserId>,
    until: Instant,
}

impl Presences {
    /// A socket of the user opened; answers how many there are now.
    pub fn connect(&self, user: UserId) -> usize {
        let mut state = self.state();
        let sockets = state.sockets.entry(user).or_default();
        *sockets += 1;
        let now = *sockets;
        let lingered = state.lingering.remove(&user).is_some();
        if now == 1 && !lingered {
            state.changed.insert(user);
        }
        now
    }

    /// A socket of the user closed.
    pub fn disconnect(&self, user: UserId, connection: u64) {
        let mut state = self.state();
        state.unwatch(connection);
        let Some(sockets) = state.sockets.get_mut(&user) else { return };
        *sockets -= 1;
        if *sockets == 0 {
            state.sockets.remove(&user);
            state.lingering.insert(user, Instant::now() + LINGER);
        }
    }

    /// The connection has these users on its screen; tells it of them at once.
    pub fn watch(&self, connection: &Arc<Connection>, users: Vec<UserId>) {
        let mut state = self.state();
        state.unwatch(connection.id);
        for user in &users {
            state.watched.entry(*user).or_default().insert(connection.id, Arc::downgrade(connection));
        }
        let present = users.iter().map(|user| state.presence(*user)).collect();
        state.watching.insert(connection.id, users);
        drop(state);
        connection.push_ephemeral(signal(present));
    }

    /// The users with a socket on this node.
    #[must_use]
    pub fn here(&self) -> Vec<UserId> {
        let state = self.state();
        state.sockets.keys().chain(state.lingering.keys()).copied().collect()
    }

    /// Who is there, on any node, as far as this one knows.
    #[must_use]
    pub fn online(&self) -> Vec<UserId> {
        let state = self.state();
        let elsewhere = state.elsewhere.values().flat_map(|roster| &roster.users);
        let all: HashSet<UserId> =
            state.sockets.keys().chain(state.lingering.keys()).chain(elsewhere).copied().collect();
        all.into_iter().collect()
    }

    /// Another node says that exactly these users are there; it is believed until a moment.
    pub fn hear(&self, node: NodeId, users: Vec<UserId>, until: Instant) {
        let users: HashSet<UserId> = users.into_iter().collect();
        let mut state = self.state();
        let State { elsewhere, changed, .. } = &mut *state;
        match elsewhere.get(&node) {
            Some(before) => changed.extend(before.users.symmetric_difference(&users)),
            None => changed.extend(&users),
        }
        elsewhere.insert(node, Roster { users, until });
    }

    /// Somebody connected to another node. One that was not heard of before is believed until a moment.
    pub fn came(&self, node: NodeId, user: UserId, until: Instant) {
        let mut state = self.state();
        let roster = state.elsewhere.entry(node).or_insert_with(|| Roster { users: HashSet::new(), until });
        if roster.users.insert(user) {
            state.changed.insert(user);
        }
    }

    /// These users are no longer connected to another node.
    pub fn went(&self, node: NodeId, users: &[UserId]) {
        let mut state = self.state();
        let State { elsewhere, changed, .. } = &mut *state;
        if let Some(roster) = elsewhere.get_mut(&node) {
            changed.extend(users.iter().filter(|user| roster.users.remove(user)));
        }
    }

    /// Whether somebody is there.
    #[must_use]
    pub fn is_online(&self, user: UserId) -> bool {
        self.state().presence(user).presence == Presence::Online
    }

    /// Tells watchers what changed; answers who is no longer here.
    pub fn tell(&self, now: Instant) -> Vec<UserId> {
        let mut told: HashMap<u64, (Arc<Connection>, Vec<UserPresence>)> = HashMap::new();
        let mut state = self.state();
        let gone = state.expire(now);
        for user in std::mem::take(&mut state.changed) {
            let presence = state.presence(user);
            for (id, watcher) in state.watched.get(&user).into_iter().flatten() {
                if let Some(connection) = watcher.upgrade() {
                    told.entry(*id).or_insert_with(|| (connection, Vec::new())).1.push(presence);
                }
            }
        }
        drop(state);
        for (connection, users) in told.into_values() {
            connection.push_ephemeral(signal(users));
        }
        gone
    }

    fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl State {
    fn presence(&self, user: UserId) -> UserPresence {
        let there = self.sockets.contains_key(&user)
            || self.lingering.contains_key(&user)
            || self.elsewhere.values().any(|roster| roster.users.contains(&user));
        UserPresence { user, presence: if there { Presence::Online } else { Presence::Offline } }
    }

    /// Lets go of who stayed away too long; answers whose last socket was here.
    fn expire(&mut self, now: Instant) -> Vec<UserId> {
        let Self { lingering, elsewhere, changed, .. } = self;
        let gone: Vec<UserId> = lingering.extract_if(|_, until| *until <= now).map(|(user, _)| user).collect();
        changed.extend(&gone);
        for (_, roster) in elsewhere.extract_if(|_, roster| roster.until <= now) {
            changed.extend(roster.users);
        }
        gone
    }

    fn unwatch(&mut self, connection: u64) {
        for user in self.watching.remove(&connection).unwrap_or_default() {
            if let Some(watchers) = self.watched.get_mut(&user) {
                watchers.remove(&connection);
                if watchers.is_empty() {
                    self.watched.remove(&user);
                }
            }
        }
    }
}

fn signal(users: Vec<UserPresence>) -> axum::extract::ws::Utf8Bytes {
    frames::text(&ServerFrame::Ephemeral(Signal::Presence(PresenceSignal { users })))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::caller::Caller;
    use uuid::Uuid;
    use wire::ids::SessionId;
    use wire::users::WorkspaceRole;

    fn user(number: u128) -> UserId {
        UserId(Uuid::from_u128(number))
    }

    fn watcher() -> Arc<Connection> {
        let session = SessionId(Uuid::from_u128(9));
        Arc::new(Connection::new(9, Caller { user: user(9), session, role: WorkspaceRole::Member }))
    }

    async fn heard(connection: &Connection) -> Vec<String> {
        connection.outgoing().await.frames.iter().map(ToString::to_string).collect()
    }

    #[tokio::test]
    async fn a_watcher_hears_at_once_and_then_of_changes() {
        let presences = Presences::default();
        let connection = watcher();
        presences.watch(&connection, vec![user(1)]);
        assert!(heard(&connection).await[0].contains("offline"));
        presences.connect(user(1));
        presences.tell(Instant::now());
        assert!(heard(&connection).await[0].contains("online"));
    }

    #[tokio::test]
    async fn a_short_break_is_no_absence() {
        let presences = Presences::default();
        presences.connect(user(1));
        presences.tell(Instant::now());
        presences.disconnect(user(1), 7);
        assert!(presences.is_online(user(1)));
        presences.tell(Instant::now() + LINGER);
        assert!(!presences.is_online(user(1)));
    }

    #[tokio::test]
    async fn who_is_on_two_other_nodes_stays_until_both_let_go() {
        let presences = Presences::default();
        let (one, two) = (NodeId([1; 16]), NodeId([2; 16]));
        let until = Instant::now() + Duration::from_secs(75);
        presences.hear(one, vec![user(1), user(2)], until);
        presences.came(two, user(1), until);
        presences.went(one, &[user(1)]);
        assert!(presences.is_online(user(1)));
        presences.hear(one, vec![], until);
        assert!(presences.is_online(user(1)) && !presences.is_online(user(2)));
        assert_eq!(presences.online(), [user(1)]);
        presences.went(two, &[user(1)]);
        assert!(!presences.is_online(user(1)));
    }

    #[tokio::test]
    async fn the_users_of_a_node_that_fell_silent_go_offline() {
        let presences = Presences::default();
        let connection = watcher();
        presences.watch(&connection, vec![user(1)]);
        let until = Instant::now() + Duration::from_secs(75);
        presences.hear(NodeId([1; 16]), vec![user(1)], until);
        presences.tell(until - Duration::from_secs(1));
        assert!(heard(&connection).await[1].contains("online"));
        presences.tell(until);
        assert!(heard(&connection).await[0].contains("offline"));
    }
}
