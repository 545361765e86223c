"""Differences in which Headrace is wrong and that are not mended yet. An entry goes out with its mending; a long run names those that it never met.

Wrong answers that would be everywhere are kept out of the requests instead, by a probe in features.py ("partial dates", "rounded dates", "cut fractions",
"empty booleans", "mapping conflicts", ...), until the server gets them right; each run names those too."""

from dataclasses import dataclass
from typing import Callable


@dataclass(frozen=True)
class Defect:
    name: str
    source: str  # the line that decides
    applies: Callable  # (exchange, difference) -> bool
    diverges: bool = False


def accepts(kind, *reasons):
    """Taken by Headrace, refused by the other with one of these reasons."""
    def applies(exchange, difference):
        return (kind in exchange.request.kind and exchange.ours[0] < 300 and exchange.theirs[0] == 400
                and any(reason in str(exchange.theirs[1]) for reason in reasons))
    return applies


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
]


def open_defect(exchange, difference):
    return next((defect for defect in DEFECTS if defect.applies(exchange, difference)), None)
