-- What the links of messages lead to, fetched once.

CREATE TABLE previews (
    id BLOB PRIMARY KEY,
    message_id BLOB NOT NULL REFERENCES messages (id),
    -- The link as it stands in the text.
    url TEXT NOT NULL,
    site TEXT NOT NULL,
    title TEXT NOT NULL,
    text TEXT NOT NULL,
    -- Size of the picture; none when there is none.
    picture_width INTEGER,
    picture_height INTEGER,
    -- The picture itself, PNG or JPEG: small, so it lives here.
    picture BLOB,
    -- Taken away by the author: it does not come back.
    removed INTEGER NOT NULL,
    UNIQUE (message_id, url)
) WITHOUT ROWID;
