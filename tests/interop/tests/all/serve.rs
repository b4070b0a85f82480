//! `witsocket serve` echoes whatever its clients send.

use witsocket_interop::{Client, Server, with_each_client};

with_each_client!(
    text_comes_back,
    binary_comes_back,
    messages_of_every_encoding_of_their_length_come_back,
    messages_come_back_in_order,
    the_close_code_and_reason_of_the_client_are_echoed,
    a_close_without_a_code_is_echoed,
    a_message_over_the_default_limit_is_answered_with_1009,
    fifty_connections_at_once_are_served,
);

fn text_comes_back(client: Client) {
    client.passes(&Server::ours(&[]).url("/"), &["text"]);
}

fn binary_comes_back(client: Client) {
    client.passes(&Server::ours(&[]).url("/"), &["binary"]);
}

/// Up to exactly 1 MiB, which the default limit must let pass, even where
/// compression has made the frame longer than the message.
fn messages_of_every_encoding_of_their_length_come_back(client: Client) {
    client.passes(&Server::ours(&[]).url("/"), &["sizes"]);
}

fn messages_come_back_in_order(client: Client) {
    client.passes(&Server::ours(&[]).url("/"), &["order"]);
}

fn the_close_code_and_reason_of_the_client_are_echoed(client: Client) {
    client.passes(&Server::ours(&[]).url("/"), &["closes"]);
}

fn a_close_without_a_code_is_echoed(client: Client) {
    client.passes(&Server::ours(&[]).url("/"), &["empty_close"]);
}

fn a_message_over_the_default_limit_is_answered_with_1009(client: Client) {
    client.passes(&Server::ours(&[]).url("/"), &["too_big", "1048576"]);
}

fn fifty_connections_at_once_are_served(client: Client) {
    client.passes(&Server::ours(&[]).url("/"), &["many", "50"]);
}

#[test]
fn fragmented_messages_come_back_whole() {
    let server = Server::ours(&[]);
    for client in Client::LIBRARIES {
        client.passes(&server.url("/"), &["fragments"]);
    }
}

#[test]
fn pings_are_answered_with_their_payload() {
    let server = Server::ours(&[]);
    for client in Client::LIBRARIES {
        client.passes(&server.url("/"), &["pings"]);
    }
}

#[test]
fn the_limit_of_messages_can_be_lowered_and_raised() {
    for limit in ["1000", "1500000"] {
        let server = Server::ours(&["--max-message", limit]);
        for client in Client::LIBRARIES {
            client.passes(&server.url("/"), &["too_big", limit]);
        }
    }
}

#[test]
fn what_a_browser_sends_comes_back() {
    let cases = ["text", "+", "binary", "+", "sizes", "+", "order"];
    Client::Chromium.passes(&Server::ours(&ANY).url("/"), &cases);
}

#[test]
fn a_browser_closes_cleanly_and_is_told_1009_over_the_limit() {
    let cases = ["closes", "+", "empty_close", "+", "too_big", "1048576"];
    Client::Chromium.passes(&Server::ours(&ANY).url("/"), &cases);
}

#[test]
fn a_browsers_fifty_connections_at_once_are_served() {
    Client::Chromium.passes(&Server::ours(&ANY).url("/"), &["many", "50"]);
}

/// RFC 6455 §7.4.1 and the sections that `peers/violations.py` names.
#[test]
fn each_violation_of_the_protocol_is_answered_with_its_code() {
    Client::Python.passes(&Server::ours(&[]).url("/"), &["violations"]);
}

/// The page comes from another port, which is another origin.
const ANY: [&str; 2] = ["--origin", "any"];

#[test]
fn a_page_of_another_origin_stays_outside_unless_that_is_wanted() {
    Client::Chromium.passes(&Server::ours(&[]).url("/"), &["refused"]);
}
