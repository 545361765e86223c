from harness.fixtures import binary  # noqa: F401
