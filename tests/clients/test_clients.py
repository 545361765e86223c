"""The official Elasticsearch clients call every connector method that they have, and read typed answers and errors: python_client.py, node_client.mjs, go_client.go.in, JavaClient.java
(docs/spec/rest-conventions.md 17, check 57). Their helpers for many documents do what they promise: python_helpers.py, node_helpers.mjs, go_helpers.go.in (docs/spec/document-api.md 2.5, 4.9, 4.14)."""

import json
import os
import shutil
import subprocess
from pathlib import Path

import pytest

from docs.endpoints_page import CALLS, route_of, routes
from harness.proxy import RecordingProxy
from harness.server import Server

HERE = Path(__file__).resolve().parent
PASSWORD = "client-password"
CLIENT_SECONDS = 120


def command(language, version, part="client"):
    if language == "python":
        return [HERE / f"python-{version}/.venv/bin/python", "-W", "ignore", HERE / f"python_{part}.py"]
    if language == "go":
        return [HERE / f"go-{version}/{part}"]
    if language == "java":
        return ["java", "-cp", f"{HERE}/java-{version}/classes:{HERE}/java-{version}/jars/*", "JavaClient"]
    return ["node", HERE / f"node_{part}.mjs", HERE / f"node-{version}"]


def need_node(version):
    if shutil.which("node") is None:
        pytest.skip("there is no Node.js")
    said = subprocess.run(["node", "--version"], capture_output=True, text=True, timeout=CLIENT_SECONDS).stdout
    if int(said.lstrip("v").split(".")[0]) < 20:
        pytest.skip(f"the official clients need Node.js 20, this is {said.strip()}")
    if not (HERE / f"node-{version}/node_modules/lock.sha256").exists():
        pytest.skip("the client could not be installed")


def called_routes(exchanges):
    found = {route_of(exchange.method, exchange.target, routes()) for exchange in exchanges} - {None}
    return sorted(f"{method} {template}" for method, template in found)


def check_calls(client, called):
    """What docs/reference/endpoints.md says of this client. HEADRACE_WRITE_CALLS=1 notes what it calls now."""
    noted = json.loads(CALLS.read_text(encoding="utf-8"))
    if os.environ.get("HEADRACE_WRITE_CALLS"):
        CALLS.write_text(json.dumps({**noted, client: called}, indent=1, sort_keys=True) + "\n", encoding="utf-8")
    else:
        assert noted[client] == called


@pytest.mark.parametrize("login", [(), ("elastic", PASSWORD)], ids=["without-authentication", "with-authentication"])
@pytest.mark.parametrize("language, version", [("python", 8), ("python", 9), ("node", 8), ("node", 9), *[pytest.param(language, major, marks=pytest.mark.long) for language in ("go", "java") for major in (8, 9)]])
def test_every_connector_method(binary, tmp_path, language, version, login):
    if language == "node":
        need_node(version)
    if language == "go" and not (HERE / f"go-{version}/client.sha256").exists():
        pytest.skip("there is no Go, or the client could not be built")
    if language == "java" and not (HERE / f"java-{version}/classes/sources.sha256").exists():
        pytest.skip("there is no Java with Maven, or the client could not be built")
    with Server(binary, tmp_path / "data", password=PASSWORD if login else None) as server:
        with RecordingProxy(server.port) as proxy:
            said = subprocess.run([*command(language, version), proxy.url, *login], capture_output=True, text=True, timeout=CLIENT_SECONDS)
            called = called_routes(proxy.exchanges)
        assert said.returncode == 0, said.stderr[-4000:]
        name, number, count, _ = said.stdout.split()
        assert name == language and number.startswith(f"{version}.") and int(count) >= 28, said.stdout
    if login:  # they do a little more then
        check_calls(f"{language}-{version}", called)


@pytest.mark.parametrize("login", [(), ("elastic", PASSWORD)], ids=["without-authentication", "with-authentication"])
@pytest.mark.parametrize("language, version", [("python", 8), ("python", 9), ("node", 8), ("node", 9), *[pytest.param("go", major, marks=pytest.mark.long) for major in (8, 9)]])
def test_helpers_for_many_documents(binary, tmp_path, language, version, login):
    if language == "node":
        need_node(version)
    if language == "go" and not (HERE / f"go-{version}/helpers.sha256").exists():
        pytest.skip("there is no Go, or the client could not be built")
    with Server(binary, tmp_path / "data", password=PASSWORD if login else None) as server:
        with RecordingProxy(server.port) as proxy:
            said = subprocess.run([*command(language, version, "helpers"), proxy.url, *login], capture_output=True, text=True, timeout=CLIENT_SECONDS)
            called = called_routes(proxy.exchanges)
        assert said.returncode == 0, said.stderr[-4000:]
        name, number, count, _ = said.stdout.split()
        assert name == language and number.startswith(f"{version}.") and int(count) >= 6, said.stdout
        assert not [exchange for exchange in proxy.exchanges if exchange.status >= 500]
    check_calls(f"{language}-{version} helpers", called)
