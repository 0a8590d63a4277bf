//! No input makes the server fail: every operation is called with values drawn from its own schema, from the ids that exist, and
//! from what breaks programs. Each refusal is a problem document; none is a 5xx.
//!
//! `RELAYDESK_TEST_CASES=50000` tries that many; `RELAYDESK_TEST_SEED` draws others.

use axum::body::Body;
use axum::http::Request;
use serde_json::{Value, json};

use crate::harness::{Person, Server};

const TEXTS: &[&str] = &[
    "",
    " ",
    "general",
    "ana",
    "@ben",
    "@room",
    "a\u{0}b",
    "\u{1b}[31m",
    "\u{202e}x",
    "\u{feff}",
    "\u{10ffff}",
    "👩‍👩‍👧",
    "%",
    "_",
    "\\",
    "'; DROP TABLE users; --",
    "$1",
    "../../etc/passwd",
    "<script>",
    "[x](javascript:alert(1))",
    "```",
    "> > > > >",
    "|a|\n|-|",
    "null",
    "-1",
    "1e999",
    "9223372036854775808",
    "0195f3a0-0000-7000-8000-00000000dead",
    "MTp1c2VyczoA",
    "public",
    "private",
    "owner",
    "member",
];
const NUMBERS: &[i64] = &[0, 1, -1, 2, 50, 200, 201, i32::MAX as i64 + 1, i64::MAX, i64::MIN];

/// A repeatable source of choices (xorshift).
struct Dice(u64);

impl Dice {
    fn roll(&mut self, sides: usize) -> usize {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        usize::try_from(self.0 >> 16).unwrap() % sides
    }

    fn pick<'a, T: ?Sized>(&mut self, from: &[&'a T]) -> &'a T {
        from[self.roll(from.len())]
    }
}

/// What requests are drawn from.
struct Draw {
    dice: Dice,
    document: Value,
    /// Ids of things that exist.
    ids: Vec<String>,
}

impl Draw {
    fn text(&mut self) -> String {
        match self.dice.roll(8) {
            0 => "x".repeat(1 << self.dice.roll(16)),
            1 | 2 => self.ids[self.dice.roll(self.ids.len())].clone(),
            _ => self.dice.pick(TEXTS).to_owned(),
        }
    }

    /// Anything at all.
    fn junk(&mut self, depth: usize) -> Value {
        match self.dice.roll(if depth == 0 { 6 } else { 8 }) {
            0 => Value::Null,
            1 => json!(self.dice.roll(2) == 0),
            2 => json!(NUMBERS[self.dice.roll(NUMBERS.len())]),
            3 => json!(1e300),
            4 | 5 => json!(self.text()),
            6 => (0..self.dice.roll(4)).map(|_| self.junk(depth - 1)).collect(),
            _ => json!({ self.text(): self.junk(depth - 1) }),
        }
    }

    /// Mostly what the schema asks for.
    fn value(&mut self, schema: &Value, depth: usize) -> Value {
        if depth == 0 || self.dice.roll(12) == 0 {
            return self.junk(2);
        }
        if let Some(name) = schema["$ref"].as_str() {
            let target = self.document.pointer(name.trim_start_matches('#')).unwrap().clone();
            return self.value(&target, depth);
        }
        for choice in ["oneOf", "anyOf", "allOf"] {
            if let Some(options) = schema[choice].as_array() {
                let option = options[self.dice.roll(options.len())].clone();
                return self.value(&option, depth - 1);
            }
        }
        if let Some(options) = schema["enum"].as_array() {
            return options[self.dice.roll(options.len())].clone();
        }
        let kind = schema["type"].as_str().or_else(|| schema["type"][0].as_str()).unwrap_or_default().to_owned();
        match kind.as_str() {
            "object" => {
                let mut made = serde_json::Map::new();
                for (name, property) in schema["properties"].as_object().cloned().unwrap_or_default() {
                    if self.dice.roll(6) > 0 {
                        made.insert(name, self.value(&property, depth - 1));
                    }
                }
                Value::Object(made)
            }
            "array" => {
                let items = schema["items"].clone();
                (0..self.dice.roll(4)).map(|_| self.value(&items, depth - 1)).collect()
            }
            "integer" => json!(NUMBERS[self.dice.roll(NUMBERS.len())]),
            "boolean" => json!(self.dice.roll(2) == 0),
            "string" => json!(self.text()),
            _ => self.junk(2),
        }
    }

    fn request(&mut self, (method, path, operation): &(String, String, Value)) -> Request<Body> {
        let mut uri = path.clone();
        let mut query = Vec::new();
        for parameter in operation["parameters"].as_array().cloned().unwrap_or_default() {
            let name = parameter["name"].as_str().unwrap();
            let text = match self.value(&parameter["schema"], 3) {
                // Half of the paths name something that exists, or hardly any request would come to anything.
                _ if parameter["in"] == "path" && self.dice.roll(2) == 0 => {
                    self.ids[self.dice.roll(self.ids.len())].clone()
                }
                Value::String(text) => text,
                other => other.to_string(),
            };
            let left_out = if parameter["required"] == true { 1 } else { 4 };
            let text: String = text.bytes().take(2000).map(|byte| format!("%{byte:02X}")).collect();
            if parameter["in"] == "path" {
                let text = if text.is_empty() { "%20".to_owned() } else { text };
                uri = uri.replace(&format!("{{{name}}}"), &text);
            } else if self.dice.roll(6) >= left_out {
                query.push(format!("{name}={text}"));
            }
        }
        let request = Request::builder().method(method.as_str()).uri(format!("{uri}?{}", query.join("&")));
        let schema = &operation["requestBody"]["content"]["application/json"]["schema"];
        if schema.is_null() {
            return request.body(Body::empty()).unwrap();
        }
        let mut body = self.value(schema, 6).to_string().into_bytes();
        if self.dice.roll(15) == 0 {
            body.truncate(self.dice.roll(body.len() + 1));
        }
        request.header("content-type", "application/json").body(body.into()).unwrap()
    }
}

fn setting(name: &str, default: u64) -> u64 {
    std::env::var(name).ok().and_then(|text| text.parse().ok()).unwrap_or(default)
}

fn operations(document: &Value) -> Vec<(String, String, Value)> {
    let paths = document["paths"].as_object().unwrap().iter();
    let all = paths.flat_map(|(path, methods)| {
        methods
            .as_object()
            .unwrap()
            .iter()
            .map(|(method, operation)| (method.to_uppercase(), path.clone(), operation.clone()))
    });
    // These end the sessions that the rest of the test needs.
    all.filter(|(method, path, _)| method != "DELETE" || !path.contains("/sessions/")).collect()
}

#[tokio::test]
async fn no_input_makes_the_server_fail() {
    let (cases, seed) = (setting("RELAYDESK_TEST_CASES", 4000), setting("RELAYDESK_TEST_SEED", 0x5eed));
    let (server, ana) = Server::start().await;
    let ben = server.register("ben").await;
    let room = server.room(&ana, "public", "general").await;
    let private = server.room(&ana, "private", "ours").await;
    let message = server.say(&ana, &room, "hello").await["id"].as_str().unwrap().to_owned();
    let document: Value = serde_json::from_str(&relaydesk::http::openapi::text().unwrap()).unwrap();
    let operations = operations(&document);
    let ids = vec![room, private, message, ana.id.clone(), ben.id.clone(), ana.session.clone()];
    let mut draw = Draw { dice: Dice(seed | 1), document, ids };
    let people: [Option<&Person>; 4] = [Some(&ana), Some(&ana), Some(&ben), None];
    let mut accepted = 0;
    for case in 0..cases {
        let operation = &operations[draw.dice.roll(operations.len())];
        let mut request = draw.request(operation);
        if let Some(person) = people[draw.dice.roll(people.len())] {
            request.headers_mut().insert("authorization", format!("Bearer {}", person.token).parse().unwrap());
        }
        let told = format!("case {case} of seed {seed}: {} {}", request.method(), request.uri());
        let answer = server.send(request).await;
        let status = answer.status.as_u16();
        assert!(status < 500, "{told}: {}", answer.text);
        if status < 400 {
            accepted += 1;
        } else {
            answer.problem(status);
        }
    }
    assert!(accepted * 10 > cases, "only {accepted} of {cases} got past the door: nothing was tried behind it");
    server.get("/bootstrap", &ana).await.ok();
}
