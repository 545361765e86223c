"""How a server starts, refuses to start, and ends.

A refusal is three lines on standard error (what, why, what to do), nothing on standard output, an exit status, and data as they were."""

import json
import os
import pty
import signal
import socket
import subprocess

import pytest

from harness.command import assert_complains, clean_environment, run
from harness.http import Client
from harness.server import STOP_SECONDS, Server, free_port
from harness.sync import ok
from harness.wait import wait_until


@pytest.fixture
def refused(headrace):
    """refused(status, words, *arguments): `serve` with them ends by itself and says why."""
    def call(status, words, *arguments, **environment):
        said = headrace("serve", *arguments, **environment)
        assert_complains(said, status, *words)
        return said
    return call


@pytest.fixture
def kept(binary, tmp_path):
    """A data folder with documents in it, not in use; kept.check() starts a server and finds them as they were."""
    class Kept:
        folder = tmp_path / "data"
        server = Server(binary, folder, arguments=("--no-service",))

        def read(self):
            client = self.server.client
            return [ok(client.get("/books/_doc/1")), ok(client.get("/_connector/c")), ok(client.get("/_connector/_sync_job"))]

        def check(self):
            with self.server:
                assert self.read() == self.before

    kept = Kept()
    with kept.server:
        client = kept.server.client
        ok(client.put("/books/_doc/1", {"title": "Weirs"}))
        ok(client.put("/_connector/c", {"service_type": "dir", "index_name": "content-c", "is_native": True}))
        ok(client.post("/_connector/_sync_job", {"id": "c"}))
        kept.before = kept.read()
    return kept


def test_a_port_in_use_is_named(refused, kept):
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = str(taken.getsockname()[1])
        refused(1, [port, "in use"], "--data", kept.folder, "--port", port, "--no-auth")
    kept.check()


def test_an_address_that_is_not_ours_is_named(refused, tmp_path):
    refused(1, ["127.0.0.300"], "--data", tmp_path / "data", "--listen", "127.0.0.300", "--port", free_port(), "--no-auth")


def test_a_data_folder_below_a_file_is_refused(refused, tmp_path):
    (tmp_path / "file").write_text("not a folder")
    refused(1, [str(tmp_path / "file" / "data")], "--data", tmp_path / "file" / "data", "--port", free_port(), "--no-auth")
    assert (tmp_path / "file").read_text() == "not a folder"


def test_a_data_folder_that_is_a_file_is_refused(refused, tmp_path):
    (tmp_path / "file").write_text("not a folder")
    refused(1, [str(tmp_path / "file")], "--data", tmp_path / "file", "--port", free_port(), "--no-auth")
    assert (tmp_path / "file").read_text() == "not a folder"


def test_a_data_folder_on_a_read_only_file_system_is_refused(refused):
    """/proc takes no new folders from anybody, root included."""
    refused(1, ["/proc/headrace-data"], "--data", "/proc/headrace-data", "--port", free_port(), "--no-auth")


@pytest.mark.skipif(os.geteuid() == 0, reason="root may write everywhere")
def test_a_data_folder_without_write_permission_is_refused(refused, tmp_path):
    (tmp_path / "data").mkdir(mode=0o500)
    refused(1, [str(tmp_path / "data")], "--data", tmp_path / "data", "--port", free_port(), "--no-auth")


def test_a_data_folder_open_in_another_server_is_refused(refused, kept):
    with kept.server:
        refused(1, [str(kept.folder)], "--data", kept.folder, "--port", free_port(), "--no-auth")
        assert kept.read() == kept.before
    kept.check()


def test_without_authentication_only_on_loopback(refused, kept):
    for host in ("0.0.0.0", "::", "192.0.2.1", "127.example.org"):
        refused(2, ["--no-auth", host], "--data", kept.folder, "--listen", host, "--port", free_port(), "--no-auth")
    kept.check()


@pytest.mark.parametrize("arguments, words", [
    (["serve", "--prot", "9201"], ["--prot"]),
    (["serve", "--port", "many"], ["many"]),
    (["serve", "--port", "65536"], ["65536"]),
    (["serve", "--port", "-1"], ["--port"]),
    (["serve", "--log-level", "loud"], ["loud"]),
    (["serve", "--log-format", "xml"], ["xml"]),
    (["sevre"], ["sevre", "Did you mean `headrace serve`?"]),
    (["job", "lst"], ["lst", "Did you mean `headrace job list`?"]),
    (["connector", "vieww", "c"], ["Did you mean `headrace connector view`?"]),
    (["job"], ["headrace job --help"]),
    (["job", "view"], ["ID"]),
    (["job", "list", "-o", "xml"], ["xml"]),
    ([], ["headrace --help"]),
])
def test_a_command_line_that_cannot_be_read_ends_with_2(headrace, arguments, words):
    assert_complains(headrace(*arguments), 2, *words)


def test_help_and_version_are_answers(headrace):
    for arguments in (["--help"], ["serve", "--help"], ["job", "list", "--help"]):
        said = headrace(*arguments)
        assert said.status == 0 and said.stderr == "" and "--help" in said.stdout
    said = headrace("--version")
    assert said.status == 0 and said.stderr == "" and said.stdout.startswith("headrace ")


@pytest.mark.parametrize("text, words", [
    ("headrace: [", ["config.yml"]),
    ("headrace: [1, 2]\n", ["config.yml", "headrace"]),
    ("just a text\n", ["config.yml"]),
    ("headrace:\n  port: many\n", ["config.yml", "headrace.port"]),
    ("headrace:\n  port: 65536\n", ["config.yml", "headrace.port"]),
    ("headrace:\n  port: -5\n", ["config.yml", "headrace.port"]),
    ("headrace:\n  strict: perhaps\n", ["config.yml", "headrace.strict"]),
    ("headrace:\n  data: [a, b]\n", ["config.yml", "headrace.data"]),
    ("headrace:\n  log_level: loud\n", ["loud"]),
    ("service:\n  idling: [1]\n", ["config.yml", "idling"]),
    ("service:\n  idling: soon\n", ["config.yml", "idling"]),
    ("\tservice: tabs\n", ["config.yml"]),
])
def test_a_configuration_file_that_cannot_be_read_is_named_with_its_key(headrace, tmp_path, text, words):
    (tmp_path / "config.yml").write_text(text)
    flags = {"--port": free_port(), "--data": tmp_path / "data"}
    given = [word for flag, value in flags.items() if flag[2:] + ":" not in text for word in (flag, value)]  # a flag hides the key
    said = headrace("serve", "--config", tmp_path / "config.yml", "--no-auth", *given, seconds=60)
    assert said.status in (1, 2), said
    assert_complains(said, said.status, *words)


def test_a_configuration_file_that_is_missing_is_named(refused, tmp_path):
    refused(2, [str(tmp_path / "nowhere.yml")], "--config", tmp_path / "nowhere.yml", "--data", tmp_path / "data", "--no-auth")
    refused(2, [str(tmp_path)], "--config", tmp_path, "--data", tmp_path / "data", "--no-auth")  # a folder is no file


def test_flag_before_environment_before_file(binary, tmp_path):
    (tmp_path / "config.yml").write_text("headrace:\n  cluster_name: of-the-file\n  license: gold\n  version: 9.2.0\n")
    arguments = ("--no-service", "--config", str(tmp_path / "config.yml"), "--version-number", "9.4.0")
    with Server(binary, tmp_path / "data", arguments, {"HEADRACE_LICENSE": "basic", "HEADRACE_VERSION_NUMBER": "9.3.0"}) as server:
        root = ok(server.client.get("/"))
        assert root["version"]["number"] == "9.4.0" and root["cluster_name"] == "of-the-file"
        assert ok(server.client.get("/_license"))["license"]["type"] == "basic"


def test_ready_and_alive_are_open_to_everybody(api_server):
    assert api_server.client.get("/readyz").status == 200
    assert api_server.client.get("/healthz").status == 200


def test_sigterm_ends_an_idle_server_with_0(binary, tmp_path):
    with Server(binary, tmp_path / "data"):
        pass


def test_sigint_ends_it_with_0(binary, tmp_path):
    with Server(binary, tmp_path / "data") as server:
        server.process.send_signal(signal.SIGINT)
        assert server.process.wait(timeout=STOP_SECONDS) == 0


@pytest.mark.slow
def test_sigterm_does_not_wait_for_connections_that_say_nothing(binary, tmp_path):
    """Kept open, half a head, half a body, and an answer that nobody reads."""
    with Server(binary, tmp_path / "data") as server:
        kept_open = [Client(server.port) for _ in range(20)]
        for client in kept_open:
            ok(client.get("/"))
        silent = []
        for begun in (b"", b"GET / HT", b"PUT /books/_doc/1 HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Type: application/json\r\nContent-Length: 90\r\n\r\n{\"a\"",
                      b"GET /_connector HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n" * 200):
            connection = socket.create_connection(("127.0.0.1", server.port))
            connection.sendall(begun)
            silent.append(connection)
        server.stop()
        for connection in silent:
            connection.close()
        for client in kept_open:
            client.close()


def test_what_was_acknowledged_before_sigterm_is_there_after_it(kept):
    kept.check()


def test_the_log_is_json_lines_without_a_terminal(binary, tmp_path):
    with Server(binary, tmp_path / "data") as server:
        server.stop()
        lines = [json.loads(line) for line in server.log().splitlines()]
        assert len(lines) >= 2
        for line in lines:
            assert {"@timestamp", "log.level", "message"} <= line.keys()
        assert any(server.url in str(line) for line in lines)  # where it listens
        assert any("without authentication" in line["message"] for line in lines)


def test_the_log_is_text_when_it_shall_be(binary, tmp_path):
    with Server(binary, tmp_path / "data", arguments=("--no-service", "--log-format", "text")) as server:
        server.stop()
        said = server.log()
        assert server.url in said and "\x1b" not in said
        assert not any(line.startswith("{") for line in said.splitlines())


def test_the_log_is_text_on_a_terminal(binary, tmp_path):
    ours, theirs = pty.openpty()
    port = free_port()
    process = subprocess.Popen([binary, "serve", "--data", tmp_path / "data", "--port", str(port), "--no-auth", "--no-service"],
                               stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=theirs, env=clean_environment(tmp_path))
    os.close(theirs)
    said = b""
    try:
        while b"ready" not in said:
            said += os.read(ours, 4096)
    finally:
        process.terminate()
        stdout, _ = process.communicate(timeout=STOP_SECONDS)
        os.close(ours)
    assert process.returncode == 0 and stdout == b""
    assert str(port).encode() in said and b"{" not in said


def test_port_0_takes_a_free_one_and_says_which(binary, tmp_path):
    log = tmp_path / "log"
    with open(log, "wb") as out:
        process = subprocess.Popen([binary, "serve", "--data", tmp_path / "data", "--port", "0", "--no-auth", "--no-service"],
                                   stdin=subprocess.DEVNULL, stdout=out, stderr=out, env=clean_environment(tmp_path))
    try:
        def address():
            return [json.loads(line)["url.full"] for line in log.read_text().splitlines() if "url.full" in line]
        url = wait_until("the server says where it listens", address)[0]
        ok(Client(int(url.rsplit(":", 1)[1])).get("/"))
    finally:
        process.terminate()
        assert process.wait(timeout=STOP_SECONDS) == 0


def test_only_libraries_of_debian_packages_are_linked(binary):
    listed = subprocess.run(["ldd", binary], check=True, capture_output=True, text=True).stdout
    assert "not found" not in listed
    libraries = [word for line in listed.splitlines() for word in line.split() if word.startswith("/")]
    assert libraries

    def spellings(library):
        """Packages name a file below /lib or /usr/lib, whichever it was before the two became one."""
        names = {library, os.path.realpath(library)}
        return names | {name.removeprefix("/usr") for name in names}
    known = run("/usr/bin/dpkg", "-S", *{spelling for library in libraries for spelling in spellings(library)}).stdout
    owned = {line.split(": ", 1)[1] for line in known.splitlines()}
    for library in libraries:
        assert spellings(library) & owned, f"{library} belongs to no package"
