"""Listens, accepts nobody, and has its queue full: whoever connects gets no answer.

It prints `listening on ws://127.0.0.1:PORT`, and ends with SIGTERM.
"""

import signal
import socket

listener = socket.create_server(("127.0.0.1", 0), backlog=0)
port = listener.getsockname()[1]
fillers = []
for _ in range(4):
    filler = socket.socket()
    filler.setblocking(False)
    filler.connect_ex(("127.0.0.1", port))
    fillers.append(filler)
print(f"listening on ws://127.0.0.1:{port}", flush=True)
signal.sigwait([signal.SIGTERM])
