from harness.fixtures import binary, headrace  # noqa: F401
