"""Gives wrong programs to the judges: each must be found, and a right one must not."""
import os
import random
import socket
import struct
import tempfile
import threading

from . import frames, stored
from .judge import Judge

# Programs that do something to what the case gives them, and what must be said of it.
PROGRAMS = {
    "echo done": None,
    "echo 'wrong: --rate nan' >&2; exit 2": None,
    "sleep 60 & trap 'kill $!; echo interrupted >&2; exit 130' INT; wait": None,
    "kill -ILL $$": "died by signal SIGILL",
    "kill -XFSZ $$": "died by signal SIGXFSZ",
    "exit 1": "said nothing",
    "true": "said nothing",
    "echo odd >&2; exit 99": "not in the list",
    "echo 'violation' >&2; exit 6": "not in the list",
    "trap '' INT; while :; do sleep 1; done": "ran on for",
    "echo 'guardbench: DecodingError.keyNotFound' >&2; exit 1": "nothing for a reader",
    "echo 'load: its child was killed by SIGILL' >&2; exit 1": "nothing for a reader",
}

TABLE = "cell,wall_ns\r\na,1\r\nb,2\r\n"


class Wrong:
    """A server whose mistake is named, on a port of its own."""

    def __init__(self, mistake):
        self.mistake, self.process = mistake, None
        self.listener = socket.create_server(("127.0.0.1", 0))
        self.port = self.listener.getsockname()[1]
        threading.Thread(target=self.serve, daemon=True).start()

    def serve(self):
        while True:
            try:
                client, _ = self.listener.accept()
            except OSError:
                return
            threading.Thread(target=self.talk, args=(client,), daemon=True).start()

    def frame(self, client):
        """What the client sends first, whole: it may come in pieces."""
        data = b""
        while len(data) < 2 or len(data) < 2 + struct.unpack_from("<H", data)[0]:
            piece = client.recv(65536)
            if not piece:
                break
            data += piece
        return data

    def talk(self, client):
        with client:
            client.sendall(struct.pack("<H", 24) + b"\x01" * 24)
            data = self.frame(client)
            is_malformed = data[:2] == b"\0\0"
            if is_malformed and self.mistake == "dies":
                # A listener that is only closed still lets the accept that waits have one more.
                self.listener.shutdown(socket.SHUT_RDWR)
                self.listener.close()
            elif is_malformed and self.mistake == "keeps":
                client.recv(65536)
            elif not is_malformed and self.mistake != "is silent":
                client.sendall(data)


def check(what, found, wanted, faults):
    """Notes where a judge found something else than it had to."""
    is_right = found is None if wanted is None else found is not None and wanted in found
    print(f"{'ok' if is_right else 'WRONG'}: {what}: {found or 'nothing found'}")
    if not is_right:
        faults.append(what)


def programs(folder, faults):
    for number, (script, wanted) in enumerate(PROGRAMS.items()):
        path = os.path.join(folder, f"program-{number}")
        with open(path, "w", encoding="utf-8") as file:
            file.write(f"#!/usr/bin/env bash\n{script}\n")
        os.chmod(path, 0o755)
        judge = Judge(path, folder, random.Random(1), say=lambda line: None)
        judge.begin("self-test", 60)
        judge.try_command(["bench"])
        check(script, judge.findings[0] if judge.findings else None, wanted, faults)


def readers(folder, faults):
    """A reader that takes everything passes a damaged file for whole."""
    path = os.path.join(folder, "program-0")
    reader = ["report"]
    for name, text in [("summary.csv", TABLE), ("samples.csv", TABLE),
                       ("run.json", '{"a": 1, "b": [2]}')]:
        refused = 0
        for what, _, wanted in stored.damages(name, text, reader):
            judge = Judge(path, folder, random.Random(1), say=lambda line: None)
            judge.begin("self-test", 60)
            judge.try_command(reader, what, wanted=wanted)
            if (wanted is stored.REFUSED) != bool(judge.findings):
                check(f"{name}, {what}", None, "a finding", faults)
            refused += bool(judge.findings)
        check(f"a reader that takes any {name}", f"{refused} times found", "times found", faults)
        if refused < 5:
            faults.append(name)


def ends(faults):
    """Only what resumes a run may take rows that break off, and a check says so by other codes."""
    for reader, codes in [(["bench", "--resume"], None), (["report"], [1, 2, 3]), (stored.CHECK, [1, 2])]:
        wanted = {what: rule for what, _, rule in stored.damages("samples.csv", TABLE, reader)}
        rule = wanted["cut at a line's end"]
        taken = rule and [code for code in range(4) if rule[1](code)]
        wrong = None if taken == codes else f"wanted are {taken}"
        check(f"rows that break off, by {reader[0]}", wrong, None, faults)


def servers(faults):
    violation, echo = frames.VIOLATIONS["length 0"], b"\x02x"
    for mistake, attempt, data, wanted in [
            ("none", frames.try_violation, violation, None),
            ("keeps", frames.try_violation, violation, "not closed"),
            ("none", frames.try_hardship, echo, None),
            ("is silent", frames.try_hardship, echo, "no other client"),
            ("none", frames.try_pieces, echo, None),
            ("is silent", frames.try_pieces, echo, "no echo")]:
        server = Wrong(mistake)
        check(f"a server that {mistake}, {attempt.__name__}", attempt(server, "", data), wanted, faults)
        server.listener.close()
    server = Wrong("dies")
    frames.try_violation(server, "", violation)
    gone = None if frames.serving.answers(server.port) else "answers no client any more"
    check("a server that dies", gone, "answers no client", faults)


def run():
    faults = []
    with tempfile.TemporaryDirectory() as folder:
        programs(folder, faults)
        readers(folder, faults)
    ends(faults)
    servers(faults)
    print(f"{len(faults)} judges were wrong" if faults else "every wrong program was found")
    return 1 if faults else 0
