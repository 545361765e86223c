"""A real Headrace server as a process of its own: started on a free port of loopback, ended by its process id."""

import base64
import http.client
import os
import re
import signal
import socket
import subprocess
import time
from pathlib import Path

from harness.http import Client

SANITIZER = re.compile(r"ERROR: \w*Sanitizer|WARNING: ThreadSanitizer|runtime error:")
# Instrumented builds and a busy machine are slow; a healthy server is ready long before.
START_SECONDS = 60
STOP_SECONDS = 30


class ServerFault(AssertionError):
    """The server did not start, did not end as promised, or a sanitizer spoke."""


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def basic(user, password):
    return "Basic " + base64.b64encode(f"{user}:{password}".encode()).decode()


def sanitizer_environment():
    """A report ends the process, so that no test passes over it."""
    return {
        "ASAN_OPTIONS": "halt_on_error=1:detect_leaks=1:allocator_may_return_null=1",
        "UBSAN_OPTIONS": "halt_on_error=1:print_stacktrace=1",
        "TSAN_OPTIONS": "halt_on_error=1",
    }


class Server:
    """`arguments`: what `headrace serve` gets beside --data, --port and --no-auth. `password`: with authentication, and this for elastic."""

    def __init__(self, binary, data, arguments=("--no-service",), environment=None, password=None):
        self.binary, self.data, self.arguments = Path(binary), Path(data), tuple(arguments)
        inherited = {name: value for name, value in os.environ.items() if not name.startswith("HEADRACE_")}
        key_file = self.data.parent / (self.data.name + ".key") / "sealing.key"
        self.environment = {**inherited, **sanitizer_environment(), "HEADRACE_SEALING_KEY_FILE": str(key_file), **(environment or {})}
        self.superuser = basic("elastic", password or "")
        self.password, self.authorization = password, self.superuser if password else None
        if password:
            self.environment["HEADRACE_PASSWORD"] = password
        self.log_path = self.data.parent / (self.data.name + ".log")
        self.process, self.port, self._client = None, None, None

    @property
    def url(self):
        return f"http://127.0.0.1:{self.port}"

    @property
    def client(self):
        """One connection for whoever needs no more; it follows the server over restarts."""
        if self._client is None or self._client.port != self.port:
            self._client = self.new_client()
        return self._client

    def new_client(self, **more):
        """A connection of its own, with the same credentials."""
        return Client(self.port, **{"authorization": self.authorization, **more})

    def use_key(self, role_descriptors):
        """From now on requests carry an API key with these roles."""
        answer = self.client.post("/_security/api_key", {"name": "harness", "role_descriptors": role_descriptors})
        assert answer.status == 200, answer
        self.authorization = "ApiKey " + answer.json()["encoded"]
        self._close_client()

    def log(self):
        return self.log_path.read_text(errors="replace") if self.log_path.exists() else ""

    def start(self):
        """Returns when /readyz answers 200. Another process may take the port first, so a few are tried."""
        for attempt in range(5):
            self.port = self.port if self.port and attempt == 0 else free_port()
            began = len(self.log())
            with open(self.log_path, "ab") as log:
                self.process = subprocess.Popen(
                    [self.binary, "serve", "--data", self.data, "--port", str(self.port), *([] if self.password else ["--no-auth"]), *self.arguments],
                    stdin=subprocess.DEVNULL, stdout=log, stderr=log, env=self.environment)
            if self._wait_until_ready():
                return self
            said = self.log()[began:]
            self.process = None
            if "in use" not in said:
                raise ServerFault(f"the server ended at start:\n{said}")
        raise ServerFault("no free port found")

    def _wait_until_ready(self):
        deadline = time.monotonic() + START_SECONDS
        while time.monotonic() < deadline:
            if self.process.poll() is not None:
                return False
            try:
                connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=5)
                connection.request("GET", "/readyz")
                if connection.getresponse().status == 200:
                    return True
            except OSError:
                pass
            finally:
                connection.close()
            time.sleep(0.002)
        self.kill()
        raise ServerFault(f"not ready after {START_SECONDS} s:\n{self.log()[-4000:]}")

    def running(self):
        return self.process is not None and self.process.poll() is None

    def stop(self):
        """SIGTERM, which must end the server with 0."""
        if self.process is None:
            return
        self._close_client()
        if self.process.poll() is None:
            self.process.send_signal(signal.SIGTERM)
        try:
            status = self.process.wait(timeout=STOP_SECONDS)
        except subprocess.TimeoutExpired:
            self.kill()
            raise ServerFault(f"SIGTERM did not end the server within {STOP_SECONDS} s:\n{self.log()[-4000:]}") from None
        self.process = None
        self.check_log()
        if status != 0:
            raise ServerFault(f"the server ended with {status}:\n{self.log()[-4000:]}")

    def kill(self):
        """kill -9: nothing is flushed, nothing is said."""
        self._close_client()
        if self.process is not None:
            if self.process.poll() is None:
                self.process.kill()
            self.process.wait()
            self.process = None

    def last_words(self, seconds=5):
        """For a server that stopped answering: gives a dying one time to say why, ends it, and raises a sanitizer's report."""
        if self.running():
            try:
                self.process.wait(timeout=seconds)
            except subprocess.TimeoutExpired:
                pass
        self.kill()
        self.check_log()

    def restart(self):
        self.stop()
        self.start()

    def crash_and_restart(self):
        if not self.running():
            raise ServerFault(f"the server was gone already:\n{self.log()[-4000:]}")
        self.kill()
        self.check_log()
        self.start()

    def check_log(self):
        """A sanitizer report is a failure, wherever it appears."""
        said = self.log()
        found = SANITIZER.search(said)
        if found:
            raise ServerFault("a sanitizer reported:\n" + said[found.start():found.start() + 6000])

    def check_alive(self):
        if not self.running():
            status = self.process.returncode if self.process else "none"
            self.check_log()
            raise ServerFault(f"the server is gone (status {status}):\n{self.log()[-4000:]}")

    def _close_client(self):
        if self._client is not None:
            self._client.close()
            self._client = None

    def __enter__(self):
        return self.start()

    def __exit__(self, kind, *_):
        if kind is None:
            self.stop()
        else:
            self.kill()
