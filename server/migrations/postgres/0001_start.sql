-- The workspace, its people, rooms and messages; the log; jobs. Times are microseconds since 1970, ids are UUIDv7.

CREATE TABLE workspace (
    id BIGINT PRIMARY KEY,
    name TEXT NOT NULL,
    sign_up TEXT NOT NULL,
    -- Changes only when the workspace was restored from a backup.
    epoch TEXT NOT NULL,
    -- Seed of the key that signs access tokens.
    token_seed BYTEA NOT NULL,
    created_at BIGINT NOT NULL,
    set_up_at BIGINT
);

CREATE TABLE users (
    id UUID PRIMARY KEY,
    username TEXT NOT NULL UNIQUE,
    display_name TEXT NOT NULL,
    -- Lower-cased user name and display name, for search.
    search_key TEXT NOT NULL,
    email TEXT,
    email_key TEXT UNIQUE,
    password_hash TEXT,
    kind TEXT NOT NULL,
    role TEXT NOT NULL,
    unclaimed BOOLEAN NOT NULL,
    deactivated BOOLEAN NOT NULL,
    created_at BIGINT NOT NULL,
    changed_seq BIGINT NOT NULL
);

CREATE TABLE sessions (
    id UUID PRIMARY KEY,
    user_id UUID NOT NULL REFERENCES users (id),
    -- SHA-256 of the cookie's secret.
    secret_hash BYTEA NOT NULL UNIQUE,
    device TEXT NOT NULL,
    address TEXT NOT NULL,
    created_at BIGINT NOT NULL,
    used_at BIGINT NOT NULL
);
CREATE INDEX sessions_by_user ON sessions (user_id);

CREATE TABLE claims (
    -- SHA-256 of the link's secret.
    token_hash BYTEA PRIMARY KEY,
    user_id UUID NOT NULL REFERENCES users (id),
    expires_at BIGINT NOT NULL
);

CREATE TABLE rooms (
    id UUID PRIMARY KEY,
    kind TEXT NOT NULL,
    name TEXT NOT NULL,
    -- Lower-cased name; none for a direct room.
    name_key TEXT UNIQUE,
    topic TEXT NOT NULL,
    -- Lower-cased topic, for searching: the engines differ in what they make of an Ö.
    topic_key TEXT NOT NULL,
    archived BOOLEAN NOT NULL,
    -- An import that is not complete: nobody sees the room yet.
    hidden BOOLEAN NOT NULL,
    -- The sorted user ids of a direct room, so that the same people share one.
    direct_key TEXT UNIQUE,
    created_by UUID REFERENCES users (id),
    created_at BIGINT NOT NULL,
    member_count BIGINT NOT NULL,
    last_position BIGINT NOT NULL,
    last_message_at BIGINT,
    changed_seq BIGINT NOT NULL
);

CREATE TABLE members (
    room_id UUID NOT NULL REFERENCES rooms (id),
    user_id UUID NOT NULL REFERENCES users (id),
    role TEXT NOT NULL,
    joined_at BIGINT NOT NULL,
    -- Position up to which the member has read.
    mark BIGINT NOT NULL,
    PRIMARY KEY (room_id, user_id)
);
CREATE INDEX members_by_user ON members (user_id, room_id);

CREATE TABLE messages (
    id UUID PRIMARY KEY,
    room_id UUID NOT NULL REFERENCES rooms (id),
    author_id UUID NOT NULL REFERENCES users (id),
    position BIGINT,
    root_id UUID REFERENCES messages (id),
    thread_position BIGINT,
    text TEXT NOT NULL,
    -- The parsed text as JSON; none when it is plain.
    document TEXT,
    created_at BIGINT NOT NULL,
    edited_at BIGINT,
    deleted_at BIGINT,
    client_key TEXT NOT NULL,
    -- Digest of the text as first sent: a repeat of the client key must have the same.
    sent_digest BIGINT NOT NULL,
    reply_count BIGINT NOT NULL,
    last_reply_at BIGINT,
    changed_seq BIGINT NOT NULL
);
CREATE UNIQUE INDEX messages_by_position ON messages (room_id, position) WHERE position IS NOT NULL;
CREATE UNIQUE INDEX messages_by_thread ON messages (root_id, thread_position) WHERE root_id IS NOT NULL;
CREATE UNIQUE INDEX messages_by_client_key ON messages (author_id, room_id, client_key);

CREATE TABLE gaps (
    room_id UUID NOT NULL REFERENCES rooms (id),
    -- A position whose message is deleted.
    position BIGINT NOT NULL,
    PRIMARY KEY (room_id, position)
);

CREATE TABLE mentions (
    message_id UUID NOT NULL REFERENCES messages (id),
    -- Who is mentioned; none for everybody in the room.
    user_id UUID REFERENCES users (id),
    room_id UUID NOT NULL REFERENCES rooms (id),
    -- Position of the message; none for a reply outside the timeline.
    position BIGINT
);
CREATE INDEX mentions_by_message ON mentions (message_id);
CREATE INDEX mentions_by_room ON mentions (room_id, position);

CREATE TABLE reactions (
    message_id UUID NOT NULL REFERENCES messages (id),
    emoji TEXT NOT NULL,
    user_id UUID NOT NULL REFERENCES users (id),
    created_at BIGINT NOT NULL,
    PRIMARY KEY (message_id, emoji, user_id)
);

CREATE TABLE files (
    id UUID PRIMARY KEY,
    message_id UUID NOT NULL REFERENCES messages (id),
    ordinal BIGINT NOT NULL,
    name TEXT NOT NULL,
    media_type TEXT NOT NULL,
    size BIGINT NOT NULL,
    url TEXT NOT NULL
);
CREATE INDEX files_by_message ON files (message_id, ordinal);

CREATE TABLE streams (
    -- The room's or the user's id; all zeros for the workspace.
    id UUID PRIMARY KEY,
    -- 0 workspace, 1 room, 2 user.
    kind BIGINT NOT NULL,
    -- Seq of the last event.
    head BIGINT NOT NULL,
    -- Events up to and including this seq are no longer kept.
    floor BIGINT NOT NULL
);

INSERT INTO streams (id, kind, head, floor) VALUES ('00000000-0000-0000-0000-000000000000', 0, 0, 0);

CREATE TABLE events (
    stream_id UUID NOT NULL,
    seq BIGINT NOT NULL,
    kind TEXT NOT NULL,
    -- What it is about, so that a deletion finds its earlier payloads.
    subject UUID,
    -- The event as JSON; empty when it was blanked: resume sends a skip.
    payload TEXT NOT NULL,
    created_at BIGINT NOT NULL,
    PRIMARY KEY (stream_id, seq)
);
CREATE INDEX events_by_time ON events (created_at);

CREATE TABLE jobs (
    id UUID PRIMARY KEY,
    kind TEXT NOT NULL,
    payload TEXT NOT NULL,
    -- At most one waiting job a key; none for jobs that may repeat.
    unique_key TEXT UNIQUE,
    run_at BIGINT NOT NULL,
    attempts BIGINT NOT NULL,
    -- While somebody works on it: until when, and who.
    lease_until BIGINT,
    lease_id UUID,
    -- Given up: shown to admins, not tried again.
    dead_at BIGINT,
    last_error TEXT,
    created_at BIGINT NOT NULL
);
CREATE INDEX jobs_by_time ON jobs (run_at);
