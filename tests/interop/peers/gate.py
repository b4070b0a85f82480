"""A server that says something else before it lets a WebSocket in.

usage: gate.py [--tls DIRECTORY] [--proxy-challenge NAMES] [--proxy-answer HEAD]

It prints `listening on ws://127.0.0.1:PORT` on stderr, and ends at SIGTERM.
With --tls, it takes server.pem and server.key from there.

The path of a request says what is answered; connections stay open for the next
request, unless something else is said. Where a request is let in, an echo
server made with the Python library websockets answers it.

/                         lets in
/redirect/STATUS?WHERE    says WHERE in `Location`, with its %XX decoded; nothing says nothing
/hops/N                   redirects N times, then lets in
/auth/NAMES?FLAGS         challenges with each of NAMES: Basic, MD5, SHA-256, MD5-sess, ..
                          FLAGS: stale, once; close, the connection after a 401; chunked
/first/N/STATUS/WORD      answers the first N requests with this path so, then lets in; the
                          STATUS `eof` ends the connection, `stall` says nothing

It is also an HTTP proxy, which asks for credentials by --proxy-challenge, and
answers with --proxy-answer instead of a 200 of its own; tunnels exist for any
2xx.

The password of everything is `pass:word`, the user's name `user`. A line on
stdout says of each request which credentials came with it. A violation of RFC
7616 ends the server with a non-zero status.
"""

import argparse
import asyncio
import base64
import collections
import os
import signal
import ssl
import sys
import urllib.parse

from websockets.asyncio.server import serve

from digest import Keeper, Violation

USER, PASSWORD = "user", "pass:word"


class Request:
    def __init__(self, head):
        self.head = head
        line, *fields = head.decode("latin-1").removesuffix("\r\n\r\n").split("\r\n")
        self.method, self.target, self.version = line.split(" ")
        self.path, _, self.query = self.target.partition("?")
        self.fields = collections.defaultdict(list)
        for field in fields:
            name, _, value = field.partition(":")
            self.fields[name.lower()].append(value.strip())

    def __getitem__(self, name):
        values = self.fields[name]
        if len(values) > 1:
            raise Violation(f"{name} comes {len(values)} times")
        return values[0] if values else ""

    def __str__(self):
        def scheme(name):
            return self[name].partition(" ")[0] or "none"

        cookie = self["cookie"] or "none"
        mine, proxys = scheme("authorization"), scheme("proxy-authorization")
        return f"{self.method} {self.target} authorization={mine} cookie={cookie} proxy-authorization={proxys}"


class Answer:
    def __init__(self, status, *fields, body=b"not yet\n", close=False, chunked=False):
        fields = [*fields, "Connection: close"] if close else [*fields]
        if chunked:
            fields.append("Transfer-Encoding: chunked")
            body = b"%x\r\n%s\r\n0\r\n\r\n" % (len(body), body)
        else:
            fields.append(f"Content-Length: {len(body)}")
        head = "".join(f"{line}\r\n" for line in [f"HTTP/1.1 {status} Because", *fields])
        self.bytes = head.encode("latin-1") + b"\r\n" + body
        self.close = close


class Gate:
    def __init__(self, options, echo):
        self.options = options
        self.echo = echo
        self.keeper = Keeper(USER, PASSWORD)
        self.counts = collections.Counter()

    async def converse(self, reader, writer):
        try:
            while True:
                request = Request(await reader.readuntil(b"\r\n\r\n"))
                print(request, flush=True)
                connect = request.method == "CONNECT"
                answer = self.tunnel(request) if connect else self.answer(request)
                if answer is None:
                    await self.let_in(request, reader, writer)
                    return
                if answer == "stall":
                    await reader.read()
                if isinstance(answer, str):
                    return
                writer.write(answer.bytes)
                await writer.drain()
                if answer.close:
                    return
        except (ConnectionError, asyncio.IncompleteReadError, ssl.SSLError):
            pass  # which the client may do at any time
        except Exception as error:
            print(f"FAILED {type(error).__name__}: {error}", file=sys.stderr, flush=True)
            os._exit(1)
        finally:
            writer.close()

    def answer(self, request):
        """What is said to a request, or nothing if it is let in."""
        match request.path.strip("/").split("/"):
            case ["redirect", status]:
                where = urllib.parse.unquote(request.query)
                return Answer(status, *[f"Location: {where}"] if where else [])
            case ["hops", count] if count != "0":
                return Answer(302, f"Location: {int(count) - 1}")
            case ["auth", names]:
                return self.authenticate(request, names, "authorization", request.query.split(","))
            case ["first", count, status, _]:
                self.counts[request.path] += 1
                if self.counts[request.path] <= int(count):
                    return Answer(status) if status.isdigit() else status

    def tunnel(self, request):
        if request["host"] != request.target:
            raise Violation(f"the host of a CONNECT is {request['host']!r}")
        if names := self.options.proxy_challenge:
            return self.authenticate(request, names, "proxy-authorization", [])

    def authenticate(self, request, names, field, flags):
        credentials = request[field]
        stale = False
        if credentials.startswith("Basic "):
            basic = "Basic" in names
            if basic and base64.b64decode(credentials[6:]).decode() == f"{USER}:{PASSWORD}":
                return print("let in with Basic", flush=True)
        elif credentials and self.keeper.admits(credentials, request.method, request.target):
            algorithm = credentials.partition("algorithm=")[2].partition(",")[0].strip()
            self.counts["right"] += 1
            stale = "stale" in flags and self.counts["right"] == 1
            if not stale:
                return print(f"let in with {algorithm}", flush=True)
        challenge = "Proxy-Authenticate" if field.startswith("proxy") else "WWW-Authenticate"
        fields = []
        for name in names.split(","):
            basic = 'Basic realm="the realm", charset="UTF-8"'
            fields.append(f"{challenge}: {basic if name == 'Basic' else self.keeper.challenge(name, stale)}")
        status = 407 if field.startswith("proxy") else 401
        return Answer(status, *fields, close="close" in flags, chunked="chunked" in flags)

    async def let_in(self, request, reader, writer):
        if request.method != "CONNECT":
            return await relay(reader, writer, self.echo, first=request.head)
        head = self.options.proxy_answer or "HTTP/1.1 200 Connected"
        if head.split()[1][0] != "2":
            writer.write(f"{head}\r\nContent-Length: 0\r\n\r\n".encode())
            return await writer.drain()
        host, _, port = request.target.rpartition(":")
        writer.write(f"{head}\r\n\r\n".encode())
        await relay(reader, writer, (host.strip("[]"), int(port)))


async def relay(reader, writer, address, first=b""):
    to_reader, to_writer = await asyncio.open_connection(*address)
    to_writer.write(first)

    async def pump(source, sink):
        try:
            while data := await source.read(1 << 16):
                sink.write(data)
                await sink.drain()
            sink.write_eof() if sink.can_write_eof() else sink.close()
        except OSError:
            sink.close()

    try:
        await asyncio.gather(pump(reader, to_writer), pump(to_reader, writer))
    finally:
        to_writer.close()


async def echo(ws):
    async for message in ws:
        await ws.send(message)


async def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--tls")
    parser.add_argument("--proxy-challenge")
    parser.add_argument("--proxy-answer")
    options = parser.parse_args()
    tls = None
    if options.tls:
        tls = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        tls.load_cert_chain(f"{options.tls}/server.pem", f"{options.tls}/server.key")

    stop = asyncio.Event()
    asyncio.get_running_loop().add_signal_handler(signal.SIGTERM, stop.set)
    async with serve(echo, "127.0.0.1", 0) as inner:
        gate = Gate(options, inner.sockets[0].getsockname()[:2])
        server = await asyncio.start_server(gate.converse, "127.0.0.1", 0, ssl=tls)
        port = server.sockets[0].getsockname()[1]
        scheme = "wss" if tls else "ws"
        print(f"listening on {scheme}://127.0.0.1:{port}", file=sys.stderr, flush=True)
        await stop.wait()
        # What connections there are end with the process.
        os._exit(0)


if __name__ == "__main__":
    asyncio.run(main())
