import pytest

from differential.features import features_of
from differential.pair import Pair
from harness.fixtures import binary  # noqa: F401
from harness.opensearch import OpenSearch
from harness.peer import Unavailable
from harness.server import Server


@pytest.fixture(scope="session")
def opensearch(tmp_path_factory):
    peer = OpenSearch(tmp_path_factory.mktemp("opensearch"))
    try:
        peer.start()
    except Unavailable as reason:
        pytest.skip(f"OpenSearch cannot be had: {reason}")
    yield peer
    peer.stop()


@pytest.fixture
def strict_server(binary, tmp_path):  # noqa: F811
    """What docs/spec describes is what --strict does."""
    with Server(binary, tmp_path / "data", arguments=("--no-service", "--strict", "--text-index-from", "0")) as server:
        yield server
        server.check_alive()


@pytest.fixture
def features(strict_server):
    return features_of(strict_server.client)


@pytest.fixture
def pair(strict_server, opensearch):
    return Pair(strict_server.client, opensearch.new_client())
