import pytest

from harness.fixtures import binary, headrace  # noqa: F401
from harness.server import Server
from upkeep_tools import fill, read


@pytest.fixture
def made(binary, tmp_path):  # noqa: F811
    """made(name): a server of its own, not started; ended with the test."""
    servers = []

    def make(name, **more):
        servers.append(Server(binary, tmp_path / name, **more))
        return servers[-1]
    yield make
    for server in servers:
        server.kill()


@pytest.fixture
def filled(made):
    """A running server with something in it, and what that is."""
    server = made("data").start()
    fill(server.client)
    return server, read(server.client)


@pytest.fixture
def restored(made, headrace):  # noqa: F811
    """restored(backup, name): a started server on a folder that was made of the backup."""
    def restore(backup, name="restored"):
        server = made(name)
        said = headrace("restore", backup, "--data", server.data)
        assert said.status == 0, said
        return server.start()
    return restore
