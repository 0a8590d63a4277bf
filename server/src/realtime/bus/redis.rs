//! The line to Redis: sharded publish and subscribe over one connection a node, on a single server or a cluster.
//!
//! It connects, listens to every channel, and starts afresh when anything about that is in doubt. It keeps nothing in Redis
//! and believes nothing of it: while it is down, polling carries on.

use std::time::Duration;

use futures_util::future::try_join_all;
use redis::aio::MultiplexedConnection;
use redis::cluster::ClusterClientBuilder;
use redis::cluster_async::ClusterConnection;
use redis::{
    AsyncConnectionConfig, Cmd, ConnectionInfo, IntoConnectionInfo as _, ProtocolVersion, PushInfo, PushKind,
    RedisResult, Value,
};
use tokio::sync::{mpsc, watch};
use tokio::time::{sleep, timeout};
use tokio_util::sync::CancellationToken;

use super::envelope;
use super::{NodeId, Notice};
use crate::platform::random;

/// Envelopes that came and were not read yet; what exceeds them is dropped, and found by polling.
const ARRIVALS: usize = 4096;
/// Notices that go out together.
const BATCH: usize = 256;
/// How often the connection is tried.
const PING: Duration = Duration::from_secs(5);
/// How long Redis may take to answer.
const ANSWER: Duration = Duration::from_secs(3);
/// How long connecting and subscribing may take.
const CONNECT: Duration = Duration::from_secs(5);
/// The first and the longest pause before the line is tried again. While one node is back and the other is not, neither hears
/// the other at once: it must not take longer than polling does.
const PAUSES: (Duration, Duration) = (Duration::from_millis(100), Duration::from_secs(1));

/// A line to Redis that is not connected yet.
#[derive(Debug)]
pub struct Line {
    address: Address,
    node: NodeId,
    outbox: mpsc::Receiver<Notice>,
    up: watch::Sender<bool>,
}

impl Line {
    /// A line to `redis://…`; `redis+cluster://…`, or several addresses with commas between, mean a cluster.
    ///
    /// # Errors
    /// A sentence about the address.
    pub fn new(
        address: &str,
        node: NodeId,
        outbox: mpsc::Receiver<Notice>,
        up: watch::Sender<bool>,
    ) -> Result<Self, String> {
        Ok(Self { address: Address::parse(address)?, node, outbox, up })
    }

    /// Keeps the line up until cancelled. `hear` gets what other nodes with the same epoch tell; it must not wait.
    pub async fn run(mut self, epoch: String, hear: impl Fn(NodeId, Vec<Notice>)) {
        let (first, longest) = PAUSES;
        let mut pause = first;
        let mut complained = false;
        loop {
            match Link::open(&self.address, &epoch).await {
                Ok(mut link) => {
                    tracing::info!("the bus is up");
                    (pause, complained) = (first, false);
                    self.up.send_replace(true);
                    let reason = self.serve(&mut link, (&epoch, &hear)).await;
                    self.up.send_replace(false);
                    tracing::warn!(reason, "the bus is down; the log is polled until it is back");
                }
                Err(reason) if !complained => {
                    tracing::warn!(reason, "the bus cannot be reached; the log is polled until it can");
                    complained = true;
                }
                Err(_) => {}
            }
            let half = pause / 2;
            sleep(half + Duration::from_millis(random::up_to(u64::try_from(half.as_millis()).unwrap_or_default())))
                .await;
            pause = (pause * 2).min(longest);
        }
    }

    /// Tells and hears until the link is lost; answers why it was.
    async fn serve(&mut self, link: &mut Link, (epoch, hear): (&str, &impl Fn(NodeId, Vec<Notice>))) -> String {
        let Link { connection, arrivals, lost } = link;
        let (node, outbox) = (self.node, &mut self.outbox);
        let telling = async {
            let mut batch = Vec::with_capacity(BATCH);
            while outbox.recv_many(&mut batch, BATCH).await > 0 {
                if let Err(error) = publish(connection, epoch, envelope::pack(node, &batch)).await {
                    return error.to_string();
                }
                batch.clear();
            }
            "nobody has anything to tell any more".to_owned()
        };
        let hearing = async {
            while let Some(arrived) = arrivals.recv().await {
                match envelope::open(&arrived) {
                    Some((sender, lines)) if sender != node => hear(sender, envelope::notices(lines)),
                    _ => {}
                }
            }
        };
        let trying = async {
            loop {
                sleep(PING).await;
                if let Err(error) = connection.send(redis::cmd("PING")).await {
                    return error.to_string();
                }
            }
        };
        tokio::select! {
            reason = telling => reason,
            reason = trying => reason,
            () = hearing => "the connection ended".to_owned(),
            () = lost.cancelled() => "the connection or a subscription was lost".to_owned(),
        }
    }
}

async fn publish(connection: &Connection, epoch: &str, envelopes: Vec<(u64, Vec<u8>)>) -> RedisResult<()> {
    let sends = envelopes.into_iter().map(|(number, envelope)| {
        let mut command = redis::cmd("SPUBLISH");
        command.arg(envelope::channel(epoch, number)).arg(envelope);
        connection.send(command)
    });
    try_join_all(sends).await.map(|_| ())
}

/// Where Redis is.
#[derive(Debug)]
enum Address {
    Single(ConnectionInfo),
    /// Some of the cluster's servers; the others are learnt from them.
    Cluster(Vec<ConnectionInfo>),
}

impl Address {
    fn parse(text: &str) -> Result<Self, String> {
        let (rest, named) = match text.strip_prefix("redis+cluster://") {
            Some(rest) => (rest, true),
            None => (text, false),
        };
        let servers: RedisResult<Vec<ConnectionInfo>> = rest.split(',').map(|server| info(server.trim())).collect();
        // The driver's own words could hold the password.
        let mut servers =
            servers.map_err(|_| "The address of Redis is not of the kind redis://host:6379.".to_owned())?;
        match servers.pop() {
            Some(only) if servers.is_empty() && !named => Ok(Self::Single(only)),
            Some(last) => {
                servers.push(last);
                Ok(Self::Cluster(servers))
            }
            None => Err("The address of Redis is empty.".to_owned()),
        }
    }
}

fn info(server: &str) -> RedisResult<ConnectionInfo> {
    let info = if server.contains("://") {
        server.into_connection_info()?
    } else {
        format!("redis://{server}").into_connection_info()?
    };
    let settings = info.redis_settings().clone().set_protocol(ProtocolVersion::RESP3);
    Ok(info.set_redis_settings(settings))
}

/// One connection that listens to all channels.
struct Link {
    connection: Connection,
    arrivals: mpsc::Receiver<Vec<u8>>,
    /// Cancelled when something may have been missed.
    lost: CancellationToken,
}

impl Link {
    async fn open(address: &Address, epoch: &str) -> Result<Self, String> {
        let (arrived, arrivals) = mpsc::channel(ARRIVALS);
        let lost = CancellationToken::new();
        let connecting = async {
            let connection = Connection::open(address, arrived, lost.clone()).await?;
            try_join_all(envelope::channels(epoch).into_iter().map(|channel| connection.subscribe(channel))).await?;
            Ok::<_, redis::RedisError>(connection)
        };
        match timeout(CONNECT, connecting).await {
            Ok(Ok(connection)) => Ok(Self { connection, arrivals, lost }),
            Ok(Err(error)) => Err(error.to_string()),
            Err(_) => Err("no answer in time".to_owned()),
        }
    }
}

enum Connection {
    Single(MultiplexedConnection),
    Cluster(ClusterConnection),
}

impl Connection {
    async fn open(address: &Address, arrived: mpsc::Sender<Vec<u8>>, lost: CancellationToken) -> RedisResult<Self> {
        let receive = move |push: PushInfo| {
            receive(push, &arrived, &lost);
            Ok::<(), ()>(())
        };
        match address {
            Address::Single(info) => {
                let config = AsyncConnectionConfig::new()
                    .set_connection_timeout(Some(CONNECT))
                    .set_response_timeout(Some(ANSWER))
                    .set_push_sender(receive);
                let client = redis::Client::open(info.clone())?;
                Ok(Self::Single(client.get_multiplexed_async_connection_with_config(&config).await?))
            }
            Address::Cluster(servers) => {
                let client = ClusterClientBuilder::new(servers.clone())
                    .use_protocol(ProtocolVersion::RESP3)
                    .connection_timeout(CONNECT)
                    .response_timeout(ANSWER)
                    .retries(3)
                    .push_sender(receive)
                    .build()?;
                Ok(Self::Cluster(client.get_async_connection().await?))
            }
        }
    }

    async fn subscribe(&self, channel: String) -> RedisResult<()> {
        match self {
            Self::Single(_) => {
                let mut command = redis::cmd("SSUBSCRIBE");
                command.arg(channel);
                self.send(command).await
            }
            Self::Cluster(connection) => connection.clone().ssubscribe(channel).await,
        }
    }

    async fn send(&self, command: Cmd) -> RedisResult<()> {
        let answer: RedisResult<Value> = match self {
            Self::Single(connection) => command.query_async(&mut connection.clone()).await,
            Self::Cluster(connection) => command.query_async(&mut connection.clone()).await,
        };
        answer.map(|_| ())
    }
}

/// Takes what Redis pushes. It runs within the driver and never waits.
fn receive(push: PushInfo, arrived: &mpsc::Sender<Vec<u8>>, lost: &CancellationToken) {
    match push.kind {
        PushKind::SMessage => {
            if let Some(Value::BulkString(envelope)) = push.data.into_iter().nth(1)
                && arrived.try_send(envelope).is_err()
            {
                tracing::debug!("an envelope was dropped; what matters is found by polling");
            }
        }
        // Nobody here unsubscribes: a cluster says so when it moved the channel to another of its servers.
        PushKind::Disconnection | PushKind::SUnsubscribe => lost.cancel(),
        _ => {}
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_address_is_a_single_server_and_several_are_a_cluster() {
        assert!(matches!(Address::parse("redis://:secret@cache:6379"), Ok(Address::Single(_))));
        assert!(matches!(Address::parse("redis+cluster://cache:6379"), Ok(Address::Cluster(one)) if one.len() == 1));
        for text in ["redis://a:1,redis://b:2", "redis+cluster://a:1,b:2"] {
            assert!(matches!(Address::parse(text), Ok(Address::Cluster(two)) if two.len() == 2), "{text}");
        }
    }

    #[test]
    fn a_refused_address_does_not_show_its_password() {
        for text in ["http://:hunter2@cache", "redis://:hunter2@cache:port", ""] {
            let refusal = Address::parse(text).unwrap_err();
            assert!(!refusal.contains("hunter2"), "{refusal}");
        }
    }

    #[test]
    fn a_subscription_that_the_server_ends_loses_the_link() {
        let (arrived, _arrivals) = mpsc::channel(1);
        let lost = CancellationToken::new();
        receive(PushInfo { kind: PushKind::SSubscribe, data: Vec::new() }, &arrived, &lost);
        assert!(!lost.is_cancelled());
        receive(PushInfo { kind: PushKind::SUnsubscribe, data: Vec::new() }, &arrived, &lost);
        assert!(lost.is_cancelled());
    }
}
