import pytest

from harness.fixtures import binary  # noqa: F401
from harness.server import Server
from twin import Source, Twin
from twin_ways import pages, ready


@pytest.fixture
def server(binary, tmp_path):  # noqa: F811
    """On an empty data folder, without the service inside: the twin is the only one."""
    with Server(binary, tmp_path / "data") as running:
        yield running


@pytest.fixture(params=[True, False], ids=["api", "documents"])
def twin(server, request):
    ready(server.client)
    made = Twin(server.client, ["c1"], Source(pages(300)), uses_api=request.param)
    made.preflight()
    yield made
    assert not [one for one in made.answers if one[2] >= 500 or one[2] == 406]  # 88
