"""Options of everything that looks at Headrace from outside."""

import os
from pathlib import Path

import pytest

from harness.replays import REPLAYS, ReplayServers

BUILD = Path(__file__).resolve().parent.parent / "build"


def pytest_addoption(parser):
    group = parser.getgroup("headrace")
    group.addoption("--replay", action="append", choices=list(REPLAYS), help="how to replay tests/api; may be given many times (default)")
    group.addoption("--binary", type=Path, default=Path(os.environ.get("HEADRACE_BINARY") or BUILD / "release/headrace"),
                    help="the program under test (build/release/headrace, HEADRACE_BINARY)")
    group.addoption("--asan-binary", type=Path, default=BUILD / "asan-ubsan/headrace",
                    help="the same with sanitizers, for --replay=asan (build/asan-ubsan/headrace)")
    group.addoption("--long", action="store_true", help="also what is marked long")


def pytest_collection_modifyitems(config, items):
    if not config.getoption("--long"):
        for item in items:
            if item.get_closest_marker("long"):
                item.add_marker(pytest.mark.skip(reason="long: only with --long"))


@pytest.fixture(scope="session")
def replay_servers(request, tmp_path_factory):
    servers = ReplayServers(request.config, tmp_path_factory.mktemp("replay"))
    yield servers
    servers.stop()
