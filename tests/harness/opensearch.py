"""A real OpenSearch (tests/peers/opensearch) as a process of its own, on loopback and free ports, ended by its process id."""

import signal
import subprocess
import sys
import tempfile
import time
from pathlib import Path

if __name__ == "__main__":
    sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from harness.http import Client
from harness.peer import START_SECONDS, STOP_SECONDS, installed
from harness.server import free_port

JVM = ["-Xms256m", "-Xmx1g", "-XX:+ExitOnOutOfMemoryError", "-Dfile.encoding=UTF-8", "-Djna.nosys=true", "-Dlog4j2.disable.jmx=true",
       "-Dlog4j.shutdownHookEnabled=false", "-Djava.awt.headless=true", "-Dio.netty.noUnsafe=true", "-Dio.netty.noKeySetOptimization=true",
       "-Dio.netty.recycler.maxCapacityPerThread=0", "-Dio.netty.allocator.numDirectArenas=0"]


class OpenSearch:
    """`folder`: for its data, logs and temporary files."""

    def __init__(self, folder):
        self.folder = Path(folder)
        self.port, self.process = None, None

    @property
    def url(self):
        return f"http://127.0.0.1:{self.port}"

    def new_client(self):
        return Client(self.port, timeout=120)

    def start(self):
        """Returns when it answers."""
        where = installed("opensearch")
        self.port = free_port()
        for name in ("data", "logs", "tmp"):
            (self.folder / name).mkdir(parents=True, exist_ok=True)
        settings = {"path.home": where["home"], "path.data": self.folder / "data", "path.logs": self.folder / "logs", "cluster.name": "headrace-peer",
                    "node.name": "peer", "network.host": "127.0.0.1", "http.port": self.port, "transport.port": free_port(),
                    "discovery.type": "single-node", "cluster.routing.allocation.disk.threshold_enabled": "false"}
        command = [where["java"], *JVM, f"-Djava.io.tmpdir={self.folder / 'tmp'}", "-cp", f"{where['home']}/peer-node.jar:{where['home']}/lib/*",
                   "PeerNode", f"{where['home']}/config", *(f"{name}={value}" for name, value in settings.items())]
        with open(self.log_path, "ab") as log:
            # Its input is ours: it ends when we do.
            self.process = subprocess.Popen(command, cwd=self.folder, stdin=subprocess.PIPE, stdout=log, stderr=log)
        deadline = time.monotonic() + START_SECONDS
        while not self._answers():
            assert self.process.poll() is None, f"OpenSearch ended at start:\n{self.log()[-4000:]}"
            if time.monotonic() > deadline:
                self.stop()
                raise AssertionError(f"OpenSearch is not ready after {START_SECONDS} s:\n{self.log()[-4000:]}")
            time.sleep(0.1)
        return self

    @property
    def log_path(self):
        return self.folder / "log"

    def log(self):
        return self.log_path.read_text(errors="replace") if self.log_path.exists() else ""

    def _answers(self):
        client = self.new_client()
        try:
            return client.get("/_cluster/health?wait_for_status=yellow&timeout=1s").status == 200
        except OSError:
            return False
        finally:
            client.close()

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
        self.process.stdin.close()
        self.process = None

    def __enter__(self):
        return self.start()

    def __exit__(self, *_):
        self.stop()


if __name__ == "__main__":
    with tempfile.TemporaryDirectory() as temporary, OpenSearch(temporary) as running:
        print(running.url, f"(process {running.process.pid}); Ctrl-C ends it", flush=True)
        try:
            running.process.wait()
        except KeyboardInterrupt:
            pass
