"""Who one is: docs/spec/rest-conventions.md 13, 15 and the checks 46 to 49 and 54 of section 17; the first password (README)."""

import base64
import os

import pytest

from harness.command import clean_environment
from harness.http import Client
from harness.server import Server, basic
from harness.sync import make_connector, ok, sync
from harness.worker import Worker, configuration_for

PASSWORD = "right-password"


@pytest.fixture(scope="module")
def server(binary, tmp_path_factory):
    with Server(binary, tmp_path_factory.mktemp("auth") / "data", password=PASSWORD) as running:
        yield running


def ask(server, authorization, path="/_connector", method="GET", body=None, **headers):
    with_headers = {"Authorization": authorization, **headers}
    return server.new_client(authorization=None).request(method, path, body, headers=with_headers)


def make_key(server, name="key", **more):
    return ok(server.client.post("/_security/api_key", {"name": name, **more}))


def test_47_without_credentials(server):
    answer = ask(server, None, "/?pretty=false")
    assert answer.status == 401
    schemes = [value for name, value in answer.headers if name.lower() == "www-authenticate"]
    assert schemes == ['Basic realm="security", charset="UTF-8"', 'Bearer realm="security"', "ApiKey"]
    one = {"type": "security_exception", "reason": "missing authentication credentials for REST request [/?pretty=false]",
           "header": {"WWW-Authenticate": schemes}}
    assert answer.json() == {"error": {"root_cause": [one], **one}, "status": 401}


def test_48_a_wrong_password_names_the_user(server):
    answer = ask(server, basic("elastic", "wrong"), "/")
    assert (answer.status, answer.json()["error"]["reason"]) == (401, "unable to authenticate user [elastic] for REST request [/]")
    assert ask(server, basic("joe", PASSWORD), "/").json()["error"]["reason"] == "unable to authenticate user [joe] for REST request [/]"


def test_49_an_unknown_key_says_so(server):
    token = base64.b64encode(b"nobody:secret").decode()
    error = ask(server, "ApiKey " + token).json()["error"]
    assert error["additional_unsuccessful_credentials"] == "API key: unable to find apikey with id nobody"


def test_46_no_product_header_on_401_and_403(server):
    key = make_key(server, role_descriptors={"r": {"cluster": ["monitor"]}})
    for answer, status in ((ask(server, None), 401), (ask(server, "ApiKey " + key["encoded"]), 403), (ask(server, server.authorization), 200)):
        assert answer.status == status
        assert (answer.header("X-elastic-product") is None) == (status != 200)
    assert ask(server, None, **{"X-Opaque-Id": "x1"}).header("X-Opaque-Id") == "x1"


@pytest.mark.parametrize("header", ["Bearer abc", "Basic", "Basic !!", "ApiKey abc", "Digest x", "x" * 4000])
def test_what_cannot_be_read_is_401(server, header):
    assert ask(server, header).status == 401


def test_authentication_comes_before_everything_but_media_types(server):
    assert ask(server, None, "/no/such/path").status == 401
    assert ask(server, None, "/_connector", "PATCH").status == 401
    assert ask(server, None, "/_connector/a", "PUT", b"{").status == 401
    assert ask(server, None, "/_connector", "PUT", b"{}", **{"Content-Type": "foo"}).status == 400


def test_the_server_says_that_it_lives_to_everybody(server):
    for path in ("/readyz", "/healthz"):
        assert ask(server, None, path).status == 200
        assert ask(server, "Basic nonsense", path).status == 200
    assert ask(server, None, "/metrics").status == 401


def test_54_a_key_is_what_encoded_says_until_it_is_invalidated(server):
    key = make_key(server, "k54")
    assert base64.b64decode(key["encoded"]).decode() == f"{key['id']}:{key['api_key']}"
    assert (len(key["id"]), len(key["api_key"])) == (20, 22)
    for scheme in ("ApiKey", "apikey"):
        assert ask(server, f"{scheme} {key['encoded']}").status == 200
    ended = ok(server.client.request("DELETE", "/_security/api_key", {"ids": [key["id"]]}))
    assert ended == {"invalidated_api_keys": [key["id"]], "previously_invalidated_api_keys": [], "error_count": 0}
    answer = ask(server, "ApiKey " + key["encoded"])
    assert answer.status == 401
    assert answer.json()["error"]["additional_unsuccessful_credentials"] == "API key: api key has been invalidated"
    ended = ok(server.client.request("DELETE", "/_security/api_key", {"ids": [key["id"]]}))
    assert ended["previously_invalidated_api_keys"] == [key["id"]]


def test_keys_are_listed_without_their_secrets(server):
    key = make_key(server, "listed", metadata={"team": "x"}, expiration="1d", role_descriptors={"r": {"cluster": ["monitor"]}})
    assert key["expiration"] > 1_700_000_000_000
    [item] = ok(server.client.get(f"/_security/api_key?id={key['id']}&with_limited_by=true"))["api_keys"]
    assert item["name"] == "listed" and item["metadata"] == {"team": "x"} and item["invalidated"] is False
    assert item["expiration"] - item["creation"] == 86_400_000
    assert item["role_descriptors"] == {"r": {"cluster": ["monitor"]}} and "superuser" in item["limited_by"][0]
    assert key["api_key"] not in str(item) and "hash" not in item
    assert [each["name"] for each in ok(server.client.get("/_security/api_key?name=list*"))["api_keys"]] == ["listed"]
    missing = server.client.get("/_security/api_key?id=nobody")
    assert (missing.status, missing.json()) == (404, {"api_keys": []})


@pytest.mark.parametrize("body, type_", [
    ({}, "action_request_validation_exception"), ({"name": ""}, "action_request_validation_exception"), ({"name": "_x"}, "action_request_validation_exception"),
    ({"name": "x", "expiration": "soon"}, "illegal_argument_exception"), ({"name": "x", "expiration": "99999999999d"}, "illegal_argument_exception"),
    ({"name": "x", "metadata": {"_a": 1}}, "action_request_validation_exception"), ({"name": "x", "unknown": 1}, "x_content_parse_exception"),
    ({"name": "x", "role_descriptors": {"r": {"cluster": ["nope"]}}}, "illegal_argument_exception"), ({"name": 7}, "x_content_parse_exception"),
    ({"name": "x", "role_descriptors": []}, "x_content_parse_exception")])
def test_a_bad_key_is_refused(server, body, type_):
    answer = server.client.post("/_security/api_key", body)
    assert (answer.status, answer.json()["error"]["type"]) == (400, type_), answer.text


def test_a_key_makes_keys_without_privileges_alone(server):
    parent = make_key(server, "parent")
    answer = ask(server, "ApiKey " + parent["encoded"], "/_security/api_key", "POST", {"name": "child"})
    assert answer.status == 400 and "creating derived api keys requires an explicit role descriptor that is empty" in answer.text
    child = ask(server, "ApiKey " + parent["encoded"], "/_security/api_key", "POST", {"name": "child", "role_descriptors": {"r": {}}}).json()
    assert ask(server, "ApiKey " + child["encoded"]).status == 403


def test_who_one_is(server):
    user = ok(server.client.get("/_security/_authenticate"))
    assert (user["username"], user["roles"], user["authentication_type"], user["enabled"]) == ("elastic", ["superuser"], "realm", True)
    key = make_key(server, "me")
    me = ask(server, "ApiKey " + key["encoded"], "/_security/_authenticate").json()
    assert (me["username"], me["authentication_type"], me["api_key"]) == ("elastic", "api_key", {"id": key["id"], "name": "me"})


def test_a_password_is_changed_at_once(binary, tmp_path):
    with Server(binary, tmp_path / "data", password=PASSWORD) as server:
        assert server.client.post("/_security/user/elastic/_password", {"password": "tiny"}).status == 400
        ok(server.client.post("/_security/user/elastic/_password", {"password": "another-password"}))
        assert ask(server, basic("elastic", PASSWORD)).status == 401
        server.kill()
        server.start()
        assert ask(server, basic("elastic", "another-password")).status == 200
        assert server.client.get("/_connector").status == 401  # HEADRACE_PASSWORD is for the first start


def test_no_password_or_key_is_on_disk_or_in_the_log(binary, tmp_path):
    with Server(binary, tmp_path / "data", password=PASSWORD) as server:
        key = make_key(server)
        ask(server, basic("elastic", "wrong-password"))
        server.kill()
        everything = b"".join(path.read_bytes() for path in server.data.rglob("*") if path.is_file()) + server.log().encode()
        for secret in (PASSWORD, key["api_key"], key["encoded"], server.authorization.split()[1], "wrong-password"):
            assert secret.encode() not in everything, secret
        server.start()
        assert ask(server, "ApiKey " + key["encoded"]).status == 200


def test_the_first_start_makes_a_password_and_says_where(binary, tmp_path, headrace):
    server = Server(binary, tmp_path / "data", password="x")
    del server.environment["HEADRACE_PASSWORD"]
    server.start()
    file = server.data / "initial-password"
    password = file.read_text().strip()
    assert len(password) == 20 and os.stat(file).st_mode & 0o777 == 0o600
    assert str(file) in server.log() and password not in server.log()
    assert ask(server, basic("elastic", password)).status == 200
    server.stop()

    said = headrace("password", "reset", "--data", server.data)
    assert said.status == 0, said
    server.start()
    assert ask(server, basic("elastic", password)).status == 401
    assert ask(server, basic("elastic", said.stdout.strip())).status == 200
    busy = headrace("password", "reset", "--data", server.data)
    assert busy.status == 1 and busy.stderr
    server.stop()


def test_keys_on_the_command_line(server, headrace):
    def call(*arguments, **more):
        return headrace(*arguments, url=server.url, HEADRACE_USER="elastic", HEADRACE_PASSWORD=PASSWORD, **more)

    roles = call("key", "create", "for-cli", "--expires", "30d")
    assert roles.status == 0
    token = roles.stdout.strip()
    assert headrace("connector", "list", url=server.url, HEADRACE_API_KEY=token).status == 0
    assert headrace("connector", "list", url=server.url).status == 4
    line = next(line for line in call("key", "list", "--active").stdout.splitlines() if "for-cli" in line)
    assert call("key", "revoke", line.split()[0]).status == 0
    assert headrace("connector", "list", url=server.url, HEADRACE_API_KEY=token).status == 4
    assert call("key", "revoke", "nobody").status == 1


def test_a_login_is_kept_for_its_owner_alone(server, binary, tmp_path):
    import subprocess
    environment = clean_environment(tmp_path / "home", HEADRACE_URL=server.url)

    def call(*arguments, stdin=""):
        return subprocess.run([binary, *arguments], input=stdin, capture_output=True, text=True, env=environment, timeout=60)

    assert call("login", stdin="wrong\n").returncode == 4
    assert not list((tmp_path / "home").rglob("config.yml"))
    assert call("login", stdin=PASSWORD + "\n").returncode == 0
    [file] = (tmp_path / "home").rglob("config.yml")
    assert os.stat(file).st_mode & 0o777 == 0o600
    assert call("connector", "list").returncode == 0


def test_without_authentication_keys_are_made_and_not_asked_for(binary, tmp_path):
    with Server(binary, tmp_path / "data") as server:
        key = make_key(server)
        ok(server.client.request("DELETE", "/_security/api_key", {"ids": [key["id"]]}))
        for authorization in (None, "ApiKey " + key["encoded"], "Basic nonsense", "x"):
            assert Client(server.port).get("/_connector", headers={"Authorization": authorization}).status == 200
        assert ok(server.client.get("/_security/_authenticate"))["username"] == "elastic"


@pytest.mark.parametrize("with_key", [False, True], ids=["password", "api-key"])
def test_the_connector_service_logs_in_by_its_file(binary, tmp_path, with_key):
    folder = tmp_path / "folder"
    folder.mkdir()
    (folder / "one.txt").write_text("one")
    with Server(binary, tmp_path / "data", arguments=(), password="changeme") as server:
        text = configuration_for(server.url, "mine")
        if with_key:
            text = text.replace("  username: elastic\n  password: changeme\n", f"  api_key: {make_key(server)['encoded']}\n")
        with Worker(binary, tmp_path / "worker", text, arguments=()):
            make_connector(server.client, "mine", folder, "content-mine", native=False)
            assert sync(server.client, "mine")["indexed_document_count"] == 1
        make_connector(server.client, "native", folder, "content-native")  # and the one inside the server needs none
        assert sync(server.client, "native")["indexed_document_count"] == 1
