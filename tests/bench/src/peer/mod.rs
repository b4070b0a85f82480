//! Echo servers of other libraries, set up as their documentation says, on one thread.

mod fastwebsockets;
mod tungstenite;

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
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
enum Peer {
    Tungstenite,
    Fastwebsockets,
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
