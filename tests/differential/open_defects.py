"""Differences in which Headrace is wrong and that are not mended yet. An entry goes out with its mending; a run that never meets one says so."""

from dataclasses import dataclass
from typing import Callable


@dataclass(frozen=True)
class Defect:
    name: str
    source: str  # the line that decides
    applies: Callable  # (exchange, difference) -> bool
    diverges: bool = False


# What the original puts where a document has no value: the largest or smallest number of the type.
SENTINELS = {9223372036854775807, -9223372036854775808, 2147483647, -2147483648, "Infinity", "-Infinity", 1, 0}


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
    return difference.path.endswith("_version") and isinstance(difference.ours, int) and isinstance(difference.theirs, int) and difference.ours < difference.theirs


DEFECTS = [
    Defect("the version of a deleted document starts again at 1", "docs/spec/document-api.md 3.1", version_starts_again),
    Defect("sort values of missing fields are null", "docs/spec/document-api.md 4.8", lacks_sentinels),
    Defect("dynamic of a mapping is shown as it was sent", "docs/spec/document-api.md 4.3", lambda exchange, difference: difference.path.endswith("mappings.dynamic")),
    Defect("times are not checked", "docs/spec/rest-conventions.md 7.8", accepts("", "as a time value")),
    Defect("search_type is not checked", "docs/spec/rest-conventions.md 7.8", accepts("", "No search type for")),
    Defect("values that the type of a field cannot hold find nothing", "docs/spec/document-api.md 5.11", accepts("", "failed to create query", "Failed to parse search_after value", "failed to parse date field")),
    Defect("sorting by a field that is not mapped", "docs/spec/document-api.md 5.10", accepts("", "No mapping found for [")),
    Defect("delete by query without a body", "docs/spec/document-api.md 4.15",
           lambda exchange, difference: "_delete_by_query" in exchange.request.path and "query is missing" in str(exchange.theirs[1])),
]


def open_defect(exchange, difference):
    return next((defect for defect in DEFECTS if defect.applies(exchange, difference)), None)
