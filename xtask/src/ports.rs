//! Free ports on the loopback address, and waiting until something listens there.

use std::net::{Ipv4Addr, SocketAddr, TcpListener, TcpStream};
use std::process::Child;
use std::time::{Duration, Instant};

use crate::Outcome;

/// A port that is free at this moment; another program may take it before it is used, so be ready to pick again.
pub fn pick() -> Outcome<u16> {
    let bound = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).and_then(|listener| listener.local_addr());
    bound.map(|address| address.port()).map_err(|error| format!("No port is free: {error}."))
}

/// Waits until `ready` says yes about the program that was started on this port. False when it ended or took too long.
pub fn wait_until(child: &mut Child, port: u16, ready: impl Fn(&mut TcpStream) -> bool) -> bool {
    const PATIENCE: Duration = Duration::from_secs(30);
    let started = Instant::now();
    let address = SocketAddr::from((Ipv4Addr::LOCALHOST, port));
    while started.elapsed() < PATIENCE && matches!(child.try_wait(), Ok(None)) {
        if TcpStream::connect_timeout(&address, Duration::from_secs(1)).is_ok_and(|mut stream| ready(&mut stream)) {
            return true;
        }
        std::thread::sleep(Duration::from_millis(50));
    }
    false
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::process::Command;

    #[test]
    fn a_picked_port_can_be_bound_and_two_picks_differ_while_it_is() {
        let port = pick().unwrap();
        let _held = TcpListener::bind((Ipv4Addr::LOCALHOST, port)).unwrap();
        assert_ne!(pick().unwrap(), port);
    }

    #[test]
    fn waiting_ends_when_the_program_has_ended() {
        let mut child = Command::new("true").spawn().unwrap();
        child.wait().unwrap();
        assert!(!wait_until(&mut child, pick().unwrap(), |_| true));
    }

    #[test]
    fn waiting_ends_when_the_program_is_ready() {
        let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).unwrap();
        let mut child = Command::new("sleep").arg("30").spawn().unwrap();
        assert!(wait_until(&mut child, listener.local_addr().unwrap().port(), |_| true));
        child.kill().unwrap();
        child.wait().unwrap();
    }
}
