-- The workspace, its people, rooms and messages; the log; jobs. Times are microseconds since 1970, ids are UUIDv7.

CREATE TABLE workspace (
    id INTEGER PRIMARY KEY,
    name TEXT NOT NULL,
    sign_up TEXT NOT NULL,
    -- Changes only when the workspace was restored from a backup.
    epoch TEXT NOT NULL,
    -- Seed of the key that signs access tokens.
    token_seed BLOB NOT NULL,
    created_at INTEGER NOT NULL,
    set_up_at INTEGER
);

CREATE TABLE users (
    id BLOB PRIMARY KEY,
    username TEXT NOT NULL UNIQUE,
    display_name TEXT NOT NULL,
    -- Lower-cased user name and display name, for search.
    search_key TEXT NOT NULL,
    email TEXT,
    email_key TEXT UNIQUE,
    password_hash TEXT,
    kind TEXT NOT NULL,
    role TEXT NOT NULL,
    unclaimed INTEGER NOT NULL,
    deactivated INTEGER NOT NULL,
    created_at INTEGER NOT NULL,
    changed_seq INTEGER NOT NULL
) WITHOUT ROWID;

CREATE TABLE sessions (
    id BLOB PRIMARY KEY,
    user_id BLOB NOT NULL REFERENCES users (id),
    -- SHA-256 of the cookie's secret.
    secret_hash BLOB NOT NULL UNIQUE,
    device TEXT NOT NULL,
    address TEXT NOT NULL,
    created_at INTEGER NOT NULL,
    used_at INTEGER NOT NULL
) WITHOUT ROWID;
CREATE INDEX sessions_by_user ON sessions (user_id);

CREATE TABLE claims (
    -- SHA-256 of the link's secret.
    token_hash BLOB PRIMARY KEY,
    user_id BLOB NOT NULL REFERENCES users (id),
    expires_at INTEGER NOT NULL
) WITHOUT ROWID;

CREATE TABLE rooms (
    id BLOB PRIMARY KEY,
    kind TEXT NOT NULL,
    name TEXT NOT NULL,
    -- Lower-cased name; none for a direct room.
    name_key TEXT UNIQUE,
    topic TEXT NOT NULL,
    -- Lower-cased topic, for searching: the engines differ in what they make of an Ö.
    topic_key TEXT NOT NULL,
    archived INTEGER NOT NULL,
    -- An import that is not complete: nobody sees the room yet.
    hidden INTEGER NOT NULL,
    -- The sorted user ids of a direct room, so that the same people share one.
    direct_key TEXT UNIQUE,
    created_by BLOB REFERENCES users (id),
    created_at INTEGER NOT NULL,
    member_count INTEGER NOT NULL,
    last_position INTEGER NOT NULL,
    last_message_at INTEGER,
    changed_seq INTEGER NOT NULL
) WITHOUT ROWID;

CREATE TABLE members (
    room_id BLOB NOT NULL REFERENCES rooms (id),
    user_id BLOB NOT NULL REFERENCES users (id),
    role TEXT NOT NULL,
    joined_at INTEGER NOT NULL,
    -- Position up to which the member has read.
    mark INTEGER NOT NULL,
    PRIMARY KEY (room_id, user_id)
) WITHOUT ROWID;
CREATE INDEX members_by_user ON members (user_id, room_id);

CREATE TABLE messages (
    id BLOB PRIMARY KEY,
    room_id BLOB NOT NULL REFERENCES rooms (id),
    author_id BLOB NOT NULL REFERENCES users (id),
    position INTEGER,
    root_id BLOB REFERENCES messages (id),
    thread_position INTEGER,
    text TEXT NOT NULL,
    -- The parsed text as JSON; none when it is plain.
    document TEXT,
    created_at INTEGER NOT NULL,
    edited_at INTEGER,
    deleted_at INTEGER,
    client_key TEXT NOT NULL,
    -- Digest of the text as first sent: a repeat of the client key must have the same.
    sent_digest INTEGER NOT NULL,
    reply_count INTEGER NOT NULL,
    last_reply_at INTEGER,
    changed_seq INTEGER NOT NULL
) WITHOUT ROWID;
CREATE UNIQUE INDEX messages_by_position ON messages (room_id, position) WHERE position IS NOT NULL;
CREATE UNIQUE INDEX messages_by_thread ON messages (root_id, thread_position) WHERE root_id IS NOT NULL;
CREATE UNIQUE INDEX messages_by_client_key ON messages (author_id, room_id, client_key);

CREATE TABLE gaps (
    room_id BLOB NOT NULL REFERENCES rooms (id),
    -- A position whose message is deleted.
    position INTEGER NOT NULL,
    PRIMARY KEY (room_id, position)
) WITHOUT ROWID;

CREATE TABLE mentions (
    message_id BLOB NOT NULL REFERENCES messages (id),
    -- Who is mentioned; none for everybody in the room.
    user_id BLOB REFERENCES users (id),
    room_id BLOB NOT NULL REFERENCES rooms (id),
    -- Position of the message; none for a reply outside the timeline.
    position INTEGER
);
CREATE INDEX mentions_by_message ON mentions (message_id);
CREATE INDEX mentions_by_room ON mentions (room_id, position);

CREATE TABLE reactions (
    message_id BLOB NOT NULL REFERENCES messages (id),
    emoji TEXT NOT NULL,
    user_id BLOB NOT NULL REFERENCES users (id),
    created_at INTEGER NOT NULL,
    PRIMARY KEY (message_id, emoji, user_id)
) WITHOUT ROWID;

CREATE TABLE files (
    id BLOB PRIMARY KEY,
    message_id BLOB NOT NULL REFERENCES messages (id),
    ordinal INTEGER NOT NULL,
    name TEXT NOT NULL,
    media_type TEXT NOT NULL,
    size INTEGER NOT NULL,
    url TEXT NOT NULL
) WITHOUT ROWID;
CREATE INDEX files_by_message ON files (message_id, ordinal);

CREATE TABLE streams (
    -- The room's or the user's id; all zeros for the workspace.
    id BLOB PRIMARY KEY,
    -- 0 workspace, 1 room, 2 user.
    kind INTEGER NOT NULL,
    -- Seq of the last event.
    head INTEGER NOT NULL,
    -- Events up to and including this seq are no longer kept.
    floor INTEGER NOT NULL
) WITHOUT ROWID;

INSERT INTO streams (id, kind, head, floor) VALUES (zeroblob(16), 0, 0, 0);

CREATE TABLE events (
    stream_id BLOB NOT NULL,
    seq INTEGER NOT NULL,
    kind TEXT NOT NULL,
    -- What it is about, so that a deletion finds its earlier payloads.
    subject BLOB,
    -- The event as JSON; empty when it was blanked: resume sends a skip.
    payload TEXT NOT NULL,
    created_at INTEGER NOT NULL,
    PRIMARY KEY (stream_id, seq)
) WITHOUT ROWID;
CREATE INDEX events_by_time ON events (created_at);

CREATE TABLE jobs (
    id BLOB PRIMARY KEY,
    kind TEXT NOT NULL,
    payload TEXT NOT NULL,
    -- At most one waiting job a key; none for jobs that may repeat.
    unique_key TEXT UNIQUE,
    run_at INTEGER NOT NULL,
    attempts INTEGER NOT NULL,
    -- While somebody works on it: until when, and who.
    lease_until INTEGER,
    lease_id BLOB,
    -- Given up: shown to admins, not tried again.
    dead_at INTEGER,
    last_error TEXT,
    created_at INTEGER NOT NULL
) WITHOUT ROWID;
CREATE INDEX jobs_by_time ON jobs (run_at);
