from harness.fixtures import api_server, binary, headrace, server  # noqa: F401
