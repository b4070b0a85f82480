// Time that passes.

case! {
    fn keepalive_goes_on_while_the_application_is_busy() {
        let quick = Some(Duration::from_millis(100));
        let timeouts = Timeouts { ping_interval: quick, ping_timeout: quick, ..Timeouts::default() };
        let config = Config { timeouts, ..Config::default() };
        let server = wait!(start(local(config.clone()), handler!(|ws| {
            wait!(pause(Duration::from_millis(700)));
            wait!(ws.send("done")).unwrap();
            wait!(ws.receive());
        })));
        let ws = wait!(client(Client::new().config(config)).connect(&url(&server))).unwrap();
        wait!(pause(Duration::from_millis(700)));
        assert_eq!(wait!(ws.receive()), Some("done".into()));
        assert!(wait!(ws.stats()).pongs >= 4);
        assert_eq!(ws.state(), State::Open);
    }
}
