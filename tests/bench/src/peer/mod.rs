//! Echo servers of other libraries, set up as their documentation says, on one thread.

mod fastwebsockets;
mod tungstenite;
mod yawc;

use std::{future::Future, net::SocketAddr};

use anyhow::Result;
use clap::{Args, ValueEnum};
use tokio::net::{TcpListener, TcpStream};

#[derive(Args)]
pub struct PeerArgs {
    peer: Peer,
    /// Address to listen on; port 0 takes a free one.
    #[arg(long, default_value = "127.0.0.1:0")]
    listen: SocketAddr,
    /// Size of the messages to come, to tune a peer that can be; without it, the peer's defaults.
    #[arg(long, value_name = "BYTES")]
    message_size: Option<usize>,
    #[command(flatten)]
    compression: Compression,
}

/// How a peer that can compresses.
#[derive(Args)]
struct Compression {
    /// The most bits of both windows; without it, compression is declined.
    #[arg(long)]
    bits: Option<u8>,
    #[arg(long, default_value_t = 6)]
    level: u32,
    /// Not every peer knows it.
    #[arg(long)]
    mem_level: Option<u8>,
    /// In both directions.
    #[arg(long)]
    no_context_takeover: bool,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
enum Peer {
    Tungstenite,
    Fastwebsockets,
    Yawc,
}

/// Serves until the process is killed.
pub fn serve(args: &PeerArgs) -> Result<()> {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_io().build()?;
    runtime.block_on(async {
        let listener = TcpListener::bind(args.listen).await?;
        eprintln!("listening on ws://{}", listener.local_addr()?);
        match args.peer {
            Peer::Tungstenite => {
                accept(listener, |stream| tungstenite::echo(stream, args.message_size)).await
            }
            Peer::Fastwebsockets => accept(listener, fastwebsockets::echo).await,
            Peer::Yawc => {
                let options = yawc::options(&args.compression);
                accept(listener, |stream| yawc::echo(stream, options.clone())).await
            }
        }
    })
}

async fn accept<F>(listener: TcpListener, echo: impl Fn(TcpStream) -> F) -> Result<()>
where
    F: Future<Output = ()> + Send + 'static,
{
    loop {
        let (stream, _) = listener.accept().await?;
        stream.set_nodelay(true)?;
        tokio::spawn(echo(stream));
    }
}
