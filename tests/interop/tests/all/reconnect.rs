//! `witsocket connect --reconnect` tries again where that may help. The first
//! time, it waits for up to five seconds: so what can, happens at once here.

use std::time::Instant;

use witsocket_interop::{Peer, Process, Server, connect, echoes, fails, free_port};

#[test]
fn a_server_that_is_busy_is_asked_again() {
    Server::gate(&[]).serves(|gate| {
        let words = ["500", "502", "503", "504", "eof"];
        let mut clients: Vec<Process> = words
            .iter()
            .map(|word| connect(&[&gate.url(&format!("/first/1/{word}/once")), "--reconnect"]))
            .collect();
        clients.iter_mut().for_each(echoes);
        assert_eq!(gate.reported().matches("GET ").count(), 2 * words.len());
    });
}

#[test]
fn without_the_option_it_is_not() {
    Server::gate(&[]).serves(|gate| {
        fails(&mut connect(&[&gate.url("/first/1/503/once")]), &["503"]);
        assert_eq!(gate.reported().matches("GET ").count(), 1);
    });
}

#[test]
fn a_server_that_says_no_is_not_asked_again() {
    Server::gate(&[]).serves(|gate| {
        for status in ["400", "403", "404", "429", "501"] {
            let url = gate.url(&format!("/first/1/{status}/once"));
            fails(&mut connect(&[&url, "--reconnect"]), &[status]);
        }
        fails(&mut connect(&[&gate.url("/auth/Basic"), "--reconnect"]), &["401"]);
        assert_eq!(gate.reported().matches("GET ").count(), 6);
    });
}

#[test]
fn a_server_that_says_nothing_is_asked_again() {
    Server::gate(&[]).serves(|gate| {
        let url = gate.url("/first/1/stall/once");
        echoes(&mut connect(&[&url, "--reconnect", "--open-timeout", "0.5"]));
    });
}

#[test]
fn a_server_that_starts_late_is_found() {
    let port = free_port();
    let mut client = connect(&[&format!("ws://127.0.0.1:{port}/"), "--reconnect"]);
    std::thread::sleep(std::time::Duration::from_millis(300));
    Server::at(Peer::Python, port).serves(|_| echoes(&mut client));
}

#[test]
fn a_signal_ends_the_wait() {
    let url = format!("ws://127.0.0.1:{}/", free_port());
    let mut client = connect(&[&url, "--reconnect"]);
    std::thread::sleep(std::time::Duration::from_millis(300));
    let start = Instant::now();
    client.terminate();
    assert_ne!(client.status(), 0);
    assert!(start.elapsed().as_secs() < 3, "it waited");
}
