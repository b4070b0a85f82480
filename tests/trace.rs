//! What logs get to see of an opening handshake.

use bytes::Bytes;
use witsocket::{
    Acceptance, ClientRequest, Config, Connection, Event, Instant, Response, Trace, Transmit,
};

const NOW: Instant = Instant::from_nanos(0);

/// A client and a server, and what each traced.
struct Pair {
    client: Connection,
    server: Connection,
    traces: [Vec<Trace>; 2],
}

impl Pair {
    fn new(trace: bool) -> Self {
        let config = Config { trace, ..Config::default() };
        let mut request = ClientRequest { host: "a".into(), ..ClientRequest::default() };
        request.target = "/chat?x=1".into();
        request.headers.push("X-Odd", &b"\xff"[..]);
        let client = Connection::client(&request, config.clone(), [1; 32], NOW).unwrap();
        let server = Connection::server(config, [2; 32], NOW);
        Self { client, server, traces: Default::default() }
    }

    /// Carries bytes until the server has answered.
    fn open(mut self, answer: impl Fn(&mut Connection)) -> [Vec<Trace>; 2] {
        for _ in 0..3 {
            carry(&mut self.client, &mut self.server);
            carry(&mut self.server, &mut self.client);
            for (side, traces) in
                [&mut self.client, &mut self.server].into_iter().zip(&mut self.traces)
            {
                while let Some(event) = side.poll_event() {
                    match event {
                        Event::Trace(trace) => traces.push(trace),
                        Event::Request(_) => answer(side),
                        _ => {}
                    }
                }
            }
        }
        self.traces
    }
}

fn carry(from: &mut Connection, to: &mut Connection) {
    while let Some(Transmit::Data(data)) = from.poll_transmit() {
        to.handle_data(data.to_vec(), NOW);
    }
}

fn sent(traces: &[Trace]) -> Vec<&[u8]> {
    heads(traces, |trace| if let Trace::HeadSent(head) = trace { Some(head) } else { None })
}

fn received(traces: &[Trace]) -> Vec<&[u8]> {
    heads(traces, |trace| if let Trace::HeadReceived(head) = trace { Some(head) } else { None })
}

fn heads(traces: &[Trace], head: fn(&Trace) -> Option<&Bytes>) -> Vec<&[u8]> {
    traces.iter().filter_map(head).map(|head| &head[..]).collect()
}

#[test]
fn each_side_traces_the_head_that_the_other_sent() {
    let answer = |server: &mut Connection| {
        let mut acceptance = Acceptance::default();
        acceptance.headers.push("X-Even", "two words");
        server.accept(&acceptance, NOW).unwrap();
    };
    let [client, server] = Pair::new(true).open(answer);
    assert_eq!(sent(&client), received(&server));
    assert_eq!(sent(&server), received(&client));
    assert!(received(&server)[0].starts_with(b"GET /chat?x=1 HTTP/1.1\r\nHost: a\r\n"));
    assert!(received(&client)[0].starts_with(b"HTTP/1.1 101 Switching Protocols\r\n"));
}

#[test]
fn the_head_of_a_refusal_is_traced_without_its_body() {
    let answer = |server: &mut Connection| {
        server.reject(&Response::text(404, "no such room"), NOW).unwrap();
    };
    let [client, server] = Pair::new(true).open(answer);
    let [response] = sent(&server)[..] else { panic!("{server:?}") };
    assert!(response.starts_with(received(&client)[0]));
    assert!(received(&client)[0].ends_with(b"\r\n\r\n"));
}

#[test]
fn who_reads_logs_cannot_log_in() {
    let config = Config { trace: true, ..Config::default() };
    let mut request = ClientRequest { host: "a".into(), ..ClientRequest::default() };
    request.target = "/".into();
    request.authorization = Some("Basic dTpw".into());
    request.headers.push("cookie", "session=dTpw");
    let client = Connection::client(&request, config.clone(), [1; 32], NOW).unwrap();
    let server = Connection::server(config, [2; 32], NOW);
    let answer = |server: &mut Connection| {
        let mut acceptance = Acceptance::default();
        acceptance.headers.push("Set-Cookie", "session=dTpw");
        server.accept(&acceptance, NOW).unwrap();
    };
    let [client, server] = Pair { client, server, traces: Default::default() }.open(answer);
    for head in [sent(&client), received(&client), sent(&server), received(&server)].concat() {
        let head = String::from_utf8(head.to_vec()).unwrap();
        assert!(!head.contains("dTpw") && head.ends_with("\r\n\r\n"), "{head}");
    }
    let request = String::from_utf8(received(&server)[0].to_vec()).unwrap();
    assert!(request.contains("\r\nAuthorization: ***\r\n"), "{request}");
    assert!(request.contains("\r\ncookie: ***\r\n"), "{request}");
}

#[test]
fn nothing_is_traced_that_nobody_asked_for() {
    let answer = |server: &mut Connection| server.accept(&Acceptance::default(), NOW).unwrap();
    assert_eq!(Pair::new(false).open(answer), [Vec::new(), Vec::new()]);
}
