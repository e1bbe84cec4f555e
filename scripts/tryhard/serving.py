"""A server of the program under trial, and clients of it."""
import json
import os
import select
import signal
import socket
import struct
import subprocess
import time

ANSWER = 5


class Silent(Exception):
    """A server that does not say where it listens."""


class Server:
    """A server that runs while the value is entered."""

    def __init__(self, judge, arguments):
        self.command = [judge.program, "serve", "--port", "0", *arguments]
        self.folder = judge.folder

    def __enter__(self):
        self.process = subprocess.Popen(
            self.command, cwd=self.folder, env=dict(os.environ, SWIFT_BACKTRACE="enable=no"),
            stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
        line = self.process.stdout.readline()
        try:
            self.port = json.loads(line)["port"]
        except (ValueError, KeyError) as error:
            self.__exit__()
            raise Silent(f"said no port but '{line.strip()[:100]}'") from error
        return self

    def __exit__(self, *_):
        if self.is_alive():
            self.process.kill()
        self.process.communicate()

    def is_alive(self):
        return self.process.poll() is None

    def memory(self):
        """Its memory in bytes; 0 once it is gone."""
        try:
            with open(f"/proc/{self.process.pid}/statm", encoding="ascii") as file:
                return int(file.read().split()[1]) * os.sysconf("SC_PAGESIZE")
        except (OSError, IndexError):
            return 0

    def end(self, judge):
        """Asks it to end, and says what is wrong with how it does; returns its report."""
        self.process.send_signal(signal.SIGTERM)
        try:
            output, errors = self.process.communicate(timeout=20)
        except subprocess.TimeoutExpired:
            judge.find("ran on for 20 s after SIGTERM", "serve")
            return None
        if self.process.returncode != 0:
            code = self.process.returncode
            judge.find(f"ended with {code}", f"serve after all of it: {errors.strip()[-200:]}")
            return None
        return json.loads(output.splitlines()[-1])


class Client:
    """A connection that has been welcomed."""

    def __init__(self, port):
        self.socket = socket.create_connection(("127.0.0.1", port), timeout=ANSWER)
        self.welcome = self.read(26)

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.socket.close()

    def send(self, data):
        """Sends what the server takes; one that has closed takes no more."""
        try:
            self.socket.sendall(data)
        except OSError:
            pass

    def read(self, count):
        data = b""
        while len(data) < count:
            piece = self.socket.recv(count - len(data))
            if not piece:
                break
            data += piece
        return data

    def is_closed(self):
        """Whether the server ends the connection in time, whatever it sends before."""
        deadline = time.monotonic() + ANSWER
        while time.monotonic() < deadline:
            ready, _, _ = select.select([self.socket], [], [], deadline - time.monotonic())
            if not ready:
                return False
            try:
                if not self.socket.recv(65536):
                    return True
            except OSError:
                return True
        return False

    def reset(self):
        """Ends the connection by a reset."""
        self.socket.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        self.socket.close()


def frame(payload):
    return struct.pack("<H", len(payload)) + payload


def answers(port):
    """Whether the server welcomes a new client and echoes what it says."""
    try:
        with Client(port) as client:
            message = frame(b"\x02still there")
            client.send(message)
            return client.read(len(message)) == message
    except OSError:
        return False
