//! Slack's records as they stand in the files.
//!
//! Exports of ten years differ: nearly everything may be absent or null, and numbers come as text. So every field is
//! optional here, and unknown ones are passed over. Meaning is given elsewhere.

use serde::Deserialize;
use serde::de::IgnoredAny;

/// Text, or a number written as one.
#[derive(Debug, Deserialize)]
#[serde(untagged)]
pub enum Loose {
    Text(String),
    Number(serde_json::Number),
    Other(IgnoredAny),
}

impl Loose {
    pub fn text(&self) -> Option<String> {
        match self {
            Self::Text(text) => Some(text.clone()),
            Self::Number(number) => Some(number.to_string()),
            Self::Other(_) => None,
        }
    }
}

#[derive(Debug, Deserialize)]
pub struct RawUser {
    pub id: String,
    pub name: Option<String>,
    pub real_name: Option<String>,
    pub deleted: Option<bool>,
    pub is_bot: Option<bool>,
    pub is_restricted: Option<bool>,
    pub is_ultra_restricted: Option<bool>,
    pub profile: Option<RawProfile>,
}

#[derive(Debug, Default, Deserialize)]
pub struct RawProfile {
    pub display_name: Option<String>,
    pub real_name: Option<String>,
    pub name: Option<String>,
    pub email: Option<String>,
}

#[derive(Debug, Deserialize)]
pub struct RawRoom {
    pub id: String,
    pub name: Option<String>,
    pub created: Option<Loose>,
    pub creator: Option<String>,
    pub is_archived: Option<bool>,
    pub members: Option<Vec<String>>,
    pub topic: Option<RawTopic>,
    pub purpose: Option<RawTopic>,
}

#[derive(Debug, Deserialize)]
pub struct RawTopic {
    pub value: Option<String>,
}

#[derive(Debug, Deserialize)]
pub struct RawEntry {
    #[serde(rename = "type")]
    pub kind: Option<String>,
    pub subtype: Option<String>,
    pub ts: Option<Loose>,
    pub user: Option<String>,
    pub user_profile: Option<RawProfile>,
    pub username: Option<String>,
    pub bot_id: Option<String>,
    pub bot_profile: Option<RawBot>,
    pub text: Option<String>,
    pub blocks: Option<Vec<Element>>,
    pub attachments: Option<Vec<RawAttachment>>,
    pub thread_ts: Option<Loose>,
    pub edited: Option<RawEdit>,
    pub reactions: Option<Vec<RawReaction>>,
    pub file: Option<RawFile>,
    pub files: Option<Vec<RawFile>>,
    pub comment: Option<RawComment>,
}

#[derive(Debug, Deserialize)]
pub struct RawBot {
    pub name: Option<String>,
}

#[derive(Debug, Deserialize)]
pub struct RawEdit {
    pub ts: Option<Loose>,
}

#[derive(Debug, Deserialize)]
pub struct RawReaction {
    pub name: Option<String>,
    pub users: Option<Vec<String>>,
    pub count: Option<u64>,
}

#[derive(Debug, Deserialize)]
pub struct RawComment {
    pub user: Option<String>,
    pub comment: Option<String>,
}

#[derive(Debug, Deserialize)]
pub struct RawFile {
    pub name: Option<String>,
    pub title: Option<String>,
    pub mimetype: Option<String>,
    pub size: Option<Loose>,
    pub mode: Option<String>,
    pub url_private: Option<String>,
    pub permalink: Option<String>,
    pub initial_comment: Option<RawComment>,
}

#[derive(Debug, Deserialize)]
pub struct RawAttachment {
    pub pretext: Option<String>,
    pub title: Option<String>,
    pub title_link: Option<String>,
    pub text: Option<String>,
    pub fallback: Option<String>,
}

/// A block, or an element of one: one struct for all, since they nest freely and share their fields.
#[derive(Debug, Deserialize)]
pub struct Element {
    #[serde(rename = "type")]
    pub kind: Option<String>,
    pub elements: Option<Vec<Element>>,
    pub fields: Option<Vec<Element>>,
    pub text: Option<ElementText>,
    pub title: Option<ElementText>,
    pub style: Option<Style>,
    pub url: Option<String>,
    pub image_url: Option<String>,
    pub alt_text: Option<String>,
    pub name: Option<String>,
    pub skin_tone: Option<u8>,
    pub user_id: Option<String>,
    pub channel_id: Option<String>,
    pub fallback: Option<String>,
    pub value: Option<String>,
    pub indent: Option<u8>,
    pub offset: Option<u32>,
}

#[derive(Debug, Deserialize)]
#[serde(untagged)]
pub enum ElementText {
    Plain(String),
    Typed {
        #[serde(rename = "type")]
        kind: Option<String>,
        text: Option<String>,
    },
    Other(IgnoredAny),
}

#[derive(Debug, Deserialize)]
#[serde(untagged)]
pub enum Style {
    /// Of a list.
    Name(String),
    /// Of words.
    Marks {
        bold: Option<bool>,
        italic: Option<bool>,
        strike: Option<bool>,
        code: Option<bool>,
    },
    Other(IgnoredAny),
}
