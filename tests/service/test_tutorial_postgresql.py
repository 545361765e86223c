"""docs/tutorial/postgresql.md and postgresql-cli.md, run as they are written against a real PostgreSQL."""

import json

import pytest

from harness.database import database
from harness.fixtures import REPOSITORY
from harness.page import Reader, blocks, shape
from harness.sync import FINAL, JOBS, documents, list_jobs, ok
from harness.wait import wait_until

PAGES = REPOSITORY / "docs/tutorial"
INDEX = "content-books"


@pytest.fixture
def reader(server, tmp_path):
    with database("postgresql") as running:
        yield Reader(server, tmp_path / "home", {"5432": running["port"]})


def lines_of_json(said):
    """A block may hold several requests; each answer is a value of its own."""
    decoder, values, at = json.JSONDecoder(), [], 0
    while at < len(said):
        value, at = decoder.raw_decode(said, at)
        values.append(value)
        while at < len(said) and said[at].isspace():
            at += 1
    return values


def wait_for_the_service(client, reader, command):
    """Where the page says that the service needs a moment, a reader looks again."""
    if "configuration.*.label" in command:
        wait_until("the service fills in the configuration", lambda: "host" in json.loads(reader(command)).get("configuration", {}))
    if "filter_path=status,error" in command:
        wait_until("the service reaches the database", lambda: json.loads(reader(command))["status"] == "connected")
    if JOBS in command and "-X POST" not in command:
        wait_until("the jobs end", lambda: all(job["status"] in FINAL for job in list_jobs(client)))


def test_every_command_of_the_page_with_curl_works_as_shown(server, reader):
    shown, searched = [], None
    for heading, command, answer in blocks(PAGES / "postgresql.md"):
        wait_for_the_service(server.client, reader, command)
        got = lines_of_json(reader(command))
        assert all("error" not in each or each["error"] is None for each in got), f"{command}\n{got}"
        if answer is not None:
            assert shape(got[-1]) == shape(json.loads(answer)), f"{heading}: {command}\n{got}"
            shown.append(heading)
        if "/_search" in command:
            searched = got[-1], json.loads(answer)
    assert len(shown) == 7
    assert searched[0] == searched[1], "the documents are those of the page"
    assert [(job["status"], job["indexed_document_count"], job["deleted_document_count"]) for job in list_jobs(server.client)] == [
        ("completed", 3, 0), ("completed", 2, 1)]
    assert got[0]["results"][0]["deleted_document_count"] == 1 and got[1]["count"] == 2
    assert ok(server.client.get("/_connector/books"))["scheduling"]["full"] == {"enabled": True, "interval": "0 0 2 * * ?"}


def test_every_command_of_the_page_with_headrace_works(server, reader):
    said = {command: reader(command) for _, command, _ in blocks(PAGES / "postgresql-cli.md")}
    assert len(said) >= 7
    everything = "\n".join(said.values())
    assert "Middlemarch" in everything and "completed" in everything
    assert {job["status"] for job in list_jobs(server.client, connector_id="books")} == {"completed"} and len(list_jobs(server.client)) == 2
    assert set(documents(server.client, INDEX)) == {"headrace_public_books_1", "headrace_public_books_3"}
