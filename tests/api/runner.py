"""Runs one case against a server. README.md beside this file says what each step does."""

import json
import threading
import time
from concurrent.futures import ThreadPoolExecutor

import checks
import laws
from checks import Failed
from corpus_format import Bulk, Parallel, Pause, Repeat, Request

BULK_LINES = 1000
RETRIES = 200


class CaseFailed(AssertionError):
    """`file:line: what was wrong`, with the request and the answer."""


def show(request, answer):
    lines = [f"{request.method} {request.path}", *(f"{name}: {value}" for name, value in request.headers.items())]
    lines += [request.body[:2000]] if request.body else []
    lines += [f"=> {answer.status}", answer.body[:4000].decode("utf-8", "replace")]
    return "\n".join("    " + line for line in lines)


def is_write(request, answer):
    """Changed what a restart could lose."""
    reads = ("_search", "_count", "_refresh")
    return request.method in ("POST", "PUT", "DELETE") and answer.status < 300 and not any(name in request.path for name in reads)


def wipe(server):
    """Takes every connector and every sync job away, so that the next case finds none."""
    for index in (".elastic-connectors", ".elastic-connectors-sync-jobs"):
        while True:
            answer = server.client.post(f"/{index}/_search", {"size": 10000, "_source": False})
            ids = [hit["_id"] for hit in answer.json()["hits"]["hits"]]
            if not ids:
                break
            lines = [json.dumps({"delete": {"_index": index, "_id": each}}) + "\n" for each in ids]
            answer = server.client.post("/_bulk", "".join(lines), headers={"Content-Type": "application/x-ndjson"})
            if answer.status != 200 or answer.json()["errors"]:
                raise CaseFailed(f"{index} cannot be emptied: {answer.status} {answer.text[:2000]}")


class Run:
    """One case in one mode. `after_write()` is called behind every request (block of parallel ones, bulk) that changed something."""

    def __init__(self, server, mode, after_write=lambda: None):
        self.server, self.mode, self.after_write = server, mode, after_write
        self.variables = {"superuser": getattr(server, "superuser", "")}

    def case(self, case):
        self.variables["case"] = case.number
        self.steps(case.steps)

    def steps(self, steps):
        for step in steps:
            if isinstance(step, Request):
                self.request(step)
            elif isinstance(step, Repeat):
                self.repeat(step)
            elif isinstance(step, Parallel):
                self.parallel(step)
            elif isinstance(step, Bulk):
                self.bulk(step)
            elif isinstance(step, Pause):
                time.sleep(step.milliseconds / 1000)

    def request(self, step):
        request, answer = self.send(step, self.server.client, self.variables)
        self.judge(step, request, answer, self.variables)
        if is_write(request, answer):
            self.after_write()

    def send(self, step, client, variables):
        """The request with its variables filled in, and its answer."""
        try:
            body = None if step.body is None else checks.fill(step.body, variables)
            headers = {name: None if value == "-" else checks.fill(value, variables) for name, value in step.headers.items()}
            if body and "ndjson" in (headers.get("Content-Type") or ""):
                body += "\n"  # a file says where lines end, and not that the last one does
            request = Request(step.where, step.method, checks.fill(step.path, variables), headers, body)
        except Failed as failure:
            raise CaseFailed(f"{step.where}: {failure}") from None
        for _ in range(RETRIES):
            answer = client.request(request.method, request.path, request.body, request.headers)
            if answer.status not in step.retry_on:
                break
        return request, answer

    def judge(self, step, request, answer, variables):
        reply = self.reply_of(step)
        try:
            at = step.where
            laws.check(request.method, request.path, answer)
            at = reply.where
            if answer.status not in reply.statuses:
                raise Failed(f"status is {answer.status}, expected {'|'.join(map(str, reply.statuses))}")
            for check in self.checks_of(reply):
                at = check.where
                checks.apply(check.text, answer, variables)
        except (AssertionError, KeyError, ValueError, TypeError) as failure:
            raise CaseFailed(f"{at}: {failure}\n{show(request, answer)}") from failure

    def reply_of(self, step):
        for reply in step.replies:
            if reply.mode in (None, self.mode):
                return reply
        raise CaseFailed(f"{step.where}: nothing said for mode {self.mode}")

    def checks_of(self, reply, group=False):
        """The lines for this mode; those about a whole group of answers stand apart."""
        about_group = lambda check: check.text.split(" ")[0] in ("some", "once", "distinct")
        return [check for check in reply.checks if check.mode in (None, self.mode) and about_group(check) == group]

    def repeat(self, step):
        """The first and the last round count as writes; a restart after each of hundreds shows nothing new."""
        after_write, self.after_write = self.after_write, lambda: None
        for number in range(1, step.count + 1):
            if number in (1, step.count):
                self.after_write = after_write
            self.variables["i"] = str(number)
            self.steps(step.steps)
            self.after_write = lambda: None
        self.after_write = after_write

    def parallel(self, step):
        """All at once, each on a connection of its own, with $i from 1 within its group."""
        workers = [(number, steps) for count, steps in step.groups for number in range(1, count + 1)]
        start = threading.Barrier(len(workers))
        with ThreadPoolExecutor(len(workers)) as pool:
            futures = [pool.submit(self.one_of_many, number, steps, start) for number, steps in workers]
            answers = [future.result() for future in futures]
        for at, (_, steps) in enumerate(step.groups):
            first = sum(count for count, _ in step.groups[:at])
            self.judge_group(steps, answers[first:first + step.groups[at][0]])
        self.after_write()

    def one_of_many(self, number, steps, start):
        variables = {**self.variables, "i": str(number)}
        client = self.server.new_client()
        try:
            client.get("/readyz")  # connected before the start
            start.wait()
            answers = []
            for step in steps:
                request, answer = self.send(step, client, variables)
                self.judge(step, request, answer, variables)
                answers.append(answer)
            return answers
        finally:
            start.abort() if not start.broken and start.n_waiting else None
            client.close()

    def judge_group(self, steps, answers):
        for position, step in enumerate(steps):
            mine = [each[position] for each in answers]
            for check in self.checks_of(self.reply_of(step), group=True):
                word, _, what = check.text.partition(" ")
                if word == "some" and int(what) not in [answer.status for answer in mine]:
                    raise CaseFailed(f"{check.where}: no answer has {what}: {sorted(answer.status for answer in mine)}")
                if word == "once" and [answer.status for answer in mine].count(int(what)) != 1:
                    raise CaseFailed(f"{check.where}: not exactly one answer has {what}: {sorted(answer.status for answer in mine)}")
                if word == "distinct":
                    found = [json.dumps(checks.look_up(answer.json(), what)) for answer in mine]
                    if len(set(found)) != len(found):
                        raise CaseFailed(f"{check.where}: {len(found) - len(set(found))} values of {what} occur twice")

    def bulk(self, step):
        """Documents straight into an index, $i from 1 and $t a time that grows by a millisecond."""
        for first in range(1, step.count + 1, BULK_LINES):
            lines = []
            for number in range(first, min(first + BULK_LINES, step.count + 1)):
                variables = {**self.variables, "i": str(number), "t": f"2025-01-01T00:{number // 60000:02}:{number // 1000 % 60:02}.{number % 1000:03}Z"}
                lines.append(json.dumps({"index": {"_index": step.index, "_id": checks.fill(step.id, variables)}}))
                lines.append(checks.fill(step.source, variables))
            answer = self.server.client.put("/_bulk", "\n".join(lines) + "\n", headers={"Content-Type": "application/x-ndjson"})
            if answer.status != 200 or answer.json()["errors"]:
                raise CaseFailed(f"{step.where}: bulk failed: {answer.status} {answer.text[:2000]}")
        self.after_write()
