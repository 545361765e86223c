"""A plain HTTP client: what was sent is what is on the wire, nothing is added but Host."""

import http.client
import json
from dataclasses import dataclass


class NotJson(AssertionError):
    """A body that had to be JSON and is not."""


@dataclass(frozen=True)
class Answer:
    status: int
    headers: tuple  # of (name, value), as they came
    body: bytes

    def header(self, name):
        """The value of a header, whatever the case of its name; several are joined as HTTP says. None: not there."""
        values = [value for key, value in self.headers if key.lower() == name.lower()]
        return ", ".join(values) if values else None

    @property
    def text(self):
        return self.body.decode("utf-8")

    def json(self):
        try:
            return json.loads(self.body)
        except ValueError as error:
            raise NotJson(f"not JSON ({error}): {self.body[:400]!r}") from error


def as_body(body):
    """Bytes for the wire: text and bytes as they are, anything else as JSON."""
    if body is None or isinstance(body, bytes):
        return body
    return (body if isinstance(body, str) else json.dumps(body)).encode("utf-8")


class Client:
    """One connection, kept open and opened again when the server closed it while idle."""

    def __init__(self, port, host="127.0.0.1", timeout=60, authorization=None):
        """`authorization`: sent with each request that does not say it itself."""
        self.host, self.port, self.timeout, self.authorization = host, port, timeout, authorization
        self._connection = None

    def request(self, method, path, body=None, headers=None):
        """`headers`: a dict; a value None leaves a default header out. With a body the default Content-Type is application/json."""
        body = as_body(body)
        wanted = {"Content-Type": "application/json"} if body is not None else {}
        if self.authorization:
            wanted["Authorization"] = self.authorization
        wanted.update(headers or {})
        if self._connection is not None:
            try:
                return self._exchange(method, path, body, wanted)
            except (http.client.BadStatusLine, BrokenPipeError, ConnectionResetError):
                self.close()  # closed while idle
        self._connection = http.client.HTTPConnection(self.host, self.port, timeout=self.timeout)
        return self._exchange(method, path, body, wanted)

    def _exchange(self, method, path, body, headers):
        connection = self._connection
        connection.putrequest(method, path, skip_accept_encoding=True)
        for name, value in headers.items():
            if value is not None:
                connection.putheader(name, value)
        if body is not None and "Content-Length" not in headers:
            connection.putheader("Content-Length", str(len(body)))
        connection.endheaders(body)
        response = connection.getresponse()
        answer = Answer(response.status, tuple(response.getheaders()), response.read())
        if response.will_close:
            self.close()
        return answer

    def get(self, path, **more):
        return self.request("GET", path, **more)

    def put(self, path, body=None, **more):
        return self.request("PUT", path, body, **more)

    def post(self, path, body=None, **more):
        return self.request("POST", path, body, **more)

    def delete(self, path, **more):
        return self.request("DELETE", path, **more)

    def close(self):
        if self._connection is not None:
            self._connection.close()
            self._connection = None
