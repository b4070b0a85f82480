//! What can be wrong before there is a connection, and is told then.

use witsocket::{Close, CloseCode, Connection, Headers, Misuse};

#[test]
fn what_a_server_starts_with_is_checked() {
    let check = |subprotocols: &[&str], name: &'static str, value: &'static str| {
        let mut headers = Headers::default();
        headers.push(name, value);
        let subprotocols: Vec<_> = subprotocols.iter().map(|&one| one.to_owned()).collect();
        Connection::check_server(&subprotocols, &headers)
    };
    assert_eq!(check(&["chat", "v1.chat+json"], "X-A", "b \u{e4}"), Ok(()));
    assert_eq!(check(&[], "Server", "mine"), Ok(()));
    for wrong in [&["a b"][..], &[""], &["a,b"], &["\u{e4}"], &["a", "b", "a"], &["a\r\nb"]] {
        assert_eq!(check(wrong, "X-A", "b"), Err(Misuse::InvalidSubprotocol), "{wrong:?}");
    }
    for name in ["connection", "Upgrade", "Content-Length", "Transfer-Encoding", "Date", "a b", ""]
    {
        assert_eq!(check(&[], name, "b"), Err(Misuse::InvalidHeader), "{name}");
    }
    assert_eq!(check(&[], "X-A", "b\r\nX-B: c"), Err(Misuse::InvalidHeader));
}

#[test]
fn a_close_can_be_checked_before_there_is_a_connection() {
    for code in [999, 1004, 1006, 1015, 2999, 5000] {
        let close = Close::new(CloseCode(code), "");
        assert_eq!(close.check(), Err(Misuse::InvalidCloseCode), "{code}");
    }
    for code in [1000, 1005, 1014, 3000, 4999] {
        assert_eq!(Close::new(CloseCode(code), "").check(), Ok(()), "{code}");
    }
    assert_eq!(Close::new(CloseCode(1005), "why").check(), Err(Misuse::InvalidCloseCode));
    let long = Close::new(CloseCode::NORMAL, vec![b'a'; 124]);
    assert_eq!(long.check(), Err(Misuse::CloseReasonTooLong));
}
