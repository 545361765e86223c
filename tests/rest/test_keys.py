"""Checks 47 and 54 of docs/spec/rest-conventions.md 17, as far as an *.api file cannot say them: single header lines, and what is inside of a token."""

import base64

import pytest

from harness.server import Server
from harness.sync import ok


@pytest.fixture(scope="module")
def server(binary, tmp_path_factory):
    with Server(binary, tmp_path_factory.mktemp("keys") / "data", password="right-password") as running:
        yield running


def test_R47_the_schemes_are_three_header_lines(server):
    answer = server.new_client(authorization=None).get("/")
    assert answer.status == 401
    assert [value for name, value in answer.headers if name.lower() == "www-authenticate"] == [
        'Basic realm="security", charset="UTF-8"', 'Bearer realm="security"', "ApiKey"]


def test_R54_encoded_is_id_and_key_until_the_key_is_invalidated(server):
    key = ok(server.client.post("/_security/api_key", {"name": "k"}))
    assert base64.b64decode(key["encoded"], validate=True).decode() == f"{key['id']}:{key['api_key']}"
    assert (len(key["id"]), len(key["api_key"])) == (20, 22)
    client = server.new_client(authorization="ApiKey " + key["encoded"])
    assert client.get("/_connector").status == 200
    ended = ok(server.client.request("DELETE", "/_security/api_key", {"ids": [key["id"]]}))
    assert ended == {"invalidated_api_keys": [key["id"]], "previously_invalidated_api_keys": [], "error_count": 0}
    answer = client.get("/_connector")
    assert answer.status == 401 and answer.header("X-elastic-product") is None
