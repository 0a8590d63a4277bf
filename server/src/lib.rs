//! RelayDesk's server: a library that the binary `relaydesk` and the tests share.
//!
//! A module uses only levels below its own: 1 `domain`, `platform`, `config` in this order · 2 `store`, `blobs`, `outbound` ·
//! 3 `access` · 4 `realtime` · 5 `app` · 6 `ops` · 7 `http jobs` · 8 `cli`. Start at `http/router.rs`: every route is on one screen.

pub mod access;
pub mod app;
pub mod blobs;
pub mod cli;
pub mod config;
pub mod domain;
pub mod http;
pub mod jobs;
pub mod ops;
pub mod outbound;
pub mod platform;
pub mod realtime;
pub mod store;
