"""Eight clients at one job at a time: what they were answered is what one after the other could have been answered.

The seed is printed, and HEADRACE_HISTORY_SEED repeats it."""

import os
import random
import threading
import time
from dataclasses import replace

import pytest

from harness.linearizability import Call, is_linearizable
from harness.server import Server
from harness.sync import JOBS, ok
from harness.sync_job_model import COUNTERS, Job, shown, step

CLIENTS, CALLS = 8, 4
HISTORIES, LONG_HISTORIES = 200, 2000
TOKENS = ("A", "B", "C")


class Worker(threading.Thread):
    """One client with a connection of its own. It gets the calls of a history and hands back what came of them."""

    def __init__(self, client, number, barrier):
        super().__init__(daemon=True)
        self.client, self.number, self.barrier = client, number, barrier
        self.job, self.calls, self.history, self.failure = None, [], [], None

    def run(self):
        while True:
            self.barrier.wait()  # a history begins
            if self.job is None:
                return
            try:
                self.history = [self.call(what) for what in self.calls]
            except BaseException as failure:  # shown by the test
                self.failure = failure
            self.barrier.wait()  # and ends

    def call(self, what):
        sent = time.monotonic_ns()
        answer = self.answer(*what)
        return Call(sent, time.monotonic_ns(), what, answer)

    def answer(self, action, argument):
        path = f"{JOBS}/{self.job}"
        if action == "get":
            got = self.client.get(path)
            return (200, shown(got.json())) if got.status == 200 else got.status
        if action == "delete":
            return self.client.delete(path).status
        if action == "claim":
            host, token = argument
            return self.client.put(f"{path}/_claim" + (f"?claim_token={token}" if token else ""), {"worker_hostname": host}).status
        if action == "stats":
            return self.client.put(f"{path}/_stats", dict(zip(COUNTERS, argument))).status
        body = {"error": argument} if action == "error" else None
        return self.client.put(f"{path}/_{action}", body).status


class Workers:
    def __init__(self, server):
        self.barrier = threading.Barrier(CLIENTS + 1, timeout=120)
        self.all = [Worker(server.new_client(), number, self.barrier) for number in range(CLIENTS)]
        for worker in self.all:
            worker.start()

    def history(self, job, calls_of):
        """Each worker does `calls_of(number)` at `job`, all at the same time."""
        for worker in self.all:
            worker.job, worker.calls = job, calls_of(worker.number)
        self.barrier.wait()
        self.barrier.wait()
        for worker in self.all:
            if worker.failure:
                raise worker.failure
        return [call for worker in self.all for call in worker.history]

    def end(self):
        for worker in self.all:
            worker.job = None
        self.barrier.wait()
        for worker in self.all:
            worker.join()
            worker.client.close()


@pytest.fixture(scope="module")
def history_server(binary, tmp_path_factory):
    with Server(binary, tmp_path_factory.mktemp("histories") / "data", arguments=("--no-service",)) as server:
        ok(server.client.put("/_connector/c", {"service_type": "dir", "index_name": "content-c"}))
        yield server


def new_job(server):
    return ok(server.client.post(JOBS, {"id": "c"}))["id"]


def some_call(chance, number, with_tokens):
    """`number`: of the client, so that hosts, counters and errors tell whose they are."""
    mark = chance.randrange(10**6) * CLIENTS + number
    token = chance.choice(TOKENS) if chance.random() < with_tokens else None
    action = chance.choices(["claim", "cancel", "check_in", "stats", "error", "get", "delete"], [6, 3, 2, 3, 3, 6, 0.2])[0]
    argument = {"claim": (f"host-{mark}", token), "stats": (mark, mark + 1, mark + 2), "error": f"error {mark}"}.get(action)
    return action, argument


def test_jobs_are_linearizable(request, history_server):
    seed = int(os.environ.get("HEADRACE_HISTORY_SEED", random.randrange(10**9)))
    print(f"HEADRACE_HISTORY_SEED={seed}")
    chance = random.Random(seed)
    workers = Workers(history_server)
    overlapping = 0
    for number in range(LONG_HISTORIES if request.config.getoption("--long") else HISTORIES):
        with_tokens = chance.choice([0, 0.5, 1])
        history = workers.history(new_job(history_server),
                                  lambda client, tokens=with_tokens: [some_call(chance, client, tokens) for _ in range(CALLS)])
        assert is_linearizable(history, Job(), step), f"history {number} of seed {seed}:\n" + told(history)
        assert not is_linearizable(with_a_lie(history), Job(), step)
        overlapping += sum(a.sent < b.answered and b.sent < a.answered for a in history for b in history if a is not b) // 2
    workers.end()
    assert overlapping > HISTORIES * CLIENTS  # or it was no test


def with_a_lie(history):
    """The same, but the last of all calls to end was followed by one that saw what nobody wrote."""
    end = max(call.answered for call in history)
    return [*history, Call(end + 1, end + 2, ("get", None), (200, ("in_progress", "nobody", (0, 0, 0), None)))]


def told(history):
    begin = min(call.sent for call in history)
    return "\n".join(f"{(call.sent - begin) / 1000:9.0f} {(call.answered - begin) / 1000:9.0f} us  {call.what} -> {call.answer}"
                     for call in sorted(history, key=lambda call: call.sent))


def test_a_job_has_one_holder(history_server):
    """Eight tokens at once at a waiting job: one gets it, and keeps it against all others until it ends."""
    workers = Workers(history_server)
    for _ in range(100):
        job = new_job(history_server)
        history = workers.history(job, lambda client: [("claim", (f"host-{client}", f"T{client}"))] * 3 + [("get", None)])
        claims = [call for call in history if call.what[0] == "claim"]
        winners = {call.what[1] for call in claims if call.answer == 200}
        assert len(winners) == 1, winners
        host, token = next(iter(winners))
        assert sum(call.answer == 200 for call in claims) == 3
        assert all(call.answer == 409 for call in claims if call.what[1] != (host, token))
        shown_after = {call.answer[1][1] for call in history if call.what[0] == "get" and call.sent > max(c.answered for c in claims)}
        assert shown_after <= {host}
        assert is_linearizable(history, Job(), step)
        assert is_linearizable([*history, replace(history[-1], sent=2**62, answered=2**62 + 1, answer=(200, ("in_progress", host, (0, 0, 0), None)))],
                               Job(), step)
    workers.end()
