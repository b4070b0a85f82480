//! Connections that an HTTP server of the application's hands over.

use std::io;
use std::os::fd::OwnedFd;
use std::pin::Pin;
use std::task::{Context, Poll, ready};

use bytes::{Buf, Bytes};
use http::Version;
use tokio::io::{AsyncRead, AsyncWrite, ReadBuf};
use tokio::sync::oneshot;

use super::Server;
use crate::connection::{Connected, Transport};

impl Server {
    /// Has this server answer a request that an HTTP server got: one of hyper, axum or the like.
    ///
    /// The response is to be sent as it is. If it opens a connection, there is an [`Upgrade`],
    /// which is to be given the stream that the HTTP server then lets go of. Everything else, from
    /// policy to handler, is as if the request had come to a listener of this server, which needs
    /// none of its own. What the connection comes from is not known to it.
    pub async fn upgrade<B>(
        &self,
        request: &http::Request<B>,
    ) -> (http::Response<Bytes>, Option<Upgrade>) {
        let (answer, answered) = oneshot::channel();
        let (give, given) = oneshot::channel();
        self.accept(Mounted {
            request: head(request),
            response: Vec::new(),
            answer: Some(answer),
            stream: Stream::Awaited(given),
        });
        let response = answered.await.ok().and_then(|bytes| parse(&bytes));
        let Some(response) = response else {
            // It did not deserve an answer, or the server is gone.
            let mut refused = http::Response::default();
            *refused.status_mut() = http::StatusCode::BAD_REQUEST;
            return (refused, None);
        };
        let opens = response.status() == http::StatusCode::SWITCHING_PROTOCOLS;
        (response, opens.then_some(Upgrade { stream: give }))
    }
}

/// A connection that waits for its stream. Dropped, it is lost.
#[must_use = "a connection waits for its stream"]
pub struct Upgrade {
    stream: oneshot::Sender<Given>,
}

impl Upgrade {
    /// Gives the connection what it goes over from now on.
    pub fn complete<T>(self, stream: T)
    where
        T: AsyncRead + AsyncWrite + Send + Unpin + 'static,
    {
        // The connection may have timed out.
        let _ = self.stream.send(Given::Stream(Box::new(stream)));
    }

    /// Gives the connection the socket that it goes over from now on: one of TCP, or a Unix socket.
    ///
    /// # Errors
    ///
    /// If it is no such socket, or not connected.
    pub fn complete_socket(self, socket: impl Into<OwnedFd>) -> io::Result<()> {
        let _ = self.stream.send(Given::Socket(Connected::new(socket.into())?));
        Ok(())
    }
}

/// A transport whose first bytes are an HTTP server's business.
struct Mounted {
    /// What is left to read of the request.
    request: Bytes,
    /// What was written of the response.
    response: Vec<u8>,
    answer: Option<oneshot::Sender<Vec<u8>>>,
    stream: Stream,
}

enum Stream {
    Awaited(oneshot::Receiver<Given>),
    Given(Box<dyn Transport + Send>),
}

/// What an application may give.
enum Given {
    Stream(Box<dyn Transport + Send>),
    Socket(Connected),
}

impl Mounted {
    fn poll_stream(
        &mut self,
        cx: &mut Context<'_>,
    ) -> Poll<io::Result<Pin<&mut (dyn Transport + Send)>>> {
        if let Stream::Awaited(given) = &mut self.stream {
            let given = ready!(Pin::new(given).poll(cx));
            self.stream =
                Stream::Given(match given.map_err(|_| io::ErrorKind::ConnectionReset)? {
                    Given::Stream(stream) => stream,
                    Given::Socket(socket) => socket.open()?.0,
                });
        }
        Poll::Ready(match &mut self.stream {
            Stream::Given(stream) => Ok(Pin::new(&mut **stream)),
            Stream::Awaited(_) => Err(io::ErrorKind::NotConnected.into()),
        })
    }

    fn answer(&mut self) {
        if let Some(answer) = self.answer.take() {
            // Who asked may have gone.
            let _ = answer.send(std::mem::take(&mut self.response));
        }
    }
}

impl AsyncRead for Mounted {
    fn poll_read(
        mut self: Pin<&mut Self>,
        cx: &mut Context<'_>,
        buffer: &mut ReadBuf<'_>,
    ) -> Poll<io::Result<()>> {
        if self.request.is_empty() {
            return ready!(self.poll_stream(cx))?.poll_read(cx, buffer);
        }
        let length = self.request.len().min(buffer.remaining());
        buffer.put_slice(&self.request[..length]);
        self.request.advance(length);
        Poll::Ready(Ok(()))
    }
}

impl AsyncWrite for Mounted {
    fn poll_write(
        mut self: Pin<&mut Self>,
        cx: &mut Context<'_>,
        bytes: &[u8],
    ) -> Poll<io::Result<usize>> {
        if self.answer.is_none() {
            return ready!(self.poll_stream(cx))?.poll_write(cx, bytes);
        }
        let before = self.response.len();
        self.response.extend_from_slice(bytes);
        // The end of a head that opens a connection. Other responses end with the stream.
        if self.response.starts_with(b"HTTP/1.1 101")
            && let Some(end) = self.response.windows(4).position(|four| four == b"\r\n\r\n")
        {
            self.response.truncate(end + 4);
            let written = self.response.len() - before;
            self.answer();
            return Poll::Ready(Ok(written));
        }
        Poll::Ready(Ok(bytes.len()))
    }

    fn poll_flush(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        match &mut self.stream {
            Stream::Given(stream) => Pin::new(&mut **stream).poll_flush(cx),
            Stream::Awaited(_) => Poll::Ready(Ok(())),
        }
    }

    fn poll_shutdown(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        if self.answer.is_some() {
            self.answer();
            // The rest of the conversation is the HTTP server's.
            self.stream = Stream::Given(Box::new(tokio::io::empty()));
        }
        ready!(self.poll_stream(cx))?.poll_shutdown(cx)
    }
}

/// The request as it came, but for the case of its names.
fn head<B>(request: &http::Request<B>) -> Bytes {
    let version = if request.version() == Version::HTTP_10 { "1.0" } else { "1.1" };
    let target = request.uri().path_and_query().map_or("/", |target| target.as_str());
    let mut head = format!("{} {target} HTTP/{version}\r\n", request.method()).into_bytes();
    for (name, value) in request.headers() {
        for part in [name.as_str().as_bytes(), b": ", value.as_bytes(), b"\r\n"] {
            head.extend_from_slice(part);
        }
    }
    head.extend_from_slice(b"\r\n");
    head.into()
}

fn parse(bytes: &[u8]) -> Option<http::Response<Bytes>> {
    let mut headers = [httparse::EMPTY_HEADER; MAX_HEADERS];
    let mut parsed = httparse::Response::new(&mut headers);
    let httparse::Status::Complete(length) = parsed.parse(bytes).ok()? else { return None };
    let mut response = http::Response::builder().status(parsed.code?);
    for header in parsed.headers.iter() {
        response = response.header(header.name, header.value);
    }
    response.body(Bytes::copy_from_slice(bytes.get(length..)?)).ok()
}

const MAX_HEADERS: usize = 256;
