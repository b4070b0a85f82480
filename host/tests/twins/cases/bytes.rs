// A connection as a stream of bytes.

case! {
    fn what_is_written_at_one_end_is_read_at_the_other() {
        for delivery in [Delivery::Message, Delivery::Chunk] {
            let config = Config { delivery, ..Config::default() };
            let server = wait!(start(local(config), handler!(|ws| {
                let mut stream = ws.into_bytes();
                let mut length = [0; 4];
                while wait!(stream.read_exact(&mut length)).is_ok() {
                    let mut bytes = vec![0; u32::from_be_bytes(length) as usize];
                    wait!(stream.read_exact(&mut bytes)).unwrap();
                    bytes.reverse();
                    wait!(stream.write_all(&bytes)).unwrap();
                    wait!(stream.flush()).unwrap();
                }
            })));
            let mut stream = wait!(connect(&server)).into_bytes();
            for length in [0, 1, 3, 70_000, 300_000_u32] {
                let bytes: Vec<u8> = (0..length).map(|at| (at % 251) as u8).collect();
                wait!(stream.write_all(&length.to_be_bytes())).unwrap();
                wait!(stream.write_all(&bytes)).unwrap();
                wait!(stream.flush()).unwrap();
                let mut answer = vec![0; bytes.len()];
                wait!(stream.read_exact(&mut answer)).unwrap();
                assert!(answer.iter().eq(bytes.iter().rev()), "{length}");
            }
            wait!(stream.shutdown()).unwrap();
            let closed = stream.websocket().closed().unwrap();
            assert_eq!((closed.code(), closed.clean), (1000, true));
            assert_eq!(wait!(stream.read(&mut [0; 8])).unwrap(), 0);
            let late = wait!(stream.write(b"late")).unwrap_err();
            assert_eq!(late.kind(), io::ErrorKind::BrokenPipe);
        }
    }
}

case! {
    fn what_is_no_stream_of_bytes_is_an_error() {
        let server = wait!(start(local(Config::default()), handler!(|ws| {
            wait!(ws.send("text")).unwrap();
            wait!(ws.send(b"bytes")).unwrap();
            Err("it fails")
        })));
        let mut stream = wait!(connect(&server)).into_bytes();
        let mut bytes = [0; 8];
        let text = wait!(stream.read(&mut bytes)).unwrap_err();
        assert_eq!(text.kind(), io::ErrorKind::InvalidData);
        assert_eq!(wait!(stream.read(&mut bytes)).unwrap(), 5);
        assert_eq!(&bytes[..5], b"bytes");
        let end = wait!(stream.read(&mut bytes)).unwrap_err();
        let closed = end.get_ref().unwrap().downcast_ref::<Closed>().unwrap();
        assert_eq!(closed.code(), 1011);
        assert_eq!(wait!(stream.read(&mut bytes)).unwrap(), 0);
    }
}
