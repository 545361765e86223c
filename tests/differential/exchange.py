"""A request as the generator makes it, as a server gets it, and as a person can repeat it."""

import json
import shlex
from dataclasses import dataclass, field
from urllib.parse import quote

NO_BODY = object()


@dataclass(frozen=True)
class Guard:
    """if_seq_no and if_primary_term of a document as this server last told them; `stale`: not those."""
    index: str
    id: str
    stale: bool = False


@dataclass(frozen=True)
class Request:
    kind: str  # what reports are grouped by
    method: str
    path: str  # ready for the wire
    parameters: tuple = ()  # of (name, value)
    body: object = NO_BODY  # text is sent as it is, all else as JSON
    lines: tuple = ()  # of JSON values: an NDJSON body
    guard: Guard | None = None  # as parameters
    total_order: bool = False  # the sort leaves no ties
    follows: bool = False  # search_after: the last hit of the search before
    makes_ids: bool = False  # the servers choose ids, each its own


@dataclass
class Memory:
    """What one server has told so far."""
    guards: dict = field(default_factory=dict)  # (index, id) -> (seq_no, primary_term)
    last_sort: dict = field(default_factory=dict)  # (path, sort) -> of the last hit of the page read so
    ids: dict = field(default_factory=dict)  # id made by this server -> name that both share


@dataclass(frozen=True)
class Wire:
    method: str
    target: str
    body: bytes | None


def page_of(request):
    """What the pages of one walk have in common."""
    return request.path, as_json(request.body.get("sort"))


def segment(text):
    return quote(text, safe="")


def resolve_guard(guard, memory):
    seq_no, term = memory.guards.get((guard.index, guard.id), (0, 1))
    if guard.stale:
        seq_no = seq_no - 1 if seq_no > 0 else seq_no + 5
    return {"if_seq_no": seq_no, "if_primary_term": term}


def as_json(value):
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))


def resolve_line(line, memory):
    """An action line whose metadata has a guard gets its numbers."""
    if isinstance(line, str):
        return line
    if isinstance(line, dict):
        line = {name: {**{k: v for k, v in value.items() if k != "guard"}, **resolve_guard(value["guard"], memory)}
                if isinstance(value, dict) and isinstance(value.get("guard"), Guard) else value for name, value in line.items()}
    return as_json(line)


def wire(request, memory):
    parameters = list(request.parameters)
    if request.guard:
        parameters += resolve_guard(request.guard, memory).items()
    target = request.path
    if parameters:
        target += "?" + "&".join(f"{quote(str(name))}={quote(str(value), safe='*,')}" for name, value in parameters)
    if request.lines:
        return Wire(request.method, target, ("\n".join(resolve_line(line, memory) for line in request.lines) + "\n").encode())
    if request.body is NO_BODY:
        return Wire(request.method, target, None)
    body = request.body
    if request.follows and memory.last_sort.get(page_of(request)):
        body = {**body, "search_after": memory.last_sort[page_of(request)]}
    return Wire(request.method, target, (body if isinstance(body, str) else as_json(body)).encode("utf-8", "surrogatepass"))


def curl(sent):
    """One line for a shell."""
    line = f"curl -s{'I' if sent.method == 'HEAD' else ' -X' + sent.method} {shlex.quote('localhost:9200' + sent.target)}"
    if sent.body is None:
        return line
    text = sent.body.decode("utf-8", "replace")
    quoted = "$'" + text.replace("\\", "\\\\").replace("'", "\\'").replace("\n", "\\n") + "'" if "\n" in text or "'" in text else f"'{text}'"
    return f"{line} -H 'Content-Type: application/json' --data-binary {quoted}"
