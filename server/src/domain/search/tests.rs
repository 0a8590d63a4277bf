//! What texts and searches mean, by example.

use jiff::civil::{Date, date};
use proptest::prelude::*;

use super::excerpt::{CHARS, Run, excerpt};
use super::matching::{Ending, Weighed, Words, score};
use super::postings::{Places, SPAN, changed};
use super::query::{Has, Is, Meaning, Part, parse};
use super::tokens::tokens;

fn words(text: &str) -> Vec<String> {
    tokens(text).into_iter().map(|token| token.word).collect()
}

fn today() -> Date {
    date(2026, 3, 1)
}

fn parts(text: &str) -> Vec<Part> {
    parse(text, today()).unwrap()
}

/// The one part of a search.
fn part(text: &str) -> Part {
    let parts = parts(text);
    assert_eq!(parts.len(), 1, "{text}: {parts:?}");
    parts.into_iter().next().unwrap()
}

/// Whether a text answers a search of words.
fn finds(text: &str, search: &str) -> bool {
    let tokens = tokens(text);
    parts(search).iter().all(|part| match &part.meaning {
        Meaning::Words(words) => words.are_in(&tokens) != part.negated,
        other => panic!("{search}: {other:?}"),
    })
}

#[test]
fn words_are_runs_of_letters_and_digits_in_one_spelling() {
    for (text, expected) in [
        ("Hello, World!", vec!["hello", "world"]),
        ("10.0.4.17:8080", vec!["10", "0", "4", "17", "8080"]),
        ("https://api.Example.com/v1?x=1", vec!["https", "api", "example", "com", "v1", "x", "1"]),
        ("db-prod-03_a", vec!["db", "prod", "03", "a"]),
        ("ana@example.org don't", vec!["ana", "example", "org", "don", "t"]),
        ("Café CAFÉ Cafe\u{301}", vec!["cafe", "cafe", "cafe"]),
        (
            "Straße STRASSE Łódź Ærø þing İstanbul ılık",
            vec!["strasse", "strasse", "lodz", "aero", "thing", "istanbul", "ilik"],
        ),
        ("ﬁne ＡＢＣ１２ x² ½", vec!["fine", "abc12", "x2", "1", "2"]),
        ("ёлка Йод ΣΟΦΟΣ σοφός", vec!["елка", "иод", "σοφοσ", "σοφοσ"]),
        ("東京タワー", vec!["東", "京", "タ", "ワ", "ー"]),
        ("が\u{20}か\u{3099} ｶﾞ", vec!["が", "が", "ガ"]),
        ("회의에서 mix한글", vec!["회", "의", "에", "서", "mix", "한", "글"]),
        ("हिन्दी ภาษาไทย", vec!["हिन्दी", "ภาษาไทย"]),
        ("שָׁלוֹם مُحَمَّد", vec!["שלום", "محمد"]),
        ("ship it 🎉👍🏽", vec!["ship", "it", "🎉", "👍"]),
        ("soft\u{AD}hyphen zero\u{200B}width", vec!["softhyphen", "zerowidth"]),
        ("!!! -- ??", vec![]),
    ] {
        assert_eq!(words(text), expected, "{text}");
    }
}

#[test]
fn a_word_knows_where_it_stands() {
    let text = "Zoë’s Straße, 東京!";
    let found: Vec<&str> = tokens(text).into_iter().map(|token| &text[token.range]).collect();
    assert_eq!(found, ["Zoë", "s", "Straße", "東", "京"]);
}

#[test]
fn a_word_beyond_all_measure_is_cut() {
    assert_eq!(words(&"x".repeat(1000)), ["x".repeat(64)]);
}

#[test]
fn what_is_looked_for_is_found() {
    for (search, text, expected) in [
        ("deploy", "we deployed it", true),
        ("figur", "a reconfiguration", true),
        ("fi", "a figure", false),
        ("fi", "wi fi", true),
        ("10.0.4.17", "from 10.0.4.17, twice", true),
        ("10.0.4", "from 10.0.4.17, twice", true),
        ("0.4.17", "from 10.0.4.17, twice", true),
        ("10.0.4.1", "from 10.0.4.17, twice", false),
        ("example.com", "see https://api.example.com/v1", true),
        ("api.examp", "see https://api.example.com/v1", true),
        ("examp", "see https://api.example.com/v1", true),
        ("db-prod", "db-prod-03 is down", true),
        ("db-prod-03", "db-prod-03 is down", true),
        ("prod-03", "db-prod-03 is down", true),
        ("prod-db", "db-prod-03 is down", false),
        ("snake_case", "the snake_case_name", true),
        ("東京", "明日東京へ行く", true),
        ("京東", "明日東京へ行く", false),
        ("회의", "회의에서 봐요", true),
        ("cafe", "Im Café", true),
        ("CAFÉ", "the cafeteria", true),
        ("the", "mother", true),
        ("\"the\"", "mother", false),
        ("\"the\"", "the end", true),
        ("\"roll back\"", "roll it back", false),
        ("\"roll back\"", "we roll, back then", true),
        ("roll back", "we go back and roll", true),
        ("back*", "a backup", true),
        ("back*", "a comeback", false),
        ("-backup", "a backup", false),
        ("-back", "a backup", true),
        ("-back*", "a backup", false),
        ("-\"roll back\"", "roll back now", false),
        ("🎉", "done 🎉", true),
        ("don't", "I don’t know", true),
        ("std::fmt", "use std::fmt::Result", true),
        ("10:30", "at 10:30 sharp", true),
        ("C++", "in C", true),
        ("\"unbalanced quote", "an unbalanced quote", true),
        ("“roll back”", "roll back", true),
        ("a_b", "A B", true),
        ("ab*cd", "ab cd", true),
    ] {
        assert_eq!(finds(text, search), expected, "{search} in {text}");
    }
}

#[test]
fn filters_are_read_in_any_case_and_order() {
    let day = |year, month, day| Some(date(year, month, day));
    for (text, meaning) in [
        ("from:ana", Meaning::From("ana".into())),
        ("FROM:@Ana", Meaning::From("ana".into())),
        ("from:me", Meaning::From("me".into())),
        ("in:#General", Meaning::In("general".into())),
        ("in:\"Launch Week\"", Meaning::In("launch week".into())),
        ("in:@ben", Meaning::In("@ben".into())),
        ("has:link", Meaning::Has(Has::Link)),
        ("has:Links", Meaning::Has(Has::Link)),
        ("has:file", Meaning::Has(Has::File)),
        ("has:image", Meaning::Has(Has::Image)),
        ("has:reaction", Meaning::Has(Has::Reaction)),
        ("is:thread", Meaning::Is(Is::Thread)),
        ("is:pinned", Meaning::Is(Is::Pinned)),
        ("is:saved", Meaning::Is(Is::Saved)),
        ("on:2026-02-28", Meaning::Between(day(2026, 2, 28), day(2026, 3, 1))),
        ("on:2026-02", Meaning::Between(day(2026, 2, 1), day(2026, 3, 1))),
        ("on:2025", Meaning::Between(day(2025, 1, 1), day(2026, 1, 1))),
        ("before:2026-03-01", Meaning::Between(None, day(2026, 3, 1))),
        ("after:2026-02-28", Meaning::Between(day(2026, 3, 1), None)),
        ("after:2025-12", Meaning::Between(day(2026, 1, 1), None)),
        ("on:today", Meaning::Between(day(2026, 3, 1), day(2026, 3, 2))),
        ("on:yesterday", Meaning::Between(day(2026, 2, 28), day(2026, 3, 1))),
    ] {
        let part = part(text);
        assert_eq!((part.meaning, part.problem, part.negated), (meaning, None, false), "{text}");
        assert_eq!(part.written, text);
    }
    let mixed = parts("  release -from:ben \"roll back\" in:general  has:file ");
    let written: Vec<&str> = mixed.iter().map(|part| part.written.as_str()).collect();
    assert_eq!(written, ["release", "-from:ben", "\"roll back\"", "in:general", "has:file"]);
    let operators: Vec<&str> = mixed.iter().map(|part| part.operator).collect();
    assert_eq!(operators, ["word", "from", "phrase", "in", "has"]);
    assert_eq!(mixed.iter().filter(|part| part.negated).count(), 1);
}

#[test]
fn what_cannot_be_is_told_in_a_sentence() {
    for text in ["on:2026-02-30", "before:soon", "on:20260301", "after:1", "has:wings", "is:bold", "on:2026-3-1-1"] {
        let part = part(text);
        assert_eq!(part.meaning, Meaning::Impossible, "{text}");
        assert!(part.problem.is_some_and(|problem| problem.ends_with('.')), "{text}");
    }
    for text in ["from:", "in:\"\"", "!!!", "-", "\"\"", "\"", "*", "from: "] {
        let part = part(text);
        assert_eq!(part.meaning, Meaning::Nothing, "{text}");
        assert!(part.problem.is_some_and(|problem| problem.ends_with('.')), "{text}");
    }
}

#[test]
fn an_unknown_filter_is_looked_for_as_it_stands_and_told() {
    let part = part("sender:ana");
    assert!(part.problem.is_some_and(|problem| problem.contains("“sender:”")));
    assert!(finds("the sender: ana", "sender:ana"));
    for text in ["https://example.org", "10:30", "std::fmt", "a:b", "Note:this", "localhost:8080/x:y"] {
        assert_eq!(super::tests::part(text).problem, None, "{text}");
    }
}

#[test]
fn a_search_keeps_its_limits() {
    let refused = |text: &str| parse(text, today()).is_err();
    assert!(!refused(&"x".repeat(256)) && refused(&"x".repeat(257)));
    let many = |count: usize| (0..count).map(|number| format!("w{number} ")).collect::<String>();
    assert!(!refused(&many(10)) && refused(&many(11)));
    assert!(!refused(&format!("{} has:link is:pinned from:ana", many(10))), "filters do not count");
    assert!(refused("") && refused("  \n "));
}

#[test]
fn an_excerpt_shows_the_hit_and_no_more_than_fits() {
    let wanted = Words::plain(vec!["needle".into()]);
    let text = format!("{} the Needle\nis here {}", "hay ".repeat(100), "straw ".repeat(100));
    let runs = excerpt(&text, &[&wanted]);
    let all: String = runs.iter().map(|run| run.text.as_str()).collect();
    assert!(all.chars().count() <= CHARS && all.starts_with("…hay") && all.ends_with('…'), "{all}");
    assert!(all.contains("the Needle is here"), "{all}");
    let hits: Vec<&str> = runs.iter().filter(|run| run.hit).map(|run| run.text.as_str()).collect();
    assert_eq!(hits, ["Needle"]);
    let short = excerpt("a needle, needless to say", &[&wanted]);
    let run = |text: &str, hit| Run { text: text.to_owned(), hit };
    assert_eq!(
        short,
        [run("a ", false), run("needle", true), run(", ", false), run("needless", true), run(" to say", false)]
    );
    assert_eq!(excerpt("nothing", &[&wanted]), [run("nothing", false)]);
    assert_eq!(excerpt("", &[&wanted]), []);
}

#[test]
fn better_answers_score_higher() {
    let (rare, common) = (Words::plain(vec!["raft".into()]), Words::plain(vec!["log".into()]));
    let terms = [Weighed { words: &rare, share: 0.001 }, Weighed { words: &common, share: 0.3 }];
    let of = |text: &str| score(&tokens(text), &terms);
    assert!(of("the raft log") > of("raft: many words later there is a log"), "near is better");
    assert!(of("raft log") > of("craft log"), "a whole word is better");
    assert!(of("raft raft log") > of("raft log log"), "the rare word counts more");
    assert!(of("raft log") > of(&format!("raft log {}", "x ".repeat(200))), "short is better");
}

#[test]
fn a_stored_set_grows_into_a_bitmap_and_back() {
    let many: Vec<u16> = (0..5000).map(|place| place * 13).collect();
    let stored = changed(&[], &[], &many);
    assert_eq!(stored.len(), 8192);
    assert_eq!(Places::read(&stored).count(), 5000);
    let few = changed(&stored, &many[10..], &[]);
    assert_eq!(few.len(), 20);
    let places = Places::read(&changed(&few, &[13], &[7, u16::MAX]));
    let expected: Vec<u16> = vec![u16::MAX, 117, 104, 91, 78, 65, 52, 39, 26, 7, 0];
    assert_eq!(places.descending().collect::<Vec<_>>(), expected);
    assert_eq!(Places::below(70).count(), 70);
    assert_eq!(Places::below(SPAN).count(), SPAN);
}

proptest! {
    #[test]
    fn any_text_has_words_in_order_within_it(text in "\\PC{0,80}") {
        let mut last = 0;
        for token in tokens(&text) {
            prop_assert!(token.range.start >= last && text.get(token.range.clone()).is_some());
            prop_assert!(!token.word.is_empty() && !token.word.contains(' '));
            last = token.range.start;
        }
    }

    #[test]
    fn any_text_is_a_search(text in "\\PC{1,60}") {
        if let Ok(parts) = parse(&text, today()) {
            prop_assert!(!parts.is_empty());
        }
    }

    #[test]
    fn what_was_written_finds_itself(text in "[a-zA-Zäéñ0-9 .,東京가-]{1,40}") {
        let found = tokens(&text);
        let phrase = Words { words: found.iter().map(|token| token.word.clone()).collect(), ending: Ending::Whole };
        prop_assert!(found.is_empty() || phrase.are_in(&found));
    }

    #[test]
    fn sets_behave_like_sets(a in proptest::collection::vec(any::<u16>(), 0..6000), b in proptest::collection::vec(any::<u16>(), 0..50)) {
        use std::collections::BTreeSet;
        let stored = changed(&changed(&[], &[], &a), &b, &[]);
        let expected: BTreeSet<u16> = a.iter().filter(|place| !b.contains(place)).copied().collect();
        prop_assert_eq!(Places::read(&stored).descending().collect::<Vec<_>>(), expected.into_iter().rev().collect::<Vec<_>>());
    }
}
