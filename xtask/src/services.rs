//! The database, the bus and the store of files that a grown installation has, private to one run, for the second pass of the
//! tests.

use std::path::Path;
use std::process::Command;

use crate::console::Step;
use crate::postgres::{self, Postgres};
use crate::redis::{self, Redis};
use crate::s3::S3;
use crate::{Outcome, debian, places};

/// The address of a PostgreSQL whose user may create databases; without it the tests run on SQLite.
pub const DATABASE_VARIABLE: &str = "RELAYDESK_TEST_DATABASE_URL";

/// The address of a Redis; without it, nodes under test only poll.
pub const REDIS_VARIABLE: &str = "RELAYDESK_TEST_REDIS_URL";

/// The address of an S3 with the bucket of the tests; without it, servers under test keep files in their own folders.
pub const S3_VARIABLE: &str = "RELAYDESK_TEST_S3_URL";

/// A running PostgreSQL, a running Redis and a running S3; dropping them stops all.
#[derive(Debug)]
pub struct Services {
    postgres: Postgres,
    redis: Redis,
    s3: S3,
}

impl Services {
    /// Installs what is missing and starts all, with their files in the new folder `folder`.
    pub fn start(folder: &Path) -> Outcome<Self> {
        places::make_reachable(folder)?;
        debian::ensure(&[postgres::PACKAGE, redis::PACKAGE])?;
        let step = Step::start("Starting a private PostgreSQL, Redis and S3");
        let services =
            Self { postgres: Postgres::start(folder)?, redis: Redis::start(folder)?, s3: S3::start(folder)? };
        step.done();
        Ok(services)
    }

    /// Tells a command where they are.
    pub fn tell(&self, command: &mut Command) {
        command.env(DATABASE_VARIABLE, self.postgres.url()).env(REDIS_VARIABLE, self.redis.url());
        command.env(S3_VARIABLE, self.s3.url());
    }
}

/// Makes sure that a command uses none, whatever the person's environment says.
pub fn withhold(command: &mut Command) {
    command.env_remove(DATABASE_VARIABLE).env_remove(REDIS_VARIABLE).env_remove(S3_VARIABLE);
}
