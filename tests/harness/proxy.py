"""Stands between a program and the server and remembers who asked for what: what a program did, seen from outside of it."""

import http.client
import threading
from dataclasses import dataclass
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

HOP_HEADERS = ("connection", "keep-alive", "transfer-encoding", "content-length", "host", "expect")


@dataclass(frozen=True)
class Exchange:
    method: str
    target: str
    status: int

    @property
    def path(self):
        return self.target.split("?")[0]


@dataclass(frozen=True)
class Reply:
    status: int
    body: bytes
    headers: tuple = ()


def forward_all(_method, _target, _body, forward):
    return forward()


class RecordingProxy:
    """Forwards to 127.0.0.1:`port`; `exchanges` are in the order in which the server answered. `between(method, target, body, forward)`
    decides what the program gets: the Reply of forward(), another one, or None for a line that is cut."""

    def __init__(self, port, between=forward_all):
        self.exchanges, self._lock, self.between = [], threading.Lock(), between
        proxy = self

        class Handler(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def forward(self):
                proxy._forward(self, port)

            do_GET = do_PUT = do_POST = do_DELETE = do_HEAD = forward

            def log_message(self, *_):
                pass

        self._server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self._server.daemon_threads = True
        self._thread = threading.Thread(target=self._server.serve_forever, daemon=True)

    @property
    def url(self):
        return f"http://127.0.0.1:{self._server.server_address[1]}"

    def _forward(self, handler, port):
        body = self._body_of(handler)
        headers = {name: value for name, value in handler.headers.items() if name.lower() not in HOP_HEADERS}
        try:
            reply = self.between(handler.command, handler.path, body, lambda: self._ask(port, handler.command, handler.path, body, headers))
        except OSError:
            reply = None
        if reply is None:
            handler.close_connection = True
            return
        with self._lock:
            self.exchanges.append(Exchange(handler.command, handler.path, reply.status))
        handler.send_response(reply.status)
        for name, value in reply.headers:
            if name.lower() not in HOP_HEADERS:
                handler.send_header(name, value)
        length = dict(reply.headers).get("Content-Length", "0") if handler.command == "HEAD" else str(len(reply.body))
        handler.send_header("Content-Length", length)
        handler.end_headers()
        handler.wfile.write(reply.body)

    @staticmethod
    def _ask(port, method, target, body, headers):
        connection = http.client.HTTPConnection("127.0.0.1", port, timeout=120)
        try:
            connection.request(method, target, body, headers)
            response = connection.getresponse()
            return Reply(response.status, response.read(), tuple(response.getheaders()))
        finally:
            connection.close()

    @staticmethod
    def _body_of(handler):
        if "chunked" not in handler.headers.get("Transfer-Encoding", ""):
            return handler.rfile.read(int(handler.headers.get("Content-Length", 0))) or None
        body = b""
        while size := int(handler.rfile.readline().split(b";")[0], 16):
            body += handler.rfile.read(size)
            handler.rfile.readline()
        handler.rfile.readline()
        return body

    def __enter__(self):
        self._thread.start()
        return self

    def __exit__(self, *_):
        self._server.shutdown()
        self._server.server_close()
