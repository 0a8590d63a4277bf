//! What is asked for: the parts of a search with their names looked up, as the caller may know of them.
//!
//! A name that does not exist and one that the caller may not know of are told alike. It must never read a message.

use std::collections::HashSet;

use jiff::civil::Date;
use jiff::tz::{Offset, TimeZone};
use wire::ids::{MessageId, RoomId, UserId};
use wire::search::SearchTerm;
use wire::time::Timestamp;
use wire::users::WorkspaceRole;

use crate::access::reach::Reach;
use crate::domain::caller::Caller;
use crate::domain::error::Result;
use crate::domain::search::matching::Words;
use crate::domain::search::query::{Has, Is, Meaning, Part};
use crate::store::db::Tx;
use crate::store::{rooms, saved, users};

/// What an answer must be.
#[derive(Debug, Default)]
pub struct Wanted {
    /// All of these are in its texts.
    pub words: Vec<Words>,
    /// None of these is.
    pub unwanted: Vec<Words>,
    /// Each holds, or does not when it is negated.
    pub filters: Vec<Filter>,
    /// What the caller saved for later; read only when a filter asks for it.
    pub saved: HashSet<MessageId>,
}

/// One condition.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Filter {
    pub negated: bool,
    pub on: On,
}

/// What a condition is about.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum On {
    Author(UserId),
    Room(RoomId),
    Has(Has),
    Is(Is),
    /// Sent from the first moment on, before the second.
    Sent(Option<Timestamp>, Option<Timestamp>),
}

/// Today where a clock is so many minutes ahead of UTC.
#[must_use]
pub fn today(now: Timestamp, minutes: i32) -> Date {
    let instant = jiff::Timestamp::from_microsecond(now.micros()).unwrap_or_default();
    zone(minutes).to_datetime(instant).date()
}

fn zone(minutes: i32) -> TimeZone {
    TimeZone::fixed(Offset::from_seconds(minutes.saturating_mul(60)).unwrap_or(Offset::UTC))
}

/// The moment at which a day begins there.
fn beginning(day: Date, minutes: i32) -> Option<Timestamp> {
    let instant = zone(minutes).to_timestamp(day.to_datetime(jiff::civil::Time::midnight())).ok()?;
    Some(Timestamp::from_micros(instant.as_microsecond()))
}

/// Looks the names up. `minutes` is how far the caller's clock is ahead of UTC.
///
/// # Errors
/// As the store fails.
pub async fn resolve(
    tx: &mut Tx,
    reach: &mut Reach,
    (caller, minutes): (&Caller, i32),
    parts: &[Part],
) -> Result<(Option<Wanted>, Vec<SearchTerm>)> {
    let mut wanted = Wanted::default();
    let (mut understood, mut conditions, mut hopeless) = (Vec::with_capacity(parts.len()), 0, false);
    for part in parts {
        let mut problem = part.problem.clone();
        let on = match &part.meaning {
            Meaning::Nothing => None,
            Meaning::Words(words) => {
                let list = if part.negated { &mut wanted.unwanted } else { &mut wanted.words };
                list.push(words.clone());
                conditions += 1;
                None
            }
            meaning => {
                conditions += 1;
                let found = condition(tx, reach, (caller, minutes), meaning).await?;
                if let Err(unknown) = &found {
                    // What is not there cannot be excluded either: then the rest is looked for.
                    hopeless |= !part.negated;
                    problem = problem.or_else(|| unknown.clone());
                }
                found.ok()
            }
        };
        wanted.filters.extend(on.map(|on| Filter { negated: part.negated, on }));
        let (written, operator) = (part.written.clone(), part.operator.to_owned());
        understood.push(SearchTerm { written, operator, negated: part.negated, problem });
    }
    if wanted.filters.iter().any(|filter| filter.on == On::Is(Is::Saved)) {
        wanted.saved = saved::all(tx, caller.user).await?.into_iter().collect();
    }
    Ok(((conditions > 0 && !hopeless).then_some(wanted), understood))
}

/// A condition that can hold, or a sentence why it cannot.
async fn condition(
    tx: &mut Tx,
    reach: &mut Reach,
    (caller, minutes): (&Caller, i32),
    meaning: &Meaning,
) -> Result<Result<On, Option<String>>> {
    Ok(match meaning {
        Meaning::From(name) => match author(tx, caller, name).await? {
            Some(user) => Ok(On::Author(user)),
            // A guest must not learn who else is here.
            None if caller.role == WorkspaceRole::Guest => Err(None),
            None => Err(Some(format!("Nobody here is called “{name}”."))),
        },
        Meaning::In(name) => match room(tx, reach, caller, name).await? {
            Some(room) => Ok(On::Room(room)),
            None => Err(Some(format!("There is no room “{name}” that you can read."))),
        },
        Meaning::Has(what) => Ok(On::Has(*what)),
        Meaning::Is(what) => Ok(On::Is(*what)),
        Meaning::Between(first, next) => {
            let at = |day: &Option<Date>| day.and_then(|day| beginning(day, minutes));
            Ok(On::Sent(at(first), at(next)))
        }
        Meaning::Words(_) | Meaning::Nothing | Meaning::Impossible => Err(None),
    })
}

async fn author(tx: &mut Tx, caller: &Caller, name: &str) -> Result<Option<UserId>> {
    if name == "me" {
        return Ok(Some(caller.user));
    }
    Ok(users::by_usernames(tx, &[name.to_owned()]).await?.first().map(|user| user.id))
}

/// A room by its name; behind `@`, the direct room of the caller and this user alone.
async fn room(tx: &mut Tx, reach: &mut Reach, caller: &Caller, name: &str) -> Result<Option<RoomId>> {
    let found = match name.strip_prefix('@') {
        Some(name) => match author(tx, caller, name).await? {
            Some(other) => {
                let mut people = [caller.user, other];
                people.sort_unstable();
                let [first, second] = people;
                rooms::by_direct_key(tx, &format!("{first} {second}")).await?
            }
            None => None,
        },
        None => rooms::by_name_key(tx, name).await?,
    };
    let Some(found) = found else { return Ok(None) };
    reach.look(tx, [found.id]).await?;
    Ok(Some(found.id).filter(|room| reach.reads_room(*room)))
}
