//! What the options of `witsocket connect` put into the request.

use witsocket_interop::{Server, connect, with_each_server};

with_each_server!(
    options_become_headers,
    the_user_agent_can_be_left_out,
    a_header_lets_us_in_where_others_are_refused,
);

fn options_become_headers(server: &Server) {
    let names = "Host,Origin,User-Agent,X-Note,Sec-WebSocket-Protocol";
    let mut client = connect(&[
        &server.url(&format!("/headers/{names}")),
        "--origin",
        "http://example.org",
        "--user-agent",
        "tester/1.0",
        "-H",
        "X-Note: one",
        "-H",
        "X-Note: two",
        "--subprotocol",
        "other",
        "--subprotocol",
        "chat",
    ]);
    assert_eq!(client.status(), 0);
    let host = server.url("").replace("ws://", "");
    let expected = format!(
        "Host: {host}\n\
         Origin: http://example.org\n\
         User-Agent: tester/1.0\n\
         X-Note: one,two\n\
         Sec-WebSocket-Protocol: other,chat\n"
    );
    // RFC 9110 §5.6.1: the space in a list means nothing.
    assert_eq!(client.stdout().replace(", ", ","), expected);
}

fn the_user_agent_can_be_left_out(server: &Server) {
    let mut client = connect(&[&server.url("/headers/User-Agent"), "--user-agent", "none"]);
    assert_eq!(client.status(), 0);
    assert_eq!(client.stdout(), "User-Agent: (none)\n");
}

fn a_header_lets_us_in_where_others_are_refused(server: &Server) {
    let url = server.url("/secret");
    let mut client = connect(&[&url, "-H", "Authorization: Basic dXNlcjpwYXNzd29yZA=="]);
    client.write("hello\n");
    client.expect_line("hello");
    client.end_input();
    assert_eq!(client.status(), 0);

    let mut client = connect(&[&url]);
    assert_eq!(client.status(), 1);
}
