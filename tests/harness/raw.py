"""A socket that sends exactly what it is given, for requests that no client library would send."""

import json
import socket
from dataclasses import dataclass

ANSWER_SECONDS = 120


@dataclass(frozen=True)
class RawAnswer:
    status: int
    headers: dict  # names in lower case; the last of several
    body: bytes

    def json(self):
        return json.loads(self.body)


class RawConnection:
    def __init__(self, port):
        self.socket = socket.create_connection(("127.0.0.1", port), timeout=ANSWER_SECONDS)
        self._pending = b""

    def send(self, *pieces):
        """What the server no longer takes is not sent: it has answered and closed, and that is what a test looks at."""
        try:
            for piece in pieces:
                self.socket.sendall(piece if isinstance(piece, bytes) else piece.encode("latin-1"))
        except (BrokenPipeError, ConnectionResetError):
            pass

    def _read(self):
        try:
            more = self.socket.recv(65536)
        except ConnectionResetError:
            more = b""
        self._pending += more
        return more

    def answer(self, head_only=False):
        """The next answer, or None when the connection ended first. `head_only`: of a HEAD request."""
        while b"\r\n\r\n" not in self._pending:
            if not self._read():
                return None
        head, _, self._pending = self._pending.partition(b"\r\n\r\n")
        line, *fields = head.decode("latin-1").split("\r\n")
        headers = {name.strip().lower(): value.strip() for name, _, value in (field.partition(":") for field in fields)}
        status = int(line.split(" ")[1])
        if head_only or status == 100:
            return RawAnswer(status, headers, b"")
        length = int(headers.get("content-length", 0))
        while len(self._pending) < length:
            if not self._read():
                raise AssertionError(f"the connection ended inside an answer: {head!r} {self._pending[:500]!r}")
        body, self._pending = self._pending[:length], self._pending[length:]
        return RawAnswer(status, headers, body)

    def is_closed(self):
        """Waits for what comes next: True for the end of the connection, False for more bytes."""
        return not self._pending and not self._read()

    def close(self):
        self.socket.close()

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.close()


def head(line, *fields, host="127.0.0.1"):
    """A request head: the request line, Host (None: left out), the fields."""
    hosts = [] if host is None else [f"Host: {host}"]
    return "\r\n".join([line, *hosts, *fields, "", ""])


def exchange(port, *pieces):
    """One connection, everything sent at once, the first answer."""
    with RawConnection(port) as connection:
        connection.send(*pieces)
        return connection.answer()
