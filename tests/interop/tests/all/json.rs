//! `witsocket connect --json`: each event is a line of JSON, an object whose
//! `type` says which other keys it has.
//!
//! | `type` | keys |
//! | --- | --- |
//! | `open` | any that describe the handshake |
//! | `text` | `data`: the text |
//! | `binary`, `ping` | `data`: the payload in base64 |
//! | `pong` | `data`: the payload in base64; `latency_ms`: a number, or null if the pong answers no ping of ours |
//! | `close` | `received`, `sent`: each `{"code": 1000, "reason": ""}`, or null if there was no close frame; `clean`: a boolean |
//!
//! A close frame without a code counts as 1005. `close` is the last line.
//! Status and stderr are the same as without `--json`.

use witsocket_interop::{Server, connect, events, with_each_server};

with_each_server!(
    every_kind_of_event_is_a_line,
    a_pong_to_our_own_ping_has_a_latency,
    our_close_shows_both_sides,
    the_servers_close_shows_both_sides,
    an_empty_close_is_1005,
    a_connection_cut_shows_no_close_frames,
);

fn every_kind_of_event_is_a_line(server: &Server) {
    let mut client = connect(&["--json", &server.url("/kinds")]);
    assert_eq!(client.status(), 0);
    assert_eq!(
        events(&client.stdout()),
        [
            "open",
            "text zażółć",
            "binary 00ff10",
            "text",
            "ping 70696e67",
            "pong 756e736f6c696369746564 unmeasured",
            "close received 1000 done, sent 1000 done, clean",
        ]
    );
}

fn a_pong_to_our_own_ping_has_a_latency(server: &Server) {
    let mut client = connect(&["--json", "--ping-interval", "0.2", &server.url("/")]);
    client.expect_on_stdout(r#""type":"pong""#);
    client.end_input();
    assert_eq!(client.status(), 0);
    let events = events(&client.stdout());
    let pong = events.iter().find(|event| event.starts_with("pong"));
    assert!(pong.is_some_and(|pong| pong.ends_with(" measured")), "{events:?}");
}

fn our_close_shows_both_sides(server: &Server) {
    let mut client = connect(&["--json", &server.url("/")]);
    client.write("hello\n");
    client.expect_on_stdout("hello");
    client.end_input();
    assert_eq!(client.status(), 0);
    let expected = ["open", "text hello", "close received 1000, sent 1000, clean"];
    assert_eq!(events(&client.stdout()), expected);
}

fn the_servers_close_shows_both_sides(server: &Server) {
    let mut client = connect(&["--json", &server.url("/close/4000/no%20more")]);
    assert_eq!(client.status(), 1);
    assert_eq!(client.stderr().lines().count(), 1);
    let close = "close received 4000 no more, sent 4000 no more, clean";
    assert_eq!(events(&client.stdout()), ["open", close]);
}

fn an_empty_close_is_1005(server: &Server) {
    let mut client = connect(&["--json", &server.url("/close")]);
    assert_eq!(client.status(), 0);
    assert_eq!(events(&client.stdout()), ["open", "close received 1005, sent 1005, clean"]);
}

fn a_connection_cut_shows_no_close_frames(server: &Server) {
    for path in ["/eof", "/reset"] {
        let mut client = connect(&["--json", &server.url(path)]);
        assert_eq!(client.status(), 1, "{path}");
        let close = "close received nothing, sent nothing, not clean";
        assert_eq!(events(&client.stdout()), ["open", close], "{path}");
    }
}
