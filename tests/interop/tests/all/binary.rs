//! `witsocket connect --binary`: all of stdin is one message.

use witsocket_interop::{Peer, Server, connect, crc32, noise, with_each_server};

with_each_server!(all_of_stdin_is_one_binary_message);

fn all_of_stdin_is_one_binary_message(server: &Server) {
    for size in [1, 125, 126, 127, 65535, 65536, 1 << 20] {
        let data = noise(size);
        let mut client = connect(&["--binary", &server.url("/tell")]);
        client.write(&*data);
        client.end_input();
        assert_eq!(client.status(), 0);
        server.reports(&format!("binary {size} {}", crc32(&data)));
        server.reports("closed 1000");
    }
}

#[test]
fn lines_in_binary_are_not_cut() {
    Server::of(Peer::Ws).serves(|server| {
        let mut client = connect(&["--binary", &server.url("/")]);
        client.write("two\nlines\n");
        client.end_input();
        assert_eq!(client.status(), 0);
        assert_eq!(client.stdout(), "two\nlines\n");
    });
}
