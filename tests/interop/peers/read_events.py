"""Reads what `witsocket connect --json` printed, and prints it in plain words.

Each line of stdin must be one JSON object, of exactly the form that the module
`json` of the suite describes. Python's parser is the referee of that.
"""

import base64
import json
import sys


def text(event):
    data = take(event, "data", str)
    return f"text {data}".rstrip()


def payload(event):
    data = base64.b64decode(take(event, "data", str), validate=True)
    return f"{event['type']} {data.hex()}".rstrip()


def pong(event):
    latency = take(event, "latency_ms", (int, float, type(None)))
    measured = "unmeasured" if latency is None else "measured" if latency >= 0 else "NEGATIVE"
    return f"{payload(event)} {measured}"


def close(event):
    sides = [f"{side} {close_frame(take(event, side, (dict, type(None))))}" for side in ("received", "sent")]
    return f"close {', '.join(sides)}, {'clean' if take(event, 'clean', bool) else 'not clean'}"


def close_frame(frame):
    if frame is None:
        return "nothing"
    return f"{take(frame, 'code', int)} {take(frame, 'reason', str)}".rstrip()


def take(record, key, kind):
    value = record[key]
    if not isinstance(value, kind):
        raise TypeError(f"{key} is {value!r}")
    return value


READERS = {
    "open": lambda event: "open",
    "text": text,
    "binary": payload,
    "ping": payload,
    "pong": pong,
    "close": close,
}

for line in sys.stdin.buffer:
    try:
        event = json.loads(line.decode())
        print(READERS[event["type"]](event))
    except (ValueError, KeyError, TypeError) as error:
        sys.exit(f"FAILED {type(error).__name__}: {error} in {line!r:.300}")
