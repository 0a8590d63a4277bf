//! What a web page says of itself: title, description, site, picture. Pure.
//!
//! Read from the Open Graph properties (ogp.me), else from what every page has (`<title>`, the description). Everything in here was
//! written by strangers: it is cut to length, cleaned of control characters, and shown as text only.

use encoding_rs::{Encoding, UTF_8};
use html5gum::emitters::default::{DefaultEmitter, StartTag};
use html5gum::{Token, Tokenizer};
use url::Url;

const SITE_CHARS: usize = 100;
const TITLE_CHARS: usize = 200;
const TEXT_CHARS: usize = 500;
/// Where a page may declare its encoding (WHATWG HTML, section 13.2.3.2).
const PRESCAN_BYTES: usize = 1024;

/// What stands in the preview of a link.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Summary {
    /// At most 100 characters.
    pub site: String,
    /// At most 200 characters, never empty.
    pub title: String,
    /// At most 500 characters; may be empty.
    pub text: String,
    /// http or https.
    pub picture: Option<Url>,
}

/// Reads a page; none when it has no title.
#[must_use]
pub fn summary(url: &Url, content_type: &str, body: &[u8]) -> Option<Summary> {
    let (text, ..) = encoding(content_type, body).decode(body);
    let head = Head::read(&text);
    let title = clean(head.first(&["og:title", "twitter:title"]).or(head.title.as_deref())?, TITLE_CHARS);
    if title.is_empty() {
        return None;
    }
    let site = clean(head.first(&["og:site_name"]).unwrap_or_default(), SITE_CHARS);
    let picture = head.first(&["og:image:secure_url", "og:image", "og:image:url", "twitter:image"]);
    Some(Summary {
        site: if site.is_empty() { host(url) } else { site },
        title,
        text: clean(
            head.first(&["og:description", "twitter:description", "description"]).unwrap_or_default(),
            TEXT_CHARS,
        ),
        picture: picture
            .and_then(|picture| url.join(picture.trim()).ok())
            .filter(|picture| matches!(picture.scheme(), "http" | "https")),
    })
}

fn host(url: &Url) -> String {
    let host = url.host_str().unwrap_or_default();
    clean(host.strip_prefix("www.").unwrap_or(host), SITE_CHARS)
}

/// What is of use of a page's head.
#[derive(Default)]
struct Head {
    title: Option<String>,
    /// Names and contents of the meta elements, in order.
    metas: Vec<(String, String)>,
}

impl Head {
    /// Reads tokens up to the body: what stands there is not about the page.
    fn read(text: &str) -> Self {
        let mut head = Self::default();
        let mut emitter = DefaultEmitter::<()>::default();
        emitter.naively_switch_states(true);
        let mut within_title = false;
        for token in Tokenizer::new_with_emitter(text, emitter).flatten() {
            match token {
                Token::StartTag(tag) => match tag.name.as_slice() {
                    b"body" => break,
                    // One in a picture of the page comes later, and does not count.
                    b"title" if head.title.is_none() => {
                        within_title = true;
                        head.title = Some(String::new());
                    }
                    b"meta" => head.metas.extend(meta(&tag)),
                    _ => {}
                },
                Token::EndTag(_) => within_title = false,
                Token::String(text) if within_title => {
                    if let Some(title) = &mut head.title {
                        title.push_str(&String::from_utf8_lossy(&text));
                    }
                }
                _ => {}
            }
        }
        head
    }

    /// The content of the first of these names that the page has.
    fn first(&self, names: &[&str]) -> Option<&str> {
        names.iter().find_map(|name| {
            let found = self.metas.iter().find(|(held, content)| held == name && !content.trim().is_empty());
            found.map(|(_, content)| content.as_str())
        })
    }
}

fn meta(tag: &StartTag<()>) -> Option<(String, String)> {
    let value = |name: &[u8]| tag.attributes.get(name).map(|value| String::from_utf8_lossy(value).into_owned());
    let name = value(b"property").or_else(|| value(b"name"))?;
    Some((name.trim().to_ascii_lowercase(), value(b"content")?))
}

/// One line of text: white space folded, nothing that turns or hides what stands around it, at most so many characters.
fn clean(text: &str, most_chars: usize) -> String {
    let shown = |c: char| if c.is_control() { ' ' } else { c };
    let kept: String = text.chars().filter(|c| !is_directional(*c)).map(shown).collect();
    let line = kept.split_whitespace().collect::<Vec<_>>().join(" ");
    if line.chars().count() <= most_chars {
        return line;
    }
    let cut: String = line.chars().take(most_chars - 1).collect();
    format!("{}…", cut.trim_end())
}

/// Marks that turn the direction of the text around them (Unicode Bidirectional Algorithm, UAX #9), and zero-width ones.
fn is_directional(c: char) -> bool {
    matches!(c, '\u{200B}'..='\u{200F}' | '\u{202A}'..='\u{202E}' | '\u{2060}'..='\u{2069}' | '\u{FEFF}')
}

/// The encoding that the answer, or else the page, declares; UTF-8 when neither does.
fn encoding(content_type: &str, body: &[u8]) -> &'static Encoding {
    let start = String::from_utf8_lossy(body.get(..PRESCAN_BYTES.min(body.len())).unwrap_or_default()).into_owned();
    charset(content_type).or_else(|| charset(&start)).unwrap_or(UTF_8)
}

fn charset(text: &str) -> Option<&'static Encoding> {
    let lower = text.to_ascii_lowercase();
    let (_, after) = lower.split_once("charset=")?;
    let label = after.trim_start_matches(['"', '\'', ' ']);
    let end = label.find(|c: char| !(c.is_ascii_alphanumeric() || matches!(c, '-' | '_' | ':' | '.')));
    Encoding::for_label(label.get(..end.unwrap_or(label.len()))?.as_bytes())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(html: &str) -> Option<Summary> {
        summary(&"https://www.example.org/a/b".parse().unwrap(), "text/html", html.as_bytes())
    }

    #[test]
    fn open_graph_comes_before_the_title() {
        let found = read(
            r#"<!doctype html><html><head><title>Plain</title>
            <meta property="og:title" content="Fish &amp; chips"><meta property='og:site_name' content='The Pier'>
            <meta name=description content="Second"><meta property="og:description" content="First">
            <META PROPERTY="og:image" CONTENT="../fish.png"></head><body>"#,
        )
        .unwrap();
        assert_eq!(found.title, "Fish & chips");
        assert_eq!(found.site, "The Pier");
        assert_eq!(found.text, "First");
        assert_eq!(found.picture.unwrap().as_str(), "https://www.example.org/fish.png");
    }

    #[test]
    fn a_page_without_open_graph_has_its_title_and_host() {
        let found = read("<title>\n  Just a\n page </title><meta name='Description' content='About it'>").unwrap();
        assert_eq!(
            (found.title.as_str(), found.site.as_str(), found.text.as_str()),
            ("Just a page", "example.org", "About it")
        );
        assert_eq!(found.picture, None);
    }

    #[test]
    fn a_page_without_a_title_gives_nothing() {
        assert_eq!(read("<p>hello"), None);
        assert_eq!(read("<title> </title>"), None);
        assert_eq!(read("<body><title>too late</title>"), None);
        assert_eq!(read(""), None);
    }

    #[test]
    fn markup_within_scripts_is_not_read() {
        let found =
            read(r#"<script>"<title>no</title><meta property='og:title' content='no'>"</script><title>yes</title>"#);
        assert_eq!(found.unwrap().title, "yes");
    }

    #[test]
    fn strange_letters_neither_hide_nor_turn_anything_and_lengths_are_kept() {
        let found = read(&format!("<title>a\u{202E}b\u{0}\u{7}c\u{200B}d {}</title>", "x".repeat(500))).unwrap();
        assert!(found.title.starts_with("ab\u{fffd} cd x") || found.title.starts_with("ab cd x"), "{}", found.title);
        assert_eq!(found.title.chars().count(), 200);
        assert!(found.title.ends_with('…'));
    }

    #[test]
    fn pages_in_older_encodings_are_read_in_them() {
        let url: Url = "https://example.org/".parse().unwrap();
        let latin = b"<title>Caf\xe9</title>";
        assert_eq!(summary(&url, "text/html; charset=ISO-8859-1", latin).unwrap().title, "Café");
        let japanese = b"<meta charset=\"shift_jis\"><title>\x93\xfa\x96{</title>";
        assert_eq!(summary(&url, "text/html", japanese).unwrap().title, "日本");
    }

    #[test]
    fn a_picture_is_http_or_none() {
        for picture in ["javascript:alert(1)", "data:image/png;base64,AA", "file:///etc/passwd", "http://"] {
            let found = read(&format!("<title>t</title><meta property='og:image' content='{picture}'>")).unwrap();
            assert_eq!(found.picture, None, "{picture}");
        }
    }

    #[test]
    fn a_hostile_page_is_read_in_one_pass() {
        for piece in ["<meta ", "<title>", "<!--", "<a b=c ", "&amp", "</"] {
            let _ = read(&piece.repeat(1024 * 1024 / piece.len()));
        }
    }
}
