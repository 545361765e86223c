from harness.fixtures import api_server, binary  # noqa: F401
