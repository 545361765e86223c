"""Two answers to one request, and where they differ."""

import re
from dataclasses import dataclass

ABSENT = "(absent)"
# What two servers never agree on: names they make, times, how they work inside.
VOLATILE = {"took", "uuid", "index_uuid", "creation_date", "version.created", "_scroll_id", "pit_id", "max_score", "_score", "node", "throttled_millis", "throttled_until_millis",
            "requests_per_second", "batches", "retries", "forced_refresh", "provided_name"}
UUID = re.compile(r"\[([^\[\]/]+)/[\w-]{20,}\]")


@dataclass(frozen=True)
class Difference:
    path: str  # in the answer; [] for any element of a list
    ours: object
    theirs: object

    @property
    def signature(self):
        return (self.path, brief(self.ours), brief(self.theirs))


def brief(value):
    """What groups differences: names and flags as they are, other values by kind."""
    if value is None or isinstance(value, (bool, int)) or value == ABSENT:
        return str(value)
    if isinstance(value, str):
        return value if re.fullmatch(r"[a-z_]+", value) else "text"
    return type(value).__name__


def same_number(a, b):
    numbers = (int, float)
    return isinstance(a, numbers) and isinstance(b, numbers) and not isinstance(a, bool) and not isinstance(b, bool) and a == b


def deep(path, ours, theirs, found):
    if isinstance(ours, dict) and isinstance(theirs, dict):
        for name in sorted(ours.keys() | theirs.keys()):
            if name == "_shards":
                shards(f"{path}._shards" if path else "_shards", ours.get(name), theirs.get(name), found)
            elif name not in VOLATILE:
                deep(f"{path}.{name}" if path else name, ours.get(name, ABSENT), theirs.get(name, ABSENT), found)
    elif isinstance(ours, list) and isinstance(theirs, list) and len(ours) == len(theirs):
        for a, b in zip(ours, theirs):
            deep(f"{path}[]", a, b, found)
    elif type(ours) is not type(theirs) or ours != theirs:
        found.append(Difference(path, ours, theirs))


def shards(path, ours, theirs, found):
    """How many copies there are is a server's own business; whether all of them did it is not."""
    ours, theirs = ours or {}, theirs or {}
    for name in ("successful", "failed"):
        if (ours.get(name) or 0) != (theirs.get(name) or 0):
            found.append(Difference(f"{path}.{name}", ours.get(name, ABSENT), theirs.get(name, ABSENT)))


def error_parts(body):
    error = body.get("error") if isinstance(body, dict) else None
    if not isinstance(error, dict):
        return {"type": ABSENT, "reason": error if error is not None else ABSENT, "root": ABSENT, "metadata": {}}
    root = error.get("root_cause") or [{}]
    reason = error.get("reason")
    return {"type": error.get("type"), "reason": UUID.sub(r"[\1/…]", reason) if isinstance(reason, str) else reason, "root": root[0].get("type"),
            "metadata": {name: error[name] for name in ("index", "resource.type", "resource.id", "shard") if name in error}}


def errors(prefix, ours, theirs, found):
    a, b = error_parts(ours), error_parts(theirs)
    for name in ("type", "root", "reason"):
        if a[name] != b[name]:
            found.append(Difference(f"{prefix}error.{name}", a[name], b[name]))
    deep(f"{prefix}error", a["metadata"], b["metadata"], found)


def hit_key(hit):
    return hit.get("_index"), hit.get("_id")


def hits(request, ours, theirs, found):
    a, b = ours.pop("hits", []), theirs.pop("hits", [])
    deep("hits", ours, theirs, found)
    if sort_values(a) != sort_values(b):
        found.append(Difference("hits.hits[].sort", sort_values(a), sort_values(b)))
    keys_a, keys_b = [hit_key(hit) for hit in a], [hit_key(hit) for hit in b]
    total = ours.get("total", {}).get("value") if isinstance(ours.get("total"), dict) else None
    if request.total_order:
        if keys_a != keys_b:
            found.append(Difference("hits.order" if sorted(map(str, keys_a)) == sorted(map(str, keys_b)) else "hits.ids", keys_a, keys_b))
    elif len(a) != len(b):
        found.append(Difference("hits.length", len(a), len(b)))
    elif len(a) == total and sorted(keys_a) != sorted(keys_b):
        found.append(Difference("hits.ids", sorted(keys_a), sorted(keys_b)))
    other = {hit_key(hit): hit for hit in b}
    for hit in a:
        if hit_key(hit) in other:
            deep("hits.hits[]", without_sort(hit), without_sort(other[hit_key(hit)]), found)


def without_sort(hit):
    return {name: value for name, value in hit.items() if name != "sort"}


def sort_values(list_of_hits):
    """Numbers by value; they are keys of an order, not what was stored."""
    return [[float(value) if isinstance(value, float) else value for value in hit.get("sort", [])] for hit in list_of_hits]


def items(ours, theirs, found):
    a, b = ours.pop("items", []), theirs.pop("items", [])
    deep("", ours, theirs, found)
    if len(a) != len(b):
        found.append(Difference("items.length", len(a), len(b)))
        return
    for one, other in zip(a, b):
        if list(one) != list(other):
            found.append(Difference("items[].action", ",".join(one), ",".join(other)))
            continue
        one, other = next(iter(one.values())), next(iter(other.values()))
        if "error" in one or "error" in other:
            errors("items[].", one, other, found)
        drop = lambda item: {name: value for name, value in item.items() if name != "error"}
        deep("items[]", drop(one), drop(other), found)


def documents(ours, theirs, found):
    a, b = ours.get("docs", []), theirs.get("docs", [])
    if len(a) != len(b):
        found.append(Difference("docs.length", len(a), len(b)))
        return
    for one, other in zip(a, b):
        if "error" in one or "error" in other:
            errors("docs[].", one, other, found)
            continue
        deep("docs[]", one, other, found)


def compare(request, ours, theirs):
    """`ours`, `theirs`: (status, parsed body or None). A list of Difference."""
    found = []
    if ours[0] != theirs[0]:
        found.append(Difference("status", ours[0], theirs[0]))
    if request.method == "HEAD":
        return found
    a, b = ours[1], theirs[1]
    if not isinstance(a, dict) or not isinstance(b, dict):
        if type(a) is not type(b):
            found.append(Difference("body", type(a).__name__, type(b).__name__))
        return found
    if "error" in a or "error" in b:
        errors("", a, b, found)
    elif ours[0] != theirs[0]:
        pass
    elif "/_source/" in request.path:
        deep("_source", a, b, found)
    elif isinstance(a.get("hits"), dict) and isinstance(b.get("hits"), dict):
        inner_a, inner_b = dict(a.pop("hits")), dict(b.pop("hits"))
        deep("", a, b, found)
        hits(request, inner_a, inner_b, found)
    elif "items" in a and "items" in b:
        items(dict(a), dict(b), found)
    elif "docs" in a and "docs" in b:
        documents(a, b, found)
    elif request.kind == "get index":
        deep("", described(a), described(b), found)
    else:
        deep("", a, b, found)
    return found


def described(answer):
    """An index without settings: those that nobody gave are each server's own."""
    return {name: {part: value for part, value in index.items() if part != "settings"} if isinstance(index, dict) else index for name, index in answer.items()}
