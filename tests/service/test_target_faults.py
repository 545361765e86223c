"""A target that fails while `headrace work` writes to it over HTTP: after each fault the counters are what the index accepted, nothing was
deleted after an incomplete sync, and the next sync makes the index equal to the folder."""

import json
import threading

import pytest

from harness.proxy import RecordingProxy, Reply
from harness.sync import (FINAL, assert_index_is_folder, count, make_connector, make_many_files, ok, start_job, wait_for_status)
from harness.worker import Worker, configuration_for

INDEX = "search-folder"
FILES = 3000


class FailingBulk:
    """Between worker and server: the bulk requests with these numbers, from 1, get `fault(body, forward)`."""

    def __init__(self, fault, numbers):
        self.fault, self.numbers, self.seen, self._lock = fault, numbers, 0, threading.Lock()

    def __call__(self, _method, target, body, forward):
        # Those of the index alone: the log of a job goes through bulk requests, too.
        if not target.startswith("/_bulk") or f'"_index":"{INDEX}"'.encode() not in body:
            return forward()
        with self._lock:
            self.seen += 1
            is_hit = self.seen in self.numbers
        return self.fault(body, forward) if is_hit else forward()


def told(status, kind="es_rejected_execution_exception"):
    body = json.dumps({"error": {"type": kind, "reason": "not now"}, "status": status}).encode()
    return lambda _body, _forward: Reply(status, body, (("Content-Type", "application/json"),))


@pytest.fixture
def target(server, binary, tmp_path):
    """A worker behind a proxy, a connector over a folder of FILES files, and a document that a whole sync would delete."""
    folder = tmp_path / "folder"
    folder.mkdir()
    make_many_files(folder, FILES)
    with RecordingProxy(server.port) as proxy:
        configuration = configuration_for(proxy.url, "mine") + "elasticsearch.retry_interval: 0.05\n"
        with Worker(binary, tmp_path / "worker", configuration) as worker:
            make_connector(server.client, "mine", folder, INDEX, native=False)
            ok(server.client.put(f"/{INDEX}/_doc/orphan", {"id": "orphan"}))
            yield Target(server.client, proxy, worker, folder)


class Target:
    def __init__(self, client, proxy, worker, folder):
        self.client, self.proxy, self.worker, self.folder = client, proxy, worker, folder

    def sync(self, fault, numbers):
        self.proxy.between = FailingBulk(fault, numbers)
        return wait_for_status(self.client, start_job(self.client, "mine"), *FINAL)

    def assert_survived(self, job):
        """As if nothing had been."""
        assert self.proxy.between.seen > max(self.proxy.between.numbers), "the fault came"
        assert job["status"] == "completed", job["error"]
        assert job["indexed_document_count"] == job["total_document_count"] == FILES and job["deleted_document_count"] == 1
        assert "failed_document_count" not in (job.get("metadata") or {})
        assert_index_is_folder(self.client, INDEX, self.folder)

    def assert_failed_and_mended(self, job, unanswered=0):
        """`unanswered`: documents that were written although the service could not know it."""
        assert job["status"] == "error" and job["deleted_document_count"] == 0
        assert self.client.get(f"/{INDEX}/_doc/orphan").status == 200
        assert 0 < job["indexed_document_count"] == count(self.client, INDEX) - 1 - unanswered < FILES
        self.assert_survived(self.sync(told(503), range(1)))
        self.worker.check_alive()


@pytest.mark.parametrize("status", [429, 503])
def test_a_target_that_is_busy_is_asked_again(target, status):
    job = target.sync(told(status), (2, 3, 5, 6))
    target.assert_survived(job)
    assert sum(exchange.status == status for exchange in target.proxy.exchanges) == 4


def test_a_target_that_stays_unavailable_ends_the_sync(target):
    job = target.sync(told(503, "unavailable_shards_exception"), range(4, 100_000))
    assert "503" in job["error"] and "not now" in job["error"]
    target.assert_failed_and_mended(job)


def test_a_bulk_request_that_is_too_large_is_told_with_its_size_and_the_setting(target):
    sizes = []

    def refuse(body, _forward):
        sizes.append(len(body))
        return Reply(413, b"")

    job = target.sync(refuse, (4,))
    assert f"[{sizes[0]}] bytes" in job["error"] and "elasticsearch.bulk.chunk_max_mem_size" in job["error"], job["error"]
    assert len(sizes) == 1, "it would not become smaller"
    target.assert_failed_and_mended(job)


@pytest.mark.parametrize("is_written", [False, True], ids=["before_it_was_read", "before_the_answer"])
def test_a_target_that_cuts_the_connection_is_asked_again(target, is_written):
    def cut(_body, forward):
        if is_written:
            forward()

    target.assert_survived(target.sync(cut, (2, 5)))


def test_an_answer_that_lacks_one_document_ends_the_sync(target):
    written = []

    def lose_one(_body, forward):
        reply = forward()
        answer = json.loads(reply.body)
        written.append(len(answer["items"]))
        del answer["items"][1]
        return Reply(reply.status, json.dumps(answer).encode(), (("Content-Type", "application/json"),))

    job = target.sync(lose_one, (4,))
    assert f"[{written[0] - 1}] items for [{written[0]}] documents" in job["error"]
    target.assert_failed_and_mended(job, unanswered=written[0])
