"""Database servers for tests: tests/peers/NAME/start and stop, each on a free port and in a folder of its own."""

import subprocess
import tempfile
from contextlib import contextmanager
from pathlib import Path

from harness.peer import INSTALL_SECONDS, PEERS, START_SECONDS, STOP_SECONDS


@contextmanager
def database(name, *options):
    """Runs tests/peers/`name` (postgresql, mysql) while the block lasts; what `start` says: {"host": …, "port": …, "user": …, …}."""
    with tempfile.TemporaryDirectory(prefix=f"headrace-{name}-") as folder:
        Path(folder).chmod(0o755)  # the server may run as a user of its own
        data = Path(folder) / "data"
        command = [PEERS / name / "start", "--port", "0", "--data", data, *options]
        started = subprocess.run(command, capture_output=True, text=True, timeout=INSTALL_SECONDS + START_SECONDS)
        assert started.returncode == 0, started.stderr
        try:
            yield dict(line.split("=", 1) for line in started.stdout.splitlines())
        finally:
            subprocess.run([PEERS / name / "stop", "--data", data], check=True, capture_output=True, timeout=STOP_SECONDS)
