-- Who follows which thread; what users keep for themselves: messages saved for later, drafts, rooms marked unread.

-- Where a thread ends: `thread_position` of its last reply that is not deleted; 0 without one.
ALTER TABLE messages ADD COLUMN last_thread_position INTEGER NOT NULL DEFAULT 0;
UPDATE messages SET last_thread_position = (
    SELECT coalesce(max(r.thread_position), 0) FROM messages r WHERE r.root_id = messages.id AND r.deleted_at IS NULL
) WHERE reply_count > 0;

CREATE TABLE thread_follows (
    user_id BLOB NOT NULL REFERENCES users (id),
    root_id BLOB NOT NULL REFERENCES messages (id),
    room_id BLOB NOT NULL REFERENCES rooms (id),
    -- Who unfollowed keeps the row: a mention does not bring them back.
    followed INTEGER NOT NULL,
    -- `thread_position` up to which the user has read.
    mark INTEGER NOT NULL,
    PRIMARY KEY (user_id, root_id)
) WITHOUT ROWID;
CREATE INDEX thread_follows_by_room ON thread_follows (user_id, room_id);
CREATE INDEX thread_follows_by_root ON thread_follows (root_id);

CREATE TABLE saved (
    user_id BLOB NOT NULL REFERENCES users (id),
    message_id BLOB NOT NULL REFERENCES messages (id),
    saved_at INTEGER NOT NULL,
    PRIMARY KEY (user_id, message_id)
) WITHOUT ROWID;
CREATE INDEX saved_by_time ON saved (user_id, saved_at, message_id);
CREATE INDEX saved_by_message ON saved (message_id);

CREATE TABLE drafts (
    user_id BLOB NOT NULL REFERENCES users (id),
    room_id BLOB NOT NULL REFERENCES rooms (id),
    -- The root of the thread it is for; the room's own id when it is for the room.
    place_id BLOB NOT NULL,
    text TEXT NOT NULL,
    updated_at INTEGER NOT NULL,
    PRIMARY KEY (user_id, place_id)
) WITHOUT ROWID;

-- The member marked the room unread from this position on: counts start here, not after the mark.
ALTER TABLE members ADD COLUMN unread_from INTEGER;

-- When the message was sent, for the list of mentions.
ALTER TABLE mentions ADD COLUMN created_at INTEGER NOT NULL DEFAULT 0;
UPDATE mentions SET created_at = (SELECT m.created_at FROM messages m WHERE m.id = mentions.message_id);
CREATE INDEX mentions_by_user ON mentions (user_id, created_at, message_id) WHERE user_id IS NOT NULL;
CREATE INDEX mentions_of_everybody ON mentions (room_id, created_at, message_id) WHERE user_id IS NULL;
