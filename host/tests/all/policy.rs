//! What a server asks of those who come, and what they get to see.

use witsocket_host::{
    Acceptance, Authentication, Client, Config, ConnectError, Decision, Headers, Origins, Response,
    Schemes, Selection, Server, WebSocket,
};

use super::{echo, serve, url, within};

/// Says who is there.
async fn greet(ws: WebSocket) {
    let _ = ws.send(ws.user().unwrap_or("nobody")).await;
    echo(ws).await;
}

async fn status(client: &Client, url: &str) -> Option<u16> {
    match within(client.connect(url)).await {
        Ok(_) => Some(101),
        Err(ConnectError::Rejected { status, .. }) => status,
        Err(other) => panic!("{other:?}"),
    }
}

fn members() -> Config {
    let members = Authentication::new("members").basic("bob", "b").digest("ann", "a");
    Config { authentication: Some(members), ..Config::default() }
}

#[tokio::test]
async fn users_are_known_by_their_names() {
    let server = Server::builder()
        .shards(2)
        .config(members())
        .listen("127.0.0.1:0")
        .start(greet)
        .await
        .unwrap();
    let url = url(&server);
    for (schemes, user, password) in [
        (Schemes::Digest, "ann", "a"),
        (Schemes::Any, "ann", "a"),
        (Schemes::Basic, "bob", "b"),
        (Schemes::Any, "bob", "b"),
    ] {
        let client = Client::new().credentials(user, password).schemes(schemes);
        // More often than there are threads: each has its own instance.
        for _ in 0..4 {
            let ws = within(client.connect(&url)).await.unwrap();
            assert_eq!(within(ws.receive()).await, Some(user.into()), "{schemes:?}");
        }
    }
    let named = url.replace("ws://", "ws://ann:a@");
    let ws = within(witsocket_host::connect(&named)).await.unwrap();
    assert_eq!(within(ws.receive()).await, Some("ann".into()));
    for (schemes, user, password) in [
        (Schemes::Basic, "ann", "a"),
        (Schemes::Digest, "bob", "b"),
        (Schemes::Any, "ann", "b"),
        (Schemes::Any, "eve", "e"),
    ] {
        let client = Client::new().credentials(user, password).schemes(schemes);
        assert_eq!(status(&client, &url).await, Some(401), "{schemes:?} {user}");
    }
    assert_eq!(status(&Client::new(), &url).await, Some(401));
}

#[tokio::test]
async fn the_application_may_know_the_user_itself() {
    let server = Server::builder()
        .shards(1)
        .listen("127.0.0.1:0")
        .on_request(|request| match &request.claimant {
            Some(claimant) if claimant.password.as_deref() == Some("magic") => {
                let user = Some(claimant.user.clone());
                Decision::Accept(Acceptance { user, ..Acceptance::default() })
            }
            _ => Decision::Reject(Response {
                status: 401,
                headers: Headers::from([("WWW-Authenticate", "Basic realm=\"a\"")]),
                ..Response::default()
            }),
        })
        .start(greet)
        .await
        .unwrap();
    let client = Client::new().credentials("merlin", "magic");
    let ws = within(client.connect(&url(&server))).await.unwrap();
    assert_eq!(within(ws.receive()).await, Some("merlin".into()));
    assert_eq!(status(&Client::new().credentials("x", "y"), &url(&server)).await, Some(401));
}

#[tokio::test]
async fn pages_of_other_hosts_stay_outside() {
    let server = serve(Config::default(), echo).await;
    let url = url(&server);
    let host = server.local_addrs()[0];
    let from = |origin: String| Client::new().origin(origin);
    assert_eq!(status(&from(format!("http://{host}")), &url).await, Some(101));
    assert_eq!(status(&from("http://127.0.0.1".into()), &url).await, Some(403));
    assert_eq!(status(&from("null".into()), &url).await, Some(403));
    assert_eq!(status(&Client::new(), &url).await, Some(101));

    let origins = Origins::Only(vec!["https://*.example.com".into()]);
    let server = serve(Config { origins, ..Config::default() }, echo).await;
    let url = super::url(&server);
    assert_eq!(status(&from("https://a.example.com".into()), &url).await, Some(101));
    assert_eq!(status(&from("https://example.org".into()), &url).await, Some(403));
    assert_eq!(status(&Client::new(), &url).await, Some(403));
}

#[tokio::test]
async fn hooks_alter_requests_and_responses() {
    let server = Server::builder()
        .shards(1)
        .listen("127.0.0.1:0")
        .on_request(|request| {
            // As a proxy in front of us might have done it.
            let kept = request.headers.iter().filter(|(name, _)| *name != b"Origin");
            let request_headers = Some(kept.collect());
            Decision::Accept(Acceptance { request_headers, ..Acceptance::default() })
        })
        .select_subprotocol(|request| request.subprotocols.last().cloned())
        .on_response(|request, response| {
            response.headers.push("X-Path", request.path());
            if request.path() == "/late" {
                response.status = 410;
            }
            if request.path() == "/wrong" {
                response.headers.push("X", "a\r\nb");
            }
        })
        .start(echo)
        .await
        .unwrap();
    let url = url(&server);
    let config = Config { subprotocols: vec!["a".into(), "b".into()], ..Config::default() };
    let client = Client::new()
        .config(config)
        .origin("http://elsewhere")
        .on_request(|headers| headers.push("X-Mine", "1"));
    let ws = within(client.connect(&format!("{url}x"))).await.unwrap();
    assert_eq!(ws.subprotocol(), Some("b"));
    assert_eq!(ws.response().and_then(|response| response.headers.get("X-Path")), Some("/x"));
    assert_eq!(status(&client, &format!("{url}late")).await, Some(410));
    // What cannot be sent is logged, and goes as it was.
    let ws = within(client.connect(&format!("{url}wrong"))).await.unwrap();
    assert_eq!(ws.response().and_then(|response| response.headers.get("X")), None);
}

#[tokio::test]
async fn a_request_is_seen_whole() {
    let server = Server::builder()
        .shards(1)
        .listen("127.0.0.1:0")
        .on_request(|request| {
            assert_eq!(request.subprotocols, ["a", "b"]);
            let [deflate] = &request.extensions[..] else { panic!("{:?}", request.extensions) };
            assert_eq!(deflate.name, "permessage-deflate");
            let claimant = request.claimant.as_ref().unwrap();
            assert_eq!((&*claimant.user, claimant.password.as_deref()), ("ann", Some("a")));
            assert_eq!(request.headers.get("x-mine"), Some("1"));
            let nothing = Selection::Nothing;
            Decision::Accept(Acceptance { subprotocol: nothing, ..Acceptance::default() })
        })
        .start(echo)
        .await
        .unwrap();
    let config = Config { subprotocols: vec!["a".into(), "b".into()], ..Config::default() };
    let client = Client::new()
        .config(config)
        .credentials("ann", "a")
        .on_request(|headers| headers.push("X-Mine", "1"));
    let ws = within(client.connect(&url(&server))).await.unwrap();
    assert_eq!(ws.subprotocol(), None);
}
