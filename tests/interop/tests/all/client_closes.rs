//! How `witsocket connect` ends when the server closes. Its stdin is open all
//! the while.

use witsocket_interop::{Server, connect, with_each_server};

with_each_server!(
    a_normal_close_is_success,
    a_close_for_another_reason_is_a_failure_that_names_it,
    a_violation_of_the_protocol_is_answered_with_its_code,
    a_message_over_our_limit_is_answered_with_1009,
);

fn a_normal_close_is_success(server: &Server) {
    for (path, echoed) in [
        ("/close/1000", "closed 1000"),
        ("/close/1000/done", "closed 1000 done"),
        ("/close/1001/going", "closed 1001 going"),
        ("/close", "closed 1005"),
    ] {
        let mut client = connect(&[&server.url(path)]);
        assert_eq!(client.status(), 0, "{path}");
        assert_eq!(client.stderr(), "", "{path}");
        server.reports(echoed);
    }
}

fn a_close_for_another_reason_is_a_failure_that_names_it(server: &Server) {
    for (code, reason) in
        [("1011", "broken"), ("1013", "later"), ("3000", "who"), ("4000", "no more")]
    {
        let path = format!("/close/{code}/{}", reason.replace(' ', "%20"));
        let mut client = connect(&[&server.url(&path)]);
        assert_eq!(client.status(), 1, "{path}");
        let stderr = client.stderr();
        assert_eq!(stderr.lines().count(), 1, "{path}");
        assert!(stderr.contains(code) && stderr.contains(reason), "{path}: {stderr}");
        server.reports(&format!("closed {code} {reason}"));
    }
}

fn a_violation_of_the_protocol_is_answered_with_its_code(server: &Server) {
    for (wire, code) in [
        // RFC 6455 §5.1: a masked frame from a server
        ("8182000000006869", 1002),
        // RFC 6455 §5.2: RSV2, and the reserved opcode 3
        ("a1026869", 1002),
        ("8300", 1002),
        // RFC 6455 §5.5: a ping in fragments
        ("0900", 1002),
        // RFC 6455 §8.1: text that is not UTF-8
        ("8102c328", 1007),
        // RFC 6455 §10.4: a frame of 2^63 - 1 bytes
        ("827f7fffffffffffffff", 1009),
    ] {
        let mut client = connect(&[&server.url(&format!("/raw/{wire}"))]);
        assert_eq!(client.status(), 1, "{wire}");
        assert_eq!(client.stdout(), "", "{wire}");
        assert_eq!(client.stderr().lines().count(), 1, "{wire}");
        assert!(client.stderr().contains(&code.to_string()), "{wire}: {}", client.stderr());
        server.reports_close(code);
    }
}

fn a_message_over_our_limit_is_answered_with_1009(server: &Server) {
    let mut client = connect(&[&server.url("/"), "--max-message", "1000"]);
    let fits = "x".repeat(1000) + "\n";
    client.write(&*fits);
    client.expect_stdout(&fits);
    client.write("x".repeat(1001) + "\n");
    assert_eq!(client.status(), 1);
    assert_eq!(client.stderr().lines().count(), 1);
    assert!(client.stderr().contains("1009"), "{}", client.stderr());
    server.reports_close(1009);
}
