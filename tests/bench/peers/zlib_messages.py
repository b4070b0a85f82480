"""Compresses messages with zlib, as RFC 7692 has it: what a client sends, and what to compare with.

usage: zlib_messages.py BITS LEVEL MEM_LEVEL takeover|reset

stdin and stdout: messages, each after its length in 4 bytes, big-endian.
"""

import struct
import sys
import zlib


def messages(data):
    position = 0
    while position < len(data):
        (length,) = struct.unpack_from(">I", data, position)
        position += 4 + length
        yield data[position - length : position]


bits, level, mem_level = map(int, sys.argv[1:4])
takeover = sys.argv[4] == "takeover"


def compressor():
    return zlib.compressobj(level=level, wbits=-bits, memLevel=mem_level)


encoder = compressor()
for message in messages(sys.stdin.buffer.read()):
    if not takeover:
        encoder = compressor()
    compressed = encoder.compress(message) + encoder.flush(zlib.Z_SYNC_FLUSH)
    compressed = compressed.removesuffix(b"\x00\x00\xff\xff")
    sys.stdout.buffer.write(struct.pack(">I", len(compressed)) + compressed)
