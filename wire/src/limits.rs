//! Every limit, in one table: the code, the OpenAPI document, the docs and the tests read it here.

/// Text of one message, in bytes of UTF-8.
pub const MESSAGE_BYTES: usize = 16_384;
/// Body of one request other than an upload, in bytes.
pub const BODY_BYTES: usize = 256 * 1024;
/// Name of a room, in characters.
pub const ROOM_NAME_CHARS: usize = 80;
/// Topic of a room, in characters.
pub const TOPIC_CHARS: usize = 250;
/// Display name of a user, in characters.
pub const DISPLAY_NAME_CHARS: usize = 64;
/// User name, in characters (all of them ASCII).
pub const USERNAME_CHARS: usize = 32;
/// Name of the workspace, in characters.
pub const WORKSPACE_NAME_CHARS: usize = 64;
/// Mail address, in bytes (RFC 5321 section 4.5.3.1.3, less the brackets).
pub const EMAIL_BYTES: usize = 254;
/// Shortest password, in characters.
pub const PASSWORD_MIN_CHARS: usize = 8;
/// Longest password, in bytes.
pub const PASSWORD_MAX_BYTES: usize = 256;
/// Client key of a send, in bytes.
pub const CLIENT_KEY_BYTES: usize = 64;
/// Files of one message.
pub const FILES: usize = 10;
/// One file, in bytes; a setting may make it more or less.
pub const UPLOAD_BYTES: i64 = 100 * 1024 * 1024;
/// One chunk of an upload, in bytes.
pub const CHUNK_BYTES: i64 = 4 * 1024 * 1024;
/// Uploads of one user that no message carries yet.
pub const PENDING_UPLOADS: i64 = 50;
/// Bytes of one user's uploads that no message carries yet, in files of the largest size.
pub const PENDING_FILES: i64 = 20;
/// Chunks that one user sends at once.
pub const CHUNKS_AT_ONCE: usize = 4;
/// An upload that no message carries is thrown away after so many hours.
pub const UPLOAD_HOURS: i64 = 24;
/// One side of an image that is shown in place, in pixels.
pub const IMAGE_SIDE: u32 = 16_384;
/// All of an image that is shown in place, in pixels.
pub const IMAGE_PIXELS: u64 = 40_000_000;
/// Frames of an image that is shown in place.
pub const IMAGE_FRAMES: u32 = 500;
/// An image that is shown in place, in bytes; a larger one is a plain file.
pub const IMAGE_BYTES: u64 = 64 * 1024 * 1024;
/// Longer side of the two thumbnails, in pixels.
pub const THUMBNAIL_PIXELS: [u32; 2] = [360, 1280];
/// Placeholder of an image as a `data:` URL, in bytes.
pub const PLACEHOLDER_BYTES: usize = 1_000;
/// Side of a custom emoji's picture, in pixels.
pub const EMOJI_PIXELS: u32 = 128;
/// File name, in bytes.
pub const FILE_NAME_BYTES: usize = 255;
/// Longer side of a preview's picture, in pixels.
pub const PREVIEW_PIXELS: u32 = 800;
/// Previews of one message.
pub const PREVIEWS: usize = 5;
/// Longest time in which authors may change their messages, in minutes: a year.
pub const EDIT_MINUTES: i64 = 525_600;
/// Texts of one message that are listed, the newest.
pub const VERSIONS: i64 = 200;
/// Pinned messages of one room.
pub const PINS: i64 = 250;
/// Drafts of one user.
pub const DRAFTS: i64 = 500;
/// Followed threads in one bootstrap.
pub const FOLLOWED_THREADS: i64 = 500;
/// Users that one `@here` names; when more are online it counts for everybody.
pub const HERE_USERS: usize = 500;
/// Name of a custom emoji, in characters (all of them ASCII).
pub const EMOJI_NAME_CHARS: usize = 32;
/// Picture of a custom emoji as uploaded, in bytes.
pub const EMOJI_BYTES: i64 = 1024 * 1024;
/// Custom emoji of the workspace.
pub const CUSTOM_EMOJI: i64 = 5_000;
/// Search for messages, in characters.
pub const SEARCH_CHARS: usize = 256;
/// Words and phrases of one search.
pub const SEARCH_TERMS: usize = 10;
/// Different reactions on one message.
pub const REACTION_KINDS: usize = 50;
/// Users listed by name on one reaction; the count goes on.
pub const REACTION_USERS: usize = 20;
/// Entries of one page.
pub const PAGE: usize = 200;
/// Entries of one page when the caller does not say.
pub const PAGE_DEFAULT: usize = 50;
/// Opaque cursor, in bytes.
pub const CURSOR_BYTES: usize = 200;
/// Search text of a list (users, rooms), in characters.
pub const QUERY_CHARS: usize = 256;
/// Users added to a room by one request.
pub const INVITED_USERS: usize = 20;
/// People in one direct room, the caller included.
pub const DIRECT_USERS: usize = 20;
/// Frame from a client, in bytes.
pub const CLIENT_FRAME_BYTES: usize = 64 * 1024;
/// Frame from the server, in bytes.
pub const SERVER_FRAME_BYTES: usize = 128 * 1024;
/// Heads in one `resume` frame.
pub const RESUME_HEADS: usize = 500;
/// Events that a resume replays for one stream; more than that, and the client fetches afresh.
pub const RESUME_EVENTS: i64 = 500;
/// Users whose presence one socket may watch.
pub const WATCHED_USERS: usize = 200;
/// Open sockets of one user.
pub const SOCKETS_PER_USER: usize = 20;
/// Sessions of one user; the least recently used ends first.
pub const SESSIONS_PER_USER: usize = 50;
/// Frames waiting for one slow socket.
pub const QUEUE_FRAMES: usize = 256;
/// Bytes waiting for one slow socket.
pub const QUEUE_BYTES: usize = 256 * 1024;
/// Above this many members, typing is not shown in a room.
pub const TYPING_MEMBERS: i64 = 200;
/// Mentions that one message may carry.
pub const MENTIONS: usize = 50;
