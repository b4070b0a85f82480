//! What both commands take.

use std::path::PathBuf;

use clap::{ArgAction, Args};
use witsocket_host::{Config, Limits, Timeouts};

use super::super::deflate::DeflateKeys;
use super::super::names::CompressName;
use super::super::values::{Count, Seconds, Size};
use super::{LIMITS, TIMEOUTS};

/// What both commands take.
#[derive(Args, Debug)]
pub struct Common {
    /// Do without compression
    #[arg(long)]
    pub no_deflate: bool,

    /// Compress so, see below
    #[arg(long, value_name = "KEY=VALUE,..", conflicts_with = "no_deflate")]
    pub deflate: Option<DeflateKeys>,

    /// Compress messages auto, always or never, once
    /// compression is agreed on [default: auto]
    #[arg(
        long,
        value_name = "WHEN",
        value_enum,
        default_value_t,
        hide_default_value = true,
        hide_possible_values = true,
        verbatim_doc_comment
    )]
    pub compress: CompressName,

    /// Send long messages in frames of this many bytes
    #[arg(long, value_name = "BYTES")]
    pub fragment: Option<Size>,

    /// Do not answer pings
    #[arg(long)]
    pub no_auto_pong: bool,

    /// Run this component of the protocol in place of
    /// the own one, such as one with extensions
    #[arg(long, value_name = "FILE", verbatim_doc_comment)]
    pub component: Option<PathBuf>,

    /// Log to stderr, -vvv every frame
    #[arg(short, long, action = ArgAction::Count)]
    pub verbose: u8,

    /// The largest message to accept
    #[arg(long, env = "WITSOCKET_MAX_MESSAGE", hide_env = true, value_name = "BYTES", help_heading = LIMITS,
        default_value_t = Size(Limits::default().max_message))]
    pub max_message: Size,

    /// The largest frame to accept
    #[arg(long, env = "WITSOCKET_MAX_FRAME", hide_env = true, value_name = "BYTES", help_heading = LIMITS,
        default_value_t = Size(Limits::default().max_frame))]
    pub max_frame: Size,

    /// The most frames in a message
    #[arg(long, env = "WITSOCKET_MAX_FRAGMENTS", hide_env = true, value_name = "N", help_heading = LIMITS,
        default_value_t = Count(Limits::default().max_fragments))]
    pub max_fragments: Count,

    /// How many times longer a message may be than
    /// what came of it, if it was compressed
    #[arg(long, env = "WITSOCKET_MAX_RATIO", hide_env = true, value_name = "N", help_heading = LIMITS,
        default_value_t = Count(Limits::default().max_ratio), verbatim_doc_comment)]
    pub max_ratio: Count,

    /// The longest line of a request or response
    #[arg(long, env = "WITSOCKET_MAX_LINE", hide_env = true, value_name = "BYTES", help_heading = LIMITS,
        default_value_t = Size::from(Limits::default().max_line))]
    pub max_line: Size,

    /// The most headers of a request or response
    #[arg(long, env = "WITSOCKET_MAX_HEADERS", hide_env = true, value_name = "N", help_heading = LIMITS,
        default_value_t = Count(Some(Limits::default().max_headers)))]
    pub max_headers: Count,

    /// The longest head of a request or response
    #[arg(long, env = "WITSOCKET_MAX_HEAD", hide_env = true, value_name = "BYTES", help_heading = LIMITS,
        default_value_t = Size::from(Limits::default().max_head))]
    pub max_head: Size,

    /// What may wait for a slow peer at most
    #[arg(long, env = "WITSOCKET_MAX_BUFFERED", hide_env = true, value_name = "BYTES", help_heading = LIMITS,
        default_value_t = Size::from(Limits::default().max_buffered))]
    pub max_buffered: Size,

    /// Sending pauses when this much waits for the peer
    #[arg(long, env = "WITSOCKET_HIGH_WATER", hide_env = true, value_name = "BYTES", help_heading = LIMITS,
        default_value_t = Size::from(Limits::default().high_water))]
    pub high_water: Size,

    /// and goes on when this much is left
    #[arg(long, env = "WITSOCKET_LOW_WATER", hide_env = true, value_name = "BYTES", help_heading = LIMITS,
        default_value_t = Size::from(Limits::default().low_water))]
    pub low_water: Size,

    /// Messages that wait for us when reading pauses
    #[arg(long, env = "WITSOCKET_QUEUE", hide_env = true, value_name = "N", help_heading = LIMITS,
        default_value_t = Config::default().queue)]
    pub queue: usize,

    /// For the opening handshake
    #[arg(long, env = "WITSOCKET_OPEN_TIMEOUT", hide_env = true, value_name = "S", help_heading = TIMEOUTS,
        default_value_t = Seconds(Timeouts::default().open))]
    pub open_timeout: Seconds,

    /// For the closing handshake
    #[arg(long, env = "WITSOCKET_CLOSE_TIMEOUT", hide_env = true, value_name = "S", help_heading = TIMEOUTS,
        default_value_t = Seconds(Timeouts::default().close))]
    pub close_timeout: Seconds,

    /// Between two pings
    #[arg(long, env = "WITSOCKET_PING_INTERVAL", hide_env = true, value_name = "S", help_heading = TIMEOUTS,
        default_value_t = Seconds(Timeouts::default().ping_interval))]
    pub ping_interval: Seconds,

    /// For the answer to a ping
    #[arg(long, env = "WITSOCKET_PING_TIMEOUT", hide_env = true, value_name = "S", help_heading = TIMEOUTS,
        default_value_t = Seconds(Timeouts::default().ping_timeout))]
    pub ping_timeout: Seconds,

    /// Without a message, before closing
    #[arg(long, env = "WITSOCKET_IDLE_TIMEOUT", hide_env = true, value_name = "S", help_heading = TIMEOUTS,
        default_value_t = Seconds(Timeouts::default().idle))]
    pub idle_timeout: Seconds,

    /// From a message's first byte to its last
    #[arg(long, env = "WITSOCKET_MESSAGE_TIMEOUT", hide_env = true, value_name = "S", help_heading = TIMEOUTS,
        default_value_t = Seconds(Timeouts::default().message))]
    pub message_timeout: Seconds,

    /// For all of a connection, before closing
    #[arg(long, env = "WITSOCKET_LIFETIME", hide_env = true, value_name = "S", help_heading = TIMEOUTS,
        default_value_t = Seconds(Timeouts::default().lifetime))]
    pub lifetime: Seconds,
}
