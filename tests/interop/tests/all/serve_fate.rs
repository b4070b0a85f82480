//! How `witsocket serve` ends, and what its clients' ends mean to others.

use witsocket_interop::{Client, Process, Server};

#[test]
fn sigterm_tells_every_client_on_every_listener_that_the_server_goes_away() {
    let mut server = Server::ours_with_listeners(3, &["--origin", "any"]);
    let mut clients: Vec<Process> = Client::ALL
        .iter()
        .zip(server.urls())
        .map(|(client, url)| client.start(url, &["going_away"]))
        .collect();
    for client in &clients {
        client.expect_line("open");
    }

    server.terminate();

    for client in &mut clients {
        assert_eq!(client.status(), 0, "the client was not told 1001");
    }
    assert_eq!(server.status(), 0);
}

#[test]
fn sigterm_ends_a_server_without_clients() {
    let mut server = Server::ours(&[]);
    server.terminate();
    assert_eq!(server.status(), 0);
}

#[test]
fn a_client_that_dies_does_not_disturb_the_others() {
    let mut server = Server::ours(&[]);
    let mut survivor = Client::Python.start(&server.url("/"), &["going_away"]);
    let mut victim = Client::Ws.start(&server.url("/"), &["going_away"]);
    survivor.expect_line("open");
    victim.expect_line("open");

    victim.kill();

    Client::Ws.passes(&server.url("/"), &["text"]);
    server.terminate();
    assert_eq!(survivor.status(), 0);
    assert_eq!(server.status(), 0);
}
