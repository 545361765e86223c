"""The runner against a small server of its own: what each step does, and when a case fails."""

import itertools
import json
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest

from corpus_format import load
from harness.http import Client
from runner import CaseFailed, Run


class Echo(BaseHTTPRequestHandler):
    """Answers with what it was sent. `/count` counts; `/once` says 200 to the first alone, 409 to the others; `/status/N` says N."""

    protocol_version = "HTTP/1.1"

    def answer(self):
        body = self.rfile.read(int(self.headers.get("Content-Length", 0))).decode()
        number = next(self.server.numbers)
        status = 200 if self.path != "/once" or number == 0 else 409
        if self.path.startswith("/status/"):
            status = int(self.path.rpartition("/")[2])
        found = {"method": self.command, "path": self.path, "body": body, "type": self.headers.get("Content-Type"), "number": number}
        if self.path == "/_bulk":
            self.server.bulk += body.splitlines()
            found = {"errors": False}
        if status >= 400:
            found = {"error": {"root_cause": [{"type": "t", "reason": "r"}], "type": "t", "reason": "r"}, "status": status}
        sent = json.dumps(found).encode()
        self.send_response(status)
        for name, value in (("X-elastic-product", "Elasticsearch"), ("content-type", "application/json"), ("content-length", str(len(sent)))):
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(sent)

    do_GET = do_PUT = do_POST = do_DELETE = answer

    def log_message(self, *_):
        pass


@pytest.fixture
def echo():
    server = ThreadingHTTPServer(("127.0.0.1", 0), Echo)
    server.numbers, server.bulk = itertools.count(), []
    server.port = server.server_address[1]
    server.client, server.new_client = Client(server.port), lambda: Client(server.port)
    serving = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
    serving.start()
    yield server
    server.client.close()
    server.shutdown()
    serving.join()
    server.server_close()


def run(echo, folder, steps, mode="default"):
    """Runs the steps as a case; how many writes it had."""
    path = folder / "some.api"
    path.write_text("## N01 some case\n" + steps, encoding="utf-8")
    writes = []
    Run(echo, mode, lambda: writes.append(1)).case(load(path).cases[0])
    return len(writes)


def test_captured_values_go_into_paths_headers_and_bodies(echo, tmp_path):
    run(echo, tmp_path, 'GET /$case\n=> 200\npath -> $P\nnumber -> $N\n'
        'PUT /x {"at":"$P","n":$N}\nContent-Type: text/$case\n=> 200\nbody -> $all\nbody = $all\ntype = "text/N01"\nmethod = "PUT"\n'
        'path = "/x"\ntext ~ {\\"at\\":\\"/N01\\",\\"n\\":0}')


def test_the_mode_chooses_the_expectation(echo, tmp_path):
    steps = "GET /status/400\ndefault => 200\nstrict => 400\nerror t ~ r\n"
    run(echo, tmp_path, steps, "strict")
    with pytest.raises(CaseFailed, match=r"some\.api:3: status is 400, expected 200"):
        run(echo, tmp_path, steps, "default")
    steps = 'GET /a\n=> 200\ndefault: path = "/a"\nstrict: path = "/b"\n'
    run(echo, tmp_path, steps, "default")
    with pytest.raises(CaseFailed, match=r"some\.api:5: path = "):
        run(echo, tmp_path, steps, "strict")


def test_a_failure_shows_place_request_and_answer(echo, tmp_path):
    with pytest.raises(CaseFailed) as failed:
        run(echo, tmp_path, 'PUT /a {"b":1}\n=> 200\npath = "/c"\n')
    assert all(words in str(failed.value) for words in ("some.api:4:", "PUT /a", '{"b":1}', "=> 200", '"path": "/a"'))


def test_only_what_changed_something_is_a_write(echo, tmp_path):
    assert run(echo, tmp_path, "GET /a\n=> 200\nPUT /status/400\n=> 400\nPOST /x/_search\n=> 200\nPUT /a\n=> 200\nDELETE /a\n=> 200\n") == 2


def test_a_repeat_counts_as_two_writes_however_long(echo, tmp_path):
    assert run(echo, tmp_path, 'repeat 20\n  PUT /a/$i\n  => 200\nend\nGET /b\n=> 200\nnumber = 20\n') == 2


def test_clients_in_parallel_are_judged_one_by_one_and_together(echo, tmp_path):
    assert run(echo, tmp_path, "parallel 8\n  PUT /a/$i\n  => 200\n  distinct path\n  some 200\nand 2\n  GET /b\n  => 200\nend\n") == 1


@pytest.mark.parametrize("demand", ["distinct type", "some 201", "once 200"])
def test_a_demand_on_all_of_them_can_fail(echo, tmp_path, demand):
    with pytest.raises(CaseFailed, match=r"some\.api:5: "):
        run(echo, tmp_path, f"parallel 4\n  PUT /a\n  => 200\n  {demand}\nend\n")


def test_one_of_many_is_exactly_one(echo, tmp_path):
    # Every client of a block asks for /readyz first, so number 0 must be left for the block: the request behind it is counted by itself.
    echo.numbers = itertools.chain([1] * 4, itertools.count())
    run(echo, tmp_path, "parallel 4\n  PUT /once\n  => 200|409\n  once 200\nend\n")


def test_a_request_is_sent_again_while_told_so(echo, tmp_path):
    echo.numbers = iter([1, 1, 0])
    run(echo, tmp_path, "PUT /once\n=> 200\nagain on 409\nnumber = 0\n")


def test_a_bulk_writes_documents_with_growing_times(echo, tmp_path):
    assert run(echo, tmp_path, 'bulk 1500 some-index id-$i\n{"at":"$t","n":$i}\n') == 1
    assert len(echo.bulk) == 3000
    assert json.loads(echo.bulk[0]) == {"index": {"_index": "some-index", "_id": "id-1"}}
    assert json.loads(echo.bulk[2999]) == {"at": "2025-01-01T00:00:01.500Z", "n": 1500}
