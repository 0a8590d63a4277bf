//! Tests of the grammar: one sentence a rule.

use super::*;
use uuid::Uuid;
use wire::document::{Link, RoomLink, UserMention};
use wire::ids::{RoomId, UserId};

const ANA: UserId = UserId(Uuid::from_u128(1));
const GENERAL: RoomId = RoomId(Uuid::from_u128(2));

fn known() -> Known {
    let users = [("ana".to_owned(), ANA), ("ana.b".to_owned(), UserId(Uuid::from_u128(3)))];
    let rooms = [("general".to_owned(), GENERAL)];
    Known { users: users.into(), rooms: rooms.into(), everybody: true }
}

/// The tree, written short: `p(…)` a paragraph, `*…*` strong, `/…/` emphasis, `~…~` strike, `<url|…>` a link, `|` a break.
fn tree(text: &str) -> String {
    parse(text, &known()).map_or_else(|| "plain".to_owned(), |document| blocks(&document.blocks))
}

fn blocks(of: &[Block]) -> String {
    let written = of.iter().map(|block| match block {
        Block::Paragraph(content) => format!("p({})", inlines(content)),
        Block::Heading(heading) => format!("h{}({})", heading.level, inlines(&heading.content)),
        Block::Quote(inner) => format!("quote({})", blocks(inner)),
        Block::Code(code) => format!("code[{}]({})", code.language, code.text),
        Block::List(list) => {
            let items = list.items.iter().map(|item| {
                let mark = match item.done {
                    None => "-",
                    Some(false) => "o",
                    Some(true) => "x",
                };
                format!("{mark}{}", blocks(&item.blocks))
            });
            let start = list.start.map(|start| start.to_string()).unwrap_or_default();
            format!("list{start}({})", items.collect::<Vec<_>>().join(" "))
        }
        Block::Table(table) => {
            let row = |cells: &[wire::document::Cell]| {
                cells.iter().map(|cell| inlines(&cell.content)).collect::<Vec<_>>().join(",")
            };
            let rows: Vec<String> = table.rows.iter().map(|cells| row(&cells.cells)).collect();
            format!("table({};{})", row(&table.head), rows.join(";"))
        }
        Block::Rule => "rule".to_owned(),
    });
    written.collect::<Vec<_>>().join(" ")
}

fn inlines(of: &[Inline]) -> String {
    let written = of.iter().map(|inline| match inline {
        Inline::Text(text) => text.clone(),
        Inline::Strong(content) => format!("*{}*", inlines(content)),
        Inline::Emphasis(content) => format!("/{}/", inlines(content)),
        Inline::Strike(content) => format!("~{}~", inlines(content)),
        Inline::Code(text) => format!("`{text}`"),
        Inline::Link(link) => format!("<{}|{}>", link.url, inlines(&link.content)),
        Inline::Break => "|".to_owned(),
        Inline::Mention(mention) => format!("<@{}>", mention.username),
        Inline::MentionRoom => "<@room>".to_owned(),
        Inline::MentionHere => "<@here>".to_owned(),
        Inline::RoomLink(link) => format!("<#{}>", link.name),
        Inline::Emoji(name) => format!("<:{name}:>"),
    });
    written.collect()
}

#[test]
fn a_text_without_marks_is_plain() {
    for text in [
        "hello",
        "two\nlines",
        "two\n\nparagraphs",
        "1 < 2 & 3 > 2",
        "10:30:45",
        "a_b_c",
        "* ",
        "é 你好",
        "C:\\dir",
        "@ben",
    ] {
        let document = parse(text, &known());
        assert!(document.is_none() || text == "* ", "{text:?}: {document:?}");
    }
}

#[test]
fn a_new_line_is_a_break() {
    assert_eq!(tree("**a**\nb  \nc"), "p(*a*|b|c)");
}

#[test]
fn marks_of_emphasis() {
    assert_eq!(tree("**a** _b_ *c* ~~d~~ `e *f*`"), "p(*a* /b/ /c/ ~d~ `e *f*`)");
    assert_eq!(tree("**bold _both_**"), "p(*bold /both/*)");
    assert_eq!(tree(r"\*no\*"), "p(*no*)");
}

#[test]
fn blocks_of_every_kind() {
    assert_eq!(tree("# One\ntext"), "h1(One) p(text)");
    assert_eq!(tree("> a\n> b\n\nc"), "quote(p(a|b)) p(c)");
    assert_eq!(tree("```rust\nfn *main*() {}\n@ana\n```"), "code[rust](fn *main*() {}\n@ana)");
    assert_eq!(tree("- a\n- b\n  1. c"), "list(-p(a) -p(b) list1(-p(c)))");
    assert_eq!(tree("3. a\n4. b"), "list3(-p(a) -p(b))");
    assert_eq!(tree("a\n\n---\n\nb"), "p(a) rule p(b)");
}

#[test]
fn task_lists_keep_their_boxes() {
    assert_eq!(tree("- [ ] a\n- [x] b\n- c"), "list(op(a) xp(b) -p(c))");
    assert_eq!(tree("- [x] a\n\n  - b\n\n- [ ] c"), "list(xp(a) list(-p(b)) op(c))");
}

#[test]
fn tables_keep_what_stands_beyond_the_last_column() {
    assert_eq!(tree("|a|b|\n|-|:-:|\n|1|**2**|\n|3|"), "table(a,b;1,*2*;3,)");
    assert_eq!(tree("|a|\n|-|\n|1|2|3|"), "table(a;1 | 2|3)");
}

#[test]
fn bare_addresses_are_links() {
    assert_eq!(tree("see https://a.example/x."), "p(see <https://a.example/x|https://a.example/x>.)");
    assert_eq!(tree("(http://localhost:8080/)"), "p((<http://localhost:8080/|http://localhost:8080/>))");
    assert_eq!(tree("www.example.org!"), "p(<http://www.example.org|www.example.org>!)");
    assert_eq!(tree("https://e.org/A_(b)_c)"), "p(<https://e.org/A_(b)_c|https://e.org/A_(b)_c>))");
    assert_eq!(tree("**https://e.org/a**, b"), "p(*<https://e.org/a|https://e.org/a>*, b)");
    for text in ["xhttps://e.org", "https://", "www.", "ftp://e.org", "javascript:alert(1)"] {
        assert_eq!(tree(text), "plain", "{text}");
    }
}

#[test]
fn marks_inside_a_bare_address_are_part_of_it() {
    let url = "https://e.org/_a_/~b~/*c*/?x=1&amp;y=2";
    assert_eq!(tree(url), format!("p(<{url}|{url}>)"));
    assert_eq!(tree(&format!("`{url}`")), format!("p(`{url}`)"));
    assert_eq!(tree("[_a_](https://e.org/_b_&amp;c)"), "p(<https://e.org/_b_&c|/a/>)");
    assert_eq!(tree("<https://e.org/_b_>"), "p(<https://e.org/_b_|https://e.org/_b_>)");
}

#[test]
fn links_lead_to_the_web_or_to_a_mailbox_only() {
    assert_eq!(tree("[a **b**](https://e.org \"title\")"), "p(<https://e.org|a *b*>)");
    assert_eq!(tree("<https://e.org> <ana@e.org>"), "p(<https://e.org|https://e.org> <mailto:ana@e.org|ana@e.org>)");
    assert_eq!(tree("**x** [a](javascript:alert(1)) [b](/c)"), "p(*x* [a](javascript:alert(1)) [b](/c))");
    assert_eq!(tree("[a](HTTPS://e.org)"), "p(<HTTPS://e.org|a>)");
    assert_eq!(tree("[](https://e.org)"), "p(<https://e.org|https://e.org>)");
}

#[test]
fn a_picture_is_a_link_to_it() {
    assert_eq!(tree("![a cat](https://e.org/c.png)"), "p(<https://e.org/c.png|a cat>)");
    assert_eq!(tree("[![cat](https://e.org/c.png)](https://e.org)"), "p(<https://e.org|cat>)");
}

#[test]
fn html_is_text() {
    assert_eq!(tree("<b>**x**</b>"), "p(<b>*x*</b>)");
    assert_eq!(tree("<script>alert(1)</script>"), "plain");
    assert_eq!(tree("<div>\n@ana\n</div>"), "p(<div>|<@ana>|</div>)");
}

#[test]
fn nothing_is_swallowed_as_a_reference() {
    assert_eq!(tree("[note]: see below"), "plain");
    assert_eq!(tree("[a]: https://e.org\n[a]: **b**\n[a]"), "p([a]: <https://e.org|https://e.org>|[a]: *b*|[a])");
}

#[test]
fn mentions_of_users_who_exist() {
    assert_eq!(tree("hi @Ana, @ana.b. @ben"), "p(hi <@Ana>, <@ana.b>. @ben)");
    assert_eq!(tree("**@ana** x@ana.org"), "p(*<@ana>* x@ana.org)");
    assert_eq!(tree("_@ana_@room @ana@social.example @anaé"), "p(/<@ana>/<@room> @ana@social.example @anaé)");
    assert_eq!(tree("@room!"), "p(<@room>!)");
    let document = parse("@ana", &known()).unwrap();
    let mention = Inline::Mention(UserMention { user: ANA, username: "ana".to_owned() });
    assert_eq!(document.blocks, [Block::Paragraph(vec![mention])]);
}

#[test]
fn no_mention_in_code_in_a_link_or_behind_a_backslash() {
    assert_eq!(tree("`@ana`"), "p(`@ana`)");
    assert_eq!(tree("    @ana"), "code[](@ana)");
    assert_eq!(tree("[@ana](https://e.org)"), "p(<https://e.org|@ana>)");
    assert_eq!(tree(r"\@ana \#general \:tada:"), "p(@ana #general :tada:)");
}

#[test]
fn links_to_rooms_that_exist() {
    assert_eq!(tree("in #General, not #other"), "p(in <#General>, not #other)");
    let document = parse("#general", &known()).unwrap();
    let link = Inline::RoomLink(RoomLink { room: GENERAL, name: "general".to_owned() });
    assert_eq!(document.blocks, [Block::Paragraph(vec![link])]);
}

#[test]
fn emoji_have_names_and_times_of_day_do_not() {
    assert_eq!(tree(":tada: (:+1:) :wave::skin-tone-3:"), "p(<:tada:> (<:+1:>) <:wave:><:skin-tone-3:>)");
    for text in ["10:30:45", "std::fmt::Result", "a:b:c", ": :", "::", ":Tada:", ":x :"] {
        assert_eq!(tree(text), "plain", "{text}");
    }
}

#[test]
fn what_lies_too_deep_is_text() {
    let document = parse(&format!("{}a", ">".repeat(40)), &known()).unwrap();
    assert_eq!(properties::depth(&document), MAX_DEPTH);
    assert!(plain(&document).ends_with('a'));
    let document = parse(&format!("{}a{}", "*a **b ".repeat(20), " c** d*".repeat(20)), &known()).unwrap();
    assert_eq!(properties::depth(&document), MAX_DEPTH);
    let document = parse(&format!("{}a", "- ".repeat(40)), &known()).unwrap();
    assert!(properties::depth(&document) <= MAX_DEPTH);
}

#[test]
fn a_text_with_too_many_nodes_is_plain() {
    let marks = |count: usize| "*a*\n".repeat(count);
    let document = parse(&marks(600), &known()).unwrap();
    assert!(properties::nodes(&document) > 1_700);
    assert_eq!(parse(&marks(700), &known()), None);
}

#[test]
fn plain_text_keeps_words_and_shows_where_links_lead() {
    let text = "# T\n> **q**\n\n- [x] a :tada:\n  - b\n1. c\n\n|x|y|\n|-|-|\n|1|2|\n\n[e](https://e.org) @ana #general https://f.org\n\n---";
    let document = parse(text, &known()).unwrap();
    let expected = "T\n\n> q\n\n- [x] a :tada:\n  - b\n\n1. c\n\nx | y\n1 | 2\n\ne (https://e.org) @ana #general https://f.org\n\n---";
    assert_eq!(plain(&document), expected);
}

#[test]
fn mentions_come_from_the_tree() {
    let document = parse("@ana @ana\n\n- @room\n\n`@ana.b`", &known()).unwrap();
    let mentions = crate::domain::mentions::of(&document);
    assert_eq!(mentions.users, [ANA]);
    assert!(mentions.room);
    let quoted = parse("> @ana and @room\n\nNo", &known()).unwrap();
    assert_eq!(crate::domain::mentions::of(&quoted), wire::messages::Mentions::default(), "a quotation calls nobody");
}

#[test]
fn a_link_holds_its_address_as_written() {
    let document = parse("https://e.org/ü?q=[1]", &known()).unwrap();
    let url = "https://e.org/ü?q=[1]".to_owned();
    let link = Inline::Link(Link { url: url.clone(), content: vec![Inline::Text(url)] });
    assert_eq!(document.blocks, [Block::Paragraph(vec![link])]);
}
