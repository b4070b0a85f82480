"""Breaches of RFC 6455 by a client, and the code that the server must close with."""

import socket

from websockets.client import ClientProtocol
from websockets.protocol import State
from websockets.uri import parse_uri

MASK = b"\x00\x00\x00\x00"


def frame(first, payload=b""):
    """A masked frame of less than 126 bytes. The mask of zeroes changes nothing."""
    return bytes([first, 0x80 | len(payload)]) + MASK + payload


VIOLATIONS = {
    # RFC 6455 §5.1
    "frame without a mask": (b"\x81\x02hi", 1002),
    # RFC 6455 §5.2
    "reserved bit RSV1 in no extension": (frame(0xC1, b"hi"), 1002),
    "reserved bit RSV2": (frame(0xA1, b"hi"), 1002),
    "reserved bit RSV3": (frame(0x91, b"hi"), 1002),
    "reserved opcode 3": (frame(0x83), 1002),
    "reserved opcode 11": (frame(0x8B), 1002),
    "64-bit length with its highest bit set": (b"\x82\xff\x80" + bytes(7) + MASK, 1002),
    "length of 5 in 16 bits": (b"\x82\xfe\x00\x05" + MASK + b"hello", 1002),
    "length of 125 in 64 bits": (b"\x82\xff" + (125).to_bytes(8, "big") + MASK + bytes(125), 1002),
    "length of 2^63 - 1": (b"\x82\xff\x7f" + b"\xff" * 7 + MASK, 1009),
    # RFC 6455 §5.4
    "continuation of nothing": (frame(0x80, b"hi"), 1002),
    "new message within a message": (frame(0x01, b"a") + frame(0x81, b"b"), 1002),
    # RFC 6455 §5.5
    "ping in fragments": (frame(0x09, b"hi"), 1002),
    "ping of 126 bytes": (b"\x89\xfe\x00\x7e" + MASK + bytes(126), 1002),
    # RFC 6455 §5.5.1, §7.4
    "close with half a code": (frame(0x88, b"\x03"), 1002),
    "close with code 999": (frame(0x88, (999).to_bytes(2, "big")), 1002),
    "close with code 1005": (frame(0x88, (1005).to_bytes(2, "big")), 1002),
    "close with code 1006": (frame(0x88, (1006).to_bytes(2, "big")), 1002),
    "close with code 5000": (frame(0x88, (5000).to_bytes(2, "big")), 1002),
    "close with a reason that is not UTF-8": (frame(0x88, b"\x03\xe8\xff"), 1007),
    # RFC 6455 §8.1
    "text that is not UTF-8": (frame(0x81, b"\xc3\x28"), 1007),
    "text with a surrogate": (frame(0x81, b"\xed\xa0\x80"), 1007),
    "text that ends within a character": (frame(0x81, b"\xf0\x9f\xa6"), 1007),
    "fragments of text that are not UTF-8": (frame(0x01, b"\xc3") + frame(0x80, b"("), 1007),
}


def violate(url, wire):
    """Opens a connection, writes `wire`, and returns the close frame it gets."""
    uri = parse_uri(url)
    protocol = ClientProtocol(uri)
    with socket.create_connection((uri.host, uri.port), timeout=10) as sock:
        protocol.send_request(protocol.connect())
        sock.sendall(b"".join(protocol.data_to_send()))
        while protocol.state is State.CONNECTING:
            protocol.receive_data(sock.recv(4096))
        sock.sendall(wire)
        try:
            while protocol.close_rcvd is None and (data := sock.recv(4096)):
                protocol.receive_data(data)
        except OSError as error:
            print(f"no close frame: {error}")
        return protocol.close_rcvd
