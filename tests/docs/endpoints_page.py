"""Every endpoint with what proves it: docs/reference/endpoints.md. `python tests/docs/endpoints_page.py` writes the page anew."""

import json
import sys
from pathlib import Path

TESTS = Path(__file__).resolve().parent.parent
sys.path[:0] = [str(TESTS), str(TESTS / "api")]  # also when this runs as a script

from corpus_format import load_all  # noqa: E402
from harness.endpoints import endpoints  # noqa: E402

PAGE = TESTS.parent / "docs/reference/endpoints.md"
CALLS = TESTS / "clients/calls.json"
HEAD = """# Endpoints

Made by `python tests/docs/endpoints_page.py`; the tests fail when it is not true any more. *Cases* are those of the corpus (`tests/api`) that call the endpoint; all of them pass in each replay, in both modes. *Clients* are the official ones that call it in `tests/clients`. Beside these, Schemathesis (`tests/openapi`) and generated
malformed requests (`tests/bad_input`) go to every endpoint, and every one is in the privilege table (`tests/security`).

| endpoint | cases | clients |
|---|---|---|
"""


def fits(template, path):
    """How many segments are named literally, or None."""
    wanted, given = template.strip("/").split("/"), path.strip("/").split("/")
    if len(wanted) != len(given):
        return None
    literal = 0
    for name, segment in zip(wanted, given):
        if name == segment:
            literal += 1
        elif not name.startswith("{"):
            return None
    return literal


def route_of(method, target, known):
    """The route that the server takes; None when there is none."""
    fitting = [(fits(template, target.split("?")[0]), (verb, template)) for verb, template in known if verb == method]
    fitting = [one for one in fitting if one[0] is not None]
    return max(fitting)[1] if fitting else None


def requests(steps):
    for step in steps:
        if hasattr(step, "method"):
            yield step.method, step.path
        for inner in [getattr(step, "steps", [])] + [group for _, group in getattr(step, "groups", [])]:
            yield from requests(inner)


def routes():
    """(method, template), as the server has them."""
    return [(endpoint.method, endpoint.path) for endpoint in endpoints()]


def cases():
    """Route -> how many cases call it."""
    known, counts = routes(), {}
    for case in load_all(TESTS / "api"):
        called = {route_of(method, target, known) for method, target in requests(case.steps)}
        for route in called - {None}:
            counts[route] = counts.get(route, 0) + 1
    return counts


def page():
    counts, calls = cases(), json.loads(CALLS.read_text(encoding="utf-8"))
    rows = []
    for method, template in routes():
        clients = [client for client, called in calls.items() if f"{method} {template}" in called]
        rows.append(f"| `{method} {template}` | {counts.get((method, template), '')} | {', '.join(clients)} |")
    return HEAD + "\n".join(rows) + "\n"


if __name__ == "__main__":
    PAGE.write_text(page(), encoding="utf-8")
