from harness.fixtures import binary, headrace, server  # noqa: F401
