"""docs/openapi.yaml is a valid OpenAPI document, has every route of the server and no other, and the server answers as it says."""

import json
import re
import zlib

import hypothesis
import pytest
import schemathesis
import yaml
from openapi_spec_validator import OpenAPIV31SpecValidator
from schemathesis.checks import not_a_server_error
from schemathesis.config import SchemathesisConfig
from schemathesis.specs.openapi.checks import content_type_conformance, response_schema_conformance, status_code_conformance

from harness.endpoints import endpoints
from harness.fixtures import REPOSITORY
from harness.openapi import LONG_EXAMPLES
from harness.server import Server

DOCUMENT = yaml.safe_load((REPOSITORY / "docs/openapi.yaml").read_text())
# A stream without an end: tests/events.
STREAM = "sync_job_events"

CHECKS = [not_a_server_error, status_code_conformance, content_type_conformance, response_schema_conformance]
# Cases at every bound of every parameter are many, and take minutes to make: only with --long.
IS_LONG = hypothesis.settings().max_examples == LONG_EXAMPLES
CONFIGURATION = {
    "generation": {"mode": "all", "deterministic": True, "database": "none"},
    "phases": {"coverage": {"enabled": IS_LONG, "unexpected-methods": []}, "stateful": {"enabled": False}},
}
SCHEMA = schemathesis.openapi.from_dict(DOCUMENT, config=SchemathesisConfig.from_dict(CONFIGURATION)).exclude(operation_id=STREAM)

# What there is before each request; the examples of docs/openapi.yaml name it.
KNOWN = {"connector_id": "handbook", "connector_sync_job_id": "job-1", "secret_id": "crm-key", "username": "elastic", "index": "books", "id": "1",
         "scroll_id": "s" + "0" * 40, "pipeline_id": "own",
         "alias": "reading", "fields": "title", "setting": "index.uuid", "template": "logs"}
CONNECTOR = {"index_name": "content-kept", "service_type": "dir", "name": "Handbook"}


def operations():
    """(method, path, operation) of the document."""
    for path, item in DOCUMENT["paths"].items():
        for method, operation in item.items():
            if method != "parameters":
                yield method.upper(), path, operation


def test_the_document_is_valid():
    assert list(OpenAPIV31SpecValidator(DOCUMENT).iter_errors()) == []


def test_it_has_every_route_and_no_other():
    rows = endpoints()
    described = {(method, path): operation for method, path, operation in operations()}
    assert set(described) == {(method, path) for method, path, _, _ in rows}
    for method, path, kind, action in rows:
        operation = described[method, path]
        assert operation.get("x-action", "") == action, f"{method} {path}"
        assert (operation.get("security") == []) == (kind == "open"), f"{method} {path}"


def test_the_server_gives_it_as_json(server):
    assert server.client.get("/_headrace/openapi.json").json() == json.loads(json.dumps(DOCUMENT))


def test_names_of_operations_are_unique():
    names = [operation["operationId"] for _, _, operation in operations()]
    assert len(set(names)) == len(names)


def test_every_component_is_used():
    text = json.dumps(DOCUMENT)
    unused = [f"{kind}/{name}" for kind in ("parameters", "responses", "schemas") for name in DOCUMENT["components"][kind]
              if f'"#/components/{kind}/{name}"' not in text]
    assert unused == []


@pytest.fixture(scope="module")
def guarded_server(binary, tmp_path_factory):
    with Server(binary, tmp_path_factory.mktemp("guarded") / "data", password="openapi-password") as running:
        yield running


def test_who_is_nobody_is_refused_as_described(guarded_server):
    with_nobody = guarded_server.new_client(authorization=None)
    for method, path, operation in operations():
        answer = with_nobody.request(method, re.sub(r"\{(\w+)\}", lambda name: KNOWN[name[1]], path))
        is_open = operation.get("security") == []
        assert (answer.status != 401) == is_open, f"{method} {path}: {answer}"
        assert ("401" in operation["responses"]) != is_open, f"{method} {path}"
        assert is_open or answer.header("WWW-Authenticate"), f"{method} {path}: {answer}"


@schemathesis.serializer("application/x-ndjson")
def write_lines(_, value):
    """A list is a line each; what is no list is what negative data makes of it."""
    values = value if isinstance(value, list) else [value]
    return "".join(json.dumps(one) + "\n" for one in values).encode()


@pytest.mark.parametrize("character", ["\x7f", "\x80", "\x85", "\x9f", "\ufffe", "\uffff"])
def test_yaml_has_only_what_is_printable(server, character):
    server.client.put("/books/_doc/1", {"title": character})
    answer = server.client.get("/books/_source/1?format=yaml")
    assert yaml.safe_load(answer.text) == {"title": character}


@pytest.mark.parametrize("name", ["True", "TRUE", "False", "Null", "NULL", "Yes", "NO", "On", "OFF"])
def test_yaml_keeps_names_as_they_are(server, name):
    server.client.put("/books/_doc/1", {name: 1})
    answer = server.client.get("/books/_source/1?format=yaml")
    assert yaml.safe_load(answer.text) == {name: 1}


@SCHEMA.hook
def map_path_parameters(_, parameters):
    """Every other request is about something that is there; which, its own text decides."""
    return {name: KNOWN[name] if zlib.crc32(str(value).encode()) % 2 else value for name, value in (parameters or {}).items()}


@SCHEMA.hook
def map_query(_, query):
    """With `filter_path` an answer need not have what its schema says."""
    return {name: value for name, value in (query or {}).items() if name != "filter_path"}


@pytest.fixture
def server(binary, tmp_path):
    with Server(binary, tmp_path / "data") as running:
        yield running


class Stock:
    """What there is before each request, so that what one of them changes is not seen by the next."""

    def __init__(self, client):
        self.client = client
        self.put("/_connector/handbook", CONNECTOR)
        made = client.post("/_connector/_sync_job", {"id": "handbook"}).json()["id"]
        self.job = client.get(f"/.elastic-connectors-sync-jobs/_source/{made}").json()
        client.delete(f"/_connector/_sync_job/{made}")
        self.put_back()

    def put(self, path, body):
        answer = self.client.put(path, body)
        assert answer.status in (200, 201), f"{path}: {answer}"

    def put_back(self):
        self.put("/_connector/handbook", CONNECTOR)
        self.put("/.elastic-connectors-sync-jobs/_doc/job-1", self.job)
        self.put("/_connector/_secret/crm-key", {"value": "first"})
        # What would stand in the way of the document.
        self.client.delete("/_index_template/*")
        self.client.post("/books/_open")
        self.put("/books/_doc/1", {"title": "Dune"})


@pytest.fixture
def stock(server):
    return Stock(server.client)


@pytest.mark.slow
@SCHEMA.parametrize()
def test_the_server_answers_as_the_document_says(case, server, stock):
    if case.method not in ("GET", "HEAD"):
        stock.put_back()
    case.call_and_validate(base_url=server.url, checks=CHECKS)
    server.check_alive()
