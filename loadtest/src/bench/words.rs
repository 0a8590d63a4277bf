//! Texts as people write them, roughly: few words very often, most words hardly ever.
//!
//! The word of rank r comes with a frequency of 1/r (Zipf's law, exponent 1). In one text of twenty there is an address as well, of a
//! machine or of a page that nobody else names. The same seed writes the same texts.

use crate::random::Random;

/// Different words.
const WORDS: f64 = 200_000.0;
const SYLLABLES: [&str; 40] = [
    "ba", "co", "de", "fi", "gu", "ha", "jo", "ki", "lu", "me", "no", "pa", "que", "ri", "so", "ta", "ver", "win",
    "xa", "yo", "zu", "bra", "cle", "dro", "fle", "gra", "hel", "ist", "kel", "lan", "mor", "nest", "per", "ron",
    "ster", "tri", "und", "vo", "wer", "zen",
];

/// The word of a rank, 1 being the most frequent: the rarer, the longer.
#[must_use]
pub fn word(rank: u64) -> String {
    let (mut left, mut word) = (rank, String::new());
    while left > 0 {
        let syllable = usize::try_from(left % 40).ok().and_then(|at| SYLLABLES.get(at)).copied().unwrap_or_default();
        word.push_str(syllable);
        left /= 40;
    }
    word
}

/// A rank by chance, as frequent as its word.
pub fn rank(random: &mut Random) -> u64 {
    // For a frequency of 1/r, the logarithms of the ranks are spread evenly.
    let share = random.below(1 << 40) as f64 / (1_u64 << 40) as f64;
    WORDS.powf(share) as u64
}

/// A text of 3 to 32 words.
pub fn text(random: &mut Random) -> String {
    let words = (0..3 + random.below(30)).map(|_| word(rank(random)));
    let mut text = words.collect::<Vec<_>>().join(" ");
    match random.below(40) {
        0 => text.push_str(&format!(" {}", machine(random))),
        1 => text.push_str(&format!(" https://{}.example.com/{:010x}", word(rank(random)), random.below(1 << 40))),
        _ => {}
    }
    text
}

/// The address of one of 16,000 machines.
pub fn machine(random: &mut Random) -> String {
    format!("10.{}.{}.{}", random.below(4), random.below(16), random.below(250))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_first_words_are_said_often_and_the_last_hardly_ever() {
        let mut random = Random::new(1);
        let ranks: Vec<u64> = (0..100_000).map(|_| rank(&mut random)).collect();
        let share = |from: u64, to: u64| ranks.iter().filter(|rank| (from..to).contains(rank)).count() as f64 / 1000.0;
        assert!((4.0..8.0).contains(&share(1, 2)), "{}", share(1, 2));
        assert!((4.0..8.0).contains(&share(100_000, 200_000)), "{}", share(100_000, 200_000));
    }

    #[test]
    fn every_rank_has_a_word_of_its_own() {
        let words: std::collections::HashSet<String> = (1..20_000).map(word).collect();
        assert!(words.len() > 19_000, "{}", words.len());
    }
}
