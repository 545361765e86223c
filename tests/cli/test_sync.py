"""One sync before one's eyes, one that writes nothing, a look at a source, and what is told of a job: the command line against a real server."""

import json
import os
import pty
import signal
import subprocess
import threading
from http.server import BaseHTTPRequestHandler, HTTPServer

import pytest

from harness.command import COMMAND_SECONDS, assert_complains, clean_environment
from harness.server import Server
from harness.sync import (assert_index_is_folder, count, document_id, documents, get_job, list_jobs, make_connector, make_many_files, ok, start_job,
                          sync, wait_for_status)
from harness.wait import wait_until

INDEX = "content-folder"
# Enough that a sync is still at work when the test has seen that it began.
MANY = 30_000


@pytest.fixture
def folder(tmp_path):
    root = tmp_path / "folder"
    root.mkdir()
    (root / "weir.md").write_text("# Weir\n\nWater above the wheel.")
    (root / "mill.txt").write_text("The mill grinds.")
    (root / "photo.png").write_bytes(b"\x89PNG\r\n\x1a\n" + bytes(range(256)))
    return root


@pytest.fixture
def cli(headrace, server):
    return lambda *arguments, **more: headrace(*arguments, url=server.url, **more)


@pytest.fixture
def connector(cli, folder):
    """One that no service looks after."""
    assert cli("connector", "create", "c", "--type", "dir", "--index", INDEX, "--set", f"directory={folder}").status == 0
    return "c"


def test_a_sync_in_the_foreground_is_a_job_like_any_other(cli, server, folder, connector):
    said = cli("sync", connector)
    assert said.status == 0, said
    job, = list_jobs(server.client)
    assert (job["status"], job["trigger_method"], job["job_type"], job["indexed_document_count"]) == ("completed", "on_demand", "full", 3)
    assert_index_is_folder(server.client, INDEX, folder)
    shown = dict(line.split(maxsplit=1) for line in said.lines[:5])
    assert shown["id"] == job["id"] and shown["status"] == "completed" and shown["indexed_document_count"] == "3"
    assert "photo.png" in said.stdout  # its text is missing
    assert "completed" in said.complaint[-1] and "\x1b" not in said.stderr
    assert ok(server.client.get("/_connector/c"))["last_sync_status"] == "completed"


def test_its_exit_status_is_the_outcome(cli, server, folder, connector):
    folder.rename(folder.parent / "aside")
    said = cli("sync", connector)
    job, = list_jobs(server.client)
    assert said.status == 1 and job["status"] == "error" and str(folder) in said.stderr and job["id"] in said.stdout


def test_a_type_that_the_connector_cannot_do_is_the_error_of_the_job(cli, server, connector):
    said = cli("sync", connector, "--type", "access_control")
    assert said.status == 1
    assert [job["status"] for job in list_jobs(server.client)] in ([], ["error"])
    assert_complains(cli("sync", connector, "--type", "odd"), 2, "odd")


def test_a_connector_that_is_syncing_is_left_alone(cli, server, connector):
    ok(server.client.post("/.elastic-connectors/_update/c", {"doc": {"last_sync_status": "in_progress"}}))
    assert_complains(cli("sync", connector), 1, "running already")
    assert list_jobs(server.client) == []
    assert_complains(cli("sync", "nobody"), 1, "nobody")


def test_the_service_of_the_server_does_not_come_between(cli, server, folder):
    """It is woken by every new job, and looks after native connectors."""
    make_connector(server.client, "native", folder, INDEX)
    for _ in range(5):
        said = cli("sync", "native")
        assert said.status == 0, said
    jobs = list_jobs(server.client)
    assert [job["status"] for job in jobs] == ["completed"] * 5


def test_a_server_without_claim_tokens_will_do(binary, headrace, tmp_path, folder):
    with Server(binary, tmp_path / "strict", arguments=("--strict",)) as server:
        make_connector(server.client, "native", folder, INDEX)
        said = headrace("sync", "native", url=server.url)
        assert said.status == 0 and [job["status"] for job in list_jobs(server.client)] == ["completed"], said


def test_it_needs_the_rights_of_a_service(binary, headrace, tmp_path, folder):
    indices = [{"names": [".elastic-connectors*", ".sync-job-*", INDEX], "privileges": ["all"]}]
    with Server(binary, tmp_path / "guarded", password="right-password") as server:
        fields = {"directory": {"label": "D", "value": str(folder)}, "pattern": {"label": "P", "value": "**/*.*"},
                  "use_text_extraction_service": {"label": "U", "value": False}}
        ok(server.client.put("/_connector/c", {"service_type": "dir", "index_name": INDEX}))
        ok(server.client.put("/_connector/c/_configuration", {"configuration": fields}))
        for more, status in (({}, 4), ({"indices": indices}, 0)):
            role = {"cluster": ["manage_connector", "read_pipeline"], **more}
            key = ok(server.client.post("/_security/api_key", {"name": "k", "role_descriptors": {"r": role}}))["encoded"]
            said = headrace("sync", "c", url=server.url, HEADRACE_API_KEY=key)
            assert said.status == status, said
            assert [job["status"] for job in list_jobs(server.client)] == ["completed"] * (status == 0), said
            said = headrace("sync", "c", "--dry-run", url=server.url, HEADRACE_API_KEY=key)  # which writes nothing
            assert said.status == 0 and len(said.lines) == 3, said


def test_on_a_terminal_there_is_a_bar(binary, tmp_path):
    with Server(binary, tmp_path / "data") as server:  # without a service, which would end the job
        job = {"connector": {"id": "c"}, "status": "in_progress", "indexed_document_count": 900, "metadata": {"expected_document_count": 3600},
               "started_at": "2026-01-01T00:00:00Z", "last_seen": "2026-01-01T00:00:10Z"}
        ok(server.client.put("/.elastic-connectors-sync-jobs/_doc/j", job))
        ours, theirs = pty.openpty()
        watcher = subprocess.Popen([binary, "job", "watch", "j"], stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=theirs,
                                   env=clean_environment(tmp_path / "home", HEADRACE_URL=server.url))
        os.close(theirs)
        seen = b""
        while b"left" not in seen:
            seen += os.read(ours, 1000)
        assert b"[#####               ] in_progress" in seen and b"900 indexed" in seen and b"90/s, 25% of 3600, 30s left" in seen
        ok(server.client.post("/.elastic-connectors-sync-jobs/_update/j", {"doc": {"status": "completed"}}))
        assert watcher.wait(timeout=COMMAND_SECONDS) == 0
        os.close(ours)


def test_an_interrupt_suspends_the_job_and_a_service_can_go_on(cli, server, binary, tmp_path):
    folder = tmp_path / "many"
    folder.mkdir()
    make_many_files(folder, MANY)
    assert cli("connector", "create", "c", "--type", "dir", "--index", INDEX, "--set", f"directory={folder}").status == 0
    running = subprocess.Popen([binary, "sync", "c"], stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True,
                               env=clean_environment(tmp_path / "home", HEADRACE_URL=server.url))
    wait_until("the first documents arrive", lambda: count(server.client, INDEX))
    running.send_signal(signal.SIGINT)
    stdout, stderr = running.communicate(timeout=COMMAND_SECONDS)
    job, = list_jobs(server.client)
    assert running.returncode == 3 and job["status"] == "suspended" and "suspended" in stderr, (stdout, stderr)
    ok(server.client.put("/_connector/c/_native", {"is_native": True}))
    wait_for_status(server.client, job["id"], "completed")
    assert count(server.client, INDEX) == MANY


def test_a_dry_run_shows_what_would_be_written_and_writes_nothing(cli, server, folder, connector):
    said = cli("sync", connector, "--dry-run")
    assert said.status == 0, said
    shown = {document["id"]: document for document in map(json.loads, said.lines)}
    assert set(shown) == {document_id(path) for path in folder.iterdir()}
    assert shown[document_id(folder / "mill.txt")]["body"] == "The mill grinds."
    assert "3 documents read" in said.stderr and "photo.png" in said.stderr and "Nothing was written" in said.stderr
    assert list_jobs(server.client) == [] and server.client.get(f"/{INDEX}").status == 404
    assert server.client.get("/.sync-job-log").status == 404
    assert cli("sync", connector).status == 0
    written = documents(server.client, INDEX)
    # What is sent; the ingest pipeline comes behind it, takes its switches out and joins white space.
    for identity, source in shown.items():
        source["body"] = " ".join(source.get("body", "").split())
        for switch in ("_extract_binary_content", "_reduce_whitespace", "_run_ml_inference"):
            assert source.pop(switch) is True
        source.pop("last_access_time"), written[identity].pop("last_access_time")
        assert source == {"body": "", **written[identity]}


def test_a_dry_run_ends_with_its_limit(cli, tmp_path):
    folder = tmp_path / "many"
    folder.mkdir()
    make_many_files(folder, 500)
    assert cli("connector", "create", "c", "--type", "dir", "--index", INDEX, "--set", f"directory={folder}").status == 0
    assert len(cli("sync", "c", "--dry-run").lines) == 10
    said = cli("sync", "c", "--dry-run", "--limit", "3")
    assert len(said.lines) == 3 and "the first 3" in said.stderr
    assert len(cli("sync", "c", "--dry-run", "--limit", "1000").lines) == 500
    assert_complains(cli("sync", "c", "--limit", "3"), 2, "--dry-run")
    assert_complains(cli("sync", "c", "--dry-run", "--limit", "0"), 2, "--limit")


def test_a_dry_run_tells_how_many_the_rules_leave_out(cli, server, folder):
    make_connector(server.client, "c", folder, INDEX)
    rule = {"id": "r", "policy": "exclude", "field": "path", "rule": "ends_with", "value": ".md", "order": 0,
            "created_at": "2026-01-01T00:00:00Z", "updated_at": "2026-01-01T00:00:00Z"}
    ok(server.client.put("/_connector/c/_filtering", {"rules": [rule, {**rule, "id": "DEFAULT", "policy": "include", "field": "_", "rule": "regex",
                                                                       "value": ".*", "order": 1}]}))
    ok(server.client.put("/_connector/c/_filtering/_validation", {"validation": {"state": "valid", "errors": []}}))
    ok(server.client.put("/_connector/c/_filtering/_activate"))
    said = cli("sync", "c", "--dry-run")
    assert len(said.lines) == 2 and "1 filtered by the sync rules" in said.stderr, said


def test_a_dry_run_of_a_source_that_cannot_be_read_fails(cli, folder, connector):
    folder.rename(folder.parent / "aside")
    assert_complains(cli("sync", connector, "--dry-run"), 1, str(folder), "headrace connector test c")


def test_a_connector_is_tested_line_by_line(cli, server, folder, connector):
    said = cli("connector", "test", connector)
    assert said.status == 0 and said.stderr == "", said
    assert said.lines[0].split() == ["RESULT", "WHAT", "TEXT"] and [line.split()[0] for line in said.lines[1:]] == ["ok"] * 3
    folder.rename(folder.parent / "aside")
    said = cli("connector", "test", connector, "-o", "json")
    findings = json.loads(said.stdout)
    assert said.status == 1 and findings[-1]["result"] == "FAIL" and str(folder) in findings[-1]["text"]
    assert list_jobs(server.client) == []


def test_what_cannot_be_tested_is_told(cli, server):
    ok(server.client.put("/_connector/odd", {"service_type": "nosuch"}))
    ok(server.client.put("/_connector/bare", {"service_type": "postgresql"}))
    ok(server.client.put("/_connector/none", {}))
    for connector, words in (("odd", "[nosuch]"), ("bare", "missing configuration fields"), ("none", "service type")):
        said = cli("connector", "test", connector)
        assert said.status == 1 and "FAIL" in said.stdout and words in said.stdout, said
    assert_complains(cli("connector", "test", "nobody"), 1, "nobody")


def test_who_may_not_see_a_password_is_told_so(binary, headrace, tmp_path):
    with Server(binary, tmp_path / "guarded", password="right-password") as server:
        ok(server.client.put("/_connector/c", {"service_type": "dir", "index_name": INDEX}))
        fields = {"directory": {"label": "D", "value": str(tmp_path), "sensitive": True}, "pattern": {"label": "P", "value": "**/*.*"}}
        ok(server.client.put("/_connector/c/_configuration", {"configuration": fields}))
        key = ok(server.client.post("/_security/api_key", {"name": "k", "role_descriptors": {"r": {"cluster": ["monitor_connector"]}}}))["encoded"]
        for command, status in ((("connector", "test", "c"), 1), (("sync", "c"), 4), (("sync", "c", "--dry-run"), 4)):
            said = headrace(*command, url=server.url, HEADRACE_API_KEY=key)
            assert said.status == status and "manage_connector" in said.stdout + said.stderr and "[directory]" in said.stdout + said.stderr, said
        assert list_jobs(server.client) == []


def test_a_job_is_shown_with_its_log_and_its_failures(cli, server, folder):
    make_connector(server.client, "c", folder, INDEX)
    job = sync(server.client, "c")["id"]
    wait_until("the end is in the log", lambda: ok(server.client.get(f"/_headrace/sync_jobs/{job}/log"))["count"] >= 2)
    said = cli("job", "view", job, "--log", "--failures")
    assert said.status == 0 and said.stderr == "", said
    parts = said.stdout.split("\n\n")
    assert parts[0].startswith("id ") and len(parts) == 3
    assert parts[1].splitlines()[0].split() == ["TIME", "LEVEL", "MESSAGE"] and "starts on host" in parts[1] and "completed" in parts[1]
    assert "photo.png" in parts[2] and document_id(folder / "photo.png") in parts[2]
    as_json = json.loads(cli("job", "view", job, "--log", "--failures", "-o", "json").stdout)
    assert [line["event"] for line in as_json["log"]] == ["started", "ended"] and as_json["failures"][0]["stage"] == "text"
    assert "log" not in json.loads(cli("job", "view", job, "-o", "json").stdout)
    assert cli("job", "view", job, "--log", "-q").stdout == job + "\n"


def test_long_lists_of_notes_come_page_by_page(cli, server, folder):
    make_connector(server.client, "c", folder, INDEX)
    job = sync(server.client, "c")["id"]
    wait_until("the end is in the log", lambda: ok(server.client.get(f"/_headrace/sync_jobs/{job}/log"))["count"] >= 2)
    lines = "".join(f'{{"index":{{}}}}\n{{"@timestamp":"2020-01-01T00:00:00Z","sync_job_id":"{job}","sequence":{i},"level":"info","message":"m"}}\n'
                    for i in range(2500))
    ok(server.client.post("/.sync-job-log/_bulk", lines, headers={"Content-Type": "application/x-ndjson"}))
    shown = json.loads(cli("job", "view", job, "--log", "-o", "json").stdout)["log"]
    assert [line["sequence"] for line in shown[:2500]] == list(range(2500)) and len(shown) == 2502


def test_where_there_are_no_endpoints_the_indices_are_searched(headrace, server, folder):
    """A target that is not Headrace: everything but its own endpoints."""
    make_connector(server.client, "c", folder, INDEX)
    job = sync(server.client, "c")["id"]
    wait_until("the end is in the log", lambda: ok(server.client.get(f"/_headrace/sync_jobs/{job}/log"))["count"] >= 2)

    class Other(BaseHTTPRequestHandler):
        def answer(self):
            body = self.rfile.read(int(self.headers.get("Content-Length") or 0)) or None
            if self.path.startswith("/_headrace"):
                status, text = 400, b'{"error":"no handler found for uri"}'
            else:
                with_type = {"Content-Type": "application/json"} if body else {}
                answer = client.request(self.command, self.path, body, headers=with_type)
                status, text = answer.status, answer.body
            self.send_response(status)
            self.send_header("Content-Type", "application/json")
            self.send_header("Content-Length", str(len(text)))
            self.end_headers()
            self.wfile.write(text)
        do_GET = do_POST = do_PUT = answer

        def log_message(self, *_):
            pass

    client = server.new_client()
    other = HTTPServer(("127.0.0.1", 0), Other)
    threading.Thread(target=other.serve_forever, daemon=True).start()
    try:
        url = f"http://127.0.0.1:{other.server_port}"
        said = headrace("job", "view", job, "--log", "--failures", url=url)
        assert said.status == 0 and "starts on host" in said.stdout and "photo.png" in said.stdout, said
        made, = headrace("job", "rerun", job, url=url).lines
        assert get_job(server.client, made)["job_type"] == "full"
    finally:
        other.shutdown()
        other.server_close()


def test_a_rerun_is_a_new_job(cli, server, folder):
    make_connector(server.client, "c", folder, INDEX)
    old = start_job(server.client, "c", "incremental")
    ended = wait_until("it ends", lambda: (job := get_job(server.client, old))["status"] in ("completed", "error") and job)
    said = cli("job", "rerun", old, "--wait")
    new, = said.lines
    assert new != old and get_job(server.client, new)["job_type"] == "incremental"
    assert get_job(server.client, old)["status"] == ended["status"]
    assert_complains(cli("job", "rerun", "nobody"), 1, "nobody")
