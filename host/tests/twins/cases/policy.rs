// What a server asks of those who come, and what they get to see.

case! {
    fn users_are_known_by_their_names() {
        let members = Authentication::new("members").basic("bob", "b").digest("ann", "a");
        let config = Config { authentication: Some(members), ..Config::default() };
        let server = wait!(start(local(config).shards(2), handler!(|ws| { wait!(greet(ws)) })));
        let url = url(&server);
        for (schemes, user, password) in [
            (Schemes::Digest, "ann", "a"),
            (Schemes::Any, "ann", "a"),
            (Schemes::Basic, "bob", "b"),
            (Schemes::Any, "bob", "b"),
        ] {
            let client = client(Client::new().credentials(user, password).schemes(schemes));
            // More often than there are threads: each has its own instance.
            for _ in 0..4 {
                let ws = wait!(client.connect(&url)).unwrap();
                assert_eq!(wait!(ws.receive()), Some(user.into()), "{schemes:?}");
            }
        }
        let named = url.replace("ws://", "ws://ann:a@");
        let ws = wait!(client(Client::new()).connect(&named)).unwrap();
        assert_eq!(wait!(ws.receive()), Some("ann".into()));
        for (schemes, user, password) in [
            (Schemes::Basic, "ann", "a"),
            (Schemes::Digest, "bob", "b"),
            (Schemes::Any, "ann", "b"),
            (Schemes::Any, "eve", "e"),
        ] {
            let client = client(Client::new().credentials(user, password).schemes(schemes));
            assert_eq!(wait!(status(&client, &url)), Some(401), "{schemes:?} {user}");
        }
        assert_eq!(wait!(status(&client(Client::new()), &url)), Some(401));
    }
}

case! {
    fn the_application_may_know_the_user_itself() {
        let builder = local(Config::default()).on_request(|request| match &request.claimant {
            Some(claimant) if claimant.password.as_deref() == Some("magic") => {
                let user = Some(claimant.user.clone());
                Decision::Accept(Acceptance { user, ..Acceptance::default() })
            }
            _ => Decision::Reject(Response {
                status: 401,
                headers: Headers::from([("WWW-Authenticate", "Basic realm=\"a\"")]),
                ..Response::default()
            }),
        });
        let server = wait!(start(builder, handler!(|ws| { wait!(greet(ws)) })));
        let known = client(Client::new().credentials("merlin", "magic"));
        let ws = wait!(known.connect(&url(&server))).unwrap();
        assert_eq!(wait!(ws.receive()), Some("merlin".into()));
        let unknown = client(Client::new().credentials("x", "y"));
        assert_eq!(wait!(status(&unknown, &url(&server))), Some(401));
    }
}

case! {
    fn pages_of_other_hosts_stay_outside() {
        let server = wait!(echo(Config::default()));
        let to = url(&server);
        let host = server.local_addrs()[0];
        let from = |origin: &str| client(Client::new().origin(origin));
        assert_eq!(wait!(status(&from(&format!("http://{host}")), &to)), Some(101));
        assert_eq!(wait!(status(&from("http://127.0.0.1"), &to)), Some(403));
        assert_eq!(wait!(status(&from("null"), &to)), Some(403));
        assert_eq!(wait!(status(&client(Client::new()), &to)), Some(101));

        let origins = Origins::Only(vec!["https://*.example.com".into()]);
        let server = wait!(echo(Config { origins, ..Config::default() }));
        let to = url(&server);
        assert_eq!(wait!(status(&from("https://a.example.com"), &to)), Some(101));
        assert_eq!(wait!(status(&from("https://example.org"), &to)), Some(403));
        assert_eq!(wait!(status(&client(Client::new()), &to)), Some(403));
    }
}

case! {
    fn hosts_that_are_not_listed_are_refused() {
        let hosts = Some(vec!["a.example".into()]);
        let server = wait!(echo(Config { hosts, ..Config::default() }));
        let to = client(Client::new().to(server.local_addrs()[0].to_string()));
        assert_eq!(wait!(status(&to, "ws://a.example/")), Some(101));
        assert_eq!(wait!(status(&to, "ws://b.example/")), Some(400));
    }
}

case! {
    fn hooks_alter_requests_and_responses() {
        let builder = local(Config::default())
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
            .header("X-Always", "1");
        let server = wait!(start(builder, echo!()));
        let url = url(&server);
        let config = Config { subprotocols: vec!["a".into(), "b".into()], ..Config::default() };
        let client = client(
            Client::new()
                .config(config)
                .origin("http://elsewhere")
                .on_request(|headers| headers.push("X-Mine", "1")),
        );
        let ws = wait!(client.connect(&format!("{url}x"))).unwrap();
        assert_eq!(ws.subprotocol(), Some("b"));
        let answered = |name| ws.response().and_then(|response| response.headers.get(name));
        assert_eq!((answered("X-Path"), answered("X-Always")), (Some("/x"), Some("1")));
        let theirs = server.connections();
        assert_eq!(theirs[0].request().unwrap().headers.get("X-Mine"), Some("1"));
        assert_eq!(wait!(status(&client, &format!("{url}late"))), Some(410));
        // What cannot be sent is logged, and goes as it was.
        let ws = wait!(client.connect(&format!("{url}wrong"))).unwrap();
        assert_eq!(ws.response().and_then(|response| response.headers.get("X")), None);
    }
}

case! {
    fn a_request_is_seen_whole() {
        let builder = local(Config::default()).on_request(|request| {
            assert_eq!(request.subprotocols, ["a", "b"]);
            let [deflate] = &request.extensions[..] else { panic!("{:?}", request.extensions) };
            assert_eq!(deflate.name, "permessage-deflate");
            let claimant = request.claimant.as_ref().unwrap();
            assert_eq!((&*claimant.user, claimant.password.as_deref()), ("ann", Some("a")));
            assert_eq!(request.headers.get("x-mine"), Some("1"));
            let nothing = Selection::Nothing;
            Decision::Accept(Acceptance { subprotocol: nothing, ..Acceptance::default() })
        });
        let server = wait!(start(builder, echo!()));
        let config = Config { subprotocols: vec!["a".into(), "b".into()], ..Config::default() };
        let client = client(
            Client::new()
                .config(config)
                .credentials("ann", "a")
                .on_request(|headers| headers.push("X-Mine", "1")),
        );
        let ws = wait!(client.connect(&url(&server))).unwrap();
        assert_eq!(ws.subprotocol(), None);
    }
}

wait_fn! {
    fn greet(ws: WebSocket) -> Result<(), SendError> {
        wait!(ws.send(ws.user().unwrap_or("nobody")))?;
        wait!(ws.receive());
        Ok(())
    }
}
