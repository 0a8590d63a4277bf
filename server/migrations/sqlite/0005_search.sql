-- What messages are found by. How it works: docs/decisions/0005-search.md.

-- Messages whose words are not in the lists yet, or not as they are now.
CREATE TABLE search_tail (
    message_id BLOB PRIMARY KEY,
    -- Digest of this state of the row: it leaves only as it was read.
    state INTEGER NOT NULL,
    -- Of the message.
    created_at INTEGER NOT NULL,
    -- Marks and words as they are now, separated by spaces; empty when the message is deleted.
    words TEXT NOT NULL,
    -- Marks and words that it had before.
    removed TEXT NOT NULL
) WITHOUT ROWID;

-- The number of each message in the lists: span times 65,536 and its place there.
CREATE TABLE search_places (
    number INTEGER PRIMARY KEY,
    message_id BLOB NOT NULL UNIQUE
);

-- 65,536 messages each, in the order of their coming.
CREATE TABLE search_spans (
    span INTEGER PRIMARY KEY,
    message_count INTEGER NOT NULL,
    -- When the oldest and the newest were sent.
    first_at INTEGER NOT NULL,
    last_at INTEGER NOT NULL,
    -- Whether the places are in the order of sending.
    ordered INTEGER NOT NULL,
    -- When each was sent: seconds since 1970, four bytes a place, the least first.
    times BLOB NOT NULL
);

-- Which places of a span have a word or a mark.
CREATE TABLE search_lists (
    word TEXT NOT NULL,
    span INTEGER NOT NULL,
    -- A set as domain/search/postings.rs writes it.
    places BLOB NOT NULL,
    PRIMARY KEY (word, span)
) WITHOUT ROWID;

-- Every word once, separated by line ends: what parts of words are looked for in.
CREATE TABLE search_words (
    block INTEGER PRIMARY KEY,
    words TEXT NOT NULL
);

-- Up to where messages from before this table were read; no row when all were.
CREATE TABLE search_backfill (
    id INTEGER PRIMARY KEY,
    message_id BLOB NOT NULL
);

INSERT INTO search_backfill (id, message_id) VALUES (1, zeroblob(16));
