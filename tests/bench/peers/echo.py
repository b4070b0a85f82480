"""An echo server made with the Python library websockets.

usage: echo.py --listen HOST:PORT [--bits N --mem-level N --level N [--no-context-takeover]]

Without --bits it declines compression.
"""

import argparse
import asyncio
import sys

from websockets.asyncio.server import serve
from websockets.exceptions import ConnectionClosed
from websockets.extensions.permessage_deflate import ServerPerMessageDeflateFactory


async def echo(ws):
    try:
        async for message in ws:
            await ws.send(message)
    except ConnectionClosed:
        pass  # the load ends without a closing handshake


def extensions(options):
    if options.bits is None:
        return None
    factory = ServerPerMessageDeflateFactory(
        server_no_context_takeover=options.no_context_takeover,
        client_no_context_takeover=options.no_context_takeover,
        server_max_window_bits=options.bits,
        client_max_window_bits=options.bits,
        compress_settings={"level": options.level, "memLevel": options.mem_level},
    )
    return [factory]


async def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--listen", default="127.0.0.1:0")
    parser.add_argument("--bits", type=int)
    parser.add_argument("--mem-level", type=int)
    parser.add_argument("--level", type=int)
    parser.add_argument("--no-context-takeover", action="store_true")
    options = parser.parse_args()
    host, _, port = options.listen.rpartition(":")
    # What the other servers have: the same limit, and no keepalive.
    settings = {"max_size": 64 << 20, "ping_interval": None}
    compression = {"compression": None, "extensions": extensions(options)}
    async with serve(echo, host, int(port), **settings, **compression) as server:
        host, port = server.sockets[0].getsockname()[:2]
        print(f"listening on ws://{host}:{port}", file=sys.stderr, flush=True)
        await asyncio.get_running_loop().create_future()


asyncio.run(main())
