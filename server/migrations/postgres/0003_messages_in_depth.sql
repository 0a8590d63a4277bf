-- What hangs on messages, kept beside them; pins; earlier texts; the workspace's rules for all this.

-- What viewers see of the rows that hang on a message, as JSON; none when nothing does. Written with those rows.
ALTER TABLE messages ADD COLUMN attached TEXT;
ALTER TABLE messages ADD COLUMN pinned_by UUID REFERENCES users (id);
ALTER TABLE messages ADD COLUMN pinned_at BIGINT;
CREATE INDEX messages_by_pin ON messages (room_id, pinned_at) WHERE pinned_at IS NOT NULL;

-- Texts that a message had before; the present one is the message's own.
CREATE TABLE message_versions (
    message_id UUID NOT NULL REFERENCES messages (id),
    -- 1 for the text as first sent.
    number BIGINT NOT NULL,
    text TEXT NOT NULL,
    document TEXT,
    -- When it was written.
    created_at BIGINT NOT NULL,
    PRIMARY KEY (message_id, number)
);

CREATE INDEX reactions_by_user ON reactions (user_id, message_id);
CREATE INDEX events_by_subject ON events (subject) WHERE subject IS NOT NULL;

-- Minutes in which authors may change their messages: none for ever, 0 not at all.
ALTER TABLE workspace ADD COLUMN edit_minutes BIGINT;
ALTER TABLE workspace ADD COLUMN show_versions BOOLEAN NOT NULL DEFAULT TRUE;
ALTER TABLE workspace ADD COLUMN link_previews BOOLEAN NOT NULL DEFAULT TRUE;

UPDATE messages SET attached = json_build_object(
    'reactions', coalesce((
        SELECT json_agg(json_build_object('emoji', emoji, 'count', total, 'users', users)
            ORDER BY first_at, emoji COLLATE "C")
        FROM (
            SELECT emoji, count(*) AS total, min(created_at) AS first_at,
                json_agg(user_id ORDER BY place) FILTER (WHERE place <= 20) AS users
            FROM (
                SELECT emoji, user_id, created_at,
                    row_number() OVER (PARTITION BY emoji ORDER BY created_at, user_id) AS place
                FROM reactions WHERE message_id = messages.id
            ) placed GROUP BY emoji
        ) kinds
    ), '[]'),
    'files', coalesce((
        SELECT json_agg(json_build_object('id', f.id, 'name', f.name, 'media_type', f.media_type,
            'size', f.size, 'kind', 'other', 'image', NULL, 'url', f.url) ORDER BY f.ordinal)
        FROM files f WHERE f.message_id = messages.id
    ), '[]'),
    'thread', CASE WHEN reply_count > 0 THEN (
        SELECT json_build_object('last_position', max(last), 'repliers',
            json_agg(author_id ORDER BY last DESC) FILTER (WHERE place <= 5))
        FROM (
            SELECT author_id, last, row_number() OVER (ORDER BY last DESC) AS place
            FROM (
                SELECT r.author_id, max(r.thread_position) AS last FROM messages r
                WHERE r.root_id = messages.id GROUP BY r.author_id
            ) authors
        ) placed
    ) END
)::text
WHERE reply_count > 0 OR id IN (SELECT message_id FROM reactions) OR id IN (SELECT message_id FROM files);
