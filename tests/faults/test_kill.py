"""kill -9 in the midst of writes: what was acknowledged is there after the next start, what was not is there whole or not at all.

The acknowledgements are kept outside of the server, in Recorder. Rounds end after a random number of acknowledged writes, not after a time;
the seed is printed, and HEADRACE_KILL_SEED repeats it."""

import http.client
import json
import os
import random
import threading

import pytest

from harness.http import Client
from harness.server import Server
from harness.sync import JOBS, list_jobs, ok

WRITERS = 8
ROUNDS, LONG_ROUNDS = 100, 500
BULK = 20
MOST_JOBS = 15  # of one writer, about: then it deletes some
SAMPLE = 40  # how many are looked at one by one, beside the list of all
ABSENT = None
COUNTERS = ("deleted_document_count", "indexed_document_count", "indexed_document_volume", "total_document_count")
# What a job that was just created says of all that the writers change.
FRESH = {"status": "pending", "worker_hostname": None, **dict.fromkeys(COUNTERS, 0)}


class Facts:
    """What one writer was told, and what it asked for without an answer. A thing may have one of several values: the last acknowledged
    one, or that of the write that was under way."""

    def __init__(self):
        self.values = {}  # id -> last acknowledged value, or ABSENT
        self.pending = {}  # id -> value of a write without an answer

    def acknowledged(self, identity, value):
        self.values[identity] = value
        self.pending.pop(identity, None)

    def settle(self, found):
        """`found`: id -> value of what is there. What is there must be allowed; it becomes what is known."""
        for identity in set(self.values) | set(self.pending):
            value = found.get(identity, ABSENT)
            allowed = [self.values.get(identity, ABSENT)] + ([self.pending[identity]] if identity in self.pending else [])
            assert value in allowed, f"{identity}: found {value}, acknowledged or under way {allowed}"
            self.values[identity] = value
        self.pending.clear()

    def there(self):
        return [identity for identity, value in self.values.items() if value is not ABSENT]


class Recorder:
    """All that one writer knows."""

    def __init__(self, name):
        self.name = name
        self.documents, self.connectors, self.jobs = Facts(), Facts(), Facts()
        self.seq_no = {}  # of documents
        self.job_order = []  # ids, in the order of their acknowledgement
        self.lost_creations = 0


class Killed(Exception):
    """The server is gone: the answer never came."""


def send(client, method, path, body=None):
    """The answer; Killed when there is none. Never sent twice: a second try could hide that the first one was lost."""
    client.close()
    try:
        answer = client.request(method, path, body)
    except (OSError, http.client.HTTPException) as gone:
        raise Killed from gone
    assert answer.status < 300 or answer.status == 404, f"{method} {path}: {answer.status} {answer.body[:500]!r}"
    return answer.json()


class Writer(threading.Thread):
    def __init__(self, port, recorder, chance, gate):
        super().__init__(daemon=True)
        self.client, self.recorder, self.chance, self.gate = Client(port), recorder, chance, gate
        self.failure = None

    def run(self):
        try:
            while True:
                self.chance.choice([self.create, self.claim, self.check_in, self.report, self.delete_job, self.connector, self.connector,
                                    self.index, self.index, self.update, self.delete, self.bulk])()
                self.gate.passed()
        except Killed:
            pass
        except BaseException as failure:  # an answer that must not be: shown by the test
            self.failure = failure
            self.gate.broken()
        finally:
            self.client.close()

    def send(self, method, path, body=None):
        return send(self.client, method, path, body)

    def create(self):
        self.recorder.lost_creations += 1
        job = self.send("POST", JOBS, {"id": "c", "trigger_method": "on_demand"})["id"]
        self.recorder.lost_creations -= 1
        self.recorder.job_order.append(job)
        self.recorder.jobs.acknowledged(job, FRESH)

    def change_job(self, action, body, fields):
        if jobs := self.recorder.jobs.there():
            job = self.chance.choice(jobs)
            self.change(self.recorder.jobs, job, {**self.recorder.jobs.values[job], **fields}, "PUT", f"{JOBS}/{job}/{action}", body)

    def change(self, facts, identity, value, method, path, body=None):
        facts.pending[identity] = value
        answer = self.send(method, path, body)
        facts.acknowledged(identity, value)
        return answer

    def claim(self):
        host = f"{self.recorder.name}-{self.chance.randrange(10**9)}"
        self.change_job("_claim", {"worker_hostname": host}, {"status": "in_progress", "worker_hostname": host})

    def check_in(self):
        self.change_job("_check_in", None, {})

    def report(self):
        counters = {name: self.chance.randrange(10**6) for name in COUNTERS}
        self.change_job("_stats", counters, counters)

    def delete_job(self):
        jobs = self.recorder.jobs.there()
        if len(jobs) > MOST_JOBS:
            job = self.chance.choice(jobs)
            self.change(self.recorder.jobs, job, ABSENT, "DELETE", f"{JOBS}/{job}")

    def connector(self):
        facts = self.recorder.connectors
        identity = f"{self.recorder.name}-{self.chance.randrange(6)}"
        path, old, number = f"/_connector/{identity}", facts.values.get(identity), self.chance.randrange(10**9)
        if old and self.chance.random() < 0.3:
            self.change(facts, identity, ABSENT, "DELETE", path + "?hard=true")
        elif old and self.chance.random() < 0.6:
            name = f"name {number}"
            self.change(facts, identity, {**old, "name": name}, "PUT", path + "/_name", {"name": name})
        else:
            value = {"name": f"new {number}", "index_name": f"content-{identity}-{number}", "service_type": "dir"}
            self.change(facts, identity, value, "PUT", path, value)

    def some_document(self):
        return f"{self.recorder.name}-{self.chance.randrange(60)}"

    def value(self):
        return {"owner": self.recorder.name, "number": self.chance.randrange(10**9), "text": "x" * self.chance.randrange(2000)}

    def write(self, method, path, identity, body, value):
        answer = self.change(self.recorder.documents, identity, value, method, path, body)
        self.recorder.seq_no[identity] = answer.get("_seq_no", -1)

    def index(self):
        identity, value = self.some_document(), self.value()
        self.write("PUT", f"/books/_doc/{identity}", identity, value, value)

    def update(self):
        identity = self.some_document()
        if old := self.recorder.documents.values.get(identity):
            change = {"number": self.chance.randrange(10**9)}
            self.write("POST", f"/books/_update/{identity}", identity, {"doc": change}, {**old, **change})

    def delete(self):
        identity = self.some_document()
        self.write("DELETE", f"/books/_doc/{identity}", identity, None, ABSENT)

    def bulk(self):
        values = {self.some_document(): self.value() for _ in range(BULK)}
        self.recorder.documents.pending.update(values)
        lines = "".join(json.dumps({"index": {"_index": "books", "_id": identity}}) + "\n" + json.dumps(value) + "\n"
                        for identity, value in values.items())
        answer = self.send("POST", "/_bulk", lines)
        assert answer["errors"] is False, answer
        for item in answer["items"]:
            identity = item["index"]["_id"]
            self.recorder.documents.acknowledged(identity, values[identity])
            self.recorder.seq_no[identity] = item["index"]["_seq_no"]


class Gate:
    """Opens when the writers have been told of enough writes."""

    def __init__(self, writes):
        self._left, self._condition = writes, threading.Condition()

    def passed(self):
        with self._condition:
            self._left -= 1
            self._condition.notify_all()

    def broken(self):
        with self._condition:
            self._left = 0
            self._condition.notify_all()

    def wait(self):
        with self._condition:
            assert self._condition.wait_for(lambda: self._left <= 0, timeout=300), "the writers are stuck"


def check_documents(client, recorders, chance):
    """Every document has an allowed value; what is found becomes what is known."""
    hits = ok(client.post("/books/_search", {"size": 10000, "seq_no_primary_term": True}))["hits"]
    assert hits["total"]["value"] == len(hits["hits"]) == ok(client.get("/books/_count"))["count"]
    found = {hit["_id"]: hit for hit in hits["hits"]}
    assert len(found) == len(hits["hits"])
    for identity in chance.sample(sorted(found), min(SAMPLE, len(found))):
        assert ok(client.get(f"/books/_doc/{identity}"))["_source"] == found[identity]["_source"]
    for recorder in recorders:
        known = {identity: (recorder.documents.values[identity], recorder.seq_no.get(identity, -1)) for identity in recorder.documents.there()}
        recorder.documents.settle({identity: hit["_source"] for identity, hit in found.items()})
        for identity in recorder.documents.there():
            value, seq_no = known.get(identity, (ABSENT, -1))
            at = found.pop(identity)["_seq_no"]
            assert at == seq_no if recorder.documents.values[identity] == value else at > seq_no
            recorder.seq_no[identity] = at
    assert not found, f"documents that nobody wrote: {list(found)[:5]}"


def check_connectors(client, recorders):
    """The list of connectors has all of them and no other, by the name of their index."""
    page = ok(client.get("/_connector?size=1000"))
    found = {connector["id"]: {name: connector.get(name) for name in ("name", "index_name", "service_type")} for connector in page["results"]}
    assert page["count"] == len(found) == len(page["results"])
    names = [connector["index_name"].encode() for connector in page["results"]]
    assert names == sorted(names)
    for recorder in recorders:
        recorder.connectors.settle(found)
    assert set(found) - {"c"} == {identity for recorder in recorders for identity in recorder.connectors.there()}


def check_jobs(client, recorders, chance):
    """Every acknowledged job is in the list once, in its order, with its fields; the list has no more than may be."""
    listed = list_jobs(client)
    by_id = {job["id"]: job for job in listed}
    assert len(by_id) == len(listed) == ok(client.get(f"{JOBS}?size=0"))["count"]
    keys = [(instant(job["created_at"]), job["id"].encode()) for job in listed]
    assert keys == sorted(keys)
    for job in listed:
        assert {"connector", "created_at", "job_type", "last_seen", "status", "trigger_method"} <= job.keys(), job
    for job in chance.sample(listed, min(SAMPLE, len(listed))):
        assert ok(client.get(f"{JOBS}/{job['id']}")) == job
    for status in ("pending", "in_progress"):
        wanted = [job["id"] for job in listed if job["status"] == status]
        page = ok(client.get(f"{JOBS}?size=10000&status={status}"))
        assert [job["id"] for job in page["results"]] == wanted and page["count"] == len(wanted)
    for recorder in recorders:
        recorder.jobs.settle({identity: {name: job.get(name) for name in FRESH} for identity, job in by_id.items()})
        recorder.job_order = [job for job in recorder.job_order if job in by_id]
        stamps = [instant(by_id[job]["created_at"]) for job in recorder.job_order]
        assert stamps == sorted(stamps)  # one writer's jobs, in the order in which it was told of them
    unknown = len(listed) - sum(len(recorder.job_order) for recorder in recorders)
    assert 0 <= unknown <= sum(recorder.lost_creations for recorder in recorders)


def instant(text):
    """ISO text with 3 to 9 digits of a second, as something that compares."""
    seconds, _, fraction = text.rstrip("Z").partition(".")
    return seconds, fraction.ljust(9, "0")


@pytest.mark.slow
def test_nothing_acknowledged_is_lost_by_kill_9(request, binary, tmp_path):
    seed = int(os.environ.get("HEADRACE_KILL_SEED", random.randrange(10**9)))
    print(f"HEADRACE_KILL_SEED={seed}")
    chance = random.Random(seed)
    rounds = LONG_ROUNDS if request.config.getoption("--long") else ROUNDS
    server = Server(binary, tmp_path / "data", arguments=("--no-service",)).start()
    ok(server.client.put("/_connector/c", {"service_type": "dir", "index_name": "content-c"}))
    ok(server.client.put("/books"))
    recorders = [Recorder(f"w{number}") for number in range(WRITERS)]
    try:
        for _ in range(rounds):
            gate = Gate(chance.randrange(1, 300))
            writers = [Writer(server.port, recorder, random.Random(chance.random()), gate) for recorder in recorders]
            for writer in writers:
                writer.start()
            gate.wait()
            server.kill()
            for writer in writers:
                writer.join(timeout=120)
                assert not writer.is_alive()
                if writer.failure:
                    raise writer.failure
            server.check_log()
            server.start()
            check_documents(server.client, recorders, chance)
            check_connectors(server.client, recorders)
            check_jobs(server.client, recorders, chance)
    finally:
        server.kill()


@pytest.mark.slow
def test_sequence_numbers_never_go_back_over_kills(binary, tmp_path):
    """A guard that was taken before a kill must not fit a document that was written after it (docs/spec/document-api.md 3.2)."""
    server = Server(binary, tmp_path / "data", arguments=("--no-service",)).start()
    try:
        highest = -1
        for round_ in range(10):
            for i in range(5):
                seq_no = ok(server.client.put("/books/_doc/1", {"round": round_, "i": i}))["_seq_no"]
                assert seq_no > highest
                highest = seq_no
            highest = ok(server.client.delete("/books/_doc/1"))["_seq_no"]
            server.crash_and_restart()
    finally:
        server.kill()


class Switcher(threading.Thread):
    """Moves one alias to the other index, closes and opens, and puts templates, until the server is gone."""

    def __init__(self, port, chance, gate):
        super().__init__(daemon=True)
        self.client, self.chance, self.gate = Client(port), chance, gate
        self.settled, self.under_way, self.failure = {}, {}, None

    def run(self):
        try:
            while True:
                self.chance.choice([self.switch, self.close, self.put_template])()
                self.gate.passed()
        except Killed:
            pass
        except BaseException as failure:
            self.failure = failure
            self.gate.broken()
        finally:
            self.client.close()

    def change(self, what, value, method, path, body=None):
        self.under_way[what] = value
        send(self.client, method, path, body)
        self.settled[what] = self.under_way.pop(what)

    def switch(self):
        new, old = self.chance.sample(["left", "right"], 2)
        self.change("current", new, "POST", "/_aliases",
                    {"actions": [{"remove": {"index": old, "alias": "current", "must_exist": False}}, {"add": {"index": new, "alias": "current"}}]})

    def close(self):
        name = self.chance.choice(["left", "right"])
        is_closed = self.chance.random() < 0.5
        self.change(name, "close" if is_closed else "open", "POST", f"/{name}/{'_close' if is_closed else '_open'}")

    def put_template(self):
        version = self.chance.randrange(10**6)
        self.change("template", version, "PUT", "/_index_template/t", {"index_patterns": ["t-*"], "version": version})


def catalog_of(client):
    aliases = ok(client.get("/left,right/_alias"))
    status = {row["index"]: row["status"] for row in ok(client.get("/_cat/indices/left,right?format=json"))}
    templates = ok(client.get("/_index_template"))["index_templates"]
    return {"current": ",".join(name for name in aliases if aliases[name]["aliases"]), **status,
            "template": templates[0]["index_template"]["version"] if templates else None}


@pytest.mark.slow
def test_changes_of_what_indices_are_stay_and_are_whole(binary, tmp_path):
    seed = int(os.environ.get("HEADRACE_KILL_SEED", random.randrange(10**9)))
    print(f"HEADRACE_KILL_SEED={seed}")
    chance = random.Random(seed)
    server = Server(binary, tmp_path / "data", arguments=("--no-service",)).start()
    try:
        ok(server.client.put("/left", {"aliases": {"current": {}}}))
        ok(server.client.put("/right"))
        known = catalog_of(server.client)
        for _ in range(ROUNDS):
            gate = Gate(chance.randrange(1, 40))
            switcher = Switcher(server.port, random.Random(chance.random()), gate)
            switcher.start()
            gate.wait()
            server.kill()
            switcher.join(timeout=120)
            if switcher.failure:
                raise switcher.failure
            server.start()
            found = catalog_of(server.client)
            for what, value in found.items():
                settled = switcher.settled.get(what, known[what])
                assert value in (settled, switcher.under_way.get(what, settled)), (what, value, settled, switcher.under_way)
            known = found
    finally:
        server.kill()
