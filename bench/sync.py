"""./dev bench sync and resync: tables of about 1 KB a row out of PostgreSQL and MariaDB into the embedded engine, beside what the clients of these servers need to read the same rows to nowhere."""
import contextlib
import dataclasses
import http.client
import json
import os
import pathlib
import re
import subprocess
import tempfile
import threading
import time

from peers import BINARY, ROOT, Process, free_port

PEERS = ROOT / "tests" / "peers"
SEED = PEERS / "data" / "seed-sql.py"
READ = {
    "postgresql": lambda at: ["psql", "-X", "-q", at["url"], "-c", "\\copy (select * from items) to stdout"],
    "mysql": lambda at: ["mariadb", "--no-defaults", "-h", at["host"], "-P", at["port"], "-u", at["user"], f"-p{at['password']}", at["database"], "--quick", "-N", "-B", "-e", "select * from items"],
}
CHANGE = {
    "postgresql": lambda at, sql: ["psql", "-X", "-q", at["url"], "-c", sql],
    "mysql": lambda at, sql: ["mariadb", "--no-defaults", "-h", at["host"], "-P", at["port"], "-u", at["user"], f"-p{at['password']}", at["database"], "-e", sql],
}
SETTLE = {"postgresql": "vacuum (analyze) items", "mysql": "analyze table items"}  # else the server does it at some later time, beside what is measured
CLOCK_SECONDS = 0.05


@contextlib.contextmanager
def database(kind: str, rows: int):
    """The server with its table `items` filled."""
    with tempfile.TemporaryDirectory(prefix=f"headrace-bench-{kind}-") as folder:
        os.chmod(folder, 0o755)
        data = pathlib.Path(folder, "data")
        said = subprocess.run([PEERS / kind / "start", "--port", "0", "--data", data], check=True, capture_output=True, text=True).stdout
        at = dict(line.split("=", 1) for line in said.splitlines())
        try:
            subprocess.run(["python3", SEED, "--rows", str(rows), f"--{kind}", at["url"]], check=True, capture_output=True)
            subprocess.run(CHANGE[kind](at, SETTLE[kind]), check=True, capture_output=True)
            os.sync()  # what the filling has left for the disk is not part of what is measured
            yield at
        finally:
            subprocess.run([PEERS / kind / "stop", "--data", data], check=True, capture_output=True)


class Server(Process):
    """`serve` with or without its own service. `folder`: its data, kept."""

    def __init__(self, folder: str, service: bool = True):
        port = free_port()
        command = [str(BINARY), "serve", "--no-auth", "--data", folder, "--port", str(port)]
        super().__init__(command + ([] if service else ["--no-service"]), port, "/readyz", folder, True)

    def json(self, method: str, target: str, body: dict | None = None) -> dict:
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=600)
        connection.request(method, target, json.dumps(body) if body is not None else None, {"Content-Type": "application/json"} if body is not None else {})
        answer = connection.getresponse()
        text = answer.read()
        assert answer.status < 300, (method, target, answer.status, text[:500])
        return json.loads(text)


class Sampler(threading.Thread):
    """Memory of a process over time, and the processor time of its threads by name, of which some live as long as a sync only."""

    def __init__(self, pid: int):
        super().__init__(daemon=True)
        self.pid, self.memory, self.seconds, self.is_over = pid, [], {}, threading.Event()
        self.start()

    def run(self) -> None:
        while not self.is_over.wait(0.25):
            self.look()

    def look(self) -> None:
        with contextlib.suppress(OSError, ValueError, AttributeError):
            self.memory.append(int(re.search(r"VmRSS:\s+(\d+) kB", pathlib.Path(f"/proc/{self.pid}/status").read_text()).group(1)) / 1024)
        for task in pathlib.Path(f"/proc/{self.pid}/task").iterdir():
            with contextlib.suppress(OSError, ValueError):
                name, rest = re.fullmatch(r"\d+ \((.*)\) (.*)", (task / "stat").read_text().strip()).groups()
                fields = rest.split()
                self.seconds[task.name] = (name, (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK"))

    def end(self) -> None:
        self.is_over.set()
        self.join()

    def quarters(self) -> list[float]:
        """Megabytes after each quarter of the time."""
        return [self.memory[max(0, len(self.memory) * part // 4 - 1)] for part in (1, 2, 3, 4)]

    def microseconds(self, rows: int, before: "Sampler") -> dict:
        """Processor time per row of each kind of thread, without what `before` had seen."""
        spent: dict[str, float] = {}
        for task, (name, seconds) in self.seconds.items():
            kind = STAGES.get(name.split(":")[0], "other threads")
            spent[kind] = spent.get(kind, 0) + seconds - before.seconds.get(task, ("", 0))[1]
        return {name: seconds / rows * 1e6 for name, seconds in spent.items()}


STAGES = {"sync-read": "reading", "sync-write": "sending", "content": "engine: writer", "rocksdb": "engine: flush, merge"}


def peak_megabytes(pid: int) -> float:
    return int(re.search(r"VmHWM:\s+(\d+) kB", pathlib.Path(f"/proc/{pid}/status").read_text()).group(1)) / 1024


def make_connector(server: Server, kind: str, at: dict, native: bool = True, **own) -> None:
    # The column holds lists of mixed values, which no mapping takes: kept, not searched.
    server.json("PUT", "/content-items", {"mappings": {"properties": {"id": {"type": "keyword"}, "public_items_attributes": {"type": "object", "enabled": False}}}})
    server.json("PUT", "/_connector/c", {"index_name": "content-items", "service_type": kind, "is_native": native})
    wait(lambda: server.json("GET", "/_connector/c")["configuration"])
    user = {"username": at["user"], "schema": "public"} if kind == "postgresql" else {"user": at["user"]}
    values = {"host": at["host"], "port": int(at["port"]), "password": at["password"], "database": at["database"], "tables": "items"} | user
    server.json("PUT", "/_connector/c/_configuration", {"values": values})
    server.json("PUT", "/_connector/c/_features", {"features": {"incremental_sync": {"enabled": True}}})


def wait(holds, seconds: float = 3600):
    until = time.monotonic() + seconds
    while not (found := holds()):
        assert time.monotonic() < until, "waited in vain"
        time.sleep(CLOCK_SECONDS)
    return found


@dataclasses.dataclass
class Outcome:
    seconds: float
    job: dict


def start_job(server: Server, kind: str) -> str:
    return server.json("POST", "/_connector/_sync_job", {"id": "c", "job_type": kind})["id"]


def ended(server: Server, job_id: str):
    job = server.json("GET", f"/_connector/_sync_job/{job_id}")
    return job if job["status"] in ("completed", "error", "canceled") else None


def run_job(server: Server, kind: str = "full") -> Outcome:
    began = time.perf_counter()
    job_id = start_job(server, kind)
    job = wait(lambda: ended(server, job_id))
    assert job["status"] == "completed", job.get("error")
    return Outcome(time.perf_counter() - began, job)


def read_to_nowhere(kind: str, at: dict) -> float:
    began = time.perf_counter()
    subprocess.run(READ[kind](at), check=True, stdout=subprocess.DEVNULL)
    return time.perf_counter() - began


def check_documents(server: Server, rows: int) -> None:
    assert server.json("GET", "/content-items/_count")["count"] == rows
    for number in (1, rows // 2, rows):
        found = server.json("POST", "/content-items/_search", {"size": 1, "query": {"ids": {"values": [f"items_{number}", f"headrace_public_items_{number}"]}}})
        assert found["hits"]["total"]["value"] == 1, number


def full_sync(kind: str, at: dict, rows: int) -> dict:
    """Into an empty index of `serve`."""
    with tempfile.TemporaryDirectory(prefix="headrace-bench-sync-") as folder, Server(folder) as server:
        make_connector(server, kind, at)
        idle = server.resident_bytes() / 2**20
        before = read_to_nowhere(kind, at)
        at_rest = Sampler(server.process.pid)
        at_rest.look()
        at_rest.end()
        sampler = Sampler(server.process.pid)
        outcome = run_job(server)
        sampler.end()
        reading = (before + read_to_nowhere(kind, at)) / 2
        assert outcome.job["indexed_document_count"] == rows
        check_documents(server, rows)
        stages = {f"{kind}: {name}, µs of a core per row": value for name, value in sampler.microseconds(rows, at_rest).items()}
        curve = {f"{kind}: serve after {part}/4 of the time, MB": value for part, value in enumerate(sampler.quarters(), 1)}
        return {
            f"{kind}: rows": rows,
            f"{kind}: its client to nowhere, rows/s": rows / reading,
            f"{kind}: sync, rows/s": rows / outcome.seconds,
            f"{kind}: sync / client": reading / outcome.seconds,
            f"{kind}: serve idle, MB": idle,
            f"{kind}: serve peak, MB": peak_megabytes(server.process.pid),
        } | curve | stages


def again(kind: str, at: dict, rows: int) -> dict:
    """A full sync, then an incremental job, of whose rows one in a hundred has changed."""
    with tempfile.TemporaryDirectory(prefix="headrace-bench-resync-") as folder, Server(folder) as server:
        make_connector(server, kind, at)
        run_job(server)
        subprocess.run(CHANGE[kind](at, "update items set views = views + 1 where id % 100 = 0"), check=True, capture_output=True)
        before = read_to_nowhere(kind, at)
        outcome = run_job(server, "incremental")
        reading = (before + read_to_nowhere(kind, at)) / 2
        assert outcome.job["indexed_document_count"] == rows // 100, outcome.job["indexed_document_count"]
        check_documents(server, rows)
        return {
            f"{kind}: rows": rows,
            f"{kind}: its client to nowhere, rows/s": rows / reading,
            f"{kind}: resync of 1 % changed, rows/s": rows / outcome.seconds,
            f"{kind}: resync / client": reading / outcome.seconds,
            f"{kind}: serve peak after both, MB": peak_megabytes(server.process.pid),
        }


def apart_sync(kind: str, at: dict, rows: int) -> dict:
    """`work` reads, `serve` keeps: two processes, HTTP between them."""
    with tempfile.TemporaryDirectory(prefix="headrace-bench-work-") as folder:
        data, file = pathlib.Path(folder, "data"), pathlib.Path(folder, "config.yml")
        with Server(str(data), service=False) as server:
            file.write_text(f"elasticsearch:\n  host: http://127.0.0.1:{server.port}\nservice:\n  idling: 1\nconnectors:\n  - connector_id: c\n    service_type: {kind}\n")
            work = subprocess.Popen([BINARY, "work", "--config", file, "--data", pathlib.Path(folder, "work")], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
            try:
                make_connector(server, kind, at, native=False)
                outcome = run_job(server)
                check_documents(server, rows)
                return {f"{kind}: work, rows/s": rows / outcome.seconds, f"{kind}: work peak, MB": peak_megabytes(work.pid)}
            finally:
                work.terminate()
                work.wait(30)


def killed_sync(kind: str, at: dict, rows: int) -> dict:
    """kill -9 at half of the rows, a new start on the same data: the work of both together beside an undisturbed run."""
    with tempfile.TemporaryDirectory(prefix="headrace-bench-kill-") as folder:
        with Server(folder) as server:
            make_connector(server, kind, at)
            began = time.perf_counter()
            job_id = start_job(server, "full")
            wait(lambda: server.json("GET", f"/_connector/_sync_job/{job_id}")["status"] == "in_progress")
            wait(lambda: server.json("GET", "/content-items/_count")["count"] >= rows / 2)
            first = time.perf_counter() - began
            server.kill()
        with Server(folder) as server:
            began = time.perf_counter()
            job = wait(lambda: ended(server, job_id))
            second = time.perf_counter() - began
            assert job["status"] == "completed", job.get("error")
            assert job["indexed_document_count"] == rows, job["indexed_document_count"]
            check_documents(server, rows)
        with tempfile.TemporaryDirectory(prefix="headrace-bench-whole-") as other, Server(other) as server:
            make_connector(server, kind, at)
            whole = run_job(server).seconds
        return {f"{kind}: killed at half, both parts / undisturbed": (first + second) / whole}


def run(*parts) -> dict:
    figures: dict = {}
    for kind in os.environ.get("HEADRACE_BENCH_SOURCES", "postgresql,mysql").split(","):
        for rows in map(int, os.environ.get("HEADRACE_BENCH_ROWS", "1000000").split(",")):
            with database(kind, rows) as at:
                found: dict = {}
                for part in parts:
                    found |= part(kind, at, rows)
            figures |= found if rows == 1_000_000 else {f"{rows:,} rows of {name}": value for name, value in found.items()}
    return figures
