"""A text extraction service (docs/spec/connector-service.md 18.4) with a real Apache Tika (tests/peers/tika) behind it, on loopback and free ports."""

import http.client
import json
import signal
import subprocess
import sys
import tempfile
import threading
import time
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

if __name__ == "__main__":
    sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from harness.peer import START_SECONDS, STOP_SECONDS, installed
from harness.server import free_port


class ExtractionService:
    """The interface alone. `extract(bytes)` gives a text, or raises ValueError with what is wrong."""

    def __init__(self, extract):
        self.requests = []  # (target, headers, number of bytes) of each PUT, as they came
        service = self

        class Handler(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def do_GET(self):
                self.answer(200 if self.path == "/ping/" else 404, {"ping": "pong"})

            def do_PUT(self):
                content = self.body()
                url = urlsplit(self.path)
                service.requests.append((self.path, dict(self.headers), len(content)))
                if url.path != "/extract_text/":
                    return self.answer(404, {"error": "Not Found"})
                pointer = parse_qs(url.query).get("local_file_path")
                if pointer:
                    content = Path(pointer[0]).read_bytes()
                try:
                    self.answer(200, {"extracted_text": extract(content), "_meta": {"X-ELASTIC:service": "tika"}})
                except ValueError as problem:
                    self.answer(200, {"error": "Unprocessable Content", "message": str(problem)})

            def body(self):
                if self.headers.get("Transfer-Encoding", "").lower() != "chunked":
                    return self.rfile.read(int(self.headers.get("Content-Length", 0)))
                content = b""
                while size := int(self.rfile.readline().split(b";")[0], 16):
                    content += self.rfile.read(size)
                    self.rfile.readline()
                self.rfile.readline()
                return content

            def answer(self, status, body):
                body = json.dumps(body).encode()
                self.send_response(status)
                self.send_header("Content-Type", "application/json")
                self.send_header("Content-Length", str(len(body)))
                self.end_headers()
                self.wfile.write(body)

            def log_message(self, *_):
                pass

        self._server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self._server.daemon_threads = True
        self._thread = threading.Thread(target=self._server.serve_forever, daemon=True)

    @property
    def url(self):
        return f"http://127.0.0.1:{self._server.server_port}"

    def __enter__(self):
        self._thread.start()
        return self

    def __exit__(self, *_):
        self._server.shutdown()
        self._server.server_close()


class Tika:
    """`folder`: for its log and temporary files."""

    def __init__(self, folder):
        self.folder, self.port, self.process = Path(folder), None, None

    def start(self):
        """Returns when it answers."""
        where = installed("tika")
        self.port = free_port()
        (self.folder / "tmp").mkdir(parents=True, exist_ok=True)
        command = [where["java"], "-Xmx512m", "-Djava.awt.headless=true", f"-Djava.io.tmpdir={self.folder / 'tmp'}",
                   f"-Dlog4j2.configurationFile={where['home']}/log4j2.xml", "-cp", f"{where['home']}/lib/*",
                   "org.apache.tika.server.core.TikaServerCli", "-noFork", "-h", "127.0.0.1", "-p", str(self.port)]
        with open(self.folder / "log", "ab") as log:
            self.process = subprocess.Popen(command, cwd=self.folder, stdin=subprocess.DEVNULL, stdout=log, stderr=log)
        deadline = time.monotonic() + START_SECONDS
        while not self._answers():
            assert self.process.poll() is None, f"Tika ended at start:\n{(self.folder / 'log').read_text()[-4000:]}"
            if time.monotonic() > deadline:
                self.stop()
                raise AssertionError(f"Tika is not ready after {START_SECONDS} s")
            time.sleep(0.1)
        return self

    def _answers(self):
        try:
            return self.extract(b"ready").strip() == "ready"
        except (OSError, ValueError):
            return False

    def extract(self, content):
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=120)
        try:
            connection.request("PUT", "/tika", content, {"Accept": "text/plain", "Content-Type": "application/octet-stream"})
            response = connection.getresponse()
            text = response.read().decode("utf-8")
        finally:
            connection.close()
        if response.status not in (200, 204):
            raise ValueError(f"Tika answers with {response.status}")
        return text

    def stop(self):
        if self.process is None:
            return
        if self.process.poll() is None:
            self.process.send_signal(signal.SIGTERM)
            try:
                self.process.wait(timeout=STOP_SECONDS)
            except subprocess.TimeoutExpired:
                self.process.kill()
        self.process.wait()
        self.process = None

    def __enter__(self):
        return self.start()

    def __exit__(self, *_):
        self.stop()


if __name__ == "__main__":
    with tempfile.TemporaryDirectory() as temporary, Tika(temporary) as tika, ExtractionService(tika.extract) as running:
        print(running.url, f"(process {tika.process.pid}); Ctrl-C ends it", flush=True)
        try:
            tika.process.wait()
        except KeyboardInterrupt:
            pass
