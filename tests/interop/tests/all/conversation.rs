//! `witsocket connect`: the lines of stdin are texts, and texts are lines.

use witsocket_interop::{Peer, Server, connect, with_each_server};

with_each_server!(
    each_line_is_a_text_and_each_text_is_a_line,
    texts_of_every_encoding_of_their_length_come_back,
    a_fragmented_text_is_one_line,
    pings_are_answered_with_their_payload,
    the_end_of_stdin_closes_with_1000,
);

fn each_line_is_a_text_and_each_text_is_a_line(server: &Server) {
    let lines = "hello\n\nzażółć gęślą jaźń\n語 🦀\n  spaces  \n{\"json\": [1, 2]}\n";
    let mut client = connect(&[&server.url("/")]);
    client.write(lines);
    client.expect_stdout(lines);
    client.write("later\n");
    client.expect_line("later");
    client.end_input();
    assert_eq!(client.status(), 0);
    assert_eq!(client.stderr(), "");
}

fn texts_of_every_encoding_of_their_length_come_back(server: &Server) {
    let mut client = connect(&[&server.url("/")]);
    let mut expected = String::new();
    for size in [125, 126, 127, 65535, 65536, 1 << 20] {
        let line = "x".repeat(size) + "\n";
        client.write(&*line);
        expected.push_str(&line);
        client.expect_stdout(&expected);
    }
    client.end_input();
    assert_eq!(client.status(), 0);
}

fn a_fragmented_text_is_one_line(server: &Server) {
    let mut client = connect(&[&server.url("/fragments")]);
    assert_eq!(client.status(), 0);
    assert_eq!(client.stdout(), "one two three\n");
}

/// The server compares the pongs, and fails if one differs.
fn pings_are_answered_with_their_payload(server: &Server) {
    let mut client = connect(&[&server.url("/pings")]);
    assert_eq!(client.status(), 0);
    assert_eq!(client.stdout(), "4 pings answered\n");
}

fn the_end_of_stdin_closes_with_1000(server: &Server) {
    let mut client = connect(&[&server.url("/")]);
    client.end_input();
    assert_eq!(client.status(), 0);
    server.reports("closed 1000");
}

/// The package ws still answers what came before a close frame; the library
/// websockets does not.
#[test]
fn what_arrives_after_our_close_and_before_the_peers_is_printed() {
    Server::of(Peer::Ws).serves(|server| {
        let mut client = connect(&[&server.url("/")]);
        client.write("one\ntwo\nthree\n");
        client.end_input();
        assert_eq!(client.status(), 0);
        assert_eq!(client.stdout(), "one\ntwo\nthree\n");
    });
}

#[test]
fn a_last_line_without_its_end_is_sent_too() {
    Server::of(Peer::Ws).serves(|server| {
        let mut client = connect(&[&server.url("/")]);
        client.write("one\ntwo");
        client.end_input();
        assert_eq!(client.status(), 0);
        assert_eq!(client.stdout(), "one\ntwo\n");
    });
}
