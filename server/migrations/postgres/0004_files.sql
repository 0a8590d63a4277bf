-- Uploads; files that are kept here; custom emoji.

-- An upload under way, and the file it became until a message carries it.
CREATE TABLE uploads (
    id UUID PRIMARY KEY,
    user_id UUID NOT NULL REFERENCES users (id),
    -- The file it becomes.
    file_id UUID NOT NULL UNIQUE,
    name TEXT NOT NULL,
    size BIGINT NOT NULL,
    -- Bytes that are durable here; all of them only together with what was found of the file.
    stored BIGINT NOT NULL,
    expires_at BIGINT NOT NULL,
    -- Once it is finished: how it is shown, its type, its size as kept, and what is known of the image as JSON.
    kind TEXT,
    media_type TEXT,
    content_size BIGINT,
    image TEXT
);
CREATE INDEX uploads_by_user ON uploads (user_id);
CREATE INDEX uploads_by_time ON uploads (expires_at);

CREATE TABLE files_anew (
    id UUID PRIMARY KEY,
    message_id UUID NOT NULL REFERENCES messages (id),
    room_id UUID NOT NULL REFERENCES rooms (id),
    ordinal BIGINT NOT NULL,
    name TEXT NOT NULL,
    media_type TEXT NOT NULL,
    size BIGINT NOT NULL,
    kind TEXT NOT NULL,
    -- What is known of the image as JSON.
    image TEXT,
    -- Where it is when that is elsewhere; none for a file that is kept here.
    url TEXT,
    -- When its message was sent.
    created_at BIGINT NOT NULL
);
INSERT INTO files_anew
    SELECT f.id, f.message_id, m.room_id, f.ordinal, f.name, f.media_type, f.size, 'other', NULL, f.url, m.created_at
    FROM files f JOIN messages m ON m.id = f.message_id;
DROP TABLE files;
ALTER TABLE files_anew RENAME TO files;
CREATE INDEX files_by_message ON files (message_id, ordinal);
CREATE INDEX files_by_room ON files (room_id, created_at, id);
CREATE INDEX files_by_kind ON files (room_id, kind, created_at, id);

CREATE TABLE emoji (
    id UUID PRIMARY KEY,
    name TEXT NOT NULL UNIQUE,
    created_by UUID NOT NULL REFERENCES users (id),
    created_at BIGINT NOT NULL,
    animated BOOLEAN NOT NULL,
    -- PNG, or GIF when it is animated: small enough to live here.
    picture BYTEA NOT NULL
);
