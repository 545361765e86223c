"""Differences that are right. Each says what, why, and where that is written; what Headrace owes is not here but in open_defects.py."""

from dataclasses import dataclass
from typing import Callable

SPEC = "docs/spec/document-api.md"
REST = "docs/spec/rest-conventions.md"


@dataclass(frozen=True)
class Allowed:
    name: str
    why: str
    source: str
    applies: Callable  # (exchange, difference) -> bool
    diverges: bool = False  # the two servers no longer hold the same


RULES = [
]


def allowed_by(exchange, difference):
    return next((rule for rule in RULES if rule.applies(exchange, difference)), None)
