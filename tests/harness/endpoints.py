"""The endpoints that the server has, as src/rest/access.cpp tells them."""

import re
from typing import NamedTuple

from harness.fixtures import REPOSITORY

ROW = re.compile(r'Row\{\s*"(\w+)",\s*"([^"]+)",\s*\{Kind::(\w+),\s*"([^"]*)"\}\}')


class Endpoint(NamedTuple):
    method: str
    path: str  # a template: /_connector/{connector_id}
    kind: str  # open, anybody, cluster, index, items
    action: str


def endpoints():
    text = (REPOSITORY / "src/rest/access.cpp").read_text(encoding="utf-8")
    found = [Endpoint(*row) for row in ROW.findall(text)]
    assert len(found) == text.count("    Row{"), "a row of src/rest/access.cpp is spelled in another way"
    return found
