"""Differences in which Headrace is wrong and that are not mended yet. An entry goes out with its mending; a run that never meets one says so."""

from dataclasses import dataclass
from typing import Callable


@dataclass(frozen=True)
class Defect:
    name: str
    source: str  # the line that decides
    applies: Callable  # (exchange, difference) -> bool
    diverges: bool = False


DEFECTS = [
]


def open_defect(exchange, difference):
    return next((defect for defect in DEFECTS if defect.applies(exchange, difference)), None)
