//! The database and the bus that a grown installation has, private to one run, for the second pass of the tests.

use std::path::Path;
use std::process::Command;

use crate::console::Step;
use crate::postgres::{self, Postgres};
use crate::redis::{self, Redis};
use crate::{Outcome, debian, places};

/// The address of a PostgreSQL whose user may create databases; without it the tests run on SQLite.
pub const DATABASE_VARIABLE: &str = "RELAYDESK_TEST_DATABASE_URL";

/// The address of a Redis; without it, nodes under test only poll.
pub const REDIS_VARIABLE: &str = "RELAYDESK_TEST_REDIS_URL";

/// A running PostgreSQL and a running Redis; dropping them stops both.
#[derive(Debug)]
pub struct Services {
    postgres: Postgres,
    redis: Redis,
}

impl Services {
    /// Installs what is missing and starts both, with their files in the new folder `folder`.
    pub fn start(folder: &Path) -> Outcome<Self> {
        places::make_reachable(folder)?;
        debian::ensure(&[postgres::PACKAGE, redis::PACKAGE])?;
        let step = Step::start("Starting a private PostgreSQL and Redis");
        let services = Self { postgres: Postgres::start(folder)?, redis: Redis::start(folder)? };
        step.done();
        Ok(services)
    }

    /// Tells a command where they are.
    pub fn tell(&self, command: &mut Command) {
        command.env(DATABASE_VARIABLE, self.postgres.url()).env(REDIS_VARIABLE, self.redis.url());
    }
}

/// Makes sure that a command uses neither, whatever the person's environment says.
pub fn withhold(command: &mut Command) {
    command.env_remove(DATABASE_VARIABLE).env_remove(REDIS_VARIABLE);
}
