"""What benchmarks run and compare with: our server, nginx, wrk, and a bare loop of write + fdatasync."""
import dataclasses
import http.client
import json
import os
import pathlib
import re
import shutil
import socket
import subprocess
import sys
import tempfile
import time

ROOT = pathlib.Path(__file__).resolve().parent.parent
BINARY = ROOT / "build" / "release" / "headrace"


def require_release(root: pathlib.Path) -> None:
    cache = (root / "build" / "release" / "CMakeCache.txt").read_text()
    if not re.search(r"^CMAKE_BUILD_TYPE:\w+=Release$", cache, re.M) or re.search(r"^HEADRACE_SANITIZE:\w+=.+$", cache, re.M):
        sys.exit("Not a release build.\nbuild/release/CMakeCache.txt has another build type.\nTry ./dev build release.")


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


class Process:
    """A server of ours for one benchmark: started, waited for, ended by its process id, its folder removed unless it is to be kept."""

    def __init__(self, command: list[str], port: int, path: str, folder: str, keeps_folder: bool = False):
        self.port, self.folder, self.keeps_folder = port, folder, keeps_folder
        began = time.perf_counter()
        self.process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        for _ in range(5000):
            try:
                connection = http.client.HTTPConnection("127.0.0.1", port, timeout=5)
                connection.request("GET", path)
                if connection.getresponse().status == 200:
                    break
            except OSError:
                time.sleep(0.001)
        else:
            raise RuntimeError(f"{command[0]} does not answer")
        self.ready_after = time.perf_counter() - began

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.process.terminate()
        self.process.wait(20)
        if not self.keeps_folder:
            shutil.rmtree(self.folder, ignore_errors=True)

    def kill(self) -> None:
        self.process.kill()
        self.process.wait()

    def resident_bytes(self) -> int:
        return int(re.search(r"VmRSS:\s+(\d+) kB", pathlib.Path(f"/proc/{self.process.pid}/status").read_text()).group(1)) * 1024


class Headrace(Process):
    """With a data folder of its own, or with one that is there and stays."""

    def __init__(self, folder: str | None = None):
        data, port = folder or tempfile.mkdtemp(prefix="headrace-bench."), free_port()
        super().__init__([str(BINARY), "serve", "--no-auth", "--no-service", "--data", data, "--port", str(port)], port, "/readyz", data, folder is not None)

    def request(self, method: str, target: str, body: bytes | None = None) -> bytes:
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=60)
        connection.request(method, target, body, {"Content-Type": "application/json"} if body else {})
        answer = connection.getresponse()
        text = answer.read()
        assert answer.status < 300, (method, target, answer.status, text[:300])
        return text

    def json(self, method: str, target: str, body: dict | None = None) -> dict:
        return json.loads(self.request(method, target, json.dumps(body).encode() if body is not None else None))


class Nginx(Process):
    """One worker serving `files` (name to bytes) from memory-cached static files."""

    def __init__(self, files: dict[str, bytes]):
        folder, port = tempfile.mkdtemp(prefix="headrace-nginx."), free_port()
        for name, content in files.items():
            pathlib.Path(folder, name).write_bytes(content)
        os.chmod(folder, 0o755)
        pathlib.Path(folder, "nginx.conf").write_text(f"""
daemon off; worker_processes 1; pid {folder}/pid; error_log /dev/null;
events {{ worker_connections 1024; }}
http {{ access_log off; sendfile on; tcp_nopush on; keepalive_requests 10000000; open_file_cache max=100;
  client_body_temp_path {folder}/b; proxy_temp_path {folder}/p; fastcgi_temp_path {folder}/f; uwsgi_temp_path {folder}/u; scgi_temp_path {folder}/s;
  server {{ listen 127.0.0.1:{port}; root {folder}; default_type application/json; }} }}
""")
        super().__init__(["nginx", "-c", f"{folder}/nginx.conf", "-p", folder], port, f"/{next(iter(files))}", folder)


@dataclasses.dataclass
class Load:
    rate: float  # requests per second
    p50: float  # milliseconds
    p99: float
    p999: float = 0
    longest: float = 0


def wrk(port: int, paths: list[str], method: str = "GET", connections: int = 16, threads: int = 1, seconds: int = 5, body: str | None = None) -> Load:
    """wrk over `paths` in turn; fails when any answer was not 2xx."""
    with tempfile.NamedTemporaryFile("w", suffix=".lua") as script:
        listed = ",".join(json.dumps(p) for p in paths)
        sent = '{["Content-Type"]="application/json"}, ' + json.dumps(body) if body else "nil, nil"
        script.write(f"""
local paths, n = {{{listed}}}, 0
local headers, body = {sent}
request = function() n = n % #paths + 1; return wrk.format("{method}", paths[n], headers, body) end
done = function(summary, latency)
  io.write(string.format("\\nRESULT %f %f %f %f %f %d\\n", summary.requests / summary.duration * 1e6, latency:percentile(50) / 1e3, latency:percentile(99) / 1e3,
    latency:percentile(99.9) / 1e3, latency.max / 1e3, summary.errors.status + summary.errors.read + summary.errors.write + summary.errors.timeout))
end
""")
        script.flush()
        command = ["wrk", "-t", str(threads), "-c", str(connections), "-d", f"{seconds}s", "-s", script.name, f"http://127.0.0.1:{port}"]
        output = subprocess.run(command, capture_output=True, text=True, check=True).stdout
    *figures, errors = re.search(r"RESULT (\S+) (\S+) (\S+) (\S+) (\S+) (\d+)", output).groups()
    assert int(errors) == 0, output
    return Load(*map(float, figures))


def read_files(paths: list[pathlib.Path]) -> float:
    """Seconds to read these files from begin to end."""
    began = time.perf_counter()
    for path in paths:
        with open(path, "rb", buffering=0) as file:
            while file.read(1 << 20):
                pass
    return time.perf_counter() - began


def raw_fdatasync_loop(folder: str, records: int, seconds: float = 3) -> float:
    """Records per second of: append `records` × 900 bytes, fdatasync, again."""
    path = pathlib.Path(folder, "raw-loop")
    block, written = b"x" * 900 * records, 0
    with open(path, "wb", buffering=0) as file:
        began = time.perf_counter()
        while time.perf_counter() - began < seconds:
            file.write(block)
            os.fdatasync(file.fileno())
            written += records
        elapsed = time.perf_counter() - began
    path.unlink()
    return written / elapsed
