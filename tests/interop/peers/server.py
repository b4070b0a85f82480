"""A server made with the Python library websockets, for any client.

usage: server.py [--port N] [--max-message BYTES] [--tls DIRECTORY]

It prints `listening on ws://127.0.0.1:PORT` on stderr, and ends when it gets
SIGTERM: each open connection is then closed with 1001. With --tls, it takes
server.pem and server.key from there.

The path of a request says what the server does. Everything that it sees goes
to stdout, one line each. It checks what a client must do, and ends with a
non-zero status at the first difference.
"""

import argparse
import asyncio
import base64
import os
import signal
import socket
import ssl
import struct
import sys
import urllib.parse
import zlib

from websockets.asyncio.server import serve
from websockets.exceptions import ConnectionClosed


async def echo(ws):
    """/ sends each message back."""
    async for message in ws:
        await ws.send(message)


async def tell(ws):
    """/tell prints the kind, size and CRC-32 of each message."""
    async for message in ws:
        kind, data = ("text", message.encode()) if isinstance(message, str) else ("binary", message)
        print(f"{kind} {len(data)} {zlib.crc32(data)}", flush=True)


async def pings(ws):
    """/pings checks that pings are answered by pongs of the same payload."""
    payloads = [b"are you there?", b"", b"\x00\xff", b"p" * 125]
    for payload in payloads:
        pong = await ws.ping(payload)
        await asyncio.wait_for(pong, 5)
    await ws.send(f"{len(payloads)} pings answered")
    await ws.close()


async def close(ws, code=None, reason=""):
    """/close/CODE/REASON closes; /close does so without a code."""
    if code is None:
        async with ws.send_context():
            ws.protocol.send_close()
    else:
        await ws.close(int(code), urllib.parse.unquote(reason))


async def kinds(ws):
    """/kinds sends one of each kind of frame."""
    await ws.send("zażółć")
    await ws.send(b"\x00\xff\x10")
    await ws.send("")
    pong = await ws.ping(b"ping")
    await asyncio.wait_for(pong, 5)
    await ws.pong(b"unsolicited")
    await ws.close(1000, "done")


async def fragments(ws):
    """/fragments sends a text in fragments, with a ping between them."""

    async def pieces():
        yield "one "
        pong = await ws.ping(b"within")
        await asyncio.wait_for(pong, 5)
        yield "two "
        yield "three"

    await ws.send(pieces())
    await ws.close()


async def headers(ws, names):
    """/headers/A,B sends the request's headers of these names, a text each."""
    for name in names.split(","):
        values = ws.request.headers.get_all(name)
        await ws.send(f"{name}: {', '.join(values) if values else '(none)'}")
    await ws.close()


async def raw(ws, wire):
    """/raw/HEX writes these bytes after the handshake."""
    ws.transport.write(bytes.fromhex(wire))
    await ws.wait_closed()


async def reset(ws):
    """/reset cuts the connection with RST."""
    linger = struct.pack("ii", 1, 0)
    ws.transport.get_extra_info("socket").setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, linger)
    ws.transport.abort()


async def eof(ws):
    """/eof ends the connection without a close frame."""
    ws.transport.close()


SCENES = {scene.__name__: scene for scene in [tell, pings, close, kinds, fragments, headers, raw, reset, eof]}


async def converse(ws):
    name, *arguments = ws.request.path.lstrip("/").split("/")
    try:
        await SCENES.get(name, echo)(ws, *arguments)
    except ConnectionClosed:
        pass  # which the client may do at any time; the last line says how
    except Exception as error:
        print(f"FAILED {name}: {type(error).__name__}: {error}", file=sys.stderr, flush=True)
        os._exit(1)
    await ws.wait_closed()
    print(f"closed {ws.close_code} {ws.close_reason}".rstrip(), flush=True)


def screen(ws, request):
    """/refuse/STATUS refuses; /secret does so without `user:password`."""
    name, *arguments = request.path.lstrip("/").split("/")
    if name == "refuse":
        return ws.respond(int(arguments[0]), "go away\n")
    expected = "Basic " + base64.b64encode(b"user:password").decode()
    if name == "secret" and request.headers.get("Authorization") != expected:
        response = ws.respond(401, "who are you?\n")
        response.headers["WWW-Authenticate"] = 'Basic realm="secret"'
        return response


def choose(ws, offered):
    return "chat" if "chat" in offered else None


async def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--port", type=int, default=0)
    parser.add_argument("--max-message", type=int, default=1 << 20)
    parser.add_argument("--tls")
    options = parser.parse_args()
    tls = None
    if options.tls:
        tls = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        tls.load_cert_chain(f"{options.tls}/server.pem", f"{options.tls}/server.key")

    stop = asyncio.Event()
    asyncio.get_running_loop().add_signal_handler(signal.SIGTERM, stop.set)
    async with serve(
        converse,
        "127.0.0.1",
        options.port,
        process_request=screen,
        select_subprotocol=choose,
        max_size=options.max_message,
        ssl=tls,
    ) as server:
        port = server.sockets[0].getsockname()[1]
        print(f"listening on {'wss' if tls else 'ws'}://127.0.0.1:{port}", file=sys.stderr, flush=True)
        await stop.wait()


if __name__ == "__main__":
    asyncio.run(main())
