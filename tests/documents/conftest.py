from harness.fixtures import binary, server  # noqa: F401
