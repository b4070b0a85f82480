//! A component that was composed with an extension, in the host.
//!
//! `cargo xtask test --only composition` composes it and runs this.

use witsocket_host::{Client, Config, Server};

use crate::{echo, url, within};

#[tokio::test]
#[ignore = "needs the composed component, see above"]
async fn client_and_server_agree_on_it_and_talk() {
    let path = std::env::var_os("WITSOCKET_COMPOSED").expect("`cargo xtask test` sets it");
    let component = std::fs::read(path).unwrap();
    let listen = "127.0.0.1:0";
    let server = Server::builder().component(&component).shards(1).listen(listen);
    let server = server.start(echo).await.unwrap();
    let ws = Client::new().component(&component).connect(&url(&server)).await.unwrap();
    let [agreed] = ws.extensions() else { panic!("{:?}", ws.extensions()) };
    assert_eq!(agreed.name, "frame-checksum");
    assert_eq!(agreed.parameters, [("bytes".into(), Some("4".into()))]);
    assert!(ws.deflate().is_some());
    for length in [0, 1, 1000, 100_000] {
        let text = "summed up. ".repeat(length / 11);
        ws.send(&*text).await.unwrap();
        assert_eq!(within(ws.receive()).await, Some(text.into()));
    }

    // A client without it gets along with that server.
    let plain = Client::new().config(Config::default()).connect(&url(&server)).await.unwrap();
    assert_eq!(plain.extensions(), []);
    plain.send("plain").await.unwrap();
    assert_eq!(within(plain.receive()).await, Some("plain".into()));
}
