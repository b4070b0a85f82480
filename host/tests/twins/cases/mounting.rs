// Connections that an HTTP server of the application's hands over.



use crate::raw::{CLOSE, Raw, TEXT, masked};

case! {
    fn a_request_of_another_server_opens_a_connection() {
        let server = wait!(start(witsocket_host::Server::builder(), handler!(|ws| {
            let target = ws.request().unwrap().target.clone();
            wait!(ws.send(target)).unwrap();
            wait!(echo_all(ws))
        })));
        for by_socket in [true, false] {
            let (response, upgrade) = wait!(server.upgrade(&request(true)));
            assert_eq!(response.status(), 101);
            let accept = response.headers().get("sec-websocket-accept").unwrap();
            assert_eq!(accept, "s3pPLMBiTxaQ9kYGzzhZRbK+xOo=");
            let (ours, theirs) = UnixStream::pair().unwrap();
            match by_socket {
                true => upgrade.unwrap().complete_socket(theirs).unwrap(),
                false => complete(upgrade.unwrap(), theirs),
            }
            let mut raw = Raw { socket: ours };
            assert_eq!(raw.frame(), (TEXT, b"/chat?a=b".to_vec()));
            raw.write(masked(TEXT, b"hello"));
            assert_eq!(raw.frame(), (TEXT, b"hello".to_vec()));
            raw.write(masked(CLOSE, &1000_u16.to_be_bytes()));
            assert_eq!(raw.frame(), (CLOSE, 1000_u16.to_be_bytes().to_vec()));
            raw.end();
        }
        wait!(server.shutdown(1001, ""));
        assert_eq!(wait!(server.stats()).closed_clean, 2);
    }
}

case! {
    fn a_request_that_opens_nothing_is_answered_as_well() {
        let builder = witsocket_host::Server::builder().on_request(|_| {
            Decision::Reject(Response { status: 410, body: "gone".into(), ..Response::default() })
        });
        let server = wait!(start(builder, echo!()));
        let (response, upgrade) = wait!(server.upgrade(&request(true)));
        assert_eq!((response.status().as_u16(), &response.body()[..]), (410, &b"gone"[..]));
        assert!(upgrade.is_none());
        let server = wait!(start(witsocket_host::Server::builder(), echo!()));
        let (response, upgrade) = wait!(server.upgrade(&request(false)));
        assert_eq!((response.status().as_u16(), upgrade.is_some()), (426, false));
        // Whoever waits for a stream that never comes is gone when the server is.
        let (_, upgrade) = wait!(server.upgrade(&request(true)));
        drop(upgrade);
        wait!(server.shutdown(1001, ""));
        assert_eq!(server.present(), 0);
    }
}

fn request(upgrades: bool) -> http::Request<()> {
    let request = http::Request::builder().uri("/chat?a=b").header("Host", "localhost");
    let request = match upgrades {
        false => request,
        true => request
            .header("Connection", "Upgrade")
            .header("Upgrade", "websocket")
            .header("Sec-WebSocket-Version", "13")
            .header("Sec-WebSocket-Key", "dGhlIHNhbXBsZSBub25jZQ=="),
    };
    request.body(()).unwrap()
}
