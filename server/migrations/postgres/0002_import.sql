-- What an import brought, so that another import of the same source adds only what is new.

CREATE TABLE imported (
    -- Where it came from: `slack`.
    source TEXT NOT NULL,
    -- What it is and what the source calls it, for example `room:C061A0WJG`.
    key TEXT NOT NULL,
    -- The user, room or message here.
    id UUID NOT NULL,
    PRIMARY KEY (source, key)
);
