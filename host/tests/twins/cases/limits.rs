// What is too much.

case! {
    fn limits_and_misuse_are_errors() {
        let limits = Limits { max_message: Some(1000), ..Limits::default() };
        let server = wait!(echo(Config { limits, ..Config::default() }));
        let ws = wait!(connect(&server));
        let codes = [(999, Misuse::InvalidCloseCode), (1006, Misuse::InvalidCloseCode)];
        for (code, misuse) in codes {
            assert_eq!(wait!(ws.close(code, "")), Err(SendError::Misuse(misuse)));
        }
        let long = "x".repeat(124);
        let too_long = SendError::Misuse(Misuse::CloseReasonTooLong);
        assert_eq!(wait!(ws.close(1000, &long)), Err(too_long));
        wait!(ws.send_with(vec![0; 1001], Compress::Never)).unwrap();
        assert_eq!(wait!(ws.receive()), None);
        assert_eq!(ws.closed().unwrap().code(), 1009);
        let invalid = wait!(client(Client::new()).connect("http://localhost/")).unwrap_err();
        assert!(matches!(invalid, ConnectError::InvalidUrl(_)), "{invalid:?}");
    }
}
