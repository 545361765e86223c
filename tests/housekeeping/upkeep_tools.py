"""What tests of backups, checks and compactions have in common."""

import signal
import subprocess

from harness.command import clean_environment
from harness.sync import JOBS, ok
from harness.wait import wait_until


def fill(client, number=60):
    """A connector, jobs, and documents with some bytes."""
    ok(client.put("/_connector/c", {"service_type": "dir", "index_name": "content-c", "is_native": True}))
    for i in range(number):
        ok(client.post(JOBS, {"id": "c"}))
        ok(client.put(f"/books/_doc/{i}", {"title": f"Book {i}", "text": "water " * 40}))


def read(client):
    """Everything that fill() has made."""
    books = ok(client.post("/books/_search", {"size": 10000, "seq_no_primary_term": True}))["hits"]["hits"]
    jobs = ok(client.get(f"{JOBS}?size=1000"))
    return [jobs, ok(client.get("/_connector/c")), sorted(books, key=lambda hit: hit["_id"])]


class Killed:
    """A command that is killed with -9 once it has come so far."""

    def __init__(self, binary, tmp_path, *arguments, **environment):
        self.process = subprocess.Popen([str(binary), *map(str, arguments)], stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.PIPE,
                                        env=clean_environment(tmp_path / "home", **environment), cwd=tmp_path)

    def when(self, reached):
        """Kills it as soon as `reached()` says so; False when it was over before."""
        wait_until("the command gets somewhere", lambda: reached() or self.process.poll() is not None)
        was_running = self.process.poll() is None
        self.process.send_signal(signal.SIGKILL)
        self.process.communicate()
        return was_running
