//! The control: foreign clients talk to foreign servers. If one of these fails
//! as well, the fault is not ours.

use witsocket_interop::{Client, Peer, Server, with_each_server};

with_each_server!(peers_talk_to_each_other);

fn peers_talk_to_each_other(server: &Server) {
    for client in Client::LIBRARIES {
        for case in ["text", "fragments", "pings", "closes"] {
            client.passes(&server.url("/"), &[case]);
        }
    }
}

#[test]
fn the_browser_talks_to_a_peer() {
    Server::of(Peer::Ws).serves(|server| {
        Client::Chromium.passes(&server.url("/"), &["text", "+", "closes"]);
    });
}
