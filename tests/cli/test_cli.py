"""The command line for people: data on standard output, words on standard error, exit statuses that scripts can rely on."""

import csv
import io
import json
import re
import subprocess
import threading
from http.server import BaseHTTPRequestHandler, HTTPServer

import pytest

from harness.command import COMMAND_SECONDS, assert_complains, clean_environment
from harness.server import free_port
from harness.sync import JOBS, get_job, list_jobs, make_connector, ok, start_job, sync, wait_for_status
from harness.wait import wait_until

INDEX = "content-folder"
JOB_HEADINGS = ["ID", "CONNECTOR", "TYPE", "STATUS", "CREATED", "TOOK", "INDEXED", "DELETED", "ERROR"]


@pytest.fixture
def folder(tmp_path):
    root = tmp_path / "folder"
    root.mkdir()
    (root / "weir.md").write_text("# Weir\n\nWater above the wheel.")
    (root / "mill.txt").write_text("The mill grinds, \"slowly\".")
    return root


@pytest.fixture
def cli(headrace, server):
    """cli(*arguments): the command against the server of this test."""
    return lambda *arguments, **more: headrace(*arguments, url=server.url, **more)


@pytest.fixture
def three_jobs(server, folder):
    """A completed one, one in error, one that waits: of the connectors c and idle."""
    client = server.client
    make_connector(client, "c", folder, INDEX)
    done = sync(client, "c")["id"]
    aside = folder.rename(folder.parent / "aside")
    failed = start_job(client, "c")
    wait_for_status(client, failed, "error")
    aside.rename(folder)
    ok(client.put("/_connector/idle", {"service_type": "dir", "index_name": "idle"}))
    waiting = start_job(client, "idle", "incremental")
    return done, failed, waiting


def good(said):
    assert said.status == 0 and said.stderr == "", said
    assert "\x1b" not in said.stdout
    return said.stdout


def test_job_list_shows_them_oldest_first(cli, three_jobs):
    lines = good(cli("job", "list")).splitlines()
    assert re.split(r"\s{2,}", lines[0]) == JOB_HEADINGS
    assert [line.split()[0] for line in lines[1:]] == list(three_jobs)
    assert [line.split()[3] for line in lines[1:]] == ["completed", "error", "pending"]
    starts = [lines[0].index(heading) for heading in JOB_HEADINGS[:5]]
    for line in lines[1:]:
        assert all(line[start] != " " and line[start - 1] == " " for start in starts[1:]), line


def test_job_list_as_json_is_what_the_api_gives(cli, server, three_jobs):
    jobs = list_jobs(server.client)
    assert json.loads(good(cli("job", "list", "-o", "json"))) == jobs
    assert [json.loads(line) for line in good(cli("job", "list", "-o", "jsonl")).splitlines()] == jobs
    assert json.loads(good(cli("job", "list", "--output=json"))) == jobs


def test_job_list_as_csv_can_be_read_again(cli, server, three_jobs):
    text = good(cli("job", "list", "-o", "csv"))
    rows = list(csv.reader(io.StringIO(text, newline="")))
    assert rows[0] == JOB_HEADINGS and [row[0] for row in rows[1:]] == list(three_jobs)
    assert rows[2][JOB_HEADINGS.index("ERROR")] == get_job(server.client, three_jobs[1])["error"]  # commas and quotes survive


def test_quiet_gives_ids_alone(cli, three_jobs):
    assert good(cli("job", "list", "-q")).splitlines() == list(three_jobs)
    assert good(cli("job", "list", "--quiet", "--status", "error")).splitlines() == [three_jobs[1]]
    assert good(cli("job", "view", three_jobs[0], "-q")).splitlines() == [three_jobs[0]]
    assert sorted(good(cli("connector", "list", "-q")).splitlines()) == ["c", "idle"]


@pytest.mark.parametrize("filters, expected", [
    (["--status", "completed"], [0]), (["--status", "pending,error"], [1, 2]), (["--connector", "idle"], [2]), (["--connector", "nobody"], []),
    (["--type", "full"], [0, 1]), (["--type", "full,incremental"], [0, 1, 2]), (["--order", "desc"], [2, 1, 0]), (["--from", "1"], [1, 2]),
    (["-n", "1"], [0]), (["--from", "1", "--size", "1"], [1]), (["--trigger", "on_demand"], [0, 1, 2]), (["--trigger", "scheduled"], []),
    (["--connector", "idle,nobody"], [2]), (["--since", "1d"], [0, 1, 2]), (["--until", "now-1d"], []), (["--since", "2020-01-01", "--until", "now"], [0, 1, 2]),
    (["--index", "nowhere"], []), (["--service-type", "dir"], [0, 1, 2]), (["--error", "no such words"], []), (["--connector", "c", "--status", "error", "--type", "full"], [1])])
def test_job_list_filters(cli, three_jobs, filters, expected):
    said = cli("job", "list", "-q", *filters)
    assert good(said).splitlines() == [three_jobs[i] for i in expected]


def test_a_list_that_is_cut_says_so_in_words(cli, three_jobs):
    said = cli("job", "list", "-n", "2")
    assert said.status == 0 and len(said.lines) == 3
    assert "2 of 3" in said.stderr and "--from 2" in said.stderr


def test_a_long_list_comes_whole_and_in_order(cli, server):
    lines = "".join(f'{{"index":{{"_id":"j{i:04}"}}}}\n{{"created_at":"2025-01-01T00:00:{i // 100:02}Z","status":"completed","job_type":"full","connector":{{"id":"c"}}}}\n'
                    for i in range(2500))
    ok(server.client.post("/.elastic-connectors-sync-jobs/_bulk", lines, headers={"Content-Type": "application/x-ndjson"}))
    assert good(cli("job", "list", "-q", "-n", "9999")).splitlines() == [f"j{i:04}" for i in range(2500)]
    assert good(cli("job", "list", "-q", "-n", "2000")).splitlines() == [f"j{i:04}" for i in range(2000)]
    assert good(cli("job", "list", "-q", "-n", "2000", "--from", "1000")).splitlines() == [f"j{i:04}" for i in range(1000, 2500)]


def test_an_empty_list_is_a_heading_or_an_empty_array(cli):
    assert len(good(cli("job", "list")).splitlines()) == 1
    assert json.loads(good(cli("job", "list", "-o", "json"))) == []
    assert good(cli("job", "list", "-o", "jsonl")) == good(cli("job", "list", "-q")) == ""
    assert len(good(cli("job", "list", "-o", "csv")).splitlines()) == 1


def test_job_view_shows_one_job(cli, server, three_jobs):
    job = get_job(server.client, three_jobs[0])
    assert json.loads(good(cli("job", "view", job["id"], "-o", "json"))) == job
    assert json.loads(good(cli("job", "view", job["id"], "-o", "jsonl"))) == job
    lines = dict(line.split(maxsplit=1) for line in good(cli("job", "view", job["id"])).splitlines() if len(line.split()) > 1)
    assert lines["status"] == "completed" and lines["connector.id"] == "c" and lines["indexed_document_count"] == "2"
    rows = list(csv.reader(io.StringIO(good(cli("job", "view", job["id"], "-o", "csv")), newline="")))
    assert dict(zip(*rows))["status"] == "completed"


def test_what_is_not_there_is_told_in_three_lines(cli, three_jobs):
    assert_complains(cli("job", "view", "nobody"), 1, "nobody", "404")
    assert_complains(cli("job", "cancel", "nobody"), 1, "nobody")
    assert_complains(cli("job", "watch", "nobody"), 1, "nobody")
    assert_complains(cli("job", "start", "nobody"), 1, "nobody")
    assert_complains(cli("connector", "view", "nobody"), 1, "nobody")
    assert_complains(cli("index", "search", "nobody"), 1, "nobody")


def test_odd_ids_reach_the_server_as_they_are(cli, server):
    for connector in ("a/b", "a b", "a%2Fb", "größe", "a?b#c"):
        assert good(cli("connector", "create", connector, "--type", "dir", "--index", "content-odd", "--name", "odd")).splitlines() == [connector]
        assert json.loads(good(cli("connector", "view", connector, "-o", "json")))["id"] == connector
        ok(server.client.put("/_connector/other", {"service_type": "dir"}))
        good(cli("connector", "create", connector, "--type", "dir"))  # leaves the index name free for the next


def test_what_the_server_refuses_is_told_with_its_reason(cli, three_jobs):
    assert_complains(cli("job", "list", "--status", "nope"), 1, "Unknown ConnectorSyncStatus [nope].")
    assert_complains(cli("job", "list", "--order", "sideways"), 1, "sideways")
    assert_complains(cli("job", "cancel", three_jobs[0]), 1, "completed")
    assert_complains(cli("connector", "create", "bad", "--index", "bad#x"), 1, "bad#x")


@pytest.mark.parametrize("arguments", [["job", "list", "--form", "1"], ["job", "list", "-n", "many"], ["job", "view"], ["job", "frob"],
                                       ["job", "list", "-o", "yaml"], ["connector", "create", "x", "--set", "novalue", "--type", "dir"],
                                       ["connector", "create", "x", "--set", "nofield=1", "--type", "dir"], ["index", "search"], []])
def test_wrong_usage_ends_with_2(cli, server, arguments):
    assert_complains(cli(*arguments), 2)
    assert ok(server.client.get("/_connector"))["count"] == 0


def test_start_prints_the_id_and_returns(cli, server, folder):
    make_connector(server.client, "c", folder, INDEX)
    job, = good(cli("job", "start", "c")).splitlines()
    assert wait_for_status(server.client, job, "completed")["trigger_method"] == "on_demand"
    job, = good(cli("job", "start", "c", "--type", "incremental")).splitlines()
    assert get_job(server.client, job)["job_type"] == "incremental"


def test_start_and_wait_ends_with_the_outcome(cli, server, folder):
    make_connector(server.client, "c", folder, INDEX)
    said = cli("job", "start", "c", "--wait")
    job, = said.lines
    assert said.status == 0 and get_job(server.client, job)["status"] == "completed"
    assert "completed" in said.complaint[-1] and "2 indexed" in said.complaint[-1] and "\x1b" not in said.stderr
    folder.rename(folder.parent / "aside")
    said = cli("job", "start", "c", "--wait")
    assert said.status == 1 and len(said.lines) == 1
    assert "error" in said.complaint[-1] and str(folder) in said.stderr


def test_watch_ends_with_the_outcome_of_the_job(cli, server, three_jobs):
    done, failed, waiting = three_jobs
    said = cli("job", "watch", done)
    assert said.status == 0 and said.stdout == "" and "completed" in said.stderr
    assert cli("job", "watch", failed).status == 1
    ok(server.client.put(f"{JOBS}/{waiting}/_cancel"))
    assert cli("job", "watch", waiting).status == 3


def test_watch_follows_a_job_until_it_ends(cli, server, three_jobs, binary, tmp_path):
    *_, waiting = three_jobs
    watcher = subprocess.Popen([binary, "job", "watch", waiting], stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.PIPE,
                               env=clean_environment(tmp_path / "home", HEADRACE_URL=server.url), text=True)
    assert "pending" in watcher.stderr.readline()
    assert good(cli("job", "cancel", waiting)).strip() == "canceled"
    stdout, stderr = watcher.communicate(timeout=COMMAND_SECONDS)
    assert watcher.returncode == 3 and stdout == "" and "canceled" in stderr


def test_cancel_prints_the_new_status(cli, server, three_jobs):
    *_, waiting = three_jobs
    assert good(cli("job", "cancel", waiting)).splitlines() == ["canceled"]
    assert get_job(server.client, waiting)["status"] == "canceled"
    assert_complains(cli("job", "cancel", waiting), 1, "canceled")


def test_connector_create_makes_one_that_can_sync_at_once(cli, server, folder):
    assert good(cli("connector", "create", "c", "--name", "My folder", "--type", "dir", "--index", INDEX, "--native", "--description", "d",
                    "--language", "en", "--set", f"directory={folder}", "--set", "pattern=**/*.md")).splitlines() == ["c"]
    connector = ok(server.client.get("/_connector/c"))
    assert (connector["name"], connector["index_name"], connector["is_native"], connector["description"], connector["language"]) == (
        "My folder", INDEX, True, "d", "en")
    assert connector["configuration"]["directory"]["value"] == str(folder)
    assert cli("job", "start", "c", "--wait").status == 0
    assert ok(server.client.get(f"/{INDEX}/_count"))["count"] == 1


def test_connector_create_without_an_id_prints_the_new_one(cli, server):
    connector, = good(cli("connector", "create", "--type", "dir")).splitlines()
    assert ok(server.client.get(f"/_connector/{connector}"))["service_type"] == "dir"


def test_connector_list_and_view(cli, server, three_jobs):
    wait_until("the end of the sync is in the connector",
               lambda: ok(server.client.get("/_connector/c")).get("last_sync_status") == "error")
    lines = good(cli("connector", "list")).splitlines()
    assert lines[0].split()[:3] == ["ID", "NAME", "TYPE"] and [line.split()[0] for line in lines[1:]] == ["c", "idle"]
    listed = json.loads(good(cli("connector", "list", "-o", "json")))
    assert [connector["id"] for connector in listed] == ["c", "idle"]
    assert good(cli("connector", "list", "-q", "--index", "idle")).splitlines() == ["idle"]
    assert good(cli("connector", "list", "-q", "--type", "dir")).splitlines() == ["c", "idle"]
    assert good(cli("connector", "list", "-q", "--type", "nothing")) == ""
    assert good(cli("connector", "list", "-q", "-n", "1", "--from", "1")).splitlines() == ["idle"]
    assert json.loads(good(cli("connector", "view", "c", "-o", "json")))["id"] == "c"
    assert "service_type" in good(cli("connector", "view", "c"))


def test_index_list_and_search(cli, three_jobs, folder):
    rows = json.loads(good(cli("index", "list", "-o", "json")))
    assert {row["index"]: int(row["docs.count"]) for row in rows}[INDEX] == 2
    assert INDEX in good(cli("index", "list", "-q")).splitlines()
    hits = [json.loads(line) for line in good(cli("index", "search", INDEX, "mill", "-o", "jsonl")).splitlines()]
    assert [hit["_source"]["path"] for hit in hits] == [str(folder / "mill.txt")]
    assert len(good(cli("index", "search", INDEX, "-q")).splitlines()) == 2  # without words: all
    assert len(good(cli("index", "search", INDEX, "-q", "-n", "1")).splitlines()) == 1
    assert good(cli("index", "search", INDEX, "nowhere-to-be-found", "-q")) == ""
    rows = list(csv.reader(io.StringIO(good(cli("index", "search", INDEX, "mill", "-o", "csv")), newline="")))
    assert rows[1][1:] == [str(folder / "mill.txt"), 'The mill grinds, "slowly".']
    assert str(folder / "weir.md") in good(cli("index", "search", INDEX, "weir"))
    path = str(folder / "weir.md")
    assert len(good(cli("index", "search", INDEX, path, "--field", "path", "-q")).splitlines()) >= 1


def test_secrets_rotate_says_what_was_sealed_anew(cli, server):
    server.client.put("/_connector/_secret/a", {"value": "v"})
    assert "1 secrets and 0 configurations are sealed with a new key." in cli("secrets", "rotate").stdout


def test_a_server_that_does_not_answer_is_told_in_three_lines(headrace):
    url = f"http://127.0.0.1:{free_port()}"
    for command in (["job", "list"], ["job", "start", "c", "--wait"], ["connector", "list"], ["index", "list"], ["job", "watch", "x"]):
        assert_complains(headrace(*command, "--url", url), 5, url, "--url")
    assert_complains(headrace("job", "list", url=url), 5, url, "HEADRACE_URL")
    assert_complains(headrace("job", "list", "--url", "http://no-such-host.invalid:9200"), 5, "no-such-host.invalid")


def test_flag_before_environment_before_file(headrace, server, tmp_path):
    dead = f"http://127.0.0.1:{free_port()}"
    file = tmp_path / "home/.config/headrace/config.yml"
    file.parent.mkdir(parents=True)
    file.write_text(f"url: {server.url}\n")
    assert headrace("job", "list").status == 0
    assert headrace("job", "list", url=dead).status == 5
    assert headrace("job", "list", "--url", server.url + "/", url=dead).status == 0
    file.write_text(f"url: {dead}\n")
    assert_complains(headrace("job", "list"), 5, "config.yml")
    file.write_text("url: [\n")
    assert_complains(headrace("job", "list"), 2, "config.yml")


@pytest.fixture
def somebody_else():
    """somebody_else(status, body): the address of a server that gives every request this answer."""
    servers = []

    def serve(status, body):
        class Other(BaseHTTPRequestHandler):
            def do_GET(self):
                self.send_response(status)
                self.send_header("Content-Length", str(len(body)))
                self.end_headers()
                self.wfile.write(body)

            def log_message(self, *_):
                pass

        servers.append(HTTPServer(("127.0.0.1", 0), Other))
        threading.Thread(target=servers[-1].serve_forever, daemon=True).start()
        return f"http://127.0.0.1:{servers[-1].server_address[1]}"
    yield serve
    for server in servers:
        server.shutdown()
        server.server_close()


def test_what_is_no_headrace_is_told(headrace, somebody_else):
    assert_complains(headrace("job", "list", url=somebody_else(200, b"hello")), 1, "not JSON")
    assert_complains(headrace("job", "list", url=somebody_else(200, b"{}")), 1, "no list")
    assert_complains(headrace("job", "list", url=somebody_else(502, b"<html>Bad Gateway</html>")), 1, "502")


@pytest.mark.parametrize("status", [401, 403])
def test_what_is_not_allowed_ends_with_4(headrace, somebody_else, status):
    body = json.dumps({"error": {"type": "security_exception", "reason": "not for you"}, "status": status}).encode()
    assert_complains(headrace("job", "list", url=somebody_else(status, body)), 4, str(status), "not for you")
