//! `witsocket serve --basic` and `--digest`: RFC 7617 and RFC 7616, as other people's clients do it.

use witsocket_interop::{Server, connect, curl, echoes, fails, python_at};

const OPENING: [&str; 8] = [
    "-H",
    "Connection: Upgrade",
    "-H",
    "Upgrade: websocket",
    "-H",
    "Sec-WebSocket-Version: 13",
    "-H",
    "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==",
];

fn opens(url: &str, arguments: &[&str]) -> String {
    curl(url, &[&OPENING[..], arguments].concat())
}

#[test]
fn curl_logs_in_with_digest() {
    let server = Server::ours(&["--digest", "ann:se:cret", "--realm", "the \"realm\""]);
    let url = server.url("/chat?x=1");
    assert_eq!(opens(&url, &["--digest", "-u", "ann:se:cret"]), "101");
    assert_eq!(opens(&url, &["--anyauth", "-u", "ann:se:cret"]), "101");
    assert_eq!(opens(&url, &["--digest", "-u", "ann:wrong"]), "401");
    assert_eq!(opens(&url, &["--digest", "-u", "eve:se:cret"]), "401");
    assert_eq!(opens(&url, &["--basic", "-u", "ann:se:cret"]), "401");
    assert_eq!(opens(&url, &[]), "401");
    // Whom it lets in it tells what else is wrong.
    assert_eq!(curl(&url, &["--digest", "-u", "ann:se:cret"]), "426");
}

#[test]
fn curl_logs_in_with_basic() {
    let server = Server::ours(&["--basic", "ann:secret", "--basic", "bob:hunter2"]);
    for (arguments, status) in [
        (["--basic", "-u", "ann:secret"], "101"),
        (["--anyauth", "-u", "bob:hunter2"], "101"),
        (["--basic", "-u", "bob:secret"], "401"),
        (["--digest", "-u", "ann:secret"], "401"),
    ] {
        assert_eq!(opens(&server.url("/"), &arguments), status, "{arguments:?}");
    }
}

#[test]
fn the_library_requests_logs_in() {
    let server = Server::ours(&["--basic", "bob:hunter2", "--digest", "ann:secret"]);
    for case in [["digest", "ann", "secret"], ["basic", "bob", "hunter2"]] {
        python_at("logins.py", &server.url("/"), &case);
    }
}

#[test]
fn what_was_heard_is_refused_by_every_thread() {
    let server = Server::ours(&["--digest", "ann:secret", "--shards", "4"]);
    python_at("logins.py", &server.url("/"), &["replay", "ann", "secret"]);
}

#[test]
fn our_own_client_logs_in() {
    let server = Server::ours(&["--basic", "bob:hunter2", "--digest", "ann:secret"]);
    let url = server.url("/");
    echoes(&mut connect(&[&url, "--digest", "ann:secret"]));
    echoes(&mut connect(&[&url, "--basic", "bob:hunter2"]));
    echoes(&mut connect(&[&url.replace("ws://", "ws://ann:secret@")]));
    fails(&mut connect(&[&url, "--digest", "ann:wrong"]), &["401"]);
    fails(&mut connect(&[&url]), &["401"]);
}
