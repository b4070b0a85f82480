//! What `witsocket serve` answers to the opening handshake.

use witsocket_interop::{Client, Server};

#[test]
fn the_subprotocol_that_both_speak_is_chosen() {
    let server =
        Server::ours(&["--subprotocol", "soap", "--subprotocol", "chat", "--origin", "any"]);
    for client in Client::ALL {
        client.passes(&server.url("/"), &["subprotocol", "chat"]);
    }
}

#[test]
fn an_origin_that_is_not_listed_is_forbidden() {
    let server = Server::ours(&["--origin", "http://good.example"]);
    for client in Client::LIBRARIES {
        client.passes(&server.url("/"), &["origin", "http://good.example"]);
        client.passes(&server.url("/"), &["refused", "403", "http://evil.example"]);
    }
    // The page comes from an origin of its own.
    Client::Chromium.passes(&server.url("/"), &["refused"]);
}

#[test]
fn a_request_without_upgrade_is_told_to_upgrade() {
    let server = Server::ours(&[]);
    Client::Python.passes(&server.url("/"), &["plain_get", "426"]);
}
