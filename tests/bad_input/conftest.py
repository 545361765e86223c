from harness.fixtures import api_server, binary, headrace  # noqa: F401
