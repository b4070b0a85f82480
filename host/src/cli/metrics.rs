//! Counters of the server in the text format of Prometheus (version 0.0.4).

use std::fmt::Write as _;
use std::sync::Arc;
use std::thread;

use witsocket_host::{Decision, Request, Response, Server, ServerStats, blocking};

use super::exit::Failure;
use super::values::HostPort;

/// Serves the counters of a server at an address of their own.
///
/// This server has a thread of its own, so that nobody else waits for the counting.
pub async fn serve(address: &HostPort, server: Arc<Server>) -> Result<Server, Failure> {
    let answer = move |request: &Request| Decision::Reject(answer(request, &server));
    let metrics = Server::builder().shards(1).listen(&*address.0).on_request(answer);
    metrics.start(async |_| {}).await.map_err(|error| {
        Failure::new(format_args!("cannot serve metrics at {}: {error}", address.0))
    })
}

fn answer(request: &Request, server: &Server) -> Response {
    match request.path() {
        "/metrics" => {
            let mut headers = witsocket_host::Headers::default();
            headers.push("Content-Type", "text/plain; version=0.0.4; charset=utf-8");
            headers.push("Cache-Control", "no-store");
            Response {
                status: 200,
                reason: "OK".into(),
                headers,
                body: text(&count(server)).into(),
                ..Response::default()
            }
        }
        _ => Response {
            status: 404,
            reason: "Not Found".into(),
            body: "see /metrics\n".into(),
            ..Response::default()
        },
    }
}

/// Counts on a thread of its own: this one drives connections, and must not wait for others.
fn count(server: &Server) -> ServerStats {
    let count = || blocking::wait(server.stats());
    thread::scope(|scope| scope.spawn(count).join()).unwrap_or_default()
}

/// Its name, its type, what it is, and its values by their labels.
type Metric<'a> = (&'a str, &'a str, &'a str, &'a [(&'a str, u64)]);

fn text(stats: &ServerStats) -> String {
    let ServerStats { accepted, opened, refused, closed_clean, closed_abnormal, .. } = *stats;
    let metrics: [Metric<'_>; 13] = [
        (
            "connections",
            "gauge",
            "Connections by state.",
            &[
                ("{state=\"open\"}", stats.open),
                ("{state=\"other\"}", stats.present.saturating_sub(stats.open)),
            ],
        ),
        (
            "connections_accepted_total",
            "counter",
            "Connections that were accepted.",
            &[("", accepted)],
        ),
        (
            "handshakes_total",
            "counter",
            "Opening handshakes by outcome.",
            &[("{outcome=\"opened\"}", opened), ("{outcome=\"refused\"}", refused)],
        ),
        (
            "connections_closed_total",
            "counter",
            "Open connections that ended, by how.",
            &[("{end=\"clean\"}", closed_clean), ("{end=\"abnormal\"}", closed_abnormal)],
        ),
        (
            "traps_total",
            "counter",
            "Connections that were lost with their sandbox.",
            &[("", stats.trapped)],
        ),
        (
            "handler_failures_total",
            "counter",
            "Handlers that failed.",
            &[("", stats.handlers_failed)],
        ),
        (
            "received_bytes_total",
            "counter",
            "Bytes from transports.",
            &[("", stats.bytes_received)],
        ),
        ("sent_bytes_total", "counter", "Bytes to transports.", &[("", stats.bytes_sent)]),
        (
            "frames_total",
            "counter",
            "Frames by direction.",
            &[
                ("{direction=\"received\"}", stats.frames_received),
                ("{direction=\"sent\"}", stats.frames_sent),
            ],
        ),
        (
            "messages_total",
            "counter",
            "Messages by direction.",
            &[
                ("{direction=\"received\"}", stats.messages_received),
                ("{direction=\"sent\"}", stats.messages_sent),
            ],
        ),
        (
            "message_bytes_total",
            "counter",
            "Bytes of messages by direction.",
            &[
                ("{direction=\"received\"}", stats.data_received),
                ("{direction=\"sent\"}", stats.data_sent),
            ],
        ),
        (
            "payload_bytes_total",
            "counter",
            "Bytes that messages took in their frames: fewer, if compressed.",
            &[
                ("{direction=\"received\"}", stats.payload_received),
                ("{direction=\"sent\"}", stats.payload_sent),
            ],
        ),
        ("buffered_bytes", "gauge", "Bytes that wait for transports.", &[("", stats.buffered)]),
    ];
    let mut text = String::new();
    for (name, kind, help, samples) in metrics {
        // Writing to a `String` does not fail.
        let _ = write!(text, "# HELP witsocket_{name} {help}\n# TYPE witsocket_{name} {kind}\n");
        for (labels, value) in samples {
            let _ = writeln!(text, "witsocket_{name}{labels} {value}");
        }
    }
    // The only one that is no whole number.
    let (count, sum) = (stats.pongs, stats.latency_sum.as_secs_f64());
    let _ = write!(
        text,
        "# HELP witsocket_ping_seconds Round trips of pings.\n\
         # TYPE witsocket_ping_seconds summary\n\
         witsocket_ping_seconds_sum {sum}\n\
         witsocket_ping_seconds_count {count}\n"
    );
    text
}
