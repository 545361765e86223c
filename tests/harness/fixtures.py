"""Fixtures that several folders share; their conftest.py imports what it needs."""

from pathlib import Path

import pytest

from harness.command import COMMAND_SECONDS, clean_environment, run
from harness.server import Server

REPOSITORY = Path(__file__).resolve().parents[2]


@pytest.fixture(scope="session")
def binary(request):
    """The program under test."""
    path = request.config.getoption("--binary").resolve()
    assert path.exists(), f"{path} is missing; make it with ./dev build"
    return path


@pytest.fixture
def server(binary, tmp_path):
    """A server with the connector service inside, on an empty data folder."""
    with Server(binary, tmp_path / "data", arguments=()) as running:
        yield running


@pytest.fixture(scope="module")
def api_server(binary, tmp_path_factory):
    """A server without the connector service, shared by the tests of one file."""
    with Server(binary, tmp_path_factory.mktemp("api") / "data", arguments=("--no-service",)) as running:
        yield running
        running.check_alive()


@pytest.fixture
def headrace(binary, tmp_path):
    """headrace(*arguments, url=None, **environment): runs the binary to its end in a clean environment."""
    def call(*arguments, url=None, seconds=COMMAND_SECONDS, **more):
        if url:
            more["HEADRACE_URL"] = url
        return run(binary, *arguments, environment=clean_environment(tmp_path / "home", **more), cwd=tmp_path, seconds=seconds)
    return call
