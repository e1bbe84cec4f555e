"""Sends a server what its protocol (docs/protocol.md) does not allow."""
import struct
import time

from . import serving
from .serving import Client, frame

LONGEST = 512
# A server may keep what its sessions need, and no more the more a peer sends.
GROWTH = 64 << 20


def command(operation, length=0, count=0, argument=0):
    return frame(struct.pack("<BBHIQ", 4, operation, length, count, argument))


# What ends the session that sends it, and no other.
VIOLATIONS = {
    "length 0": b"\0\0",
    "length 0 behind an echo": frame(b"\x02x") + b"\0\0",
    "one byte over the longest": frame(b"\x02" * (LONGEST + 1)),
    "the longest length there is": b"\xff\xff\x02",
    "kind 0": frame(b"\0"),
    "a welcome": frame(b"\x01" * 24),
    "a push": frame(b"\x03" * 24),
    "kind 5": frame(b"\x05" * 16),
    "kind 255": frame(b"\xff" * 16),
    "a command without a byte behind its kind": frame(b"\x04"),
    "a command of 15 bytes": frame(b"\x04\x01" + b"\x18" * 13),
    "a command of 17 bytes": frame(b"\x04\x01" + b"\x18" * 15),
    "operation 0": command(0),
    "operation 5": command(5),
    "operation 255": command(255, 64, 1),
    "pushes of 23 bytes": command(1, 23, 1),
    "pushes of 0 bytes": command(1, 0, 1),
    "pushes that are too long": command(1, LONGEST + 1, 1),
    "pushes of 23 bytes to a session": command(4, 23, 1),
    "pushes to a session that are too long": command(4, 65535, 1),
}

# What is legal and hard: afterwards the server must be there for others.
HARDSHIPS = {
    "as many pushes as can be asked for": command(1, 24, 2**32 - 1),
    "as many pushes to session 0": command(4, 24, 2**32 - 1, 0),
    "as many pushes to the last session there is": command(4, 24, 2**32 - 1, 2**64 - 1),
    "pushes to oneself, and more of them": command(1, LONGEST, 2**32 - 1) * 200,
    "the last mark there is": command(3, 0, 0, 2**64 - 1),
    "a mark with every other field": command(3, 65535, 2**32 - 1, 1) + command(3),
    "half a length": b"\x05",
    "half a frame": b"\x10\0\x04\x01",
    "a disconnect, and garbage behind it": command(2) + b"\xff" * 4096,
}


def try_violation(server, name, data):
    """Says what is wrong; None if nothing is."""
    with Client(server.port) as client:
        client.send(data)
        return None if client.is_closed() else "the session was not closed"


def try_hardship(server, name, data, is_reset=False):
    client = Client(server.port)
    client.send(data)
    began = time.monotonic()
    answered = serving.answers(server.port)
    if is_reset:
        client.reset()
    else:
        client.socket.close()
    if not answered:
        return f"no other client was answered for {time.monotonic() - began:.0f} s"
    return None


def try_many_marks(server, name, data):
    """Marks and commands without end must not take memory without end."""
    before = server.memory()
    with Client(server.port) as client:
        client.socket.settimeout(1)
        for _ in range(300):
            client.send(data * 1000)
            try:
                client.read(len(data) * 1000)
            except OSError:
                break
    grown = server.memory() - before
    return f"its memory grew by {grown >> 20} MB" if grown > GROWTH else None


def try_pieces(server, name, data):
    with Client(server.port) as client:
        for byte in frame(data):
            client.send(bytes([byte]))
        return None if client.read(len(data) + 2) == frame(data) else "no echo came back"


def try_garbage(server, name, data):
    with Client(server.port) as client:
        client.send(data)
    return None


def cases(judge):
    for name, data in VIOLATIONS.items():
        yield try_violation, name, data
    for name, data in HARDSHIPS.items():
        yield try_hardship, name, data
        yield lambda *words: try_hardship(*words, is_reset=True), name + ", then a reset", data
    yield try_many_marks, "marks without end", command(3, 0, 0, 7)
    yield try_pieces, "a frame byte by byte", b"\x02in pieces"
    for number in range(200):
        data = judge.random.randbytes(judge.random.choice([1, 3, 18, 600, 70_000]))
        yield try_garbage, f"garbage number {number}", data


def try_all(judge):
    with serving.Server(judge, ["--slots", "16", "--max-payload", str(LONGEST)]) as server:
        violations = 0
        for attempt, name, data in cases(judge):
            if not judge.has_time():
                continue
            violations += attempt is try_violation
            try:
                what = attempt(server, name, data)
            except OSError as error:
                what = f"no session could be had ({error})"
            if what is None and not serving.answers(server.port):
                what = "the server answered no client any more"
            if what is not None:
                judge.find(what, f"frames: {name}")
            if not server.is_alive():
                judge.find(f"the server ended with {server.process.returncode}", f"frames: {name}")
                return
        report = server.end(judge)
        if report is None:
            return
        closed = report["closed_by_reason"]
        counted = closed["malformed_frame"] + closed["rejected"]
        if counted < violations:
            judge.find(f"counted {counted} of {violations} violations", "frames: the report")
        if report["violations_count"]:
            judge.find("blamed its guard for what a client sent", "frames: the report")
