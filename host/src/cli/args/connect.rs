//! `witsocket connect`.

use std::num::NonZeroU64;
use std::path::PathBuf;

use clap::Args;
use witsocket_host::{Backoff, Config, Limits};

use super::super::values::{Header, HostPort, Login, Seconds, Size, TextOrNone};
use super::{Common, LIMITS, RECONNECT, WAY};

/// Send the lines of stdin as messages, print those that come
#[derive(Args, Debug)]
#[command(
    display_name = "witsocket",
    after_help = "\
-H, --subprotocol, --sensitive and --alpn can be given many times.

Text messages are printed as lines, binary ones as `(binary)` and hexadecimal
digits. A terminal gets no control characters of the peer: they are shown as
\\x1b, and --binary is as hexadecimal as ever.

If stdin and stdout are terminals, lines are edited as in a shell, Ctrl-R finds
former ones, and what comes is shown above, behind `< `. Ctrl-D closes the
connection, as Ctrl-C does. Transfers that take long show their progress on
stderr, if that is a terminal and stdout is none.

Without --proxy the environment names one, in wss_proxy or ws_proxy,
socks_proxy, https_proxy, for ws: URLs http_proxy, and all_proxy; no_proxy has
exceptions.

At the end of stdin the connection is closed with code 1000, when the peer has
been silent for 0.2 s, or after 1 s if it sent as many messages as it got; on
SIGINT at once. What comes until the peer has closed too is printed. A second
signal does not wait: that is status 1.

With --json each event is an object on a line, with one of the types open
(subprotocol, status, headers), text (data), binary (data), ping (data), pong
(data, latency_ms) and close (received, sent, clean). Data is in base64 but in
text; received and sent have a code and a reason, or are null.

Keys of --deflate: server_max_window_bits and client_max_window_bits from 8 to
15, server_no_context_takeover, client_no_context_takeover,
require_client_max_window_bits, level from 0 to 9, mem_level from 1 to 9,
strategy (default, filtered, huffman_only, rle, fixed), threshold in bytes.

The limits, timeouts, delays, --max-redirects, --user-agent and --history can be
set in the environment as well, as WITSOCKET_MAX_MESSAGE or
WITSOCKET_OPEN_TIMEOUT; flags win.

Exit status:
  0 after a clean close: both sides gave 1000, 1001 or no code
  1 after any other end, with the reason on stderr
  2 if the command line is wrong

Examples:
  witsocket connect ws://127.0.0.1:8765/
  witsocket connect -H 'Cookie: a=b' --json ws://127.0.0.1:8765/chat
  witsocket connect --binary ws://127.0.0.1:8765/ <photo >copy"
)]
pub struct Connect {
    /// ws[s]://[USER:PASSWORD@]HOST[:PORT][/PATH], or
    /// ws[s]+unix:FILE for a Unix socket
    #[arg(value_name = "URL", verbatim_doc_comment)]
    pub url: String,

    /// Add a header to the request
    #[arg(short = 'H', long, value_name = "NAME: VALUE")]
    pub header: Vec<Header>,

    /// Offer this subprotocol; best first
    #[arg(long, value_name = "NAME")]
    pub subprotocol: Vec<String>,

    /// Say that a page of this origin asks
    #[arg(long)]
    pub origin: Option<String>,

    /// Name the program, or leave the header out
    #[arg(long, env = "WITSOCKET_USER_AGENT", hide_env = true, value_name = "TEXT|none", hide_default_value = true,
        default_value_t = TextOrNone(Config::default().product))]
    pub user_agent: TextOrNone,

    /// Send all of stdin as one binary message,
    /// and print binary messages as they are
    #[arg(long, verbatim_doc_comment)]
    pub binary: bool,

    /// Print every event as a line of JSON
    #[arg(long)]
    pub json: bool,

    /// Close the connection when N messages have come
    #[arg(short = 'n', long, value_name = "N")]
    pub count: Option<NonZeroU64>,

    /// Close with this code; 1005 is none
    #[arg(long, value_name = "N", default_value_t = 1000)]
    pub close_code: u16,

    /// and this reason
    #[arg(long, value_name = "TEXT", default_value = "", hide_default_value = true)]
    pub close_reason: String,

    /// Keep the lines that were typed in this file
    #[arg(long, env = "WITSOCKET_HISTORY", hide_env = true, value_name = "FILE")]
    pub history: Option<PathBuf>,

    /// Log in with Basic
    #[arg(long, value_name = "USER:PASSWORD", help_heading = WAY)]
    pub basic: Option<Login>,

    /// Log in with Digest, and never send the password
    #[arg(long, value_name = "USER:PASSWORD", help_heading = WAY, conflicts_with = "basic")]
    pub digest: Option<Login>,

    /// Keep this header from other origins after a
    /// redirect, as Authorization and Cookie are
    #[arg(long, value_name = "NAME", help_heading = WAY, verbatim_doc_comment)]
    pub sensitive: Vec<String>,

    /// Go through this proxy: http, https, socks4,
    /// socks4a, socks5 or socks5h
    /// [default: that of the environment]
    #[arg(long, value_name = "URL|none", help_heading = WAY, verbatim_doc_comment)]
    pub proxy: Option<TextOrNone>,

    /// Connect there, whatever the URL says
    #[arg(long, value_name = "HOST:PORT", help_heading = WAY)]
    pub to: Option<HostPort>,

    /// Connect to this Unix socket
    #[arg(long, value_name = "PATH", help_heading = WAY, conflicts_with = "to")]
    pub unix: Option<String>,

    /// Trust the authorities in this PEM file only
    #[arg(long, value_name = "FILE", help_heading = WAY)]
    pub ca: Option<PathBuf>,

    /// Have the certificate in this PEM file
    #[arg(long, value_name = "FILE", help_heading = WAY, requires = "key")]
    pub cert: Option<PathBuf>,

    /// and the private key in this one
    #[arg(long, value_name = "FILE", help_heading = WAY, requires = "cert")]
    pub key: Option<PathBuf>,

    /// Take a server of this name, not the URL's
    #[arg(long, value_name = "NAME", help_heading = WAY)]
    pub server_name: Option<String>,

    /// Offer this protocol in the TLS handshake
    #[arg(long, value_name = "NAME", help_heading = WAY)]
    pub alpn: Vec<String>,

    /// Trust anybody: do not check certificates
    #[arg(long, help_heading = WAY, conflicts_with = "ca")]
    pub insecure: bool,

    /// Redirects to follow
    #[arg(long, env = "WITSOCKET_MAX_REDIRECTS", hide_env = true, value_name = "N", help_heading = WAY, default_value_t = 10)]
    pub max_redirects: u32,

    /// Do not wait while another connection to the
    /// same address is being opened
    #[arg(long, help_heading = WAY, verbatim_doc_comment)]
    pub no_gate: bool,

    /// Connect again whenever the connection fails,
    /// or ends before stdin does
    #[arg(long, help_heading = WAY, verbatim_doc_comment)]
    pub reconnect: bool,

    /// A random part of this before the first
    #[arg(long, env = "WITSOCKET_BACKOFF_INITIAL", hide_env = true, value_name = "S", help_heading = RECONNECT,
        default_value_t = Seconds(Some(Backoff::default().initial)))]
    pub backoff_initial: Seconds,

    /// Before the second
    #[arg(long, env = "WITSOCKET_BACKOFF_MIN", hide_env = true, value_name = "S", help_heading = RECONNECT,
        default_value_t = Seconds(Some(Backoff::default().min)))]
    pub backoff_min: Seconds,

    /// so many times longer before each of the others
    #[arg(long, env = "WITSOCKET_BACKOFF_FACTOR", hide_env = true, value_name = "X", help_heading = RECONNECT,
        default_value_t = Backoff::default().factor)]
    pub backoff_factor: f64,

    /// and this at most
    #[arg(long, env = "WITSOCKET_BACKOFF_MAX", hide_env = true, value_name = "S", help_heading = RECONNECT,
        default_value_t = Seconds(Some(Backoff::default().max)))]
    pub backoff_max: Seconds,

    #[command(flatten)]
    pub common: Common,

    /// What to keep of the body of a refusal
    #[arg(long, env = "WITSOCKET_MAX_BODY", hide_env = true, value_name = "BYTES", help_heading = LIMITS,
        default_value_t = Size::from(Limits::default().max_body))]
    pub max_body: Size,
}
