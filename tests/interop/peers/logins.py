"""Logs in to a server: with the library requests, and as somebody who heard what was said.

    logins.py URL digest USER PASSWORD   # by every algorithm that requests has
    logins.py URL basic USER PASSWORD
    logins.py URL replay USER PASSWORD   # the same proof on many connections
"""

import re
import socket
import sys
from urllib.parse import urlsplit

import requests
from digest import answer
from requests.auth import HTTPBasicAuth, HTTPDigestAuth

UPGRADE = (
    "Upgrade: websocket\r\nConnection: Upgrade\r\n"
    "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\nSec-WebSocket-Version: 13\r\n"
)


def status(url, auth):
    """Without an upgrade: 426 is what those get who are let in."""
    session = requests.Session()
    session.trust_env = False
    response = session.get(url, auth=auth, timeout=5)
    return response.status_code


def request(url, authorization=None):
    """The status and the headers of an opening handshake on a connection of its own."""
    with socket.create_connection((url.hostname, url.port), timeout=5) as connection:
        line = f"Authorization: {authorization}\r\n" if authorization else ""
        connection.sendall(f"GET / HTTP/1.1\r\nHost: {url.netloc}\r\n{UPGRADE}{line}\r\n".encode())
        head = b""
        while b"\r\n\r\n" not in head:
            head += connection.recv(4096)
        return int(head.split()[1]), head.decode()


def proof(head, user, password, algorithm, count=1):
    challenge = re.search(rf"Digest [^\r]*algorithm={algorithm},[^\r]*", head)[0]
    realm = re.search('realm="([^"]*)"', challenge)[1]
    nonce = re.search('nonce="([^"]*)"', challenge)[1]
    nc = f"{count:08x}"
    response = answer(algorithm, user, realm, password, nonce, nc, "abc", "GET", "/")
    return (
        f'Digest username="{user}", realm="{realm}", nonce="{nonce}", uri="/", cnonce="abc", '
        f'algorithm={algorithm}, nc={nc}, qop=auth, response="{response}"'
    )


def main(url, case, user, password):
    url = url.replace("ws://", "http://")
    if case == "basic":
        assert status(url, HTTPBasicAuth(user, password)) == 426
        assert status(url, HTTPBasicAuth(user, password + "x")) == 401
    elif case == "digest":
        assert status(url, HTTPDigestAuth(user, password)) == 426
        assert status(url, HTTPDigestAuth(user, password + "x")) == 401
    elif case == "replay":
        parts = urlsplit(url)
        for algorithm in ["SHA-256", "SHA-512-256", "MD5"]:
            code, head = request(parts)
            assert code == 401, head
            heard = proof(head, user, password, algorithm)
            assert request(parts, heard)[0] == 101
            # Whichever thread of the server a connection comes to.
            for _ in range(8):
                code, again = request(parts, heard)
                assert code == 401 and "stale=true" in again, again
            # The nonce is good for another proof, with the next count.
            assert request(parts, proof(head, user, password, algorithm, 2))[0] == 101
            assert request(parts, heard.replace("nc=00000001", "nc=00000003"))[0] == 401
    else:
        sys.exit(f"no case {case}")


main(*sys.argv[1:])
