"""Cases of docs/spec/document-api.md 13 that need more than requests one after the other."""

import datetime
import http.client
import json
import random
import threading

import pytest

from harness.sync import ok
from twin import FIELD, Clock, Twin

LINES = {"Content-Type": "application/x-ndjson"}


def test_38_idle_by_one_second(server):
    """299 s ago no, 301 s ago yes, in both forms; done again where a second went by between the writes and the search."""
    client, query = server.client, {"query": {"bool": {"filter": [{"terms": {"connector.id": ["c1"]}}, {"terms": {"status": ["in_progress", "canceling"]}},
                                                                 {"range": {"last_seen": {"lte": "now-300s"}}}]}}}
    for _ in range(50):
        now = Clock().now()
        for id_, ago, zone in (("299", 299, "+00:00"), ("299z", 299, "Z"), ("301", 301, "+00:00"), ("301z", 301, "Z")):
            seen = (now - datetime.timedelta(seconds=ago)).isoformat().replace("+00:00", zone)
            ok(client.put(f"/.elastic-connectors-sync-jobs/_doc/{id_}", {"connector": {"id": "c1"}, "status": "in_progress", "last_seen": seen}))
        ok(client.put("/.elastic-connectors-sync-jobs/_doc/null", {"connector": {"id": "c1"}, "status": "in_progress", "last_seen": None}))
        found = sorted(hit["_id"] for hit in ok(client.post("/.elastic-connectors-sync-jobs/_search", query))["hits"]["hits"])
        if (Clock().now() - now).total_seconds() < 0.9:
            assert found == ["301", "301z"]
            return
    pytest.skip("the machine is too slow to see one second")


def test_48_a_scroll_is_a_snapshot(server):
    client = server.client
    for i in range(6):
        ok(client.put(f"/books/_doc/{i}", {"n": i}))
    page = ok(client.post("/books/_search?scroll=5m", {"size": 2, "sort": "_doc"}))
    seen = [(hit["_id"], hit["_source"]["n"]) for hit in page["hits"]["hits"]]
    client.delete("/books/_doc/3")
    client.put("/books/_doc/4", {"n": "changed"})
    client.put("/books/_doc/30", {"n": "new"})
    while page["hits"]["hits"]:
        page = ok(client.post("/_search/scroll", {"scroll_id": page["_scroll_id"], "scroll": "5m"}))
        seen += [(hit["_id"], hit["_source"]["n"]) for hit in page["hits"]["hits"]]
    assert seen == [(str(i), i) for i in range(6)]


def test_many_scrolls_are_open_at_once(server):
    """4.9: at least 500."""
    client = server.client
    for i in range(3):
        ok(client.put(f"/books/_doc/{i}", {}))
    ids = [ok(client.post("/books/_search?scroll=5m", {"size": 2, "sort": "_doc"}))["_scroll_id"] for _ in range(500)]
    assert [len(ok(client.post("/_search/scroll", {"scroll_id": id_}))["hits"]["hits"]) for id_ in ids] == [1] * 500
    assert ok(client.request("DELETE", "/_search/scroll", {"scroll_id": ids}))["num_freed"] == 500


def test_56_line_ends_of_a_bulk(server):
    line = '{"index":{"_index":"books","_id":"1"}}\n{}'
    refused = server.client.post("/_bulk", line, headers=LINES)
    assert refused.status == 400 and "must be terminated by a newline" in refused.text
    nothing = server.client.post("/_bulk", "\n", headers=LINES)
    assert nothing.status == 400 and "Validation Failed: 1: no requests added;" in nothing.text
    assert ok(server.client.post("/_bulk", line.replace("\n", "\r\n") + "\r\n\r\n", headers=LINES))["errors"] is False


def test_58_a_line_of_14_mib(server):
    text = "x" * (14 << 20)
    body = '{"index":{"_index":"books","_id":"1"}}\n' + json.dumps({"text": text}) + "\n"
    assert ok(server.client.put("/_bulk", body, headers=LINES))["errors"] is False
    assert ok(server.client.get("/books/_doc/1"))["_source"]["text"] == text


def test_59_five_bulks_of_250(server):
    numbers = []

    def load(part):
        body = "".join(f'{{"index":{{"_index":"books","_id":"{part}-{i}"}}}}\n{{"n":{i}}}\n' for i in range(250))
        numbers.extend(item["index"]["_seq_no"] for item in ok(server.new_client().put("/_bulk", body, headers=LINES))["items"])
    threads = [threading.Thread(target=load, args=(part,)) for part in range(5)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(numbers) == list(range(1250)) and ok(server.client.get("/books/_count"))["count"] == 1250


def test_86_a_killed_server_loses_nothing_that_was_answered(server):
    chance, highest = random.Random(86), -1
    for attempt in range(6):
        answered, client = {}, server.new_client()
        timer = threading.Timer(chance.uniform(0.02, 0.2), server.kill)
        timer.start()
        try:
            for i in range(100_000):
                answer = client.put(f"/books/_doc/{attempt}-{i}", {"n": i})
                answered[f"{attempt}-{i}"] = answer.json()["_seq_no"]
        except (OSError, http.client.HTTPException):
            pass  # the server is gone
        timer.join()
        server.start()
        assert answered and min(answered.values()) > highest, "numbers never go back"
        highest = max(answered.values())
        for id_, seq_no in answered.items():
            assert ok(server.client.get(f"/books/_doc/{id_}"))["_seq_no"] == seq_no


@pytest.mark.slow
def test_87_two_full_loads_of_many_documents(server):
    client = server.client
    ok(client.put("/_connector/c1", {"index_name": "search-many", "service_type": "dir"}))
    ok(client.put("/_connector/c1/_configuration", {"configuration": {"path": {**FIELD, "value": "/data"}}}))
    ok(client.put("/_connector/c1/_scheduling", {"scheduling": {"full": {"enabled": True, "interval": "* * * * * ?"}}}))
    twin = Twin(client, ["c1"], {f"d{i:06}": {"title": f"Page {i}"} for i in range(100_000)})
    for deleted, total in ((0, 100_000), (10_000, 90_000)):
        for id_ in list(twin.source.documents)[:deleted]:
            del twin.source.documents[id_]
        twin.clock.turn(30)
        job, = twin.schedule()
        assert twin.execute() == {job: "completed"}
        ended = ok(client.get(f"/_connector/_sync_job/{job}"))
        assert (ended["indexed_document_count"], ended["deleted_document_count"], ended["total_document_count"]) == (total, deleted, total)
