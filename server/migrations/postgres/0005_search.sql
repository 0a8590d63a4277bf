-- What messages are found by. How it works: docs/decisions/0005-search.md.

-- Messages whose words are not in the lists yet, or not as they are now.
CREATE TABLE search_tail (
    message_id UUID PRIMARY KEY,
    -- Digest of this state of the row: it leaves only as it was read.
    state BIGINT NOT NULL,
    -- Of the message.
    created_at BIGINT NOT NULL,
    -- Marks and words as they are now, separated by spaces; empty when the message is deleted.
    words TEXT NOT NULL,
    -- Marks and words that it had before.
    removed TEXT NOT NULL
);

-- The number of each message in the lists: span times 65,536 and its place there.
CREATE TABLE search_places (
    number BIGINT PRIMARY KEY,
    message_id UUID NOT NULL UNIQUE
);

-- 65,536 messages each, in the order of their coming.
CREATE TABLE search_spans (
    span BIGINT PRIMARY KEY,
    message_count BIGINT NOT NULL,
    -- When the oldest and the newest were sent.
    first_at BIGINT NOT NULL,
    last_at BIGINT NOT NULL,
    -- Whether the places are in the order of sending.
    ordered BOOLEAN NOT NULL,
    -- When each was sent: seconds since 1970, four bytes a place, the least first.
    times BYTEA NOT NULL
);

-- Which places of a span have a word or a mark.
CREATE TABLE search_lists (
    word TEXT COLLATE "C" NOT NULL,
    span BIGINT NOT NULL,
    -- A set as domain/search/postings.rs writes it.
    places BYTEA NOT NULL,
    PRIMARY KEY (word, span)
) WITH (fillfactor = 80);
-- Sets do not shrink by compression, and words are read as a whole.
ALTER TABLE search_lists ALTER COLUMN places SET STORAGE EXTERNAL;

-- Every word once, separated by line ends: what parts of words are looked for in.
CREATE TABLE search_words (
    block BIGINT PRIMARY KEY,
    words TEXT NOT NULL
);
ALTER TABLE search_words ALTER COLUMN words SET STORAGE EXTERNAL;
ALTER TABLE search_spans ALTER COLUMN times SET STORAGE EXTERNAL;

-- Up to where messages from before this table were read; no row when all were.
CREATE TABLE search_backfill (
    id BIGINT PRIMARY KEY,
    message_id UUID NOT NULL
);

INSERT INTO search_backfill (id, message_id) VALUES (1, '00000000-0000-0000-0000-000000000000');
