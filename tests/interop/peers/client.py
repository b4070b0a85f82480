"""A client made with the Python library websockets. It talks to an echo server.

usage: client.py URL CASE [ARGUMENT]

Each case is one of the coroutines below, which checks all that it sees, prints
it, and fails with a non-zero status at the first difference.
"""

import asyncio
import random
import ssl
import sys
import urllib.error
import urllib.request

from websockets.asyncio.client import connect
from websockets.exceptions import ConnectionClosed, InvalidStatus

from violations import VIOLATIONS, violate

SIZES = [125, 126, 127, 65535, 65536, 1 << 20]
CLOSES = [(1000, ""), (1000, "done"), (1001, "leaving"), (3000, "zażółć"), (4999, "bye"), (4000, "r" * 123)]


class Failed(Exception):
    pass


def check(what, seen, expected):
    """Compares, and prints what was seen, shortened."""
    if seen != expected or type(seen) is not type(expected):
        raise Failed(f"{what}: saw {seen!r:.200}, expected {expected!r:.200}")
    print(f"ok {what}: {seen!r:.60}", flush=True)


def dial(url, **options):
    # The library holds compressed frames against the limit too, and noise
    # grows when it is compressed: leave some room above 1 MiB.
    return connect(url, proxy=None, max_size=2 << 20, **options)


async def text(url):
    async with dial(url) as ws:
        for message in ["hello", "", "zażółć gęślą jaźń", "語 🦀 \u0000 \u2028", '{"json": [1, 2]}']:
            await ws.send(message)
            check("text", await ws.recv(), message)


async def binary(url):
    async with dial(url) as ws:
        for message in [b"\x00\xff\x80", b"", bytes(range(256)), "zażółć".encode()]:
            await ws.send(message)
            check("binary", await ws.recv(), message)


async def sizes(url):
    async with dial(url) as ws:
        for size in SIZES:
            for kind, message in [
                ("text", "x" * size),
                ("zeroes", bytes(size)),
                ("noise", random.Random(size).randbytes(size)),
            ]:
                await ws.send(message)
                check(f"{size} bytes of {kind}", await ws.recv(), message)


async def fragments(url):
    async with dial(url) as ws:
        await ws.send(["one ", "", "two ", "three"])
        check("text in fragments", await ws.recv(), "one two three")

        await ws.send([b"\x00", b"\xff" * 70000, b"\x01"])
        check("binary in fragments", await ws.recv(), b"\x00" + b"\xff" * 70000 + b"\x01")

        crab = "🦀".encode()
        await ws.send([crab[:1], crab[1:3], crab[3:]], text=True)
        check("text cut within a character", await ws.recv(), "🦀")

        async def pieces():
            yield "before "
            pong = await ws.ping(b"within")
            await pong
            yield "after"

        await ws.send(pieces())
        check("text with a ping between its fragments", await ws.recv(), "before after")


async def pings(url):
    """The library resolves a ping only by a pong of the same payload."""
    async with dial(url) as ws:
        for payload in [b"are you there?", b"", b"\x00\xff", b"p" * 125]:
            pong = await ws.ping(payload)
            await asyncio.wait_for(pong, 5)
            print(f"ok pong for {payload!r:.60}")


async def order(url):
    async with dial(url) as ws:
        sent = [f"message {n}" if n % 2 else n.to_bytes(2, "big") * n for n in range(400)]

        async def write():
            for message in sent:
                await ws.send(message)

        writer = asyncio.create_task(write())
        received = [await ws.recv() for _ in sent]
        await writer
        check("every message came back in order", received == sent, True)


async def closes(url):
    for code, reason in CLOSES:
        async with dial(url) as ws:
            await ws.close(code, reason)
            check("close", (ws.close_code, ws.close_reason), (code, reason))


async def empty_close(url):
    async with dial(url) as ws:
        async with ws.send_context():
            ws.protocol.send_close()
        await ws.wait_closed()
        check("close without a code", (ws.close_code, ws.protocol.close_rcvd is None), (1005, False))


async def too_big(url, limit):
    size = int(limit) + 1
    for kind, message in [("zeroes", bytes(size)), ("noise", random.Random(1).randbytes(size))]:
        async with dial(url) as ws:
            try:
                await ws.send(message)
                await ws.recv()
            except ConnectionClosed as closed:
                check(f"{size} bytes of {kind}", closed.rcvd and closed.rcvd.code, 1009)
            else:
                raise Failed(f"{size} bytes of {kind} passed the limit")


async def many(url, count="50"):
    async def converse(name):
        async with dial(url) as ws:
            for n in range(10):
                await ws.send(f"{name}: {n}")
            return [await ws.recv() for n in range(10)] == [f"{name}: {n}" for n in range(10)]

    answers = await asyncio.gather(*(converse(name) for name in range(int(count))))
    check("connections at once with all their echoes", sum(answers), int(count))


async def going_away(url):
    """Waits to be told that the server goes."""
    async with dial(url) as ws:
        await ws.send("hello")
        check("text", await ws.recv(), "hello")
        print("open", flush=True)
        await ws.wait_closed()
        check("close", ws.close_code, 1001)


async def subprotocol(url, expected):
    async with dial(url, subprotocols=["other", expected]) as ws:
        check("subprotocol", ws.subprotocol, expected)


async def origin(url, value):
    async with dial(url, origin=value) as ws:
        await ws.send("hello")
        check("text", await ws.recv(), "hello")


async def refused(url, status, origin=None):
    try:
        async with dial(url, origin=origin):
            raise Failed("the server accepted the handshake")
    except InvalidStatus as refusal:
        check("status of the refusal", refusal.response.status_code, int(status))


async def way(url, proxy="none", ca=None):
    """Talks to an echo server that is reached by a proxy, redirects or TLS."""
    trust = ssl.create_default_context(cafile=ca) if ca else None
    options = {"proxy": None if proxy == "none" else proxy}
    if url.startswith("wss:"):
        options["ssl"] = trust
    if proxy.startswith("https:"):
        options["proxy_ssl"] = trust
    async with connect(url, **options) as ws:
        await ws.send("hello")
        check("text", await ws.recv(), "hello")


async def plain_get(url, status):
    """What a browser's address bar would send."""
    opener = urllib.request.build_opener(urllib.request.ProxyHandler({}))
    try:
        opener.open(url.replace("ws://", "http://"), timeout=10)
        raise Failed("the server answered a plain request with success")
    except urllib.error.HTTPError as answer:
        check("status of the answer", answer.code, int(status))
        check("upgrade that it asks for", answer.headers["Upgrade"], "websocket")


async def violations(url):
    for what, (wire, code) in VIOLATIONS.items():
        close = violate(url, wire)
        check(what, close and close.code, code)


if __name__ == "__main__":
    _, url, case, *arguments = sys.argv
    try:
        asyncio.run(asyncio.wait_for(globals()[case](url, *arguments), 20))
    except Failed as failure:
        sys.exit(f"FAILED {failure}")
    except (OSError, TimeoutError, ConnectionClosed, InvalidStatus) as error:
        sys.exit(f"FAILED {case}: {type(error).__name__}: {error}")
