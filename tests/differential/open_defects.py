"""Differences in which Headrace is wrong and that are not mended yet. An entry goes out with its mending; a long run names those that it never met.

Wrong answers that would be everywhere are kept out of the requests instead, by a probe in features.py ("partial dates", "rounded dates", "cut fractions",
"empty booleans", "mapping conflicts", ...), until the server gets them right; each run names those too."""

import re
from dataclasses import dataclass
from typing import Callable

from differential.comparer import ABSENT


@dataclass(frozen=True)
class Defect:
    name: str
    source: str  # the line that decides
    applies: Callable  # (exchange, difference) -> bool
    diverges: bool = False


# What the original puts where a document has no value: the largest or smallest number of the type.
SENTINELS = {9223372036854775807, -9223372036854775808, 2147483647, -2147483648, "Infinity", "-Infinity"}


def lacks_sentinels(exchange, difference):
    """The sort values are equal but for those of missing fields."""
    if not difference.path.endswith("hits[].sort") or len(difference.ours) != len(difference.theirs):
        return False
    pairs = [pair for ours, theirs in zip(difference.ours, difference.theirs) for pair in zip(ours, theirs)]
    return all(one == other or (one is None and other in SENTINELS) for one, other in pairs)


def accepts(kind, *reasons):
    """Taken by Headrace, refused by the other with one of these reasons."""
    def applies(exchange, difference):
        return (kind in exchange.request.kind and exchange.ours[0] < 300 and exchange.theirs[0] == 400
                and any(reason in str(exchange.theirs[1]) for reason in reasons))
    return applies


def version_starts_again(exchange, difference):
    if difference.path.endswith("error.reason") and "(current version [" in str(difference.ours):
        return re.sub(r"version \[\d+\]", "", difference.ours) == re.sub(r"version \[\d+\]", "", str(difference.theirs))
    return difference.path.endswith("_version") and isinstance(difference.ours, int) and isinstance(difference.theirs, int) and difference.ours < difference.theirs


def is_dotted(path):
    name = path.split("_source.", 1)[-1]
    return "." in name


def asks(*words):
    """A search with one of these in its body that finds something else."""
    def applies(exchange, difference):
        sent = (exchange.sent.body or b"").decode("utf-8", "replace")
        return differs_in_hits(difference) and exchange.ours[0] == exchange.theirs[0] == 200 and any(word in sent for word in words)
    return applies


def differs_in_hits(difference):
    return difference.path.startswith("hits.") or difference.path == "count" or difference.path in ("total", "deleted")


DEFECTS = [
    Defect("a term that its field cannot hold finds nothing", "docs/spec/document-api.md 5.11", accepts("", "is out of range for")),
    Defect("boolean parameters that change nothing are not checked", "docs/spec/rest-conventions.md 7.8", accepts("", "as only [true] or [false] are allowed")),
    Defect("the version of a deleted document starts again at 1", "docs/spec/document-api.md 3.1", version_starts_again),
    Defect("sort values of missing fields are null", "docs/spec/document-api.md 4.8", lacks_sentinels),
    Defect("times are not checked", "docs/spec/rest-conventions.md 7.8", lambda exchange, difference: "as a time value" in str(exchange.theirs[1])),
    Defect("search_type is not checked", "docs/spec/rest-conventions.md 7.8", accepts("", "No search type for")),
    Defect("the indices of a bulk are made one by one", "docs/spec/document-api.md 4.14",
           lambda exchange, difference: "bulk" in exchange.request.kind and "index_not_found_exception" in str(exchange.ours[1]) and "index_not_found_exception" not in str(exchange.theirs[1]), diverges=True),
    Defect("wait_for_active_shards is not checked", "docs/spec/rest-conventions.md 7.8", lambda exchange, difference: "cannot parse ActiveShardCount" in str(exchange.theirs[1])),
    Defect("a conflict of a get does not say index and shard", "docs/spec/document-api.md 4.11",
           lambda exchange, difference: difference.path in ("error.index", "error.shard") and exchange.request.method == "GET" and difference.ours == ABSENT and exchange.ours[0] == 409),
    Defect("routing is not kept", "docs/spec/document-api.md 4.11", lambda exchange, difference: difference.path.endswith("_routing")),
    Defect("an empty _id in a bulk refuses the whole request", "docs/spec/document-api.md 4.14",
           lambda exchange, difference: "if _id is specified it must not be empty" in str(exchange.ours[1]) and exchange.ours[0] == 400, diverges=True),
    Defect("an order that there is not, as a parameter", "docs/spec/document-api.md 4.8", lambda exchange, difference: "No enum constant for sort order" in str(exchange.ours[1]) and exchange.theirs[0] == 200),
    Defect("size with a fraction", "docs/spec/document-api.md 4.8", lambda exchange, difference: "with value [1.5]" in str(exchange.ours[1]) and exchange.theirs[0] == 200),
    Defect("delete by query without a body", "docs/spec/document-api.md 4.15",
           lambda exchange, difference: "_delete_by_query" in exchange.request.path and "query is missing" in str(exchange.theirs[1])),
]


def open_defect(exchange, difference):
    return next((defect for defect in DEFECTS if defect.applies(exchange, difference)), None)
