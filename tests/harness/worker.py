"""`headrace work` as a process of its own."""

import signal
import subprocess
from pathlib import Path

from harness.command import clean_environment
from harness.server import SANITIZER, STOP_SECONDS


class Worker:
    """`configuration`: text of the file it reads; `arguments`: what it gets beside --config and --data."""

    def __init__(self, binary, folder, configuration, arguments=("--no-auth",)):
        self.binary, self.folder, self.arguments = binary, Path(folder), arguments
        self.folder.mkdir(parents=True, exist_ok=True)
        self.configuration = self.folder / "config.yml"
        self.configuration.write_text(configuration)
        self.process = None

    def log(self):
        path = self.folder / "work.log"
        return path.read_text(errors="replace") if path.exists() else ""

    def start(self):
        with open(self.folder / "work.log", "ab") as log:
            self.process = subprocess.Popen(
                [self.binary, "work", "--config", self.configuration, "--data", self.folder / "data", *self.arguments],
                stdin=subprocess.DEVNULL, stdout=log, stderr=log, env=clean_environment(self.folder), cwd=self.folder)
        return self

    def pause(self):
        self.process.send_signal(signal.SIGSTOP)

    def go_on(self):
        self.process.send_signal(signal.SIGCONT)

    def check_alive(self):
        assert self.process.poll() is None, f"the worker ended with {self.process.returncode}:\n{self.log()[-4000:]}"

    def stop(self):
        """SIGTERM, which must end it with 0."""
        self.check_alive()
        self.process.send_signal(signal.SIGTERM)
        status = self.process.wait(timeout=STOP_SECONDS)
        said = self.log()
        assert status == 0 and not SANITIZER.search(said), said[-4000:]

    def kill(self):
        if self.process is not None and self.process.poll() is None:
            self.process.kill()
        if self.process is not None:
            self.process.wait()

    def __enter__(self):
        return self.start()

    def __exit__(self, kind, *_):
        try:
            if kind is None:
                self.stop()
        finally:
            self.kill()


def configuration_for(url, *connectors, **service):
    """A file of the Elastic connector service, as its users have it."""
    lines = ["elasticsearch:", f"  host: {url}", "  username: elastic", "  password: changeme", "  bulk:", "    chunk_size: 500", "service:",
             "  log_level: INFO"]
    lines += [f"  {name}: {value}" for name, value in {"idling": 1, **service}.items()]
    lines += ["connectors:"]
    for connector in connectors:
        lines += [f"  - connector_id: {connector}", "    service_type: dir"]
    return "\n".join(lines) + "\n"
