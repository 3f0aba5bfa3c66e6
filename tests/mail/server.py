"""A mail server that does what it is told: answers, refuses, falls silent, hangs up."""

import socket
import threading
from contextlib import contextmanager, suppress

OK = b"250 fine\r\n"
DROP = b""
"""Instead of a reply: hang up."""
REPLIES = {
    "banner": b"220 here\r\n",
    "EHLO": b"250-here\r\n250 SIZE 1000000\r\n",
    "MAIL": OK,
    "RCPT": OK,
    "DATA": b"354 go on\r\n",
    "dot": b"250 taken as 1\r\n",
    "NOOP": OK,
}


class Server:
    """Keeps what it heard; ``replies`` by command, ``banner`` first, ``dot`` after a letter."""

    def __init__(self, replies, tls=None):
        self.replies = REPLIES | replies
        self.tls = tls
        self.heard = []
        self.letters = []
        self.connections = 0
        self._listener = socket.create_server(("127.0.0.1", 0))
        self.port = self._listener.getsockname()[1]
        self._stopped = threading.Event()
        self._thread = threading.Thread(target=self._serve, daemon=True)
        self._thread.start()

    def close(self):
        self._stopped.set()
        with suppress(OSError):
            self._listener.shutdown(socket.SHUT_RDWR)
        self._listener.close()
        self._thread.join(10)

    def _serve(self):
        while not self._stopped.is_set():
            try:
                connection, _ = self._listener.accept()
            except OSError:
                return
            self.connections += 1
            with suppress(OSError), connection:
                connection.settimeout(10)
                self._greet(connection)

    def _greet(self, connection):
        if self._say(connection, "banner") and self._talk(connection):
            with self.tls.wrap_socket(connection, server_side=True) as secured:
                self._talk(secured)

    def _talk(self, connection):
        """Answer until the client leaves; true where it wants to go on under TLS."""
        lines = connection.makefile("rb")
        while line := lines.readline():
            words = line.decode("ascii", "replace").split()
            verb = words[0].upper() if words else ""
            self.heard.append(line.strip().decode("ascii", "replace"))
            if not self._say(connection, verb):
                return False
            if verb == "DATA" and self.replies["DATA"].startswith(b"354"):
                self.letters.append(self._letter(lines))
                if not self._say(connection, "dot"):
                    return False
            if verb == "STARTTLS" and self.replies["STARTTLS"].startswith(b"220"):
                return True
        return False

    def _letter(self, lines):
        body = []
        while (line := lines.readline()) not in {b".\r\n", b""}:
            body.append(line[1:] if line.startswith(b".") else line)
        return b"".join(body)

    def _say(self, connection, verb):
        reply = self.replies.get(verb, b"502 unknown\r\n")
        if callable(reply):
            reply(connection, self._stopped)
            return True
        connection.sendall(reply)
        return reply != DROP


def drip(connection, stopped):
    """A byte now and then, far longer than any deadline here, and then all is well."""
    for _ in range(200):
        if stopped.wait(0.05):
            return
        connection.sendall(b"2")
    connection.sendall(b"20 here\r\n")


def chatter(connection, stopped):
    """A reply that never ends."""
    while not stopped.is_set():
        connection.sendall(b"250-and another thing\r\n" * 100)


def silence(connection, stopped):
    """Nothing at all."""
    _ = connection
    stopped.wait(10)


def then_hang_up(reply):
    """These bytes, and nothing more."""

    def habit(connection, stopped):
        _ = stopped
        connection.sendall(reply)
        connection.shutdown(socket.SHUT_RDWR)

    return habit


@contextmanager
def serving(*, tls=None, **replies):
    server = Server(replies, tls)
    try:
        yield server
    finally:
        server.close()
