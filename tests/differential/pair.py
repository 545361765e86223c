"""Headrace and OpenSearch side by side: a request goes to both, the second one refreshed where a search is to see what was written."""

import json
from dataclasses import dataclass

from differential.comparer import compare
from differential.exchange import Memory, Wire, page_of, wire
from differential.generator import ALIASES, INDICES

SEARCHES = ("_search", "_count", "_delete_by_query", "_update_by_query", "_stats")


@dataclass(frozen=True)
class Exchange:
    request: object
    sent: Wire  # to Headrace; the other's differs in sequence numbers and cursors only where the answers did
    ours: tuple  # status, body
    theirs: tuple
    differences: tuple


class Side:
    def __init__(self, client):
        self.client, self.memory = client, Memory()

    def send(self, request):
        sent = wire(request, self.memory)
        headers = {"Content-Type": "application/x-ndjson"} if request.lines else {}
        answer = self.client.request(sent.method, sent.target, sent.body, headers)
        return sent, answer.status, self.shared(answer.body)

    def shared(self, body):
        """The answer as JSON (text where it is none), with the ids that this server made under names that both share."""
        text = body.decode("utf-8", "replace")
        for id, name in self.memory.ids.items():
            text = text.replace(id, name)
        try:
            return json.loads(text) if text else None
        except ValueError:
            return text

    def remember(self, request, answer):
        if not isinstance(answer, dict):
            return
        told = [next(iter(item.values())) for item in answer.get("items", []) if isinstance(item, dict) and item] if request.kind.endswith("bulk") else [answer]
        for one in told:
            if isinstance(one, dict) and isinstance(one.get("_seq_no"), int) and one["_seq_no"] >= 0:
                self.memory.guards[one.get("_index"), one.get("_id")] = (one["_seq_no"], one["_primary_term"])
        if request.kind.startswith("page") and isinstance(answer.get("hits"), dict):
            hits = answer["hits"].get("hits")
            self.memory.last_sort[page_of(request)] = hits[-1].get("sort") if hits else None


class Pair:
    def __init__(self, ours, theirs):
        """Two harness.http.Client."""
        self.ours, self.theirs = Side(ours), Side(theirs)
        self.unrefreshed = False

    def reset(self):
        """Nothing of an earlier sequence is left."""
        for side in (self.ours, self.theirs):
            for attempt in (",".join(INDICES), *INDICES):
                if side.client.delete(f"/{attempt}?ignore_unavailable=true".replace("ü", "%C3%BC")).status == 200:
                    break
            side.memory = Memory()
        self.ours.client.delete("/typ*?ignore_unavailable=true")
        self.unrefreshed = False

    def play(self, request):
        if self.unrefreshed and any(word in request.path for word in SEARCHES):
            self.theirs.client.post("/_refresh")
            self.unrefreshed = False
        sent, status, body = self.ours.send(request)
        _, other_status, other_body = self.theirs.send(request)
        if request.makes_ids:
            body, other_body = self.name_made_ids(body, other_body)
        for side, answer in ((self.ours, body), (self.theirs, other_body)):
            side.remember(request, answer)
        if request.method not in ("GET", "HEAD") and "_search" not in request.path:
            self.unrefreshed = True
        differences = compare(request, (status, copy(body)), (other_status, copy(other_body)))
        return Exchange(request, sent, (status, body), (other_status, other_body), tuple(differences))

    def name_made_ids(self, *answers):
        named = []
        for side, answer in zip((self.ours, self.theirs), answers):
            if isinstance(answer, dict) and "_id" in answer:
                name = f"made-{len(side.memory.ids)}"
                side.memory.ids[answer["_id"]] = name
                answer = {**answer, "_id": name}
            named.append(answer)
        return named


def copy(value):
    return json.loads(json.dumps(value))
